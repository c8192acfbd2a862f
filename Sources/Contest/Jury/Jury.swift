public import Accounts
public import Foundation
import Statistics
public import Storage

/// The jury as those see it who gather and lead it: the organiser and the chair.
public struct Jury: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Invites people of the network by their logins. Throws `JuryRefusal`; then nobody is invited.
    public func invite(
        logins: [String], asChair: Bool = false, to contest: Contest.ID, by organiser: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            for login in logins {
                let login = login.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
                guard !login.isEmpty else { continue }
                guard
                    let user: User.ID = try tx.first(
                        "SELECT id FROM users WHERE login = \(login) AND disabled_at IS NULL", { try $0["id"] })
                else { throw JuryRefusal.unknownLogin(login) }
                guard try tx.juror(of: user, in: contest) == nil else { throw JuryRefusal.alreadyInvited(login) }
                if let registration = try tx.registration(of: user, in: contest),
                    [.submitted, .admitted].contains(registration.state)
                {
                    throw JuryRefusal.isEntrant(login)
                }
                let id: Juror.ID = try tx.value(
                    """
                    INSERT INTO jurors (contest_id, user_id, state, is_chair, invited_at)
                    VALUES (\(contest), \(user), \(Juror.State.invited), \(asChair), \(now())) RETURNING id
                    """)
                try tx.log(
                    .jurorInvited, JurorLine(juror: id, isChair: asChair), of: contest, by: organiser, at: now())
            }
        }
    }

    /// Makes a juror chair or not, and sets how many works of a stage they take at most.
    public func change(
        _ id: Juror.ID, isChair: Bool, capacity: Int?, in contest: Contest.ID, by organiser: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            if let capacity, !Juror.capacityRange.contains(capacity) {
                throw JuryRefusal.capacityOutOfRange(Juror.capacityRange)
            }
            let juror = try tx.juror(id, in: contest)
            guard juror.isChair != isChair || juror.capacity != capacity else { return }
            try tx.run("UPDATE jurors SET is_chair = \(isChair), capacity = \(capacity) WHERE id = \(id)")
            try tx.log(
                .jurorChanged, JurorLine(juror: id, isChair: isChair, capacity: capacity), of: contest, by: organiser,
                at: now())
        }
    }

    /// Forbids a juror a work, or takes the ban back where the reason is nil. A sheet not yet sent is taken away.
    public func ban(
        _ id: Juror.ID, from registration: Registration.ID, because reason: String?, in contest: Contest.ID,
        by organiser: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let juror = try tx.juror(id, in: contest)
            guard try tx.registration(registration).contest == contest else { throw NoRow() }
            try tx.run(
                """
                DELETE FROM juror_conflicts WHERE juror_id = \(juror.id) AND registration_id = \(registration)
                    AND kind = \(JurorConflict.Kind.banned)
                """)
            if let reason {
                let reason = reason.tidied
                guard !reason.isEmpty else { throw JuryRefusal.reasonMissing }
                guard reason.count <= JurorConflict.noteLimit else {
                    throw JuryRefusal.tooLong(limit: JurorConflict.noteLimit)
                }
                let conflict = JurorConflict(registration: registration, kind: .banned, note: reason)
                try tx.insert(conflict, of: juror.id, by: organiser, at: now())
                try tx.recuse(
                    juror.id, from: registration, because: reason, at: now())
            }
            try tx.log(
                .jurorBanned, JurorLine(juror: id, registration: registration.rawValue, reason: reason), of: contest,
                by: organiser, at: now())
        }
    }

    /// A juror fell out: sheets that are sent stay, the others wait to be assigned anew. Also takes back an invitation.
    public func withdraw(
        _ id: Juror.ID, because reason: String, from contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.withdraw(try tx.juror(id, in: contest), because: reason, by: user, at: now())
        }
    }

    /// A sheet that must not count, such as one by a juror of the entrant's own school: kept, marked void, not counted.
    public func void(
        _ id: ScoreSheet.ID, because reason: String, in contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let sheet = try tx.sheet(id, in: contest)
            let reason = reason.tidied
            guard !reason.isEmpty else { throw SheetRefusal.reasonMissing }
            guard reason.count <= Juror.reasonLimit else { throw SheetRefusal.tooLong(limit: Juror.reasonLimit) }
            guard sheet.state != .void else { throw SheetRefusal.void }
            guard sheet.state == .sent else { throw SheetRefusal.notSent }
            try tx.run("UPDATE score_sheets SET voided_at = \(now()), reason = \(reason) WHERE id = \(id)")
            try tx.log(
                .sheetVoided, SheetLine(sheet, hash: sheet.hash, reason: reason), of: contest, by: user, at: now())
        }
    }

    /// Whom an assignment would give what; nothing is stored. Throws `JuryRefusal`.
    public func plan(
        _ stage: Stage.ID, entries: Set<Registration.ID>?, seed: UInt64, in contest: Contest.ID
    ) async throws -> AssignmentPlan {
        try await database.read { [now] tx in
            try tx.juryTask(of: stage, in: contest, entries: entries, at: now()).plan(seed: seed)
        }
    }

    /// Does what the plan of that mark showed. Throws `JuryRefusal.planChanged` when it would be another by now.
    public func assign(
        _ stage: Stage.ID, entries: Set<Registration.ID>?, seed: UInt64, mark: String, in contest: Contest.ID,
        by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let plan = try tx.juryTask(of: stage, in: contest, entries: entries, at: now()).plan(seed: seed)
            guard plan.mark == mark else { throw JuryRefusal.planChanged }
            try tx.assign(plan, of: contest, by: user, at: now())
        }
    }

    /// Calls a third juror for an entry whose two sheets are too far apart.
    public func callThird(
        for registration: Registration.ID, in stage: Stage.ID, of contest: Contest.ID, seed: UInt64, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let rules = try tx.contest(contest).rules.scoring
            let task = try tx.juryTask(of: stage, in: contest, entries: [registration], at: now())
            guard let gap = rules.thirdExpertGap,
                try tx.judgedSheets(of: try tx.stage(stage, of: contest)).callsForThird(task.sheets, percent: gap)
                    .contains(registration)
            else { throw JuryRefusal.thirdNotCalledFor }
            try tx.assign(try task.third(for: registration, seed: seed), of: contest, by: user, at: now())
        }
    }
}

