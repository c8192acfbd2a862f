import Accounts
import Contest
import Courses
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

/// Texts that would run if a page let them. `px7` tells that a page shows what was written.
private let payloads = [
    "px7<script>px7()</script>", "px7\"><img src=x onerror=px7()>", "px7' onmouseover='px7()",
    "px7</title></textarea></script><svg/onload=px7()>", "px7<a href=\"javascript:px7()\">",
    "px7\u{202E}<iframe srcdoc=x>&lt;b&gt;<!--", "=px7+cmd|' /C calc'!A0", "px7 {count} \\(x) ${7*7} %00 %s",
]

/// What authors may write in Markdown and in `[html]` questions, with what must not come through.
private let richPayloads = [
    "<script>px7()</script>", "<img src=x onerror=px7()>", "<a href=\"javascript:px7()\">x</a>",
    "[x](javascript:px7%28%29)", "[x](JaVa&#115;cript:px7)", "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=px7()>", "<iframe src=\"https://evil.example\"></iframe>", "<form action=//evil.example><input>",
    "<p style=\"background:url(//evil.example)\">x</p>", "<base href=//evil.example>", "<x onclick=px7()>x</x>",
    "<a href=\"x\" onclick=\"px7()\">x</a>", "<math><mtext></p><img src=x onerror=px7()>", "<style>*{}</style>",
    "```\n</code></pre><script>px7()</script>\n```", "<object data=x>", "<meta http-equiv=refresh content=\"0;url=x\">",
]

@Suite struct HostileTextTests {
    @Test(arguments: payloads)
    func `what an author names a course and its parts is text on every page`(payload: String) async throws {
        try await withWebWorld { world in
            let course = "/courses/\(world.course.id)"
            let settings = [
                ("title", payload), ("summary", payload), ("key", payload), ("mode", "key"), ("visibility", "public"),
            ]
            #expect(try await world.post("\(course)/settings", settings, as: .author).status.code == 303)
            #expect(try await world.post("\(course)/modules", [("title", payload)], as: .author).status.code == 303)
            let module = "/modules/\(world.module)"
            let page = try await world.post(
                "\(module)/page", [("title", payload), ("text", payload)], as: .author)
            let link = try await world.post(
                "\(module)/link", [("title", payload), ("url", "https://example.org/?q=\"><script>px7</script>")],
                as: .author)
            let file = try await world.upload(
                "\(module)/file", [("title", payload)], file: Array("text".utf8), named: payload, as: .author)
            let quiz = try await world.upload(
                "\(module)/quiz", [("title", payload)], file: Array("Сколько? {=1}".utf8), named: payload, as: .author)
            #expect(page.status.code == 303 && link.status.code == 303 && file.status.code == 303)
            #expect(quiz.status == .ok)

            try await expectClean(
                world, shows: "px7",
                [
                    (course, .learner), (course, nil), (course, .author), ("\(course)/settings", .author),
                    ("\(course)/grades", .learner), ("\(course)/gradebook", .author), ("\(course)/members", .author),
                    ("/search?q=px7", .learner), ("/search?q=px7", .author),
                    ("/modules/\(world.module)/download", .learner),
                    ("/catalogue", nil), ("/catalogue", .learner), ("/", nil), ("/", .learner), ("/teaching", .author),
                    ("/o/school-a", nil), ("/join/\(world.invitation.code)", .pupil), (page.location, .learner),
                    (link.location, .learner), (file.location, .learner), (page.location, .author),
                    (page.location + "/edit", .author), ("/activities/\(world.quiz)", .learner),
                    ("\(course)/edit", .author), ("\(course)/files", .author),
                    ("/activities/\(world.quiz)/results", .author), ("/activities/\(world.quiz)/quiz", .author),
                    ("/attempts/\(world.attempt)/review", .author),
                ])
            try await expectHistoryClean(world, of: page.location, with: payload)
            let again = try await world.post("\(course)/enrolment", [("key", payload + "?")], as: .pupil)
            #expect(again.status == .unprocessableContent)
            #expect(LiveMarkup.fault(in: again.text) == nil)
        }
    }

