import Accounts
import Courses
import Foundation
public import Media
public import Storage

/// An exercise that is played: pairs, a crossword, a word search. Its title and place belong to the activity of the same
/// id; its source of truth is the text a teacher typed.
public struct Exercise: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable, ColumnValue {
        case pairs, groups, timeline, ordering, crossword
        case wordSearch = "word_search"
        case table, cards, millionaire, media
    }

    public var settings: ExerciseSettings
    public var content: ExerciseContent
    /// Shuffles: with it nobody finds out from the page what stood where.
    public var secret: [UInt8]
    /// Whoever has it plays without an account; nil while the exercise is not shared.
    public var shareCode: String?

    public init(settings: ExerciseSettings, content: ExerciseContent, secret: [UInt8], shareCode: String? = nil) {
        self.settings = settings
        self.content = content
        self.secret = secret
        self.shareCode = shareCode
    }

    public var kind: Kind { settings.kind }

    /// Another one once the exercise was changed: what a page was made of is known by it.
    public var edition: String {
        let text = "\(kind.rawValue) \(settings.directions.rawValue) \(settings.text)"
        return Array(Hashing.hmac(Array(text.utf8), key: secret).prefix(4)).hex
    }
}

/// What an author says of an exercise.
public struct ExerciseSettings: Equatable, Sendable {
    /// Which ways the words of a word search run.
    public enum Directions: String, CaseIterable, Sendable, ColumnValue { case straight, diagonal, all }

    /// Bytes of the text.
    public static let textLimit = 30_000
    public static let defaultPoints = 10

    public var kind: Exercise.Kind
    /// As it was typed, one item a line.
    public var text: String
    /// What it gives in the gradebook; 0: nothing, it is played for its own sake.
    public var points: Int
    public var directions: Directions
    /// The film or recording the questions are about.
    public var media: Asset.ID?

    public init(
        kind: Exercise.Kind, text: String, points: Int = defaultPoints, directions: Directions = .straight,
        media: Asset.ID? = nil
    ) {
        self.kind = kind
        self.text = text
        self.points = points
        self.directions = directions
        self.media = media
    }
}

/// Why an exercise was not accepted as its author wrote it.
public enum ExerciseRefusal: Error, Equatable, Sendable {
    case tooLong(limit: Int)
    case tooFew(least: Int)
    case tooMany(limit: Int)
    /// Lines that could not be understood, in their order.
    case problems([ExerciseProblem])
    /// Not two words share a letter.
    case nothingCrosses
    case mediaMissing
    case notMedia(found: MediaType)
    case pointsOutOfRange(ClosedRange<Int>)
}

/// A line of an exercise's text that could not be understood.
public struct ExerciseProblem: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// No sign parts the two halves.
        case noSeparator
        /// One of the halves is empty.
        case emptyHalf
        case tooLong(limit: Int)
        /// A picture without words for who does not see it, and for lists to choose from.
        case noDescription
        /// A word of a crossword or a word search has letters only, so many of them.
        case wordLength(ClosedRange<Int>)
        case wordTwice(String)
        /// A table without a cell in square brackets.
        case noBlanks
        case cellsMissing(expected: Int)
        /// A question without a right answer, or without a wrong one beside it.
        case noRightAnswer
        case noWrongAnswer
        case severalRightAnswers
        /// An answer stands before the question, or the question has no text.
        case noQuestion
        /// A question about a film begins with its time, 01:23.
        case noTime
    }

    /// From 1.
    public var line: Int
    public var kind: Kind

    public init(line: Int, _ kind: Kind) {
        self.line = line
        self.kind = kind
    }
}

/// Why what a learner handed in was not taken.
public enum ExerciseTryRefusal: Error, Equatable, Sendable {
    /// The author changed the exercise meanwhile.
    case changed
    /// Nothing was given.
    case empty
}

extension Exercise.Kind {
    /// Whether a picture may stand in place of a word.
    public var takesPictures: Bool {
        switch self {
        case .pairs, .groups, .timeline, .ordering, .crossword, .table, .cards: true
        case .wordSearch, .millionaire, .media: false
        }
    }

    /// How many items make an exercise: fewer are no exercise, more no one plays.
    public var count: ClosedRange<Int> {
        switch self {
        case .pairs, .timeline, .ordering: 2...30
        case .groups: 2...60
        case .crossword: 2...30
        case .wordSearch: 1...20
        case .table: 1...100
        case .cards: 1...100
        case .millionaire: 1...20
        case .media: 1...50
        }
    }
}
