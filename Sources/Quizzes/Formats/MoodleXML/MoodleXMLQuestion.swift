import Foundation
import Markup

/// A `<question>` of a Moodle XML file.
struct MoodleXMLQuestion {
    let element: XMLElement
    let type: String
    let files: MoodleXMLFiles
    /// What did not come along, and what the author should look at.
    var notes: [FormatProblem.Kind] = []

    init(_ element: XMLElement) {
        self.element = element
        type = element.attributes["type"]?.lowercased() ?? ""
        files = MoodleXMLFiles(element)
    }

    /// The question, unless its type is not one of ours, and what the author should know.
    mutating func read(category: String) -> (Question?, [FormatProblem]) {
        let line = max(1, element.line)
        if var whole = OwnElement.question(in: element) {
            whole.category = category
            return (whole, [])
        }
        var stem = self.stem
        let name = element.at("name/text")?.text.withoutOuterBlanks ?? ""
        let kind: Question.Kind
        var mark = element.value("defaultgrade").flatMap { parseNumber($0) }.flatMap { Double($0.description) }
        do { kind = try self.kind(&stem, &mark) } catch {
            let problem = FormatProblem(line: line, kind: error.problem, lost: true)
            return (nil, notes.map { FormatProblem(line: line, kind: $0, lost: false) } + [problem])
        }
        let question = Question(
            name: name.isEmpty ? stem.plainText.questionName : name, category: category, stem: stem,
            generalFeedback: text(element["generalfeedback"]), outcomes: outcomes,
            defaultMark: mark.map { max(0, $0) },
            penalty: element.value("penalty").flatMap { Double($0) }.map { min(1, max(0, $0)) },
            idNumber: element["idnumber"].map(\.text.withoutOuterBlanks).flatMap { $0.isEmpty ? nil : $0 },
            tags: element["tags"]?.children("tag").compactMap { $0["text"]?.text.withoutOuterBlanks } ?? [],
            hints: element.children("hint").compactMap(hint), kind: kind)
        return (question, notes.map { FormatProblem(line: line, kind: $0, lost: false) })
    }

    /// Why a question of a known type cannot be.
    struct Unreadable: Error { var problem: FormatProblem.Kind }

    private mutating func kind(_ stem: inout RichText, _ mark: inout Double?) throws(Unreadable) -> Question.Kind {
        switch type {
        case "multichoice": return try choice()
        case "multichoiceset": return try allOrNothing()
        case "truefalse": return try trueFalse()
        case "shortanswer": return try shortAnswer()
        case "numerical": return try numeric()
        case "matching", "match", "ddmatch": return try matching()
        case "ordering": return try ordering()
        case "multianswer", "cloze": return try gaps(&stem, &mark)
        case "ddwtos", "gapselect": return try dragWords(&stem)
        case "ddimageortext": return try dragOntoPicture()
        case "ddmarker": return try hotSpot()
        case "wordselect": return try textSelection(&stem)
        case "calculated", "calculatedsimple": return try formula(asks: formulaNumbers())
        case "calculatedmulti": return try formula(asks: formulaOptions())
        case "random": return .random(.init(category: "", includesSubcategories: stem.plainText != "0"))
        case "essay": return .essay(essay())
        case "recordrtc": return .essay(recording())
        case "description": return .description
        default:
            let name = element.at("name/text")?.text.withoutOuterBlanks ?? ""
            throw Unreadable(problem: .typeNotSupported(type, name: name))
        }
    }

    var answers: [XMLElement] { element.children("answer") }

    /// The text, with the picture that Moodle 1.9 kept beside it.
    private var stem: RichText {
        var stem = text(element.children("questiontext").last) ?? RichText("", format: .html)
        if let name = files.oldImage { stem.source += " <img src=\"@@PLUGINFILE@@/\(name)\" alt=\"\">" }
        return stem
    }

    // MARK: - Choices and pairs

    private func choice() throws(Unreadable) -> Question.Kind {
        let choice = try options()
        return flag("single", otherwise: true) ? .choice(choice) : .multiple(choice)
    }

    func options() throws(Unreadable) -> Question.Choice {
        let options = answers.map { answer in
            Question.Option(
                text: text(answer) ?? RichText("", format: .html), fraction: fraction(answer, -1...1),
                feedback: text(answer["feedback"]))
        }
        guard options.count > 1 else { throw Unreadable(problem: .tooFewAnswers(count: options.count)) }
        return Question.Choice(options: options, shuffles: flag("shuffleanswers", otherwise: true))
    }

    /// Jean-Michel Vedrine's `multichoiceset`: each right option has the whole mark in the file.
    private func allOrNothing() throws(Unreadable) -> Question.Kind {
        var choice = try options()
        choice.isAllOrNothing = true
        let right = choice.options.count { $0.fraction > 0 }
        for index in choice.options.indices {
            let share = (10_000_000 / Double(max(1, right))).rounded() / 10_000_000
            choice.options[index].fraction = choice.options[index].fraction > 0 ? share : 0
        }
        return .multiple(choice)
    }

