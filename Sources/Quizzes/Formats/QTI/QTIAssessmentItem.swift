import FoundationEssentials
import Markup

/// An `assessmentItem` of QTI 2.0 to 2.2 or 3.0 (1EdTech, "QTI Assessment, Section, and Item Information Model").
///
/// Several separate interactions of an item become as many questions with one text; gaps inside a line become one.
/// Marks are those of the standard response-processing templates: the correct response, or its mapping.
struct QTIAssessmentItem {
    private let item: XMLElement
    private let body: XMLElement
    private let responses: [String: QTIResponse]
    private let usesMapping: Bool
    private(set) var files: [ReadQuestion.File] = []
    private var notes: [FormatProblem.Kind] = []
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
            let value = name == "MAXSCORE" ? declared?.at("defaultValue/value")?.text : declared?.attributes["normalMaximum"]
            return value.flatMap { parseNumber($0) }.flatMap { Double($0.description) }.flatMap { $0 > 0 ? $0 : nil }
        }.first
        return Question(
            name: title.isEmpty ? stem.plainText.questionName : title, category: category, stem: stem,
            generalFeedback: said.general, outcomes: said.outcomes.isEmpty ? nil : said.outcomes, defaultMark: mark,
            kind: kind)
    }

    static let inlineNames: Set<String> = ["inlineChoiceInteraction", "textEntryInteraction"]

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

    private func html(_ element: XMLElement) -> String {
        tidied(
            QTIMarkup.html(in: element) { ["feedbackInline", "feedbackBlock"].contains($0.name) ? "" : nil })
    }

    private func rich(_ element: XMLElement) -> RichText {
        var text = html(element)
        // A paragraph alone is no more than its words.
        if text.hasPrefix("<p>"), text.hasSuffix("</p>"), text.dropFirst(3).firstRange(of: "<p>") == nil {
            text = String(text.dropFirst(3).dropLast(4))
        }
        return RichText(text, format: .html)
    }

    private func plain(_ element: XMLElement) -> String { collapsingSpaces(rich(element).plainText) }

    private func tidied(_ html: String) -> String {
        html.split(separator: "\n").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }.joined(separator: "\n")
            .withoutOuterBlanks
    }

    private var choiceIdentifiers: Set<String> {
        Set((item.descendants("simpleChoice") + item.descendants("inlineChoice")).compactMap { $0.attributes["identifier"] })
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

    private func feedback(of choice: XMLElement) -> RichText? {
        let id = choice.attributes["identifier"] ?? ""
        let inline = choice.descendants("feedbackInline") + choice.descendants("feedbackBlock")
        let modal = item.children("modalFeedback").filter { $0.attributes["identifier"] == id }
        return (inline + modal).first.map { rich($0) }
    }

    /// What a rubric tells the one who marks.
    private var graderInfo: RichText? {
        let rubrics = body.descendants("rubricBlock").filter { $0.attributes["view"]?.contains("scorer") == true }
        let text = rubrics.map { html($0) }.joined(separator: "\n")
        return text.isEmpty ? nil : RichText(text, format: .html)
    }

    private func response(_ interaction: XMLElement) -> QTIResponse? {
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
        return text.split(separator: mark, omittingEmptySubsequences: false).last?.contains { $0.isLetter || $0.isNumber }
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
    private func tolerance(of response: String) -> Question.Numeric.Tolerance {
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
        guard let response = response(interaction), let choice = choice(interaction.children("inlineChoice"), interaction)
        else { return nil }
        _ = response
        return .choice(choice.choice, .list)
    }

    /// Choices with what each is worth.
    private func choice(
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

// MARK: - Other interactions

extension QTIAssessmentItem {
    private mutating func blockKind(_ interaction: XMLElement, _ stem: inout RichText) -> Question.Kind? {
        switch interaction.name {
        case "choiceInteraction":
            let elements = interaction.children("simpleChoice")
            guard let read = choice(elements, interaction) else {
                // A questionnaire has no key: whoever made it wants an answer that nobody marks.
                return nil
            }
            let words = read.choice.options.map { $0.text.plainText.lowercased() }
            if !read.isMultiple, words == ["true", "false"] || words == ["верно", "неверно"] {
                let options = read.choice.options
                return .trueFalse(
                    .init(
                        key: options[0].fraction > options[1].fraction, feedbackIfTrue: options[0].feedback,
                        feedbackIfFalse: options[1].feedback))
            }
            return read.isMultiple ? .multiple(read.choice) : .choice(read.choice)
        case "extendedTextInteraction":
            let model = response(interaction)?.correct.joined(separator: "\n") ?? ""
            return .essay(.init(graderInfo: graderInfo ?? (model.isEmpty ? nil : RichText(model, format: .plain))))
        case "uploadInteraction": return .essay(.init(graderInfo: graderInfo, reply: .files(limit: 1)))
        case "matchInteraction": return matching(interaction)
        case "associateInteraction": return association(interaction)
        case "orderInteraction": return order(interaction)
        case "gapMatchInteraction": return gapMatch(interaction, &stem)
        case "hottextInteraction": return hotText(interaction, &stem)
        case "hotspotInteraction", "selectPointInteraction": return hotSpot(interaction)
        case "graphicGapMatchInteraction": return graphicGapMatch(interaction)
        case "sliderInteraction":
            guard let value = response(interaction)?.correct.first.flatMap({ parseNumber($0) }) else { return nil }
            return .numeric(
                .init(answers: [.init(.number(value, tolerance(of: response(interaction)?.identifier ?? "")))]))
        default: return nil
        }
    }

    private func pairs(_ interaction: XMLElement) -> [(String, String)] {
        guard let response = response(interaction) else { return [] }
        let values = response.correct.isEmpty ? response.mapping.filter { $0.value > 0 }.map(\.key) : response.correct
        return values.compactMap { value in
            let parts = value.split(whereSeparator: \.isWhitespace).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    private func matching(_ interaction: XMLElement) -> Question.Kind? {
        let sets = interaction.children("simpleMatchSet").map { $0.children("simpleAssociableChoice") }
        guard sets.count == 2 else { return nil }
        let pairs = pairs(interaction)
        var rows = sets[0]
        var columns = sets[1]
        func matches(_ row: XMLElement, _ isSwapped: Bool) -> [String] {
            pairs.filter { (isSwapped ? $0.1 : $0.0) == row.attributes["identifier"] }.map { isSwapped ? $0.0 : $0.1 }
        }
        // Each row has one match at most; where it is the other way round, sides change places.
        var isSwapped = false
        if rows.contains(where: { matches($0, false).count > 1 }) {
            isSwapped = true
            swap(&rows, &columns)
            if rows.contains(where: { matches($0, true).count > 1 }) { return nil }
        }
        let texts = columns.map { ($0.attributes["identifier"] ?? "", plain($0)) }
        var matching = Question.Matching(pairs: [], shuffles: interaction.attributes["shuffle"] == "true")
        for row in rows {
            guard let match = matches(row, isSwapped).first, let text = texts.first(where: { $0.0 == match })?.1 else {
                continue
            }
            matching.pairs.append(.init(stem: rich(row), match: text))
        }
        let used = Set(matching.pairs.map(\.match))
        matching.distractors = texts.map(\.1).filter { !used.contains($0) && !$0.isEmpty }
        return matching.pairs.isEmpty ? nil : .matching(matching)
    }

    private func association(_ interaction: XMLElement) -> Question.Kind? {
        let choices = interaction.children("simpleAssociableChoice")
        func element(_ id: String) -> XMLElement? { choices.first { $0.attributes["identifier"] == id } }
        let rows = pairs(interaction).compactMap { pair in
            element(pair.0).flatMap { left in
                element(pair.1).map { Question.Matching.Pair(stem: rich(left), match: plain($0)) }
            }
        }
        return rows.isEmpty ? nil : .matching(.init(pairs: rows, shuffles: interaction.attributes["shuffle"] == "true"))
    }

    private func order(_ interaction: XMLElement) -> Question.Kind? {
        let choices = interaction.children("simpleChoice")
        let items = (response(interaction)?.correct ?? []).compactMap { id in
            choices.first { $0.attributes["identifier"] == id }
        }
        guard items.count > 1, items.count == choices.count else { return nil }
        return .ordering(
            .init(
                items: items.map { .init(rich($0), feedback: feedback(of: $0)) }, rule: .allOrNothing,
                isHorizontal: interaction.attributes["orientation"] == "horizontal"))
    }

    private func gapMatch(_ interaction: XMLElement, _ stem: inout RichText) -> Question.Kind? {
        let choices = interaction.children.filter { $0.name == "gapText" || $0.name == "gapImg" }
        let pairs = pairs(interaction)
        var places: [Question.DragWords.Place] = []
        let text = QTIMarkup.html(in: interaction) { element in
            switch element.name {
            case "gapText", "gapImg", "prompt": return ""
            case "gap":
                let id = element.attributes["identifier"] ?? ""
                let right = pairs.first { $0.1 == id }?.0
                guard let word = choices.firstIndex(where: { $0.attributes["identifier"] == right }) else {
                    return "_____"
                }
                places.append(.init(word: word))
                return "[[\(places.count)]]"
            default: return nil
            }
        }
        guard !places.isEmpty else { return nil }
        stem.source = [stem.source, tidied(text)].filter { !$0.isEmpty }.joined(separator: "\n")
        return .dragWords(
            .init(words: words(choices), places: places, shuffles: interaction.attributes["shuffle"] == "true"))
    }

    private func words(_ choices: [XMLElement]) -> [Question.DragWords.Word] {
        choices.map { choice in
            .init(rich(choice), isReusable: (choice.attributes["matchMax"] ?? "1") != "1")
        }
    }

    private func hotText(_ interaction: XMLElement, _ stem: inout RichText) -> Question.Kind? {
        guard let response = response(interaction) else { return nil }
        let right = Set(response.correct.isEmpty ? response.mapping.filter { $0.value > 0 }.map(\.key) : response.correct)
        let fragments = interaction.descendants("hottext")
        guard !right.isEmpty else { return nil }
        let wrong = fragments.filter { !right.contains($0.attributes["identifier"] ?? "") }
        let isPlain = wrong.allSatisfy { fragment in
            Question.TextSelection(plain(fragment)).fragments.count == 1
        }
        if isPlain {
            let marked = QTIMarkup.html(in: interaction) { element in
                if element.name == "prompt" { return "" }
                guard element.name == "hottext" else { return nil }
                let text = HTML(text: plain(element)).description
                return right.contains(element.attributes["identifier"] ?? "") ? "\u{2}\(text)\u{3}" : text
            }
            let text = RichText(marked, format: .html).plainText.replacing("\\", with: "\\\\")
                .replacing("[", with: "\\[").replacing("]", with: "\\]")
                .replacing("\u{2}", with: "[").replacing("\u{3}", with: "]").withoutOuterBlanks
            return .textSelection(.init(text))
        }
        let text = QTIMarkup.html(in: interaction) { $0.name == "prompt" ? "" : nil }
        stem.source += "\n" + tidied(text)
        guard let read = choice(fragments, interaction) else { return nil }
        return read.isMultiple ? .multiple(read.choice) : .choice(read.choice)
    }

    // MARK: Pictures

    private mutating func picture(_ interaction: XMLElement) -> Question.Picture? {
        let element = interaction["object"] ?? interaction["img"] ?? interaction["picture"]?["img"]
        guard let element, let source = element.attributes["data"] ?? element.attributes["src"] else { return nil }
        let name = source.replacing("@@PLUGINFILE@@/", with: "")
        let read = files.first { $0.name == name }.flatMap { PictureSize($0.bytes) }
        func side(_ name: String) -> Int? {
            element.attributes[name].flatMap { Int($0.filter(\.isNumber)) }.flatMap { 1...100_000 ~= $0 ? $0 : nil }
        }
        let size = (side("width") ?? read?.width, side("height") ?? read?.height)
        if size.0 == nil || size.1 == nil { notes.append(.pictureSizeGuessed(name)) }
        return .init(
            source: source, alternative: element.attributes["alt"] ?? element.text.trimmingSpaces(),
            width: size.0 ?? 600, height: size.1 ?? 400)
    }

    private mutating func hotSpot(_ interaction: XMLElement) -> Question.Kind? {
        guard let response = response(interaction), let picture = picture(interaction) else { return nil }
        var shapes: [Question.HotSpot.Shape] = []
        let right = Set(response.correct.isEmpty ? response.mapping.filter { $0.value > 0 }.map(\.key) : response.correct)
        for choice in interaction.children("hotspotChoice") where right.contains(choice.attributes["identifier"] ?? "") {
            let (name, coordinates) = (choice.attributes["shape"] ?? "", choice.attributes["coords"] ?? "")
            Question.HotSpot.Shape(qti: name, coordinates, in: picture).map { shapes.append($0) }
        }
        if interaction.name == "selectPointInteraction" {
            for area in response.areas where area.value > 0 {
                Question.HotSpot.Shape(qti: area.shape, area.coordinates, in: picture).map { shapes.append($0) }
            }
            if shapes.isEmpty {
                for point in response.correct {
                    Question.HotSpot.Shape(qti: "circle", point.replacing(" ", with: ",") + ",10", in: picture)
                        .map { shapes.append($0) }
                }
            }
        }
        guard !shapes.isEmpty else { return nil }
        return .hotSpot(
            .init(
                picture: picture, markers: [.init(RichText("", format: .plain), count: shapes.count)],
                zones: shapes.map { .init(marker: 0, $0) }))
    }

    private mutating func graphicGapMatch(_ interaction: XMLElement) -> Question.Kind? {
        guard let picture = picture(interaction) else { return nil }
        let choices = interaction.children.filter { $0.name == "gapText" || $0.name == "gapImg" }
        let pairs = pairs(interaction)
        var places: [Question.DragWords.Place] = []
        for spot in interaction.children("associableHotspot") {
            let id = spot.attributes["identifier"] ?? ""
            let right = pairs.first { $0.1 == id }?.0
            let shape = Question.HotSpot.Shape(
                qti: spot.attributes["shape"] ?? "", spot.attributes["coords"] ?? "", in: picture)
            guard let word = choices.firstIndex(where: { $0.attributes["identifier"] == right }), let shape else { continue }
            places.append(.init(word: word, point: shape.corner, label: spot.attributes["hotspotLabel"]))
        }
        guard !places.isEmpty else { return nil }
        return .dragWords(.init(words: words(choices), places: places, picture: picture))
    }
}
