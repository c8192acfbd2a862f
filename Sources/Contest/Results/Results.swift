public import Accounts
public import Foundation
public import Storage

/// Results: drafted, decided where marks do not decide, published step by step, read by everybody.
public struct Results: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// What would be published of the stage now. Throws `NoRow` for a stage of another contest, `ResultRefusal` where no
    /// table follows.
    public func draft(of stage: Stage.ID, in contest: Contest.ID, _ kind: ResultKind) async throws -> ResultDraft {
        let parts = try await database.read { tx in
            (try tx.contest(contest), try tx.stages(of: contest), try tx.nominations(of: contest))
        }
        return try await draft(of: stage, in: parts.0, parts.1, parts.2, kind)
    }

    /// The same for a person whose visit has read the contest.
    public func draft(of stage: Stage.ID, at visit: ContestVisit, _ kind: ResultKind) async throws -> ResultDraft {
        try await draft(of: stage, in: visit.contest, visit.stages, visit.nominations, kind)
    }

    private func draft(
        of stage: Stage.ID, in contest: Contest, _ stages: [Stage], _ nominations: [Nomination], _ kind: ResultKind
    ) async throws -> ResultDraft {
        let (drafted, people) = try await database.read { [now] tx in
            (
                try tx.snapshot(of: stage, kind, in: contest, stages, nominations, at: now()),
                try tx.people(of: contest.id)
            )
        }
        let (snapshot, reading) = drafted
        return ResultDraft(
            snapshot: snapshot, hash: try snapshot.text.sha256, table: try ResultTable(snapshot),
            ties: try snapshot.ties, decisions: reading.decisions,
            published: reading.published.filter { $0.stage == stage }, people: people)
    }

    /// Publishes what the draft of this hash showed, as the stage's next version. Throws `ResultRefusal.changed` when marks
    /// or decisions are no longer those.
    @discardableResult
    public func publish(
        _ stage: Stage.ID, in contest: Contest.ID, _ kind: ResultKind, showing fields: Set<ResultField>, hash: String,
        reason: String = "", by organiser: User.ID
    ) async throws -> PublishedResult.ID {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard reason.count <= PublishedResult.reasonLimit else {
            throw ResultRefusal.tooLong(limit: PublishedResult.reasonLimit)
        }
        // The table is computed outside of the transaction, which may run more than once.
        let draft = try await draft(of: stage, in: contest, kind)
        guard draft.hash == hash else { throw ResultRefusal.changed }
        guard !draft.snapshot.entrants.isEmpty else { throw ResultRefusal.empty }
        let (snapshot, table) = (try draft.snapshot.text, try draft.table.text)
        return try await database.write { [now] tx in
            let current = try tx.contest(contest)
            guard current.closedAt == nil else { throw ResultRefusal.closed }
            let again = try tx.snapshot(
                of: stage, kind, in: current, try tx.stages(of: contest), try tx.nominations(of: contest), at: now()
            ).snapshot
            guard try again.text == snapshot else { throw ResultRefusal.changed }
            let last: Int = try tx.value(
                "SELECT coalesce(max(version), 0) FROM contest_results WHERE stage_id = \(stage)")
            guard last == 0 || !reason.isEmpty else { throw ResultRefusal.reasonMissing }
            let line = PublicationLine(
                stage: stage, version: last + 1, kind: kind, snapshot: snapshot.sha256, table: table.sha256)
            let id: PublishedResult.ID = try tx.value(
                """
                INSERT INTO contest_results (contest_id, stage_id, version, kind, method, fields, reason, snapshot,
                    snapshot_hash, result, result_hash, published_at, published_by)
                VALUES (\(contest), \(stage), \(line.version), \(kind), \(draft.snapshot.scoring.method.rawValue),
                    \(try ResultField.allCases.filter(fields.contains).contestJSON), \(reason), \(snapshot),
                    \(line.snapshot), \(table), \(line.table), \(now()), \(organiser))
                RETURNING id
                """)
            try tx.log(.resultsPublished, line, of: contest, by: organiser, at: now())
            return id
        }
    }

    /// Records the order of entries that share a place: the chair's vote or a lot. The whole group must be named.
    public func decide(
        _ order: [Registration.ID], byLot isLot: Bool, of stage: Stage.ID, in contest: Contest.ID, reason: String,
        by person: User.ID
    ) async throws {
        let reason = try Self.reason(reason)
        let draft = try await draft(of: stage, in: contest, .preliminary)
        guard draft.snapshot.scoring.ties.contains(.decision) else { throw ResultRefusal.decisionNotDeclared }
        guard Set(order).count == order.count, order.count > 1 else { throw ResultRefusal.decisionIncomplete }
        guard let tie = draft.ties.first(where: { $0.isSuperset(of: order) }) else {
            throw ResultRefusal.decisionNotTied
        }
        guard tie.count == order.count else { throw ResultRefusal.decisionIncomplete }
        try await record(
            ResultDecision(
                kind: isLot ? .lot : .vote, entries: order, reason: reason, decidedBy: person, decidedAt: now()),
            .decisionRecorded, of: stage, in: contest)
    }

    /// Whether places of those disqualified stay empty.
    public func keepPlaces(
        empty: Bool, of stage: Stage.ID, in contest: Contest.ID, reason: String, by organiser: User.ID
    ) async throws {
        try await record(
            ResultDecision(
                kind: empty ? .vacant : .filled, entries: [], reason: try Self.reason(reason), decidedBy: organiser,
                decidedAt: now()), .vacancyDecided, of: stage, in: contest)
    }

    private func record(
        _ decision: ResultDecision, _ event: ContestEvent, of stage: Stage.ID, in contest: Contest.ID
    ) async throws {
        try await database.write { tx in
            try tx.require(stage, in: contest)
            guard try tx.contest(contest).closedAt == nil else { throw ResultRefusal.closed }
            try tx.insert(decision, of: stage)
            try tx.log(
                event, DecisionLine(stage: stage, kind: decision.kind.rawValue, entries: decision.entries),
                of: contest, by: decision.decidedBy, at: decision.decidedAt)
        }
    }

    private static func reason(_ text: String) throws(ResultRefusal) -> String {
        let reason = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else { throw .reasonMissing }
        guard reason.count <= ResultDecision.reasonLimit else { throw .tooLong(limit: ResultDecision.reasonLimit) }
        return reason
    }

    /// Everything published, the oldest first, with the names of those in it.
    public func published(of contest: Contest.ID) async throws -> (results: [PublishedResult], people: ResultPeople) {
        try await database.read { (try $0.published(of: contest), try $0.people(of: contest)) }
    }

    /// The log with who did what. To jurors of a blind contest entrants have no names: lines tell their numbers, and a
    /// juror's own sheet tells whose number it is.
    public func log(
        of contest: Contest.ID, namingEntrants: Bool = true
    ) async throws -> (lines: [LogLine], names: [User.ID: PersonName]) {
        try await database.read { tx in
            let lines = try tx.contestLog(contest)
            let entrants: SQL =
                namingEntrants ? "" : "AND id NOT IN (SELECT user_id FROM registrations WHERE contest_id = \(contest))"
            var names: [User.ID: PersonName] = [:]
            try tx.forEach(
                """
                SELECT users.id AS id, surname, given_name, patronymic FROM users
                WHERE id IN (SELECT actor_id FROM contest_log WHERE contest_id = \(contest)) \(entrants)
                """
            ) { names[try $0["id"]] = try PersonName($0) }
            return (lines, names)
        }
    }
}

