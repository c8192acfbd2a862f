/// The marks of many attempts on the items of one test.
public struct ScoreTable: Equatable, Sendable {
    public struct Item: Equatable, Sendable {
        /// The largest mark, in units; 0 for a text that asks nothing and for what is not marked.
        public var maximum: Int64
        /// Whether it counts as an item of the test when its inner consistency is computed.
        public var isQuestion: Bool

        public init(maximum: Int64, isQuestion: Bool = true) {
            self.maximum = maximum
            self.isQuestion = isQuestion
        }
    }

    public let items: [Item]
    /// How many units make one mark.
    public let unit: Double
    /// Marks by item, each in the order of the attempts.
    public private(set) var columns: [[Int64]]
    public private(set) var totals: [Int64] = []
    public private(set) var running: RunningScores

    public init(items: [Item], unit: Double) {
        self.items = items
        self.unit = unit
        columns = Array(repeating: [], count: items.count)
        running = RunningScores(itemCount: items.count)
    }

    public mutating func add(_ marks: [Int64]) {
        running.add(marks)
        totals.append(marks.reduce(0, +))
        for place in marks.indices { columns[place].append(marks[place]) }
    }

    public var count: Int { totals.count }

    /// The largest covariance item `place` could have with the rest of the test: both sorted. nil of fewer than two.
    func largestCovariance(of place: Int) -> Double? {
        let column = columns[place]
        guard count > 1, column.contains(where: { $0 != column[0] }) else { return nil }
        let rests = zip(totals, column).map { $0 - $1 }.radixSorted()
        var sorted = CoMoments()
        for (mark, rest) in zip(column.radixSorted(), rests) { sorted.add(Double(mark), Double(rest)) }
        return sorted.covariance
    }
}
