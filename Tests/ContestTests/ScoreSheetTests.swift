import Accounts
import Courses
import Foundation
import Statistics
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct ScoreSheetTests {
    @Test(arguments: TestEngine.available)
    func `an old request never overwrites a newer one, and what is no mark is kept as typed`(engine: TestEngine)
        async throws
    {
        try await withJury(engine) { world in
            try await world.assign()
            let row = try await world.rows()[0]
            let user = world.jurors[row.juror]
            let criterion = world.final.criteria[0].id
            func keep(_ typed: String, _ sequence: Int) async throws -> SheetReceipt {
                try await world.sheets.keep(
                    [SheetEntry(place: .criterion(criterion), typed: typed, sequence: sequence)], in: row.sheet,
                    of: world.contest, by: user)
            }
            func kept() async throws -> String? {
                try await world.sheets.visit(row.sheet, in: world.contest, by: user).sheet.content.marks[criterion]?
                    .typed
            }
            #expect(try await keep("5", 20).saved == [.init(place: .criterion(criterion), sequence: 20)])
            // The older one is acknowledged, so that the device forgets it; what stands is the newer.
            #expect(try await keep("3", 10).saved == [.init(place: .criterion(criterion), sequence: 10)])
            #expect(try await kept() == "5")
            _ = try await keep("5", 20)
            _ = try await keep("NaN", 30)
            #expect(try await kept() == "NaN")
            await #expect(throws: SheetRefusal.self) {
                try await world.sheets.send(row.sheet, of: world.contest, by: user)
            }
            for sequence in [0, -1, 1 << 53] { #expect(try await keep("1", sequence).saved.isEmpty) }
            #expect(try await keep(String(repeating: "1", count: 21), 40).saved.isEmpty)
            #expect(try await kept() == "NaN")
        }
    }

    @Test(arguments: TestEngine.available)
    func `forged sheets, criteria and jurors are refused`(engine: TestEngine) async throws {
        try await withJury(engine) { world in
            try await world.assign()
            let row = try await world.rows()[0]
            let strangers = [
                world.jurors[(row.juror + 1) % 4], world.methodist, world.world.teachers[0][0],
                world.world.teachers[2][3],
            ]
            let entry = SheetEntry(place: .criterion(world.final.criteria[0].id), typed: "5", sequence: 9)
            for stranger in strangers {
                await #expect(throws: NoRow.self) {
                    try await world.sheets.keep([entry], in: row.sheet, of: world.contest, by: stranger)
                }
                await #expect(throws: NoRow.self) {
                    try await world.sheets.send(row.sheet, of: world.contest, by: stranger)
                }
                await #expect(throws: NoRow.self) {
                    try await world.sheets.recuse(row.sheet, because: "Так", in: world.contest, by: stranger)
                }
                await #expect(throws: NoRow.self) {
                    try await world.sheets.remark("Так", on: row.sheet, of: world.contest, by: stranger)
                }
                await #expect(throws: NoRow.self) {
                    try await world.sheets.visit(row.sheet, in: world.contest, by: stranger)
                }
            }
            let other = try await world.world.founded()
            await #expect(throws: NoRow.self) {
                try await world.sheets.keep([entry], in: row.sheet, of: other, by: world.jurors[row.juror])
            }
            await #expect(throws: NoRow.self) {
                try await world.jury.void(row.sheet, because: "Так", in: other, by: world.methodist)
            }
            let foreign = try await world.world.contests.visit(other, by: world.methodist).stages[3].criteria[0].id
            let receipt = try await world.sheets.keep(
                [SheetEntry(place: .criterion(foreign), typed: "5", sequence: 9)], in: row.sheet, of: world.contest,
                by: world.jurors[row.juror])
            #expect(receipt.saved.isEmpty && receipt.refused == [.criterion(foreign)])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a sheet that is sent is read-only; a change needs a reason and leaves the old marks`(engine: TestEngine)
        async throws
    {
        try await withJury(engine) { world in
            try await world.assign()
            let row = try await world.rows()[0]
            let user = world.jurors[row.juror]
            try await world.send(row.sheet, of: row.juror, "8", "4")
            let sent = try await world.sheets.visit(row.sheet, in: world.contest, by: user).sheet
            #expect(try sent.hash == sent.hash(of: sent.content))

            #expect(try await world.mark(row.sheet, of: row.juror, "1", "1", sequence: 9_999).isOver)
            await #expect(throws: SheetRefusal.sent) {
                try await world.sheets.send(row.sheet, of: world.contest, by: user)
            }
            var content = sent.content
            content.marks[world.final.criteria[0].id]?.typed = "6"
            for reason in ["", "  \n"] {
                await #expect(throws: SheetRefusal.reasonMissing) {
                    try await world.sheets.change(
                        row.sheet, to: content, because: reason, in: world.contest, by: user)
                }
            }
            await #expect(throws: SheetRefusal.nothingChanged) {
                try await world.sheets.change(
                    row.sheet, to: sent.content, because: "Передумал", in: world.contest, by: user)
            }
            var hostile = content
            hostile.marks[world.final.criteria[0].id]?.typed = "NaN"
            await #expect(throws: SheetRefusal.self) {
                try await world.sheets.change(
                    row.sheet, to: hostile, because: "Передумал", in: world.contest, by: user)
            }
            try await world.sheets.change(
                row.sheet, to: content, because: "Не заметил вторую часть", in: world.contest, by: user)

            let visit = try await world.sheets.visit(row.sheet, in: world.contest, by: user)
            #expect(visit.sheet.content.marks[world.final.criteria[0].id]?.typed == "6")
            #expect(visit.changes.map(\.reason) == ["Не заметил вторую часть"])
            #expect(visit.changes[0].old.marks[world.final.criteria[0].id]?.typed == "8")
            #expect(visit.sheet.hash != sent.hash && visit.sheet.sentAt == sent.sentAt)
            #expect(try visit.sheet.hash == visit.sheet.hash(of: visit.sheet.content))
            let log = try await world.database.read { try $0.contestLog(world.contest) }
            #expect(log.suffix(2).map(\.event) == [.sheetSent, .sheetChanged])
            #expect(log[log.count - 2].details.contains(sent.hash ?? "?"))
            #expect(log[log.count - 1].details.contains(visit.sheet.hash ?? "?"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `others' marks and the discussion open with one's own sheet, the chair's eyes included`(engine: TestEngine)
        async throws
    {
        try await withJury(engine, entries: 2, jurors: 3) { world in
            try await world.assign()
            let rows = try await world.rows()
            // An entry that the chair, juror 0, judges too.
            let entry = try #require(rows.first { $0.juror == 0 }?.entry)
            let chair = try #require(rows.first { $0.entry == entry && $0.juror == 0 })
            let peer = try #require(rows.first { $0.entry == entry && $0.juror != 0 })
            try await world.send(peer.sheet, of: peer.juror)

            await #expect(throws: NoRow.self) {
                try await world.sheets.visit(peer.sheet, in: world.contest, by: world.jurors[0])
            }
            #expect(try await world.sheets.visit(chair.sheet, in: world.contest, by: world.jurors[0]).others == nil)
            await #expect(throws: SheetRefusal.ownSheetFirst) {
                try await world.sheets.remark("Мне кажется", on: chair.sheet, of: world.contest, by: world.jurors[0])
            }
            try await world.sheets.remark("Слабо", on: peer.sheet, of: world.contest, by: world.jurors[peer.juror])
            try await world.send(chair.sheet, of: 0)

            let visit = try await world.sheets.visit(chair.sheet, in: world.contest, by: world.jurors[0])
            #expect(visit.others?.map(\.sheet.id) == [peer.sheet] && visit.remarks.map(\.remark.text) == ["Слабо"])
            #expect(try await !world.sheets.visit(peer.sheet, in: world.contest, by: world.jurors[0]).isOwn)
            // An entry that is not the chair's own opens at once, sent sheets alone.
            let free = try await world.rows().filter { $0.entry != entry && $0.juror != 0 }
            if free.count == 2 {
                try await world.send(free[0].sheet, of: free[0].juror)
                _ = try await world.sheets.visit(free[0].sheet, in: world.contest, by: world.jurors[0])
                await #expect(throws: NoRow.self) {
                    try await world.sheets.visit(free[1].sheet, in: world.contest, by: world.jurors[0])
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `who gives a work back does not get it again, and somebody else does`(engine: TestEngine) async throws {
        try await withJury(engine, entries: 2, jurors: 3) { world in
            try await world.assign()
            let row = try await world.rows()[0]
            await #expect(throws: SheetRefusal.reasonMissing) {
                try await world.sheets.recuse(row.sheet, because: "", in: world.contest, by: world.jurors[row.juror])
            }
            try await world.sheets.recuse(
                row.sheet, because: "Узнал автора", in: world.contest, by: world.jurors[row.juror])
            #expect(try await world.mark(row.sheet, of: row.juror).isOver)
            try await world.assign(seed: 2)
            let panel = try await world.rows().filter { $0.entry == row.entry }
            #expect(panel.count == 3 && Set(panel.map(\.juror)).count == 3)
            #expect(try await world.events().suffix(2) == [.sheetRecused, .jurorsAssigned])
        }
    }

    @Test(arguments: TestEngine.available)
    func `before conflicts are declared a juror meets no codes and no works`(engine: TestEngine) async throws {
        try await withJury(engine, jurors: 2, isReady: false) { world in
            try await world.sheets.accept(world.contest, by: world.jurors[0])
            await #expect(throws: JuryRefusal.noJurors) { try await world.assign() }
            #expect(try await world.sheets.desk(world.contest, of: world.jurors[0]).rows.isEmpty)
            await #expect(throws: JuryRefusal.wrongState(.invited)) {
                try await world.sheets.conflictForm(world.contest, of: world.jurors[1])
            }
            try await world.sheets.declare([:], organisations: [], in: world.contest, by: world.jurors[0])
            #expect(try await world.juror(0).isReady)
        }
    }

    @Test(arguments: TestEngine.available)
    func `after the contest's end nothing of the jury changes`(engine: TestEngine) async throws {
        try await withJury(engine) { world in
            try await world.assign()
            let row = try await world.rows()[0]
            let user = world.jurors[row.juror]
            try await world.send(row.sheet, of: row.juror)
            let open = try await world.rows().first { $0.juror == row.juror && $0.sheet != row.sheet }
            try await world.database.write { tx in
                try tx.run("UPDATE contests SET closed_at = \(world.world.clock.now) WHERE id = \(world.contest)")
            }
            let sheet = try #require(open?.sheet)
            #expect(try await world.mark(sheet, of: row.juror).isOver)
            await #expect(throws: SheetRefusal.closed) {
                try await world.sheets.remark("Поздно", on: row.sheet, of: world.contest, by: user)
            }
            await #expect(throws: JuryRefusal.closed) {
                try await world.jury.void(row.sheet, because: "Поздно", in: world.contest, by: world.methodist)
            }
            await #expect(throws: JuryRefusal.closed) {
                try await world.sheets.declare([:], organisations: [], in: world.contest, by: user)
            }
        }
    }
}
