import Archives
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct ResponseModelTests {
    private let lawSchool: ResponsePatterns? = {
        guard let folder = fixtures("psychometrics"),
            let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + "/lsat.csv")),
            let rows = try? CSV(Array(bytes)).rows.dropFirst()
        else { return nil }
        return ResponsePatterns(itemCount: 5, rows: rows.map { $0.cells.map { UInt8($0) ?? 0 } })
    }()

    private func isClose(_ value: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
        value.map { abs($0 - expected) <= tolerance } ?? false
    }

    /// D. Rizopoulos, Journal of Statistical Software 17 (5), 2006.
    @Test(arguments: [
        (LogisticModel.Slopes.fixed(1), -2473.054, 1.0, [-2.8720, -1.0630, -0.2576, -1.3881, -2.2188]),
        (LogisticModel.Slopes.common, -2466.938, 0.7551, [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802]),
    ])
    func `difficulties are those published`(
        slopes: LogisticModel.Slopes, likelihood: Double, slope: Double, difficulties: [Double]
    ) throws {
        guard let lawSchool else { return }
        let model = try #require(LogisticModel(lawSchool, slopes: slopes))
        #expect(model.hasConverged && isClose(model.logLikelihood, likelihood, 6e-4))
        for place in 0..<5 {
            #expect(isClose(model.slopes[place], slope, 3e-4))
            #expect(isClose(model.difficulties[place], difficulties[place], 2e-3), "\(model.difficulties)")
        }
    }

    @Test func `a slope for each item fits as is published`() throws {
        guard let lawSchool else { return }
        let model = try #require(LogisticModel(lawSchool, slopes: .own))
        #expect(model.hasConverged && isClose(model.logLikelihood, -2466.653, 6e-4), "\(model.logLikelihood)")
    }

    @Test func `conditional difficulties differ from marginal ones by their origin alone, nearly`() throws {
        guard let lawSchool else { return }
        let model = try #require(ConditionalRasch(lawSchool))
        let marginal = try #require(LogisticModel(lawSchool, slopes: .common))
        let logits = marginal.difficulties.map { $0 * marginal.slopes[0] }
        let mean = logits.reduce(0, +) / 5
        for place in 0..<5 {
            #expect(isClose(model.difficulties[place], logits[place] - mean, 0.02))
            #expect(isClose(model.infits[place], 1, 0.1) && isClose(model.outfits[place], 1, 0.15))
            #expect(try #require(model.errors[place]) < 0.15)
        }
        #expect(isClose(model.difficulties.reduce(0) { $0 + ($1 ?? 0) }, 0, 1e-9))
    }

    @Test func `difficulties that made the answers are found again`() throws {
        var generator = SeededGenerator(seed: 7)
        let truth = (0..<20).map { -2 + 4 * Double($0) / 19 }
        let rows = (0..<4_000).map { _ -> [UInt8] in
            // A normal ability of twelve even numbers.
            let ability = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
            return truth.map { Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp($0 - ability)) ? 1 : 0 }
        }
        let data = ResponsePatterns(itemCount: 20, rows: rows)
        let conditional = try #require(ConditionalRasch(data))
        let marginal = try #require(LogisticModel(data, slopes: .fixed(1), tolerance: 1e-6))
        for place in truth.indices {
            #expect(isClose(conditional.difficulties[place], truth[place], 0.2))
            #expect(isClose(marginal.difficulties[place], truth[place], 0.2))
        }
        let (worst, best) = (
            marginal.ability(of: Array(repeating: 0, count: 20)), marginal.ability(of: Array(repeating: 1, count: 20))
        )
        #expect(worst.estimate < -1.5 && best.estimate > 1.5 && isClose(worst.estimate, -best.estimate, 0.1))
    }

    @Test func `answers that tell nothing make no model`() {
        let same = ResponsePatterns(itemCount: 2, rows: [[1, 0], [1, 0]])
        #expect(LogisticModel(same, slopes: .common) == nil && ConditionalRasch(same) == nil)
        let one = ResponsePatterns(itemCount: 3, rows: [[1, 0, 1], [1, 1, 0], [1, 1, 0]])
        #expect(ConditionalRasch(one)?.difficulties[0] == nil)
    }

    @Test(arguments: [2, 5, 20, 41, 60])
    func `a quadrature has the moments of the normal distribution`(count: Int) {
        let nodes = NormalQuadrature(count: count)
        func moment(_ order: Int) -> Double {
            zip(nodes.points, nodes.weights).reduce(0) { $0 + pow($1.0, Double(order)) * $1.1 }
        }
        #expect(isClose(moment(0), 1, 1e-12) && isClose(moment(1), 0, 1e-12) && isClose(moment(2), 1, 1e-11))
        if count > 2 { #expect(isClose(moment(4), 3, 1e-10)) }
    }
}
