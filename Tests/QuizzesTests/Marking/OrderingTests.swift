import Foundation
import TestSupport
import Testing

@testable import Quizzes

struct OrderingTests {
    private static let words = ["Modular", "Object", "Oriented", "Dynamic", "Learning", "Environment"]

    /// Orders and what they earn, from Moodle's own tests of the type.
    @Test(
        arguments: [
            (.allOrNothing, [0, 1, 2, 3, 4, 5], 1), (.allOrNothing, [2, 1, 3, 4, 5, 0], 0),
            (.absolutePosition, [5, 1, 2, 3, 4, 0], 4.0 / 6), (.absolutePosition, [2, 1, 3, 4, 5, 0], 1.0 / 6),
            (.nextExcludingLast, [5, 1, 2, 3, 4, 0], 0.6), (.nextExcludingLast, [2, 1, 3, 4, 5, 0], 0.4),
            (.nextIncludingLast, [5, 1, 2, 3, 4, 0], 0.5), (.neighbours, [2, 1, 3, 4, 5, 0], 4.0 / 12),
            (.relativeToAll, [2, 1, 3, 4, 5, 0], 0.6), (.relativeToAll, [1, 2, 3, 4, 5, 0], 10.0 / 15),
            (.longestOrdered, [1, 2, 3, 4, 5, 0], 5.0 / 6), (.longestContiguous, [1, 2, 3, 4, 5, 0], 5.0 / 6),
            (.longestOrdered, [5, 4, 3, 2, 1, 0], 0), (.longestContiguous, [5, 4, 3, 2, 1, 0], 0),
            (.relativeToCorrect, [0, 1, 2, 3, 4, 5], 1), (.relativeToCorrect, [1, 0, 2, 3, 4, 5], 28.0 / 30),
        ] as [(Question.Ordering.Rule, [Int], Double)])
    func `an order earns what its rule says`(rule: Question.Ordering.Rule, order: [Int], fraction: Double) {
        #expect(abs(rule.fraction(of: order) - fraction) < 1e-12)
    }

    @Test(arguments: Question.Ordering.Rule.allCases)
    func `the right order earns all, and no order more`(rule: Question.Ordering.Rule) {
        for count in 1...6 {
            #expect(rule.fraction(of: Array(0..<count)) == 1)
        }
        for seed in 0..<200 as Range<UInt64> {
            let fraction = rule.fraction(of: permutation(of: 7, seed: seed))
            #expect(0...1 ~= fraction)
        }
    }

    private func question(subset: Question.Ordering.Subset? = nil) -> Question {
        Question(
            name: "", stem: RichText("?"),
            kind: .ordering(
                .init(items: Self.words.map { .init(RichText($0)) }, rule: .allOrNothing, subset: subset)))
    }

    @Test func `what a learner is shown is never the right order`() {
        for seed in 0..<500 as Range<UInt64> {
            let two = Question(
                name: "", stem: RichText("?"),
                kind: .ordering(.init(items: [.init(RichText("a")), .init(RichText("b"))])))
            #expect(Presentation(two, seed: seed).order == [1, 0])
        }
    }

    @Test(arguments: [true, false])
    func `a part of the items is put in order by itself`(isContiguous: Bool) {
        let question = question(subset: .init(count: 3, isContiguous: isContiguous))
        for seed in 0..<100 as Range<UInt64> {
            let shown = Presentation(question, seed: seed)
            #expect(shown.order.count == 3)
            let right = shown.order.sorted()
            if isContiguous { #expect(right[2] - right[0] == 2) }
            let places = Dictionary(uniqueKeysWithValues: right.enumerated().map { ($1, $0 + 1) })
            let response = Response(fields: Response.ordering(places).fields(for: shown), for: shown)
            #expect(mark(response, to: question).state == .right)
        }
    }

    @Test func `places that are missing or taken twice make no order`() {
        let question = question()
        let twice = Response.ordering([0: 1, 1: 1, 2: 3, 3: 4, 4: 5, 5: 6])

        #expect(twice.validity(for: question) == .incomplete)
        #expect(Response.ordering([0: 1]).validity(for: question) == .incomplete)
        #expect(mark(twice, to: question).state == .wrong)
    }
}
