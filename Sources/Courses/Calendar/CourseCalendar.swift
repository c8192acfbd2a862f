public import Accounts
public import Foundation
import Spaces
public import Storage

/// What awaits a person and when: on a page, and as a feed for the calendar of their telephone.
public struct CourseCalendar: Sendable {
    let database: any Database
    let sources: [CalendarSource]
    let now: @Sendable () -> Date

    /// `sources` come beside the dates of courses and trajectories.
    public init(database: any Database, sources: [CalendarSource] = [], now: @escaping @Sendable () -> Date) {
        self.database = database
        self.sources = [Self.dueDates, Self.enrolmentDates, Trajectories.dates] + sources
        self.now = now
    }

    /// The events of a person that start in `range`, in their order.
    public func events(of user: User.ID, in range: Range<Date>) async throws -> [CalendarEvent] {
        try await database.read { tx in try events(of: user, in: range, tx) }
    }

    private func events(of user: User.ID, in range: Range<Date>, _ tx: Transaction) throws -> [CalendarEvent] {
        let instant = now()
        return try sources.flatMap { try $0(tx, user, range, instant) }
            .sorted { ($0.startsAt, $0.key) < ($1.startsAt, $1.key) }
    }

    /// Steps to be done by a date, of courses where the person learns or teaches; what is for other groups is not for
    /// this learner. What opens later is there: one may prepare for it.
    static let dueDates: CalendarSource = { tx, user, range, now in
        let readers = Role.allCases.filter { $0.grants.contains(.study) }
        let authors = Role.allCases.filter { $0.grants.contains(.author) }
        let due = Transaction.dueDate(for: "\(user)")
        let groups: Set<CourseGroup.ID> = Set(
            try tx.all("SELECT group_id FROM course_group_members WHERE learner_id = \(user)") { try $0["group_id"] })
        var events: [Activity.ID: CalendarEvent] = [:]
        try tx.forEach(
            """
            SELECT DISTINCT activities.id AS id, role, condition, activities.kind AS kind, activities.title AS title, \(due) AS due,
                due_revision,
                changed_at, courses.id AS course_id, spaces.name AS course_title,
                CASE WHEN completed_at IS NULL THEN 0 ELSE 1 END AS is_done
            FROM memberships JOIN courses ON courses.space_id = memberships.space_id
            JOIN spaces ON spaces.id = courses.space_id
            JOIN modules ON modules.course_id = courses.id JOIN activities ON activities.module_id = modules.id
            LEFT JOIN progress ON progress.activity_id = activities.id AND learner_id = \(user)
            LEFT JOIN activity_rules ON activity_rules.activity_id = activities.id
            WHERE user_id = \(user) AND (until IS NULL OR until > \(now)) AND role IN (\(readers))
                AND (role IN (\(authors)) OR modules.is_hidden = 0 AND activities.is_hidden = 0)
                AND modules.removed_at IS NULL AND activities.removed_at IS NULL
                AND \(due) >= \(range.lowerBound) AND \(due) < \(range.upperBound)
            """
        ) { row in
            let (activity, role): (Activity.ID, Role) = (try row["id"], try row["role"])
            if role == .learner, let text = try row["condition"] as String? {
                guard try Condition(json: text).mayHold(in: groups) else { return }
            }
            events[activity] = CalendarEvent(
                key: "activity-\(activity)-due", kind: .due(try row["kind"]), title: try row["title"],
                origin: .course(try row["course_id"], activity), originTitle: try row["course_title"],
                startsAt: try row["due"], isDone: try row["is_done"], revision: try row["due_revision"],
                changedAt: try row["changed_at"])
        }
        return Array(events.values)
    }

    /// When the courses that the person leads take learners.
    static let enrolmentDates: CalendarSource = { tx, user, range, now in
        let leaders = Role.allCases.filter { $0.grants.contains(.manageMembers) }
        var events: [CalendarEvent] = []
        try tx.forEach(
            """
            SELECT DISTINCT courses.id AS id, spaces.name AS title, enrolment_opens_at, enrolment_closes_at,
                courses.created_at AS created_at
            FROM memberships JOIN courses ON courses.space_id = memberships.space_id
            JOIN spaces ON spaces.id = courses.space_id
            WHERE user_id = \(user) AND (until IS NULL OR until > \(now)) AND role IN (\(leaders))
                AND (enrolment_opens_at >= \(range.lowerBound) AND enrolment_opens_at < \(range.upperBound)
                    OR enrolment_closes_at >= \(range.lowerBound) AND enrolment_closes_at < \(range.upperBound))
            """
        ) { row in
            let (course, title): (Course.ID, String) = (try row["id"], try row["title"])
            let (opensAt, closesAt): (Date?, Date?) = (try row["enrolment_opens_at"], try row["enrolment_closes_at"])
            let createdAt: Date = try row["created_at"]
            let dates: [(String, CalendarEvent.Kind, Date?)] = [
                ("opens", .enrolmentOpens, opensAt), ("closes", .enrolmentCloses, closesAt),
            ]
            for (word, kind, date) in dates {
                guard let date, range.contains(date) else { continue }
                events.append(
                    CalendarEvent(
                        key: "course-\(course)-\(word)", kind: kind, title: title, origin: .course(course),
                        originTitle: title,
                        startsAt: date, changedAt: createdAt))
            }
        }
        return events
    }
}

extension CourseCalendar {
    /// How far a feed looks back and ahead, seconds.
    static let feedPast: TimeInterval = 60 * 86_400
    static let feedFuture: TimeInterval = 400 * 86_400

    /// When the person's feed was opened; nil while there is none.
    public func feedOpenedAt(of user: User.ID) async throws -> Date? {
        try await database.read { tx in
            try tx.first("SELECT created_at FROM calendar_feeds WHERE user_id = \(user)") { try $0["created_at"] }
        }
    }

    /// Opens a feed and answers its secret, which is kept nowhere; one opened before is closed by that.
    public func openFeed(of user: User.ID) async throws -> String {
        let secret = Hashing.random(24)
        try await database.write { [now] tx in
            try tx.run(
                """
                INSERT INTO calendar_feeds (user_id, secret_hash, created_at)
                VALUES (\(user), \(Hashing.sha256(secret)), \(now()))
                ON CONFLICT (user_id) DO UPDATE SET secret_hash = excluded.secret_hash, created_at = excluded.created_at
                """)
        }
        return secret.hex
    }

    public func closeFeed(of user: User.ID) async throws {
        try await database.write { tx in try tx.run("DELETE FROM calendar_feeds WHERE user_id = \(user)") }
    }

    /// Whose feed the secret opens, and what is in it; nil for any other text.
    public func feed(secret: String) async throws -> (owner: User.ID, events: [CalendarEvent])? {
        guard let bytes = [UInt8](hex: secret), bytes.count == 24 else { return nil }
        return try await database.read { tx in
            let owner: User.ID? = try tx.first(
                """
                SELECT user_id FROM calendar_feeds JOIN users ON users.id = user_id
                WHERE secret_hash = \(Hashing.sha256(bytes)) AND disabled_at IS NULL
                """
            ) { try $0["user_id"] }
            guard let owner else { return nil }
            let instant = now()
            let range = instant.addingTimeInterval(-Self.feedPast)..<instant.addingTimeInterval(Self.feedFuture)
            return (owner, try events(of: owner, in: range, tx))
        }
    }
}
