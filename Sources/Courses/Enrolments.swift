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

    /// A teacher enrols people; those who are in already are passed over. Throws `EnrolmentRefusal`.
    public func enrol(_ learners: [User.ID], byTeacherIn course: Course.ID) async throws {
        try await database.write { [now] tx in
            let course = try tx.course(course)
            for learner in learners {
                do { try tx.enrol(learner, in: course, .byTeacher, at: now()) } catch EnrolmentRefusal.alreadyEnrolled {
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
        try await database.write { tx in
            let course = try tx.course(course)
            try tx.run("DELETE FROM enrolments WHERE course_id = \(course.id) AND learner_id = \(learner)")
            try tx.removeMember(learner, from: course.space, as: .learner)
        }
    }

    public func isEnrolled(_ learner: User.ID, in course: Course.ID) async throws -> Bool {
        try await database.read { tx in
            try tx.first("SELECT learner_id FROM enrolments WHERE course_id = \(course) AND learner_id = \(learner)") {
                _ in
                true
            } ?? false
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
        _ learner: User.ID, in course: Course, _ request: EnrolmentRequest, at instant: Date
    ) throws -> Enrolment {
        let enrolment = try course.admit(learner, request, seatsTaken: try seatsTaken(in: course.id), at: instant)
        let inserted = try run(
            """
            INSERT INTO enrolments (course_id, learner_id, enrolled_at)
            VALUES (\(course.id), \(learner), \(instant)) ON CONFLICT (course_id, learner_id) DO NOTHING
            """)
        guard inserted == 1 else { throw EnrolmentRefusal.alreadyEnrolled }
        try addMember(learner, to: course.space, as: .learner, at: instant)
        return enrolment
    }
}

extension Transaction {
    /// What an invitation into a course brings besides the role: a learner's enrolment. Throws `EnrolmentRefusal`.
    public func enrolInvited(_ user: User.ID, to invitation: Invitation, at instant: Date) throws {
        guard invitation.role == .learner, let course = try course(inSpace: invitation.space) else { return }
        do { try enrol(user, in: course, .byTeacher, at: instant) } catch EnrolmentRefusal.alreadyEnrolled {}
    }
}
