import Foundation

/// Places by the official method, with how far to believe them.
public struct JuryResult: Sendable {
    public struct Options: Equatable, Sendable {
        public var rounding = Rounding.none
        public var ties: [TieRule] = []
        public var correction = ScoreCorrection.none
        /// The line that chances of passing and what single jurors decide are computed for.
        public var cut: Int?
        /// Of the random samples.
        public var seed: UInt64 = 1
        /// 0 for no intervals; nil for 2 000, or as many as a second or so allows.
        public var replicates: Int?

        public init() {}
    }

    public let standings: [Standing]
    /// By entry.
    public let sheetCounts: [Int]
    /// By entry, of the score before rounding; nil where it is not defined.
    public let errors: [Double?]
    /// By entry; nil when the method takes too long to repeat, or there are fewer than two jurors.
    public let intervals: [RankInterval?]
    public let model: SeverityModel?
    public private(set) var notes: [ScoringNote]

    public init(_ sheets: ScoreSheets, method: ScoringMethod, options: Options = Options()) throws(ScoringRefusal) {
        let scorer = try Scorer(sheets, method: method, rounding: options.rounding)
        let (scores, notes) = scorer.scores()
        let totals = options.correction.applied(to: scores, rounding: options.rounding)
        standings = Statistics.standings(of: totals).breakingTies(by: options.ties, sheets)
        sheetCounts = sheets.sheetCounts
        self.notes = scorer.notes + notes
        model = scorer.model
        var isProduct = false
        if case .product = options.rounding { isProduct = true }
        errors =
            scorer.model?.qualityErrors ?? (isProduct ? nil : method.central.map { standardErrors(sheets, $0) })
            ?? Array(repeating: nil, count: sheets.entryCount)
        let replicates = options.replicates ?? Self.replicates(of: scorer)
        if options.replicates == nil, replicates < Self.usualReplicates {
            self.notes.append(.fewerReplicates(replicates))
        }
        intervals = RankInterval.bootstrap(
            scorer, sheets, cut: options.cut, seed: options.seed, replicates: replicates
        ) { options.correction.applied(to: $0, rounding: options.rounding) }
    }

    static let usualReplicates = 2_000

    /// As many as take a second or so; none rather than too few to tell a twentieth.
    private static func replicates(of scorer: Scorer) -> Int {
        let affordable = 150_000_000 / max(scorer.stepCount, 1)
        return affordable < 100 ? 0 : min(affordable, usualReplicates)
    }

    /// The method on `sheets`, and nothing else of it: for finding what changes when sheets do.
    public static func standings(
        _ sheets: ScoreSheets, method: ScoringMethod, rounding: Rounding = .none, ties: [TieRule] = [],
        correction: ScoreCorrection = .none
    ) throws(ScoringRefusal) -> [Standing] {
        let scores = try Scorer(sheets, method: method, rounding: rounding).scores().scores
        return Statistics.standings(of: correction.applied(to: scores, rounding: rounding))
            .breakingTies(by: ties, sheets)
    }
}

/// Standard errors of means and sums from the spread of the sheets; of trimmed means from the winsorised spread (J. Tukey
/// and D. McLaughlin, Sankhyā A 25, 1963). nil of medians and of fewer than two sheets.
private func standardErrors(_ sheets: ScoreSheets, _ method: CentralMethod) -> [Double?] {
    let panel = Panel(totals: sheets)
    let unit = Double(panel.unit)
    return panel.entries.map { marks in
        let size = marks.count
        let trim: Int
        switch method {
        case .mean, .sum: trim = 0
        case .trimmed(let asked): trim = CentralMethod.trim(asked, of: size)
        case .median: return nil
        }
        let winsorised = marks.indices.map { Double(marks[min(max($0, trim), size - 1 - trim)].value) / unit }
        guard let deviation = Moments(winsorised).deviation, size > 1 else { return nil }
        let share = Double(size - 2 * trim) / Double(size)
        let error = deviation / (share * Double(size).squareRoot())
        return method == .sum ? error * Double(size) : error
    }
}
