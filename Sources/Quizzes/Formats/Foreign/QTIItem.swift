import Courses
import FoundationEssentials
import Markup

extension ForeignCollector {
    /// An `<item>` of QTI 1.2, as Common Cartridges and Canvas write it.
    mutating func add(qti element: XMLElement, _ texts: @escaping QuestionReaders.Texts) {
        let item = QTIItem(element, texts)
        guard let question = item.question() else { return lose(.questionNotSupported, item.name, detail: item.type) }
        add(question)
    }
}

struct QTIItem {
    let element: XMLElement
    let texts: QuestionReaders.Texts
    /// What `texts` gives back.
    let format: RichText.Format
    /// As the item's metadata call it.
    let type: String
    let name: String
    /// The largest mark, where the item names one.
    let weight: Double?
    let presentation: XMLElement?
    let conditions: [XMLElement]
    private let id: String

    init(
        _ element: XMLElement, format: RichText.Format = .markdown, _ texts: @escaping QuestionReaders.Texts
    ) {
        self.element = element
        self.texts = texts
        self.format = format
        id = element.attributes["ident"] ?? ""
        presentation = element["presentation"]
        conditions = element["resprocessing"]?.children("respcondition") ?? []
        let fields = element.descendants("qtimetadatafield").map {
            ($0.value("fieldlabel") ?? "", $0.value("fieldentry") ?? "")
        }
        let metadata = Dictionary(fields) { first, _ in first }
        let names = ["cc_profile", "question_type", "wct_questiontype", "qmd_itemtype"]
        type = (names.lazy.compactMap { metadata[$0] }.first { !$0.isEmpty } ?? "").lowercased()
        weight = (metadata["cc_weighting"] ?? metadata["points_possible"] ?? metadata["qmd_weighting"]).flatMap {
            Double($0)
        }
        .flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        let title = element.attributes["title"] ?? ""
        let words = element["presentation"]?.descendants("mattext").first?.text ?? ""
        // Canvas calls every question «Question».
        name = title.isEmpty || title == "Question" ? words.questionName : title
    }

    var stem: RichText? {
        guard let presentation else { return nil }
        let parts = presentation.children.flatMap { child in
            child.name == "material" ? [child] : child.name == "flow" ? child.children("material") : []
        }
        return rich(parts.map(markdown).filter { !$0.isEmpty }.joined(separator: "\n\n"))
    }

    func kind() -> Question.Kind? {
        let groups = presentation?.descendants("response_grp") ?? []
        let lists = groups.isEmpty ? presentation?.descendants("response_lid") ?? [] : groups
        let texts = presentation?.descendants("response_str") ?? []
        let numbers = presentation?.descendants("response_num") ?? []
        switch type {
        case "text_only_question": return .description
        case let type where type.contains("matching") || lists.count > 1:
            return type.contains("dropdowns") || type.contains("blanks")
                ? gaps(lists, isTyped: type.contains("blanks")) : matching(lists)
        case let type where type.contains("dropdowns") || type.contains("multiple_blanks"):
            return gaps(lists, isTyped: type.contains("blanks"))
        case let type where type.contains("essay") || type.contains("paragraph") || type.contains("file_upload"):
            return .essay(
                .init(graderInfo: feedback("solution"), reply: type.contains("file_upload") ? .files(limit: 1) : .text))
        case let type where type.contains("calculated"): return formula()
        case let type where type.contains("jumbled") || lists.first?.attributes["rcardinality"] == "Ordered":
            return lists.first.flatMap(ordering)
        case let type where type.contains("numerical") || !numbers.isEmpty: return numeric()
        default: break
        }
        if let list = lists.first { return choice(list) }
        if !texts.isEmpty { return texts.count == 1 ? shortAnswer() : blanks(texts) }
        return nil
    }

    // MARK: Choices

