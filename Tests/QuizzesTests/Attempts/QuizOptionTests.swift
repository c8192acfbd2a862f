import Accounts
import Courses
import Foundation
import Storage
import TestSupport
import Testing

@testable import Quizzes

@Suite struct QuizOptionTests {
    private let noon = Date(timeIntervalSince1970: 1_700_000_000)

    @Test func `own rules beat the group's, the group's beat everybody's, the most generous group wins`() {
        let all = QuizSettings(timeLimitMinutes: 20, attempts: 1, opensAt: noon, closesAt: noon + 600)
        let five = QuizOverride(closesAt: noon + 900, extraMinutes: 5)
        let ten = QuizOverride(closesAt: noon + 800, extraMinutes: 10, attempts: 3)
        let own = QuizOverride(timeLimitMinutes: 15)

        let ofGroups = all.overridden(by: nil, groups: [five, ten])
        let ofBoth = all.overridden(by: own, groups: [five, ten])

        #expect(ofGroups.timeLimitMinutes == 30 && ofGroups.closesAt == noon + 900 && ofGroups.attempts == 3)
        #expect(ofBoth.timeLimitMinutes == 15 && ofBoth.closesAt == noon + 900 && ofBoth.opensAt == noon)
        #expect(QuizSettings().overridden(by: QuizOverride(extraMinutes: 5)).timeLimitMinutes == nil)
        #expect(all.overridden(by: nil) == all)
    }

    @Test func `the clock ends an attempt at its limit or with the quiz`() {
        func end(_ minutes: Int?, _ closesAt: Date?) -> Date? {
            QuizSettings(timeLimitMinutes: minutes, closesAt: closesAt).deadline(ofAttemptBegun: noon)
        }
        #expect(end(nil, nil) == nil)
        #expect(end(10, nil) == noon + 600)
        #expect(end(10, noon + 300) == noon + 300)
        #expect(end(10, noon + 900) == noon + 600)
        #expect(end(nil, noon + 900) == noon + 900)
    }

    @Test func `feedback is said by exact ranges`() throws {
        let feedback = try OverallFeedback(text: "50 — Повторите\n\n85% - Отлично — так держать\n0: Начните сначала")
        func said(_ marks: Int64) -> String? { feedback.said(of: Points(rawValue: marks), of: Points(10)) }

        #expect(said(850_000) == "Отлично — так держать")
        #expect(said(849_999) == "Повторите")
        #expect(said(0) == "Начните сначала")
        #expect(said(-1) == nil)
        #expect(feedback.said(of: .zero, of: .zero) == nil)
        #expect(try OverallFeedback(text: feedback.text) == feedback)
        #expect(throws: QuizRefusal.feedbackLine(2)) { try OverallFeedback(text: "50 — да\n101 — нет") }
        #expect(throws: QuizRefusal.feedbackLine(2)) { try OverallFeedback(text: "50 — да\n50 — снова") }
    }

    @Test(arguments: [
        (
            QuizSettings(opensAt: Date(timeIntervalSince1970: 9), closesAt: Date(timeIntervalSince1970: 9)),
            QuizRefusal.closesBeforeItOpens
        ),
        (QuizSettings(review: .afterClosing), .closingMissing),
        (QuizSettings(delayMinutes: 0), .outOfRange(.delay, QuizSettings.delayRange)),
        (QuizSettings(tolerance: 101), .outOfRange(.tolerance, QuizSettings.toleranceRange)),
        (QuizSettings(password: String(repeating: "ы", count: 101)), .passwordTooLong(limit: 100)),
    ])
    func `what cannot be is refused`(settings: QuizSettings, refusal: QuizRefusal) {
        #expect(throws: refusal) { try settings.check() }
    }

    @Test func `a course folder carries every setting`() throws {
        let settings = QuizSettings(
            points: 7, timeLimitMinutes: 15, attempts: 3, grading: .average, questionsPerPage: 2, shuffle: false,
            review: .afterClosing, pass: 50, behaviour: .interactive, opensAt: noon, closesAt: noon + 600,
            password: "весна", delayMinutes: 5, isSequential: true,
            feedback: OverallFeedback(bands: [.init(from: 50, text: "Хорошо")]), isBlind: true, tolerance: 20)

        #expect(try QuizOutline(settings).settings() == settings)
        #expect(try QuizOutline(QuizSettings()).settings() == QuizSettings())
    }

