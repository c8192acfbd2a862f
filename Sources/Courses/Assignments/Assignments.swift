public import Accounts
public import Foundation
public import Media
public import Spaces
public import Storage

/// Works that learners hand in: drafts, versions, files.
public struct Assignments: Sendable {
    public static let textLimit = 200_000

    let database: any Database
    let assets: AssetLibrary
    let now: @Sendable () -> Date

    public init(database: any Database, assets: AssetLibrary, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.assets = assets
        self.now = now
    }

    /// Throws `NoRow` when the activity is no assignment.
    public func assignment(_ id: Activity.ID) async throws -> Assignment {
        try await database.read { tx in try tx.assignment(id) }
    }

    /// The learner's own work, with what they may see of its marking.
    public func work(of learner: User.ID, for activity: Activity.ID) async throws -> Work {
        try await database.read { tx in try tx.work(of: learner, for: activity).forLearner }
    }

    /// Changes title, text and settings if the activity still is at `version` and the settings are `asShown`. Throws
    /// `AuthoringRefusal`, `SettingsChanged`.
    public func change(
        _ id: Activity.ID, titled title: String, to page: Page, _ settings: AssignmentSettings, version: Int,
        by author: User.ID, if asShown: @escaping @Sendable (AssignmentSettings) -> Bool = { _ in true }
    ) async throws {
        let title = try Course.checked(title: title)
        try await database.write { [now] tx in
            let before = try tx.assignment(id).settings
            try tx.change(id, kind: .assignment, titled: title, to: page, version: version, by: author, at: now())
            guard asShown(before) else { throw SettingsChanged() }
            try tx.storeAssignment(settings, of: id)
        }
    }

    /// Keeps the draft's text if `sequence` is newer than what is kept, or without one in any case; answers the sequence
    /// kept. Throws `SubmissionRefusal`.
    public func saveDraft(
        _ text: String, sequence: Int?, of learner: User.ID, for activity: Activity.ID
    ) async throws -> Int {
        let text = try Self.checked(text)
        return try await database.write { [now] tx in
            let submission = try tx.beginSubmission(of: learner, for: activity, at: now())
            guard submission.state == .draft else { throw SubmissionRefusal.handedIn }
            let sequence = sequence ?? submission.nextSequence(at: now())
            try tx.saveDraft(text, sequence: sequence, of: submission, at: now())
            return max(sequence, submission.sequence)
        }
    }

    /// Puts a file beside the draft. Throws `SubmissionRefusal`, `AssetRefusal`.
    public func attach(
        _ path: String, named name: String, size: Int, by learner: User.ID, to activity: Activity.ID
    ) async throws {
        let limits = try await database.read { tx in try tx.assignment(activity).settings.files }
        try limits.check(name, size: size, held: 0)
        let stored = try assets.store(file: path, named: name)
        try await database.write { [now] tx in
            let submission = try tx.beginSubmission(of: learner, for: activity, at: now())
            guard submission.state == .draft else { throw SubmissionRefusal.handedIn }
            let held = try tx.submissionFiles(of: submission.id).count { $0.version == 0 }
            try limits.check(name, size: size, held: held)
            try tx.addFile(stored, to: submission, version: 0, isFeedback: false, at: now())
        }
    }

    /// Takes a file from the draft; versions that have it keep it.
    public func detach(_ file: SubmissionFile.ID, by learner: User.ID, from activity: Activity.ID) async throws {
        try await database.write { tx in
            guard let submission = try tx.submission(of: learner, for: activity) else { throw NoRow() }
            guard submission.state == .draft else { throw SubmissionRefusal.handedIn }
            try tx.removeFile(file, of: submission.id, version: 0)
        }
    }

    /// Hands in the draft as it is kept. Throws `SubmissionRefusal`.
    public func handIn(by learner: User.ID, for activity: Activity.ID) async throws {
        try await database.write { [now] tx in
            let instant = now()
            let begun = try tx.beginSubmission(of: learner, for: activity, at: instant)
            let work = try tx.work(of: learner, for: activity)
            if let refusal = work.refusalToHandIn(at: instant) { throw refusal }
            let draft = work.settings.takesText ? begun.draft : ""
            guard !draft.allSatisfy(\.isWhitespace) || !work.draftFiles.isEmpty else {
                throw SubmissionRefusal.nothingToHandIn
            }
            try tx.handIn(draft, work, begun, at: instant)
            try tx.open(activity, by: learner, at: instant)
            try tx.achieve(.handedIn, in: activity, by: learner, at: instant)
        }
    }

