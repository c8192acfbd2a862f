import FoundationEssentials
import Markup

/// An `<item>` of QTI 1.2 as Blackboard's pools and tests write it: the kind in `bbmd_questiontype`, texts in
/// `mat_formattedtext`, the key in the condition called `correct`.
struct BlackboardItem {
    private let element: XMLElement
    private let type: String
    private let conditions: [XMLElement]
    private let flows: [XMLElement]
    private var stem = RichText("", format: .html)

    /// What the item says it is; nil when it is of another program.
    static func type(of item: XMLElement) -> String? { item["itemmetadata"]?.value("bbmd_questiontype") }

    init(_ element: XMLElement) {
        self.element = element
        type = (Self.type(of: element) ?? "").lowercased()
        conditions = element["resprocessing"]?.children("respcondition") ?? []
        flows = Self.flows(in: element["presentation"])
        stem =
            flows.first { $0.attributes["class"] == "QUESTION_BLOCK" }.flatMap(Self.text)
            ?? RichText("", format: .html)
    }

    private static func flows(in element: XMLElement?) -> [XMLElement] {
        (element?.children("flow") ?? []).flatMap { [$0] + flows(in: $0) }
    }

    func read() -> (Question?, [FormatProblem]) {
        let title = element.attributes["title"] ?? ""
        let name = title.isEmpty ? stem.plainText.questionName : title
        guard var kind = kind() else {
            let problem = FormatProblem.Kind.typeNotSupported(type, name: name)
            return (nil, [FormatProblem(line: max(1, element.line), kind: problem, lost: true)])
        }
        var question = Question(name: name, stem: stem, kind: .description)
        let outcomes = Question.Outcomes(right: feedback("correct"), wrong: feedback("incorrect"))
        if case .trueFalse(var content) = kind {
            content.feedbackIfTrue = content.key ? outcomes.right : outcomes.wrong
            content.feedbackIfFalse = content.key ? outcomes.wrong : outcomes.right
            kind = .trueFalse(content)
        } else if !outcomes.isEmpty {
            question.outcomes = outcomes
        }
        let made = Question(
            name: name, stem: stem, outcomes: question.outcomes,
            defaultMark: element["itemmetadata"]?.value("qmd_absolutescore_max").flatMap { Double($0) }.map {
                max(0, $0)
            }, kind: kind)
        return (made, [])
    }

    private func kind() -> Question.Kind? {
        switch type {
        case "multiple choice", "opinion scale", "either/or":
            let right = Set(rightValues)
            let labels = labels
            guard labels.count > 1, !right.isEmpty else { return nil }
            return .choice(
                .init(
                    options: labels.map {
                        .init(text: $0.text, fraction: right.contains($0.id) ? 1 : 0, feedback: feedback($0.id))
                    }
                ))
        case "true/false":
            guard let word = rightValues.first?.lowercased() else { return nil }
            return .trueFalse(.init(key: word.hasSuffix("true")))
        case "multiple answer":
            let right = Set(rightValues)
            let labels = labels
            guard labels.count > 1, !right.isEmpty else { return nil }
            let share = (10_000_000 / Double(right.count)).rounded() / 10_000_000
            return .multiple(
                .init(
                    options: labels.map {
                        .init(text: $0.text, fraction: right.contains($0.id) ? share : 0, feedback: feedback($0.id))
                    }, isAllOrNothing: true))
        case "matching": return matching()
        case "ordering": return ordering()
        case "essay", "short response": return .essay(.init(graderInfo: feedback("solution")))
        case "file upload": return .essay(.init(graderInfo: feedback("solution"), reply: .files(limit: 1)))
        case "fill in the blank": return shortAnswer()
        case "numeric": return numeric()
        default: return nil
        }
    }

    private var labels: [(id: String, text: RichText)] {
        (element["presentation"]?.descendants("response_label") ?? []).map { label in
            (label.attributes["ident"] ?? "", Self.text(label) ?? RichText("", format: .html))
        }
    }

