import Courses
import Foundation
import Markup
import Spaces
import Storage
import TestSupport
import Testing

@testable import Quizzes

private let hash = "0123456789abcdef0123456789abcdef01234567"

private func moodleActivity(_ kind: String, _ number: Int, _ body: String) -> [String: String] {
    [
        "activities/\(kind)_\(number)/\(kind).xml":
            "<activity id=\"\(number)\" moduleid=\"\(number)\" modulename=\"\(kind)\" contextid=\"50\"><\(kind)>\(body)</\(kind)></activity>",
        "activities/\(kind)_\(number)/module.xml":
            "<module><visible>1</visible><availability>$@NULL@$</availability></module>",
    ]
}

private func answers(_ rows: [(Int, String, Double)]) -> String {
    "<answers>"
        + rows.map {
            "<answer id=\"\($0.0)\"><answertext>\($0.1)</answertext><answerformat>1</answerformat><fraction>\($0.2)</fraction><feedback></feedback></answer>"
        }.joined() + "</answers>"
}

private func moodleQuestion(_ id: Int, _ type: String, _ plugin: String) -> String {
    """
    <question id="\(id)"><parent>0</parent><name>Вопрос \(id)</name><questiontext>&lt;p&gt;Текст \(id) &lt;img src="@@PLUGINFILE@@/leaf.png"&gt;&lt;/p&gt;</questiontext>
    <questiontextformat>1</questiontextformat><defaultmark>1</defaultmark><penalty>0.3</penalty><qtype>\(type)</qtype>
    <plugin_qtype_\(type)_question>\(plugin)</plugin_qtype_\(type)_question></question>
    """
}

