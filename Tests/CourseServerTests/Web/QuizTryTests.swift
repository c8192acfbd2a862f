import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Quizzes
import Storage
import Testing

@testable import CourseServer

/// One question of each kind a rule marks. Every text the learner may see only after answering says so by its word.
private let questions = [
    Question(
        name: "Имя1", stem: RichText("Выберите"), generalFeedback: RichText("ТАЙНА-общая"),
        hints: [.init(text: RichText("ТАЙНА-подсказка"))],
        kind: .choice(
            .init(
                options: [
                    .init(text: RichText("верный"), fraction: 1, feedback: RichText("ТАЙНА-верно")),
                    .init(text: RichText("неверный"), fraction: 0, feedback: RichText("сказано-неверно")),
                ], shuffles: false))),
    Question(
        name: "Имя2", stem: RichText("Введите"),
        kind: .shortAnswer(
            .init(patterns: [.init(text: "ТАЙНА-ключ", fraction: 1, feedback: RichText("ТАЙНА-отзыв"))]))),
    Question(
        name: "Имя3", stem: RichText("Да?"),
        kind: .trueFalse(
            .init(key: true, feedbackIfTrue: RichText("ТАЙНА-да"), feedbackIfFalse: RichText("ТАЙНА-нет")))),
    Question(name: "Имя4", stem: RichText("Прочтите"), kind: .description),
]

@Suite struct QuizTryTests {
    private func begin(_ behaviour: Behaviour, _ world: WebWorld) async throws -> Attempt.ID {
        let draft = try world.domains.quizzes.draft(
            QuestionFile(
                questions: questions.enumerated().map { ReadQuestion(line: $0 + 1, question: $1) }, problems: []),
            settings: QuizSettings(shuffle: false, behaviour: behaviour))
        let quiz = try await world.domains.courses.add(
            .quiz, titled: "Тест", points: draft.points, to: world.module, by: world.id(.author)
        ) { try draft.install($0, $1) { $0 } }
        return try await world.domains.attempts.start(quiz, by: world.id(.learner))
    }

    private let answers = [("page", "1"), ("s1", "1"), ("s1.certainty", "2"), ("s2", "слово"), ("s3", "false")]

    @Test(arguments: Behaviour.choices)
    func `before an answer is checked the learner gets neither keys nor feedback`(behaviour: Behaviour) async throws {
        try await withWebWorld { world in
            let attempt = try await begin(behaviour, world)
            let page = "/attempts/\(attempt)"

            let opened = try await world.get(page, as: .learner)
            #expect(!opened.text.contains("ТАЙНА") && !opened.text.contains("сказано"))
            let saved = try await world.post(page + "/page", answers + [("go", "next")], as: .learner)
            #expect(!saved.text.contains("ТАЙНА"))
            let kept = try await world.get(page, as: .learner)
            #expect(!kept.text.contains("ТАЙНА") && !kept.text.contains("сказано"))
            #expect(kept.text.contains("слово"))
            #expect(opened.text.contains("s1.certainty") == behaviour.asksCertainty)
            #expect(opened.text.contains("check-1-1") == behaviour.hasTries)
            #expect(!opened.text.contains("s4.certainty") && !opened.text.contains("check-4-1"))
        }
    }

    @Test(arguments: Behaviour.choices.filter(\.hasTries))
    func `a checked answer brings its own feedback and no other`(behaviour: Behaviour) async throws {
        try await withWebWorld { world in
            let attempt = try await begin(behaviour, world)
            let page = "/attempts/\(attempt)"

            let checked = try await world.post(page + "/page", answers + [("go", "check-1-1")], as: .learner)
            #expect(checked.location == "/attempts/\(attempt)?page=1#r1")
            let shown = try await world.get(page, as: .learner).text
            #expect(shown.contains("сказано-неверно") && shown.contains("id=\"r1\""))
            let isOver = behaviour == .immediate || behaviour == .immediateCertainty
            let allowed = isOver ? ["ТАЙНА-общая"] : behaviour == .interactive ? ["ТАЙНА-подсказка"] : []
            for secret in ["ТАЙНА-общая", "ТАЙНА-подсказка", "ТАЙНА-верно", "ТАЙНА-ключ", "ТАЙНА-отзыв", "ТАЙНА-да"] {
                #expect(shown.contains(secret) == allowed.contains(secret), "\(secret)")
            }
            // Sent again, as a browser does after a lost link, it counts once.
            _ = try await world.post(page + "/page", answers + [("go", "check-1-1")], as: .learner)
            let items = try await world.domains.attempts.paper(attempt).items
            #expect(items[0].stepCount == 1 && items[1].stepCount == 0)
            #expect(items.map(\.slot.response) == [.choice(1), .shortAnswer("слово"), .trueFalse(false), nil])
        }
    }

