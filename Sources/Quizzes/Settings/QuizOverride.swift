import Accounts
public import Courses
public import Foundation
public import Storage

/// What differs in a quiz for one person or one group; nil leaves everybody's rule.
public struct QuizOverride: Equatable, Sendable {
    public static let extraRange = 1...1_440

    public var opensAt: Date?
    public var closesAt: Date?
    /// A limit of their own.
    public var timeLimitMinutes: Int?
    /// Minutes more than everybody has; means nothing where there is no limit.
    public var extraMinutes: Int?
    public var attempts: Int?

    public init(
        opensAt: Date? = nil, closesAt: Date? = nil, timeLimitMinutes: Int? = nil, extraMinutes: Int? = nil,
        attempts: Int? = nil
    ) {
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.timeLimitMinutes = timeLimitMinutes
        self.extraMinutes = extraMinutes
        self.attempts = attempts
    }

    public var isEmpty: Bool { self == QuizOverride() }

    /// Throws `QuizRefusal` naming the first thing that cannot be.
    public func check() throws(QuizRefusal) {
        guard !isEmpty else { throw .overrideEmpty }
        if let opensAt, let closesAt, closesAt <= opensAt { throw .closesBeforeItOpens }
        if let timeLimitMinutes, !QuizSettings.timeLimitRange.contains(timeLimitMinutes) {
            throw .outOfRange(.timeLimit, QuizSettings.timeLimitRange)
        }
        if let extraMinutes, !Self.extraRange.contains(extraMinutes) {
            throw .outOfRange(.extraMinutes, Self.extraRange)
        }
        if let attempts, !QuizSettings.attemptsRange.contains(attempts) {
            throw .outOfRange(.attempts, QuizSettings.attemptsRange)
        }
    }
}

/// An override and whom it is for.
public struct GivenOverride: Equatable, Sendable {
    public var bearer: ExtensionBearer
    public var override: QuizOverride
}

extension QuizSettings {
    /// The settings that hold for one person: for each rule their own override, else the most generous of their groups',
    /// else everybody's.
    public func overridden(by own: QuizOverride?, groups: [QuizOverride] = []) -> QuizSettings {
        var settings = self
        settings.opensAt = own?.opensAt ?? groups.compactMap(\.opensAt).min() ?? opensAt
        settings.closesAt = own?.closesAt ?? groups.compactMap(\.closesAt).max() ?? closesAt
        settings.attempts = own?.attempts ?? groups.compactMap(\.attempts).max() ?? attempts
        settings.timeLimitMinutes =
            own.flatMap(minutes) ?? groups.compactMap(minutes).max() ?? timeLimitMinutes
        return settings
    }

    private func minutes(under override: QuizOverride) -> Int? {
        if let own = override.timeLimitMinutes { return own + (override.extraMinutes ?? 0) }
        guard let extra = override.extraMinutes, let timeLimitMinutes else { return nil }
        return timeLimitMinutes + extra
    }

    /// When an attempt begun at `start` ends by the clock: at its limit or with the quiz, whichever is earlier.
    public func deadline(ofAttemptBegun start: Date) -> Date? {
        let limit = timeLimitMinutes.map { start.addingTimeInterval(Double($0) * 60) }
        guard let limit, let closesAt else { return limit ?? closesAt }
        return min(limit, closesAt)
    }
}

extension Quizzes {
    /// What was given at a quiz: groups first, then people.
    public func overrides(of quiz: Activity.ID) async throws -> [GivenOverride] {
        try await database.read { tx in
            let groups = try tx.all(
                """
                SELECT group_id, opens_at, closes_at, time_limit_minutes, extra_minutes, attempts
                FROM quiz_group_overrides WHERE activity_id = \(quiz) ORDER BY group_id
                """
            ) { row in GivenOverride(bearer: .group(try row["group_id"]), override: try QuizOverride(row)) }
            let learners = try tx.all(
                """
                SELECT learner_id, opens_at, closes_at, time_limit_minutes, extra_minutes, attempts
                FROM quiz_overrides WHERE activity_id = \(quiz) ORDER BY learner_id
                """
            ) { row in GivenOverride(bearer: .learner(try row["learner_id"]), override: try QuizOverride(row)) }
            return groups + learners
        }
    }

