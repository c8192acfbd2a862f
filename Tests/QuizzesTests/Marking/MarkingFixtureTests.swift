import Foundation
import Testing

@testable import Quizzes

/// The scoring facts of Moodle's own tests, where this machine has them.
struct MarkingFixtureTests {
    private static func decoded<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) -> Value? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return QuestionFixtures.bytes("scoring/\(name)").flatMap { try? decoder.decode(Value.self, from: Data($0)) }
    }

    private static let areHere = QuestionFixtures.directory != nil

    private struct Wildcard: Decodable {
        var response: String, pattern: String, ignorecase: Bool, match: Bool
    }

    @Test(.enabled(if: areHere, "the shared fixtures are not here"))
    func `short answers match as in Moodle`() throws {
        let cases = try #require(Self.decoded("shortanswer_wildcards.json", as: [Wildcard].self))

        for example in cases {
            let answer = TypedAnswer(example.response, isCaseSensitive: !example.ignorecase)
            #expect(answer.matches(example.pattern) == example.match, "\(example)")
        }
    }

    private struct Parsing: Decodable {
        var cases: [Case]

        struct Case: Decodable { var input: String, parts: [String]? }
    }

    /// `1,000.00 m` and the rest: parts are whole, fraction, power of ten and unit.
    @Test(.enabled(if: areHere, "the shared fixtures are not here"))
    func `numbers are read as in Moodle`() throws {
        let cases = try #require(Self.decoded("numerical_parse.json", as: Parsing.self)).cases

        for example in cases {
            let expected = example.parts.flatMap {
                Decimal(string: "\($0[0]).\($0[1])0e\($0[2].isEmpty ? "0" : $0[2])")
            }
            let read = parseNumberAndRest(example.input)
            #expect(read?.number == expected, "\(example.input)")
            if let parts = example.parts { #expect(read?.rest == parts[3], "\(example.input)") }
        }
    }

    private struct Tolerances: Decodable {
        var answer: Decimal, tolerance: Tolerance, type: String, cases: [Case]

        struct Case: Decodable { var value: Decimal, within: Bool }
        /// A blank tolerance is none.
        struct Tolerance: Decodable {
            var value: Decimal

            init(from decoder: any Decoder) throws {
                value = (try? decoder.singleValueContainer().decode(Decimal.self)) ?? 0
            }
        }
    }

    @Test(.enabled(if: areHere, "the shared fixtures are not here"))
    func `tolerances admit what Moodle admits`() throws {
        let groups = try #require(Self.decoded("numerical_tolerance.json", as: [Tolerances].self))

        for group in groups {
            let tolerance: Question.Numeric.Tolerance =
                switch group.type {
                case "relative": .relative(group.tolerance.value)
                case "geometric": .geometric(group.tolerance.value)
                default: .absolute(group.tolerance.value)
                }
            for example in group.cases {
                let admits = Question.Numeric.Expected.number(group.answer, tolerance).admits(example.value)
                #expect(admits == example.within, "\(example.value) for \(group.answer) \(tolerance)")
            }
        }
    }

    private struct Behaviours: Decodable {
        var gift: String, cases: [Case]

        struct Case: Decodable {
            var question: String, behaviour: String, maxmark: Double, steps: [Step], finish: Bool
            var afterEachStep: [State]
        }
        struct Step: Decodable { var r: [String: String]? }
        struct State: Decodable { var state: String, mark: Double? }
    }

    /// Marks and states at the end of deferred feedback. Moodle in English takes no decimal comma; we must.
    @Test(.enabled(if: areHere, "the shared fixtures are not here"))
    func `deferred feedback marks as in Moodle`() throws {
        let behaviours = try #require(Self.decoded("behaviours_moodle45.json", as: Behaviours.self))
        let questions = Dictionary(
            uniqueKeysWithValues: try GIFT.read(behaviours.gift).questions.map { ($0.question.name, $0.question) })
        let states: [MarkingOutcome.State: String] = [
            .right: "gradedright", .partial: "gradedpartial", .wrong: "gradedwrong", .unanswered: "gaveup",
        ]
        var count = 0

        for example in behaviours.cases where example.behaviour == "deferredfeedback" && example.finish {
            let question = try #require(questions[example.question])
            let given = example.steps.last?.r ?? [:]
            let expected = try #require(example.afterEachStep.last)
            let outcome = mark(response(given, to: question), to: question)

            if given["answer"] == "3,14" {
                #expect(outcome.state == .right)
            } else {
                #expect(states[outcome.state] == expected.state, "\(example)")
                #expect(abs(outcome.fraction * example.maxmark - (expected.mark ?? 0)) < 1e-7, "\(example)")
            }
            count += 1
        }
        #expect(count == 21)
    }

    /// The file names options by their texts.
    private func response(_ given: [String: String], to question: Question) -> Response? {
        switch question.kind {
        case .choice(let choice):
            choice.options.firstIndex { $0.text.source == given["answer"] }.map { .choice($0) }
        case .multiple(let choice):
            .multiple(choice.options.indices.filter { given[choice.options[$0].text.source] == "1" })
        case .trueFalse: .trueFalse(given["answer"] == "1")
        case .shortAnswer: .shortAnswer(given["answer"] ?? "")
        case .numeric: .numeric(given["answer"] ?? "")
        case .matching(let matching):
            .matching(
                Dictionary(
                    uniqueKeysWithValues: matching.pairs.indices.compactMap { row in
                        given[matching.pairs[row].stem.source].flatMap { matching.choices.firstIndex(of: $0) }
                            .map { (row, $0) }
                    }))
        default: nil
        }
    }
}
