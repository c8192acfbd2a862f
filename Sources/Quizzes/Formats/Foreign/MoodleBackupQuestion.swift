import Courses
import FoundationEssentials
import Markup

extension ForeignCollector {
    /// A `<question>` of a Moodle backup. Types we have not are losses by their names, and so is a question whose parts
    /// are not there.
    mutating func add(moodle element: XMLElement, of source: MoodleQuestions) {
        let question = MoodleBackupQuestion(element: element, source: source)
        guard MoodleBackupQuestion.types.contains(question.type) else {
            return lose(.questionNotSupported, question.name, detail: question.type)
        }
        guard var stem = question.stem, let kind = question.kind(&stem) else {
            return lose(.questionBroken, question.name, detail: question.type)
        }
        add(question.question(kind, stem))
    }
}

struct MoodleBackupQuestion {
    let element: XMLElement
    let source: MoodleQuestions
    let type: String
    let name: String
    let id: String

    init(element: XMLElement, source: MoodleQuestions) {
        self.element = element
        self.source = source
        id = element.attributes["id"] ?? ""
        type = element.value("qtype") ?? ""
        let name = element.value("name") ?? ""
        self.name = name.isEmpty ? (element.value("questiontext") ?? "").questionName : name
    }

    static let types: Set<String> = [
        "multichoice", "truefalse", "shortanswer", "numerical", "match", "ddmatch", "essay", "ordering", "multianswer",
        "ddwtos", "gapselect", "ddimageortext", "ddmarker", "calculated", "calculatedsimple", "calculatedmulti",
        "random",
        "description",
    ]

    var stem: RichText? { text(element, "questiontext") ?? RichText("", format: .markdown) }

    func question(_ kind: Question.Kind, _ stem: RichText) -> Question {
        let tags = element["tags"]?.children("tag").compactMap { $0.value("rawname") ?? $0.value("name") } ?? []
        return Question(
            name: name, stem: stem, generalFeedback: text(element, "generalfeedback"), outcomes: outcomes,
            defaultMark: element.value("defaultmark").flatMap { Double($0) },
            penalty: element.value("penalty").flatMap { Double($0) }.map(penalty),
            idNumber: element.value("idnumber").flatMap(real), tags: tags, hints: hints, kind: kind)
    }

    private var hints: [Question.Hint] {
        (element["question_hints"]?.children("question_hint") ?? []).compactMap { hint in
            guard let text = text(hint, "hint") else { return nil }
            return Question.Hint(
                text: text, clearsWrong: hint.value("clearwrong") == "1",
                showsRightCount: hint.value("shownumcorrect") == "1")
        }
    }

    /// What stands under `plugin_qtype_…_question`.
    var plugin: XMLElement? { element["plugin_qtype_\(type)_question"] }

    var answers: [XMLElement] { plugin?["answers"]?.children("answer") ?? [] }

    func kind(_ stem: inout RichText) -> Question.Kind? {
        switch type {
        case "multichoice": choice()
        case "truefalse": trueFalse()
        case "shortanswer": shortAnswer()
        case "numerical": numeric()
        case "match", "ddmatch": matching()
        case "essay": .essay(essay())
        case "ordering": ordering()
        case "multianswer": gaps(&stem)
        case "ddwtos", "gapselect": dragWords(&stem)
        case "ddimageortext": dragOntoPicture()
        case "ddmarker": hotSpot()
        case "calculated", "calculatedsimple", "calculatedmulti": formula()
        case "random": .random(.init(category: "", includesSubcategories: element.value("questiontext") != "0"))
        case "description": .description
        default: nil
        }
    }

    private func choice() -> Question.Kind? {
        guard let choice = options() else { return nil }
        return plugin?[type]?.value("single") == "0" ? .multiple(choice) : .choice(choice)
    }

    func options() -> Question.Choice? {
        let options = answers.map { answer in
            Question.Option(
                text: text(answer, "answertext", format: "answerformat") ?? RichText("—", format: .markdown),
                fraction: fraction(answer, -1...1), feedback: text(answer, "feedback"))
        }
        guard options.count > 1 else { return nil }
        let settings = plugin?["multichoice"] ?? plugin?["calculated_options"]?["calculated_option"]
        return Question.Choice(options: options, shuffles: settings?.value("shuffleanswers") != "0")
    }

