import Accounts
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

/// What a learner may not read while an attempt goes on stands in these questions as a word or a number of its own.
private let secrets = ["ТАЙНА", "40961", "7919", "23757", "[спит]", "3917", "ПАРОЛЬ-весна", "ЧУЖОЙ-ответ"]

/// Those of the secrets that are in the text; digits inside a longer word, as in a request's id, are none.
private func secretsTold(_ text: String) -> [String] {
    func isWord(_ character: Character?) -> Bool {
        character.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false
    }
    return secrets.filter { secret in
        text.ranges(of: secret).contains { range in
            !secret.allSatisfy(\.isNumber)
                || !isWord(text[..<range.lowerBound].last) && !isWord(text[range.upperBound...].first)
        }
    }
}

private func text(_ source: String) -> RichText { RichText(source) }

private let picture = Question.Picture(
    source: "/media/1/map.png", alternative: "Карта", width: 9_000, height: 9_000)

/// Every kind there is.
private let everyKind: [Question] = [
    Question(
        name: "ТАЙНА-имя", category: "ТАЙНА-раздел", stem: text("Выберите"), generalFeedback: text("ТАЙНА-общая"),
        outcomes: .init(right: text("ТАЙНА-верно"), partial: text("ТАЙНА"), wrong: text("ТАЙНА-неверно")),
        tags: ["ТАЙНА-метка"], hints: [.init(text: text("ТАЙНА-подсказка"))],
        kind: .choice(
            .init(
                options: (0..<6).map {
                    .init(text: text("вариант-\($0)"), fraction: $0 == 0 ? 1 : 0, feedback: text("ТАЙНА-\($0)"))
                }))),
    Question(
        name: "2", stem: text("Несколько"),
        kind: .multiple(
            .init(
                options: (0..<4).map {
                    .init(text: text("ответ-\($0)"), fraction: $0 < 2 ? 0.5 : -0.5, feedback: text("ТАЙНА"))
                }))),
    Question(
        name: "3", stem: text("Да?"),
        kind: .trueFalse(.init(key: true, feedbackIfTrue: text("ТАЙНА"), feedbackIfFalse: text("ТАЙНА")))),
    Question(
        name: "4", stem: text("Введите"),
        kind: .shortAnswer(.init(patterns: [.init(text: "ТАЙНА-слово", fraction: 1, feedback: text("ТАЙНА"))]))),
    Question(name: "5", stem: text("Число"), kind: .numeric(.init(answers: [.init(.number(40_961, .absolute(0)))]))),
    Question(
        name: "6", stem: text("Соедините"),
        kind: .matching(.init(pairs: (0..<8).map { .init(stem: text("строка-\($0)"), match: "пара-\($0)") }))),
    Question(
        name: "7", stem: text("По порядку"),
        kind: .ordering(.init(items: (0..<8).map { .init(text("шаг-\($0)"), feedback: text("ТАЙНА")) }))),
    Question(
        name: "8", stem: text("Пропуски [[1]] и [[2]]"),
        kind: .gaps(
            .init([
                .init(.text(.init(patterns: [.init(text: "ТАЙНА-пропуск", fraction: 1)]))),
                .init(
                    .choice(
                        .init(
                            options: (0..<4).map {
                                .init(text: text("слог-\($0)"), fraction: $0 == 0 ? 1 : 0, feedback: text("ТАЙНА"))
                            }), .list)),
            ]))),
    Question(
        name: "9", stem: text("Слова [[1]] [[2]]"),
        kind: .dragWords(
            .init(words: (0..<5).map { .init(text("слово-\($0)")) }, places: [.init(word: 0), .init(word: 1)]))),
    Question(name: "10", stem: text("Отметьте"), kind: .textSelection(.init("Кот [спит] дома"))),
    Question(
        name: "11", stem: text("Покажите"),
        kind: .hotSpot(
            .init(
                picture: picture, markers: [.init(text("Белово"))],
                zones: [.init(marker: 0, .circle(centre: .init(x: 3_917, y: 3_917), radius: 10))]))),
    Question(
        name: "12", stem: text("Сколько будет {a}·x?"),
        kind: .formula(
            .init(
                asks: .number([.init("{a}*7919")], []), variables: [.init("a", minimum: 3, maximum: 3)],
                variants: [[3]]))),
    Question(name: "13", stem: text("Напишите"), kind: .essay(.init(graderInfo: text("ТАЙНА-проверяющему")))),
    Question(name: "14", stem: text("Прочтите"), generalFeedback: text("ТАЙНА"), kind: .description),
]

