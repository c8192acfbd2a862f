import FoundationEssentials
import Markup

/// An `assessmentItem` of QTI 2.0 to 2.2 or 3.0 (1EdTech, "QTI Assessment, Section, and Item Information Model").
///
/// Several separate interactions of an item become as many questions with one text; gaps inside a line become one.
/// Marks are those of the standard response-processing templates: the correct response, or its mapping.
struct QTIAssessmentItem {
    let item: XMLElement
    let body: XMLElement
    let responses: [String: QTIResponse]
    private let usesMapping: Bool
    private(set) var files: [ReadQuestion.File] = []
    var notes: [FormatProblem.Kind] = []
    private let line: Int
    let title: String

    /// - Parameter file: what stands at an address beside the item.
    init(_ element: XMLElement, file: (String) -> ReadQuestion.File?) {
        line = max(1, element.line)
        var files: [ReadQuestion.File] = []
        let item = Self.settled(QTIMarkup.normalised(element), file, &files)
        self.item = item
        self.files = files
        body = item["itemBody"] ?? XMLElement(name: "itemBody")
        responses = Dictionary(
            item.children("responseDeclaration").map { ($0.attributes["identifier"] ?? "", QTIResponse($0)) }
        ) { first, _ in first }
        let processing = item["responseProcessing"]
        let template = processing?.attributes["template"] ?? ""
        usesMapping =
            template.contains("map_response")
            || processing.map { !$0.descendants("mapResponse").isEmpty || !$0.descendants("mapResponsePoint").isEmpty }
                ?? false
        title = collapsingSpaces(item.attributes["title"] ?? "")
    }

    static func isRoot(_ element: XMLElement) -> Bool {
        element.name == "assessmentItem" || element.name == "qti-assessment-item"
    }

    private static func settled(
        _ element: XMLElement, _ file: (String) -> ReadQuestion.File?, _ files: inout [ReadQuestion.File]
    ) -> XMLElement {
        var result = element
        for name in ["src", "data", "href"] {
            guard let address = element.attributes[name], let found = file(address) else { continue }
            if !files.contains(where: { $0.name == found.name }) { files.append(found) }
            result.attributes[name] = "@@PLUGINFILE@@/\(found.name)"
        }
        result.content = element.content.map { part in
            if case .element(let child) = part { .element(settled(child, file, &files)) } else { part }
        }
        return result
    }

    /// The questions the item makes, and what did not come along.
    mutating func read(category: String) -> ([ReadQuestion], [FormatProblem]) {
        guard Self.isReasonable(body, depth: 0) else {
            let kind = FormatProblem.Kind.typeNotSupported("assessmentItem", name: title)
            return ([], [FormatProblem(line: line, kind: kind, lost: true)])
        }
        if item["templateDeclaration"] != nil { notes.append(.settingDropped("случайные переменные")) }
        let interactions = Self.interactions(in: body)
        let inline = interactions.filter { Self.inlineNames.contains($0.name) }
        let blocks = interactions.filter { !Self.inlineNames.contains($0.name) }
        var questions: [Question] = []
        var lost: [FormatProblem.Kind] = []
        func add(_ kind: Question.Kind?, _ interaction: XMLElement, _ stem: RichText) {
            guard let kind else {
                lost.append(.typeNotSupported(interaction.name, name: title))
                return
            }
            questions.append(question(kind, stem, category))
        }
        if interactions.isEmpty {
            questions.append(question(.description, stem(nil), category))
        }
        if !inline.isEmpty {
            let (kind, stem) = inlineKind(inline)
            add(kind, inline[0], stem)
        }
        for block in blocks {
            var text = stem(block)
            let kind = blockKind(block, &text)
            add(kind, block, text)
        }
        if questions.count > 1 {
            for index in questions.indices { questions[index].name += " (\(index + 1))" }
        }
        let problems =
            lost.map { FormatProblem(line: line, kind: $0, lost: true) }
            + notes.map { FormatProblem(line: line, kind: $0, lost: false) }
        return (questions.map { ReadQuestion(line: line, question: $0, files: files) }, problems)
    }

    private func question(_ kind: Question.Kind, _ stem: RichText, _ category: String) -> Question {
        let said = feedback
        let mark = ["MAXSCORE", "SCORE"].lazy.compactMap { name -> Double? in
            let declared = item.children("outcomeDeclaration").first { $0.attributes["identifier"] == name }
            let value =
                name == "MAXSCORE" ? declared?.at("defaultValue/value")?.text : declared?.attributes["normalMaximum"]
            return value.flatMap { parseNumber($0) }.flatMap { Double($0.description) }.flatMap { $0 > 0 ? $0 : nil }
        }.first
        return Question(
            name: title.isEmpty ? stem.plainText.questionName : title, category: category, stem: stem,
            generalFeedback: said.general, outcomes: said.outcomes.isEmpty ? nil : said.outcomes, defaultMark: mark,
            kind: kind)
    }

