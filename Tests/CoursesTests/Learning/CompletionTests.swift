import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

/// A course of two links with a pupil in it.
private struct Walk: Sendable {
    var course: Course
    var module: Module.ID
    var pupil: User.ID
    var steps: [Activity.ID]

    init(_ school: School, hours: Int? = 36) async throws {
        pupil = try await school.addPupils(1)[0]
        course = try await school.courses.found(
            CourseSettings(title: "Дроби", hours: hours, visibility: .network, admission: Admission(mode: .open)),
            in: school.space.id, by: school.teacher)
        module = try await school.courses.addModule("Модуль", to: course.id)
        steps = []
        for _ in 0..<2 { steps.append(try await Self.addLink(to: module, school)) }
        try await school.enrolments.enrol(pupil, in: course.id)
    }

    static func addLink(to module: Module.ID, _ school: School) async throws -> Activity.ID {
        try await school.courses.add(.link("https://example.org/"), titled: "Шаг", to: module, by: nil)
    }

    func take(_ steps: [Activity.ID], _ school: School) async throws {
        for step in steps { try await school.progress.complete(step, by: pupil) }
    }

    func completion(_ school: School) async throws -> CourseCompletion? {
        try await school.progress.completion(of: pupil, in: course.id)
    }
}

@Suite struct CompletionTests {
    @Test(arguments: TestEngine.available)
    func `the last step done completes the course, and a step added later does not take that away`(
        engine: TestEngine
    ) async throws {
        let clock = TestClock()
        let now: @Sendable () -> Date = { clock.now }
        try await withSchool(engine, now: now) { school in
            let walk = try await Walk(school)

            try await walk.take([walk.steps[0]], school)
            #expect(try await walk.completion(school) == nil)
            clock.advance(60)
            try await walk.take([walk.steps[1]], school)

            let completion = try #require(try await walk.completion(school))
            #expect(completion.completedAt == clock.now && completion.hours == 36)
            #expect(completion.code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{10}/) != nil)
            #expect(try await school.progress.completions(in: walk.course.id) == [completion])
            #expect(try await school.courses.visit(walk.course.id, by: walk.pupil).completion == completion)

            let late = try await Walk.addLink(to: walk.module, school)
            clock.advance(60)
            try await walk.take([late], school)
            #expect(try await walk.completion(school) == completion)
            try await school.enrolments.withdraw(walk.pupil, from: walk.course.id)
            #expect(try await walk.completion(school) == completion)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what learners do not see does not count, nor what was removed`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let walk = try await Walk(school, hours: nil)
            let hidden = try await Walk.addLink(to: walk.module, school)
            let removed = try await Walk.addLink(to: walk.module, school)
            let draft = try await school.courses.addModule("Черновик", to: walk.course.id)
            _ = try await Walk.addLink(to: draft, school)
            try await school.courses.hide(hidden, true)
            try await school.courses.hide(draft, true)
            try await school.courses.remove(removed)

            try await walk.take(walk.steps, school)

            #expect(try await walk.completion(school)?.hours == .some(nil))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a last step taken back and done again makes one record`(engine: TestEngine) async throws {
        let clock = TestClock()
        let now: @Sendable () -> Date = { clock.now }
        try await withSchool(engine, now: now) { school in
            let walk = try await Walk(school)
            try await walk.take(walk.steps, school)
            let first = try #require(try await walk.completion(school))

            clock.advance(60)
            try await school.database.write { tx in
                try tx.run("UPDATE progress SET completed_at = NULL WHERE activity_id = \(walk.steps[1])")
            }
            try await walk.take([walk.steps[1]], school)

            #expect(try await school.progress.completions(in: walk.course.id) == [first])
        }
    }

    @Test(arguments: TestEngine.available)
    func `steps for another group and after them do not count; later and missed ones do`(engine: TestEngine)
        async throws
    {
        let clock = TestClock()
        let now: @Sendable () -> Date = { clock.now }
        try await withSchool(engine, now: now) { school in
            let walk = try await Walk(school)
            let group = try await school.schedules.addGroup("5–6 классы", to: walk.course.id)
            let others = try await Walk.addLink(to: walk.module, school)
            try await school.schedules.set(ActivitySchedule(condition: .group(group)), of: others)
            let afterwards = try await Walk.addLink(to: walk.module, school)
            try await school.schedules.set(ActivitySchedule(condition: .completed(others)), of: afterwards)
            let missed = try await Walk.addLink(to: walk.module, school)
            try await school.schedules.set(ActivitySchedule(condition: .until(clock.now)), of: missed)
            let later = ActivitySchedule(condition: .from(clock.now.addingTimeInterval(60)))
            try await school.schedules.set(later, of: walk.steps[1])

            try await walk.take([walk.steps[0]], school)
            #expect(try await walk.completion(school) == nil)
            try await walk.take([walk.steps[1]], school)
            #expect(try await walk.completion(school) == nil)
            try await walk.take([missed], school)

            #expect(try await walk.completion(school) != nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who only tries the steps out completes nothing`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let walk = try await Walk(school)

            for step in walk.steps { try await school.progress.complete(step, by: school.teacher) }

            #expect(try await school.progress.completions(in: walk.course.id).isEmpty)
        }
    }
}
