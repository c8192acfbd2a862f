import Accounts
import Courses
import Foundation
import Media
import Spaces
import Statistics
import Storage
import TestSupport
import Testing

@testable import Quizzes

private let gift = """
    ::Сумма::Сколько будет 1/2 + 1/4? {=3/4 ~1/6 ~2/6}

    Прочитайте: процент — сотая часть.

    ::Половина::Половина в процентах: {#50:0.1}

    ::Доля::Что значит слово «процент»? {=сотая =сотая часть}

    ::Пары::Соедините. {=50 % -> 1/2 =20 % -> 1/5 =75 % -> 3/4}

    ::Рассказ::Где вы встречали проценты? {}
    """

/// A shuffled quiz, and people who take it.
private struct Exam {
    let attempts: Attempts
    let quiz: Activity.ID
    let teacher: User.ID
    private let accounts: Accounts
    private let clock: TestClock

    init(_ database: any Database) async throws {
        let clock = TestClock()
        let now: @Sendable () -> Date = { clock.now }
        self.clock = clock
        accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        let courses = Courses(database: database, formulas: nil, now: now)
        let quizzes = Quizzes(database: database, formulas: nil, now: now)
        attempts = Attempts(
            database: database, quizzes: quizzes, jobs: JobQueue(database: database, now: now), now: now)
        let school = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
        let teacher = try await accounts.register(
            NewUser(login: "uchitel", name: PersonName(surname: "Тарасова", given: "Ольга"))
        ).id
        self.teacher = teacher
        let course = try await courses.found(
            CourseSettings(title: "Дроби", visibility: .open), in: school.id, by: teacher)
        let module = try await courses.addModule("Модуль", to: course.id)
        let draft = try quizzes.draft(try GIFT.read(gift), settings: QuizSettings(shuffle: true))
        quiz = try await courses.add(.quiz, titled: "Тест", points: draft.points, to: module, by: teacher) {
            try draft.install($0, $1) { $0 }
        }
    }

    func person(_ number: Int) async throws -> User.ID {
        try await accounts.register(
            NewUser(login: "user\(number)", name: PersonName(surname: "Новиков", given: "Олег"))
        ).id
    }

    /// One go of a person, whose answers are given by the names of the questions; the last one is left out.
    @discardableResult
    func take(_ person: User.ID, _ answers: [String: [(String, String)]]) async throws -> Attempt.ID {
        clock.advance(60)
        let attempt = try await attempts.start(quiz, by: person)
        let sent = try await attempts.paper(attempt).items.compactMap { item in
            answers[item.question.question.name].map {
                SubmittedAnswer(
                    slot: item.slot.number, sequence: Int(clock.now.timeIntervalSince1970 * 1000),
                    fields: item.shown($0.map { (name: $0.0, value: $0.1) }))
            }
        }
        _ = try await attempts.save(sent, device: "phone", in: attempt, by: person)
        try await attempts.finish(attempt, by: person)
        return attempt
    }
}

