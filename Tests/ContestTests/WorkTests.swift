import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct WorkTests {
    @Test(arguments: TestEngine.available)
    func `given one form sent twice, then there is one version; another content makes the next`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let contest = try await world.founded()
            let entrant = world.teachers[0][0]
            try await world.enter(entrant, into: contest)
            let final = try #require(try await world.stages(of: contest).last)
            let works = try world.works()
            world.clock.advance(36 * ContestWorld.day)
            @Sendable func send(_ text: String, key: String = "form-1") async throws -> WorkVersion {
                try await works.send(
                    WorkDraft(text: text, files: [try world.file("план.txt", text)], key: key), to: .stage(final.id),
                    in: contest, by: entrant, begunAt: world.clock.now)
            }

            let versions = try await withThrowingTaskGroup(of: WorkVersion.self) { group in
                for _ in 0..<5 { group.addTask { try await send("Первая") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            world.clock.advance(60)
            let second = try await send("Вторая")
            let third = try await send("Первая", key: "form-2")

            #expect(Set(versions.map(\.id)).count == 1 && versions[0].number == 1)
            #expect(second.number == 2 && third.number == 3)
            #expect(third.hash == versions[0].hash && third.hash != second.hash)
            let desk = try await world.desk(of: entrant, in: contest)
            #expect(desk.versions(of: .stage(final.id)).map(\.files.count) == [1, 1, 1])
            #expect(desk.counting(in: final)?.version.number == 3)
            #expect(try await world.log(of: contest) == [.founded, .workSent, .workSent, .workSent])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a file of an earlier version goes along when it is kept, and only one's own`(engine: TestEngine) async throws
    {
        try await withContests(engine) { world in
            let contest = try await world.founded()
            let (anna, boris) = (world.teachers[0][0], world.teachers[1][0])
            for person in [anna, boris] { try await world.enter(person, into: contest) }
            let final = try #require(try await world.stages(of: contest).last)
            let works = try world.works()
            world.clock.advance(36 * ContestWorld.day)
            func send(_ draft: WorkDraft, by user: User.ID) async throws -> WorkVersion {
                try await works.send(draft, to: .stage(final.id), in: contest, by: user, begunAt: world.clock.now)
            }
            let first = try await send(WorkDraft(text: "Первая", files: [try world.file("a.txt")]), by: anna)
            let file = try #require(first.files.first)

            let second = try await send(WorkDraft(text: "Вторая", kept: [file.id]), by: anna)
            let foreign = try await send(WorkDraft(text: "Чужая", kept: [file.id]), by: boris)

            #expect(second.files.map(\.asset) == [file.asset] && second.files[0].id != file.id)
            #expect(foreign.files.isEmpty)
            #expect(try await works.file(file.id, in: contest, for: anna, isOrganiser: false) == file)
            #expect(try await works.file(file.id, in: contest, for: world.methodist, isOrganiser: true) == file)
            await #expect(throws: NoRow.self) {
                try await works.file(file.id, in: contest, for: boris, isOrganiser: false)
            }
            let other = try await world.founded()
            await #expect(throws: NoRow.self) {
                try await works.file(file.id, in: other, for: anna, isOrganiser: false)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `nothing is taken before the opening, after the close, from who is not admitted or for another contest`(
        engine: TestEngine
    ) async throws {
        try await withContests(engine) { world in
            let (contest, other) = (try await world.founded(), try await world.founded())
            let entrant = world.teachers[0][0]
            try await world.enter(entrant, into: contest)
            try await world.enter(world.teachers[0][1], into: contest, as: .submitted)
            let stages = try await world.stages(of: contest)
            let task = stages[0].tasks[0]
            let works = try world.works()
            func send(
                _ target: WorkTarget? = nil, by user: User.ID? = nil, _ link: String = "https://example.org/",
                begunAt: Date? = nil
            ) async throws {
                try await works.send(
                    WorkDraft(link: link), to: target ?? .task(task.id), in: contest, by: user ?? entrant,
                    begunAt: begunAt ?? world.clock.now)
            }

            await #expect(throws: WorkRefusal.notOpen(stages[0].opensAt)) { try await send() }
            world.clock.advance(8 * ContestWorld.day)
            await #expect(throws: WorkRefusal.notAdmitted(.submitted)) { try await send(by: world.teachers[0][1]) }
            await #expect(throws: NoRow.self) { try await send(by: world.teachers[0][2]) }
            let foreign = try await world.stages(of: other)
            await #expect(throws: NoRow.self) { try await send(.task(foreign[0].tasks[0].id)) }
            await #expect(throws: NoRow.self) { try await send(.stage(foreign[3].id)) }
            await #expect(throws: NoRow.self) { try await send(.stage(stages[0].id)) }
            for link in ["javascript:alert(1)", "ftp://example.org/", "//example.org", "example.org"] {
                await #expect(throws: WorkRefusal.linkMalformed) { try await send(nil, link) }
            }
            await #expect(throws: WorkRefusal.linkMissing) { try await send(nil, "  ") }
            #expect(try await world.desk(of: entrant, in: contest).versions.isEmpty)

            // The deadline passes while the form is on its way.
            world.clock.advance(8 * ContestWorld.day)
            let begun = stages[0].closesAt.addingTimeInterval(100)
            #expect(world.clock.now < begun)
            world.clock.advance(ContestWorld.day)
            try await send(nil, begunAt: begun)
            await #expect(throws: WorkRefusal.closed(stages[0].closesAt)) { try await send(nil, "https://b.example/") }
            // The same form again is no new sending.
            try await send()
            #expect(try await world.desk(of: entrant, in: contest).versions.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an extension with a reason opens the stage again for one entrant`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let (contest, other) = (try await world.founded(), try await world.founded())
            let entrant = world.teachers[0][0]
            let registration = try await world.enter(entrant, into: contest)
            let week = try await world.stages(of: contest)[0]
            let works = try world.works()
            world.clock.advance(17 * ContestWorld.day)
            let until = world.clock.now.addingTimeInterval(ContestWorld.day)
            func extend(_ stage: Stage.ID, in contest: Contest.ID, until: Date?, _ reason: String) async throws {
                try await works.extend(
                    registration, in: stage, of: contest, until: until, reason: reason, by: world.methodist)
            }

            await #expect(throws: ExtensionRefusal.reasonMissing) {
                try await extend(week.id, in: contest, until: until, " ")
            }
            await #expect(throws: ExtensionRefusal.dateMissing) {
                try await extend(week.id, in: contest, until: nil, "Болезнь")
            }
            await #expect(throws: ExtensionRefusal.notLater(week.dueAt)) {
                try await extend(week.id, in: contest, until: week.dueAt, "Болезнь")
            }
            await #expect(throws: ExtensionRefusal.stageMissing) {
                try await extend(week.id, in: other, until: until, "Болезнь")
            }
            let foreign = try await world.stages(of: other)[0]
            await #expect(throws: ExtensionRefusal.entrantMissing) {
                try await extend(foreign.id, in: other, until: until, "Болезнь")
            }
            try await extend(week.id, in: contest, until: until, "Болезнь")
            try await works.send(
                WorkDraft(link: "https://example.org/"), to: .task(week.tasks[0].id), in: contest, by: entrant,
                begunAt: world.clock.now)

            let given = try await works.extensions(of: contest).given
            #expect(given.map(\.until) == [until] && given.map(\.reason) == ["Болезнь"])
            #expect(try await world.log(of: contest) == [.founded, .extensionGiven, .workSent])
        }
    }

    @Test(arguments: TestEngine.available)
    func `proofs are accepted together, undone together, returned with a comment and sent anew`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let (contest, other) = (try await world.founded(), try await world.founded())
            let works = try world.works()
            world.clock.advance(8 * ContestWorld.day)
            let task = try await world.stages(of: contest)[0].tasks[0]
            var keys: [ProofKey] = []
            func send(_ user: User.ID, _ link: String) async throws {
                try await works.send(
                    WorkDraft(link: link), to: .task(task.id), in: contest, by: user, begunAt: world.clock.now)
            }
            for user in world.teachers[0].prefix(3) {
                let registration = try await world.enter(user, into: contest)
                keys.append(ProofKey(registration: registration, task: task.id))
                try await send(user, "https://example.org/1")
            }

            await #expect(throws: ProofRefusal.nothingChosen) {
                try await works.accept([], in: contest, by: world.methodist)
            }
            #expect(try await works.accept(keys, in: other, by: world.methodist).count == 0)
            await #expect(throws: NoRow.self) {
                try await works.giveBack(keys[0], saying: "Нет", in: other, by: world.methodist)
            }
            await #expect(throws: ProofRefusal.commentMissing) {
                try await works.giveBack(keys[0], saying: " \n", in: contest, by: world.methodist)
            }
            try await works.giveBack(keys[2], saying: "Закрыто", in: contest, by: world.methodist)
            let (count, instant) = try await works.accept(keys, in: contest, by: world.methodist)
            #expect(count == 3)
            await #expect(throws: WorkRefusal.accepted) {
                try await send(world.teachers[0][0], "https://example.org/2")
            }
            #expect(try await works.accepted(at: instant, in: contest, by: world.teachers[0][0]) == 0)
            #expect(try await works.accepted(at: instant, in: other, by: world.methodist) == 0)
            #expect(try await works.accepted(at: instant, in: contest, by: world.methodist) == 3)
            try await works.reopen(acceptedAt: instant, in: contest, by: world.methodist)
            try await works.giveBack(keys[0], saying: "Ссылка закрыта", in: contest, by: world.methodist)

            let returned = try await world.desk(of: world.teachers[0][0], in: contest)
            #expect(returned.proofs[task.id]?.comment == "Ссылка закрыта")
            #expect(returned.next(at: world.clock.now).first == .task(task.id))
            try await send(world.teachers[0][0], "https://example.org/2")
            let queue = try await works.queue(of: contest)
            #expect(queue.rows.map(\.version.number).sorted() == [1, 1, 2] && queue.counts == [.waiting: 3])
            #expect(
                try await world.log(of: contest).suffix(5)
                    == [.proofReturned, .proofAccepted, .proofReopened, .proofReturned, .workSent])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what the course saw done by the close is proven by itself`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let activity = try await world.activity()
            var outline = world.outline()
            outline.stages[0].tasks = [TaskOutline(service: "Страница", proof: .activity(activity))]
            let contest = try await world.contests.found(outline, in: world.district.id, by: world.methodist)
            let (early, late) = (world.teachers[0][1], world.teachers[0][2])
            for user in [early, late] { try await world.enter(user, into: contest) }
            let week = try await world.stages(of: contest)[0]
            let works = try world.works()
            world.clock.advance(8 * ContestWorld.day)
            await #expect(throws: WorkRefusal.provenByCourse) {
                try await works.send(
                    WorkDraft(link: "https://example.org/"), to: .task(week.tasks[0].id), in: contest, by: early,
                    begunAt: world.clock.now)
            }
            func finish(_ user: User.ID) async throws {
                try await world.database.write { tx in
                    try tx.open(activity, by: user, at: world.clock.now)
                    try tx.complete(activity, by: user, at: world.clock.now)
                }
            }

            try await finish(early)
            world.clock.advance(10 * ContestWorld.day)
            try await finish(late)

            #expect(try await world.desk(of: early, in: contest).isPassed(week))
            #expect(try await !world.desk(of: late, in: contest).isPassed(week))
            let passed = try await world.database.read { tx in
                try tx.entrantRecords(of: tx.contest(contest), tx.stages(of: contest), at: world.clock.now)
                    .map(\.weeksPassed)
            }
            #expect(passed.filter { $0 == [week.id] }.count == 1 && passed.count == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the rule is judged with a reason, in as many queries for thirty as for one`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let rules = ContestRules(threshold: .belovo(services: 1))
            let contest = try await world.founded(rules: rules)
            let works = try world.works()
            world.clock.advance(8 * ContestWorld.day)
            let task = try await world.stages(of: contest)[0].tasks[0]
            let first = try await world.enter(world.teachers[0][0], into: contest)
            try await works.send(
                WorkDraft(link: "https://example.org/"), to: .task(task.id), in: contest, by: world.teachers[0][0],
                begunAt: world.clock.now)
            try await works.accept(
                [ProofKey(registration: first, task: task.id)], in: contest, by: world.methodist)
            let one = StatementCount()
            let ofOne = try await StatementCount.$current.withValue(one) {
                try await world.finalists.verdicts(of: contest)
            }
            #expect(ofOne.map(\.2.isMet) == [false])
            #expect(ofOne[0].2.failures.map(\.rule) == [.lessonDeveloped, .lessonRun])

            for user in world.teachers.flatMap(\.self).dropFirst() {
                try await world.enter(user, into: contest, as: user == world.teachers[1][0] ? .disqualified : .admitted)
            }
            let many = StatementCount()
            let ofMany = try await StatementCount.$current.withValue(many) {
                try await world.finalists.verdicts(of: contest)
            }
            #expect(ofMany.count == 12 && many.texts.count == one.texts.count && one.texts.count <= 20)
            #expect(ofMany.filter { $0.2.failures.map(\.rule).contains(.notDisqualified) }.count == 1)
            let facts = try await world.database.read { try $0.facts(of: contest, at: world.clock.now) }
            #expect(facts[first]?.services == ["Форум"] && facts[first]?.weeksPassed == 1)
        }
    }
}
