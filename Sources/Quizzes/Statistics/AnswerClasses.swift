/// The answers that can be told apart in a question, part by part, and which of them a response gives.
struct AnswerClasses {
    struct Part {
        typealias Offered = (label: AnswerGroup.Label, fraction: Double)

        /// The row of a matching, the gap, the item; nil for the whole question.
        var row: Int?
        var offered: [Offered]
        /// Different typed answers besides those offered.
        var unlisted = 0
        /// Places in `offered` of what a learner with that variant gave: nil when nothing was answered, empty when it is
        /// not among them.
        var chosen: (_ response: Response, _ variant: Int?) -> [Int]?
    }

    /// None for what people mark.
    private(set) var parts: [Part] = []

    /// Typed answers listed at most.
    static let listed = 20

    /// - Parameter seen: what was typed; of an answer counted several times there are several.
    init(of question: Question, seen: [Response]) {
        switch question.kind {
        case .choice(let choice), .multiple(let choice):
            add(choice.offered) { $0.options(among: choice.options.indices) }
        case .trueFalse(let content):
            add([true, false].map { (.truth($0), $0 == content.key ? 1 : 0) }) {
                $0 == .trueFalse(true) ? [0] : $0 == .trueFalse(false) ? [1] : nil
            }
        case .shortAnswer, .numeric:
            let typed = TypedAnswers(seen, to: question)
            add(typed.answers, unlisted: typed.unlisted) { response in
                response.typed == nil ? nil : typed.place(of: response).map { [$0] } ?? []
            }
        case .matching(let content): add(content)
        case .dragWords(let content): add(content)
        case .gaps(let content):
            for gap in content.gaps.indices {
                let classes = AnswerClasses(
                    of: content.question(at: gap), seen: seen.compactMap { $0.gap(gap, of: content) })
                for var part in classes.parts {
                    let chosen = part.chosen
                    part.row = gap
                    part.chosen = { response, variant in response.gap(gap, of: content).flatMap { chosen($0, variant) }
                    }
                    parts.append(part)
                }
            }
        case .ordering(let content):
            // At which place each item was put.
            for item in content.items.indices {
                let offered: [Part.Offered] = content.items.indices.map { (.place($0 + 1), $0 == item ? 1 : 0) }
                add(offered, row: item) { response in
                    guard case .ordering(let places) = response, let place = places[item] else { return nil }
                    return offered.indices ~= place - 1 ? [place - 1] : []
                }
            }
        case .textSelection(let content):
            let offered: [Part.Offered] = content.fragments.enumerated().map { (.option($0), $1.isRight ? 1 : 0) }
            add(offered) { $0.options(among: offered.indices) }
        case .hotSpot(let content):
            let zones = content.zones.count
            var offered: [Part.Offered] = content.zones.indices.map { (.place($0 + 1), 1) }
            offered.append((.other, 0))
            add(offered) { response in
                guard case .places(let points) = response, !response.isEmpty else { return nil }
                let hit = mark(response, to: question).matched
                let set = points.values.reduce(0) { $0 + $1.count }
                return hit + (set > hit.count ? [zones] : [])
            }
        case .formula(let content): add(content, of: question)
        case .random, .essay, .description: break
        }
    }

    private mutating func add(
        _ offered: [Part.Offered], row: Int? = nil, unlisted: Int = 0, _ chosen: @escaping (Response) -> [Int]?
    ) {
        parts.append(Part(row: row, offered: offered, unlisted: unlisted) { response, _ in chosen(response) })
    }

    private mutating func add(_ matching: Question.Matching) {
        let choices = matching.choices
        for (row, pair) in matching.pairs.enumerated() {
            add(choices.map { (.match($0), $0 == pair.match ? 1 : 0) }, row: row) { response in
                guard case .matching(let matches) = response, let match = matches[row], choices.indices ~= match
                else { return nil }
                return [match]
            }
        }
    }

    private mutating func add(_ content: Question.DragWords) {
        for (row, place) in content.places.enumerated() {
            let words = content.words(for: row)
            add(words.map { (.match(content.words[$0].text.plainText), $0 == place.word ? 1 : 0) }, row: row) {
                response in
                guard case .matching(let matches) = response, let word = matches[row] else { return nil }
                return words.firstIndex(of: word).map { [$0] } ?? []
            }
        }
    }

    /// Everybody had numbers of their own: what is told apart is which expression gives the number typed.
    private mutating func add(_ formula: Question.Formula, of question: Question) {
        switch formula.asks {
        case .choice(let choice), .multiple(let choice):
            add(choice.offered) { $0.options(among: choice.options.indices) }
        case .number(let answers, _):
            let asked = formula.variants.indices.map { question.resolved($0) }
            var offered: [Part.Offered] = answers.map { (.expression($0.expression), $0.fraction) }
            offered.append((.other, 0))
            parts.append(
                Part(offered: offered) { response, variant in
                    guard response.typed != nil else { return nil }
                    guard let variant, asked.indices ~= variant,
                        let answer = mark(response, to: asked[variant]).matched.first
                    else { return [answers.count] }
                    return [answer]
                })
        }
    }
}

extension Question.Choice {
    fileprivate var offered: [AnswerClasses.Part.Offered] {
        options.enumerated().map { (.option($0), $1.fraction) }
    }
}

/// Typed answers by how often they were given, those that differ in spaces alone, or in case where it does not matter,
/// taken together.
private struct TypedAnswers {
    private(set) var answers: [(label: AnswerGroup.Label, fraction: Double)] = []
    private(set) var unlisted = 0
    private var places: [String: Int] = [:]
    private let keepsCase: Bool

    init(_ responses: [Response], to question: Question) {
        keepsCase = if case .shortAnswer(let content) = question.kind { content.isCaseSensitive } else { false }
        var spellings: [String: [String: Int]] = [:]
        for response in responses {
            if let text = response.typed { spellings[folded(text), default: [:]][text, default: 0] += 1 }
        }
        let counts = spellings.map { (text: $0.key, count: $0.value.values.reduce(0, +)) }
            .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
        unlisted = max(0, counts.count - AnswerClasses.listed)
        for (text, _) in counts.prefix(AnswerClasses.listed) {
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
