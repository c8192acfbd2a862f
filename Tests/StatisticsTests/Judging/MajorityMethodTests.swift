import Statistics
import TestSupport
import Testing

@Suite struct MajorityMethodTests {
    /// Ballots as names from the best to the last, each so many times.
    private func majority(_ ballots: [(Int, String)]) -> (Majority, [Character]) {
        let names = Set(ballots[0].1).sorted()
        var majority = Majority(count: names.count)
        for (count, ballot) in ballots {
            let order = ballot.compactMap { names.firstIndex(of: $0) }
            for (place, first) in order.enumerated() {
                for second in order[(place + 1)...] { majority.prefer(first, to: second, by: count) }
            }
        }
        return (majority, names)
    }

    private func order(_ scores: [Score], _ names: [Character]) -> String {
        String(standings(of: scores).map { names[$0.entry] })
    }

    /// M. Schulze, "A new monotonic, clone-independent … election method", 2011, example 1.
    @Test func `Schulze's own example comes out in his order`() {
        let (majority, names) = majority([
            (5, "acbed"), (5, "adecb"), (8, "bedac"), (3, "cabed"), (7, "caebd"), (2, "cbade"), (7, "dceba"),
            (8, "ebadc"),
        ])
        #expect(order(majority.schulze(Array(0..<5)), names) == "eacbd")
    }

    /// Tennessee chooses a capital, the usual example of these methods: Nashville, Chattanooga, Knoxville, Memphis.
    @Test func `a capital for Tennessee is chosen alike by all three`() {
        let (majority, names) = majority([(42, "mnck"), (26, "nckm"), (15, "cknm"), (17, "kcnm")])
        let entries = Array(0..<4)
        #expect(order(majority.copeland(entries), names) == "nckm")
        #expect(order(majority.schulze(entries), names) == "nckm")
        let best = Kemeny(majority, entries)
        #expect(best.meanPlaces == [2, 3, 4, 1].map { Rational($0) } && best.winners == [3] && best.unproven.isEmpty)
        #expect(best.disagreement == 0)
    }

    @Test func `a circle of majorities is shared by all`() {
        let (majority, _) = majority([(1, "abc"), (1, "bca"), (1, "cab")])
        let best = Kemeny(majority, [0, 1, 2])
        #expect(
            best.meanPlaces == [2, 2, 2].map { Rational($0) } && best.winners == [0, 1, 2] && best.disagreement == 1)
        #expect(Set(majority.schulze([0, 1, 2]).map { $0.value.decimal() }) == ["2"])
    }

    @Test(arguments: 0..<30)
    func `Kemeny's orders are the best of all orders`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let size = Int.random(in: 3...5, using: &generator)
        var majority = Majority(count: size)
        for _ in 0..<Int.random(in: 2...5, using: &generator) {
            let ballot = Array(0..<size).shuffled(using: &generator)
            for (place, first) in ballot.enumerated() {
                for second in ballot[(place + 1)...] where Bool.random(using: &generator) {
                    majority.prefer(first, to: second)
                }
            }
        }
        var (least, orders): (Int, [[Int]]) = (.max, [])
        for order in permutations(size) {
            var cost = 0
            for (place, first) in order.enumerated() {
                for second in order[(place + 1)...] { cost += max(majority.margin(second, first), 0) }
            }
            if cost < least { (least, orders) = (cost, []) }
            if cost == least { orders.append(order) }
        }
        let best = Kemeny(majority, Array(0..<size))
        #expect(best.disagreement == least)
        #expect(best.winners == Set(orders.map { $0[0] }).sorted())
        for entry in 0..<size {
            let sum = orders.reduce(0) { $0 + 1 + ($1.firstIndex(of: entry) ?? 0) }
            #expect(best.meanPlaces[entry] == Rational(Int128(sum), over: Int128(orders.count)))
        }
    }

    private func permutations(_ size: Int) -> [[Int]] {
        size == 0
            ? [[]]
            : permutations(size - 1).flatMap { rest in (0..<size).map { rest[..<$0] + [size - 1] + rest[$0...] } }
    }

    @Test func `a component too large to search is searched nearby and said to be`() {
        var generator = SeededGenerator(seed: 9)
        let size = 20
        var majority = Majority(count: size)
        for _ in 0..<5 {
            let ballot = Array(0..<size).shuffled(using: &generator)
            for (place, first) in ballot.enumerated() {
                for second in ballot[(place + 1)...] { majority.prefer(first, to: second) }
            }
        }
        let best = Kemeny(majority, Array(0..<size))
        #expect(!best.unproven.isEmpty)
        let order = best.meanPlaces.enumerated().sorted { $0.element < $1.element }.map(\.offset)
        // No single entry gains by standing elsewhere.
        for from in order.indices {
            for step in [-1, 1] where order.indices.contains(from + step) {
                #expect(majority.margin(order[from + min(step, 0)], order[from + max(step, 0)]) >= 0)
            }
        }
    }
}
