public import Accounts
import Foundation
import Media
public import Spaces
public import Storage

/// One person's work as who marks it sees it.
public struct MarkingPaper: Sendable {
    public var work: Work
    public var submission: Submission
    public var learner: PersonName
    public var activity: Activity
    public var course: Course
    public var access: Access
    /// How many works are handed in, and how many of them are marked.
    public var handedIn: Int
    public var marked: Int
    /// The next work without a mark, in the order of numbers.
    public var next: Submission.ID?
}

/// A mark as it is given.
public struct GivenMark: Sendable {
    /// Nil with a rubric, whose levels say the points.
    public var points: String?
    /// The level chosen in each criterion.
    public var levels: [Int?]
    public var feedback: String
    public var version: Int

    public init(points: String?, levels: [Int?] = [], feedback: String, version: Int) {
        self.points = points
        self.levels = levels
        self.feedback = feedback
        self.version = version
    }
}

/// What teachers do with works: lists, marks, remarks, release.
extension Assignments {
    public static let feedbackLimit = 20_000

    public func list(of activity: Activity.ID) async throws -> WorkList {
        try await database.read { tx in try tx.workList(of: activity) }
    }

    /// Throws `NoRow` when there is no such work.
    public func paper(_ id: Submission.ID, by user: User.ID) async throws -> MarkingPaper {
        try await database.read { [now] tx in
            let submission = try tx.submission(id)
            let course = try tx.course(of: submission.activity)
            let counts = try tx.one(
                """
                SELECT count(*) AS handed_in, count(submission_marks.version) AS marked FROM submissions
                LEFT JOIN submission_marks ON submission_id = submissions.id
                    AND submission_marks.version = submissions.version
                WHERE activity_id = \(submission.activity) AND submissions.version > 0
                """
            ) { row -> (Int, Int) in (try row["handed_in"], try row["marked"]) }
            return MarkingPaper(
                work: try tx.work(of: submission.learner, for: submission.activity), submission: submission,
                learner: try tx.one(
                    "SELECT surname, given_name, patronymic FROM users WHERE id = \(submission.learner)"
                ) { try PersonName($0) }, activity: try tx.openActivity(submission.activity).activity, course: course,
                access: try tx.access(of: user, to: course.space, at: now()), handedIn: counts.0, marked: counts.1,
                next: try tx.nextUnmarked(in: submission.activity, after: submission))
        }
    }

    /// The first work without a mark, nil when all are marked.
    public func nextUnmarked(in activity: Activity.ID) async throws -> Submission.ID? {
        try await database.read { tx in try tx.nextUnmarked(in: activity, after: nil) }
    }

    /// Marks the version that counts; the grade reaches the gradebook in the same transaction once marks are released.
    /// Throws `MarkingRefusal`.
    public func mark(_ id: Submission.ID, as given: GivenMark, by marker: User.ID) async throws {
        let feedback = given.feedback.withPlainLines
        guard feedback.count <= Self.feedbackLimit else {
            throw MarkingRefusal.feedbackTooLong(limit: Self.feedbackLimit)
        }
        try await database.write { [now] tx in
            let submission = try tx.submission(id)
            guard submission.version == given.version, given.version > 0 else { throw MarkingRefusal.versionChanged }
            let work = try tx.work(of: submission.learner, for: submission.activity)
            guard let version = work.current else { throw MarkingRefusal.versionChanged }
            let (points, rubric) = try given.points(under: work.settings)
            let share = work.settings.late.share(at: version.submittedAt, due: work.due)
            try tx.run(
                """
                INSERT INTO submission_marks (submission_id, version, points, share, rubric, feedback, marked_by,
                    marked_at)
                VALUES (\(id), \(version.number), \(points), \(share), \(rubric.text), \(feedback), \(marker), \(now()))
                ON CONFLICT (submission_id, version) DO UPDATE SET points = excluded.points, share = excluded.share,
                    rubric = excluded.rubric, feedback = excluded.feedback, marked_by = excluded.marked_by,
                    marked_at = excluded.marked_at
                """)
            if work.assignment.isReleased { try tx.settleGrade(of: submission, in: work.assignment, at: now()) }
        }
    }

    /// Puts a file beside the answer to a version. Throws `AssetRefusal`.
    public func attachFeedback(
        _ path: String, named name: String, to id: Submission.ID, version: Int
    ) async throws {
        let stored = try assets.store(file: path, named: name)
        try await database.write { [now] tx in
            let submission = try tx.submission(id)
            guard submission.version == version, version > 0 else { throw MarkingRefusal.versionChanged }
            try tx.addFile(stored, to: submission, version: version, isFeedback: true, at: now())
        }
    }

    public func removeFeedback(_ file: SubmissionFile.ID, of id: Submission.ID) async throws {
        try await database.write { tx in
            guard let found = try tx.submissionFiles(of: id).first(where: { $0.id == file && $0.isFeedback }) else {
                throw NoRow()
            }
            try tx.removeFile(file, of: id, version: found.version)
        }
    }

