import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

extension ContestWorld {
    var registrations: Registrations { Registrations(database: database, now: { [clock] in clock.now }) }

    func form(_ school: Int, nomination: Nomination.ID? = nil, consents: Bool = true) -> RegistrationForm {
        RegistrationForm(
            organisation: schools[school].id, nomination: nomination, position: " учитель ", subject: "химия",
            letter: "Достойна.", consents: consents)
    }

    /// A form that has what the contest asks for.
    func form(_ school: Int, for contest: Contest.ID) async throws -> RegistrationForm {
        let nomination = try await contests.visit(contest, by: methodist).nominations.first?.id
        return form(school, nomination: nomination)
    }

    @discardableResult
    func publishAndRegister(_ contest: Contest.ID, _ teacher: User.ID) async throws -> Registration {
        try await contests.publish(contest, by: methodist)
        return try await registrations.submit(try await form(0, for: contest), of: teacher, for: contest)
    }

    /// How many rows each table has.
    func rowCounts() async throws -> [String: Int] {
        let tables = [
            "contests", "contest_regulations", "nominations", "stages", "contest_criteria", "contest_tasks",
            "registrations", "rehearsal_entrants", "contest_log", "users", "memberships", "spaces",
        ]
        return try await database.read { tx in
            try Dictionary(
                uniqueKeysWithValues: tables.map {
                    ($0, try tx.value(SQL(stringLiteral: "SELECT count(*) FROM \($0)")))
                })
        }
    }
}

