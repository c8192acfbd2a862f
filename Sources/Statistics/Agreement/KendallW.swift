/// Kendall's coefficient of concordance with the correction for ties, 0…1: 1 when all raters put the units in one order.
///
/// W = 12 Σ(R_i − R̄)² ÷ (k²(n³ − n) − k ΣT_j), T_j = Σ(t³ − t) over groups of equal numbers. M. Kendall and B. Babington Smith,
/// "The problem of m rankings", Annals of Mathematical Statistics 10, 1939. Takes the units that all raters rated; nil with
/// fewer than two of them or two raters, and when no rater tells any units apart.
public func kendallW(_ table: RatingTable) -> Double? {
    let rows = table.complete
    let (n, k) = (rows.count, table.raterCount)
    guard n > 1, k > 1 else { return nil }
    // Twice the places, so that everything but the last division is in whole numbers.
    var sums = [Int](repeating: 0, count: n)
    var ties = 0
    for rater in 0..<k {
        let order = rows.indices.sorted { (rows[$0][rater], $0) < (rows[$1][rater], $1) }
        var start = 0
        while start < n {
            var end = start + 1
            while end < n, rows[order[end]][rater] == rows[order[start]][rater] { end += 1 }
            for place in start..<end { sums[order[place]] += start + end + 1 }
            let count = end - start
            ties += count * count * count - count
            start = end
        }
    }
    let mean = k * (n + 1)
    let squares = sums.reduce(0.0) { $0 + Double($1 - mean) * Double($1 - mean) } / 4
    let cube = Double(n) * Double(n) * Double(n) - Double(n)
    let range = Double(k) * Double(k) * cube - Double(k) * Double(ties)
    return range > 0 ? 12 * squares / range : nil
}
