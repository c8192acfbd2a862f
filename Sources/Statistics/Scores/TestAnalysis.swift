/// The figures of a test as a whole. Marks are in marks, not in units; shares are percents.
///
/// Moodle's definitions: docs.moodle.org, "Quiz statistics calculations".
public struct TestStatistics: Equatable, Sendable, Codable {
    /// Attempts.
    public var count: Int
    public var mean: Double
    public var median: Double?
    public var deviation: Double?
    public var skewness: Double?
    public var kurtosis: Double?
    /// Coefficient of internal consistency: Cronbach's α in percent; at most 100, and may be negative.
    public var consistency: Double?
    /// The share of the deviation that is chance, percent; over 100 when the consistency is negative.
    public var errorRatio: Double?
    /// In marks.
    public var standardError: Double?
    /// The consistency of the odd items with the even ones, stepped up to the whole length, percent.
    /// C. Spearman and W. Brown, British Journal of Psychology 3, 1910.
    public var splitHalf: Double?
}

/// The figures of one item. Shares, indices and weights are percents unless said otherwise; nil where not defined.
public struct ItemStatistics: Equatable, Sendable, Codable {
    public var count: Int
    public var maximum: Double
    public var mean: Double
    /// Mean mark by largest mark.
    public var facility: Double?
    /// The 95 % band of the facility.
    public var facilityBand: ClosedRange<Double>?
    public var deviation: Double?
    /// With the rest of the test, in marks².
    public var covariance: Double?
    public var intendedWeight: Double?
    /// The item's part in how totals differ. nil for an item with a negative covariance: it works against the test.
    public var effectiveWeight: Double?
    /// Correlation with the rest of the test.
    public var discrimination: Double?
    /// Covariance with the rest by the largest the same marks could have.
    public var efficiency: Double?
    /// Correlation with the total, the item in it, −1…1.
    public var totalCorrelation: Double?
    /// Cronbach's α of the test without the item, percent.
    public var consistencyWithout: Double?
    /// Mean mark of the best 27 % less that of the worst, by the largest mark, −1…1.
    /// T. Kelley, Journal of Educational Psychology 30, 1939.
    public var upperLower: Double?
}

/// What is to be said of a test's marks.
public struct TestAnalysis: Equatable, Sendable {
    public var test: TestStatistics
    public var items: [ItemStatistics]

    /// Costs O(attempts × items × log attempts), the sorting that the efficiency asks for.
    public init(_ table: ScoreTable) {
        let unit = table.unit
        let running = table.running
        let questions = table.items.indices.filter { table.items[$0].isQuestion }
        let variances = running.items.map { $0.withRest.x.variance ?? 0 }
        let weights = running.items.map { item -> Double? in
            item.productWithTotal >= 0 ? (item.productWithTotal).squareRoot() : nil
        }
        let weightSum = weights.reduce(0) { $0 + ($1 ?? 0) }
        let maximumSum = table.items.reduce(0) { $0 + $1.maximum }
        let questionVariance = questions.reduce(0) { $0 + variances[$1] }
        let bands = ScoreBands(table.totals)

        items = table.items.indices.map { place in
            let (item, figures) = (table.items[place], running.items[place].withRest)
            let maximum = Double(item.maximum)
            let isMarked = item.maximum > 0
            let covariance = figures.covariance
            let largest = isMarked ? table.largestCovariance(of: place) : nil
            let facility = isMarked && figures.x.count > 0 ? 100 * figures.x.mean / maximum : nil
            let restCount = questions.count - (item.isQuestion ? 1 : 0)
            return ItemStatistics(
                count: running.count, maximum: maximum / unit, mean: figures.x.mean / unit, facility: facility,
                facilityBand: facility.map { wilsonBand(share: $0 / 100, of: running.count).percent },
                deviation: isMarked ? figures.x.variance.map { $0.squareRoot() / unit } : nil,
                covariance: covariance.map { $0 / (unit * unit) },
                intendedWeight: maximumSum > 0 ? 100 * maximum / Double(maximumSum) : nil,
                effectiveWeight: weights[place].flatMap { weightSum > 0 ? 100 * $0 / weightSum : nil },
                discrimination: figures.correlation.map { 100 * $0 },
                efficiency: Self.share(covariance, of: largest),
                totalCorrelation: Self.correlation(running.items[place], total: running.total),
                consistencyWithout: Self.consistency(
                    items: restCount, itemVariance: questionVariance - (item.isQuestion ? variances[place] : 0),
                    totalVariance: figures.y.variance),
                upperLower: isMarked ? bands.difference(table.columns[place], maximum: maximum) : nil)
        }

        let total = running.total
        let consistency = Self.consistency(
            items: questions.count, itemVariance: questionVariance, totalVariance: total.variance)
        let errorRatio = consistency.map { 100 * max(0, 1 - $0 / 100).squareRoot() }
        let deviation = total.deviation.map { $0 / unit }
        test = TestStatistics(
            count: total.count, mean: total.mean / unit,
            median: median(table.totals.map(Double.init)).map { $0 / unit },
            deviation: deviation, skewness: total.skewness, kurtosis: total.kurtosis, consistency: consistency,
            errorRatio: errorRatio, standardError: errorRatio.flatMap { ratio in deviation.map { ratio / 100 * $0 } },
            splitHalf: Self.splitHalf(table, questions))
    }

