public import Accounts
public import Foundation
public import Storage

/// A published table: it never changes, a later version follows it.
public struct PublishedResult: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<PublishedResult>

    public let id: ID
    public let contest: Contest.ID
    public let stage: Stage.ID
    /// From 1 in its stage.
    public var version: Int
    public var kind: ResultKind
    public var fields: Set<ResultField>
    /// Why this version follows the one before; empty for the first.
    public var reason: String
    public var snapshot: ResultSnapshot
    /// SHA-256 of the snapshot's bytes, in hexadecimal digits.
    public var snapshotHash: String
    public var table: ResultTable
    public var tableHash: String
    public var publishedAt: Date
    public var publishedBy: User.ID

    public static let reasonLimit = 2_000
}

/// What of a table is shown to everybody. Codes stand where names do not.
public enum ResultField: String, CaseIterable, Sendable, Codable { case names, places, points, marks }

extension [Stage] {
    /// Who passed on to a stage by the latest table of the nearest stage before it that has one; nil where none has:
    /// then everybody who is admitted may be there.
    func passing(before stage: Stage.ID, _ published: [PublishedResult]) -> Set<Registration.ID>? {
        let nearest = prefix { $0.id != stage }.last { earlier in published.contains { $0.stage == earlier.id } }
        return published.last { $0.stage == nearest?.id }.map { result in
            Set(result.table.rows.filter(\.passes).map(\.registration))
        }
    }
}

extension Transaction {
    /// In the order they were published.
    func published(of contest: Contest.ID) throws -> [PublishedResult] {
        try storedResults(of: contest).map { try $0.result }
    }

    /// As the bytes stand in the table; see `verify`.
    func storedResults(of contest: Contest.ID) throws -> [StoredResult] {
        try all(
            """
            SELECT id, contest_id, stage_id, version, kind, fields, reason, snapshot, snapshot_hash, result, result_hash,
                published_at, published_by
            FROM contest_results WHERE contest_id = \(contest) ORDER BY id
            """
        ) { row in
            StoredResult(
                id: try row["id"], contest: try row["contest_id"], stage: try row["stage_id"],
                version: try row["version"], kind: try row["kind"], fields: try row["fields"],
                reason: try row["reason"], snapshot: try row["snapshot"], snapshotHash: try row["snapshot_hash"],
                table: try row["result"], tableHash: try row["result_hash"], publishedAt: try row["published_at"],
                publishedBy: try row["published_by"])
        }
    }
}

/// A row of published results, its JSON not yet read.
struct StoredResult {
    var id: PublishedResult.ID
    var contest: Contest.ID
    var stage: Stage.ID
    var version: Int
    var kind: ResultKind
    var fields: String
    var reason: String
    var snapshot: String
    var snapshotHash: String
    var table: String
    var tableHash: String
    var publishedAt: Date
    var publishedBy: User.ID

    var result: PublishedResult {
        get throws {
            PublishedResult(
                id: id, contest: contest, stage: stage, version: version, kind: kind,
                fields: Set(try JSONDecoder().decode([ResultField].self, from: Data(fields.utf8))), reason: reason,
                snapshot: try ResultSnapshot(text: snapshot), snapshotHash: snapshotHash,
                table: try ResultTable(text: table), tableHash: tableHash, publishedAt: publishedAt,
                publishedBy: publishedBy)
        }
    }
}
