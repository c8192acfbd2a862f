public import Foundation
public import Storage

/// A poll or questionnaire: its questions, and who sees what of the answers.
public struct Poll: Equatable, Sendable {
    /// When learners see everybody's answers.
    public enum Results: String, CaseIterable, Sendable, ColumnValue { case never, answered, always, closed }

    public var questions: [PollQuestion]
    /// Nobody learns who answered what; that somebody has answered is known.
    public var isAnonymous: Bool
    /// An answer may be changed while the poll is open; only where answers have names.
    public var isChangeable: Bool
    public var results: Results

    /// Answers of so few people are not shown: with fewer, who answered what is easily guessed.
    public static let fewest = 3
    /// So many answers to an open anonymous poll, and the first of them are shown.
    public static let first = 2 * fewest

    public init(
        questions: [PollQuestion], isAnonymous: Bool = true, isChangeable: Bool = false, results: Results = .answered
    ) {
        self.questions = questions
        self.isAnonymous = isAnonymous
        self.isChangeable = isChangeable && !isAnonymous
        self.results = results
    }

    /// How many answers are shown of those that came, counted by steps: the first `fewest`, the next, and so on.
    ///
    /// Who looks twice at an anonymous poll, and knows who answered in between, must not learn what they answered. So
    /// answers are shown step by step, and of an open poll only those that at least `fewest` others came after: the
    /// rest, which is shown when the poll closes, then is no smaller than a step either.
    public func stepsShown(of counts: [Int], isClosed: Bool) -> Int {
        guard isAnonymous && !isClosed else { return counts.count }
        var later = counts.reduce(0, +)
        var steps = 0
        for count in counts {
            later -= count
            guard later >= Self.fewest else { break }
            steps += 1
        }
        return steps
    }

    /// Whether a learner sees the results now.
    public func showsResults(hasAnswered: Bool, isClosed: Bool) -> Bool {
        switch results {
        case .never: false
        case .answered: hasAnswered
        case .always: true
        case .closed: isClosed
        }
    }
}

/// A question of a poll.
///
/// Written as text it is a block: the question, then its options a line, `( )` before each when one may be chosen, `[ ]`
/// when several may; `1-5` for a scale, with words for its ends if one likes, «1-5 скучно … интересно»; nothing more
/// for an answer in words. Blocks are parted by an empty line.
public struct PollQuestion: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case single([String])
        case several([String])
        /// One to five; the words for both ends may be empty.
        case scale(low: String, high: String)
        case words
    }

    public var text: String
    public var kind: Kind

    public static let textLimit = 30_000
    public static let countLimit = 50
    public static let optionsLimit = 30
    public static let answerLimit = 2_000
    public static let scale = 1...5

    public init(text: String, kind: Kind) {
        self.text = text
        self.kind = kind
    }

    /// What one chooses from, empty for words.
    public var options: [String] {
        switch kind {
        case .single(let options), .several(let options): options
        case .scale: Self.scale.map { "\($0)" }
        case .words: []
        }
    }
}

/// Why a poll was not accepted as its author wrote it.
public enum PollRefusal: Error, Equatable, Sendable {
    case noQuestions
    case tooLong(limit: Int)
    case tooMany(limit: Int)
    case tooManyOptions(question: String, limit: Int)
    case oneOption(question: String)
    /// A line that is no option, nor of the same kind as those above it.
    case optionMalformed(line: Int)
    /// People have answered: their answers belong to the questions as they were.
    case answeredAlready
}

/// Why an answer was not taken.
public enum PollAnswerRefusal: Error, Equatable, Sendable {
    case closed(Date)
    case answered
    case nothingChosen
    case tooLong(limit: Int)
}

// MARK: - Questions as text

extension PollQuestion {
    /// Throws `PollRefusal` with the number of the first bad line.
    public static func questions(in text: String) throws(PollRefusal) -> [PollQuestion] {
        guard text.utf8.count <= textLimit else { throw .tooLong(limit: textLimit) }
        var questions: [PollQuestion] = []
        var isInside = false
        for (number, line) in text.lines.enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty {
                isInside = false
            } else if isInside {
                guard questions[questions.count - 1].add(line) else { throw .optionMalformed(line: number + 1) }
            } else {
                questions.append(PollQuestion(text: line, kind: .words))
                isInside = true
            }
        }
        guard !questions.isEmpty else { throw .noQuestions }
        guard questions.count <= countLimit else { throw .tooMany(limit: countLimit) }
        for question in questions where question.kind != .words {
            if question.options.count < 2 { throw .oneOption(question: question.text) }
            if question.options.count > optionsLimit {
                throw .tooManyOptions(question: question.text, limit: optionsLimit)
            }
        }
        return questions
    }

    public static func text(of questions: [PollQuestion]) -> String {
        questions.map { question in
            let lines: [String] =
                switch question.kind {
                case .single(let options): options.map { "( ) \($0)" }
                case .several(let options): options.map { "[ ] \($0)" }
                case .scale("", ""): ["1-5"]
                case .scale(let low, let high): ["1-5 \(low) … \(high)"]
                case .words: []
                }
            return ([question.text] + lines).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Takes a line under the question; false when it does not belong there.
    private mutating func add(_ line: String) -> Bool {
        if let match = line.wholeMatch(of: /\(\s*\)\s*(.+)/) {
            return add(option: String(match.1), several: false)
        }
        if let match = line.wholeMatch(of: /\[\s*\]\s*(.+)/) {
            return add(option: String(match.1), several: true)
        }
        if let match = line.wholeMatch(of: /1\s*[-–—]\s*5(?:[\s:]+(.*?)\s*(?:…|\.\.\.)\s*(.*))?/), kind == .words {
            kind = .scale(low: String(match.1 ?? ""), high: String(match.2 ?? ""))
            return true
        }
        return false
    }

    private mutating func add(option: String, several: Bool) -> Bool {
        switch (kind, several) {
        case (.words, false): kind = .single([option])
        case (.words, true): kind = .several([option])
        case (.single(let options), false): kind = .single(options + [option])
        case (.several(let options), true): kind = .several(options + [option])
        default: return false
        }
        return true
    }
}
