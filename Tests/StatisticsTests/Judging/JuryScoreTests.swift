import Statistics
import Testing

/// Odd juries, ties and cuts, as small tables.
@Suite struct JuryScoreTests {
    private func texts(_ standings: [Standing]) -> [String] {
        standings.map { "\($0.entry): \($0.score.value.decimal()), \($0.places.lowerBound)-\($0.places.upperBound)" }
    }

    private func scored(
        _ table: [[Int64?]], _ method: ScoringMethod, unit: Int64 = 1, rounding: Rounding = .none
    ) throws -> JuryResult {
        var options = JuryResult.Options()
        (options.rounding, options.replicates) = (rounding, 60)
        return try JuryResult(try sheets(table, unit: unit), method: method, options: options)
    }

    @Test func `an entry without sheets has no place and is named`() throws {
        for method in [ScoringMethod.mean, .places, .copeland, .schulze, .kemeny, .severity(.restrictedLikelihood)] {
            let result = try scored([[3, 4, 5], [nil, nil, nil], [5, 6, 9]], method)
            #expect(
                result.standings.map(\.entry) == [2, 0] && result.notes.contains(.unmarked(entries: [1])), "\(method)")
            #expect(result.intervals[1] == nil && result.errors[1] == nil && result.sheetCounts == [3, 0, 3])
        }
    }

    @Test func `no sheets at all make no places`() throws {
        for method in [ScoringMethod.mean, .places, .copeland, .schulze, .kemeny, .severity(.restrictedLikelihood)] {
            #expect(try scored([[nil, nil], [nil, nil]], method).standings.isEmpty, "\(method)")
        }
    }

    @Test func `one juror gives places without intervals and errors`() throws {
        let result = try scored([[3], [5], [5]], .mean)
        #expect(texts(result.standings) == ["1: 5, 1-2", "2: 5, 1-2", "0: 3, 3-3"])
        #expect(result.errors == [nil, nil, nil] && result.intervals.allSatisfy { $0 == nil })
        let model = try scored([[3], [5], [5]], .severity(.restrictedLikelihood))
        #expect(model.standings.map(\.places) == result.standings.map(\.places))
        #expect(model.notes == [.withoutSeverity(fitted: false)])
    }

    @Test func `a juror of one sheet says nothing of places`() throws {
        let result = try scored([[9, 1], [nil, 2], [nil, 3]], .places)
        #expect(texts(result.standings) == ["2: 1, 1-1", "1: 0, 2-2", "0: -1, 3-3"])
        #expect(result.notes == [.singleMark(jurors: [0])])
    }

    @Test func `equal marks share the first place by every method`() throws {
        for method in [
            ScoringMethod.mean, .sum, .median, .places, .copeland, .schulze, .kemeny, .severity(.restrictedLikelihood),
        ] {
            let result = try scored([[7, 7, 7], [7, 7, 7], [7, 7, 7]], method)
            #expect(result.standings.map(\.places) == [1...3, 1...3, 1...3], "\(method)")
        }
    }

    @Test func `a constant juror harms no model`() throws {
        let result = try scored([[5, 2, 4], [5, 6, 5], [5, 9, 9], [5, 3, 1]], .severity(.restrictedLikelihood))
        #expect(result.standings.map(\.entry) == [2, 1, 0, 3])
    }

    @Test func `small panels are not trimmed and are named`() throws {
        let result = try scored([[1, 5, 5, 5, 9], [2, 4, nil, nil, 9], [0, 6, 6, 7, 10]], .trimmed(nil))
        #expect(texts(result.standings) == ["2: 6.333333333, 1-1", "0: 5, 2-3", "1: 5, 2-3"])
        #expect(result.notes == [.untrimmed(entries: [1])])
        #expect(try scored([[1, 2, 9]], .trimmed(1)).standings[0].score.value == Rational(2))
        #expect(try scored([[1, 9]], .trimmed(1)).notes == [.untrimmed(entries: [0])])
    }

    @Test func `an incomplete sheet does not count`() throws {
        let sheets = try ScoreSheets(
            entryCount: 2, jurorCount: 2, criterionCount: 2, unit: 10,
            sheets: [
                .init(entry: 0, juror: 0, marks: [50, 60]), .init(entry: 0, juror: 1, marks: [90, nil]),
                .init(entry: 1, juror: 0, marks: [nil, 10]),
            ])
        let result = try JuryResult(sheets, method: .mean)
        #expect(texts(result.standings) == ["0: 11, 1-1"])
        #expect(result.notes == [.incomplete(count: 2), .unmarked(entries: [1])])
        // By criteria the mark that is there counts.
        #expect(
            texts(try JuryResult.standings(sheets, method: .mean, rounding: .product(1))) == [
                "0: 13, 1-1", "1: 1, 2-2",
            ])
    }

    @Test func `scores are compared as they are rounded`() throws {
        let table: [[Int64?]] = [[10, 10, 11], [10, 11, 11], [10, 10, 10]]
        #expect(
            texts(try scored(table, .mean, rounding: .total(0)).standings) == [
                "1: 11, 1-1", "0: 10, 2-3", "2: 10, 2-3",
            ])
        #expect(try scored(table, .mean).standings.map(\.places) == [1...1, 2...2, 3...3])
    }

    @Test func `products are of methods that go by criteria`() throws {
        #expect(throws: ScoringRefusal.noProducts(.schulze)) {
            try scored([[1, 2]], .schulze, rounding: .product(2))
        }
    }

    @Test func `unequal panels make sums that do not compare`() throws {
        #expect(try scored([[5, 5], [9, nil]], .sum).notes == [.unequalPanels])
        #expect(try scored([[5, 5], [9, 1]], .sum).notes.isEmpty)
    }

    @Test func `errors of means, sums and trimmed means are those of their formulas`() throws {
        // Deviation of 2, 4, 9 is √13; winsorised 2 4 4 5 5 of 0 4 4 5 9 without ends is 4 4 4 5 5: √0.3 ÷ (0.6 √5).
        #expect(isClose(try scored([[2, 4, 9]], .mean).errors[0], 13.0.squareRoot() / 3.0.squareRoot(), 1e-12))
        #expect(isClose(try scored([[2, 4, 9]], .sum).errors[0], 39.0.squareRoot(), 1e-12))
        #expect(
            isClose(
                try scored([[0, 4, 4, 5, 9]], .trimmed(1)).errors[0], 0.3.squareRoot() / (0.6 * 5.0.squareRoot()), 1e-12
            ))
        #expect(try scored([[2, 4, 9]], .median).errors == [nil])
    }

    @Test func `a rubric brings criteria to one scale`() throws {
        let rubric = try Rubric(
            [
                .init(weight: 2, lowest: 1, highest: 5), .init(weight: 1, lowest: 0, highest: 3),
                .init(weight: 1, lowest: 4, highest: 4),
            ])
        let sheets = try rubric.sheets(
            entryCount: 2, jurorCount: 1,
            [.init(entry: 0, juror: 0, marks: [3, 1, 4]), .init(entry: 1, juror: 0, marks: [5, 3, 4])])
        // 100 × (2·½ + 1·⅓ + 1·1) ÷ 4.
        #expect(
            try JuryResult.standings(sheets, method: .mean).map(\.score.value) == [
                Rational(100), Rational(175, over: 3),
            ])
        #expect(throws: ScoreSheetsRefusal.markOutOfRange(entry: 0, juror: 0)) {
            try rubric.sheets(entryCount: 1, jurorCount: 1, [.init(entry: 0, juror: 0, marks: [6, 0, 4])])
        }
        #expect(throws: RubricRefusal.noWeight) { try Rubric([.init(weight: 0, lowest: 0, highest: 5)]) }
        #expect(throws: RubricRefusal.rangeReversed(criterion: 0)) {
            try Rubric([.init(weight: 1, lowest: 5, highest: 0)])
        }
        #expect(throws: RubricRefusal.rangesIncommensurable) {
            try Rubric([7_001, 11_003, 13_007, 17_011].map { .init(weight: 1, lowest: 0, highest: $0) })
        }
    }

    @Test func `a criterion without weight decides nothing but a tie`() throws {
        let sheets = try ScoreSheets(
            entryCount: 2, jurorCount: 2, criterionCount: 2, weights: .init(rows: [[1, 0]], unit: 1),
            sheets: [
                .init(entry: 0, juror: 0, marks: [5, 1]), .init(entry: 0, juror: 1, marks: [7, 1]),
                .init(entry: 1, juror: 0, marks: [6, 2]), .init(entry: 1, juror: 1, marks: [6, 1]),
            ])
        #expect(try JuryResult.standings(sheets, method: .mean).map(\.places) == [1...2, 1...2])
        #expect(try JuryResult.standings(sheets, method: .mean, ties: [.criterion(1)]).map(\.entry) == [1, 0])
    }

    @Test func `ties are parted by the rules in turn, and the rest go on sharing`() throws {
        // Four of one mean: by majority the first three beat the fourth, and are in a circle.
        let table: [[Int64?]] = [[3, 1, 2, 2], [2, 3, 1, 2], [1, 2, 3, 2], [2, 2, 2, 2], [0, 0, 0, 9]]
        let sheets = try sheets(table)
        func placed(_ rules: [TieRule]) throws -> [String] {
            try JuryResult.standings(sheets, method: .sum, ties: rules).map {
                "\($0.entry):\($0.places.lowerBound)-\($0.places.upperBound)"
            }
        }
        #expect(try placed([]) == ["4:1-1", "0:2-5", "1:2-5", "2:2-5", "3:2-5"])
        #expect(try placed([.highestMarks]) == ["4:1-1", "0:2-5", "1:2-5", "2:2-5", "3:2-5"])
        #expect(try placed([.order([2])]) == ["4:1-1", "2:2-2", "0:3-5", "1:3-5", "3:3-5"])
        #expect(try placed([.order([2]), .order([3, 0])]) == ["4:1-1", "2:2-2", "3:3-3", "0:4-4", "1:5-5"])
        let pair = try Self.majorityTable()
        #expect(try JuryResult.standings(pair, method: .sum, ties: [.pairwiseMajority]).map(\.entry) == [1, 0])
    }

    /// Equal sums; two of three jurors prefer the second.
    private static func majorityTable() throws -> ScoreSheets { try sheets([[1, 1, 9], [4, 4, 3]]) }

    @Test func `a line among equals is drawn as the regulation says`() throws {
        let sheets = try sheets([[9, 9], [8, 6], [6, 8], [7, 7], [1, 1]])
        let standings = try JuryResult.standings(sheets, method: .mean)
        #expect(standings.admitted(2, by: .admittingTied, sheets) == [0, 1, 2, 3])
        #expect(standings.admitted(2, by: .excludingTied, sheets) == [0])
        #expect(standings.admitted(2, by: .breakingTies([.order([3, 2, 1])]), sheets) == [0, 3])
        #expect(standings.admitted(2, by: .breakingTies([.pairwiseMajority]), sheets) == [0, 1, 2, 3])
        #expect(standings.admitted(9, by: .excludingTied, sheets).count == 5)
        #expect(standings.admitted(1, by: .admittingTied, minimum: Rational(10), sheets).isEmpty)
        #expect(standings.admitted(5, by: .admittingTied, minimum: Rational(7), sheets) == [0, 1, 2, 3])
    }

    @Test func `after a disqualification places move up`() throws {
        let sheets = try sheets([[9, 9], [8, 8], [7, 7]])
        let recount = try JuryResult.standings(sheets.keeping { $0.entry != 0 }, method: .mean)
        #expect(texts(recount) == ["1: 8, 1-1", "2: 7, 2-2"])
    }

    @Test func `a juror who alone decides is named with what changes`() throws {
        let sheets = try sheets([[5, 5, 9], [6, 6, 3], [1, 1, 1]])
        let influences = try JurorInfluence.all(sheets, method: .mean, cut: 1)
        #expect(
            influences.map(\.juror) == [2] && influences[0].winners == [0, 1] && influences[0].finalists == [0, 1])
        #expect(try JurorInfluence.all(try StatisticsTests.sheets([[9, 9, 9], [1, 1, 1]]), method: .mean).isEmpty)
    }

    @Test func `a score is corrected before places are given, and in every random sample`() throws {
        let sheets = try StatisticsTests.sheets([[8, 9], [6, 7], [4, 4]])
        var options = JuryResult.Options()
        (options.rounding, options.replicates, options.cut) = (.total(1), 60, 1)
        // Half the score and half of earlier points; an appeal gave entry 2 a score of 9.
        options.correction = ScoreCorrection(
            share: Rational(1, over: 2), bonuses: [Rational(0), Rational(4), Rational(1)], fixed: [2: Rational(9)])
        let result = try JuryResult(sheets, method: .mean, options: options)
        #expect(texts(result.standings) == ["1: 7.3, 1-1", "2: 5.5, 2-2", "0: 4.3, 3-3"])
        #expect(result.intervals.map { $0?.chanceOfPassing } == [0, 1, 0])
        let alone = try JuryResult.standings(
            sheets, method: .mean, rounding: .total(1), correction: options.correction)
        #expect(alone == result.standings)
    }

    @Test func `sheets that cannot be are refused`() throws {
        #expect(throws: ScoreSheetsRefusal.duplicate(entry: 0, juror: 0)) {
            try ScoreSheets(
                entryCount: 1, jurorCount: 1,
                sheets: [.init(entry: 0, juror: 0, marks: [1]), .init(entry: 0, juror: 0, marks: [2])])
        }
        #expect(throws: ScoreSheetsRefusal.markOutOfRange(entry: 0, juror: 0)) {
            try ScoreSheets(entryCount: 1, jurorCount: 1, sheets: [.init(entry: 0, juror: 0, marks: [.max])])
        }
        #expect(throws: ScoreSheetsRefusal.weightOutOfRange) {
            try ScoreSheets(entryCount: 1, jurorCount: 1, weights: .init(rows: [[-1]], unit: 1), sheets: [])
        }
    }
}
