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
                var expected = QuestionSummary(moodle.0)
                expected.fields["category"] = moodle.category
                let summary = QuestionSummary(question)
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
