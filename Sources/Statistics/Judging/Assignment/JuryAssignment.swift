/// Which jurors mark which entries: each entry by equally many, jurors loaded alike, at the least cost.
public struct JuryAssignment: Equatable, Sendable {
    /// Jurors of each entry, rising.
    public let jurors: [[Int]]
    public let cost: Int
    /// How tightly common jurors hold the entries together; 0 when they fall apart. See `connectivity`.
    public let connectivity: Double

    /// Entries of each juror.
    public func loads(jurorCount: Int) -> [Int] {
        var loads = [Int](repeating: 0, count: jurorCount)
        for juror in jurors.joined() { loads[juror] += 1 }
        return loads
    }
}

/// What an assignment has to keep to.
public struct AssignmentTerms: Equatable, Sendable {
    /// Why a juror may not mark an entry.
    public enum Conflict: Hashable, Sendable { case sameOrganisation, declared, mentor, relative, banned }

    public enum Pairing: Equatable, Sendable {
        /// 0 for a good match; more for a subject that is not the juror's, or a pair that met in an earlier stage.
        case allowed(cost: Int)
        case forbidden(Conflict)

        var cost: Int? { if case .allowed(let cost) = self { cost } else { nil } }
    }

    /// Costs are counted up to this.
    public static let highestCost = 1_000

    /// Jurors of each entry.
    public var perEntry: Int
    /// The most entries of each juror; nil without a limit of their own.
    public var capacities: [Int?]
    /// By entry, each by juror.
    public var pairings: [[Pairing]]

    public init(perEntry: Int, capacities: [Int?], pairings: [[Pairing]]) {
        precondition(perEntry > 0 && pairings.allSatisfy { $0.count == capacities.count })
        self.perEntry = perEntry
        self.capacities = capacities.map { $0.map { max($0, 0) } }
        self.pairings = pairings
    }

    func isAllowed(_ entry: Int, _ juror: Int) -> Bool { pairings[entry][juror].cost != nil }

    func capacity(_ juror: Int) -> Int { min(capacities[juror] ?? .max, pairings.count) }

    /// The load that everybody reaches whose own limit allows it; nobody has more than 1 above it. nil when all limits
    /// together are too low.
    var level: Int? {
        let needed = perEntry * pairings.count
        guard capacities.indices.reduce(0, { $0 + capacity($1) }) >= needed else { return nil }
        var level = 0
        while capacities.indices.reduce(0, { $0 + min(capacity($1), level + 1) }) <= needed, level < pairings.count {
            level += 1
        }
        return level
    }
}

/// Why there is no assignment: names what stands in the way, so that the organiser knows what to change.
public enum AssignmentRefusal: Error, Equatable, Sendable {
    /// These entries have fewer jurors left than they need, after so many conflicts of each kind.
    case conflicted([Shortage])
    /// Together these entries need more marks than the jurors who may give them can.
    case overloaded(entries: [Int], jurors: [Int], needed: Int, available: Int)
    /// Conflicts keep these jurors from the load that an even share would be: they can take `available` together, not
    /// `needed`.
    case uneven(jurors: [Int], needed: Int, available: Int)

    public struct Shortage: Equatable, Sendable {
        public var entry: Int
        public var allowed: Int
        public var conflicts: [AssignmentTerms.Conflict: Int]

        public init(entry: Int, allowed: Int, conflicts: [AssignmentTerms.Conflict: Int]) {
            (self.entry, self.allowed, self.conflicts) = (entry, allowed, conflicts)
        }
    }
}

