import Accounts
import Courses
import Foundation
import Spaces
import Storage

extension Contest {
    static let columns: SQL = """
        contests.id AS contest_id, contests.space_id AS contest_space, course_id, title, summary, rules,
        registration_opens, registration_closes, is_rehearsal, published_at, closed_at
        """

    init(_ row: borrowing Row) throws {
        let rules: String = try row["rules"]
        self.init(
            id: try row["contest_id"], space: try row["contest_space"], title: try row["title"],
            summary: try row["summary"], rules: try JSONDecoder().decode(ContestRules.self, from: Data(rules.utf8)),
            course: try row["course_id"], registrationOpens: try row["registration_opens"],
            registrationCloses: try row["registration_closes"], publishedAt: try row["published_at"],
            closedAt: try row["closed_at"], isRehearsal: try row["is_rehearsal"])
    }
}

extension Stage {
    static let columns: SQL = """
        stages.id AS stage_id, kind, stages.title AS stage_title, stages.description AS stage_description, opens_at,
        due_at, closes_at, takes_late, late_percent, late_most, weight, carries_over, cut, marks_per_entry
        """

    /// Without criteria and tasks, which stand in tables of their own.
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["stage_id"], kind: try row["kind"], title: try row["stage_title"],
            description: try row["stage_description"], opensAt: try row["opens_at"], dueAt: try row["due_at"],
            closesAt: try row["closes_at"],
            late: LateRule(
                isTaken: try row["takes_late"], percentPerDay: try row["late_percent"], most: try row["late_most"]),
            weight: try row["weight"], carriesOver: try row["carries_over"], cut: try row["cut"],
            marksPerEntry: try row["marks_per_entry"], criteria: [], tasks: [])
    }
}

extension Registration {
    static let columns: SQL = """
        registrations.id AS registration_id, registrations.contest_id AS contest_id, registrations.user_id AS user_id,
        registrations.state AS state, organisation_id, nomination_id, registrations.position AS position, subject,
        letter, receipt, code, consented_at, submitted_at, reason
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["registration_id"], contest: try row["contest_id"], user: try row["user_id"],
            state: try row["state"], organisation: try row["organisation_id"], nomination: try row["nomination_id"],
            position: try row["position"], subject: try row["subject"], letter: try row["letter"],
            receipt: try row["receipt"], code: try row["code"], consentedAt: try row["consented_at"],
            submittedAt: try row["submitted_at"], reason: try row["reason"])
    }
}

extension Transaction {
    /// Throws `NoRow` when there is none.
    func contest(_ id: Contest.ID) throws -> Contest {
        try one("SELECT \(Contest.columns) FROM contests WHERE id = \(id)") { try Contest($0) }
    }

    func nominations(of contest: Contest.ID) throws -> [Nomination] {
        try all("SELECT id, title, laureates FROM nominations WHERE contest_id = \(contest) ORDER BY position, id") {
            Nomination(id: try $0["id"], title: try $0["title"], laureates: try $0["laureates"])
        }
    }

    /// Stages in their order with criteria and tasks: three queries.
    func stages(of contest: Contest.ID) throws -> [Stage] {
        var stages = try all(
            "SELECT \(Stage.columns) FROM stages WHERE contest_id = \(contest) ORDER BY position, id"
        ) { try Stage($0) }
        let places = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.id, $0) })
        try forEach(
            """
            SELECT contest_criteria.id AS criterion_id, stage_id, contest_criteria.title AS title,
                contest_criteria.description AS description, lowest, highest, step, contest_criteria.weight AS weight,
                levels
            FROM contest_criteria JOIN stages ON stages.id = stage_id
            WHERE contest_id = \(contest) ORDER BY contest_criteria.position, contest_criteria.id
            """
        ) { row in
            let levels: String = try row["levels"]
            let stage: Stage.ID = try row["stage_id"]
            guard let place = places[stage] else { return }
            stages[place].criteria.append(
                Criterion(
                    id: try row["criterion_id"], title: try row["title"], description: try row["description"],
                    lowest: try row["lowest"], highest: try row["highest"], step: try row["step"],
                    weight: try row["weight"],
                    levels: try JSONDecoder().decode([Criterion.Level].self, from: Data(levels.utf8))))
        }
        try forEach(
            """
            SELECT contest_tasks.id AS task_id, stage_id, service, contest_tasks.description AS description, proof,
                activity_id, is_required
            FROM contest_tasks JOIN stages ON stages.id = stage_id
            WHERE contest_id = \(contest) ORDER BY contest_tasks.position, contest_tasks.id
            """
        ) { row in
            let stage: Stage.ID = try row["stage_id"]
            let activity: Activity.ID? = try row["activity_id"]
            let proof: String = try row["proof"]
            guard let place = places[stage] else { return }
            stages[place].tasks.append(
                ContestTask(
                    id: try row["task_id"], stage: stage, service: try row["service"],
                    description: try row["description"],
                    proof: activity.map { .activity($0) } ?? (proof == "files" ? .files : .link),
                    isRequired: try row["is_required"]))
        }
        return stages
    }

    /// Throws `NoRow` when there is none.
    func registration(_ id: Registration.ID) throws -> Registration {
        try one("SELECT \(Registration.columns) FROM registrations WHERE id = \(id)") { try Registration($0) }
    }

    func registration(of user: User.ID, in contest: Contest.ID) throws -> Registration? {
        try first(
            "SELECT \(Registration.columns) FROM registrations WHERE contest_id = \(contest) AND user_id = \(user)"
        ) { try Registration($0) }
    }
}
