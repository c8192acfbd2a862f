public import Accounts
public import Foundation
public import Storage

/// A list uploaded and not yet entered.
public struct PendingList: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<PendingList>

    public let id: ID
    public var space: Space.ID
    public var fileName: String
    public var list: PeopleList

    public init(id: ID, space: Space.ID, fileName: String, list: PeopleList) {
        self.id = id
        self.space = space
        self.fileName = fileName
        self.list = list
    }
}

/// Entering many people at once from a file: first a preview that names each bad line, then all of them or nobody.
public struct PeopleImport: Sendable {
    let database: any Database
    let accounts: Accounts
    let now: @Sendable () -> Date

    public init(database: any Database, accounts: Accounts, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.accounts = accounts
        self.now = now
    }

    /// Keeps the file for the confirmation and says what entering it would do.
    public func upload(
        _ csv: [UInt8], named fileName: String, to space: Space.ID, role: Role, by user: User.ID
    ) async throws -> PendingList {
        let list = PeopleList(csv: csv, role: role)
        return try await database.write { [now] tx in
            let id: PendingList.ID = try tx.value(
                """
                INSERT INTO people_lists (space_id, uploaded_by, file_name, content, role, uploaded_at)
                VALUES (\(space), \(user), \(fileName), \(csv), \(role), \(now())) RETURNING id
                """)
            return PendingList(
                id: id, space: space, fileName: fileName, list: try tx.withoutTakenLogins(list))
        }
    }

    /// What entering a file would do, without keeping it.
    public func check(
        _ csv: [UInt8], role: Role, allowing roles: Set<Role> = PeopleList.roles
    ) async throws -> PeopleList {
        try await database.read { tx in
            try tx.withoutTakenLogins(PeopleList(csv: csv, role: role, allowing: roles))
        }
    }

    /// Enters everybody of the list in one transaction and answers with them, issued passwords included: they are
    /// shown once. Throws `ListProblem` when a line became bad since the preview, `NoRow` when the list is gone.
    public func confirm(_ id: PendingList.ID, in space: Space.ID) async throws -> [ListedPerson] {
        let list = try await database.read { tx in
            let (csv, role) = try tx.one(
                "SELECT content, role FROM people_lists WHERE id = \(id) AND space_id = \(space)"
            ) { row -> ([UInt8], Role) in (try row["content"], try row["role"]) }
            return try tx.withoutTakenLogins(PeopleList(csv: csv, role: role))
        }
        if let problem = list.problems.first { throw problem }
        return try await enter(list, in: space) { tx in try tx.run("DELETE FROM people_lists WHERE id = \(id)") }
    }

    /// Enters a list that was read elsewhere, as the command line does.
    public func enter(
        _ list: PeopleList, in space: Space.ID, then finish: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) async throws -> [ListedPerson] {
        let prepared = try await withThrowingTaskGroup(of: (Int, PreparedUser).self) { group in
            for (index, person) in list.people.enumerated() {
                group.addTask { (index, try await accounts.prepare(person.user)) }
            }
            var prepared = [PreparedUser?](repeating: nil, count: list.people.count)
            for try await (index, user) in group { prepared[index] = user }
            return prepared.compactMap { $0 }
        }
        try await database.write { [now] tx in
            for (person, prepared) in zip(list.people, prepared) {
                let user: User
                do { user = try tx.register(prepared, at: now()) } catch let refusal as RegistrationRefusal {
                    throw ListProblem(line: person.line, kind: .person(refusal))
                }
                try tx.addMember(user.id, to: space, as: person.role, at: now())
            }
            try finish(tx)
        }
        return list.people
    }
}

extension Transaction {
    /// Gives free logins to those who had none in the file, and names the lines whose own login or e-mail is taken.
    func withoutTakenLogins(_ list: PeopleList) throws -> PeopleList {
        var list = list
        var issued = Set(list.people.map(\.user.login))
        for index in list.people.indices {
            let person = list.people[index]
            if try isTaken(login: person.user.login) {
                guard person.isLoginIssued else {
                    list.problems.append(
                        ListProblem(line: person.line, kind: .person(.loginTaken(person.user.login))))
                    continue
                }
                repeat {
                    list.people[index].user.login = PeopleList.issueLogin(for: person.user.name, besides: &issued)
                } while try isTaken(login: list.people[index].user.login)
            }
            if let email = person.user.email,
                try first("SELECT id FROM users WHERE email = \(email)", { _ in true }) != nil
            {
                list.problems.append(ListProblem(line: person.line, kind: .person(.emailTaken(email))))
            }
        }
        list.problems.sort { $0.line < $1.line }
        return list
    }

    private func isTaken(login: String) throws -> Bool {
        try first("SELECT id FROM users WHERE login = \(login)") { _ in true } != nil
    }
}