    private var correct: XMLElement? {
        conditions.first { $0.attributes["title"]?.lowercased() == "correct" }?["conditionvar"]
    }

    /// What has to be chosen, without what must not be.
    private var rightValues: [String] {
        func gather(_ element: XMLElement) -> [String] {
            element.children.flatMap { child -> [String] in
                child.name == "not" ? [] : child.name == "varequal" ? [child.text.trimmingSpaces()] : gather(child)
            }
        }
        return correct.map(gather) ?? []
    }

    private func matching() -> Question.Kind? {
        // The right sides stand in a block of their own; each row has a list with their places.
        let sides =
            flows.first { $0.attributes["class"] == "RIGHT_MATCH_BLOCK" }
            .map { $0.children("flow").map { Self.text($0)?.plainText ?? "" } } ?? []
        let rows = flows.first { $0.attributes["class"] == "RESPONSE_BLOCK" }?.children("flow") ?? []
        var pairs: [Question.Matching.Pair] = []
        for row in rows {
            guard let list = row.descendants("response_lid").first, let stem = Self.text(row) else { continue }
            let labels = list.descendants("response_label").map { $0.attributes["ident"] ?? "" }
            let id = list.attributes["ident"] ?? ""
            let right = conditions.flatMap { $0.descendants("varequal") }
                .first { $0.attributes["respident"] == id }?.text.trimmingSpaces()
            guard let place = labels.firstIndex(where: { $0 == right }), sides.indices ~= place else { return nil }
            pairs.append(.init(stem: stem, match: sides[place]))
        }
        let used = Set(pairs.map(\.match))
        return pairs.isEmpty
            ? nil : .matching(.init(pairs: pairs, distractors: sides.filter { !used.contains($0) && !$0.isEmpty }))
    }

    private func ordering() -> Question.Kind? {
        let order = rightValues
        let labels = labels
        let items = order.compactMap { id in labels.first { $0.id == id }?.text }
        guard items.count == labels.count, items.count > 1 else { return nil }
        return .ordering(.init(items: items.map { .init($0) }, rule: .absolutePosition))
    }

    private func shortAnswer() -> Question.Kind? {
        let patterns = conditions.filter { $0.attributes["title"]?.lowercased() != "incorrect" }
            .flatMap { $0.descendants("varequal") + $0.descendants("varsubset") }
            .map { (equal: XMLElement) in
                let text = equal.text.trimmingSpaces().replacing("*", with: "\\*")
                return Question.ShortAnswer.Pattern(text: equal.name == "varsubset" ? "*\(text)*" : text, fraction: 1)
            }.filter { !$0.text.isEmpty && $0.text != "**" }
        return patterns.isEmpty ? nil : .shortAnswer(.init(patterns: patterns))
    }

    private func numeric() -> Question.Kind? {
        guard let correct else { return nil }
        func number(_ names: [String]) -> Decimal? {
            names.lazy.flatMap { correct.descendants($0) }.compactMap { parseNumber($0.text) }.first
        }
        if let lower = number(["vargte", "vargt"]), let upper = number(["varlte", "varlt"]), lower <= upper {
            return .numeric(.init(answers: [.init(.range(lower, upper))]))
        }
        return number(["varequal"]).map { .numeric(.init(answers: [.init(.number($0, .none))])) }
    }

    private func feedback(_ id: String) -> RichText? {
        element.children("itemfeedback").first { $0.attributes["ident"] == id }.flatMap(Self.text)
    }

    /// What the formatted texts and materials in an element say, lists of answers aside.
    private static func text(_ element: XMLElement) -> RichText? {
        var parts: [String] = []
        func gather(_ element: XMLElement) {
            for child in element.children {
                switch child.name {
                case "mat_formattedtext", "mattext": parts.append(child.text.withoutOuterBlanks)
                case "response_lid", "response_str", "render_choice": continue
                default: gather(child)
                }
            }
        }
        gather(element)
        let source = parts.filter { !$0.isEmpty }.joined(separator: "<br>")
        return source.isEmpty ? nil : RichText(source, format: .html)
    }
}
