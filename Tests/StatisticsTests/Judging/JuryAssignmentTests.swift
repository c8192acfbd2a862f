import Statistics
import TestSupport
import Testing

@Suite struct JuryAssignmentTests {
    private func terms(
        _ entries: Int, _ jurors: Int, perEntry: Int, seed: UInt64, conflicts: Double = 0.1
    ) -> AssignmentTerms {
        var generator = SeededGenerator(seed: seed)
        return AssignmentTerms(
            perEntry: perEntry, capacities: Array(repeating: nil, count: jurors),
            pairings: (0..<entries).map { _ in
                (0..<jurors).map { _ in
                    Double.random(in: 0..<1, using: &generator) < conflicts
                        ? .forbidden(.sameOrganisation) : .allowed(cost: Int.random(in: 0...1, using: &generator))
                }
            })
    }

    @Test(arguments: 0..<30)
    func `loads are even, nothing forbidden is assigned, every entry has its marks`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let terms = terms(
            Int.random(in: 5...25, using: &generator), Int.random(in: 3...8, using: &generator), perEntry: 3,
            seed: seed,
            conflicts: 0.25)
        let assignment: JuryAssignment
        do { assignment = try JuryAssignment(terms, seed: seed) } catch {
            // A refusal has to name what stands in the way.
            switch error {
            case .conflicted(let shortages):
                #expect(shortages.allSatisfy { $0.allowed < 3 && !$0.conflicts.isEmpty } && !shortages.isEmpty)
            case .overloaded(let entries, _, let needed, let available):
                #expect(!entries.isEmpty && available < needed)
            case .uneven(let jurors, let needed, let available): #expect(!jurors.isEmpty && available < needed)
            }
            return
        }
        for (entry, jurors) in assignment.jurors.enumerated() {
            #expect(
                Set(jurors).count == 3
                    && jurors.allSatisfy { terms.pairings[entry][$0] != .forbidden(.sameOrganisation) })
        }
        let loads = assignment.loads(jurorCount: terms.capacities.count)
        #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= 1)
        #expect(try JuryAssignment(terms, seed: seed) == assignment)
    }

    @Test(arguments: 0..<10)
    func `no assignment of even loads is cheaper`(seed: UInt64) throws {
        let terms = terms(4, 4, perEntry: 2, seed: seed, conflicts: 0)
        let pairs = (0..<4).flatMap { first in (first + 1..<4).map { [first, $0] } }
        var least = Int.max
        for number in 0..<1_296 {
            let panels = [number % 6, number / 6 % 6, number / 36 % 6, number / 216].map { pairs[$0] }
            var (loads, cost) = ([0, 0, 0, 0], 0)
            for (entry, panel) in panels.enumerated() {
                for juror in panel {
                    loads[juror] += 1
                    if case .allowed(let own) = terms.pairings[entry][juror] { cost += own }
                }
            }
            if loads == [2, 2, 2, 2] { least = min(least, cost) }
        }
        #expect(try JuryAssignment(terms, seed: seed).cost == least)
    }

    @Test func `panels of a seed hang together, other seeds draw others`() throws {
        let terms = terms(43, 9, perEntry: 3, seed: 0, conflicts: 0)
        var free = terms
        free.pairings = terms.pairings.map { $0.map { _ in .allowed(cost: 0) } }
        let (first, second) = (try JuryAssignment(free, seed: 1), try JuryAssignment(free, seed: 2))
        #expect(first.jurors != second.jurors)
        for assignment in [first, second] {
            #expect(assignment.connectivity > 7)
            let observations = assignment.jurors.enumerated().flatMap { entry, jurors in
                jurors.map { Observation(entry: entry, juror: $0, value: 0) }
            }
            #expect(connectedGroups(observations, entryCount: 43, jurorCount: 9).count == 1)
        }
    }

    @Test func `an entry with too few jurors left is named with the reasons`() {
        var terms = terms(4, 4, perEntry: 2, seed: 1, conflicts: 0)
        terms.pairings[2] = [.forbidden(.relative), .forbidden(.declared), .forbidden(.declared), .allowed(cost: 0)]
        #expect(
            throws: AssignmentRefusal.conflicted([.init(entry: 2, allowed: 1, conflicts: [.relative: 1, .declared: 2])])
        ) {
            try JuryAssignment(terms, seed: 1)
        }
    }

    @Test func `entries that together need too much are named`() {
        var terms = terms(5, 4, perEntry: 2, seed: 1, conflicts: 0)
        terms.capacities = [2, 2, nil, nil]
        // Three entries may only go to the two jurors who can take two each.
        for entry in 0..<3 {
            terms.pairings[entry] = [.allowed(cost: 0), .allowed(cost: 0), .forbidden(.banned), .forbidden(.banned)]
        }
        #expect(throws: AssignmentRefusal.overloaded(entries: [0, 1, 2], jurors: [0, 1], needed: 6, available: 4)) {
            try JuryAssignment(terms, seed: 1)
        }
    }

    @Test func `a juror whom conflicts keep from an even share is named, and a limit of their own helps`() throws {
        var terms = terms(8, 4, perEntry: 2, seed: 1, conflicts: 0)
        for entry in 1..<8 { terms.pairings[entry][3] = .forbidden(.mentor) }
        #expect(throws: AssignmentRefusal.uneven(jurors: [3], needed: 4, available: 1)) {
            try JuryAssignment(terms, seed: 1)
        }
        terms.capacities[3] = 1
        #expect(try JuryAssignment(terms, seed: 1).loads(jurorCount: 4) == [5, 5, 5, 1])
    }

    @Test func `nothing to assign is assigned`() throws {
        let assignment = try JuryAssignment(
            AssignmentTerms(perEntry: 2, capacities: [nil, nil], pairings: []), seed: 1)
        #expect(assignment.jurors.isEmpty)
    }
}
