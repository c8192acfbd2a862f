/// An assignment whose entries are passed between jurors until they hang together well: then severity can be told from
/// quality, and marks of different panels compare.
///
/// Each entry's panel joins its jurors; L = D_J − NᵀD_I⁻¹N is the Laplacian of the juror–entry graph with the entries
/// eliminated, and the matrix whose inverse the errors of severities come from. Its second smallest eigenvalue is 0
/// when the graph falls apart (M. Fiedler, Czechoslovak Mathematical Journal 23, 1973) and rises and falls with that of the
/// whole graph where loads are equal.
struct JuryPanels {
    private(set) var jurors: [[Int]]
    private(set) var connectivity = 0.0
    private let terms: AssignmentTerms
    private let active: [Int]

    init(_ jurors: [[Int]], _ terms: AssignmentTerms) {
        self.jurors = jurors
        self.terms = terms
        var isActive = [Bool](repeating: false, count: terms.capacities.count)
        for juror in jurors.joined() { isActive[juror] = true }
        active = isActive.indices.filter { isActive[$0] }
    }

    /// Swaps entries of two jurors, loads and forbidden pairs respected and the cost not raised, while the eigenvalue rises.
    mutating func connect(swaps limit: Int = 100) {
        var vector = slowest(from: nil)
        connectivity = vector.value
        for _ in 0..<limit {
            guard let swap = bestSwap(along: vector.byJuror) else { return }
            exchange(swap)
            let next = slowest(from: vector.byJuror)
            // While the graph is in pieces the eigenvalue is 0 whatever joins two of them.
            guard next.value > connectivity + 1e-9 || connectivity < 1e-9 else {
                exchange(Swap(first: swap.first, second: swap.second, given: swap.taken, taken: swap.given))
                return
            }
            (vector, connectivity) = (next, next.value)
        }
    }

    /// The entry `first` gives up juror `given` for `taken`, whom `second` gives up for `given`.
    private struct Swap {
        var first: Int
        var second: Int
        var given: Int
        var taken: Int
    }

    private mutating func exchange(_ swap: Swap) {
        jurors[swap.first] = (jurors[swap.first].filter { $0 != swap.given } + [swap.taken]).sorted()
        jurors[swap.second] = (jurors[swap.second].filter { $0 != swap.taken } + [swap.given]).sorted()
    }

    /// The eigenvalue is the least of Σ over entries of the scatter of x within the panel, for x of length 1 across the
    /// jurors; so a swap that adds most scatter to the x there is now promises most.
    private func bestSwap(along x: [Double]) -> Swap? {
        let panels = jurors.map { panel in
            (sum: panel.reduce(0) { $0 + x[$1] }, size: Double(max(panel.count, 1)))
        }
        // Σx² less (Σx)² ÷ size, of which a swap of two jurors changes only the latter over both panels together.
        func scatter(_ sum: Double, _ size: Double) -> Double { -sum * sum / size }
        let scatters = panels.indices.map { place in
            jurors[place].reduce(scatter(panels[place].sum, panels[place].size)) { $0 + x[$1] * x[$1] }
        }
        // Panels that the vector hardly tells apart are those to open up.
        let alike = scatters.indices.sorted { (scatters[$0], $0) < (scatters[$1], $1) }.prefix(12)
        var best: (swap: Swap, gain: Double)?
        for first in alike {
            for second in jurors.indices where second != first {
                for given in jurors[first] where !jurors[second].contains(given) {
                    guard let back = terms.pairings[second][given].cost else { continue }
                    for taken in jurors[second] where !jurors[first].contains(taken) {
                        let shift = x[taken] - x[given]
                        let gain =
                            scatter(panels[first].sum + shift, panels[first].size)
                            - scatter(panels[first].sum, panels[first].size)
                            + scatter(panels[second].sum - shift, panels[second].size)
                            - scatter(panels[second].sum, panels[second].size)
                        guard gain > (best?.gain ?? 1e-9), let cost = terms.pairings[first][taken].cost,
                            let before = terms.pairings[first][given].cost,
                            let other = terms.pairings[second][taken].cost, cost + back <= before + other
                        else { continue }
                        best = (Swap(first: first, second: second, given: given, taken: taken), gain)
                    }
                }
            }
        }
        return best?.swap
    }

    /// The second smallest eigenvalue of L and its vector by juror: inverse iteration across the constant vector.
    private func slowest(from start: [Double]?) -> (value: Double, byJuror: [Double]) {
        let size = active.count
        var number = [Int](repeating: -1, count: terms.capacities.count)
        for (place, juror) in active.enumerated() { number[juror] = place }
        guard size > 1 else { return (0, Array(repeating: 0, count: terms.capacities.count)) }
        var laplacian = [Double](repeating: 0, count: size * size)
        for panel in jurors {
            let share = 1 / Double(panel.count)
            for first in panel {
                laplacian[number[first] * (size + 1)] += 1
                for second in panel { laplacian[number[first] * size + number[second]] -= share }
            }
        }
        // The constant vector is lifted out of the way, and a little of everything keeps a graph in pieces solvable.
        let lift = 1e-6
        var lifted = laplacian
        for row in 0..<size {
            for column in 0..<size { lifted[row * size + column] += Double(jurors.count) / Double(size) }
            lifted[row * (size + 1)] += lift
        }
        guard let factor = Cholesky(lifted, size: size) else {
            return (0, Array(repeating: 0, count: terms.capacities.count))
        }
        var generator = PCG32(seed: 1)
        var x = active.map { juror in (start?[juror] ?? 0) + 1e-3 * (generator.nextUniform() - 0.5) }
        var value = 0.0
        for _ in 0..<200 {
            let mean = x.reduce(0, +) / Double(size)
            x = x.map { $0 - mean }
            let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard length > 0 else { break }
            x = x.map { $0 / length }
            var next = 0.0
            for row in 0..<size {
                var product = 0.0
                for column in 0..<size { product += laplacian[row * size + column] * x[column] }
                next += x[row] * product
            }
            let change = (next - value).magnitude
            value = next
            if change < 1e-10 * max(1, value) { break }
            x = factor.solve(x)
        }
        var byJuror = [Double](repeating: 0, count: terms.capacities.count)
        for (place, juror) in active.enumerated() { byJuror[juror] = x[place] }
        return (max(value, 0), byJuror)
    }
}
