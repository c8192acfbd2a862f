import Foundation
import Markup

/// A `<question>` of a Moodle XML file.
struct MoodleXMLQuestion {
    let element: XMLElement
    let type: String

    init(_ element: XMLElement) {
        self.element = element
        type = element.attributes["type"]?.lowercased() ?? ""
    }

    /// The question, unless its type is not one of ours, and what the author should know.
    func read(category: String) -> (Question?, [FormatProblem]) {
        var problems: [FormatProblem] = []
        func report(_ kind: FormatProblem.Kind, lost: Bool) {
            problems.append(FormatProblem(line: max(1, element.line), kind: kind, lost: lost))
        }
        let name = element.at("name/text")?.text.withoutOuterBlanks ?? ""
        let stem = text(element["questiontext"]) ?? RichText("", format: .html)
        guard Self.types.contains(type) else {
            report(.typeNotSupported(type, name: name), lost: true)
            return (nil, problems)
        }
        let kind: Question.Kind
        do { kind = try self.kind() } catch {
            report(error.problem, lost: true)
            return (nil, problems)
        }
        if type == "numerical", !(element["units"]?.children("unit") ?? []).isEmpty {
            report(.unitsDropped, lost: false)
        }
        if hasOwnOutcomeTexts { report(.outcomeTextsDropped, lost: false) }
        let question = Question(
            name: name.isEmpty ? stem.plainText.questionName : name, category: category, stem: stem,
            generalFeedback: text(element["generalfeedback"]),
            defaultMark: element.value("defaultgrade").flatMap { Double($0) }.map { max(0, $0) },
            penalty: element.value("penalty").flatMap { Double($0) }.map { min(1, max(0, $0)) },
            idNumber: element["idnumber"].map(\.text.withoutOuterBlanks).flatMap { $0.isEmpty ? nil : $0 },
            tags: element["tags"]?.children("tag").compactMap { $0["text"]?.text.withoutOuterBlanks } ?? [],
            hints: element.children("hint").compactMap(hint), kind: kind)
        return (question, problems)
    }

    private static let types: Set<String> = [
        "multichoice", "truefalse", "shortanswer", "numerical", "matching", "match", "essay", "description",
    ]

    /// Why a question of a known type cannot be.
    private struct Unreadable: Error { var problem: FormatProblem.Kind }

    private func kind() throws(Unreadable) -> Question.Kind {
        switch type {
        case "multichoice": return try choice()
        case "truefalse": return try trueFalse()
        case "shortanswer": return try shortAnswer()
        case "numerical": return try numeric()
        case "matching", "match": return try matching()
        case "essay": return .essay(.init(graderInfo: text(element["graderinfo"])))
        default: return .description
        }
    }

    private var answers: [XMLElement] { element.children("answer") }

    private func choice() throws(Unreadable) -> Question.Kind {
        let options = answers.map { answer in
            Question.Option(
                text: text(answer) ?? RichText("", format: .html), fraction: fraction(answer, -1...1),
                feedback: text(answer["feedback"]))
        }
        guard options.count > 1 else { throw Unreadable(problem: .tooFewAnswers(count: options.count)) }
        let choice = Question.Choice(options: options, shuffles: flag("shuffleanswers", otherwise: true))
        return flag("single", otherwise: true) ? .choice(choice) : .multiple(choice)
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

    private func numeric() throws(Unreadable) -> Question.Kind {
        var read: [Question.Numeric.Answer] = []
        for answer in answers {
            let source = answer.value("text") ?? ""
            let feedback = text(answer["feedback"])
            if source == "*" {
                read.append(.init(.anything, fraction: fraction(answer, 0...1), feedback: feedback))
                continue
            }
            guard let value = parseNumber(source) else { throw Unreadable(problem: .notANumber(source)) }
            let size = answer.value("tolerance").flatMap { parseNumber($0) }?.magnitude ?? 0
            let tolerance: Question.Numeric.Tolerance =
                switch answer.value("tolerancetype") {
                case "1": .relative(size)
                case "3": .geometric(size)
                default: .absolute(size)
                }
            read.append(.init(.number(value, tolerance), fraction: fraction(answer, 0...1), feedback: feedback))
        }
        guard !read.isEmpty else { throw Unreadable(problem: .noNumbers) }
        return .numeric(.init(answers: read))
    }

    private func matching() throws(Unreadable) -> Question.Kind {
        var matching = Question.Matching(pairs: [], shuffles: flag("shuffleanswers", otherwise: true))
        for row in element.children("subquestion") {
            guard let match = row.at("answer/text")?.text.withoutOuterBlanks, !match.isEmpty else { continue }
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
    private var hasOwnOutcomeTexts: Bool {
        ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"].contains { name in
            guard let text = text(element[name])?.plainText.withoutOuterBlanks, !text.isEmpty else { return false }
            return !Self.usualOutcomeTexts.contains(text)
        }
    }

    private static let usualOutcomeTexts: Set<String> = [
        "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
        "Ваш ответ верный.", "Ваш ответ частично правильный.", "Ваш ответ неправильный.",
    ]

    private func flag(_ name: String, otherwise: Bool) -> Bool {
        guard let element = element[name] else { return otherwise }
        switch element.text.withoutOuterBlanks.lowercased() {
        case "true", "1", "yes": return true
        case "": return otherwise
        default: return false
        }
    }

    /// Moodle writes per cents, a third as 33.33333.
    private func fraction(_ answer: XMLElement, _ range: ClosedRange<Double>) -> Double {
        let percent = answer.attributes["fraction"].flatMap { parseNumber($0) } ?? 0
        let fraction = Double((percent / 100).description) ?? 0
        return min(range.upperBound, max(range.lowerBound, fraction))
    }

    private func text(_ parent: XMLElement?) -> RichText? {
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

    /// The files that stand in the question, as its texts name them after `@@PLUGINFILE@@/`.
    var files: [ReadQuestion.File] {
        element.descendants("file").compactMap { file in
            guard let name = file.attributes["name"], !name.isEmpty,
                file.attributes["encoding"]?.lowercased() ?? "base64" == "base64",
                let data = Data(base64Encoded: file.text, options: .ignoreUnknownCharacters), !data.isEmpty
            else { return nil }
            let folder = (file.attributes["path"] ?? "/").split(separator: "/").joined(separator: "/")
            return ReadQuestion.File(name: folder.isEmpty ? name : "\(folder)/\(name)", bytes: [UInt8](data))
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