    /// Remarks on a passage: given by its place, or by its words, the first time they occur. Throws `MarkingRefusal`.
    public func annotate(
        _ id: Submission.ID, version: Int, at range: Range<Int>?, quoting quote: String, _ comment: String,
        by marker: User.ID
    ) async throws {
        let comment = comment.withPlainLines.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !comment.isEmpty else { throw MarkingRefusal.commentMissing }
        guard comment.count <= Self.feedbackLimit else {
            throw MarkingRefusal.feedbackTooLong(limit: Self.feedbackLimit)
        }
        try await database.write { [now] tx in
            guard
                let text: String = try tx.first(
                    "SELECT text FROM submission_versions WHERE submission_id = \(id) AND number = \(version)",
                    { try $0["text"] })
            else { throw MarkingRefusal.versionChanged }
            guard let range = Annotation.range(in: text, at: range, quoting: quote.withPlainLines) else {
                throw MarkingRefusal.passageNotFound
            }
            try tx.run(
                """
                INSERT INTO submission_annotations (submission_id, version, start_offset, end_offset, comment, written_by,
                    written_at)
                VALUES (\(id), \(version), \(range.lowerBound), \(range.upperBound), \(comment), \(marker), \(now()))
                """)
        }
    }

    public func removeAnnotation(_ annotation: Annotation.ID, of id: Submission.ID) async throws {
        let removed = try await database.write { tx in
            try tx.run("DELETE FROM submission_annotations WHERE id = \(annotation) AND submission_id = \(id)")
        }
        guard removed == 1 else { throw NoRow() }
    }

    /// Shows all marks to their learners and writes them into the gradebook; names are no longer hidden.
    public func release(_ activity: Activity.ID) async throws {
        try await database.write { [now] tx in
            try tx.run(
                "UPDATE assignments SET released_at = \(now()) WHERE activity_id = \(activity) AND released_at IS NULL")
            let assignment = try tx.assignment(activity)
            let ids: [Submission.ID] = try tx.all(
                "SELECT id FROM submissions WHERE activity_id = \(activity) AND version > 0 ORDER BY id"
            ) { try $0["id"] }
            for id in ids { try tx.settleGrade(of: try tx.submission(id), in: assignment, at: now()) }
        }
    }
}

extension GivenMark {
    /// The points earned and the levels they stand for.
    fileprivate func points(under settings: AssignmentSettings) throws(MarkingRefusal) -> (Points, Rubric) {
        let rubric = settings.rubric
        guard rubric.isEmpty else {
            for (place, criterion) in rubric.criteria.enumerated()
            where !levels.indices.contains(place) || levels[place] == nil {
                throw .levelMissing(criterion: criterion.title)
            }
            guard let chosen = rubric.chosen(levels.compactMap { $0 }) else {
                throw .levelMissing(criterion: rubric.criteria[0].title)
            }
            return (chosen.maximum, chosen)
        }
        guard settings.points > .zero else { return (.zero, rubric) }
        guard let points = self.points.flatMap({ Points(typed: $0) }) else { throw .notANumber }
        guard points <= settings.points else { throw .outOfRange(maximum: settings.points) }
        return (points, rubric)
    }
}

extension Annotation {
    /// The passage in UTF-16 code units: `range` if it lies inside the text, else where `quote` first occurs.
    static func range(in text: String, at range: Range<Int>?, quoting quote: String) -> Range<Int>? {
        if let range {
            return !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= text.utf16.count ? range : nil
        }
        guard !quote.isEmpty, let found = text.range(of: quote) else { return nil }
        let start = text.utf16.distance(from: text.startIndex, to: found.lowerBound)
        return start..<text.utf16.distance(from: text.startIndex, to: found.upperBound)
    }
}

extension Transaction {
    /// In the order of numbers, from `submission` on and round.
    func nextUnmarked(in activity: Activity.ID, after submission: Submission?) throws -> Submission.ID? {
        let number = submission?.number ?? 0
        return try first(
            """
            SELECT id FROM submissions WHERE activity_id = \(activity) AND version > 0
                AND id <> \(submission?.id ?? Submission.ID(rawValue: -1))
                AND NOT EXISTS (
                    SELECT 1 FROM submission_marks
                    WHERE submission_id = submissions.id AND submission_marks.version = submissions.version)
            ORDER BY CASE WHEN number > \(number) THEN 0 ELSE 1 END, number, id LIMIT 1
            """
        ) { try $0["id"] }
    }

    /// Brings the gradebook and the learner's progress in line with the latest marked version.
    func settleGrade(of submission: Submission, in assignment: Assignment, at instant: Date) throws {
        let grade: Points? = try first(
            """
            SELECT points, share FROM submission_marks WHERE submission_id = \(submission.id)
            ORDER BY version DESC LIMIT 1
            """
        ) { row in
            let points: Points = try row["points"]
            return points.share(percent: try row["share"])
        }
        guard let grade else { return }
        let maximum = assignment.settings.points
        // A grade that reaches the pass mark completes the step by its rule.
        if maximum > .zero {
            try setGrade(grade, of: submission.learner, for: submission.activity, at: instant)
        }
    }
}
