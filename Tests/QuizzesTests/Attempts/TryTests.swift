import Accounts
import Courses
import Foundation
import Media
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

private let questions = [
    Question(
        name: "Столица", stem: RichText("Столица Татарстана?"), penalty: 0.25,
        hints: [.init(text: RichText("На Волге")), .init(text: RichText("На букву К"))],
        kind: .shortAnswer(
            .init(patterns: [
                .init(text: "Казань", fraction: 1), .init(text: "Казан", fraction: 0.5),
                .init(text: "Самара", fraction: 0, feedback: RichText("Это другая река")),
            ]))),
    Question(
        name: "Пары", stem: RichText("Соедините"), penalty: 0.25,
        hints: [.init(text: RichText("Ещё раз"), clearsWrong: true, showsRightCount: true)],
        kind: .matching(
            .init(pairs: [
                .init(stem: RichText("один"), match: "1"), .init(stem: RichText("два"), match: "2"),
                .init(stem: RichText("три"), match: "3"),
            ]))),
]

/// A quiz of two questions worth one mark each, not shuffled, with an attempt begun by one learner.
private struct Sitting {
    let exam: QuizRoom
    let attempt: Attempt.ID

    init(_ database: any Database, _ settings: QuizSettings) async throws {
        exam = try await QuizRoom(database, try QuestionFile(Array(MoodleXML.write(questions).utf8)), settings)
        attempt = try await exam.attempts.start(exam.quiz, by: exam.learner)
    }

    /// The first question is the short answer, the second the matching.
    func answer(_ slot: Int, _ fields: [(name: String, value: String)]) async throws {
        exam.clock.advance(1)
        let item = try await item(slot)
        let answer = SubmittedAnswer(
            slot: slot, sequence: Int(exam.clock.now.timeIntervalSince1970 * 1000), fields: item.shown(fields))
        let receipt = try await exam.attempts.save([answer], device: "phone", in: attempt, by: exam.learner)
        #expect(receipt.saved.map(\.slot) == [slot])
    }

    func answer(_ text: String) async throws { try await answer(1, [("", text)]) }

    @discardableResult
    func check(_ slot: Int = 1, step: Int) async throws -> QuestionAttempt {
        try await exam.attempts.take(.init(slot: slot, number: step, action: .submit), in: attempt, by: exam.learner)
    }

    @discardableResult
    func again(_ slot: Int = 1, step: Int) async throws -> QuestionAttempt {
        try await exam.attempts.take(.init(slot: slot, number: step, action: .tryAgain), in: attempt, by: exam.learner)
    }

    func item(_ slot: Int = 1) async throws -> AttemptPaper.Item {
        try #require(try await exam.attempts.paper(attempt).items.first { $0.slot.number == slot })
    }

    func finish() async throws -> Points {
        try await exam.attempts.finish(attempt, by: exam.learner)
        return try await exam.attempts.attempt(attempt).marks
    }
}

private func withSitting(
    _ engine: TestEngine, _ behaviour: Behaviour, _ body: (Sitting) async throws -> Void
) async throws {
    try await withDatabase(engine, migrations: courseMigrations) { database in
        try await body(try await Sitting(database, QuizSettings(shuffle: false, behaviour: behaviour)))
    }
}

