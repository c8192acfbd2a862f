import Foundation

/// Difficulties and slopes of items, by which a person of ability θ answers rightly with the probability
/// 1 ÷ (1 + exp(−a(θ − b))), abilities being standard normal.
///
/// Marginal maximum likelihood by EM: R. D. Bock and M. Aitkin, Psychometrika 46, 1981.
public struct LogisticModel: Equatable, Sendable {
    /// What is known of the slopes beforehand.
    public enum Slopes: Equatable, Sendable {
        /// All are this: Rasch's model when 1.
        case fixed(Double)
        /// All are equal.
        case common
        /// Each item has its own: Birnbaum's two-parameter model. Worth it from `leastForOwnSlopes` people on.
        case own
    }

    /// Fewer people do not bear a slope for each item.
    public static let leastForOwnSlopes = 250
    public static let leastPeople = 30

    public var slopes: [Double]
    /// On the scale of the ability; ±∞ when nobody or everybody answered rightly.
    public var difficulties: [Double]
    public var logLikelihood: Double
    public var hasConverged: Bool

    let quadrature: NormalQuadrature

    /// Fits the model; nil when there are no people or no item of any information.
    public init?(
        _ data: ResponsePatterns, slopes kind: Slopes, quadrature: NormalQuadrature = NormalQuadrature(),
        tolerance: Double = 1e-9, rounds: Int = 2_000
    ) {
        let people = data.count
        let right = data.rightCounts
        let useful = right.indices.filter { right[$0] > 0 && right[$0] < people }
        guard people > 0, !useful.isEmpty else { return nil }
        var fit = Fit(data, useful, kind, quadrature)
        var before = -Double.infinity
        var round = 0
        repeat {
            let likelihood = fit.expect()
            let gain = likelihood - before
            before = likelihood
            if gain.magnitude < tolerance { break }
            fit.maximise()
            round += 1
        } while round < rounds

        self.quadrature = quadrature
        hasConverged = round < rounds
        logLikelihood = before
        slopes = Array(repeating: 1, count: data.itemCount)
        difficulties = right.map { $0 == 0 ? .infinity : -.infinity }
        for (order, place) in useful.enumerated() {
            slopes[place] = fit.slope[order]
            difficulties[place] = -fit.easiness[order] / fit.slope[order]
        }
    }

    /// What a person's answers say of their ability: the mean of what is likely and its standard error.
    /// R. D. Bock and R. Mislevy, Applied Psychological Measurement 6, 1982 (EAP).
    public func ability(of answers: [UInt8]) -> (estimate: Double, error: Double) {
        let logs = quadrature.points.indices.map { node in
            log(quadrature.weights[node])
                + slopes.indices.reduce(0.0) { sum, item in
                    guard difficulties[item].isFinite else { return sum }
                    let z = slopes[item] * (quadrature.points[node] - difficulties[item])
                    return sum - softplus(answers[item] == 1 ? -z : z)
                }
        }
        let whole = logSum(logs)
        let shares = logs.map { exp($0 - whole) }
        let mean = zip(shares, quadrature.points).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = zip(shares, quadrature.points).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
        return (mean, variance.squareRoot())
    }
}

/// One fit under way. An item's log odds at node q are easiness + slope·θ_q.
private struct Fit {
    let data: ResponsePatterns
    let useful: [Int]
    let kind: LogisticModel.Slopes
    let quadrature: NormalQuadrature
    var easiness: [Double]
    var slope: [Double]
    /// How many people of each node's ability there are, and how many of them answered each item rightly: a row of nodes
    /// for each item.
    var people: [Double] = []
    var right: [Double] = []
    /// The items each sheet has right, one sheet after another.
    private let rightItems: [Int]

    init(_ data: ResponsePatterns, _ useful: [Int], _ kind: LogisticModel.Slopes, _ quadrature: NormalQuadrature) {
        (self.data, self.useful, self.kind, self.quadrature) = (data, useful, kind, quadrature)
        rightItems = data.patterns.flatMap { answers, _ in useful.indices.filter { answers[useful[$0]] == 1 } }
        let (count, rights) = (Double(data.count), data.rightCounts)
        easiness = useful.map { log(Double(rights[$0]) / (count - Double(rights[$0]))) }
        if case .fixed(let value) = kind {
            slope = useful.map { _ in value }
        } else {
            slope = useful.map { _ in 1 }
        }
    }