@Suite struct QuizOptionWebTests {
    private func addQuiz(
        _ settings: QuizSettings, _ questions: [Question], _ world: WebWorld
    ) async throws -> Activity.ID {
        let draft = try world.domains.quizzes.draft(
            QuestionFile(
                questions: questions.enumerated().map { ReadQuestion(line: $0 + 1, question: $1) }, problems: []),
            settings: settings)
        return try await world.domains.courses.add(
            .quiz, titled: "Тест", points: draft.points, to: world.module, by: world.id(.author)
        ) { try draft.install($0, $1) { $0 } }
    }

    @Test(arguments: [Behaviour.deferred, .interactive])
    func `no route gives a learner keys, the password or others' answers while an attempt goes on`(
        behaviour: Behaviour
    ) async throws {
        try await withWebWorld { world in
            let quiz = try await addQuiz(
                QuizSettings(questionsPerPage: 20, behaviour: behaviour, password: "ПАРОЛЬ-весна"), everyKind, world)
            func start(_ person: Person) async throws -> Attempt.ID {
                try await world.domains.attempts.start(quiz, by: world.id(person), password: "ПАРОЛЬ-весна")
            }
            let others = try await start(.classmate)
            let essay = try #require(
                try await world.domains.attempts.paper(others).items.first { $0.question.question.name == "13" })
            let written = SubmittedAnswer(
                slot: essay.slot.number, sequence: Int(world.clock.now.timeIntervalSince1970 * 1000),
                fields: [("", "ЧУЖОЙ-ответ")])
            _ = try await world.domains.attempts.save([written], device: "x", in: others, by: world.id(.classmate))
            let attempt = try await start(.learner)
            let question = try await world.domains.quizzes.questions(of: quiz)[0].id
            let values = [
                "activity": "\(quiz)", "attempt": "\(attempt)", "question": "\(question)", "slot": "1",
                "course": "\(world.course.id)", "module": "\(world.module)", "kind": "quiz",
                "slug": world.schoolA.slug, "user": "\(world.id(.learner))", "version": "1", "language": "ru",
                "column": "a\(quiz)", "name": world.asset.name, "asset": "\(world.asset.id)",
            ]
            func filled(_ path: String, _ values: [String: String]) -> String {
                path.split(separator: "/").reduce("") { address, part in
                    address + "/" + (part.hasPrefix(":") ? values[String(part.dropFirst())] ?? "1" : String(part))
                }
            }

            let table = routes(world.domains, world.site, temporaryFolder: world.folder)
            var asked = 0
            for route in table where route.method == .get && !route.path.contains("**") {
                for attempt in [attempt, others] {
                    let address = filled(route.path, values.merging(["attempt": "\(attempt)"]) { _, new in new })
                    for suffix in ["", "?page=2"] {
                        let answer = try await world.get((address.isEmpty ? "/" : address) + suffix, as: .learner)
                        asked += 1
                        #expect(secretsTold(answer.text) == [], "\(address)")
                    }
                }
            }
            #expect(asked > 200)
            let page = "/attempts/\(attempt)"
            let sent: [TestResponse] = [
                try await world.post(page + "/page", [("page", "1"), ("s1", "0"), ("go", "keep")], as: .learner),
                try await world.get("/search?q=тайна", as: .learner),
                try await world.post(page + "/page", [("page", "1"), ("go", "finish")], as: .learner),
                try await world.post(
                    page + "/answers",
                    json: #"{"device":"x","answers":[{"slot":1,"sequence":2,"fields":[["s1","0"]]}]}"#, as: .learner),
                try await world.post("/activities/\(quiz)/attempts", [("password", "x")], as: .learner),
            ]
            for answer in sent {
                #expect(secretsTold(answer.text) == [])
            }
        }
    }

