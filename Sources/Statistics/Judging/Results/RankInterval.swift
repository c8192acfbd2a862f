/// The places an entry would take with other jurors of the same kind.
///
/// Bootstrap over jurors (B. Efron, Annals of Statistics 7, 1979): as many jurors are drawn with repetition from those there
/// were, the method is applied again, λ of the severity model kept. A replicate in which an entry has no sheet says nothing
/// of it. A shared place counts as its first. The same seed gives the same numbers on every machine.
public struct RankInterval: Equatable, Sendable {
    /// From the 5th to the 95th percentile.
    public let places: ClosedRange<Int>
    /// How often the place was at the cut or above; nil without a cut.
    public let chanceOfPassing: Double?
    public let chanceOfFirst: Double
    /// In how many the entry had a sheet.
    public let replicates: Int

    /// By entry; nil for those that no replicate placed, and for all with fewer than two jurors.
    static func bootstrap(
        _ scorer: Scorer, _ sheets: ScoreSheets, cut: Int?, seed: UInt64, replicates: Int,
        correcting: ([Score?]) -> [Score?] = { $0 }
    ) -> [RankInterval?] {
        var isActive = [Bool](repeating: false, count: sheets.jurorCount)
        for sheet in sheets.sheets { isActive[sheet.juror] = true }
        let jurors = isActive.indices.filter { isActive[$0] }
        guard jurors.count > 1 else { return Array(repeating: nil, count: sheets.entryCount) }
        var generator = PCG32(seed: seed)
        var places = [[UInt32]](repeating: [], count: sheets.entryCount)
        var drawn = [Int](repeating: 0, count: sheets.jurorCount)
        for _ in 0..<replicates {
            for juror in jurors { drawn[juror] = 0 }
            for _ in jurors { drawn[jurors[generator.next(below: jurors.count)]] += 1 }
            for (entry, place) in firstPlaces(correcting(scorer.scores(counts: drawn).scores)) {
                places[entry].append(UInt32(place))
            }
        }
        return places.map { RankInterval($0.sorted(), cut: cut) }
    }

    private init?(_ sorted: [UInt32], cut: Int?) {
        guard !sorted.isEmpty else { return nil }
        // The smallest place that at least this share of replicates does not exceed.
        func percentile(_ hundredths: Int) -> Int { Int(sorted[max((sorted.count * hundredths + 99) / 100 - 1, 0)]) }
        func share(_ last: Int) -> Double { Double(sorted.count { $0 <= last }) / Double(sorted.count) }
        places = percentile(5)...percentile(95)
        chanceOfPassing = cut.map(share)
        chanceOfFirst = share(1)
        replicates = sorted.count
    }
}

/// Entries with the first of the places they share.
private func firstPlaces(_ scores: [Score?]) -> [(entry: Int, place: Int)] {
    var ranked: [(entry: Int, score: Score)] = []
    for (entry, score) in scores.enumerated() {
        if let score { ranked.append((entry, score)) }
    }
    ranked.sort { $0.score > $1.score }
    var place = 0
    return ranked.indices.map { index in
        if index == 0 || ranked[index - 1].score != ranked[index].score { place = index + 1 }
        return (ranked[index].entry, place)
    }
}
