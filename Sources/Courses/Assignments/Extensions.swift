public import Accounts
public import Foundation
public import Storage

/// Who gets a date of their own for an assignment.
public enum ExtensionBearer: Equatable, Hashable, Sendable {
    case learner(User.ID)
    /// Everybody who is in the group when the date is asked for.
    case group(CourseGroup.ID)
}

/// A date moved for somebody.
public struct DueExtension: Equatable, Sendable {
    public var bearer: ExtensionBearer
    public var until: Date

    public init(bearer: ExtensionBearer, until: Date) {
        self.bearer = bearer
        self.until = until
    }
}

extension Assignments {
    /// Gives a learner or a group of the course a date of their own, or takes it away with nil; marks given already count
    /// anew. Throws `MarkingRefusal`.
    public func extend(_ activity: Activity.ID, for bearer: ExtensionBearer, until date: Date?) async throws {
        try await database.write { [now] tx in
            let course = try tx.course(of: activity)
            guard let concerned = try tx.learners(of: bearer, in: course.id) else {
                throw MarkingRefusal.learnerUnknown
            }
            try tx.setDue(date, of: activity, for: bearer)
            for learner in concerned { try tx.countLatenessAnew(of: learner, for: activity, at: now()) }
        }
    }
}

extension Transaction {
    /// Moves the date of an activity for one learner or one group; nil gives them everybody's again.
    public func setDue(_ date: Date?, of activity: Activity.ID, for bearer: ExtensionBearer) throws {
        switch bearer {
        case .learner(let learner):
            try run("DELETE FROM assignment_extensions WHERE activity_id = \(activity) AND learner_id = \(learner)")
            if let date {
                try run(
                    """
                    INSERT INTO assignment_extensions (activity_id, learner_id, extended_until)
                    VALUES (\(activity), \(learner), \(date))
                    """)
            }
        case .group(let group):
            try run("DELETE FROM assignment_group_extensions WHERE activity_id = \(activity) AND group_id = \(group)")
            if let date {
                try run(
                    """
                    INSERT INTO assignment_group_extensions (activity_id, group_id, extended_until)
                    VALUES (\(activity), \(group), \(date))
                    """)
            }
        }
    }

    /// The date by which `learner`, a value or a column, is to be done with an activity of the surrounding query: their
    /// own, else the latest of their groups', else everybody's.
    static func dueDate(for learner: SQL) -> SQL {
        """
        coalesce(
            (SELECT extended_until FROM assignment_extensions
             WHERE assignment_extensions.activity_id = activities.id
                AND assignment_extensions.learner_id = \(learner)),
            (SELECT max(extended_until) FROM assignment_group_extensions
             JOIN course_group_members ON course_group_members.group_id = assignment_group_extensions.group_id
             WHERE assignment_group_extensions.activity_id = activities.id
                AND course_group_members.learner_id = \(learner)),
            activities.due_at)
        """
    }

    /// The dates moved for an assignment, as they were given.
    func extensions(of activity: Activity.ID) throws -> [DueExtension] {
        let groups = try all(
            "SELECT group_id, extended_until FROM assignment_group_extensions WHERE activity_id = \(activity)"
        ) { row in DueExtension(bearer: .group(try row["group_id"]), until: try row["extended_until"]) }
        let learners = try all(
            "SELECT learner_id, extended_until FROM assignment_extensions WHERE activity_id = \(activity)"
        ) { row in DueExtension(bearer: .learner(try row["learner_id"]), until: try row["extended_until"]) }
        return groups + learners
    }

    /// Whom the bearer stands for; nil for who is not of the course.
    public func learners(of bearer: ExtensionBearer, in course: Course.ID) throws -> [User.ID]? {
        switch bearer {
        case .learner(let learner):
            let found: [User.ID] = try all(
                "SELECT learner_id FROM enrolments WHERE course_id = \(course) AND learner_id = \(learner)"
            ) { try $0["learner_id"] }
            return found.isEmpty ? nil : found
        case .group(let id): return try groups(in: course).first { $0.id == id }?.learners
        }
    }

    /// What lateness leaves of the marks given to a learner's work, by the date that holds for them now.
    fileprivate func countLatenessAnew(of learner: User.ID, for activity: Activity.ID, at instant: Date) throws {
        let work = try work(of: learner, for: activity)
        guard let submission = work.submission else { return }
        for mark in work.marks.values {
            guard let version = work.versions.first(where: { $0.number == mark.version }) else { continue }
            let share = work.settings.late.share(at: version.submittedAt, due: work.due)
            try run(
                """
                UPDATE submission_marks SET share = \(share)
                WHERE submission_id = \(submission.id) AND version = \(mark.version)
                """)
        }
        if work.assignment.isReleased { try settleGrade(of: submission, in: work.assignment, at: instant) }
    }
}
