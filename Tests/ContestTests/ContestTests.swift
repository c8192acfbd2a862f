import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct ContestTests {
    @Test(arguments: TestEngine.available)
    func `what is founded is read back whole, by its organiser alone until it is published`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let outline = world.outline()
            let id = try await world.founded()
            let visit = try await world.contests.visit(id, by: world.methodist)

            #expect(visit.contest.title == outline.title && visit.contest.rules == outline.rules)
            #expect(visit.nominations.map(\.title) == ["Учителя"])
            #expect(visit.stages.map(\.title) == outline.stages.map(\.title))
            #expect(visit.stages.map(\.opensAt) == outline.stages.map(\.opensAt))
            #expect(visit.stages[0].tasks.map(\.service) == ["Форум", "Чат"])
            #expect(visit.stages[3].criteria.map(\.weight) == [2, 1])
            #expect(visit.isOrganiser && visit.state == .draft)
            for stranger in [nil, world.teachers[0][0]] {
                await #expect(throws: NoRow.self) { try await world.contests.visit(id, by: stranger) }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `each line of the log holds the one before, and a changed line is found`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            try await world.database.write { tx in
                try tx.log(.changed, ["title": "Новое"], of: id, by: world.methodist, at: world.clock.now)
                try tx.log(.published, [String: String](), of: id, by: nil, at: world.clock.now)
            }
            let lines = try await world.database.read { try $0.contestLog(id) }
            #expect(lines.map(\.event) == [.founded, .changed, .published])
            try lines.verify()

            var changed = lines
            changed[1].details = #"{"title":"Другое"}"#
            #expect(throws: LogFault.altered(number: 2)) { try changed.verify() }
            #expect(throws: LogFault.missing(number: 2)) { try [lines[0], lines[2]].verify() }
        }
    }
}