    static let inlineNames: Set<String> = ["inlineChoiceInteraction", "textEntryInteraction"]

    /// No honest item has hundreds of interactions or thousands of choices, and what follows takes time for each.
    private static func isReasonable(_ element: XMLElement, depth: Int) -> Bool {
        let children = element.children
        return children.count <= 2_000 && (depth > 0 || interactions(in: element).count <= 200)
            && children.allSatisfy { isReasonable($0, depth: depth + 1) }
    }

    private static func interactions(in element: XMLElement) -> [XMLElement] {
        element.children.flatMap { $0.name.hasSuffix("Interaction") ? [$0] : interactions(in: $0) }
    }
}

// MARK: - Texts

extension QTIAssessmentItem {
    /// The body without its interactions, with the prompt of one of them.
    private func stem(_ interaction: XMLElement?, gaps: [String: String] = [:]) -> RichText {
        let prompt = interaction?["prompt"].map { html($0) } ?? ""
        var isPlaced = false
        let source = QTIMarkup.html(in: body) { element in
            switch element.name {
            case "rubricBlock", "feedbackInline", "feedbackBlock", "stylesheet", "templateBlock": return ""
            case let name where Self.inlineNames.contains(name):
                return gaps[element.attributes["responseIdentifier"] ?? ""] ?? ""
            case let name where name.hasSuffix("Interaction"):
                guard element == interaction, !isPlaced else { return "" }
                isPlaced = true
                return prompt.isEmpty ? "" : "<div>\(prompt)</div>"
            default: return nil
            }
        }
        return RichText(tidied(source), format: .html)
    }

    func html(_ element: XMLElement) -> String {
        tidied(
            QTIMarkup.html(in: element) { ["feedbackInline", "feedbackBlock"].contains($0.name) ? "" : nil })
    }

    func rich(_ element: XMLElement) -> RichText {
        RichText(html(element), format: .html)
    }

    func plain(_ element: XMLElement) -> String { collapsingSpaces(rich(element).plainText) }

    func tidied(_ html: String) -> String {
        let lines = html.split(separator: "\n").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
        let text = lines.joined(separator: "\n").withoutOuterBlanks
        // A paragraph alone is no more than its words.
        for (open, close) in [("<p>", "</p>"), ("<div>", "</div>")] {
            let inner = text.dropFirst(open.count).dropLast(close.count)
            if text.hasPrefix(open), text.hasSuffix(close), inner.firstRange(of: open.dropLast()) == nil {
                return String(inner).withoutOuterBlanks
            }
        }
        return text
    }

    private var choiceIdentifiers: Set<String> {
        Set(
            (item.descendants("simpleChoice") + item.descendants("inlineChoice")).compactMap {
                $0.attributes["identifier"]
            })
    }

    /// Feedback by its name: to a choice, to what came out, or to everyone.
    private var feedback: (outcomes: Question.Outcomes, general: RichText?) {
        var outcomes = Question.Outcomes()
        var general: [String] = []
        let own = choiceIdentifiers
        for element in item.children("modalFeedback") + body.descendants("feedbackBlock") {
            let name = element.attributes["identifier"] ?? ""
            let text = rich(element)
            let word = name.lowercased()
            if text.source.isEmpty || own.contains(name) { continue }
            if word.contains("incorrect") || word.contains("wrong") || word == "false" {
                outcomes.wrong = text
            } else if word.contains("partial") {
                outcomes.partial = text
            } else if word.contains("correct") || word.contains("right") || word == "true" {
                outcomes.right = text
            } else {
                general.append(text.source)
            }
        }
        return (outcomes, general.isEmpty ? nil : RichText(general.joined(separator: "\n"), format: .html))
    }

    func feedback(of choice: XMLElement) -> RichText? {
        let id = choice.attributes["identifier"] ?? ""
        let inline = choice.descendants("feedbackInline") + choice.descendants("feedbackBlock")
        let modal = item.children("modalFeedback").filter { $0.attributes["identifier"] == id }
        return (inline + modal).first.map { rich($0) }
    }

    /// What a rubric tells the one who marks.
    var graderInfo: RichText? {
        let rubrics = body.descendants("rubricBlock").filter { $0.attributes["view"]?.contains("scorer") == true }
        let text = rubrics.map { html($0) }.joined(separator: "\n")
        return text.isEmpty ? nil : RichText(text, format: .html)
    }

    func response(_ interaction: XMLElement) -> QTIResponse? {
        responses[interaction.attributes["responseIdentifier"] ?? ""]
    }
}

