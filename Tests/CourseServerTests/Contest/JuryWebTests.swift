import Accounts
import Contest
import Foundation
import HTTPTypes
import HummingbirdTesting
import Spaces
import Storage
import Testing

@testable import CourseServer

@Suite struct JuryWebTests {
    @Test func `a jury is invited, declares, is given works and sends them, by forms alone`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged(hasSheets: false)
            let base = judged.base
            let plan = try await world.post(
                base + "/jury/plan", [("stage", "\(judged.stage)"), ("seed", "7")], as: .methodist)
            #expect(plan.status == .ok && plan.text.contains("К-001"))
            let mark = try #require(plan.text.firstMatch(of: /name="mark" value="([^"]+)"/)).1
            let assigned = try await world.post(
                base + "/jury/assignment", [("stage", "\(judged.stage)"), ("seed", "7"), ("mark", String(mark))],
                as: .methodist)
            #expect(assigned.status.code == 303)

            let desk = try await world.get(base + "/judging", as: .juror)
            let path = try #require(desk.text.firstMatch(of: /href="(\/contests\/\d+\/sheets\/\d+)"/)).1
            let sheet = try await world.get(String(path), as: .juror)
            #expect(sheet.text.contains("<score-sheet") && sheet.text.contains("Открывает новое"))
            #expect(sheet.text.contains("type=\"radio\"") && sheet.text.contains("inputmode=\"decimal\""))
            let refused = try await world.post(
                String(path), world.fields(judged, "8", "101") + [("go", "send")], as: .juror)
            #expect(refused.status == .unprocessableContent && refused.text.contains("value=\"101\""))
            let sent = try await world.post(
                String(path), world.fields(judged, "8", "90", word: "Ясно") + [("go", "send")], as: .juror)
            #expect(sent.status.code == 303)
            let read = try await world.get(String(path), as: .juror)
            #expect(!read.text.contains("<score-sheet") && read.text.contains("83,33") && read.text.contains("Ясно"))
        }
    }

    @Test func `no name, no school and no number of an entrant reaches the juror's sheet`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let paths =
                [judged.base + "/judging"]
                + (judged.sheets[.juror] ?? []).map { "\(judged.base)/sheets/\($0)" }
            for path in paths {
                let text = try await world.get(path, as: .juror).text
                #expect(text.contains("К-00"))
                for person in [Person.otherLearner, .pupil] {
                    let user = try #require(world.people[person])
                    #expect(!text.contains(user.name.surname) && !text.contains(user.login), "\(path)")
                }
                #expect(!text.contains(world.schoolB.name))
            }
            // Names, but no codes and nothing that leads to them.
            let conflicts = try await world.get(judged.base + "/judging/conflicts", as: .juror).text
            #expect(conflicts.contains(try #require(world.people[.pupil]).name.surname))
            #expect(!conflicts.contains("К-00"))
        }
    }

    /// The byte scan: what one juror marked and wrote is in no answer that another gets before sending their own.
    @Test func `before sending their own sheet a juror receives no byte of another's`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let secret = "слово-второго-эксперта-7419"
            for sheet in judged.sheets[.tutor] ?? [] {
                let sent = try await world.post(
                    "\(judged.base)/sheets/\(sheet)",
                    world.fields(judged, "3", "37,41923", word: secret) + [("go", "send")], as: .tutor)
                #expect(sent.status.code == 303)
                let remark = try await world.post(
                    "\(judged.base)/sheets/\(sheet)/remarks", [("text", secret)], as: .tutor)
                #expect(remark.status.code == 404 || remark.status.code == 303)
            }
            let all = Set((judged.sheets[.juror] ?? []) + (judged.sheets[.tutor] ?? [])).sorted()
            let own = try #require(judged.sheets[.juror])
            func answers() async throws -> [TestResponse] {
                var answers: [TestResponse] = []
                for path in [
                    "", "/judging", "/judging/conflicts", "/judging/samples/\(judged.sample)", "/jury",
                    "/jury/works/\(judged.entries[0])",
                ] { answers.append(try await world.get(judged.base + path, as: .juror)) }
                for sheet in all {
                    let path = "\(judged.base)/sheets/\(sheet)"
                    answers.append(try await world.get(path, as: .juror))
                    answers.append(
                        try await world.post(path + "/marks", json: #"{"device":"d","answers":[]}"#, as: .juror))
                    answers.append(try await world.post(path + "/remarks", [("text", "Что там?")], as: .juror))
                    answers.append(try await world.post(path + "/changes", [("reason", "Так")], as: .juror))
                }
                return answers
            }
            for answer in try await answers() {
                #expect(!answer.text.contains(secret) && !answer.text.contains("37,41923"))
            }
            // The organiser who is no juror learns who has sent, and nothing of what.
            for path in ["/jury", "/jury/works/\(judged.entries[0])"] + all.map({ "/sheets/\($0)" }) {
                let text = try await world.get(judged.base + path, as: .methodist).text
                #expect(!text.contains(secret) && !text.contains("37,41923"))
            }
            for sheet in own {
                _ = try await world.post(
                    "\(judged.base)/sheets/\(sheet)", world.fields(judged, "8", "90") + [("go", "send")], as: .juror)
            }
            let opened = try await world.get("\(judged.base)/sheets/\(own[0])", as: .juror)
            #expect(opened.text.contains(secret))
        }
    }

    @Test func `the wrong person gets nothing of a sheet and changes nothing of it`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let own = try #require(judged.sheets[.juror]?.first)
            let path = "\(judged.base)/sheets/\(own)"
            let slot = judged.criteria[0]
            let mark = #"{"device":"d","answers":[{"slot":\#(slot),"sequence":9,"fields":[["m\#(slot)","1"]]}]}"#
            let wrong: [(Person?, Set<Int>)] = [
                (nil, [303, 401]), (.tutor, [404]), (.otherLearner, [404]), (.methodist, [404]), (.guest, [404]),
                (.administrator, [404]),
            ]
            for (person, codes) in wrong {
                let changed = try await world.changes {
                    var answers = [try await world.get(path, as: person)]
                    answers.append(try await world.post(path + "/marks", json: mark, as: person))
                    let fields =
                        world.fields(judged, "1", "1") + [("go", "send"), ("reason", "Так"), ("text", "Так")]
                    for part in ["", "/changes", "/recusal", "/remarks"] {
                        answers.append(try await world.post(path + part, fields, as: person))
                    }
                    #expect(
                        answers.allSatisfy { codes.contains($0.status.code) },
                        "\(String(describing: person)): \(answers.map(\.status.code))")
                }
                #expect(changed.isEmpty, "\(String(describing: person)): \(changed)")
            }
        }
    }

    @Test func `hostile marks are kept as drafts at the most, and never sent`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let path = "\(judged.base)/sheets/\(try #require(judged.sheets[.juror]?.first))"
            for mark in ["NaN", "-1", "11", "1e1", "Infinity", "5.5", "0x5", "<i>5</i>", "'; DROP TABLE score_marks"] {
                let answer = try await world.post(
                    path, world.fields(judged, mark, "50") + [("go", "send")], as: .juror)
                #expect(answer.status == .unprocessableContent, "\(mark)")
                #expect(!answer.text.contains("<i>5</i>"))
            }
            for body in [
                #"{"device":"d","answers":[{"slot":999999,"sequence":9,"fields":[["m999999","1"]]}]}"#,
                #"{"device":"d","answers":[{"slot":1,"sequence":0,"fields":[]}]}"#, "[]", "{",
                #"{"device":"","answers":[]}"#,
                #"{"device":"d","answers":[{"slot":-1,"sequence":9,"fields":[]}]}"#,
            ] {
                let answer = try await world.post(path + "/marks", json: body, as: .juror)
                #expect(answer.status.code == 400 || answer.text.contains(#""saved":[]"#), "\(body)")
            }
            let desk = try await world.domains.scoreSheets.desk(judged.contest, of: world.id(.juror))
            #expect(desk.rows.allSatisfy { $0.state != .sent })
        }
    }

    @Test func `marks are acknowledged by their place and number, and a closed sheet says so`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged()
            let path = "\(judged.base)/sheets/\(try #require(judged.sheets[.juror]?.first))"
            let (first, second) = (judged.criteria[0], judged.criteria[1])
            func body(_ sequence: Int, _ mark: String) -> String {
                #"{"device":"d","answers":[{"slot":\#(first),"sequence":\#(sequence),"fields":[["m\#(first)","\#(mark)"],["c\#(first)","Да"]]},{"slot":\#(second),"sequence":\#(sequence),"fields":[["m\#(second)","55"],["c\#(second)",""]]},{"slot":0,"sequence":\#(sequence),"fields":[["comment","Хорошо"]]}]}"#
            }
            let kept = try await world.post(path + "/marks", json: body(20, "8"), as: .juror)
            #expect(
                kept.text
                    == #"{"saved":[{"slot":\#(first),"sequence":20},{"slot":\#(second),"sequence":20},{"slot":0,"sequence":20}],"refused":[],"state":"open"}"#
            )
            _ = try await world.post(path + "/marks", json: body(10, "2"), as: .juror)
            let page = try await world.get(path, as: .juror).text
            #expect(page.contains(#"value="8" checked"#) && page.contains(#"data-sequence="20""#))
            _ = try await world.post(path, [("go", "send")], as: .juror)
            let closed = try await world.post(path + "/marks", json: body(30, "1"), as: .juror)
            #expect(closed.text.contains(#""saved":[]"#) && closed.text.contains(#""state":"finished""#))
            #expect(try await world.post(path + "/marks", json: "{}").status == .unauthorized)
        }
    }

    @Test func `an assignment that cannot be is explained with codes and reasons`() async throws {
        try await withWebWorld { world in
            let judged = try await world.addJudged(hasSheets: false)
            let ban = try await world.post(
                "\(judged.base)/jury/members/\(try #require(judged.jurors[.juror]))/bans",
                [("entry", "\(judged.entries[1])"), ("reason", "Соавтор")], as: .tutor)
            #expect(ban.status.code == 303)
            let plan = try await world.post(
                judged.base + "/jury/plan", [("stage", "\(judged.stage)")], as: .tutor)
            #expect(plan.status == .unprocessableContent)
            #expect(
                plan.text.contains("К-002: нужно экспертов 2, могут оценить 1. Мешает: запрет организатора — 1."))
        }
    }
}
