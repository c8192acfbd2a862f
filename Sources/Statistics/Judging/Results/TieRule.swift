/// What a regulation looks at when scores are equal, one after another.
public enum TieRule: Equatable, Sendable {
    /// The higher mean of marks on this criterion.
    case criterion(Int)
    /// The more marks equal to the highest that anybody gave on the criterion.
    case highestMarks
    /// Whom the majority of the jurors common to two entries puts higher; among several, by Copeland's method.
    case pairwiseMajority
    /// A recorded decision: the chairman's vote, or a lot. Entries that it does not name stay level after those it names.
    case order([Int])
}

extension [Standing] {
    /// Parts those that share a place by the rules in turn; what stays equal after all of them goes on sharing.
    public func breakingTies(by rules: [TieRule], _ sheets: ScoreSheets) -> [Standing] {
        var result: [Standing] = []
        var start = startIndex
        while start < endIndex {
            let group = self[start..<start + self[start].places.count]
            var parts = [group.map(\.entry)]
            for rule in rules { parts = parts.flatMap { $0.count > 1 ? rule.split($0, sheets) : [$0] } }
            let scores = Dictionary(uniqueKeysWithValues: group.map { ($0.entry, $0.score) })
            for part in parts {
                let places = result.count + 1...result.count + part.count
                for entry in part.sorted() {
                    guard let score = scores[entry] else { continue }
                    result.append(Standing(entry: entry, score: score, places: places))
                }
            }
            start += group.count
        }
        return result
    }
}

extension TieRule {
    /// The tied entries in groups, the better first.
    func split(_ entries: [Int], _ sheets: ScoreSheets) -> [[Int]] {
        switch self {
        case .criterion(let criterion):
            let panel = Panel(criterion: criterion, of: sheets)
            return group(entries) { panel.centre(of: $0, by: .mean, counts: nil).map { Score($0) } }
        case .highestMarks:
            let highest = (0..<sheets.criterionCount).map { criterion in
                sheets.sheets.compactMap { $0.marks[criterion] }.max()
            }
            var counts = [Int](repeating: 0, count: sheets.entryCount)
            for sheet in sheets.sheets {
                counts[sheet.entry] += zip(sheet.marks, highest).count { $0 != nil && $0 == $1 }
            }
            return group(entries) { Score(Rational(Int128(counts[$0]))) }
        case .pairwiseMajority:
            let scores = Majority(sheets).copeland(entries)
            let wins = Dictionary(uniqueKeysWithValues: zip(entries, scores))
            return group(entries) { wins[$0].map { Score($0.value) } }
        case .order(let order):
            return group(entries) { entry in order.firstIndex(of: entry).map { Score(Rational(Int128(-$0))) } }
        }
    }

    private func group(_ entries: [Int], by score: (Int) -> Score?) -> [[Int]] {
        let scores = entries.map(score)
        let ranked = standings(of: scores)
        var groups: [[Int]] = []
        for standing in ranked {
            if standing.places.lowerBound == groups.reduce(1, { $0 + $1.count }) {
                groups.append([entries[standing.entry]])
            } else {
                groups[groups.count - 1].append(entries[standing.entry])
            }
        }
        let rest = zip(entries, scores).filter { $0.1 == nil }.map(\.0)
        return rest.isEmpty ? groups : groups + [rest]
    }
}
