import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct FoundingTests {
    @Test(arguments: TestEngine.available)
    func `a copy has everything but the people, a year later`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let first = try await world.founded()
            try await world.publishAndRegister(first, world.teachers[0][0])
            let start = world.clock.now.addingTimeInterval(365 * 86_400)
            let outline = try await world.contests.outline(copying: first, of: world.district.id, startingOn: start)
            let copy = try await world.contests.found(
                outline, in: world.district.id, copying: first, by: world.methodist)

            let visits = (
                try await world.contests.visit(first, by: world.methodist),
                try await world.contests.visit(copy, by: world.methodist)
            )
            #expect(visits.1.contest.registrationOpens == start && visits.1.state == .draft)
            #expect(visits.1.stages.map(\.title) == visits.0.stages.map(\.title))
            #expect(visits.1.stages[3].criteria.map(\.title) == visits.0.stages[3].criteria.map(\.title))
            let year: TimeInterval = 365 * 86_400
            #expect(visits.1.stages.map(\.dueAt) == visits.0.stages.map { $0.dueAt.addingTimeInterval(year) })
            #expect(try await world.contests.regulation(of: copy).0?.text == "# Положение")
            #expect(try await world.registrations.entries(of: copy).isEmpty)
            await #expect(throws: NoRow.self) {
                try await world.contests.outline(copying: first, of: world.schools[0].id, startingOn: start)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a rehearsal has invented entrants, only organisers see it, and it goes without a trace`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let before = try await world.rowCounts()
            let id = try await world.contests.rehearse(
                world.outline(), entrants: 10, in: world.district.id, by: world.methodist)
            try await world.contests.publish(id, by: world.methodist)
            let entries = try await world.registrations.entries(of: id)
            #expect(entries.count == 10 && entries.allSatisfy { $0.registration.state == .admitted })
            #expect(Set(entries.compactMap(\.registration.code)).count == 10)
            #expect(entries.allSatisfy { $0.organisation?.hasPrefix("Школа") == true })
            await #expect(throws: NoRow.self) {
                try await world.contests.visit(id, by: world.teachers[0][0])
            }
            #expect(try await world.contests.all(for: world.teachers[0][0]).isEmpty)
            await #expect(throws: NoRow.self) {
                try await world.registrations.submit(
                    world.form(0), of: world.teachers[0][0], for: id)
            }
            #expect(try await world.rowCounts() != before)

            try await world.contests.remove(id)
            #expect(try await world.rowCounts() == before)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a published contest with registrations stays; without any, or as a draft, it may go`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let before = try await world.rowCounts()
            let draft = try await world.founded()
            try await world.contests.remove(draft)
            let empty = try await world.founded()
            try await world.contests.publish(empty, by: world.methodist)
            try await world.contests.remove(empty)
            #expect(try await world.rowCounts() == before)
            let id = try await world.founded()
            try await world.publishAndRegister(id, world.teachers[0][0])
            await #expect(throws: ContestRefusal.hasRegistrations) { try await world.contests.remove(id) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `dates of a running contest move ahead only, and the log knows`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            try await world.contests.publish(id, by: world.methodist)
            let before = try await world.contests.visit(id, by: world.methodist).stages
            world.clock.advance(15 * 86_400)
            try await world.contests.shift(id, days: 2, by: world.methodist)
            let after = try await world.contests.visit(id, by: world.methodist).stages
            #expect(after[0].dueAt == before[0].dueAt && after[1].opensAt == before[1].opensAt)
            #expect(after[1].dueAt == before[1].dueAt.addingTimeInterval(2 * 86_400))
            #expect(after[3].opensAt == before[3].opensAt.addingTimeInterval(2 * 86_400))
            await #expect(throws: ContestRefusal.dateInPast) {
                try await world.contests.shift(id, days: -30, by: world.methodist)
            }
            let log = try await world.database.read { try $0.contestLog(id) }
            try log.verify()
            #expect(log.map(\.event) == [.founded, .published, .changed])
        }
    }

    // MARK: - Settings

    @Test(arguments: TestEngine.available)
    func `a contest is published whole: regulation, stages and dates of registration`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            var outline = world.outline()
            outline.regulation = ""
            let bare = try await world.contests.found(outline, in: world.district.id, by: world.methodist)
            await #expect(throws: ContestRefusal.regulationMissing) {
                try await world.contests.publish(bare, by: world.methodist)
            }
            try await world.contests.publish(regulation: "Первое", of: bare, by: world.methodist)
            try await world.contests.publish(regulation: "Второе", of: bare, by: world.methodist)
            let (regulation, versions) = try await world.contests.regulation(of: bare)
            #expect(regulation?.text == "Второе" && versions.map(\.version) == [1])
            try await world.contests.publish(bare, by: world.methodist)
            await #expect(throws: ContestRefusal.published) {
                try await world.contests.publish(bare, by: world.methodist)
            }

            for (text, version) in [("Третье", 2), ("Третье", 2), ("Четвёртое", 3)] {
                #expect(
                    try await world.contests.publish(regulation: text, of: bare, by: world.methodist) == version)
            }
            #expect(try await world.contests.regulation(of: bare, version: 1).0?.text == "Второе")
            #expect(try await world.contests.regulation(of: bare, version: 9).0 == nil)

            try await world.contests.close(bare, by: world.methodist)
            await #expect(throws: ContestRefusal.closed) {
                try await world.contests.publish(regulation: "Поздно", of: bare, by: world.methodist)
            }
            await #expect(throws: ContestRefusal.closed) {
                try await world.contests.shift(bare, days: 1, by: world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `settings change together, and not over somebody else's change`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let contest = try await world.contests.visit(id, by: world.methodist).contest
            var settings = ContestSettings(
                title: " Новое ", summary: "О конкурсе", registrationOpens: contest.registrationOpens,
                registrationCloses: contest.registrationCloses, rules: contest.rules)
            settings.rules.threshold = .belovo(services: 5)
            try await world.contests.change(id, to: settings, by: world.methodist)
            let changed = try await world.contests.visit(id, by: world.methodist).contest
            #expect(changed.title == "Новое" && changed.summary == "О конкурсе")
            #expect(changed.rules.threshold == .belovo(services: 5))
            settings.title = "Позднее"
            await #expect(throws: SettingsChanged.self) {
                try await world.contests.change(id, to: settings, by: world.methodist) { $0.title == "Старое" }
            }
            settings.registrationOpens = contest.registrationCloses
            await #expect(throws: ContestRefusal.datesOutOfOrder(stage: nil)) {
                try await world.contests.change(id, to: settings, by: world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a stage keeps the numbers of its criteria, and once it has begun what marks hang on`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let final = try await world.contests.visit(id, by: world.methodist).stages[3]
            var revision = StageRevision(
                stage: StageOutline(final), criteria: final.criteria.map(\.id), tasks: [])
            revision.stage.title = " Очный финал "
            revision.stage.criteria[1].highest = Points(7)
            revision.stage.criteria.append(CriterionOutline(title: "Ответы"))
            revision.criteria.append(nil)
            try await world.contests.change(final.id, of: id, to: revision, by: world.methodist)
            var stage = try await world.contests.visit(id, by: world.methodist).stages[3]
            #expect(stage.title == "Очный финал" && stage.criteria.prefix(2).map(\.id) == final.criteria.map(\.id))
            #expect(stage.criteria.map(\.title) == ["Методика", "Речь", "Ответы"])
            #expect(stage.criteria[1].highest == Points(7))
            let other = try await world.founded()
            await #expect(throws: NoRow.self) {
                try await world.contests.change(final.id, of: other, to: revision, by: world.methodist)
            }
            await #expect(throws: NoRow.self) {
                try await world.contests.remove(final.id, of: other, by: world.methodist)
            }

            try await world.contests.publish(id, by: world.methodist)
            world.clock.advance(36 * 86_400)
            stage = try await world.contests.visit(id, by: world.methodist).stages[3]
            revision = StageRevision(stage: StageOutline(stage), criteria: stage.criteria.map(\.id), tasks: [])
            revision.stage.criteria[0].title = "Методика занятия"
            try await world.contests.change(final.id, of: id, to: revision, by: world.methodist)
            for spoil in [
                { $0.stage.criteria[0].highest = Points(12) },
                {
                    $0.stage.criteria.removeLast()
                    $0.criteria.removeLast()
                }, { $0.stage.opensAt += 60 },
            ] as [(inout StageRevision) -> Void] {
                var spoiled = revision
                spoil(&spoiled)
                let bad = spoiled
                await #expect(throws: ContestRefusal.stageInUse(title: "Очный финал")) {
                    try await world.contests.change(final.id, of: id, to: bad, by: world.methodist)
                }
            }
            await #expect(throws: ContestRefusal.stageInUse(title: "Очный финал")) {
                try await world.contests.remove(final.id, of: id, by: world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `stages change places, nominations that were chosen stay`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let stages = try await world.contests.visit(id, by: world.methodist).stages
            try await world.contests.move(stages[0].id, of: id, by: 1)
            let added = try await world.contests.add(StageOutline(stages[0]), to: id, by: world.methodist)
            try await world.contests.remove(stages[2].id, of: id, by: world.methodist)
            let now = try await world.contests.visit(id, by: world.methodist)
            #expect(now.stages.map(\.id) == [stages[1].id, stages[0].id, stages[3].id, added])
            #expect(now.stages[3].tasks.map(\.service) == ["Форум", "Чат"])

            let teachers = now.nominations[0]
            try await world.contests.change(
                [
                    (id: nil, outline: NominationOutline(title: " Новая ")),
                    (id: teachers.id, outline: NominationOutline(title: "Педагоги", laureates: 3)),
                ], of: id, by: world.methodist)
            let nominations = try await world.contests.visit(id, by: world.methodist).nominations
            #expect(nominations.map(\.title) == ["Новая", "Педагоги"] && nominations[1].id == teachers.id)
            try await world.contests.publish(id, by: world.methodist)
            try await world.registrations.submit(
                world.form(0, nomination: teachers.id), of: world.teachers[0][0], for: id)
            await #expect(throws: ContestRefusal.nominationInUse(title: "Педагоги")) {
                try await world.contests.change([], of: id, by: world.methodist)
            }
        }
    }
}