@Suite struct TryTests {
    @Test(arguments: TestEngine.available)
    func `an answer checked at once is settled, and nothing that comes later changes it`(
        engine: TestEngine
    ) async throws {
        try await withSitting(engine, .immediate) { sitting in
            try await sitting.answer("Казан")
            #expect(try await sitting.check(step: 1).state == .gradedPartial)
            #expect(try await sitting.item().slot.mark == Points(decimal: "0.5"))

            try await sitting.answer("Казань")
            #expect(try await sitting.check(step: 2).state == .gradedPartial)

            #expect(try await sitting.item().slot.response == .shortAnswer("Казан"))
            #expect(try await sitting.finish() == Points(decimal: "0.5"))
            #expect(try await sitting.exam.grade == Points(decimal: "2.5"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a step sent twice is taken once, and one that runs ahead not at all`(engine: TestEngine) async throws {
        try await withSitting(engine, .adaptive) { sitting in
            try await sitting.answer("Самара")
            try await sitting.check(step: 1)
            try await sitting.answer("Саратов")
            #expect(try await sitting.check(step: 1).tries.count == 1)
            #expect(try await sitting.check(step: 7).tries.count == 1)
            #expect(try await sitting.item().stepCount == 1)

            try await sitting.answer("Казань")
            try await sitting.check(step: 2)

            #expect(
                try await sitting.item().play.tries.map(\.response) == [
                    .shortAnswer("Самара"), .shortAnswer("Казань"),
                ])
            #expect(try await sitting.finish() == Points(decimal: "0.75"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `the same answer checked again costs nothing, and without penalty no wrong one does`(
        engine: TestEngine
    ) async throws {
        try await withSitting(engine, .adaptiveWithoutPenalty) { sitting in
            try await sitting.answer("Самара")
            try await sitting.check(step: 1)
            try await sitting.check(step: 2)
            #expect(try await sitting.item().stepCount == 1)
            try await sitting.answer("Казань")
            #expect(try await sitting.finish() == Points(1))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a wrong try brings a hint, and the answer is closed until the learner goes on`(
        engine: TestEngine
    ) async throws {
        try await withSitting(engine, .interactive) { sitting in
            try await sitting.answer("Самара")
            let first = try await sitting.check(step: 1)
            #expect(first.hint?.text.source.contains("На Волге") == true && first.triesLeft == 2)
            try await sitting.answer("Казань")
            #expect(try await sitting.item().slot.response == .shortAnswer("Самара"))

            #expect(try await !sitting.again(step: 2).awaitsTryAgain)
            try await sitting.answer("Казань")
            #expect(try await sitting.check(step: 3).state == .gradedRight)

            #expect(try await sitting.item().slot.mark == Points(decimal: "0.75"))
            #expect(try await sitting.finish() == Points(decimal: "0.75"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a hint that clears leaves what was right`(engine: TestEngine) async throws {
        try await withSitting(engine, .interactive) { sitting in
            try await sitting.answer(2, [("0", "0"), ("1", "2"), ("2", "1")])
            #expect(try await sitting.check(2, step: 1).tries.last?.outcome.matched == [0])
            try await sitting.again(2, step: 2)
            #expect(try await sitting.item(2).slot.response == .matching([0: 0]))

            try await sitting.answer(2, [("0", "0"), ("1", "1"), ("2", "2")])
            #expect(try await sitting.check(2, step: 3).state == .gradedRight)
            // One row was right from the first, two paid for one try.
            #expect(try await sitting.finish() == Points(rounding: (1 + 0.75 + 0.75) / 3))
        }
    }

    @Test(arguments: TestEngine.available)
    func `certainty weighs, and a loss never becomes a grade below zero`(engine: TestEngine) async throws {
        try await withSitting(engine, .deferredCertainty) { sitting in
            try await sitting.answer(1, [("certainty", "3")])
            #expect(try await sitting.item().slot.response?.isEmpty != false)
            try await sitting.answer(1, [("", "Самара"), ("certainty", "3")])
            #expect(try await sitting.item().slot.certainty == .high)
            #expect(try await sitting.finish() == Points(-6))
            #expect(try await sitting.exam.grade == Points.zero)
        }
        try await withSitting(engine, .immediateCertainty) { sitting in
            try await sitting.answer("Казань")
            await #expect(throws: AttemptRefusal.noCertainty(1)) { try await sitting.check(step: 1) }
            try await sitting.answer(1, [("", "Казань"), ("certainty", "9")])
            #expect(try await sitting.item().slot.certainty == nil)
            try await sitting.answer(1, [("", "Казань"), ("certainty", "3")])
            #expect(try await sitting.check(step: 1).fraction == 3)
            #expect(try await sitting.finish() == Points(3))
            #expect(try await sitting.exam.grade == Points(10))
        }
    }

    @Test(arguments: TestEngine.available)
    func `what cannot be marked costs no try, and strangers and late comers take none`(
        engine: TestEngine
    ) async throws {
        try await withSitting(engine, .immediate) { sitting in
            await #expect(throws: AttemptRefusal.incompleteAnswer(1)) { try await sitting.check(step: 1) }
            try await sitting.answer(2, [("0", "0")])
            await #expect(throws: AttemptRefusal.incompleteAnswer(2)) { try await sitting.check(2, step: 1) }
            await #expect(throws: NoRow.self) { try await sitting.check(99, step: 1) }
            await #expect(throws: NoRow.self) { try await sitting.check(-1, step: 1) }
            await #expect(throws: AttemptRefusal.notYours) {
                try await sitting.exam.attempts.take(
                    .init(slot: 1, number: 1, action: .submit), in: sitting.attempt, by: User.ID(rawValue: 999))
            }
            #expect(try await sitting.item().stepCount == 0)
            _ = try await sitting.finish()
            await #expect(throws: AttemptRefusal.finished) { try await sitting.check(step: 1) }
        }
        try await withSitting(engine, .deferred) { sitting in
            try await sitting.answer("Казань")
            #expect(try await sitting.check(step: 1).tries == [])
            #expect(try await sitting.item().stepCount == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `killed between the answer and its check, the answer is there and no try was spent`(
        engine: TestEngine
    ) async throws {
        try await withSitting(engine, .interactive) { sitting in
            try await sitting.answer("Самара")
            // Here the power went: the page is sent again as it was.
            #expect(try await sitting.item().play.tries == [])
            #expect(try await sitting.check(step: 1).triesLeft == 2)
            #expect(try await sitting.check(step: 1).triesLeft == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an attempt keeps the behaviour it was started with`(engine: TestEngine) async throws {
        try await withSitting(engine, .adaptive) { sitting in
            let now: @Sendable () -> Date = { [clock = sitting.exam.clock] in clock.now }
            try await Quizzes(database: sitting.exam.database, formulas: nil, now: now)
                .change(sitting.exam.quiz, to: QuizSettings())
            try await sitting.answer("Самара")
            #expect(try await sitting.check(step: 1).behaviour == .adaptive)
        }
    }
}
