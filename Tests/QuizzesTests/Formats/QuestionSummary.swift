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
        case .ordering(let content):
            fields["type"] = "ordering"
            fields["answers"] = list(content.items.map { ($0.text.source, 1, nil, nil) })
        case .gaps(let content):
            fields["type"] = "multianswer"
            fields["answers"] = content.gaps.map(\.summary).joined(separator: "\n\n")
        case .dragWords(let content):
            fields["type"] = content.picture != nil ? "ddimageortext" : content.isList ? "gapselect" : "ddwtos"
            fields["answers"] = ""
        case .hotSpot: (fields["type"], fields["answers"]) = ("ddmarker", "")
        case .formula(let content):
            switch content.asks {
            case .number(let answers, _):
                fields["type"] = "calculatedsimple"
                fields["answers"] = list(
                    answers.map { ($0.expression, $0.fraction, Double($0.tolerance.description), $0.feedback?.source) })
            case .choice(let choice), .multiple(let choice):
                fields["type"] = "calculatedmulti 1"
                fields["answers"] = list(
                    choice.options.map { ($0.text.source, $0.fraction, 0.01, $0.feedback?.source) })
            }
        case .essay: (fields["type"], fields["answers"]) = ("essay", "")
        default: (fields["type"], fields["answers"]) = ("description", "")
        }
    }

    init(_ moodle: MoodleQuestion) {
        let hasSingle = ["multichoice", "calculatedmulti"].contains(moodle.qtype)
        fields["type"] = hasSingle ? moodle.single.map { "\(moodle.qtype) \($0)" } ?? moodle.qtype : moodle.qtype
        fields["name"] = collapsingSpaces(moodle.name ?? "")
        fields["text"] = moodle.questiontext ?? ""
        fields["format"] = ["moodle", "html", "plain", "", "markdown"][moodle.format ?? 0]
        fields["generalfeedback"] = moodle.generalfeedback ?? ""
        fields["defaultmark"] = "\(moodle.defaultmark ?? 1)"
        fields["idnumber"] = moodle.idnumber ?? ""
        fields["tags"] = (moodle.tags ?? []).joined(separator: ",")
        if let parts = moodle.subquestions {
            fields["answers"] = parts.map(\.summary).joined(separator: "\n\n")
        } else if let key = moodle.correctanswer {
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

extension Question.Gaps.Gap {
    fileprivate var summary: String {
        switch answer {
        case .text(let content):
            "\(weight) shortanswer \(content.isCaseSensitive ? 1 : 0)\n"
                + list(content.patterns.map { ($0.text, $0.fraction, nil, $0.feedback?.source) })
        case .number(let content):
            "\(weight) numerical 0\n"
                + list(
                    content.answers.map { answer in
                        guard case .number(let value, .absolute(let size)) = answer.expected else {
                            return ("*", answer.fraction, 0, answer.feedback?.source)
                        }
                        return (
                            "\(value)", answer.fraction, NSDecimalNumber(decimal: size).doubleValue,
                            answer.feedback?.source
                        )
                    })
        case .choice(let choice, let layout), .multiple(let choice, let layout):
            "\(weight) multichoice \(layout == .list ? 0 : layout == .column ? 1 : 2)\n"
                + list(choice.options.map { ($0.text.source, $0.fraction, nil, $0.feedback?.source) })
        }
    }
}

extension MoodleQuestion.Part {
    fileprivate var summary: String {
        "\(defaultmark) \(qtype) \(layout ?? usecase ?? 0)\n"
            + list(
                answers.map { answer in
                    switch answer.answer {
                    case .text(let text): (text, answer.fraction, answer.tolerance?.value, answer.feedback)
                    case .number(let number):
                        (rounded(number), answer.fraction, answer.tolerance?.value, answer.feedback)
                    }
                })
    }
}

private func list(_ answers: [(text: String, fraction: Double, tolerance: Double?, feedback: String?)]) -> String {
    answers.map {
        "\($0.text) | \(rounded($0.fraction)) | \($0.tolerance.map(rounded) ?? "") | \($0.feedback ?? "")"
    }.joined(separator: "\n")
}

/// Enough digits to tell answers apart, too few to see Moodle's binary arithmetic.
private func rounded(_ number: Double) -> String { String(format: "%.9g", number) }
