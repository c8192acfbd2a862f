public import Accounts
public import Foundation
public import Storage

/// That a learner has taken a course to its end: what a certificate of it will state.
///
/// It is noted when the last step that the learner can see and reach is done, and stands for good: steps added later,
/// work taken back, even leaving the course do not take it away. Nor does an author's hiding of what is left bring it
/// about: only what the learner does.
public struct CourseCompletion: Equatable, Sendable {
    public var course: Course.ID
    public var learner: User.ID
    public var completedAt: Date
    /// Academic hours the course stated at that time; nil when it stated none.
    public var hours: Int?
    /// Ten characters of Crockford's base 32 by which a stranger may check it: fifty random bits.
    public var code: String
}

extension ProgressLog {
    /// When the learner took the course to its end; nil while they have not.
    public func completion(of learner: User.ID, in course: Course.ID) async throws -> CourseCompletion? {
        try await database.read { tx in try tx.completions(in: course, of: learner).first }
    }

    /// Everybody who took the course to its end, the first first.
    public func completions(in course: Course.ID) async throws -> [CourseCompletion] {
        try await database.read { tx in try tx.completions(in: course) }
    }
}

extension Condition {
    /// Whether what this unmet condition locks is not for the learner: it is for a group they are not in, or waits for a
    /// step that is itself `lost`. A step whose time has passed is missed, not lost: it still counts.
    func isOutOfReach(lost: Set<Activity.ID>) -> Bool {
        switch self {
        case .group: true
        case .from, .until: false
        case .completed(let id), .grade(let id, _): lost.contains(id)
        case .all(let parts): parts.contains { $0.isOutOfReach(lost: lost) }
        case .any(let parts): parts.allSatisfy { $0.isOutOfReach(lost: lost) }
        }
    }

    /// Of locked steps, those that are for others.
    static func outOfReach(_ locks: [Activity.ID: Condition]) -> Set<Activity.ID> {
        var lost: Set<Activity.ID> = []
        while true {
            let found = Set(locks.filter { $0.value.isOutOfReach(lost: lost) }.keys)
            if found == lost { return lost }
            lost = found
        }
    }
}

extension Transaction {
    func completions(in course: Course.ID, of learner: User.ID? = nil) throws -> [CourseCompletion] {
        let only: SQL = learner.map { "AND learner_id = \($0)" } ?? ""
        return try all(
            """
            SELECT course_id, learner_id, completed_at, hours, code FROM course_completions
            WHERE course_id = \(course) \(only) ORDER BY completed_at, learner_id
            """
        ) { row in
            CourseCompletion(
                course: try row["course_id"], learner: try row["learner_id"], completedAt: try row["completed_at"],
                hours: try row["hours"], code: try row["code"])
        }
    }

    /// Notes the completion of the course if the learner, who just did a step of it, has now done them all; noted once,
    /// it stays as it was. One query, and a few more where what is left has conditions.
    func noteCompletion(of id: Course.ID, by learner: User.ID, at instant: Date) throws {
        let steps: [(isDone: Bool, isConditional: Bool)] = try all(
            """
            SELECT completed_at, condition FROM modules JOIN activities ON activities.module_id = modules.id
            LEFT JOIN activity_rules ON activity_rules.activity_id = activities.id
            LEFT JOIN progress ON progress.activity_id = activities.id AND learner_id = \(learner)
            WHERE course_id = \(id) AND modules.is_hidden = 0 AND activities.is_hidden = 0
                AND EXISTS (SELECT 1 FROM enrolments WHERE course_id = \(id) AND learner_id = \(learner))
            """
        ) { row in
            let (completedAt, condition): (Date?, String?) = (try row["completed_at"], try row["condition"])
            return (completedAt != nil, condition != nil)
        }
        guard steps.contains(where: \.isDone), steps.allSatisfy({ $0.isDone || $0.isConditional }) else { return }
        let course = try course(id)
        if !steps.allSatisfy(\.isDone) {
            let contents = try contents(of: course, for: learner).withoutHidden
            let progress = try progress(of: learner, in: id)
            let locks = try locks(in: contents, for: learner, progress: progress, at: instant)
            let lost = Condition.outOfReach(locks)
            guard contents.activities.allSatisfy({ progress.isCompleted($0.id) || lost.contains($0.id) }) else {
                return
            }
        }
        try run(
            """
            INSERT INTO course_completions (course_id, learner_id, completed_at, hours, code)
            VALUES (\(id), \(learner), \(instant), \(course.hours), \(Hashing.code(length: 10)))
            ON CONFLICT (course_id, learner_id) DO NOTHING
            """)
    }
}
