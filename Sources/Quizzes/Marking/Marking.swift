/// What a response is worth and what its author is told.
public struct MarkingOutcome: Codable, Equatable, Sendable {
    /// Part of the question's mark, 0…1; below 0 only where `mark` was given a lower floor.
    public var fraction: Double
    public var state: State
    /// Indexes of what counted: the chosen options, the pattern or number that matched, the rows matched rightly.
    public var matched: [Int]
    /// What the author of the question says to this response, in the order of `matched`.
    public var feedback: [RichText]

    public enum State: String, Codable, Sendable {
        case right, partial, wrong
        /// A teacher decides.
        case needsGrading
        case unanswered
        /// A description: nothing was asked.
        case notMarked
    }

    public init(fraction: Double, state: State, matched: [Int] = [], feedback: [RichText] = []) {
        self.fraction = fraction
        self.state = state
        self.matched = matched
        self.feedback = feedback
    }

    /// Marked by its fraction. Within a millionth of 0 and 1 it counts as wrong and right, since three options of
    /// 33.33333 % are meant to make a whole; the bounds are those of Moodle 4.5, `question_state::graded_state_for_fraction`.
    fileprivate init(fraction: Double, matched: [Int], feedback: [RichText?]) {
        let state: State = fraction < 0.000001 ? .wrong : fraction > 0.999999 ? .right : .partial
        self.init(
            fraction: state == .right ? 1 : fraction, state: state, matched: matched,
            feedback: feedback.compactMap { $0 })
    }
}

/// Marks one response by the rules of its question's kind.
///
/// One choice earns the fraction of its option, several the sum of theirs within 0…1, matching the share of right
/// rows. Short answers and numbers earn the best of what they match, of equals the first.
/// - Parameter floor: the least fraction of a one-choice question; −1 lets negative options take marks away.
public func mark(_ response: Response?, to question: Question, floor: Double = 0) -> MarkingOutcome {
    if question.kind == .description { return MarkingOutcome(fraction: 0, state: .notMarked) }
    guard let response, !response.isEmpty else { return .unanswered }
    switch (question.kind, response) {
    case (.choice(let choice), .choice(let index)):
        guard choice.options.indices ~= index else { return .unanswered }
        let option = choice.options[index]
        return MarkingOutcome(
            fraction: min(max(option.fraction, floor), 1), matched: [index], feedback: [option.feedback])
    case (.multiple(let choice), .multiple(let indexes)):
        let chosen = Set(indexes).intersection(choice.options.indices).sorted()
        guard !chosen.isEmpty else { return .unanswered }
        let options = chosen.map { choice.options[$0] }
        let sum = options.reduce(0) { $0 + $1.fraction }
        return MarkingOutcome(fraction: min(max(sum, 0), 1), matched: chosen, feedback: options.map(\.feedback))
    case (.trueFalse(let content), .trueFalse(let isTrue)):
        return MarkingOutcome(
            fraction: isTrue == content.key ? 1 : 0, matched: [],
            feedback: [isTrue ? content.feedbackIfTrue : content.feedbackIfFalse])
    case (.shortAnswer(let content), .shortAnswer(let text)):
        let text = TypedAnswer(text, isCaseSensitive: content.isCaseSensitive)
        return best(of: content.patterns, fraction: \.fraction, feedback: \.feedback) { text.matches($0.text) }
    case (.numeric(let content), .numeric(let text)):
        let number = typedNumber(text)
        return best(of: content.answers, fraction: \.fraction, feedback: \.feedback) { $0.expected.admits(number) }
    case (.matching(let content), .matching(let matches)):
        let choices = content.choices
        let right = content.pairs.indices.filter { row in
            matches[row].flatMap { choices.indices ~= $0 ? choices[$0] : nil } == content.pairs[row].match
        }
        let fraction = Double(right.count) / Double(max(content.pairs.count, 1))
        return MarkingOutcome(fraction: fraction, matched: right, feedback: [])
    case (.essay, .essay):
        return MarkingOutcome(fraction: 0, state: .needsGrading)
    default:
        // The question changed its kind after it was answered: the old answer says nothing about the new question.
        return .unanswered
    }
}

extension MarkingOutcome {
    fileprivate static let unanswered = MarkingOutcome(fraction: 0, state: .unanswered)
}

private func best<Answer>(
    of answers: [Answer], fraction: (Answer) -> Double, feedback: (Answer) -> RichText?, matches: (Answer) -> Bool
) -> MarkingOutcome {
    let matching = answers.indices.filter { matches(answers[$0]) }
    guard let best = matching.max(by: { (fraction(answers[$0]), -$0) < (fraction(answers[$1]), -$1) }) else {
        return MarkingOutcome(fraction: 0, matched: [], feedback: [])
    }
    return MarkingOutcome(
        fraction: min(max(fraction(answers[best]), 0), 1), matched: [best], feedback: [feedback(answers[best])])
}
