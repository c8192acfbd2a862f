import Archives
import Foundation
import Statistics
import TestSupport
import Testing

/// A table of a fixture, its first line naming the columns.
private func table(_ area: String, _ name: String) throws -> [[String: String]]? {
    guard let folder = fixtures(area) else { return nil }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    let rows = try CSV(Array(bytes)).rows.map(\.cells)
    return rows.dropFirst().map { Dictionary(zip(rows[0], $0), uniquingKeysWith: { first, _ in first }) }
}

private func cells(_ name: String) throws -> [[String]]? {
    guard let folder = fixtures("psychometrics") else { return nil }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    return try CSV(Array(bytes)).rows.map(\.cells)
}

/// Right answers by a key as 0 and 1, a column an item.
private func marked(_ name: String, key: String) throws -> ScoreTable? {
    guard let answers = try cells(name + ".csv"), let right = try cells(key + ".csv") else { return nil }
    let keys = right.dropFirst().map { $0[0] }
    var table = ScoreTable(items: keys.map { _ in .init(maximum: 1) }, unit: 1)
    for row in answers.dropFirst() { table.add(zip(row, keys).map { $0 == $1 ? 1 : 0 }) }
    return table
}

private func isClose(_ value: Double?, _ expected: Double?, to tolerance: Double) -> Bool {
    switch (value, expected) {
    case (nil, nil): true
    case (let value?, let expected?): abs(value - expected) <= tolerance * max(1, abs(expected))
    default: false
    }
}

