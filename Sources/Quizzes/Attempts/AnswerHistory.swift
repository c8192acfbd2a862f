public import Accounts
public import Foundation
public import Storage

/// How the answer to one question of an attempt came about, for whoever marks.
public struct AnswerHistory: Equatable, Sendable {
    public struct Entry: Equatable, Sendable {
        public enum Event: Equatable, Sendable {
            case saved
            /// Marked at the learner's wish.
            case checked
            /// On to another try after a hint.
            case wentOn
        }

        public var at: Date
        public var event: Event
        /// Nil when nothing was answered.
        public var response: Response?
        /// The question as it stood when the answer was given, where the answer means nothing in the one that stands now.
        public var former: BankQuestion?
    }

    public var paper: AttemptPaper
    public var item: AttemptPaper.Item
    public var learner: PersonName
    /// Names are kept from the reader while answers wait.
    public var hidesName: Bool
    /// The newest of them, the oldest first.
    public var entries: [Entry]

    /// Most entries shown: whoever types for an hour saves a thousand times.
    static let limit = 200
}

/// A question that another version took the place of, in one attempt.
private struct VersionChange {
    var at: Date
    var before: BankQuestion.ID
    var after: BankQuestion.ID
}

extension Attempts {
    /// Every answer that was sent, as an answer to the question as it stands in the attempt now: a recount after a mended
    /// question puts another version there, and options may have other places in it. Throws `NoRow` when the attempt has
    /// no such question.
    public func history(of id: Attempt.ID, slot number: Int) async throws -> AnswerHistory {
        let paper = try await paper(id)
        let hidesName = paper.settings.isBlind ? try await hidesNames(at: paper.attempt.quiz) : false
        guard let item = paper.items.first(where: { $0.slot.number == number }) else { throw NoRow() }
        return try await database.read { [cache = quizzes.cache] tx in
            let changes = try tx.versionChanges(in: number, of: id)
            let versions = try tx.bankQuestions(changes.flatMap { [$0.before, $0.after] }, cache)
                .mapValues { $0.asked(item.slot.variant) }
            let saved = try tx.savedAnswers(in: number, of: id).map { at, response in
                let passed = changes.filter { at <= $0.at }
                return AnswerHistory.Entry(at: at, response, passing: passed, versions)
            }
            let entries = (saved + (try tx.takenSteps(in: number, of: id))).enumerated()
                .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
            return AnswerHistory(
                paper: paper, item: item,
                learner: try tx.one(
                    "SELECT surname, given_name, patronymic FROM users WHERE id = \(paper.attempt.learner)"
                ) { try PersonName($0) },
                hidesName: hidesName, entries: Array(entries.suffix(AnswerHistory.limit)))
        }
    }
}

extension AnswerHistory.Entry {
    /// An answer brought through the changes that came after it, or left where it still meant something.
    fileprivate init(
        at: Date, _ response: Response, passing changes: [VersionChange],
        _ versions: [BankQuestion.ID: BankQuestion]
    ) {
        self.init(at: at, event: .saved, response: response)
        var moved = response
        for change in changes {
            guard let old = versions[change.before], let new = versions[change.after],
                let translated = moved.translated(from: old.question, to: new.question)
            else {
                former = changes.first.flatMap { versions[$0.before] }
                return
            }
            moved = translated
        }
        self.response = moved
    }
}

extension Transaction {
    /// The recounts that were not undone, in their order.
    fileprivate func versionChanges(in slot: Int, of attempt: Attempt.ID) throws -> [VersionChange] {
        try all(
            """
            SELECT made_at, question_before, question_after FROM regraded_slots JOIN regrades ON regrades.id = regrade_id
            WHERE attempt_id = \(attempt) AND slot = \(slot) AND undone_at IS NULL ORDER BY regrades.id
            """
        ) { row in
            VersionChange(
                at: try row["made_at"], before: try row["question_before"], after: try row["question_after"])
        }
    }

    fileprivate func savedAnswers(in slot: Int, of attempt: Attempt.ID) throws -> [(Date, Response)] {
        try all(
            """
            SELECT saved_at, response FROM answers WHERE attempt_id = \(attempt) AND slot = \(slot)
            ORDER BY saved_at, sequence, device
            """
        ) { row in
            let stored: String = try row["response"]
            return (try row["saved_at"], try Response(stored: stored))
        }
    }

    /// A recount has brought the steps to the version that stands now.
    fileprivate func takenSteps(in slot: Int, of attempt: Attempt.ID) throws -> [AnswerHistory.Entry] {
        try all(
            """
            SELECT action, response, certainty, taken_at FROM attempt_steps WHERE attempt_id = \(attempt) AND slot = \(slot)
            ORDER BY number
            """
        ) { row in
            let step = try StoredStep(row)
            return AnswerHistory.Entry(
                at: try row["taken_at"], event: step.action == .tryAgain ? .wentOn : .checked, response: step.response)
        }
    }
}
