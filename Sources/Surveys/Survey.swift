public import Foundation
public import Spaces
public import Storage

/// A questionnaire of a district or of a school: whom it asks, what it asks, and how the answers are read.
public struct Survey: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Survey>

    public let id: ID
    /// The organisation that asks.
    public var space: Space.ID
    public var settings: SurveySettings
    public var content: SurveyContent
    /// Nil for a draft, which nobody but its makers sees.
    public var publishedAt: Date?
    /// The survey of which this one is a repetition.
    public var previous: ID?

    public enum State: Equatable, Sendable {
        case draft
        /// Published, and opens later.
        case waiting
        case open
        /// Over for good: whoever has seen the results could tell from new ones who answered in between.
        case closed
    }

    public func state(at now: Date) -> State { card.state(at: now) }

    public var card: SurveyCard {
        SurveyCard(
            id: id, title: settings.title, isAnonymous: settings.isAnonymous, opensAt: settings.opensAt,
            closesAt: settings.closesAt, publishedAt: publishedAt)
    }
}

/// What lists show of a survey.
public struct SurveyCard: Equatable, Sendable, Identifiable {
    public let id: Survey.ID
    public var title: String
    public var isAnonymous: Bool
    public var opensAt: Date?
    public var closesAt: Date?
    public var publishedAt: Date?

    public func state(at now: Date) -> Survey.State {
        guard publishedAt != nil else { return .draft }
        if let closesAt, closesAt <= now { return .closed }
        if let opensAt, opensAt > now { return .waiting }
        return .open
    }
}

/// What a survey's author decides beside the questions.
public struct SurveySettings: Equatable, Sendable {
    public var title: String
    public var introduction: String
    /// Nobody learns who answered what; that somebody has answered is known.
    public var isAnonymous: Bool
    public var opensAt: Date?
    public var closesAt: Date?
    /// People of these organisations are asked…
    public var organisations: [Space.ID]
    /// … who have one of these roles there.
    public var roles: Set<Role>

    public static let titleLimit = 300
    public static let introductionLimit = 5_000
    /// Whom one usually asks: the teachers.
    public static let teachers: Set<Role> = [.author, .tutor]
    public static let askedRoles: [Role] = [.author, .tutor, .methodist, .head, .learner, .parent]

    public init(
        title: String, introduction: String = "", isAnonymous: Bool = false, opensAt: Date? = nil,
        closesAt: Date? = nil, organisations: [Space.ID] = [], roles: Set<Role> = Self.teachers
    ) {
        self.title = title
        self.introduction = introduction
        self.isAnonymous = isAnonymous
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.organisations = organisations
        self.roles = roles
    }

    /// The settings as they are kept. Throws `SurveyRefusal`.
    public func checked() throws(SurveyRefusal) -> SurveySettings {
        var settings = self
        settings.title = title.trimmingCharacters(in: .whitespacesAndNewlines)
        settings.introduction = introduction.plainLines.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !settings.title.isEmpty else { throw .titleMissing }
        guard settings.title.count <= Self.titleLimit else { throw .titleTooLong(limit: Self.titleLimit) }
        guard settings.introduction.count <= Self.introductionLimit else {
            throw .introductionTooLong(limit: Self.introductionLimit)
        }
        if let opensAt, let closesAt, closesAt <= opensAt { throw .closesBeforeOpening }
        return settings
    }
}

/// Why a survey was not accepted as its author wrote it.
public enum SurveyRefusal: Error, Equatable, Sendable {
    case titleMissing
    case titleTooLong(limit: Int)
    case introductionTooLong(limit: Int)
    case closesBeforeOpening
    case noQuestions
    case questionsTooLong(limit: Int)
    case questionTooLong(line: Int, limit: Int)
    case tooManyQuestions(limit: Int)
    case tooManyOptions(question: String, limit: Int)
    case oneOption(question: String)
    /// A line of options under what is no question, or of another kind than those above it.
    case optionMalformed(line: Int)
    case rangeMalformed(line: Int)
    /// Too few or too many answers to choose from under the statements.
    case labels(ClosedRange<Int>)
    case labelTooLong(limit: Int)
    case tooManyScales(limit: Int)
    case scaleNameTooLong(limit: Int)
    case sameScale(String)
    /// Bands of a scale must follow each other from 0 to 100 without gaps.
    case bandsMalformed(scale: String)
    case nobodyAsked
    case noRoles
    /// People have answered: their answers belong to the questions as they were.
    case answeredAlready
    case published
    case closed
}

/// Why an answer was not taken.
public enum SurveyAnswerRefusal: Error, Equatable, Sendable {
    case notOpen
    case closed
    case answered
    case notAsked
    /// Questions that must be answered and are not, by their places.
    case missing([Int])
    case outOfRange(question: Int, ClosedRange<Int>)
    case tooLong(limit: Int)
    case nothing
}

/// Why a profile was not shared.
public enum ShareRefusal: Error, Equatable, Sendable {
    case unknown(login: String)
    case oneself
    case tooMany(limit: Int)
}

extension String {
    /// Line ends as `\n` alone.
    var plainLines: String { replacing("\r\n", with: "\n").replacing("\r", with: "\n") }
}
