import Accounts
import Archives
import Courses
import Foundation
import Media
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

private let sample = [
    "course.yaml": """
    title: "Дроби: половина и четверть"
    summary: Две страницы и тест
    hours: 4
    visibility: school
    enrolment: {mode: key, key: весна, capacity: 30, opens: 2026-08-20T00:00:00Z, closes: 2026-09-20T00:00:00Z}
    format: weeks
    starts_at: 2026-09-01T00:00:00Z
    groups: [5–6 классы]
    modules:
      - title: Начало
        summary: Первый модуль
        activities:
          - page: {title: Половина, file: one/page.md}
            hidden: true
            due_at: 2026-09-08T10:30:00Z
          - file: {title: План, file: media/plan.csv}
          - link: {title: Сайт, url: "https://example.org/"}
            completion: confirmed
            opens:
              - [{from: 2026-09-02T00:00:00Z}, {after: "1.2"}]
              - [{group: 5–6 классы}]
          - quiz: {title: Тест, file: one/test.gift, points: 7, time_limit_minutes: 15, attempts: 3, grading: average,
                   questions_per_page: 2, shuffle: false, review: never, pass: 50, behaviour: interactive}
          - assignment: {title: Задание, file: one/task.md, rubric: one/rubric.txt, due: "2026-12-01T10:00:00Z", text: false,
                         files: 3, file_megabytes: 7, file_kinds: docx pdf, attempts: 2, grace_minutes: 30,
                         late_percent: 10, late_floor: 50, closes: "2026-12-08T10:00:00Z", blind: true, pass: 60}
          - poll: {title: Опрос, file: one/poll.md, questions: one/poll.txt, anonymous: false, changeable: true,
                   results: closed, closes: "2026-12-09T10:00:00Z"}
    grading:
      scale: pass
      rule: {aggregation: weighted_mean, drop_lowest: 1}
      categories:
        - {title: Контрольные, rule: {aggregation: mean, missing_is_zero: true, points: "50"}, weight: "2.5"}
      placements:
        - {module: 1, activity: 4, category: 1, weight: "3"}
      columns:
        - {title: У доски, date: "2013-12-05", points: "7.5", category: 1, extra: true}
    """,
    "one/page.md":
        "Половина яблока ![яблоко](../media/apple.png) и [план](../media/plan.csv).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "one/test.gift":
        "$CATEGORY: Дроби/Половины\n\n::Половина::Половина в процентах? {=50 ~20#Нет ~5}\n\n::Слово::Как назвать 1/2? {=половина =%50%полушка}\n",
    "one/task.md": "Съешьте [половину](../media/apple.png).\n",
    "one/rubric.txt": "Цель\n0 — нет\n1.5 — есть\n",
    "one/poll.md": "Два вопроса.\n",
    "one/poll.txt": "Вкусно?\n( ) да\n( ) нет\n\nЧто ещё?\n",
    "media/plan.csv": "минута;что делаем\n0;здороваемся\n",
    "media/apple.png": "\u{89}PNG не настоящий, но свой",
]

