import Accounts
import Storage

/// One playing of an exercise. What is shuffled stands in an order that follows from the playing's public name and the
/// exercise's secret: the page holds places, from which nobody finds out what stood where.
public struct ExercisePlay: Equatable, Sendable {
    /// 16 hexadecimal digits, in the learner's form.
    public let name: String
    private let seed: UInt64

    public init(_ exercise: Exercise, name: String? = nil) {
        let name = name.flatMap { $0.isPlayName ? $0 : nil } ?? Array(Hashing.random(8)).hex
        self.name = name
        seed = Hashing.hmac(Array(name.utf8), key: exercise.secret).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The order in which `count` things are shown: at each place, the author's number. `list` tells lists apart.
    public func order(of count: Int, list: Int = 0) -> [Int] {
        permutation(of: count, seed: seed &+ UInt64(bitPattern: Int64(list)) &* 0x9E37_79B9)
    }
}

extension String {
    fileprivate var isPlayName: Bool {
        utf8.count == 16 && utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }
}

/// What a learner gave, a text for each thing that can be right, empty where nothing was given: numbers are the author's,
/// not those of the shuffled page.
public struct ExerciseAnswers: Equatable, Sendable {
    public var given: [String]

    public init(_ given: [String]) { self.given = given }

    public var isEmpty: Bool { given.allSatisfy(\.isEmpty) }

    /// Reads a form: `field` gives all values of a name. Names are those of the page: `s0` the first place and what was
    /// put there, `t0` the first thing shown and its group, `c3-4` a square of a crossword, `w0` a word's line, `b0` a
    /// cell, `k0` a card, `q0` a question. What says nothing counts as not given.
    public init(_ content: ExerciseContent, _ play: ExercisePlay, field: (String) -> [String]) {
        func number(_ name: String, below limit: Int) -> Int? {
            field(name).first.flatMap { Int($0) }.flatMap { (0..<limit).contains($0) ? $0 : nil }
        }
        let count = content.count
        switch content {
        case .pairs, .timeline, .ordering:
            let order = play.order(of: count)
            given = (0..<count).map { place in number("s\(place)", below: count).map { "\(order[$0])" } ?? "" }
        case .groups(let groups):
            given = [String](repeating: "", count: count)
            for (place, item) in play.order(of: count).enumerated() {
                given[item] = number("t\(place)", below: groups.count).map { "\($0)" } ?? ""
            }
        case .crossword(let crossword):
            given = crossword.entries.map { entry in
                let letters = entry.squares.map { square in
                    field("c\(square.row)-\(square.column)").first?.uppercased().first { $0.isLetter } ?? " "
                }
                return letters.allSatisfy { $0 == " " } ? "" : String(letters)
            }
        case .wordSearch(let search):
            given = search.words.indices.map { place in
                field("w\(place)").first.flatMap { WordSearch.Line($0) }?.description ?? ""
            }
        case .table:
            given = (0..<count).map { String((field("b\($0)").first ?? "").prefix(ExerciseReader.itemLimit)) }
        case .cards:
            given = (0..<count).map { place in
                field("k\(place)").first == "1" ? "1" : field("k\(place)").isEmpty ? "" : "0"
            }
        case .millionaire(let questions), .media(let questions):
            given = questions.enumerated().map { place, question in
                let values = field("q\(place)")
                if question.form == .typed { return String((values.first ?? "").prefix(ExerciseReader.itemLimit)) }
                let order = play.order(of: question.options.count, list: place + 1)
                let chosen = values.compactMap { Int($0) }.filter(order.indices.contains).map { order[$0] }
                return Set(question.form == .one ? Array(chosen.prefix(1)) : chosen).sorted().map { "\($0)" }
                    .joined(separator: " ")
            }
        }
    }

    /// The numbers of an answer made of them.
    public func numbers(_ place: Int) -> [Int] {
        given.indices.contains(place) ? given[place].split(separator: " ").compactMap { Int($0) } : []
    }
}

extension WordSearch.Line: CustomStringConvertible {
    /// «3 5 3 9»: row and column of one end, then of the other, parted by anything.
    public init?(_ text: String) {
        let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count == 4, numbers.allSatisfy({ (1...1_000).contains($0) }) else { return nil }
        self.init(row: numbers[0], column: numbers[1], lastRow: numbers[2], lastColumn: numbers[3])
    }

    public var description: String { "\(row) \(column) \(lastRow) \(lastColumn)" }
}
