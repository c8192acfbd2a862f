public import Accounts
public import Foundation
import Spaces
public import Storage

/// How far a learner is with one activity.
public struct ActivityProgress: Equatable, Sendable {
    public var openedAt: Date
    public var lastAt: Date
    public var completedAt: Date?
    /// Where a video stopped, milliseconds from its start.
    public var positionMs: Int
    /// How much of it was really played, milliseconds.
    public var playedMs: Int
}

/// How far a learner is with a course.
public struct CourseProgress: Equatable, Sendable {
    public var activities: [Activity.ID: ActivityProgress]
    /// The activity opened last.
    public var current: Activity.ID?

    public init(activities: [Activity.ID: ActivityProgress], current: Activity.ID?) {
        self.activities = activities
        self.current = current
    }

    public func isCompleted(_ id: Activity.ID) -> Bool { activities[id]?.completedAt != nil }

    public func completed(of contents: CourseContents) -> Int {
        contents.activities.count { isCompleted($0.id) }
    }

    /// Where to go on: the activity opened last unless it is done, else the first one that is not and is open to the
    /// learner.
    public func next(in contents: CourseContents, locks: [Activity.ID: Condition] = [:]) -> Activity? {
        let all = contents.activities
        let start = current.flatMap { id in all.firstIndex { $0.id == id } } ?? 0
        return (all[start...] + all[..<start]).first { !isCompleted($0.id) && locks[$0.id] == nil }
    }
}

/// What learners did: opened, watched, completed.
public struct ProgressLog: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    public func progress(of learner: User.ID, in course: Course.ID) async throws -> CourseProgress {
        try await database.read { tx in try tx.progress(of: learner, in: course) }
    }

    /// Notes that the learner opened the activity, and answers how far they are then; links and files are completed by
    /// that. `before`, what is known already, may save the writing.
    @discardableResult
    public func open(
        _ activity: Activity, by learner: User.ID, before: CourseProgress? = nil
    ) async throws -> CourseProgress {
        // Most openings are another look at the same page: a minute does not matter.
        if let before, before.current == activity.id, let seen = before.activities[activity.id],
            seen.lastAt > now().addingTimeInterval(-60)
        {
            return before
        }
        return try await database.write { [now] tx in
            try tx.open(activity.id, by: learner, at: now())
            try tx.achieve(.opened, in: activity.id, by: learner, at: now())
            return try tx.progress(of: learner, in: try tx.course(of: activity.id).id)
        }
    }

    /// The learner says the step is done.
    public func complete(_ activity: Activity.ID, by learner: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.achieve(.confirmed, in: activity, by: learner, at: now())
        }
    }

    /// Notes where a video stopped and adds what was played since the last note. Played to `duration`'s nine tenths, it
    /// is completed; `playedMs` is believed up to the time that has really passed.
    public func watch(
        _ activity: Activity.ID, by learner: User.ID, positionMs: Int, playedMs: Int, durationMs: Int?
    ) async throws {
        try await database.write { [now] tx in
            let instant = now()
            try tx.open(activity, by: learner, at: instant)
            let played = min(max(0, playedMs), 600_000)
            let total: Int = try tx.value(
                """
                UPDATE progress SET position_ms = \(max(0, positionMs)), played_ms = played_ms + \(played),
                    last_at = \(instant)
                WHERE activity_id = \(activity) AND learner_id = \(learner) RETURNING played_ms
                """)
            if let durationMs, durationMs > 0, total * 10 >= durationMs * 9 {
                try tx.achieve(.played, in: activity, by: learner, at: instant)
            }
        }
    }
}

extension Transaction {
    public func open(_ activity: Activity.ID, by learner: User.ID, at instant: Date) throws {
        try run(
            """
            INSERT INTO progress (activity_id, learner_id, opened_at, last_at)
            VALUES (\(activity), \(learner), \(instant), \(instant))
            ON CONFLICT (activity_id, learner_id) DO UPDATE SET last_at = excluded.last_at
            """)
    }

    /// Marks the activity done; done twice, the first instant stays. The last step done completes the course.
    public func complete(_ activity: Activity.ID, by learner: User.ID, at instant: Date) throws {
        try run(
            """
            UPDATE progress SET completed_at = \(instant)
            WHERE activity_id = \(activity) AND learner_id = \(learner) AND completed_at IS NULL
            """)
        let course: Course.ID = try value(
            "SELECT course_id FROM modules JOIN activities ON module_id = modules.id WHERE activities.id = \(activity)")
        try noteCompletion(of: course, by: learner, at: instant)
    }

    /// Takes back that the activity is done.
    func undoCompletion(of activity: Activity.ID, by learner: User.ID) throws {
        try run("UPDATE progress SET completed_at = NULL WHERE activity_id = \(activity) AND learner_id = \(learner)")
    }

    func progress(of learner: User.ID, in course: Course.ID) throws -> CourseProgress {
        try progressByCourse(of: learner)[course]?.progress ?? CourseProgress(activities: [:], current: nil)
    }

    /// When some people completed some activities, whatever course these stand in: one query.
    public func completedActivities(
        _ activities: [Activity.ID], by learners: [User.ID]
    ) throws -> [User.ID: [Activity.ID: Date]] {
        var found: [User.ID: [Activity.ID: Date]] = [:]
        try forEach(
            """
            SELECT learner_id, activity_id, completed_at FROM progress
            WHERE activity_id IN (\(activities)) AND learner_id IN (\(learners)) AND completed_at IS NOT NULL
            """
        ) { row in found[try row["learner_id"], default: [:]][try row["activity_id"]] = try row["completed_at"] }
        return found
    }

    func progressByCourse(
        of learner: User.ID
    ) throws -> [Course.ID: (progress: CourseProgress, lastAt: Date?)] {
        var found: [Course.ID: (progress: CourseProgress, lastAt: Date?)] = [:]
        try forEach(
            """
            SELECT course_id, activity_id, opened_at, last_at, completed_at, position_ms, played_ms
            FROM progress JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
            WHERE learner_id = \(learner) ORDER BY last_at, activity_id
            """
        ) { row in
            let (course, activity): (Course.ID, Activity.ID) = (try row["course_id"], try row["activity_id"])
            var entry = found[course] ?? (CourseProgress(activities: [:], current: nil), nil)
            entry.progress.activities[activity] = ActivityProgress(
                openedAt: try row["opened_at"], lastAt: try row["last_at"], completedAt: try row["completed_at"],
                positionMs: try row["position_ms"], playedMs: try row["played_ms"])
            entry.progress.current = activity
            entry.lastAt = try row["last_at"]
            found[course] = entry
        }
        return found
    }
}
