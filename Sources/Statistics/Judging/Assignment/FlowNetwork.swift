/// A network of arcs with capacities and costs, and the cheapest of its greatest flows, in whole numbers.
///
/// The primal–dual method of L. Ford and D. Fulkerson, "Flows in Networks", 1962: shortest distances by E. Dijkstra on
/// reduced costs, then everything that fits along arcs of no reduced cost by Y. Dinitz, 1970. It takes as many rounds as
/// there are different costs of a path, few where costs are small whole numbers.
struct FlowNetwork {
    private(set) var ends: [Int] = []
    private(set) var capacities: [Int] = []
    private var costs: [Int] = []
    private var arcs: [[Int]]
    private var potentials: [Int]
    private var levels: [Int] = []
    private var nextArc: [Int] = []

    init(nodeCount: Int) {
        arcs = Array(repeating: [], count: nodeCount)
        potentials = Array(repeating: 0, count: nodeCount)
    }

    /// Adds an arc and its way back; the number of the arc. The cost is 0 or above.
    @discardableResult
    mutating func add(from: Int, to: Int, capacity: Int, cost: Int = 0) -> Int {
        let arc = ends.count
        ends += [to, from]
        capacities += [capacity, 0]
        costs += [cost, -cost]
        arcs[from].append(arc)
        arcs[to].append(arc + 1)
        return arc
    }

    func flow(of arc: Int) -> Int { capacities[arc ^ 1] }

    /// Sends as much as can be sent as cheaply as it can; how much.
    mutating func send(from source: Int, to sink: Int) -> Int {
        var sent = 0
        while findDistances(from: source, to: sink) {
            while findLevels(from: source, to: sink) {
                nextArc = Array(repeating: 0, count: arcs.count)
                while true {
                    let amount = push(source, sink, .max)
                    if amount == 0 { break }
                    sent += amount
                }
            }
        }
        return sent
    }

    /// Adds the shortest distances to the potentials; false when the sink is out of reach.
    private mutating func findDistances(from source: Int, to sink: Int) -> Bool {
        var distances = [Int](repeating: .max, count: arcs.count)
        var isDone = [Bool](repeating: false, count: arcs.count)
        distances[source] = 0
        while true {
            var (node, least) = (-1, Int.max)
            for candidate in distances.indices where !isDone[candidate] && distances[candidate] < least {
                (node, least) = (candidate, distances[candidate])
            }
            guard node >= 0 else { break }
            isDone[node] = true
            for arc in arcs[node] where capacities[arc] > 0 {
                let end = ends[arc]
                let distance = least + costs[arc] + potentials[node] - potentials[end]
                if distance < distances[end] { distances[end] = distance }
            }
        }
        let reach = distances[sink]
        guard reach < .max else { return false }
        // Nodes beyond the sink need no more than its distance.
        for node in potentials.indices { potentials[node] += min(distances[node], reach) }
        return true
    }

    /// Steps from the source along arcs without reduced cost.
    private mutating func findLevels(from source: Int, to sink: Int) -> Bool {
        levels = Array(repeating: -1, count: arcs.count)
        levels[source] = 0
        var queue = [source]
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            for arc in arcs[node] where isOpen(arc, from: node) && levels[ends[arc]] < 0 {
                levels[ends[arc]] = levels[node] + 1
                queue.append(ends[arc])
            }
        }
        return levels[sink] >= 0
    }

    private func isOpen(_ arc: Int, from node: Int) -> Bool {
        capacities[arc] > 0 && costs[arc] + potentials[node] - potentials[ends[arc]] == 0
    }

    private mutating func push(_ node: Int, _ sink: Int, _ amount: Int) -> Int {
        guard node != sink else { return amount }
        while nextArc[node] < arcs[node].count {
            let arc = arcs[node][nextArc[node]]
            if isOpen(arc, from: node), levels[ends[arc]] == levels[node] + 1 {
                let pushed = push(ends[arc], sink, min(amount, capacities[arc]))
                if pushed > 0 {
                    capacities[arc] -= pushed
                    capacities[arc ^ 1] += pushed
                    return pushed
                }
            }
            nextArc[node] += 1
        }
        return 0
    }

    /// Nodes that more could be sent to from `start`: beside them lies the cut that nothing more passes.
    func reachable(from start: Int) -> [Bool] {
        var isReached = [Bool](repeating: false, count: arcs.count)
        isReached[start] = true
        var queue = [start]
        while let node = queue.popLast() {
            for arc in arcs[node] where capacities[arc] > 0 && !isReached[ends[arc]] {
                isReached[ends[arc]] = true
                queue.append(ends[arc])
            }
        }
        return isReached
    }

    /// Nodes from which more could be sent to `end`.
    func reaching(_ end: Int) -> [Bool] {
        var isReached = [Bool](repeating: false, count: arcs.count)
        isReached[end] = true
        var queue = [end]
        while let node = queue.popLast() {
            for arc in arcs[node] where capacities[arc ^ 1] > 0 && !isReached[ends[arc]] {
                isReached[ends[arc]] = true
                queue.append(ends[arc])
            }
        }
        return isReached
    }
}
