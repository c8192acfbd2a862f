public import Courses
import Foundation

/// What of a try was right.
public struct ExerciseMark: Equatable, Sendable {
    /// For each thing that can be right.
    public var parts: [Bool]

    public init(parts: [Bool]) { self.parts = parts }

    public var right: Int { parts.count(where: \.self) }
    public var total: Int { parts.count }
    public var isPerfect: Bool { !parts.isEmpty && right == total }

    /// The points of the gradebook: `points` · right / total, halves rounded up at the fifth place after the comma.
    public func grade(of points: Points) -> Points {
        guard total > 0 else { return .zero }
        let product = points.rawValue * Int64(right)
        return Points(rawValue: (2 * product + Int64(total)) / (2 * Int64(total)))
    }

    /// A larger part was right: 3 of 4 is better than 5 of 7.
    public func isBetter(than other: ExerciseMark) -> Bool { right * other.total > other.right * total }
}

extension ExerciseContent {
    /// Marks a try. Typed words are compared, and things put to places found right, as in questions; that a thing stands
    /// once, and that what counts is how many are right, are rules of a game.
    ///
    /// - pairs, timeline: a half is right beside its own or an equal other half; put in two places, in the first only.
    /// - ordering: a step is right at its own place; equal steps stand for one another.
    /// - groups: a thing is right in its group.
    /// - crossword: a word is right when each of its letters is; е stands for ё.
    /// - word search: a word is right when the line spells it, either way, wherever in the square.
    /// - table, and answers to be typed: as `isSame` compares.
    /// - cards: known is what the learner says.
    /// - millionaire: questions are right up to the first that is not.
    /// - media: the choice is right when all that is right was chosen and nothing else.
    public func mark(_ answers: ExerciseAnswers) -> ExerciseMark {
        guard answers.given.count == count else { return ExerciseMark(parts: [Bool](repeating: false, count: count)) }
        let given = answers.given
        switch self {
        case .pairs(let pairs), .timeline(let pairs):
            let chosen = answers.placed
            return marked(
                placesRight(pairs.map(\.right)) { chosen[$0].map { pairs[$0].right } }
                    + placesRight(pairs.map(\.left)) { chosen[$0].map { pairs[$0].left } })
        case .ordering(let items):
            let chosen = answers.placed
            return marked(placesRight(items) { chosen[$0].map { items[$0] } })
        case .groups(let groups):
            let homes = groups.enumerated().flatMap { number, group in
                group.items.map { item in groups.indices.filter { $0 == number || groups[$0].items.contains(item) } }
            }
            return ExerciseMark(
                parts: zip(given, homes).map { given, homes in Int(given).map(homes.contains) ?? false })
        case .crossword(let crossword):
            return ExerciseMark(
                parts: zip(given, crossword.entries).map { Self.plain($0) == Self.plain($1.word) })
        case .wordSearch(let search):
            return ExerciseMark(
                parts: zip(given, search.words).map { given, word in
                    guard let line = WordSearch.Line(given), let spelled = search.spelled(line) else { return false }
                    return spelled == word || String(spelled.reversed()) == word
                })
        case .table(let table):
            return ExerciseMark(
                parts: zip(given, table.blanks).map { given, accepted in
                    accepted.contains { Self.isSame(given, $0) }
                })
        case .cards:
            return ExerciseMark(parts: given.map { $0 == "1" })
        case .millionaire(let questions):
            var isOn = true
            return ExerciseMark(
                parts: questions.indices.map { place in
                    isOn = isOn && answers.numbers(place) == questions[place].rightOptions
                    return isOn
                })
        case .media(let questions):
            return ExerciseMark(parts: questions.indices.map { questions[$0].isRight(answers, at: $0) })
        }
    }

    private func marked(_ right: [Int]) -> ExerciseMark {
        let right = Set(right)
        return ExerciseMark(parts: (0..<count).map(right.contains))
    }

    /// Whether what was typed is the answer: letter case, spaces around and doubled, е for ё and a decimal point for a
    /// comma make no difference.
    public static func isSame(_ typed: String, _ answer: String) -> Bool {
        !typed.isEmpty && plain(typed) == plain(answer)
    }

    private static func plain(_ text: String) -> String {
        let words = String(folded(text, isCaseSensitive: false)).replacing("−", with: "-")
        return words.replacing(/(\d),(\d)/) { "\($0.1).\($0.2)" }
    }
}

extension ExerciseAnswers {
    /// What was put to each place; a thing that was put to two stands in the first.
    fileprivate var placed: [Int?] {
        var used: Set<Int> = []
        return given.map { text in
            guard let chosen = Int(text), given.indices.contains(chosen), used.insert(chosen).inserted else {
                return nil
            }
            return chosen
        }
    }
}

extension ExerciseQuestion {
    /// Whether the answer at `place` is right.
    public func isRight(_ answers: ExerciseAnswers, at place: Int) -> Bool {
        guard form == .typed else { return answers.numbers(place) == rightOptions }
        return options.contains { ExerciseContent.isSame(answers.given[place], $0.text) }
    }
}
