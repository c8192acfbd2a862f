public import Accounts
public import Foundation
public import Storage

/// When a step opens, when it should be done, and when it counts as done: what an author sets beside its content.
public struct ActivitySchedule: Equatable, Sendable {
    public var dueAt: Date?
    /// nil: open to every learner at any time.
    public var condition: Condition?
    /// nil: `CompletionRule.standard(for:)`.
    public var completion: CompletionRule?

    public init(dueAt: Date? = nil, condition: Condition? = nil, completion: CompletionRule? = nil) {
        self.dueAt = dueAt
        self.condition = condition
        self.completion = completion
    }
}

/// Why a schedule was not kept.
public enum ScheduleRefusal: Error, Equatable, Sendable {
    case tooMany(limit: Int)
    case onItself
    /// Two steps wait for one another: nobody would ever open them.
    case circle(with: Activity.ID)
    case percentOutOfRange
    case unknownGroup
    case groupNameMissing
    case groupNameTaken(String)
    case groupNameTooLong(limit: Int)
    case tooManyGroups(limit: Int)
}

/// Dates, conditions and groups of a course.
public struct Schedules: Sendable {
    let database: any Database

    public init(database: any Database) { self.database = database }

    public func schedule(of activity: Activity.ID) async throws -> ActivitySchedule {
        try await database.read { tx in try tx.schedule(of: activity) }
    }

    /// Changes the schedule if it still is `asShown`. Throws `ScheduleRefusal`, `SettingsChanged`.
    public func set(
        _ schedule: ActivitySchedule, of activity: Activity.ID,
        if asShown: @escaping @Sendable (ActivitySchedule) -> Bool = { _ in true }
    ) async throws {
        try await database.write { tx in
            guard asShown(try tx.schedule(of: activity)) else { throw SettingsChanged() }
            let course = try tx.course(of: activity)
            if let condition = schedule.condition {
                var conditions = try tx.conditions(in: course.id)
                conditions[activity] = condition
                let groups = Set(try tx.groups(in: course.id).map(\.id))
                try condition.check(for: activity, among: conditions, groups: groups)
            }
            try tx.setDue(schedule.dueAt, of: activity)
            try tx.set(ActivityRule(condition: schedule.condition, completion: schedule.completion), of: activity)
        }
    }

    public func groups(in course: Course.ID) async throws -> [CourseGroup] {
        try await database.read { tx in try tx.groups(in: course) }
    }

    /// Throws `ScheduleRefusal`.
    @discardableResult
    public func addGroup(_ name: String, to course: Course.ID) async throws -> CourseGroup.ID {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw ScheduleRefusal.groupNameMissing }
        guard name.count <= CourseGroup.nameLimit else {
            throw ScheduleRefusal.groupNameTooLong(limit: CourseGroup.nameLimit)
        }
        return try await database.write { tx in
            let taken = try tx.groups(in: course).map(\.name)
            if taken.contains(name) { throw ScheduleRefusal.groupNameTaken(name) }
            guard taken.count < CourseGroup.countLimit else {
                throw ScheduleRefusal.tooManyGroups(limit: CourseGroup.countLimit)
            }
            return try tx.value(
                "INSERT INTO course_groups (course_id, name) VALUES (\(course), \(name)) RETURNING id")
        }
    }

    public func removeGroup(_ group: CourseGroup.ID, from course: Course.ID) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM course_groups WHERE id = \(group) AND course_id = \(course)")
        }
    }

    /// Puts learners of the course into the group, in place of those who were in it; others are passed over.
    public func set(_ learners: [User.ID], of group: CourseGroup.ID, in course: Course.ID) async throws {
        try await database.write { tx in
            guard try tx.groups(in: course).contains(where: { $0.id == group }) else { throw NoRow() }
            try tx.run("DELETE FROM course_group_members WHERE group_id = \(group)")
            try tx.run(
                """
                INSERT INTO course_group_members (group_id, learner_id)
                SELECT \(group), learner_id FROM enrolments WHERE course_id = \(course) AND learner_id IN (\(learners))
                """)
        }
    }
}

extension Transaction {
    fileprivate func schedule(of activity: Activity.ID) throws -> ActivitySchedule {
        let rule = try rule(of: activity)
        let dueAt: Date? = try one("SELECT due_at FROM activities WHERE id = \(activity)") { try $0["due_at"] }
        return ActivitySchedule(dueAt: dueAt, condition: rule.condition, completion: rule.completion)
    }
}

extension Condition {
    /// Throws `ScheduleRefusal` when the tree is too large, names what is not there, or leads back to `activity`.
    func check(
        for activity: Activity.ID, among conditions: [Activity.ID: Condition], groups: Set<CourseGroup.ID>
    ) throws(ScheduleRefusal) {
        let leaves = leaves
        guard leaves.count <= Self.leafLimit else { throw .tooMany(limit: Self.leafLimit) }
        for leaf in leaves {
            switch leaf {
            case .grade(_, let percent) where !(1...100).contains(percent): throw .percentOutOfRange
            case .group(let group) where !groups.contains(group): throw .unknownGroup
            default: break
            }
        }
        let wanted = prerequisites
        if wanted.contains(activity) { throw .onItself }
        for start in wanted.sorted() {
            var seen: Set<Activity.ID> = [start]
            var queue = [start]
            while let next = queue.popLast() {
                for id in conditions[next]?.prerequisites ?? [] where seen.insert(id).inserted { queue.append(id) }
            }
            if seen.contains(activity) { throw .circle(with: start) }
        }
    }

    /// The activities the condition asks about.
    var prerequisites: Set<Activity.ID> {
        Set(
            leaves.compactMap { leaf in
                switch leaf {
                case .completed(let id), .grade(let id, _): id
                default: nil
                }
            })
    }
}
