/// Three sheets where two were too far apart: the mark is the mean of the closest two, on equal distances the two higher.
/// The rule of Russian examinations and contests; all in exact fractions.
public enum ThirdExpert {
    /// Whether two totals differ by more than `percent` of the scale.
    public static func isCalledFor(_ first: Rational, _ second: Rational, percent: Int, scale: Int64 = 100) -> Bool {
        let (low, high) = first < second ? (first, second) : (second, first)
        // high > low + scale·percent ÷ 100, without a difference that could overflow
        return low + Rational(Int128(scale) * Int128(percent), over: 100) < high
    }

    /// The mean of the closest two; of fewer than three totals, the mean of all. nil without any.
    public static func mean(_ totals: [Rational]) -> Rational? {
        let kept = closestTwo(totals).map { totals[$0] }
        guard let first = kept.first else { return nil }
        return kept.dropFirst().reduce(first, +) * Rational(1, over: Int128(kept.count))
    }

    /// Places of the totals that count, rising: the closest two of three or more, else all. Of equal distances the pair
    /// with the higher sum; equal totals are taken from the left.
    public static func closestTwo(_ totals: [Rational]) -> [Int] {
        guard totals.count > 2 else { return Array(totals.indices) }
        // Neighbours in rank are the only candidates: any other pair encloses a closer one.
        let order = totals.indices.sorted { totals[$0] == totals[$1] ? $0 < $1 : totals[$0] < totals[$1] }
        var best: (distance: Rational, pair: [Int])?
        for (low, high) in zip(order, order.dropFirst()) {
            let distance = totals[high] + totals[low] * Rational(-1)
            // Pairs come from the lowest up, so an equal distance is of a higher pair.
            if best == nil || distance <= best!.distance { best = (distance, [low, high].sorted()) }
        }
        return best?.pair ?? []
    }
}

extension ScoreSheets {
    /// The total of each complete sheet, in the order of `sheets`; nil of an incomplete one.
    public var sheetTotals: [Rational?] { totals.map { $0.map { Rational($0, over: totalUnit) } } }

    /// The same, where an entry of `entries` has three sheets or more, with the two that are closest only.
    public func keepingClosestTwo(of entries: Set<Int>) -> ScoreSheets {
        guard !entries.isEmpty else { return self }
        let all = sheetTotals
        var kept: Set<[Int]> = []
        for entry in entries {
            let own = sheets.indices.filter { sheets[$0].entry == entry && all[$0] != nil }
            for place in ThirdExpert.closestTwo(own.map { all[$0] ?? .zero }) {
                kept.insert([entry, sheets[own[place]].juror])
            }
        }
        return keeping { !entries.contains($0.entry) || kept.contains([$0.entry, $0.juror]) }
    }
}