extension JuryAssignment {
    /// The cheapest assignment, equal ones drawn by `seed`; then pairs are swapped at no cost as long as the entries hang
    /// together better. 1 000 entries by 100 jurors take about a third of a second.
    public init(_ terms: AssignmentTerms, seed: UInt64) throws(AssignmentRefusal) {
        try Self.checkConflicts(terms)
        let (entryCount, jurorCount) = (terms.pairings.count, terms.capacities.count)
        guard entryCount > 0 else {
            (jurors, cost, connectivity) = ([], 0, 0)
            return
        }
        // The order of arcs decides between equally cheap assignments, so a random order is a random choice.
        var generator = PCG32(seed: seed)
        var entryOrder = Array(0..<entryCount)
        var jurorOrder = Array(0..<jurorCount)
        generator.shuffle(&entryOrder)

        let (source, sink) = (entryCount + jurorCount, entryCount + jurorCount + 1)
        let level = terms.level ?? entryCount
        var network = FlowNetwork(nodeCount: sink + 1)
        var pairs: [(arc: Int, entry: Int, juror: Int)] = []
        for entry in entryOrder {
            network.add(from: source, to: entry, capacity: terms.perEntry)
            generator.shuffle(&jurorOrder)
            for juror in jurorOrder {
                guard let cost = terms.pairings[entry][juror].cost else { continue }
                let arc = network.add(
                    from: entry, to: entryCount + juror, capacity: 1,
                    cost: min(max(cost, 0), AssignmentTerms.highestCost))
                pairs.append((arc, entry, juror))
            }
        }
        // A load above the level costs more than all the rest together, so nobody has it while another is below.
        let above = (AssignmentTerms.highestCost + 1) * (terms.perEntry * entryCount + 1)
        var shares: [(arc: Int, juror: Int, size: Int)] = []
        for juror in jurorOrder {
            let capacity = terms.capacity(juror)
            let size = min(capacity, level)
            shares.append((network.add(from: entryCount + juror, to: sink, capacity: size), juror, size))
            if capacity > level { network.add(from: entryCount + juror, to: sink, capacity: 1, cost: above) }
        }
        let needed = terms.perEntry * entryCount
        if network.send(from: source, to: sink) < needed {
            throw Self.shortage(terms, level: level)
        }
        let below = shares.filter { network.flow(of: $0.arc) < $0.size }
        guard below.isEmpty else { throw Self.unevenness(network, below.map(\.juror), terms, level: level) }

        var jurors = [[Int]](repeating: [], count: entryCount)
        for (arc, entry, juror) in pairs where network.flow(of: arc) > 0 { jurors[entry].append(juror) }
        var panels = JuryPanels(jurors.map { $0.sorted() }, terms)
        panels.connect()
        self.jurors = panels.jurors
        connectivity = panels.connectivity
        cost = panels.jurors.enumerated().reduce(0) { sum, panel in
            panel.element.reduce(sum) { $0 + (terms.pairings[panel.offset][$1].cost ?? 0) }
        }
    }

    private static func checkConflicts(_ terms: AssignmentTerms) throws(AssignmentRefusal) {
        let shortages = terms.pairings.enumerated().compactMap { entry, row -> AssignmentRefusal.Shortage? in
            var conflicts: [AssignmentTerms.Conflict: Int] = [:]
            for pairing in row { if case .forbidden(let conflict) = pairing { conflicts[conflict, default: 0] += 1 } }
            let allowed = row.indices.count { terms.isAllowed(entry, $0) && terms.capacity($0) > 0 }
            return allowed < terms.perEntry
                ? AssignmentRefusal.Shortage(entry: entry, allowed: allowed, conflicts: conflicts) : nil
        }
        guard shortages.isEmpty else { throw .conflicted(shortages) }
    }

    /// The entries on the source's side of the least cut, when jurors may take all that they are able to: P. Hall, Journal
    /// of the London Mathematical Society 10, 1935. Where that would do, it is the even share that does not.
    private static func shortage(_ terms: AssignmentTerms, level: Int) -> AssignmentRefusal {
        let (entryCount, jurorCount) = (terms.pairings.count, terms.capacities.count)
        let (source, sink) = (entryCount + jurorCount, entryCount + jurorCount + 1)
        func network(_ capacity: (Int) -> Int) -> FlowNetwork {
            var network = FlowNetwork(nodeCount: sink + 1)
            for entry in 0..<entryCount {
                network.add(from: source, to: entry, capacity: terms.perEntry)
                for juror in 0..<jurorCount where terms.isAllowed(entry, juror) {
                    network.add(from: entry, to: entryCount + juror, capacity: 1)
                }
            }
            for juror in 0..<jurorCount { network.add(from: entryCount + juror, to: sink, capacity: capacity(juror)) }
            return network
        }
        var capacity = terms.capacity
        var flow = network(capacity)
        if flow.send(from: source, to: sink) == terms.perEntry * entryCount {
            capacity = { min(terms.capacity($0), level + 1) }
            flow = network(capacity)
            _ = flow.send(from: source, to: sink)
        }
        let isReached = flow.reachable(from: source)
        let entries = (0..<entryCount).filter { isReached[$0] }
        let jurors = (0..<jurorCount).filter { juror in entries.contains { terms.isAllowed($0, juror) } }
        let available = jurors.reduce(0) { sum, juror in
            sum + min(capacity(juror), entries.count { terms.isAllowed($0, juror) })
        }
        return .overloaded(
            entries: entries, jurors: jurors, needed: entries.count * terms.perEntry, available: available)
    }

    /// Jurors who could pass an entry on to one with too few, and together have too few themselves.
    private static func unevenness(
        _ network: FlowNetwork, _ below: [Int], _ terms: AssignmentTerms, level: Int
    ) -> AssignmentRefusal {
        let entryCount = terms.pairings.count
        var isHeld = [Bool](repeating: false, count: terms.capacities.count)
        for juror in below {
            let reaching = network.reaching(entryCount + juror)
            for other in isHeld.indices where reaching[entryCount + other] { isHeld[other] = true }
        }
        let jurors = isHeld.indices.filter { isHeld[$0] }
        let needed = jurors.reduce(0) { $0 + min(terms.capacity($1), level) }
        let available = (0..<entryCount).reduce(0) { sum, entry in
            sum + min(terms.perEntry, jurors.count { terms.isAllowed(entry, $0) })
        }
        return .uneven(jurors: jurors, needed: needed, available: available)
    }
}
