import Accounts
import Courses
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct ScheduleTests {
    private static let start = Date(timeIntervalSince1970: 1_386_237_600)

    @Test(arguments: TestEngine.available)
    func `a locked step opens when its condition holds, and is not where to go on before`(
        engine: TestEngine
    ) async throws {
        try await withSchool(engine) { school in
            let pupil = try await school.addPupils(1)[0]
            let course = try await school.addCourse()
            let module = try await school.courses.addModule("Модуль", to: course.id)
            let first = try await school.courses.add(.link("https://example.org/"), titled: "Раз", to: module, by: nil)
            let second = try await school.courses.add(.link("https://example.org/"), titled: "Два", to: module, by: nil)
            try await school.enrolments.enrol(pupil, in: course.id)
            let group = try await school.schedules.addGroup("5–6 классы", to: course.id)
            let condition = Condition.all([.completed(first), .group(group)])
            try await school.schedules.set(ActivitySchedule(condition: condition), of: second)

            #expect(try await school.courses.visit(course.id, by: pupil).locks == [second: condition])
            try await school.progress.complete(first, by: pupil)
            #expect(try await school.courses.visit(course.id, by: pupil).locks == [second: .group(group)])
            #expect(try await school.progress.agenda(of: pupil).courses[0].next == nil)
            try await school.schedules.set([pupil], of: group, in: course.id)

            #expect(try await school.courses.visit(course.id, by: pupil).locks.isEmpty)
            #expect(try await school.progress.agenda(of: pupil).courses[0].next?.id == second)
            #expect(try await school.courses.visit(course.id, by: school.teacher).locks.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is due stands in the agenda until it is done`(engine: TestEngine) async throws {
        let clock: @Sendable () -> Date = { Self.start }
        try await withSchool(engine, now: clock) { school in
            let pupil = try await school.addPupils(1)[0]
            let course = try await school.addCourse()
            let module = try await school.courses.addModule("Модуль", to: course.id)
            var steps: [Activity.ID] = []
            for offset: TimeInterval in [-86_400, 86_400, 5_184_000] {
                let step = try await school.courses.add(
                    .link("https://example.org/"), titled: "Шаг", to: module, by: nil)
                try await school.schedules.set(
                    ActivitySchedule(dueAt: Self.start.addingTimeInterval(offset)), of: step)
                steps.append(step)
            }
            try await school.enrolments.enrol(pupil, in: course.id)

            let agenda = try await school.progress.agenda(of: pupil)
            #expect(agenda.overdue.map(\.activity.id) == [steps[0]])
            #expect(agenda.due.map(\.activity.id) == [steps[1]])

            try await school.progress.complete(steps[0], by: pupil)
            #expect(try await school.progress.agenda(of: pupil).overdue.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a group of another course opens nothing, nor takes who is not enrolled`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let pupil = try await school.addPupils(1)[0]
            let (course, other) = (try await school.addCourse(), try await school.addCourse())
            let module = try await school.courses.addModule("Модуль", to: course.id)
            let step = try await school.courses.add(.link("https://example.org/"), titled: "Шаг", to: module, by: nil)
            let foreign = try await school.schedules.addGroup("Чужая", to: other.id)
            let own = try await school.schedules.addGroup("Своя", to: course.id)

            await #expect(throws: ScheduleRefusal.unknownGroup) {
                try await school.schedules.set(ActivitySchedule(condition: .group(foreign)), of: step)
            }
            try await school.schedules.set([pupil], of: own, in: course.id)
            await #expect(throws: NoRow.self) { try await school.schedules.set([], of: foreign, in: course.id) }

            #expect(try await school.schedules.groups(in: course.id).map(\.learners) == [[]])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a calendar has what is due for one's own group, and for the teacher for all`(
        engine: TestEngine
    ) async throws {
        try await withSchool(engine) { school in
            let pupil = try await school.addPupils(1)[0]
            let course = try await school.addCourse()
            try await school.enrolments.enrol(pupil, in: course.id)
            let module = try await school.courses.addModule("Модуль", to: course.id)
            let groups = [
                try await school.schedules.addGroup("6 «А»", to: course.id),
                try await school.schedules.addGroup("6 «Б»", to: course.id),
            ]
            try await school.schedules.set([pupil], of: groups[0], in: course.id)
            let (tomorrow, later) = (Date(timeIntervalSinceNow: 86_400), Date(timeIntervalSinceNow: 2 * 86_400))
            let conditions: [(String, Condition)] = [
                ("А", .group(groups[0])), ("Б", .group(groups[1])), ("Позже", .from(tomorrow)),
                ("Б и позже", .all([.group(groups[1]), .from(tomorrow)])),
                ("А или Б", .any([.group(groups[1]), .group(groups[0])])),
            ]
            for (title, condition) in conditions {
                let step = try await school.courses.add(
                    .link("https://example.org/"), titled: title, to: module, by: school.teacher)
                try await school.schedules.set(ActivitySchedule(dueAt: later, condition: condition), of: step)
            }
            let calendar = CourseCalendar(database: school.database, now: { Date() })
            let range = Date()..<Date(timeIntervalSinceNow: 3 * 86_400)

            #expect(
                Set(try await calendar.events(of: pupil, in: range).map(\.title)) == ["А", "Позже", "А или Б"])
            #expect(try await calendar.events(of: school.teacher, in: range).count == 5)
        }
    }
}
