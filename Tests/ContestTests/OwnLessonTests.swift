import Accounts
import Foundation
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct OwnLessonTests {
    /// A contest on the day its lessons begin, with two entrants of the first school.
    private func withLessons(
        _ engine: TestEngine, rules: LessonRules = LessonRules(),
        _ body: (ContestWorld, OwnLessons, Contest.ID) async throws -> Void
    ) async throws {
        try await withContests(engine) { world in
            let contest = try await world.founded(rules: ContestRules(threshold: .lessonRun, lesson: rules))
            for user in world.teachers[0].prefix(2) { try await world.enter(user, into: contest) }
            world.clock.advance(22 * ContestWorld.day)
            try await body(world, try world.lessons(), contest)
        }
    }

    private func plan(_ world: ContestWorld, in hours: Double = 1, minutes: Int = 45) -> LessonPlan {
        LessonPlan(
            topic: "Таблицы вместе", audience: "учителя", plan: "1. Смотрим", materials: "Ссылки",
            startsAt: world.clock.now.addingTimeInterval(hours * 3_600), minutes: minutes)
    }

    @Test(arguments: TestEngine.available)
    func `a lesson before three colleagues of other schools counts, is rated once and makes a finalist`(
        engine: TestEngine
    ) async throws {
        try await withLessons(engine) { world, lessons, contest in
            let author = world.teachers[0][0]
            let colleagues = world.teachers[1].prefix(2) + world.teachers[2].prefix(1)
            let id = try await lessons.book(plan(world), files: [try world.file("a.txt")], in: contest, by: author)
            for user in colleagues { try await lessons.enrol(user, in: id, of: contest) }
            await #expect(throws: LessonRefusal.notNow) { try await lessons.start(id, in: contest, by: author) }
            world.clock.advance(3_600)
            for user in colleagues + [world.teachers[0][2]] { try await lessons.enter(id, in: contest, by: user) }
            try await lessons.enter(id, in: contest, by: colleagues[0])
            await #expect(throws: LessonRefusal.notYours) {
                try await lessons.start(id, in: contest, by: world.teachers[0][1])
            }
            try await lessons.start(id, in: contest, by: author)
            try await lessons.start(id, in: contest, by: author)
            world.clock.advance(600)
            let duringFacts = try await world.database.read { try $0.facts(of: contest, at: world.clock.now) }
            #expect(duringFacts.values.allSatisfy { !$0.isLessonRun })
            await #expect(throws: LessonRefusal.wasThere) {
                try await lessons.withdraw(colleagues[0], from: id, of: contest)
            }
            world.clock.advance(600)
            await #expect(throws: LessonRefusal.notNow) {
                try await lessons.rate(id, [5, 5, 5], comment: "", in: contest, by: colleagues[0])
            }
            try await lessons.end(id, in: contest, by: author)

            let visit = try await lessons.visit(id, in: contest, by: colleagues[0])
            #expect(
                visit.verdict
                    == LessonVerdict(isStarted: true, minutes: 20, came: 4, stayed: Set(colleagues), isRun: true))
            #expect(visit.mayRate && !visit.isInside && visit.colleagues.count == 4)
            try await lessons.rate(id, [5, 4, 4], comment: "Спасибо", in: contest, by: colleagues[0])
            await #expect(throws: LessonRefusal.rated) {
                try await lessons.rate(id, [1, 1, 1], comment: "", in: contest, by: colleagues[0])
            }
            for marks in [[], [5, 5], [0, 5, 5], [6, 5, 5], [5, 5, 5, 5]] {
                await #expect(throws: LessonRefusal.marksMissing) {
                    try await lessons.rate(id, marks, comment: "", in: contest, by: colleagues[1])
                }
            }
            await #expect(throws: LessonRefusal.notStayed) {
                try await lessons.rate(id, [5, 5, 5], comment: "", in: contest, by: world.teachers[0][2])
            }
            world.clock.advance(48 * 3_600)
            await #expect(throws: LessonRefusal.ratingClosed(world.clock.now)) {
                try await lessons.rate(id, [5, 5, 5], comment: "", in: contest, by: colleagues[1])
            }

            let list = try await world.finalists.list(of: contest)
            #expect(list.map(\.verdict.isMet).filter(\.self).count == 1)
            let facts = try await world.database.read { try $0.facts(of: contest, at: world.clock.now) }
            let own = try #require(list.first { $0.verdict.isMet }).registration.id
            #expect(facts[own]?.lessonRating == 433 && facts[own]?.isLessonDeveloped == true)
            #expect(try await world.log(of: contest) == [.founded, .lessonBooked, .lessonStarted, .lessonEnded])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a slot is of one lesson, within the stage and of a bearable length`(engine: TestEngine) async throws {
        try await withLessons(engine) { world, lessons, contest in
            let (anna, boris) = (world.teachers[0][0], world.teachers[0][1])
            func book(_ plan: LessonPlan, by user: User.ID) async throws -> OwnLesson.ID {
                try await lessons.book(plan, in: contest, by: user)
            }
            for minutes in [14, 181, 0, -5] {
                await #expect(throws: LessonRefusal.length(15...180)) {
                    try await book(plan(world, minutes: minutes), by: anna)
                }
            }
            await #expect(throws: LessonRefusal.past) { try await book(plan(world, in: -1), by: anna) }
            let stage = try await world.stages(of: contest)[2]
            for hours in [-48.0, 1_440] {
                await #expect(throws: LessonRefusal.outsideStage(from: stage.opensAt, to: stage.closesAt)) {
                    try await book(plan(world, in: hours), by: anna)
                }
            }
            var untitled = plan(world)
            untitled.topic = " "
            await #expect(throws: LessonRefusal.topicMissing) { try await book(untitled, by: anna) }
            var linked = plan(world)
            linked.link = "javascript:alert(1)"
            await #expect(throws: LessonRefusal.linkMalformed) { try await book(linked, by: anna) }
            await #expect(throws: NoRow.self) { try await book(plan(world), by: world.teachers[1][0]) }

            let id = try await book(plan(world), by: anna)
            await #expect(throws: LessonRefusal.alreadyBooked) { try await book(plan(world, in: 5), by: anna) }
            await #expect(throws: LessonRefusal.self) { try await book(plan(world, in: 1.5), by: boris) }
            let second = try await book(plan(world, in: 1.75), by: boris)
            await #expect(throws: LessonRefusal.self) {
                try await lessons.change(second, to: plan(world, in: 1.5), keeping: [], in: contest, by: boris)
            }
            await #expect(throws: LessonRefusal.notYours) {
                try await lessons.change(id, to: plan(world, in: 9), keeping: [], in: contest, by: boris)
            }
            try await lessons.change(second, to: plan(world, in: 3), keeping: [], in: contest, by: boris)
            let timetable = try await lessons.timetable(of: contest, for: boris)
            #expect(timetable.entries.map(\.lesson.id) == [id, second] && !timetable.mayBook)
            #expect(timetable.entries.map(\.isMine) == [false, true])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a failed link gives one more slot, and only one`(engine: TestEngine) async throws {
        try await withLessons(engine) { world, lessons, contest in
            let author = world.teachers[0][0]
            let first = try await lessons.book(plan(world), in: contest, by: author)
            await #expect(throws: LessonRefusal.notNow) {
                try await lessons.fail(first, because: "Рано", in: contest, by: author)
            }
            world.clock.advance(3_600)
            try await lessons.start(first, in: contest, by: author)
            try await lessons.enter(first, in: contest, by: world.teachers[1][0])
            await #expect(throws: LessonRefusal.failureMissing) {
                try await lessons.fail(first, because: "", in: contest, by: author)
            }
            try await lessons.fail(first, because: "Нет света", in: contest, by: author)
            #expect(try await lessons.visit(first, in: contest, by: author).state == .failed)

            let second = try await lessons.book(plan(world), in: contest, by: author)
            world.clock.advance(3_600)
            await #expect(throws: LessonRefusal.rebookingUsed) {
                try await lessons.fail(second, because: "Снова", in: contest, by: author)
            }
            try await lessons.start(second, in: contest, by: author)
            world.clock.advance(4 * 3_600)
            await #expect(throws: LessonRefusal.notNow) {
                try await lessons.fail(second, because: "Поздно", in: contest, by: author)
            }
            let facts = try await world.database.read { try $0.facts(of: contest, at: world.clock.now) }
            #expect(facts.values.contains { $0.isLessonDeveloped && !$0.isLessonRun })
            #expect(
                try await world.log(of: contest)
                    == [.founded, .lessonBooked, .lessonStarted, .lessonFailed, .lessonBooked, .lessonStarted])
        }
    }

    @Test(arguments: TestEngine.available)
    func `seats are few, pupils and the author take none`(engine: TestEngine) async throws {
        try await withLessons(engine, rules: LessonRules(capacity: 2)) { world, lessons, contest in
            let id = try await lessons.book(plan(world), in: contest, by: world.teachers[0][0])
            await #expect(throws: LessonRefusal.ownLesson) {
                try await lessons.enrol(world.teachers[0][0], in: id, of: contest)
            }
            let pupil = try await Accounts(
                database: world.database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { world.clock.now }
            ).register(NewUser(login: "pupil", name: PersonName(surname: "Петров", given: "Пётр"))).id
            await #expect(throws: LessonRefusal.notColleague) { try await lessons.enrol(pupil, in: id, of: contest) }
            let people = Array(world.teachers[1] + world.teachers[2])
            let taken = await withTaskGroup(of: Bool.self) { group in
                for user in people {
                    group.addTask { (try? await lessons.enrol(user, in: id, of: contest)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 2)
            #expect(try await lessons.visit(id, in: contest, by: nil).colleagues.count == 2)
            let other = try await world.founded()
            await #expect(throws: NoRow.self) { try await lessons.enrol(people[0], in: id, of: other) }
            await #expect(throws: NoRow.self) { try await lessons.visit(id, in: other, by: nil) }
            await #expect(throws: NoRow.self) {
                try await lessons.start(id, in: other, by: world.teachers[0][0])
            }
        }
    }
}
