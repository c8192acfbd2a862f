import Foundation

/// Difficulties of items by Rasch's model that ask nothing of how abilities are spread: given how many answers were
/// right, which ones they were depends on the items alone.
///
/// Conditional maximum likelihood: G. Rasch, 1960; E. B. Andersen, Journal of the Royal Statistical Society B 34, 1972.
/// The elementary symmetric functions by the summation algorithm, which only adds: G. Fischer, 1974.
public struct ConditionalRasch: Equatable, Sendable {
    /// In logits, their sum 0; nil for an item that nobody or everybody answered rightly.
    public var difficulties: [Double?]
    /// Standard errors of the difficulties.
    public var errors: [Double?]
    /// Mean squares of the standardised residuals, weighted by information, about 1; nil where no difficulty is.
    public var infits: [Double?]
    /// The same unweighted: moved by a few surprising answers.
    public var outfits: [Double?]
    public var conditionalLogLikelihood: Double

    /// nil when fewer than two items tell anything, or nobody has some right and some wrong.
    public init?(_ data: ResponsePatterns, rounds: Int = 100) {
        let right = data.rightCounts
        let useful = right.indices.filter { right[$0] > 0 && right[$0] < data.count }
        let k = useful.count
        var scores = [Int](repeating: 0, count: k + 1)
        var rights = [Double](repeating: 0, count: k)
        for (answers, count) in data.patterns {
            let score = useful.count { answers[$0] == 1 }
            guard score > 0, score < k else { continue }
            scores[score] += count
            for (order, place) in useful.enumerated() where answers[place] == 1 { rights[order] += Double(count) }
        }
        guard k > 1, scores.contains(where: { $0 > 0 }) else { return nil }

        var easiness = [Double](repeating: 0, count: k)
        var variances = [Double](repeating: 1, count: k)
        var likelihood = -Double.infinity
        for _ in 0..<rounds {
            let expected = SymmetricFunctions(easiness.map { exp($0) })
            var gradient = rights
            var information = Matrix(k)
            likelihood = zip(rights, easiness).reduce(0) { $0 + $1.0 * $1.1 }
            for score in 1..<k where scores[score] > 0 {
                let weight = Double(scores[score])
                likelihood -= weight * expected.logarithm(score)
                let shares = (0..<k).map { expected.share(of: $0, at: score) }
                for row in 0..<k {
                    gradient[row] -= weight * shares[row]
                    for column in 0...row {
                        let both = row == column ? shares[row] : expected.share(of: row, and: column, at: score)
                        information.add(weight * (both - shares[row] * shares[column]), row, column)
                    }
                }
            }
            // The sum is free: one more equation keeps it at nought.
            for row in 0..<k { for column in 0...row { information.add(1, row, column) } }
            guard let solution = information.solve(gradient) else { break }
            for place in 0..<k { easiness[place] += min(max(solution.steps[place], -1), 1) }
            variances = solution.diagonal.map { $0 - 1 / Double(k * k) }
            if solution.steps.allSatisfy({ abs($0) < 1e-11 }) { break }
        }
        let mean = easiness.reduce(0, +) / Double(k)
        let fit = Self.fit(data, useful, SymmetricFunctions(easiness.map { exp($0) }))
        func whole<Value>(_ values: [Value]) -> [Value?] {
            var all = [Value?](repeating: nil, count: data.itemCount)
            for (order, place) in useful.enumerated() { all[place] = values[order] }
            return all
        }
        difficulties = whole(easiness.map { mean - $0 })
        errors = whole(variances.map { max($0, 0).squareRoot() })
        infits = whole(fit.map(\.infit))
        outfits = whole(fit.map(\.outfit))
        conditionalLogLikelihood = likelihood
    }

    /// Mean squares by what is expected given how many answers were right, so that no ability has to be estimated and 1 is
    /// what to expect of a short test too. K. B. Christensen and S. Kreiner in "Rasch models in health", 2013, ch. 5.
    private static func fit(
        _ data: ResponsePatterns, _ useful: [Int], _ expected: SymmetricFunctions
    ) -> [(infit: Double, outfit: Double)] {
        let k = useful.count
        var squares = [(weighted: Double, information: Double, plain: Double, count: Double)](
            repeating: (0, 0, 0, 0), count: k)
        for (answers, count) in data.patterns {
            let score = useful.count { answers[$0] == 1 }
            guard score > 0, score < k else { continue }
            for (order, place) in useful.enumerated() {
                let share = expected.share(of: order, at: score)
                let residual = Double(answers[place]) - share
                let (variance, weight) = (share * (1 - share), Double(count))
                squares[order].weighted += weight * residual * residual
                squares[order].information += weight * variance
                squares[order].plain += weight * residual * residual / variance
                squares[order].count += weight
            }
        }
        return squares.map { ($0.weighted / $0.information, $0.plain / $0.count) }
    }
}

/// Elementary symmetric functions γ of the items' odds ε, and of all items but one or two.
struct SymmetricFunctions {
    /// ε divided by their geometric mean, so that γ keep within the range of a Double.
    private let odds: [Double]
    private let logScale: Double
    private let all: [Double]
    private let without: [[Double]]
    /// By the larger index × the number of items + the smaller.
    private let withoutBoth: [[Double]]

    init(_ odds: [Double]) {
        logScale = odds.reduce(0) { $0 + log($1) } / Double(odds.count)
        let scale = exp(logScale)
        let scaled = odds.map { $0 / scale }
        self.odds = scaled
        all = Self.functions(scaled)
        func functions(leaving left: Set<Int>) -> [Double] {
            Self.functions(scaled.indices.filter { !left.contains($0) }.map { scaled[$0] })
        }
        without = scaled.indices.map { functions(leaving: [$0]) }
        withoutBoth = scaled.indices.flatMap { item in
            scaled.indices.map { other in other < item ? functions(leaving: [item, other]) : [] }
        }
    }

    /// γ₀…γₙ by adding one item after another.
    static func functions(_ odds: [Double]) -> [Double] {
        var gamma = [1.0] + [Double](repeating: 0, count: odds.count)
        for (count, value) in odds.enumerated() {
            for order in stride(from: count + 1, through: 1, by: -1) { gamma[order] += value * gamma[order - 1] }
        }
        return gamma
    }

    func logarithm(_ score: Int) -> Double { log(all[score]) + Double(score) * logScale }

    /// The chance that the item is right, given `score` right answers.
    func share(of item: Int, at score: Int) -> Double { odds[item] * without[item][score - 1] / all[score] }

    /// The chance that both are.
    func share(of item: Int, and other: Int, at score: Int) -> Double {
        guard score > 1 else { return 0 }
        let pair = withoutBoth[item * odds.count + other]
        return odds[item] * odds[other] * pair[score - 2] / all[score]
    }
}

/// A symmetric positive matrix, its lower half stored.
struct Matrix {
    private let size: Int
    private var values: [Double]

    init(_ size: Int) {
        self.size = size
        values = Array(repeating: 0, count: size * size)
    }

    mutating func add(_ value: Double, _ row: Int, _ column: Int) { values[row * size + column] += value }

    /// x of Ax = b, and the diagonal of A⁻¹. nil when A is not positive.
    func solve(_ right: [Double]) -> (steps: [Double], diagonal: [Double])? {
        guard let lower = Cholesky(values, size: size) else { return nil }
        let inverse = lower.inverse()
        return (lower.solve(right), (0..<size).map { inverse[$0 * size + $0] })
    }
}
