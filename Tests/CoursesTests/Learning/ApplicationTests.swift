import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@Suite struct ApplicationTests {
    @Test(arguments: TestEngine.available)
    func `who comes when all seats are taken waits, and gets the seat that is freed`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let pupils = try await school.addPupils(3)
            let course = try await school.addCourse(Admission(mode: .open, capacity: 1))
            try await school.enrolments.apply(pupils[0], to: course.id)

            #expect(try await school.enrolments.apply(pupils[1], to: course.id) == .waiting(place: 1))
            #expect(try await school.enrolments.apply(pupils[2], to: course.id) == .waiting(place: 2))
            #expect(try await school.enrolments.apply(pupils[2], to: course.id) == .waiting(place: 2))
            try await school.enrolments.withdraw(pupils[0], from: course.id)

            #expect(try await school.enrolments.isEnrolled(pupils[1], in: course.id))
            #expect(try await school.enrolments.application(of: pupils[1], to: course.id) == nil)
            #expect(try await school.enrolments.application(of: pupils[2], to: course.id) == .waiting(place: 1))
        }
    }

    @Test(arguments: TestEngine.available)
    func `more seats let in those who wait, in their order`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let pupils = try await school.addPupils(4)
            let course = try await school.addCourse(Admission(mode: .open, capacity: 1))
            for pupil in pupils { try await school.enrolments.apply(pupil, to: course.id) }

            try await school.courses.change(
                course.id,
                to: CourseSettings(
                    title: course.title, visibility: .network, admission: Admission(mode: .open, capacity: 3)))

            let learners = try await school.enrolments.learners(in: course.id).map(\.id)
            #expect(Set(learners) == Set(pupils.prefix(3)))
            #expect(try await school.enrolments.applications(to: course.id).map(\.learner) == [pupils[3]])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a request is decided by the teacher`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let pupils = try await school.addPupils(2)
            let course = try await school.addCourse(Admission(mode: .request))

            #expect(try await school.enrolments.apply(pupils[0], to: course.id, note: " Школа № 5 ") == .requested)
            await #expect(throws: EnrolmentRefusal.byRequest) {
                try await school.enrolments.enrol(pupils[1], in: course.id)
            }
            #expect(try await school.enrolments.applications(to: course.id).map(\.note) == ["Школа № 5"])
            try await school.enrolments.enrol([pupils[0]], byTeacherIn: course.id)

            #expect(try await school.enrolments.applications(to: course.id).isEmpty)
            await #expect(throws: EnrolmentRefusal.alreadyEnrolled) {
                try await school.enrolments.apply(pupils[0], to: course.id)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `given one seat, when twenty rush for it, then one is in and nineteen wait in line`(
        engine: TestEngine
    ) async throws {
        try await withSchool(engine) { school in
            let pupils = try await school.addPupils(20)
            let course = try await school.addCourse(Admission(mode: .open, capacity: 1))

            let outcomes = try await withThrowingTaskGroup(of: EnrolmentOutcome.self) { group in
                for pupil in pupils { group.addTask { try await school.enrolments.apply(pupil, to: course.id) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }

            #expect(outcomes.count { if case .enrolled = $0 { true } else { false } } == 1)
            #expect(try await school.enrolments.learners(in: course.id).count == 1)
            #expect(try await school.enrolments.applications(to: course.id).count == 19)
        }
    }

    @Test(arguments: TestEngine.available)
    func `two teachers who admit two people to the last seat admit one`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let pupils = try await school.addPupils(2)
            let course = try await school.addCourse(Admission(mode: .request, capacity: 1))
            for pupil in pupils { try await school.enrolments.apply(pupil, to: course.id) }

            let refusals = await withTaskGroup(of: EnrolmentRefusal?.self) { group in
                for pupil in pupils {
                    group.addTask {
                        do {
                            try await school.enrolments.enrol([pupil], byTeacherIn: course.id)
                            return nil
                        } catch { return error as? EnrolmentRefusal ?? .closed }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }

            #expect(refusals.count { $0 == nil } == 1 && refusals.contains(.full(capacity: 1)))
            #expect(try await school.enrolments.applications(to: course.id).count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `whose term is over comes back by the teacher's word, even into a course that is full`(
        engine: TestEngine
    ) async throws {
        let clock = TestClock()
        let now: @Sendable () -> Date = { clock.now }
        try await withSchool(engine, now: now) { school in
            let pupil = try await school.addPupils(1)[0]
            let course = try await school.addCourse(Admission(mode: .manual, capacity: 1))
            try await school.enrolments.enrol(
                [pupil], byTeacherIn: course.id, until: clock.now.addingTimeInterval(86_400))
            clock.advance(2 * 86_400)
            #expect(try await school.courses.visit(course.id, by: pupil).progress == nil)

            try await school.enrolments.enrol(
                [pupil], byTeacherIn: course.id, until: clock.now.addingTimeInterval(86_400))

            #expect(try await school.courses.visit(course.id, by: pupil).progress != nil)
            clock.advance(2 * 86_400)
            #expect(try await school.courses.visit(course.id, by: pupil).progress == nil)
        }
    }
}
