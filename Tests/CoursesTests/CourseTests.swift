import Accounts
import Courses
import Foundation
import Markup
import Media
import Spaces
import Storage
import TestSupport
import Testing

@Suite struct CourseTests {
    @Test(arguments: TestEngine.available)
    func `given one seat, when thirty learners rush for it, then exactly one gets in`(
        engine: TestEngine
    ) async throws {
        try await withSchool(engine) { school in
            let course = try await school.addCourse(Admission(mode: .open, capacity: 1))
            let pupils = try await school.addPupils(30)

            let admitted = await withTaskGroup(of: Bool.self) { group in
                for pupil in pupils {
                    group.addTask { (try? await school.enrolments.enrol(pupil, in: course.id)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }

            #expect(admitted == 1)
            #expect(try await school.gradebook.sheet(of: course.id).rows.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a learner enrols once, and comes back with their grades after a withdrawal`(
        engine: TestEngine
    ) async throws {
        try await withSchool(engine) { school in
            let course = try await school.addCourse()
            let pupil = try await school.addPupils(1)[0]
            let module = try await school.courses.addModule("Обыкновенные дроби", to: course.id)
            let link = try await school.courses.add(
                .link("https://example.org"), titled: "Сайт", points: Points(5), to: module, by: school.teacher)

            try await school.enrolments.enrol(pupil, in: course.id)
            await #expect(throws: EnrolmentRefusal.alreadyEnrolled) {
                try await school.enrolments.enrol(pupil, in: course.id)
            }
            try await school.database.write { tx in
                try tx.setGrade(Points(4), of: pupil, for: link, at: Date())
            }
            try await school.enrolments.withdraw(pupil, from: course.id)
            #expect(try await school.gradebook.sheet(of: course.id).rows.isEmpty)
            try await school.enrolments.enrol(pupil, in: course.id)

            let rows = try await school.gradebook.sheet(of: course.id).rows
            #expect(rows.map { $0.marks[.activity(link)]?.points } == [Points(4)])
        }
    }

    @Test(arguments: TestEngine.available)
    func `progress goes through opened and done, and points to the next step`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let course = try await school.addCourse()
            let pupil = try await school.addPupils(1)[0]
            let module = try await school.courses.addModule("Модуль", to: course.id)
            let page = try school.courses.render("# Дробь\n\nЧасть целого.")
            for number in 1...3 {
                try await school.courses.add(.page(page), titled: "Шаг \(number)", to: module, by: school.teacher)
            }
            try await school.enrolments.enrol(pupil, in: course.id)
            let contents = try await school.courses.contents(course.id)
            let steps = contents.activities
            #expect(steps.map(\.title) == ["Шаг 1", "Шаг 2", "Шаг 3"])

            let untouched = try await school.progress.progress(of: pupil, in: course.id)
            #expect(untouched.next(in: contents) == steps[0])
            try await school.progress.complete(steps[0].id, by: pupil)
            try await school.progress.open(steps[2], by: pupil)
            let going = try await school.progress.progress(of: pupil, in: course.id)
            #expect(going.completed(of: contents) == 1)
            #expect(going.next(in: contents) == steps[2])
            try await school.progress.complete(steps[2].id, by: pupil)
            let home = try await school.progress.agenda(of: pupil).courses
            #expect(home.map(\.next) == [steps[1]])
            #expect(home.map(\.completed) == [2])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a page saved by somebody else meanwhile is not overwritten silently`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let course = try await school.addCourse()
            let module = try await school.courses.addModule("Модуль", to: course.id)
            let id = try await school.courses.add(
                .page(try school.courses.render("Первый текст")), titled: "Шаг", to: module, by: school.teacher)
            let (open, _) = try await school.courses.open(id)

            try await school.courses.change(
                page: id, titled: "Шаг", to: try school.courses.render("Их текст"), version: open.version,
                by: school.teacher)
            await #expect(
                throws: AuthoringRefusal.changedMeanwhile(
                    by: PersonName(surname: "Тарасова", given: "Ольга"), theirs: "Их текст")
            ) {
                try await school.courses.change(
                    page: id, titled: "Шаг", to: try school.courses.render("Наш текст"), version: open.version,
                    by: school.teacher)
            }
        }
    }

    @Test(arguments: ["javascript:alert(1)", "ftp://x.org", "//x.org", "x", "", "http://", "data:text/html,x"])
    func `a link leads to the web`(address: String) async throws {
        try await withSchool(.sqlite) { school in
            let course = try await school.addCourse()
            let module = try await school.courses.addModule("Модуль", to: course.id)

            await #expect(throws: AuthoringRefusal.addressMalformed(address)) {
                try await school.courses.add(.link(address), titled: "Сайт", to: module, by: school.teacher)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the gradebook asks as many queries for one learner as for thirty`(engine: TestEngine) async throws {
        try await withSchool(engine) { school in
            let course = try await school.addCourse()
            let module = try await school.courses.addModule("Модуль", to: course.id)
            let link = try await school.courses.add(
                .link("https://example.org"), titled: "Сайт", points: Points(5), to: module, by: school.teacher)
            let pupils = try await school.addPupils(30)

            func queries() async throws -> Int {
                let count = StatementCount()
                try await StatementCount.$current.withValue(count) {
                    _ = try await school.gradebook.sheet(of: course.id)
                    _ = try await school.progress.agenda(of: pupils[0])
                }
                return count.texts.count
            }
            try await school.enrolments.enrol(pupils[0], in: course.id)
            let one = try await queries()
            for pupil in pupils.dropFirst() {
                try await school.enrolments.enrol(pupil, in: course.id)
                try await school.database.write { tx in
                    try tx.setGrade(Points(3), of: pupil, for: link, at: Date())
                }
            }

            #expect(try await queries() == one)
        }
    }
}
