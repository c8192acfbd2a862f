public import Accounts
public import Foundation
public import Spaces
public import Storage

/// Admission to courses and withdrawal from them.
public struct Enrolments: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// The learner enrols themselves. Throws `EnrolmentRefusal`.
    @discardableResult
    public func enrol(_ learner: User.ID, in course: Course.ID, key: String? = nil) async throws -> Enrolment {
        try await database.write { [now] tx in
            let course = try tx.course(course)
            let access = try tx.access(of: learner, to: course.space, at: now())
            let request = EnrolmentRequest.own(key: key, belongsToOrganisation: access.belongsToOrganisation)
            return try tx.enrol(learner, in: course, request, at: now())
        }
    }

    /// The learner asks for a place: gets it, or waits for a teacher's word or for a free seat. Throws
    /// `EnrolmentRefusal`.
    @discardableResult
    public func apply(
        _ learner: User.ID, to course: Course.ID, key: String? = nil, note: String = ""
    ) async throws -> EnrolmentOutcome {
        let note = String(note.trimmingCharacters(in: .whitespacesAndNewlines).prefix(EnrolmentApplication.noteLimit))
        return try await database.write { [now] tx in
            let course = try tx.course(course)
            if try tx.isEnrolled(learner, in: course.id) { throw EnrolmentRefusal.alreadyEnrolled }
            let access = try tx.access(of: learner, to: course.space, at: now())
            let request = EnrolmentRequest.own(key: key, belongsToOrganisation: access.belongsToOrganisation)
            do { return .enrolled(try tx.enrol(learner, in: course, request, at: now())) } catch EnrolmentRefusal
                .byRequest
            {
                try tx.apply(learner, to: course.id, .request, note: note, at: now())
                return .requested
            } catch EnrolmentRefusal.full {
                try tx.apply(learner, to: course.id, .waiting, note: note, at: now())
                return .waiting(place: try tx.placeInQueue(of: learner, for: course.id) ?? 1)
            }
        }
    }

    /// How the learner's application stands: nil when there is none.
    public func application(of learner: User.ID, to course: Course.ID) async throws -> EnrolmentOutcome? {
        try await database.read { tx in
            let kind: EnrolmentApplication.Kind? = try tx.first(
                "SELECT kind FROM enrolment_applications WHERE course_id = \(course) AND learner_id = \(learner)"
            ) { try $0["kind"] }
            return switch kind {
            case nil: nil
            case .request: .requested
            case .waiting: .waiting(place: try tx.placeInQueue(of: learner, for: course) ?? 1)
            }
        }
    }

    /// Everybody who asked, the first first.
    public func applications(to course: Course.ID) async throws -> [EnrolmentApplication] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT learner_id, surname, given_name, patronymic, kind, note, asked_at FROM enrolment_applications
                JOIN users ON users.id = learner_id WHERE course_id = \(course) ORDER BY asked_at, learner_id
                """
            ) { row in
                EnrolmentApplication(
                    learner: try row["learner_id"], name: try PersonName(row), kind: try row["kind"],
                    note: try row["note"], askedAt: try row["asked_at"])
            }
        }
    }

    /// Takes an application back, or turns it down.
    public func dropApplication(of learner: User.ID, to course: Course.ID) async throws {
        try await database.write { tx in try tx.dropApplication(of: learner, to: course) }
    }

    /// A teacher enrols people, for good or `until` a date; those who are in already are passed over, and those whose
    /// term is over begin another. Throws `EnrolmentRefusal`.
    public func enrol(_ learners: [User.ID], byTeacherIn course: Course.ID, until: Date? = nil) async throws {
        try await database.write { [now] tx in
            let course = try tx.course(course)
            for learner in learners {
                guard try tx.isEnrolled(learner, in: course.id) else {
                    try tx.enrol(learner, in: course, .byTeacher, until: until, at: now())
                    continue
                }
                let access = try tx.access(of: learner, to: course.space, at: now())
                if !access.ownRoles.contains(.learner) {
                    try tx.addMember(learner, to: course.space, as: .learner, until: until, at: now())
                }
            }
        }
    }

    /// A teacher enrols every learner of an organisation, or of everything below it. Answers how many came in.
    public func enrolAll(of organisation: Space.ID, in course: Course.ID) async throws -> Int {
        try await database.write { [now] tx in
            let course = try tx.course(course)
            let learners: [User.ID] = try tx.all(
                """
                WITH RECURSIVE below (id) AS (
                    SELECT id FROM spaces WHERE id = \(organisation)
                    UNION ALL
                    SELECT spaces.id FROM spaces JOIN below ON parent_id = below.id WHERE kind <> 'course'
                )
                SELECT DISTINCT user_id FROM memberships JOIN below ON space_id = below.id
                WHERE role = 'learner' AND (until IS NULL OR until > \(now()))
                    AND user_id NOT IN (SELECT learner_id FROM enrolments WHERE course_id = \(course.id))
                ORDER BY user_id
                """
            ) { try $0["user_id"] }
            for learner in learners { try tx.enrol(learner, in: course, .byTeacher, at: now()) }
            return learners.count
        }
    }

    /// Takes a learner out of the course; answers and grades stay and come back with a new enrolment.
    public func withdraw(_ learner: User.ID, from course: Course.ID) async throws {
        try await database.write { [now] tx in
            let course = try tx.course(course)
            try tx.run("DELETE FROM enrolments WHERE course_id = \(course.id) AND learner_id = \(learner)")
            try tx.removeMember(learner, from: course.space, as: .learner)
            try tx.run(
                """
                DELETE FROM course_group_members WHERE learner_id = \(learner)
                    AND group_id IN (SELECT id FROM course_groups WHERE course_id = \(course.id))
                """)
            try tx.fillSeats(of: course, at: now())
        }
    }

    /// Who is in the course, in the order of the Russian alphabet.
    public func learners(in course: Course.ID) async throws -> [(id: User.ID, name: PersonName)] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT users.id AS id, surname, given_name, patronymic FROM enrolments
                JOIN users ON users.id = learner_id WHERE course_id = \(course) ORDER BY sorting_key, users.id
                """
            ) { row in (try row["id"], try PersonName(row)) }
        }
    }

    public func isEnrolled(_ learner: User.ID, in course: Course.ID) async throws -> Bool {
        try await database.read { tx in
            try tx.isEnrolled(learner, in: course)
        }
    }
}

