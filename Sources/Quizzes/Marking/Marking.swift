/// What a response is worth and what its author is told.
public struct MarkingOutcome: Codable, Equatable, Sendable {
    /// Part of the question's mark, 0…1; below 0 only where `mark` was given a lower floor.
    public var fraction: Double
    public var state: State
    /// Indexes of what counted: the chosen options, the pattern or number that matched, the rows matched rightly.
    public var matched: [Int]
    /// What the author of the question says to this response.
    public var feedback: [RichText]
    /// The same by its numbers in `QuestionSheet.feedback`.
    public var said: [Int]
    /// What each gap of a text is worth by itself; empty for other kinds.
    public var parts: [Double]

    public enum State: String, Codable, Sendable {
        case right, partial, wrong
        /// A teacher decides.
        case needsGrading
        case unanswered
        /// A description: nothing was asked.
        case notMarked
    }

    public init(
        fraction: Double, state: State, matched: [Int] = [], feedback: [RichText] = [], said: [Int] = [],
        parts: [Double] = []
    ) {
        self.fraction = fraction
        self.state = state
        self.matched = matched
        self.feedback = feedback
        self.said = said
        self.parts = parts
    }

    /// Marked by its fraction. Within a millionth of 0 and 1 it counts as wrong and right, since three options of
    /// 33.33333 % are meant to make a whole; the bounds are those of Moodle 4.5, `question_state::graded_state_for_fraction`.
    fileprivate init(
        fraction: Double, matched: [Int], feedback: [(number: Int, text: RichText?)] = [], parts: [Double] = []
    ) {
        let state: State = fraction < 0.000001 ? .wrong : fraction > 0.999999 ? .right : .partial
        self.init(
            fraction: state == .right ? 1 : fraction, state: state, matched: matched,
            feedback: feedback.compactMap(\.text), said: feedback.filter { $0.text != nil }.map(\.number),
            parts: parts)
    }
}

/// Marks one response by the rules of its question's kind.
///
/// One choice earns the fraction of its option, several the sum of theirs within 0…1, matching and words in places the
/// share of right ones, gaps their weighted mean. Short answers and numbers earn the best of what they match, of equals
/// the first. Marking words in a text earns what was found less what was marked wrongly, over all there is to find.
/// Markers on a picture earn the share of zones hit, over the markers set where these are more.
///
/// A question with variants has to be resolved before.
/// - Parameter floor: the least fraction of a one-choice question; −1 lets negative options take marks away.
public func mark(_ response: Response?, to question: Question, floor: Double = 0) -> MarkingOutcome {
    if question.kind == .description { return MarkingOutcome(fraction: 0, state: .notMarked) }
    guard let response, !response.isEmpty else { return .unanswered }
    switch (question.kind, response) {
    case (.choice(let choice), .choice(let index)):
        guard choice.options.indices ~= index else { return .unanswered }
        let option = choice.options[index]
        return MarkingOutcome(
            fraction: min(max(option.fraction, floor), 1), matched: [index], feedback: [(index, option.feedback)])
    case (.multiple(let choice), .multiple(let indexes)):
        let chosen = Set(indexes).intersection(choice.options.indices).sorted()
        guard !chosen.isEmpty else { return .unanswered }
        return MarkingOutcome(
            fraction: choice.fraction(of: chosen), matched: chosen,
            feedback: chosen.map { ($0, choice.options[$0].feedback) })
    case (.trueFalse(let content), .trueFalse(let isTrue)):
        return MarkingOutcome(
            fraction: isTrue == content.key ? 1 : 0, matched: [],
            feedback: [isTrue ? (0, content.feedbackIfTrue) : (1, content.feedbackIfFalse)])
    case (.shortAnswer(let content), .shortAnswer(let text)): return content.outcome(of: text)
    case (.numeric(let content), .numeric(let text)): return content.outcome(of: text)
    case (.matching(let content), .matching(let matches)):
        let choices = content.choices
        let right = placesRight(content.pairs.map(\.match)) { row in
            matches[row].flatMap { choices.indices ~= $0 ? choices[$0] : nil }
        }
        return MarkingOutcome(fraction: share(right.count, content.pairs.count), matched: right)
    case (.dragWords(let content), .matching(let matches)):
        let words = content.words
        let right = placesRight(content.places.map { words[$0.word].text }) { place in
            matches[place].flatMap { words.indices ~= $0 ? words[$0].text : nil }
        }
        return MarkingOutcome(fraction: share(right.count, content.places.count), matched: right)
    case (.ordering(let content), .ordering(let places)):
        guard let order = content.order(places) else { return MarkingOutcome(fraction: 0, matched: []) }
        let rightOrder = order.sorted()
        let ranks = order.map { item in rightOrder.firstIndex(of: item) ?? 0 }
        let right = order.indices.filter { order[$0] == rightOrder[$0] }.map { order[$0] }
        return MarkingOutcome(
            fraction: content.rule.fraction(of: ranks), matched: right,
            feedback: right.map { ($0, content.items[$0].feedback) })
    case (.gaps(let content), .gaps): return content.outcome(of: response, floor: floor)
    case (.textSelection(let content), .multiple(let chosen)):
        let fragments = content.fragments
        let found = chosen.filter { fragments.indices ~= $0 && fragments[$0].isRight }
        let all = fragments.count { $0.isRight }
        return MarkingOutcome(fraction: max(0, share(2 * found.count - chosen.count, all)), matched: found)
    case (.hotSpot(let content), .places(let points)):
        let hit = content.zonesHit(by: points)
        let set = points.values.reduce(0) { $0 + $1.count }
        return MarkingOutcome(fraction: share(hit.count, max(content.zones.count, set)), matched: hit)
    case (.essay, .essay), (.essay, .files):
        return MarkingOutcome(fraction: 0, state: .needsGrading)
    default:
        // The question changed its kind after it was answered: the old answer says nothing about the new question.
        return .unanswered
    }
}

