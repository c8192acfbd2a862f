public import Accounts
public import Courses
public import Storage

public struct AttemptResult: Equatable, Sendable {
    public var attempt: Attempt
    public var name: PersonName
}

/// Every question's mark of every attempt that counts, for the teacher.
public struct ResultsTable: Equatable, Sendable {
    public struct Row: Equatable, Sendable {
        public var attempt: Attempt
        public var name: PersonName
        public var login: String
        /// By the quiz's questions; nil where there is no mark yet and where the attempt was not asked the question.
        public var marks: [Points?]
    }

    public var quiz: Quiz
    /// Which of `quiz.slots` are questions and not texts to read.
    public var asked: [Int]
    public var counted: CountedAttempts
    public var rows: [Row]
    /// Names are kept from the reader while answers wait.
    public var hidesNames: Bool
    /// Attempts in which an answer waits for a teacher.
    public var waiting: Int
}

extension Attempts {
    /// All attempts at a quiz with their learners, for the teacher.
    public func results(of quiz: Activity.ID) async throws -> [AttemptResult] {
        try await database.read { tx in
            try tx.resultRows(of: quiz).map { AttemptResult(attempt: $0.attempt, name: $0.name) }
        }
    }

    /// The attempts that count, each with the marks of its questions: four queries, however many attempts.
    public func results(of id: Activity.ID, counting counted: CountedAttempts) async throws -> ResultsTable {
        try await database.read { tx in
            let quiz = try tx.quiz(id)
            let texts: Set<BankQuestion.ID> = Set(
                try tx.all(
                    """
                    SELECT questions.id AS id FROM quiz_slots JOIN questions ON questions.id = question_id
                    WHERE activity_id = \(id) AND kind = 'description'
                    """
                ) { try $0["id"] })
            var rows = try tx.resultRows(of: id)
            let waiting = rows.count { $0.attempt.needsGrading }
            if counted != .all {
                let finished = rows.filter(\.attempt.isFinished).map(\.attempt)
                    .sorted { ($0.learner, $0.number) < ($1.learner, $1.number) }
                let chosen = Set(
                    counted.choose(
                        finished.map {
                            FinishedAttempt(id: $0.id, learner: $0.learner, marks: $0.marks, waits: $0.needsGrading)
                        }
                    ).map(\.id))
                rows = rows.filter { chosen.contains($0.attempt.id) }
            }
            let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1.attempt.id, $0) })
            for place in rows.indices { rows[place].marks = Array(repeating: nil, count: quiz.slots.count) }
            try tx.forEach(
                """
                SELECT attempt_id, attempt_slots.number AS number, position, question_id, mark FROM attempt_slots
                JOIN attempts ON attempts.id = attempt_id
                WHERE activity_id = \(id) AND finished_at IS NOT NULL
                """
            ) { row in
                guard let place = places[try row["attempt_id"]] else { return }
                let (question, position): (BankQuestion.ID, Int?) = (try row["question_id"], try row["position"])
                // Attempts begun before places were kept are known by their questions.
                guard let slot = position ?? quiz.slots.firstIndex(where: { $0.question == question }),
                    quiz.slots.indices.contains(slot)
                else { return }
                rows[place].marks[slot] = try row["mark"]
            }
            return ResultsTable(
                quiz: quiz, asked: quiz.slots.indices.filter { !texts.contains(quiz.slots[$0].question) },
                counted: counted, rows: rows, hidesNames: quiz.settings.isBlind && waiting > 0, waiting: waiting)
        }
    }
}

extension Transaction {
    fileprivate func resultRows(of quiz: Activity.ID) throws -> [ResultsTable.Row] {
        try all(
            """
            SELECT \(Attempt.columns), surname, given_name, patronymic, login FROM attempts
            JOIN users ON users.id = learner_id WHERE attempts.activity_id = \(quiz)
            ORDER BY sorting_key, users.id, number
            """
        ) { row in
            ResultsTable.Row(
                attempt: try Attempt(row), name: try PersonName(row), login: try row["login"], marks: [])
        }
    }
}
