/// The equations of the severity model, arranged once and solved for any λ and any weights of jurors.
///
/// In the space of jurors: (D_J − NᵀD_I⁻¹N + λI)s = b with b_j = Σ (y_ij − ȳ_i); then q_i is the mean of y_ij − s_j.
struct SeveritySystem: Sendable {
    /// Marks of one entry, in the order of jurors.
    let entries: [[(juror: Int, value: Double)]]
    let jurorCount: Int

    init(_ observations: [Observation], entryCount: Int, jurorCount: Int) {
        var entries = [[(juror: Int, value: Double)]](repeating: [], count: entryCount)
        for observation in observations { entries[observation.entry].append((observation.juror, observation.value)) }
        self.entries = entries.map { $0.sorted { $0.juror < $1.juror } }
        self.jurorCount = jurorCount
    }

    /// About how many steps `qualities(lambda:counts:)` takes.
    var stepCount: Int {
        entries.reduce(jurorCount * jurorCount * jurorCount / 4) { $0 + $1.count * ($1.count + 4) }
    }

    /// S = D_J − NᵀD_I⁻¹N row by row, b, and yᵀMy: the squares of marks about the means of their entries.
    func normalEquations(weights: [Double]? = nil) -> (matrix: [Double], right: [Double], squares: Double) {
        var matrix = [Double](repeating: 0, count: jurorCount * jurorCount)
        var right = [Double](repeating: 0, count: jurorCount)
        var squares = 0.0
        func weight(_ juror: Int) -> Double { weights?[juror] ?? 1 }
        matrix.withUnsafeMutableBufferPointer { matrix in
            for marks in entries {
                let size = marks.reduce(0) { $0 + weight($1.juror) }
                guard size > 0 else { continue }
                let mean = marks.reduce(0) { $0 + weight($1.juror) * $1.value } / size
                for (juror, value) in marks {
                    let own = weight(juror)
                    guard own > 0 else { continue }
                    let difference = value - mean
                    right[juror] += own * difference
                    squares += own * difference * difference
                    matrix[juror * jurorCount + juror] += own
                    let share = own / size
                    for (other, _) in marks { matrix[juror * jurorCount + other] -= share * weight(other) }
                }
            }
        }
        return (matrix, right, squares)
    }

    /// S + λI, or, for λ = 0, S with the rule that severities sum to 0.
    func factor(_ matrix: [Double], lambda: Double, weights: [Double]? = nil) -> Cholesky? {
        var matrix = matrix
        if lambda > 0 {
            for juror in 0..<jurorCount {
                let weight = weights?[juror] ?? 1
                matrix[juror * jurorCount + juror] += weight > 0 ? lambda * weight : 1
            }
        } else {
            // A juror who marked nothing has severity 0; the rest sum to 0, by one equation more.
            let isActive = (0..<jurorCount).map { matrix[$0 * jurorCount + $0] > 0 }
            let share = 1 / Double(max(isActive.count { $0 }, 1))
            for row in 0..<jurorCount {
                for column in 0..<jurorCount where isActive[row] && isActive[column] {
                    matrix[row * jurorCount + column] += share
                }
                if !isActive[row] || weights?[row] == 0 { matrix[row * jurorCount + row] += 1 }
            }
        }
        return Cholesky(matrix, size: jurorCount)
    }

    /// q of each entry, given the severities; nil without marks.
    func qualities(_ severities: [Double], weights: [Double]? = nil) -> [Double?] {
        entries.map { marks in
            var (sum, size) = (0.0, 0.0)
            for (juror, value) in marks {
                let weight = weights?[juror] ?? 1
                sum += weight * (value - severities[juror])
                size += weight
            }
            return size > 0 ? sum / size : nil
        }
    }

    /// q of each entry when jurors count as many times as `counts` says.
    func qualities(lambda: Double, counts: [Int]? = nil) -> [Double?] {
        let weights = counts.map { $0.map(Double.init) }
        var severities = [Double](repeating: 0, count: jurorCount)
        if lambda.isFinite {
            let (matrix, right, _) = normalEquations(weights: weights)
            if let factor = factor(matrix, lambda: lambda, weights: weights) { severities = factor.solve(right) }
        }
        return qualities(severities, weights: weights)
    }
}
