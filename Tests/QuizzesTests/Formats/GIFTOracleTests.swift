import Foundation
import Testing

@testable import Quizzes

/// Every GIFT file of the fixtures against what Moodle reads of it.
struct GIFTOracleTests {
    /// Where we differ, and why. A difference that is not listed fails, and so does a listed one that is gone.
    private static let listed: [(file: String, question: Int, field: String, reason: String)] = [
        (
            "peg_markdown.gift", 2, "text",
            "two spaces before a line end are a line break in Markdown; Moodle trims them"
        ),
        ("peg_markdown.gift", 3, "text", "indentation nests lists in Markdown; Moodle trims it"),
        ("peg_markdown.gift", 3, "name", "the name we make of a text has no Markdown marks"),
        ("peg_markdown.gift", 4, "name", "the name we make of a text has no Markdown marks"),
        ("peg_tf1_markdown.gift", 1, "name", "the name we make of a text has no Markdown marks"),
        (
            "moodle_questions.gift.txt", 5, "text",
            "a remnant of a program, \";, is dropped rather than shown to learners"
        ),
        (
            "moodle_questions.gift.txt", 7, "text",
            "a remnant of a program, \";, is dropped rather than shown to learners"
        ),
        ("moodle_testimport.gift.txt", 0, "count", "ordering is not a type of ours yet: a problem tells of the loss"),
    ]

    private struct Difference: Hashable, CustomStringConvertible {
        var file: String
        /// From 1, among the questions Moodle reads; 0 for the file.
        var question: Int
        var field: String
        var description: String { "\(file) #\(question) \(field)" }
    }

    @Test(.enabled(if: !MoodleFile.all.isEmpty, "the shared fixtures are not here"))
    func `what Moodle reads of a file, we read too`() throws {
        var found: [Difference: String] = [:]
        for file in MoodleFile.all {
            guard let bytes = QuestionFixtures.bytes("gift/\(file.file)") else { continue }
            let ours = try GIFT.read(bytes).questions.map(\.question)
            var category = ""
            var moodles: [(MoodleQuestion, category: String)] = []
            for question in file.questions {
                if question.qtype == "category" {
                    category = question.category ?? ""
                } else {
                    moodles.append((question, category))
                }
            }
            if ours.count != moodles.count {
                found[Difference(file: file.file, question: 0, field: "count")] =
                    "\(ours.count) instead of \(moodles.count)"
                continue
            }
            for (index, (question, moodle)) in zip(ours, moodles).enumerated() {
                var expected = Summary(moodle.0)
                expected.fields["category"] = moodle.category
                let summary = Summary(question)
                for field in expected.fields.keys where expected.fields[field] != summary.fields[field] {
                    found[Difference(file: file.file, question: index + 1, field: field)] =
                        "\(summary.fields[field] ?? "nil")\n  instead of \(expected.fields[field] ?? "nil")"
                }
            }
        }
        let listed = Self.listed.map { Difference(file: $0.file, question: $0.question, field: $0.field) }
        for (difference, text) in found where !listed.contains(difference) { Issue.record("\(difference): \(text)") }
        for difference in listed where found[difference] == nil { Issue.record("no longer differs: \(difference)") }
    }
}

/// A question as named texts, the same for both readers.
private struct Summary {
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
        case .description: (fields["type"], fields["answers"]) = ("description", "")
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
