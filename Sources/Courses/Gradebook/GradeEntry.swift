public import Accounts
public import Foundation
public import Storage

/// Cells written together, to be taken back together.
public enum MarkBatch { public typealias ID = Identifier<MarkBatch> }

/// What somebody wants in a cell.
public struct CellChange: Equatable, Sendable {
    /// As it came: what names no column is refused by name.
    public var column: String
    public var learner: User.ID
    /// What the cell showed when it was typed into; nil when nobody looked.
    public var seen: String?
    /// Nil leaves the mark alone.
    public var value: String?
    /// Nil leaves the comment alone.
    public var comment: String?
    /// The comment that stood there when it was typed into.
    public var seenComment: String?
    public var isExcluded: Bool?

    public init(
        column: String, learner: User.ID, seen: String? = nil, value: String?, comment: String? = nil,
        seenComment: String? = nil, isExcluded: Bool? = nil
    ) {
        self.column = column
        self.learner = learner
        self.seen = seen
        self.value = value
        self.comment = comment
        self.seenComment = seenComment
        self.isExcluded = isExcluded
    }

    /// Cells of one request.
    public static let limit = 5_000
}

/// What writing cells led to.
public struct EntryReceipt: Equatable, Sendable {
    /// How many cells are other than before.
    public var changed: Int
    /// By which they are taken back; nil when nothing changed.
    public var batch: MarkBatch.ID?
}

/// Teachers writing in the journal. Access is the caller's to check.
public struct GradeEntry: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Writes all the cells or none. Throws `GradebookRefusal.cells`, which names each cell that was not taken.
    @discardableResult
    public func enter(
        _ changes: [CellChange], in course: Course.ID, by user: User.ID, source: MarkSource = .hand,
        because: String = ""
    ) async throws -> EntryReceipt {
        try await database.write { [now] tx in
            let sheet = try CellSheet(course, tx)
            let drafts = try sheet.drafts(changes, tx)
            guard !drafts.isEmpty else { return EntryReceipt(changed: 0) }
            let instant = now()
            let batch: MarkBatch.ID = try tx.value(
                """
                INSERT INTO mark_batches (course_id, made_by, made_at) VALUES (\(course), \(user), \(instant))
                RETURNING id
                """)
            var rows: [GradeColumn.ID: OwnColumn.ID] = [:]
            for draft in drafts {
                let row = try rows[draft.column.column.id] ?? tx.columnRow(of: draft.column)
                rows[draft.column.column.id] = row
                try tx.write(
                    draft.mark, in: row, of: draft.learner, by: user, source: source, because: because, batch: batch,
                    at: instant)
            }
            return EntryReceipt(changed: drafts.count, batch: batch)
        }
    }

    /// Takes back what `user` wrote last in this course, whole or not at all: a cell that somebody changed since is
    /// named. Throws `GradebookRefusal`. Answers how many cells are as before.
    @discardableResult
    public func undo(in course: Course.ID, by user: User.ID) async throws -> Int {
        try await database.write { [now] tx in
            let last: MarkBatch.ID? = try tx.first(
                """
                SELECT id FROM mark_batches WHERE course_id = \(course) AND made_by = \(user) AND undone_at IS NULL
                ORDER BY id DESC LIMIT 1
                """
            ) { try $0["id"] }
            guard let last else { throw GradebookRefusal.nothingToUndo }
            let instant = now()
            let steps = try tx.steps(of: last)
            let sheet = try CellSheet(course, tx)
            let problems = steps.filter { !$0.isUntouched }.map { step in
                sheet.problem(
                    step.columnID.description, step.learner,
                    .changedMeanwhile(by: nil, now: sheet.mark(step.columnID, step.learner).text()))
            }
            guard problems.isEmpty else { throw GradebookRefusal.cells(problems) }
            for step in steps {
                try tx.write(step.before, in: step.row, of: step.learner, by: user, source: .undo, at: instant)
            }
            try tx.run("UPDATE mark_batches SET undone_at = \(instant) WHERE id = \(last)")
            return steps.count
        }
    }
}

/// The journal as a writer needs it.
private struct CellSheet {
    struct Draft {
        var column: StoredColumn
        var learner: User.ID
        var mark: Mark
    }

    private struct Cell: Hashable {
        var column: GradeColumn.ID
        var learner: User.ID
    }

    private let course: Course.ID
    private let columns: [GradeColumn.ID: StoredColumn]
    private let learners: [User.ID: PersonName]
    private let marks: [User.ID: LearnerMarks]

    init(_ course: Course.ID, _ tx: Transaction) throws {
        self.course = course
        let contents = try tx.contents(of: try tx.course(course))
        let stored = try tx.columns(of: contents)
        columns = Dictionary(uniqueKeysWithValues: stored.map { ($0.column.id, $0) })
        learners = try Dictionary(uniqueKeysWithValues: tx.learners(of: course).map { ($0.id, $0.name) })
        marks = try tx.marks(in: stored)
    }

