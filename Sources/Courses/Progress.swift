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

    /// Where to go on: the activity opened last unless it is done, else the first one that is not.
    public func next(in contents: CourseContents) -> Activity? {
        if let current, !isCompleted(current), let activity = contents.activities.first(where: { $0.id == current }) {
            return activity
        }
        let all = contents.activities
        let start = current.flatMap { id in all.firstIndex { $0.id == id } } ?? 0
        return (all[start...] + all[..<start]).first { !isCompleted($0.id) }
    }
}

/// A course on the learner's first page.
public struct CourseAtHand: Equatable, Sendable {
    public var course: Course
    public var completed: Int
    public var total: Int
    public var next: Activity?
    public var lastAt: Date?
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
        let completes = activity.kind == .link || activity.kind == .file
        // Most openings are another look at the same page: a minute does not matter.
        if let before, before.current == activity.id, let seen = before.activities[activity.id],
            seen.lastAt > now().addingTimeInterval(-60), !completes || seen.completedAt != nil
        {
            return before
        }
        return try await database.write { [now] tx in
            try tx.open(activity.id, by: learner, at: now())
            if completes { try tx.complete(activity.id, by: learner, at: now()) }
            return try tx.progress(of: learner, in: try tx.course(of: activity.id).id)
        }
    }

    public func complete(_ activity: Activity.ID, by learner: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.open(activity, by: learner, at: now())
            try tx.complete(activity, by: learner, at: now())
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
                try tx.complete(activity, by: learner, at: instant)
            }
        }
    }

    /// The learner's courses, the one touched last first: three queries, however many courses.
    public func courses(of learner: User.ID) async throws -> [CourseAtHand] {
        try await database.read { tx in
            let courses = try tx.all(
                """
                SELECT \(Course.columns) FROM enrolments JOIN courses ON courses.id = enrolments.course_id
                JOIN spaces ON spaces.id = space_id WHERE learner_id = \(learner) ORDER BY enrolled_at DESC, courses.id
                """
            ) { try Course($0) }
            var modules: [Course.ID: [Module]] = [:]
            try tx.forEach(
                """
                SELECT modules.course_id AS course_id, module_id, activities.id AS id, kind,
                    activities.title AS title, points, activities.is_hidden AS is_hidden, due_at
                FROM enrolments JOIN modules ON modules.course_id = enrolments.course_id
                JOIN activities ON module_id = modules.id
                WHERE learner_id = \(learner) AND modules.is_hidden = 0 AND activities.is_hidden = 0
                ORDER BY modules.position, modules.id, activities.position, activities.id
                """
            ) { row in
                let (course, module): (Course.ID, Module.ID) = (try row["course_id"], try row["module_id"])
                if modules[course]?.last?.id != module {
                    modules[course, default: []].append(Module(id: module, title: "", summary: ""))
                }
                modules[course]![modules[course]!.count - 1].activities.append(try Activity(row))
            }
            let progress = try tx.progressByCourse(of: learner)
            return courses.map { course in
                let contents = CourseContents(course: course, modules: modules[course.id] ?? [])
                let (done, lastAt) = progress[course.id] ?? (CourseProgress(activities: [:], current: nil), nil)
                return CourseAtHand(
                    course: course, completed: done.completed(of: contents), total: contents.activities.count,
                    next: done.next(in: contents), lastAt: lastAt)
            }.sorted { ($0.lastAt ?? .distantPast) > ($1.lastAt ?? .distantPast) }
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

    /// Marks the activity done; done twice, the first instant stays.
    public func complete(_ activity: Activity.ID, by learner: User.ID, at instant: Date) throws {
        try run(
            """
            UPDATE progress SET completed_at = \(instant)
            WHERE activity_id = \(activity) AND learner_id = \(learner) AND completed_at IS NULL
            """)
    }

    /// Takes back that the activity is done.
    func undoCompletion(of activity: Activity.ID, by learner: User.ID) throws {
        try run("UPDATE progress SET completed_at = NULL WHERE activity_id = \(activity) AND learner_id = \(learner)")
    }

    func progress(of learner: User.ID, in course: Course.ID) throws -> CourseProgress {
        try progressByCourse(of: learner)[course]?.progress ?? CourseProgress(activities: [:], current: nil)
    }

    fileprivate func progressByCourse(
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
