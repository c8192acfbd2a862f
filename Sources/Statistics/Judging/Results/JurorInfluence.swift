/// What one juror alone decides: the places that change when the juror's sheets are left out.
public struct JurorInfluence: Equatable, Sendable {
    public let juror: Int
    /// Entries that win only without the juror, or only with.
    public let winners: Set<Int>
    /// Entries that pass the cut only without the juror, or only with.
    public let finalists: Set<Int>

    /// Jurors whose removal changes the winner or, given a cut, who passes it by `policy`; most jurors change neither.
    public static func all(
        _ sheets: ScoreSheets, method: ScoringMethod, rounding: Rounding = .none, ties: [TieRule] = [], cut: Int? = nil,
        policy: CutPolicy = .admittingTied
    ) throws(ScoringRefusal) -> [JurorInfluence] {
        func outcome(_ sheets: ScoreSheets) throws(ScoringRefusal) -> (winners: Set<Int>, finalists: Set<Int>) {
            let standings = try JuryResult.standings(sheets, method: method, rounding: rounding, ties: ties)
            return (
                Set(standings.admitted(1, by: .admittingTied, sheets)),
                Set(cut.map { standings.admitted($0, by: policy, sheets) } ?? [])
            )
        }
        let whole = try outcome(sheets)
        var influences: [JurorInfluence] = []
        for juror in Set(sheets.sheets.map(\.juror)).sorted() {
            // Without this juror the table may fall apart; then the juror holds it together, which is not an influence
            // on places that can be told.
            guard let without = try? outcome(sheets.removing(juror: juror)) else { continue }
            let winners = whole.winners.symmetricDifference(without.winners)
            let finalists = whole.finalists.symmetricDifference(without.finalists)
            if !winners.isEmpty || !finalists.isEmpty {
                influences.append(JurorInfluence(juror: juror, winners: winners, finalists: finalists))
            }
        }
        return influences
    }
}
