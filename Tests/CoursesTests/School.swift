import Accounts
import Courses
import Foundation
import Media
import Spaces
import Storage
import TestSupport

/// A school with one teacher and the doors to its courses.
struct School: Sendable {
    let database: any Database
    let space: Space
    let teacher: User.ID
    let accounts: Accounts
    let courses: Courses
    let enrolments: Enrolments
    let progress: ProgressLog
    let gradebook: Gradebook
    let schedules: Schedules

    static let migrations =
        JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations

    init(_ database: any Database, now: @escaping @Sendable () -> Date = { Date() }) async throws {
        self.database = database
        accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
        courses = Courses(database: database, formulas: nil, now: now)
        enrolments = Enrolments(database: database, now: now)
        progress = ProgressLog(database: database, now: now)
        gradebook = Gradebook(database: database)
        schedules = Schedules(database: database)
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
    _ engine: TestEngine, now: @escaping @Sendable () -> Date = { Date() }, _ body: (School) async throws -> T
) async throws -> T {
    try await withDatabase(engine, migrations: School.migrations) { try await body(School($0, now: now)) }
}
