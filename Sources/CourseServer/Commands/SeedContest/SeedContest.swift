import Accounts
import Contest
import Foundation
import Spaces
import Statistics
import Storage

/// «Дистанционный учитель Белово 2013» of the seeds: played from its first day up to today through the doors everybody
/// uses. The stage of the seeds only says which of its days is today.
struct SeedContest: Sendable {
    let domains: Domains
    let clock: SeedClock
    /// Of the contest's seeds.
    let folder: String
    let temporaryFolder: String
    let spaces: [String: Space.ID]
    /// By login.
    var users: [String: User.ID]
    let plan: SeedContestPlan
    let entrants: [SeedEntrant]
    /// Midnight of the first day of registration.
    let start: Date

    /// The day of the contest that is today: registration is open; the third week; everything is published and closed.
    static func today(_ stage: SeedCommand.Stage) -> Int {
        switch stage {
        case .empty, .enrolling: 5
        case .running: 31
        case .graded: 97
        }
    }

    init(
        domains: Domains, clock: SeedClock, folder: String, temporaryFolder: String, spaces: [String: Space.ID],
        users: [String: User.ID], today: Int
    ) throws {
        (self.domains, self.clock, self.folder) = (domains, clock, folder)
        (self.temporaryFolder, self.spaces, self.users) = (temporaryFolder, spaces, users)
        plan = try SeedContestPlan(folder: folder)
        entrants = try SeedNetwork.rows(of: folder + "/entrants.csv").map { try SeedEntrant($0) }
        let zone = TimeZoneSetting.standard
        let first = Date().addingTimeInterval(Double(-today) * 86_400)
        start = zone.startOfDay(zone.day(of: first)) ?? first
    }

    /// So many days and hours after the first midnight.
    func date(_ day: Int, _ hour: Double) -> Date {
        start.addingTimeInterval(Double(day) * 86_400 + hour * 3_600)
    }

    /// Enters the people, founds the contest and plays it until now. Answers with its number.
    mutating func play() async throws -> Contest.ID {
        clock.go(to: date(-30, 12))
        try await enterPeople()
        clock.go(to: date(-7, 12))
        guard let organiser = users[plan.organiser], let space = spaces[plan.organisation] else {
            throw CommandFailure("contest.yaml: нет организатора или организации.")
        }
        let contest = try await domains.contests.found(try plan.outline(from: start), in: space, by: organiser)
        clock.go(to: date(-3, 12))
        try await domains.contests.publish(contest, by: organiser)
        let run = SeedContestRun(
            seed: self, visit: try await domains.contests.visit(contest, by: organiser), organiser: organiser)
        try await run.diary.play(until: Date(), clock)
        return contest
    }

    /// Entrants whom the network does not know yet, as teachers of their organisations. Their passwords are hashed at
    /// once, on as many threads as the hasher has.
    private mutating func enterPeople() async throws {
        let rows = try SeedNetwork.rows(of: folder + "/entrants.csv").filter { users[$0("login")] == nil }
        let prepared = try await withThrowingTaskGroup(of: (Int, PreparedUser).self) {
            [accounts = domains.accounts] group in
            for (place, row) in rows.enumerated() {
                let person = NewUser(
                    login: row("login"),
                    name: PersonName(
                        surname: row("surname"), given: row("given_name"), patronymic: row("patronymic")),
                    email: row("login") + "@belovo.example", password: Self.password, mustChangePassword: false)
                group.addTask { (place, try await accounts.prepare(person)) }
            }
            return try await group.reduce(into: [Int: PreparedUser]()) { $0[$1.0] = $1.1 }
        }
        for (place, row) in rows.enumerated() {
            guard let person = prepared[place], let space = spaces[row("organisation")] else {
                throw CommandFailure("entrants.csv: нет организации «\(row("organisation"))».")
            }
            let now = clock.now
            let user = try await domains.database.write { tx in try tx.register(person, at: now) }
            try await domains.spaces.add(user.id, to: space, as: .tutor)
            users[user.login] = user.id
        }
    }

    private static let password = "belovo-2013"
}

/// The founded contest and what is needed to play it.
struct SeedContestRun: Sendable {
    let seed: SeedContest
    /// The organiser's.
    let visit: ContestVisit
    let organiser: User.ID

    var domains: Domains { seed.domains }
    var plan: SeedContestPlan { seed.plan }
    var contest: Contest.ID { visit.contest.id }
    var weeks: [Stage] { visit.stages.filter { $0.kind == .task } }

    /// The only stage of its kind.
    func stage(_ kind: Stage.Kind) throws -> Stage {
        guard let stage = visit.stages.first(where: { $0.kind == kind }) else {
            throw CommandFailure("В образце конкурса нет этапа «\(kind.rawValue)».")
        }
        return stage
    }

    func user(_ login: String) throws -> User.ID {
        guard let user = seed.users[login] else { throw CommandFailure("Нет человека «\(login)».") }
        return user
    }

    /// By the person.
    func registrations() async throws -> [User.ID: Registration] {
        Dictionary(
            try await domains.registrations.entries(of: contest).map { ($0.registration.user, $0.registration) },
            uniquingKeysWith: { first, _ in first })
    }

    func registration(_ login: String) async throws -> Registration.ID {
        guard let found = try await registrations()[try user(login)] else { throw NoRow() }
        return found.id
    }

    /// Numbers for one thing that happens: the same in every run.
    func generator(_ parts: Int...) -> SplitMix64 {
        SplitMix64(state: parts.reduce(plan.seed) { $0 &* 1_000_003 &+ UInt64($1) })
    }

    var diary: SeedDiary {
        get throws {
            var diary = SeedDiary()
            register(&diary)
            try passWeeks(&diary)
            try giveLessons(&diary)
            try judge(&diary)
            try decide(&diary)
            return diary
        }
    }
}
