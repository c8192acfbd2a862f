import Foundation
import Testing

@testable import Quizzes

/// Formats beside GIFT: Aiken, missing word, Moodle XML.
struct OtherFormatTests {
    @Test(arguments: ["aiken", "missingword", "moodlexml", "cloze"])
    func `what Moodle reads of a file, we read too`(area: String) throws {
        for file in MoodleFile.read(area) {
            guard let bytes = QuestionFixtures.bytes("\(area)/\(file.file)") else { continue }
            let ours = try QuestionFile(bytes)
            var category = ""
            var expected: [(MoodleQuestion, category: String)] = []
            for question in file.questions {
                if question.qtype == "category" {
                    category = question.category ?? ""
                } else {
                    expected.append((question, category))
                }
            }
            #expect(ours.problems.filter(\.lost) == [], "\(file.file)")
            // Moodle refuses gaps with one option or without a whole mark, and orders in a file by itself.
            if expected.isEmpty, ours.questions.count == 1 { continue }
            #expect(ours.questions.count == expected.count, "\(file.file)")
            for (read, moodle) in zip(ours.questions, expected) {
                var theirs = QuestionSummary(moodle.0)
                theirs.fields["category"] = moodle.category
                var own = QuestionSummary(read.question)
                // Moodle's gaps and drags are named otherwise, and it tells nothing of what is dragged.
                own.fields["text"] = own.fields["text"]?.replacing("[[", with: "{#").replacing("]]", with: "}")
                theirs.fields["text"] = theirs.fields["text"]?.replacing("[[", with: "{#").replacing("]]", with: "}")
                if area == "aiken" { own.fields["text"] = read.question.stem.source.replacing("<", with: "&lt;") }
                // Names are cut at other places, Aiken is plain text to us, and Moodle's own defaults say nothing.
                for field in ["type", "text", "answers", "category", "generalfeedback", "tags", "idnumber"] {
                    let (ours, moodles) = (normal(own.fields[field]), normal(theirs.fields[field]))
                    #expect(ours == moodles, "\(file.file) \(read.question.name): \(field)")
                }
            }
        }
    }

    /// White space and the entities that Moodle makes of plain text do not count.
    private func normal(_ text: String?) -> String {
        collapsingSpaces(RichText(text ?? "", format: .html).plainText)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `questions written as Moodle XML read back equal`(seed: UInt64) throws {
        var generator = QuestionGenerator(seed: seed)
        let questions = (0..<50).map { _ in generator.wholeQuestion() }
        let file = try QuestionFile(Array(MoodleXML.write(questions).utf8))
        #expect(file.questions.count == questions.count && file.problems.isEmpty)
        for (read, question) in zip(file.questions, questions) where read.question != question {
            #expect(read.question == question, "\(MoodleXML.write([question]))")
            return
        }
    }

    @Test func `an entity of HTML, a stray ampersand and Windows-1251 lose no question`() throws {
        let body = """
            <quiz><question type="shortanswer"><name><text>Стрелка</text></name>
            <questiontext format="html"><text>Вверх &uarr; &nbsp; R&D &foo; <![CDATA[<b>&uarr;</b>]]></text></questiontext>
            <answer fraction="100"><text>да</text></answer></question></quiz>
            """
        let declared = Array("\n <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
        let windows = [UInt8](try #require(body.data(using: .windowsCP1251)))
        for bytes in [Array(body.utf8), [0xEF, 0xBB, 0xBF] + Array(body.utf8), declared + windows] {
            let file = try QuestionFile(bytes)
            #expect(file.problems.isEmpty)
            #expect(file.questions.first?.question.name == "Стрелка")
            #expect(file.questions.first?.question.stem.plainText.hasPrefix("Вверх ↑") == true)
            #expect(file.questions.first?.question.stem.source.contains("R&D &foo;") == true)
        }
    }

    @Test func `what is not ours is named by its line`() throws {
        let xml = """
            <?xml version="1.0"?>
            <quiz>
            <question type="category"><category><text>$course$/А</text></category></question>
            <question type="stack"><name><text>Пропуски</text></name></question>
            <question type="numerical"><name><text>Число</text></name><answer fraction="100"><text>пять</text></answer></question>
            <question type="essay"><name><text>Эссе</text></name><questiontext><text>Пишите</text></questiontext></question>
            </quiz>
            """
        let file = try QuestionFile(Array(xml.utf8))
        #expect(file.questions.map(\.question.name) == ["Эссе"] && file.questions[0].question.category == "$course$/А")
        #expect(file.problems.map(\.line) == [4, 5] && file.problems.allSatisfy(\.lost))
        #expect(file.problems[0].kind == .typeNotSupported("stack", name: "Пропуски"))
        #expect(throws: FormatRefusal.malformed(line: 2)) { try QuestionFile(Array("<quiz>\n<question></quiz>".utf8)) }
    }

    @Test func `files inside a question come with it`() throws {
        let xml = """
            <quiz><question type="description"><name><text>Рисунок</text></name><questiontext format="html">
            <text><![CDATA[<img src="@@PLUGINFILE@@/a%20b.png" alt="x">]]></text>
            <file name="a b.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext></question></quiz>
            """
        let read = try #require(QuestionFile(Array(xml.utf8)).questions.first)
        #expect(read.files.map(\.name) == ["a b.png"] && read.files[0].bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let settled = EmbeddedFiles.settling(read.question.stem.source, [("a b.png", "/media/7/a.png")])
        #expect(settled.contains("src=\"/media/7/a.png\""))
    }

    @Test func `Aiken is read as Russian teachers write it`() throws {
        let text = """
            Столица Татарстана?
            а) Уфа
            б) Казань
            ОТВЕТ: Б
            Какие числа чётны,
            если делить на два?
            A. 2
            B. 3
            C. 4
            ANSWER: A, C

            Без ключа?
            A) да
            B) нет
            Не та буква?
            A) да
            B) нет
            ANSWER: D
            """
        let file = try QuestionFile(Array(text.utf8))
        #expect(file.questions.map(\.question.kind.name) == [.choice, .multiple])
        #expect(file.questions.map(\.line) == [1, 5])
        #expect(file.questions[1].question.stem.source == "Какие числа чётны, если делить на два?")
        #expect(file.problems.map(\.kind) == [.keyMissing, .keyUnknown("D")])
        #expect(file.problems.map(\.line) == [12, 15])
    }

    @Test(arguments: [
        ("<?xml version=\"1.0\"?><quiz></quiz>", QuestionFormat.moodleXML), ("::A::Да? {T}", .gift),
        ("Да?\nA) да\nB) нет\nANSWER: A", .aiken), ("Верно, что {=1 ~2}?\nA) {=да}\nB) {=нет}\nANSWER: A", .gift),
        ("", .gift), ("<p>Вопрос в GIFT</p> {T}", .gift),
    ])
    func `a format is known by its look`(text: String, format: QuestionFormat) {
        #expect(QuestionFormat.detected(in: Array(text.utf8)) == format)
    }
}
