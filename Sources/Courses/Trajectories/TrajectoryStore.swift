import Accounts
import Foundation
import Spaces
import Storage

extension Transaction {
    /// Trajectories that `condition` on `trajectories` picks, with their steps: two queries. The current ones stand
    /// first, the newest first among them.
    func trajectories(_ condition: SQL) throws -> [Trajectory] {
        var found = try all(
            """
            SELECT trajectories.id AS id, goal, due_at, finished_at,
                owners.id AS user_id, owners.login AS login, owners.surname AS surname,
                owners.given_name AS given_name, owners.patronymic AS patronymic,
                mentors.id AS mentor_id, mentors.login AS mentor_login, mentors.surname AS mentor_surname,
                mentors.given_name AS mentor_given_name, mentors.patronymic AS mentor_patronymic
            FROM trajectories JOIN users AS owners ON owners.id = owner_id
            LEFT JOIN users AS mentors ON mentors.id = mentor_id
            WHERE \(condition)
            ORDER BY CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END, finished_at DESC, trajectories.created_at DESC,
                trajectories.id DESC
            LIMIT 200
            """
        ) { try Trajectory($0) }
        guard !found.isEmpty else { return [] }
        let places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1.id, $0) })
        try forEach(
            """
            SELECT trajectory_steps.id AS id, trajectory_id, trajectory_steps.title AS title,
                trajectory_steps.starts_at AS starts_at, address, done_at, course_id, spaces.name AS course_title,
                CASE WHEN EXISTS (
                    SELECT 1 FROM enrolments
                    WHERE enrolments.course_id = trajectory_steps.course_id AND learner_id = owner_id
                ) THEN 1 ELSE 0 END AS is_enrolled,
                (SELECT count(*) FROM modules JOIN activities ON module_id = modules.id
                    WHERE modules.course_id = trajectory_steps.course_id AND modules.is_hidden = 0
                        AND activities.is_hidden = 0) AS total,
                (SELECT count(*) FROM modules JOIN activities ON module_id = modules.id
                    JOIN progress ON activity_id = activities.id AND learner_id = owner_id
                    WHERE modules.course_id = trajectory_steps.course_id AND modules.is_hidden = 0
                        AND activities.is_hidden = 0 AND completed_at IS NOT NULL) AS done,
                (SELECT completed_at FROM course_completions
                    WHERE course_completions.course_id = trajectory_steps.course_id AND learner_id = owner_id
                ) AS completed_at
            FROM trajectory_steps JOIN trajectories ON trajectories.id = trajectory_id
            LEFT JOIN courses ON courses.id = course_id LEFT JOIN spaces ON spaces.id = courses.space_id
            WHERE trajectory_id IN (\(found.map(\.id))) AND removed_at IS NULL
            ORDER BY position, trajectory_steps.id
            """
        ) { row in
            let trajectory: Trajectory.ID = try row["trajectory_id"]
            if let place = places[trajectory] { found[place].steps.append(try TrajectoryStep(row)) }
        }
        return found
    }

    /// The trajectory as its owner or its mentor has it. Throws `NoRow` for anybody else.
    func trajectory(_ id: Trajectory.ID, for user: User.ID) throws -> Trajectory {
        let mine: SQL = "trajectories.id = \(id) AND (owner_id = \(user) OR mentor_id = \(user))"
        guard let found = try trajectories(mine).first else { throw NoRow() }
        return found
    }

    /// The trajectory, for its owner to change. Throws `NoRow` or `TrajectoryRefusal`.
    func ownTrajectory(_ id: Trajectory.ID, of user: User.ID) throws -> Trajectory {
        let trajectory = try trajectory(id, for: user)
        guard trajectory.owner.id == user else { throw TrajectoryRefusal.notOwner }
        return trajectory
    }

    /// The same while it goes on: a finished one changes no more.
    func currentTrajectory(_ id: Trajectory.ID, of user: User.ID) throws -> Trajectory {
        let trajectory = try ownTrajectory(id, of: user)
        guard trajectory.finishedAt == nil else { throw TrajectoryRefusal.finished }
        return trajectory
    }

    /// Who has the login and may be a mentor: somebody who teaches or leads anywhere in the network, so that a login
    /// typed at random tells nobody the name of a pupil. Throws `TrajectoryRefusal`.
    func mentor(login: String, of owner: User.ID, at instant: Date) throws -> User.ID? {
        guard !login.isEmpty else { return nil }
        let roles: [Role] = [.author, .tutor, .methodist, .head, .administrator]
        let found: User.ID? = try first(
            """
            SELECT id FROM users WHERE login = \(login) AND disabled_at IS NULL AND EXISTS (
                SELECT 1 FROM memberships
                WHERE user_id = users.id AND role IN (\(roles)) AND (until IS NULL OR until > \(instant)))
            """
        ) { try $0["id"] }
        guard let found else { throw TrajectoryRefusal.mentorUnknown(String(login.prefix(60))) }
        guard found != owner else { throw TrajectoryRefusal.mentorIsOwner }
        return found
    }

    /// Courses the person is in or finds in the catalogue, by the alphabet.
    func courses(for user: User.ID, at instant: Date) throws -> [CourseChoice] {
        try all(
            """
            SELECT courses.id AS id, spaces.name AS title FROM courses JOIN spaces ON spaces.id = space_id
            WHERE EXISTS (SELECT 1 FROM enrolments WHERE course_id = courses.id AND learner_id = \(user))
                OR \(CatalogueEntry.isFound(by: user, at: instant))
            ORDER BY spaces.sorting_key, courses.id LIMIT 200
            """
        ) { row in CourseChoice(id: try row["id"], title: try row["title"]) }
    }

    func notes(of trajectory: Trajectory.ID) throws -> [TrajectoryNote] {
        try all(
            """
            SELECT author_id, text, written_at, surname, given_name, patronymic FROM trajectory_notes
            JOIN users ON users.id = author_id WHERE trajectory_id = \(trajectory)
            ORDER BY written_at, trajectory_notes.id
            """
        ) { row in
            TrajectoryNote(
                author: try row["author_id"], name: try PersonName(row), text: try row["text"],
                writtenAt: try row["written_at"])
        }
    }

    func insertStep(
        into trajectory: Trajectory.ID, course: Course.ID? = nil, plan: Plan? = nil, at instant: Date
    ) throws -> TrajectoryStep.ID {
        try value(
            """
            INSERT INTO trajectory_steps (trajectory_id, position, course_id, title, starts_at, address, changed_at)
            VALUES (\(trajectory),
                (SELECT coalesce(max(position), -1) + 1 FROM trajectory_steps WHERE trajectory_id = \(trajectory)),
                \(course), \(plan?.title), \(plan?.startsAt), \(plan?.address), \(instant))
            RETURNING id
            """)
    }
}

extension Trajectory {
    init(_ row: borrowing Row) throws {
        let mentor: User.ID? = try row["mentor_id"]
        self.init(
            id: try row["id"],
            owner: Companion(id: try row["user_id"], name: try PersonName(row), login: try row["login"]),
            goal: try row["goal"], dueAt: try row["due_at"],
            mentor: try mentor.map { id in
                Companion(
                    id: id,
                    name: PersonName(
                        surname: try row["mentor_surname"], given: try row["mentor_given_name"],
                        patronymic: try row["mentor_patronymic"]),
                    login: try row["mentor_login"])
            },
            finishedAt: try row["finished_at"], steps: [])
    }
}

extension TrajectoryStep {
    init(_ row: borrowing Row) throws {
        id = try row["id"]
        if let course: Course.ID = try row["course_id"] {
            kind = .course(
                CourseStep(
                    course: course, title: try row["course_title"], isEnrolled: try row["is_enrolled"],
                    done: try row["done"], total: try row["total"], completedAt: try row["completed_at"]))
        } else {
            kind = .plan(
                Plan(title: try row["title"], startsAt: try row["starts_at"], address: try row["address"]),
                doneAt: try row["done_at"])
        }
    }
}
