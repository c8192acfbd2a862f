import Foundation
import Markup

extension MoodleXML {
    /// Writes questions so that `read` gives equal ones back; Moodle reads all but the kind of a relative or geometric
    /// tolerance, which it takes as an absolute one.
    public static func write(_ questions: [Question]) -> String {
        var writer = MoodleXMLWriter()
        for question in questions { writer.write(question) }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n\(writer.text)</quiz>\n"
    }
}

private struct MoodleXMLWriter {
    private(set) var text = ""
    private var category = ""

    mutating func write(_ question: Question) {
        if question.category != category {
            category = question.category
            text += "<question type=\"category\"><category>\(plain(category))</category></question>\n"
        }
        text += "<question type=\"\(type(of: question.kind))\">\n<name>\(plain(question.name))</name>\n"
        text += rich("questiontext", question.stem)
        if let feedback = question.generalFeedback { text += rich("generalfeedback", feedback) }
        text += value("defaultgrade", "\(question.defaultMark)") + value("penalty", "\(question.penalty)")
        if let idNumber = question.idNumber { text += value("idnumber", idNumber) }
        writeContent(of: question.kind)
        for hint in question.hints {
            let marks = (hint.clearsWrong ? "<clearwrong/>" : "") + (hint.showsRightCount ? "<shownumcorrect/>" : "")
            text += rich("hint", hint.text, with: marks)
        }
        if !question.tags.isEmpty {
            text += "<tags>" + question.tags.map { "<tag>\(plain($0))</tag>" }.joined() + "</tags>\n"
        }
        text += "</question>\n"
    }

    private func type(of kind: Question.Kind) -> String {
        switch kind {
        case .choice, .multiple: "multichoice"
        case .trueFalse: "truefalse"
        case .shortAnswer: "shortanswer"
        case .numeric: "numerical"
        case .matching: "matching"
        case .essay: "essay"
        case .ordering, .gaps, .dragWords, .textSelection, .hotSpot, .formula, .random, .description: "description"
        }
    }

    private mutating func writeContent(of kind: Question.Kind) {
        switch kind {
        case .choice(let choice), .multiple(let choice):
            text += value("single", "\(kind.name == .choice)") + value("shuffleanswers", "\(choice.shuffles)")
            for option in choice.options {
                text += answer(option.fraction, option.text.source, option.feedback, format: option.text.format)
            }
        case .trueFalse(let content):
            text += answer(content.key ? 1 : 0, "true", content.feedbackIfTrue)
            text += answer(content.key ? 0 : 1, "false", content.feedbackIfFalse)
        case .shortAnswer(let content):
            text += value("usecase", content.isCaseSensitive ? "1" : "0")
            for pattern in content.patterns { text += answer(pattern.fraction, pattern.text, pattern.feedback) }
        case .numeric(let content):
            for expected in content.answers { writeNumber(expected) }
        case .matching(let matching):
            text += value("shuffleanswers", "\(matching.shuffles)")
            for pair in matching.pairs {
                text += rich("subquestion", pair.stem, with: "<answer>\(plain(pair.match))</answer>")
            }
            for distractor in matching.distractors {
                text += rich("subquestion", RichText("", format: .html), with: "<answer>\(plain(distractor))</answer>")
            }
        case .essay(let essay):
            if let info = essay.graderInfo { text += rich("graderinfo", info) }
        case .ordering, .gaps, .dragWords, .textSelection, .hotSpot, .formula, .random, .description: break
        }
    }

    private mutating func writeNumber(_ answer: Question.Numeric.Answer) {
        switch answer.expected {
        case .anything: text += self.answer(answer.fraction, "*", answer.feedback)
        case .number(let number, let tolerance):
            let (size, kind) =
                switch tolerance {
                case .absolute(let size): (size, "2")
                case .relative(let size): (size, "1")
                case .geometric(let size): (size, "3")
                }
            text += self.answer(
                answer.fraction, "\(number)", answer.feedback,
                with: value("tolerance", "\(size)") + value("tolerancetype", kind))
        }
    }

    private func answer(
        _ fraction: Double, _ answer: String, _ feedback: RichText?, format: RichText.Format? = nil,
        with rest: String = ""
    ) -> String {
        let percent = (Decimal(string: "\(fraction)") ?? 0) * 100
        let kind = format.map { " format=\"\(name(of: $0))\"" } ?? ""
        return "<answer fraction=\"\(percent)\"\(kind)>\(plain(answer))"
            + (feedback.map { rich("feedback", $0) } ?? "") + rest + "</answer>\n"
    }

    private func rich(_ name: String, _ text: RichText, with rest: String = "") -> String {
        "<\(name) format=\"\(self.name(of: text.format))\">\(plain(text.source))\(rest)</\(name)>\n"
    }

    private func name(of format: RichText.Format) -> String {
        switch format {
        case .moodle: "moodle_auto_format"
        case .plain: "plain_text"
        case .html: "html"
        case .markdown: "markdown"
        }
    }

    private func plain(_ text: String) -> String { "<text>\(escaped(text))</text>" }

    private func value(_ name: String, _ text: String) -> String { "<\(name)>\(escaped(text))</\(name)>\n" }

    /// A carriage return would be read back as a line end, were it not a reference; what XML cannot hold is left out.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\r": result += "&#13;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            default:
                if scalar.value >= 0x20, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
