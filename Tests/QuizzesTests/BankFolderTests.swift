import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Quizzes

private func question(_ name: String, in category: String, tags: [String] = []) -> Question {
    Question(
        name: name, category: category, stem: RichText("\(name)?"), tags: tags,
        kind: .trueFalse(.init(key: true)))
}

private func draw(from category: String, tags: [String] = []) -> Question {
    Question(
        name: "По случаю", category: category, stem: RichText(""),
        kind: .random(.init(category: category, tags: tags)))
}

extension CourseDoor {
    /// What each random place of a course's quizzes may get, by name.
    fileprivate func draws(of course: Course.ID) async throws -> [[String]] {
        let quizzes = try await courses.contents(course).modules.flatMap(\.activities).map(\.id)
        return try await database.read { tx in
            try quizzes.flatMap { quiz in
                try tx.quiz(quiz).slots.compactMap { slot in
                    guard case .random(let random) = try tx.bankQuestion(slot.question).question.kind else {
                        return nil
                    }
                    return try tx.candidates(for: random, at: quiz).map { try tx.bankQuestion($0).question.name }
                        .sorted()
                }
            }
        }
    }
}

@Suite struct BankFolderTests {
    /// A course whose quiz draws twice, by a category and by a tag in it, and asks one question of the category itself.
    private func addCourse(_ doors: CourseDoor) async throws -> Course {
        let now: @Sendable () -> Date = { Date() }
        let bank = QuestionBank(database: doors.database, quizzes: doors.quizzes, now: now)
        let author = try await Accounts(
            database: doors.database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now
        ).register(NewUser(login: "avtor", name: PersonName(surname: "Тарасова", given: "Ольга"))).id
        let course = try await doors.courses.found(
            CourseSettings(title: "Дроби", visibility: .open), in: doors.space.id, by: author)
        let module = try await doors.courses.addModule("Модуль", to: course.id)
        let asked = [draw(from: "Дроби"), question("Своя", in: "Дроби"), draw(from: "Дроби", tags: ["трудная"])]
        let draft = try doors.quizzes.draft(
            QuestionFile(questions: asked.map { ReadQuestion(line: 1, question: $0) }, problems: []),
            settings: QuizSettings(shuffle: false))
        let quiz = try await doors.courses.add(.quiz, titled: "Тест", points: draft.points, to: module, by: author) {
            try draft.install($0, $1) { $0 }
        }
        try await bank.setMaximum(Points(3), at: 1, of: quiz)
        try await bank.add(question("Половина", in: "Дроби/Простые", tags: ["трудная"]), to: course.space, by: author)
        let moved = try await bank.add(question("Четверть", in: "Разное"), to: course.space, by: author)
        try await bank.move([moved], in: course.space, to: "Дроби")
        try await bank.tag([moved], in: course.space, with: ["трудная"])
        try await bank.add(question("Лишняя", in: "Проценты"), to: course.space, by: author)
        try await bank.add(question("Школьная", in: "Дроби"), to: doors.space.id, by: author)
        return course
    }

    @Test(arguments: TestEngine.available)
    func `a quiz carried to another school draws from the same questions`(engine: TestEngine) async throws {
        try await withCourseDoor(engine) { doors, folder in
            let course = try await addCourse(doors)
            let other = try await Spaces(database: doors.database, now: { Date() }).create(
                .organisation, named: "Школа № 6", slug: "school6", in: nil, visibility: .open)
            let draws = try await doors.draws(of: course.id)
            #expect(draws == [["Половина", "Своя", "Четверть", "Школьная"], ["Половина", "Четверть"]])

            try await doors.exporter.write(course.id, to: CourseFolder(path: folder + "/first"))
            let carried = try await doors.importer.read(CourseFolder(path: folder + "/first"), into: other.id, by: nil)
            try await doors.exporter.write(carried.id, to: CourseFolder(path: folder + "/second"))

            #expect(try await doors.draws(of: carried.id) == draws)
            let (left, right) = (try contents(of: folder + "/first"), try contents(of: folder + "/second"))
            #expect(left.keys.contains { $0.hasPrefix("bank/questions.") })
            #expect(left == right)
            let quiz = try await doors.courses.contents(carried.id).activities[0].id
            #expect(try await doors.quizzes.quiz(quiz).slots.map(\.maximum) == [Points(1), Points(3), Points(1)])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a copy in the same school, or of the quiz in its course, has each question once`(
        engine: TestEngine
    ) async throws {
        try await withCourseDoor(engine) { doors, folder in
            let course = try await addCourse(doors)
            let draws = try await doors.draws(of: course.id)
            try await doors.exporter.write(course.id, to: CourseFolder(path: folder + "/first"))

            let copy = try await doors.importer.read(
                CourseFolder(path: folder + "/first"), into: doors.space.id, by: nil)

            #expect(try await doors.draws(of: copy.id) == draws)
            let before = try await doors.bankSize(of: course)
            try await doors.importer.add(CourseFolder(path: folder + "/first"), to: course.id, by: nil)
            // The quiz's own three are new, what it draws from is there.
            #expect(try await doors.bankSize(of: course) == before + 3)
        }
    }

    @Test func `a bank whose questions cannot all be kept is refused with their lines`() async throws {
        try await withCourseDoor { doors, folder in
            try write(
                ["course.yaml": "title: A\nbank: b.gift\nmodules: []\n", "b.gift": "Один? {=да ~нет}\n\nДва? {=да\n"],
                to: folder + "/source")
            let problem = await #expect(throws: CourseFolderProblem.self) {
                try await doors.importer.read(
                    CourseFolder(path: folder + "/source"), into: doors.space.id, by: nil)
            }
            guard problem?.file == "b.gift", case .questionsLost(let lines, _) = problem?.kind else {
                Issue.record("\(String(describing: problem))")
                return
            }
            #expect(lines == [3])
        }
    }
}

extension CourseDoor {
    fileprivate func bankSize(of course: Course) async throws -> Int {
        try await database.read { tx in
            try tx.value("SELECT count(*) FROM questions WHERE space_id = \(course.space)")
        }
    }
}