@Suite struct CourseFolderTests {
    @Test(arguments: TestEngine.available)
    func `what was exported, imported again, gives an equal course`(engine: TestEngine) async throws {
        try await withCourseDoor(engine) { doors, folder in
            try write(sample, to: folder + "/source")

            let first = try await doors.importer.read(
                CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            try await doors.exporter.write(first.id, to: CourseFolder(path: folder + "/first"))
            let second = try await doors.importer.read(
                CourseFolder(path: folder + "/first"), into: doors.space.id, by: nil)
            try await doors.exporter.write(second.id, to: CourseFolder(path: folder + "/second"))

            let (left, right) = (try contents(of: folder + "/first"), try contents(of: folder + "/second"))
            #expect(left.keys.sorted() == right.keys.sorted())
            for (name, bytes) in left { #expect(right[name] == bytes, "\(name)") }
            #expect(left["media/plan.csv"] == Data(sample["media/plan.csv"]!.utf8))
            #expect(second.format == .weeks && second.startsAt == Date(timeIntervalSince1970: 1_788_220_800))
            let page = try await doors.courses.contents(second.id).activities[0]
            #expect(page.isHidden && page.dueAt == Date(timeIntervalSince1970: 1_788_863_400))
            #expect(first.title == second.title && first.admission == second.admission)
            let schedules = Schedules(database: doors.database)
            let steps = try await doors.courses.contents(second.id).activities
            let group = try #require(try await schedules.groups(in: second.id).first)
            let opened = try await schedules.schedule(of: steps[2].id)
            #expect(opened.completion == .confirmed && group.name == "5–6 классы")
            #expect(
                opened.condition
                    == .any([
                        .all([.from(Date(timeIntervalSince1970: 1_788_307_200)), .completed(steps[1].id)]),
                        .group(group.id),
                    ]))
            let sheet = try await Gradebook(database: doors.database).sheet(of: second.id)
            #expect(sheet.plan.rule == GradeRule(.weightedMean, dropLowest: 1))
            #expect(sheet.plan.scale == .passFail)
            let category = try #require(sheet.plan.categories.first)
            #expect(category.rule == GradeRule(.mean, missingIsZero: true, maximum: Points(50)))
            #expect(category.weight == Points(rawValue: 250_000))
            #expect(
                sheet.columns.map(\.placement) == [
                    GradeColumn.Placement(category: category.id, weight: Points(3)), GradeColumn.Placement(),
                    GradeColumn.Placement(category: category.id, isExtra: true),
                ])
            #expect(sheet.columns.last?.maximum == Points(rawValue: 750_000))
            #expect(left["module-01/05-rubric.txt"] == Data(sample["one/rubric.txt"]!.utf8))
            #expect(left["module-01/06-questions.txt"] == Data(sample["one/poll.txt"]!.utf8))
            #expect(steps.map(\.kind) == [.page, .file, .link, .quiz, .assignment, .poll])
            let (assignment, poll) = try await doors.database.read { tx in
                (try tx.assignment(steps[4].id).settings, try tx.poll(steps[5].id))
            }
            #expect(
                assignment.late
                    == LatePolicy(
                        graceMinutes: 30, percentPerDay: 10, floor: 50,
                        closesAt: Date(timeIntervalSince1970: 1_796_724_000)))
            #expect(assignment.files == FileLimits(count: 3, megabytes: 7, kinds: ["docx", "pdf"]))
            #expect(!assignment.takesText && assignment.isBlind && assignment.releasesTogether)
            #expect(assignment.points == Points(typed: "1,5") && assignment.attempts == 2 && assignment.pass == 60)
            #expect(!poll.isAnonymous && poll.isChangeable && poll.results == .closed && poll.questions.count == 2)
            #expect(first.admission.capacity == 30 && first.hours == 4 && first.visibility == .school)
        }
    }

    @Test(arguments: [
        ("../../secret.md", CourseFolderProblem.Kind.pathOutside), ("/etc/hosts", .pathOutside),
        ("one/none.md", .fileMissing), ("link.md", .pathOutside),
    ])
    func `nothing outside the folder is read`(file: String, kind: CourseFolderProblem.Kind) async throws {
        try await withCourseDoor { doors, folder in
            let yaml = "title: A\nmodules: [{title: B, activities: [{page: {title: C, file: \(file)}}]}]\n"
            try write(["course.yaml": yaml], to: folder + "/source")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/source/link.md", withDestinationPath: "/etc/hosts")

            await #expect(throws: CourseFolderProblem(file: file, kind: kind)) {
                try await doors.importer.read(
                    CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            }
            let courses: Int = try await doors.database.read { tx in try tx.value("SELECT count(*) FROM courses") }
            #expect(courses == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an exercise travels with its text, its pictures and its recording`(engine: TestEngine) async throws {
        let yaml = """
            title: Игры
            modules:
              - title: Звери
                activities:
                  - exercise: {title: Пары, kind: pairs, text: one/pairs.txt, file: one/task.md, points: 5}
                  - exercise: {title: Слова, kind: word_search, text: one/words.txt, directions: all}
                  - exercise: {title: Запись, kind: media, text: one/film.txt, media: media/film.mp4, points: 0}
            """
        let files = [
            "course.yaml": yaml, "one/task.md": "Кто это? ![кот](../media/cat.png)\n",
            "one/pairs.txt": "![кот](../media/cat.png) = cat\nёж = hedgehog\n", "one/words.txt": "кот, ёж\n",
            "one/film.txt": "0:05 Кто это?\n+ кот\n- кит\n", "media/cat.png": "\u{89}PNG не настоящий",
            "media/film.mp4": "\0\0\0\u{18}ftypmp42 не настоящий",
        ]
        try await withCourseDoor(engine) { doors, folder in
            let exercises = Exercises(database: doors.database, now: { Date() })
            try write(files, to: folder + "/source")

            let first = try await doors.importer.read(
                CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            try await doors.exporter.write(first.id, to: CourseFolder(path: folder + "/first"))
            let second = try await doors.importer.read(
                CourseFolder(path: folder + "/first"), into: doors.space.id, by: nil)
            try await doors.exporter.write(second.id, to: CourseFolder(path: folder + "/second"))

            let (left, right) = (try contents(of: folder + "/first"), try contents(of: folder + "/second"))
            #expect(left == right)
            #expect(left["module-01/01-exercise.txt"] == Data(files["one/pairs.txt"]!.utf8))
            #expect(left["media/film.mp4"] == Data(files["media/film.mp4"]!.utf8))
            let steps = try await doors.courses.contents(second.id).activities
            #expect(steps.map(\.kind) == [.exercise, .exercise, .exercise])
            #expect(steps.map(\.points) == [Points(5), Points(10), nil])
            let pairs = try await exercises.exercise(steps[0].id)
            let words = try await exercises.exercise(steps[1].id)
            let film = try await exercises.exercise(steps[2].id)
            #expect(pairs.content.pictures.count == 1 && words.settings.directions == .all)
            #expect(try await exercises.media(of: film)?.name == "film.mp4")
            let shown: Int = try await doors.database.read { tx in
                try tx.value("SELECT count(*) FROM activity_files WHERE activity_id IN (\(steps.map(\.id)))")
            }
            #expect(shown == 2)
        }
    }

    @Test(arguments: [("kind: chess", "unknownWord"), ("kind: pairs", "manifestMalformed")])
    func `an exercise that cannot be kept is refused`(kind: String, problem: String) async throws {
        try await withCourseDoor { doors, folder in
            let yaml =
                "title: A\nmodules: [{title: B, activities: [{exercise: {title: C, \(kind), text: one.txt}}]}]\n"
            try write(["course.yaml": yaml, "one.txt": "кот"], to: folder + "/source")

            let refusal = await #expect(throws: CourseFolderProblem.self) {
                try await doors.importer.read(
                    CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            }
            #expect(refusal?.file == "one.txt" && "\(refusal!.kind)".hasPrefix(problem))
        }
    }

    @Test func `a quiz whose questions cannot all be kept is refused with their lines`() async throws {
        try await withCourseDoor { doors, folder in
            let yaml = "title: A\nmodules: [{title: B, activities: [{quiz: {title: C, file: t.gift}}]}]\n"
            try write(
                ["course.yaml": yaml, "t.gift": "Один? {=да ~нет}\n\nДва? {=да ~нет\n"], to: folder + "/source")

            let problem = await #expect(throws: CourseFolderProblem.self) {
                try await doors.importer.read(
                    CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            }
            guard case .questionsLost(let lines, _) = problem?.kind else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(lines == [3])
        }
    }

    @Test(arguments: [
        (
            "scale: five\n  rule: {aggregation: best}",
            CourseFolderProblem.Kind.unknownWord("best", known: Aggregation.allCases.map(\.rawValue))
        ),
        ("scale: five\n  rule: {aggregation: mean, drop_lowest: -1}", .grading(.dropOutOfRange(GradeRule.dropRange))),
        ("scale: five\n  rule: {aggregation: mean, points: \"1e308\"}", .grading(.points(.notANumber))),
        ("scale: five\n  rule: {aggregation: mean}\n  columns: [{title: A, category: 9}]", .grading(.unknownCategory)),
    ])
    func `settings of marks that cannot be are named, and nothing is made`(
        yaml: String, kind: CourseFolderProblem.Kind
    ) async throws {
        try await withCourseDoor { doors, folder in
            try write(["course.yaml": "title: A\nmodules: []\ngrading:\n  \(yaml)\n"], to: folder + "/source")

            await #expect(throws: CourseFolderProblem(file: "course.yaml", kind: kind)) {
                try await doors.importer.read(
                    CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            }
            #expect(try await doors.database.read { try $0.value("SELECT count(*) FROM courses", as: Int.self) } == 0)
        }
    }

    @Test(arguments: ["", "title: [", "modules: 5", "title: A", "- a\n- b", "title: A\nmodules: []\nhours: много"])
    func `a malformed manifest is named`(yaml: String) async throws {
        try await withCourseDoor { doors, folder in
            try write(["course.yaml": yaml], to: folder + "/source")

            let problem = await #expect(throws: CourseFolderProblem.self) {
                try await doors.importer.read(
                    CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            }
            #expect(problem?.file == "course.yaml")
        }
    }
}