    @Test(arguments: [
        "check-0-1", "check-99-1", "check-4-1", "check--1-1", "check-1-0", "check-1-999999999999999999", "check-1-2",
        "check-1-99999999999999999999999", "again-1-1", "check-1", "check", "finish-1-1", "check-1-1-1",
    ])
    func `a button nobody was given counts no try`(go: String) async throws {
        try await withWebWorld { world in
            let attempt = try await begin(.adaptive, world)
            let answer = try await world.post("/attempts/\(attempt)/page", answers + [("go", go)], as: .learner)
            #expect([303, 404].contains(answer.status.code))
            #expect(try await world.domains.attempts.paper(attempt).items.allSatisfy { $0.stepCount == 0 })
        }
    }

    @Test func `strangers, the finished and the unsure check nothing`() async throws {
        try await withWebWorld { world in
            let attempt = try await begin(.immediateCertainty, world)
            let page = "/attempts/\(attempt)/page"
            let foreign = try await world.changes {
                let answer = try await world.post(page, answers + [("go", "check-1-1")], as: .classmate)
                #expect(answer.status == .notFound)
            }
            #expect(foreign == [])

            let unsure = try await world.post(
                page, [("page", "1"), ("s1", "1"), ("s1.certainty", "7"), ("go", "check-1-1")], as: .learner)
            #expect(unsure.status == .unprocessableContent && !unsure.text.contains("ТАЙНА"))
            #expect(try await world.domains.attempts.paper(attempt).items[0].slot.certainty == nil)

            _ = try await world.post(page, [("page", "1"), ("go", "submit")], as: .learner)
            let finished = try await world.changes {
                let answer = try await world.post(page, answers + [("go", "check-1-1")], as: .learner)
                #expect(answer.location == "/attempts/\(attempt)/review")
            }
            #expect(finished == [])
        }
    }

    @Test func `the review tells the tries and the certainty, to the teacher too`() async throws {
        try await withWebWorld { world in
            for (behaviour, words) in [
                (Behaviour.immediateCertainty, "Скорее уверен"), (.adaptive, "Как отвечали: проверок 2"),
            ] {
                let attempt = try await begin(behaviour, world)
                let page = "/attempts/\(attempt)"
                let other = [("page", "1"), ("s1", "0"), ("go", "check-1-2")]
                _ = try await world.post(page + "/page", answers + [("go", "check-1-1")], as: .learner)
                _ = try await world.post(page + "/page", other, as: .learner)
                _ = try await world.post(page + "/page", [("page", "1"), ("go", "submit")], as: .learner)

                for person in [Person.learner, .author] {
                    #expect(try await world.get(page + "/review", as: person).text.contains(words))
                }
            }
        }
    }

    @Test func `statistics tell which answer was given at which check, on the page and as a table`() async throws {
        try await withWebWorld { world in
            let attempt = try await begin(.adaptive, world)
            let page = "/attempts/\(attempt)/page"
            _ = try await world.post(page, answers + [("go", "check-1-1")], as: .learner)
            _ = try await world.post(page, [("page", "1"), ("s1", "0"), ("go", "check-1-2")], as: .learner)
            _ = try await world.post(page, [("page", "1"), ("go", "submit")], as: .learner)
            let quiz = try await world.domains.attempts.attempt(attempt).quiz
            let questions = try await world.domains.quizzes.questions(of: quiz)
            let base = "/activities/\(quiz)/statistics"

            let tried = try await world.get("\(base)/\(questions[0].id)", as: .tutor).text
            #expect(tried.contains("<h2 id=\"tries\">Ответы по проверкам</h2>") && tried.contains("Проверка 2"))
            #expect(tried.contains("<td data-l=\"Проверка 2\"><span class=\"facility\">1 · 100\u{A0}%"))
            let once = try await world.get("\(base)/\(questions[1].id)", as: .tutor).text
            #expect(!once.contains("id=\"tries\""))
            let table = try await world.get("\(base)/answers.csv", as: .tutor).text
            #expect(table.contains("Выбрали;Проверка 1;Проверка 2"))
            #expect(table.contains("верный;100;1;0;1") && table.contains("неверный;0;0;1;0"))
            #expect(table.contains("слово;0;1;;"))
        }
    }

    @Test func `a quiz is given a behaviour in its settings, and none that is unknown`() async throws {
        try await withWebWorld { world in
            let address = "/activities/\(world.quiz)/quiz"
            let fields = [("points", "10"), ("per_page", "5"), ("grading", "highest"), ("review", "never")]
            _ = try await world.post(address, fields + [("behaviour", "interactive")], as: .author)
            #expect(try await world.domains.quizzes.quiz(world.quiz).settings.behaviour == .interactive)
            for word in ["manual", "x", ""] {
                let answer = try await world.post(address, fields + [("behaviour", word)], as: .author)
                #expect(answer.status == .badRequest)
            }
            #expect(try await world.get(address, as: .author).text.contains("value=\"interactive\" selected"))
        }
    }
}
