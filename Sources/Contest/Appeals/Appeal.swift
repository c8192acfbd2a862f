public import Accounts
public import Courses
public import Foundation
public import Storage

/// An entrant's objection to their own preliminary result. It is decided once, in one of three ways.
public struct Appeal: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Appeal>

    public enum Outcome: String, CaseIterable, Sendable, Codable, ColumnValue { case unchanged, raised, lowered }

    public let id: ID
    public let contest: Contest.ID
    public let stage: Stage.ID
    /// The version that is objected to.
    public let result: PublishedResult.ID
    public let registration: Registration.ID
    public var reason: String
    public var filedAt: Date
    /// nil while it waits.
    public var outcome: Outcome?
    public var answer: String?
    /// What the points are from now on, when they were raised or lowered.
    public var points: Points?
    public var decidedBy: User.ID?
    public var decidedAt: Date?

    public static let reasonLimit = 5_000
    public static let answerLimit = 5_000
}

/// Why an appeal was not taken or not decided.
public enum AppealRefusal: Error, Equatable, Sendable {
    /// There are no preliminary results to object to.
    case notPublished
    case over(since: Date)
    case alreadyFiled
    case notInTable
    case reasonMissing
    case answerMissing
    case tooLong(limit: Int)
    case outcomeMissing
    case pointsMissing
    /// Raised points must be above what they were, lowered ones below.
    case pointsContradict(current: String)
    case pointsOutOfRange
    case alreadyDecided
    /// Who marked the work, or made it, does not decide.
    case notOnPanel
    case closed
}

/// The time in which results may be objected to.
public struct AppealWindow: Equatable, Sendable {
    public var result: PublishedResult.ID
    public var stage: Stage.ID
    public var opensAt: Date
    /// The first instant at which it is too late.
    public var closesAt: Date

    public func isOpen(at now: Date) -> Bool { now >= opensAt && now < closesAt }
}
