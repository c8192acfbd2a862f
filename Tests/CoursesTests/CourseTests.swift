import Accounts
import Courses
import Foundation
import Markup
import Media
import Spaces
import Storage
import TestSupport
import Testing

/// A school with one teacher and the doors to its courses.
struct School {
    let database: any Database
    let space: Space
    let teacher: User.ID
    let accounts: Accounts
    let courses: Courses
    let enrolments: Enrolments
    let progress: ProgressLog
    let gradebook: Gradebook

    static let migrations =
        JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations

    init(_ database: any Database, now: @escaping @Sendable () -> Date = { Date() }) async throws {
        self.database = database
        accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        courses = Courses(database: database, formulas: nil, now: now)
        enrolments = Enrolments(database: database, now: now)
        progress = ProgressLog(database: database, now: now)
        gradebook = Gradebook(database: database)
        space = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
        teacher = try await accounts.register(
            NewUser(login: "uchitel", name: PersonName(surname: "Тарасова", given: "Ольга"))
        ).id
    }

    func addPupils(_ count: Int) async throws -> [User.ID] {
        var pupils: [User.ID] = []
        for number in 0..<count {
            let name = PersonName(surname: "Ученик", given: "№ \(number)")
            pupils.append(try await accounts.register(NewUser(login: "pupil\(number)", name: name)).id)
        }
        return pupils
    }

    func addCourse(_ admission: Admission = Admission(mode: .open)) async throws -> Course {
        try await courses.found(
            CourseSettings(title: "Дроби и проценты", visibility: .network, admission: admission), in: space.id,
            by: teacher)
    }
}

func withSchool<T: Sendable>(
    _ engine: TestEngine, _ body: (School) async throws -> T
) async throws -> T {
    try await withDatabase(engine, migrations: School.migrations) { try await body(School($0)) }
}

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

            #expect(try await school.gradebook.sheet(of: course.id).rows.map(\.grades) == [[link: Points(4)]])
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
            let home = try await school.progress.courses(of: pupil)
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
                    _ = try await school.progress.courses(of: pupils[0])
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
