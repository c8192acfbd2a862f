import Statistics
import TestSupport
import Testing

/// Laws that every table of marks keeps, on tables of seeded generators.
@Suite struct JuryInvariantTests {
    private static let exact: [ScoringMethod] = [
        .mean, .sum, .trimmed(1), .trimmed(nil), .median, .places, .copeland, .schulze,
    ]
    private static let all = exact + [.kemeny, .severity(.restrictedLikelihood)]

    /// Half-point marks of 0 to 10, some missing; each entry by two jurors at least.
    private func table(_ seed: UInt64, isComplete: Bool = false) -> [[Int64?]] {
        var generator = SeededGenerator(seed: seed)
        let (entries, jurors) = (Int.random(in: 4...7, using: &generator), Int.random(in: 3...6, using: &generator))
        return (0..<entries).map { _ in
            let marked = isComplete ? jurors : Int.random(in: 2...jurors, using: &generator)
            let panel = Set(Array(0..<jurors).shuffled(using: &generator).prefix(marked))
            return (0..<jurors).map { panel.contains($0) ? Int64.random(in: 0...20, using: &generator) : nil }
        }
    }

    /// nil when the severity model refuses a table in pieces.
    private func joined<Value>(_ score: () throws(ScoringRefusal) -> Value) throws -> Value? {
        do { return try score() } catch {
            guard case .severity = error else { throw error }
            return nil
        }
    }

    private func placed(_ table: [[Int64?]], _ method: ScoringMethod) throws -> [Int: ClosedRange<Int>]? {
        let sheets = try sheets(table, unit: 2)
        return try joined { () throws(ScoringRefusal) in places(try JuryResult.standings(sheets, method: method)) }
    }

