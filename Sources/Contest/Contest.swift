public import Accounts
public import Courses
public import Foundation
public import Spaces
public import Storage

/// A contest of an organisation: people register, work through its stages, a jury scores, results are published.
public struct Contest: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Contest>

    public let id: ID
    /// The organisation that holds it; who may found courses there organises the contest.
    public let space: Space.ID
    public var title: String
    /// What the public page opens with, Markdown.
    public var summary: String
    public var rules: ContestRules
    /// The course where its tasks are done and its materials stay.
    public var course: Course.ID?
    /// Registration is open on `[registrationOpens, registrationCloses)`.
    public var registrationOpens: Date?
    public var registrationCloses: Date?
    /// Nobody but its organisers sees an unpublished contest.
    public var publishedAt: Date?
    /// The end: everything is readable, nothing changes any more.
    public var closedAt: Date?
    /// A rehearsal has invented entrants and is removed whole.
    public var isRehearsal: Bool

    public static let titleLimit = 300
    public static let summaryLimit = 20_000
    /// Letters of what a criterion, a level or a task says.
    public static let partLimit = 5_000
    /// Stages of a contest, criteria of a stage, levels of a criterion.
    public static let partsLimit = 60

    public enum State: Equatable, Sendable { case draft, announced, registering, running, closed }

    public func state(at now: Date) -> State {
        guard publishedAt != nil else { return .draft }
        if let closedAt, closedAt <= now { return .closed }
        if let registrationOpens, registrationOpens > now { return .announced }
        if let registrationCloses, registrationCloses <= now { return .running }
        return .registering
    }
}

/// A group of entries that compete with each other: «Начальная школа», «Предметники».
public struct Nomination: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Nomination>

    public let id: ID
    public var title: String
    /// How many laureates it may have; nil: no limit of its own.
    public var laureates: Int?
}

/// The text that binds everybody, in numbered versions; the latest is in force, all stay readable.
public struct Regulation: Equatable, Sendable {
    public var contest: Contest.ID
    /// From 1.
    public var version: Int
    /// Markdown.
    public var text: String
    public var publishedAt: Date
    public var author: User.ID

    public static let textLimit = 200_000
}

/// Why a contest could not be made or changed.
public enum ContestRefusal: Error, Equatable, Sendable {
    /// A number of a form.
    public enum Field: String, CaseIterable, Sendable {
        case marksPerEntry, weight, cut, latePercent, lateMost, laureates
        case finalists, services, weeks, rating, appealDays
        case trim, decimals, thirdExpertGap, least
        case lessonMinutes, colleagues, stay, ratingHours, capacity, freezeHours
        case days, entrants
    }

    case titleMissing
    case titleTooLong(limit: Int)
    case summaryTooLong(limit: Int)
    case regulationMissing
    case regulationTooLong(limit: Int)
    case noStages
    case stageTitleMissing
    case nominationTitleMissing
    /// A line or a text of a stage, criterion, task, nomination or rating question.
    case textTooLong(limit: Int)
    case tooManyParts(limit: Int)
    case registrationDatesMissing
    /// The dates of a stage, or of registration, are out of order.
    case datesOutOfOrder(stage: String?)
    /// A date moved together with the others would fall into the past.
    case dateInPast
    case startMissing
    case outOfRange(Field, ClosedRange<Int>)
    /// What stands in the field is no whole number.
    case notANumber(Field)
    case noCriteria(stage: String)
    case criterionRange(title: String)
    case levelMalformed(criterion: String)
    case serviceMissing(stage: String)
    case ratingQuestions(ClosedRange<Int>)
    case nominationInUse(title: String)
    /// It has begun: what works and marks hang on stays as it is.
    case stageInUse(title: String)
    case published
    case closed
    /// Who is registered for a published contest keeps it from being removed.
    case hasRegistrations
}
