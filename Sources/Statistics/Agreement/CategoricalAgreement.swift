/// Agreement on categories beyond chance, (p_a − p_e) ÷ (1 − p_e), by what is taken for chance; missing ratings allowed.
///
/// K. Gwet, "Handbook of Inter-Rater Reliability", 4th ed., 2014, chapters 2–5. Of two raters `fleiss` is Scott's π and
/// `conger` is Cohen's κ. nil where chance alone would agree always.
public struct CategoricalAgreement: Equatable, Sendable {
    /// How much two different categories still agree; equal ones agree wholly.
    public enum Weights: Equatable, Sendable {
        /// Not at all.
        case identity
        /// By how many ranks lie between, 1 − C(|k − l| + 1, 2) ÷ C(q, 2).
        case ordinal
        /// By the difference of the numbers, 1 − (x_k − x_l)² ÷ (x_max − x_min)².
        case quadratic
    }

    /// p_a: the share of pairs of raters that agree, averaged over units of two ratings and more.
    public let observed: Double
    /// J. Fleiss, Psychological Bulletin 76, 1971.
    public let fleiss: Double?
    /// A. Conger, Psychological Bulletin 88, 1980.
    public let conger: Double?
    /// R. Brennan and D. Prediger, Educational and Psychological Measurement 41, 1981.
    public let brennanPrediger: Double?
    /// Gwet's AC1, with weights AC2; British Journal of Mathematical and Statistical Psychology 61, 2008.
    public let gwet: Double?
    public let categoryCount: Int

    /// nil when no unit has two ratings.
    public init?(_ table: RatingTable, weights: Weights = .identity) {
        let categories = table.categories
        let q = categories.count
        let numbers = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
        func weight(_ first: Int, _ second: Int) -> Double {
            guard first != second else { return 1 }
            switch weights {
            case .identity: return 0
            case .ordinal:
                let distance = (first - second).magnitude
                return 1 - Double(distance * (distance + 1)) / Double(q * (q - 1))
            case .quadratic:
                let share = (categories[first] - categories[second]) / (categories[q - 1] - categories[0])
                return 1 - share * share
            }
        }
        let rated = table.units.map { $0.map { $0.flatMap { numbers[$0] } } }.filter { $0.contains { $0 != nil } }
        var (agreement, pairs) = (0.0, 0)
        var shares = [Double](repeating: 0, count: q)
        for unit in rated {
            var counts = [Double](repeating: 0, count: q)
            for category in unit { if let category { counts[category] += 1 } }
            let size = counts.reduce(0, +)
            for category in 0..<q { shares[category] += counts[category] / size / Double(rated.count) }
            guard size > 1 else { continue }
            pairs += 1
            let present = (0..<q).filter { counts[$0] > 0 }
            var sum = 0.0
            for first in present {
                let weighted = present.reduce(0.0) { $0 + weight(first, $1) * counts[$1] }
                sum += counts[first] * (weighted - 1)
            }
            agreement += sum / (size * (size - 1))
        }
        guard pairs > 0 else { return nil }
        let observed = agreement / Double(pairs)
        func beyond(_ chance: Double) -> Double? { chance < 1 - 1e-12 ? (observed - chance) / (1 - chance) : nil }

        var (all, byShares) = (0.0, 0.0)
        for first in 0..<q {
            for second in 0..<q {
                all += weight(first, second)
                byShares += weight(first, second) * shares[first] * shares[second]
            }
        }
        let spread = shares.reduce(0) { $0 + $1 * (1 - $1) }
        self.observed = observed
        fleiss = beyond(byShares)
        brennanPrediger = q > 1 ? beyond(all / Double(q * q)) : nil
        gwet = q > 1 ? beyond(all / Double(q * (q - 1)) * spread) : nil
        conger = Self.congerChance(rated, q, weight).flatMap(beyond)
        categoryCount = q
    }

    /// Σ w_kl (p̄_k p̄_l − s²_kl ÷ r) of the raters' own distributions; nil with fewer than two of them.
    private static func congerChance(
        _ rated: [[Int?]], _ q: Int, _ weight: (Int, Int) -> Double
    ) -> Double? {
        let raters = (rated.first?.indices ?? 0..<0).compactMap { rater -> [Double]? in
            var counts = [Double](repeating: 0, count: q)
            for unit in rated { if let category = unit[rater] { counts[category] += 1 } }
            let size = counts.reduce(0, +)
            return size > 0 ? counts.map { $0 / size } : nil
        }
        let r = Double(raters.count)
        guard raters.count > 1 else { return nil }
        let means = (0..<q).map { category in raters.reduce(0) { $0 + $1[category] } / r }
        var chance = 0.0
        for first in 0..<q {
            for second in 0..<q {
                let product = means[first] * means[second]
                let sum = raters.reduce(0) { $0 + $1[first] * $1[second] }
                chance += weight(first, second) * (product - (sum - r * product) / ((r - 1) * r))
            }
        }
        return chance
    }
}
