/// What may be shown of groups so that nobody's answer can be told.
public enum Disclosure {
    /// Answers of so few people are not shown.
    public static let fewest = 5

    /// Which of the groups may be shown beside their total. A group of fewer than five is not; and as the total less
    /// what is shown tells of what is not, the hidden ones together must be none or at least five: while they are fewer,
    /// the smallest of those shown is hidden too. Groups without answers tell nothing.
    ///
    /// Complementary suppression; A. Hundepool et al., "Statistical Disclosure Control", Wiley 2012, chapter 4.
    public static func shown(_ counts: [Int], among: [Bool]? = nil) -> [Bool] {
        var shown = counts.indices.map { (among?[$0] ?? true) && counts[$0] >= fewest }
        while true {
            let hidden = counts.indices.reduce(0) { $0 + (shown[$1] ? 0 : counts[$1]) }
            guard hidden > 0, hidden < fewest else { return shown }
            guard let smallest = counts.indices.filter({ shown[$0] }).min(by: { counts[$0] < counts[$1] }) else {
                return shown
            }
            shown[smallest] = false
        }
    }
}
