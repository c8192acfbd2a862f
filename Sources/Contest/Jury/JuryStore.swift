import Accounts
import Foundation
import Spaces
import Storage

extension Juror {
    static let columns: SQL = """
        jurors.id AS juror_id, jurors.contest_id AS juror_contest, jurors.user_id AS juror_user,
        jurors.state AS juror_state, is_chair, capacity, invited_at, answered_at, declared_at,
        jurors.reason AS juror_reason, surname, given_name, patronymic
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["juror_id"], contest: try row["juror_contest"], user: try row["juror_user"],
            name: PersonName(
                surname: try row["surname"], given: try row["given_name"], patronymic: try row["patronymic"]),
            state: try row["juror_state"], isChair: try row["is_chair"], capacity: try row["capacity"],
            invitedAt: try row["invited_at"], answeredAt: try row["answered_at"], declaredAt: try row["declared_at"],
            reason: try row["juror_reason"])
    }
}

extension Transaction {
    func juror(of user: User.ID, in contest: Contest.ID) throws -> Juror? {
        try first(
            """
            SELECT \(Juror.columns) FROM jurors JOIN users ON users.id = jurors.user_id
            WHERE contest_id = \(contest) AND user_id = \(user)
            """
        ) { try Juror($0) }
    }

    /// A juror of this contest. Throws `NoRow` when there is none.
    func juror(_ id: Juror.ID, in contest: Contest.ID) throws -> Juror {
        try one(
            """
            SELECT \(Juror.columns) FROM jurors JOIN users ON users.id = jurors.user_id
            WHERE jurors.id = \(id) AND contest_id = \(contest)
            """
        ) { try Juror($0) }
    }

    /// In the order of the alphabet.
    func jurors(of contest: Contest.ID) throws -> [Juror] {
        try all(
            """
            SELECT \(Juror.columns) FROM jurors JOIN users ON users.id = jurors.user_id
            WHERE contest_id = \(contest) ORDER BY sorting_key, jurors.id
            """
        ) { try Juror($0) }
    }
}

extension Transaction {
    /// Conflicts told of by jurors and organisers; of several for one pair the organiser's word comes first.
    func conflicts(in contest: Contest.ID) throws -> [Juror.ID: [JurorConflict]] {
        var conflicts: [Juror.ID: [JurorConflict]] = [:]
        try forEach(
            """
            SELECT juror_id, registration_id, kind, note FROM juror_conflicts JOIN jurors ON jurors.id = juror_id
            WHERE contest_id = \(contest)
            ORDER BY juror_id, CASE kind WHEN 'banned' THEN 0 WHEN 'mentor' THEN 1 WHEN 'relative' THEN 2 ELSE 3 END,
                registration_id
            """
        ) { row in
            conflicts[try row["juror_id"], default: []].append(
                JurorConflict(
                    registration: try row["registration_id"], kind: try row["kind"], note: try row["note"]))
        }
        return conflicts
    }

    /// Where jurors work, learn or lead, and what they named themselves: found without asking. Two queries.
    func organisations(ofJurorsIn contest: Contest.ID, at instant: Date) throws -> [Juror.ID: Set<Space.ID>] {
        var organisations: [Juror.ID: Set<Space.ID>] = [:]
        try forEach(
            """
            SELECT jurors.id AS juror_id, memberships.space_id AS space_id FROM jurors
            JOIN memberships ON memberships.user_id = jurors.user_id
            WHERE contest_id = \(contest) AND (until IS NULL OR until > \(instant))
                AND role NOT IN (\(Role.guest), \(Role.juror))
            """
        ) { organisations[try $0["juror_id"], default: []].insert(try $0["space_id"]) }
        for (juror, named) in try namedOrganisations(ofJurorsIn: contest) {
            organisations[juror, default: []].formUnion(named)
        }
        return organisations
    }

    /// What jurors named themselves.
    func namedOrganisations(ofJurorsIn contest: Contest.ID) throws -> [Juror.ID: Set<Space.ID>] {
        var organisations: [Juror.ID: Set<Space.ID>] = [:]
        try forEach(
            """
            SELECT juror_id, juror_organisations.space_id AS space_id FROM juror_organisations
            JOIN jurors ON jurors.id = juror_id WHERE contest_id = \(contest)
            """
        ) { organisations[try $0["juror_id"], default: []].insert(try $0["space_id"]) }
        return organisations
    }

    /// Whether something stands between a juror and an entrant.
    func isConflicted(_ juror: Juror, with registration: Registration, at instant: Date) throws -> Bool {
        if juror.user == registration.user { return true }
        if try conflicts(in: juror.contest)[juror.id]?.contains(where: { $0.registration == registration.id }) == true {
            return true
        }
        guard let organisation = registration.organisation else { return false }
        return try organisations(ofJurorsIn: juror.contest, at: instant)[juror.id]?.contains(organisation) == true
    }

    /// What an assignment in a stage rests on. `chosen` are the entries to be judged, nil: all that may be.
    func juryTask(
        of stage: Stage.ID, in contest: Contest.ID, entries chosen: Set<Registration.ID>?, at instant: Date
    ) throws -> JuryTask {
        let stage = try self.stage(stage, of: contest)
        guard !stage.criteria.isEmpty else { throw JuryRefusal.notJudged }
        let sheets = try jurySheets(of: contest)
        let own = sheets.filter { $0.stage == stage.id }.map(\.sheet)
        let standing = Set(own.filter(\.stands).map(\.pair.registration))
        var conflicts: [JuryPair: JurorConflict.Kind] = [:]
        for (juror, list) in try self.conflicts(in: contest) {
            for conflict in list.reversed() { conflicts[JuryPair(conflict.registration, juror)] = conflict.kind }
        }
        return JuryTask(
            stage: stage.id,
            entries: try judgedEntries(of: stage.id, in: contest).filter { entry in
                chosen.map { $0.contains(entry.id) || standing.contains(entry.id) } ?? true
            },
            jurors: try jurors(of: contest).filter(\.isReady).sorted { $0.id < $1.id },
            perEntry: stage.marksPerEntry, organisations: try organisations(ofJurorsIn: contest, at: instant),
            conflicts: conflicts, sheets: own, earlier: Set(sheets.filter { $0.stage != stage.id }.map(\.sheet.pair)))
    }

    func assign(_ plan: AssignmentPlan, of contest: Contest.ID, by user: User.ID, at instant: Date) throws {
        struct Assignment: Encodable {
            var stage: Int64, seed: String, origin: String
            /// Entry and juror.
            var pairs: [[Int64]]
        }
        for pair in plan.pairs {
            try run(
                """
                INSERT INTO score_sheets (stage_id, registration_id, juror_id, origin, assigned_at, comment,
                    cannot_judge, sequence)
                VALUES (\(plan.stage), \(pair.registration), \(pair.juror), \(plan.origin), \(instant), '', \(false), 0)
                """)
        }
        try log(
            .jurorsAssigned,
            Assignment(
                stage: plan.stage.rawValue, seed: "\(plan.seed)", origin: plan.origin.rawValue,
                pairs: plan.pairs.map { [$0.registration.rawValue, $0.juror.rawValue] }),
            of: contest, by: user, at: instant)
    }
}
