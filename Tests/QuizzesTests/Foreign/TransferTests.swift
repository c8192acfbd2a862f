import Accounts
import Archives
import Courses
import Foundation
import Markup
import Media
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

private let migrations =
    JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations
    + Attempts.migrations

/// The door of foreign courses, on a database of its own.
private struct Door {
    let database: any Database
    let space: Space
    let courses: Courses
    let quizzes: Quizzes
    let transfer: CourseTransfer
    let exporter: CourseExport

    init(_ database: any Database, blobs: String) async throws {
        self.database = database
        let now: @Sendable () -> Date = { Date() }
        courses = Courses(database: database, formulas: nil, now: now)
        let assets = AssetLibrary(database: database, blobs: try BlobStore(folder: blobs), now: now)
        quizzes = Quizzes(database: database, formulas: nil, now: now)
        let importer = CourseImport(
            database: database, courses: courses, assets: assets, now: now, readQuiz: quizzes.folderReader())
        transfer = CourseTransfer(courseImport: importer, readers: .all)
        exporter = CourseExport(database: database, assets: assets, writeQuiz: quizzes.folderWriter())
        space = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
    }

    func rows(of table: SQL) async throws -> Int {
        try await database.read { tx in try tx.value("SELECT count(*) FROM \(table)") }
    }
}

@discardableResult
private func withDoor<T: Sendable>(
    _ engine: TestEngine = .sqlite, _ body: (Door, _ folder: String) async throws -> T
) async throws -> T {
    try await withTemporaryFolder { folder in
        try await withDatabase(engine, migrations: migrations) { database in
            try await body(try await Door(database, blobs: folder + "/blobs"), folder)
        }
    }
}

/// What the reference files hold, and how many of each kind come in. `nil` is a refusal.
private let expectations: [(file: String, activities: [String: Int]?, questions: Int, code: String)] = [
    ("mbz/moodle2cc_shell.mbz", [:], 0, ""),
    ("mbz/moodle_availability_26_format.mbz", ["page": 15, "quiz": 1], 1, ""),
    ("mbz/moodle_backup.mbz", ["page": 1], 0, ""),
    ("mbz/moodle_moodle_28_quiz.mbz", ["quiz": 1], 2, ""),
    ("mbz/moodle_moodle_311_quiz.mbz", ["quiz": 1], 2, ""),
    ("mbz/moodle_moodle_42_random_question.mbz", ["quiz": 1], 1, ""),
    ("mbz/moodle_question_category_34_format.mbz", [:], 0, ""),
    ("mbz/moodle_random_by_tag_quiz.mbz", ["quiz": 1], 1, ""),
    ("mbz/moodle_test_tags_backup.mbz", ["page": 1], 0, ""),
    ("imscc/cc2olx_main.imscc", ["page": 13, "file": 3, "link": 5, "quiz": 1], 1, ""),
    ("imscc/moodle2cc.imscc", ["page": 1], 0, ""),
    ("imscc/moodle_py4e_export.imscc", ["link": 129], 0, ""),
    ("imscc/qas_canvas_all.imscc", ["quiz": 1], 9, ""),
    ("imscc/viewer_all-question-types.imscc", ["quiz": 1], 9, ""),
    ("imscc/viewer_canvas_cc_gem_course.imscc", ["page": 3], 0, ""),
    ("imscc/viewer_course-1.imscc", ["page": 5, "file": 2, "link": 1, "quiz": 1], 1, ""),
    ("imscc/viewer_course-with-associated-content-assignments.imscc", ["page": 5, "file": 1, "quiz": 2], 2, ""),
    ("imscc/viewer_latex.imscc", ["page": 2], 0, ""),
    ("scorm/adl_scorm2004_4ed_manifests.zip", [:], 0, ""),
    ("scorm/escola_RuntimeBasicCalls_SCORM12.zip", ["package": 1], 0, ""),
    ("scorm/moodle_RuntimeMinimumCalls_SCORM12-mini.zip", ["package": 1], 0, ""),
    ("scorm/moodle_singlescobasic.zip", ["package": 1], 0, ""),
    ("scorm/moodle_validscorm.zip", [:], 0, ""),
    ("scorm/moodle_invalid.zip", nil, 0, "unknownFormat"),
    ("scorm/moodle_validaicc.zip", nil, 0, "formatNotSupported"),
    ("h5p/moodle_filltheblanks.h5p", ["file": 1], 0, ""),
    ("h5p/moodle_greeting-card.h5p", ["file": 1], 0, ""),
    ("h5p/moodle_h5ptest.zip", nil, 0, "malformed"),
    ("h5p/moodle_no-json-file.h5p", nil, 0, "partMissing"),
    ("h5p/moodle_unzippable.h5p", nil, 0, "notAnArchive"),
]

