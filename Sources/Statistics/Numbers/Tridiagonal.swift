import Foundation

/// A symmetric matrix A turned to T = QᵀAQ of three diagonals, with Qᵀt beside it: after that, determinants and quadratic
/// forms of I + ρA cost a few operations a row whatever ρ.
///
/// Householder's reflections; G. Golub and C. Van Loan, "Matrix Computations", 4th ed., 8.3.1. Cost: 4/3 size³.
struct Tridiagonal {
    let diagonal: [Double]
    /// Beside the diagonal; one fewer.
    let beside: [Double]
    let vector: [Double]

    /// `matrix` is symmetric, row by row.
    init(_ matrix: [Double], _ vector: [Double]) {
        let size = vector.count
        var a = matrix
        var beside: [Double] = []
        var vector = vector
        var v = [Double](repeating: 0, count: size)
        var p = v
        for k in 0..<max(size - 2, 0) {
            let norm = (k + 1..<size).reduce(0.0) { $0 + a[$1 * size + k] * a[$1 * size + k] }.squareRoot()
            guard norm > 0 else {
                beside.append(0)
                continue
            }
            let first = a[(k + 1) * size + k]
            let turned = first > 0 ? -norm : norm
            for row in k + 1..<size { v[row] = a[row * size + k] }
            v[k + 1] -= turned
            let beta = 1 / (norm * (norm + first.magnitude))
            beside.append(turned)
            // A ← A − vwᵀ − wvᵀ with p = βAv and w = p − ½β(pᵀv)v.
            for row in k + 1..<size {
                var sum = 0.0
                for column in k + 1..<size { sum += a[row * size + column] * v[column] }
                p[row] = beta * sum
            }
            let half = beta / 2 * (k + 1..<size).reduce(0.0) { $0 + p[$1] * v[$1] }
            for row in k + 1..<size { p[row] -= half * v[row] }
            for row in k + 1..<size {
                for column in k + 1..<size { a[row * size + column] -= v[row] * p[column] + p[row] * v[column] }
            }
            let along = beta * (k + 1..<size).reduce(0.0) { $0 + vector[$1] * v[$1] }
            for row in k + 1..<size { vector[row] -= along * v[row] }
        }
        if size > 1 { beside.append(a[(size - 1) * size + size - 2]) }
        diagonal = (0..<size).map { a[$0 * size + $0] }
        (self.beside, self.vector) = (beside, vector)
    }

    /// ln det(I + ρA) and tᵀ(I + ρA)⁻¹t of a matrix A without negative eigenvalues, ρ ≥ 0.
    func determinantAndForm(ratio: Double) -> (logDeterminant: Double, form: Double) {
        var (logDeterminant, form) = (0.0, 0.0)
        var (pivot, solved) = (1.0, 0.0)
        for row in diagonal.indices {
            let joint = row > 0 ? ratio * beside[row - 1] / pivot : 0
            solved = vector[row] - joint * solved
            pivot = 1 + ratio * diagonal[row] - (row > 0 ? joint * ratio * beside[row - 1] : 0)
            logDeterminant += log(pivot)
            form += solved * solved / pivot
        }
        return (logDeterminant, form)
    }
}
