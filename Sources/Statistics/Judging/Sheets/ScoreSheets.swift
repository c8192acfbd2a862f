/// What jurors marked: a sheet for each juror who marked an entry, a mark for each criterion, all in exact integers.
///
/// Entries, jurors and criteria are numbers from 0; whoever names them keeps the names. Sheets stand in the order of
/// entries and jurors, whatever order they came in, so that every sum is taken in the same order.
public struct ScoreSheets: Equatable, Sendable {
    /// One juror's marks of one entry.
    public struct Sheet: Equatable, Sendable {
        public var entry: Int
        public var juror: Int
        /// In units, by criterion; nil where nothing was entered.
        public var marks: [Int64?]

        public init(entry: Int, juror: Int, marks: [Int64?]) {
            self.entry = entry
            self.juror = juror
            self.marks = marks
        }

        /// Only complete sheets count as a whole.
        public var isComplete: Bool { marks.allSatisfy { $0 != nil } }
    }

    /// What a mark on each criterion is multiplied by.
    public struct Weights: Equatable, Sendable {
        /// In units, by criterion: one row for all entries, or a row for each, as difficulties of dives.
        public var rows: [[Int64]]
        /// How many units make 1.
        public var unit: Int64

        public init(rows: [[Int64]], unit: Int64) {
            self.rows = rows
            self.unit = unit
        }

        func units(of criterion: Int, for entry: Int) -> Int64 { rows[rows.count == 1 ? 0 : entry][criterion] }
    }

    /// What keeps all sums within 128 bits.
    public enum Limits {
        /// Of a mark and of its unit, in units.
        public static let mark: Int64 = 1_000_000_000_000_000_000
        /// Of a weight and of its unit, in units.
        public static let weight: Int64 = 1_000_000_000_000
        public static let criteria = 1_000
        /// Of one entry.
        public static let sheets = 100_000
    }

    public let entryCount: Int
    public let jurorCount: Int
    public let criterionCount: Int
    public let sheets: [Sheet]
    /// How many units make one point of a mark.
    public let unit: Int64
    public let weights: Weights
    /// Σ weight × mark of each sheet, in units of marks and weights; nil of an incomplete one.
    let totals: [Int128?]

    /// Without weights each criterion counts once. Throws when a juror has two sheets of one entry or a number is beyond
    /// `Limits`; numbers of entries, jurors and criteria must be those announced.
    public init(
        entryCount: Int, jurorCount: Int, criterionCount: Int = 1, unit: Int64 = 1, weights: Weights? = nil,
        sheets: [Sheet]
    ) throws(ScoreSheetsRefusal) {
        let weights = weights ?? Weights(rows: [Array(repeating: 1, count: criterionCount)], unit: 1)
        precondition(weights.rows.count == 1 || weights.rows.count == entryCount)
        precondition(weights.rows.allSatisfy { $0.count == criterionCount })
        guard criterionCount <= Limits.criteria else { throw .tooManyCriteria(limit: Limits.criteria) }
        guard (1...Limits.mark).contains(unit), (1...Limits.weight).contains(weights.unit),
            weights.rows.allSatisfy({ $0.allSatisfy { (0...Limits.weight).contains($0) } })
        else { throw .weightOutOfRange }
        let sorted = sheets.sorted { ($0.entry, $0.juror) < ($1.entry, $1.juror) }
        var run = 0
        for (place, sheet) in sorted.enumerated() {
            precondition((0..<entryCount).contains(sheet.entry) && (0..<jurorCount).contains(sheet.juror))
            precondition(sheet.marks.count == criterionCount)
            guard sheet.marks.allSatisfy({ ($0 ?? 0).magnitude <= UInt64(Limits.mark) }) else {
                throw .markOutOfRange(entry: sheet.entry, juror: sheet.juror)
            }
            if place > 0, sorted[place - 1].entry == sheet.entry {
                run += 1
                if sorted[place - 1].juror == sheet.juror {
                    throw .duplicate(entry: sheet.entry, juror: sheet.juror)
                }
            } else {
                run = 1
            }
            guard run <= Limits.sheets else { throw .tooManySheets(entry: sheet.entry, limit: Limits.sheets) }
        }
        self.entryCount = entryCount
        self.jurorCount = jurorCount
        self.criterionCount = criterionCount
        self.unit = unit
        self.weights = weights
        self.sheets = sorted
        totals = sorted.map { sheet in
            var total: Int128 = 0
            for (criterion, mark) in sheet.marks.enumerated() {
                guard let mark else { return nil }
                total += Int128(mark) * Int128(weights.units(of: criterion, for: sheet.entry))
            }
            return total
        }
    }

    /// How many units make one point of a sheet's total.
    var totalUnit: Int128 { Int128(unit) * Int128(weights.unit) }

    /// Complete sheets of each entry.
    public var sheetCounts: [Int] {
        var counts = [Int](repeating: 0, count: entryCount)
        for (sheet, total) in zip(sheets, totals) where total != nil { counts[sheet.entry] += 1 }
        return counts
    }

    /// The same without one juror's sheets.
    public func removing(juror: Int) -> ScoreSheets { keeping { $0.juror != juror } }

    /// The same with no more than the sheets that `isKept`: how a void sheet or a disqualified entry is recounted.
    public func keeping(_ isKept: (Sheet) -> Bool) -> ScoreSheets {
        let kept = sheets.indices.filter { isKept(sheets[$0]) }
        return ScoreSheets(self, sheets: kept.map { sheets[$0] }, totals: kept.map { totals[$0] })
    }

    private init(_ other: ScoreSheets, sheets: [Sheet], totals: [Int128?]) {
        (entryCount, jurorCount, criterionCount) = (other.entryCount, other.jurorCount, other.criterionCount)
        (unit, weights, self.sheets, self.totals) = (other.unit, other.weights, sheets, totals)
    }

    /// Totals of the complete sheets as numbers, for models and statistics.
    public var observations: [Observation] {
        let unit = Double(totalUnit)
        return zip(sheets, totals).compactMap { sheet, total in
            total.map { Observation(entry: sheet.entry, juror: sheet.juror, value: Double($0) / unit) }
        }
    }
}

/// Why marks do not make score sheets.
public enum ScoreSheetsRefusal: Error, Equatable, Sendable {
    case duplicate(entry: Int, juror: Int)
    case markOutOfRange(entry: Int, juror: Int)
    /// Also of a unit.
    case weightOutOfRange
    case tooManyCriteria(limit: Int)
    case tooManySheets(entry: Int, limit: Int)
}

/// The total that a juror gave an entry.
public struct Observation: Equatable, Sendable {
    public var entry: Int
    public var juror: Int
    public var value: Double

    public init(entry: Int, juror: Int, value: Double) {
        self.entry = entry
        self.juror = juror
        self.value = value
    }
}