    private func choice(_ list: XMLElement) -> Question.Kind? {
        let labels = list.descendants("response_label")
        guard labels.count > 1 else { return nil }
        let isMultiple = list.attributes["rcardinality"]?.lowercased() == "multiple"
        let scores = isMultiple ? [:] : scores(of: list.attributes["ident"] ?? "")
        let right = isMultiple ? rightLabels() : Set(scores.filter { $0.value > 0 }.keys)
        let words = labels.map { plain($0).lowercased() }
        if !isMultiple, labels.count == 2, type.contains("true_false") || Set(words) == ["true", "false"] {
            let isTrue = words.firstIndex { ["true", "верно", "да", "истина", "правда"].contains($0) } ?? 0
            let trueID = labels[isTrue].attributes["ident"] ?? ""
            let falseID = labels[1 - isTrue].attributes["ident"] ?? ""
            return .trueFalse(
                .init(
                    key: right.contains(trueID), feedbackIfTrue: feedback(trueID + "_fb"),
                    feedbackIfFalse: feedback(falseID + "_fb")))
        }
        let wrong = labels.count - right.count
        let options = labels.map { label in
            let id = label.attributes["ident"] ?? ""
            let fraction =
                !isMultiple
                ? (scores[id] ?? 0)
                : right.contains(id) ? 1 / Double(max(1, right.count)) : wrong > 0 ? -1 / Double(wrong) : 0
            return Question.Option(
                text: rich(markdown(label)) ?? RichText("—", format: format),
                fraction: (fraction * 100_000).rounded() / 100_000, feedback: feedback(of: id))
        }
        guard !right.isEmpty else { return nil }
        let shuffles = list.descendants("render_choice").first?.attributes["shuffle"]?.lowercased() != "no"
        let choice = Question.Choice(options: options, shuffles: shuffles)
        return isMultiple ? .multiple(choice) : .choice(choice)
    }

    /// The share of the mark each label gives, from conditions that set a score for it.
    private func scores(of list: String) -> [String: Double] {
        var scores: [String: Double] = [:]
        for condition in conditions {
            guard let score = score(of: condition), let test = condition["conditionvar"] else { continue }
            for equal in test.descendants("varequal") where test.descendants("not").isEmpty {
                let named = equal.attributes["respident"] ?? list
                if named == list || list.isEmpty { scores[equal.text.trimmingSpaces()] = min(1, score) }
            }
        }
        return scores
    }

    /// Labels of a condition that scores, but for those it denies.
    func rightLabels() -> Set<String> {
        let scoring = conditions.filter { (score(of: $0) ?? 0) > 0 }
        var right: Set<String> = []
        func gather(_ element: XMLElement) {
            for child in element.children where child.name != "not" {
                if child.name == "varequal" { right.insert(child.text.trimmingSpaces()) } else { gather(child) }
            }
        }
        for condition in scoring { if let test = condition["conditionvar"] { gather(test) } }
        return right
    }

    /// The share of the full mark a condition sets, nil when it sets none.
    func score(of condition: XMLElement) -> Double? {
        let outcome = element.at("resprocessing/outcomes/decvar")
        let most = outcome?.attributes["maxvalue"].flatMap { Double($0) } ?? 100
        guard
            let set = condition.children("setvar").first(where: { ($0.attributes["varname"] ?? "SCORE") != "ANSWERED" }
            ),
            let value = Double(set.text.trimmingSpaces()), value != 0, most > 0
        else { return nil }
        return value / most
    }

    // MARK: Typed answers

    private func shortAnswer() -> Question.Kind? {
        var patterns: [Question.ShortAnswer.Pattern] = []
        var isCaseSensitive = false
        for condition in conditions {
            guard let score = score(of: condition), score > 0, let test = condition["conditionvar"] else { continue }
            for equal in test.descendants("varequal") {
                if equal.attributes["case"]?.lowercased() == "yes" { isCaseSensitive = true }
                let text = equal.text.trimmingSpaces().replacing("*", with: "\\*")
                if !text.isEmpty { patterns.append(.init(text: text, fraction: min(1, score))) }
            }
            for part in test.descendants("varsubstring") + test.descendants("varsubset") {
                let text = part.text.trimmingSpaces().replacing("*", with: "\\*")
                if !text.isEmpty { patterns.append(.init(text: "*\(text)*", fraction: min(1, score))) }
            }
        }
        // A text that nothing marks is for a teacher to mark.
        return patterns.isEmpty
            ? .essay(.init()) : .shortAnswer(.init(patterns: patterns, isCaseSensitive: isCaseSensitive))
    }

