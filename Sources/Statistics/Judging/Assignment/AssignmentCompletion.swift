/// An assignment that goes on: somebody fell out, a third expert is called, an entry came late. What stands, stays.
public struct AssignmentCompletion: Equatable, Sendable {
    /// New jurors of each entry.
    public var needs: [Int]
    /// Jurors whom each entry has already; they count in loads and are not given it twice.
    public var standing: [Set<Int>]
    /// The most entries of each juror, those that stand included; nil without a limit of their own.
    public var capacities: [Int?]
    /// By entry, each by juror.
    public var pairings: [[AssignmentTerms.Pairing]]

    public init(
        needs: [Int], standing: [Set<Int>], capacities: [Int?], pairings: [[AssignmentTerms.Pairing]]
    ) {
        precondition(needs.count == standing.count && needs.count == pairings.count)
        precondition(pairings.allSatisfy { $0.count == capacities.count })
        (self.needs, self.standing, self.capacities, self.pairings) = (needs, standing, capacities, pairings)
    }

    private func isFree(_ entry: Int, _ juror: Int) -> Bool {
        pairings[entry][juror].cost != nil && !standing[entry].contains(juror)
    }

    /// New jurors of each entry, rising: loads as even as what stands and the conflicts allow (the sum of their squares is
    /// the least), then the cheapest, equal ones drawn by `seed`. A juror's k-th entry costs k times more than all pairs
    /// together, which makes the least cost of a flow the least sum of squares.
    public func complete(seed: UInt64) throws(AssignmentRefusal) -> [[Int]] {
        let (entryCount, jurorCount) = (needs.count, capacities.count)
        var loads = [Int](repeating: 0, count: jurorCount)
        for juror in standing.joined() { loads[juror] += 1 }
        let room = capacities.indices.map { max((capacities[$0] ?? .max) - loads[$0], 0) }
        try checkConflicts(room)

        var generator = PCG32(seed: seed)
        var entryOrder = (0..<entryCount).filter { needs[$0] > 0 }
        var jurorOrder = Array(0..<jurorCount)
        generator.shuffle(&entryOrder)
        let needed = needs.reduce(0, +)
        let (source, sink) = (entryCount + jurorCount, entryCount + jurorCount + 1)
        let above = (AssignmentTerms.highestCost + 1) * (needed + 1)
        var network = FlowNetwork(nodeCount: sink + 1)
        var pairs: [(arc: Int, entry: Int, juror: Int)] = []
        for entry in entryOrder {
            network.add(from: source, to: entry, capacity: needs[entry])
            generator.shuffle(&jurorOrder)
            for juror in jurorOrder where isFree(entry, juror) {
                let cost = min(max(pairings[entry][juror].cost ?? 0, 0), AssignmentTerms.highestCost)
                pairs.append(
                    (network.add(from: entry, to: entryCount + juror, capacity: 1, cost: cost), entry, juror))
            }
        }
        for juror in jurorOrder {
            let most = min(room[juror], entryOrder.count { isFree($0, juror) })
            for step in 0..<most {
                network.add(
                    from: entryCount + juror, to: sink, capacity: 1, cost: above * (loads[juror] + step + 1))
            }
        }
        guard network.send(from: source, to: sink) == needed else {
            let isReached = network.reachable(from: source)
            let entries = entryOrder.filter { isReached[$0] }.sorted()
            let jurors = (0..<jurorCount).filter { juror in entries.contains { isFree($0, juror) } }
            let available = jurors.reduce(0) { sum, juror in
                sum + min(room[juror], entries.count { isFree($0, juror) })
            }
            throw .overloaded(
                entries: entries, jurors: jurors, needed: entries.reduce(0) { $0 + needs[$1] }, available: available)
        }
        var found = [[Int]](repeating: [], count: entryCount)
        for (arc, entry, juror) in pairs where network.flow(of: arc) > 0 { found[entry].append(juror) }
        return found.map { $0.sorted() }
    }

    private func checkConflicts(_ room: [Int]) throws(AssignmentRefusal) {
        let shortages = needs.indices.compactMap { entry -> AssignmentRefusal.Shortage? in
            let allowed = capacities.indices.count { isFree(entry, $0) && room[$0] > 0 }
            guard allowed < needs[entry] else { return nil }
            var conflicts: [AssignmentTerms.Conflict: Int] = [:]
            for (juror, pairing) in pairings[entry].enumerated() where !standing[entry].contains(juror) {
                if case .forbidden(let conflict) = pairing { conflicts[conflict, default: 0] += 1 }
            }
            return AssignmentRefusal.Shortage(entry: entry, allowed: allowed, conflicts: conflicts)
        }
        guard shortages.isEmpty else { throw .conflicted(shortages) }
    }
}