    @Test(arguments: payloads)
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

    @Test(arguments: payloads)
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

    @Test(arguments: payloads)
    func `what stands on a trajectory is text`(payload: String) async throws {
        try await withWebWorld { world in
            let aim = [("goal", payload), ("mentor", "tutor")]
            let way = try await world.post("/trajectories", aim, as: .learner).location
            let answers = [
                try await world.post(
                    way + "/plans", [("title", payload), ("starts", "2013-12-06T10:00")], as: .learner),
                try await world.post(
                    way + "/plans",
                    [("title", payload), ("address", "https://example.org/?q=\"><script>px7</script>")], as: .learner),
                try await world.post(way + "/notes", [("note", payload)], as: .tutor),
            ]
            #expect(answers.map(\.status.code) == [303, 303, 303])
            let step = String(try #require(answers[0].location.split(separator: "#step-").last))
            let removal = try await world.post(way + "/steps/\(step)/removal", as: .learner)

            try await expectClean(
                world, shows: "px7",
                [
                    (way, .learner), (way, .tutor), (removal.location, .learner), (way + "/edit", .learner),
                    ("/trajectories", .learner), ("/trajectories", .tutor), ("/", .learner),
                ])
            #expect(try await world.post(way + "/steps/\(step)/restoration", as: .learner).status.code == 303)
            try await expectClean(world, shows: "px7", [("/calendar", .learner)])
            let refusals = [
                try await world.post("/trajectories", [("goal", payload), ("mentor", payload)], as: .learner),
                try await world.post("/trajectories", [("goal", payload), ("due", payload)], as: .learner),
                try await world.post(way + "/plans", [("title", payload), ("address", payload)], as: .learner),
                try await world.post(way + "/plans", [("title", payload), ("starts", payload)], as: .learner),
            ]
            for refusal in refusals {
                #expect(refusal.status == .unprocessableContent)
                #expect(LiveMarkup.fault(in: refusal.text) == nil && refusal.text.contains("px7"))
            }
        }
    }

    @Test(arguments: payloads)
    func `what entrants send and organisers answer is text`(payload: String) async throws {
        try await withWebWorld { world in
            let plan = LessonPlan(
                topic: payload, audience: payload, plan: payload, materials: payload,
                startsAt: world.clock.now.addingTimeInterval(3_600), minutes: 45)
            let contest = try await world.addWorkContest(title: payload, service: payload, text: payload, lesson: plan)
            let (task, work) = (
                "\(contest.base)/tasks/\(contest.tasks[0].id)", "\(contest.base)/works/\(contest.final.id)"
            )
            let lesson = "\(contest.base)/lessons/\(contest.lesson)"
            let sent = try await world.post(
                task, [("link", "https://example.org/"), ("text", payload), ("key", payload)], as: .author)
            #expect(sent.status.code == 303)
            let upload = try await world.upload(
                work, [("text", payload)], file: Array("text".utf8), named: payload, as: .author)
            #expect(upload.status.code == 303)
            try await world.domains.works.extend(
                contest.registration, in: contest.final.id, of: contest.id,
                until: contest.final.dueAt.addingTimeInterval(60), reason: payload, by: world.id(.methodist))
            try await expectClean(
                world, shows: "px7",
                [
                    ("\(contest.base)/works", .author), (task, .author), (work, .author),
                    ("\(contest.base)/proofs", .methodist), ("\(contest.base)/extensions", .methodist),
                    ("\(contest.base)/finalists", .methodist), ("\(contest.base)/lessons", nil), (lesson, nil),
                    (lesson, .author), (lesson, .methodist), (lesson + "/edit", .author),
                ])
            let key = "\(contest.registration)-\(contest.tasks[0].id)"
            let proofs = "\(contest.base)/proofs"
            #expect(
                try await world.post(proofs, [("return", key), ("comment", payload)], as: .methodist).status.code == 303
            )
            try await expectClean(world, shows: "px7", [(task, .author), (proofs + "?show=returned", .methodist)])
            let refusals = [
                try await world.post(task, [("link", payload), ("text", payload), ("key", payload)], as: .author),
                try await world.post(
                    lesson + "/edit", [("topic", payload), ("plan", payload), ("starts", payload), ("link", payload)],
                    as: .author),
                try await world.post(
                    "\(contest.base)/extensions", [("reason", payload), ("until", payload)], as: .methodist),
                try await world.post(lesson + "/failure", [("reason", payload)], as: .author),
            ]
            for refusal in refusals {
                #expect(refusal.status == .unprocessableContent)
                #expect(LiveMarkup.fault(in: refusal.text) == nil && refusal.text.contains("px7"))
            }
        }
    }

