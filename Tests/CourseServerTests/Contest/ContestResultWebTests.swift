import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import TestSupport
import Testing

@testable import Contest
@testable import CourseServer

@Suite struct ContestResultWebTests {
    @Test func `the organiser publishes what the draft showed, and everybody reads it`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            let base = "/contests/\(judged.contest)/results"
            #expect(try await world.get(base).text.contains("ещё не опубликованы"))
            let draft = try await world.get("\(base)/draft", as: .head)
            #expect(draft.status == .ok)
            let hash = try #require(draft.text.firstMatch(of: /name="hash" value="([0-9a-f]{64})"/)?.1)

            let fields = [
                ("stage", "\(judged.stage)"), ("kind", "preliminary"), ("hash", String(hash)), ("field", "names"),
                ("field", "places"),
            ]
            let answer = try await world.post("\(base)/publications", fields, as: .head)
            #expect(answer.status.code == 303)
            let page = try await world.get(answer.location)
            #expect(page.text.contains("Learner Анна Ивановна") && page.text.contains("2–3"))
            // Points were not chosen to be shown.
            #expect(!page.text.contains("85,00"))
            #expect(try await !world.get(answer.location + "/table.csv").text.contains("85,00"))
            #expect(try await world.get(answer.location + "/sheets.csv", as: .head).text.contains("К-1;"))
            #expect(try await world.get(answer.location + "/protocol", as: .juror).status == .ok)
        }
    }

    @Test func `a draft that has changed meanwhile is shown again instead of being published`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            let fields = [("stage", "\(judged.stage)"), ("kind", "final"), ("hash", "0"), ("reason", "Моя причина")]
            let answer = try await world.post("/contests/\(judged.contest)/results/publications", fields, as: .head)
            #expect(answer.status == .unprocessableContent && answer.text.contains("данные изменились"))
        }
    }

    @Test func `the chair decides a tie, a juror beside the chair does not`() async throws {
        try await withWebWorld { world in
            let rules = ContestRules(scoring: ScoringRules(ties: [.decision]))
            let judged = try await world.addResults(rules: rules)
            let base = "/contests/\(judged.contest)/results"
            let fields = [
                ("stage", "\(judged.stage)"), ("kind", "preliminary"), ("by", "vote"), ("reason", "Больше новизны"),
                ("place-\(judged.entrants[1])", "2"), ("place-\(judged.entrants[2])", "1"),
            ]
            #expect(try await world.post("\(base)/decisions", fields, as: .tutor).status == .forbidden)
            #expect(try await world.post("\(base)/decisions", fields, as: .juror).status.code == 303)
            let draft = try await world.domains.results.draft(of: judged.stage, in: judged.contest, .preliminary)
            #expect(
                draft.table.rows.map(\.registration) == [judged.entrants[0], judged.entrants[2], judged.entrants[1]])
            // Jurors read codes, not names.
            #expect(try await !world.get("\(base)/draft", as: .juror).text.contains("Classmate"))
        }
    }

    @Test func `an entrant appeals, the one who marked the work does not decide`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            try await world.publish(judged)
            let base = "/contests/\(judged.contest)/appeals"
            let stage = ("stage", "\(judged.stage)")
            let empty = try await world.post(base, [stage, ("reason", " ")], as: .learner)
            #expect(empty.status == .unprocessableContent)
            #expect(try await world.post(base, [stage, ("reason", "Критерий 2")], as: .learner).status.code == 303)
            #expect(try await world.post(base, [stage, ("reason", "Ещё")], as: .learner).text.contains("Второй раз"))

            let appeal = try #require(
                try await world.domains.appeals.desk(of: judged.contest, for: world.id(.head), isOrganiser: true)
                    .entries.first?.appeal.id)
            let decision = [("outcome", "raised"), ("points", "91,5"), ("answer", "Принято")]
            let juror = try await world.post("\(base)/\(appeal)/decision", decision, as: .juror)
            #expect(juror.status == .unprocessableContent)
            #expect(try await world.post("\(base)/\(appeal)/decision", decision, as: .head).status.code == 303)
            #expect(
                try await world.post("\(base)/\(appeal)/decision", decision, as: .head).text.contains("окончательное"))
            #expect(try await world.get(base, as: .learner).text.contains("91,5"))
        }
    }

    @Test(arguments: [
        "px7<script>px7()</script>", "px7\"><img src=x onerror=px7()>", "px7</textarea><svg/onload=px7()>",
    ])
    func `what an appeal says is text on every page`(payload: String) async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            try await world.publish(judged)
            let base = "/contests/\(judged.contest)/appeals"
            let filed = try await world.post(base, [("stage", "\(judged.stage)"), ("reason", payload)], as: .learner)
            #expect(filed.status.code == 303)
            let appeal = try await world.domains.appeals.desk(
                of: judged.contest, for: world.id(.head), isOrganiser: true
            ).entries[0].appeal.id
            let again = try await world.post(
                "\(base)/\(appeal)/decision", [("answer", payload), ("points", payload)], as: .head)
            #expect(LiveMarkup.fault(in: again.text) == nil)
            let fields = [("outcome", "unchanged"), ("answer", payload)]
            #expect(try await world.post("\(base)/\(appeal)/decision", fields, as: .head).status.code == 303)
            try await world.publish(judged, .final, reason: payload)
            for (path, person) in [
                (base, Person.learner), (base, .head), ("/contests/\(judged.contest)/results", .learner),
                ("/contests/\(judged.contest)/log", .head),
            ] {
                let page = try await world.get(path, as: person)
                #expect(page.status == .ok && LiveMarkup.fault(in: page.text) == nil, "\(path)")
            }
        }
    }

    @Test func `a vote is one and hidden until the close`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            let base = "/contests/\(judged.contest)/votes"
            let fields = [("stage", "\(judged.vote)"), ("entrant", "\(judged.entrants[0])")]
            #expect(try await world.post(base, fields, as: .author).status.code == 303)
            #expect(try await world.post(base, fields, as: .author).status == .unprocessableContent)
            #expect(try await world.post(base, fields, as: .learner).text.contains("За свою работу"))
            #expect(try await !world.get(base, as: .head).text.contains("class=\"bars\""))
            world.clock.advance(3 * 86_400)
            #expect(
                try await world.post("\(base)/publication", [("stage", "\(judged.vote)")], as: .head).status.code == 303
            )
            #expect(try await world.get(base).text.contains("1 · 100"))
        }
    }

    @Test func `votes from one address are held back`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            let base = "/contests/\(judged.contest)/votes"
            var last = ""
            // Tokens come back while the test goes on.
            for _ in 0..<200 where !last.contains("слишком часто") {
                last = try await world.post(base, [("stage", "\(judged.vote)"), ("entrant", "x")], as: .author).text
            }
            #expect(last.contains("слишком часто"))
        }
    }

    @Test func `the log is read by organisers and jurors and shows the hashes of a publication`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            try await world.publish(judged)
            let result = try await world.domains.results.published(of: judged.contest).results[0]
            let page = try await world.get("/contests/\(judged.contest)/log", as: .tutor)
            #expect(page.text.contains(result.snapshotHash) && page.text.contains(result.tableHash))
            #expect(page.text.contains("Цепочка цела"))
            #expect(page.text.contains("версия \(result.version) · Предварительные результаты"))
            #expect(!page.text.contains("{&quot;"))
        }
    }

    @Test func `a long log is read a hundred lines at a time`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            let base = "/contests/\(judged.contest)/log"
            try await world.domains.database.write { tx in
                for number in 0..<150 {
                    try tx.log(.changed, ["number": "\(number)"], of: judged.contest, by: nil, at: world.domains.now())
                }
            }

            let newest = try await world.get(base, as: .head).text
            let address = try #require(newest.firstMatch(of: /log\?before=(\d+)/))
            let older = try await world.get("\(base)?before=\(address.1)", as: .head).text

            #expect(newest.matches(of: /<tr><td/).count == 100 && newest.contains("№ 149<"))
            #expect(older.contains("№ 0<") && older.contains("href=\"\(base)\""))
            #expect(!older.contains("?before="))
            #expect(older.contains("Цепочка цела"))
        }
    }

    @Test func `results of one contest are not found through another`() async throws {
        try await withWebWorld { world in
            let (judged, other) = (try await world.addResults(), try await world.addResults())
            let result = try await world.publish(judged)
            let path = "/contests/\(other.contest)/results"
            #expect(try await world.get("\(path)/versions/\(result)", as: .head).status == .notFound)
            #expect(try await world.get("\(path)/draft?stage=\(judged.stage)", as: .head).status == .notFound)
            let fields = [("stage", "\(judged.stage)"), ("kind", "final"), ("hash", "x")]
            #expect(try await world.post("\(path)/publications", fields, as: .head).status == .notFound)
        }
    }

    @Test func `the command prints what is whole and what is not`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addResults()
            try await world.publish(judged)
            let sound = ContestCommand.Verify.lines(try await world.domains.results.verify(judged.contest))
            #expect(sound.dropLast().allSatisfy { $0.hasPrefix("ok ") } && sound.count == 3)

            try await world.domains.database.write { tx in
                try tx.run("UPDATE contest_results SET result = replace(result, '85.00', '95.00')")
            }
            let broken = try await world.domains.results.verify(judged.contest)
            #expect(!broken.isSound)
            let lines = ContestCommand.Verify.lines(broken)
            #expect(lines.contains { $0.hasPrefix("differs  «Финал», версия 1: таблица изменена") })
        }
    }
}
