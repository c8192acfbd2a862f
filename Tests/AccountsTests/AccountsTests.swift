import Accounts
import Foundation
import Storage
import TestSupport
import Testing

/// Cheap parameters: these tests are about who gets in, not about how hard a hash is.
private let hasher = PasswordHasher(memoryKiB: 64, passes: 1)

private func withAccounts<T: Sendable>(
    _ engine: TestEngine, clock: TestClock = TestClock(),
    _ body: (Accounts, Sessions, any Database) async throws -> T
) async throws -> T {
    try await withDatabase(engine, migrations: Accounts.migrations) { database in
        try await body(
            Accounts(database: database, hasher: hasher, now: { clock.now }),
            Sessions(database: database, hasher: hasher, now: { clock.now }), database)
    }
}

private func pupil(_ login: String, password: String? = "belovo-2013") -> NewUser {
    NewUser(
        login: login, name: PersonName(surname: "Ёлкин", given: "Артём", patronymic: "Павлович"), password: password)
}

private let visitor = Visitor(address: "10.0.0.7", browser: "Firefox 115")

@Suite struct AccountsTests {
    @Test(arguments: TestEngine.available)
    func `a person signs in by a login in any case and finds themselves by the token`(engine: TestEngine) async throws {
        try await withAccounts(engine) { accounts, sessions, _ in
            let user = try await accounts.register(pupil("Elkin.AP"))

            let (session, token) = try await sessions.signIn(
                login: " elkin.ap ", password: "belovo-2013", from: visitor)
            let found = try await sessions.session(token: token)

            #expect(user.login == "elkin.ap")
            #expect(session.user == user)
            #expect(found?.id == session.id && found?.user == user)
            #expect(try await sessions.session(token: String(token.dropLast(2)) + "00") == nil)
            #expect(try await sessions.session(token: "") == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a wrong password and an unknown login are refused alike and stand in the log`(
        engine: TestEngine
    ) async throws {
        try await withAccounts(engine) { accounts, sessions, _ in
            let user = try await accounts.register(pupil("elkin"))

            await #expect(throws: SignInRefusal.wrongLoginOrPassword) {
                try await sessions.signIn(login: "elkin", password: "wrong", from: visitor)
            }
            await #expect(throws: SignInRefusal.wrongLoginOrPassword) {
                try await sessions.signIn(login: "nobody", password: "wrong", from: visitor)
            }

            #expect(try await sessions.log(of: user.id).map(\.outcome) == [.refused])
        }
    }

    @Test(arguments: TestEngine.available)
    func `ten failures close the door for a quarter of an hour, even to the right password`(
        engine: TestEngine
    ) async throws {
        let clock = TestClock()
        try await withAccounts(engine, clock: clock) { accounts, sessions, _ in
            try await accounts.register(pupil("elkin"))
            for _ in 0..<10 {
                _ = try? await sessions.signIn(login: "elkin", password: "wrong", from: visitor)
            }

            await #expect(throws: SignInRefusal.tooManyAttempts(retryAfterSeconds: 900)) {
                try await sessions.signIn(login: "elkin", password: "belovo-2013", from: visitor)
            }
            clock.advance(901)
            _ = try await sessions.signIn(login: "elkin", password: "belovo-2013", from: visitor)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a changed password ends every other session`(engine: TestEngine) async throws {
        try await withAccounts(engine) { accounts, sessions, _ in
            let user = try await accounts.register(pupil("elkin"))
            let (here, token) = try await sessions.signIn(login: "elkin", password: "belovo-2013", from: visitor)
            let (_, elsewhere) = try await sessions.signIn(login: "elkin", password: "belovo-2013", from: visitor)

            await #expect(throws: PasswordRefusal.wrong) {
                try await accounts.changePassword(of: user.id, from: "wrong", to: "derevo-i-more", keeping: here.id)
            }
            try await accounts.changePassword(
                of: user.id, from: "belovo-2013", to: "derevo-i-more", keeping: here.id)

            #expect(try await sessions.session(token: token) != nil)
            #expect(try await sessions.session(token: elsewhere) == nil)
            await #expect(throws: SignInRefusal.wrongLoginOrPassword) {
                try await sessions.signIn(login: "elkin", password: "belovo-2013", from: visitor)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a session ends two weeks after its last use`(engine: TestEngine) async throws {
        let clock = TestClock()
        try await withAccounts(engine, clock: clock) { accounts, sessions, _ in
            try await accounts.register(pupil("elkin"))
            let (_, token) = try await sessions.signIn(login: "elkin", password: "belovo-2013", from: visitor)

            clock.advance(13 * 86_400)
            #expect(try await sessions.session(token: token) != nil)
            clock.advance(13 * 86_400)
            #expect(try await sessions.session(token: token) != nil)
            clock.advance(15 * 86_400)
            #expect(try await sessions.session(token: token) == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `given one login, when twenty people ask for it at once, then one gets it`(engine: TestEngine) async throws {
        try await withAccounts(engine) { accounts, _, _ in
            let registered = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { (try? await accounts.register(pupil("elkin", password: nil))) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }

            #expect(registered == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a new wording of a consent asks again, and a withdrawn one is not given`(engine: TestEngine) async throws {
        try await withAccounts(engine) { accounts, _, database in
            let consents = Consents(database: database, now: { Date() })
            let user = try await accounts.register(pupil("elkin")).id
            #expect(try await consents.isGiven(by: user, purpose: "personal-data"))

            let first = try await consents.publish(purpose: "personal-data", title: "Согласие", text: "Первая редакция")
            #expect(try await !consents.isGiven(by: user, purpose: "personal-data"))
            try await consents.give(first.id, by: user)
            #expect(try await consents.isGiven(by: user, purpose: "personal-data"))

            let second = try await consents.publish(purpose: "personal-data", title: "Согласие", text: "Вторая")
            #expect(second.version == 2)
            #expect(try await !consents.isGiven(by: user, purpose: "personal-data"))
            try await consents.give(second.id, by: user)
            try await consents.withdraw(purpose: "personal-data", by: user)
            #expect(try await !consents.isGiven(by: user, purpose: "personal-data"))
            #expect(try await consents.given(by: user).allSatisfy { $0.withdrawnAt != nil })
        }
    }
}

@Suite struct PersonTests {
    @Test(arguments: [
        ("", "Артём", "belovo-2013", RegistrationRefusal.nameMissing),
        ("Ёлкин", " ", "belovo-2013", .nameMissing),
        ("Ёлкин", "Артём", "short", .password(.tooShort(least: 8))),
        ("Ёлкин", "Артём", "12345678", .password(.tooCommon)),
        ("Ёлкин", "Артём", "qwertyui", .password(.tooCommon)),
        ("Ёлкин", "Артём", "elkin.artem", .password(.sameAsLogin)),
    ])
    func `a person is not entered with what cannot be`(
        surname: String, given: String, password: String, refusal: RegistrationRefusal
    ) async throws {
        let accounts = Accounts(database: try SQLiteDatabase.temporary(), hasher: hasher, now: { Date() })

        await #expect(throws: refusal) {
            try await accounts.prepare(
                NewUser(
                    login: "elkin.artem", name: PersonName(surname: surname, given: given), password: password))
        }
    }

    @Test(arguments: ["a", "with space", "semi;colon", "line\nbreak", ""])
    func `a login is made of letters, digits and dots`(login: String) {
        #expect(throws: RegistrationRefusal.loginMalformed) { try pupil(login).checked() }
    }

    @Test func `names are shortened, addressed and sorted as Russians do`() {
        let name = PersonName(surname: "Иванова", given: "Анна", patronymic: "Петровна")
        #expect(name.full == "Иванова Анна Петровна")
        #expect(name.short == "Иванова\u{A0}А.\u{A0}П.")
        #expect(name.address == "Анна Петровна")

        let surnames = ["Ёлкин", "Яковлев", "Елисеев", "Ежов", "Жуков", "Еремин", "Мамин-Сибиряк", "Маминов"]
        let sorted = surnames.sorted {
            PersonName(surname: $0, given: "").sortingKey < PersonName(surname: $1, given: "").sortingKey
        }
        #expect(sorted.first == "Ежов")
        #expect(sorted.firstIndex(of: "Ёлкин")! < sorted.firstIndex(of: "Жуков")!)
        #expect(sorted.firstIndex(of: "Елисеев")! < sorted.firstIndex(of: "Ёлкин")!)
    }

    @Test func `an issued password is long enough and never the same`() throws {
        let passwords = Set((0..<200).map { _ in Accounts.issuedPassword() })
        #expect(passwords.count == 200)
        for password in passwords { try PasswordHasher.check(password, login: "elkin") }
    }
}
