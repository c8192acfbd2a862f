extension Question {
    /// Things to put in order.
    public struct Ordering: Codable, Equatable, Sendable {
        /// In the right order, each with what its author says to it after the answer.
        public var items: [Item]
        public var rule: Rule
        /// Words of a sentence stand side by side, steps of a plan one under another.
        public var isHorizontal: Bool
        /// How many of the items one learner gets, and how they are picked; nil: all of them.
        public var subset: Subset?

        public init(items: [Item], rule: Rule = .relativeToAll, isHorizontal: Bool = false, subset: Subset? = nil) {
            self.items = items
            self.rule = rule
            self.isHorizontal = isHorizontal
            self.subset = subset
        }

        public struct Item: Codable, Equatable, Sendable {
            public var text: RichText
            public var feedback: RichText?

            public init(_ text: RichText, feedback: RichText? = nil) {
                self.text = text
                self.feedback = feedback
            }
        }

        public struct Subset: Codable, Equatable, Sendable {
            /// At least 2.
            public var count: Int
            /// Whether they follow one another in the right order.
            public var isContiguous: Bool

            public init(count: Int, isContiguous: Bool) {
                self.count = count
                self.isContiguous = isContiguous
            }
        }

        /// What an order that is not wholly right earns. The rules are those of Moodle 4.5's `qtype_ordering`.
        public enum Rule: String, CaseIterable, Codable, Sendable {
            /// 1 or 0.
            case allOrNothing
            /// The share of items in their own places.
            case absolutePosition
            /// How near the items are to their places: Σ (n − 1 − |place − right place|) / n(n − 1).
            case relativeToCorrect
            /// The share of the n − 1 items that have the right item after them.
            case nextExcludingLast
            /// The same of all n, where the last one must be the last.
            case nextIncludingLast
            /// The share of right neighbours, before and after each item, the edges of the list counted as such.
            case neighbours
            /// The share of pairs, whatever stands between them, that stand in the right order.
            case relativeToAll
            /// The longest row of items in the right order, others between them or not, over n.
            case longestOrdered
            /// The longest row of items that follow one another rightly, over n.
            case longestContiguous
        }
    }
}

extension Question.Ordering.Rule {
    /// What `order` earns, 0…1: the items from first to last, each by its place among them in the right order. It is a
    /// permutation of `0..<n`; any other earns 0.
    public func fraction(of order: [Int]) -> Double {
        let count = order.count
        guard count > 0, Set(order) == Set(0..<count) else { return 0 }
        guard count > 1 else { return 1 }
        func share(_ right: Int, _ all: Int) -> Double { Double(right) / Double(all) }
        let following = (1..<count).count { order[$0] == order[$0 - 1] + 1 }
        switch self {
        case .allOrNothing: return order == Array(0..<count) ? 1 : 0
        case .absolutePosition: return share(order.indices.count { order[$0] == $0 }, count)
        case .relativeToCorrect:
            return share(order.indices.reduce(0) { $0 + count - 1 - abs(order[$1] - $1) }, count * (count - 1))
        case .nextExcludingLast: return share(following, count - 1)
        case .nextIncludingLast: return share(following + (order[count - 1] == count - 1 ? 1 : 0), count)
        case .neighbours:
            let edges = (order[0] == 0 ? 1 : 0) + (order[count - 1] == count - 1 ? 1 : 0)
            return share(2 * following + edges, 2 * count)
        case .relativeToAll: return share(concordantPairs(of: order), count * (count - 1) / 2)
        case .longestOrdered: return share(longestIncreasing(order), count)
        case .longestContiguous: return share(longestRun(order), count)
        }
    }

    private func concordantPairs(of order: [Int]) -> Int {
        order.indices.reduce(0) { sum, left in sum + order[(left + 1)...].count { $0 > order[left] } }
    }

    /// The length of the longest increasing subsequence; one item alone is no row. C. Schensted, "Longest increasing and
    /// decreasing subsequences", 1961.
    private func longestIncreasing(_ order: [Int]) -> Int {
        var tails: [Int] = []
        for item in order {
            let place = tails.firstIndex { $0 >= item } ?? tails.endIndex
            if place == tails.endIndex { tails.append(item) } else { tails[place] = item }
        }
        return tails.count > 1 ? tails.count : 0
    }

    private func longestRun(_ order: [Int]) -> Int {
        var longest = 1
        var run = 1
        for place in order.indices.dropFirst() {
            run = order[place] == order[place - 1] + 1 ? run + 1 : 1
            longest = max(longest, run)
        }
        return longest > 1 ? longest : 0
    }
}
