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

@Suite struct HostileContestTextTests {
    @Test(arguments: hostileTexts)
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

    @Test(arguments: hostileTexts)
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

    @Test(arguments: hostileMarkup)
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
}
