import Foundation
import TestSupport

@testable import Quizzes

/// Questions a GIFT file can hold, with every character that means something to it in every text.
struct QuestionGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { generator.next() }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }

    static let fragments = [
        "~", "=", "#", "{", "}", ":", "\\", "\n", "::", "//", "####", "->", "-\\>", "%50%", "$CATEGORY: a", "[html]",
        "[tag:x]", "TRUE", "F", "\\n", "\\\\", "\n\n", "\n// ", " ", "  ", "Ёлка", "«да»", "“no”", "👩‍🏫", "e\u{301}",
        "\u{A0}",
        "\u{2028}", "<p class=\"a\">", "&#39;", "x^{2}", "\\frac{1}{2}", "_{n}", "word", "1:SA:", ">4", "*", "]",
        "_____",
        "\t", "3.14", "\";",
    ]

    /// Not empty, without white space at its ends, which the format does not keep.
    mutating func text() -> String {
        let text = (0...below(6)).map { _ in one(of: Self.fragments) }.joined()
        let trimmed = text.trimmingCharacters(in: CharacterSet(charactersIn: " \t\n"))
        return trimmed.isEmpty ? "x" : trimmed
    }

    mutating func line() -> String {
        let line = collapsingSpaces(text())
        return line.isEmpty ? "x" : line
    }

    mutating func rich() -> RichText { RichText(text(), format: one(of: RichText.Format.allCases)) }

    mutating func feedback() -> RichText? { below(2) == 0 ? rich() : nil }

    mutating func fraction() -> Double { one(of: [1, 0.5, 1.0 / 3, 0.3333333, 0, 0.07, 0.00001]) }

    mutating func options() -> [Question.Option] {
        (0...(1 + below(4))).map { _ in
            Question.Option(text: rich(), fraction: fraction() * (below(3) == 0 ? -1 : 1), feedback: feedback())
        }
    }

    mutating func decimal() -> Decimal {
        (Decimal(below(2_000_001)) - 1_000_000) / one(of: [1, 10, 1000, 1_000_000])
    }

    mutating func kind() -> Question.Kind {
        let held: [Question.Kind.Name] = [
            .choice, .multiple, .trueFalse, .shortAnswer, .numeric, .matching, .essay, .description,
        ]
        return switch one(of: held) {
        case .choice: .choice(Question.Choice(options: options()))
        case .multiple: .multiple(Question.Choice(options: options()))
        case .trueFalse:
            .trueFalse(
                Question.TrueFalse(key: below(2) == 0, feedbackIfTrue: feedback(), feedbackIfFalse: feedback()))
        case .shortAnswer:
            .shortAnswer(
                Question.ShortAnswer(
                    patterns: (0...below(3)).map { _ in
                        Question.ShortAnswer.Pattern(text: text(), fraction: fraction(), feedback: feedback())
                    }))
        case .numeric:
            .numeric(
                Question.Numeric(
                    answers: (0...below(3)).map { index in
                        let number = Question.Numeric.Expected.number(decimal(), .absolute(decimal().magnitude))
                        return Question.Numeric.Answer(
                            index > 0 && below(3) == 0 ? .anything : number, fraction: fraction(), feedback: feedback())
                    }))
        case .matching:
            .matching(
                Question.Matching(
                    pairs: (0...below(3)).map { _ in Question.Matching.Pair(stem: rich(), match: text()) },
                    distractors: (0..<below(3)).map { _ in text() }))
        case .essay: .essay(Question.Essay())
        default: .description
        }
    }

    /// A question of any kind with everything one can have, for formats that hold all of it.
    mutating func wholeQuestion() -> Question {
        var question = question()
        if below(2) == 0 { question.kind = laterKind() }
        if below(2) == 0 {
            let outcomes = Question.Outcomes(right: feedback(), partial: feedback(), wrong: feedback())
            question.outcomes = outcomes.isEmpty ? nil : outcomes
        }
        question.defaultMark = one(of: [0, 1, 2.5, 1.0 / 3])
        question.penalty = one(of: [0, 0.1, 1.0 / 3, 1])
        question.generalFeedback = feedback()
        question.hints = (0..<below(3)).map { _ in
            Question.Hint(text: rich(), clearsWrong: below(2) == 0, showsRightCount: below(2) == 0)
        }
        switch question.kind {
        case .choice(var choice):
            choice.shuffles = below(2) == 0
            question.kind = .choice(choice)
        case .multiple(var choice):
            choice.shuffles = below(2) == 0
            choice.isAllOrNothing = below(3) == 0
            question.kind = .multiple(choice)
        case .shortAnswer(var content):
            content.isCaseSensitive = below(2) == 0
            content.forgivesTypo = below(3) == 0
            question.kind = .shortAnswer(content)
        case .numeric(var content):
            for place in content.answers.indices {
                guard case .number(let value, .absolute(let size)) = content.answers[place].expected else { continue }
                content.answers[place].expected = .number(
                    value, one(of: [.absolute(size), .relative(size), .geometric(size)]))
            }
            content.units = (0..<below(3)).map { _ in unit() }
            content.unitPenalty = one(of: [nil, .ofEarned(0.1), .ofWhole(1.0 / 3)])
            question.kind = .numeric(content)
        case .matching(var matching):
            matching.shuffles = below(2) == 0
            question.kind = .matching(matching)
        case .essay:
            question.kind = .essay(
                Question.Essay(
                    graderInfo: feedback(), template: below(3) == 0 ? text() : nil,
                    reply: one(of: [.text, .files(limit: 1 + below(5)), .recording(seconds: 60 * (1 + below(9)))])))
        default: break
        }
        return question
    }

    mutating func unit() -> Question.Numeric.Unit {
        .init(line(), factor: one(of: [1, 1000, Decimal(string: "0.001") ?? 1]))
    }

    mutating func question() -> Question {
        let kind = kind()
        return Question(
            name: line(), category: one(of: ["$course$/top/Тема", "$course$/top/А: дроби \\ степени", line()]),
            stem: rich(),
            generalFeedback: kind == .description ? nil : feedback(), idNumber: below(3) == 0 ? line() : nil,
            tags: (0..<below(3)).map { _ in line() }, kind: kind)
    }
}