    @Test(arguments: payloads)
    func `what stands in a survey and in its answers is text`(payload: String) async throws {
        try await withWebWorld { world in
            // A line of the survey that begins as a list would lose its beginning.
            let content = SurveyContent(
                questions: [
                    SurveyQuestion("Ответ " + payload), SurveyQuestion(payload, .single([payload, "нет"])),
                    SurveyQuestion("Слова " + payload, .words), SurveyQuestion("Раздел " + payload, .section),
                    SurveyQuestion("Второе " + payload), SurveyQuestion("Третье " + payload),
                ], answers: AnswerScale(labels: [payload, "да"]),
                scales: [
                    Scale(
                        name: payload, summary: payload, keys: [ScaleKey(question: 0)],
                        bands: [ScaleBand(from: 0, to: 100, words: payload)])
                ])
            let survey = try await world.addSurvey(payload, content)
            let base = "/surveys/\(survey)"
            try await expectClean(
                world, shows: "px7",
                [
                    (base, .author), (base, .methodist), (base + "/edit", .methodist), (base + "/scales", .methodist),
                    (base + "/results", .methodist), ("/surveys", .author), ("/teaching", .author), ("/", .learner),
                    ("/o/district/surveys", .methodist), ("/o/school-a/surveys", .head),
                ])
            for person in WebWorld.surveyed {
                let answers = [("q0", "0"), ("q1", "0"), ("q2", payload), ("q4", "1"), ("q5", "0")]
                #expect(try await world.post(base + "/answers", answers, as: person).location == base + "/profile")
            }
            try await world.domains.surveys.share(survey, of: world.id(.learner), withLogin: "author")
            try await world.domains.surveys.close(survey)
            try await expectClean(
                world, shows: "px7",
                [
                    (base + "/profile", .author), (base + "/profiles/\(world.id(.learner))", .author),
                    (base + "/results", .methodist), (base + "/results?school=school-a", .head), ("/surveys", .author),
                ])
            let refusals = [
                try await world.post("/o/district/surveys", [("title", payload), ("questions", "")], as: .methodist),
                try await world.post(base + "/edit", [("title", payload), ("questions", payload)], as: .methodist),
                try await world.post(base + "/scales", [("scales", payload + "\n5-7 x")], as: .methodist),
                try await world.post(base + "/shares", [("login", payload)], as: .author),
            ]
            for refusal in refusals {
                #expect(refusal.status == .unprocessableContent)
                #expect(LiveMarkup.fault(in: refusal.text) == nil && refusal.text.contains("px7"))
            }
        }
    }

    @Test(arguments: payloads)
    func `what organisers and entrants write in a contest is text`(payload: String) async throws {
        try await withWebWorld { world in
            let contest = try await world.addContest(titled: payload)
            let base = "/contests/\(contest)"
            let line = payload.replacing("\n", with: " ")
            let visit = try await world.domains.contests.visit(contest, by: world.id(.author))
            let t = Words(.ru)
            let settings = FormFields(visit.contest, t).pairs.map {
                ($0.name, ["summary", "title"].contains($0.name) ? "Слово " + payload : $0.value)
            }
            #expect(try await world.post(base + "/settings", settings, as: .author).status.code == 303)
            #expect(
                try await world.post(base + "/regulations", [("text", "Слово " + payload)], as: .author).status.code
                    == 303)
            let stage = try #require(visit.stages.first { $0.kind == .review })
            let fields = FormFields(stage, t).pairs.map { name, value in
                let isText = ["title", "description", "c0-title", "c0-description"].contains(name)
                return (name, isText ? payload : name == "c0-levels" ? "1 — \(line)" : value)
            }
            #expect(
                try await world.post(base + "/stages/\(stage.id)/edit", fields, as: .author).status.code == 303)
            let rows = [("n0-title", payload), ("n0-id", "\(visit.nominations[0].id)")]
            #expect(try await world.post(base + "/nominations", rows, as: .author).status.code == 303)
            var form = try await world.registration(in: contest, letter: payload)
            (form.position, form.subject) = (payload, payload)
            let entrant = try await world.domains.registrations.submit(form, of: world.id(.tutor), for: contest)
            let entry = base + "/registrations/\(entrant.id)"
            let out = [("state", "rejected"), ("reason", payload)]
            #expect(try await world.post(entry + "/decision", out, as: .author).status.code == 303)

