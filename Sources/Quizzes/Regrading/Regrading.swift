public import Accounts
public import Courses
public import Foundation
public import Storage

/// A recount of a quiz after questions of it were mended.
public struct Regrade: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Regrade>

    public let id: ID
    public var madeAt: Date
    public var undoneAt: Date?
}

/// What a recount does, or would do.
public struct RegradeReport: Equatable, Sendable {
    /// An attempt whose marks change.
    public struct Change: Equatable, Sendable {
        public var attempt: Attempt
        public var name: PersonName
        /// In the order of the attempt.
        public var marks: [MarkChange]
        public var after: Points
        public var gradeBefore: Points?
        public var gradeAfter: Points?
    }

    /// By the question's name: its number is another in each attempt that was shuffled.
    public struct MarkChange: Equatable, Sendable {
        public var question: String
        public var before: Points?
        public var after: Points?
    }

    /// The mended questions as they are now.
    public var mended: [BankQuestion.ID]
    /// Finished attempts that were asked an older version.
    public var attempts: Int
    public var changes: [Change]
    /// Answers whose marks were given by hand: they stay.
    public var byHand: Int
    /// Answers that mean nothing in the new version: they stay as they were marked.
    public var untranslatable: Int
    /// The last recount that can be undone.
    public var last: Regrade?
}

/// Why a recount was not made or undone.
public enum RegradeRefusal: Error, Equatable, Sendable {
    case nothingToRegrade
    case nothingToUndo
}

extension Attempts {
    /// What a recount of a quiz would change; nothing is written.
    public func regradeReport(of quiz: Activity.ID) async throws -> RegradeReport {
        try await database.read { [cache = quizzes.cache] tx in
            var report = try tx.regradePlan(of: quiz, cache).report
            report.last = try tx.lastRegrade(of: quiz)
            return report
        }
    }

    /// Marks every finished attempt by the questions as they are now and writes the grades, `reason` standing beside them
    /// in the history of the mark. Throws `RegradeRefusal`.
    public func regrade(_ quiz: Activity.ID, by user: User.ID, because reason: String) async throws {
        try await database.write { [now, cache = quizzes.cache] tx in
            let plan = try tx.regradePlan(of: quiz, cache)
            guard !plan.edits.isEmpty else { throw RegradeRefusal.nothingToRegrade }
            let id: Regrade.ID = try tx.value(
                """
                INSERT INTO regrades (activity_id, made_by, made_at) VALUES (\(quiz), \(user), \(now())) RETURNING id
                """)
            for edit in plan.edits { try tx.apply(edit, of: id) }
            try tx.settleMarks(of: Set(plan.edits.map(\.attempt)), at: quiz, by: user, because: reason, now())
        }
    }

    /// Puts everything back as it was before the last recount; marks given by hand since then stay. Throws
    /// `RegradeRefusal`.
    public func undoRegrade(of quiz: Activity.ID, by user: User.ID, because reason: String) async throws {
        try await database.write { [now] tx in
            guard let last = try tx.lastRegrade(of: quiz) else { throw RegradeRefusal.nothingToUndo }
            let attempts = try tx.putBack(last.id)
            try tx.settleMarks(of: attempts, at: quiz, by: user, because: reason, now())
            try tx.run("UPDATE regrades SET undone_at = \(now()) WHERE id = \(last.id)")
        }
    }
}