extension JudgedSheets {
    /// Entries with exactly two sheets, both sent, that differ by more than `percent` of the scale.
    func callsForThird(_ all: [JurySheet], percent: Int) -> Set<Registration.ID> {
        var totals: [Int: [Rational]] = [:]
        for (sheet, total) in zip(sheets.sheets, sheets.sheetTotals) {
            if let total { totals[sheet.entry, default: []].append(total) }
        }
        return Set(
            registrations.enumerated().compactMap { place, registration in
                let standing = all.count { $0.pair.registration == registration && $0.stands }
                guard standing == 2, let pair = totals[place], pair.count == 2,
                    ThirdExpert.isCalledFor(pair[0], pair[1], percent: percent)
                else { return nil }
                return registration
            })
    }
}

/// What the log tells of a juror.
struct JurorLine: Encodable {
    var juror: Juror.ID
    var isChair: Bool?
    var capacity: Int?
    var registration: Int64?
    var reason: String?
}

/// What the log tells of a sheet.
struct SheetLine: Encodable {
    var sheet, stage, registration, juror: Int64
    var hash, previous, reason: String?

    init(_ sheet: ScoreSheet, hash: String? = nil, previous: String? = nil, reason: String? = nil) {
        self.sheet = sheet.id.rawValue
        (stage, registration) = (sheet.stage.rawValue, sheet.registration.rawValue)
        juror = sheet.juror.rawValue
        (self.hash, self.previous, self.reason) = (hash, previous, reason)
    }
}

extension Transaction {
    /// After its end nothing of a contest changes. Throws `JuryRefusal.closed`.
    func checkOpen(_ contest: Contest.ID, at instant: Date) throws {
        if try self.contest(contest).state(at: instant) == .closed { throw JuryRefusal.closed }
    }

    func insert(_ conflict: JurorConflict, of juror: Juror.ID, by user: User.ID, at instant: Date) throws {
        try run(
            """
            INSERT INTO juror_conflicts (juror_id, registration_id, kind, note, declared_by, declared_at)
            VALUES (\(juror), \(conflict.registration), \(conflict.kind), \(conflict.note), \(user), \(instant))
            """)
    }

    /// Takes unsent sheets of one entry away from a juror.
    func recuse(
        _ juror: Juror.ID, from registration: Registration.ID, because reason: String, at instant: Date
    ) throws {
        try run(
            """
            UPDATE score_sheets SET recused_at = \(instant), reason = \(reason)
            WHERE juror_id = \(juror) AND registration_id = \(registration) AND sent_at IS NULL AND recused_at IS NULL
            """)
    }

    func withdraw(_ juror: Juror, because reason: String, by user: User.ID, at instant: Date) throws {
        try checkOpen(juror.contest, at: instant)
        let reason = reason.tidied
        guard !reason.isEmpty else { throw JuryRefusal.reasonMissing }
        guard reason.count <= Juror.reasonLimit else { throw JuryRefusal.tooLong(limit: Juror.reasonLimit) }
        guard [.invited, .accepted].contains(juror.state) else { throw JuryRefusal.wrongState(juror.state) }
        try run(
            """
            UPDATE jurors SET state = \(Juror.State.withdrawn), reason = \(reason), answered_at = \(instant)
            WHERE id = \(juror.id)
            """)
        try run(
            """
            UPDATE score_sheets SET recused_at = \(instant), reason = \(reason)
            WHERE juror_id = \(juror.id) AND sent_at IS NULL AND recused_at IS NULL
            """)
        try log(.jurorWithdrawn, JurorLine(juror: juror.id, reason: reason), of: juror.contest, by: user, at: instant)
    }
}
