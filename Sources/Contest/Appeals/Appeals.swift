public import Accounts
public import Courses
public import Foundation
import Spaces
import Statistics
public import Storage

/// Appeals: filed by entrants in time, decided by people who did not mark the work.
public struct Appeals: Sendable {
    let database: any Database
    /// Of the clock by which working days are told.
    let hoursEast: Int
    let now: @Sendable () -> Date

    public init(database: any Database, hoursEast: Int, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.hoursEast = hoursEast
        self.now = now
    }

    /// Windows, the person's own appeal, and the appeals they may decide. Throws `NoRow` for who has nothing to do with
    /// appeals.
    public func desk(of contest: Contest.ID, for user: User.ID, isOrganiser: Bool) async throws -> AppealDesk {
        try await database.read { [now, hoursEast] tx in
            let registration = try tx.registration(of: user, in: contest)
            let jurors = try tx.jurors(of: contest).filter { $0.state == .accepted }
            let juror = jurors.first { $0.user == user }
            guard registration != nil || juror != nil || isOrganiser else { throw NoRow() }
            let published = try tx.published(of: contest)
            let rules = try tx.contest(contest).rules
            let sees = isOrganiser || juror != nil
            let barred = try tx.barredFromAppeals(of: contest, at: now())
            func isBarred(_ juror: Juror, _ appeal: Appeal) -> Bool {
                barred[juror.id]?.contains { $0.keeps(from: appeal) } ?? false
            }
            let entries = try tx.appeals(of: contest).filter { sees || $0.registration == registration?.id }.map {
                appeal in
                AppealEntry(
                    appeal: appeal,
                    row: published.first { $0.id == appeal.result }?.table.rows.first {
                        $0.registration == appeal.registration
                    },
                    mayDecide: appeal.outcome == nil && sees && registration?.id != appeal.registration
                        && juror.map { !isBarred($0, appeal) } ?? true)
            }
            return AppealDesk(
                windows: Self.windows(published, days: rules.appealDays, hoursEast: hoursEast), entries: entries,
                registration: registration, published: published,
                panels: entries.reduce(into: [:]) { panels, entry in
                    panels[entry.appeal.id] = jurors.filter { !isBarred($0, entry.appeal) }.map(\.name)
                }, people: try tx.people(of: contest), now: now())
        }
    }

    /// The person objects to their own result. Throws `AppealRefusal`, `NoRow` for a stage of another contest and for who
    /// takes no part.
    @discardableResult
    public func file(
        _ reason: String, against stage: Stage.ID, in contest: Contest.ID, by user: User.ID
    ) async throws -> Appeal.ID {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else { throw AppealRefusal.reasonMissing }
        guard reason.count <= Appeal.reasonLimit else { throw AppealRefusal.tooLong(limit: Appeal.reasonLimit) }
        return try await database.write { [now, hoursEast] tx in
            try tx.require(stage, in: contest)
            let current = try tx.contest(contest)
            guard current.closedAt == nil else { throw AppealRefusal.closed }
            guard let registration = try tx.registration(of: user, in: contest) else { throw NoRow() }
            let published = try tx.published(of: contest)
            let windows = Self.windows(published, days: current.rules.appealDays, hoursEast: hoursEast)
            guard let window = windows.first(where: { $0.stage == stage }) else { throw AppealRefusal.notPublished }
            guard window.isOpen(at: now()) else { throw AppealRefusal.over(since: window.closesAt) }
            guard
                let result = published.first(where: { $0.id == window.result }),
                let row = result.table.rows.first(where: { $0.registration == registration.id }), row.state == .ranked
            else { throw AppealRefusal.notInTable }
            guard
                try !tx.appeals(of: contest).contains(where: { $0.stage == stage && $0.registration == registration.id }
                )
            else { throw AppealRefusal.alreadyFiled }
            let id: Appeal.ID = try tx.value(
                """
                INSERT INTO contest_appeals (contest_id, stage_id, result_id, registration_id, reason, filed_at)
                VALUES (\(contest), \(stage), \(window.result), \(registration.id), \(reason), \(now())) RETURNING id
                """)
            try tx.log(
                .appealFiled, AppealLine(appeal: id, registration: registration.id), of: contest, by: user, at: now())
            return id
        }
    }

    /// Decides once. `points` go with raised and lowered. Throws `AppealRefusal`, `NoRow` for an appeal of another contest.
    public func decide(
        _ id: Appeal.ID, in contest: Contest.ID, _ outcome: Appeal.Outcome, points: Points?, answer: String,
        by user: User.ID, isOrganiser: Bool
    ) async throws {
        let answer = answer.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !answer.isEmpty else { throw AppealRefusal.answerMissing }
        guard answer.count <= Appeal.answerLimit else { throw AppealRefusal.tooLong(limit: Appeal.answerLimit) }
        try await database.write { [now] tx in
            guard try tx.contest(contest).closedAt == nil else { throw AppealRefusal.closed }
            guard let appeal = try tx.appeals(of: contest).first(where: { $0.id == id }) else { throw NoRow() }
            guard appeal.outcome == nil else { throw AppealRefusal.alreadyDecided }
            let juror = try tx.juror(of: user, in: contest).flatMap { $0.state == .accepted ? $0 : nil }
            let own = try tx.registration(of: user, in: contest)
            let barred = try juror.flatMap { try tx.barredFromAppeals(of: contest, at: now())[$0.id] } ?? []
            guard isOrganiser || juror != nil, own?.id != appeal.registration,
                !barred.contains(where: { $0.keeps(from: appeal) })
            else { throw AppealRefusal.notOnPanel }
            let row = try tx.published(of: contest).first { $0.id == appeal.result }?.table.rows.first {
                $0.registration == appeal.registration
            }
            let set = try outcome.points(points, from: row?.points ?? "0")
            try tx.run(
                """
                UPDATE contest_appeals SET outcome = \(outcome), answer = \(answer), points = \(set?.rawValue),
                    decided_by = \(user), decided_at = \(now()) WHERE id = \(id)
                """)
            try tx.log(
                .appealDecided,
                AppealLine(appeal: id, registration: appeal.registration, outcome: outcome, points: set?.decimal(".")),
                of: contest, by: user, at: now())
        }
    }

