import Foundation
import Storage
import TestSupport
import Testing

@testable import Courses

private func part(
    _ earned: String?, of maximum: String = "10", weight: String = "1", extra: Bool = false, excluded: Bool = false
) throws -> GradePart {
    GradePart(
        earned: try earned.map { Ratio(try Points(decimal: $0)) }, maximum: Ratio(try Points(decimal: maximum)),
        weight: try Points(decimal: weight), isExtra: extra, isExcluded: excluded)
}

/// Reproducible pseudo-random numbers: a failing seed can be tried again.
extension SeededGenerator {
    mutating func points(_ range: ClosedRange<Int64>) -> Points {
        Points(rawValue: Int64.random(in: range, using: &self))
    }

    mutating func parts(_ count: Int, extras: Bool = false) -> [GradePart] {
        (0..<count).map { _ in
            let maximum = points(1...100_000_000)
            let earned = points(0...maximum.rawValue)
            let kind = Int.random(in: 0..<10, using: &self)
            return GradePart(
                earned: kind == 0 ? nil : Ratio(earned), maximum: Ratio(maximum), weight: points(1...10_000_000),
                isExtra: extras && kind == 1, isExcluded: kind == 2)
        }
    }
}

@Suite struct AggregationTests {
    @Test func `categories come out as the reference data say`() throws {
        guard let folder = fixtures("grades") else { return }
        struct Reference: Decodable { var expected: [String: Int] }
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/category_aggregation.json"))
        let expected = try JSONDecoder().decode(Reference.self, from: data).expected
        let names: [String: Aggregation] = [
            "median": .median, "max": .highest, "mode": .mode, "weighted_mean": .weightedMean, "mean": .mean,
            "min": .lowest, "sum": .sum,
        ]
        let parts = try zip(["2", "4", "6"], ["0", "1", "2"]).map { try part($0, weight: $1) }

        for (name, grade) in expected {
            let aggregation = try #require(names[name], "the reference knows more than we: \(name)")
            let total = GradeRule(aggregation, maximum: Points(20)).total(of: parts)
            let earned = try #require(total.earned)
            // The reference cuts grades to whole numbers: its weighted mean is 10 2/3.
            #expect(Int(earned.points.rawValue / 100_000) == grade, "\(name)")
        }
        #expect(expected.count == names.count)
    }

    @Test func `the weighted mean of the reference is ten and two thirds`() throws {
        let parts = try [part("2", weight: "0"), part("4", weight: "1"), part("6", weight: "2")]

        #expect(GradeRule(.weightedMean, maximum: Points(20)).total(of: parts).earned == Ratio(32, 3))
    }

    // Facts of Moodle's grade_category_test, "apply_limit_rules".
    @Test func `the lowest are dropped by share, the greatest maximum first, extra credit never`() throws {
        let parts = try [part("0", of: "110"), part("5", of: "100"), part("2", of: "6"), part("0", of: "100")]
        #expect(GradeRule(.mean, dropLowest: 1).total(of: parts).states == [.dropped, .counted, .counted, .counted])
        #expect(GradeRule(.mean, dropLowest: 2).total(of: parts).states == [.dropped, .counted, .counted, .dropped])

        let zeros = try [part("0", of: "110"), part("5", of: "100"), part("0", of: "6"), part("0", of: "100")]
        #expect(GradeRule(.mean, dropLowest: 2).total(of: zeros).states == [.dropped, .counted, .counted, .dropped])
        #expect(GradeRule(.mean, dropLowest: 5).total(of: zeros).earned == nil)

        let extra = try [
            part("0", of: "110"), part("5", of: "100"), part("6", of: "6", extra: true), part("1", of: "100"),
        ]
        #expect(GradeRule(.sum, dropLowest: 4).total(of: extra).states == [.dropped, .dropped, .counted, .dropped])
    }

    @Test func `missing is not a zero unless the teacher says so, and excluded is neither`() throws {
        let parts = try [part("8"), part(nil), part("2", excluded: true)]

        #expect(GradeRule(.mean).total(of: parts).share == Ratio(8, 10))
        #expect(GradeRule(.mean).total(of: parts).states == [.counted, .missing, .excluded])
        #expect(GradeRule(.mean, missingIsZero: true).total(of: parts).share == Ratio(4, 10))
        #expect(GradeRule(.sum, missingIsZero: true).total(of: parts).share == Ratio(8, 20))
        #expect(GradeRule(.mean).total(of: [parts[1]]).share == nil)
        #expect(GradeRule(.mean).total(of: [parts[2]]).isExcluded)
    }

