public import Storage

/// What became of one entrant between two versions of a table.
public struct ResultChange: Equatable, Sendable {
    public var registration: Registration.ID
    public var code: String
    public var before: ResultTable.Row?
    public var after: ResultTable.Row?
}

extension ResultTable {
    /// Entrants whose place, total, state or passing are other than they were, in the order of this table; those who are
    /// no longer in it last.
    public func changes(since earlier: ResultTable) -> [ResultChange] {
        let before = Dictionary(earlier.rows.map { ($0.registration, $0) }) { first, _ in first }
        let changed = rows.compactMap { row -> ResultChange? in
            let old = before[row.registration]
            let isSame =
                old?.places == row.places && old?.total == row.total && old?.state == row.state
                && old?.passes == row.passes && old?.isLaureate == row.isLaureate
            return isSame ? nil : ResultChange(registration: row.registration, code: row.code, before: old, after: row)
        }
        let present = Set(rows.map(\.registration))
        let gone = earlier.rows.filter { !present.contains($0.registration) }.map {
            ResultChange(registration: $0.registration, code: $0.code, before: $0, after: nil)
        }
        return changed + gone
    }
}
