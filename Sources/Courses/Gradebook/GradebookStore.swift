import Accounts
import Foundation
import Spaces
import Storage

/// A column with the row that holds its place, once it has one.
struct StoredColumn {
    var column: GradeColumn
    var row: OwnColumn.ID?
}

extension Transaction {
    /// How a course counts: its own rule, or the natural sum of a course nobody has set anything in.
    func gradingPlan(of course: Course.ID) throws -> GradingPlan {
        var plan =
            try first(
                """
                SELECT aggregation, drop_lowest, missing_is_zero, points, scale FROM gradebooks
                WHERE course_id = \(course)
                """
            ) { GradingPlan(rule: try GradeRule($0), scale: try $0["scale"]) } ?? GradingPlan()
        plan.categories = try all(
            """
            SELECT id, title, aggregation, drop_lowest, missing_is_zero, points, weight, is_extra FROM grade_categories
            WHERE course_id = \(course) ORDER BY id
            """
        ) { try GradeCategory($0) }
        return plan
    }

    /// The columns of a journal: the activities that give points in the order of the course, then the teacher's own by
    /// their days. What is still being written has no column.
    func columns(of contents: CourseContents) throws -> [StoredColumn] {
        var rows: [Activity.ID: (OwnColumn.ID, GradeColumn.Placement)] = [:]
        var own: [StoredColumn] = []
        try forEach(
            """
            SELECT id, activity_id, category_id, title, held_on, points, weight, is_extra FROM grade_columns
            WHERE course_id = \(contents.course.id) ORDER BY held_on NULLS LAST, id
            """
        ) { row in
            let id: OwnColumn.ID = try row["id"]
            let placement = GradeColumn.Placement(
                category: try row["category_id"], weight: try row["weight"], isExtra: try row["is_extra"])
            if let activity: Activity.ID = try row["activity_id"] {
                rows[activity] = (id, placement)
            } else {
                let column = GradeColumn(
                    id: .own(id), title: try row["title"], heldOn: try row["held_on"], maximum: try row["points"],
                    placement: placement)
                own.append(StoredColumn(column: column, row: id))
            }
        }
        let activities = contents.withoutHidden.activities.filter { ($0.points ?? .zero) > .zero }
        return activities.map { activity in
            let row = rows[activity.id]
            let column = GradeColumn(
                id: .activity(activity.id), title: activity.title, maximum: activity.points,
                placement: row?.1 ?? GradeColumn.Placement())
            return StoredColumn(column: column, row: row?.0)
        } + own
    }

    /// The row of an activity's column, made when it is first needed.
    func columnRow(of activity: Activity.ID) throws -> OwnColumn.ID {
        if let row: OwnColumn.ID = try first(
            "SELECT id FROM grade_columns WHERE activity_id = \(activity)", { try $0["id"] })
        {
            return row
        }
        return try value(
            """
            INSERT INTO grade_columns (course_id, activity_id, title, weight, is_extra)
            SELECT course_id, activities.id, '', \(Points(1)), 0 FROM activities
            JOIN modules ON modules.id = module_id WHERE activities.id = \(activity)
            RETURNING id
            """)
    }

    func columnRow(of column: StoredColumn) throws -> OwnColumn.ID {
        if let row = column.row { return row }
        switch column.column.id {
        case .activity(let id): return try columnRow(of: id)
        case .own(let id): return id
        }
    }

    /// The marks in the columns of a course, of one learner or of everybody who has any.
    func marks(in columns: [StoredColumn], of learner: User.ID? = nil) throws -> [User.ID: LearnerMarks] {
        let places = Dictionary(
            uniqueKeysWithValues: columns.enumerated().compactMap { place, column in column.row.map { ($0, place) } })
        let only: SQL = learner.map { "AND learner_id = \($0)" } ?? ""
        let ofCourse: SQL = "column_id IN (\(Array(places.keys))) \(only)"
        let empty = LearnerMarks(columns: columns)
        var marks: [User.ID: LearnerMarks] = [:]
        // Rows of a column come together, so its place is mostly that of the row before.
        var last: (row: OwnColumn.ID, place: Int)?
        try forEach("SELECT learner_id, column_id, automatic, by_hand FROM marks WHERE \(ofCourse)") { row in
            let id: OwnColumn.ID = try row["column_id"]
            if last?.row != id { last = places[id].map { (id, $0) } }
            guard let place = last?.place else { return }
            marks[try row["learner_id"], default: empty].cells[place] =
                Mark(automatic: try row["automatic"], byHand: try row["by_hand"])
        }
        // Few marks have more to them than points.
        try forEach(
            """
            SELECT learner_id, column_id, automatic, by_hand, attendance, is_excluded, comment FROM marks
            WHERE \(ofCourse) AND (attendance IS NOT NULL OR is_excluded = 1 OR comment <> '')
            """
        ) { row in
            guard let place = places[try row["column_id"]] else { return }
            marks[try row["learner_id"], default: empty].cells[place] = try Mark(row)
        }
        return marks
    }

