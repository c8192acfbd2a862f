/// What numbers mean, and with it how far apart two of them are.
public enum MeasurementLevel: String, CaseIterable, Sendable {
    case nominal, ordinal, interval, ratio
}

/// Krippendorff's α = 1 − D_o ÷ D_e for any number of raters, missing ratings and four levels of measurement; it may be
/// below 0.
///
/// K. Krippendorff, "Computing Krippendorff's alpha-reliability", 2011. Units of fewer than two ratings are left out. nil when
/// nothing is left, or all ratings are equal. Cost: ratings × log of them, at the ratio level distinct values².
public func krippendorffAlpha(_ table: RatingTable, level: MeasurementLevel) -> Double? {
    let units = table.units.map { $0.compactMap { $0 } }.filter { $0.count > 1 }
    let all = units.flatMap { $0 }
    let n = Double(all.count)
    guard n > 0 else { return nil }
    switch level {
    case .nominal:
        // Pairs of different values: all pairs less pairs of equals.
        let expected = (n * n - squares(all)) / (n - 1)
        let observed = units.reduce(0.0) { sum, unit in
            let m = Double(unit.count)
            return sum + (m * m - squares(unit)) / (m - 1)
        }
        return expected > 0 ? 1 - observed / expected : nil
    case .interval: return alpha(units, all)
    case .ordinal:
        // The distance of ranks, Σ n_g from c to k less half the ends, is that between the mean ranks of c and k.
        let ranks = meanRanks(all)
        let ranked = units.map { $0.map { ranks[$0] ?? 0 } }
        return alpha(ranked, ranked.flatMap { $0 })
    case .ratio:
        func distance(_ first: Double, _ second: Double) -> Double {
            guard first != second else { return 0 }
            let share = (first - second) / (first + second)
            return share * share
        }
        var counts: [Double: Double] = [:]
        for value in all { counts[value, default: 0] += 1 }
        let distinct = counts.sorted { $0.key < $1.key }
        var (observed, expected) = (0.0, 0.0)
        for (place, first) in distinct.enumerated() {
            for second in distinct[(place + 1)...] {
                expected += 2 * first.value * second.value * distance(first.key, second.key)
            }
        }
        for unit in units {
            for (place, first) in unit.enumerated() {
                for second in unit[(place + 1)...] {
                    observed += 2 * distance(first, second) / Double(unit.count - 1)
                }
            }
        }
        // Opposite numbers have no ratio.
        return expected > 0 && expected.isFinite ? 1 - observed / (expected / (n - 1)) : nil
    }
}

/// Σ of squared counts of equal values.
private func squares(_ values: [Double]) -> Double {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return Double(counts.values.reduce(0) { $0 + $1 * $1 })
}

private func alpha(_ units: [[Double]], _ all: [Double]) -> Double? {
    var total = Spread()
    for value in all { total.add(value) }
    let observed = units.reduce(0.0) { sum, unit in
        var spread = Spread()
        for value in unit { spread.add(value) }
        return sum + 2 * Double(unit.count) * spread.sum2 / Double(unit.count - 1)
    }
    let n = Double(all.count)
    let expected = 2 * n * total.sum2 / (n - 1)
    return expected > 0 ? 1 - observed / expected : nil
}

/// The mean rank of each value, from 1.
private func meanRanks(_ values: [Double]) -> [Double: Double] {
    let sorted = values.sorted()
    var ranks: [Double: Double] = [:]
    var start = 0
    while start < sorted.count {
        var end = start + 1
        while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
        ranks[sorted[start]] = Double(start + end + 1) / 2
        start = end
    }
    return ranks
}
