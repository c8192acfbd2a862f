/// Strongly connected components in an order in which no arc leads back, by S. Kosaraju's two searches.
func stronglyConnectedComponents(_ nodes: [Int], hasArc: (Int, Int) -> Bool) -> [[Int]] {
    let size = nodes.count
    func reach(_ start: Int, _ seen: inout [Bool], isForward: Bool, _ left: (Int) -> Void) {
        var path = [(node: start, next: 0)]
        seen[start] = true
        while let (node, next) = path.last {
            guard next < size else {
                left(node)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            guard !seen[next], next != node else { continue }
            let (from, to) = isForward ? (node, next) : (next, node)
            guard hasArc(nodes[from], nodes[to]) else { continue }
            seen[next] = true
            path.append((next, 0))
        }
    }
    var finished: [Int] = []
    var seen = [Bool](repeating: false, count: size)
    for node in 0..<size where !seen[node] { reach(node, &seen, isForward: true) { finished.append($0) } }
    seen = Array(repeating: false, count: size)
    var components: [[Int]] = []
    for node in finished.reversed() where !seen[node] {
        var component: [Int] = []
        reach(node, &seen, isForward: false) { component.append($0) }
        components.append(component.map { nodes[$0] }.sorted())
    }
    return components
}
