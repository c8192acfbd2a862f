import Foundation

/// The restricted log-likelihood of ρ = σ_s² ÷ σ_e², everything else maximised out.
///
/// With S = ZᵀMZ of eigenvalues d_k and t = ZᵀMy along its eigenvectors: RSS(ρ) = yᵀMy − Σ ρt_k² ÷ (1 + ρd_k) and
/// ℓ(ρ) = −½[Σ ln(1 + ρd_k) + f ln(RSS(ρ) ÷ f)], f marks less entries. Both sums are taken from three diagonals, which spares
/// the eigenvectors: Σ ρt_k² ÷ (1 + ρd_k) = ρ tᵀ(I + ρS)⁻¹t.
struct RestrictedLikelihood {
    private let system: Tridiagonal
    private let squares: Double
    private let freedom: Double

    init(_ matrix: [Double], _ right: [Double], squares: Double, freedom: Int) {
        system = Tridiagonal(matrix, right)
        self.squares = squares
        self.freedom = Double(freedom)
    }

    func value(at ratio: Double) -> Double {
        let (logDeterminant, form) = system.determinantAndForm(ratio: ratio)
        // Marks that the model explains whole leave nothing but rounding.
        let rest = max(squares - ratio * form, 1e-14 * squares)
        return -(logDeterminant + freedom * log(rest / freedom)) / 2
    }

    /// The ρ of the greatest likelihood: 0, or by golden section on ln ρ from −10 to 6.
    var bestRatio: Double {
        guard squares > 0 else { return 0 }
        let share = (5.0.squareRoot() - 1) / 2
        var (low, high) = (-10.0, 6.0)
        var (first, second) = (high - share * (high - low), low + share * (high - low))
        var (atFirst, atSecond) = (value(at: exp(first)), value(at: exp(second)))
        while high - low > 1e-9 {
            if atFirst >= atSecond {
                (high, second, atSecond) = (second, first, atFirst)
                first = high - share * (high - low)
                atFirst = value(at: exp(first))
            } else {
                (low, first, atFirst) = (first, second, atSecond)
                second = low + share * (high - low)
                atSecond = value(at: exp(second))
            }
        }
        // Near its top the likelihood is flat and the last digits are noise; six of them are the same on every machine.
        let ratio = exp(((low + high) / 2 * 1e6).rounded() / 1e6)
        return value(at: ratio) > value(at: 0) ? ratio : 0
    }
}
