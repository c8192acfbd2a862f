public import Accounts
import Foundation
import Storage

/// What somebody answered: for each question the numbers of the options chosen, or the words; empty where nothing is.
public struct PollSheet: Equatable, Sendable {
    public var answers: [[String]]
    /// Nil where nobody may know.
    public var name: PersonName?

    public init(answers: [[String]], name: PersonName? = nil) {
        self.answers = answers
        self.name = name
    }

    public func chosen(_ question: Int) -> [Int] {
        answers.indices.contains(question) ? answers[question].compactMap { Int($0) } : []
    }

    public func words(_ question: Int) -> String {
        answers.indices.contains(question) ? answers[question].first ?? "" : ""
    }
}

extension Poll {
    /// The sheet as it is kept: options that exist, each once, and words without white space around them. Throws
    /// `PollAnswerRefusal`.
    public func checked(_ sheet: PollSheet) throws(PollAnswerRefusal) -> PollSheet {
        var answers: [[String]] = []
        for (place, question) in questions.enumerated() {
            switch question.kind {
            case .words:
                let words = sheet.words(place).withPlainLines.trimmingCharacters(in: .whitespacesAndNewlines)
                guard words.count <= PollQuestion.answerLimit else { throw .tooLong(limit: PollQuestion.answerLimit) }
                answers.append(words.isEmpty ? [] : [words])
            case .single, .scale, .several:
                let known = Set(sheet.chosen(place)).filter(question.options.indices.contains).sorted()
                let isSeveral = if case .several = question.kind { true } else { false }
                answers.append((isSeveral ? known : Array(known.prefix(1))).map { "\($0)" })
            }
        }
        guard answers.contains(where: { !$0.isEmpty }) else { throw .nothingChosen }
        return PollSheet(answers: answers, name: sheet.name)
    }
}

/// What all answers to a question say together.
public struct PollTally: Equatable, Sendable {
    public var question: PollQuestion
    /// How many chose each option.
    public var counts: [Int]
    /// How many answered the question.
    public var answered: Int
    /// Answers in words, in alphabetical order: the order of coming says who wrote when.
    public var words: [String]

    public init(_ question: PollQuestion, at place: Int, in sheets: [PollSheet]) {
        self.question = question
        counts = question.options.map { _ in 0 }
        var answered = 0
        var words: [String] = []
        for sheet in sheets {
            if question.kind == .words {
                let text = sheet.words(place)
                if !text.isEmpty { words.append(text) }
            } else {
                let chosen = sheet.chosen(place).filter(counts.indices.contains)
                for option in chosen { counts[option] += 1 }
                if !chosen.isEmpty { answered += 1 }
            }
        }
        self.words = words.sorted()
        self.answered = question.kind == .words ? words.count : answered
    }

    /// The mean on a scale; nil for other questions and while nobody answered.
    public var mean: Double? {
        guard case .scale = question.kind, answered > 0 else { return nil }
        let sum = zip(PollQuestion.scale, counts).reduce(0) { $0 + $1.0 * $1.1 }
        return Double(sum) / Double(answered)
    }
}

/// A poll as one learner meets it.
public struct PollStatus: Equatable, Sendable {
    public var poll: Poll
    public var hasAnswered: Bool
    /// The learner's own answers, where they have names.
    public var own: PollSheet?
    public var isClosed: Bool

    public var mayAnswer: Bool { !isClosed && (!hasAnswered || poll.isChangeable) }
    public var showsResults: Bool { poll.showsResults(hasAnswered: hasAnswered, isClosed: isClosed) }
}

/// What is shown of the answers to a poll.
public struct PollReport: Equatable, Sendable {
    public var poll: Poll
    /// Of an anonymous poll, the steps that are shown: `Poll.stepsShown`.
    public var sheets: [PollSheet]
    /// How many have answered.
    public var answered: Int
    /// Learners of the course.
    public var asked: Int
    public var isClosed: Bool

    /// Too few answers to show without saying whose they are.
    public var isTooFew: Bool { poll.isAnonymous && sheets.count < Poll.fewest }
    public var tallies: [PollTally] {
        poll.questions.enumerated().map { PollTally($1, at: $0, in: sheets) }
    }
}
