import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct SeverityModelTests {
    /// Papers and reviewers numbered from 1 as published.
    private func conference(_ shrinkage: SeverityModel.Shrinkage) throws -> SeverityModel? {
        guard let rows = try juryTable("kuhlisch2016_conference") else { return nil }
        let observations = rows.compactMap { row -> Observation? in
            guard let paper = Int(row["idpaper"] ?? ""), let reviewer = Int(row["idreviewer"] ?? ""),
                let score = Double(row["score"] ?? "")
            else { return nil }
            return Observation(entry: paper - 1, juror: reviewer - 1, value: score)
        }
        return try SeverityModel(observations, entryCount: 57, jurorCount: 20, shrinkage: shrinkage)
    }

    /// L. Kuhlisch et al., Metrika 79, 2016.
    @Test func `fixed effects of a conference are those published`() throws {
        guard let model = try conference(.fixed(0)) else { return }
        #expect(isClose(model.residualSumOfSquares, 57.5740165, 1e-6) && model.degreesOfFreedom == 52)
        #expect(isClose(model.residualVariance?.squareRoot(), 1.05223, 5e-6))
        for (paper, quality) in [(3, 7.559), (1, 7.559), (5, 7.308), (8, 7.198)] {
            #expect(isClose(model.qualities[paper - 1], quality, 5e-4))
        }
        #expect(isClose(model.severities[18], -1.525, 5e-4) && isClose(model.severities[6], 1.694, 5e-4))
        #expect(isClose(model.severities.reduce(0) { $0 + ($1 ?? 0) }, 0, 1e-9))
    }

    /// The same by MixedLM of statsmodels.
    @Test func `random severities of a conference are those of a mixed model`() throws {
        guard let model = try conference(.restrictedLikelihood), let means = try conference(.fixed(.infinity)) else {
            return
        }
        #expect(isClose(model.residualVariance, 1.14174, 5e-6) && isClose(model.severityVariance, 0.21775, 1e-5))
        #expect(isClose(1 / model.lambda, 0.19072, 5e-6))
        for (paper, quality) in [(3, 7.154), (1, 7.154), (2, 6.952), (5, 6.863)] {
            #expect(isClose(model.qualities[paper - 1], quality, 5e-4))
        }
        func top(_ model: SeverityModel) -> Set<Int> {
            let scores = model.qualities.map { $0.map { Score(Rational(quantising: $0)) } }
            return Set(standings(of: scores).prefix(15).map { $0.entry + 1 })
        }
        #expect(top(means).subtracting(top(model)) == [14, 15] && top(model).subtracting(top(means)) == [23, 16])
    }

    /// Generalised least squares with the whole covariance matrix, the long way round.
    @Test func `standard errors are those of generalised least squares`() throws {
        let marks = [[5.0, 6, nil, 7], [3, nil, 4, 4], [nil, 8, 6, 9], [2, 3, 3, nil], [6, 7, nil, nil]]
        let observations = marks.enumerated().flatMap { entry, row in
            row.enumerated().compactMap { juror, value in
                value.map { Observation(entry: entry, juror: juror, value: $0) }
            }
        }
        let model = try SeverityModel(observations, entryCount: 5, jurorCount: 4, shrinkage: .fixed(2))
        let variance = try #require(model.residualVariance)
        // V = σ²(I + ZZᵀ/λ), Cov(q) = (XᵀV⁻¹X)⁻¹.
        let size = observations.count
        let v = (0..<size).map { row in
            (0..<size).map { column in
                variance * ((row == column ? 1 : 0) + (observations[row].juror == observations[column].juror ? 0.5 : 0))
            }
        }
        let inverse = inverted(v)
        var information = [[Double]](repeating: Array(repeating: 0, count: 5), count: 5)
        for row in 0..<size {
            for column in 0..<size {
                information[observations[row].entry][observations[column].entry] += inverse[row][column]
            }
        }
        let covariance = inverted(information)
        for entry in 0..<5 {
            #expect(isClose(model.qualityErrors[entry], covariance[entry][entry].squareRoot(), 1e-9))
        }
    }

    private func inverted(_ matrix: [[Double]]) -> [[Double]] {
        let size = matrix.count
        var rows = matrix.enumerated().map { place, row in row + (0..<size).map { $0 == place ? 1 : 0 } }
        for pivot in 0..<size {
            let best = (pivot..<size).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
            rows.swapAt(pivot, best)
            let scale = rows[pivot][pivot]
            rows[pivot] = rows[pivot].map { $0 / scale }
            for row in 0..<size where row != pivot {
                let factor = rows[row][pivot]
                for column in 0..<2 * size { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        return rows.map { Array($0[size...]) }
    }

    @Test func `a complete table gives means whatever λ is`() throws {
        var generator = SeededGenerator(seed: 3)
        let table = (0..<6).map { _ in (0..<5).map { _ in Int64?(Int64.random(in: 0...40, using: &generator)) } }
        let observations = try sheets(table).observations
        for lambda in [0, 0.1, 1, 30, .infinity] {
            let model = try SeverityModel(observations, entryCount: 6, jurorCount: 5, shrinkage: .fixed(lambda))
            for entry in 0..<6 {
                let mean = Double(table[entry].reduce(0) { $0 + ($1 ?? 0) }) / 5
                #expect(isClose(model.qualities[entry], mean, 1e-9))
            }
        }
    }

    @Test func `with growing λ qualities tend to means`() throws {
        let observations = try sheets([[1, 5, nil], [nil, 4, 9], [3, nil, 7], [8, 2, nil]]).observations
        let means = try SeverityModel(observations, entryCount: 4, jurorCount: 3, shrinkage: .fixed(.infinity))
        let model = try SeverityModel(observations, entryCount: 4, jurorCount: 3, shrinkage: .fixed(1e9))
        for (quality, mean) in zip(model.qualities, means.qualities) { #expect(isClose(quality, mean ?? 0, 1e-7)) }
    }

    @Test func `groups without a common juror are refused and named`() throws {
        let observations = try sheets([
            [5, 6, nil, nil], [4, nil, nil, nil], [nil, nil, 7, 8], [nil, nil, nil, nil],
        ]).observations
        #expect(throws: SeverityRefusal.disconnected(groups: [[0, 1], [2]])) {
            try SeverityModel(observations, entryCount: 4, jurorCount: 4)
        }
    }

    @Test func `two jurors or too few marks give means and no fit`() throws {
        let observations = try sheets([[5, 9], [4, nil], [7, 8]]).observations
        let model = try SeverityModel(observations, entryCount: 3, jurorCount: 2)
        #expect(model.lambda == .infinity && !model.isFitted && model.qualities == [7, 4, 7.5])
        let one = try SeverityModel(try sheets([[5], [4]]).observations, entryCount: 2, jurorCount: 1)
        #expect(one.qualities == [5, 4] && one.residualVariance == nil && one.qualityErrors == [nil, nil])
        #expect(one.reliability == nil)
    }

    @Test func `severities that made the marks are found again`() throws {
        var generator = SeededGenerator(seed: 5)
        func normal() -> Double {
            (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
        }
        let severity = (0..<8).map { _ in 1.5 * normal() }
        let observations = (0..<120).flatMap { entry -> [Observation] in
            let quality = 10 + 2 * normal()
            return Array(0..<8).shuffled(using: &generator).prefix(4).map { juror in
                Observation(entry: entry, juror: juror, value: quality + severity[juror] + 0.3 * normal())
            }
        }
        let model = try SeverityModel(observations, entryCount: 120, jurorCount: 8)
        #expect(model.isFitted && isClose(model.residualVariance, 0.09, 0.02))
        let mean = severity.reduce(0, +) / 8
        for juror in 0..<8 { #expect(isClose(model.severities[juror], severity[juror] - mean, 0.2)) }
        #expect((model.reliability ?? 0) > 0.9)
    }
}
