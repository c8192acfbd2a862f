public import Accounts
public import Foundation
public import Spaces
public import Storage

/// A learner as the journal names them.
public struct JournalLearner: Equatable, Sendable, Identifiable {
    public let id: User.ID
    public var name: PersonName
    public var login: String
    public var email: String?
}

/// One learner's line of the journal.
public struct GradebookRow: Equatable, Sendable {
    public var learner: JournalLearner
    public var marks: LearnerMarks
    public var total: CourseTotal

    public var name: PersonName { learner.name }
}

/// A learner's marks in the columns of a journal: by a column, or all cells in the columns' order.
public struct LearnerMarks: Equatable, Sendable {
    /// One table for all rows of a journal.
    private let places: [GradeColumn.ID: Int]
    /// Nil where nothing was written.
    public internal(set) var cells: [Mark?]

    init(columns: [StoredColumn]) {
        places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.column.id, $0) })
        cells = Array(repeating: nil, count: columns.count)
    }

    public var isEmpty: Bool { cells.allSatisfy { $0 == nil } }

    public subscript(_ column: GradeColumn.ID) -> Mark? { places[column].flatMap { cells[$0] } }
}

/// The journal of a course: learners by columns, counted.
public struct GradebookSheet: Equatable, Sendable {
    public var course: Course
    public var plan: GradingPlan
    public var table: FivePointTable
    public var columns: [GradeColumn]
    public var rows: [GradebookRow]

    public func column(_ id: GradeColumn.ID) -> GradeColumn? { columns.first { $0.id == id } }
}

/// The grades of courses: reading them.
public struct Gradebook: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date = { Date() }) {
        self.database = database
        self.now = now
    }

    /// Everybody's grades: as many queries for thirty learners as for one.
    public func sheet(of course: Course.ID) async throws -> GradebookSheet {
        try await database.read { [now] tx in
            let course = try tx.course(course)
            return try tx.sheet(of: course, on: try tx.access(of: nil, to: course.space, at: now()))
        }
    }

    /// A person at the journal of a course: one read. Throws `NoRow` when there is no such course.
    public func visit(_ id: Course.ID, by user: User.ID?) async throws -> (GradebookSheet, Access) {
        try await database.read { [now] tx in
            let course = try tx.course(id)
            let access = try tx.access(of: user, to: course.space, at: now())
            return (try tx.sheet(of: course, on: access), access)
        }
    }

    /// A learner at their own grades: one read.
    public func visitOwn(_ id: Course.ID, by user: User.ID?) async throws -> (GradebookSheet, Access) {
        try await database.read { [now] tx in
            let course = try tx.course(id)
            let access = try tx.access(of: user, to: course.space, at: now())
            return (try tx.sheet(of: course, on: access, only: user ?? User.ID(rawValue: -1)), access)
        }
    }

    /// What one learner has in the activities of a course.
    public func grades(of learner: User.ID, in course: Course.ID) async throws -> (
        CourseContents, [Activity.ID: Points]
    ) {
        try await database.read { tx in
            let contents = try tx.contents(of: try tx.course(course))
            return (contents, try tx.grades(of: learner, in: course))
        }
    }

    /// How a cell came to be what it is, the newest change first.
    public func history(of column: GradeColumn.ID, for learner: User.ID) async throws -> [MarkChange] {
        try await database.read { tx in
            switch column {
            case .own(let id): return try tx.history(of: id, learner)
            case .activity(let id):
                let row: OwnColumn.ID? = try tx.first("SELECT id FROM grade_columns WHERE activity_id = \(id)") {
                    try $0["id"]
                }
                return try row.map { try tx.history(of: $0, learner) } ?? []
            }
        }
    }

    /// Who answers for the course: its teachers, by the alphabet.
    public func teachers(of course: Course) async throws -> [PersonName] {
        try await database.read { [now] tx in
            try tx.all(
                """
                SELECT surname, given_name, patronymic FROM users
                WHERE EXISTS (
                    SELECT 1 FROM memberships WHERE space_id = \(course.space) AND user_id = users.id
                        AND role IN ('author', 'tutor') AND (until IS NULL OR until > \(now())))
                ORDER BY sorting_key, users.id
                """
            ) { try PersonName($0) }
        }
    }
}

extension Transaction {
    func sheet(of course: Course, on access: Access, only learner: User.ID? = nil) throws -> GradebookSheet {
        let plan = try gradingPlan(of: course.id)
        let stored = try columns(of: try contents(of: course))
        let (columns, none) = (stored.map(\.column), LearnerMarks(columns: stored))
        let marks = try marks(in: stored, of: learner)
        let learners = try learners(of: course.id).filter { learner == nil || $0.id == learner }
        let layout = GradingLayout(plan, columns)
        let rows = learners.map { learner in
            let own = marks[learner.id] ?? none
            return GradebookRow(learner: learner, marks: own, total: layout.total(of: own.cells))
        }
        return GradebookSheet(
            course: course, plan: plan, table: try fivePointTable(on: access.path.map(\.space.id)), columns: columns,
            rows: rows)
    }

    /// The one door by which activities give grades. Writes what the activity gave, or takes it away with nil, inside
    /// the transaction that marked the work; `by` is who marked it, if anybody did, `because` what they say of it.
    ///
    /// Points a teacher wrote in the journal stay over it. What changes nothing leaves no trace.
    public func setGrade(
        _ points: Points?, of learner: User.ID, for activity: Activity.ID, at instant: Date, by user: User.ID? = nil,
        because: String = ""
    ) throws {
        let row = try columnRow(of: activity)
        let before = try mark(in: row, of: learner) ?? Mark()
        guard before.automatic != points else { return }
        var mark = before
        mark.automatic = points
        try write(mark, in: row, of: learner, by: user, source: .activity, because: because, at: instant)
    }
}