/// A backup with an activity of each kind we read, and what a real one brings along.
private func moodleBackup() -> [String: String] {
    let kinds = ["page", "label", "url", "resource", "folder", "book", "choice", "forum", "quiz", "workshop"]
    let entries = kinds.enumerated().map { number, kind in
        "<activity><moduleid>\(number)</moduleid><sectionid>7</sectionid><modulename>\(kind)</modulename><title>\(kind)</title><directory>activities/\(kind)_\(number)</directory></activity>"
    }.joined()
    let chapters =
        "<chapters><chapter id=\"1\"><pagenum>1</pagenum><title>Глава</title><content>&lt;p&gt;Слова&lt;/p&gt;</content><contentformat>1</contentformat></chapter></chapters>"
    let posts =
        "<discussions><discussion id=\"1\"><name>Д</name><posts><post id=\"1\"><parent>0</parent><userid>9</userid><subject>Тема</subject><message>Первое</message><messageformat>1</messageformat></post><post id=\"2\"><parent>1</parent><subject>Re</subject><message>Ответ</message></post></posts></discussion></discussions>"
    let slots = (1...9).map {
        "<question_instance><slot>\(10 - $0)</slot><questionid>\($0)</questionid><maxmark>1.0</maxmark></question_instance>"
    }.joined()
    let questions = [
        moodleQuestion(
            1, "multichoice",
            answers([(1, "да", 1), (2, "нет", 0)])
                + "<multichoice><single>1</single><shuffleanswers>0</shuffleanswers></multichoice>"),
        moodleQuestion(
            2, "multichoice",
            answers([(3, "а", 0.5), (4, "б", 0.5), (5, "в", -1)]) + "<multichoice><single>0</single></multichoice>"),
        moodleQuestion(
            3, "truefalse",
            answers([(6, "True", 0), (7, "False", 1)]) + "<truefalse><trueanswer>6</trueanswer></truefalse>"),
        moodleQuestion(4, "shortanswer", answers([(8, "лист", 1)]) + "<shortanswer><usecase>0</usecase></shortanswer>"),
        moodleQuestion(
            5, "numerical",
            answers([(9, "3.14", 1)])
                + "<numerical_records><numerical_record><answer>9</answer><tolerance>0.01</tolerance></numerical_record></numerical_records>"
        ),
        moodleQuestion(
            6, "match",
            "<matches><match id=\"1\"><questiontext>Татарстан</questiontext><questiontextformat>1</questiontextformat><answertext>Казань</answertext></match><match id=\"2\"><questiontext>Алтай</questiontext><answertext>Барнаул</answertext></match><match id=\"3\"><questiontext></questiontext><answertext>Уфа</answertext></match></matches>"
        ),
        moodleQuestion(7, "essay", "<essay></essay>"), moodleQuestion(8, "description", ""),
        moodleQuestion(9, "ddmarker", ""),
    ].joined()
    var files = [
        "moodle_backup.xml": """
        <moodle_backup><information><moodle_release>4.1</moodle_release><original_course_fullname>Ботаника &amp; мы</original_course_fullname>
        <contents><activities>\(entries)</activities><sections><section><sectionid>7</sectionid><directory>sections/section_7</directory></section></sections></contents></information></moodle_backup>
        """,
        "sections/section_7/section.xml":
            "<section id=\"7\"><number>1</number><name>Листья</name><summary>О листьях</summary><sequence>8,0,1,2,3,4,5,6,7</sequence><visible>1</visible></section>",
        "users.xml": "<users><user id=\"9\"><lastname>Тайнов</lastname></user></users>",
        "files.xml":
            "<files><file id=\"1\"><contenthash>\(hash)</contenthash><contextid>50</contextid><component>mod_page</component><filearea>content</filearea><itemid>0</itemid><filepath>/</filepath><filename>leaf.png</filename></file><file id=\"2\"><contenthash>\(hash)</contenthash><contextid>60</contextid><component>question</component><filearea>questiontext</filearea><itemid>1</itemid><filepath>/</filepath><filename>leaf.png</filename></file></files>",
        "files/01/\(hash)": "\u{89}PNG не настоящий",
        "questions.xml":
            "<question_categories><question_category id=\"1\"><name>К</name><contextid>60</contextid><questions>\(questions)</questions></question_category></question_categories>",
    ]
    let bodies = [
        "<name>Страница</name><content>&lt;p&gt;Лист &lt;img src=\"@@PLUGINFILE@@/leaf.png\" alt=\"лист\"&gt; &lt;a href=\"$@PAGEVIEWBYID*5@$\"&gt;там&lt;/a&gt;&lt;/p&gt;</content><contentformat>1</contentformat>",
        "<name>Надпись</name><intro>Слово</intro><introformat>1</introformat>",
        "<name>Сайт</name><externalurl>https://example.org/</externalurl>",
        "<name>Рисунок</name>", "<name>Папка</name><intro></intro>", "<name>Книга</name>" + chapters,
        "<name>Выбор</name><intro>Что?</intro><introformat>1</introformat><options><option><text>Это</text></option><option><text>То</text></option></options>",
        "<name>Форум</name><type>general</type><intro></intro>" + posts,
        "<name>Тест</name><intro></intro><timelimit>600</timelimit><attempts_number>2</attempts_number><grademethod>2</grademethod><grade>20</grade><questionsperpage>1</questionsperpage><preferredbehaviour>adaptivenopenalty</preferredbehaviour><question_instances>\(slots)</question_instances>",
        "<name>Семинар</name>",
    ]
    for (number, (kind, body)) in zip(kinds, bodies).enumerated() {
        files.merge(moodleActivity(kind, number, body)) { $1 }
    }
    return files
}

