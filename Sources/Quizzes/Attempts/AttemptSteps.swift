public import Accounts
import Courses
import Foundation
public import Storage

/// What a learner does with one question before handing the attempt in, as it comes from their page.
public struct SubmittedStep: Equatable, Sendable {
    public var slot: Int
    /// 1 for the first step at this question. Sent twice, a step is taken once.
    public var number: Int
    public var action: QuestionAttempt.Action

    public init(slot: Int, number: Int, action: QuestionAttempt.Action) {
        self.slot = slot
        self.number = number
        self.action = action
    }
}

/// A step that was taken, with the answer as it stood.
struct StoredStep: Equatable, Sendable {
    var action: QuestionAttempt.Action
    var response: Response?
    var certainty: Certainty?
}

extension QuestionAttempt.Action: ColumnValue {}

extension QuestionAttempt {
    /// A question of an attempt as its stored steps and the answer kept since leave it.
    init(_ question: Question, _ behaviour: Behaviour, _ steps: [StoredStep], _ slot: AttemptSlot, isHandedIn: Bool) {
        self.init(question, behaviour: behaviour)
        for step in steps { take(step.action, step.response, certainty: step.certainty) }
        if slot.response != response || slot.certainty != certainty {
            take(.save, slot.response, certainty: slot.certainty)
        }
        if isHandedIn { take(.finish) }
    }

    /// The answer can no longer be changed, or not before the learner goes on to the next try.
    public var isLocked: Bool { state.isFinished || awaitsTryAgain }
}

extension Attempts {
    /// Most steps at one question: nobody learns anything after so many.
    public static let stepLimit = 200

    /// Marks an answer at the learner's wish, or lets them try again. A step taken before changes nothing. Throws
    /// `AttemptRefusal`, and `NoRow` when the attempt has no such question.
    @discardableResult
    public func take(_ step: SubmittedStep, in id: Attempt.ID, by learner: User.ID) async throws -> QuestionAttempt {
        try await database.write { [now, cache = quizzes.cache] tx in
            let attempt = try tx.attempt(id)
            guard attempt.learner == learner else { throw AttemptRefusal.notYours }
            guard !attempt.isFinished else { throw AttemptRefusal.finished }
            if let deadline = attempt.deadline, now() >= deadline { throw AttemptRefusal.timeIsUp(deadline: deadline) }
            guard attempt.openSlots?.contains(step.slot) != false else { throw AttemptRefusal.otherPage }
            guard let slot = try tx.slots(of: id).first(where: { $0.number == step.slot }) else { throw NoRow() }
            let question = try cache.question(slot.question) { try tx.bankQuestion(slot.question) }.question
                .resolved(slot.variant)
            let steps = try tx.steps(of: attempt)[slot.number] ?? []
            let before = QuestionAttempt(question, attempt.behaviour, steps, slot, isHandedIn: false)
            guard step.number == steps.count + 1, before.admits(step.action) else { return before }
            guard steps.count < Self.stepLimit else { throw AttemptRefusal.tooManyTries(slot.number) }
            if step.action == .submit, slot.response == nil { throw AttemptRefusal.incompleteAnswer(slot.number) }
            var after = before
            after.take(step.action, slot.response, certainty: slot.certainty)
            if after.state == .invalid {
                throw before.validity == .complete
                    ? AttemptRefusal.noCertainty(slot.number) : AttemptRefusal.incompleteAnswer(slot.number)
            }
            guard after != before else { return before }
            try tx.insert(step, slot, of: id, at: now())
            if step.action == .tryAgain, before.hint?.clearsWrong == true {
                try tx.replace(slot.response, by: slot.response?.withoutWrong(in: question), in: slot.number, of: id)
            }
            if let fraction = after.fraction {
                try tx.setMark(Points(rounding: fraction * slot.maximum.number), in: slot.number, of: id)
            }
            return after
        }
    }
}