            try await expectClean(
                world, shows: "px7",
                [
                    ("/contests", nil), (base, nil), (base, .tutor), (base, .author), (base + "/regulations", nil),
                    (base + "/regulations/2", .tutor), (base + "/regulations/new", .author),
                    (base + "/settings", .author), (base + "/stages", .author),
                    (base + "/stages/\(stage.id)/edit", .author), (base + "/nominations", .author),
                    (base + "/registration", .tutor), (base + "/registration/receipt", .tutor),
                    (base + "/registrations", .author), (entry, .author), (base + "/progress", .author),
                    ("/o/school-a/contests", .author),
                ])
            let refusals = [
                try await world.post(
                    "/o/school-a/contests", [("basis", ""), ("start", payload), ("title", payload)], as: .author),
                try await world.post(base + "/settings", [("title", payload), ("weeks", payload)], as: .author),
                try await world.post(base + "/stages", [("title", payload), ("opens", payload)], as: .author),
                try await world.post(
                    base + "/nominations", [("n0-title", payload), ("n0-laureates", payload)], as: .author),
                try await world.post(base + "/dates", [("days", payload)], as: .author),
                try await world.post(
                    base + "/registration", [("position", payload), ("letter", payload)], as: .author),
            ]
            for refusal in refusals {
                #expect(refusal.status == .unprocessableContent)
                #expect(LiveMarkup.fault(in: refusal.text) == nil && refusal.text.contains("px7"))
            }
        }
    }

    @Test(arguments: richPayloads)
    func `Markdown of a contest comes clean`(payload: String) async throws {
        try await withWebWorld { world in
            let contest = try await world.addContest()
            let base = "/contests/\(contest)"
            let visit = try await world.domains.contests.visit(contest, by: world.id(.author))
            let settings = FormFields(visit.contest, Words(.ru)).pairs.map {
                ($0.name, $0.name == "summary" ? payload : $0.value)
            }
            #expect(try await world.post(base + "/settings", settings, as: .author).status.code == 303)
            #expect(try await world.post(base + "/regulations", [("text", payload)], as: .author).status.code == 303)
            try await expectClean(world, [(base, nil), (base + "/regulations", nil)])
        }
    }

    @Test(arguments: payloads)
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

    @Test(arguments: richPayloads)
    func `a page's Markdown and its preview keep nothing that runs`(payload: String) async throws {
        try await withWebWorld { world in
            let text = "Начало\n\n\(payload)\n\nКонец"
            let page = try await world.post(
                "/modules/\(world.module)/page", [("title", "Страница"), ("text", text)], as: .author)
            #expect(page.status.code == 303)
            let read = try await world.get(page.location, as: .learner)
            #expect(LiveMarkup.fault(in: read.text) == nil, "\(payload)")
            #expect(read.text.contains("Начало"))

            let preview = try await world.post("/preview", [("text", text)], as: .author)
            #expect(preview.status == .ok)
            #expect(LiveMarkup.fault(in: preview.text) == nil, "\(payload)")
            // The author's own text comes back whole for editing.
            let edit = try await world.get(page.location + "/edit", as: .author)
            #expect(LiveMarkup.fault(in: edit.text) == nil, "\(payload)")
        }
    }

    @Test(arguments: richPayloads + payloads)
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

    @Test(arguments: payloads)
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

    @Test(arguments: payloads)
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

    @Test(arguments: payloads)
    func `names of people from a table are text`(payload: String) async throws {
        try await withWebWorld { world in
            let name = "\"\(payload.replacing("\"", with: "\"\""))\""
            let csv = "Фамилия;Имя;Отчество;Логин;Пароль\n\(name);\(name);\(name);evil;zelenaya-lampa-7\n"
            let preview = try await world.upload(
                "/o/school-a/people/lists", [("role", "learner")], file: Array(csv.utf8), named: payload, as: .head)
            #expect(preview.status == .ok)
            #expect(LiveMarkup.fault(in: preview.text) == nil)
            let address = try #require(preview.text.firstMatch(of: /action="([^"]*confirmation)"/)).1
            let entered = try await world.post(String(address), as: .head)
            #expect(entered.status == .ok)
            #expect(LiveMarkup.fault(in: entered.text) == nil)
            let user = try #require(try await world.domains.accounts.user(login: "evil"))
            #expect(user.name.surname == payload)

            try await world.domains.enrolments.enrol([user.id], byTeacherIn: world.course.id)
            let attempt = try await world.domains.attempts.start(world.quiz, by: user.id)
            try await expectClean(
                world, shows: "px7",
                [
                    ("/o/school-a/people", .head), ("/courses/\(world.course.id)/members", .author),
                    ("/courses/\(world.course.id)/gradebook", .author), ("/activities/\(world.quiz)/results", .author),
                    ("/attempts/\(attempt)/review", .author),
                ])
            let table = try await world.get("/courses/\(world.course.id)/gradebook.csv", as: .author)
            #expect(!table.text.contains("\n=") && !table.text.contains(";="), "a name does not compute in a table")
        }
    }

    @Test(arguments: payloads)
    func `what strangers type into fields and addresses is text`(payload: String) async throws {
        try await withWebWorld { world in
            let escaped = payload.formEscaped
            let fields = [("login", payload), ("password", payload), ("back", payload)]
            let login = try await world.post("/session", fields)
            #expect(login.status == .unprocessableContent)
            #expect(login.text.contains("px7"))
            let member = try await world.post(
                "/courses/\(world.course.id)/members", [("login", payload)], as: .author)
            #expect(member.status == .unprocessableContent)
            var pages = [login, member]
            for path in [
                "/join/\(escaped)", "/join?code=\(escaped)", "/\(escaped)", "/catalogue?q=\(escaped)",
                "/search?q=\(escaped)", "/search?q=a&page=\(escaped)", "/calendar/feed/\(escaped)",
                "/sign-in?back=/\(escaped)", "/accessibility?back=/\(escaped)", "/o/\(escaped)",
                "/courses/\(world.course.id)/members?enrolled=\(escaped)", "/me?saved=\(escaped)",
                "/help?\(escaped)=\(escaped)",
            ] {
                let page = try await world.get(path, as: path.contains("members") ? .author : nil)
                #expect(page.status.code < 500, "\(path)")
                #expect(!page.location.contains("<") && !page.location.contains("\""), "\(path)")
                pages.append(page)
            }
            for header in [HTTPField.Name.userAgent, .acceptLanguage, .requestID, .referer] {
                let fields: HTTPFields = [header: payload]
                let page = try await world.get("/sign-in", fields)
                #expect(page.headers[.requestID]?.contains("px7") == false)
                pages.append(page)
                _ = try await world.post("/session", [("login", "learner"), ("password", "x")], fields)
            }
            pages.append(try await world.get("/me", as: .learner))
            pages.append(try await world.get("/", [.cookie: "theme=\(payload); text=\(payload); lang=\(payload)"]))
            for page in pages { #expect(LiveMarkup.fault(in: page.text) == nil, "\(page.head)") }
        }
    }

    @Test(arguments: [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
        "javascript:px7()", "JaVaScript:px7()", " //evil.example", "/\t/evil.example", "/\r\nSet-Cookie: a=b",
        "\u{0}/x", "data:text/html,x", "evil.example", "//evil.example/%2f..", "/\n/evil.example", "http:evil.example",
        "",
    ])
    func `the way back leads nowhere but here`(back: String) async throws {
        try await withWebWorld { world in
            let query = back.formEscaped
            let signedIn = try await world.get("/sign-in?back=\(query)", as: .learner)
            #expect(signedIn.location == "/")
            #expect(try await world.get("/language/en?back=\(query)").location == "/")
            for path in ["/sign-in", "/accessibility", "/consent"] {
                let page = try await world.get("\(path)?back=\(query)", as: path == "/consent" ? .learner : nil)
                #expect(page.status == .ok)
                #expect(!page.text.contains("evil") && !page.text.contains("px7"), "\(path)")
            }
            guard !back.contains("\u{0}") else { return }
            let form = [("login", "learner"), ("password", WebWorld.password), ("back", back)]
            let entered = try await world.post("/session", form)
            #expect(entered.location == "/")
            #expect(entered.headers[values: .setCookie].count == 1)
        }
    }

    @Test(arguments: [
        "javascript:px7()", "JAVASCRIPT:px7()", " javascript:px7()", "java\nscript:px7()", "data:text/html,x",
        "vbscript:x", "//evil.example", "/courses/1", "ftp://example.org/", "http://", "https:///x", "",
        "file:///etc/passwd", "px7",
    ])
    func `the address of a link is one of the web`(address: String) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let answer = try await world.post(
                    "/modules/\(world.module)/link", [("title", "Ссылка"), ("url", address)], as: .author)
                #expect(answer.status == .unprocessableContent)
                #expect(LiveMarkup.fault(in: answer.text) == nil)
                #expect(answer.text.contains("Ссылка"), "what was typed comes back")
            }
            #expect(changed == [])
        }
    }
}