@Suite struct MoodleBackupTests {
    @Test(arguments: TestEngine.available)
    func `a Moodle backup comes in as a course, without its people`(engine: TestEngine) async throws {
        try await withCourseDoor(engine) { door, folder in
            let source = folder + "/moodle"
            try write(moodleBackup(), to: source)
            let (course, report) = try await door.transfer.read(source, named: "b.mbz", into: door.space.id, by: nil)
            let contents = try await door.courses.contents(course.id)

            #expect(course.title == "Ботаника & мы")
            #expect(contents.modules.map(\.title) == ["Листья"])
            #expect(contents.modules[0].summary == "О листьях")
            // In the section's own order: the quiz stood first.
            #expect(
                contents.activities.map(\.title) == [
                    "Тест", "Страница", "Надпись", "Сайт", "Рисунок", "Папка", "Глава", "Выбор", "Форум",
                ])
            #expect(report.activities == ["page": 5, "link": 1, "file": 1, "quiz": 1, "poll": 1])
            #expect(
                report.questions == [
                    "choice": 1, "multiple": 1, "trueFalse": 1, "shortAnswer": 1, "numeric": 1, "matching": 1,
                    "essay": 1,
                    "description": 1,
                ])
            let losses = report.losses.map { "\($0.reason.rawValue)|\($0.item)|\($0.detail ?? "")" }
            let expected = [
                "activity_not_supported|Семинар|workshop", "kept_as_page|Форум|forum",
                "link_broken|Страница|$@PAGEVIEWBYID*5@$", "question_broken|Вопрос 9|ddmarker",
                "users_left_out|Ботаника & мы|1",
            ]
            #expect(losses.sorted() == expected.sorted())
            let page = try await door.courses.open(contents.activities[1].id).0
            guard case .page(let text) = page.body else { return }
            #expect(text.markdown.hasPrefix("Лист ![лист](/media/"))
            #expect(text.markdown.contains(") там"))
            let quiz = try await door.quizzes.quiz(contents.activities[0].id)
            #expect(
                quiz.settings
                    == QuizSettings(
                        points: 20, timeLimitMinutes: 10, attempts: 2, grading: .average, questionsPerPage: 1,
                        behaviour: .adaptiveWithoutPenalty))
            let questions = try await door.quizzes.questions(of: quiz.activity)
            #expect(questions.map(\.question.name) == (1...8).reversed().map { "Вопрос \($0)" })
            #expect(questions.allSatisfy { !$0.sheet.stem.string.contains("PLUGINFILE") })
            #expect(questions.last?.sheet.stem.string.contains("/media/") == true)
        }
    }
}

// MARK: - Questionnaires

/// A backup with one activity.
private func backup(of kind: String, _ body: String, questions: String = "") -> [String: String] {
    moodleActivity(kind, 1, body).merging([
        "moodle_backup.xml": """
        <moodle_backup><information><original_course_fullname>Курс</original_course_fullname><contents><activities>
        <activity><moduleid>1</moduleid><sectionid>1</sectionid><modulename>\(kind)</modulename><title>\(kind)</title><directory>activities/\(kind)_1</directory></activity>
        </activities></contents></information></moodle_backup>
        """,
        "questions.xml":
            "<question_categories><question_category id=\"1\"><contextid>60</contextid><questions>\(questions)</questions></question_category></question_categories>",
    ]) { $1 }
}

private func item(_ place: Int, _ kind: String, _ name: String, _ presentation: String = "", more: String = "")
    -> String
{
    """
    <item id="\(place)"><name>\(name)</name><label></label><presentation>\(presentation)</presentation>
    <typ>\(kind)</typ><position>\(place)</position>\(more)</item>
    """
}

