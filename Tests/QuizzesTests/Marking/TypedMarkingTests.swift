import Foundation
import Markup
import Testing

@testable import Quizzes

struct TypedMarkingTests {
    @Test(
        arguments: [
            ("Кемерово", 1), ("кемерово", 1), ("Кемирово", 0.8), ("Кмерово", 0.8), ("Кеемерово", 0.8),
            ("Кемеровво", 0.8), ("Кемероов", 0.8), ("Кемрово!", 0), ("Белово", 0), ("", 0),
        ] as [(String, Double)])
    func `one slip of the pen costs a fifth`(text: String, fraction: Double) {
        let question = Question(
            name: "", stem: RichText("?"),
            kind: .shortAnswer(.init(patterns: [.init(text: "Кемерово", fraction: 1)], forgivesTypo: true)))

        #expect(mark(.shortAnswer(text), to: question).fraction == fraction)
    }

    @Test(arguments: [("кот", "кит"), ("1941 год", "1942 год"), ("Кем*", "Кмерово"), ("10001", "1001")])
    func `short words, numbers and patterns forgive none`(pattern: String, typed: String) {
        let question = Question(
            name: "", stem: RichText("?"),
            kind: .shortAnswer(.init(patterns: [.init(text: pattern, fraction: 1)], forgivesTypo: true)))

        #expect(mark(.shortAnswer(typed), to: question).fraction == 0)
    }

    @Test(
        arguments: [
            ("5500 Вт", 1), ("5,5 кВт", 1), ("5.5кВт", 1), ("5500", 0.5), ("5500 МВт", 0.5), ("5,5", 0), ("кВт", 0),
        ] as [(String, Double)])
    func `a number is taken in any of its units`(text: String, fraction: Double) {
        let question = Question(
            name: "", stem: RichText("?"),
            kind: .numeric(
                .init(
                    answers: [.init(.number(5500, .absolute(1)))],
                    units: [.init("Вт"), .init("кВт", factor: Decimal(string: "0.001") ?? 1)],
                    unitPenalty: .ofEarned(0.5))))

        #expect(mark(.numeric(text), to: question).fraction == fraction)
    }

    private static let computed: [(String, Double)] = [
        ("2*{a} + {b}", 7), ("-{a}^2", -4), ("2**3**2", 512), ("(1+2)*3", 9), ("sqrt(16)/pi()*pi", 4),
        ("max(1, {a}, 3)", 3), ("round(2.345, 2)", 2.35), ("10 % 4", 2), ("1e3", 1000), ("a·b", 6), ("6:2", 3),
        ("−3", -3), ("fact(5)", 120), ("log(8,2)", 3),
    ]

    @Test(arguments: computed)
    func `an expression has its value`(source: String, value: Double) throws {
        let found = try #require(try ArithmeticExpression(source).value(["a": 2, "b": 3]))
        #expect(abs(found - value) < 1e-9, "\(source) = \(found)")
    }

    private static let problems: [(String, ArithmeticExpression.Problem)] = [
        ("", .empty), ("2+", .unexpected("", at: 2)), ("(1", .missingParenthesis),
        ("system(1)", .unknownFunction("system")), ("pow(1)", .wrongArgumentCount("pow")),
        ("1 2", .unexpected("2", at: 2)), (String(repeating: "(", count: 900) + "1", .tooDeep),
        (String(repeating: "-", count: 1_900) + "1", .tooDeep), (String(repeating: "1", count: 3_000), .tooLong),
    ]

    @Test(arguments: problems)
    func `what is no expression says why`(source: String, problem: ArithmeticExpression.Problem) {
        #expect(throws: problem) { try ArithmeticExpression(source) }
    }

    @Test(arguments: ["1/0", "sqrt(-1)", "{c}", "log(0)"])
    func `an expression may have no value`(source: String) throws {
        #expect(try ArithmeticExpression(source).value(["a": 1]) == nil)
    }

    private static let formula = Question.Formula(
        asks: .number(
            [.init("{a}*{b}", tolerance: Decimal(string: "0.01") ?? 0, toleranceKind: .relative, digits: .init(2))], []),
        variables: [
            .init("a", minimum: 1, maximum: 10, decimals: 1), .init("b", minimum: 1, maximum: 10, decimals: 1),
        ], variants: [[Decimal(string: "6.7") ?? 0, Decimal(string: "8.8") ?? 0], [5, 3]])

    @Test func `each variant is a question of its own`() throws {
        let question = Question(
            name: "", stem: RichText("Площадь {a} × {b}? Нет: {c}, $\\frac{{a}}{2}$, {={a}+1}"),
            kind: .formula(Self.formula))

        let first = question.resolved(0)

        #expect(first.stem.source == "Площадь 6,7 × 8,8? Нет: {c}, $\\frac{6,7}{2}$, 7,7")
        #expect(mark(.numeric("58,96"), to: first).state == .right)
        #expect(mark(.numeric("15"), to: first).state == .wrong)
        #expect(mark(.numeric("15"), to: question.resolved(1)).state == .right)
        #expect(mark(.numeric("58,96"), to: question).state == .unanswered)
    }

    @Test func `a sheet rendered once has the numbers of each variant`() throws {
        let question = Question(
            name: "", stem: RichText("<p>{a} и {={a}*2} &lt; {нет}</p>", format: .html), kind: .formula(Self.formula))
        let sheet = try QuestionSheet(question, formulas: nil)

        #expect(sheet.resolved(Self.formula, 0).stem.plainText == "6,7 и 13,4 < {нет}")
        #expect(sheet.resolved(Self.formula, 1).stem.plainText == "5 и 10 < {нет}")
    }

    @Test func `drawn variants are computable, different and within bounds`() {
        let variables: [Question.Formula.Variable] = [.init("x", minimum: -3, maximum: 3)]
        let drawn = Question.Formula.draw(20, of: variables, for: .number([.init("1/{x}")], []), seed: 1)

        #expect(Set(drawn) == Set([-3, -2, -1, 1, 2, 3].map { [Decimal($0)] }))
        #expect(drawn == Question.Formula.draw(20, of: variables, for: .number([.init("1/{x}")], []), seed: 1))
    }

    @Test(arguments: [(1234.567, 2, false, "1234.57"), (1234.567, 2, true, "1200"), (0.00123456, 3, true, "0.00123")])
    func `answers are rounded as they are told`(value: Double, count: Int, significant: Bool, text: String) {
        #expect(Question.Formula.Digits(count, areSignificant: significant).rounded(value).description == text)
    }

    @Test func `all or nothing means exactly the right options`() {
        let question = Question(
            name: "", stem: RichText("?"),
            kind: .multiple(
                .init(
                    options: [0.5, 0.5, 0, -1].map { .init(text: RichText("x"), fraction: $0) }, isAllOrNothing: true)))

        #expect(mark(.multiple([0, 1]), to: question).fraction == 1)
        #expect(mark(.multiple([0]), to: question).fraction == 0)
        #expect(mark(.multiple([0, 1, 2]), to: question).fraction == 0)
    }
}
