import FoundationEssentials
import Markup

/// A pool of Blackboard 5 and 6: `<POOL>` with a list of questions and an element for each.
struct BlackboardPool {
    private let root: XMLElement

    init(_ root: XMLElement) { self.root = root }

    static func isRoot(_ element: XMLElement) -> Bool {
        ["POOL", "QUIZ", "SURVEY"].contains(element.name.uppercased())
    }

    func read() -> QuestionFile {
        var file = QuestionFile(questions: [], problems: [])
        let category = root["TITLE"].map { collapsingSpaces($0.attributes["value"] ?? $0.text) } ?? ""
        let listed = root["QUESTIONLIST"]?.children("QUESTION") ?? []
        let marks = Dictionary(listed.map { ($0.attributes["id"] ?? "", $0.attributes["points"] ?? "") }) { first, _ in
            first
        }
        let elements = root.children.filter { $0.name.hasPrefix("QUESTION_") }
        let known = Dictionary(
            elements.enumerated().map { ($0.element.attributes["id"] ?? "", $0.offset) }
        ) { first, _ in first }
        // The list gives the order, as Blackboard shows it.
        let order = listed.compactMap { known[$0.attributes["id"] ?? ""] }
        var seen: Set<Int> = []
        for index in order + elements.indices where seen.insert(index).inserted {
            let source = BlackboardPoolQuestion(elements[index])
            var (question, problems) = source.read()
            if let number = marks[elements[index].attributes["id"] ?? ""].flatMap({ parseNumber($0) }) {
                question?.defaultMark = max(0, Double(number.description) ?? 1)
            }
            question?.category = category
            if let question { file.questions.append(.init(line: max(1, elements[index].line), question: question)) }
            file.problems += problems
        }
        return file
    }
}

private struct BlackboardPoolQuestion {
    private let element: XMLElement
    private let answers: [XMLElement]
    private let keys: [XMLElement]

    init(_ element: XMLElement) {
        self.element = element
        answers = element.children("ANSWER")
        keys = element["GRADABLE"]?.children("CORRECTANSWER") ?? []
    }

    func read() -> (Question?, [FormatProblem]) {
        let stem = element["BODY"].flatMap(text) ?? RichText("", format: .html)
        let name = stem.plainText.questionName
        func lost(_ kind: FormatProblem.Kind) -> (Question?, [FormatProblem]) {
            (nil, [FormatProblem(line: max(1, element.line), kind: kind, lost: true)])
        }
        guard answers.count <= 1_000, element.children("CHOICE").count <= 1_000 else {
            return lost(.typeNotSupported(element.name, name: name))
        }
        var question = Question(name: name, stem: stem, kind: .description)
        var outcomes = Question.Outcomes(right: said("FEEDBACK_WHEN_CORRECT"), wrong: said("FEEDBACK_WHEN_INCORRECT"))
        let right = Set(keys.compactMap { $0.attributes["answer_id"] })
        switch element.name {
        case "QUESTION_TRUEFALSE":
            let key = answers.first { right.contains(id($0)) } ?? keys.first
            let word = key.map { ($0.value("TEXT") ?? $0.attributes["answer_id"] ?? "").lowercased() } ?? ""
            guard !word.isEmpty else { return lost(.keyMissing) }
            let isTrue = word.hasPrefix("t") || word.hasPrefix("в") || word == "да"
            question = Question(
                name: name, stem: stem,
                kind: .trueFalse(
                    .init(
                        key: isTrue, feedbackIfTrue: isTrue ? outcomes.right : outcomes.wrong,
                        feedbackIfFalse: isTrue ? outcomes.wrong : outcomes.right)))
            outcomes = .init()
        case "QUESTION_MULTIPLECHOICE", "QUESTION_EITHEROR":
            guard answers.count > 1 else { return lost(.tooFewAnswers(count: answers.count)) }
            guard !right.isEmpty else { return lost(.keyMissing) }
            question.kind = .choice(.init(options: options { right.contains($0) ? 1 : 0 }))
        case "QUESTION_MULTIPLEANSWER":
            guard answers.count > 1 else { return lost(.tooFewAnswers(count: answers.count)) }
            guard !right.isEmpty else { return lost(.keyMissing) }
            let share = (10_000_000 / Double(right.count)).rounded() / 10_000_000
            question.kind = .multiple(.init(options: options { right.contains($0) ? share : 0 }, isAllOrNothing: true))
        case "QUESTION_MATCH":
            guard let matching else { return lost(.noPairs) }
            question.kind = .matching(matching)
        case "QUESTION_ORDER":
            let places = Dictionary(
                keys.map { ($0.attributes["answer_id"] ?? "", Int($0.attributes["order"] ?? "") ?? 0) }
            ) { first, _ in first }
            let sorted = answers.sorted { (places[id($0)] ?? 0) < (places[id($1)] ?? 0) }
            guard sorted.count > 1 else { return lost(.tooFewAnswers(count: sorted.count)) }
            question.kind = .ordering(
                .init(items: sorted.map { .init(text($0) ?? RichText("")) }, rule: .absolutePosition))
        case "QUESTION_FILLINBLANK":
            let patterns = answers.compactMap { answer in
                text(answer).map {
                    Question.ShortAnswer.Pattern(text: $0.plainText.replacing("*", with: "\\*"), fraction: 1)
                }
            }
            guard !patterns.isEmpty else { return lost(.tooFewAnswers(count: 0)) }
            question.kind = .shortAnswer(.init(patterns: patterns))
        case "QUESTION_ESSAY", "QUESTION_SHORTRESPONSE":
            question.kind = .essay(.init(graderInfo: answers.first.flatMap(text)))
        default:
            let type = element.name.dropFirst("QUESTION_".count).lowercased()
            return lost(.typeNotSupported(String(type), name: name))
        }
        question.outcomes = outcomes.isEmpty ? nil : outcomes
        return (question, [])
    }

    private func options(_ fraction: (String) -> Double) -> [Question.Option] {
        answers.map { .init(text: text($0) ?? RichText("", format: .html), fraction: fraction(id($0))) }
    }

    private var matching: Question.Matching? {
        let choices = element.children("CHOICE").map { ($0.attributes["id"] ?? "", text($0)?.plainText ?? "") }
        let rows = Dictionary(
            keys.map { ($0.attributes["answer_id"] ?? "", $0.attributes["choice_id"] ?? "") }
        ) { first, _ in first }
        var pairs: [Question.Matching.Pair] = []
        for answer in answers {
            guard let stem = text(answer), let match = choices.first(where: { $0.0 == rows[id(answer)] })?.1 else {
                return nil
            }
            pairs.append(.init(stem: stem, match: match))
        }
        let used = Set(pairs.map(\.match))
        return pairs.isEmpty
            ? nil : .init(pairs: pairs, distractors: choices.map(\.1).filter { !used.contains($0) && !$0.isEmpty })
    }

    private func id(_ answer: XMLElement) -> String { answer.attributes["id"] ?? "" }

    /// `<TEXT>` of an element; HTML unless its flags deny it.
    private func text(_ element: XMLElement) -> RichText? {
        guard let source = element["TEXT"]?.text.withoutOuterBlanks, !source.isEmpty else { return nil }
        let flag = element["FLAGS"]?["ISHTML"]?.attributes["value"]?.lowercased()
        return RichText(source, format: flag == "false" ? .plain : .html)
    }

    private func said(_ name: String) -> RichText? {
        guard let source = element["GRADABLE"]?[name]?.text.withoutOuterBlanks, !source.isEmpty else { return nil }
        return RichText(source, format: .html)
    }
}
