/// How many jurors preferred one entry to another less how many preferred the other, among those who marked both.
public struct Majority: Equatable, Sendable {
    public let count: Int
    private var margins: [Int32]

    public init(count: Int) {
        self.count = count
        margins = Array(repeating: 0, count: count * count)
    }

    /// Each juror counted as many times as `counts` says; once without it. Cost: jurors × entries².
    init(_ rankings: Rankings, entryCount: Int, counts: [Int]? = nil) {
        self.init(count: entryCount)
        for (juror, ranking) in rankings.jurors.enumerated() {
            let weight = counts?[juror] ?? 1
            guard weight > 0 else { continue }
            for (place, group) in ranking.groups.enumerated() {
                for lower in ranking.groups[(place + 1)...] {
                    for first in group { for second in lower { prefer(first, to: second, by: weight) } }
                }
            }
        }
    }

    public init(_ sheets: ScoreSheets) { self.init(Rankings(sheets), entryCount: sheets.entryCount) }

    public mutating func prefer(_ first: Int, to second: Int, by weight: Int = 1) {
        margins[first * count + second] += Int32(weight)
        margins[second * count + first] -= Int32(weight)
    }

    /// Above 0 when the majority prefers `first`.
    public func margin(_ first: Int, _ second: Int) -> Int { Int(margins[first * count + second]) }

    /// Opponents beaten and half of those tied with, and all votes for less all votes against, by Copeland's method.
    public func copeland(_ entries: [Int]) -> [Score] {
        entries.map { entry in
            var (doubled, votes) = (0, 0)
            for other in entries where other != entry {
                let margin = margin(entry, other)
                doubled += margin > 0 ? 2 : margin == 0 ? 1 : 0
                votes += margin
            }
            return Score(Rational(Int128(doubled), over: 2), votes: votes)
        }
    }

    /// For each entry, how many others do not beat it by Schulze's method: the strongest path of majorities one way is
    /// compared with the strongest one back. Strength is the margin; entries³ steps.
    public func schulze(_ entries: [Int]) -> [Score] {
        let size = entries.count
        var strength = [Int](repeating: 0, count: size * size)
        for (row, first) in entries.enumerated() {
            for (column, second) in entries.enumerated() {
                strength[row * size + column] = max(margin(first, second), 0)
            }
        }
        strength.withUnsafeMutableBufferPointer { strength in
            for middle in 0..<size {
                for row in 0..<size where row != middle {
                    let first = strength[row * size + middle]
                    guard first > 0 else { continue }
                    for column in 0..<size where column != row {
                        let path = min(first, strength[middle * size + column])
                        if path > strength[row * size + column] { strength[row * size + column] = path }
                    }
                }
            }
        }
        return (0..<size).map { row in
            let unbeaten = (0..<size).count { other in
                other != row && strength[other * size + row] <= strength[row * size + other]
            }
            return Score(Rational(Int128(unbeaten)))
        }
    }
}
