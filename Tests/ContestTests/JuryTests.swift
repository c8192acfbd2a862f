import Accounts
import Courses
import Foundation
import Spaces
import Statistics
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct JuryTests {
    @Test(arguments: TestEngine.available)
    func `people are invited by login, accept or decline, and all is logged`(engine: TestEngine) async throws {
        try await withJury(engine, jurors: 3, isReady: false) { world in
            let (jury, contest) = (world.jury, world.contest)
            await #expect(throws: JuryRefusal.alreadyInvited("juror-0")) {
                try await jury.invite(logins: ["methodist", " Juror-0 "], to: contest, by: world.methodist)
            }
            await #expect(throws: JuryRefusal.unknownLogin("nobody")) {
                try await jury.invite(logins: ["nobody"], to: contest, by: world.methodist)
            }
            await #expect(throws: JuryRefusal.isEntrant("teacher-0-0")) {
                try await jury.invite(logins: ["teacher-0-0"], to: contest, by: world.methodist)
            }
            try await world.sheets.accept(contest, by: world.jurors[0])
            try await world.sheets.decline(contest, because: "Болею", by: world.jurors[1])

            let states = try await jury.board(contest, stage: nil).loads.map(\.juror.state)
            #expect(states == [.accepted, .declined, .invited])
            await #expect(throws: JuryRefusal.wrongState(.accepted)) {
                try await world.sheets.accept(contest, by: world.jurors[0])
            }
            await #expect(throws: NoRow.self) {
                try await world.sheets.accept(contest, by: world.world.teachers[2][0])
            }
            #expect(
                try await world.events() == [
                    .founded, .jurorInvited, .jurorInvited, .jurorInvited, .jurorAccepted, .jurorDeclined,
                ])
        }
    }

    @Test(arguments: TestEngine.available)
    func `declared conflicts, found organisations and bans keep works from jurors`(engine: TestEngine) async throws {
        try await withJury(engine, entries: 4, jurors: 4) { world in
            let (contest, teachers) = (world.contest, world.world.teachers)
            // Juror 1 works at school 0, juror 2 is related to entrant 1, juror 3 is kept from entrant 3.
            try await Spaces(database: world.database, now: { world.world.clock.now })
                .add(world.jurors[1], to: world.world.schools[0].id, as: .tutor)
            try await world.sheets.declare(
                [teachers[1][0]: (.relative, "Сестра"), world.methodist: (.mentor, "")], organisations: [],
                in: contest, by: world.jurors[2])
            try await world.jury.ban(
                try await world.juror(3).id, from: world.entries[3], because: "Жалоба", in: contest,
                by: world.methodist)

            let form = try await world.sheets.conflictForm(contest, of: world.jurors[1])
            #expect(form.entrants.filter(\.isColleague).map(\.user) == [teachers[0][0], teachers[0][1]])
            #expect(form.organisations.map(\.name) == ["Школа 0", "Школа 1"])
            try await world.assign()
            let rows = try await world.rows()
            #expect(rows.count == 8)
            for (juror, entries) in [(1, [0, 2]), (2, [1]), (3, [3])] {
                let forbidden = Set(entries.map { world.entries[$0] })
                #expect(!rows.contains { $0.juror == juror && forbidden.contains($0.entry) })
            }
            for number in 0..<4 { #expect(rows.count { $0.juror == number } == 2) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an assignment that cannot be names the works and what keeps jurors away`(engine: TestEngine) async throws {
        try await withJury(engine, entries: 2, jurors: 2) { world in
            let teacher = world.world.teachers[0][0]
            try await world.sheets.declare(
                [teacher: (.mentor, "")], organisations: [], in: world.contest, by: world.jurors[0])
            let shortage = AssignmentObstacle.Shortage(
                entry: "К-001", needed: 2, allowed: 1, conflicts: [.mentor: 1])
            await #expect(throws: JuryRefusal.infeasible(.conflicted([shortage]))) { try await world.assign() }

            try await world.sheets.declare([:], organisations: [], in: world.contest, by: world.jurors[0])
            for juror in 0..<2 {
                try await world.jury.change(
                    try await world.juror(juror).id, isChair: false, capacity: 1, in: world.contest,
                    by: world.methodist)
            }
            await #expect(
                throws: JuryRefusal.infeasible(
                    .overloaded(
                        entries: ["К-001", "К-002"],
                        jurors: try await [world.juror(0).name.short, world.juror(1).name.short], needed: 4,
                        available: 2))
            ) { try await world.assign() }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the plan looked at is the plan that is carried out`(engine: TestEngine) async throws {
        try await withJury(engine, entries: 4, jurors: 4) { world in
            let plan = try await world.jury.plan(world.final.id, entries: nil, seed: 5, in: world.contest)
            #expect(plan.pairs.count == 8 && plan.connectivity ?? 0 > 0)
            #expect(Set(plan.loads.values) == [2])
            #expect(
                try await world.jury.plan(world.final.id, entries: nil, seed: 5, in: world.contest) == plan)
            #expect(try await world.rows().isEmpty)
            try await world.sheets.withdraw(from: world.contest, because: "Отпуск", by: world.jurors[3])
            await #expect(throws: JuryRefusal.planChanged) {
                try await world.jury.assign(
                    world.final.id, entries: nil, seed: 5, mark: plan.mark, in: world.contest, by: world.methodist)
            }
            try await world.assign(seed: 5)
            #expect(try await world.rows().count == 8)
            await #expect(throws: JuryRefusal.nothingToAssign) { try await world.assign() }
        }
    }

    @Test(arguments: TestEngine.available)
    func `given a juror falls ill, sheets that are sent stay and the others go to the rest`(engine: TestEngine)
        async throws
    {
        try await withJury(engine, entries: 6, jurors: 4) { world in
            try await world.assign()
            let own = try await world.rows(of: 1)
            #expect(own.count == 3)
            try await world.send(own[0].sheet, of: 1)
            try await world.mark(own[1].sheet, of: 1)

            await #expect(throws: JuryRefusal.reasonMissing) {
                try await world.jury.withdraw(
                    try await world.juror(1).id, because: " ", from: world.contest, by: world.methodist)
            }
            try await world.jury.withdraw(
                try await world.juror(1).id, because: "Больничный", from: world.contest, by: world.methodist)
            let before = try await world.rows()
            try await world.assign(seed: 9)
            let after = try await world.rows()

            #expect(after.count == before.count + 2)
            #expect(Set(before.map(\.sheet)).isSubset(of: after.map(\.sheet)))
            let added = after.filter { row in !before.contains { $0.sheet == row.sheet } }
            #expect(Set(added.map(\.entry)) == [own[1].entry, own[2].entry] && !added.contains { $0.juror == 1 })
            let board = try await world.jury.board(world.contest, stage: world.final.id)
            #expect(board.works.allSatisfy { $0.missing == 0 && $0.sheets.count(where: \.stands) == 2 })
            let judged = try await world.database.read { try $0.judgedSheets(of: world.final.id) }
            #expect(judged.sheets.sheets.count == 1)
            #expect(try await world.events().suffix(2) == [.jurorWithdrawn, .jurorsAssigned])
        }
    }

    @Test(arguments: TestEngine.available)
    func `two sheets far apart call for a third expert, and the closest two count`(engine: TestEngine) async throws {
        try await withJury(engine, entries: 2, jurors: 3) { world in
            try await world.assign()
            for row in try await world.rows() {
                let isFirst = row.entry == world.entries[0]
                let isHigh = try await world.rows().first { $0.entry == row.entry }?.sheet == row.sheet
                try await world.send(
                    row.sheet, of: row.juror, isFirst ? isHigh ? "10" : "4" : "8", isFirst ? isHigh ? "5" : "2" : "4")
            }
            let board = try await world.jury.board(world.contest, stage: world.final.id)
            #expect(board.works.map(\.callsForThird) == [true, false])
            await #expect(throws: JuryRefusal.thirdNotCalledFor) {
                try await world.jury.callThird(
                    for: world.entries[1], in: world.final.id, of: world.contest, seed: 1, by: world.methodist)
            }
            try await world.jury.callThird(
                for: world.entries[0], in: world.final.id, of: world.contest, seed: 1, by: world.methodist)
            let third = try #require(
                try await world.rows().filter { $0.entry == world.entries[0] }.max { $0.sheet < $1.sheet })
            #expect(Set(try await world.rows().filter { $0.entry == world.entries[0] }.map(\.juror)).count == 3)
            await #expect(throws: JuryRefusal.thirdNotCalledFor) {
                try await world.jury.callThird(
                    for: world.entries[0], in: world.final.id, of: world.contest, seed: 1, by: world.methodist)
            }
            try await world.send(third.sheet, of: third.juror, "7", "4")

            let judged = try await world.database.read { try $0.judgedSheets(of: world.final.id) }
            #expect(judged.thirdExperts == [0] && judged.sheets.sheets.count == 5)
            // 100, 40 and 73⅓: the third is nearer to the higher.
            let counted = judged.counted
            #expect(counted.sheets.count == 4)
            #expect(
                Set(
                    zip(counted.sheets, counted.sheetTotals).filter { $0.0.entry == 0 }.compactMap {
                        $0.1?.decimal(places: 2)
                    })
                    == ["100.00", "73.33"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a sheet found to be by a colleague is voided: kept, logged, not counted, replaced`(engine: TestEngine)
        async throws
    {
        try await withJury(engine, entries: 2, jurors: 3) { world in
            try await world.assign()
            let row = try await world.rows()[0]
            await #expect(throws: SheetRefusal.notSent) {
                try await world.jury.void(row.sheet, because: "Коллега", in: world.contest, by: world.methodist)
            }
            try await world.send(row.sheet, of: row.juror)
            await #expect(throws: SheetRefusal.reasonMissing) {
                try await world.jury.void(row.sheet, because: "\n", in: world.contest, by: world.methodist)
            }
            try await world.jury.void(row.sheet, because: "Коллега", in: world.contest, by: world.methodist)

            let judged = try await world.database.read { try $0.judgedSheets(of: world.final.id) }
            #expect(judged.sheets.sheets.isEmpty && judged.registrations == world.entries)
            let kept = try await world.database.read { try $0.sheet(row.sheet, in: world.contest) }
            #expect(kept.state == .void && kept.reason == "Коллега" && kept.content.marks.count == 2)
            try await world.assign(seed: 3)
            let panel = try await world.rows().filter { $0.entry == row.entry }
            #expect(panel.count == 3 && panel.count { $0.juror == row.juror } == 1)
            #expect(try await world.events().suffix(2) == [.sheetVoided, .jurorsAssigned])
        }
    }

    @Test(arguments: TestEngine.available)
    func `results read sheets that are sent and whole, places in the order of numbers`(engine: TestEngine)
        async throws
    {
        try await withJury(engine, entries: 3, jurors: 3) { world in
            try await world.assign()
            let rows = try await world.rows().sorted { $0.sheet > $1.sheet }
            try await world.send(rows[0].sheet, of: rows[0].juror, "10", "5")
            try await world.mark(rows[1].sheet, of: rows[1].juror)
            _ = try await world.sheets.keep(
                [SheetEntry(place: .whole, comment: "Нет звука", cannotJudge: true, sequence: 5)], in: rows[2].sheet,
                of: world.contest, by: world.jurors[rows[2].juror])
            try await world.sheets.send(
                rows[2].sheet, of: world.contest, by: world.jurors[rows[2].juror])

            let judged = try await world.database.read { try $0.judgedSheets(of: world.final.id) }
            #expect(judged.registrations == world.entries.sorted() && judged.jurors == judged.jurors.sorted())
            #expect(judged.criteria == world.final.criteria)
            #expect(judged.sheets.sheets.count == 1 && judged.sheets.sheetTotals == [Rational(100)])
            let sheet = judged.sheets.sheets[0]
            #expect(judged.registrations[sheet.entry] == rows[0].entry)

            try await world.database.write { tx in
                try tx.run("UPDATE registrations SET state = 'disqualified' WHERE id = \(rows[0].entry)")
            }
            let after = try await world.database.read { try $0.judgedSheets(of: world.final.id) }
            #expect(after.registrations == world.entries.filter { $0 != rows[0].entry } && after.sheets.sheets.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `samples show the reference only after the juror's own marks`(engine: TestEngine) async throws {
        try await withJury(engine, jurors: 2) { world in
            let criteria = world.final.criteria
            var outline = SampleOutline(
                title: "Образец", text: "Текст", link: "javascript:alert(1)", tolerance: 15,
                marks: [criteria[0].id: "7", criteria[1].id: "4"])
            await #expect(throws: JuryRefusal.linkMalformed) {
                try await world.jury.add(outline, to: world.final.id, of: world.contest, by: world.methodist)
            }
            outline.link = "https://example.org/work"
            try await world.jury.add(outline, to: world.final.id, of: world.contest, by: world.methodist)
            outline.marks[criteria[1].id] = "6"
            await #expect(throws: JuryRefusal.calibrationMarks(criterion: "Речь")) {
                try await world.jury.add(outline, to: world.final.id, of: world.contest, by: world.methodist)
            }
            let sample = try await world.sheets.desk(world.contest, of: world.jurors[1]).samples[0]
            #expect(sample.references.isEmpty && sample.text == "Текст")

            try await world.sheets.mark(
                sample.id, [criteria[0].id: "9", criteria[1].id: "4"], of: world.contest, by: world.jurors[1])
            let marked = try await world.sheets.sample(sample.id, of: world.contest, for: world.jurors[1]).sample
            #expect(marked.references == [criteria[0].id: Points(7), criteria[1].id: Points(4)])
            #expect(marked.isPassed(by: criteria) == false)
            // The reference is known now: a second try changes nothing.
            try await world.sheets.mark(
                sample.id, [criteria[0].id: "7", criteria[1].id: "4"], of: world.contest, by: world.jurors[1])
            #expect(
                try await world.sheets.sample(sample.id, of: world.contest, for: world.jurors[1]).sample == marked)
            #expect(
                try await world.sheets.sample(sample.id, of: world.contest, for: world.jurors[0]).sample.references
                    .isEmpty)
        }
    }
}
