import Accounts
import Contest
import Courses
import Documents
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import Surveys
import TestSupport
import Testing

@testable import CourseServer

@Suite struct HostileQuizTextTests {
    @Test(arguments: hostileTexts)
    func `what an exercise is made of is text wherever it is played, printed and shared`(payload: String) async throws {
        try await withWebWorld { world in
            let line = payload.replacing("\n", with: " ").replacing("=", with: "≠").replacing("|", with: "¦")
            let texts: [(Exercise.Kind, String)] = [
                (.pairs, "\(line) = а\nб = \(line)"), (.groups, "\(line): \(line)\nг: д"),
                (.timeline, "\(line) = \(line)\n2 = а"), (.ordering, "\(line)\nдва"), (.cards, "\(line) = \(line)"),
                (.crossword, "кот = \(line)\nток = \(line)"), (.table, "\(line) | б\n\(line) | [\(line)]"),
                (.millionaire, "Как: \(line)\n+ \(line)\n- б"), (.pairs, "![\(line)](/media/1/x) = а\nб = в"),
            ]
            for (kind, text) in texts {
                let fields = [("kind", kind.rawValue), ("title", payload), ("source", text), ("text", payload)]
                let made = try await world.post("/modules/\(world.module)/exercise", fields, as: .author)
                #expect(made.status.code == 303, "\(kind): \(text)")
                guard made.status.code == 303 else { continue }
                let path = made.location
                let id = try #require(Activity.ID(String(path.split(separator: "/")[1])))
                try await expectClean(
                    world, shows: "px7",
                    [
                        (path, .learner), (path, .author), ("\(path)/exercise", .learner), ("\(path)/edit", .author),
                        ("\(path)/tries", .author), ("\(path)/sheet", .author),
                    ])
                try await world.domains.exercises.share(id, true)
                let code = try #require(try await world.domains.exercises.exercise(id).shareCode)
                try await expectClean(world, shows: "px7", [("/x/\(code)", nil)])
                let preview = try await world.post(
                    "/exercises/preview", [("kind", kind.rawValue), ("source", text)], as: .author)
                #expect(LiveMarkup.fault(in: preview.text) == nil)
            }
            let refused = try await world.post(
                "/modules/\(world.module)/exercise", [("kind", "pairs"), ("title", payload), ("source", payload)],
                as: .author)
            #expect(refused.status == .unprocessableContent && refused.text.contains("px7"))
            #expect(LiveMarkup.fault(in: refused.text) == nil)
        }
    }

