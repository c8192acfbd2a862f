public import Accounts
public import Foundation
public import Storage

/// What was decided about a table by people, not by marks.
public struct ResultDecision: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable, ColumnValue {
        /// The chair's vote puts equals in order.
        case vote
        /// A lot does.
        case lot
        /// Places of those disqualified stay empty.
        case vacant
        /// Those below move up.
        case filled
    }

    public var kind: Kind
    /// The better first; empty where there is no order.
    public var entries: [Registration.ID]
    public var reason: String
    public var decidedBy: User.ID
    public var decidedAt: Date

    public static let reasonLimit = 2_000
}

extension ResultDecision {
    /// As a snapshot keeps it; nil of what puts nobody in order.
    var order: ResultSnapshot.Decision? {
        switch kind {
        case .vote, .lot: .init(order: entries, isLot: kind == .lot)
        case .vacant, .filled: nil
        }
    }
}

extension [ResultDecision] {
    /// By the latest decision; those below move up unless it says otherwise.
    var keepPlacesEmpty: Bool { last { $0.kind == .vacant || $0.kind == .filled }?.kind == .vacant }
}

extension Transaction {
    /// The oldest first.
    func allDecisions(of stage: Stage.ID) throws -> [ResultDecision] {
        try all(
            """
            SELECT kind, entries, reason, decided_by, decided_at FROM contest_decisions
            WHERE stage_id = \(stage) ORDER BY id
            """
        ) { row in
            let entries: String = try row["entries"]
            return ResultDecision(
                kind: try row["kind"],
                entries: try JSONDecoder().decode([Registration.ID].self, from: Data(entries.utf8)),
                reason: try row["reason"], decidedBy: try row["decided_by"], decidedAt: try row["decided_at"])
        }
    }

    func insert(_ decision: ResultDecision, of stage: Stage.ID) throws {
        try run(
            """
            INSERT INTO contest_decisions (stage_id, kind, entries, reason, decided_by, decided_at)
            VALUES (\(stage), \(decision.kind), \(try decision.entries.contestJSON), \(decision.reason),
                \(decision.decidedBy), \(decision.decidedAt))
            """)
    }

    /// Points that appeals set, in the order of entrants.
    func adjustments(of stage: Stage.ID) throws -> [ResultSnapshot.Adjustment] {
        try all(
            """
            SELECT registration_id, points FROM contest_appeals
            WHERE stage_id = \(stage) AND points IS NOT NULL ORDER BY registration_id
            """
        ) { .init(registration: try $0["registration_id"], points: try $0["points"]) }
    }
}