    /// Gives a person or a group of the course rules of their own, or takes them away with nil; an attempt under way gets
    /// its new end at once. The calendar shows the closing as it shows a moved date of an assignment. Throws
    /// `QuizRefusal`.
    public func override(
        _ quiz: Activity.ID, for bearer: ExtensionBearer, with override: QuizOverride?, jobs: JobQueue
    ) async throws {
        try override?.check()
        try await database.write { tx in
            let course = try tx.course(of: quiz)
            guard let concerned = try tx.learners(of: bearer, in: course.id) else {
                throw QuizRefusal.learnerUnknown
            }
            switch bearer {
            case .learner(let learner):
                try tx.run("DELETE FROM quiz_overrides WHERE activity_id = \(quiz) AND learner_id = \(learner)")
                if let override {
                    try tx.run(
                        """
                        INSERT INTO quiz_overrides (activity_id, learner_id, opens_at, closes_at, time_limit_minutes,
                            extra_minutes, attempts)
                        VALUES (\(quiz), \(learner), \(override.opensAt), \(override.closesAt),
                            \(override.timeLimitMinutes), \(override.extraMinutes), \(override.attempts))
                        """)
                }
            case .group(let group):
                try tx.run("DELETE FROM quiz_group_overrides WHERE activity_id = \(quiz) AND group_id = \(group)")
                if let override {
                    try tx.run(
                        """
                        INSERT INTO quiz_group_overrides (activity_id, group_id, opens_at, closes_at, time_limit_minutes,
                            extra_minutes, attempts)
                        VALUES (\(quiz), \(group), \(override.opensAt), \(override.closesAt),
                            \(override.timeLimitMinutes), \(override.extraMinutes), \(override.attempts))
                        """)
                }
            }
            try tx.setDue(override?.closesAt, of: quiz, for: bearer)
            try tx.settleDeadlines(of: quiz, for: concerned, jobs)
        }
    }
}

extension QuizOverride {
    init(_ row: borrowing Row) throws {
        self.init(
            opensAt: try row["opens_at"], closesAt: try row["closes_at"],
            timeLimitMinutes: try row["time_limit_minutes"], extraMinutes: try row["extra_minutes"],
            attempts: try row["attempts"])
    }
}

extension Transaction {
    /// The quiz with the rules that hold for one learner: one query more than without.
    func quiz(_ activity: Activity.ID, for learner: User.ID) throws -> Quiz {
        var quiz = try quiz(activity)
        let given = try all(
            """
            SELECT 1 AS is_own, opens_at, closes_at, time_limit_minutes, extra_minutes, attempts
            FROM quiz_overrides WHERE activity_id = \(activity) AND learner_id = \(learner)
            UNION ALL
            SELECT 0 AS is_own, opens_at, closes_at, time_limit_minutes, extra_minutes, attempts
            FROM quiz_group_overrides
            JOIN course_group_members ON course_group_members.group_id = quiz_group_overrides.group_id
            WHERE activity_id = \(activity) AND learner_id = \(learner)
            """
        ) { row -> (isOwn: Int, QuizOverride) in (try row["is_own"], try QuizOverride(row)) }
        quiz.settings = quiz.settings.overridden(
            by: given.first { $0.isOwn == 1 }?.1, groups: given.filter { $0.isOwn == 0 }.map(\.1))
        return quiz
    }

    /// When the last window of a quiz closes, anybody's; nil when it stays open for somebody.
    func lastClosing(of quiz: Activity.ID) throws -> Date? {
        let closings: [Date?] = try all(
            """
            SELECT closes_at FROM quizzes WHERE activity_id = \(quiz)
            UNION ALL
            SELECT closes_at FROM quiz_overrides WHERE activity_id = \(quiz) AND closes_at IS NOT NULL
            UNION ALL
            SELECT closes_at FROM quiz_group_overrides WHERE activity_id = \(quiz) AND closes_at IS NOT NULL
            """
        ) { try $0["closes_at"] }
        return closings.contains(nil) ? nil : closings.compactMap { $0 }.max()
    }

    /// Brings the ends of attempts under way in line with the rules as they are now; nil: of all learners.
    func settleDeadlines(of quiz: Activity.ID, for learners: [User.ID]? = nil, _ jobs: JobQueue) throws {
        let open = try all(
            "SELECT \(Attempt.columns) FROM attempts WHERE activity_id = \(quiz) AND finished_at IS NULL"
        ) { try Attempt($0) }
        let concerned = learners.map(Set.init)
        for attempt in open where concerned?.contains(attempt.learner) != false {
            let deadline = try self.quiz(quiz, for: attempt.learner).settings
                .deadline(ofAttemptBegun: attempt.startedAt)
            guard deadline != attempt.deadline else { continue }
            try run("UPDATE attempts SET deadline = \(deadline) WHERE id = \(attempt.id)")
            if let deadline { try jobs.enqueueClosing(of: attempt.id, at: deadline, in: self) }
        }
    }
}

extension JobQueue {
    /// Answers made in time may still be on their way when the time is up.
    func enqueueClosing(of attempt: Attempt.ID, at deadline: Date, in tx: Transaction) throws {
        try enqueue(
            Attempts.closingJob, payload: "\(attempt)", runAt: deadline.addingTimeInterval(Attempt.lateArrival), in: tx)
    }
}
