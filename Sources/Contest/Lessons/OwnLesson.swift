public import Accounts
public import Foundation
public import Storage

/// A lesson that an entrant made and gives to colleagues at a distance.
public struct OwnLesson: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<OwnLesson>

    public let id: ID
    public var stage: Stage.ID
    public var registration: Registration.ID
    public var plan: LessonPlan
    public var bookedAt: Date
    public var startedAt: Date?
    /// When the author ended it; a forgotten end is `end`.
    public var endedAt: Date?
    /// When the author reported that the link had failed.
    public var failedAt: Date?
    public var failure: String

    /// The room opens so many seconds before the time booked.
    public static let openingTime: TimeInterval = 900
    /// A lesson that nobody ended is over so many seconds after its planned end.
    public static let forgettingTime: TimeInterval = 1_800

    public enum State: Equatable, Sendable {
        case booked, running, over
        /// The link failed.
        case failed
        /// Its time passed and it was not started.
        case missed
    }

    public func state(at now: Date) -> State {
        if failedAt != nil { return .failed }
        guard let startedAt else { return now < plan.endsAt ? .booked : .missed }
        if let endedAt, endedAt <= now { return .over }
        return now < startedAt.addingTimeInterval(plan.length + Self.forgettingTime) ? .running : .over
    }

    /// When the lesson was really given, up to `now`; nil if it was not started. One whose end was forgotten took as
    /// long as planned.
    public func run(at now: Date) -> Range<Date>? {
        guard let startedAt, failedAt == nil else { return nil }
        let planned = startedAt.addingTimeInterval(plan.length)
        let end = endedAt ?? (state(at: now) == .over ? planned : now)
        return startedAt..<max(startedAt, end)
    }

    /// Colleagues come in from then on.
    public var opensAt: Date { plan.startsAt.addingTimeInterval(-Self.openingTime) }

    public func isOpen(at now: Date) -> Bool {
        switch state(at: now) {
        case .booked: now >= opensAt
        case .running: true
        case .over, .failed, .missed: false
        }
    }

    /// It has a plan and something to work with.
    public func isDeveloped(hasFiles: Bool) -> Bool {
        !plan.plan.isEmpty && (hasFiles || !plan.materials.isEmpty || plan.link != nil)
    }
}

/// What the author says of a lesson, and its slot.
public struct LessonPlan: Equatable, Sendable {
    public var topic: String
    public var audience: String
    /// Markdown.
    public var plan: String
    /// Markdown.
    public var materials: String
    /// Where it is given, if not here: of http or https.
    public var link: String?
    public var startsAt: Date
    public var minutes: Int

    public static let minutesRange = 15...180
    public static let lineLimit = 300
    public static let textLimit = 50_000

    public init(
        topic: String, audience: String = "", plan: String = "", materials: String = "", link: String? = nil,
        startsAt: Date, minutes: Int
    ) {
        self.topic = topic
        self.audience = audience
        self.plan = plan
        self.materials = materials
        self.link = link
        self.startsAt = startsAt
        self.minutes = minutes
    }

    /// Seconds.
    public var length: TimeInterval { TimeInterval(minutes * 60) }
    public var endsAt: Date { startsAt.addingTimeInterval(length) }

    public func overlaps(_ other: LessonPlan) -> Bool { startsAt < other.endsAt && other.startsAt < endsAt }

    /// As it is stored. Throws `LessonRefusal`.
    func checked(in stage: Stage) throws -> LessonPlan {
        var plan = self
        plan.topic = topic.trimmingCharacters(in: .whitespacesAndNewlines)
        plan.audience = audience.trimmingCharacters(in: .whitespacesAndNewlines)
        plan.plan = self.plan.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        plan.materials = materials.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !plan.topic.isEmpty else { throw LessonRefusal.topicMissing }
        guard plan.topic.count <= Self.lineLimit, plan.audience.count <= Self.lineLimit else {
            throw LessonRefusal.lineTooLong(limit: Self.lineLimit)
        }
        guard plan.plan.count <= Self.textLimit, plan.materials.count <= Self.textLimit else {
            throw LessonRefusal.textTooLong(limit: Self.textLimit)
        }
        guard Self.minutesRange.contains(minutes) else { throw LessonRefusal.length(Self.minutesRange) }
        guard startsAt >= stage.opensAt, endsAt <= stage.closesAt else {
            throw LessonRefusal.outsideStage(from: stage.opensAt, to: stage.closesAt)
        }
        do { plan.link = try (link ?? "").checkedLink() } catch { throw LessonRefusal.linkMalformed }
        return plan
    }
}

