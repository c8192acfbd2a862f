import Courses
import Foundation
import Storage

/// What the figures need of one question of a finished attempt.
struct SheetSlot: Equatable {
    var question: BankQuestion.ID
    /// From 0 in the quiz's order; nil in attempts begun before places were kept.
    var position: Int?
    var variant: Int?
    var maximum: Points
    var mark: Points?
    var response: Response?
    /// What was sent to be marked before the attempt was handed in.
    var sent: [Response] = []
}

/// A finished attempt in one row of `attempt_sheets`, written in the transaction that marks it: ended, marked by hand, counted
/// anew. The figures of a quiz are made of these rows.
///
/// Why not sums of the quiz, changed by each attempt: everybody who hands in would change the same row, and at the end of an
/// exam wait for all others; the median, the thirds and the models need the attempts side by side anyhow; and which attempt
/// of a learner counts is the reader's choice. Ten thousand rows are read and summed in a fraction of a second.
extension Transaction {
    /// Notes what the figures need of an attempt, in time proportional to its questions; what people mark is not counted
    /// by its words.
    func noteSheet(of attempt: Attempt.ID) throws {
        var sent: [Int: [String]] = [:]
        try forEach(
            """
            SELECT slot, response FROM attempt_steps
            WHERE attempt_id = \(attempt) AND action = \(QuestionAttempt.Action.submit) AND response IS NOT NULL
            ORDER BY slot, number
            """
        ) { row in sent[try row["slot"], default: []].append(try row["response"]) }
        let lines = try all(
            """
            SELECT number, question_id, position, variant, maximum, mark,
                CASE WHEN kind = 'essay' THEN NULL ELSE response END AS response
            FROM attempt_slots JOIN questions ON questions.id = question_id
            WHERE attempt_id = \(attempt) ORDER BY number
            """
        ) { row -> String in
            let (question, maximum): (Int, Int) = (try row["question_id"], try row["maximum"])
            let optional: [Int?] = [try row["position"], try row["variant"], try row["mark"]]
            let texts = optional.map { $0.map(String.init) ?? "" }
            let response: String? = try row["response"]
            return
                (["\(question)", texts[0], texts[1], "\(maximum)", texts[2], response ?? ""]
                + (sent[try row["number"]] ?? [])).joined(separator: "\t")
        }
        try run(
            """
            INSERT INTO attempt_sheets (attempt_id, slots) VALUES (\(attempt), \(lines.joined(separator: "\n")))
            ON CONFLICT (attempt_id) DO UPDATE SET slots = excluded.slots
            """)
    }

    /// The finished attempts of a quiz, question by question, in the order of their numbers.
    func forEachSheet(of quiz: Activity.ID, _ body: (Attempt.ID, [SheetSlot]) throws -> Void) throws {
        var known = KnownResponses()
        var slots: [SheetSlot] = []
        try forEach(
            """
            SELECT attempt_id, slots FROM attempt_sheets JOIN attempts ON attempts.id = attempt_id
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL ORDER BY attempt_id
            """
        ) { row in
            slots.removeAll(keepingCapacity: true)
            var text: String = try row["slots"]
            try text.withUTF8 { bytes in
                var scanner = SheetScanner(bytes: bytes)
                while !scanner.isAtEnd { slots.append(try scanner.slot(&known)) }
            }
            try body(try row["attempt_id"], slots)
        }
    }
}

/// Reads the lines of a sheet: fields between tabs, which JSON never holds as they are.
private struct SheetScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { place >= bytes.count }

    mutating func slot(_ known: inout KnownResponses) throws -> SheetSlot {
        let (question, position, variant) = (number() ?? 0, number(), number())
        let (maximum, mark) = (number() ?? 0, number())
        var slot = SheetSlot(
            question: .init(rawValue: question), position: position.map { Int($0) }, variant: variant.map { Int($0) },
            maximum: Points(rawValue: maximum), mark: mark.map { Points(rawValue: $0) })
        let response = text()
        if !response.isEmpty { slot.response = try known[response] }
        while !isAtEnd, bytes[place - 1] == UInt8(ascii: "\t") { slot.sent.append(try known[text()]) }
        return slot
    }

    /// The number up to the next tab; nil when there is none.
    private mutating func number() -> Int64? {
        var value: Int64?
        var isNegative = false
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = (value ?? 0) * 10 + Int64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "-"): isNegative = true
            default: return isNegative ? value.map { -$0 } : value
            }
        }
        return isNegative ? value.map { -$0 } : value
    }

    /// What stands before the next tab or the end of the line.
    private mutating func text() -> String {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "\t"), bytes[place] != UInt8(ascii: "\n") { place += 1 }
        defer { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }
}

/// Most answers to a question with options are one of a few texts.
private struct KnownResponses {
    private var responses: [String: Response] = [:]

    subscript(stored: String) -> Response {
        mutating get throws {
            if let known = responses[stored] { return known }
            let response = try Response(stored: stored)
            responses[stored] = response
            return response
        }
    }
}
