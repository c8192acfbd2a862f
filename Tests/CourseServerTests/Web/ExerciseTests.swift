import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import Quizzes
import Spaces
import Storage
import Testing

@testable import CourseServer

/// A kind of exercise with its text, the answer that is all right, and what no page may hold before it is handed in.
struct PlayedKind: Sendable, CustomTestStringConvertible {
    var kind: Exercise.Kind
    var text: String
    var right: [String]
    var wrong: [String]
    /// Bytes that would give the key away.
    var secrets: [String]

    var testDescription: String { kind.rawValue }

    static let all = [
        PlayedKind(
            kind: .pairs, text: "кот = cat\nёж = hedgehog\nкит = whale\nсом = catfish", right: ["0", "1", "2", "3"],
            wrong: ["1", "0", "2", "3"], secrets: ["кот = cat", "кот — cat"]),
        PlayedKind(
            kind: .groups, text: "Звери: кот, кит\nПтицы: сова, чиж", right: ["0", "0", "1", "1"],
            wrong: ["1", "0", "1", "1"], secrets: ["кот, кит", "Звери: кот"]),
        PlayedKind(
            kind: .timeline, text: "1812 — Бородино\n1861 — Реформа\n1917 — Октябрь", right: ["0", "1", "2"],
            wrong: ["0", "2", "1"], secrets: ["1812 — Бородино"]),
        PlayedKind(
            kind: .ordering, text: "прочитать\nрешить\nпроверить\nзаписать", right: ["0", "1", "2", "3"],
            wrong: ["1", "0", "2", "3"], secrets: ["прочитать\nрешить"]),
        PlayedKind(
            kind: .crossword, text: "дробь — часть целого\nдоля — равная часть\nось — прямая", right: [],
            wrong: [], secrets: ["ДРОБЬ", "дробь", "ДОЛЯ", "ОСЬ", "value=\"Д\"", "value=\"О\""]),
        PlayedKind(
            kind: .table, text: "Страна | Столица\nРоссия | [Москва]\nФранция | [Париж; город Париж]",
            right: ["москва", "Париж"], wrong: ["Москва", "Лион"], secrets: ["Москва", "Париж", "size="]),
        PlayedKind(
            kind: .cards, text: "7 · 8 = 56\n6 · 9 = 54", right: ["1", "1"], wrong: ["1", "0"], secrets: []),
        PlayedKind(
            kind: .wordSearch, text: "дробь, доля", right: [], wrong: ["1 1 1 2", ""],
            secrets: ["\"lines\"", "data-line"]),
        PlayedKind(
            kind: .media, text: "0:01 Столица?\n+ Казань\n- Уфа\n- Пермь\n\n0:02 Сколько?\n+ пятьдесят шесть",
            right: ["0", "Пятьдесят  шесть"], wrong: ["1", "пятьдесят шесть"],
            secrets: ["пятьдесят", "isRight", "+ Казань"]),
    ]
}