    /// Spreads the people over the nodes by what they answered; answers the logarithm of the likelihood.
    ///
    /// Nearly all the time of a fit is spent here, so the rows lie in one piece and are walked without checks: thousands of
    /// sheets, dozens of rounds.
    mutating func expect() -> Double {
        let nodes = quadrature.points.count
        // Log odds are added for right answers; wrong ones are counted once in `base`.
        var odds = [Double](repeating: 0, count: useful.count * nodes)
        var base = quadrature.weights.map { log($0) }
        for item in useful.indices {
            for node in 0..<nodes {
                odds[item * nodes + node] = easiness[item] + slope[item] * quadrature.points[node]
                base[node] -= softplus(odds[item * nodes + node])
            }
        }
        var (people, right) = ([Double](repeating: 0, count: nodes), [Double](repeating: 0, count: odds.count))
        var likelihood = 0.0
        var logs = base
        odds.withUnsafeBufferPointer { odds in
            logs.withUnsafeMutableBufferPointer { logs in
                people.withUnsafeMutableBufferPointer { people in
                    right.withUnsafeMutableBufferPointer { right in
                        var place = 0
                        for (answers, count) in data.patterns {
                            let score = useful.count { answers[$0] == 1 }
                            let items = rightItems[place..<(place + score)]
                            place += score
                            for node in 0..<nodes { logs[node] = base[node] }
                            for item in items {
                                for node in 0..<nodes { logs[node] += odds[item &* nodes &+ node] }
                            }
                            // ln Σ eˣ, the powers kept: they are the shares, but for their sum.
                            let largest = logs.max() ?? 0
                            var sum = 0.0
                            for node in 0..<nodes {
                                logs[node] = exp(logs[node] - largest)
                                sum += logs[node]
                            }
                            likelihood += Double(count) * (largest + log(sum))
                            let scale = Double(count) / sum
                            for node in 0..<nodes {
                                logs[node] *= scale
                                people[node] += logs[node]
                            }
                            for item in items {
                                for node in 0..<nodes { right[item &* nodes &+ node] += logs[node] }
                            }
                        }
                    }
                }
            }
        }
        (self.people, self.right) = (people, right)
        return likelihood
    }

    /// Newton steps on each item's expected likelihood, and on the slope that all share.
    mutating func maximise() {
        for _ in 0..<20 {
            var shared = (gradient: 0.0, curvature: 0.0)
            var largest = 0.0
            for item in useful.indices {
                var (g0, g1, h00, h01, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
                for node in people.indices {
                    let theta = quadrature.points[node]
                    let p = logistic(easiness[item] + slope[item] * theta)
                    let residual = right[item * people.count + node] - people[node] * p
                    let weight = people[node] * p * (1 - p)
                    g0 += residual
                    g1 += residual * theta
                    h00 += weight
                    h01 += weight * theta
                    h11 += weight * theta * theta
                }
                switch kind {
                case .own:
                    let determinant = h00 * h11 - h01 * h01
                    guard determinant > 1e-12 else { continue }
                    let (first, second) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant)
                    easiness[item] += bounded(first)
                    slope[item] += bounded(second)
                    largest = max(largest, abs(first), abs(second))
                case .common, .fixed:
                    let step = g0 / max(h00, 1e-12)
                    easiness[item] += bounded(step)
                    largest = max(largest, abs(step))
                    shared.gradient += g1
                    shared.curvature += h11 - h01 * h01 / max(h00, 1e-12)
                }
            }
            if kind == .common {
                let step = shared.gradient / max(shared.curvature, 1e-12)
                slope = slope.map { $0 + bounded(step) }
                largest = max(largest, abs(step))
            }
            if largest < 1e-10 { break }
        }
    }

    private func bounded(_ step: Double) -> Double { min(max(step, -1), 1) }
}
