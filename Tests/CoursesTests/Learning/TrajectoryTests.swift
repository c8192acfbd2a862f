import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Courses

/// A school with a pupil who begins a trajectory, the teacher for a mentor.
private struct Way: Sendable {
    let school: School
    let trajectories: Trajectories
    let pupil: User.ID
    let stranger: User.ID
    let id: Trajectory.ID

    init(_ school: School, _ clock: TestClock) async throws {
        self.school = school
        trajectories = Trajectories(database: school.database, now: { clock.now })
        let pupils = try await school.addPupils(2)
        (pupil, stranger) = (pupils[0], pupils[1])
        try await Spaces(database: school.database, now: { clock.now }).add(
            school.teacher, to: school.space.id, as: .author)
        id = try await trajectories.begin(TrajectoryAim(goal: " Поступить в лицей ", mentor: " Uchitel "), by: pupil)
    }

    func trajectory() async throws -> Trajectory { try await trajectories.visit(id, by: pupil).trajectory }

    func titles() async throws -> [String] { try await trajectory().steps.map(\.title) }

    @discardableResult
    func plan(_ title: String, at date: Date? = nil) async throws -> TrajectoryStep.ID {
        try await trajectories.add(Plan(title: title, startsAt: date), to: id, by: pupil)
    }
}

private func withWay<T: Sendable>(_ engine: TestEngine, _ body: (Way, TestClock) async throws -> T) async throws -> T {
    let clock = TestClock()
    let now: @Sendable () -> Date = { clock.now }
    return try await withSchool(engine, now: now) { try await body(Way($0, clock), clock) }
}

@Suite struct TrajectoryTests {
    @Test(arguments: TestEngine.available)
    func `a course counts as far as its owner is with it, a plan once it is ticked`(engine: TestEngine) async throws {
        try await withWay(engine) { way, clock in
            let course = try await way.school.addCourse()
            let module = try await way.school.courses.addModule("Модуль", to: course.id)
            var links: [Activity.ID] = []
            for _ in 0..<2 {
                links.append(
                    try await way.school.courses.add(
                        .link("https://example.org/"), titled: "Шаг", to: module, by: nil))
            }
            try await way.trajectories.add(course.id, to: way.id, by: way.pupil)
            let plan = try await way.plan("Олимпиада")
            func step() async throws -> CourseStep? {
                let kind = try await way.trajectory().steps[0].kind
                return if case .course(let step) = kind { step } else { nil }
            }
            var expected = CourseStep(
                course: course.id, title: "Дроби и проценты", isEnrolled: false, done: 0, total: 2, completedAt: nil)

            #expect(try await step() == expected)
            try await way.school.enrolments.enrol(way.pupil, in: course.id)
            try await way.school.progress.complete(links[0], by: way.pupil)
            (expected.isEnrolled, expected.done) = (true, 1)
            #expect(try await step() == expected)
            #expect(try await way.trajectory().progress == (0, 2))
            try await way.school.progress.complete(links[1], by: way.pupil)
            #expect(try await step()?.completedAt == clock.now)
            #expect(try await way.trajectory().progress == (1, 2))
            try await way.trajectories.tick(plan, done: true, in: way.id, by: way.pupil)
            #expect(try await way.trajectory().progress == (2, 2))
            try await way.trajectories.tick(plan, done: false, in: way.id, by: way.pupil)
            #expect(try await way.trajectory().progress == (1, 2))
        }
    }

