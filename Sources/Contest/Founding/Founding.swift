public import Accounts
public import Foundation
public import Spaces
public import Storage

extension Contests {
    /// Last year's contest without its people, its first day on `start`: to be founded again. Throws `ContestRefusal`, and
    /// `NoRow` for a contest of another organisation.
    public func outline(copying id: Contest.ID, of space: Space.ID, startingOn start: Date) async throws
        -> ContestOutline
    {
        try await database.read { tx in
            let original = try tx.contest(id)
            guard original.space == space else { throw NoRow() }
            var outline = try tx.outline(of: original)
            outline.isRehearsal = false
            return try outline.starting(start)
        }
    }

    /// Moves every date that is still ahead by so many days; of a draft or a rehearsal, all of them. Throws
    /// `ContestRefusal`.
    public func shift(_ id: Contest.ID, days: Int, by organiser: User.ID) async throws {
        try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            let movesAll = contest.publishedAt == nil || contest.isRehearsal
            let outline = try tx.outline(of: contest)
            let moved = try DateShift(days: days, after: movesAll ? nil : now()).moved(outline)
            try tx.run(
                """
                UPDATE contests SET registration_opens = \(moved.registrationOpens),
                    registration_closes = \(moved.registrationCloses)
                WHERE id = \(id)
                """)
            for (stage, dates) in zip(try tx.stages(of: id), moved.stages) {
                try tx.run(
                    """
                    UPDATE stages SET opens_at = \(dates.opensAt), due_at = \(dates.dueAt), closes_at = \(dates.closesAt)
                    WHERE id = \(stage.id)
                    """)
            }
            try tx.log(.changed, ["shifted": "\(days)"], of: id, by: organiser, at: now())
        }
    }

    /// A rehearsal: the contest as it would be, with so many entrants who do not exist, admitted already. Only organisers
    /// see it. Throws `ContestRefusal`.
    public func rehearse(
        _ outline: ContestOutline, entrants: Int, in space: Space.ID, copying original: Contest.ID? = nil,
        by organiser: User.ID
    ) async throws -> Contest.ID {
        var outline = try outline.checked()
        outline.isRehearsal = true
        try entrants.check(.entrants, 0...Rehearsal.people.count)
        let rehearsal = outline
        return try await database.write { [now] tx in
            let id = try tx.insert(rehearsal, in: space, copiedFrom: original, by: organiser, at: now())
            try tx.log(.founded, ["title": rehearsal.title], of: id, by: organiser, at: now())
            try tx.inventEntrants(entrants, of: id, in: space, at: now())
            return id
        }
    }

    /// Removes a rehearsal, a draft or a contest for which nobody has registered, with everything that belongs to it, its
    /// log too. Throws `ContestRefusal`.
    public func remove(_ id: Contest.ID) async throws {
        try await database.write { tx in
            let contest = try tx.contest(id)
            if contest.publishedAt != nil, !contest.isRehearsal {
                let registered: Int = try tx.value("SELECT count(*) FROM registrations WHERE contest_id = \(id)")
                guard registered == 0 else { throw ContestRefusal.hasRegistrations }
            }
            let invented: [User.ID] = try tx.all(
                "SELECT user_id FROM rehearsal_entrants WHERE contest_id = \(id)"
            ) { try $0["user_id"] }
            try tx.run("DELETE FROM contests WHERE id = \(id)")
            try tx.forget(invented)
        }
    }

    /// Contests of an organisation, the newest first, with how many have registered.
    public func all(of space: Space.ID) async throws -> [(entry: ContestEntry, registered: Int)] {
        try await database.read { [now] tx in
            try tx.all(
                """
                SELECT \(Contest.columns), spaces.name AS organisation,
                    (SELECT count(*) FROM registrations WHERE contest_id = contests.id AND state <> 'draft') AS registered
                FROM contests JOIN spaces ON spaces.id = contests.space_id
                WHERE contests.space_id = \(space) ORDER BY contests.id DESC
                """
            ) { row in
                let contest = try Contest(row)
                let entry = ContestEntry(
                    contest: contest, organisation: try row["organisation"], state: contest.state(at: now()))
                return (entry, try row["registered"])
            }
        }
    }

    /// Contests under way in which the person takes part or is about to.
    public func current(of user: User.ID) async throws -> [(contest: Contest, state: Registration.State)] {
        try await database.read { [now] tx in
            try tx.all(
                """
                SELECT \(Contest.columns), state FROM contests JOIN registrations ON contest_id = contests.id
                WHERE user_id = \(user) AND state IN ('draft', 'submitted', 'admitted') AND published_at IS NOT NULL
                    AND (closed_at IS NULL OR closed_at > \(now())) AND NOT is_rehearsal
                ORDER BY contests.id DESC
                """
            ) { (try Contest($0), try $0["state"]) }
        }
    }
}

/// People who do not exist, for rehearsals.
enum Rehearsal {
    static let people: [PersonName] = {
        let given = ["Анна", "Борис", "Вера", "Григорий", "Дарья", "Елена", "Жанна", "Зоя", "Илья", "Кира"]
        let surnames = ["Берёза", "Ива", "Калина", "Липа", "Осина"]
        return surnames.flatMap { surname in given.map { PersonName(surname: surname, given: $0, patronymic: nil) } }
    }()
}

extension Transaction {
    /// The contest that may still be changed. Throws `ContestRefusal.closed`, `NoRow`.
    func openContest(_ id: Contest.ID, at instant: Date) throws -> Contest {
        let contest = try contest(id)
        guard contest.state(at: instant) != .closed else { throw ContestRefusal.closed }
        return contest
    }

    /// The contest as it stands, with the regulation in force.
    func outline(of contest: Contest) throws -> ContestOutline {
        ContestOutline(
            title: contest.title, summary: contest.summary,
            regulation: try regulation(of: contest.id, version: nil)?.text ?? "", rules: contest.rules,
            registrationOpens: contest.registrationOpens, registrationCloses: contest.registrationCloses,
            course: contest.course,
            nominations: try nominations(of: contest.id).map {
                NominationOutline(title: $0.title, laureates: $0.laureates)
            }, stages: try stages(of: contest.id).map(StageOutline.init), isRehearsal: contest.isRehearsal)
    }

    fileprivate func inventEntrants(
        _ count: Int, of contest: Contest.ID, in space: Space.ID, at instant: Date
    ) throws {
        let places = try organisations(of: space)
        let schools = places.filter { $0.id != space }.isEmpty ? places : places.filter { $0.id != space }
        let nominations = try nominations(of: contest)
        var codes: Set<String> = []
        var generator = SystemRandomNumberGenerator()
        for number in 0..<count {
            let user = try invent(
                Rehearsal.people[number], login: "rehearsal-\(contest)-\(number + 1)", at: instant)
            try run("INSERT INTO rehearsal_entrants (contest_id, user_id) VALUES (\(contest), \(user))")
            let code = BlindCode.issue(besides: codes, using: &generator)
            codes.insert(code)
            let nomination = nominations.isEmpty ? nil : nominations[number % nominations.count].id
            try run(
                """
                INSERT INTO registrations (contest_id, user_id, state, organisation_id, nomination_id, position, subject,
                    letter, receipt, code, consented_at, submitted_at)
                VALUES (\(contest), \(user), 'admitted', \(schools[number % schools.count].id), \(nomination), '', '', '',
                    \("Р\(contest)-\(number + 1)"), \(code), \(instant), \(instant))
                """)
        }
    }
}