/// Changes a page to the payload and back, removes it, and looks at what its authors see of that.
private func expectHistoryClean(_ world: WebWorld, of page: String, with payload: String) async throws {
    let course = "/courses/\(world.course.id)"
    let draft = try await world.post(
        page + "/draft", [("title", payload), ("text", "\(payload) ещё"), ("version", "1")], as: .author)
    #expect(draft.status.code == 303)
    try await expectClean(world, shows: "px7", [(page + "/edit", .author)])
    let changed = try await world.post(
        page + "/edit", [("title", payload), ("text", "другое \(payload)"), ("version", "1")], as: .author)
    #expect(changed.status.code == 303)
    let late = try await world.post(
        page + "/edit", [("title", payload), ("text", "третье \(payload)"), ("version", "1")], as: .author)
    #expect(late.status == .unprocessableContent && LiveMarkup.fault(in: late.text) == nil)
    try await expectClean(world, shows: "px7", [(page + "/history", .author), (page + "/history/1", .author)])
    let module = "/modules/\(world.module)"
    #expect(
        try await world.post("\(module)/details", [("title", payload), ("summary", payload)], as: .author).status.code
            == 303)
    #expect(try await world.post(page + "/removal", as: .author).location.hasPrefix(course + "/edit?removed="))
    try await expectClean(
        world, shows: "px7",
        [
            ("\(course)/trash", .author), ("\(course)/edit?removed=\(page)", .author), ("\(course)/check", .author),
            (course, .learner),
        ])
    let preview = try await world.post(
        "/questions/preview", [("questions", "\(payload)\n+ \(payload)\n- нет")], as: .author)
    #expect(preview.status == .ok && LiveMarkup.fault(in: preview.text) == nil)
    #expect(try await world.post(page + "/restoration", as: .author).status.code == 303)
}

/// Looks at pages: nothing in them runs, and they show what was written.
private func expectClean(_ world: WebWorld, shows mark: String = "", _ pages: [(String, Person?)]) async throws {
    for (path, person) in pages {
        let page = try await world.get(path, as: person)
        #expect(page.status == .ok, "\(path)")
        #expect(LiveMarkup.fault(in: page.text) == nil, "\(path)")
        #expect(mark.isEmpty || page.text.contains(mark), "\(path)")
    }
}