// MARK: - Gaps

extension QTIAssessmentItem {
    private mutating func inlineKind(_ interactions: [XMLElement]) -> (Question.Kind?, RichText) {
        // A field at the end of a text is a question for a word or a number; one inside it is a gap.
        if interactions.count == 1, interactions[0].name == "textEntryInteraction",
            let answer = typed(interactions[0]), isLast(interactions[0])
        {
            switch answer {
            case .text(let content): return (.shortAnswer(content), stem(nil))
            case .number(let content): return (.numeric(content), stem(nil))
            default: break
            }
        }
        var gaps: [Question.Gaps.Gap] = []
        var marks: [String: String] = [:]
        for interaction in interactions {
            let answer = interaction.name == "textEntryInteraction" ? typed(interaction) : list(interaction)
            guard let answer else { return (nil, stem(nil)) }
            gaps.append(.init(answer))
            marks[interaction.attributes["responseIdentifier"] ?? ""] = "[[\(gaps.count)]]"
        }
        return (.gaps(.init(gaps)), stem(nil, gaps: marks))
    }

    private func isLast(_ interaction: XMLElement) -> Bool {
        let mark = "\u{1}"
        let name = interaction.attributes["responseIdentifier"] ?? ""
        let text = stem(nil, gaps: [name: mark]).plainText
        return text.split(separator: mark, omittingEmptySubsequences: false).last?.contains {
            $0.isLetter || $0.isNumber
        }
            == false
    }

    private func typed(_ interaction: XMLElement) -> Question.Gaps.Answer? {
        guard let response = response(interaction) else { return nil }
        let shares = response.shares(isMultiple: false)
        var values: [(String, Double)] = []
        if usesMapping || response.correct.isEmpty { values = response.mapping.map { ($0.key, shares[$0.key] ?? 0) } }
        for value in response.correct where !values.contains(where: { $0.0 == value }) { values.append((value, 1)) }
        values = values.filter { !$0.0.isEmpty }
        guard !values.isEmpty else { return nil }
        if ["float", "integer"].contains(response.baseType) {
            let tolerance = tolerance(of: response.identifier)
            let answers = values.compactMap { value in
                parseNumber(value.0).map {
                    Question.Numeric.Answer(.number($0, tolerance), fraction: max(0, value.1))
                }
            }
            return answers.isEmpty ? nil : .number(.init(answers: answers))
        }
        return .text(
            .init(
                patterns: values.map { .init(text: $0.0.replacing("*", with: "\\*"), fraction: max(0, $0.1)) },
                isCaseSensitive: response.mapping.contains(where: \.isCaseSensitive)))
    }

    /// What an `equal` of the response processing allows.
    func tolerance(of response: String) -> Question.Numeric.Tolerance {
        let tests = item["responseProcessing"]?.descendants("equal") ?? []
        guard
            let equal = tests.first(where: { test in
                test.children.contains { $0.name == "variable" && $0.attributes["identifier"] == response }
            }),
            let size = equal.attributes["tolerance"]?.split(separator: " ").first.flatMap({ parseNumber($0) })
        else { return .none }
        switch equal.attributes["toleranceMode"] {
        case "absolute": return .absolute(size.magnitude)
        case "relative": return .relative(size.magnitude / 100)
        default: return .none
        }
    }

    private func list(_ interaction: XMLElement) -> Question.Gaps.Answer? {
        guard let response = response(interaction),
            let choice = choice(interaction.children("inlineChoice"), interaction)
        else { return nil }
        _ = response
        return .choice(choice.choice, .list)
    }

    /// Choices with what each is worth.
    func choice(
        _ elements: [XMLElement], _ interaction: XMLElement
    ) -> (choice: Question.Choice, isMultiple: Bool)? {
        guard let response = response(interaction), elements.count > 1 else { return nil }
        let isMultiple = response.cardinality != "single"
        let right = Set(response.correct)
        let isMapped = usesMapping && !response.mapping.isEmpty || right.isEmpty
        let shares = isMapped ? response.shares(isMultiple: isMultiple) : [:]
        let share = isMultiple ? (10_000_000 / Double(max(1, right.count))).rounded() / 10_000_000 : 1
        let options = elements.map { element in
            let id = element.attributes["identifier"] ?? ""
            return Question.Option(
                text: rich(element), fraction: isMapped ? shares[id] ?? 0 : right.contains(id) ? share : 0,
                feedback: feedback(of: element))
        }
        guard options.contains(where: { $0.fraction > 0 }) else { return nil }
        return (
            .init(
                options: options, shuffles: interaction.attributes["shuffle"] == "true",
                isAllOrNothing: isMultiple && !isMapped), isMultiple
        )
    }
}
