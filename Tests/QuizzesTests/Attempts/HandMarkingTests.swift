import Courses
import Foundation
import Storage
import TestSupport
import Testing

@testable import Quizzes

@Suite struct HandMarkingTests {
    @Test(
        arguments: [
            ([], nil, .waits(for: 1)), ([4], nil, .settled(Points(4))), ([4, 7], nil, .settled(Points(7))),
            ([], 20, .waits(for: 2)), ([4], 20, .waits(for: 1)),
            ([4, 6], 20, .settled(Points(5))), ([4, 7], 20, .waits(for: 1)), ([4, 4], 0, .settled(Points(4))),
            ([2, 9, 8], 20, .settled(Points(rawValue: 850_000))), ([2, 9, 3], 20, .settled(Points(rawValue: 250_000))),
            // Two pairs equally close: the higher.
            ([2, 8, 5], 20, .settled(Points(rawValue: 650_000))),
        ] as [([Int], Int?, HandVerdict)])
    func `two marks meet or call for a third`(marks: [Int], tolerance: Int?, verdict: HandVerdict) {
        #expect(HandVerdict(marks.map { Points($0) }, of: Points(10), tolerance: tolerance) == verdict)
    }

    private static let essay = Question(
        name: "Рассказ", stem: RichText("Где?"), defaultMark: 10, kind: .essay(.init()))

    @Test(arguments: TestEngine.available)
    func `two people mark, a third decides, nobody marks what is settled`(engine: TestEngine) async throws {
        try await withHall(engine, QuizSettings(shuffle: false, isBlind: true, tolerance: 20), [Self.essay]) { hall in
            let attempt = try await hall.sit(hall.learner, [(1, [("", "В магазине")])])
            func mark(_ points: Int, by teacher: Int) async throws {
                try await hall.attempts.mark(
                    slot: 1, of: attempt, as: Points(points), comment: "Оценка \(points)", by: hall.teachers[teacher])
            }
            #expect(try await hall.attempts.hidesNames(at: hall.quiz))

            try await mark(2, by: 0)
            #expect(try await hall.attempts.attempt(attempt).needsGrading)
            let desk = try await hall.attempts.handPaper(attempt, slot: 1, for: hall.teachers[1])
            #expect(desk.own == nil && desk.hidesNames && desk.answer.waits(for: hall.teachers[1]))
            #expect(!desk.answer.waits(for: hall.teachers[0]))
            try await mark(8, by: 1)
            #expect(try await hall.grade(of: hall.learner) == nil)
            try await mark(9, by: 2)

            #expect(try await hall.attempts.attempt(attempt).marks == Points(rawValue: 850_000))
            #expect(try await hall.grade(of: hall.learner) == Points(rawValue: 850_000))
            #expect(try await !hall.attempts.hidesNames(at: hall.quiz))
            await #expect(throws: MarkRefusal.settled) {
                try await hall.attempts.mark(
                    slot: 1, of: attempt, as: Points(1), comment: "", by: hall.learners[2])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `levels of a rubric give the question's mark in proportion`(engine: TestEngine) async throws {
        try await withHall(engine, QuizSettings(shuffle: false), [Hall.capital, Self.essay]) { hall in
            let first = try await hall.sit(hall.learner, [(1, [("", "0")]), (2, [("", "В магазине")])])
            let second = try await hall.sit(hall.learners[1], [(2, [("", "В газете")])])
            _ = try await hall.sit(hall.learners[2], [(2, [("", "  ")])])
            let question = try #require(try await hall.attempts.handQuestions(of: hall.quiz).first)
            #expect(question.answers.map(\.attempt) == [first, second])
            try await hall.attempts.setRubric(
                "Мысль\n0 — Нет\n2 — Есть\n\nЯзык\n0 — Ошибки\n1 — Чисто", for: question.id, of: hall.quiz)
            let teacher = hall.teachers[0]
            await #expect(throws: MarkRefusal.levelMissing(criterion: "Язык")) {
                try await hall.attempts.mark(
                    slot: 2, of: first, GivenHandMark(points: nil, levels: [1, nil], comment: ""), by: teacher)
            }

            try await hall.attempts.mark(
                slot: 2, of: first, GivenHandMark(points: nil, levels: [1, 0], comment: "Ясно"), by: teacher)

            #expect(try await hall.attempts.attempt(first).marks == Points(rawValue: 766_667))
            let desk = try await hall.attempts.handPaper(first, slot: 2, for: teacher)
            #expect(desk.own.map { desk.question.rubric.levels(of: $0.rubric) } == [1, 0])
            #expect(desk.next?.attempt == second && desk.following?.attempt == second && desk.previous == nil)
            let table = try await hall.attempts.results(of: hall.quiz, counting: .all)
            #expect(table.asked == [0, 1] && table.waiting == 1 && !table.hidesNames)
            #expect(
                table.rows.map(\.marks) == [
                    [Points(1), Points(rawValue: 666_667)], [.zero, nil], [.zero, .zero],
                ])
            let outline = try await hall.database.read { tx in
                try hall.quizzes.folderWriter()(tx, hall.quiz, { $0 }).0
            }
            #expect(outline.rubrics?.keys.sorted() == ["2"])
        }
    }
}
