public import Archives
import Foundation
public import Statistics

/// The marks of a quiz's attempts as two tables of text: its questions, and a row for each question of each attempt.
///
/// Questions have the columns `slot`, `maxmark`, `length` (0 for a text that asks nothing) and `name`; marks have `slot`
/// and `mark`. The rows of an attempt follow each other, and slot 1 begins the next.
public struct MarkSheets: Equatable, Sendable {
    public struct Question: Equatable, Sendable {
        public var slot: Int
        public var name: String
        public var maximum: Int64
        public var isQuestion: Bool
    }

    /// In the order of their slots.
    public private(set) var questions: [Question] = []
    /// Marks of each attempt in the order of `questions`.
    public private(set) var attempts: [[Int64]] = []

    /// Marks are kept in ten-millionths.
    public static let unit = 1e7

    /// What a table of at most so many rows may be.
    public static var limits: CSV.Limits {
        var limits = CSV.Limits()
        limits.bytes = 512 << 20
        limits.rows = 20_000_000
        return limits
    }
}

/// Why tables of marks were not read. Lines count from 1.
public enum MarkSheetsRefusal: Error, Equatable, Sendable {
    case columnMissing(String, steps: Bool)
    /// The tables hold answers, not marks: these have to be marked first, and these kinds of question are not known.
    case answersWithoutMarks(kinds: [String])
    case notANumber(String, line: Int, steps: Bool)
    case unknownSlot(Int, line: Int)
    case noQuestions
    /// An attempt does not begin with the first slot, or has a slot twice.
    case attemptBroken(line: Int)
}

extension MarkSheets {
    public init(questions: CSV, steps: CSV) throws(MarkSheetsRefusal) {
        let known = Columns(questions)
        if known["maxmark"] == nil, let kind = known["type"] {
            throw .answersWithoutMarks(kinds: Self.unknownKinds(questions, kind))
        }
        let columns = (slot: try known.place("slot"), maximum: try known.place("maxmark"))
        for row in questions.rows.dropFirst() {
            let name = known["name"].map { row.cells[safe: $0] } ?? ""
            let length = known["length"].map { row.cells[safe: $0] } ?? "1"
            self.questions.append(
                Question(
                    slot: try Self.slot(row, columns.slot, steps: false), name: name,
                    maximum: try Self.units(row, columns.maximum, steps: false), isQuestion: length != "0"))
        }
        guard let last = self.questions.map(\.slot).max() else { throw .noQuestions }
        self.questions.sort { $0.slot < $1.slot }
        try readAttempts(steps, lastSlot: last)
    }

    private mutating func readAttempts(_ steps: CSV, lastSlot: Int) throws(MarkSheetsRefusal) {
        let known = Columns(steps)
        let columns = (slot: try known.place("slot", steps: true), mark: try known.place("mark", steps: true))
        var places = [Int](repeating: -1, count: lastSlot + 1)
        for (place, question) in questions.enumerated() where question.slot >= 0 { places[question.slot] = place }
        let first = questions[0].slot
        var seen = [Int](repeating: -1, count: questions.count)
        for row in steps.rows.dropFirst() {
            let slot = try Self.slot(row, columns.slot, steps: true)
            guard places.indices.contains(slot), places[slot] >= 0 else { throw .unknownSlot(slot, line: row.line) }
            if slot == first { attempts.append(Array(repeating: 0, count: questions.count)) }
            let attempt = attempts.count - 1
            guard attempt >= 0, seen[places[slot]] != attempt else { throw .attemptBroken(line: row.line) }
            seen[places[slot]] = attempt
            attempts[attempt][places[slot]] = try Self.units(row, columns.mark, steps: true)
        }
    }

    /// The kinds of the questions that this program has none of.
    private static func unknownKinds(_ questions: CSV, _ column: Int) -> [String] {
        let known = [
            "multichoice", "truefalse", "shortanswer", "numerical", "match", "essay", "description",
        ]
        return Set(questions.rows.dropFirst().map { $0.cells[safe: column] }).subtracting(known + [""]).sorted()
    }

    private static func slot(_ row: CSV.Row, _ column: Int, steps: Bool) throws(MarkSheetsRefusal) -> Int {
        let text = row.cells[safe: column]
        guard let slot = Int(text), (0...100_000).contains(slot) else {
            throw .notANumber(text, line: row.line, steps: steps)
        }
        return slot
    }

    /// A mark in units; what is not marked yet counts as nothing.
    private static func units(_ row: CSV.Row, _ column: Int, steps: Bool) throws(MarkSheetsRefusal) -> Int64 {
        let text = row.cells[safe: column]
        if text.isEmpty || text == "NULL" { return 0 }
        guard let number = Double(text), abs(number) < 1e9 else {
            throw .notANumber(text, line: row.line, steps: steps)
        }
        return Int64((number * unit).rounded())
    }

    /// The table of the attempts, for the sums.
    public func table() -> ScoreTable {
        var table = ScoreTable(
            items: questions.map { .init(maximum: $0.maximum, isQuestion: $0.isQuestion) }, unit: Self.unit)
        for marks in attempts { table.add(marks) }
        return table
    }
}

/// The columns of a table by the names in its first row.
private struct Columns {
    private let places: [String: Int]

    init(_ table: CSV) {
        let names = table.rows.first?.cells ?? []
        places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> Int? { places[name] }

    func place(_ name: String, steps: Bool = false) throws(MarkSheetsRefusal) -> Int {
        guard let place = places[name] else { throw .columnMissing(name, steps: steps) }
        return place
    }
}

extension [String] {
    /// A cell, empty where the row is shorter.
    fileprivate subscript(safe place: Int) -> String { indices.contains(place) ? self[place] : "" }
}
