import Accounts
import Courses
import Documents
import Foundation
import Media
import Spaces
import Storage
import TestSupport

@testable import Contest

/// A district with three schools and four teachers in each, and a methodist who organises contests.
struct ContestWorld: Sendable {
    static let migrations =
        JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations
        + Documents.migrations + Contests.migrations

    let database: any Database
    let contests: Contests
    let clock: TestClock
    let district: Space
    let schools: [Space]
    let methodist: User.ID
    let teachers: [[User.ID]]

    init(_ database: any Database) async throws {
        let clock = TestClock()
        let accounts = Accounts(
            database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { clock.now })
        let spaces = Spaces(database: database, now: { clock.now })
        func person(_ login: String) async throws -> User.ID {
            try await accounts.register(NewUser(login: login, name: PersonName(surname: login, given: "Анна"))).id
        }
        self.database = database
        self.clock = clock
        contests = Contests(database: database, now: { clock.now })
        district = try await spaces.create(.district, named: "Район", slug: "district", in: nil, visibility: .open)
        methodist = try await person("methodist")
        try await spaces.add(methodist, to: district.id, as: .methodist)
        var (schools, teachers): ([Space], [[User.ID]]) = ([], [])
        for school in 0..<3 {
            let space = try await spaces.create(
                .organisation, named: "Школа \(school)", slug: "school-\(school)", in: district.id, visibility: .open)
            schools.append(space)
            teachers.append([])
            for number in 0..<4 {
                let teacher = try await person("teacher-\(school)-\(number)")
                try await spaces.add(teacher, to: space.id, as: .tutor)
                teachers[school].append(teacher)
            }
        }
        (self.schools, self.teachers) = (schools, teachers)
    }

    /// Registration from now for a week, then two weeks of tasks, an own lesson, a final of one criterion.
    func outline(rules: ContestRules = ContestRules()) -> ContestOutline {
        let start = clock.now
        func day(_ number: Double) -> Date { start.addingTimeInterval(number * 86_400) }
        func stage(_ kind: Stage.Kind, _ title: String, from: Double, days: Double) -> StageOutline {
            StageOutline(
                kind: kind, title: title, opensAt: day(from), dueAt: day(from + days), closesAt: day(from + days + 2))
        }
        var weeks = [stage(.task, "Неделя 1", from: 7, days: 7), stage(.task, "Неделя 2", from: 14, days: 7)]
        weeks[0].tasks = [TaskOutline(service: "Форум"), TaskOutline(service: "Чат", isRequired: false)]
        weeks[1].tasks = [TaskOutline(service: "Опрос", proof: .files)]
        var final = stage(.final, "Финал", from: 35, days: 7)
        final.criteria = [
            CriterionOutline(title: "Методика", highest: Points(10), weight: 2), CriterionOutline(title: "Речь"),
        ]
        return ContestOutline(
            title: "Дистанционный учитель", regulation: "# Положение", rules: rules, registrationOpens: start,
            registrationCloses: day(7), nominations: [NominationOutline(title: "Учителя")],
            stages: weeks + [stage(.lesson, "Своё занятие", from: 21, days: 14), final])
    }

    func founded(rules: ContestRules = ContestRules()) async throws -> Contest.ID {
        try await contests.found(outline(rules: rules), in: district.id, by: methodist)
    }
}

func withContests<T: Sendable>(_ engine: TestEngine, _ body: (ContestWorld) async throws -> T) async throws -> T {
    try await withDatabase(engine, migrations: ContestWorld.migrations) { try await body(ContestWorld($0)) }
}
