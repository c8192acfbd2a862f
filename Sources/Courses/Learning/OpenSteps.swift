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
        var states = Dictionary(uniqueKeysWithValues: courses.map { ($0, LearnerState(now: instant, activities: [])) })
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
            states[course]?.activities[activity.id] = activity
            if completedAt != nil { states[course]?.completed.insert(activity.id) }
        }
        try forEach(
            """
            SELECT course_id, activity_id, grades.points AS points FROM grades
            JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
            WHERE course_id IN (\(courses)) AND learner_id = \(learner)
            """
        ) { row in
            let course: Course.ID = try row["course_id"]
            states[course]?.grades[try row["activity_id"]] = try row["points"]
        }
        try forEach(
            """
            SELECT course_id, id FROM course_groups JOIN course_group_members ON group_id = id
            WHERE course_id IN (\(courses)) AND learner_id = \(learner)
            """
        ) { row in
            let course: Course.ID = try row["course_id"]
            states[course]?.groups.insert(try row["id"])
        }
        return states
    }
}
