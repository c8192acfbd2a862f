import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct AppealTests {
    private func file(_ judged: JudgedWorld, by entrant: Int = 1) async throws -> Appeal.ID {
        try await judged.appeals.file(
            "Критерий 2", against: judged.stage, in: judged.contest, by: judged.people[entrant])
    }

    private func decide(
        _ id: Appeal.ID, _ judged: JudgedWorld, _ outcome: Appeal.Outcome = .raised, points: Int? = 88,
        by user: Int? = nil
    ) async throws {
        try await judged.appeals.decide(
            id, in: judged.contest, outcome, points: points.map { Points($0) }, answer: "Рассмотрено",
            by: user.map { judged.panel[$0] } ?? judged.world.methodist, isOrganiser: user == nil)
    }

    @Test(arguments: TestEngine.available)
    func `a raised work moves up in the next version, and both versions stay`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let first = try await judged.publish()
            try await decide(try await file(judged), judged)
            let second = try await judged.publish(.final, reason: "Апелляция")
            #expect(first.table.rows.map(\.registration) == judged.entrants)
            #expect(second.table.rows.prefix(2).map(\.registration) == [judged.entrants[1], judged.entrants[0]])
            #expect(second.table.rows[0].isAdjusted && second.table.rows[0].points == "88.00")
            #expect(try await judged.results.verify(judged.contest).isSound)
        }
    }

    @Test(arguments: TestEngine.available)
    func `to jurors of a blind contest the log tells the same lines and names no entrant`(engine: TestEngine)
        async throws
    {
        try await withJudged(engine) { judged in
            try await judged.publish()
            _ = try await file(judged)

            let whole = try await judged.results.log(of: judged.contest)
            let blind = try await judged.results.log(of: judged.contest, namingEntrants: false)

            #expect(blind.lines.map(\.hash) == whole.lines.map(\.hash))
            #expect(whole.names[judged.people[1]] != nil && blind.names[judged.people[1]] == nil)
            #expect(blind.names[judged.world.methodist] != nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a juror of the entrant's own organisation does not decide, though they never had the work`(engine: TestEngine)
        async throws
    {
        try await withJudged(engine, [[70, nil], [60, 50]]) { judged in
            try await judged.publish()
            let id = try await file(judged, by: 0)
            func desk() async throws -> AppealDesk {
                try await judged.appeals.desk(of: judged.contest, for: judged.panel[1], isOrganiser: false)
            }
            #expect(try await desk().entries.map(\.mayDecide) == [true])

            try await judged.run(
                """
                INSERT INTO juror_organisations (juror_id, space_id)
                VALUES (\(judged.jurors[1]), \(judged.world.schools[0].id))
                """)

            #expect(try await desk().entries.map(\.mayDecide) == [false])
            #expect(try await desk().panels[id] == [])
            await #expect(throws: AppealRefusal.notOnPanel) { try await decide(id, judged, by: 1) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `unchanged leaves the table as it was`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            try await decide(try await file(judged), judged, .unchanged, points: 99)
            #expect(try await judged.places() == ["1", "2", "3", "4"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an appeal is taken until the last working day is over`(engine: TestEngine) async throws {
        // Thursday 5 December 2013, 17:00 in Kuzbass: Friday and Monday follow.
        try await withJudged(engine) { judged in
            try await judged.publish()
            judged.world.clock.advance(4 * 86_400 + 7 * 3_600 - 1)
            _ = try await file(judged, by: 0)
            judged.world.clock.advance(1)
            await #expect(throws: AppealRefusal.over(since: judged.world.clock.now)) { _ = try await file(judged) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `before the results, twice, and by a stranger it is refused`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            await #expect(throws: AppealRefusal.notPublished) { _ = try await file(judged) }
            try await judged.publish()
            await #expect(throws: AppealRefusal.reasonMissing) {
                try await judged.appeals.file(" ", against: judged.stage, in: judged.contest, by: judged.people[0])
            }
            _ = try await file(judged)
            await #expect(throws: AppealRefusal.alreadyFiled) { _ = try await file(judged) }
            await #expect(throws: NoRow.self) {
                try await judged.appeals.file(
                    "Чужое", against: judged.stage, in: judged.contest, by: judged.world.teachers[1][3])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `against final results there is no appeal`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish(.final)
            await #expect(throws: AppealRefusal.notPublished) { _ = try await file(judged) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `who marked the work, made it or has a conflict does not decide`(engine: TestEngine) async throws {
        // Juror 3 has no sheet of entrant 2.
        try await withJudged(engine, [[90, 80, 85], [70, 75, nil], [60, 50, 55]]) { judged in
            try await judged.publish()
            let appeal = try await file(judged)
            for juror in 0...1 {
                await #expect(throws: AppealRefusal.notOnPanel) { try await decide(appeal, judged, by: juror) }
            }
            await #expect(throws: AppealRefusal.notOnPanel) {
                try await judged.appeals.decide(
                    appeal, in: judged.contest, .raised, points: Points(99), answer: "Я прав", by: judged.people[1],
                    isOrganiser: true)
            }
            let desk = try await judged.appeals.desk(of: judged.contest, for: judged.panel[2], isOrganiser: false)
            #expect(desk.entries.map(\.mayDecide) == [true])
            #expect(desk.panels[appeal]?.map(\.surname) == ["teacher-2-2"])
            try await judged.run(
                """
                INSERT INTO juror_conflicts (juror_id, registration_id, kind, note, declared_by, declared_at)
                VALUES (\(judged.jurors[2]), \(judged.entrants[1]), 'relative', '', \(judged.panel[2]), 1)
                """)
            await #expect(throws: AppealRefusal.notOnPanel) { try await decide(appeal, judged, by: 2) }
            await #expect(throws: AppealRefusal.notOnPanel) {
                try await judged.appeals.decide(
                    appeal, in: judged.contest, .unchanged, points: nil, answer: "Чужой", by: judged.people[0],
                    isOrganiser: false)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a decision is final, has words, and its points fit them`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            let appeal = try await file(judged)
            await #expect(throws: AppealRefusal.pointsMissing) { try await decide(appeal, judged, points: nil) }
            await #expect(throws: AppealRefusal.pointsContradict(current: "75.00")) {
                try await decide(appeal, judged, .lowered, points: 75)
            }
            await #expect(throws: AppealRefusal.answerMissing) {
                try await judged.appeals.decide(
                    appeal, in: judged.contest, .unchanged, points: nil, answer: " ", by: judged.world.methodist,
                    isOrganiser: true)
            }
            try await decide(appeal, judged, .lowered, points: 70)
            await #expect(throws: AppealRefusal.alreadyDecided) { try await decide(appeal, judged) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an appeal of another contest is not there`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            let appeal = try await file(judged)
            let other = try await judged.world.founded()
            await #expect(throws: NoRow.self) {
                try await judged.appeals.decide(
                    appeal, in: other, .unchanged, points: nil, answer: "x", by: judged.world.methodist,
                    isOrganiser: true)
            }
            let desk = try await judged.appeals.desk(of: judged.contest, for: judged.people[0], isOrganiser: false)
            #expect(desk.entries.isEmpty && desk.open.count == 1)
            await #expect(throws: NoRow.self) {
                _ = try await judged.appeals.desk(
                    of: judged.contest, for: judged.world.teachers[2][3], isOrganiser: false)
            }
        }
    }
}
