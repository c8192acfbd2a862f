/// The lower triangle L of A = LLᵀ, for solving with a symmetric positive matrix many times.
struct Cholesky {
    private let size: Int
    private let lower: [Double]

    /// Takes the lower half of `matrix`, row by row, `size` × `size`; nil when it is not positive. Cost: size³ ÷ 6.
    init?(_ matrix: [Double], size: Int) {
        var lower = matrix
        let isPositive = lower.withUnsafeMutableBufferPointer { lower in
            for row in 0..<size {
                for column in 0...row {
                    var sum = lower[row * size + column]
                    for place in 0..<column { sum -= lower[row * size + place] * lower[column * size + place] }
                    if row > column {
                        lower[row * size + column] = sum / lower[column * size + column]
                    } else {
                        // A pivot that is nought but for rounding would make any answer.
                        guard sum > 1e-12 * matrix[row * size + row].magnitude, sum > 0 else { return false }
                        lower[row * size + row] = sum.squareRoot()
                    }
                }
            }
            return true
        }
        guard isPositive else { return nil }
        self.size = size
        self.lower = lower
    }

    /// x of Ax = b.
    func solve(_ right: [Double]) -> [Double] {
        var x = right
        for row in 0..<size {
            for column in 0..<row { x[row] -= lower[row * size + column] * x[column] }
            x[row] /= lower[row * size + row]
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for column in row + 1..<max(size, row + 1) { x[row] -= lower[column * size + row] * x[column] }
            x[row] /= lower[row * size + row]
        }
        return x
    }

    /// A⁻¹, row by row.
    func inverse() -> [Double] {
        var inverse = [Double](repeating: 0, count: size * size)
        for column in 0..<size {
            var unit = [Double](repeating: 0, count: size)
            unit[column] = 1
            for (row, value) in solve(unit).enumerated() { inverse[row * size + column] = value }
        }
        return inverse
    }
}
