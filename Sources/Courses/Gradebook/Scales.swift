public import Storage

/// In what a course tells its grade.
public enum GradeScale: String, CaseIterable, Sendable, ColumnValue {
    case fivePoint = "five"
    case passFail = "pass"
    case hundredPoint = "hundred"
}

/// The marks of the five-point scale by the share of points earned, in hundredths: `≥ 85` is «5», `≥ 70` «4», `≥ 50` «3»;
/// from `pass` on a course is passed.
public struct FivePointTable: Equatable, Sendable {
    public var excellent: Int
    public var good: Int
    public var satisfactory: Int
    public var pass: Int

    public static let standard = FivePointTable(excellent: 85, good: 70, satisfactory: 50)

    public init(excellent: Int, good: Int, satisfactory: Int, pass: Int? = nil) {
        self.excellent = excellent
        self.good = good
        self.satisfactory = satisfactory
        self.pass = pass ?? satisfactory
    }

    /// The mark for a share, compared exactly: 84,99999 % is no «5».
    public func mark(_ share: Ratio) -> Int {
        if reaches(excellent, share) { return 5 }
        if reaches(good, share) { return 4 }
        return reaches(satisfactory, share) ? 3 : 2
    }

    public func passes(_ share: Ratio) -> Bool { reaches(pass, share) }

    /// The mark for `earned` of `maximum` points; nil when there is nothing to earn.
    public func mark(earned: Points, of maximum: Points) -> Int? {
        maximum > .zero ? mark(Ratio(earned) / Ratio(maximum)) : nil
    }

    /// The table as it can be kept, or why not.
    public func checked() throws(GradebookRefusal) -> FivePointTable {
        guard (1...100).contains(excellent), (1..<excellent).contains(good), (1..<good).contains(satisfactory),
            (1...100).contains(pass)
        else { throw .thresholdsOutOfOrder }
        return self
    }

    private func reaches(_ percent: Int, _ share: Ratio) -> Bool { !(share < Ratio(UInt64(max(0, percent)), 100)) }
}
