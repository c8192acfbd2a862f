/// The figures under a mark sheet.
public struct MarkSummary: Equatable, Sendable {
    /// How many learners have each mark.
    public var counts: [Int: Int]
    /// Learners without a mark: they count in no share.
    public var unmarked: Int

    public init(_ marks: [Int?]) {
        counts = marks.compactMap(\.self).reduce(into: [5: 0, 4: 0, 3: 0, 2: 0]) { $0[$1, default: 0] += 1 }
        unmarked = marks.count { $0 == nil }
    }

    public var marked: Int { counts.values.reduce(0, +) }

    /// «Успеваемость»: the share of 5, 4 and 3 among all marks, in hundredths of a per cent, rounded halves up. As
    /// Russian schools report it. Nil without marks.
    public var success: Int? { share(of: [5, 4, 3]) }

    /// «Качество знаний»: the share of 5 and 4 among all marks, likewise.
    public var quality: Int? { share(of: [5, 4]) }

    private func share(of marks: [Int]) -> Int? {
        guard marked > 0 else { return nil }
        let count = marks.reduce(0) { $0 + (counts[$1] ?? 0) }
        return Int(Ratio(UInt64(count), UInt64(marked)).rounded(units: 10_000))
    }
}