@Suite struct RegistrationTests {
    @Test(arguments: TestEngine.available)
    func `a draft is kept, handed in, and a second click changes nothing`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let teacher = world.teachers[0][0]
            let draft = RegistrationForm(organisation: world.schools[1].id, position: "учитель")
            await #expect(throws: Registration.Refusal.notOpen(opensAt: nil)) {
                try await world.registrations.keep(draft, of: teacher, for: id)
            }
            try await world.contests.publish(id, by: world.methodist)
            try await world.registrations.keep(draft, of: teacher, for: id)
            let kept = try await world.contests.visit(id, by: teacher).registration
            #expect(kept?.state == .draft && kept?.position == "учитель" && kept?.organisation == nil)
            #expect(try await world.registrations.entries(of: id).isEmpty)

            let form = try await world.form(0, for: id)
            let sent = try await world.registrations.submit(form, of: teacher, for: id)
            #expect(sent.state == .submitted && sent.receipt == "ДУ-2013-0001" && sent.consentedAt == world.clock.now)
            #expect(sent.position == "учитель")
            world.clock.advance(60)
            let again = try await world.registrations.submit(form, of: teacher, for: id)
            #expect(again.receipt == sent.receipt && again.submittedAt == sent.submittedAt && again.id == sent.id)
            let other = try await world.registrations.submit(form, of: world.teachers[0][1], for: id)
            #expect(other.receipt == "ДУ-2013-0002")
            let log = try await world.database.read { try $0.contestLog(id) }
            try log.verify()
            #expect(log.count { $0.event == .registrationSubmitted } == 2)
            #expect(log.allSatisfy { !$0.details.contains("Достойна") })
        }
    }

    @Test(arguments: TestEngine.available)
    func `twelve people who hand in at once get twelve receipts`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            try await world.contests.publish(id, by: world.methodist)
            let people = world.teachers.enumerated().flatMap { school, people in people.map { (school, $0) } }
            let receipts = try await withThrowingTaskGroup(of: String?.self) { group in
                for (school, teacher) in people {
                    let form = try await world.form(school, for: id)
                    group.addTask {
                        try await world.registrations.submit(form, of: teacher, for: id).receipt
                    }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(Set(receipts) == Set((1...people.count).map { "ДУ-2013-\(String(10_000 + $0).dropFirst())" }))
        }
    }

    @Test(arguments: TestEngine.available)
    func `only teachers, only from their own organisation, only with consent, only in time`(engine: TestEngine)
        async throws
    {
        try await withContests(engine) { world in
            let id = try await world.founded()
            try await world.contests.publish(id, by: world.methodist)
            let teacher = world.teachers[0][0]
            let form = try await world.form(0, for: id)
            func refusal(_ form: RegistrationForm, of user: User.ID) async throws -> Registration.Refusal? {
                do {
                    try await world.registrations.submit(form, of: user, for: id)
                    return nil
                } catch let refusal as Registration.Refusal { return refusal }
            }
            let pupil = try await world.addPerson("pupil")
            try await world.spaces.add(pupil, to: world.schools[0].id, as: .learner)
            #expect(try await refusal(form, of: pupil) == .notTeacher)
            #expect(try await refusal(try await world.form(1, for: id), of: teacher) == .organisationMissing)
            #expect(try await refusal(world.form(0), of: teacher) == .nominationMissing)
            var silent = form
            silent.consents = false
            #expect(try await refusal(silent, of: teacher) == .consentMissing)
            silent = form
            silent.subject = String(repeating: "х", count: 301)
            #expect(try await refusal(silent, of: teacher) == .lineTooLong(limit: 300))
            world.clock.advance(7 * 86_400 + 119)
            #expect(try await refusal(form, of: teacher) == nil)
            world.clock.advance(1)
            #expect(try await refusal(form, of: world.teachers[0][1]) == .over)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who teaches a course of a school registers from it`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let tutor = try await world.addPerson("tutor")
            let course = try await world.spaces.create(
                .course, named: "Курс", slug: "course-1", in: world.schools[1].id, visibility: .open)
            try await world.spaces.add(tutor, to: course.id, as: .tutor)
            #expect(try await world.registrations.organisations(of: tutor).map(\.id) == [world.schools[1].id])
            #expect(try await world.registrations.organisations(of: world.methodist).map(\.id) == [world.district.id])
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is admitted gets a code and keeps it, whatever comes after`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let entry = try await world.publishAndRegister(id, world.teachers[0][0])
            let second = try await world.registrations.submit(
                try await world.form(1, for: id), of: world.teachers[1][0], for: id)
            try await world.registrations.decide(
                second.id, of: id, .rejected, reason: " Не педагог. ", by: world.methodist)
            #expect(
                try await world.registrations.admit([entry.id, second.id, entry.id], to: id, by: world.methodist) == 1)
            let admitted = try await world.registrations.entry(entry.id, of: id).registration
            #expect(admitted.state == .admitted && admitted.code?.hasPrefix("К-") == true)
            #expect(try await world.registrations.entry(second.id, of: id).registration.reason == "Не педагог.")
            await #expect(throws: Registration.Refusal.alreadyRegistered) {
                try await world.registrations.submit(
                    try await world.form(0, for: id), of: world.teachers[0][0], for: id)
            }
            await #expect(throws: Registration.Refusal.wrongState(.rejected)) {
                try await world.registrations.submit(
                    try await world.form(1, for: id), of: world.teachers[1][0], for: id)
            }

            await #expect(throws: Registration.Refusal.reasonMissing) {
                try await world.registrations.decide(
                    entry.id, of: id, .disqualified, reason: " ", by: world.methodist)
            }
            await #expect(throws: Registration.Refusal.wrongState(.admitted)) {
                try await world.registrations.decide(entry.id, of: id, .rejected, reason: "Да", by: world.methodist)
            }
            try await world.registrations.decide(
                entry.id, of: id, .disqualified, reason: "Чужая работа", by: world.methodist)
            try await world.registrations.decide(entry.id, of: id, .admitted, reason: "", by: world.methodist)
            let back = try await world.registrations.entry(entry.id, of: id).registration
            #expect(back.state == .admitted && back.code == admitted.code && back.reason == nil)

            let other = try await world.founded()
            await #expect(throws: NoRow.self) {
                try await world.registrations.decide(
                    entry.id, of: other, .disqualified, reason: "Чужой", by: world.methodist)
            }
            await #expect(throws: NoRow.self) {
                try await world.registrations.admit([entry.id], to: other, by: world.methodist)
            }
            let log = try await world.database.read { try $0.contestLog(id) }
            try log.verify()
            #expect(
                log.suffix(4).map(\.event) == [
                    .registrationRejected, .registrationAdmitted, .registrationDisqualified, .registrationAdmitted,
                ])
        }
    }

    @Test(arguments: TestEngine.available)
    func `who goes may come back while registration is open, with the same receipt`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let teacher = world.teachers[0][0]
            let first = try await world.publishAndRegister(id, teacher)
            try await world.registrations.withdraw(teacher, from: id)
            try await world.registrations.withdraw(teacher, from: id)
            #expect(try await world.registrations.entry(first.id, of: id).registration.state == .withdrawn)
            let back = try await world.registrations.submit(try await world.form(0, for: id), of: teacher, for: id)
            #expect(back.receipt == first.receipt && back.state == .submitted)
            await #expect(throws: NoRow.self) {
                try await world.registrations.withdraw(world.teachers[1][0], from: id)
            }
            #expect(try await world.contests.current(of: teacher).map(\.state) == [.submitted])
            try await world.contests.close(id, by: world.methodist)
            #expect(try await world.contests.current(of: teacher).isEmpty)
            await #expect(throws: Registration.Refusal.over) {
                try await world.registrations.withdraw(teacher, from: id)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `progress counts who registered and lists who was admitted`(engine: TestEngine) async throws {
        try await withContests(engine) { world in
            let id = try await world.founded()
            let entry = try await world.publishAndRegister(id, world.teachers[0][0])
            try await world.registrations.submit(
                try await world.form(1, for: id), of: world.teachers[1][0], for: id)
            try await world.registrations.admit([entry.id], to: id, by: world.methodist)
            let progress = try await world.contests.progress(
                of: try await world.contests.visit(id, by: world.methodist))
            #expect(progress.registered == 2 && progress.admitted == 1)
            #expect(progress.rows.map(\.registration) == [entry.id])
            #expect(progress.weeks.map(\.title) == ["Неделя 1", "Неделя 2"])
        }
    }
}

extension ContestWorld {
    var spaces: Spaces { Spaces(database: database, now: { [clock] in clock.now }) }

    func addPerson(_ login: String) async throws -> User.ID {
        let accounts = Accounts(
            database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { [clock] in clock.now })
        return try await accounts.register(
            NewUser(login: login, name: PersonName(surname: login, given: "Анна"))
        ).id
    }
}