    @Test func `numbers of fields follow what is shown, never the author's order`() async throws {
        try await withWebWorld { world in
            let quiz = try await addQuiz(QuizSettings(questionsPerPage: 20), everyKind, world)
            let attempt = try await world.domains.attempts.start(quiz, by: world.id(.learner))
            let page = try await world.get("/attempts/\(attempt)", as: .learner).text

            let rows = page.matches(of: /строка-\d[\s\S]*?name="s\d+\.(\d+)"/).map { String($0.1) }
            let steps = page.matches(of: /<span>(?:<p>)?шаг-\d[\s\S]*?name="s\d+\.(\d+)"/).map { String($0.1) }
            let matches = page.matches(of: /<option value="(\d+)"[^>]*>пара-\d/).map { String($0.1) }
            let options = page.matches(of: /value="(\d+)"[^>]*>\s*<span>(?:<p>)?вариант-\d/).map { String($0.1) }
            let inOrder = (0..<8).map { "\($0)" }
            #expect(rows == inOrder)
            #expect(steps == inOrder)
            #expect(Array(matches.prefix(8)) == inOrder)
            #expect(options == Array(inOrder.prefix(6)))
        }
    }

    @Test func `settings are kept by the form, the password is never shown`() async throws {
        try await withWebWorld { world in
            let address = "/activities/\(world.quiz)/quiz"
            let fields = [
                ("points", "10"), ("per_page", "1"), ("review", "after_closing"), ("opens", "2013-01-01T08:00"),
                ("closes", "2099-12-31T18:00"), ("password", "весна-2013"), ("delay", "30"), ("sequential", "yes"),
                ("feedback", "85 — Отлично!"), ("blind", "yes"), ("tolerance", "20"),
            ]
            _ = try await world.post(address, fields, as: .author)
            let kept = try await world.domains.quizzes.quiz(world.quiz).settings
            #expect(kept.password == "весна-2013" && kept.isSequential && kept.isBlind && kept.tolerance == 20)
            #expect(kept.delayMinutes == 30 && kept.feedback.text == "85 — Отлично!" && kept.review == .afterClosing)

            let form = try await world.get(address, as: .author).text
            #expect(form.contains("value=\"2099-12-31T18:00\"") && !form.contains("весна-2013"))
            // An empty field keeps it, the tick takes it away.
            _ = try await world.post(address, fields.filter { $0.0 != "password" }, as: .author)
            #expect(try await world.domains.quizzes.quiz(world.quiz).settings.password == "весна-2013")
            let removal = fields.filter { $0.0 != "password" } + [("no_password", "yes")]
            _ = try await world.post(address, removal, as: .author)
            #expect(try await world.domains.quizzes.quiz(world.quiz).settings.password == nil)

            for wrong in [("closes", "2013-13-45T99:00"), ("closes", "2012-01-01T00:00"), ("feedback", "Отлично")] {
                let answer = try await world.post(address, fields.filter { $0.0 != wrong.0 } + [wrong], as: .author)
                #expect(answer.status == .unprocessableContent && !answer.text.contains("весна-2013"))
            }
        }
    }

    @Test func `a password is asked for at the start and guessed only so often`() async throws {
        try await withWebWorld { world in
            let quiz = try await addQuiz(QuizSettings(password: "весна"), [everyKind[0]], world)
            let address = "/activities/\(quiz)"
            #expect(try await world.get(address, as: .learner).text.contains("name=\"password\""))
            var held: String?
            for _ in 0..<60 where held == nil {
                let answer = try await world.post(address + "/attempts", [("password", "осень")], as: .learner)
                #expect(answer.status == .unprocessableContent)
                if !answer.text.contains("Пароль не подошёл") { held = answer.text }
            }
            #expect(held?.contains("Подождите минуту") == true)
            let other = try await world.post(address + "/attempts", [("password", "весна")], as: .classmate)
            #expect(other.location.hasPrefix("/attempts/"))
        }
    }

