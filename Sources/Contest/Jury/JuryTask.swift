import Accounts
public import Foundation
import Spaces
import Statistics
public import Storage

/// What an assignment in one stage rests on, as plain values.
struct JuryTask {
    /// The cost of a pair that met in an earlier stage: a fresh eye comes first.
    static let earlierCost = 10

    var stage: Stage.ID
    /// Entries to be judged, in the order of their numbers.
    var entries: [JudgedEntry]
    /// Those who take works, in the order of their numbers.
    var jurors: [Juror]
    var perEntry: Int
    /// Where each juror belongs, and what they named themselves.
    var organisations: [Juror.ID: Set<Space.ID>]
    var conflicts: [JuryPair: JurorConflict.Kind]
    /// Every sheet of the stage, of any juror.
    var sheets: [JurySheet]
    /// Pairs of the contest's other stages.
    var earlier: Set<JuryPair>

    /// Works that have too few jurors get them; what stands, stays. A first assignment is even and well connected.
    func plan(seed: UInt64) throws(JuryRefusal) -> AssignmentPlan {
        guard !entries.isEmpty else { throw .noEntries }
        guard !jurors.isEmpty else { throw .noJurors }
        let isFirst = sheets.isEmpty
        if isFirst {
            let terms = AssignmentTerms(
                perEntry: perEntry, capacities: jurors.map(\.capacity), pairings: pairings)
            do {
                let assignment = try JuryAssignment(terms, seed: seed)
                return plan(assignment.jurors, seed: seed, origin: .plan, connectivity: assignment.connectivity)
            } catch { throw .infeasible(obstacle(error) { _ in perEntry }) }
        }
        let needs = entries.map { max(0, perEntry - standing(of: $0.id).count) }
        guard needs.contains(where: { $0 > 0 }) else { throw .nothingToAssign }
        return try complete(needs, seed: seed, origin: .replacement)
    }

    /// One more juror for an entry whose two sheets are too far apart.
    func third(for registration: Registration.ID, seed: UInt64) throws(JuryRefusal) -> AssignmentPlan {
        guard !jurors.isEmpty else { throw .noJurors }
        return try complete(entries.map { $0.id == registration ? 1 : 0 }, seed: seed, origin: .third)
    }

    private func complete(
        _ needs: [Int], seed: UInt64, origin: ScoreSheet.Origin
    ) throws(JuryRefusal) -> AssignmentPlan {
        let places = Dictionary(uniqueKeysWithValues: jurors.enumerated().map { ($1.id, $0) })
        let completion = AssignmentCompletion(
            needs: needs, standing: entries.map { Set(standing(of: $0.id).compactMap { places[$0] }) },
            capacities: jurors.map(\.capacity), pairings: pairings)
        do {
            return plan(try completion.complete(seed: seed), seed: seed, origin: origin, connectivity: nil)
        } catch { throw .infeasible(obstacle(error) { needs[$0] }) }
    }

    /// Jurors whose sheet of the entry stands: one who could not judge is replaced like one who fell out.
    private func standing(of registration: Registration.ID) -> [Juror.ID] {
        sheets.filter { $0.pair.registration == registration && $0.stands }.map(\.pair.juror)
    }

    private var pairings: [[AssignmentTerms.Pairing]] {
        let fallen = Dictionary(sheets.filter { !$0.stands }.map { ($0.pair, $0) }, uniquingKeysWith: { $1 })
        return entries.map { entry in
            jurors.map { juror in
                let pair = JuryPair(entry.id, juror.id)
                if juror.user == entry.user { return .forbidden(.banned) }
                if let organisation = entry.organisation, organisations[juror.id]?.contains(organisation) == true {
                    return .forbidden(.sameOrganisation)
                }
                switch conflicts[pair] {
                case .mentor: return .forbidden(.mentor)
                case .relative: return .forbidden(.relative)
                case .declared: return .forbidden(.declared)
                case .banned: return .forbidden(.banned)
                case nil: break
                }
                // Who stepped back from a work, or whose sheet of it was voided, does not get it again.
                if let sheet = fallen[pair] {
                    return .forbidden(sheet.state == .recused ? .declared : .banned)
                }
                return .allowed(cost: earlier.contains(pair) ? Self.earlierCost : 0)
            }
        }
    }

    private func plan(
        _ panels: [[Int]], seed: UInt64, origin: ScoreSheet.Origin, connectivity: Double?
    ) -> AssignmentPlan {
        let pairs = zip(entries, panels).flatMap { entry, panel in panel.map { JuryPair(entry.id, jurors[$0].id) } }
        var loads = Dictionary(uniqueKeysWithValues: jurors.map { ($0.id, 0) })
        for sheet in sheets where sheet.stands { loads[sheet.pair.juror]? += 1 }
        for pair in pairs { loads[pair.juror]? += 1 }
        return AssignmentPlan(
            stage: stage, seed: seed, origin: origin, pairs: pairs, loads: loads, connectivity: connectivity)
    }

    private func obstacle(_ refusal: AssignmentRefusal, needed: (Int) -> Int) -> AssignmentObstacle {
        AssignmentObstacle(
            refusal, entries: entries.map(\.code), jurors: jurors.map(\.name.short), needed: needed)
    }
}

/// A sheet as the jury's progress sees it: without marks.
public struct JurySheet: Equatable, Sendable {
    public var id: ScoreSheet.ID
    public var pair: JuryPair
    public var state: ScoreSheet.State
    public var origin: ScoreSheet.Origin
    public var sentAt: Date?
    public var cannotJudge: Bool
    public var reason: String?

    /// Counts among an entry's jurors.
    var stands: Bool {
        switch state {
        case .assigned, .draft: true
        case .sent: !cannotJudge
        case .recused, .void: false
        }
    }
}

/// Who would get which works, before it is done.
public struct AssignmentPlan: Equatable, Sendable {
    public var stage: Stage.ID
    public var seed: UInt64
    public var origin: ScoreSheet.Origin
    /// New pairs, in the order of entries and jurors.
    public var pairs: [JuryPair]
    /// Works of each juror in the stage, with these.
    public var loads: [Juror.ID: Int]
    /// How tightly common jurors hold the entries together, above 0 when results can be compared; nil of a completion.
    public var connectivity: Double?

    /// Tells one plan from another: what was looked at is what is done.
    public var mark: String {
        let text = pairs.map { "\($0.registration)-\($0.juror)" }.joined(separator: " ")
        return Hashing.sha256(Array(text.utf8)).prefix(8).map { String($0, radix: 16) }.joined(separator: "-")
    }
}
