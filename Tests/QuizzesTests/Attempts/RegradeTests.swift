import Courses
import Foundation
import Storage
import TestSupport
import Testing

@testable import Quizzes

@Suite struct RegradeTests {
    @Test(
        arguments: [
            (["а", "б", "в"], ["в", "а", "б"], [1, 2, 0]), (["а", "б"], ["а", "бб"], [0, 1]),
            (["а", "б", "в"], ["а", "в"], [0, nil, 1]), (["а", "а"], ["б", "а"], [0, 1]),
            (["а", "б"], ["б", "новое"], [nil, 0]), (["а"], ["х", "у"], [nil]),
        ] as [([String], [String], [Int?])])
    func `parts are known by their texts, else by their places`(old: [String], new: [String], expected: [Int?]) {
        let places = Places(old, in: new)
        #expect(old.indices.map { places[$0] } == expected)
    }

    private static func mended(_ texts: [String], key: String) -> Question {
        Question(
            name: "Столица", stem: RichText("Столица Татарстана?"), penalty: 0.25,
            kind: .choice(
                .init(options: texts.map { .init(text: RichText($0), fraction: $0 == key ? 1 : 0) })))
    }

    @Test(arguments: TestEngine.available)
    func `a mended key moves marks and grades, and undone everything is as it was`(engine: TestEngine) async throws {
        try await withHall(engine) { hall in
            // Самара is the key by mistake; Казань is chosen by the second and third.
            let wrong = try await hall.sit(hall.learner, [(1, [("", "0")]), (2, [("", "В магазине")])])
            let right = try await hall.sit(hall.learners[1], [(1, [("", "1")])])
            let both = try await hall.sit(hall.learners[2], [(1, [("", "1")]), (2, [("", "В газете")])])
            for attempt in [wrong, both] {
                try await hall.attempts.mark(
                    slot: 2, of: attempt, as: Points(1), comment: "Хорошо", by: hall.teachers[0])
            }
            let before = try await hall.standing()
            #expect(try await hall.attempts.regradeReport(of: hall.quiz).attempts == 0)
            await #expect(throws: RegradeRefusal.nothingToRegrade) {
                try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "Пересчёт")
            }

            try await hall.mend(0, Self.mended(["Уфа", "Казань", "Самара"], key: "Казань"))
            let report = try await hall.attempts.regradeReport(of: hall.quiz)
            #expect(try await hall.standing() == before)

            #expect(report.attempts == 3 && report.byHand == 0 && report.untranslatable == 0)
            #expect(report.changes.map(\.attempt.id) == [wrong, right, both])
            #expect(report.changes.map(\.after) == [Points(1), Points(1), Points(2)])
            #expect(report.changes.map(\.gradeBefore) == [Points(10), .zero, Points(5)])
            #expect(report.changes.map(\.gradeAfter) == [Points(5), Points(5), Points(10)])