/// Who came to a lesson and when. Presence rows tell it; a live room may tell it as well.
public struct LessonAttendance: Equatable, Sendable {
    public var user: User.ID
    /// Of another organisation than the author.
    public var isOther: Bool
    /// A stay that has not ended has no upper end but the lesson's.
    public var stays: [(from: Date, to: Date?)]

    public init(user: User.ID, isOther: Bool, stays: [(from: Date, to: Date?)]) {
        self.user = user
        self.isOther = isOther
        self.stays = stays
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.user == right.user && left.isOther == right.isOther
            && left.stays.elementsEqual(right.stays) { $0.from == $1.from && $0.to == $1.to }
    }

    /// Seconds of `run` the person was there; what two devices saw at once counts once.
    public func seconds(of run: Range<Date>) -> TimeInterval {
        var (sum, reached) = (0.0, run.lowerBound)
        for stay in stays.sorted(by: { $0.from < $1.from }) {
            let from = max(stay.from, reached)
            let to = min(stay.to ?? run.upperBound, run.upperBound)
            guard to > from else { continue }
            sum += to.timeIntervalSince(from)
            reached = to
        }
        return sum
    }
}

/// Whether a lesson counts as run, with the figures that decide it.
public struct LessonVerdict: Equatable, Sendable {
    public var isStarted: Bool
    /// Whole minutes it lasted.
    public var minutes: Int
    /// Everybody who came in.
    public var came: Int
    /// Colleagues of other organisations who stayed long enough.
    public var stayed: Set<User.ID>
    public var isRun: Bool
}

extension LessonRules {
    /// Started by its author, long enough, and before enough colleagues of other organisations who stayed long enough.
    public func verdict(on run: Range<Date>?, _ attendance: [LessonAttendance]) -> LessonVerdict {
        guard let run else { return LessonVerdict(isStarted: false, minutes: 0, came: 0, stayed: [], isRun: false) }
        let seconds = run.upperBound.timeIntervalSince(run.lowerBound)
        let stayed = attendance.filter { person in
            let there = person.seconds(of: run)
            return person.isOther && there > 0 && there * 100 >= seconds * Double(stay)
        }
        let came = attendance.count { $0.seconds(of: run) > 0 }
        return LessonVerdict(
            isStarted: true, minutes: Int(seconds / 60), came: came, stayed: Set(stayed.map(\.user)),
            isRun: seconds >= Double(minutes * 60) && stayed.count >= colleagues)
    }

    /// How many questions a colleague answers; without words of its own the form has three.
    public var questionCount: Int { questions.isEmpty ? 3 : questions.count }

    /// The mean of all marks, in hundredths, halves up; nil without ratings.
    public func rating(_ sheets: [[Int]]) -> Int? {
        let marks = sheets.flatMap(\.self)
        return marks.isEmpty ? nil : (marks.reduce(0, +) * 200 + marks.count) / (2 * marks.count)
    }
}

/// Why a lesson was not booked, changed, attended or rated.
public enum LessonRefusal: Error, Equatable, Sendable {
    case notAdmitted(Registration.State)
    case noStage
    case topicMissing
    case lineTooLong(limit: Int)
    case textTooLong(limit: Int)
    case linkMalformed
    case timeMissing
    case length(ClosedRange<Int>)
    case outsideStage(from: Date, to: Date)
    case past
    case slotTaken(from: Date, to: Date)
    case alreadyBooked
    /// The one free re-booking is used.
    case rebookingUsed
    case tooManyFiles(limit: Int)
    case fileTooLarge(name: String, limit: Int)
    case notYours
    case notNow
    case failureMissing
    case notColleague
    case ownLesson
    case full(capacity: Int)
    case wasThere
    case notStayed
    case ratingClosed(Date)
    case rated
    case marksMissing
}
