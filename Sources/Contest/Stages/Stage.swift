public import Courses
public import Foundation
public import Storage

/// A part of a contest with dates of its own: a week of tasks, the own lesson, the review of works, the final, the audience vote.
public struct Stage: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Stage>

    public enum Kind: String, CaseIterable, Sendable, ColumnValue { case task, lesson, review, final, vote }

    public let id: ID
    public var kind: Kind
    public var title: String
    /// What is asked, Markdown.
    public var description: String
    /// Work is taken on `[opensAt, closesAt + sendingGrace)`.
    public var opensAt: Date
    /// What comes later than this counts as late.
    public var dueAt: Date
    public var closesAt: Date
    public var late: LateRule
    /// The weight of the stage's points in the total; 0: they only open the way.
    public var weight: Int
    /// Points of earlier stages count in this one's total.
    public var carriesOver: Bool
    /// How many pass to the next stage; nil: everybody who fulfils the rule.
    public var cut: Int?
    /// Everybody's marks per work, of the stages that are judged.
    public var marksPerEntry: Int
    public var criteria: [Criterion]
    public var tasks: [ContestTask]

    /// A form opened before the close may be sent so many seconds after it: links are slow.
    public static let sendingGrace: TimeInterval = 120

    /// Stages whose works get score sheets.
    public var isJudged: Bool { kind == .review || kind == .final }

    public enum Phase: Equatable, Sendable { case waiting, open, late, closed }

    public func phase(at now: Date, extendedTo extension: Date? = nil) -> Phase {
        let due = max(dueAt, `extension` ?? dueAt)
        if now < opensAt { return .waiting }
        if now <= due { return .open }
        return now < max(closesAt, due) ? .late : .closed
    }
}

/// What a late work costs: a share of the mark for each day of 24 hours begun.
public struct LateRule: Equatable, Sendable {
    /// Late works are taken up to the close at all.
    public var isTaken: Bool
    /// Percent of the mark for each day begun, 0…100.
    public var percentPerDay: Int
    /// The most that is taken off, percent.
    public var most: Int

    public init(isTaken: Bool = true, percentPerDay: Int = 10, most: Int = 50) {
        self.isTaken = isTaken
        self.percentPerDay = percentPerDay
        self.most = most
    }

    /// Percent taken off a work sent at `instant`, 0…100.
    public func percent(sentAt instant: Date, due: Date) -> Int {
        guard instant > due else { return 0 }
        let days = Int((instant.timeIntervalSince(due) / 86_400).rounded(.up))
        return min(days * percentPerDay, most, 100)
    }
}

/// What a juror marks: a range in steps, with words for the levels.
public struct Criterion: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Criterion>

    public let id: ID
    public var title: String
    public var description: String
    public var lowest: Points
    public var highest: Points
    public var step: Points
    public var weight: Int
    /// What a mark means, from the lowest up; marks between have no words of their own.
    public var levels: [Level]

    public struct Level: Equatable, Sendable, Codable {
        /// Hundred-thousandths of a point, as `Points`.
        public var mark: Int64
        public var words: String

        public init(mark: Points, words: String) {
            self.mark = mark.rawValue
            self.words = words
        }

        public var points: Points { Points(rawValue: mark) }
    }

    /// A mark on the range and on a step of it.
    public func takes(_ mark: Points) -> Bool {
        (lowest...highest).contains(mark) && (mark.rawValue - lowest.rawValue) % max(step.rawValue, 1) == 0
    }
}

/// One service to master or thing to make within a week of tasks.
public struct ContestTask: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<ContestTask>

    public let id: ID
    public var stage: Stage.ID
    /// «Форум», «Совместный документ».
    public var service: String
    /// What to do, Markdown.
    public var description: String
    public var proof: Proof
    /// Without it the week is not passed.
    public var isRequired: Bool

    /// What shows that the service is mastered.
    public enum Proof: Equatable, Sendable {
        /// The platform itself: the activity of the contest's course is completed.
        case activity(Activity.ID)
        /// An address outside, looked at by a juror or organiser.
        case link
        /// Files, looked at likewise.
        case files
    }
}
