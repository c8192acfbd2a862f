/// What one juror's marks look like beside the others'. It informs people; nothing is dropped because of it.
public struct JurorCard: Equatable, Sendable {
    public let juror: Int
    public let sheetCount: Int
    /// By the severity model, above 0 for the lenient; 0 where it found no severity.
    public let severity: Double
    public let severityError: Double?
    /// The deviation of the juror's totals over that of the qualities of the same entries: 1 like the others, 2 twice as
    /// generous with differences. nil with fewer than two sheets, or when the entries do not differ.
    public let spreadRatio: Double?
    /// Pearson's, with the mean of the other jurors of each entry; nil when either does not vary.
    public let correlation: Double?
    /// Mean of squared residuals over σ_e²; about 1, and `outfitLimits` say when to look.
    public let outfit: Double?
    /// The share of the commonest mark among all the juror's marks on single criteria.
    public let repeatedShare: Double
    /// How much higher entries of the juror's own organisation lie than others, severity and quality taken off; nil
    /// without entries of both kinds.
    public let homeDifference: Double?
    /// The share of random labellings with a difference at least as far from 0; two-sided.
    public let homeChance: Double?

    public static let outfitLimits = 0.5...2.0

    /// What a chairman may wish to look at.
    public enum Flag: Equatable, Sendable { case outfit, constant, homeDifference }

    public var flags: [Flag] {
        var flags: [Flag] = []
        if let outfit, !Self.outfitLimits.contains(outfit) { flags.append(.outfit) }
        if repeatedShare == 1, sheetCount > 1 { flags.append(.constant) }
        if let homeChance, homeChance < 0.05 { flags.append(.homeDifference) }
        return flags
    }
}

extension JurorCard {
    /// A card for each juror with a complete sheet. `isHome` tells whether an entry comes from the juror's organisation;
    /// labellings are drawn by `seed`, 10 000 for each juror.
    public static func all(
        _ sheets: ScoreSheets, _ model: SeverityModel, seed: UInt64 = 1, isHome: (_ entry: Int, _ juror: Int) -> Bool
    ) -> [JurorCard] {
        let observations = sheets.observations
        var sums = [Double](repeating: 0, count: sheets.entryCount)
        var counts = [Int](repeating: 0, count: sheets.entryCount)
        for observation in observations {
            sums[observation.entry] += observation.value
            counts[observation.entry] += 1
        }
        let byJuror = Dictionary(grouping: observations, by: \.juror)
        return byJuror.keys.sorted().map { juror in
            let own = byJuror[juror] ?? []
            let severity = model.severities[juror] ?? 0
            let residuals = own.map { $0.value - (model.qualities[$0.entry] ?? $0.value) - severity }
            let qualities = Moments(own.compactMap { model.qualities[$0.entry] })
            let spread = Moments(own.map(\.value))
            let others = own.filter { counts[$0.entry] > 1 }.map { mark in
                (mark.value, (sums[mark.entry] - mark.value) / Double(counts[mark.entry] - 1))
            }
            let squares = residuals.reduce(0) { $0 + $1 * $1 } / Double(own.count)
            let home = homeEffect(
                residuals, own.map { isHome($0.entry, juror) }, PCG32(seed: seed, stream: UInt64(juror)))
            return JurorCard(
                juror: juror, sheetCount: own.count, severity: severity, severityError: model.severityErrors[juror],
                spreadRatio: qualities.deviation.flatMap { $0 > 0 ? (spread.deviation ?? 0) / $0 : nil },
                correlation: CoMoments(others).correlation,
                outfit: model.residualVariance.flatMap { $0 > 0 ? squares / $0 : nil },
                repeatedShare: repeatedShare(sheets.sheets.filter { $0.juror == juror }),
                homeDifference: home?.difference,
                homeChance: home?.chance)
        }
    }

    private static func repeatedShare(_ sheets: [ScoreSheets.Sheet]) -> Double {
        var counts: [Int64: Int] = [:]
        for mark in sheets.lazy.flatMap(\.marks) { if let mark { counts[mark, default: 0] += 1 } }
        let total = counts.values.reduce(0, +)
        return total > 0 ? Double(counts.values.max() ?? 0) / Double(total) : 0
    }

    /// The difference of two means and its permutation test; E. Pitman, Supplement to the Journal of the Royal Statistical
    /// Society 4, 1937. The labelling there was counts as one of the drawn ones.
    private static func homeEffect(
        _ residuals: [Double], _ isHome: [Bool], _ generator: PCG32
    ) -> (difference: Double, chance: Double)? {
        let size = isHome.count { $0 }
        guard size > 0, size < residuals.count else { return nil }
        let total = residuals.reduce(0, +)
        func difference(_ sum: Double) -> Double {
            sum / Double(size) - (total - sum) / Double(residuals.count - size)
        }
        let seen = difference(zip(residuals, isHome).reduce(0) { $1.1 ? $0 + $1.0 : $0 })
        var (generator, shuffled, extreme) = (generator, residuals, 1)
        let draws = 10_000
        for _ in 0..<draws {
            // The first places of a shuffle are a random choice of them.
            var sum = 0.0
            for place in 0..<size {
                shuffled.swapAt(place, place + generator.next(below: shuffled.count - place))
                sum += shuffled[place]
            }
            if difference(sum).magnitude >= seen.magnitude - 1e-9 { extreme += 1 }
        }
        return (seen, Double(extreme) / Double(draws + 1))
    }
}
