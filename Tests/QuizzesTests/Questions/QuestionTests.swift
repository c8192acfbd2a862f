import Foundation
import TestSupport
import Testing

@testable import Quizzes

struct QuestionTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `questions travel as JSON`(seed: UInt64) throws {
        var generator = QuestionGenerator(seed: seed)
        let questions = (0..<20).map { _ in generator.question() }

        let data = try JSONEncoder().encode(questions)

        #expect(try JSONDecoder().decode([Question].self, from: data) == questions)
    }

    @Test func `the JSON names the kind, and numbers are text`() throws {
        let question = Question(
            name: "n", stem: RichText("s"),
            kind: .numeric(Question.Numeric(answers: [Question.Numeric.Answer(.number(Decimal(1) / 10, .none))])))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys

        let json = String(decoding: try encoder.encode(question.kind), as: UTF8.self)

        #expect(json == #"{"numeric":{"answers":[{"absolute":"0","fraction":1,"value":"0.1"}]}}"#)
    }

    @Test(arguments: [
        (
            "<p>Один &mdash; <b>два</b></p><p>три&nbsp;&lt;b&gt; &#171;да&#xbb;</p>", RichText.Format.html,
            "Один — два\nтри <b> «да»"
        ),
        ("Строка\nстрока <br>2 < 3 и 5 > 4", .moodle, "Строка\nстрока\n2 < 3 и 5 > 4"),
        ("Строка\nстрока", .html, "Строка строка"),
        ("до<!-- <p>тайна</p> -->после <a title=\"x > y\">ссылка</a>", .html, "допосле ссылка"),
        ("<b>как есть</b> &amp;", .plain, "<b>как есть</b> &amp;"),
        (
            "# Тема\n**важно** и _косо_, но a_b_c и 2 * 3\n- [ссылка](http://x) `код` ___", .markdown,
            "Тема\nважно и косо, но a_b_c и 2 * 3\nссылка код ___"
        ),
        ("Казань стоит на _____", .markdown, "Казань стоит на _____"),
        ("\\*звезда\\* <i>да</i> ![рисунок](a.png)", .markdown, "*звезда* да рисунок"),
        ("<!-- не закрыт <b>", .html, "<!-- не закрыт"),
        ("a &unknown; & b &#xFFFFFFF;", .html, "a &unknown; & b &#xFFFFFFF;"),
    ])
    func `plain text is what a reader sees`(source: String, format: RichText.Format, text: String) {
        #expect(RichText(source, format: format).plainText == text)
    }

    @Test(arguments: ["<", "<!--", "<a ", "<a b=\"", "&", "&#", "[", "[a](", "*", "_", "`", "\\"])
    func `plain text takes time in proportion`(unit: String) {
        let text = RichText(String(repeating: unit, count: 10_000), format: .markdown)

        let time = processorSeconds { _ = text.plainText }

        #expect(time < 3)
    }
}