    private func trueFalse() -> Question.Kind? {
        let trueID = plugin?["truefalse"]?.value("trueanswer")
        let right = answers.first { $0.attributes["id"] == trueID } ?? answers.first
        let wrong = answers.first { $0.attributes["id"] != right?.attributes["id"] }
        guard let right else { return nil }
        return .trueFalse(
            .init(
                key: fraction(right, 0...1) > 0.5, feedbackIfTrue: text(right, "feedback"),
                feedbackIfFalse: wrong.flatMap { text($0, "feedback") }))
    }

    private func shortAnswer() -> Question.Kind? {
        let patterns = answers.compactMap { answer -> Question.ShortAnswer.Pattern? in
            guard let text = answer.value("answertext") else { return nil }
            return .init(text: text, fraction: fraction(answer, 0...1), feedback: self.text(answer, "feedback"))
        }
        guard !patterns.isEmpty else { return nil }
        return .shortAnswer(
            .init(patterns: patterns, isCaseSensitive: plugin?["shortanswer"]?.value("usecase") == "1"))
    }

    private func numeric() -> Question.Kind? {
        let records = plugin?["numerical_records"]?.children("numerical_record") ?? []
        let tolerances = Dictionary(records.map { ($0.value("answer") ?? "", $0.value("tolerance") ?? "0") }) {
            first, _ in
            first
        }
        let answers = answers.compactMap { answer -> Question.Numeric.Answer? in
            guard let text = answer.value("answertext") else { return nil }
            let part = fraction(answer, 0...1)
            let feedback = self.text(answer, "feedback")
            if text == "*" { return .init(.anything, fraction: part, feedback: feedback) }
            guard let number = parseNumber(text) else { return nil }
            let tolerance = tolerances[answer.attributes["id"] ?? ""].flatMap { parseNumber($0) } ?? 0
            return .init(.number(number, .absolute(tolerance.magnitude)), fraction: part, feedback: feedback)
        }
        return answers.isEmpty ? nil : .numeric(.init(answers: answers, units: units, unitPenalty: unitPenalty))
    }

    private func matching() -> Question.Kind? {
        let rows = plugin?["matches"]?.children("match") ?? []
        var matching = Question.Matching(pairs: [], shuffles: plugin?["matchoptions"]?.value("shuffleanswers") != "0")
        for row in rows {
            guard let answer = row.value("answertext") else { continue }
            // Of dragged pairs both sides have tags; a match of ours is a plain text.
            let match = type == "ddmatch" ? RichText(answer, format: .html).plainText : answer
            if let stem = text(row, "questiontext") {
                matching.pairs.append(.init(stem: stem, match: match))
            } else {
                matching.distractors.append(match)
            }
        }
        return matching.pairs.count > 1 ? .matching(matching) : nil
    }

    func fraction(_ answer: XMLElement, _ range: ClosedRange<Double>) -> Double {
        let number = answer.value("fraction").flatMap { Double($0) } ?? 0
        // Moodle writes a third as 0.3333333.
        let rounded = (number * 100_000).rounded() / 100_000
        return min(range.upperBound, max(range.lowerBound, rounded))
    }

    private func penalty(_ number: Double) -> Double {
        // A third, which is what a new question has, is written as 0.3333333.
        abs(number - 1.0 / 3) < 1e-6 ? 1.0 / 3 : min(1, max(0, number))
    }

    func text(_ parent: XMLElement, _ name: String, format: String? = nil) -> RichText? {
        guard let source = parent.value(name).flatMap(real) else { return nil }
        let place = place(of: name, in: parent)
        let markdown: String
        switch parent.value(format ?? name + "format") {
        case "2": markdown = self.source.texts(source, .plain, place)
        case "4": markdown = self.source.texts(source, .markdown, place)
        case "0": markdown = self.source.texts(source.split(separator: "\n").joined(separator: "<br>"), .html, place)
        default: markdown = self.source.texts(source, .html, place)
        }
        return .markdown(markdown)
    }

    /// Where the files of a text lie; those of answers, hints and pairs by their own numbers.
    private func place(of name: String, in parent: XMLElement) -> MoodlePlace {
        let own = parent.attributes["id"] ?? ""
        return switch (parent.name, name) {
        case ("answer", "answertext"): place("answer", own)
        case ("answer", _): place("answerfeedback", own)
        case ("question_hint", _): place("hint", own)
        case ("match", _): place("subquestion", own)
        default: place(name)
        }
    }

    func place(_ area: String, _ item: String? = nil) -> MoodlePlace {
        MoodlePlace(question: id, area: area, item: item ?? id)
    }

    private func real(_ text: String) -> String? { text == "$@NULL@$" || text.isEmpty ? nil : text }
}
