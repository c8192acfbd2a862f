/// Right and wrong answers of many people to the items of a test, equal sheets taken together.
public struct ResponsePatterns: Equatable, Sendable {
    public let itemCount: Int
    /// A sheet, 1 for right, and how many people gave it; in no order that means anything.
    public let patterns: [(answers: [UInt8], count: Int)]

    /// Each row has `itemCount` answers.
    public init(itemCount: Int, rows: some Sequence<[UInt8]>) {
        self.itemCount = itemCount
        var counts: [[UInt8]: Int] = [:]
        for row in rows {
            precondition(row.count == itemCount, "an answer to each item")
            counts[row, default: 0] += 1
        }
        patterns = counts.map { ($0.key, $0.value) }.sorted { $0.answers.lexicographicallyPrecedes($1.answers) }
    }

    public var count: Int { patterns.reduce(0) { $0 + $1.count } }

    /// How many answered each item rightly.
    public var rightCounts: [Int] {
        var counts = [Int](repeating: 0, count: itemCount)
        for (answers, count) in patterns {
            for place in 0..<itemCount where answers[place] == 1 { counts[place] += count }
        }
        return counts
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.itemCount == right.itemCount
            && left.patterns.elementsEqual(right.patterns) { $0.answers == $1.answers && $0.count == $1.count }
    }
}
