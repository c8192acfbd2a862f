import Foundation
import TestSupport
import Testing

@testable import Quizzes

struct MarkingTests {
    private static let options = [
        Question.Option(text: RichText("а"), fraction: 1, feedback: RichText("да")),
        Question.Option(text: RichText("б"), fraction: 0.5),
        Question.Option(text: RichText("в"), fraction: -0.5),
    ]

    private func question(_ kind: Question.Kind) -> Question {
        Question(name: "", stem: RichText("?"), kind: kind)
    }

    @Test(arguments: [
        (0, 0.0, 1.0, MarkingOutcome.State.right), (1, 0, 0.5, .partial), (2, 0, 0, .wrong), (2, -1, -0.5, .wrong),
    ])
    func `one choice earns the fraction of its option, not below the floor`(
        index: Int, floor: Double, fraction: Double, state: MarkingOutcome.State
    ) {
        let question = question(.choice(Question.Choice(options: Self.options)))

        let outcome = mark(.choice(index), to: question, floor: floor)

        #expect((outcome.fraction, outcome.state) == (fraction, state))
        #expect(outcome.feedback == (index == 0 ? [RichText("да")] : []))
    }

    @Test(arguments: [
        ([0], 1.0, MarkingOutcome.State.right), ([0, 1], 1, .right), ([1, 2], 0, .wrong), ([0, 2], 0.5, .partial),
        ([0, 0, 99, -1, 2], 0.5, .partial), ([99], 0, .unanswered), ([], 0, .unanswered),
    ])
    func `several choices earn their sum within 0 and 1`(
        chosen: [Int], fraction: Double, state: MarkingOutcome.State
    ) {
        let question = question(.multiple(Question.Choice(options: Self.options)))

        let outcome = mark(.multiple(chosen), to: question)

        #expect((outcome.fraction, outcome.state) == (fraction, state))
    }

    @Test func `three thirds make a whole`() {
        let thirds = (0..<3).map { Question.Option(text: RichText("\($0)"), fraction: 0.3333333) }

        let outcome = mark(.multiple([0, 1, 2]), to: question(.multiple(Question.Choice(options: thirds))))

        #expect(outcome.fraction == 1)
        #expect(outcome.state == .right)
    }

    @Test(arguments: [
        ("  казань ", 1.0), ("КАЗАНЬ", 1), ("Кaзань", 0), ("Зелёный  дол", 0.5), ("зеленый дол", 0.5),
        ("е\u{308}лка", 0.8),
        ("Елка", 0.8), ("*", 0.2), ("что-то", 0.1),
    ])
    func `a short answer earns its best pattern`(text: String, fraction: Double) {
        let patterns = [
            ("*что*", 0.1), ("казань", 1), ("Зелен* дол", 0.5), ("Ёлка", 0.8), ("\\*", 0.2), ("*", 0),
        ].map { Question.ShortAnswer.Pattern(text: $0.0, fraction: $0.1) }

        let outcome = mark(.shortAnswer(text), to: question(.shortAnswer(Question.ShortAnswer(patterns: patterns))))

        #expect(outcome.fraction == fraction)
    }

    @Test func `case matters where the author says so, «ё» never does`() {
        let content = Question.ShortAnswer(
            patterns: [Question.ShortAnswer.Pattern(text: "Ёж", fraction: 1)], isCaseSensitive: true)

        let fractions = ["Ёж", "Еж", "ёж"].map { mark(.shortAnswer($0), to: question(.shortAnswer(content))).fraction }

        #expect(fractions == [1, 1, 0])
    }

    @Test func `many asterisks take no more time than few`() {
        let answer = TypedAnswer(String(repeating: "аб", count: 10_000), isCaseSensitive: false)
        let pattern = String(repeating: "*аба*", count: 3_000) + "в"

        let time = processorSeconds { #expect(!answer.matches(pattern)) }

        #expect(time < 2)
    }

    @Test(arguments: [
        ("3.14", "3.14"), ("3,14", "3.14"), (" −5 ", "-5"), ("+7", "7"), ("1 234 567,5", "1234567.5"),
        ("1\u{202F}000", "1000"), ("1\u{A0}000", "1000"), ("1,5e3", "1500"), ("1.5·10^3", "1500"),
        ("1,5 × 10^-3", "0.0015"),
        ("2*10**3", "2000"), ("6,02·10²³", "602000000000000000000000"), ("10^3", "1000"), ("10³", "1000"),
        ("1,5Е3", "1500"),
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1,000", "1"), (".5", "0.5"), ("5,", "5"), ("1 2", nil),
        ("", nil), ("-", nil), ("1.2.3", nil), ("1e", nil), ("пять", nil), ("5 кг", nil), ("1e999", nil), ("0x10", nil),
    ])
    func `numbers as people type them`(text: String, number: String?) {
        #expect(parseNumber(text) == number.flatMap { Decimal(string: $0) })
    }

    @Test(arguments: [
        ("3,14", 1.0), ("3.145", 1), ("3.1451", 0.5), ("3.14 см", 1), ("3.14 или 5", 0.1), ("пи", 0.1), ("-3.14", 0.1),
    ])
    func `a number earns its best answer`(text: String, fraction: Double) throws {
        let question = try GIFT.read("Пи? {#=3.14:0.005 =%50%3..4 =%10%*}").questions[0].question

        #expect(mark(.numeric(text), to: question).fraction == fraction)
    }

    @Test(arguments: [
        (Question.Numeric.Tolerance.relative(0.1), "90", "110"), (.geometric(1), "50", "200"),
        (.absolute(-2), "98", "102"),
    ])
    func `tolerances are intervals`(tolerance: Question.Numeric.Tolerance, lower: String, upper: String) {
        let interval = tolerance.interval(around: 100)
        let mirrored = tolerance.interval(around: -100)

        #expect((interval.lower.description, interval.upper.description) == (lower, upper))
        #expect(mirrored == (-interval.upper, -interval.lower))
    }

    @Test(
        arguments: [
            ([0: 0, 1: 1, 2: 0], 1.0, MarkingOutcome.State.right, [0, 1, 2]), ([0: 0], 1.0 / 3, .partial, [0]),
            ([0: 1, 1: 2], 0, .wrong, []), ([0: 99], 0, .wrong, []), ([:], 0, .unanswered, []),
        ] as [([Int: Int], Double, MarkingOutcome.State, [Int])])
    func `matching earns the share of right rows; equal matches are one`(
        matches: [Int: Int], fraction: Double, state: MarkingOutcome.State, right: [Int]
    ) throws {
        let question = try GIFT.read("? {=лягушка -> зверь =муха -> насекомое =кот -> зверь = -> рыба}").questions[0]
            .question

        let outcome = mark(.matching(matches), to: question)

        #expect(outcome == MarkingOutcome(fraction: fraction, state: state, matched: right))
    }

    @Test func `an essay waits for a teacher, a description asks nothing, a stale answer says nothing`() {
        #expect(mark(.essay("Текст"), to: question(.essay(Question.Essay()))).state == .needsGrading)
        #expect(mark(.essay("  \n"), to: question(.essay(Question.Essay()))).state == .unanswered)
        #expect(mark(nil, to: question(.description)).state == .notMarked)
        #expect(mark(.choice(0), to: question(.essay(Question.Essay()))).state == .unanswered)
        #expect(mark(nil, to: question(.trueFalse(Question.TrueFalse(key: true)))).state == .unanswered)
    }
}