            try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "Пересчёт")

            #expect(try await hall.grade(of: hall.learner) == Points(5))
            #expect(try await hall.grade(of: hall.learners[2]) == Points(10))
            #expect(try await hall.attempts.paper(wrong).items[0].slot.response == .choice(2))
            let column = GradeColumn.ID.activity(hall.quiz)
            let history = try await hall.gradebook.history(of: column, for: hall.learner)
            #expect(history.contains { $0.because == "Пересчёт" })
            let again = try await hall.attempts.regradeReport(of: hall.quiz)
            #expect(again.attempts == 0 && again.last != nil)

            try await hall.attempts.undoRegrade(of: hall.quiz, by: hall.teachers[0], because: "Отмена")

            #expect(try await hall.standing() == before)
            #expect(try await hall.grade(of: hall.learner) == Points(10))
            #expect(try await hall.attempts.regradeReport(of: hall.quiz).attempts == 3)
            await #expect(throws: RegradeRefusal.nothingToUndo) {
                try await hall.attempts.undoRegrade(of: hall.quiz, by: hall.teachers[0], because: "Отмена")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `steps are taken again with the mended question`(engine: TestEngine) async throws {
        let settings = QuizSettings(shuffle: false, behaviour: .adaptive)
        let asked = Self.mended(["Самара", "Казань", "Уфа"], key: "Самара")
        try await withHall(engine, settings, [asked]) { hall in
            let attempt = try await hall.attempts.start(hall.quiz, by: hall.learner)
            for (number, option) in ["1", "2", "0"].enumerated() {
                try await hall.answer(1, [("", option)], in: attempt)
                try await hall.attempts.take(
                    .init(slot: 1, number: number + 1, action: .submit), in: attempt, by: hall.learner)
            }
            try await hall.attempts.finish(attempt, by: hall.learner)
            #expect(try await hall.attempts.attempt(attempt).marks == Points(rawValue: 50_000))
            let before = try await hall.standing()

            try await hall.mend(0, Self.mended(["Уфа", "Самара", "Казань"], key: "Казань"))
            try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "")

            // Казань was the first try.
            #expect(try await hall.attempts.attempt(attempt).marks == Points(1))
            try await hall.attempts.undoRegrade(of: hall.quiz, by: hall.teachers[0], because: "")
            #expect(try await hall.standing() == before)
        }
    }

    @Test(arguments: TestEngine.available)
    func `marks by hand stay, and so does an answer that is gone from the question`(engine: TestEngine) async throws {
        try await withHall(engine, QuizSettings(shuffle: false), [Hall.capital]) { hall in
            let byHand = try await hall.sit(hall.learner, [(1, [("", "1")])])
            try await hall.attempts.mark(
                slot: 1, of: byHand, as: Points(rawValue: 50_000), comment: "", by: hall.teachers[0])
            let gone = try await hall.sit(hall.learners[1], [(1, [("", "2")])])

            try await hall.mend(0, Self.mended(["Самара", "Казань"], key: "Казань"))
            let report = try await hall.attempts.regradeReport(of: hall.quiz)
            try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "")

            #expect(report.byHand == 1 && report.untranslatable == 1 && report.changes.isEmpty)
            #expect(try await hall.attempts.attempt(byHand).marks == Points(rawValue: 50_000))
            #expect(try await hall.attempts.paper(gone).items[0].slot.response == .choice(2))
        }
    }

    @Test(arguments: TestEngine.available)
    func `the history of an answer says what was answered, whatever version stands now`(engine: TestEngine) async throws
    {
        let settings = QuizSettings(shuffle: false, behaviour: .adaptive)
        let asked = Self.mended(["Самара", "Казань", "Уфа"], key: "Самара")
        try await withHall(engine, settings, [asked]) { hall in
            let attempt = try await hall.attempts.start(hall.quiz, by: hall.learner)
            for (number, option) in ["1", "0"].enumerated() {
                try await hall.answer(1, [("", option)], in: attempt)
                try await hall.attempts.take(
                    .init(slot: 1, number: number + 1, action: .submit), in: attempt, by: hall.learner)
            }
            // Looked at, not checked.
            try await hall.answer(1, [("", "2")], in: attempt)
            try await hall.answer(1, [("", "1")], in: attempt)
            try await hall.attempts.finish(attempt, by: hall.learner)
            hall.clock.advance(60)

            func said() async throws -> [String] {
                let history = try await hall.attempts.history(of: attempt, slot: 1)
                return history.entries.map { entry in
                    let question = entry.former ?? history.item.question
                    guard case .choice(let option) = entry.response, case .choice(let choice) = question.question.kind
                    else { return "—" }
                    let mark = entry.event == .checked ? "!" : entry.former == nil ? "" : "?"
                    return choice.options[option].text.source + mark
                }
            }
            let given = ["Казань", "Казань!", "Самара", "Самара!", "Уфа", "Казань"]
            #expect(try await said() == given)

            try await hall.mend(0, Self.mended(["Самара", "Уфа", "Казань"], key: "Казань"))
            try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "")
            #expect(try await said() == given)
            let paper = try await hall.attempts.paper(attempt).items[0]
            #expect(paper.slot.response == .choice(2))
            #expect(paper.play.tries.map(\.response) == [.choice(2), .choice(0), .choice(2)])

            // Уфа is gone: what was answered is told in the words of the version it was answered to.
            try await hall.mend(0, Self.mended(["Казань", "Самара"], key: "Казань"))
            hall.clock.advance(60)
            try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "")
            #expect(try await said() == ["Казань", "Казань!", "Самара", "Самара!", "Уфа?", "Казань"])

            try await hall.attempts.undoRegrade(of: hall.quiz, by: hall.teachers[0], because: "")
            try await hall.attempts.undoRegrade(of: hall.quiz, by: hall.teachers[0], because: "")
            #expect(try await said() == given)
        }
    }
}
