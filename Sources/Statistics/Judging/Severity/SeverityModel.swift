import Foundation

/// Marks as quality of the entry plus severity of the juror: y_ij = q_i + s_j + e_ij, severities shrunk towards 0 by λ.
///
/// Minimises Σ (y − q − s)² + λ Σ s². With λ = σ_e² ÷ σ_s² this is the best linear predictor of the mixed model (Henderson
/// 1950); with λ = 0 the best linear unbiased estimator on a connected table (Gauss–Markov), with λ = ∞ the plain mean.
/// Used for juries by L. Kuhlisch et al., Metrika 79, 2016, and D. MacKay et al., Royal Society Open Science 4, 2017.
public struct SeverityModel: Equatable, Sendable {
    /// How strongly severities are drawn to 0.
    public enum Shrinkage: Equatable, Sendable {
        /// From the marks themselves, by restricted maximum likelihood; Patterson and Thompson, Biometrika 58, 1971.
        case restrictedLikelihood
        /// λ; 0 for fixed effects, infinity for means.
        case fixed(Double)
    }

    /// By entry, on the scale of marks; nil without marks.
    public let qualities: [Double?]
    /// Standard errors of the qualities, of a severity known no better than the model does. nil where the residual
    /// variance cannot be estimated.
    public let qualityErrors: [Double?]
    /// By juror: above 0 for the lenient. nil of a juror without marks.
    public let severities: [Double?]
    public let severityErrors: [Double?]
    /// Infinite when the marks show no severity or are too few to tell.
    public let lambda: Double
    /// Whether there were jurors and marks enough to estimate λ.
    public let isFitted: Bool
    /// σ_e²; nil without degrees of freedom.
    public let residualVariance: Double?
    /// Of the marks about q + s, without the penalty.
    public let residualSumOfSquares: Double
    /// What the sum of squares is divided by for fixed effects: marks less entries less jurors plus 1.
    public let degreesOfFreedom: Int
    let system: SeveritySystem

    /// σ_s²; 0 when λ is infinite, nil when λ is 0 or the residual variance is unknown.
    public var severityVariance: Double? {
        guard let residualVariance, lambda > 0 else { return nil }
        return residualVariance / lambda
    }

    public static func == (left: SeverityModel, right: SeverityModel) -> Bool {
        (left.qualities, left.severities, left.lambda) == (right.qualities, right.severities, right.lambda)
            && (left.qualityErrors, left.severityErrors) == (right.qualityErrors, right.severityErrors)
    }

    /// Throws when entries fall into groups that share no juror, since severity cannot be told from quality across them.
    public init(
        _ observations: [Observation], entryCount: Int, jurorCount: Int, shrinkage: Shrinkage = .restrictedLikelihood
    ) throws(SeverityRefusal) {
        let groups = connectedGroups(observations, entryCount: entryCount, jurorCount: jurorCount)
        guard groups.count <= 1 else { throw .disconnected(groups: groups) }
        let system = SeveritySystem(observations, entryCount: entryCount, jurorCount: jurorCount)
        let (matrix, right, squares) = system.normalEquations()
        let marked = system.entries.count { !$0.isEmpty }
        let isActive = (0..<jurorCount).map { matrix[$0 * jurorCount + $0] > 0 || right[$0] != 0 }
        var hasMarks = [Bool](repeating: false, count: jurorCount)
        for observation in observations { hasMarks[observation.juror] = true }
        let jurors = hasMarks.count { $0 }
        let freedom = observations.count - marked
        let isFitted = jurors >= 3 && freedom >= 3 && isActive.contains(true)

        let lambda: Double
        switch shrinkage {
        case .fixed(let given): lambda = given
        case .restrictedLikelihood where isFitted:
            lambda = 1 / RestrictedLikelihood(matrix, right, squares: squares, freedom: freedom).bestRatio
        case .restrictedLikelihood: lambda = .infinity
        }
        var severities = [Double](repeating: 0, count: jurorCount)
        let factor = lambda.isFinite ? system.factor(matrix, lambda: lambda) : nil
        if let factor { severities = factor.solve(right) }
        // yᵀMy − 2sᵀb + sᵀSs, without a second pass over the marks.
        var rest = squares
        for row in 0..<jurorCount {
            var product = 0.0
            for column in 0..<jurorCount { product += matrix[row * jurorCount + column] * severities[column] }
            rest += severities[row] * (product - 2 * right[row])
        }
        residualSumOfSquares = max(rest, 0)
        degreesOfFreedom = max(freedom - max(jurors - 1, 0), 0)
        let penalty = lambda.isFinite ? lambda * severities.reduce(0) { $0 + $1 * $1 } : 0
        let divisor = lambda == 0 ? degreesOfFreedom : freedom
        let variance = divisor > 0 ? (residualSumOfSquares + penalty) / Double(divisor) : nil

        var inverse = factor?.inverse() ?? []
        if lambda == 0, factor != nil {
            let active = (0..<jurorCount).filter { matrix[$0 * jurorCount + $0] > 0 }
            for row in active {
                for column in active { inverse[row * jurorCount + column] -= 1 / Double(active.count) }
            }
        }
        func covariance(_ row: Int, _ column: Int) -> Double {
            inverse.isEmpty ? 0 : inverse[row * jurorCount + column]
        }
        // The diagonal of σ²[D_I⁻¹ + D_I⁻¹N(S + λI)⁻¹NᵀD_I⁻¹].
        qualityErrors = system.entries.map { marks in
            guard let variance, !marks.isEmpty else { return nil }
            let size = Double(marks.count)
            var sum = 0.0
            for (row, _) in marks { for (column, _) in marks { sum += covariance(row, column) } }
            return max(variance * (1 / size + sum / (size * size)), 0).squareRoot()
        }
        severityErrors = (0..<jurorCount).map { juror in
            guard let variance, hasMarks[juror], !inverse.isEmpty else { return nil }
            return max(variance * covariance(juror, juror), 0).squareRoot()
        }
        qualities = system.qualities(severities)
        self.severities = severities.indices.map { hasMarks[$0] ? severities[$0] : nil }
        self.lambda = lambda
        self.isFitted = isFitted
        self.system = system
        residualVariance = variance
    }

    /// 1 − mean(SE²) ÷ variance of q: how much of the difference between entries is not chance. nil where it is not
    /// defined; it may be below 0.
    public var reliability: Double? {
        let errors = qualityErrors.compactMap { $0 }
        guard let variance = Moments(qualities.compactMap { $0 }).variance, variance > 0, !errors.isEmpty else {
            return nil
        }
        return 1 - errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count) / variance
    }
}

/// Why the model does not fit.
public enum SeverityRefusal: Error, Equatable, Sendable {
    /// Entries of each group have no juror in common with the others.
    case disconnected(groups: [[Int]])
}

/// Entries that hang together through common jurors; entries without marks are in no group.
public func connectedGroups(_ observations: [Observation], entryCount: Int, jurorCount: Int) -> [[Int]] {
    var parents = Array(0..<entryCount + jurorCount)
    func root(_ node: Int) -> Int {
        var node = node
        while parents[node] != node {
            parents[node] = parents[parents[node]]
            node = parents[node]
        }
        return node
    }
    var isMarked = [Bool](repeating: false, count: entryCount)
    for observation in observations {
        isMarked[observation.entry] = true
        let (first, second) = (root(observation.entry), root(entryCount + observation.juror))
        parents[max(first, second)] = min(first, second)
    }
    let groups = Dictionary(grouping: (0..<entryCount).filter { isMarked[$0] }, by: root)
    return groups.values.sorted { $0[0] < $1[0] }
}
