public import Accounts
public import Foundation
public import Storage

/// Polls and questionnaires of courses. A poll closes at its activity's date.
public struct Polls: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Throws `NoRow` when the activity is no poll.
    public func poll(_ id: Activity.ID) async throws -> Poll {
        try await database.read { tx in try tx.poll(id) }
    }

    public func status(of activity: Activity, for learner: User.ID) async throws -> PollStatus {
        try await database.read { [now] tx in
            let poll = try tx.poll(activity.id)
            let own: PollSheet? = try poll.isAnonymous ? nil : tx.sheet(of: learner, for: activity.id)
            return PollStatus(
                poll: poll, hasAnswered: try tx.hasAnswered(learner, activity.id), own: own,
                isClosed: activity.dueAt.map { $0 <= now() } ?? false)
        }
    }

    /// Takes an answer. Throws `PollAnswerRefusal`.
    ///
    /// An anonymous sheet bears no name and no time, and all sheets are laid in a new random order with each new one,
    /// so that neither the order of rows nor of numbers tells who wrote which.
    public func answer(_ activity: Activity, _ sheet: PollSheet, by learner: User.ID) async throws {
        try await database.write { [now] tx in
            let instant = now()
            if let closesAt = activity.dueAt, closesAt <= instant { throw PollAnswerRefusal.closed(closesAt) }
            let poll = try tx.poll(activity.id)
            let text = try poll.checked(sheet).stored
            let hasAnswered = try tx.hasAnswered(learner, activity.id)
            guard !hasAnswered || poll.isChangeable else { throw PollAnswerRefusal.answered }
            if hasAnswered {
                try tx.run(
                    """
                    UPDATE poll_sheets SET answers = \(text)
                    WHERE activity_id = \(activity.id) AND learner_id = \(learner)
                    """)
            } else {
                try tx.run(
                    "INSERT INTO poll_participants (activity_id, learner_id) VALUES (\(activity.id), \(learner))")
                if poll.isAnonymous {
                    try tx.shuffleSheets(of: activity.id, adding: text)
                } else {
                    try tx.insertSheet(text, of: learner, for: activity.id)
                }
            }
            try tx.open(activity.id, by: learner, at: instant)
            try tx.achieve(.handedIn, in: activity.id, by: learner, at: instant)
        }
    }

    /// The answers that are shown: four queries, however many.
    public func report(of activity: Activity.ID) async throws -> PollReport {
        try await database.read { [now] tx in
            let poll = try tx.poll(activity)
            let closesAt: Date? = try tx.one("SELECT due_at FROM activities WHERE id = \(activity)") {
                try $0["due_at"]
            }
            let isClosed = closesAt.map { $0 <= now() } ?? false
            let sheets = try tx.all(
                """
                SELECT answers, step, surname, given_name, patronymic FROM poll_sheets
                LEFT JOIN users ON users.id = learner_id WHERE activity_id = \(activity)
                ORDER BY sorting_key NULLS LAST, poll_sheets.id
                """
            ) { row in
                let surname: String? = try row["surname"]
                let name = surname == nil ? nil : try PersonName(row)
                return (step: try row["step"] as Int, sheet: PollSheet(stored: try row["answers"], name: name))
            }
            let counts = Dictionary(grouping: sheets, by: \.step).sorted { $0.key < $1.key }
            let shown = Set(
                counts.prefix(poll.stepsShown(of: counts.map(\.value.count), isClosed: isClosed)).map(\.key))
            let asked: Int = try tx.value(
                """
                SELECT count(*) FROM enrolments JOIN modules ON modules.course_id = enrolments.course_id
                JOIN activities ON module_id = modules.id WHERE activities.id = \(activity)
                """)
            return PollReport(
                poll: poll, sheets: sheets.filter { shown.contains($0.step) }.map(\.sheet), answered: sheets.count,
                asked: asked, isClosed: isClosed)
        }
    }

    /// Changes title, text and poll if the activity still is at `version` and the poll `asShown`. Throws
    /// `AuthoringRefusal`, `PollRefusal`, `SettingsChanged`.
    public func change(
        _ id: Activity.ID, titled title: String, to page: Page, _ poll: Poll, closesAt: Date?, version: Int,
        by author: User.ID, if asShown: @escaping @Sendable (Poll, _ closesAt: Date?) -> Bool = { _, _ in true }
    ) async throws {
        let title = try Course.checked(title: title)
        try await database.write { [now] tx in
            let before = try tx.poll(id)
            let closedAt: Date? = try tx.one("SELECT due_at FROM activities WHERE id = \(id)") { try $0["due_at"] }
            if before.questions != poll.questions || before.isAnonymous != poll.isAnonymous {
                let answers: Int = try tx.value(
                    "SELECT count(*) FROM poll_participants WHERE activity_id = \(id)")
                guard answers == 0 else { throw PollRefusal.answeredAlready }
            }
            try tx.change(id, kind: .poll, titled: title, to: page, version: version, by: author, at: now())
            guard asShown(before, closedAt) else { throw SettingsChanged() }
            try tx.storePoll(poll, closesAt: closesAt, of: id)
        }
    }
}

