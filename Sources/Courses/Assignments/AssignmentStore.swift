import Accounts
import Foundation
import Media
import Spaces
public import Storage

extension Transaction {
    /// Stores how a work is given, with its points and date at the activity. The settings have been checked.
    public func storeAssignment(_ settings: AssignmentSettings, of activity: Activity.ID) throws {
        let (files, late) = (settings.files, settings.late)
        try run(
            """
            INSERT INTO assignments (activity_id, takes_text, file_count, file_megabytes, file_kinds, attempts,
                grace_minutes, late_percent, late_floor, closes_at, is_blind, releases_together, pass, rubric)
            VALUES (\(activity), \(settings.takesText), \(files.count), \(files.megabytes),
                \(files.kinds.joined(separator: " ")), \(settings.attempts), \(late.graceMinutes),
                \(late.percentPerDay), \(late.floor), \(late.closesAt), \(settings.isBlind),
                \(settings.releasesTogether), \(settings.pass), \(settings.rubric.text))
            ON CONFLICT (activity_id) DO UPDATE SET takes_text = excluded.takes_text,
                file_count = excluded.file_count, file_megabytes = excluded.file_megabytes,
                file_kinds = excluded.file_kinds, attempts = excluded.attempts,
                grace_minutes = excluded.grace_minutes, late_percent = excluded.late_percent,
                late_floor = excluded.late_floor, closes_at = excluded.closes_at, is_blind = excluded.is_blind,
                releases_together = excluded.releases_together, pass = excluded.pass, rubric = excluded.rubric
            """)
        try setPoints(settings.points, of: activity)
        try setDue(settings.dueAt, of: activity)
        try set(completion: settings.pass.map { .passed(percent: $0) }, of: activity)
    }

    /// Throws `NoRow` when the activity is no assignment.
    public func assignment(_ id: Activity.ID) throws -> Assignment {
        try one(
            """
            SELECT points, due_at, takes_text, file_count, file_megabytes, file_kinds, attempts, grace_minutes,
                late_percent, late_floor, closes_at, is_blind, releases_together, released_at, pass, rubric
            FROM assignments JOIN activities ON activities.id = activity_id WHERE activity_id = \(id)
            """
        ) { row in
            let kinds: String = try row["file_kinds"]
            let points: Points? = try row["points"]
            let settings = AssignmentSettings(
                points: points ?? .zero, dueAt: try row["due_at"], takesText: try row["takes_text"],
                files: FileLimits(
                    count: try row["file_count"], megabytes: try row["file_megabytes"],
                    kinds: kinds.split(separator: " ").map(String.init)),
                attempts: try row["attempts"],
                late: LatePolicy(
                    graceMinutes: try row["grace_minutes"], percentPerDay: try row["late_percent"],
                    floor: try row["late_floor"], closesAt: try row["closes_at"]),
                isBlind: try row["is_blind"], releasesTogether: try row["releases_together"], pass: try row["pass"],
                rubric: try Rubric(text: try row["rubric"]))
            return Assignment(id: id, settings: settings, releasedAt: try row["released_at"])
        }
    }

    func submission(_ id: Submission.ID) throws -> Submission {
        try one("SELECT \(Submission.columns) FROM submissions WHERE id = \(id)") { try Submission($0) }
    }

    func submission(of learner: User.ID, for activity: Activity.ID) throws -> Submission? {
        try first(
            "SELECT \(Submission.columns) FROM submissions WHERE activity_id = \(activity) AND learner_id = \(learner)"
        ) { try Submission($0) }
    }

    /// The learner's submission, begun now if there is none.
    func beginSubmission(of learner: User.ID, for activity: Activity.ID, at instant: Date) throws -> Submission {
        if let submission = try submission(of: learner, for: activity) { return submission }
        let id: Submission.ID = try value(
            """
            INSERT INTO submissions (activity_id, learner_id, number, state, draft, draft_sequence, draft_saved_at,
                version)
            VALUES (\(activity), \(learner), 0, \(Submission.State.draft), '', 0, \(instant), 0) RETURNING id
            """)
        return try submission(id)
    }