extension QuestionAttempt {
    fileprivate func admits(_ action: Action) -> Bool {
        switch action {
        case .submit: behaviour.hasTries && !isLocked && question.kind != .description
        case .tryAgain: awaitsTryAgain
        case .save, .finish: false
        }
    }
}

extension Certainty {
    /// Reads the field of a question's form; nil when nothing sensible was chosen.
    public init?(fields: [(name: String, value: String)]) {
        guard let chosen = fields.last(where: { $0.name == "certainty" }), let number = Int(chosen.value) else {
            return nil
        }
        self.init(rawValue: number)
    }
}

extension Response {
    /// What of the answer was right, for the next try; nil when nothing is left of it.
    func withoutWrong(in question: Question) -> Response? {
        switch (question.kind, self) {
        case (.multiple(let choice), .multiple(let chosen)):
            return .multiple(chosen.filter { choice.options.indices ~= $0 && choice.options[$0].fraction > 0 })
        case (.matching, .matching(let matches)), (.dragWords, .matching(let matches)):
            let right = Set(mark(self, to: question).matched)
            return .matching(matches.filter { right.contains($0.key) })
        case (.gaps, .gaps(let texts)):
            let right = Set(mark(self, to: question).matched)
            return .gaps(texts.filter { right.contains($0.key) })
        case (.textSelection, .multiple):
            return .multiple(mark(self, to: question).matched)
        case (.hotSpot(let content), .places(let points)):
            return .places(
                Dictionary(
                    uniqueKeysWithValues: points.map { marker, points in
                        let zones = content.zones.filter { $0.marker == marker }
                        return (marker, points.filter { point in zones.contains { $0.shape.contains(point) } })
                    }))
        default: return mark(self, to: question).state == .right ? self : nil
        }
    }
}

extension Transaction {
    /// Steps by slot, each in order; of behaviours without steps no query is asked.
    func steps(of attempt: Attempt) throws -> [Int: [StoredStep]] {
        guard attempt.behaviour.hasTries else { return [:] }
        var steps: [Int: [StoredStep]] = [:]
        try forEach(
            """
            SELECT slot, action, response, certainty FROM attempt_steps WHERE attempt_id = \(attempt.id)
            ORDER BY slot, number
            """
        ) { row in
            let slot: Int = try row["slot"]
            steps[slot, default: []].append(try StoredStep(row))
        }
        return steps
    }

    func isSettled(_ slot: Int, of attempt: Attempt, _ question: Question) throws -> Bool {
        let steps = try all(
            """
            SELECT action, response, certainty FROM attempt_steps
            WHERE attempt_id = \(attempt.id) AND slot = \(slot) ORDER BY number
            """
        ) { try StoredStep($0) }
        var play = QuestionAttempt(question, behaviour: attempt.behaviour)
        for step in steps { play.take(step.action, step.response, certainty: step.certainty) }
        return play.isLocked
    }

    fileprivate func insert(_ step: SubmittedStep, _ slot: AttemptSlot, of attempt: Attempt.ID, at instant: Date) throws
    {
        try run(
            """
            INSERT INTO attempt_steps (attempt_id, slot, number, action, response, certainty, taken_at)
            VALUES (\(attempt), \(slot.number), \(step.number), \(step.action), \(try slot.response?.stored()),
                \(slot.certainty), \(instant))
            """)
    }

    fileprivate func replace(
        _ response: Response?, by rest: Response?, in slot: Int, of attempt: Attempt.ID
    ) throws {
        guard rest != response else { return }
        try run(
            """
            UPDATE attempt_slots SET response = \(try rest?.stored()), sequence = sequence + 1
            WHERE attempt_id = \(attempt) AND number = \(slot)
            """)
    }
}

extension StoredStep {
    init(_ row: borrowing Row) throws {
        let stored: String? = try row["response"]
        self.init(
            action: try row["action"], response: try stored.map(Response.init(stored:)),
            certainty: try row["certainty"])
    }
}
