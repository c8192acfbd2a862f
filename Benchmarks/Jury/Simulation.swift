import Foundation
import Statistics

/// A jury of 9 marks 43 entries, 3 marks each, in half points of 0 to 10: how near each method comes to the true order.
///
/// Qualities have mean 6 and deviation 1.25, a mark's own error deviation 1. The seed is fixed, and so is the table.
enum Simulation: String, CaseIterable {
    case severity = "severity sd 0.8"
    case noSeverity = "no severity"
    case slightSeverity = "severity 0.3"
    case selection = "strong selection"
    case spread = "severity + different spread"

    static let methods = ["mean", "median", "z-score", "fixed LS", "E (REML)"]
    private static let (entryCount, jurorCount, perEntry, finalists) = (43, 9, 3, 13)

    struct Table: Encodable {
        var name: String
        /// By method: Kendall's τ with the truth, and the share of the true best 13 among those the method puts there.
        var tau: [String: Double]
        var hits: [String: Double]
    }

    func table(runs: Int) throws -> Table {
        var generator = PCG32(seed: 2013, stream: UInt64(Self.allCases.firstIndex(of: self) ?? 0))
        var sums = [(tau: Double, hits: Double)](repeating: (0, 0), count: Self.methods.count)
        for run in 0..<runs {
            let (truth, observations) = try sample(run, &generator)
            for (place, estimate) in try estimates(observations).enumerated() {
                sums[place].tau += Self.tau(truth, estimate)
                sums[place].hits += Self.hits(truth, estimate)
            }
        }
        func means(_ value: (Int) -> Double) -> [String: Double] {
            Dictionary(uniqueKeysWithValues: Self.methods.enumerated().map { ($1, value($0) / Double(runs)) })
        }
        return Table(name: rawValue, tau: means { sums[$0].tau }, hits: means { sums[$0].hits })
    }

    private func sample(_ run: Int, _ generator: inout PCG32) throws -> (truth: [Double], [Observation]) {
        let truth = (0..<Self.entryCount).map { _ in 6 + 1.25 * normal(&generator) }
        let deviation = self == .noSeverity ? 0 : self == .slightSeverity ? 0.3 : 0.8
        let severity = (0..<Self.jurorCount).map { _ in deviation * normal(&generator) }
        let spread = (0..<Self.jurorCount).map { _ in self == .spread ? exp(0.25 * normal(&generator)) : 1 }
        let panels = self == .selection ? strata(truth, &generator) : try drawn(seed: UInt64(run))
        let observations = panels.enumerated().flatMap { entry, jurors in
            jurors.map { juror in
                let mark = 6 + spread[juror] * (truth[entry] - 6) + severity[juror] + normal(&generator)
                return Observation(entry: entry, juror: juror, value: min(max((2 * mark).rounded() / 2, 0), 10))
            }
        }
        return (truth, observations)
    }

    private func drawn(seed: UInt64) throws -> [[Int]] {
        let terms = AssignmentTerms(
            perEntry: Self.perEntry, capacities: Array(repeating: nil, count: Self.jurorCount),
            pairings: Array(
                repeating: Array(repeating: .allowed(cost: 0), count: Self.jurorCount), count: Self.entryCount))
        return try JuryAssignment(terms, seed: seed).jurors
    }

    /// The best third of entries goes to one third of the jurors, but for one mark in twelve.
    private func strata(_ truth: [Double], _ generator: inout PCG32) -> [[Int]] {
        var panels = [[Int]](repeating: [], count: Self.entryCount)
        let order = truth.indices.sorted { truth[$0] < truth[$1] }
        for (place, entry) in order.enumerated() {
            let stratum = place * 3 / Self.entryCount
            var panel = (3 * stratum..<3 * stratum + 3).map { $0 }
            if generator.next(below: 4) == 0 {
                let others = (0..<Self.jurorCount).filter { !panel.contains($0) }
                panel[generator.next(below: 3)] = others[generator.next(below: others.count)]
            }
            panels[entry] = panel
        }
        return panels
    }

    private func estimates(_ observations: [Observation]) throws -> [[Double]] {
        func model(_ values: [Observation], _ shrinkage: SeverityModel.Shrinkage) throws -> [Double] {
            try SeverityModel(
                values, entryCount: Self.entryCount, jurorCount: Self.jurorCount, shrinkage: shrinkage
            ).qualities.map { $0 ?? 0 }
        }
        let byEntry = Dictionary(grouping: observations, by: \.entry)
        let medians = (0..<Self.entryCount).map { median((byEntry[$0] ?? []).map(\.value)) ?? 0 }
        return [
            try model(observations, .fixed(.infinity)), medians,
            try model(standardised(observations), .fixed(.infinity)), try model(observations, .fixed(0)),
            try model(observations, .restrictedLikelihood),
        ]
    }

    private func standardised(_ observations: [Observation]) -> [Observation] {
        let moments = Dictionary(grouping: observations, by: \.juror).mapValues { Moments($0.map(\.value)) }
        return observations.map { observation in
            var observation = observation
            let juror = moments[observation.juror] ?? Moments()
            observation.value = (observation.value - juror.mean) / max(juror.deviation ?? 1, 1e-9)
            return observation
        }
    }

    /// Kendall's τ-b.
    private static func tau(_ truth: [Double], _ estimate: [Double]) -> Double {
        var (sum, untied, all) = (0, 0, 0)
        for first in truth.indices {
            for second in first + 1..<max(truth.count, first + 1) {
                let difference = estimate[first] - estimate[second]
                all += 1
                // What differs by rounding only is tied.
                guard difference.magnitude > 1e-9 else { continue }
                untied += 1
                sum += (difference > 0) == (truth[first] > truth[second]) ? 1 : -1
            }
        }
        return Double(sum) / (Double(untied) * Double(all)).squareRoot()
    }

    private static func hits(_ truth: [Double], _ estimate: [Double]) -> Double {
        func best(_ values: [Double]) -> Set<Int> {
            Set(values.indices.sorted { (values[$1], $0) < (values[$0], $1) }.prefix(finalists))
        }
        return Double(best(truth).intersection(best(estimate)).count) / Double(finalists)
    }

    /// G. Box and M. Muller, Annals of Mathematical Statistics 29, 1958.
    private func normal(_ generator: inout PCG32) -> Double {
        let radius = (-2 * log(1 - generator.nextUniform())).squareRoot()
        return radius * cos(2 * .pi * generator.nextUniform())
    }
}