    @Test func `extra credit adds to what is earned, up to everything`() throws {
        #expect(try GradeRule(.sum).total(of: [part("8"), part("1", extra: true)]).share == Ratio(9, 10))
        #expect(try GradeRule(.sum).total(of: [part("8"), part("5", extra: true)]).share == .one)
        #expect(try GradeRule(.mean).total(of: [part("8"), part("1", extra: true)]).share == Ratio(9, 10))
        #expect(try GradeRule(.sum).total(of: [part("5", extra: true)]).share == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `equal shares have their own share for a mean, whatever the weights`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let share = Ratio(UInt64.random(in: 0...7, using: &random), 7)
        let parts = (0..<30).map { _ in
            let maximum = Ratio(random.points(1...100_000_000))
            return GradePart(earned: share * maximum, maximum: maximum, weight: random.points(1...10_000_000))
        }

        for aggregation in Aggregation.allCases {
            #expect(GradeRule(aggregation).total(of: parts).share == share, "\(aggregation)")
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `weights count by their ratio: ten times the weights is the same mean`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = random.parts(20, extras: true)
        let heavier = parts.map { part in
            var part = part
            part.weight = Points(rawValue: part.weight.rawValue * 10)
            return part
        }

        #expect(
            GradeRule(.weightedMean).total(of: parts).share == GradeRule(.weightedMean).total(of: heavier).share)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a sum is exact in decimals`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let points = (0..<100).map { _ in random.points(0...100_000_000) }
        let parts = points.map { GradePart(earned: Ratio($0), maximum: Ratio(Points(1_000))) }

        let earned = try #require(GradeRule(.sum).total(of: parts).earned)

        #expect(earned.points == points.reduce(.zero, +))
        #expect(earned == Ratio(points.reduce(.zero, +)))
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `dropping the lowest never lowers a mean, and drops no share above one that stays`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts = random.parts(15)

        let kept = GradeRule(.mean).total(of: parts)
        let dropped = GradeRule(.mean, dropLowest: 3).total(of: parts)

        let shares = zip(parts, dropped.states)
        let gone = shares.filter { $0.1 == .dropped }.compactMap(\.0.share)
        let staying = shares.filter { $0.1 == .counted }.compactMap(\.0.share)
        #expect(gone.count == min(3, kept.states.count { $0 == .counted }))
        if let highest = gone.max(), let lowest = staying.min() { #expect(!(lowest < highest)) }
        if let before = kept.share, let after = dropped.share { #expect(!(after < before)) }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `excluded parts change nothing, wherever they stand`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = random.parts(12, extras: true)
        let without = parts.filter { !$0.isExcluded }

        for aggregation in Aggregation.allCases {
            for zero in [false, true] {
                let rule = GradeRule(aggregation, dropLowest: 2, missingIsZero: zero)
                #expect(rule.total(of: parts).share == rule.total(of: without).share)
            }
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `a share is between nothing and everything`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let parts = random.parts(Int.random(in: 0...40, using: &random), extras: true)

        for aggregation in Aggregation.allCases {
            let share = GradeRule(aggregation, dropLowest: 1).total(of: parts).share
            #expect(share.map { !(.one < $0) } ?? true)
        }
    }
}

@Suite struct RatioTests {
    @Test func `halves are rounded up, once`() {
        #expect(Ratio(1, 8).rounded(units: 100) == 13)
        #expect(Ratio(2, 3).rounded(units: 10_000) == 6_667)
        #expect(Ratio(1, 3).rounded(units: 10_000) == 3_333)
        #expect(Ratio.zero.rounded(units: 100) == 0)
        #expect(Ratio(UInt64.max, 1).rounded(units: 100_000) > 0)
    }

    @Test func `thirty unlike thirds and sevenths still make a whole`() {
        let primes: [UInt64] = [
            2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
            107, 109, 113,
        ]
        let ones = primes.map { Ratio(1, $0) + Ratio($0 - 1, $0) }
        #expect(ones.reduce(.zero, +) == Ratio(30, 1))

        let parts = primes.reduce(Ratio.zero) { $0 + Ratio(1, $1) }
        let rest = primes.reduce(Ratio.zero) { $0 + Ratio($1 - 1, $1) }
        #expect(parts + rest == Ratio(30, 1))
    }

    @Test(arguments: [
        ("5", 500_000), ("7,5", 750_000), ("7.50000", 750_000), (" 1 000,25 ", 100_025_000), ("0,00001", 1),
        (",5", 50_000), ("5,", 500_000), ("007", 700_000), ("-0", 0),
        ("12 345 678", 1_234_567_800_000), ("1\u{A0}000", 100_000_000),
    ])
    func `points are read exactly`(text: String, raw: Int64) throws {
        #expect(try Points(decimal: text).rawValue == raw)
    }

    @Test(
        arguments: [
            ("NaN", .notANumber), ("inf", .notANumber), ("1e308", .notANumber), ("", .notANumber), (",", .notANumber),
            ("1,2,3", .notANumber), ("0x10", .notANumber), ("=1+1", .notANumber), ("٣", .notANumber), ("-5", .negative),
            // Two marks in one cell.
            ("4 5", .notANumber), ("5\n6", .notANumber), ("4,5 5", .notANumber), ("1 0000", .notANumber),
            ("1  000", .notANumber),
            ("−0,5", .negative), ("1,000001", .tooPrecise(places: 5)), ("1234567890", .tooLarge),
            (String(repeating: "9", count: 300), .notANumber),
        ] as [(String, DecimalRefusal)])
    func `what is not points is refused by name`(text: String, refusal: DecimalRefusal) {
        #expect(throws: refusal) { try Points(decimal: text) }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `points written are points read`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let points = random.points(0...99_999_999_999_999)
        #expect(try Points(decimal: points.decimal()) == points)
        #expect(try Points(decimal: points.decimal(".")) == points)
    }
}
