/// How alike raters' numbers are, by six of the intraclass correlations; they may be below 0.
///
/// From mean squares of rows R, columns C, error E and within rows W of a complete table, n units by k raters. P. Shrout and
/// J. Fleiss, Psychological Bulletin 86, 1979; names by K. McGraw and S. Wong, Psychological Methods 1, 1996.
public struct IntraclassCorrelation: Equatable, Sendable {
    /// One rater's number, each unit rated by raters of its own: (R − W) ÷ (R + (k − 1)W).
    public let oneWay: Double?
    /// The same raters for all, and they have to agree: (R − E) ÷ (R + (k − 1)E + k(C − E)/n).
    public let agreement: Double?
    /// The same raters, and their severity does not matter: (R − E) ÷ (R + (k − 1)E).
    public let consistency: Double?
    /// Of the mean of k raters: (R − W) ÷ R, (R − E) ÷ (R + (C − E)/n), (R − E) ÷ R.
    public let oneWayMean: Double?
    public let agreementMean: Double?
    public let consistencyMean: Double?
    public let unitCount: Int
    public let raterCount: Int

    /// Takes the units that all raters rated; nil with fewer than two of them or two raters.
    public init?(_ table: RatingTable) {
        let rows = table.complete
        let (n, k) = (Double(rows.count), Double(table.raterCount))
        guard rows.count > 1, table.raterCount > 1 else { return nil }
        let grand = rows.reduce(0) { $0 + $1.reduce(0, +) } / (n * k)
        var (between, columns, within) = (0.0, 0.0, 0.0)
        for row in rows {
            let mean = row.reduce(0, +) / k
            between += k * (mean - grand) * (mean - grand)
            within += row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        for rater in 0..<table.raterCount {
            let mean = rows.reduce(0) { $0 + $1[rater] } / n
            columns += n * (mean - grand) * (mean - grand)
        }
        let (r, c, w) = (between / (n - 1), columns / (k - 1), within / (n * (k - 1)))
        let e = max(within - columns, 0) / ((n - 1) * (k - 1))
        // Equal marks leave differences of rounding only, and these are no correlation.
        let tiny = 1e-20 * max(1, grand * grand)
        func ratio(_ part: Double, _ whole: Double) -> Double? { whole.magnitude > tiny ? part / whole : nil }
        oneWay = ratio(r - w, r + (k - 1) * w)
        agreement = ratio(r - e, r + (k - 1) * e + k * (c - e) / n)
        consistency = ratio(r - e, r + (k - 1) * e)
        oneWayMean = ratio(r - w, r)
        agreementMean = ratio(r - e, r + (c - e) / n)
        consistencyMean = ratio(r - e, r)
        (unitCount, raterCount) = (rows.count, table.raterCount)
    }
}
