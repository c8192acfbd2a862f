import Accounts
import Foundation
import Storage

/// What a learner has reached in some courses besides what they have done: conditions ask about it.
struct LearnerRecord {
    var grades: [Activity.ID: (points: Points, gradedAt: Date)] = [:]
    var groups: Set<CourseGroup.ID> = []

    /// The learner before the activities of one of the courses.
    func state(at instant: Date, _ activities: [Activity], completed: Set<Activity.ID>) -> LearnerState {
        LearnerState(
            now: instant, activities: activities, completed: completed, grades: grades.mapValues(\.points),
            groups: groups)
    }
}

extension Transaction {
    /// Two queries, however many courses; none without one.
    func record(of learner: User.ID, in courses: [Course.ID]) throws -> LearnerRecord {
        var record = LearnerRecord()
        guard !courses.isEmpty else { return record }
        try forEach(
            """
            SELECT activity_id, grades.points AS points, graded_at FROM grades
            JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
            WHERE course_id IN (\(courses)) AND learner_id = \(learner)
            """
        ) { row in record.grades[try row["activity_id"]] = (try row["points"], try row["graded_at"]) }
        record.groups = Set(
            try all(
                """
                SELECT id FROM course_groups JOIN course_group_members ON group_id = id
                WHERE course_id IN (\(courses)) AND learner_id = \(learner)
                """
            ) { try $0["id"] })
        return record
    }
}