extension Transaction {
    public func storePoll(_ poll: Poll, closesAt: Date?, of activity: Activity.ID) throws {
        try run(
            """
            INSERT INTO polls (activity_id, questions, is_anonymous, is_changeable, results)
            VALUES (\(activity), \(PollQuestion.text(of: poll.questions)), \(poll.isAnonymous), \(poll.isChangeable),
                \(poll.results))
            ON CONFLICT (activity_id) DO UPDATE SET questions = excluded.questions,
                is_anonymous = excluded.is_anonymous, is_changeable = excluded.is_changeable,
                results = excluded.results
            """)
        try setDue(closesAt, of: activity)
    }

    public func poll(_ id: Activity.ID) throws -> Poll {
        try one("SELECT questions, is_anonymous, is_changeable, results FROM polls WHERE activity_id = \(id)") { row in
            Poll(
                questions: try PollQuestion.questions(in: try row["questions"]), isAnonymous: try row["is_anonymous"],
                isChangeable: try row["is_changeable"], results: try row["results"])
        }
    }

    fileprivate func hasAnswered(_ learner: User.ID, _ activity: Activity.ID) throws -> Bool {
        try first(
            "SELECT 1 FROM poll_participants WHERE activity_id = \(activity) AND learner_id = \(learner)",
            { _ in true }) ?? false
    }

    fileprivate func sheet(of learner: User.ID, for activity: Activity.ID) throws -> PollSheet? {
        try first("SELECT answers FROM poll_sheets WHERE activity_id = \(activity) AND learner_id = \(learner)") {
            PollSheet(stored: try $0["answers"])
        }
    }

    fileprivate func insertSheet(
        _ answers: String, of learner: User.ID?, for activity: Activity.ID, step: Int = 0
    ) throws {
        try run(
            """
            INSERT INTO poll_sheets (id, activity_id, learner_id, answers, step)
            VALUES (\(Array(Hashing.random(16)).hex), \(activity), \(learner), \(answers), \(step))
            """)
    }

    /// Writes all sheets anew: rows, too, have an order, in which the newest would be the last. The newest joins the
    /// last step until that is full.
    fileprivate func shuffleSheets(of activity: Activity.ID, adding answers: String) throws {
        var sheets = try all("SELECT answers, step FROM poll_sheets WHERE activity_id = \(activity)") { row in
            (answers: try row["answers"] as String, step: try row["step"] as Int)
        }
        let last = sheets.map(\.step).max() ?? 0
        let isFull = sheets.count { $0.step == last } >= Poll.fewest
        sheets.append((answers, isFull ? last + 1 : last))
        try run("DELETE FROM poll_sheets WHERE activity_id = \(activity)")
        for sheet in sheets.shuffled() {
            try insertSheet(sheet.answers, of: nil, for: activity, step: sheet.step)
        }
    }
}

extension PollSheet {
    /// A JSON array with an array for each question.
    fileprivate var stored: String {
        (try? JSONEncoder().encode(answers)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    fileprivate init(stored text: String, name: PersonName? = nil) {
        self.init(answers: (try? JSONDecoder().decode([[String]].self, from: Data(text.utf8))) ?? [], name: name)
    }
}
