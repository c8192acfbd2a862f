import Accounts
import Courses
import Foundation
import Quizzes
import Spaces
import Storage
import TestSupport

/// A quiz in an open course with one learner and one teacher.
struct QuizRoom {
    let database: any Database
    let clock: TestClock
    let attempts: Attempts
    let quizzes: Quizzes
    let jobs: JobQueue
    let gradebook: Gradebook
    let course: Course
    let quiz: Activity.ID
    let learner: User.ID
    let teacher: User.ID

    init(_ database: any Database, _ questions: QuestionFile, _ settings: QuizSettings) async throws {
        self.database = database
        let clock = TestClock()
        self.clock = clock
        let now: @Sendable () -> Date = { clock.now }
        let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        let courses = Courses(database: database, formulas: nil, now: now)
        quizzes = Quizzes(database: database, formulas: nil, now: now)
        jobs = JobQueue(database: database, now: now)
        attempts = Attempts(database: database, quizzes: quizzes, jobs: jobs, now: now)
        gradebook = Gradebook(database: database)
        let school = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
        teacher = try await accounts.register(
            NewUser(login: "uchitel", name: PersonName(surname: "Тарасова", given: "Ольга"))
        ).id
        learner = try await accounts.register(
            NewUser(login: "uchenik", name: PersonName(surname: "Ёлкин", given: "Артём"))
        ).id
        course = try await courses.found(
            CourseSettings(title: "Дроби", visibility: .network, admission: Admission(mode: .open)), in: school.id,
            by: teacher)
        let module = try await courses.addModule("Модуль", to: course.id)
        let draft = try quizzes.draft(questions, settings: settings)
        quiz = try await courses.add(.quiz, titled: "Тест", points: draft.points, to: module, by: teacher) {
            try draft.install($0, $1) { $0 }
        }
        try await Enrolments(database: database, now: now).enrol(learner, in: course.id)
    }

    var grade: Points? {
        get async throws { try await gradebook.grades(of: learner, in: course.id).1[quiz] }
    }
}