    /// Everything about one person's work: six queries, however much there is.
    func work(of learner: User.ID, for activity: Activity.ID) throws -> Work {
        let assignment = try assignment(activity)
        let due: Date? = try one(
            "SELECT \(Transaction.dueDate(for: "\(learner)")) AS due FROM activities WHERE id = \(activity)"
        ) { try $0["due"] }
        var work = Work(
            assignment: assignment, due: due, isExtended: due != assignment.settings.dueAt,
            submission: try submission(of: learner, for: activity), versions: [], files: [], marks: [:],
            annotations: [])
        guard let submission = work.submission?.id else { return work }
        work.versions = try all(
            """
            SELECT number, text, submitted_at, is_withdrawn FROM submission_versions
            WHERE submission_id = \(submission) ORDER BY number
            """
        ) { row in
            SubmittedVersion(
                number: try row["number"], text: try row["text"], submittedAt: try row["submitted_at"],
                isWithdrawn: try row["is_withdrawn"])
        }
        work.files = try submissionFiles(of: submission)
        let marks = try all(
            """
            SELECT version, points, share, rubric, feedback, surname, given_name, patronymic, marked_at
            FROM submission_marks JOIN users ON users.id = marked_by WHERE submission_id = \(submission)
            """
        ) { row in
            WorkMark(
                version: try row["version"], points: try row["points"], share: try row["share"],
                rubric: try Rubric(text: try row["rubric"]), feedback: try row["feedback"],
                marker: try PersonName(row), markedAt: try row["marked_at"])
        }
        work.marks = Dictionary(uniqueKeysWithValues: marks.map { ($0.version, $0) })
        work.annotations = try all(
            """
            SELECT submission_annotations.id AS id, version, start_offset, end_offset, comment, surname, given_name,
                patronymic
            FROM submission_annotations JOIN users ON users.id = written_by WHERE submission_id = \(submission)
            ORDER BY start_offset, end_offset, submission_annotations.id
            """
        ) { row in
            let (start, end): (Int, Int) = (try row["start_offset"], try row["end_offset"])
            return Annotation(
                id: try row["id"], version: try row["version"], range: start..<end, comment: try row["comment"],
                author: try PersonName(row))
        }
        return work
    }

    func submissionFiles(of submission: Submission.ID) throws -> [SubmissionFile] {
        try all(
            """
            SELECT submission_files.id AS file_id, version, is_feedback, assets.id AS id, space_id, digest, media_type,
                size, name
            FROM submission_files JOIN assets ON assets.id = asset_id WHERE submission_id = \(submission)
            ORDER BY submission_files.id
            """
        ) { row in
            SubmissionFile(
                id: try row["file_id"], version: try row["version"], isFeedback: try row["is_feedback"],
                asset: try Asset(row))
        }
    }

    /// Works of everybody in the course: six queries, however many learners.
    func workList(of activity: Activity.ID) throws -> WorkList {
        let assignment = try assignment(activity)
        let rows = try all(
            """
            SELECT users.id AS id, surname, given_name, patronymic, submissions.id AS submission_id,
                submissions.number AS number, state, submissions.version AS version, submitted_at,
                submission_marks.points AS points, share, \(Transaction.dueDate(for: "users.id")) AS due
            FROM activities JOIN modules ON modules.id = module_id
            JOIN enrolments ON enrolments.course_id = modules.course_id JOIN users ON users.id = enrolments.learner_id
            LEFT JOIN submissions ON submissions.learner_id = users.id AND submissions.activity_id = activities.id
            LEFT JOIN submission_versions ON submission_versions.submission_id = submissions.id
                AND submission_versions.number = submissions.version
            LEFT JOIN submission_marks ON submission_marks.submission_id = submissions.id
                AND submission_marks.version = submissions.version
            WHERE activities.id = \(activity) ORDER BY sorting_key, users.id
            """
        ) { row in
            let learner: User.ID = try row["id"]
            let due: Date? = try row["due"]
            let submission: Submission.ID? = try row["submission_id"]
            let version: Int? = try row["version"]
            let submittedAt: Date? = try row["submitted_at"]
            let points: Points? = try row["points"]
            let share: Int? = try row["share"]
            let number: Int? = try row["number"]
            let state: WorkRow.State =
                submission == nil ? .nothing : version == 0 ? .draft : points == nil ? .waiting : .marked
            let late = submittedAt.map { assignment.settings.late.daysLate(at: $0, due: due) }
            return WorkRow(
                learner: learner, name: try PersonName(row), submission: submission, number: number ?? 0,
                state: state, submittedAt: submittedAt, daysLate: late ?? 0,
                grade: points?.share(percent: share ?? 100))
        }
        return WorkList(
            assignment: assignment, rows: rows, groups: try groups(in: try course(of: activity).id),
            extensions: try extensions(of: activity))
    }
}

extension Submission {
    fileprivate static let columns: SQL =
        "id, activity_id, learner_id, number, state, draft, draft_sequence, draft_saved_at, version"

    fileprivate init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], activity: try row["activity_id"], learner: try row["learner_id"],
            number: try row["number"], state: try row["state"], draft: try row["draft"],
            sequence: try row["draft_sequence"], savedAt: try row["draft_saved_at"], version: try row["version"])
    }
}