@Suite struct TransferTests {
    @Test func `every reference file comes in with its counts or is refused with its reason`() async throws {
        guard let root = fixtures("mbz").map({ String($0.dropLast(4)) }) else { return }
        try await withDoor { door, _ in
            for (file, activities, questions, code) in expectations {
                let name = (file as NSString).lastPathComponent
                do {
                    let report = try await door.transfer.check(root + "/" + file, named: name)
                    #expect(report.activities == activities, "\(file)")
                    #expect(report.questions.values.reduce(0, +) == questions, "\(file)")
                } catch {
                    #expect(activities == nil && "\(error)".hasPrefix(code), "\(file): \(error)")
                }
            }
            let courses = try await door.rows(of: "courses")
            #expect(courses == 0)
        }
    }

    @Test func `what is counted comes in`() async throws {
        guard let root = fixtures("mbz").map({ String($0.dropLast(4)) }) else { return }
        try await withDoor { door, _ in
            for (file, activities, _, _) in expectations where activities?.isEmpty == false {
                let (course, report) = try await door.transfer.read(
                    root + "/" + file, named: "курс.zip", into: door.space.id, by: nil)
                let contents = try await door.courses.contents(course.id)
                let kinds = Dictionary(contents.activities.map { ($0.kind.rawValue, 1) }) { $0 + $1 }
                #expect(kinds == activities, "\(file)")
                #expect(contents.modules.count == report.modules, "\(file)")
            }
        }
    }

    @Test func `each kind of Canvas question is read as it is answered`() async throws {
        guard let folder = fixtures("imscc") else { return }
        try await withDoor { door, _ in
            let (course, report) = try await door.transfer.read(
                folder + "/qas_canvas_all.imscc", named: "a", into: door.space.id, by: nil)
            let quiz = try #require(try await door.courses.contents(course.id).activities.first)
            let questions = try await door.quizzes.questions(of: quiz.id).map(\.question)

            let kinds = Dictionary(questions.map { ($0.kind.name.rawValue, 1) }) { $0 + $1 }
            #expect(kinds == report.questions)
            let letters = try #require(questions.first { $0.stem.plainText.contains("RED") })
            guard case .choice(let choice) = letters.kind else {
                Issue.record("not a choice")
                return
            }
            #expect(choice.options.map(\.text.plainText) == ["1", "2", "3", "4"])
            #expect(choice.options.map(\.fraction) == [0, 0, 1, 0])
            #expect(choice.options[2].feedback?.plainText == "good!")
            #expect(letters.generalFeedback?.plainText == "alright")
        }
    }
}

// MARK: - Packages made here, so that something runs without the reference data