    /// Makes a draft again of what was handed in, or begins another version of what was marked. Throws
    /// `SubmissionRefusal`.
    public func returnToDraft(by learner: User.ID, for activity: Activity.ID) async throws {
        try await database.write { [now] tx in
            let work = try tx.work(of: learner, for: activity)
            guard let submission = work.submission, work.mayReturnToDraft(at: now()) else {
                throw SubmissionRefusal.kept
            }
            if work.mark == nil {
                let earlier = work.versions.last { !$0.isWithdrawn && $0.number != submission.version }?.number ?? 0
                try tx.run(
                    """
                    UPDATE submission_versions SET is_withdrawn = \(true)
                    WHERE submission_id = \(submission.id) AND number = \(submission.version)
                    """)
                try tx.run("UPDATE submissions SET version = \(earlier) WHERE id = \(submission.id)")
                if earlier == 0 { try tx.undoCompletion(of: activity, by: learner) }
            }
            try tx.run(
                "UPDATE submissions SET state = \(Submission.State.draft) WHERE id = \(submission.id)")
        }
    }

    /// A file of a work, and whose it is; what may be done in the course decides who else reads it.
    public func file(
        _ id: SubmissionFile.ID, of submission: Submission.ID, by user: User.ID
    ) async throws -> (SubmissionFile, Work, Access) {
        try await database.read { [now] tx in
            let owner = try tx.submission(submission)
            let work = try tx.work(of: owner.learner, for: owner.activity)
            let access = try tx.access(of: user, to: try tx.course(of: owner.activity).space, at: now())
            let seen = owner.learner == user && !access.allows(.grade) ? work.forLearner : work
            guard let file = seen.files.first(where: { $0.id == id }) else { throw NoRow() }
            return (file, work, access)
        }
    }

    private static func checked(_ text: String) throws(SubmissionRefusal) -> String {
        let text = text.withPlainLines
        guard text.utf16.count <= textLimit else { throw .textTooLong(limit: textLimit) }
        return text
    }
}

extension Submission {
    /// Follows the clock, as sequences of a learner's devices do, and grows in any case.
    fileprivate func nextSequence(at instant: Date) -> Int {
        max(sequence + 1, Int(instant.timeIntervalSince1970 * 1000))
    }
}

extension Transaction {
    func saveDraft(_ text: String, sequence: Int, of submission: Submission, at instant: Date) throws {
        try run(
            """
            UPDATE submissions SET draft = \(text), draft_sequence = \(sequence), draft_saved_at = \(instant)
            WHERE id = \(submission.id) AND draft_sequence < \(sequence)
            """)
    }

    /// A file of a work: of the course's space, but nobody's to read by that.
    func addFile(
        _ stored: StoredFile, to submission: Submission, version: Int, isFeedback: Bool, at instant: Date
    ) throws {
        let asset = try addAsset(
            stored, to: try course(of: submission.activity).space, isPrivate: true, at: instant)
        try run(
            """
            INSERT INTO submission_files (submission_id, version, is_feedback, asset_id)
            VALUES (\(submission.id), \(version), \(isFeedback), \(asset.id))
            """)
    }

    func removeFile(_ file: SubmissionFile.ID, of submission: Submission.ID, version: Int) throws {
        guard
            let asset: Asset.ID = try first(
                """
                DELETE FROM submission_files WHERE id = \(file) AND submission_id = \(submission)
                    AND version = \(version) RETURNING asset_id
                """, { try $0["asset_id"] })
        else { throw NoRow() }
        try run(
            """
            DELETE FROM assets WHERE id = \(asset)
                AND NOT EXISTS (SELECT 1 FROM submission_files WHERE asset_id = \(asset))
            """)
    }

    /// Writes the next version with the draft's text and files.
    func handIn(_ text: String, _ work: Work, _ submission: Submission, at instant: Date) throws {
        let version = (work.versions.last?.number ?? 0) + 1
        let number = submission.number > 0 ? submission.number : try freeNumber(in: submission.activity)
        try run(
            """
            INSERT INTO submission_versions (submission_id, number, text, submitted_at, is_withdrawn)
            VALUES (\(submission.id), \(version), \(text), \(instant), \(false))
            """)
        try run(
            """
            INSERT INTO submission_files (submission_id, version, is_feedback, asset_id)
            SELECT submission_id, CAST(\(version) AS BIGINT), is_feedback, asset_id FROM submission_files
            WHERE submission_id = \(submission.id) AND version = 0 ORDER BY id
            """)
        try run(
            """
            UPDATE submissions SET state = \(Submission.State.submitted), version = \(version), number = \(number),
                draft = \(text), draft_sequence = \(submission.nextSequence(at: instant)), draft_saved_at = \(instant)
            WHERE id = \(submission.id)
            """)
    }

    /// A number no other work of the assignment has, picked at random: the order of numbers tells nothing of names.
    private func freeNumber(in activity: Activity.ID) throws -> Int {
        let taken: Set<Int> = Set(
            try all("SELECT number FROM submissions WHERE activity_id = \(activity) AND number > 0") {
                try $0["number"]
            })
        let learners: Int = try value(
            """
            SELECT count(*) FROM enrolments JOIN modules ON modules.course_id = enrolments.course_id
            JOIN activities ON module_id = modules.id WHERE activities.id = \(activity)
            """)
        let free = (1...max(learners, taken.count + 1)).filter { !taken.contains($0) }
        return free.randomElement() ?? taken.count + 1
    }
}