    @Test(arguments: TestEngine.available)
    func `steps move, go and come back to their place`(engine: TestEngine) async throws {
        try await withWay(engine) { way, _ in
            let steps = [try await way.plan("а"), try await way.plan("б"), try await way.plan("в")]

            try await way.trajectories.move(steps[2], up: true, in: way.id, by: way.pupil)
            #expect(try await way.titles() == ["а", "в", "б"])
            try await way.trajectories.move(steps[0], up: true, in: way.id, by: way.pupil)
            try await way.trajectories.move(steps[0], up: false, in: way.id, by: way.pupil)
            #expect(try await way.titles() == ["в", "а", "б"])
            try await way.trajectories.remove(steps[0], from: way.id, by: way.pupil)
            #expect(try await way.titles() == ["в", "б"])
            #expect(try await way.trajectories.removed(steps[0], from: way.id, by: way.pupil) == "а")
            #expect(try await way.trajectories.removed(steps[0], from: way.id, by: way.stranger) == nil)
            try await way.trajectories.restore(steps[0], to: way.id, by: way.pupil)
            #expect(try await way.titles() == ["в", "а", "б"])
            await #expect(throws: NoRow.self) {
                try await way.trajectories.restore(steps[0], to: way.id, by: way.pupil)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the owner and the mentor read it, nobody else, and the owner alone changes it`(
        engine: TestEngine
    ) async throws {
        try await withWay(engine) { way, clock in
            let step = try await way.plan("Олимпиада")
            let mentor = way.school.teacher

            #expect(try await way.trajectories.all(of: mentor).map(\.id) == [way.id])
            #expect(try await way.trajectories.all(of: way.stranger).isEmpty)
            #expect(try await way.trajectories.visit(way.id, by: mentor).isOwner == false)
            await #expect(throws: NoRow.self) { try await way.trajectories.visit(way.id, by: way.stranger) }
            await #expect(throws: NoRow.self) { try await way.trajectories.write("!", on: way.id, by: way.stranger) }
            await #expect(throws: TrajectoryRefusal.notOwner) {
                try await way.trajectories.remove(step, from: way.id, by: mentor)
            }
            await #expect(throws: TrajectoryRefusal.notOwner) { try await way.trajectories.finish(way.id, by: mentor) }
            try await way.trajectories.write("  Начните с олимпиады  ", on: way.id, by: mentor)
            #expect(
                try await way.trajectories.visit(way.id, by: way.pupil).notes == [
                    TrajectoryNote(
                        author: mentor, name: PersonName(surname: "Тарасова", given: "Ольга"),
                        text: "Начните с олимпиады", writtenAt: clock.now)
                ])

            try await way.trajectories.change(way.id, to: TrajectoryAim(goal: "Сам"), by: way.pupil)
            await #expect(throws: NoRow.self) { try await way.trajectories.visit(way.id, by: mentor) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a finished trajectory changes no more until it is opened again`(engine: TestEngine) async throws {
        try await withWay(engine) { way, _ in
            try await way.trajectories.finish(way.id, by: way.pupil)

            await #expect(throws: TrajectoryRefusal.finished) { try await way.plan("Олимпиада") }
            #expect(try await way.trajectories.current(of: way.pupil).isEmpty)
            try await way.trajectories.write("Молодец!", on: way.id, by: way.school.teacher)
            try await way.trajectories.resume(way.id, by: way.pupil)
            try await way.plan("Олимпиада")

            #expect(try await way.trajectories.current(of: way.pupil).map(\.steps.count) == [1])
            try await way.trajectories.remove(way.id, by: way.pupil)
            #expect(try await way.trajectories.all(of: way.pupil).isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what cannot be is refused`(engine: TestEngine) async throws {
        try await withWay(engine) { way, _ in
            let aims: [(TrajectoryAim, TrajectoryRefusal)] = [
                (TrajectoryAim(goal: " \n"), .goalMissing),
                (TrajectoryAim(goal: String(repeating: "я", count: 301)), .goalTooLong(limit: 300)),
                (TrajectoryAim(goal: "Цель", mentor: "nikto"), .mentorUnknown("nikto")),
                // A pupil's login is as good as unknown: nobody is told whose it is.
                (TrajectoryAim(goal: "Цель", mentor: "pupil1"), .mentorUnknown("pupil1")),
            ]
            for (aim, refusal) in aims {
                await #expect(throws: refusal) { try await way.trajectories.begin(aim, by: way.pupil) }
            }
            await #expect(throws: TrajectoryRefusal.mentorIsOwner) {
                try await way.trajectories.begin(
                    TrajectoryAim(goal: "Цель", mentor: "uchitel"), by: way.school.teacher)
            }
            let plans: [(Plan, TrajectoryRefusal)] = [
                (Plan(title: " "), .titleMissing),
                (Plan(title: "Дело", address: "javascript:x()"), .addressMalformed("javascript:x()")),
                (Plan(title: "Дело", address: "belovo"), .addressMalformed("belovo")),
            ]
            for (plan, refusal) in plans {
                await #expect(throws: refusal) { try await way.trajectories.add(plan, to: way.id, by: way.pupil) }
            }
            let notes: [(String, TrajectoryRefusal)] = [
                ("", .noteMissing), (String(repeating: "я", count: 2_001), .noteTooLong(limit: 2_000)),
            ]
            for (note, refusal) in notes {
                await #expect(throws: refusal) { try await way.trajectories.write(note, on: way.id, by: way.pupil) }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `only courses the owner finds or is in can be steps, each once`(engine: TestEngine) async throws {
        try await withWay(engine) { way, _ in
            let open = try await way.school.addCourse()
            let draft = try await way.school.courses.found(
                CourseSettings(title: "Черновик"), in: way.school.space.id, by: way.school.teacher)

            #expect(try await way.trajectories.visit(way.id, by: way.pupil).courses.map(\.id) == [open.id])
            await #expect(throws: NoRow.self) {
                try await way.trajectories.add(draft.id, to: way.id, by: way.pupil)
            }
            try await way.trajectories.add(open.id, to: way.id, by: way.pupil)
            await #expect(throws: TrajectoryRefusal.courseMissing) {
                try await way.trajectories.add(nil, to: way.id, by: way.pupil)
            }
            await #expect(throws: TrajectoryRefusal.courseAlreadyThere) {
                try await way.trajectories.add(open.id, to: way.id, by: way.pupil)
            }
            try await way.school.enrolments.enrol([way.pupil], byTeacherIn: draft.id)

            #expect(try await way.trajectories.visit(way.id, by: way.pupil).courses.map(\.id) == [draft.id])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a plan with a date stands in its owner's calendar`(engine: TestEngine) async throws {
        try await withWay(engine) { way, clock in
            let date = clock.now.addingTimeInterval(86_400)
            let step = try await way.plan("Олимпиада", at: date)
            try await way.plan("Без даты")
            let calendar = CourseCalendar(database: way.school.database, now: { clock.now })
            let range = clock.now..<date.addingTimeInterval(1)

            #expect(
                try await calendar.events(of: way.pupil, in: range) == [
                    CalendarEvent(
                        key: "trajectory-step-\(step)", kind: .planned, title: "Олимпиада",
                        origin: .trajectory(way.id), originTitle: "Поступить в лицей", startsAt: date,
                        changedAt: clock.now)
                ])
            #expect(try await calendar.events(of: way.school.teacher, in: range).isEmpty)
            try await way.trajectories.remove(step, from: way.id, by: way.pupil)
            #expect(try await calendar.events(of: way.pupil, in: range).isEmpty)
        }
    }
}
