import Archives
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Spaces
import Storage
import Surveys
import Testing

@testable import CourseServer

@Suite struct SurveyWebTests {
    @Test func `the shipped templates are whole: every scale has its statements`() throws {
        let templates = try SurveyTemplate.all.get()
        #expect(templates.map(\.key) == ["difficulties", "network-criteria", "participant-review"])
        for template in templates {
            let content = template.content
            #expect(!content.scales.isEmpty && content.scales.allSatisfy { !$0.keys.isEmpty && !$0.bands.isEmpty })
            let keyed = Set(content.scales.flatMap(\.keys).map(\.question))
            #expect(keyed == Set(content.statements), "\(template.key)")
            #expect(try SurveyQuestion.questions(in: SurveyQuestion.text(of: content.questions)) == content.questions)
        }
        #expect(templates[1].content.statements.count == 18 && templates[1].settings.isAnonymous)
    }

    @Test func `a methodist makes a survey from a template, and from pasted statements`() async throws {
        try await withWebWorld { world in
            let made = try await world.post(
                "/o/district/surveys", [("template", "network-criteria")], as: .methodist)
            #expect(made.location == "/surveys/1/edit")
            let pasted = [
                ("title", "Своя"), ("questions", "1. Первое\n2. Второе"), ("answers", "intensity4"), ("names", "named"),
                ("required", "yes"),
            ]
            let own = try await world.post("/o/school-a/surveys", pasted, as: .head)
            #expect(own.location == "/surveys/2/edit")
            let survey = try await world.domains.surveys.visit(Survey.ID(rawValue: 2), by: world.id(.head)).survey
            #expect(
                survey.content.questions
                    == [SurveyQuestion("Первое", isRequired: true), SurveyQuestion("Второе", isRequired: true)])
            #expect(survey.content.answers.lowest == 0 && survey.content.direction == .difficulty)
            #expect(survey.settings.organisations == [world.schoolA.id] && !survey.settings.isAnonymous)
            let scales = try await world.post(
                "/surveys/2/scales", [("scales", "Первая\n0-100 всё\n\nВторая")], as: .head)
            #expect(scales.location == "/surveys/2/scales#keys")
            let keys = [("k0s0", "1"), ("k1s0", "-2"), ("k1s1", "9"), ("k7s1", "1"), ("sum1", "yes")]
            #expect(try await world.post("/surveys/2/scales", keys, as: .head).status.code == 303)
            let content = try await world.domains.surveys.visit(Survey.ID(rawValue: 2), by: world.id(.head)).survey
                .content
            #expect(
                content.scales == [
                    Scale(
                        name: "Первая",
                        keys: [ScaleKey(question: 0), ScaleKey(question: 1, weight: 2, isReversed: true)],
                        bands: [ScaleBand(from: 0, to: 100, words: "всё")]), Scale(name: "Вторая", aggregation: .sum),
                ])
        }
    }

    @Test func `a refused form comes back with everything that was typed`() async throws {
        try await withWebWorld { world in
            let pasted = [("title", "Своя"), ("questions", "( ) вариант"), ("answers", "ten"), ("names", "named")]
            let refused = try await world.post("/o/district/surveys", pasted, as: .methodist)
            #expect(refused.status == .unprocessableContent && refused.text.contains("( ) вариант"))
            #expect(
                refused.text.contains(#"value="ten" selected"#) && refused.text.contains(#"value="named" selected"#))

            let survey = try await world.addSurvey()
            let answers = [("q1", "2"), ("q4", "Своими словами")]
            let missing = try await world.post("/surveys/\(survey)/answers", answers, as: .author)
            #expect(missing.status == .unprocessableContent && missing.text.contains("href=\"#q0\""))
            #expect(missing.text.contains(#"name="q1" value="2" checked"#) && missing.text.contains("Своими словами"))
            let outside = try await world.post(
                "/surveys/\(survey)/answers", answers + [("q0", "1"), ("q3", "99")], as: .author)
            #expect(outside.status == .unprocessableContent && outside.text.contains(#"value="99""#))
            #expect(try await !world.domains.surveys.visit(survey, by: world.id(.author)).hasAnswered)
        }
    }

    @Test func `a draft is on disk before it is acknowledged, and comes back with the page`() async throws {
        try await withWebWorld { world in
            let survey = try await world.addSurvey()
            let draft = [("touched", "0,4"), ("q0", "2"), ("q1", "1"), ("q4", "Начал писать")]
            let kept = try await world.post("/surveys/\(survey)/draft", draft, as: .author)
            #expect(kept.status == .ok && kept.text.contains("saved"))
            let page = try await world.get("/surveys/\(survey)", as: .author).text
            #expect(page.contains(#"name="q0" value="2" checked"#) && page.contains("Начал писать"))
            #expect(!page.contains(#"name="q1" value="1" checked"#))
            #expect(try await !world.get("/surveys/\(survey)", as: .learner).text.contains("Начал писать"))

            let anonymous = try await world.addSurvey(anonymous: true)
            #expect(try await world.post("/surveys/\(anonymous)/draft", draft, as: .author).status == .notFound)
            #expect(try await !world.get("/surveys/\(anonymous)", as: .author).text.contains("data-save"))
        }
    }

    @Test func `a head sees their school's part, the methodist the whole, and neither anybody's profile`() async throws
    {
        try await withWebWorld { world in
            let survey = try await world.addSurvey()
            try await world.answer(survey)
            let results = "/surveys/\(survey)/results"
            #expect(try await world.get(results, as: .methodist).text.contains("Результаты появятся"))
            #expect(try await world.get(results + ".csv", as: .methodist).text.split(separator: "\n").count == 1)

            #expect(try await world.post("/surveys/\(survey)/closing", as: .methodist).location == results)

            for person in [Person.methodist, .head] {
                let page = try await world.get(results, as: person).text
                #expect(page.contains("Интерес") && page.contains("α Кронбаха") && page.contains("<svg"))
                for surveyed in WebWorld.surveyed {
                    #expect(!page.contains(surveyed.rawValue.capitalized), "\(person) sees \(surveyed)")
                    let profile = "/surveys/\(survey)/profiles/\(world.id(surveyed))"
                    #expect(try await world.get(profile, as: person).status == .notFound)
                }
            }
            #expect(try await world.get(results + "?school=school-b", as: .head).status == .notFound)
            #expect(try await world.get(results, as: .author).status == .forbidden)
            #expect(try await world.get(results, as: .otherLearner).status == .notFound)
        }
    }

    @Test func `four answers are shown to nobody`() async throws {
        try await withWebWorld { world in
            let survey = try await world.addSurvey()
            try await world.answer(survey, as: Array(WebWorld.surveyed.prefix(4)), words: "тайное слово")
            try await world.domains.surveys.close(survey)
            for path in ["/results", "/results?school=school-a", "/results.csv"] {
                let text = try await world.get("/surveys/\(survey)\(path)", as: .methodist).text
                #expect(!text.contains("тайное слово") && !text.contains("high") && !text.contains("<svg"))
            }
        }
    }

    @Test func `tables hold figures with a comma, and no formula that somebody wrote`() async throws {
        try await withWebWorld { world in
            let survey = try await world.addSurvey()
            try await world.answer(survey, words: "=1+1")
            try await world.domains.surveys.close(survey)
            let csv = try await world.get("/surveys/\(survey)/results.csv", as: .methodist)
            let rows = try CSV([UInt8](csv.body.readableBytesView)).rows.map(\.cells)
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(rows[1].prefix(4) == ["Все вместе", "Интерес", "5", "2,4"])
            #expect(rows.last?.last?.hasPrefix("'=1+1") == true)
            let xlsx = try await world.get("/surveys/\(survey)/results.xlsx", as: .methodist)
            #expect(xlsx.status == .ok && Array(xlsx.body.readableBytesView.prefix(2)) == Array("PK".utf8))
        }
    }

    @Test func `a repetition stands beside what was before`() async throws {
        try await withWebWorld { world in
            let first = try await world.addSurvey()
            try await world.answer(first)
            try await world.domains.surveys.close(first)
            let copy = try await world.post("/surveys/\(first)/copies", as: .methodist).location
            let second = try #require(Survey.ID(String(copy.split(separator: "/")[1])))
            try await world.domains.surveys.publish(second)
            try await world.answer(second)
            try await world.domains.surveys.close(second)
            for (path, person) in [("results", Person.methodist), ("results", .head), ("profile", .author)] {
                let page = try await world.get("/surveys/\(second)/\(path)", as: person).text
                #expect(page.contains("Прошлый раз"), "\(path) for \(person)")
            }
            #expect(try await !world.get("/surveys/\(first)/results", as: .methodist).text.contains("Прошлый раз"))
        }
    }
}
