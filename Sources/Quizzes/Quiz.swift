public import Courses
public import Foundation
public import Storage

/// How a quiz is taken and graded. Its title and place belong to the activity of the same id.
public struct Quiz: Equatable, Sendable {
    public var activity: Activity.ID
    public var settings: QuizSettings
    public var slots: [Slot]

    /// A question at its place, and the most one earns there.
    public struct Slot: Equatable, Sendable {
        public var question: BankQuestion.ID
        public var maximum: Points
    }

    public var maximum: Points { slots.reduce(.zero) { $0 + $1.maximum } }
}

public struct QuizSettings: Equatable, Sendable {
    /// Which of several attempts counts.
    public enum Grading: String, CaseIterable, Sendable, ColumnValue { case highest, average, first, last }
    /// When the learner sees marks and right answers.
    public enum Review: String, CaseIterable, Sendable, ColumnValue {
        case afterSubmission = "after_submission"
        /// Once nobody can be answering any more.
        case afterClosing = "after_closing"
        case never
    }

    public static let pointsRange = 1...1_000
    public static let timeLimitRange = 1...1_440
    public static let attemptsRange = 1...100
    public static let questionsPerPageRange = 1...100
    public static let passRange = 0...100
    public static let delayRange = 1...100_000
    public static let toleranceRange = 0...100
    public static let passwordLimit = 100

    /// What the quiz gives in the gradebook.
    public var points: Int
    /// nil: no limit.
    public var timeLimitMinutes: Int?
    /// nil: as many as one likes.
    public var attempts: Int?
    public var grading: Grading
    public var questionsPerPage: Int
    public var shuffle: Bool
    public var review: Review
    /// Percent of points from which the quiz counts as passed.
    public var pass: Int?
    /// How questions answer back. An attempt keeps the behaviour it was started with.
    public var behaviour: Behaviour
    /// An attempt may be started, and answered, on `[opensAt, closesAt)`; nil: no such end.
    public var opensAt: Date?
    public var closesAt: Date?
    /// Asked for at the start of every attempt; nil: nothing is asked.
    public var password: String?
    /// Least pause between the end of an attempt and the start of the next.
    public var delayMinutes: Int?
    /// Pages go forward only: what was left cannot be come back to.
    public var isSequential: Bool
    /// What is said of the whole result.
    public var feedback: OverallFeedback
    /// Whether who marks does not see whose answer it is while answers wait.
    public var isBlind: Bool
    /// Two people mark each answer by hand; how far they may differ, percent of the question's maximum, before a third
    /// is asked. Nil: one mark is enough.
    public var tolerance: Int?

    public init(
        points: Int = 10, timeLimitMinutes: Int? = nil, attempts: Int? = nil, grading: Grading = .highest,
        questionsPerPage: Int = 5, shuffle: Bool = true, review: Review = .afterSubmission, pass: Int? = nil,
        behaviour: Behaviour = .deferred, opensAt: Date? = nil, closesAt: Date? = nil, password: String? = nil,
        delayMinutes: Int? = nil, isSequential: Bool = false, feedback: OverallFeedback = OverallFeedback(),
        isBlind: Bool = false, tolerance: Int? = nil
    ) {
        self.points = points
        self.timeLimitMinutes = timeLimitMinutes
        self.attempts = attempts
        self.grading = grading
        self.questionsPerPage = questionsPerPage
        self.shuffle = shuffle
        self.review = review
        self.pass = pass
        self.behaviour = behaviour
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.password = password
        self.delayMinutes = delayMinutes
        self.isSequential = isSequential
        self.feedback = feedback
        self.isBlind = isBlind
        self.tolerance = tolerance
    }

    /// Throws `QuizRefusal` naming the first thing that cannot be.
    public func check() throws(QuizRefusal) {
        func inside(_ number: Int?, _ range: ClosedRange<Int>, _ field: QuizRefusal.Field) throws(QuizRefusal) {
            if let number, !range.contains(number) { throw .outOfRange(field, range) }
        }
        try inside(points, Self.pointsRange, .points)
        try inside(timeLimitMinutes, Self.timeLimitRange, .timeLimit)
        try inside(attempts, Self.attemptsRange, .attempts)
        try inside(questionsPerPage, Self.questionsPerPageRange, .questionsPerPage)
        try inside(pass, Self.passRange, .pass)
        try inside(delayMinutes, Self.delayRange, .delay)
        try inside(tolerance, Self.toleranceRange, .tolerance)
        if let opensAt, let closesAt, closesAt <= opensAt { throw .closesBeforeItOpens }
        if review == .afterClosing, closesAt == nil { throw .closingMissing }
        if let password, password.count > Self.passwordLimit { throw .passwordTooLong(limit: Self.passwordLimit) }
    }
}

/// Why a quiz could not be made or changed.
public enum QuizRefusal: Error, Equatable, Sendable {
    public enum Field: String, Sendable {
        case points, timeLimit, attempts, questionsPerPage, pass, delay, tolerance, extraMinutes
    }
    case outOfRange(Field, ClosedRange<Int>)
    case noQuestions
    case fileTooLarge(limit: Int)
    case dateMalformed
    case closesBeforeItOpens
    /// The review is to open after closing, and the quiz does not close.
    case closingMissing
    case passwordTooLong(limit: Int)
    /// A line of the overall feedback is not «percent — words».
    case feedbackLine(Int)
    case feedbackTooLong(limit: Int)
    /// An override that changes nothing.
    case overrideEmpty
    case learnerUnknown
    /// Nothing in the file could be read as a question.
    case nothingRead(lines: [Int])
}

extension QuizSettings {
    /// The points of the gradebook for `marks` out of `maximum`: the exact proportion, halves rounded up, no less than 0
    /// and no more than the quiz's points, for certainty gives marks beyond both.
    public func grade(marks: Points, of maximum: Points) -> Points {
        guard maximum > .zero else { return .zero }
        let product = min(max(0, marks.rawValue), maximum.rawValue) * Points(points).rawValue / 1_000
        return Points(rawValue: (product * 1_000 + maximum.rawValue / 2) / maximum.rawValue)
    }

    /// The grade over several attempts, in the order they were made; nil while none is marked.
    public func grade(of attempts: [Points]) -> Points? {
        guard let first = attempts.first, let last = attempts.last else { return nil }
        switch grading {
        case .first: return first
        case .last: return last
        case .highest: return attempts.max()
        case .average:
            let sum = attempts.reduce(0) { $0 + $1.rawValue }
            return Points(rawValue: (sum + Int64(attempts.count) / 2) / Int64(attempts.count))
        }
    }
}