    func mark(_ column: GradeColumn.ID, _ learner: User.ID) -> Mark { marks[learner]?[column] ?? Mark() }

    func problem(_ column: String, _ learner: User.ID, _ reason: CellProblem.Reason) -> CellProblem {
        let title = GradeColumn.ID(column).flatMap { columns[$0]?.column.title }
        return CellProblem(
            column: column, learner: learner, columnTitle: title, learnerName: learners[learner], reason: reason)
    }

    /// The marks that differ from what stands, or every reason why not.
    func drafts(_ changes: [CellChange], _ tx: Transaction) throws -> [Draft] {
        var drafts: [Draft] = []
        var problems: [CellProblem] = []
        var taken: Set<Cell> = []
        for change in changes {
            do {
                guard let id = GradeColumn.ID(change.column), let column = columns[id] else {
                    throw CellProblem.Reason.unknownColumn
                }
                guard learners[change.learner] != nil else { throw CellProblem.Reason.unknownLearner }
                guard taken.insert(Cell(column: id, learner: change.learner)).inserted else {
                    throw CellProblem.Reason.repeated
                }
                let before = mark(id, change.learner)
                let after = try self.after(change, before, in: column.column)
                guard after != before else { continue }
                if try isOutdated(change, before) {
                    throw CellProblem.Reason.changedMeanwhile(
                        by: try tx.lastAuthor(of: try tx.columnRow(of: column), change.learner), now: before.text())
                }
                drafts.append(Draft(column: column, learner: change.learner, mark: after))
            } catch let reason as CellProblem.Reason {
                problems.append(problem(change.column, change.learner, reason))
            }
        }
        guard problems.isEmpty else { throw GradebookRefusal.cells(problems) }
        return drafts
    }

    private func after(_ change: CellChange, _ before: Mark, in column: GradeColumn) throws -> Mark {
        var mark = before
        if let value = change.value { mark = try CellEntry(value).applied(to: mark, in: column) }
        if let comment = change.comment {
            guard comment.count <= Mark.commentLimit else {
                throw CellProblem.Reason.commentTooLong(limit: Mark.commentLimit)
            }
            mark.comment = comment.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        if let isExcluded = change.isExcluded { mark.isExcluded = isExcluded }
        return mark
    }

    /// What is to be changed is no longer what was seen. Marks are compared by meaning: «8,0» and «8» are one.
    private func isOutdated(_ change: CellChange, _ before: Mark) throws -> Bool {
        if change.comment != nil, let seen = change.seenComment, seen != before.comment { return true }
        guard change.value != nil, let seen = change.seen else { return false }
        guard let entry = try? CellEntry(seen) else { return true }
        return try entry != CellEntry(before.text())
    }
}

extension Transaction {
    struct BatchStep {
        var row: OwnColumn.ID
        var columnID: GradeColumn.ID
        var learner: User.ID
        var before: Mark
        /// The cell still holds what the batch wrote; what an activity gives meanwhile goes on counting.
        var isUntouched: Bool
    }

    /// The cells a batch changed, with what stood in them before.
    fileprivate func steps(of batch: MarkBatch.ID) throws -> [BatchStep] {
        try all(
            """
            SELECT changes.column_id AS column_id, activity_id, changes.learner_id AS learner_id,
                marks.automatic AS automatic, prior.by_hand AS by_hand, prior.attendance AS attendance,
                COALESCE(prior.is_excluded, 0) AS is_excluded, COALESCE(prior.comment, '') AS comment,
                CASE WHEN COALESCE(marks.by_hand, -1) = COALESCE(changes.by_hand, -1)
                    AND COALESCE(marks.attendance, '') = COALESCE(changes.attendance, '')
                    AND marks.is_excluded = changes.is_excluded AND marks.comment = changes.comment
                    THEN 1 ELSE 0 END AS is_untouched
            FROM mark_changes AS changes JOIN grade_columns ON grade_columns.id = changes.column_id
            JOIN marks ON marks.column_id = changes.column_id AND marks.learner_id = changes.learner_id
            LEFT JOIN mark_changes AS prior ON prior.id = (
                SELECT max(id) FROM mark_changes AS earlier WHERE earlier.column_id = changes.column_id
                    AND earlier.learner_id = changes.learner_id AND earlier.id < changes.id)
            WHERE changes.batch_id = \(batch) ORDER BY changes.id
            """
        ) { row in
            let activity: Activity.ID? = try row["activity_id"]
            let column: OwnColumn.ID = try row["column_id"]
            return BatchStep(
                row: column, columnID: activity.map { .activity($0) } ?? .own(column), learner: try row["learner_id"],
                before: try Mark(row), isUntouched: try row["is_untouched"])
        }
    }

    fileprivate func lastAuthor(of column: OwnColumn.ID, _ learner: User.ID) throws -> PersonName? {
        try first(
            """
            SELECT surname, given_name, patronymic FROM marks JOIN users ON users.id = changed_by
            WHERE column_id = \(column) AND learner_id = \(learner)
            """
        ) { try PersonName($0) }
    }
}