extension MarkingOutcome {
    fileprivate static let unanswered = MarkingOutcome(fraction: 0, state: .unanswered)
}

/// The places that hold what is wanted there; things that look the same stand for one another.
func placesRight<Thing: Equatable>(_ wanted: [Thing], put: (Int) -> Thing?) -> [Int] {
    wanted.indices.filter { put($0) == wanted[$0] }
}

private func share(_ count: Int, _ all: Int) -> Double { Double(count) / Double(max(all, 1)) }

/// The best of the answers that match, of equals the first.
private func best<Answer>(
    of answers: [Answer], fraction: (Answer) -> Double, matches: (Answer) -> Bool
) -> Int? {
    answers.indices.filter { matches(answers[$0]) }
        .max { (fraction(answers[$0]), -$0) < (fraction(answers[$1]), -$1) }
}

extension Question.Choice {
    /// What several chosen options earn together.
    fileprivate func fraction(of chosen: [Int]) -> Double {
        if isAllOrNothing { return chosen == options.indices.filter { options[$0].fraction > 0 } ? 1 : 0 }
        return min(max(chosen.reduce(0) { $0 + options[$1].fraction }, 0), 1)
    }
}

extension Question.ShortAnswer {
    /// What one slip of the pen leaves of an answer's part of the mark.
    public static let worthOfTypo = 0.8

    fileprivate func outcome(of text: String) -> MarkingOutcome {
        let typed = TypedAnswer(text, isCaseSensitive: isCaseSensitive)
        let exact = best(of: patterns, fraction: \.fraction) { typed.matches($0.text) }
        let near = forgivesTypo ? best(of: patterns, fraction: \.fraction) { typed.isSlip(of: $0.text) } : nil
        let exactWorth = exact.map { patterns[$0].fraction } ?? -1
        let nearWorth = near.map { patterns[$0].fraction * Self.worthOfTypo } ?? -1
        guard let index = nearWorth > exactWorth ? near : exact else { return MarkingOutcome(fraction: 0, matched: []) }
        return MarkingOutcome(
            fraction: min(max(nearWorth, exactWorth, 0), 1), matched: [index],
            feedback: [(index, patterns[index].feedback)])
    }
}

extension Question.Numeric {
    fileprivate func outcome(of text: String) -> MarkingOutcome {
        let typed = units.isEmpty ? (number: typedNumber(text), isUnitRight: true) : numberInFirstUnit(text)
        guard let index = best(of: answers, fraction: \.fraction, matches: { $0.expected.admits(typed.number) }) else {
            return MarkingOutcome(fraction: 0, matched: [])
        }
        var fraction = min(max(answers[index].fraction, 0), 1)
        if !typed.isUnitRight {
            switch unitPenalty {
            case .ofEarned(let part): fraction *= 1 - part
            case .ofWhole(let part): fraction = max(0, fraction - part)
            case nil: break
            }
        }
        return MarkingOutcome(fraction: fraction, matched: [index], feedback: [(index, answers[index].feedback)])
    }
}

extension Question.Ordering {
    /// The items from first to last; nil unless every place has one.
    func order(_ places: [Int: Int]) -> [Int]? {
        guard places.count == askedCount, Set(places.values) == Set(1...max(askedCount, 1)),
            places.keys.allSatisfy(items.indices.contains)
        else { return nil }
        return places.sorted { $0.value < $1.value }.map(\.key)
    }
}

extension Question.Gaps {
    /// Gaps may take away from one another, and no more than all: Moodle 4.5, `qtype_multianswer_question`.
    fileprivate func outcome(of response: Response, floor: Double) -> MarkingOutcome {
        var said: [(number: Int, text: RichText?)] = []
        var number = 0
        var parts: [Double] = []
        for index in gaps.indices {
            let outcome = mark(response.gap(index, of: self), to: question(at: index), floor: -1)
            said += zip(outcome.said, outcome.feedback).map { (number + $0, $1) }
            parts.append(outcome.fraction)
            number += gaps[index].answer.feedback.count
        }
        let weight = gaps.reduce(0) { $0 + $1.weight }
        let sum = zip(gaps, parts).reduce(0) { $0 + $1.0.weight * $1.1 }
        let fraction = weight > 0 ? sum / weight : 0
        return MarkingOutcome(
            fraction: min(max(fraction, floor), 1), matched: parts.indices.filter { parts[$0] > 0.999999 },
            feedback: said, parts: parts)
    }
}

extension Question.Gaps.Answer {
    /// What is said to each of its answers, in their order.
    var feedback: [RichText?] {
        switch self {
        case .text(let content): content.patterns.map(\.feedback)
        case .number(let content): content.answers.map(\.feedback)
        case .choice(let content, _), .multiple(let content, _): content.options.map(\.feedback)
        }
    }
}

extension Question.HotSpot {
    /// The zones that were shown, each by a mark of its own: Moodle 4.5, `qtype_ddmarker_question::choose_hits`.
    fileprivate func zonesHit(by points: [Int: [Question.Point]]) -> [Int] {
        var left = points
        return zones.indices.filter { index in
            let zone = zones[index]
            guard let place = left[zone.marker]?.firstIndex(where: zone.shape.contains) else { return false }
            left[zone.marker]?.remove(at: place)
            return true
        }
    }
}
