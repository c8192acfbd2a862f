/// What raters said of units: numbers, or categories by number; nil where a rater said nothing.
public struct RatingTable: Equatable, Sendable {
    /// By unit, each by rater.
    public let units: [[Double?]]
    public let raterCount: Int

    /// All rows must be equally long.
    public init(_ units: [[Double?]]) {
        self.units = units
        raterCount = units.first?.count ?? 0
        precondition(units.allSatisfy { $0.count == units[0].count })
    }

    /// The totals of complete sheets: entries as units, jurors as raters.
    public init(_ sheets: ScoreSheets) {
        var units = [[Double?]](
            repeating: Array(repeating: nil, count: sheets.jurorCount), count: sheets.entryCount)
        for observation in sheets.observations { units[observation.entry][observation.juror] = observation.value }
        self.init(units)
    }

    /// The units that every rater rated.
    public var complete: [[Double]] {
        units.compactMap { unit in
            let values = unit.compactMap { $0 }
            return values.count == raterCount && !values.isEmpty ? values : nil
        }
    }

    /// All different values, rising.
    var categories: [Double] { Set(units.joined().compactMap { $0 }).sorted() }
}
