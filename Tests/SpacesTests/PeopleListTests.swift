import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

private func list(_ text: String, role: Role = .learner) -> PeopleList {
    PeopleList(csv: Array(text.utf8), role: role)
}

@Suite struct PeopleListTests {
    @Test func `a class list in Russian is read and logins are issued`() {
        let list = list("Фамилия;Имя;Отчество\nЁлкин;Артём;Павлович\nЁлкина;Анна;Петровна\n")

        #expect(list.problems.isEmpty)
        #expect(list.people.map(\.user.login) == ["elkin.ap", "elkina.ap"])
        #expect(list.people.allSatisfy { $0.isLoginIssued && $0.isPasswordIssued && $0.role == .learner })
    }

    @Test func `namesakes in one file get different logins`() {
        let list = list("ФИО\nИванов Пётр Ильич\nИванов Павел Игоревич\n")

        #expect(list.people.map(\.user.login) == ["ivanov.pi", "ivanov.pi2"])
    }

    @Test func `each bad line is named and nobody is missing from the preview`() {
        let list = list(
            """
            login;surname;given name;email;role
            ok.one;Петров;Иван;;ученик
            bad login;Петров;Пётр;;ученик
            ok.two;;Иван;;
            ok.three;Сидоров;Олег;not-an-address;
            ok.one;Повторов;Пётр;;
            ok.four;Зорин;Юрий;;космонавт
            """)

        #expect(
            list.problems == [
                ListProblem(line: 3, kind: .person(.loginMalformed)),
                ListProblem(line: 4, kind: .person(.nameMissing)),
                ListProblem(line: 5, kind: .person(.emailMalformed("not-an-address"))),
                ListProblem(line: 6, kind: .repeatedLogin("ok.one", firstLine: 2)),
                ListProblem(line: 7, kind: .unknownRole("космонавт")),
            ])
        #expect(!list.canBeEntered)
    }

    @Test func `windows-1251, a BOM and commas are understood`() {
        let cp1251: [UInt8] =
            [0xD4, 0xE0, 0xEC, 0xE8, 0xEB, 0xE8, 0xFF, 0x2C, 0xC8, 0xEC, 0xFF, 0x0D, 0x0A]
            + [0xCE, 0xF1, 0xE8, 0xED, 0x2C]
            + [0xC8, 0xE2, 0xE0, 0xED, 0x0D, 0x0A]
        let old = PeopleList(csv: cp1251, role: .learner)
        #expect(old.people.map(\.user.name.given) == ["Иван"])

        let marked = PeopleList(csv: [0xEF, 0xBB, 0xBF] + Array("Фамилия,Имя\nОсин,Лев\n".utf8), role: .learner)
        #expect(marked.people.map(\.user.name.full) == ["Осин Лев"])
    }

    @Test func `a file without names says which columns it has`() {
        #expect(
            list("name1;code\na;b\n").problems == [
                ListProblem(line: 1, kind: .noNameColumns(found: ["name1", "code"]))
            ])
        #expect(list("").problems == [ListProblem(line: 0, kind: .empty)])
    }

    @Test func `Moodle's own lists of users are read`() throws {
        guard let folder = fixtures("csv_users") else { return }
        for name in ["moodle_upload_users.csv", "moodle_upload_users_profile.csv", "moodle_upload_users_category.csv"] {
            let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder + "/" + name)))
            let list = PeopleList(csv: bytes, role: .learner)
            #expect(list.people.count + list.problems.count >= 2, "\(name)")
            #expect(list.people.first?.user.name == PersonName(surname: "Jones", given: "Tom"), "\(name)")
        }
        for name in ["moodle_courses.csv", "moodle_groups_import.csv", "moodle_competency_framework.csv"] {
            let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder + "/" + name)))
            #expect(!PeopleList(csv: bytes, role: .learner).canBeEntered, "\(name)")
        }
    }
}

@Suite struct PeopleImportTests {
    @Test(arguments: TestEngine.available)
    func `given a login taken since the preview, when the list is confirmed, then nobody is entered`(
        engine: TestEngine
    ) async throws {
        try await withDatabase(engine, migrations: Accounts.migrations + Spaces.migrations) { database in
            let now: @Sendable () -> Date = { Date() }
            let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
            let spaces = Spaces(database: database, now: now)
            let school = try await spaces.create(
                .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
            let head = try await accounts.register(
                NewUser(login: "head", name: PersonName(surname: "Орлова", given: "Вера")))
            let people = PeopleImport(database: database, accounts: accounts, now: now)
            let csv = Array("login;Фамилия;Имя\none;Ёлкин;Артём\ntwo;Осин;Лев\n".utf8)
            let pending = try await people.upload(csv, named: "7б.csv", to: school.id, role: .learner, by: head.id)
            #expect(pending.list.canBeEntered)

            try await accounts.register(NewUser(login: "two", name: PersonName(surname: "Другой", given: "Пётр")))
            await #expect(throws: ListProblem(line: 3, kind: .person(.loginTaken("two")))) {
                try await people.confirm(pending.id, in: school.id)
            }

            #expect(try await spaces.members(of: school.id).isEmpty)
            #expect(try await accounts.user(login: "one") == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a confirmed list is entered whole and cannot be entered twice`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: Accounts.migrations + Spaces.migrations) { database in
            let now: @Sendable () -> Date = { Date() }
            let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
            let spaces = Spaces(database: database, now: now)
            let school = try await spaces.create(
                .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
            let head = try await accounts.register(
                NewUser(login: "head", name: PersonName(surname: "Орлова", given: "Вера")))
            let people = PeopleImport(database: database, accounts: accounts, now: now)
            let csv = Array("Фамилия;Имя\nЁлкин;Артём\nОсин;Лев\n".utf8)
            let pending = try await people.upload(csv, named: "7б.csv", to: school.id, role: .learner, by: head.id)

            let entered = try await people.confirm(pending.id, in: school.id)

            #expect(entered.count == 2)
            #expect(try await spaces.members(of: school.id).map(\.name.surname) == ["Ёлкин", "Осин"])
            await #expect(throws: NoRow.self) { try await people.confirm(pending.id, in: school.id) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `given three seats, when twenty take an invitation at once, then three come in`(
        engine: TestEngine
    ) async throws {
        try await withDatabase(engine, migrations: Accounts.migrations + Spaces.migrations) { database in
            let now: @Sendable () -> Date = { Date() }
            let accounts = Accounts(database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: now)
            let spaces = Spaces(database: database, now: now)
            let invitations = Invitations(database: database, now: now)
            let school = try await spaces.create(
                .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
            var users: [User.ID] = []
            for number in 0..<20 {
                let name = PersonName(surname: "Ученик", given: "\(number)")
                users.append(try await accounts.register(NewUser(login: "pupil\(number)", name: name)).id)
            }
            let invitation = try await invitations.invite(
                to: school.id, as: .learner, seats: 3, days: 7, by: users[0])
            let shown = invitation.code.lowercased().prefix(4) + "-" + invitation.code.lowercased().suffix(4)

            let accepted = await withTaskGroup(of: Bool.self) { group in
                for user in users {
                    group.addTask {
                        (try? await invitations.accept(code: String(shown), by: user) { _, _ in }) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }

            #expect(accepted == 3)
            #expect(try await spaces.members(of: school.id).count == 3)
        }
    }
}
