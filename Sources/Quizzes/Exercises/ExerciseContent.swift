/// What an exercise is made of, as it was understood from its text.
public enum ExerciseContent: Codable, Equatable, Sendable {
    case pairs([ExercisePair])
    case groups([ExerciseGroup])
    /// The date, and what happened then, from the earliest on.
    case timeline([ExercisePair])
    /// In the right order.
    case ordering([ExerciseItem])
    case crossword(Crossword)
    case wordSearch(WordSearch)
    case table(ExerciseTable)
    /// The question, and what stands on the back.
    case cards([ExercisePair])
    /// From the easiest on.
    case millionaire([ExerciseQuestion])
    case media([ExerciseQuestion])
}

/// A word, a phrase or a picture of the course.
public struct ExerciseItem: Hashable, Sendable {
    /// Of a picture, what it shows.
    public var text: String
    /// The picture's address, `/media/17/cat.png`.
    public var picture: String?

    public init(_ text: String, picture: String? = nil) {
        self.text = text
        self.picture = picture
    }
}

extension ExerciseItem: Codable {
    private enum CodingKeys: CodingKey { case text, picture }

    /// Clues and cells were stored as mere texts before they could be pictures.
    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.init(text)
        } else {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                try fields.decode(String.self, forKey: .text),
                picture: try fields.decodeIfPresent(String.self, forKey: .picture))
        }
    }
}

public struct ExercisePair: Codable, Hashable, Sendable {
    public var left: ExerciseItem
    public var right: ExerciseItem

    public init(_ left: ExerciseItem, _ right: ExerciseItem) {
        self.left = left
        self.right = right
    }
}

public struct ExerciseGroup: Codable, Equatable, Sendable {
    public var title: ExerciseItem
    public var items: [ExerciseItem]

    public init(_ title: ExerciseItem, _ items: [ExerciseItem]) {
        self.title = title
        self.items = items
    }
}

/// A table with cells to be filled. The first row is its head.
public struct ExerciseTable: Codable, Equatable, Sendable {
    public enum Cell: Codable, Equatable, Sendable {
        case given(ExerciseItem)
        /// What is accepted here.
        case blank([String])
    }

    public var rows: [[Cell]]

    public init(rows: [[Cell]]) { self.rows = rows }

    /// What is accepted in each cell to be filled, in reading order.
    public var blanks: [[String]] {
        rows.joined().compactMap { cell in
            if case .blank(let accepted) = cell { accepted } else { nil }
        }
    }
}

/// A question with answers to choose from or, where all of them are right, with one to be typed.
public struct ExerciseQuestion: Codable, Equatable, Sendable {
    public struct Option: Codable, Equatable, Sendable {
        public var text: String
        public var isRight: Bool

        public init(_ text: String, isRight: Bool) {
            self.text = text
            self.isRight = isRight
        }
    }

    public enum Form: Equatable, Sendable { case one, several, typed }

    public var text: String
    public var options: [Option]
    /// When it is asked, milliseconds from the recording's start.
    public var atMs: Int?

    public init(_ text: String, _ options: [Option], atMs: Int? = nil) {
        self.text = text
        self.options = options
        self.atMs = atMs
    }

    public var form: Form {
        if options.allSatisfy(\.isRight) { return .typed }
        return options.count(where: \.isRight) == 1 ? .one : .several
    }

    public var rightOptions: [Int] { options.indices.filter { options[$0].isRight } }
}

extension ExerciseContent {
    /// How many things can be right.
    public var count: Int {
        switch self {
        case .pairs(let pairs), .timeline(let pairs), .cards(let pairs): pairs.count
        case .groups(let groups): groups.reduce(0) { $0 + $1.items.count }
        case .ordering(let items): items.count
        case .crossword(let crossword): crossword.entries.count
        case .wordSearch(let search): search.words.count
        case .table(let table): table.blanks.count
        case .millionaire(let questions), .media(let questions): questions.count
        }
    }

    /// What a teacher reads of each thing that can be right.
    public var titles: [String] {
        switch self {
        case .pairs(let pairs), .timeline(let pairs), .cards(let pairs):
            pairs.map { "\($0.left.text) — \($0.right.text)" }
        case .groups(let groups): groups.flatMap { group in group.items.map { "\($0.text) — \(group.title.text)" } }
        case .ordering(let items): items.map(\.text)
        case .crossword(let crossword): crossword.entries.map { "\($0.word) — \($0.clue.text)" }
        case .wordSearch(let search): search.words
        case .table(let table): table.blanks.map { $0[0] }
        case .millionaire(let questions), .media(let questions): questions.map(\.text)
        }
    }

    /// The addresses of its pictures.
    public var pictures: [String] {
        let items: [ExerciseItem] =
            switch self {
            case .pairs(let pairs), .timeline(let pairs), .cards(let pairs): pairs.flatMap { [$0.left, $0.right] }
            case .groups(let groups): groups.flatMap { [$0.title] + $0.items }
            case .ordering(let items): items
            case .crossword(let crossword): crossword.entries.map(\.clue)
            case .table(let table):
                table.rows.joined().compactMap { if case .given(let item) = $0 { item } else { nil } }
            case .wordSearch, .millionaire, .media: []
            }
        return items.compactMap(\.picture)
    }

    /// Everything of it, in order, before a group's items were put together.
    var groupedItems: [ExerciseItem] {
        if case .groups(let groups) = self { groups.flatMap(\.items) } else { [] }
    }
}