    @Test func `a sequential attempt shows one page and takes answers to no other`() async throws {
        try await withWebWorld { world in
            let questions = (1...3).map { number in
                Question(
                    name: "\(number)", stem: text("Вопрос-\(number)?"),
                    kind: .shortAnswer(.init(patterns: [.init(text: "да", fraction: 1)])))
            }
            let quiz = try await addQuiz(
                QuizSettings(questionsPerPage: 1, shuffle: false, isSequential: true), questions, world)
            let attempt = try await world.domains.attempts.start(quiz, by: world.id(.learner))
            let address = "/attempts/\(attempt)"
            func shown(_ query: String = "") async throws -> [Bool] {
                let page = try await world.get(address + query, as: .learner).text
                return (1...3).map { page.contains("Вопрос-\($0)?") }
            }

            #expect(try await shown() == [true, false, false])
            #expect(try await shown("?page=3") == [true, false, false])
            _ = try await world.post(
                address + "/page", [("page", "1"), ("s1", "раз"), ("s3", "три"), ("go", "onward")], as: .learner)
            #expect(try await shown() == [false, true, false])
            #expect(try await shown("?page=1") == [false, true, false])
            _ = try await world.post(address + "/page", [("page", "1"), ("s1", "два"), ("go", "keep")], as: .learner)

            let slots = try await world.domains.attempts.paper(attempt).items.map(\.slot.response)
            #expect(slots == [.shortAnswer("раз"), nil, nil])
            #expect(try await world.get(address, as: .learner).text.contains("value=\"onward\""))
        }
    }

    @Test func `names are hidden on every page of who marks while answers wait`() async throws {
        try await withWebWorld { world in
            try await world.domains.quizzes.change(world.quiz, to: QuizSettings(isBlind: true))
            try await world.handInEssay("Ответ без имени")
            let slot = try await world.essaySlot()
            let desk = "/attempts/\(world.attempt)/slots/\(slot)/marking"
            let pages = [
                "/activities/\(world.quiz)/results", "/activities/\(world.quiz)/results.csv",
                "/activities/\(world.quiz)/marking", desk, "/attempts/\(world.attempt)/review",
            ]
            for page in pages {
                let answer = try await world.get(page, as: .tutor)
                #expect(answer.status == .ok)
                #expect(!answer.text.contains("Learner Анна"), "\(page)")
            }
            let marked = try await world.post(
                desk, [("points", "0,5"), ("comment", "Хорошо"), ("go", "next")], as: .tutor)
            #expect(marked.location == "/activities/\(world.quiz)/marking?done=yes")

            let table = try await world.get("/activities/\(world.quiz)/results.csv?count=best", as: .tutor)
            #expect(Array(table.body.readableBytesView.prefix(3)) == [0xEF, 0xBB, 0xBF])
            #expect(table.text.contains("Learner Анна") && table.text.contains(";0,5"))
            let book = try await world.get("/activities/\(world.quiz)/results.xlsx", as: .tutor)
            #expect(Array(book.body.readableBytesView.prefix(2)) == Array("PK".utf8))
            let refused = try await world.post(desk, [("points", "много")], as: .tutor)
            #expect(refused.status == .unprocessableContent && refused.text.contains("value=\"много\""))
        }
    }

    @Test func `a tutor gives more time, and the page says what was given`() async throws {
        try await withWebWorld { world in
            try await world.domains.quizzes.change(world.quiz, to: QuizSettings(timeLimitMinutes: 20))
            let address = "/activities/\(world.quiz)/overrides"
            let bearer = "learner-\(world.id(.learner))"
            for fields in [
                [("for", bearer)], [("for", "learner-999999"), ("extra", "5")], [("for", "x")],
                [("for", bearer), ("extra", "0")], [("for", bearer), ("closes", "вчера")],
            ] {
                #expect(try await world.post(address, fields, as: .tutor).status == .unprocessableContent)
            }
            let given = try await world.post(address, [("for", bearer), ("extra", "15")], as: .tutor)
            #expect(given.status.code == 303)
            #expect(try await world.get(address, as: .tutor).text.contains("ещё 15 минут"))
            #expect(try await world.get("/activities/\(world.quiz)", as: .learner).text.contains(/35\s+минут/))
            _ = try await world.post(address + "/removal", [("for", bearer)], as: .tutor)
            #expect(try await !world.get(address, as: .tutor).text.contains("ещё 15 минут"))
        }
    }
}