private func write(_ files: [String: String], to folder: String) throws {
    for (name, text) in files {
        let path = folder + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

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

extension TransferTests {
    @Test(arguments: TestEngine.available)
    func `a Moodle backup comes in as a course, without its people`(engine: TestEngine) async throws {
        try await withDoor(engine) { door, folder in
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
                "link_broken|Страница|$@PAGEVIEWBYID*5@$", "question_not_supported|Вопрос 9|ddmarker",
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

    @Test func `a SCORM package in a course goes out with it and comes back`() async throws {
        try await withDoor { door, folder in
            let source = folder + "/scorm"
            try write(
                [
                    "imsmanifest.xml": """
                    <manifest xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schemaversion>1.2</schemaversion></metadata>
                    <organizations><organization><title>Пакет</title><item identifier="i" identifierref="r"><title>Одно</title></item></organization></organizations>
                    <resources><resource identifier="r" adlcp:scormtype="sco" href="a/one.html"/></resources></manifest>
                    """, "a/one.html": "<p>1", "a/empty.css": "",
                ], to: source)
            let (course, _) = try await door.transfer.read(source, named: "p.zip", into: door.space.id, by: nil)
            let out = folder + "/out"
            try await door.exporter.write(course.id, to: CourseFolder(path: out))
            let (again, _) = try await door.transfer.read(out, named: "out", into: door.space.id, by: nil)

            let (first, second) = (
                try await door.courses.contents(course.id).activities,
                try await door.courses.contents(again.id).activities
            )
            #expect(first.map(\.points) == second.map(\.points))
            let bodies = [
                try await door.courses.open(first[0].id).0.body, try await door.courses.open(second[0].id).0.body,
            ]
            #expect(bodies[0] == bodies[1])
            #expect(FileManager.default.fileExists(atPath: out + "/module-01/01-package/a/empty.css"))
        }
    }

    @Test(
        arguments: [
            (["test.htm": "x"], "unknownFormat"), (["moodle.xml": "<a/>"], "formatNotSupported"),
            (["a.crs": "x"], "formatNotSupported"), (["cmi5.xml": "<a/>"], "formatNotSupported"),
            (["imsmanifest.xml": "<manifest>"], "malformed"), (["moodle_backup.xml": "<a>"], "malformed"),
            (["h5p.json": "{}"], "malformed"), (["h5p.json": #"{"mainLibrary":"H5P.Text"}"#], "partMissing"),
            (["imsmanifest.xml": "<manifest><metadata><schema>Свой</schema></metadata></manifest>"], "unknownStandard"),
            (
                ["imsmanifest.xml": "<!DOCTYPE m [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><manifest>&a;</manifest>"],
                "malformed"
            ),
        ] as [([String: String], String)])
    func `what is no course says why, and nothing stays of it`(files: [String: String], code: String) async throws {
        try await withDoor { door, folder in
            try write(files, to: folder + "/in")
            do {
                _ = try await door.transfer.read(folder + "/in", named: "in", into: door.space.id, by: nil)
                Issue.record("read")
            } catch { #expect("\(error)".hasPrefix(code), "\(error)") }
            let (courses, assets) = (try await door.rows(of: "courses"), try await door.rows(of: "assets"))
            #expect(courses == 0 && assets == 0)
        }
    }

    @Test func `a course goes out as a cartridge and comes back with what it held`() async throws {
        try await withDoor { door, folder in
            let source = folder + "/course"
            try write(
                [
                    "course.yaml": """
                    title: "Дроби & доли"
                    modules:
                      - title: Начало
                        activities:
                          - page: {title: Половина, file: one/page.md}
                          - file: {title: План, file: media/plan.csv}
                          - link: {title: Сайт, url: "https://example.org/?a=1&b=2"}
                          - quiz: {title: Тест, file: one/test.gift, time_limit_minutes: 15, attempts: 3}
                    """,
                    "one/page.md":
                        "## Лист\n\nПоловина \\(\\frac12\\) ![лист](../media/leaf.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
                    "one/test.gift": """
                    ::Один::Сколько? ![лист](../media/leaf.png) {=три#Да ~два#Нет ####Итог}

                    ::Много::Какие? {~%50%а ~%50%б ~%-100%в}

                    ::Правда::Земля кругла? {T}

                    ::Слово::Как назвать? {=лист =%50%листок}

                    ::Число::Сколько? {#5:0.5}

                    ::Пары::Сопоставь {=Казань -> Татарстан =Барнаул -> Алтай = -> Башкортостан}

                    ::Рассказ::Напиши {}

                    ::Чтение::Прочти внимательно
                    """, "media/plan.csv": "минута;дело\n", "media/leaf.png": "\u{89}PNG свой",
                ], to: source)
            let (course, _) = try await door.transfer.read(source, named: "a", into: door.space.id, by: nil)
            let file = folder + "/course.imscc"
            try await CartridgeExport(courseExport: door.exporter, writeQuiz: CartridgeExport.quizWriter)
                .write(course.id, to: file)
            let (again, report) = try await door.transfer.read(file, named: "b", into: door.space.id, by: nil)

            #expect(again.title == "Дроби & доли")
            #expect(report.losses == [])
            let (old, new) = (try await door.courses.contents(course.id), try await door.courses.contents(again.id))
            #expect(new.modules.map(\.title) == old.modules.map(\.title))
            #expect(new.activities.map(\.title) == old.activities.map(\.title))
            #expect(new.activities.map(\.kind) == old.activities.map(\.kind))
            guard case .page(let before) = try await door.courses.open(old.activities[0].id).0.body,
                case .page(let after) = try await door.courses.open(new.activities[0].id).0.body
            else { return }
            let plain = { (page: Page) in page.markdown.replacing(/media\/\d+/, with: "media/N") }
            #expect(plain(after).trimmingCharacters(in: .newlines) == plain(before).trimmingCharacters(in: .newlines))
            let quizzes = [old.activities[3].id, new.activities[3].id]
            let questions = [
                try await door.quizzes.questions(of: quizzes[0]).map(\.question),
                try await door.quizzes.questions(of: quizzes[1]).map(\.question),
            ]
            #expect(questions[1].map(\.name) == questions[0].map(\.name))
            #expect(questions[1].map(\.kind.name) == questions[0].map(\.kind.name))
            #expect(questions[1][0].generalFeedback?.plainText == "Итог")
            #expect(questions[1][0].stem.source.contains("/media/"))
            let settings = try await door.quizzes.quiz(quizzes[1]).settings
            #expect(settings.attempts == 3 && settings.timeLimitMinutes == 15)
        }
    }

    @Test func `an exercise of H5P gives its questions`() async throws {
        try await withDoor { door, folder in
            let questions = """
                {"questions":[{"library":"H5P.MultiChoice 1.16","params":{"question":"<p>Раз?</p>","answers":[
                {"text":"<div>да</div>","correct":true},{"text":"нет","correct":false}]}},
                {"library":"H5P.TrueFalse 1.8","params":{"question":"<p>Два?</p>","correct":"false"}},
                {"library":"H5P.DragText 1.8","params":{"textField":"*три*"}}]}
                """
            try write(
                ["h5p.json": #"{"title":"Набор","mainLibrary":"H5P.QuestionSet"}"#, "content/content.json": questions],
                to: folder + "/in")
            try Archive.pack(["h5p.json", "content/content.json"], of: folder + "/in", to: folder + "/set.h5p")
            let report = try await door.transfer.check(folder + "/set.h5p", named: "set.h5p")

            #expect(report.questions == ["choice": 1, "trueFalse": 1])
            #expect(report.activities == ["quiz": 1, "file": 1])
            #expect(report.losses.map(\.reason) == [.questionNotSupported, .keptAsFile])
        }
    }
}
