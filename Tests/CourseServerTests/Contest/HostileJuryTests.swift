import Accounts
import Contest
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

/// What a jury's forms get from a hand that means harm, or from a link that repeats itself.
@Suite struct HostileJuryTests {
    @Test(arguments: [
        "NaN", "nan", "Infinity", "-Infinity", "∞", "1e309", "1e1", "-1", "-0,00001", "100,00001", "101", "5,,5",
        "5.5.5",
        "1 000", "+5", "5%", "５", "0x5", "½", "5\u{0}", "null", "true", "[]", "{count}", "1; DROP TABLE score_marks",
        String(repeating: "9", count: 40), String(repeating: "9", count: 10_000),
    ])
    func `what is no mark of the range is never sent`(mark: String) async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let sheet = try #require(judged.sheets[.juror]?.first)
            let path = "\(judged.base)/sheets/\(sheet)"
            let slot = judged.criteria[1]

            let answer = try await world.post(path, world.fields(judged, "5", mark) + [("go", "send")], as: .juror)
            #expect(answer.status == .unprocessableContent || answer.status == .badRequest, "\(answer.status)")
            let body: [String: Any] = [
                "device": "d", "answers": [["slot": slot.rawValue, "sequence": 9, "fields": [["m\(slot)", mark]]]],
            ]
            let json = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
            let kept = try await world.post(path + "/marks", json: json, as: .juror)
            #expect(kept.status.code < 500)
            let counted = try await world.domains.database.read { tx in
                try tx.value(
                    "SELECT count(*) FROM score_marks WHERE sheet_id = \(sheet) AND criterion_id = \(slot) AND mark IS NOT NULL",
                    as: Int.self)
            }
            #expect(counted == 0)
            #expect(try await world.isSent(sheet) == false)
        }
    }

    @Test(arguments: [("37,5", 3_750_000), ("37.5", 3_750_000), (" 0 ", 0), ("100", 10_000_000), ("-0", 0)])
    func `a comma is as good as a point, and the ends belong to the range`(mark: String, points: Int) async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let sheet = try #require(judged.sheets[.juror]?.first)
            let sent = try await world.post(
                "\(judged.base)/sheets/\(sheet)", world.fields(judged, "5", mark) + [("go", "send")], as: .juror)
            #expect(sent.status == .seeOther)
            let stored = try await world.domains.database.read { tx in
                try tx.value(
                    "SELECT mark FROM score_marks WHERE sheet_id = \(sheet) AND criterion_id = \(judged.criteria[1])",
                    as: Int.self)
            }
            #expect(stored == points)
        }
    }

    @Test func `two sends at once are one, with one line in the log`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let sheet = try #require(judged.sheets[.juror]?.first)
            let fields = world.fields(judged, "8", "90") + [("go", "send")]

            let codes = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await world.post("\(judged.base)/sheets/\(sheet)", fields, as: .juror).status.code
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(codes.filter { $0 == 303 }.count == 1 && codes.allSatisfy { [303, 422].contains($0) }, "\(codes)")
            let lines = try await world.domains.results.log(of: judged.contest).lines
            #expect(lines.filter { $0.event == .sheetSent }.count == 1)
            try lines.verify()
        }
    }

    @Test func `an old version of the sheet that comes late changes nothing`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let path = "\(judged.base)/sheets/\(try #require(judged.sheets[.juror]?.first))"
            let slot = judged.criteria[0]
            func body(_ sequence: Int, _ mark: String) -> String {
                #"{"device":"d","answers":[{"slot":\#(slot),"sequence":\#(sequence),"fields":[["m\#(slot)","\#(mark)"]]}]}"#
            }
            for (sequence, mark) in [(30, "9"), (10, "1"), (30, "2"), (29, "3")] {
                #expect(try await world.post(path + "/marks", json: body(sequence, mark), as: .juror).status == .ok)
            }
            let page = try await world.get(path, as: .juror).text
            #expect(page.contains(#"value="9" checked"#) && page.contains(#"data-sequence="30""#))

            let fields = world.fields(judged, "9", "90") + [("go", "send")]
            #expect(try await world.post(path, fields, as: .juror).status == .seeOther)
            let before = try await world.get(path, as: .juror).text
            for sequence in [31, 1 << 52] {
                _ = try await world.post(path + "/marks", json: body(sequence, "0"), as: .juror)
            }
            #expect(try await world.post(path, world.fields(judged, "0", "0"), as: .juror).status.code < 500)
            #expect(try await world.get(path, as: .juror).text == before, "what is sent stands")
        }
    }

    @Test func `a contest that ends while a sheet is on its way takes neither marks nor the sheet`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let sheet = try #require(judged.sheets[.juror]?.first)
            let path = "\(judged.base)/sheets/\(sheet)"
            #expect(try await world.get(path, as: .juror).status == .ok)
            try await world.domains.database.write { [now = world.clock.now] tx in
                try tx.run("UPDATE contests SET closed_at = \(now) WHERE id = \(judged.contest)")
            }

            let late = try await world.post(path, world.fields(judged, "8", "90") + [("go", "send")], as: .juror)

            #expect(late.status == .unprocessableContent)
            #expect(try await world.isSent(sheet) == false)
        }
    }

    @Test func `a work begun in time is taken for two minutes after the close, then comes back as it was typed`()
        async throws
    {
        try await withWebWorld { world in
            let contest = try await world.addWorkContest()
            let path = "\(contest.base)/works/\(contest.final.id)"
            func send(_ text: String) async throws -> TestResponse {
                try await world.post(path, [("text", text), ("key", text)], as: .author)
            }
            func text() async throws -> String { try await world.get(path, as: .author).text }
            try await world.domains.database.write { [close = world.clock.now.addingTimeInterval(60)] tx in
                try tx.run(
                    "UPDATE stages SET due_at = \(close), closes_at = \(close) WHERE id = \(contest.final.id)")
            }
            world.clock.advance(60 + 100)
            #expect(try await send("Вовремя начатое").status == .seeOther)
            #expect(try await text().contains("Вовремя начатое"))

            world.clock.advance(100)
            let late = try await send("Опоздавшее")
            #expect(late.status == .unprocessableContent && late.text.contains("Опоздавшее"))
            #expect(try await !text().contains("Опоздавшее"))
        }
    }

    @Test func `jurors, entries, sheets and samples of another contest do not exist in this one`() async throws {
        try await withWebWorld { world in
            let other = try await world.addJudged()
            let judged = try await world.addJudged()
            let juror = try #require(other.jurors[.juror])
            let sheet = try #require(other.sheets[.juror]?.first)
            let own = try #require(judged.jurors[.juror])
            let entry = other.entries[0]
            let forged: [(String, [(String, String)], Person)] = [
                ("/jury/members/\(juror)", [("subject", "x")], .methodist),
                ("/jury/members/\(juror)/withdrawal", [("reason", "x")], .tutor),
                ("/jury/members/\(juror)/bans", [("entry", "\(judged.entries[0])"), ("reason", "x")], .tutor),
                ("/jury/members/\(own)/bans", [("entry", "\(entry)"), ("reason", "x")], .tutor),
                ("/jury/members/999999/bans", [("entry", "\(judged.entries[0])"), ("reason", "x")], .tutor),
                ("/jury/works/\(entry)/third", [("stage", "\(judged.stage)")], .tutor),
                ("/jury/plan", [("stage", "\(other.stage)"), ("seed", "1")], .tutor),
                ("/jury/assignment", [("stage", "\(other.stage)"), ("seed", "1"), ("mark", "x")], .tutor),
                ("/jury/samples/\(other.sample)/removal", [], .tutor),
                ("/judging/samples/\(other.sample)", [("m1", "1")], .juror),
                ("/sheets/\(sheet)", world.fields(other, "8", "90") + [("go", "send")], .juror),
                ("/sheets/\(sheet)/changes", world.fields(other, "8", "90") + [("reason", "x")], .juror),
                ("/sheets/\(sheet)/recusal", [("reason", "x")], .juror),
                ("/sheets/\(sheet)/remarks", [("text", "x")], .juror),
                ("/sheets/\(sheet)/voiding", [("reason", "x")], .tutor),
            ]
            for (path, fields, person) in forged {
                let changed = try await world.changes {
                    let answer = try await world.post(judged.base + path, fields, as: person)
                    #expect([404, 422].contains(answer.status.code), "\(path): \(answer.status)")
                }
                #expect(changed.isEmpty, "\(path): \(changed)")
            }
            for (path, person) in [
                ("/jury/works/\(entry)", Person.tutor), ("/sheets/\(sheet)", .juror),
                ("/judging/samples/\(other.sample)", .juror), ("/registrations/\(entry)", .methodist),
            ] { #expect(try await world.get(judged.base + path, as: person).status == .notFound, "\(path)") }
        }
    }

    @Test(arguments: hostileTexts)
    func `what a jury writes is text`(payload: String) async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let path = "\(judged.base)/sheets/\(try #require(judged.sheets[.juror]?.first))"
            let fields = world.fields(judged, "8", "90", word: payload)
            #expect(try await world.post(path, fields + [("go", "send")], as: .juror).status == .seeOther)
            #expect(try await world.post(path + "/remarks", [("text", payload)], as: .juror).status == .seeOther)
            let change = world.fields(judged, "7", "90", word: payload) + [("reason", payload)]
            #expect(try await world.post(path + "/changes", change, as: .juror).status == .seeOther)
            let juror = try #require(judged.jurors[.juror])
            let ban = try await world.post(
                "\(judged.base)/jury/members/\(juror)/bans",
                [("entry", "\(judged.entries[1])"), ("reason", payload)], as: .tutor)
            #expect(ban.status == .seeOther)

            try await expectClean(world, shows: "px7", [(path, .juror)])
            try await expectClean(
                world,
                [
                    ("\(judged.base)/judging", .juror), ("\(judged.base)/judging/conflicts", .juror),
                    ("\(judged.base)/jury", .methodist), ("\(judged.base)/jury/works/\(judged.entries[0])", .tutor),
                    ("\(judged.base)/log", .methodist),
                ])
            let refusals = [
                try await world.post(path + "/changes", world.fields(judged, payload, payload), as: .juror),
                try await world.post("\(judged.base)/jury/members", [("logins", payload)], as: .methodist),
            ]
            for refusal in refusals {
                #expect(refusal.status == .unprocessableContent && LiveMarkup.fault(in: refusal.text) == nil)
            }
        }
    }
}

extension WebWorld {
    fileprivate func isSent(_ sheet: ScoreSheet.ID) async throws -> Bool {
        try await domains.database.read { tx in
            try tx.value(
                "SELECT count(*) FROM score_sheets WHERE id = \(sheet) AND sent_at IS NOT NULL", as: Int.self) > 0
        }
    }
}