    func mark(in column: OwnColumn.ID, of learner: User.ID) throws -> Mark? {
        try first(
            """
            SELECT automatic, by_hand, attendance, is_excluded, comment FROM marks
            WHERE column_id = \(column) AND learner_id = \(learner)
            """
        ) { try Mark($0) }
    }

    /// Puts a mark into its cell and a line into the cell's history.
    func write(
        _ mark: Mark, in column: OwnColumn.ID, of learner: User.ID, by user: User.ID?, source: MarkSource,
        because: String = "", batch: MarkBatch.ID? = nil, at instant: Date
    ) throws {
        try run(
            """
            INSERT INTO marks (column_id, learner_id, automatic, by_hand, attendance, is_excluded, comment, changed_by,
                changed_at)
            VALUES (\(column), \(learner), \(mark.automatic), \(mark.byHand), \(mark.attendance),
                \(mark.isExcluded ? 1 : 0), \(mark.comment), \(user), \(instant))
            ON CONFLICT (column_id, learner_id) DO UPDATE SET automatic = excluded.automatic,
                by_hand = excluded.by_hand, attendance = excluded.attendance, is_excluded = excluded.is_excluded,
                comment = excluded.comment, changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """)
        try run(
            """
            INSERT INTO mark_changes (column_id, learner_id, batch_id, source, because, automatic, by_hand, attendance,
                is_excluded, comment, changed_by, changed_at)
            VALUES (\(column), \(learner), \(batch), \(source), \(because), \(mark.automatic), \(mark.byHand),
                \(mark.attendance), \(mark.isExcluded ? 1 : 0), \(mark.comment), \(user), \(instant))
            """)
        let activity: Activity.ID? = try one("SELECT activity_id FROM grade_columns WHERE id = \(column)") {
            try $0["activity_id"]
        }
        if let activity, let points = mark.byHand ?? mark.automatic {
            try achieve(.graded(points), in: activity, by: learner, at: instant)
        }
    }

    /// What the learner has in the activities of a course.
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

    /// Who is in the course, in the order of the journal.
    func learners(of course: Course.ID) throws -> [JournalLearner] {
        try all(
            """
            SELECT users.id AS id, login, email, surname, given_name, patronymic FROM enrolments
            JOIN users ON users.id = learner_id WHERE course_id = \(course) ORDER BY sorting_key, users.id
            """
        ) { row in
            JournalLearner(
                id: try row["id"], name: try PersonName(row), login: try row["login"], email: try row["email"])
        }
    }

    /// A cell's history, the newest line first.
    func history(of column: OwnColumn.ID, _ learner: User.ID) throws -> [MarkChange] {
        var before = Mark()
        return try all(
            """
            SELECT source, because, automatic, by_hand, attendance, is_excluded, comment, changed_at, surname, given_name,
                patronymic
            FROM mark_changes LEFT JOIN users ON users.id = changed_by
            WHERE column_id = \(column) AND learner_id = \(learner) ORDER BY mark_changes.id
            """
        ) { row in
            let after = try Mark(row)
            defer { before = after }
            let surname: String? = try row["surname"]
            return MarkChange(
                at: try row["changed_at"], by: surname == nil ? nil : try PersonName(row), source: try row["source"],
                before: before, after: after, because: try row["because"])
        }.reversed()
    }

    /// The table of the nearest organisation on the way up that has one.
    func fivePointTable(on path: [Space.ID]) throws -> FivePointTable {
        let tables: [Space.ID: FivePointTable] = try Dictionary(
            uniqueKeysWithValues: all(
                """
                SELECT space_id, excellent, good, satisfactory, pass FROM grade_scales WHERE space_id IN (\(path))
                """
            ) { row in
                let table = FivePointTable(
                    excellent: try row["excellent"], good: try row["good"], satisfactory: try row["satisfactory"],
                    pass: try row["pass"])
                return (try row["space_id"], table)
            })
        return path.lazy.compactMap { tables[$0] }.first ?? .standard
    }
}

extension Mark {
    init(_ row: borrowing Row) throws {
        self.init(
            automatic: try row["automatic"], byHand: try row["by_hand"], attendance: try row["attendance"],
            isExcluded: try row["is_excluded"], comment: try row["comment"])
    }
}

extension GradeRule {
    init(_ row: borrowing Row) throws {
        self.init(
            try row["aggregation"], dropLowest: try row["drop_lowest"], missingIsZero: try row["missing_is_zero"],
            maximum: try row["points"])
    }
}

extension GradeCategory {
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], title: try row["title"], rule: try GradeRule(row), weight: try row["weight"],
            isExtra: try row["is_extra"])
    }
}