    /// 100·k/(k − 1)·(1 − Σ var x ÷ var T).
    private static func consistency(items: Int, itemVariance: Double, totalVariance: Double?) -> Double? {
        guard items > 1, let totalVariance, totalVariance > 0 else { return nil }
        let k = Double(items)
        return 100 * k / (k - 1) * (1 - itemVariance / totalVariance)
    }

    private static func share(_ part: Double?, of whole: Double?) -> Double? {
        guard let part, let whole, whole != 0 else { return nil }
        return 100 * part / whole
    }

    private static func correlation(_ item: RunningScores.Item, total: Moments) -> Double? {
        let own = item.withRest.x.sum2
        guard own > 0, total.sum2 > 0 else { return nil }
        return item.productWithTotal / (own * total.sum2).squareRoot()
    }

    private static func splitHalf(_ table: ScoreTable, _ questions: [Int]) -> Double? {
        guard questions.count > 1 else { return nil }
        var halves = CoMoments()
        for attempt in 0..<table.count {
            var sums: (odd: Int64, even: Int64) = (0, 0)
            for (order, place) in questions.enumerated() {
                if order % 2 == 0 {
                    sums.odd += table.columns[place][attempt]
                } else {
                    sums.even += table.columns[place][attempt]
                }
            }
            halves.add(Double(sums.odd), Double(sums.even))
        }
        return halves.correlation.flatMap { $0 > -1 ? 100 * 2 * $0 / (1 + $0) : nil }
    }
}

/// The 95 % band of a share seen in `count` trials. E. B. Wilson, Journal of the American Statistical Association 22, 1927.
public func wilsonBand(share: Double, of count: Int) -> ClosedRange<Double> {
    guard count > 0 else { return 0...1 }
    let (n, z) = (Double(count), 1.959963984540054)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, min(middle - half, share))...min(1, max(middle + half, share))
}

extension ClosedRange<Double> {
    fileprivate var percent: ClosedRange<Double> { 100 * lowerBound...100 * upperBound }
}

/// Attempts by their totals: the worst and the best 27 %, and three thirds.
public struct ScoreBands: Equatable, Sendable {
    /// Attempts from the worst to the best; of equal ones the later first.
    public let order: [Int]
    /// How many are in each of the two outer groups of 27 %.
    public let groupSize: Int

    public init(_ totals: [Int64]) {
        order = totals.indices.sorted { (totals[$0], -$0) < (totals[$1], -$1) }
        groupSize = Int((0.27 * Double(totals.count)).rounded())
    }

    public var lower: ArraySlice<Int> { order.prefix(groupSize) }
    public var upper: ArraySlice<Int> { order.suffix(groupSize) }

    /// The weak, the middling and the strong third; sizes differ by one at most.
    public var thirds: [ArraySlice<Int>] {
        let cuts = (0...3).map { order.count * $0 / 3 }
        return zip(cuts, cuts.dropFirst()).map { order[$0..<$1] }
    }

    func difference(_ marks: [Int64], maximum: Double) -> Double? {
        guard groupSize > 0, maximum > 0 else { return nil }
        func sum(_ group: ArraySlice<Int>) -> Int64 { group.reduce(0) { $0 + marks[$1] } }
        return Double(sum(upper) - sum(lower)) / (Double(groupSize) * maximum)
    }
}
