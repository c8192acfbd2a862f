/// One question while one learner answers it: steps go in, a state and a mark come out.
///
/// It is a function of its steps: stored steps taken again give the same marks, and give new ones when the key was mended.
public struct QuestionAttempt: Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        /// Nothing to mark yet, or a try is left.
        case todo
        /// There is an answer, and it cannot be marked as it is: a row is missing, a number is none.
        case invalid
        /// There is an answer that can be marked.
        case complete
        case gradedRight, gradedPartial, gradedWrong
        /// Nothing was answered.
        case gaveUp
        case needsGrading
        /// Nothing was asked.
        case finished

        public var isFinished: Bool {
            switch self {
            case .todo, .invalid, .complete: false
            case .gradedRight, .gradedPartial, .gradedWrong, .gaveUp, .needsGrading, .finished: true
            }
        }

        init(fraction: Double) {
            self = fraction < 0.000001 ? .gradedWrong : fraction > 0.999999 ? .gradedRight : .gradedPartial
        }
    }

    /// What a learner does with a question.
    public enum Action: String, Codable, Sendable {
        /// The answer is kept.
        case save
        /// The answer is to be marked now.
        case submit
        /// On to another try after a hint.
        case tryAgain
        /// The attempt is handed in.
        case finish
    }

    /// An answer that was sent to be marked.
    public struct Try: Equatable, Sendable {
        public var response: Response
        /// Of the answer by itself, before penalties.
        public var outcome: MarkingOutcome
    }

    public let question: Question
    public let behaviour: Behaviour
    /// Least fraction of a one-choice question.
    let floor: Double
    public private(set) var state = State.todo
    /// Part of the question's mark, nil while there is none; with certainty from −6 to 3.
    public private(set) var fraction: Double?
    public private(set) var response: Response?
    public private(set) var certainty: Certainty?
    public private(set) var tries: [Try] = []
    /// A wrong try was answered with a hint, and the learner has not gone on yet.
    public private(set) var awaitsTryAgain = false

    /// - Parameter floor: the least fraction of a one-choice question; −1 lets negative options take marks away.
    public init(_ question: Question, behaviour: Behaviour, floor: Double = 0) {
        self.question = question
        self.behaviour = behaviour.fitting(question.kind)
        self.floor = floor
    }

    /// Tries of an interactive question: one more than it has hints.
    public var triesAllowed: Int { question.hints.count + 1 }

    public var triesLeft: Int { max(0, triesAllowed - tries.count) }

    /// The hint to the last try, while it is shown.
    public var hint: Question.Hint? { awaitsTryAgain ? question.hints[tries.count - 1] : nil }

    /// Takes a step. `response` nil leaves the answer as it is; after the end nothing changes any more.
    public mutating func take(_ action: Action, _ response: Response? = nil, certainty: Certainty? = nil) {
        guard !state.isFinished else { return }
        if action == .finish && question.kind == .description {
            state = .finished
            return
        }
        if !awaitsTryAgain {
            if let response { self.response = response }
            if let certainty { self.certainty = certainty }
        }
        switch action {
        case .save: keep()
        case .submit: if behaviour.hasTries { submit() } else { keep() }
        case .tryAgain: awaitsTryAgain = false
        case .finish: finish()
        }
    }

    // MARK: - Steps

    private mutating func keep() {
        guard !awaitsTryAgain else { return }
        switch behaviour {
        case .deferred, .manual, .deferredCertainty:
            let isComplete = validity == .complete && (behaviour != .deferredCertainty || certainty != nil)
            state = isComplete ? .complete : isGradable ? .invalid : .todo
        case .immediate, .immediateCertainty, .interactive, .adaptive, .adaptiveWithoutPenalty:
            state = .todo
        }
    }

    private mutating func submit() {
        guard !awaitsTryAgain else { return }
        guard validity == .complete, !(behaviour.asksCertainty && certainty == nil), let response else {
            state = .invalid
            return
        }
        let outcome = marked(response)
        switch behaviour {
        case .immediate, .immediateCertainty:
            tries.append(Try(response: response, outcome: outcome))
            settle(outcome)
        case .adaptive, .adaptiveWithoutPenalty:
            guard tries.last?.response != response else { return }
            count(outcome, of: response)
            // What was right once stays done.
            if outcome.state == .right { state = .complete } else if state != .complete { state = .todo }
        case .interactive:
            tries.append(Try(response: response, outcome: outcome))
            if outcome.state == .right || tries.count >= triesAllowed {
                state = State(fraction: outcome.fraction)
                fraction = worth(ofTries: tries.map(\.response), before: tries.count - 1, outcome)
            } else {
                state = .todo
                awaitsTryAgain = true
            }
        case .deferred, .deferredCertainty, .manual: break
        }
    }

    private mutating func finish() {
        guard isGradable, let response else {
            state = .gaveUp
            return
        }
        let outcome = marked(response)
        switch behaviour {
        case .manual: state = .needsGrading
        case .deferred, .deferredCertainty, .immediate, .immediateCertainty: settle(outcome)
        case .adaptive, .adaptiveWithoutPenalty:
            if tries.last?.response != response { count(outcome, of: response) }
            state = State(fraction: outcome.fraction)
        case .interactive:
            // A hint that was read costs, though nothing was answered after it.
            fraction = worth(ofTries: tries.map(\.response) + [response], before: tries.count, outcome)
            state = State(fraction: outcome.fraction)
            awaitsTryAgain = false
        }
    }

    // MARK: - Worth

    private var penalty: Double { behaviour == .adaptiveWithoutPenalty ? 0 : question.penalty }

    private func marked(_ response: Response) -> MarkingOutcome { mark(response, to: question, floor: floor) }

    /// Once and for all.
    private mutating func settle(_ outcome: MarkingOutcome) {
        guard outcome.state != .needsGrading else {
            state = .needsGrading
            return
        }
        state = State(fraction: outcome.fraction)
        fraction = behaviour.asksCertainty ? (certainty ?? .low).adjusted(outcome.fraction) : outcome.fraction
    }

    /// Another try of an adaptive question: what is left of it counts if nothing before was worth more.
    private mutating func count(_ outcome: MarkingOutcome, of response: Response) {
        let worth = outcome.fraction - Double(tries.count) * penalty
        tries.append(Try(response: response, outcome: outcome))
        fraction = max(fraction ?? 0, worth)
    }

    /// What an interactive question gives at its end. In questions of several parts each part pays for the tries until it
    /// was right for good, each gap for those until it was changed last; in others the last answer pays for all tries.
    private func worth(ofTries responses: [Response], before: Int, _ last: MarkingOutcome) -> Double {
        if case .gaps(let content) = question.kind { return worth(ofGaps: content, responses, last) }
        guard let parts = question.kind.partCount else {
            return max(0, last.fraction - Double(before) * penalty)
        }
        let rights = responses.map { Set(marked($0).matched) }
        let sum = (0..<parts).reduce(0.0) { sum, part in
            guard rights.last?.contains(part) == true else { return sum }
            let lastWrong = rights.lastIndex { !$0.contains(part) }.map { $0 + 1 } ?? 0
            return sum + max(0, 1 - Double(lastWrong) * penalty)
        }
        return sum / Double(max(parts, 1))
    }

    private func worth(ofGaps content: Question.Gaps, _ responses: [Response], _ last: MarkingOutcome) -> Double {
        let weight = content.gaps.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return 0 }
        let sum = content.gaps.indices.reduce(0.0) { sum, gap in
            let given = responses.map { $0.gap(gap, of: content) }
            let lastChange = given.indices.last { $0 == 0 ? given[0] != nil : given[$0] != given[$0 - 1] } ?? 0
            let part = max(0, last.parts[gap] - Double(lastChange) * penalty)
            return sum + content.gaps[gap].weight * part
        }
        return sum / weight
    }

    // MARK: - Answers

    private var isGradable: Bool { response.map { !$0.isEmpty } ?? false }

    public var validity: Response.Validity { response?.validity(for: question) ?? .empty }
}