    @Test(arguments: TestEngine.available)
    func `a quiz is started inside its window, and an open attempt is closed with it`(engine: TestEngine) async throws {
        let start = TestClock().now
        let settings = QuizSettings(
            timeLimitMinutes: 60, shuffle: false, opensAt: start + 600, closesAt: start + 1_800)
        try await withHall(engine, settings) { hall in
            await #expect(throws: AttemptRefusal.notOpenYet(start + 600)) {
                try await hall.attempts.start(hall.quiz, by: hall.learner)
            }
            hall.clock.advance(600)
            let attempt = try await hall.attempts.start(hall.quiz, by: hall.learner)
            #expect(try await hall.attempts.attempt(attempt).deadline == start + 1_800)

            hall.clock.advance(1_200)

            try await hall.attempts.closeIfOverdue(attempt)
            #expect(try await hall.attempts.attempt(attempt).ending == .timeout)
            await #expect(throws: AttemptRefusal.closed(start + 1_800)) {
                try await hall.attempts.start(hall.quiz, by: hall.learners[1])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a password is asked for, a pause is kept`(engine: TestEngine) async throws {
        try await withHall(engine, QuizSettings(shuffle: false, password: "весна", delayMinutes: 10)) { hall in
            for wrong in [nil, "", "Весна", "весна "] {
                await #expect(throws: AttemptRefusal.wrongPassword) {
                    try await hall.attempts.start(hall.quiz, by: hall.learner, password: wrong)
                }
            }
            let first = try await hall.attempts.start(hall.quiz, by: hall.learner, password: "весна")
            #expect(try await hall.attempts.start(hall.quiz, by: hall.learner) == first)
            try await hall.attempts.finish(first, by: hall.learner)
            let next = hall.minutes(10)

            await #expect(throws: AttemptRefusal.tooSoon(until: next)) {
                try await hall.attempts.start(hall.quiz, by: hall.learner, password: "весна")
            }
            hall.clock.advance(600)
            #expect(try await hall.attempts.start(hall.quiz, by: hall.learner, password: "весна") != first)
        }
    }

    @Test(arguments: TestEngine.available)
    func `extra time reaches an attempt under way, and the calendar`(engine: TestEngine) async throws {
        let start = TestClock().now
        let settings = QuizSettings(timeLimitMinutes: 20, shuffle: false, closesAt: start + 3_600)
        try await withHall(engine, settings) { hall in
            let attempt = try await hall.attempts.start(hall.quiz, by: hall.learner)
            let group = try await hall.schedules.addGroup("Группа", to: hall.course.id)
            try await hall.schedules.set([hall.learner], of: group, in: hall.course.id)
            func closing(_ learner: User.ID) async throws -> [Date] {
                try await hall.calendar.events(of: learner, in: start..<(start + 86_400)).map(\.startsAt)
            }

            try await hall.quizzes.override(
                hall.quiz, for: .group(group), with: QuizOverride(extraMinutes: 10), jobs: hall.jobs)
            #expect(try await hall.attempts.attempt(attempt).deadline == start + 1_800)
            try await hall.quizzes.override(
                hall.quiz, for: .learner(hall.learner),
                with: QuizOverride(closesAt: start + 7_200, timeLimitMinutes: 90), jobs: hall.jobs)

            #expect(try await hall.attempts.attempt(attempt).deadline == start + 5_400)
            #expect(try await closing(hall.learner) == [start + 7_200])
            #expect(try await closing(hall.learners[1]) == [start + 3_600])
            #expect(
                try await hall.quizzes.overrides(of: hall.quiz).map(\.bearer) == [
                    .group(group), .learner(hall.learner),
                ])

            for bearer in [ExtensionBearer.group(group), .learner(hall.learner)] {
                try await hall.quizzes.override(hall.quiz, for: bearer, with: nil, jobs: hall.jobs)
            }
            #expect(try await hall.attempts.attempt(attempt).deadline == start + 1_200)
            #expect(try await closing(hall.learner) == [start + 3_600])
            await #expect(throws: QuizRefusal.learnerUnknown) {
                try await hall.quizzes.override(
                    hall.quiz, for: .learner(hall.teachers[0]), with: QuizOverride(attempts: 2), jobs: hall.jobs)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `pages of a sequential quiz go forward only`(engine: TestEngine) async throws {
        let settings = QuizSettings(questionsPerPage: 1, shuffle: false, behaviour: .immediate, isSequential: true)
        try await withHall(engine, settings, [Hall.capital, Hall.capital, Hall.essay]) { hall in
            let attempt = try await hall.attempts.start(hall.quiz, by: hall.learner)
            #expect(try await hall.answer(2, [("", "1")], in: attempt).refused == [2])
            #expect(try await hall.answer(1, [("", "1")], in: attempt).refused == [])
            await #expect(throws: AttemptRefusal.otherPage) {
                try await hall.attempts.take(.init(slot: 2, number: 1, action: .submit), in: attempt, by: hall.learner)
            }

            for _ in 0..<2 { try await hall.attempts.turnPage(from: 1...1, of: attempt, by: hall.learner) }

            #expect(try await hall.attempts.attempt(attempt).openSlots == 2...2)
            // What was on its way is acknowledged and stands in the history alone.
            #expect(try await hall.answer(1, [("", "0")], in: attempt).refused == [])
            let items = try await hall.attempts.paper(attempt).items
            #expect(items.map(\.slot.response) == [.choice(1), nil, nil])
            await #expect(throws: AttemptRefusal.otherPage) {
                try await hall.attempts.take(.init(slot: 1, number: 1, action: .submit), in: attempt, by: hall.learner)
            }
            await #expect(throws: AttemptRefusal.notYours) {
                try await hall.attempts.turnPage(from: 2...2, of: attempt, by: hall.learners[1])
            }
            try await hall.attempts.turnPage(from: 2...2, of: attempt, by: hall.learner)
            try await hall.attempts.turnPage(from: 3...3, of: attempt, by: hall.learner)
            #expect(try await hall.attempts.attempt(attempt).openSlots == 3...3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a review after closing waits for the last window of all`(engine: TestEngine) async throws {
        let start = TestClock().now
        let settings = QuizSettings(shuffle: false, review: .afterClosing, closesAt: start + 600)
        try await withHall(engine, settings) { hall in
            try await hall.quizzes.override(
                hall.quiz, for: .learner(hall.learners[1]), with: QuizOverride(closesAt: start + 1_200), jobs: hall.jobs
            )
            let attempt = try await hall.sit(hall.learner, [])
            let opens = start + 1_200 + Attempt.lateArrival

            let paper = try await hall.attempts.paper(attempt)

            #expect(paper.reviewOpensAt == opens)
            #expect(!paper.reveals(at: start + 700) && !paper.reveals(at: opens - 1) && paper.reveals(at: opens))
            #expect(try await !hall.attempts.status(of: hall.quiz, for: hall.learner).reveals)
        }
    }
}
