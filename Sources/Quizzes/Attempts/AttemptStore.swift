import Accounts
import Courses
import Foundation
import Storage

extension Attempt {
    static let columns: SQL = """
        attempts.id AS attempt_id, attempts.activity_id AS activity_id, learner_id, number, started_at, deadline,
        finished_at, ending, marks, maximum, needs_grading, attempts.behaviour AS behaviour, seed, first_open_slot,
        last_open_slot
        """

    init(_ row: borrowing Row) throws {
        let open: (first: Int?, last: Int?) = (try row["first_open_slot"], try row["last_open_slot"])
        self.init(
            id: try row["attempt_id"], quiz: try row["activity_id"], learner: try row["learner_id"],
            number: try row["number"], startedAt: try row["started_at"], deadline: try row["deadline"],
            finishedAt: try row["finished_at"], ending: try row["ending"], marks: try row["marks"],
            maximum: try row["maximum"], needsGrading: try row["needs_grading"],
            behaviour: try row["behaviour"], seed: try row["seed"],
            openSlots: open.first.flatMap { first in open.last.map { first...max(first, $0) } })
    }
}

extension AttemptSlot {
    init(_ row: borrowing Row) throws {
        let response: String? = try row["response"]
        self.init(
            number: try row["number"], question: try row["question_id"], variant: try row["variant"],
            maximum: try row["maximum"], response: try response.map(Response.init(stored:)),
            sequence: try row["sequence"], savedAt: try row["saved_at"], isLate: try row["is_late"],
            certainty: try row["certainty"], mark: try row["mark"], comment: try row["comment"])
    }
}

/// A question of a new attempt: where it stands in the quiz, and the numbers it has.
struct DrawnSlot {
    /// From 0 in the quiz's order.
    var position: Int
    var question: BankQuestion.ID
    var variant: Int?
    var maximum: Points
}

extension Transaction {
    func attempt(_ id: Attempt.ID) throws -> Attempt {
        try one("SELECT \(Attempt.columns) FROM attempts WHERE id = \(id)") { try Attempt($0) }
    }

    func attempts(at quiz: Activity.ID, by learner: User.ID) throws -> [Attempt] {
        try all(
            """
            SELECT \(Attempt.columns) FROM attempts WHERE activity_id = \(quiz) AND learner_id = \(learner)
            ORDER BY number
            """
        ) { try Attempt($0) }
    }

    func insertAttempt(
        at quiz: Quiz, by learner: User.ID, number: Int, deadline: Date?, seed: UInt64, slots: [DrawnSlot],
        at instant: Date
    ) throws -> Attempt.ID {
        let openSlots = quiz.settings.isSequential ? 1...min(quiz.settings.questionsPerPage, slots.count) : nil
        let id: Attempt.ID = try value(
            """
            INSERT INTO attempts (activity_id, learner_id, number, started_at, deadline, maximum, behaviour, seed,
                first_open_slot, last_open_slot)
            VALUES (\(quiz.activity), \(learner), \(number), \(instant), \(deadline), \(quiz.maximum),
                \(quiz.settings.behaviour), \(Int64(bitPattern: seed)), \(openSlots?.lowerBound),
                \(openSlots?.upperBound)) RETURNING id
            """)
        for (index, slot) in slots.enumerated() {
            try run(
                """
                INSERT INTO attempt_slots (attempt_id, number, position, question_id, variant, maximum)
                VALUES (\(id), \(index + 1), \(slot.position), \(slot.question), \(slot.variant), \(slot.maximum))
                """)
        }
        return id
    }

    func slots(of attempt: Attempt.ID) throws -> [AttemptSlot] {
        try all(
            """
            SELECT number, question_id, variant, maximum, response, sequence, saved_at, is_late, certainty, mark, comment
            FROM attempt_slots WHERE attempt_id = \(attempt) ORDER BY number
            """
        ) { try AttemptSlot($0) }
    }

    /// The question in a slot as its learner was asked it.
    func asked(in number: Int, of attempt: Attempt.ID, _ cache: QuestionCache) throws -> Question? {
        let slot = try first(
            "SELECT question_id, variant FROM attempt_slots WHERE attempt_id = \(attempt) AND number = \(number)"
        ) { row -> (BankQuestion.ID, Int?) in (try row["question_id"], try row["variant"]) }
        guard let (id, variant) = slot else { return nil }
        return try cache.question(id) { try bankQuestion(id) }.question.resolved(variant)
    }

    /// Keeps an answer in the history; unless it `isHistoryOnly`, it stands in the attempt if it is newer than what
    /// stands there.
    func save(
        _ response: Response, _ certainty: Certainty?, in slot: Int, of attempt: Attempt.ID, device: String,
        sequence: Int, isLate: Bool, isHistoryOnly: Bool, at instant: Date
    ) throws {
        let stored = try response.stored()
        try run(
            """
            INSERT INTO answers (attempt_id, slot, device, sequence, response, saved_at)
            VALUES (\(attempt), \(slot), \(device), \(sequence), \(stored), \(instant))
            ON CONFLICT (attempt_id, slot, sequence, device) DO NOTHING
            """)
        if isHistoryOnly { return }
        try run(
            """
            UPDATE attempt_slots SET response = \(stored), sequence = \(sequence), saved_at = \(instant),
                is_late = \(isLate), certainty = \(certainty)
            WHERE attempt_id = \(attempt) AND number = \(slot) AND sequence < \(sequence)
            """)
    }

    /// Keeps how certain the learner is before there is an answer.
    func save(
        _ certainty: Certainty, in slot: Int, of attempt: Attempt.ID, sequence: Int, at instant: Date
    ) throws {
        try run(
            """
            UPDATE attempt_slots SET certainty = \(certainty), sequence = \(sequence), saved_at = \(instant)
            WHERE attempt_id = \(attempt) AND number = \(slot) AND sequence < \(sequence)
            """)
    }

    func setMark(_ mark: Points?, in slot: Int, of attempt: Attempt.ID) throws {
        try run("UPDATE attempt_slots SET mark = \(mark) WHERE attempt_id = \(attempt) AND number = \(slot)")
    }
}

extension Response {
    init(stored text: String) throws { self = try JSONDecoder().decode(Response.self, from: Data(text.utf8)) }

    func stored() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
