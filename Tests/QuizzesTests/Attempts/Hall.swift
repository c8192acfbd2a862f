import Accounts
import Courses
import Foundation
import Media
import Spaces
import Storage
import TestSupport

@testable import Quizzes

let hallMigrations =
    JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations
    + Attempts.migrations

/// A quiz in a course of three learners and three teachers, its questions in their order.
struct Hall {
    static let capital = Question(
        name: "Столица", stem: RichText("Столица Татарстана?"),
        kind: .choice(
            .init(options: [
                .init(text: RichText("Самара"), fraction: 1), .init(text: RichText("Казань"), fraction: 0),
                .init(text: RichText("Уфа"), fraction: 0),
            ])))
    static let essay = Question(name: "Рассказ", stem: RichText("Где вы встречали проценты?"), kind: .essay(.init()))

    let database: any Database
    let clock = TestClock()
    let quizzes: Quizzes
    let attempts: Attempts
    let jobs: JobQueue
    let gradebook: Gradebook
    let schedules: Schedules
    let calendar: CourseCalendar
    let course: Course
    let quiz: Activity.ID
    let learners: [User.ID]
    let teachers: [User.ID]

    var learner: User.ID { learners[0] }

    init(_ database: any Database, _ settings: QuizSettings, _ questions: [Question]) async throws {
        self.database = database
        let clock = clock
        let now: @Sendable () -> Date = { clock.now }
        quizzes = Quizzes(database: database, formulas: nil, now: now)
        jobs = JobQueue(database: database, now: now)
        attempts = Attempts(database: database, quizzes: quizzes, jobs: jobs, now: now)
        gradebook = Gradebook(database: database)
        schedules = Schedules(database: database)
        calendar = CourseCalendar(database: database, now: now)
        let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        let courses = Courses(database: database, formulas: nil, now: now)
        let school = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа", slug: "school", in: nil, visibility: .open)
        var people: [User.ID] = []
        for (number, surname) in ["Абрамов", "Быков", "Власов", "Тарасова", "Усова", "Фролова"].enumerated() {
            people.append(
                try await accounts.register(
                    NewUser(login: "user\(number)", name: PersonName(surname: surname, given: "Анна"))
                ).id)
        }
        (learners, teachers) = (Array(people[..<3]), Array(people[3...]))
        course = try await courses.found(
            CourseSettings(title: "Курс", visibility: .network, admission: Admission(mode: .open)), in: school.id,
            by: teachers[0])
        let module = try await courses.addModule("Модуль", to: course.id)
        let draft = try quizzes.draft(
            QuestionFile(
                questions: questions.enumerated().map { ReadQuestion(line: $0 + 1, question: $1) }, problems: []),
            settings: settings)
        quiz = try await courses.add(.quiz, titled: "Тест", points: draft.points, to: module, by: teachers[0]) {
            try draft.install($0, $1) { $0 }
        }
        for learner in learners { try await Enrolments(database: database, now: now).enrol(learner, in: course.id) }
    }

    func minutes(_ count: Double) -> Date { clock.now.addingTimeInterval(count * 60) }

    /// Answers the question at `slot` by the author's numbers of its options and rows.
    @discardableResult
    func answer(_ slot: Int, _ fields: [Response.Field], in attempt: Attempt.ID) async throws -> SaveReceipt {
        let items = try await attempts.paper(attempt).items
        clock.advance(1)
        let answer = SubmittedAnswer(
            slot: slot, sequence: Int(clock.now.timeIntervalSince1970 * 1000), fields: items[slot - 1].shown(fields))
        return try await attempts.save(
            [answer], device: "phone", in: attempt, by: try await attempts.attempt(attempt).learner)
    }

    /// An attempt of `learner` with these answers, handed in.
    func sit(_ learner: User.ID, _ answers: [(Int, [Response.Field])]) async throws -> Attempt.ID {
        let attempt = try await attempts.start(quiz, by: learner)
        for (slot, fields) in answers { try await answer(slot, fields, in: attempt) }
        try await attempts.finish(attempt, by: learner)
        return attempt
    }

    /// Puts a new version of the question at `position`, from 0, into the quiz, as its editor does.
    func mend(_ position: Int, _ question: Question) async throws {
        let space = course.space
        try await database.write { [quiz, clock] tx in
            let old = try tx.quiz(quiz).slots[position].question
            let new = try tx.insert(question, try QuestionSheet(question, formulas: nil), into: space, at: clock.now)
            try tx.run(
                """
                UPDATE questions SET first_version = (SELECT first_version FROM questions WHERE id = \(old)),
                    version = (SELECT version FROM questions WHERE id = \(old)) + 1 WHERE id = \(new)
                """)
            try tx.run("UPDATE questions SET replaced_by = \(new) WHERE id = \(old)")
            try tx.run("UPDATE quiz_slots SET question_id = \(new) WHERE question_id = \(old)")
        }
    }

    func grade(of learner: User.ID) async throws -> Points? {
        try await gradebook.grades(of: learner, in: course.id).1[quiz]
    }

    /// Everything of the quiz's attempts that a recount may touch.
    func standing() async throws -> [String] {
        try await database.read { tx in
            try tx.all("SELECT id, marks, needs_grading FROM attempts ORDER BY id") {
                "\(try $0["id"] as Int) \(try $0["marks"] as Int) \(try $0["needs_grading"] as Bool)"
            }
                + tx.all(
                    """
                    SELECT attempt_id, number, question_id, response, mark, comment FROM attempt_slots
                    ORDER BY attempt_id, number
                    """
                ) {
                    "\(try $0["attempt_id"] as Int) \(try $0["number"] as Int) \(try $0["question_id"] as Int) "
                        + "\(try $0["response"] as String? ?? "") \(try $0["mark"] as Int? ?? -1) "
                        + "\(try $0["comment"] as String? ?? "")"
                }
                + tx.all("SELECT slot, number, response FROM attempt_steps ORDER BY attempt_id, slot, number") {
                    "\(try $0["slot"] as Int) \(try $0["number"] as Int) \(try $0["response"] as String? ?? "")"
                }
        }
    }
}

func withHall<T: Sendable>(
    _ engine: TestEngine, _ settings: QuizSettings = QuizSettings(shuffle: false),
    _ questions: [Question] = [Hall.capital, Hall.essay], _ body: (Hall) async throws -> T
) async throws -> T {
    try await withDatabase(engine, migrations: hallMigrations) { try await body(Hall($0, settings, questions)) }
}