    /// Of each stage whose latest results are preliminary.
    static func windows(_ published: [PublishedResult], days: Int, hoursEast: Int) -> [AppealWindow] {
        Set(published.map(\.stage)).sorted().compactMap { stage in
            guard let last = published.last(where: { $0.stage == stage }), last.kind == .preliminary else { return nil }
            return AppealWindow(
                result: last.id, stage: stage, opensAt: last.publishedAt,
                closesAt: WorkingDays.end(of: days, after: last.publishedAt, hoursEast: hoursEast))
        }
    }
}

extension Appeal.Outcome {
    /// What the points become. Throws `AppealRefusal` when they contradict the word.
    func points(_ points: Points?, from current: String) throws(AppealRefusal) -> Points? {
        guard self != .unchanged else { return nil }
        guard let points else { throw .pointsMissing }
        guard points.rawValue.magnitude <= 1_000_000 * 100_000 else { throw .pointsOutOfRange }
        let (before, after) = (Rational(digits: current) ?? .zero, Rational(Int128(points.rawValue), over: 100_000))
        guard self == .raised ? before < after : after < before else { throw .pointsContradict(current: current) }
        return points
    }
}

/// What one person meets where appeals are dealt with.
public struct AppealDesk: Sendable {
    public var windows: [AppealWindow]
    public var entries: [AppealEntry]
    public var registration: Registration?
    public var published: [PublishedResult]
    /// Names of jurors who may decide, by appeal; organisers may besides.
    public var panels: [Appeal.ID: [PersonName]]
    public var people: ResultPeople
    public var now: Date

    /// Where the person may object now.
    public var open: [AppealWindow] {
        guard let registration else { return [] }
        return windows.filter { window in
            window.isOpen(at: now)
                && !entries.contains { $0.appeal.stage == window.stage && $0.appeal.registration == registration.id }
                && published.contains { result in
                    result.id == window.result
                        && result.table.rows.contains { $0.registration == registration.id && $0.state == .ranked }
                }
        }
    }
}

public struct AppealEntry: Equatable, Sendable {
    public var appeal: Appeal
    /// The entrant's line in the table that is objected to.
    public var row: ResultTable.Row?
    public var mayDecide: Bool
}

private struct AppealLine: Encodable {
    var appeal: Appeal.ID
    var registration: Registration.ID
    var outcome: Appeal.Outcome?
    var points: String?
}

extension Transaction {
    /// The oldest first.
    func appeals(of contest: Contest.ID) throws -> [Appeal] {
        try all(
            """
            SELECT id, contest_id, stage_id, result_id, registration_id, reason, filed_at, outcome, answer, points,
                decided_by, decided_at
            FROM contest_appeals WHERE contest_id = \(contest) ORDER BY id
            """
        ) { row in
            Appeal(
                id: try row["id"], contest: try row["contest_id"], stage: try row["stage_id"],
                result: try row["result_id"], registration: try row["registration_id"], reason: try row["reason"],
                filedAt: try row["filed_at"], outcome: try row["outcome"], answer: try row["answer"],
                points: try row["points"], decidedBy: try row["decided_by"], decidedAt: try row["decided_at"])
        }
    }

    /// What keeps each juror from deciding: works they were given, sent or not, conflicts of interest, and entrants of
    /// organisations that are their own.
    fileprivate func barredFromAppeals(of contest: Contest.ID, at instant: Date) throws -> [Juror.ID: Set<Bar>] {
        var barred: [Juror.ID: Set<Bar>] = [:]
        try forEach(
            """
            SELECT juror_id, registration_id, stage_id FROM score_sheets
            JOIN jurors ON jurors.id = juror_id WHERE contest_id = \(contest)
            UNION ALL SELECT juror_id, registration_id, CAST(NULL AS BIGINT) FROM juror_conflicts
            JOIN jurors ON jurors.id = juror_id WHERE contest_id = \(contest)
            """
        ) { row in
            barred[try row["juror_id"], default: []].insert(
                Bar(registration: try row["registration_id"], stage: try row["stage_id"]))
        }
        let organisations = try organisations(ofJurorsIn: contest, at: instant)
        try forEach(
            "SELECT id, organisation_id FROM registrations WHERE contest_id = \(contest) AND organisation_id IS NOT NULL"
        ) { row in
            let bar = Bar(registration: try row["id"], stage: nil)
            let organisation: Space.ID = try row["organisation_id"]
            for (juror, own) in organisations where own.contains(organisation) {
                barred[juror, default: []].insert(bar)
            }
        }
        return barred
    }
}

/// A work that a juror does not decide about; of every stage when there is none.
private struct Bar: Hashable {
    var registration: Registration.ID
    var stage: Stage.ID?

    func keeps(from appeal: Appeal) -> Bool {
        registration == appeal.registration && (stage == nil || stage == appeal.stage)
    }
}