    @Test(arguments: 0..<12)
    func `the order of rows never matters`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let table = table(seed)
        let rows = table.enumerated().flatMap { entry, marks in
            marks.enumerated().compactMap { juror, mark in mark.map { (entry, juror, $0) } }
        }
        var options = JuryResult.Options()
        options.replicates = 50
        func result(_ rows: [(Int, Int, Int64)], _ method: ScoringMethod) throws -> JuryResult? {
            let sheets = try ScoreSheets(
                entryCount: table.count, jurorCount: table[0].count, unit: 2,
                sheets: rows.map { .init(entry: $0.0, juror: $0.1, marks: [$0.2]) })
            return try joined { () throws(ScoringRefusal) in try JuryResult(sheets, method: method, options: options) }
        }
        for method in Self.all {
            let (first, second) = (try result(rows, method), try result(rows.shuffled(using: &generator), method))
            #expect(first?.standings == second?.standings && first?.intervals == second?.intervals)
            #expect(first?.errors == second?.errors && first?.notes == second?.notes)
        }
    }

    @Test(arguments: 0..<20)
    func `another scale of marks leaves places alone`(seed: UInt64) throws {
        let table = table(seed)
        let scaled = table.map { $0.map { $0.map { 3 * $0 + 8 } } }
        for method in Self.all where method != .sum {
            #expect(try placed(table, method) == placed(scaled, method), "\(method)")
        }
    }

    @Test(arguments: 0..<10)
    func `with fixed effects a juror's constant leaves places alone`(seed: UInt64) throws {
        let table = table(seed)
        let shifted = table.map { $0.enumerated().map { juror, mark in mark.map { $0 + (juror == 0 ? 7 : 0) } } }
        #expect(try placed(table, .severity(.fixed(0))) == placed(shifted, .severity(.fixed(0))))
    }

    @Test(arguments: 0..<40)
    func `a raised mark never lowers its entry`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &+ 1_000)
        let table = table(seed)
        let entry = Int.random(in: 0..<table.count, using: &generator)
        let juror = try #require(
            table[entry].indices.filter { table[entry][$0] != nil }.randomElement(using: &generator))
        var raised = table
        raised[entry][juror] = (table[entry][juror] ?? 0) + Int64.random(in: 1...8, using: &generator)
        for method in Self.exact + [.severity(.fixed(0)), .severity(.fixed(0.7)), .severity(.fixed(20))] {
            guard let before = try placed(table, method)?[entry], let after = try placed(raised, method)?[entry] else {
                continue
            }
            #expect(after.lowerBound <= before.lowerBound && after.upperBound <= before.upperBound, "\(method)")
        }
        let entries = Array(table.indices)
        let (before, after) = (
            Kemeny(Majority(try sheets(table)), entries), Kemeny(Majority(try sheets(raised)), entries)
        )
        if before.winners == [entry] { #expect(after.winners == [entry]) }
    }

    @Test(arguments: 0..<10)
    func `identical sheets share a place`(seed: UInt64) throws {
        let table = table(seed)
        let doubled = table + [table[1]]
        for method in Self.all {
            guard let places = try placed(doubled, method) else { continue }
            #expect(places[1] == places[table.count], "\(method)")
        }
    }

    @Test(arguments: 0..<10)
    func `an entry without sheets changes nothing`(seed: UInt64) throws {
        let table = table(seed)
        let more = table + [Array(repeating: nil, count: table[0].count)]
        for method in Self.all { #expect(try placed(table, method) == placed(more, method), "\(method)") }
    }

    @Test(arguments: 0..<15)
    func `a complete table gives the severity model the places of means`(seed: UInt64) throws {
        let table = table(seed, isComplete: true)
        for lambda in [0, 0.3, 5, .infinity] {
            #expect(try placed(table, .severity(.fixed(lambda))) == placed(table, .mean))
        }
    }

    @Test(arguments: 0..<10)
    func `whom most put first is first by majorities`(seed: UInt64) throws {
        var table = table(seed, isComplete: true)
        let jurors = table[0].count
        for juror in 0..<jurors / 2 + 1 { table[2][juror] = 30 }
        for method in [ScoringMethod.copeland, .schulze, .kemeny] {
            #expect(try placed(table, method)?[2] == 1...1, "\(method)")
        }
    }

    @Test(arguments: 0..<20)
    func `those who beat each of the others stand above them by majorities`(seed: UInt64) throws {
        var table = table(seed, isComplete: true)
        let jurors = table[0].count
        let upper = seed.isMultiple(of: 2) ? 0..<2 : 0..<3
        // More than half of the jurors put each of the upper above all the others: a component of Condorcet.
        for entry in upper {
            for juror in 0..<jurors / 2 + 1 { table[entry][juror] = (table[entry][juror] ?? 0) + 21 }
        }
        let majority = Majority(try sheets(table))
        for entry in upper {
            #expect((upper.count..<table.count).allSatisfy { majority.margin(entry, $0) > 0 })
        }
        let places = Kemeny(majority, Array(table.indices)).meanPlaces
        #expect(upper.allSatisfy { places[$0] <= Rational(Int128(upper.count)) })
        for method in [ScoringMethod.copeland, .schulze, .kemeny] {
            let places = try #require(try placed(table, method))
            for entry in table.indices {
                let place = try #require(places[entry])
                #expect((place.upperBound <= upper.count) == upper.contains(entry), "\(method)")
            }
        }
    }

    @Test(arguments: 0..<15)
    func `means keep between the lowest and the highest sheet`(seed: UInt64) throws {
        let table = table(seed)
        for method in [ScoringMethod.mean, .median, .trimmed(1)] {
            for standing in try JuryResult.standings(try sheets(table, unit: 2), method: method) {
                let marks = table[standing.entry].compactMap { $0 }.map { Rational(Int128($0), over: 2) }
                #expect(marks.min()! <= standing.score.value && standing.score.value <= marks.max()!)
            }
        }
        #expect(
            try JuryResult.standings(try sheets(table), method: .trimmed(0))
                == JuryResult.standings(try sheets(table), method: .mean))
    }

    @Test func `random samples of a seed are the same everywhere`() throws {
        let table = table(77)
        var options = JuryResult.Options()
        (options.replicates, options.seed, options.cut) = (400, 2013, 2)
        let result = try JuryResult(try sheets(table), method: .mean, options: options)
        let again = try JuryResult(try sheets(table), method: .mean, options: options)
        #expect(result.intervals == again.intervals)
        // Written down once: another machine has to come to the same.
        let seen = result.intervals.map { interval in
            interval.map { "\($0.places.lowerBound)-\($0.places.upperBound) \(Int($0.chanceOfFirst * 400))" } ?? "—"
        }
        #expect(seen == Self.written)
        #expect(result.intervals.allSatisfy { ($0?.chanceOfPassing ?? 0) >= ($0?.chanceOfFirst ?? 0) })
    }

    private static let written = ["1-3 255", "2-5 13", "1-5 20", "1-5 40", "1-5 75"]
}