@Suite struct ExerciseTests {
    @Test(arguments: PlayedKind.all)
    func `an exercise is played, marked part by part, and its best try counts`(played: PlayedKind) async throws {
        try await withWebWorld { world in
            let id = try await world.add(played)
            let path = "/activities/\(id)"
            let (right, wrong) = try await world.answers(played, id)

            let page = try await world.get(path, as: .learner)
            let first = try await world.post(
                path + "/tries", try await world.fields(page, of: id, giving: wrong), as: .learner)
            #expect(first.status == .ok)
            let count = try await world.domains.exercises.exercise(id).content.count
            let missed = wrong == [] ? count : try await world.mark(wrong, id).right
            #expect(
                first.text.contains("Верно \(missed) из \(count).")
                    || first.text.contains("Верно \(missed) из \(count)"))
            let again = try await world.get(path, as: .learner)
            let second = try await world.post(
                path + "/tries", try await world.fields(again, of: id, giving: right), as: .learner)
            #expect(second.text.contains("Всё верно!"))
            let third = try await world.post(
                path + "/tries", try await world.fields(world.get(path, as: .learner), of: id, giving: wrong),
                as: .learner)
            #expect(third.status == .ok)

            let status = try await world.domains.exercises.status(of: id, for: world.id(.learner))
            #expect(status.tries == 3 && status.best?.isPerfect == true)
            let (_, grades) = try await world.domains.gradebook.grades(of: world.id(.learner), in: world.course.id)
            #expect(grades[id] == Points(10))
            let progress = try await world.domains.progress.progress(of: world.id(.learner), in: world.course.id)
            #expect(progress.isCompleted(id))
            let results = try await world.get(path + "/tries", as: .tutor)
            #expect(
                results.text.contains("<th scope=\"row\">Learner Анна")
                    && results.text.contains("\(count) / \(count)</td>"))
        }
    }

    @Test(arguments: PlayedKind.all)
    func `no page of a learner or a passer-by holds the key before a try is handed in`(played: PlayedKind) async throws
    {
        try await withWebWorld { world in
            let id = try await world.add(played, isShared: true)
            let code = try #require(try await world.domains.exercises.exercise(id).shareCode)
            let pages = [
                try await world.get("/activities/\(id)", as: .learner),
                try await world.get("/activities/\(id)/exercise", as: .learner),
                try await world.get("/x/\(code)"), try await world.get("/x/\(code)?framed=yes"),
                // Handed in empty or of another edition, it tells nothing either.
                try await world.post("/activities/\(id)/tries", as: .learner),
                try await world.post("/x/\(code)"),
                try await world.post(
                    "/x/\(code)", [("edition", try await world.domains.exercises.exercise(id).edition)]),
            ]
            for page in pages {
                for secret in played.secrets { #expect(!page.text.contains(secret), "\(secret)") }
                let json = try await world.domains.exercises.exercise(id).secret
                #expect(!page.text.contains(String(decoding: json, as: UTF8.self)))
            }
        }
    }

    @Test func `places in a page say nothing of what stands where: over many pages every order occurs`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog\nкит = whale")
            var orders: Set<[String]> = []
            for _ in 0..<60 {
                let page = try await world.get("/activities/\(id)", as: .learner)
                let things = page.text.matches(of: /<li>(cat|hedgehog|whale)<\/li>/).map { String($0.1) }
                #expect(things.count == 3)
                orders.insert(things)
            }
            // 60 draws of six orders miss one of them once in ten thousand.
            #expect(orders.count >= 5)
        }
    }

    @Test func `a try sent twice is one try, and a mended one is the next`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog")
            let page = try await world.get("/activities/\(id)", as: .learner)
            let fields = try await world.fields(page, of: id, giving: ["1", "0"])
            _ = try await world.post("/activities/\(id)/tries", fields, as: .learner)
            let checked = try await world.post("/activities/\(id)/tries", fields, as: .learner)
            #expect(try await world.domains.exercises.status(of: id, for: world.id(.learner)).tries == 1)
            #expect(checked.text.contains("Проверить ещё раз"))

            let mended = try await world.fields(checked, of: id, giving: ["0", "1"])
            let answer = try await world.post("/activities/\(id)/tries", mended, as: .learner)

            #expect(answer.text.contains("Всё верно!"))
            #expect(try await world.domains.exercises.status(of: id, for: world.id(.learner)).tries == 2)
        }
    }

    @Test func `a copy of a page that is played anew is another try, however often each is sent`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog\nкит = whale")
            let page = try await world.get("/activities/\(id)", as: .learner)
            let tries = [["1", "0", "2"], ["0", "1", "2"], ["2", "1", "0"]]

            for given in tries + tries + [tries[1]] {
                let fields = try await world.fields(page, of: id, giving: given)
                #expect(try await world.post("/activities/\(id)/tries", fields, as: .learner).status == .ok)
            }

            let status = try await world.domains.exercises.status(of: id, for: world.id(.learner))
            #expect(status.tries == 3 && status.best?.isPerfect == true)
        }
    }

    @Test func `who teaches plays without leaving a try, and so does who has the link`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog", isShared: true)
            let code = try #require(try await world.domains.exercises.exercise(id).shareCode)

            let changed = try await world.changes {
                for (path, person) in [("/activities/\(id)", Person.author), ("/activities/\(id)", .tutor)] {
                    let fields = try await world.fields(world.get(path, as: person), of: id, giving: ["0", "1"])
                    let answer = try await world.post(path + "/tries", fields, as: person)
                    #expect(answer.text.contains("Всё верно!"))
                }
                let fields = try await world.fields(world.get("/x/\(code)"), of: id, giving: ["0", "1"])
                #expect(try await world.post("/x/\(code)", fields).text.contains("Всё верно!"))
                #expect(try await world.post("/x/\(code)", fields, as: .learner).text.contains("Всё верно!"))
            }

            #expect(changed == [])
        }
    }

    @Test func `a code that was guessed, taken back, or of a hidden step opens nothing`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog")
            #expect(try await world.get("/x/0000000000000000").status == .notFound)
            #expect(try await world.get("/x/").status == .notFound)
            #expect(try await world.post("/x/0000000000000000").status == .notFound)
            _ = try await world.post("/activities/\(id)/sharing", [("shared", "yes")], as: .author)
            let code = try #require(try await world.domains.exercises.exercise(id).shareCode)
            #expect(code.count == 16)
            #expect(try await world.get("/x/\(code)").status == .ok)
            #expect(try await world.get("/x/\(code.lowercased())").status == .notFound)

            _ = try await world.post("/activities/\(id)/visibility", [("hidden", "yes")], as: .author)
            #expect(try await world.get("/x/\(code)").status == .notFound)
            _ = try await world.post("/activities/\(id)/visibility", [("hidden", "no")], as: .author)
            #expect(try await world.get("/x/\(code)").status == .ok)
            _ = try await world.post("/activities/\(id)/sharing", [("shared", "no")], as: .author)

            #expect(try await world.get("/x/\(code)").status == .notFound)
            #expect(
                try await world.post("/activities/\(id)/sharing", [("shared", "yes")], as: .tutor).status == .forbidden)
        }
    }

    @Test func `a shared exercise opens its own pictures and no other file`() async throws {
        try await withWebWorld { world in
            let text = "![кот](\(world.asset.path)) = cat\nёж = hedgehog"
            let id = try await world.addExercise(.pairs, text, isShared: true)
            let code = try #require(try await world.domains.exercises.exercise(id).shareCode)
            let page = try await world.get("/x/\(code)")
            #expect(page.text.contains("src=\"/x/\(code)\(world.asset.path)\""))
            #expect(try await world.get("/x/\(code)\(world.asset.path)").status == .ok)

            let other = try await world.addFile("other.png")

            #expect(try await world.get("/x/\(code)\(other.path)").status == .notFound)
            #expect(try await world.get(world.asset.path).status != .ok)
        }
    }

    @Test func `a picture stands in a clue and in a cell with its description`() async throws {
        try await withWebWorld { world in
            let picture = "![рыжий зверь](\(world.asset.path))"
            let image = "<img src=\"\(world.asset.path)\" alt=\"рыжий зверь\" loading=\"lazy\">"
            for (kind, text) in [
                (Exercise.Kind.crossword, "кот — \(picture)\nток — течёт"), (.table, "Кто | Имя\n\(picture) | [кот]"),
            ] {
                let id = try await world.addExercise(kind, text)
                #expect(try await world.get("/activities/\(id)", as: .learner).text.contains(image))
                #expect(try await world.get("/activities/\(id)/sheet", as: .tutor).text.contains(image))
                #expect(try await world.get(world.asset.path, as: .learner).status == .ok)
            }
        }
    }

    @Test func `an author makes, changes and mends an exercise; nothing typed is lost`() async throws {
        try await withWebWorld { world in
            let new = "/modules/\(world.module)/exercise"
            let choice = try await world.get(new + "/new", as: .author)
            for kind in Exercise.Kind.allCases { #expect(choice.text.contains("?kind=\(kind.rawValue)\"")) }
            let broken = [
                ("kind", "pairs"), ("title", "Слова"), ("source", "кот = cat\nпросто слово\n= пусто"),
                ("text", "Ну-ка"),
            ]
            let refused = try await world.post(new, broken, as: .author)
            #expect(refused.status == .unprocessableContent)
            for text in ["Строка 2:", "Строка 3:", "просто слово", "value=\"Слова\"", "Ну-ка"] {
                #expect(refused.text.contains(text), "\(text)")
            }
            let made = try await world.post(
                new, [("kind", "pairs"), ("title", "Слова"), ("source", "кот = cat\nёж = hedgehog"), ("points", "5")],
                as: .author)
            #expect(made.status.code == 303)
            let id = try #require(Activity.ID(String(made.location.split(separator: "/")[1])))
            let page = try await world.get("\(made.location)", as: .learner)
            let old = try await world.fields(page, of: id, giving: ["0", "1"])

            let form = try await world.get("\(made.location)/edit", as: .author)
            #expect(form.text.contains("кот = cat\nёж = hedgehog"))
            let version = try #require(form.hidden["version"])
            let change = [
                ("kind", "pairs"), ("title", "Новые слова"), ("source", "кит = whale\nсом = catfish\nёж = hedgehog"),
                ("points", "5"), ("version", version),
            ]
            #expect(try await world.post("\(made.location)/edit", change, as: .author).status.code == 303)
            let late = try await world.post("\(made.location)/edit", change, as: .author)
            #expect(late.status == .unprocessableContent && late.text.contains("кит = whale"))

            let stale = try await world.post("\(made.location)/tries", old, as: .learner)
            #expect(stale.status == .unprocessableContent && stale.text.contains("изменил упражнение"))
            #expect(try await world.domains.exercises.status(of: id, for: world.id(.learner)).tries == 0)
            #expect(try await world.domains.exercises.exercise(id).content.count == 3)
            let fields = try await world.fields(
                world.get(made.location, as: .learner), of: id, giving: ["0", "1", "2"])
            _ = try await world.post("\(made.location)/tries", fields, as: .learner)
            let dearer = change.map {
                $0.0 == "points" ? ("points", "20") : $0.0 == "version" ? ("version", "\(Int(version)! + 1)") : $0
            }
            #expect(try await world.post("\(made.location)/edit", dearer, as: .author).status.code == 303)
            let (_, grades) = try await world.domains.gradebook.grades(of: world.id(.learner), in: world.course.id)
            #expect(grades[id] == Points(20))
        }
    }

    @Test func `the game of millionaire goes on turn by turn and keeps one try`() async throws {
        try await withWebWorld { world in
            let text = "Раз?\n+ а1\n- б1\n- в1\n- г1\n\nДва?\n- а2\n+ б2\n- в2\n- г2\n\nТри?\n+ а3\n- б3"
            let id = try await world.addExercise(.millionaire, text)
            let path = "/activities/\(id)"
            var page = try await world.get(path, as: .learner)
            #expect(!page.text.contains("Два?") && !page.text.contains("Три?"))

            page = try await world.turn(page, id, ["0", "", ""], "answer")
            #expect(page.text.contains("Два?"))
            page = try await world.turn(page, id, ["0", "", ""], "fifty")
            #expect(page.text.matches(of: /type="radio"/).count == 2 && page.text.contains("б2"))
            page = try await world.turn(page, id, ["0", "", ""], "answer")
            #expect(page.text.contains("Два?"))
            page = try await world.turn(page, id, ["0", "", ""], "second")
            page = try await world.turn(page, id, ["0", "1", ""], "answer")
            #expect(page.text.contains("Три?"))
            #expect(try await world.domains.exercises.status(of: id, for: world.id(.learner)).tries == 0)
            page = try await world.turn(page, id, ["0", "1", "1"], "answer")

            #expect(page.text.contains("Верно 2 из 3"))
            let status = try await world.domains.exercises.status(of: id, for: world.id(.learner))
            #expect(status.tries == 1 && status.best?.right == 2)
        }
    }

    @Test func `a page's line with a link to an exercise becomes the exercise`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog", isShared: true)
            let code = try #require(try await world.domains.exercises.exercise(id).shareCode)
            let text =
                "Начало\n\n[Слова \"звери\"](/activities/\(id)/exercise)\n\n[Ещё](/x/\(code))\n\nВ строке [ссылка](/x/\(code)).\n\n[чужое](https://evil.example/x/\(code))"
            let page = try await world.post(
                "/modules/\(world.module)/page", [("title", "П"), ("text", text)], as: .author)

            let shown = try await world.get(page.location, as: .learner)

            #expect(shown.text.matches(of: /<iframe/).count == 2)
            #expect(
                shown.text.contains(
                    "<iframe class=\"exercise\" src=\"/activities/\(id)/exercise?framed=yes\" title=\"Слова &quot;звери&quot;\""
                ))
            #expect(shown.text.contains("src=\"/x/\(code)?framed=yes\"") && shown.text.contains("exercises.css"))
            #expect(LiveMarkup.fault(in: shown.text.replacing(/<\/?iframe[^>]*>/, with: "")) == nil)
            let framed = try await world.get("/activities/\(id)/exercise?framed=yes", as: .learner)
            let fields = try await world.fields(framed, of: id, giving: ["0", "1"])
            let answer = try await world.post("/activities/\(id)/tries", fields, as: .learner)
            #expect(!answer.text.contains("class=\"top\"") && answer.text.contains("Всё верно!"))
            #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'self'") == true)
            #expect(try await world.domains.exercises.status(of: id, for: world.id(.learner)).tries == 1)
        }
    }

    @Test func `the sheet holds the key for the teacher, and the code leads to the link`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(
                .crossword, "дробь — часть целого\nдоля — равная часть\nкит — зверь", isShared: true)
            let sheet = try await world.get("/activities/\(id)/sheet", as: .tutor)
            #expect(sheet.text.contains("<b>Д</b>") && sheet.text.contains("часть целого"))
            #expect(try await world.get("/activities/\(id)/sheet", as: .learner).status == .forbidden)

            let page = try await world.get("/activities/\(id)", as: .author)
            #expect(page.text.contains("<svg class=\"qr\"") && page.text.contains("КИТ"))
            #expect(page.text.contains(/<a href="http:\/\/[^\/"]*\/x\/[0-9A-Z]{16}">/))
            #expect(try await !world.get("/activities/\(id)", as: .learner).text.contains("class=\"qr\""))
        }
    }

    @Test func `an exercise without points is played and stands in no journal`() async throws {
        try await withWebWorld { world in
            let id = try await world.addExercise(.pairs, "кот = cat\nёж = hedgehog", points: 0)
            let fields = try await world.fields(
                world.get("/activities/\(id)", as: .learner), of: id, giving: ["0", "1"])
            #expect(try await world.post("/activities/\(id)/tries", fields, as: .learner).status == .ok)
            #expect(try await !world.get("/courses/\(world.course.id)/gradebook", as: .author).text.contains("Игра"))
        }
    }
}

