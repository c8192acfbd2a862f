import Accounts
import Foundation
import Storage

/// A step of some course, and what opens it.
struct ConditionedStep {
    var id: Activity.ID
    var course: Course.ID
    var condition: Condition?
}

extension Transaction {
    /// Those of the steps that no condition keeps from the learner: three queries, however many steps and courses.
    func open(among steps: [ConditionedStep], to learner: User.ID, at instant: Date) throws -> [Activity.ID] {
        let courses = Set(steps.filter { $0.condition != nil }.map(\.course)).sorted()
        let states = courses.isEmpty ? [:] : try states(of: learner, in: courses, at: instant)
        return steps.filter { step in
            guard let condition = step.condition, let state = states[step.course] else { return true }
            return condition.unmet(by: state) == nil
        }.map(\.id)
    }

    /// What conditions are asked about in each of the courses.
    private func states(
        of learner: User.ID, in courses: [Course.ID], at instant: Date
    ) throws -> [Course.ID: LearnerState] {
        var activities: [Course.ID: [Activity]] = [:]
        var completed: Set<Activity.ID> = []
        try forEach(
            """
            SELECT course_id, activities.id AS id, kind, activities.title AS title, points,
                activities.is_hidden AS is_hidden, due_at, completed_at
            FROM activities JOIN modules ON modules.id = module_id
            LEFT JOIN progress ON activity_id = activities.id AND learner_id = \(learner)
            WHERE course_id IN (\(courses)) AND activities.is_hidden = 0 AND modules.is_hidden = 0
                AND activities.removed_at IS NULL AND modules.removed_at IS NULL
            """
        ) { row in
            let (course, completedAt): (Course.ID, Date?) = (try row["course_id"], try row["completed_at"])
            let activity = try Activity(row)
            activities[course, default: []].append(activity)
            if completedAt != nil { completed.insert(activity.id) }
        }
        let record = try record(of: learner, in: courses)
        return Dictionary(
            uniqueKeysWithValues: courses.map { course in
                (course, record.state(at: instant, activities[course] ?? [], completed: completed))
            })
    }
}
