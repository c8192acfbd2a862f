/// What a test's figures are made of, kept up to date attempt by attempt: each costs O(items).
///
/// Marks are whole numbers of a unit, as 0.3 is 3,000,000 of 10⁻⁷, so that totals and rests are exact and a question that
/// everybody answered alike has no variance at all. Only what needs the attempts side by side is not here: the
/// median and the largest covariance that an item could have, see `ScoreTable`.
public struct RunningScores: Equatable, Sendable, Codable {
    /// One item with the rest of the test.
    public struct Item: Equatable, Sendable, Codable {
        /// x is the item's mark, y the total less that mark.
        public var withRest = CoMoments()
        /// Σ(x − mean x)(T − mean T): to the rest's product the item's own sum of squares added.
        var productWithTotal: Double { withRest.product + withRest.x.sum2 }
    }

    public private(set) var items: [Item]
    public private(set) var total = Moments()

    public init(itemCount: Int) { items = Array(repeating: Item(), count: itemCount) }

    /// One attempt: the mark of each item in its order.
    public mutating func add(_ marks: some Collection<Int64>) {
        precondition(marks.count == items.count, "a mark for each item")
        let sum = marks.reduce(0, +)
        for (place, mark) in marks.enumerated() { items[place].withRest.add(Double(mark), Double(sum - mark)) }
        total.add(Double(sum))
    }

    public var count: Int { total.count }
}
