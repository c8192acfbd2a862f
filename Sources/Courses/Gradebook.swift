public import Accounts
public import Foundation
public import Storage

/// The marks of the five-point scale by the share of points earned, in hundredths: `≥ 85` is «5», `≥ 70` «4», `≥ 50` «3».
public struct FivePointTable: Equatable, Sendable {
    public var excellent: Int
    public var good: Int
    public var satisfactory: Int

    public static let standard = FivePointTable(excellent: 85, good: 70, satisfactory: 50)

    /// The mark for `earned` of `maximum` points, compared exactly; nil when there is nothing to earn.
    public func mark(earned: Points, of maximum: Points) -> Int? {
        guard maximum > .zero else { return nil }
        func reaches(_ percent: Int) -> Bool { earned.rawValue * 100 >= maximum.rawValue * Int64(percent) }
        if reaches(excellent) { return 5 }
        if reaches(good) { return 4 }
        return reaches(satisfactory) ? 3 : 2
    }
}

/// What a learner has earned in a course, over the activities graded so far: what is not yet done is not a zero.
public struct CourseGrade: Equatable, Sendable {
    public var earned: Points
    public var possible: Points
    /// Graded activities of all that give points.
    public var graded: Int
    public var gradable: Int

    /// Sums natural weights: points earned over the greatest sum possible.
    public init(_ grades: [Activity.ID: Points], of activities: [Activity]) {
        let gradable = activities.filter { ($0.points ?? .zero) > .zero }
        let graded = gradable.filter { grades[$0.id] != nil }
        earned = graded.reduce(.zero) { $0 + min(grades[$1.id] ?? .zero, $1.points ?? .zero) }
        possible = graded.reduce(.zero) { $0 + ($1.points ?? .zero) }
        self.graded = graded.count
        self.gradable = gradable.count
    }

    /// The grade out of 100, to two places; nil while nothing is graded.
    public var hundredPoint: Double? {
        possible > .zero ? (earned.number / possible.number * 10_000).rounded() / 100 : nil
    }

    public func fivePoint(by table: FivePointTable = .standard) -> Int? { table.mark(earned: earned, of: possible) }
}

/// One learner's line of the gradebook.
public struct GradebookRow: Equatable, Sendable {
    public var learner: User.ID
    public var name: PersonName
    public var grades: [Activity.ID: Points]
    public var completed: Int
}

/// The grades of a course, learners by activities.
public struct GradebookSheet: Equatable, Sendable {
    public var contents: CourseContents
    public var rows: [GradebookRow]

    /// The activities that give points, in the order of the course.
    public var columns: [Activity] { contents.activities.filter { ($0.points ?? .zero) > .zero } }

    public func total(of row: GradebookRow) -> CourseGrade { CourseGrade(row.grades, of: contents.activities) }
}

/// Grades of activities, kept for the teacher and the learner.
public struct Gradebook: Sendable {
    let database: any Database

    public init(database: any Database) { self.database = database }

    /// Everybody's grades: five queries, however many learners.
    public func sheet(of course: Course.ID) async throws -> GradebookSheet {
        try await database.read { tx in
            let contents = try tx.contents(of: try tx.course(course))
            let completed: [User.ID: Int] = try Dictionary(
                uniqueKeysWithValues: tx.all(
                    """
                    SELECT learner_id, count(*) AS completed FROM progress
                    JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
                    WHERE course_id = \(course) AND completed_at IS NOT NULL GROUP BY learner_id
                    """
                ) { row in (try row["learner_id"], try row["completed"]) })
            var rows = try tx.all(
                """
                SELECT users.id AS id, surname, given_name, patronymic FROM enrolments
                JOIN users ON users.id = learner_id WHERE course_id = \(course) ORDER BY sorting_key, users.id
                """
            ) { row in
                let learner: User.ID = try row["id"]
                return GradebookRow(
                    learner: learner, name: try PersonName(row), grades: [:], completed: completed[learner] ?? 0)
            }
            let places = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1.learner, $0) })
            try tx.forEach(
                """
                SELECT learner_id, activity_id, grades.points AS points FROM grades
                JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
                WHERE course_id = \(course)
                """
            ) { row in
                if let place = places[try row["learner_id"]] {
                    let activity: Activity.ID = try row["activity_id"]
                    let points: Points = try row["points"]
                    rows[place].grades[activity] = points
                }
            }
            return GradebookSheet(contents: contents, rows: rows)
        }
    }

    /// One learner's grades in a course.
    public func grades(of learner: User.ID, in course: Course.ID) async throws -> (
        CourseContents, [Activity.ID: Points]
    ) {
        try await database.read { tx in
            let contents = try tx.contents(of: try tx.course(course))
            return (contents, try tx.grades(of: learner, in: course))
        }
    }
}

extension Transaction {
    func grades(of learner: User.ID, in course: Course.ID) throws -> [Activity.ID: Points] {
        try Dictionary(
            uniqueKeysWithValues: all(
                """
                SELECT activity_id, grades.points AS points FROM grades
                JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
                WHERE course_id = \(course) AND learner_id = \(learner)
                """
            ) { row in (try row["activity_id"], try row["points"]) })
    }

    /// Writes a grade, or takes it away with nil. Runs inside the transaction that marked the work.
    public func setGrade(_ points: Points?, of learner: User.ID, for activity: Activity.ID, at instant: Date) throws {
        guard let points else {
            try run("DELETE FROM grades WHERE activity_id = \(activity) AND learner_id = \(learner)")
            return
        }
        try run(
            """
            INSERT INTO grades (activity_id, learner_id, points, graded_at)
            VALUES (\(activity), \(learner), \(points), \(instant))
            ON CONFLICT (activity_id, learner_id) DO UPDATE SET points = excluded.points, graded_at = excluded.graded_at
            """)
        try achieve(.graded(points), in: activity, by: learner, at: instant)
    }
}