    @Test(arguments: hostileTexts)
    func `what teachers write for a quiz is text`(payload: String) async throws {
        try await withWebWorld { world in
            let quiz = "/activities/\(world.quiz)"
            let line = payload.replacing("\n", with: " ")
            let settings = [("points", "10"), ("per_page", "5"), ("shuffle", "yes"), ("feedback", "0 — \(line)")]
            #expect(try await world.post("\(quiz)/quiz", settings, as: .author).status == .ok)
            try await world.handInEssay(payload)
            let question = try #require(try await world.domains.attempts.handQuestions(of: world.quiz).first).id
            let rubric = "\(line)\n0 — \(line)\n2 — \(line)"
            let set = try await world.post(
                "\(quiz)/marking/\(question)/rubric", [("rubric", rubric)], as: .author)
            #expect(set.status.code == 303)
            let desk = "/attempts/\(world.attempt)/slots/\(try await world.essaySlot())/marking"
            try await expectClean(
                world, shows: "px7", [("\(quiz)/marking", .author), ("\(quiz)/marking", .tutor), (desk, .tutor)])
            let marked = try await world.post(
                desk, [("level-0", "1"), ("comment", payload), ("go", "stay")], as: .tutor)
            #expect(marked.location == desk)

            try await expectClean(
                world, shows: "px7",
                [(desk, .tutor), ("/attempts/\(world.attempt)/review", .learner), ("\(quiz)/quiz", .author)])
            let refusals = [
                try await world.post("\(quiz)/quiz", [("feedback", payload), ("closes", payload)], as: .author),
                try await world.post(
                    "\(quiz)/overrides", [("for", payload), ("closes", payload), ("extra", payload)], as: .tutor),
                try await world.post("\(quiz)/marking/\(question)/rubric", [("rubric", payload)], as: .author),
                try await world.post("\(quiz)/attempts", [("password", payload)], as: .classmate),
            ]
            for refusal in refusals.dropLast() { #expect(refusal.status == .unprocessableContent) }
            for refusal in refusals { #expect(LiveMarkup.fault(in: refusal.text) == nil) }
        }
    }

    @Test(arguments: hostileTexts)
    func `what a teacher writes into the journal is text`(payload: String) async throws {
        try await withWebWorld { world in
            let journal = "/courses/\(world.course.id)/gradebook"
            let made = [
                try await world.post("\(journal)/categories", [("title", payload)], as: .author),
                try await world.post("\(journal)/columns", [("title", payload), ("points", "5")], as: .author),
            ]
            #expect(made.map(\.status.code) == [303, 303])
            let sheet = try await world.domains.gradebook.sheet(of: world.course.id)
            let column = try #require(sheet.columns.last?.id.description)
            let category = try #require(sheet.plan.categories.first?.id)
            let cell = "\(journal)/columns/\(column)/learners/\(world.id(.learner))"
            let fields = [("value", "4"), ("seen", ""), ("comment", payload), ("because", payload)]
            #expect(try await world.post(cell, fields, as: .author).status.code == 303)

            try await expectClean(
                world, shows: "px7",
                [
                    (journal, .author), (cell, .author), ("\(journal)/columns/\(column)", .author),
                    ("\(journal)/settings", .author), ("\(journal)/categories/\(category)", .author),
                    ("/courses/\(world.course.id)/grades", .learner),
                ])
            let table = try await world.upload(
                "\(journal)/import", file: Array("Логин;\(payload)\n\(payload);1\n".utf8), named: payload, as: .author)
            #expect(LiveMarkup.fault(in: table.text) == nil)
            let refused = try await world.post(cell, [("value", payload), ("seen", "4")], as: .author)
            #expect(refused.status == .unprocessableContent)
            #expect(LiveMarkup.fault(in: refused.text) == nil)
        }
    }

    @Test(arguments: hostileMarkup + hostileTexts)
    func `questions of a file keep nothing that runs`(payload: String) async throws {
        try await withWebWorld { world in
            let text = payload.replacing(/[~=#{}:\\]/) { "\\" + $0.output }.replacing("\n", with: " ")
            let gift = """
                $CATEGORY: Раздел/\(payload.replacing("\n", with: " "))

                ::px7 \(text)::[html]Вопрос \(text)? {=да \(text)#верно \(text) ~нет \(text)#неверно \(text)####\(text)}

                ::пары::[markdown]Пары \(text) {=один \(text) -> раз \(text) =два -> два \(text) =три -> три}

                ::слово::Слово \(text)? {=сотая \(text)#да \(text)}

                ::верно::\(text) {T#\(text)#\(text)}

                ::рассказ::[moodle]\(text) {}
                """
            let added = try await world.upload(
                "/modules/\(world.module)/quiz", [("title", "Тест")], file: Array(gift.utf8), named: "q.gift",
                as: .author)
            #expect(added.status == .ok)
            #expect(LiveMarkup.fault(in: added.text) == nil, "\(payload)")
            let contents = try await world.domains.courses.contents(world.course.id)
            let quiz = try #require(contents.activities.last).id
            #expect(try await world.domains.quizzes.questions(of: quiz).count == 5)
            let start = try await world.post("/activities/\(quiz)/attempts", as: .learner)
            try await expectClean(world, [(start.location, .learner), ("/activities/\(quiz)/quiz", .author)])
            _ = try await world.post(start.location + "/page", [("go", "submit")], as: .learner)
            try await expectClean(
                world, [(start.location + "/review", .learner), (start.location + "/review", .tutor)])
            try await expectClean(world, [("/activities/\(quiz)/statistics", .tutor)])
            for question in try await world.domains.quizzes.questions(of: quiz) {
                try await expectClean(world, [("/activities/\(quiz)/statistics/\(question.id)", .tutor)])
            }
            for name in ["statistics.csv", "statistics/answers.csv"] {
                let figures = try await world.get("/activities/\(quiz)/\(name)", as: .tutor)
                #expect(figures.status == .ok && !figures.text.contains("\n=") && !figures.text.contains(";="))
            }
            let export = try await world.get("/activities/\(quiz)/questions.gift", as: .author)
            #expect(export.headers[.contentType] == "text/plain; charset=utf-8")
        }
    }

    @Test(arguments: hostileTexts)
    func `an essay, a typed answer and a teacher's comment are text`(payload: String) async throws {
        try await withWebWorld { world in
            let slot = try await world.essaySlot()
            let attempt = "/attempts/\(world.attempt)"
            let fields = (1...3).map { ("s\($0)", payload) }
            #expect(try await world.post(attempt + "/page", fields, as: .learner).status.code == 303)
            try await expectClean(world, shows: "px7", [(attempt, .learner)])
            _ = try await world.post(attempt + "/page", [("go", "submit")], as: .learner)
            let marked = try await world.post(
                attempt + "/slots/\(slot)/mark", [("mark", "1"), ("comment", payload)], as: .tutor)
            #expect(marked.status.code == 303)
            try await expectClean(
                world, shows: "px7",
                [
                    (attempt + "/review", .learner), (attempt + "/review", .tutor),
                    (attempt + "/slots/\(slot)/history", .tutor),
                ])
            let items = try await world.domains.attempts.paper(world.attempt).items
            let item = try #require(items.first { $0.slot.number == slot })
            #expect(item.slot.response?.text == payload)
            #expect(item.slot.comment == payload)
            let typed = try #require(items.first { $0.question.question.kind.name == .numeric }).question.id
            try await expectClean(
                world, shows: "px7", [("/activities/\(world.quiz)/statistics/\(typed)", .tutor)])

            let refused = try await world.post(
                attempt + "/slots/\(slot)/mark", [("mark", payload), ("comment", payload)], as: .tutor)
            #expect(refused.status == .unprocessableContent)
            #expect(LiveMarkup.fault(in: refused.text) == nil)
        }
    }

    @Test(arguments: hostileTexts)
    func `an assignment, a work, its mark and a poll are text`(payload: String) async throws {
        try await withWebWorld { world in
            let line = payload.replacing("\n", with: " ")
            let module = "/modules/\(world.module)"
            let rubric = "\(line)\n0 — \(line)\n2 — да \(line)"
            let added = try await world.upload(
                "\(module)/assignment",
                [
                    ("title", payload), ("text", payload), ("takes_text", "yes"), ("file_count", "5"),
                    ("rubric", rubric),
                ],
                file: Array("text".utf8), named: payload, as: .author)
            #expect(added.status.code == 303)
            let step = added.location
            #expect(try await world.post(step + "/submission", [("s1", payload)], as: .learner).status.code == 303)
            _ = try await world.upload(
                step + "/submission/files", file: Array("text".utf8), named: payload, as: .learner)
            try await expectClean(world, shows: "px7", [(step, .learner), (step, .author), (step + "/edit", .author)])
            let handedIn = try await world.post(step + "/submission", [("go", "submit")], as: .learner)
            #expect(handedIn.status.code == 303)
            let submission = try await world.get(step + "/submissions/next", as: .tutor).location
            let form = [("version", "1"), ("start", "0"), ("end", "2"), ("comment", payload), ("quote", payload)]
            #expect(try await world.post(submission + "/annotations", form, as: .tutor).status.code == 303)
            let wrong = try await world.post(
                submission + "/annotations", [("version", "1"), ("quote", payload + "!"), ("comment", payload)],
                as: .tutor)
            #expect(wrong.status == .unprocessableContent && LiveMarkup.fault(in: wrong.text) == nil)
            _ = try await world.upload(
                submission + "/feedback", [("version", "1")], file: Array("text".utf8), named: payload, as: .tutor)
            let mark = [("version", "1"), ("level-0", "1"), ("feedback", payload)]
            #expect(try await world.post(submission + "/mark", mark, as: .tutor).status.code == 303)
            try await expectClean(
                world, shows: "px7", [(step, .learner), (submission, .tutor), (step + "/submissions", .tutor)])

            let questions = "\(line)?\n( ) \(line)\n( ) нет\n\n\(line)\n1-5 \(line) … \(line)\n\nслова \(line)"
            let poll = try await world.post(
                "\(module)/poll", [("title", payload), ("text", payload), ("questions", questions)], as: .author)
            #expect(poll.status.code == 303)
            for person in [Person.learner, .classmate] {
                let answer = [("q0", "0"), ("q1", "4"), ("q2", payload)]
                #expect(try await world.post(poll.location + "/answers", answer, as: person).status.code == 303)
            }
            try await world.domains.enrolments.enrol([world.id(.pupil)], byTeacherIn: world.course.id)
            _ = try await world.post(poll.location + "/answers", [("q2", payload)], as: .pupil)
            try await expectClean(
                world, shows: "px7",
                [
                    (poll.location, .learner), (poll.location, .author), (poll.location + "/edit", .author),
                    (poll.location + "/answers", .tutor),
                ])
            let table = try await world.get(poll.location + "/answers.csv", as: .tutor).text
            #expect(!table.contains("\n=") && !table.contains(";="))
        }
    }
}
