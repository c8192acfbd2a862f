/// Who passes a line drawn after so many places when the line falls among equals.
public enum CutPolicy: Equatable, Sendable {
    /// As in sport: all who share the place at the line.
    case admittingTied
    /// Nobody of them.
    case excludingTied
    /// The rules part them; those they leave equal at the line all pass.
    case breakingTies([TieRule])
}

extension [Standing] {
    /// Entries that pass, in the order of places; all of them when they are no more than `count`. Scores below `minimum`
    /// pass at no place: an award may go to nobody.
    public func admitted(
        _ count: Int, by policy: CutPolicy, minimum: Rational? = nil, _ sheets: ScoreSheets
    ) -> [Int] {
        let worthy = filter { standing in minimum.map { standing.score.value >= $0 } ?? true }
        let passing: [Standing] =
            switch policy {
            case .admittingTied: worthy.filter { $0.places.lowerBound <= count }
            case .excludingTied: worthy.filter { $0.places.upperBound <= count }
            case .breakingTies(let rules):
                worthy.breakingTies(by: rules, sheets).filter { $0.places.lowerBound <= count }
            }
        return passing.map(\.entry)
    }
}
