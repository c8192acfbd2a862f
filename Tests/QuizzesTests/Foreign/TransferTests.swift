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
    ("imscc/qas_canvas_all.imscc", ["quiz": 1], 11, ""),
    ("imscc/viewer_all-question-types.imscc", ["quiz": 1], 10, ""),
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
        try await withCourseDoor { door, _ in
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
        try await withCourseDoor { door, _ in
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
        try await withCourseDoor { door, _ in
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

extension TransferTests {
    @Test func `a SCORM package in a course goes out with it and comes back`() async throws {
        try await withCourseDoor { door, folder in
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
        try await withCourseDoor { door, folder in
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
        try await withCourseDoor { door, folder in
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
        try await withCourseDoor { door, folder in
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
