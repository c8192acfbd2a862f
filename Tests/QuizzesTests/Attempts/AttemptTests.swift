import Accounts
import Courses
import Foundation
import Media
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

/// Four questions, the last one marked by hand.
private let gift = """
    ::Сумма::Сколько будет $1/2 + 1/4$? {=3/4 ~1/6 ~2/6}

    ::Половина::Половина в процентах: {#50:0.1}

    ::Доля::Что значит слово «процент»? {=сотая часть =сотая}

    ::Рассказ::Где вы встречали проценты? {}
    """

extension QuizRoom {
    /// An answer to the question called `name`, as the learner's device would send it.
    fileprivate func answer(_ name: String, _ value: String, in attempt: Attempt.ID, after: Int = 0) async throws
        -> SubmittedAnswer
    {
        let item = try #require(
            try await attempts.paper(attempt).items.first { $0.question.question.name == name })
        return SubmittedAnswer(
            slot: item.slot.number, sequence: Int(clock.now.timeIntervalSince1970 * 1000) + after,
            fields: item.shown([("", value)]))
    }

    fileprivate func answerAll(_ attempt: Attempt.ID) async throws {
        let key = try await attempts.paper(attempt).items.first { $0.question.question.name == "Сумма" }
        guard case .choice(let choice) = key?.question.question.kind,
            let right = choice.options.firstIndex(where: { $0.fraction == 1 })
        else { return }
        let answers = [
            try await answer("Сумма", "\(right)", in: attempt), try await answer("Половина", "50,05", in: attempt),
            try await answer("Доля", "Сотая  часть", in: attempt),
            try await answer("Рассказ", "В магазине.", in: attempt),
        ]
        _ = try await attempts.save(answers, device: "phone", in: attempt, by: learner)
    }
}

private func withExam<T: Sendable>(
    _ engine: TestEngine, _ settings: QuizSettings = QuizSettings(), _ body: (QuizRoom) async throws -> T
) async throws -> T {
    try await withDatabase(engine, migrations: courseMigrations) {
        try await body(QuizRoom($0, try GIFT.read(gift), settings))
    }
}

@Suite struct AttemptTests {
    @Test(arguments: TestEngine.available)
    func `answers are marked at the end and the grade waits for the teacher's mark`(engine: TestEngine) async throws {
        try await withExam(engine) { exam in
            let attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
            try await exam.answerAll(attempt)
            try await exam.attempts.finish(attempt, by: exam.learner)

            let finished = try await exam.attempts.attempt(attempt)
            #expect(finished.marks == Points(3))
            #expect(finished.needsGrading)
            #expect(try await exam.grade == nil)

            let essay = try #require(
                try await exam.attempts.paper(attempt).items.first { $0.question.question.name == "Рассказ" })
            await #expect(throws: MarkRefusal.outOfRange(maximum: Points(1))) {
                try await exam.attempts.mark(
                    slot: essay.slot.number, of: attempt, as: Points(2), comment: "", by: exam.teacher)
            }
            try await exam.attempts.mark(
                slot: essay.slot.number, of: attempt, as: Points(rounding: 0.5), comment: "Хорошо", by: exam.teacher)

