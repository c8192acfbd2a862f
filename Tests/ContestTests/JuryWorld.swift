import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport

@testable import Contest

/// A contest of two judged works, three, or as many as are asked for, and a jury of the third school.
struct JuryWorld: Sendable {
    let world: ContestWorld
    let jury: Jury
    let sheets: ScoreSheetEntry
    let contest: Contest.ID
    let final: Stage
    let entries: [Registration.ID]
    let jurors: [User.ID]

    var database: any Database { world.database }
    var methodist: User.ID { world.methodist }

    /// Entrants of schools 0 and 1, jurors of school 2 and of none, the first of them chair.
    init(
        _ world: ContestWorld, entries count: Int = 4, jurors jurorCount: Int = 4, perEntry: Int = 2,
        rules: ContestRules = ContestRules(), isReady: Bool = true
    ) async throws {
        self.world = world
        jury = Jury(database: world.database, now: { world.clock.now })
        sheets = ScoreSheetEntry(database: world.database, now: { world.clock.now })
        var outline = world.outline(rules: rules)
        outline.stages[3].marksPerEntry = perEntry
        contest = try await world.contests.found(outline, in: world.district.id, by: world.methodist)
        let id = contest
        try await world.database.write { tx in
            try tx.run("UPDATE contests SET published_at = \(world.clock.now) WHERE id = \(id)")
        }
        final = try await world.contests.visit(id, by: world.methodist).stages[3]
        let accounts = Accounts(
            database: world.database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { world.clock.now })
        func person(_ login: String) async throws -> User.ID {
            try await accounts.register(NewUser(login: login, name: PersonName(surname: login, given: "Пётр"))).id
        }
        var entries: [Registration.ID] = []
        for number in 0..<count {
            let user =
                number < 8 ? world.teachers[number % 2][number / 2] : try await person("entrant-\(number)")
            entries.append(
                try await world.database.write {
                    try $0.admit(user, to: id, of: world.schools[number % 2].id, number: number + 1)
                })
        }
        self.entries = entries
        var jurors: [User.ID] = []
        for number in 0..<jurorCount {
            let login = "juror-\(number)"
            let user = try await person(login)
            jurors.append(user)
            try await jury.invite(logins: [login], asChair: number == 0, to: id, by: world.methodist)
            guard isReady else { continue }
            try await sheets.accept(id, by: user)
            try await sheets.declare([:], organisations: [], in: id, by: user)
        }
        self.jurors = jurors
    }

    func assign(seed: UInt64 = 1) async throws {
        let plan = try await jury.plan(final.id, entries: nil, seed: seed, in: contest)
        try await jury.assign(
            final.id, entries: nil, seed: seed, mark: plan.mark, in: contest, by: methodist)
    }

    /// Sheets of a juror, or of everybody, with whose they are.
    func rows(of juror: Int? = nil) async throws -> [(juror: Int, sheet: ScoreSheet.ID, entry: Registration.ID)] {
        let rows = try await database.read { [contest] in try $0.jurySheets(of: contest).map(\.sheet) }
        let people = try await database.read { [contest] in try $0.jurors(of: contest) }
        return rows.compactMap { row in
            guard let user = people.first(where: { $0.id == row.pair.juror })?.user,
                let number = jurors.firstIndex(of: user), juror == nil || juror == number
            else { return nil }
            return (number, row.id, row.pair.registration)
        }
    }

    /// Marks both criteria and sends.
    func send(_ sheet: ScoreSheet.ID, of juror: Int, _ first: String = "8", _ second: String = "4") async throws {
        try await mark(sheet, of: juror, first, second)
        try await sheets.send(sheet, of: contest, by: jurors[juror])
    }

    @discardableResult
    func mark(
        _ sheet: ScoreSheet.ID, of juror: Int, _ first: String = "8", _ second: String = "4", sequence: Int = 1_000
    ) async throws -> SheetReceipt {
        let entries = zip(final.criteria, [first, second]).map {
            SheetEntry(place: .criterion($0.id), typed: $1, comment: "Верно: \($1)", sequence: sequence)
        }
        return try await sheets.keep(entries, in: sheet, of: contest, by: jurors[juror])
    }

    func juror(_ number: Int) async throws -> Juror {
        let user = jurors[number]
        return try await database.read { [contest] in try $0.ownJuror(user, contest) }
    }

    func events() async throws -> [ContestEvent] {
        try await database.read { [contest] in
            let log = try $0.contestLog(contest)
            try log.verify()
            return log.map(\.event)
        }
    }
}

extension Transaction {
    /// An admitted entrant, written as it stands in the table.
    func admit(
        _ user: User.ID, to contest: Contest.ID, of school: Space.ID?, number: Int,
        state: Registration.State = .admitted
    ) throws -> Registration.ID {
        let code = "К-" + String(String(1_000 + number).dropFirst())
        return try value(
            """
            INSERT INTO registrations (contest_id, user_id, state, organisation_id, position, subject, letter, receipt,
                code)
            VALUES (\(contest), \(user), \(state), \(school), '', '', '', \("ДУ-\(contest)-\(number)"), \(code))
            RETURNING id
            """)
    }
}

func withJury<T: Sendable>(
    _ engine: TestEngine, entries: Int = 4, jurors: Int = 4, perEntry: Int = 2, rules: ContestRules = ContestRules(),
    isReady: Bool = true, _ body: @Sendable (JuryWorld) async throws -> T
) async throws -> T {
    try await withContests(engine) { world in
        try await body(
            JuryWorld(world, entries: entries, jurors: jurors, perEntry: perEntry, rules: rules, isReady: isReady))
    }
}