    private func numeric() -> Question.Kind? {
        var answers: [Question.Numeric.Answer] = []
        for condition in conditions {
            guard let score = score(of: condition), score > 0, let test = condition["conditionvar"] else { continue }
            let exact = test.descendants("varequal").compactMap { parseNumber($0.text) }
            let lower = (test.descendants("vargte") + test.descendants("vargt")).compactMap { parseNumber($0.text) }
                .min()
            let upper = (test.descendants("varlte") + test.descendants("varlt")).compactMap { parseNumber($0.text) }
                .max()
            if let lower, let upper, lower <= upper {
                answers.append(.init(.range(lower, upper), fraction: min(1, score)))
            } else {
                answers += exact.map { .init(.number($0, .none), fraction: min(1, score)) }
            }
        }
        return answers.isEmpty ? nil : .numeric(.init(answers: answers))
    }

    private func matching(_ lists: [XMLElement]) -> Question.Kind? {
        var pairs: [Question.Matching.Pair] = []
        var all: [String] = []
        for list in lists {
            let id = list.attributes["ident"] ?? ""
            let labels = list.descendants("response_label").map { ($0.attributes["ident"] ?? "", plain($0)) }
            let right = conditions.filter { (score(of: $0) ?? 0) > 0 }.flatMap { $0.descendants("varequal") }
                .first { $0.attributes["respident"] == id }?.text.trimmingSpaces()
            guard let match = labels.first(where: { $0.0 == right })?.1,
                let stem = rich(list.children("material").map(markdown).joined(separator: " "))
            else { return nil }
            pairs.append(.init(stem: stem, match: match))
            all += labels.map(\.1)
        }
        guard pairs.count > 1 else { return nil }
        var seen = Set(pairs.map(\.match))
        return .matching(.init(pairs: pairs, distractors: all.filter { seen.insert($0).inserted }))
    }

    // MARK: The whole

    /// The whole question; nil when its kind is none of ours.
    func question() -> Question? {
        guard let kind = kind() else { return nil }
        var stem = self.stem ?? RichText("", format: format)
        if case .formula(let content) = kind {
            for variable in content.variables {
                stem.source = stem.source.replacing("[\(variable.name)]", with: "{\(variable.name)}")
            }
        }
        if let text = textWithBlanks ?? textWithVariables { stem = text }
        if case .gaps = kind {
            for (index, place) in places.enumerated() {
                stem.source = stem.source.replacing("[\(place)]", with: "[[\(index + 1)]]")
                    .replacing("\\[\(place)\\]", with: "[[\(index + 1)]]")
            }
        }
        return Question(
            name: name, stem: stem, generalFeedback: feedback("general_fb"),
            outcomes: outcomes, defaultMark: kind == .description ? nil : weight, kind: kind)
    }

    private var outcomes: Question.Outcomes? {
        let outcomes = Question.Outcomes(
            right: feedback("correct_fb") ?? feedback("Correct"),
            wrong: feedback("general_incorrect_fb") ?? feedback("Incorrect"))
        return outcomes.isEmpty ? nil : outcomes
    }

    // MARK: Texts

    func rich(_ source: String) -> RichText? {
        let text = source.trimmingSpaces()
        return text.isEmpty ? nil : RichText(text, format: format)
    }

    func markdown(_ element: XMLElement) -> String {
        let pieces = element.name == "mattext" ? [element] : element.descendants("mattext")
        return pieces.map { piece in
            let isHTML = piece.attributes["texttype"]?.lowercased() != "text/plain" || piece.text.contains("</")
            return texts(piece.text, isHTML ? .html : .plain, id)
        }.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    func plain(_ element: XMLElement) -> String {
        collapsingSpaces(RichText(markdown(element), format: format).plainText)
    }

    /// The feedback of that name.
    func feedback(_ name: String) -> RichText? {
        element.children("itemfeedback").first { $0.attributes["ident"] == name }.flatMap { rich(markdown($0)) }
    }

    /// The feedback shown when a label is chosen and nothing is scored by that.
    private func feedback(of label: String) -> RichText? {
        for condition in conditions {
            guard let test = condition["conditionvar"], let shown = condition["displayfeedback"],
                test.children.count == 1, test["varequal"]?.text.trimmingSpaces() == label,
                let name = shown.attributes["linkrefid"]
            else { continue }
            if let text = feedback(name) { return text }
        }
        return nil
    }
}