extension WebWorld {
    func add(_ played: PlayedKind, isShared: Bool = false) async throws -> Activity.ID {
        guard played.kind == .media else { return try await addExercise(played.kind, played.text, isShared: isShared) }
        let film = [UInt8]("\0\0\0\u{18}ftypmp42".utf8) + [UInt8](repeating: 0, count: 64)
        let path = folder + "/film-\(UInt32.random(in: 0 ... .max)).mp4"
        try Data(film).write(to: URL(fileURLWithPath: path))
        let asset = try await domains.assets.add(file: path, named: "film.mp4", to: course.space)
        let settings = ExerciseSettings(kind: .media, text: played.text, media: asset.id)
        let draft = try domains.exercises.draft(settings)
        let id = try await domains.courses.add(
            .exercise(try domains.courses.render("")), titled: "Игра", points: draft.points, to: module, by: id(.author)
        ) { tx, id in try draft.install(tx, id, nil) { $0 } }
        if isShared { try await domains.exercises.share(id, true) }
        return id
    }

    /// The answer that is all right and one that is not; those that depend on a layout are taken from it.
    fileprivate func answers(_ played: PlayedKind, _ id: Activity.ID) async throws -> ([String], [String]) {
        switch try await domains.exercises.exercise(id).content {
        case .crossword(let crossword):
            let words = crossword.entries.map(\.word)
            return (words, [words[0]] + words.dropFirst().map { String(repeating: " ", count: $0.count) })
        case .wordSearch(let search): return (search.lines.map(\.description), played.wrong)
        case .pairs, .groups, .timeline, .ordering, .table, .cards, .millionaire, .media:
            return (played.right, played.wrong)
        }
    }

    fileprivate func mark(_ given: [String], _ id: Activity.ID) async throws -> ExerciseMark {
        try await domains.exercises.exercise(id).content.mark(ExerciseAnswers(given))
    }

    fileprivate func turn(
        _ page: TestResponse, _ id: Activity.ID, _ given: [String], _ turn: String
    ) async throws -> TestResponse {
        let fields = try await fields(page, of: id, giving: given).filter { $0.0 != "turn" }
        var seen: Set<String> = []
        // The page carries what was answered; the form sends each name once.
        let once = fields.reversed().filter { seen.insert($0.0).inserted }
        return try await post("/activities/\(id)/tries", once + [("turn", turn)], as: .learner)
    }
}
