/// Worth of things that were compared two at a time, ties allowed.
///
/// R. Davidson, Journal of the American Statistical Association 65, 1970: the chances that i is preferred, that j is and that
/// neither is are as π_i : π_j : ν√(π_iπ_j). Maximum likelihood by Davidson's iteration.
public struct PairedComparisons: Equatable, Sendable {
    public struct Outcome: Equatable, Sendable {
        public var first: Int
        public var second: Int
        public var firstPreferred: Int
        public var secondPreferred: Int
        public var ties: Int

        public init(first: Int, second: Int, firstPreferred: Int, secondPreferred: Int, ties: Int) {
            (self.first, self.second, self.ties) = (first, second, ties)
            (self.firstPreferred, self.secondPreferred) = (firstPreferred, secondPreferred)
        }

        var count: Int { firstPreferred + secondPreferred + ties }
    }

    /// π; they sum to 1.
    public let worths: [Double]
    /// ν: 0 when nothing tied, 2 when a tie is as likely as not between equals.
    public let tieParameter: Double

    /// nil when the comparisons do not determine the worths: something was never preferred nor tied, or always
    /// preferred, or the things fall into groups that were not compared.
    public init?(_ outcomes: [Outcome], count: Int, rounds: Int = 10_000) {
        // Ford's condition: from each thing arcs of "not always worse" lead to every other.
        var isPreferred = [Bool](repeating: false, count: count * count)
        for outcome in outcomes {
            if outcome.firstPreferred + outcome.ties > 0 { isPreferred[outcome.first * count + outcome.second] = true }
            if outcome.secondPreferred + outcome.ties > 0 { isPreferred[outcome.second * count + outcome.first] = true }
        }
        let components = stronglyConnectedComponents(Array(0..<count)) { isPreferred[$0 * count + $1] }
        guard count > 1, components.count == 1 else { return nil }
        var points = [Double](repeating: 0, count: count)
        for outcome in outcomes {
            points[outcome.first] += Double(2 * outcome.firstPreferred + outcome.ties)
            points[outcome.second] += Double(2 * outcome.secondPreferred + outcome.ties)
        }
        let ties = Double(outcomes.reduce(0) { $0 + $1.ties })
        var worths = [Double](repeating: 1 / Double(count), count: count)
        var tie = ties > 0 ? 1.0 : 0
        for _ in 0..<rounds {
            var expected = [Double](repeating: 0, count: count)
            var roots = 0.0
            for outcome in outcomes {
                let (first, second) = (worths[outcome.first], worths[outcome.second])
                let root = (first * second).squareRoot()
                let share = Double(outcome.count) / (first + second + tie * root)
                expected[outcome.first] += share * (2 + tie * (second / first).squareRoot())
                expected[outcome.second] += share * (2 + tie * (first / second).squareRoot())
                roots += share * root
            }
            var next = zip(points, expected).map { $0 / $1 }
            let sum = next.reduce(0, +)
            next = next.map { $0 / sum }
            let nextTie = ties > 0 ? ties / roots : 0
            let change = zip(next, worths).reduce((nextTie - tie).magnitude) { max($0, ($1.0 - $1.1).magnitude) }
            (worths, tie) = (next, nextTie)
            if change < 1e-12 { break }
        }
        self.worths = worths
        tieParameter = tie
    }
}
