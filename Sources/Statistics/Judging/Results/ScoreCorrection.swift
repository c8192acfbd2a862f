/// What a regulation does to scores once the sheets have given them: a score that an appeal set, points brought from
/// earlier stages. The total is score × share + bonus, rounded where the scores are.
public struct ScoreCorrection: Equatable, Sendable {
    /// What the score counts in the total; 1 when nothing is brought along.
    public var share: Rational
    /// By entry, what is added to the share; empty for nothing.
    public var bonuses: [Rational]
    /// Scores that stand whatever the sheets say.
    public var fixed: [Int: Rational]

    public init(share: Rational = Rational(1), bonuses: [Rational] = [], fixed: [Int: Rational] = [:]) {
        (self.share, self.bonuses, self.fixed) = (share, bonuses, fixed)
    }

    public static let none = ScoreCorrection()

    /// Entries without a score stay without.
    func applied(to scores: [Score?], rounding: Rounding) -> [Score?] {
        guard self != .none else { return scores }
        return scores.enumerated().map { entry, score in
            guard let given = score else { return nil }
            let score = fixed[entry].map { Score($0) } ?? given
            guard !bonuses.isEmpty else { return score }
            let total = score.value * share + bonuses[entry]
            switch rounding {
            case .none: return Score(total, votes: score.votes)
            case .total(let places), .product(let places):
                return Score(total.rounded(places: places), votes: score.votes)
            }
        }
    }
}
