public import Accounts
public import Foundation
import Spaces
public import Storage

/// A course on the learner's first page.
public struct CourseAtHand: Equatable, Sendable {
    public var course: Course
    public var completed: Int
    public var total: Int
    /// Where to go on; nil when all is done or nothing is open yet.
    public var next: Activity?
    public var lastAt: Date?
}

/// Something to be done by a date.
public struct DueActivity: Equatable, Sendable {
    public var activity: Activity
    public var course: Course
    public var dueAt: Date
}

/// A grade the learner got lately.
public struct NewGrade: Equatable, Sendable {
    public var activity: Activity
    public var course: Course
    public var points: Points
    public var gradedAt: Date
}

/// What a learner has before them: one answer to «что дальше».
public struct Agenda: Equatable, Sendable {
    /// How long a grade is new, and how far ahead dates are looked for.
    public static let newness: TimeInterval = 14 * 86_400
    public static let horizon: TimeInterval = 28 * 86_400

    /// The one touched last first.
    public var courses: [CourseAtHand] = []
    /// Dates that have passed, the oldest first.
    public var overdue: [DueActivity] = []
    /// Dates within the horizon, the nearest first.
    public var due: [DueActivity] = []
    /// The newest first.
    public var grades: [NewGrade] = []
}

extension ProgressLog {
    /// What the learner has before them: eight queries at most, however many courses.
    public func agenda(of learner: User.ID) async throws -> Agenda {
        try await database.read { [now] tx in try tx.agenda(of: learner, at: now()) }
    }
}

extension Transaction {
    func agenda(of learner: User.ID, at instant: Date) throws -> Agenda {
        let all = try contents(for: learner, at: instant)
        let progress = try progressByCourse(of: learner)
        let conditions: [Activity.ID: Condition] = try Dictionary(
            uniqueKeysWithValues: self.all(
                """
                SELECT activity_id, condition FROM enrolments
                JOIN modules ON modules.course_id = enrolments.course_id JOIN activities ON module_id = modules.id
                JOIN activity_rules ON activity_id = activities.id
                WHERE learner_id = \(learner) AND condition IS NOT NULL
                """
            ) { row in (try row["activity_id"], try Condition(json: try row["condition"])) })
        let record = try record(of: learner, in: all.map(\.course.id))

        var agenda = Agenda()
        var places: [Activity.ID: (Activity, Course)] = [:]
        for contents in all {
            let (done, lastAt) = progress[contents.course.id] ?? (CourseProgress(activities: [:], current: nil), nil)
            let state = record.state(
                at: instant, contents.activities,
                completed: Set(contents.activities.map(\.id).filter(done.isCompleted)))
            let locks = conditions.compactMapValues { $0.unmet(by: state) }
            for activity in contents.activities {
                places[activity.id] = (activity, contents.course)
                guard let dueAt = activity.dueAt, !done.isCompleted(activity.id), locks[activity.id] == nil,
                    dueAt < instant.addingTimeInterval(Agenda.horizon)
                else { continue }
                let due = DueActivity(activity: activity, course: contents.course, dueAt: dueAt)
                if dueAt < instant { agenda.overdue.append(due) } else { agenda.due.append(due) }
            }
            agenda.courses.append(
                CourseAtHand(
                    course: contents.course, completed: done.completed(of: contents), total: contents.activities.count,
                    next: done.next(in: contents, locks: locks), lastAt: lastAt))
        }
        agenda.courses.sort { ($0.lastAt ?? .distantPast) > ($1.lastAt ?? .distantPast) }
        agenda.overdue.sort { $0.dueAt < $1.dueAt }
        agenda.due.sort { $0.dueAt < $1.dueAt }
        let newest = record.grades.filter { $1.gradedAt > instant.addingTimeInterval(-Agenda.newness) }
            .sorted { ($1.value.gradedAt, $0.key) < ($0.value.gradedAt, $1.key) }
        agenda.grades = newest.prefix(10).compactMap { id, grade in
            places[id].map {
                NewGrade(activity: $0.0, course: $0.1, points: grade.points, gradedAt: grade.gradedAt)
            }
        }
        return agenda
    }

    /// The courses a learner is in, with what they see of them: two queries.
    private func contents(for learner: User.ID, at instant: Date) throws -> [CourseContents] {
        let courses = try all(
            """
            SELECT \(Course.columns) FROM enrolments JOIN courses ON courses.id = enrolments.course_id
            JOIN spaces ON spaces.id = space_id
            WHERE learner_id = \(learner) AND EXISTS (
                SELECT 1 FROM memberships WHERE memberships.space_id = courses.space_id AND user_id = \(learner)
                    AND role = 'learner' AND (until IS NULL OR until > \(instant)))
            ORDER BY enrolled_at DESC, courses.id
            """
        ) { try Course($0) }
        var modules: [Course.ID: [Module]] = [:]
        try forEach(
            """
            SELECT modules.course_id AS course_id, module_id, activities.id AS id, kind, activities.title AS title,
                points, activities.is_hidden AS is_hidden, \(Transaction.dueDate(for: "\(learner)")) AS due_at
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
        return courses.map { CourseContents(course: $0, modules: modules[$0.id] ?? []) }
    }
}
