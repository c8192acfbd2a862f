/// The orders that disagree least with the jurors: the sum over pairs of the votes against them is the smallest.
///
/// J. Kemeny, Daedalus 88, 1959. Entries of different components of the majority's graph never change places (M. Truchon,
/// "An extension of the Condorcet criterion and Kemeny orders", 1998), so each component is searched alone: up to
/// `Kemeny.largestExact` entries by dynamic programming over subsets, larger ones by moving single entries.
public struct Kemeny: Equatable, Sendable {
    /// 2¹⁴ subsets are searched in a millisecond.
    public static let largestExact = 14

    /// By entry as given, the mean of its places over all the best orders, from 1; entries that the best orders cannot
    /// tell apart share it.
    public let meanPlaces: [Rational]
    /// Entries that are first in some best order.
    public let winners: [Int]
    /// Σ over pairs of the margin against the order, of one best order.
    public let disagreement: Int
    /// Entries of components too large to search whole: there a better order may exist.
    public let unproven: [Int]

    public init(_ majority: Majority, _ entries: [Int]) {
        var places = [Rational](repeating: .zero, count: entries.count)
        var (winners, unproven, disagreement, before): ([Int], [Int], Int, Int) = ([], [], 0, 0)
        let position = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1, $0) })
        // Ties join, so that components stand in one order.
        let components = stronglyConnectedComponents(entries) { majority.margin($0, $1) >= 0 }
        for component in components {
            let best =
                component.count <= Self.largestExact
                ? Self.exact(component, majority) : Self.search(component, majority)
            if !best.isProven { unproven += component }
            if before == 0 { winners = best.winners }
            disagreement += best.disagreement
            for (entry, place) in zip(component, best.meanPlaces) {
                places[position[entry] ?? 0] = Rational(Int128(before)) + place
            }
            before += component.count
        }
        meanPlaces = places
        self.winners = winners.sorted()
        self.unproven = unproven.sorted()
        self.disagreement = disagreement
    }

    struct Best {
        var meanPlaces: [Rational]
        var winners: [Int]
        var disagreement: Int
        var isProven: Bool
    }

    /// Dynamic programming over sets of entries that stand first (M. Held and R. Karp, 1962), counting the best orders
    /// that pass each set.
    private static func exact(_ entries: [Int], _ majority: Majority) -> Best {
        let size = entries.count
        guard size > 1 else {
            return Best(meanPlaces: [Rational(1)], winners: entries, disagreement: 0, isProven: true)
        }
        let full = 1 << size
        // What it costs to put an entry after the set: the margins by which it beats those before it.
        func cost(_ entry: Int, after set: Int) -> Int {
            (0..<size).reduce(0) { sum, other in
                set >> other & 1 == 1 ? sum + max(majority.margin(entries[entry], entries[other]), 0) : sum
            }
        }
        var least = [Int](repeating: .max, count: full)
        var ways = [Int](repeating: 0, count: full)
        (least[0], ways[0]) = (0, 1)
        var steps = [Int](repeating: 0, count: full * size)
        for set in 0..<full {
            for entry in 0..<size where set >> entry & 1 == 0 {
                let next = set | 1 << entry
                let step = cost(entry, after: set)
                steps[set * size + entry] = step
                let total = least[set] + step
                if total < least[next] {
                    (least[next], ways[next]) = (total, ways[set])
                } else if total == least[next] {
                    ways[next] += ways[set]
                }
            }
        }
        // Back from the whole: in how many ways a set goes on to a best order.
        var onward = [Int](repeating: 0, count: full)
        onward[full - 1] = 1
        var sums = [Int128](repeating: 0, count: size)
        var isWinner = [Bool](repeating: false, count: size)
        for set in stride(from: full - 2, through: 0, by: -1) {
            for entry in 0..<size where set >> entry & 1 == 0 {
                let next = set | 1 << entry
                guard onward[next] > 0, least[set] + steps[set * size + entry] == least[next] else { continue }
                onward[set] += onward[next]
                sums[entry] += Int128(set.nonzeroBitCount + 1) * Int128(ways[set]) * Int128(onward[next])
                if set == 0 { isWinner[entry] = true }
            }
        }
        let orders = Int128(onward[0])
        return Best(
            meanPlaces: sums.map { Rational($0, over: orders) },
            winners: (0..<size).filter { isWinner[$0] }.map { entries[$0] }, disagreement: least[full - 1],
            isProven: true)
    }

    /// Starts from the votes, searches small strict components whole and moves single entries while that helps. Entries
    /// with the same margins against all others move as one and share a place.
    private static func search(_ entries: [Int], _ majority: Majority) -> Best {
        let strict = stronglyConnectedComponents(entries) { majority.margin($0, $1) > 0 }
        var order: [[Int]] = []
        var (isProven, disagreement) = (true, 0)
        for component in strict {
            if component.count <= largestExact {
                let best = exact(component, majority)
                disagreement += best.disagreement
                let sorted = zip(component, best.meanPlaces).sorted { ($0.1, $0.0) < ($1.1, $1.0) }
                for (place, pair) in sorted.enumerated() {
                    if place > 0, sorted[place - 1].1 == pair.1 {
                        order[order.count - 1].append(pair.0)
                    } else {
                        order.append([pair.0])
                    }
                }
            } else {
                isProven = false
                let groups = improved(alike(component, majority), majority)
                disagreement += Self.disagreement(groups.flatMap { $0 }, majority)
                order += groups
            }
        }
        let places = order.reduce(into: (before: 0, places: [Int: Rational]())) { result, group in
            for entry in group {
                result.places[entry] = Rational(Int128(2 * result.before + group.count + 1), over: 2)
            }
            result.before += group.count
        }.places
        return Best(
            meanPlaces: entries.map { places[$0] ?? .zero }, winners: order[0], disagreement: disagreement,
            isProven: isProven)
    }

    private static func disagreement(_ order: [Int], _ majority: Majority) -> Int {
        order.enumerated().reduce(0) { sum, first in
            order[(first.offset + 1)...].reduce(sum) { $0 + max(majority.margin($1, first.element), 0) }
        }
    }

    /// Groups of entries with equal margins against everybody else and none between them, most votes first.
    private static func alike(_ entries: [Int], _ majority: Majority) -> [[Int]] {
        let votes = entries.map { entry in entries.reduce(0) { $0 + majority.margin(entry, $1) } }
        let sorted = zip(votes, entries).sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.1)
        var groups: [[Int]] = []
        for entry in sorted {
            let place = groups.firstIndex { group in
                majority.margin(group[0], entry) == 0
                    && entries.allSatisfy { majority.margin(group[0], $0) == majority.margin(entry, $0) }
            }
            if let place { groups[place].append(entry) } else { groups.append([entry]) }
        }
        return groups
    }

    /// Moves a group to where it gains most, as long as any gains.
    private static func improved(_ groups: [[Int]], _ majority: Majority) -> [[Int]] {
        var order = groups
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for group in groups {
                guard let from = order.firstIndex(of: group) else { continue }
                var (gain, best, target) = (0, 0, from)
                for to in stride(from: from - 1, through: 0, by: -1) {
                    gain += majority.margin(group[0], order[to][0]) * order[to].count
                    if gain > best { (best, target) = (gain, to) }
                }
                gain = 0
                for to in from + 1..<max(order.count, from + 1) {
                    gain += majority.margin(order[to][0], group[0]) * order[to].count
                    if gain > best { (best, target) = (gain, to) }
                }
                guard target != from else { continue }
                order.remove(at: from)
                order.insert(group, at: target)
                hasChanged = true
            }
        }
        return order
    }
}