extension Access {
    /// Whether the person has a role in the organisation the space belongs to.
    var belongsToOrganisation: Bool {
        path.first { $0.space.kind == .organisation }.map { !$0.roles.isEmpty } ?? false
    }
}

extension Transaction {
    func seatsTaken(in course: Course.ID) throws -> Int {
        try value("SELECT count(*) AS taken FROM enrolments WHERE course_id = \(course)")
    }

    /// Throws `EnrolmentRefusal`.
    @discardableResult
    public func enrol(
        _ learner: User.ID, in course: Course, _ request: EnrolmentRequest, until: Date? = nil, at instant: Date
    ) throws -> Enrolment {
        let enrolment = try course.admit(learner, request, seatsTaken: try seatsTaken(in: course.id), at: instant)
        let inserted = try run(
            """
            INSERT INTO enrolments (course_id, learner_id, enrolled_at)
            VALUES (\(course.id), \(learner), \(instant)) ON CONFLICT (course_id, learner_id) DO NOTHING
            """)
        guard inserted == 1 else { throw EnrolmentRefusal.alreadyEnrolled }
        try addMember(learner, to: course.space, as: .learner, until: until, at: instant)
        try dropApplication(of: learner, to: course.id)
        return enrolment
    }

    func isEnrolled(_ learner: User.ID, in course: Course.ID) throws -> Bool {
        try first("SELECT learner_id FROM enrolments WHERE course_id = \(course) AND learner_id = \(learner)") { _ in
            true
        } ?? false
    }

    fileprivate func apply(
        _ learner: User.ID, to course: Course.ID, _ kind: EnrolmentApplication.Kind, note: String, at instant: Date
    ) throws {
        try run(
            """
            INSERT INTO enrolment_applications (course_id, learner_id, kind, note, asked_at)
            VALUES (\(course), \(learner), \(kind), \(note), \(instant))
            ON CONFLICT (course_id, learner_id) DO UPDATE SET note = excluded.note
            """)
    }

    fileprivate func dropApplication(of learner: User.ID, to course: Course.ID) throws {
        try run("DELETE FROM enrolment_applications WHERE course_id = \(course) AND learner_id = \(learner)")
    }

    /// From 1; nil for who does not wait.
    fileprivate func placeInQueue(of learner: User.ID, for course: Course.ID) throws -> Int? {
        let queue: [User.ID] = try all(
            """
            SELECT learner_id FROM enrolment_applications WHERE course_id = \(course) AND kind = 'waiting'
            ORDER BY asked_at, learner_id
            """
        ) { try $0["learner_id"] }
        return queue.firstIndex(of: learner).map { $0 + 1 }
    }

    /// Gives free seats to those who wait, in their order.
    func fillSeats(of course: Course, at instant: Date) throws {
        let free = try course.admission.capacity.map { $0 - (try seatsTaken(in: course.id)) }
        let waiting: [User.ID] = try all(
            """
            SELECT learner_id FROM enrolment_applications WHERE course_id = \(course.id) AND kind = 'waiting'
            ORDER BY asked_at, learner_id
            """
        ) { try $0["learner_id"] }
        for learner in waiting.prefix(max(0, free ?? waiting.count)) {
            try enrol(learner, in: course, .byTeacher, at: instant)
        }
    }
}

extension Transaction {
    /// What an invitation into a course brings besides the role: a learner's enrolment. Throws `EnrolmentRefusal`.
    public func enrolInvited(_ user: User.ID, to invitation: Invitation, at instant: Date) throws {
        guard invitation.role == .learner, let course = try course(inSpace: invitation.space),
            try !isEnrolled(user, in: course.id)
        else { return }
        try enrol(user, in: course, .byTeacher, at: instant)
    }
}
