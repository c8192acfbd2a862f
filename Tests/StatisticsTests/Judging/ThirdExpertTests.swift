import Statistics
import TestSupport
import Testing

@Suite struct ThirdExpertTests {
    private func totals(_ numbers: [Int]) -> [Rational] { numbers.map { Rational(Int128($0)) } }

    @Test(
        arguments: [
            // Two alone, or fewer, all count.
            ([70], [0]), ([70, 95], [0, 1]), ([], []),
            // The third decides which of the two it stands by.
            ([40, 90, 80], [1, 2]), ([40, 90, 55], [0, 2]),
            // Equal distances: the two higher.
            ([40, 80, 60], [1, 2]), ([60, 40, 80], [0, 2]),
            // Equal totals.
            ([50, 50, 90], [0, 1]), ([90, 90, 90], [1, 2]),
            // More than three.
            ([10, 30, 49, 90], [1, 2]),
        ] as [([Int], [Int])])
    func `the closest two count, on equal distances the two higher`(numbers: [Int], places: [Int]) {
        #expect(ThirdExpert.closestTwo(totals(numbers)) == places)
    }

    @Test func `the mean is exact`() {
        let thirds = [Rational(1, over: 3), Rational(2, over: 3), Rational(7)]
        #expect(ThirdExpert.mean(thirds) == Rational(1, over: 2))
        #expect(ThirdExpert.mean(totals([40, 80, 60])) == Rational(70))
        #expect(ThirdExpert.mean([]) == nil && ThirdExpert.mean(totals([7])) == Rational(7))
    }

    @Test func `a third is called above the gap, not at it`() {
        #expect(!ThirdExpert.isCalledFor(Rational(60), Rational(80), percent: 20))
        #expect(ThirdExpert.isCalledFor(Rational(60), Rational(801, over: 10), percent: 20))
        #expect(ThirdExpert.isCalledFor(Rational(801, over: 10), Rational(60), percent: 20))
        #expect(!ThirdExpert.isCalledFor(Rational(60), Rational(60), percent: 0))
        #expect(ThirdExpert.isCalledFor(Rational(1), Rational(3), percent: 20, scale: 9))
    }

    @Test(arguments: 0..<20)
    func `order does not matter, and the mean lies between the least and the greatest`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let numbers = (0..<3).map { _ in Int.random(in: 0...20, using: &generator) }
        let mean = try #require(ThirdExpert.mean(totals(numbers)))

        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            #expect(ThirdExpert.mean(totals(order.map { numbers[$0] })) == mean)
        }
        #expect(mean >= Rational(Int128(numbers.min() ?? 0)) && mean <= Rational(Int128(numbers.max() ?? 0)))
    }

    @Test func `of the sheets of an entry with a third expert two are kept, of others all`() throws {
        let marks = [[40, 90, 80], [10, 20, 90]]
        let sheets = try ScoreSheets(
            entryCount: 2, jurorCount: 3,
            sheets: marks.enumerated().flatMap { entry, row in
                row.enumerated().map { ScoreSheets.Sheet(entry: entry, juror: $0, marks: [Int64($1)]) }
            })
        let kept = sheets.keepingClosestTwo(of: [0])
        #expect(kept.sheets.map { [$0.entry, $0.juror] } == [[0, 1], [0, 2], [1, 0], [1, 1], [1, 2]])
        #expect(kept.sheetTotals == totals([90, 80, 10, 20, 90]))
    }
}