@Suite struct TestAnalysisTests {
    @Test func `figures are those of the reference spreadsheet`() throws {
        guard let questions = try table("quiz_statistics", "moodle_mdl_question.csv"),
            let states = try table("quiz_statistics", "moodle_mdl_question_states.csv"),
            let folder = fixtures("quiz_statistics")
        else { return }
        let unit = 1e7
        func units(_ text: String?) -> Int64 { Int64(((Double(text ?? "") ?? 0) * unit).rounded()) }
        var scores = ScoreTable(
            items: questions.map { .init(maximum: units($0["maxmark"]), isQuestion: $0["length"] != "0") }, unit: unit)
        for start in stride(from: 0, to: states.count, by: questions.count) {
            let marks = Dictionary(
                uniqueKeysWithValues: states[start..<start + questions.count].map { ($0["slot"], units($0["mark"])) })
            scores.add(questions.map { marks[$0["slot"]] ?? 0 })
        }
        let analysis = TestAnalysis(scores)
        #expect(analysis.test.count == 22)
        let expected = try JSONDecoder().decode(
            Expected.self,
            from: Data(contentsOf: URL(fileURLWithPath: folder + "/expected_mdl_question_stats.json")))
        for (place, item) in analysis.items.enumerated() {
            #expect(isClose(item.facility, expected.facility[place], to: 1e-6), "facility of \(place + 1)")
            #expect(
                isClose(item.deviation.map { $0 * 1000 }, expected.deviation[place], to: 1e-6), "sd of \(place + 1)")
            #expect(
                isClose(item.discrimination, expected.discriminationindex[place], to: 1e-6),
                "discrimination of \(place + 1)")
            #expect(
                isClose(item.efficiency, expected.discriminativeefficiency[place], to: 1e-6),
                "efficiency of \(place + 1)")
            #expect(
                isClose(item.effectiveWeight, expected.effectiveweight[place], to: 1e-6), "weight of \(place + 1)")
        }
    }

    private struct Expected: Decodable {
        var facility: [Double?]
        var deviation: [Double?]
        var effectiveweight: [Double?]
        var discriminationindex: [Double?]
        var discriminativeefficiency: [Double?]

        enum CodingKeys: String, CodingKey {
            case facility, effectiveweight, discriminationindex, discriminativeefficiency
            case deviation = "sd_x1000"
        }
    }

    @Test func `the law school test gives what is published of it`() throws {
        guard let rows = try cells("lsat.csv")?.dropFirst() else { return }
        var scores = ScoreTable(items: (0..<5).map { _ in .init(maximum: 1) }, unit: 1)
        for row in rows { scores.add(row.map { Int64($0) ?? 0 }) }
        let analysis = TestAnalysis(scores)
        #expect(isClose(analysis.test.consistency, 29.50, to: 1e-4))
        #expect((0...5).map { total in scores.totals.count { $0 == total } } == [3, 20, 85, 237, 357, 298])
        let shares = [92.4, 70.9, 55.3, 76.3, 87.0]
        let without = [27.54, 23.76, 21.68, 24.59, 26.63]
        let withTotal = [0.3620, 0.5668, 0.6184, 0.5344, 0.4354]
        let withRest = [11.28, 15.32, 17.28, 14.44, 12.16]
        for (place, item) in analysis.items.enumerated() {
            #expect(isClose(item.facility, shares[place], to: 1e-9))
            #expect(isClose(item.consistencyWithout, without[place], to: 2.1e-4))
            #expect(isClose(item.totalCorrelation, withTotal[place], to: 5.1e-5))
            #expect(isClose(item.discrimination, withRest[place], to: 5e-4))
        }
    }

    @Test func `a test of a hundred people gives what its authors print`() throws {
        guard let scores = try marked("ctt_responses", key: "ctt_key") else { return }
        let analysis = TestAnalysis(scores)
        let withRest = [
            0.535, 0.471, 0.230, 0.443, 0.376, 0.267, 0.466, 0.363, 0.295, 0.278, 0.511, 0.527, 0.264, 0.518, 0.252,
            0.170, 0.465, 0.394, 0.340, 0.415,
        ]
        #expect(isClose(analysis.test.mean, 9.48, to: 1e-9))
        #expect(isClose(analysis.test.deviation, 4.52, to: 2e-3))
        #expect(isClose(analysis.test.consistency, 81.28, to: 1e-4))
        #expect(isClose(analysis.test.standardError, 1.9561, to: 5e-5))
        for (place, item) in analysis.items.enumerated() {
            #expect(isClose(item.discrimination, 100 * withRest[place], to: 2e-3), "item \(place + 1)")
        }
    }

    @Test func `a concept inventory gives what is published of it`() throws {
        guard let scores = try marked("hci_responses", key: "hci_key") else { return }
        let analysis = TestAnalysis(scores)
        let upperLower = [
            0.464, 0.365, 0.359, 0.370, 0.514, 0.530, 0.282, 0.486, 0.448, 0.459, 0.403, 0.514, 0.536, 0.464, 0.508,
            0.591, 0.227, 0.486, 0.497, 0.481,
        ]
        #expect(isClose(analysis.test.mean, 12.12855, to: 1e-6))
        #expect(isClose(analysis.test.deviation, 3.65195, to: 2e-6))
        #expect(isClose(analysis.test.consistency, 71.6164, to: 1e-6))
        #expect(isClose(analysis.test.standardError, 1.94562, to: 3e-6))
        #expect(ScoreBands(scores.totals).groupSize == 181)
        for (place, item) in analysis.items.enumerated() {
            #expect(isClose(item.upperLower, upperLower[place], to: 5.1e-4), "item \(place + 1)")
        }
    }

    @Test func `agreement on a scale has the consistency that is known of it`() throws {
        guard let rows = try cells("science.csv") else { return }
        let words = ["strongly disagree", "disagree", "agree", "strongly agree"]
        var scores = ScoreTable(items: rows[0].map { _ in .init(maximum: 4) }, unit: 1)
        for row in rows.dropFirst() { scores.add(row.map { Int64((words.firstIndex(of: $0) ?? -1) + 1) }) }
        #expect(isClose(TestAnalysis(scores).test.consistency, 50.82, to: 1e-4))
    }

    @Test func `the efficiency of a large test is that of sorted marks, negative ones too`() {
        var generator = SeededGenerator(seed: 11)
        var scores = ScoreTable(items: (0..<3).map { _ in .init(maximum: 4) }, unit: 1)
        for _ in 0..<3_000 {
            scores.add((0..<3).map { _ in Int64.random(in: -5_000_000_000...4, using: &generator) })
        }
        for (place, item) in TestAnalysis(scores).items.enumerated() {
            let column = scores.columns[place]
            let rests = zip(scores.totals, column).map { $0 - $1 }
            func covariance(_ first: [Int64], _ second: [Int64]) -> Double {
                CoMoments(zip(first, second).map { (Double($0), Double($1)) }).covariance ?? 0
            }
            let largest = covariance(column.sorted(), rests.sorted())
            #expect(isClose(item.efficiency, 100 * covariance(column, rests) / largest, to: 1e-9))
        }
    }

    @Test func `what does not vary has no figure`() {
        var scores = ScoreTable(
            items: [.init(maximum: 1), .init(maximum: 1), .init(maximum: 0, isQuestion: false)], unit: 1)
        for _ in 0..<5 { scores.add([1, 0, 0]) }
        let analysis = TestAnalysis(scores)
        #expect(analysis.items[0].facility == 100 && analysis.items[0].discrimination == nil)
        #expect(analysis.items[0].efficiency == nil && analysis.items[2].facility == nil)
        #expect(analysis.test.consistency == nil && analysis.test.skewness == nil && analysis.test.deviation == 0)
        let nobody = TestAnalysis(ScoreTable(items: [.init(maximum: 1)], unit: 1))
        #expect(nobody.test.median == nil && nobody.items[0].facility == nil)
    }

    @Test func `flags name what is odd about an item`() {
        // Ten strong and ten weak attempts; the strong choose the second answer, which is not the key.
        let strong = (0..<20).map { $0 < 10 }
        var scores = ScoreTable(items: (0..<3).map { _ in .init(maximum: 1) }, unit: 1)
        for isStrong in strong { scores.add([isStrong ? 0 : 1, isStrong ? 1 : 0, isStrong ? 1 : 0]) }
        let item = TestAnalysis(scores).items[0]
        let choices = choiceStatistics(
            fractions: [1, 0, 0], answers: strong.map { [$0 ? 1 : 0] },
            rests: zip(scores.totals, scores.columns[0]).map { $0 - $1 }, bands: ScoreBands(scores.totals))
        #expect(choices.map(\.count) == [10, 10, 0] && choices[1].thirds == [0, 3.0 / 7, 1])
        #expect(item.flags(choices: choices) == [.suspiciousKey(1), .negativeDiscrimination, .idleDistractor(2)])
    }

    @Test(arguments: [(0, 10), (5, 10), (10, 10), (1, 1_000)])
    func `the band of a share holds the share`(right: Int, count: Int) {
        let band = wilsonBand(share: Double(right) / Double(count), of: count)
        #expect(band.contains(Double(right) / Double(count)) && band.lowerBound >= 0 && band.upperBound <= 1)
        #expect(band.upperBound - band.lowerBound < 0.7)
    }
}
