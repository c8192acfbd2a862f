/// Criteria with ranges of their own, brought to one scale: y = M · Σ w·u ÷ Σ w, where u = (x − lowest) ÷ (highest − lowest).
public struct Rubric: Equatable, Sendable {
    /// Weights and marks are integers: weights of any unit, marks in the unit of the sheets.
    public struct Criterion: Equatable, Sendable {
        public var weight: Int64
        public var lowest: Int64
        public var highest: Int64

        public init(weight: Int64, lowest: Int64, highest: Int64) {
            self.weight = weight
            self.lowest = lowest
            self.highest = highest
        }
    }

    public let criteria: [Criterion]
    /// M: the total of a sheet that has the highest mark everywhere.
    public let scale: Int64
    private let weights: ScoreSheets.Weights

    /// Throws when no criterion has weight, a range is upside down, or ranges have no common measure of a sensible size.
    public init(_ criteria: [Criterion], scale: Int64 = 100) throws(RubricRefusal) {
        for (place, criterion) in criteria.enumerated() {
            guard criterion.weight >= 0 else { throw .negativeWeight(criterion: place) }
            guard criterion.lowest <= criterion.highest else { throw .rangeReversed(criterion: place) }
        }
        let sum = criteria.reduce(Int128(0)) { $0 + Int128($1.weight) }
        guard sum > 0 else { throw .noWeight }
        // The weight of a unit of mark is M·w ÷ (width·Σw); brought to one denominator and divided by what is common.
        var widths: Int128 = 1
        for criterion in criteria {
            let width = Self.width(criterion)
            widths = widths / greatestCommonDivisor(widths, width) * width
            guard widths <= Int128(ScoreSheets.Limits.weight) else { throw .rangesIncommensurable }
        }
        var unit = widths * sum
        var rows = criteria.map { Int128(scale) * Int128($0.weight) * (widths / Self.width($0)) }
        let common = rows.reduce(unit) { $1 == 0 ? $0 : greatestCommonDivisor($0, $1) }
        rows = rows.map { $0 / common }
        unit /= common
        let limit = Int128(ScoreSheets.Limits.weight)
        guard unit <= limit, rows.allSatisfy({ $0 <= limit }) else { throw .rangesIncommensurable }
        self.criteria = criteria
        self.scale = scale
        weights = ScoreSheets.Weights(rows: [rows.map { Int64($0) }], unit: Int64(unit))
    }

    private static func width(_ criterion: Criterion) -> Int128 {
        max(Int128(criterion.highest) - Int128(criterion.lowest), 1)
    }

    /// Sheets whose totals are on the rubric's scale. A criterion of one level gives its full weight to whoever has that
    /// mark, as in Moodle. Throws at a mark out of its range.
    public func sheets(
        entryCount: Int, jurorCount: Int, _ sheets: [ScoreSheets.Sheet]
    ) throws(ScoreSheetsRefusal) -> ScoreSheets {
        var shifted: [ScoreSheets.Sheet] = []
        for sheet in sheets {
            var marks: [Int64?] = []
            for (mark, criterion) in zip(sheet.marks, criteria) {
                guard let mark else {
                    marks.append(nil)
                    continue
                }
                guard (criterion.lowest...criterion.highest).contains(mark) else {
                    throw .markOutOfRange(entry: sheet.entry, juror: sheet.juror)
                }
                marks.append(criterion.lowest == criterion.highest ? 1 : mark - criterion.lowest)
            }
            shifted.append(ScoreSheets.Sheet(entry: sheet.entry, juror: sheet.juror, marks: marks))
        }
        // Ranges are in units of marks too, so the unit of marks is gone from the quotient.
        return try ScoreSheets(
            entryCount: entryCount, jurorCount: jurorCount, criterionCount: criteria.count, weights: weights,
            sheets: shifted)
    }
}

/// Why criteria do not make a rubric.
public enum RubricRefusal: Error, Equatable, Sendable {
    case negativeWeight(criterion: Int)
    case rangeReversed(criterion: Int)
    case noWeight
    /// Widths such as 7.001, 11.003 and 13.007 together: the exact sum would need too many digits.
    case rangesIncommensurable
}
