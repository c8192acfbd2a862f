import Accounts
import Archives
import Contest
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct ContestSetupWebTests {
    @Test func `the shipped template is whole and follows its own dates`() throws {
        let template = try #require(try ContestTemplate.all.get().first { $0.key == "distance-teacher" })
        let start = Date(timeIntervalSince1970: 1_386_237_600)
        let outline = try template.outline(from: start)
        #expect(try outline.checked() == outline)
        #expect(template.weeks == 5 && outline.rules.threshold == .belovo(services: 8))
        #expect(outline.rules.finalists == 13)
        #expect(outline.stages.map(\.kind) == [.task, .task, .task, .task, .task, .lesson, .review, .final, .vote])
        let services = outline.stages.flatMap(\.tasks).map(\.service)
        #expect(Set(services).count == services.count && services.count == 10)
        for service in [
            "Форум", "Чат", "Вебинар", "Телеконференция", "Совместный документ", "Презентация", "Опрос",
            "Интерактивное упражнение",
        ] {
            #expect(services.contains(service))
        }
        #expect(outline.registrationOpens == start)
        for (stage, next) in zip(outline.stages, outline.stages.dropFirst()) where next.kind != .vote {
            #expect(stage.dueAt < next.opensAt && next.opensAt.timeIntervalSince(stage.dueAt) == 60, "\(next.title)")
        }
        #expect(outline.stages.flatMap(\.criteria).allSatisfy { $0.levels.count >= 4 && !$0.description.isEmpty })
        #expect(outline.regulation.contains("## 6. Апелляции") && outline.nominations.count == 3)
    }

    @Test func `an author founds from the template, writes, publishes; a guest reads it`() async throws {
        try await withWebWorld { world in
            let founding = [("basis", "template:distance-teacher"), ("start", "2013-12-10"), ("title", "")]
            let founded = try await world.post("/o/school-a/contests", founding, as: .author)
            #expect(founded.location == "/contests/1/settings?founded=yes")
            #expect(try await world.get("/contests/1").status == .notFound)
            #expect(try await world.get("/contests/1", as: .author).text.contains("Черновик"))
            #expect(try await world.get("/o/school-a/contests", as: .author).text.contains("/contests/1\""))

            #expect(try await world.post("/contests/1/publication", as: .author).location == "/contests/1")
            let page = try await world.get("/contests/1").text
            #expect(page.contains("Неделя 1. Разговор на расстоянии") && page.contains("Учитель-предметник"))
            #expect(page.contains("Начало: 10\u{A0}декабря 2013\u{A0}г., 00:00") && !page.contains("/registration\""))
            #expect(try await world.get("/contests").text.contains("Дистанционный учитель"))
            #expect(try await world.get("/contests/1/regulations").text.contains("Персональные данные"))
            world.clock.advance(5 * 86_400)
            let open = try await world.get("/contests/1").text
            #expect(open.contains("href=\"/contests/1/registration\"") && open.contains("Подать заявку"))

            let copied = try await world.post(
                "/o/school-a/contests", [("basis", "contest:1"), ("start", "2014-12-10"), ("title", "Второй")],
                as: .author)
            #expect(copied.location == "/contests/2/settings?founded=yes")
            let copy = try await world.domains.contests.visit(Contest.ID(rawValue: 2), by: world.id(.author))
            #expect(copy.contest.title == "Второй" && copy.stages.count == 9)
        }
    }

    @Test func `a rehearsal is founded with people and removed`() async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let founding = [
                    ("basis", "template:distance-teacher"), ("start", "2013-12-10"), ("rehearsal", "yes"),
                    ("entrants", "7"),
                ]
                #expect(try await world.post("/o/school-a/contests", founding, as: .author).status.code == 303)
                let table = try await world.get("/contests/1/registrations", as: .author).text
                #expect(table.contains("7 заявок") && table.contains("К-"))
                #expect(try await world.get("/contests/1/registrations", as: .tutor).status == .notFound)
                #expect(try await world.post("/contests/1/dates", [("days", "-30")], as: .author).status.code == 303)
                #expect(
                    try await world.post("/contests/1/removal", as: .author).location == "/o/school-a/contests")
            }
            #expect(changed.isEmpty, "\(changed)")
        }
    }

    @Test func `what was typed comes back with the refusal`() async throws {
        try await withWebWorld { world in
            let founding = [("basis", "template:distance-teacher"), ("start", "не дата"), ("title", "Своё имя")]
            let refused = try await world.post("/o/school-a/contests", founding, as: .author)
            #expect(refused.status == .unprocessableContent && refused.text.contains("Своё имя"))
            let id = try await world.addContest()
            let base = "/contests/\(id)"
            let settings = [("title", "Имя"), ("summary", "Рассказ"), ("services", "много"), ("finalists", "13")]
            let bad = try await world.post(base + "/settings", settings, as: .author)
            #expect(bad.status == .unprocessableContent && bad.text.contains("много") && bad.text.contains("Рассказ"))
            #expect(bad.text.contains("Освоено сервисов не меньше"))
            let stage = [
                ("kind", "final"), ("title", "Финал"), ("opens", "2014-01-01T00:00"), ("due", "2014-01-02T00:00"),
                ("closes", "2014-01-02T00:00"), ("c0-title", "Речь"), ("c0-levels", "без оценки"),
            ]
            let noLevel = try await world.post(base + "/stages", stage, as: .author)
            #expect(noLevel.status == .unprocessableContent && noLevel.text.contains("без оценки"))
            let nominations = [("n0-title", "Первая"), ("n0-laureates", "-1")]
            let badNomination = try await world.post(base + "/nominations", nominations, as: .author)
            #expect(badNomination.status == .unprocessableContent && badNomination.text.contains("Первая"))
            let empty = try await world.post(base + "/regulations", [("text", "  ")], as: .author)
            #expect(empty.status == .unprocessableContent)
            let shift = try await world.post(base + "/dates", [("days", "-14")], as: .author)
            #expect(shift.status == .unprocessableContent && shift.text.contains("value=\"-14\""))
        }
    }

    @Test func `the form of settings gives back what it shows`() async throws {
        try await withWebWorld { world in
            let id = try await world.addContest()
            let contest = try await world.domains.contests.visit(id, by: world.id(.author)).contest
            let t = Words(.ru)
            let settings = try ContestSettings(FormFields(contest, t), of: contest, t)
            #expect(settings.rules == contest.rules && settings.title == contest.title)
            #expect(settings.summary == contest.summary)
            let stages = try await world.domains.contests.visit(id, by: world.id(.author)).stages
            for stage in stages {
                let revision = try StageRevision(FormFields(stage, t), of: stage, t)
                #expect(revision.stage == StageOutline(stage), "\(stage.title)")
                #expect(revision.criteria == stage.criteria.map(\.id) && revision.tasks == stage.tasks.map(\.id))
            }
        }
    }

    @Test func `what somebody else has changed meanwhile is not lost`() async throws {
        try await withWebWorld { world in
            let id = try await world.addContest()
            let t = Words(.ru)
            let contest = try await world.domains.contests.visit(id, by: world.id(.author)).contest
            let shown = FormFields(contest, t)
            func save(_ title: String, as person: Person) async throws -> TestResponse {
                let fields = shown.pairs.map { ($0.name, $0.name == "title" ? title : $0.value) }
                return try await world.post(
                    "/contests/\(id)/settings", fields + [("shown", ShownFields(shown).text)], as: person)
            }
            #expect(try await save("Первое имя", as: .author).location == "/contests/\(id)/settings?saved=yes")
            let late = try await save("Второе имя", as: .head)
            #expect(late.status == .unprocessableContent)
            #expect(late.text.contains("Первое имя") && late.text.contains("Второе имя"))
        }
    }

    // MARK: - Registration

    @Test func `a teacher registers, gets a receipt, is admitted and sees what is next`() async throws {
        try await withWebWorld { world in
            let id = try await world.addContest()
            let base = "/contests/\(id)"
            #expect(try await world.get(base + "/registration").location.hasPrefix("/sign-in"))
            let pupil = try await world.get(base + "/registration", as: .learner).text
            #expect(pupil.contains("Участвуют педагоги") && !pupil.contains("name=\"consent\""))
            let nomination = try await world.domains.contests.visit(id, by: nil).nominations[1].id
            let form = [
                ("organisation", "\(world.schoolA.id)"), ("nomination", "\(nomination)"), ("position", "учитель"),
                ("letter", "Письмо"),
            ]
            let silent = try await world.post(base + "/registration", form, as: .tutor)
            #expect(silent.status == .unprocessableContent && silent.text.contains("Письмо"))
            let kept = try await world.post(base + "/registration", form + [("keep", "yes")], as: .tutor)
            #expect(kept.location == base + "/registration")
            #expect(try await world.get(base + "/registration", as: .tutor).text.contains("Письмо"))
            #expect(try await world.get(base + "/registration/receipt", as: .tutor).status == .notFound)
            for _ in 0..<2 {
                let sent = try await world.post(base + "/registration", form + [("consent", "yes")], as: .tutor)
                #expect(sent.location == base + "/registration/receipt")
            }
            let receipt = try await world.get(base + "/registration/receipt", as: .tutor).text
            #expect(receipt.contains("ДУ-2013-0001") && receipt.contains("Tutor Анна Ивановна"))
            #expect(receipt.contains("Учитель-предметник") && receipt.contains("Школа А"))
            #expect(try await world.get("/teaching", as: .tutor).text.contains("На рассмотрении"))

            let table = try await world.get(base + "/registrations", as: .author).text
            #expect(table.contains("1 заявка") && table.contains("ДУ-2013-0001"))
            let number = try await world.domains.registrations.entries(of: id)[0].registration.id
            let admission = [("registration", "\(number)")]
            #expect(
                try await world.post(base + "/registrations/admission", admission, as: .author).location
                    == base + "/registrations")
            #expect(
                try await world.get(base + "/registrations?state=submitted", as: .author).text.contains(
                    "Заявок пока нет"))
            world.clock.advance(14 * 86_400 - 30)
            #expect(try await world.get(base, as: .tutor).text.contains("Сейчас: Неделя 1"))
            let progress = try await world.get(base + "/progress").text
            #expect(progress.contains("Tutor") && !progress.contains("Подали заявку"))
            #expect(try await world.get(base + "/progress", as: .author).text.contains("Подали заявку"))

            let decision = base + "/registrations/\(number)/decision"
            let unexplained = try await world.post(decision, [("state", "disqualified")], as: .author)
            #expect(unexplained.status == .unprocessableContent)
            let out = [("state", "disqualified"), ("reason", "Чужая работа")]
            #expect(try await world.post(decision, out, as: .author).status.code == 303)
            #expect(try await world.get(base, as: .tutor).text.contains("Чужая работа"))
        }
    }

    @Test func `tables hold what was typed as text`() async throws {
        try await withWebWorld { world in
            let id = try await world.addContest()
            _ = try await world.addEntrant(to: id, letter: "=1+1")
            let csv = try await world.get("/contests/\(id)/registrations.csv", as: .author)
            let rows = try CSV([UInt8](csv.body.readableBytesView)).rows.map(\.cells)
            #expect(rows[0].prefix(2) == ["Номер", "Участник"] && rows[1][0] == "ДУ-2013-0001")
            #expect(rows[1].last == "'=1+1")
            let xlsx = try await world.get("/contests/\(id)/registrations.xlsx", as: .author)
            #expect(xlsx.status == .ok && Array(xlsx.body.readableBytesView.prefix(2)) == Array("PK".utf8))
        }
    }

    @Test func `a number of another contest opens nothing`() async throws {
        try await withWebWorld { world in
            let (id, other) = (try await world.addContest(), try await world.addContest())
            let entrant = try await world.addEntrant(to: id)
            let stage = try await world.domains.contests.visit(id, by: nil).stages[0].id
            let base = "/contests/\(other)"
            #expect(try await world.get(base + "/registrations/\(entrant)", as: .author).status == .notFound)
            #expect(try await world.get(base + "/stages/\(stage)/edit", as: .author).status == .notFound)
            let out = [("state", "disqualified"), ("reason", "Нет")]
            let decision = try await world.post(base + "/registrations/\(entrant)/decision", out, as: .author)
            #expect(decision.status == .notFound)
            let admission = try await world.post(
                base + "/registrations/admission", [("registration", "\(entrant)")], as: .author)
            #expect(admission.status == .notFound)
            #expect(try await world.post(base + "/stages/\(stage)/removal", as: .author).status == .notFound)
            #expect(
                try await world.post(
                    "/o/school-b/contests", [("basis", "contest:\(id)"), ("start", "2014-01-01")], as: .methodist
                )
                .status == .notFound)
        }
    }

    @Test func `a closed table shows entrants themselves, and others nothing`() async throws {
        try await withWebWorld { world in
            let id = try await world.addContest()
            _ = try await world.addEntrant(to: id)
            let contest = try await world.domains.contests.visit(id, by: nil).contest
            var rules = contest.rules
            rules.scoreboard.isPublic = false
            try await world.domains.contests.change(
                id,
                to: ContestSettings(
                    title: contest.title, registrationOpens: contest.registrationOpens,
                    registrationCloses: contest.registrationCloses, rules: rules), by: world.id(.author))
            #expect(try await world.get("/contests/\(id)/progress", as: .tutor).text.contains("Tutor"))
            #expect(try await world.get("/contests/\(id)/progress", as: .learner).status == .notFound)
            #expect(try await world.get("/contests/\(id)/progress").location.hasPrefix("/sign-in"))
        }
    }
}
