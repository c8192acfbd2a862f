public import Accounts
public import Courses
import Foundation
public import Spaces
public import Storage

/// The questions of one quiz: adding, ordering, weighing, taking away. Attempts that were made keep what they were asked.
extension QuestionBank {
    /// A question at its place, as the author's list shows it.
    public struct Place: Equatable, Sendable {
        /// From 0.
        public var position: Int
        public var question: BankQuestion
        public var maximum: Points
        public var space: Space.ID
    }

    public func places(of quiz: Activity.ID) async throws -> [Place] {
        try await database.read { [cache = quizzes.cache] tx in
            let rows = try tx.all(
                """
                SELECT position, question_id, maximum, space_id FROM quiz_slots
                JOIN questions ON questions.id = question_id WHERE activity_id = \(quiz) ORDER BY position
                """
            ) { row -> (Int, BankQuestion.ID, Points, Space.ID) in
                (try row["position"], try row["question_id"], try row["maximum"], try row["space_id"])
            }
            let questions = try tx.bankQuestions(rows.map(\.1), cache)
            return rows.compactMap { position, id, maximum, space in
                questions[id].map { Place(position: position, question: $0, maximum: maximum, space: space) }
            }
        }
    }

    /// Puts questions of the bank at the end of a quiz. Only those of the course's own bank and of the organisations above.
    public func append(_ ids: [BankQuestion.ID], to quiz: Activity.ID) async throws {
        try await database.write { tx in
            let banks = try tx.banks(above: try tx.course(of: quiz).space)
            let known = try ids.filter { id in
                let space = try tx.first("SELECT space_id FROM questions WHERE id = \(id)") { row -> Space.ID in
                    try row["space_id"]
                }
                return space.map(banks.contains) ?? false
            }
            try tx.append(known, to: quiz)
        }
    }

    /// Moves the question at `position` one place up or down.
    public func move(_ position: Int, of quiz: Activity.ID, up: Bool) async throws {
        try await database.write { tx in
            var order = try tx.positions(of: quiz)
            guard let place = order.firstIndex(of: position) else { throw NoRow() }
            let other = up ? place - 1 : place + 1
            guard order.indices.contains(other) else { return }
            order.swapAt(place, other)
            try tx.renumber(quiz, order)
        }
    }

    public func remove(_ position: Int, of quiz: Activity.ID) async throws {
        try await database.write { tx in
            let order = try tx.positions(of: quiz)
            guard order.contains(position) else { throw NoRow() }
            try tx.run("DELETE FROM quiz_slots WHERE activity_id = \(quiz) AND position = \(position)")
            try tx.renumber(quiz, order.filter { $0 != position })
            try tx.indexQuestions(of: quiz)
        }
    }

    /// - Parameter maximum: 0…1000.
    public func setMaximum(_ maximum: Points, at position: Int, of quiz: Activity.ID) async throws {
        guard maximum >= .zero, maximum <= Points(1_000) else { throw QuizRefusal.outOfRange(.points, 0...1_000) }
        try await database.write { tx in
            try tx.run(
                "UPDATE quiz_slots SET maximum = \(maximum) WHERE activity_id = \(quiz) AND position = \(position)")
        }
    }

    /// Puts a new question of the course's own in the place of a shared one.
    public func replace(
        _ position: Int, of quiz: Activity.ID, by question: Question, in space: Space.ID, author: User.ID
    ) async throws {
        let sheet = try QuestionSheet(question, formulas: quizzes.formulas)
        try await database.write { [now] tx in
            let id = try tx.insert(question, sheet, into: space, at: now())
            try tx.run("UPDATE questions SET author_id = \(author) WHERE id = \(id)")
            try tx.run(
                "UPDATE quiz_slots SET question_id = \(id) WHERE activity_id = \(quiz) AND position = \(position)")
            try tx.indexQuestions(of: quiz)
        }
    }

    /// The categories of several banks, each once.
    public func categories(of spaces: [Space.ID]) async throws -> [String] {
        try await database.read { tx in
            Set(
                try spaces.flatMap { space in
                    try tx.all(
                        """
                        SELECT DISTINCT category FROM questions
                        WHERE space_id = \(space) AND replaced_by IS NULL AND removed_at IS NULL AND category <> ''
                        """
                    ) { row -> String in try row["category"] }
                }
            ).sorted()
        }
    }

    /// Whether a person teaches in a space or below it, and so may take from its bank.
    public func mayRead(_ space: Space.ID, _ user: User.ID) async throws -> Bool {
        try await database.read { tx in
            try tx.first(
                """
                WITH RECURSIVE below (id) AS (
                    SELECT id FROM spaces WHERE id = \(space)
                    UNION ALL SELECT spaces.id FROM spaces JOIN below ON spaces.parent_id = below.id
                )
                SELECT 1 AS found FROM memberships JOIN below ON below.id = space_id
                WHERE user_id = \(user) AND role NOT IN ('learner', 'parent', 'guest', 'juror') LIMIT 1
                """
            ) { row -> Int in try row["found"] } != nil
        }
    }

    /// The spaces whose banks a course may use: its own first, then the organisations above it.
    public func banks(for course: Course) async throws -> [Space] {
        try await database.read { tx in try tx.banks(above: course.space).map { try tx.space($0) } }
    }
}

extension Transaction {
    /// A space and those above it.
    func banks(above space: Space.ID) throws -> [Space.ID] {
        try all(
            """
            WITH RECURSIVE above (id, parent_id, depth) AS (
                SELECT id, parent_id, 0 FROM spaces WHERE id = \(space)
                UNION ALL SELECT spaces.id, spaces.parent_id, depth + 1 FROM spaces
                JOIN above ON spaces.id = above.parent_id WHERE depth < 20
            )
            SELECT id FROM above ORDER BY depth
            """
        ) { try $0["id"] }
    }

    func append(_ questions: [BankQuestion.ID], to quiz: Activity.ID) throws {
        var position = (try positions(of: quiz).last ?? -1) + 1
        for id in questions {
            let maximum = Points(rounding: try bankQuestion(id).question.defaultMark)
            try insertSlot(id, maximum: maximum, at: position, of: quiz)
            position += 1
        }
        try indexQuestions(of: quiz)
    }

    fileprivate func positions(of quiz: Activity.ID) throws -> [Int] {
        try all("SELECT position FROM quiz_slots WHERE activity_id = \(quiz) ORDER BY position") { try $0["position"] }
    }

    /// Gives the slots the numbers of their places in `order`, by way of numbers nobody has.
    fileprivate func renumber(_ quiz: Activity.ID, _ order: [Int]) throws {
        let free = (order.max() ?? 0) + 1
        for (place, position) in order.enumerated() {
            try run(
                "UPDATE quiz_slots SET position = \(free + place) WHERE activity_id = \(quiz) AND position = \(position)"
            )
        }
        for place in order.indices {
            try run(
                "UPDATE quiz_slots SET position = \(place) WHERE activity_id = \(quiz) AND position = \(free + place)")
        }
    }
}
