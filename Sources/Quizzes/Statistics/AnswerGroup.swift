public import Statistics

/// The answers to a question, or to one row of a matching, and who gave them.
public struct AnswerGroup: Equatable, Sendable {
    /// The row of a matching; nil for the whole question.
    public var row: Int?
    public var answers: [Answer]
    /// Different typed answers besides those listed.
    public var unlisted: Int

    public struct Answer: Equatable, Sendable {
        public var label: Label
        public var statistics: ChoiceStatistics

        public var isKey: Bool { statistics.fraction > 0 }
    }

    public enum Label: Hashable, Sendable {
        /// The option at this index.
        case option(Int)
        case truth(Bool)
        /// What was typed, as most of those who typed it did.
        case typed(String)
        case match(String)
        /// The place in an order, the zone of a picture, from 1.
        case place(Int)
        /// Nothing was answered.
        case none
    }

    /// Typed answers listed at most.
    static let listed = 20
}

/// Who gave which answer to `question`; nothing for what people mark. `rests` are the marks of the attempts without it.
func answerGroups(
    of question: Question, _ responses: [Response?], _ rests: [Int64], _ bands: ScoreBands
) -> [AnswerGroup] {
    /// `chosen` is nil when nothing was answered, and empty when what was answered is not among the answers listed.
    func group(
        _ offered: [(label: AnswerGroup.Label, fraction: Double)], row: Int? = nil, unlisted: Int = 0,
        _ chosen: (Response) -> [Int]?
    ) -> AnswerGroup {
        // Whoever chose nothing is one answer more.
        let nothing = offered.count
        let answers = responses.map { $0.flatMap(chosen) ?? [nothing] }
        let hasNone = answers.contains([nothing])
        let labels = offered.map(\.label) + (hasNone ? [.none] : [])
        let statistics = choiceStatistics(
            fractions: offered.map(\.fraction) + (hasNone ? [0] : []), answers: answers, rests: rests, bands: bands)
        return AnswerGroup(
            row: row, answers: zip(labels, statistics).map { AnswerGroup.Answer(label: $0, statistics: $1) },
            unlisted: unlisted)
    }

    switch question.kind {
    case .choice(let choice), .multiple(let choice):
        let options = choice.options.enumerated().map { (label: AnswerGroup.Label.option($0), fraction: $1.fraction) }
        return [group(options) { $0.options(among: choice.options.indices) }]
    case .trueFalse(let content):
        let truths = [true, false].map {
            (label: AnswerGroup.Label.truth($0), fraction: $0 == content.key ? 1.0 : 0)
        }
        return [group(truths) { $0 == .trueFalse(true) ? [0] : $0 == .trueFalse(false) ? [1] : nil }]
    case .shortAnswer, .numeric:
        let typed = TypedAnswers(responses, to: question)
        return [
            group(typed.answers, unlisted: typed.unlisted) { response in
                response.typed == nil ? nil : typed.place(of: response).map { [$0] } ?? []
            }
        ]
    case .matching(let matching):
        let choices = matching.choices
        return matching.pairs.enumerated().map { row, pair in
            let offered = choices.map { (label: AnswerGroup.Label.match($0), fraction: $0 == pair.match ? 1.0 : 0) }
            return group(offered, row: row) { response in
                guard case .matching(let matches) = response, let match = matches[row], choices.indices ~= match
                else { return nil }
                return [match]
            }
        }
    case .dragWords(let content):
        return content.places.enumerated().map { row, place in
            let words = content.words(for: row)
            let offered = words.map {
                (
                    label: AnswerGroup.Label.match(content.words[$0].text.plainText),
                    fraction: $0 == place.word ? 1.0 : 0
                )
            }
            return group(offered, row: row) { response in
                guard case .matching(let matches) = response, let word = matches[row] else { return nil }
                return words.firstIndex(of: word).map { [$0] } ?? []
            }
        }
    case .gaps(let content):
        return content.gaps.indices.flatMap { gap in
            answerGroups(
                of: content.question(at: gap), responses.map { $0?.gap(gap, of: content) }, rests, bands
            ).map { group in
                var group = group
                group.row = gap
                return group
            }
        }
    case .ordering(let content):
        // At which place each item was put.
        return content.items.indices.map { item in
            let offered = (1...max(content.items.count, 1)).map {
                (label: AnswerGroup.Label.place($0), fraction: $0 == item + 1 ? 1.0 : 0)
            }
            return group(offered, row: item) { response in
                guard case .ordering(let places) = response, let place = places[item] else { return nil }
                return offered.indices ~= place - 1 ? [place - 1] : []
            }
        }
    case .textSelection(let content):
        let offered = content.fragments.enumerated().map {
            (label: AnswerGroup.Label.option($0), fraction: $1.isRight ? 1.0 : 0)
        }
        return [group(offered) { $0.options(among: offered.indices) }]
    case .hotSpot(let content):
        let offered = content.zones.indices.map { (label: AnswerGroup.Label.place($0 + 1), fraction: 1.0) }
        return [
            group(offered) { response in response.isEmpty ? nil : mark(response, to: question).matched }
        ]
    case .formula, .random, .essay, .description: return []
    }
}

/// Typed answers by how often they were given, those that differ in spaces alone, or in case where it does not matter,
/// taken together.
private struct TypedAnswers {
    private(set) var answers: [(label: AnswerGroup.Label, fraction: Double)] = []
    private(set) var unlisted = 0
    private var places: [String: Int] = [:]
    private let keepsCase: Bool

    init(_ responses: [Response?], to question: Question) {
        keepsCase = if case .shortAnswer(let content) = question.kind { content.isCaseSensitive } else { false }
        var spellings: [String: [String: Int]] = [:]
        for case let response? in responses {
            if let text = response.typed { spellings[folded(text), default: [:]][text, default: 0] += 1 }
        }
        let counts = spellings.map { (text: $0.key, count: $0.value.values.reduce(0, +)) }
            .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
        unlisted = max(0, counts.count - AnswerGroup.listed)
        for (text, _) in counts.prefix(AnswerGroup.listed) {
            let spelling = spellings[text]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? text
            let response: Response = question.kind.name == .numeric ? .numeric(spelling) : .shortAnswer(spelling)
            places[text] = answers.count
            answers.append((.typed(spelling), mark(response, to: question).fraction))
        }
    }

    func place(of response: Response) -> Int? { response.typed.flatMap { places[folded($0)] } }

    private func folded(_ text: String) -> String { keepsCase ? text : text.lowercased() }
}

extension Response {
    /// The chosen options that there are; nil of none.
    fileprivate func options(among indices: Range<Int>) -> [Int]? {
        let chosen: [Int] =
            switch self {
            case .choice(let index): [index]
            case .multiple(let chosen): chosen
            default: []
            }
        let known = chosen.filter(indices.contains)
        return known.isEmpty ? nil : known
    }

    /// A short text or a number without needless spaces; nil when nothing was typed.
    fileprivate var typed: String? {
        switch self {
        case .shortAnswer(let text), .numeric(let text): isEmpty ? nil : collapsingSpaces(text)
        default: nil
        }
    }
}
