public import Accounts
public import Foundation
public import Media
public import Storage

/// An assignment as it stands: its settings, and whether its marks may be seen.
public struct Assignment: Equatable, Sendable {
    public let id: Activity.ID
    public var settings: AssignmentSettings
    public var releasedAt: Date?

    public var isReleased: Bool { !settings.releasesTogether || releasedAt != nil }
    /// Names are hidden from who marks.
    public var hidesNames: Bool { settings.isBlind && !isReleased }
}

/// One person's work on an assignment: a draft, and the versions handed in.
public struct Submission: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Submission>

    public enum State: String, Sendable, ColumnValue { case draft, submitted }

    public let id: ID
    public var activity: Activity.ID
    public var learner: User.ID
    /// What the work is called while names are hidden; 0 until it is handed in.
    public var number: Int
    public var state: State
    public var draft: String
    /// Grows with each saving of the draft; an older one never replaces a newer one.
    public var sequence: Int
    public var savedAt: Date
    /// The version that counts; 0 when none is handed in.
    public var version: Int
}

/// A text and its files as they were handed in. It never changes.
public struct SubmittedVersion: Equatable, Sendable {
    public var number: Int
    public var text: String
    public var submittedAt: Date
    /// The learner took it back before it was marked.
    public var isWithdrawn: Bool
}

/// A file of a work, or of the answer to it. Read by its learner and by who marks, never by the course.
public struct SubmissionFile: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<SubmissionFile>

    public let id: ID
    /// 0 for the draft.
    public var version: Int
    public var isFeedback: Bool
    public var asset: Asset
}

/// What a version was given, and for what.
public struct WorkMark: Equatable, Sendable {
    public var version: Int
    /// Earned, before anything is taken off for lateness.
    public var points: Points
    /// Percent of `points` that counts.
    public var share: Int
    /// The level chosen in each criterion.
    public var rubric: Rubric
    public var feedback: String
    public var marker: PersonName
    public var markedAt: Date

    /// What goes into the gradebook.
    public var grade: Points { points.share(percent: share) }
}

/// A remark on a passage of a version's text.
public struct Annotation: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Annotation>

    public let id: ID
    public var version: Int
    /// UTF-16 code units of the version's text, as browsers count.
    public var range: Range<Int>
    public var comment: String
    public var author: PersonName

    public init(id: ID, version: Int, range: Range<Int>, comment: String, author: PersonName) {
        self.id = id
        self.version = version
        self.range = range
        self.comment = comment
        self.author = author
    }
}

/// Everything about one person's work.
public struct Work: Equatable, Sendable {
    public var assignment: Assignment
    /// The date for this person, an extension counted in.
    public var due: Date?
    public var isExtended: Bool
    public var submission: Submission?
    /// The oldest first.
    public var versions: [SubmittedVersion]
    public var files: [SubmissionFile]
    /// By version.
    public var marks: [Int: WorkMark]
    /// In the order of the text.
    public var annotations: [Annotation]

    public var settings: AssignmentSettings { assignment.settings }
    public var isDraft: Bool { submission?.state != .submitted }

    /// The version that counts.
    public var current: SubmittedVersion? { versions.first { $0.number == submission?.version } }
    public var mark: WorkMark? { submission.flatMap { marks[$0.version] } }
    public var draftFiles: [SubmissionFile] { files(of: 0) }

    public func files(of version: Int, feedback: Bool = false) -> [SubmissionFile] {
        files.filter { $0.version == version && $0.isFeedback == feedback }
    }

    public func annotations(of version: Int) -> [Annotation] { annotations.filter { $0.version == version } }

    public var attemptsUsed: Int { versions.count { !$0.isWithdrawn } }
    /// Nil without a limit.
    public var attemptsLeft: Int? { settings.attempts.map { max(0, $0 - attemptsUsed) } }

    public func daysLate(_ version: SubmittedVersion) -> Int {
        settings.late.daysLate(at: version.submittedAt, due: due)
    }

    /// Why the draft cannot be handed in at `instant`; nil when it can.
    public func refusalToHandIn(at instant: Date) -> SubmissionRefusal? {
        guard isDraft else { return .handedIn }
        if let closing = settings.late.closing(due: due), instant >= closing { return .closed(closing) }
        if attemptsLeft == 0 { return .attemptsUsed(settings.attempts ?? 0) }
        return nil
    }

    /// Whether what is handed in may become a draft again: before it is marked while nothing is lost by that, after it
    /// is marked when one more version is allowed.
    public func mayReturnToDraft(at instant: Date) -> Bool {
        guard !isDraft, let current else { return false }
        if let closing = settings.late.closing(due: due), instant >= closing { return false }
        guard mark == nil else { return assignment.isReleased && attemptsLeft != 0 }
        return daysLate(current) > 0 || settings.late.daysLate(at: instant, due: due) == 0
    }

    /// What its learner sees: nothing of the marking until it is released.
    public var forLearner: Work {
        guard !assignment.isReleased else { return self }
        var work = self
        work.marks = [:]
        work.annotations = []
        work.files.removeAll(where: \.isFeedback)
        return work
    }
}

/// A line of the teacher's list.
public struct WorkRow: Equatable, Sendable {
    public enum State: String, CaseIterable, Sendable { case nothing, draft, waiting, marked }

    public var learner: User.ID
    public var name: PersonName
    public var submission: Submission.ID?
    public var number: Int
    public var state: State
    public var submittedAt: Date?
    public var daysLate: Int
    public var grade: Points?
}

/// All works of an assignment.
public struct WorkList: Equatable, Sendable {
    public var assignment: Assignment
    public var rows: [WorkRow]
    /// The course's groups, and the dates that some have of their own.
    public var groups: [CourseGroup] = []
    public var extensions: [DueExtension] = []

    public var handedIn: Int { rows.count { $0.state == .waiting || $0.state == .marked } }
    public var marked: Int { rows.count { $0.state == .marked } }
}

extension Annotation {
    /// A stretch of text under the same remarks.
    public struct Stretch: Equatable, Sendable {
        public var text: String
        public var under: [ID]
        /// Remarks that end with this stretch: their numbers stand behind it.
        public var closing: [ID]
    }

    /// The text cut at the ends of its remarks. What a range leaves of half a character goes with the character.
    public static func stretches(of text: String, _ annotations: [Annotation]) -> [Stretch] {
        let units = text.utf16
        func place(_ offset: Int) -> String.Index {
            let index = units.index(units.startIndex, offsetBy: min(max(0, offset), units.count))
            return index == text.endIndex ? index : text.rangeOfComposedCharacterSequence(at: index).lowerBound
        }
        var cuts: Set<String.Index> = [text.startIndex, text.endIndex]
        let ranges = annotations.map { annotation in
            let start = place(annotation.range.lowerBound)
            return (id: annotation.id, range: start..<max(start, place(annotation.range.upperBound)))
        }
        for (_, range) in ranges { cuts.formUnion([range.lowerBound, range.upperBound]) }
        let places = cuts.sorted()
        return zip(places, places.dropFirst()).map { from, to in
            Stretch(
                text: String(text[from..<to]),
                under: ranges.filter { $0.range.lowerBound <= from && $0.range.upperBound >= to }.map(\.id),
                closing: ranges.filter { $0.range.upperBound == to && $0.range.lowerBound < to }.map(\.id))
        }
    }
}