            #expect(try await exam.attempts.attempt(attempt).marks == Points(rounding: 3.5))
            #expect(try await exam.grade == Points(rounding: 8.75))
        }
    }

    @Test(arguments: TestEngine.available)
    func `an answer sent twice is kept once, an older one does not replace a newer`(engine: TestEngine) async throws {
        try await withExam(engine) { exam in
            let attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
            let first = try await exam.answer("Доля", "целое", in: attempt)
            let second = try await exam.answer("Доля", "сотая", in: attempt, after: 5)

            for answers in [[second], [first], [second], [first, second]] {
                let receipt = try await exam.attempts.save(answers, device: "phone", in: attempt, by: exam.learner)
                #expect(receipt.saved.map(\.sequence) == answers.map(\.sequence))
            }

            let kept = try await exam.attempts.paper(attempt).items[first.slot - 1].slot
            #expect(kept.response == .shortAnswer("сотая"))
            let history: Int = try await exam.database.read { tx in
                try tx.value("SELECT count(*) FROM answers WHERE attempt_id = \(attempt)")
            }
            #expect(history == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an answer made in time is kept for ten minutes after the end, one made late is not`(
        engine: TestEngine
    ) async throws {
        try await withExam(engine, QuizSettings(timeLimitMinutes: 20)) { exam in
            let attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
            exam.clock.advance(19 * 60)
            let inTime = try await exam.answer("Доля", "сотая", in: attempt)
            exam.clock.advance(2 * 60)
            try await exam.attempts.closeIfOverdue(attempt)
            let late = try await exam.answer("Половина", "50", in: attempt)
            let deadline = try #require(try await exam.attempts.attempt(attempt).deadline)

            await #expect(throws: AttemptRefusal.timeIsUp(deadline: deadline)) {
                try await exam.attempts.save([late], device: "phone", in: attempt, by: exam.learner)
            }
            let receipt = try await exam.attempts.save([inTime], device: "phone", in: attempt, by: exam.learner)
            #expect(receipt.isLate)
            #expect(try await exam.attempts.attempt(attempt).marks == Points(1))
            #expect(try await exam.attempts.attempt(attempt).ending == .timeout)

            exam.clock.advance(11 * 60)
            let again = SubmittedAnswer(slot: inTime.slot, sequence: inTime.sequence + 1, fields: inTime.fields)
            await #expect(throws: AttemptRefusal.timeIsUp(deadline: deadline)) {
                try await exam.attempts.save([again], device: "phone", in: attempt, by: exam.learner)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an attempt left open is closed by its job`(engine: TestEngine) async throws {
        try await withExam(engine, QuizSettings(timeLimitMinutes: 20)) { exam in
            let attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
            #expect(try await exam.jobs.claim(by: "worker") == nil)

            exam.clock.advance(31 * 60)
            let job = try #require(try await exam.jobs.claim(by: "worker"))
            #expect(job.kind == Attempts.closingJob && job.payload == "\(attempt)")
            try await exam.attempts.closeIfOverdue(attempt)

            #expect(try await exam.attempts.attempt(attempt).ending == .timeout)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the answers of a handed-in attempt stay as they are`(engine: TestEngine) async throws {
        try await withExam(engine) { exam in
            let attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
            try await exam.attempts.finish(attempt, by: exam.learner)

            await #expect(throws: AttemptRefusal.finished) {
                try await exam.attempts.save(
                    [try await exam.answer("Доля", "сотая", in: attempt)], device: "phone", in: attempt,
                    by: exam.learner)
            }
            await #expect(throws: AttemptRefusal.notYours) {
                try await exam.attempts.save([], device: "phone", in: attempt, by: exam.teacher)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `pressed twice at once, the start button makes one attempt`(engine: TestEngine) async throws {
        try await withExam(engine, QuizSettings(attempts: 1)) { exam in
            let started = try await withThrowingTaskGroup(of: Attempt.ID.self) { group in
                for _ in 0..<10 { group.addTask { try await exam.attempts.start(exam.quiz, by: exam.learner) } }
                var ids: Set<Attempt.ID> = []
                for try await id in group { ids.insert(id) }
                return ids
            }
            #expect(started.count == 1)

            try await exam.attempts.finish(started.first!, by: exam.learner)
            await #expect(throws: AttemptRefusal.noAttemptsLeft(allowed: 1)) {
                try await exam.attempts.start(exam.quiz, by: exam.learner)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `autosave asks as many queries in a quiz of one question as of many`(engine: TestEngine) async throws {
        try await withExam(engine) { exam in
            let attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
            let answer = try await exam.answer("Доля", "сотая", in: attempt)
            let count = StatementCount()
            try await StatementCount.$current.withValue(count) {
                _ = try await exam.attempts.save([answer], device: "phone", in: attempt, by: exam.learner)
            }
            #expect(count.texts.count <= 4)
        }
    }
}

@Suite struct QuizGradeTests {
    @Test(arguments: [
        (QuizSettings.Grading.highest, 8), (.first, 5), (.last, 2), (.average, 5),
    ])
    func `of several attempts the chosen one counts`(grading: QuizSettings.Grading, expected: Int) {
        let settings = QuizSettings(grading: grading)
        #expect(settings.grade(of: [Points(5), Points(8), Points(2)]) == Points(expected))
        #expect(settings.grade(of: []) == nil)
    }

    @Test func `a grade is the exact share of the points`() {
        let settings = QuizSettings(points: 10)
        #expect(settings.grade(marks: Points(1), of: Points(3)) == Points(rounding: 3.33333))
        #expect(settings.grade(marks: Points(2), of: Points(3)) == Points(rounding: 6.66667))
        #expect(settings.grade(marks: Points(3), of: Points(3)) == Points(10))
        #expect(settings.grade(marks: Points(3), of: .zero) == .zero)
    }

    @Test(arguments: [
        (QuizSettings(points: 0), QuizRefusal.outOfRange(.points, 1...1_000)),
        (QuizSettings(points: -5), .outOfRange(.points, 1...1_000)),
        (QuizSettings(timeLimitMinutes: 1_000_000_000), .outOfRange(.timeLimit, 1...1_440)),
        (QuizSettings(attempts: 0), .outOfRange(.attempts, 1...100)),
        (QuizSettings(questionsPerPage: 0), .outOfRange(.questionsPerPage, 1...100)),
        (QuizSettings(pass: 101), .outOfRange(.pass, 0...100)),
    ])
    func `numbers out of their range are named`(settings: QuizSettings, refusal: QuizRefusal) {
        #expect(throws: refusal) { try settings.check() }
    }
}
