import Courses
import Foundation
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct PublicationTests {
    @Test(arguments: TestEngine.available)
    func `what is published is stored whole, logged with its hashes and computed again to the byte`(engine: TestEngine)
        async throws
    {
        try await withJudged(engine) { judged in
            let result = try await judged.publish()
            #expect(result.version == 1 && result.kind == .preliminary && result.fields == [.places, .points])
            #expect(result.table.rows.map(\.total) == ["85.00", "75.00", "55.00", "42.00"])
            #expect(result.snapshot.sheets.count == 12)
            let lines = try await judged.results.log(of: judged.contest).lines
            let line = try #require(lines.last { $0.event == .resultsPublished })
            #expect(line.details.contains(result.snapshotHash) && line.details.contains(result.tableHash))
            #expect(try ResultTable(result.snapshot).text.sha256 == result.tableHash)
            let verification = try await judged.results.verify(judged.contest)
            #expect(verification.isSound && verification.lastHash == lines.last?.hash)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a snapshot tells of no names`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let text = try await judged.publish().snapshot.text
            #expect(!text.contains("teacher") && !text.contains("Анна"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `what has changed since the draft is not published`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let draft = try await judged.results.draft(of: judged.stage, in: judged.contest, .final)
            try await judged.run("UPDATE score_marks SET mark = 0 WHERE mark = 4500000")
            await #expect(throws: ResultRefusal.changed) {
                try await judged.results.publish(
                    judged.stage, in: judged.contest, .final, showing: [], hash: draft.hash, by: judged.world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a second version has its reason, and both stay readable with what changed`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let first = try await judged.publish()
            await #expect(throws: ResultRefusal.reasonMissing) { try await judged.publish(.final, reason: " ") }
            // A juror turns out to work with entrant 2: the sheet is void.
            try await judged.run(
                """
                UPDATE score_sheets SET voided_at = \(judged.world.clock.now), reason = 'коллега'
                WHERE registration_id = \(judged.entrants[1]) AND juror_id = \(judged.jurors[2])
                """)
            let second = try await judged.publish(.final)
            #expect((first.version, second.version) == (1, 2))
            let changes = second.table.changes(since: first.table)
            #expect(changes.map(\.registration) == [judged.entrants[1]])
            #expect(changes[0].before?.total == "75.00" && changes[0].after?.total == "72.50")
            #expect(try await judged.results.published(of: judged.contest).results.map(\.id) == [first.id, second.id])
            #expect(try await judged.results.verify(judged.contest).isSound)
        }
    }

    @Test(arguments: TestEngine.available)
    func `after a disqualification places move up or stay empty, as was decided`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            try await judged.run(
                "UPDATE registrations SET state = \(Registration.State.disqualified) WHERE id = \(judged.entrants[1])")
            #expect(try await judged.places() == ["1", "—", "2", "3"])
            try await judged.results.keepPlaces(
                empty: true, of: judged.stage, in: judged.contest, reason: "пункт 7", by: judged.world.methodist)
            #expect(try await judged.places() == ["1", "—", "3", "4"])
            let second = try await judged.publish(.final)
            #expect(second.table.rows.last?.state == .disqualified)
            #expect(try await judged.results.verify(judged.contest).isSound)
        }
    }

    @Test(arguments: TestEngine.available)
    func `equals are parted by a recorded decision, which may be taken again`(engine: TestEngine) async throws {
        let rules = ContestRules(scoring: ScoringRules(ties: [.decision]))
        try await withJudged(engine, [[70, 70], [70, 70], [60, 60]], rules: rules, cut: 1) { judged in
            let (first, second, third) = (judged.entrants[0], judged.entrants[1], judged.entrants[2])
            func decide(_ order: [Registration.ID], reason: String = "новизна") async throws {
                try await judged.results.decide(
                    order, byLot: false, of: judged.stage, in: judged.contest, reason: reason, by: judged.panel[0])
            }
            #expect(try await judged.places() == ["1–2", "1–2", "3"])
            await #expect(throws: ResultRefusal.reasonMissing) { try await decide([second, first], reason: " ") }
            await #expect(throws: ResultRefusal.decisionNotTied) { try await decide([second, third]) }
            await #expect(throws: ResultRefusal.decisionIncomplete) { try await decide([second]) }
            try await decide([second, first])
            #expect(try await judged.places() == ["2", "1", "3"])
            try await decide([first, second])
            #expect(try await judged.places() == ["1", "2", "3"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a regulation without the chair's vote takes no decision`(engine: TestEngine) async throws {
        try await withJudged(engine, [[70], [70]]) { judged in
            await #expect(throws: ResultRefusal.decisionNotDeclared) {
                try await judged.results.decide(
                    judged.entrants, byLot: true, of: judged.stage, in: judged.contest, reason: "жребий",
                    by: judged.world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a stage of another contest is not there`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let other = try await judged.world.founded()
            await #expect(throws: NoRow.self) {
                _ = try await judged.results.draft(of: judged.stage, in: other, .final)
            }
            await #expect(throws: NoRow.self) {
                try await judged.results.keepPlaces(
                    empty: true, of: judged.stage, in: other, reason: "x", by: judged.world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the vote of the audience has no table of the jury`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            await #expect(throws: ResultRefusal.kindNotForStage) {
                _ = try await judged.results.draft(of: judged.vote, in: judged.contest, .final)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the jury of a stage is offered those who passed the one before, once that is published`(engine: TestEngine)
        async throws
    {
        try await withJudged(engine, cut: 2) { judged in
            let jury = Jury(database: judged.world.database, now: { judged.world.clock.now })
            try await judged.addFinal()
            func board(_ place: Int) async throws -> JuryBoard {
                let visit = try await judged.world.contests.visit(judged.contest, by: judged.world.methodist)
                return try await jury.board(visit, stage: visit.stages[place].id)
            }
            #expect(try await !board(2).havePassed)

            try await judged.publish()

            #expect(try await !board(0).havePassed)
            #expect(try await Set(board(2).candidates.map(\.id)) == Set(judged.entrants.prefix(2)))
        }
    }

    @Test(arguments: TestEngine.available)
    func `given results that led others on, then nothing is taken for the next stage`(engine: TestEngine) async throws {
        try await withJudged(engine, cut: 2) { judged in
            try await judged.addFinal()
            let (works, now) = (try judged.world.works(), judged.world.clock.now)
            func visit(_ place: Int) async throws -> ContestVisit {
                try await judged.world.contests.visit(judged.contest, by: judged.people[place])
            }
            let final = try #require(try await visit(3).stages.last)
            func send(_ text: String, _ place: Int) async throws {
                try await works.send(
                    WorkDraft(text: text), to: .stage(final.id), in: judged.contest, by: judged.people[place],
                    begunAt: now)
            }
            try await send("Пока итогов нет", 3)

            try await judged.publish()

            try await send("Прошёл дальше", 0)
            await #expect(throws: WorkRefusal.didNotPass) { try await send("Не прошёл", 3) }
            let desk = try await works.desk(of: try await visit(3))
            #expect(desk.next(at: now).isEmpty && desk.refusal(in: final, at: now) == .didNotPass)
            #expect(desk.versions.map(\.text) == ["Пока итогов нет"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `laureates are named by the last judged stage alone`(engine: TestEngine) async throws {
        try await withJudged(engine, cut: 2) { judged in
            func table() async throws -> ResultTable {
                try await judged.results.draft(of: judged.stage, in: judged.contest, .final).table
            }
            #expect(try await table().rows.count(where: \.isLaureate) == 2)

            try await judged.addFinal()

            let led = try await table()
            #expect(led.nominations.isEmpty && !led.rows.contains(where: \.isLaureate))
            #expect(led.rows.count(where: \.passes) == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a shortlist of the week goes by the rule, with what is lacking`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let contest = try await world.founded(
                rules: ContestRules(threshold: .all([.weeksPassed(1), .notDisqualified])))
            let stage = try await world.contests.visit(contest, by: world.methodist).stages[0].id
            try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO registrations (contest_id, user_id, state, position, subject, letter, code)
                    VALUES (\(contest), \(world.teachers[0][0]), \(Registration.State.admitted), '', '', '', 'К-01')
                    """)
            }
            let results = Results(database: world.database, now: { world.clock.now })
            let draft = try await results.draft(of: stage, in: contest, .shortlist)
            #expect(
                draft.table.rows.map(\.state) == [.unqualified] && draft.table.rows[0].failures == [.weeksPassed(1)])
            await #expect(throws: ResultRefusal.kindNotForStage) {
                _ = try await results.draft(of: stage, in: contest, .final)
            }
        }
    }

    // MARK: - Tampering

    @Test(arguments: TestEngine.available)
    func `a changed mark, table or hash is found`(engine: TestEngine) async throws {
        let changes: [(SQL, [Verification.Fault])] = [
            ("snapshot = replace(snapshot, '9000000', '9500000')", [.snapshotAltered, .tableDiffers]),
            ("result = replace(result, '85.00', '86.00')", [.tableAltered, .tableDiffers]),
            ("snapshot_hash = 'x'", [.snapshotAltered, .notLogged]),
            ("snapshot = '{}'", [.snapshotAltered, .unreadable]),
        ]
        for (change, faults) in changes {
            try await withJudged(engine) { judged in
                try await judged.publish()
                try await judged.run("UPDATE contest_results SET \(change)")
                let verification = try await judged.results.verify(judged.contest)
                #expect(verification.checks.flatMap(\.faults) == faults && !verification.isSound)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a changed line of the log, or one taken away, is found`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            try await judged.run("UPDATE contest_log SET details = '{}' WHERE number = 2")
            let changed = try await judged.results.verify(judged.contest)
            #expect(changed.checks[0].faults == [.lineAltered(number: 2)])
            #expect(changed.checks[1].faults == [.notLogged])
            try await judged.run("DELETE FROM contest_log WHERE number = 1")
            #expect(try await judged.results.verify(judged.contest).checks[0].faults == [.lineMissing(number: 1)])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a publication that is gone is missed`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            try await judged.run("DELETE FROM contest_results")
            let checks = try await judged.results.verify(judged.contest).checks
            #expect(checks.last?.faults == [.removed(version: 1)])
        }
    }
}