extension Question.Kind {
    /// How many parts are right or wrong by themselves; nil for a question that is one whole.
    var partCount: Int? {
        switch self {
        case .matching(let content): content.pairs.count
        case .dragWords(let content): content.places.count
        case .hotSpot(let content): content.zones.count
        case .choice, .multiple, .trueFalse, .shortAnswer, .numeric, .ordering, .gaps, .textSelection, .formula,
            .random,
            .essay, .description:
            nil
        }
    }
}

extension Response {
    /// What there is to mark.
    public enum Validity: Equatable, Sendable {
        case empty
        /// A part is missing, or the text is no number: the learner is told before it costs a try.
        case incomplete
        case complete
    }

    public func validity(for question: Question) -> Validity {
        guard !isEmpty else { return .empty }
        switch (question.kind, self) {
        case (.numeric(let content), .numeric(let text)):
            let isNumber = content.units.isEmpty ? parseNumber(text) != nil : typedNumber(text) != nil
            return isNumber ? .complete : .incomplete
        case (.dragWords(let content), .matching(let matches)):
            return content.places.indices.allSatisfy { matches[$0] != nil } ? .complete : .incomplete
        case (.ordering(let content), .ordering(let places)):
            return content.order(places) == nil ? .incomplete : .complete
        case (.gaps(let content), .gaps):
            return content.gaps.indices.allSatisfy { index in
                gap(index, of: content)?.validity(for: content.question(at: index)) == .complete
            } ? .complete : .incomplete
        case (.matching(let content), .matching(let matches)):
            return content.pairs.indices.allSatisfy { matches[$0] != nil } ? .complete : .incomplete
        default: return .complete
        }
    }
}
