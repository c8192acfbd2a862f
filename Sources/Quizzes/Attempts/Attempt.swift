public import Accounts
public import Courses
public import Foundation
import Statistics
public import Storage

/// One go of a learner at a quiz.
public struct Attempt: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Attempt>

    public enum Ending: String, Sendable, ColumnValue { case submitted, timeout }

    public let id: ID
    public var quiz: Activity.ID
    public var learner: User.ID
    /// 1 for the first.
    public var number: Int
    public var startedAt: Date
    /// The server's limit; nil when there is none.
    public var deadline: Date?
    public var finishedAt: Date?
    public var ending: Ending?
    /// Sums over the questions, known once the attempt is marked.
    public var marks: Points
    public var maximum: Points
    /// Some answer waits for a teacher.
    public var needsGrading: Bool
    /// The quiz's when the attempt was started.
    public var behaviour: Behaviour
    /// What the orders of its options were drawn from: a secret. Nil in attempts begun before there was one.
    var seed: Int64?
    /// The questions of the page the learner stands on, where pages go forward only; nil where all may be answered.
    public var openSlots: ClosedRange<Int>?

    /// Answers made in time may come this much later, seconds: the link was down.
    public static let lateArrival: TimeInterval = 600
    /// How far the learner's clock may run ahead of ours, seconds.
    static let clockTolerance: TimeInterval = 3
}

/// Why an answer, a start or a submission was not accepted.
public enum AttemptRefusal: Error, Equatable, Sendable {
    case noAttemptsLeft(allowed: Int)
    case notOpenYet(Date)
    case closed(Date)
    case wrongPassword
    case tooManyGuesses
    /// Between two attempts there is a pause.
    case tooSoon(until: Date)
    /// Pages go forward only, and this question is on another.
    case otherPage
    case noQuestions
    case finished
    case timeIsUp(deadline: Date)
    case notYours
    /// The answer to the question of that number cannot be marked: nothing or not all of it is there.
    case incompleteAnswer(Int)
    /// How certain the learner is of it was not said.
    case noCertainty(Int)
    case tooManyTries(Int)
    /// The bank has fewer questions of the category than the quiz asks for.
    case tooFewInCategory(String)
}

extension Attempt {
    public var isFinished: Bool { finishedAt != nil }

    public func isOverdue(at now: Date) -> Bool { deadline.map { now >= $0 } ?? false }

    /// Whether an answer made at `answeredAt` on the learner's device and arriving now is kept.
    ///
    /// An answer made in time is kept even if it comes up to ten minutes late, and is marked as late for the teacher;
    /// the attempt may have been closed by the clock meanwhile, not by the learner.
    public func accept(answerMadeAt answeredAt: Date, at now: Date) throws(AttemptRefusal) -> (isLate: Bool, Void) {
        guard let deadline else {
            if isFinished { throw .finished }
            return (false, ())
        }
        if ending == .submitted { throw .finished }
        guard now >= deadline else { return (false, ()) }
        let isInTime = answeredAt <= deadline.addingTimeInterval(Self.clockTolerance)
        guard isInTime, now < deadline.addingTimeInterval(Self.lateArrival) else { throw .timeIsUp(deadline: deadline) }
        return (true, ())
    }
}

extension Attempt {
    /// How its learner meets `question` in slot `number`.
    func presentation(of question: Question, in number: Int) -> Presentation {
        guard let seed else {
            let seed = UInt64(truncatingIfNeeded: id.rawValue &* 1_000_003 &+ Int64(number))
            return Presentation(question, seed: seed, isNumberedByAuthor: true)
        }
        var generator = SplitMix64(state: UInt64(bitPattern: seed) &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        return Presentation(question, seed: generator.next())
    }
}

/// A question as it stands in an attempt, with what was answered.
public struct AttemptSlot: Equatable, Sendable {
    /// 1-based place in the order this learner sees.
    public var number: Int
    public var question: BankQuestion.ID
    /// Which numbers the learner was given, of a question with variants.
    var variant: Int?
    public var maximum: Points
    public var response: Response?
    /// Grows with each answer; 0 before the first.
    public var sequence: Int
    public var savedAt: Date?
    public var isLate: Bool
    public var certainty: Certainty?
    /// Nil until marked.
    public var mark: Points?
    public var comment: String?
}

/// One answer as it comes from the learner's device.
public struct SubmittedAnswer: Equatable, Sendable {
    public var slot: Int
    /// Milliseconds since 1970 by the server's clock as the device knows it, strictly growing for a slot.
    public var sequence: Int
    /// Fields of the form, names without the slot's prefix.
    public var fields: [(name: String, value: String)]

    public init(slot: Int, sequence: Int, fields: [(name: String, value: String)]) {
        self.slot = slot
        self.sequence = sequence
        self.fields = fields
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.slot == right.slot && left.sequence == right.sequence
            && left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }
}
