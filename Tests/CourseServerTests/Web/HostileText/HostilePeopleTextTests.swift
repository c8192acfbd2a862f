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

@Suite struct HostilePeopleTextTests {
    @Test(arguments: hostileTexts)
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

    @Test(arguments: hostileTexts)
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

    @Test(arguments: hostileTexts)
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

    @Test(arguments: hostileTexts)
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
}