/// A table before it is published, and what surrounds it.
public struct ResultDraft: Sendable {
    public var snapshot: ResultSnapshot
    /// Of the snapshot.
    public var hash: String
    public var table: ResultTable
    /// Who shares a place when nothing is decided, the best first.
    public var ties: [Set<Registration.ID>]
    public var decisions: [ResultDecision]
    /// Earlier versions of the stage.
    public var published: [PublishedResult]
    public var people: ResultPeople
}

/// Who stands behind numbers of a table.
public struct ResultPeople: Equatable, Sendable {
    public struct Entrant: Equatable, Sendable {
        public var name: PersonName
        public var organisation: String?
    }

    public var entrants: [Registration.ID: Entrant]
    public var jurors: [Juror.ID: PersonName]
}

/// What the log keeps of a publication.
struct PublicationLine: Codable, Equatable {
    var stage: Stage.ID
    var version: Int
    var kind: ResultKind
    var snapshot: String
    var table: String
}

private struct DecisionLine: Encodable {
    var stage: Stage.ID
    var kind: String
    var entries: [Registration.ID]
}

extension Transaction {
    /// Throws `NoRow` for a stage of another contest.
    func require(_ stage: Stage.ID, in contest: Contest.ID) throws {
        let _: Stage.ID = try one("SELECT id FROM stages WHERE id = \(stage) AND contest_id = \(contest)") {
            try $0["id"]
        }
    }

    func people(of contest: Contest.ID) throws -> ResultPeople {
        var people = ResultPeople(entrants: [:], jurors: [:])
        try forEach(
            """
            SELECT registrations.id AS entrant, CAST(NULL AS BIGINT) AS juror, surname, given_name, patronymic,
                spaces.name AS organisation
            FROM registrations JOIN users ON users.id = user_id LEFT JOIN spaces ON spaces.id = organisation_id
            WHERE contest_id = \(contest)
            UNION ALL
            SELECT NULL, jurors.id, surname, given_name, patronymic, NULL
            FROM jurors JOIN users ON users.id = user_id WHERE contest_id = \(contest)
            """
        ) { row in
            let name = try PersonName(row)
            if let entrant: Registration.ID = try row["entrant"] {
                people.entrants[entrant] = .init(name: name, organisation: try row["organisation"])
            }
            if let juror: Juror.ID = try row["juror"] { people.jurors[juror] = name }
        }
        return people
    }
}
