import Foundation

@testable import Quizzes

/// A question as named texts, the same for both readers.
struct QuestionSummary {
    var fields: [String: String] = [:]

    init(_ question: Question) {
        fields["name"] = collapsingSpaces(question.name)
        fields["text"] = question.stem.source
        fields["format"] = question.stem.format.rawValue
        fields["category"] = question.category
        fields["generalfeedback"] = question.generalFeedback?.source ?? ""
        fields["defaultmark"] = "\(question.defaultMark)"
        fields["idnumber"] = question.idNumber ?? ""
        fields["tags"] = question.tags.joined(separator: ",")
        switch question.kind {
        case .choice(let choice), .multiple(let choice):
            fields["type"] = question.kind.name == .choice ? "multichoice 1" : "multichoice 0"
            fields["answers"] = list(choice.options.map { ($0.text.source, $0.fraction, nil, $0.feedback?.source) })
        case .trueFalse(let content):
            fields["type"] = "truefalse"
            fields["answers"] =
                "\(content.key)|\(content.feedbackIfTrue?.source ?? "")|\(content.feedbackIfFalse?.source ?? "")"
        case .shortAnswer(let content):
            fields["type"] = "shortanswer"
            fields["answers"] = list(content.patterns.map { ($0.text, $0.fraction, nil, $0.feedback?.source) })
        case .numeric(let content):
            fields["type"] = "numerical"
            fields["answers"] = list(
                content.answers.map {
                    switch $0.expected {
                    case .anything: ("*", $0.fraction, 0, $0.feedback?.source)
                    case .number(let value, let tolerance):
                        (
                            rounded(NSDecimalNumber(decimal: value).doubleValue), $0.fraction,
                            NSDecimalNumber(decimal: tolerance.interval(around: value).upper - value).doubleValue,
                            $0.feedback?.source
                        )
                    }
                })
        case .matching(let matching):
            fields["type"] = "match"
            fields["answers"] =
                (matching.pairs.map { "\($0.stem.source) -> \($0.match)" } + matching.distractors.map { " -> \($0)" })
                .joined(separator: "\n")
        case .essay: (fields["type"], fields["answers"]) = ("essay", "")
        default: (fields["type"], fields["answers"]) = ("description", "")
        }
    }

    init(_ moodle: MoodleQuestion) {
        fields["type"] = moodle.single.map { "\(moodle.qtype) \($0)" } ?? moodle.qtype
        fields["name"] = collapsingSpaces(moodle.name ?? "")
        fields["text"] = moodle.questiontext ?? ""
        fields["format"] = ["moodle", "html", "plain", "", "markdown"][moodle.format ?? 0]
        fields["generalfeedback"] = moodle.generalfeedback ?? ""
        fields["defaultmark"] = "\(moodle.defaultmark ?? 1)"
        fields["idnumber"] = moodle.idnumber ?? ""
        fields["tags"] = (moodle.tags ?? []).joined(separator: ",")
        if let key = moodle.correctanswer {
            fields["answers"] = "\(key == 1)|\(moodle.feedbacktrue ?? "")|\(moodle.feedbackfalse ?? "")"
        } else if let pairs = moodle.pairs {
            fields["answers"] = pairs.map { "\($0[0]) -> \($0[1])" }.joined(separator: "\n")
        } else {
            fields["answers"] = list(
                (moodle.answers ?? []).map { answer in
                    let text: String
                    switch answer.answer {
                    case .text(let answer):
                        text = moodle.qtype == "numerical" ? Double(answer).map(rounded) ?? answer : answer
                    case .number(let number): text = rounded(number)
                    }
                    return (text, answer.fraction, answer.tolerance?.value, answer.feedback)
                })
        }
    }
}

private func list(_ answers: [(text: String, fraction: Double, tolerance: Double?, feedback: String?)]) -> String {
    answers.map {
        "\($0.text) | \(rounded($0.fraction)) | \($0.tolerance.map(rounded) ?? "") | \($0.feedback ?? "")"
    }.joined(separator: "\n")
}

/// Enough digits to tell answers apart, too few to see Moodle's binary arithmetic.
private func rounded(_ number: Double) -> String { String(format: "%.9g", number) }