extension MoodleBackupTests {
    @Test(arguments: TestEngine.available)
    func `a questionnaire comes in as a poll, and what a poll has not is named`(engine: TestEngine) async throws {
        let items = [
            item(3, "multichoice", "Что понравилось?", "c&gt;&gt;&gt;&gt;&gt;опыты\n|рассказ&lt;&lt;&lt;&lt;&lt;1"),
            item(1, "label", "", "&lt;p&gt;Ответьте честно.&lt;/p&gt;"),
            item(
                2, "multichoice", "Вы   были на уроке?", "r&gt;&gt;&gt;&gt;&gt;да|нет",
                more: "<required>1</required>"),
            item(4, "pagebreak", ""), item(5, "label", "", "О себе"),
            item(
                6, "multichoicerated", "Насколько трудно?",
                "d&gt;&gt;&gt;&gt;&gt;1####легко|2####2|3####|4####4|5####трудно"),
            item(7, "multichoicerated", "Оценка", "r&gt;&gt;&gt;&gt;&gt;0####плохо|9####хорошо"),
            item(8, "numeric", "Сколько часов?", "0|24", more: "<dependitem>2</dependitem>"),
            item(9, "textarea", "Что ещё?", "30|5"), item(10, "textfield", "Имя учителя", "30|255"),
            item(11, "multichoice", "Согласны?", "c&gt;&gt;&gt;&gt;&gt;да"), item(12, "captcha", "Проверка"),
            item(13, "info", "Когда", "1"),
        ].joined()
        let source = backup(
            of: "feedback",
            """
            <name>Отзыв</name><intro>Спасибо</intro><introformat>1</introformat><anonymous>1</anonymous>
            <multiple_submit>1</multiple_submit><publish_stats>1</publish_stats><timeclose>1386237600</timeclose>
            <page_after_submit>&lt;p&gt;До встречи&lt;/p&gt;</page_after_submit><items>\(items)</items>
            """)
        try await withCourseDoor(engine) { door, folder in
            try write(source, to: folder + "/moodle")
            let (course, report) = try await door.transfer.read(
                folder + "/moodle", named: "b", into: door.space.id, by: nil)

            let activity = try #require(try await door.courses.contents(course.id).activities.first)
            let poll = try await door.database.read { tx in try tx.poll(activity.id) }
            #expect(
                poll
                    == Poll(
                        questions: [
                            PollQuestion(text: "Вы были на уроке?", kind: .single(["да", "нет"])),
                            PollQuestion(text: "Что понравилось?", kind: .several(["опыты", "рассказ"])),
                            PollQuestion(text: "Насколько трудно?", kind: .scale(low: "легко", high: "трудно")),
                            PollQuestion(text: "Оценка", kind: .single(["0 — плохо", "9 — хорошо"])),
                            PollQuestion(text: "Сколько часов? (0…24)", kind: .words),
                            PollQuestion(text: "Что ещё?", kind: .words),
                            PollQuestion(text: "Имя учителя", kind: .words),
                            PollQuestion(text: "Согласны? (да)", kind: .words),
                        ], isAnonymous: true, results: .answered))
            #expect(activity.kind == .poll && activity.dueAt == Date(timeIntervalSince1970: 1_386_237_600))
            guard case .poll(let page) = try await door.courses.open(activity.id).0.body else { return }
            #expect(page.markdown == "Спасибо\n\nОтветьте честно.\n\nО себе\n")
            #expect(report.activities == ["poll": 1] && report.source == ["feedback": 1])
            let losses = report.losses.map { "\($0.reason.rawValue)|\($0.item)|\($0.detail ?? "")" }
            #expect(
                losses == [
                    "text_moved|Отзыв|О себе", "question_changed|Оценка|multichoicerated",
                    "question_changed|Сколько часов?|numeric", "availability_left_out|Сколько часов?|",
                    "question_changed|Согласны?|multichoice", "question_not_supported|Проверка|captcha",
                    "question_not_supported|Когда|info", "pages_joined|Отзыв|2", "required_left_out|Отзыв|1",
                    "repeats_left_out|Отзыв|", "text_left_out|Отзыв|До встречи",
                ])
        }
    }

    @Test func `the questions of Moodle's own questionnaire come in`() async throws {
        guard let folder = fixtures("activities"),
            let export = FileManager.default.contents(atPath: folder + "/moodle_testexport.xml")
        else { return }
        // An export differs from a backup by the names of its elements only.
        let rows = String(decoding: export, as: UTF8.self).matches(
            of:
                /(?s)<ITEM TYPE="(\w+)" REQUIRED="(\d)">.*?<ITEMTEXT>(.*?)<\/ITEMTEXT>.*?<PRESENTATION>(.*?)<\/PRESENTATION>/
        )
        let items = rows.enumerated().map { place, row in
            item(place, "\(row.1)", "\(row.3)", "\(row.4)", more: "<required>\(row.2)</required>")
        }
        #expect(items.count == 10)
        try await withCourseDoor { door, folder in
            try write(
                backup(of: "feedback", "<name>Отзыв</name><anonymous>2</anonymous><items>\(items.joined())</items>"),
                to: folder + "/moodle")
            let (course, report) = try await door.transfer.read(
                folder + "/moodle", named: "b", into: door.space.id, by: nil)

            let activity = try #require(try await door.courses.contents(course.id).activities.first)
            let poll = try await door.database.read { tx in try tx.poll(activity.id) }
            #expect(
                poll.questions.map(\.kind) == [
                    .words, .single(["option a", "option b", "option c"]),
                    .several(["option d", "option e", "option f"]), .single(["option g", "option h", "option i"]),
                    .single(["0 — option k", "1 — option l", "5 — option m"]), .words, .words,
                ])
            #expect(!poll.isAnonymous && poll.results == .never)
            #expect(
                report.losses.map(\.reason) == [
                    .questionNotSupported, .questionChanged, .questionChanged, .pagesJoined, .requiredLeftOut,
                ])
        }
    }
}

