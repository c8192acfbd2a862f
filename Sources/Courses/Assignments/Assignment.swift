public import Foundation
import Storage

/// How a work is given: what is handed in, until when, how it is marked.
public struct AssignmentSettings: Equatable, Sendable {
    /// The most one can earn; with a rubric, what its best levels give.
    public var points: Points
    public var dueAt: Date?
    public var takesText: Bool
    public var files: FileLimits
    /// How often the work may be handed in; nil: as often as one likes.
    public var attempts: Int?
    public var late: LatePolicy
    /// Who marks does not see whose work it is until the marks are released.
    public var isBlind: Bool
    /// Marks are kept back until the teacher releases all of them.
    public var releasesTogether: Bool
    /// Percent of points from which the work counts as done; nil: handed in is done.
    public var pass: Int?
    public var rubric: Rubric

    public static let attemptsRange = 1...100
    public static let percentRange = 0...100
    public static let graceRange = 0...10_080

    public init(
        points: Points = Points(10), dueAt: Date? = nil, takesText: Bool = true, files: FileLimits = FileLimits(),
        attempts: Int? = nil, late: LatePolicy = LatePolicy(), isBlind: Bool = false, releasesTogether: Bool = false,
        pass: Int? = nil, rubric: Rubric = Rubric()
    ) {
        self.points = points
        self.dueAt = dueAt
        self.takesText = takesText
        self.files = files
        self.attempts = attempts
        self.late = late
        self.isBlind = isBlind
        self.releasesTogether = releasesTogether
        self.pass = pass
        self.rubric = rubric
    }

    /// The settings as they are stored: names stay hidden only while marks do, and a rubric says the points.
    public func checked() throws(AssignmentRefusal) -> AssignmentSettings {
        func inside(_ number: Int?, _ range: ClosedRange<Int>, _ field: AssignmentRefusal.Field)
            throws(AssignmentRefusal)
        {
            if let number, !range.contains(number) { throw .outOfRange(field, range) }
        }
        var settings = self
        if isBlind { settings.releasesTogether = true }
        if !rubric.isEmpty { settings.points = rubric.maximum }
        guard takesText || files.count > 0 else { throw .takesNothing }
        guard (Points.zero...Points(Course.pointsRange.upperBound)).contains(settings.points) else {
            throw .outOfRange(.points, Course.pointsRange)
        }
        try inside(attempts, Self.attemptsRange, .attempts)
        try inside(files.count, FileLimits.countRange, .fileCount)
        try inside(files.megabytes, FileLimits.megabytesRange, .fileSize)
        try inside(late.graceMinutes, Self.graceRange, .grace)
        try inside(late.percentPerDay, Self.percentRange, .latePercent)
        try inside(late.floor, Self.percentRange, .lateFloor)
        try inside(pass, Self.percentRange, .pass)
        if let due = dueAt, let closes = late.closesAt, closes < due { throw .closesBeforeDue }
        return settings
    }
}

/// What files a work may have.
public struct FileLimits: Equatable, Sendable {
    /// 0: none are taken.
    public var count: Int
    /// Of each.
    public var megabytes: Int
    /// Endings of names in lower case, `docx`; empty: any.
    public var kinds: [String]

    public static let countRange = 0...20
    public static let megabytesRange = 1...500

    public init(count: Int = 5, megabytes: Int = 20, kinds: [String] = []) {
        self.count = count
        self.megabytes = megabytes
        self.kinds = kinds
    }

    /// Endings as people list them: «.docx, PDF; odt».
    public init(count: Int, megabytes: Int, kinds text: String) {
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
        self.init(count: count, megabytes: megabytes, kinds: words.prefix(40).map { String($0.prefix(12)) })
    }

    public var bytes: Int { megabytes * 1_000_000 }

    /// Why a file so named, of `size` bytes, cannot join `held` others.
    public func check(_ name: String, size: Int, held: Int) throws(SubmissionRefusal) {
        guard count > 0 else { throw .noFilesTaken }
        guard held < count else { throw .tooManyFiles(limit: count) }
        guard size <= bytes else { throw .fileTooLarge(name: name, limit: bytes) }
        let ending = name.split(separator: ".").dropFirst().last.map { $0.lowercased() } ?? ""
        guard kinds.isEmpty || kinds.contains(ending) else { throw .fileOfOtherKind(name: name, allowed: kinds) }
    }
}

/// What happens to a work that comes late. A day begun counts whole.
public struct LatePolicy: Equatable, Sendable {
    /// Minutes after the due date that do not count as late.
    public var graceMinutes: Int
    /// Percent of the points taken off for each day; 0: it is only noted that the work came late.
    public var percentPerDay: Int
    /// Percent of the points below which nothing more is taken off.
    public var floor: Int
    /// From then on nothing is accepted.
    public var closesAt: Date?

    public init(graceMinutes: Int = 0, percentPerDay: Int = 0, floor: Int = 0, closesAt: Date? = nil) {
        self.graceMinutes = graceMinutes
        self.percentPerDay = percentPerDay
        self.floor = floor
        self.closesAt = closesAt
    }

    /// How many days late a work of `instant` is; 0 when it is in time, or there is no date.
    public func daysLate(at instant: Date, due: Date?) -> Int {
        guard let due, instant > due.addingTimeInterval(Double(graceMinutes) * 60) else { return 0 }
        return Int((instant.timeIntervalSince(due) / 86_400).rounded(.up))
    }

    /// The share of the earned points that counts, percent.
    public func share(at instant: Date, due: Date?) -> Int {
        max(min(floor, 100), 100 - daysLate(at: instant, due: due) * percentPerDay)
    }

    /// When acceptance ends for somebody whose date is `due`: an extension past the end moves the end.
    public func closing(due: Date?) -> Date? { closesAt.map { max($0, due ?? $0) } }
}

/// Why an assignment was not accepted as its author wrote it.
public enum AssignmentRefusal: Error, Equatable, Sendable {
    public enum Field: String, Sendable {
        case points, attempts, fileCount, fileSize, grace, latePercent, lateFloor, pass
    }
    case outOfRange(Field, ClosedRange<Int>)
    case takesNothing
    case closesBeforeDue
    case dateMalformed
    case rubricTooLong(limit: Int)
    case rubricTooLarge(criteria: Int, levels: Int)
    /// A level is «points — words».
    case rubricLevel(line: Int)
    case rubricCriterionEmpty(title: String)
}

/// Why a learner's work was not taken.
public enum SubmissionRefusal: Error, Equatable, Sendable {
    case nothingToHandIn
    case textTooLong(limit: Int)
    case noFilesTaken
    case tooManyFiles(limit: Int)
    case fileTooLarge(name: String, limit: Int)
    case fileOfOtherKind(name: String, allowed: [String])
    case closed(Date)
    case attemptsUsed(Int)
    /// It is handed in already.
    case handedIn
    /// It cannot be taken back: it is being marked, or a work handed in again would be late.
    case kept
}

/// Why a mark or a remark was not accepted.
public enum MarkingRefusal: Error, Equatable, Sendable {
    case notANumber
    case outOfRange(maximum: Points)
    case levelMissing(criterion: String)
    case feedbackTooLong(limit: Int)
    /// Another version was handed in meanwhile, or this one taken back.
    case versionChanged
    case passageNotFound
    case commentMissing
    case learnerUnknown
    case dateMissing
}
