import Statistics
import TestSupport
import Testing

@Suite struct AssignmentCompletionTests {
    private func free(_ entries: Int, _ jurors: Int) -> [[AssignmentTerms.Pairing]] {
        Array(repeating: Array(repeating: .allowed(cost: 0), count: jurors), count: entries)
    }

    @Test func `the missing go to those with the least, and never twice to one entry`() throws {
        let completion = AssignmentCompletion(
            needs: [1, 1, 0], standing: [[0], [0], [0, 1]], capacities: [nil, nil, nil], pairings: free(3, 3))
        let found = try completion.complete(seed: 7)
        // Juror 0 has three, 1 has one, 2 none: the two new ones make 3, 2, 1 or 3, 1, 2 — 2 takes one or both.
        #expect(found[2].isEmpty && found[0].count == 1 && found[1].count == 1)
        #expect(!found.joined().contains(0))
        #expect(found.joined().contains(2))
        #expect(try completion.complete(seed: 7) == found)
    }

    @Test(arguments: 0..<30)
    func `needs are met, nothing is forbidden or over its limit, no swap makes loads more even`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (entries, jurors) = (Int.random(in: 3...12, using: &generator), Int.random(in: 3...7, using: &generator))
        var pairings = free(entries, jurors)
        var standing = Array(repeating: Set<Int>(), count: entries)
        for entry in 0..<entries {
            for juror in 0..<jurors {
                let draw = Double.random(in: 0..<1, using: &generator)
                if draw < 0.15 { pairings[entry][juror] = .forbidden(.mentor) }
                if draw > 0.7 { standing[entry].insert(juror) }
            }
        }
        let needs = (0..<entries).map { _ in Int.random(in: 0...2, using: &generator) }
        let capacities = (0..<jurors).map { Int.random(in: 0...3, using: &generator) == 0 ? Optional($0 + 4) : nil }
        let completion = AssignmentCompletion(
            needs: needs, standing: standing, capacities: capacities, pairings: pairings)
        let found: [[Int]]
        do { found = try completion.complete(seed: seed) } catch {
            switch error {
            case .conflicted(let shortages): #expect(shortages.allSatisfy { $0.allowed < needs[$0.entry] })
            case .overloaded(let short, _, let needed, let available):
                #expect(available < needed && !short.isEmpty)
            case .uneven: Issue.record("a completion does not ask for even loads")
            }
            return
        }
        var loads = (0..<jurors).map { juror in standing.count { $0.contains(juror) } }
        for (entry, panel) in found.enumerated() {
            #expect(Set(panel).count == needs[entry] && panel.count == needs[entry])
            for juror in panel {
                #expect(pairings[entry][juror] == .allowed(cost: 0) && !standing[entry].contains(juror))
                loads[juror] += 1
            }
        }
        for (juror, capacity) in capacities.enumerated() {
            let before = standing.count { $0.contains(juror) }
            #expect(loads[juror] <= max(capacity ?? .max, before))
        }
        for (entry, panel) in found.enumerated() {
            for juror in panel {
                for other in 0..<jurors
                where pairings[entry][other] == .allowed(cost: 0) && !standing[entry].contains(other)
                    && !panel.contains(other) && loads[other] < capacities[other] ?? .max
                {
                    #expect(loads[juror] <= loads[other] + 1)
                }
            }
        }
    }

    @Test func `a refusal names the entries and what keeps jurors from them`() {
        var pairings = free(2, 2)
        pairings[1] = [.forbidden(.relative), .forbidden(.sameOrganisation)]
        let conflicted = AssignmentCompletion(
            needs: [0, 1], standing: [[0], []], capacities: [nil, nil], pairings: pairings)
        #expect(
            throws: AssignmentRefusal.conflicted([
                .init(entry: 1, allowed: 0, conflicts: [.relative: 1, .sameOrganisation: 1])
            ])
        ) { try conflicted.complete(seed: 1) }

        let full = AssignmentCompletion(
            needs: [1, 1], standing: [[], []], capacities: [1], pairings: free(2, 1))
        #expect(throws: AssignmentRefusal.overloaded(entries: [0, 1], jurors: [0], needed: 2, available: 1)) {
            try full.complete(seed: 1)
        }
    }
}