// MARK: - Questions whole

extension MoodleBackupTests {
    @Test(arguments: TestEngine.available)
    func `questions keep weights, penalties, hints and tags on their way in and out`(engine: TestEngine) async throws {
        let question = """
            <question id="1"><parent>0</parent><name>Лист</name><questiontext>Что это?</questiontext>
            <questiontextformat>1</questiontextformat><defaultmark>1</defaultmark><penalty>0.1</penalty><qtype>shortanswer</qtype>
            <idnumber>б-7</idnumber><tags><tag><rawname>ботаника</rawname></tag></tags>
            <question_hints><question_hint><hint>Зелёный</hint><hintformat>1</hintformat><clearwrong>1</clearwrong></question_hint></question_hints>
            <plugin_qtype_shortanswer_question>\(answers([(1, "лист", 1), (2, "листок", 0.3333333)]))<shortanswer><usecase>1</usecase></shortanswer></plugin_qtype_shortanswer_question></question>
            """
        let slots =
            "<question_instances><question_instance><slot>1</slot><questionid>1</questionid><maxmark>2.5</maxmark></question_instance></question_instances>"
        let expected = Question(
            name: "Лист", stem: RichText("Что это?", format: .markdown), defaultMark: 2.5, penalty: 0.1,
            idNumber: "б-7", tags: ["ботаника"],
            hints: [Question.Hint(text: RichText("Зелёный", format: .markdown), clearsWrong: true)],
            kind: .shortAnswer(
                Question.ShortAnswer(
                    patterns: [.init(text: "лист", fraction: 1), .init(text: "листок", fraction: 0.33333)],
                    isCaseSensitive: true)))
        try await withCourseDoor(engine) { door, folder in
            try write(
                backup(of: "quiz", "<name>Тест</name>\(slots)", questions: question), to: folder + "/moodle")
            let (course, report) = try await door.transfer.read(
                folder + "/moodle", named: "b", into: door.space.id, by: nil)
            #expect(report.losses == [])
            let out = folder + "/out"
            try await door.exporter.write(course.id, to: CourseFolder(path: out))
            let (again, _) = try await door.transfer.read(out, named: "out", into: door.space.id, by: nil)

            for course in [course, again] {
                let quiz = try #require(try await door.courses.contents(course.id).activities.first)
                #expect(try await door.quizzes.questions(of: quiz.id).map(\.question) == [expected])
                #expect(try await door.quizzes.quiz(quiz.id).slots.map(\.maximum) == [Points(typed: "2.5")])
            }
            #expect(FileManager.default.fileExists(atPath: out + "/module-01/01-quiz.xml"))

            let file = folder + "/course.imscc"
            try await CartridgeExport(courseExport: door.exporter, writeQuiz: CartridgeExport.quizWriter)
                .write(course.id, to: file)
            let (cartridge, _) = try await door.transfer.read(file, named: "c", into: door.space.id, by: nil)
            let quiz = try #require(try await door.courses.contents(cartridge.id).activities.first)
            #expect(try await door.quizzes.questions(of: quiz.id).map(\.question.defaultMark) == [2.5])
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a course folder gives back whatever questions it was given`(seed: UInt64) throws {
        var generator = QuestionGenerator(seed: seed)
        let questions = (0..<5).map { _ in seed.isMultiple(of: 2) ? generator.wholeQuestion() : generator.question() }

        let text = CourseExport.QuestionText(questions)

        #expect(try QuestionFile(Array(text.text.utf8)).questions.map(\.question) == questions)
        #expect(seed.isMultiple(of: 2) || text == .gift(GIFT.write(questions)))
    }
}
