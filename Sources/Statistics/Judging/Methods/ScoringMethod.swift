/// How a regulation makes one score of an entry out of its sheets.
public enum ScoringMethod: Equatable, Sendable {
    case mean
    /// Fair only where all entries have equally many sheets.
    case sum
    /// The mean without so many of the lowest and as many of the highest; nil for one of each where an entry has five
    /// sheets or more. Where too few would remain nothing is dropped.
    case trimmed(Int?)
    case median
    /// Each juror's marks become places, 1 for the best of their entries and −1 for the last, and are averaged.
    case places
    /// Entries won against, half for a tie; between equals the votes. A. Copeland, 1951.
    case copeland
    /// M. Schulze, Social Choice and Welfare 36, 2011.
    case schulze
    /// J. Kemeny, "Mathematics without numbers", Daedalus 88, 1959.
    case kemeny
    /// Marks corrected for the severity of whoever gave them.
    case severity(SeverityModel.Shrinkage)
}

/// Where a regulation rounds; halves go up.
public enum Rounding: Equatable, Sendable {
    case none
    /// The score, to so many decimal places.
    case total(Int)
    /// The method is applied to each criterion alone and rounded, then again after its weight, and then summed: the order
    /// of figure skating and of diving. Only for means, sums and medians.
    case product(Int)
}

/// What an entry got by a method; the higher the better.
public struct Score: Comparable, Sendable {
    public let value: Rational
    /// Decides between equal values: votes for less votes against by Copeland's method, 0 by the others.
    public let votes: Int

    public init(_ value: Rational, votes: Int = 0) {
        self.value = value
        self.votes = votes
    }

    public static func == (left: Score, right: Score) -> Bool { left.value == right.value && left.votes == right.votes }

    public static func < (left: Score, right: Score) -> Bool {
        left.value == right.value ? left.votes < right.votes : left.value < right.value
    }
}

/// What was odd about the sheets or the method; a protocol has to say it.
public enum ScoringNote: Equatable, Sendable {
    /// These entries have no counted sheet and no place.
    case unmarked(entries: [Int])
    /// So many sheets lack a mark and were left out; where the method goes by criteria, so many marks are lacking.
    case incomplete(count: Int)
    /// Nothing was dropped of these: too few sheets.
    case untrimmed(entries: [Int])
    /// Panels differ in size, so sums do not compare.
    case unequalPanels
    /// A juror with one mark says nothing of places.
    case singleMark(jurors: [Int])
    /// A component was too large to search whole, so another order may be as good or better.
    case notProven(entries: [Int])
    /// The table is large and the method slow, so intervals rest on so many random samples only; 0 when there are none.
    case fewerReplicates(Int)
    /// The model found no severity, or was not fitted: too few jurors or marks. The scores are means.
    case withoutSeverity(fitted: Bool)
}