    private func trueFalse() throws(Unreadable) -> Question.Kind {
        guard let right = answers.max(by: { fraction($0, 0...1) < fraction($1, 0...1) }) else {
            throw Unreadable(problem: .tooFewAnswers(count: 0))
        }
        func isTrue(_ answer: XMLElement) -> Bool {
            ["true", "верно", "да", "1"].contains(answer.value("text")?.lowercased() ?? "")
        }
        func feedback(_ wanted: Bool) -> RichText? {
            answers.first { isTrue($0) == wanted }.flatMap { text($0["feedback"]) }
        }
        return .trueFalse(
            .init(key: isTrue(right), feedbackIfTrue: feedback(true), feedbackIfFalse: feedback(false)))
    }

    private func shortAnswer() throws(Unreadable) -> Question.Kind {
        let patterns = answers.compactMap { answer in
            answer["text"].map { text in
                Question.ShortAnswer.Pattern(
                    text: text.text.withoutOuterBlanks, fraction: fraction(answer, 0...1),
                    feedback: self.text(answer["feedback"]))
            }
        }
        guard !patterns.isEmpty else { throw Unreadable(problem: .tooFewAnswers(count: 0)) }
        return .shortAnswer(.init(patterns: patterns, isCaseSensitive: flag("usecase", otherwise: false)))
    }

    private func matching() throws(Unreadable) -> Question.Kind {
        var matching = Question.Matching(pairs: [], shuffles: flag("shuffleanswers", otherwise: true))
        for row in element.children("subquestion") {
            guard let answer = row.at("answer/text")?.text.withoutOuterBlanks, !answer.isEmpty else { continue }
            // Of dragged pairs both sides have tags; a match of ours is a plain text.
            let match = type == "ddmatch" ? RichText(answer, format: .html).plainText : answer
            if let stem = text(row) {
                matching.pairs.append(.init(stem: stem, match: match))
            } else {
                matching.distractors.append(match)
            }
        }
        guard !matching.pairs.isEmpty else { throw Unreadable(problem: .noPairs) }
        return .matching(matching)
    }

    // MARK: - Parts

    private func hint(_ element: XMLElement) -> Question.Hint? {
        let text = text(element)
        let (clears, counts) = (element["clearwrong"] != nil, element["shownumcorrect"] != nil)
        guard text != nil || clears || counts else { return nil }
        return .init(text: text ?? RichText("", format: .html), clearsWrong: clears, showsRightCount: counts)
    }

    /// Texts to a right, a partly right and a wrong answer, other than those Moodle puts into every question.
    private var outcomes: Question.Outcomes? {
        func said(_ name: String) -> RichText? {
            guard let text = text(element[name]) else { return nil }
            return Self.usualOutcomes.contains(text.plainText.withoutOuterBlanks) ? nil : text
        }
        let outcomes = Question.Outcomes(
            right: said("correctfeedback"), partial: said("partiallycorrectfeedback"),
            wrong: said("incorrectfeedback"))
        return outcomes.isEmpty ? nil : outcomes
    }

    static let usualOutcomes: Set<String> = [
        "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
        "Ваш ответ верный.", "Ваш ответ частично правильный.", "Ваш ответ неправильный.",
    ]

    func flag(_ name: String, otherwise: Bool) -> Bool {
        guard let element = element[name] else { return otherwise }
        switch element.text.withoutOuterBlanks.lowercased() {
        case "true", "1", "yes": return true
        case "": return otherwise
        default: return false
        }
    }

    /// Moodle writes per cents, a third as 33.33333.
    func fraction(_ answer: XMLElement, _ range: ClosedRange<Double>) -> Double {
        let percent = answer.attributes["fraction"].flatMap { parseNumber($0) } ?? 0
        let fraction = Double((percent / 100).description) ?? 0
        return min(range.upperBound, max(range.lowerBound, fraction))
    }

    func text(_ parent: XMLElement?) -> RichText? {
        guard let parent, let source = parent["text"]?.text.withoutOuterBlanks, !source.isEmpty else { return nil }
        let format: RichText.Format =
            switch parent.attributes["format"] {
            case "moodle_auto_format": .moodle
            case "plain_text": .plain
            case "markdown": .markdown
            default: .html
            }
        return RichText(source, format: format)
    }

    func number(_ text: String?) -> Int? {
        text.flatMap { parseNumber($0) }.flatMap { Double($0.description) }.flatMap {
            abs($0) < 1_000_000 ? Int($0.rounded()) : nil
        }
    }
}

extension String {
    /// Without the spaces and line ends that XML is indented with; a non-breaking space is a character of the text.
    var withoutOuterBlanks: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
        }
        guard let first = unicodeScalars.firstIndex(where: { !isBlank($0) }),
            let last = unicodeScalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(unicodeScalars[first...last])
    }
}