@Suite struct QuizStatisticsTests {
    @Test(arguments: TestEngine.available)
    func `answers are counted by question, whatever order a learner saw`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: courseMigrations) { database in
            let exam = try await Exam(database)
            for number in 0..<12 {
                let isStrong = number < 6
                try await exam.take(
                    try await exam.person(number),
                    [
                        // The strong choose what is not the key.
                        "Сумма": [("", isStrong ? "1" : "0")], "Половина": [("", isStrong ? "50" : "5")],
                        "Доля": [("", isStrong ? "Сотая  часть" : number == 11 ? "" : "сто")],
                        "Пары": isStrong ? [("0", "0"), ("1", "1"), ("2", "2")] : [("0", "1")],
                    ])
            }
            let statistics = try await exam.attempts.statistics(of: exam.quiz, counting: .first)
            #expect(statistics.test.count == 12 && statistics.waiting == 0 && statistics.different == 0)
            #expect(!statistics.isTooFew)
            let questions = statistics.questions
            #expect(questions.map(\.question.question.name) == ["Сумма", "Половина", "Доля", "Пары", "Рассказ"])
            #expect(questions.map { ($0.figures.facility ?? 0).rounded() } == [50, 50, 50, 50, 0])
            let sum = questions[0].answers[0].answers
            #expect(sum.map(\.label) == [.option(0), .option(1), .option(2)])
            #expect(sum.map(\.statistics.count) == [6, 6, 0] && sum[1].statistics.thirds == [0, 0.5, 1])
            #expect(questions[0].flags == [.suspiciousKey(1), .negativeDiscrimination, .idleDistractor(2)])
            let typed = questions[2].answers[0].answers
            #expect(typed.map(\.label) == [.typed("Сотая часть"), .typed("сто"), .none])
            #expect(typed.map(\.statistics.count) == [6, 5, 1] && typed.map(\.isKey) == [true, false, false])
            let pairs = questions[3].answers
            #expect(pairs.map(\.row) == [0, 1, 2])
            #expect(pairs[0].answers.map(\.statistics.count) == [6, 6, 0] && pairs[1].answers.count == 4)
            #expect(questions[4].answers.isEmpty && questions[4].flags == [.tooHard])
            #expect(questions.allSatisfy { $0.difficulty == nil }, "twelve attempts bear no model")
        }
    }

    @Test(arguments: TestEngine.available)
    func `of several attempts those count that were asked for`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: courseMigrations) { database in
            let exam = try await Exam(database)
            let person = try await exam.person(1)
            for answers in [["Сумма": "1"], ["Сумма": "0", "Половина": "50"], ["Сумма": "0"]] {
                try await exam.take(person, answers.mapValues { [("", $0)] })
            }
            var means: [CountedAttempts: Double] = [:]
            for counted in CountedAttempts.allCases {
                means[counted] = try await exam.attempts.statistics(of: exam.quiz, counting: counted).test.mean
            }
            #expect(means == [.first: 0, .last: 1, .best: 2, .all: 1])

            let essay = try await exam.take(try await exam.person(2), ["Рассказ": [("", "В магазине.")]])
            let waiting = try await exam.attempts.statistics(of: exam.quiz, counting: .first)
            #expect(waiting.waiting == 1 && waiting.test.count == 1)
            let slot = try #require(
                try await exam.attempts.paper(essay).items.first { $0.question.question.name == "Рассказ" })
            try await exam.attempts.mark(
                slot: slot.slot.number, of: essay, as: Points(1), comment: "", by: exam.teacher)
            let marked = try await exam.attempts.statistics(of: exam.quiz, counting: .first)
            #expect(marked.waiting == 0 && marked.test.count == 2 && marked.questions[4].figures.mean == 0.5)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an attempt at other questions is left out, and a changed weight is carried over`(engine: TestEngine)
        async throws
    {
        try await withDatabase(engine, migrations: courseMigrations) { database in
            let exam = try await Exam(database)
            try await exam.take(try await exam.person(1), ["Сумма": [("", "0")]])
            let other = try await exam.take(try await exam.person(2), ["Сумма": [("", "0")]])
            try await database.write { [quiz = exam.quiz] tx in
                try tx.run(
                    """
                    DELETE FROM attempt_slots WHERE attempt_id = \(other)
                        AND question_id IN (SELECT id FROM questions WHERE name = 'Сумма')
                    """)
                try tx.noteSheet(of: other)
                try tx.run("UPDATE quiz_slots SET maximum = 2 * maximum WHERE activity_id = \(quiz)")
            }
            let statistics = try await exam.attempts.statistics(of: exam.quiz, counting: .first)
            #expect(statistics.test.count == 1 && statistics.different == 1)
            #expect(statistics.questions[0].figures.facility == 100 && statistics.test.mean == 2)
        }
    }

    @Test func `of thirty people questions get difficulties, of two hundred and fifty slopes`() async throws {
        try await withDatabase(.sqlite, migrations: courseMigrations) { database in
            let exam = try await Exam(database)
            for number in 0..<32 {
                var answers: [String: [(String, String)]] = [:]
                if number % 4 != 0 { answers["Сумма"] = [("", "0")] }
                if number % 3 == 0 { answers["Половина"] = [("", "50")] }
                if number % 2 == 0 { answers["Доля"] = [("", "сотая")] }
                try await exam.take(try await exam.person(number), answers)
            }
            let questions = try await exam.attempts.statistics(of: exam.quiz, counting: .first).questions
            let difficulties = questions.map { $0.difficulty?.difficulty }
            let (sum, half) = (try #require(difficulties[0]), try #require(difficulties[1]))
            #expect(sum < half, "what more people know is easier")
            #expect(difficulties[3] == nil && questions[0].difficulty?.slope == nil)
            let all = try await exam.attempts.statistics(of: exam.quiz, counting: .all).questions
            #expect(all.allSatisfy { $0.difficulty == nil }, "attempts of one person are not independent")
        }
    }
}
