public import Foundation
public import Storage

/// The register of people: entering, finding, passwords.
public struct Accounts: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    let now: @Sendable () -> Date

    public init(database: any Database, hasher: PasswordHasher, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.hasher = hasher
        self.now = now
    }

    /// Enters one person. Throws `RegistrationRefusal`.
    @discardableResult
    public func register(_ user: NewUser) async throws -> User {
        let prepared = try await prepare(user)
        return try await database.write { [now] tx in try tx.register(prepared, at: now()) }
    }

    /// Checks the fields and hashes the password, so that a transaction may enter the person without waiting for it.
    public func prepare(_ user: NewUser) async throws -> PreparedUser {
        let user = try user.checked()
        guard let password = user.password else { return PreparedUser(user: user, passwordHash: nil) }
        do { try PasswordHasher.check(password, login: user.login) } catch { throw RegistrationRefusal.password(error) }
        return PreparedUser(user: user, passwordHash: await hasher.hash(password))
    }

    /// Throws `NoRow` when there is no such person.
    public func user(_ id: User.ID) async throws -> User {
        try await database.read { tx in try tx.user(id) }
    }

    public func user(login: String) async throws -> User? {
        try await database.read { tx in try tx.credentials(login: login.trimmed.lowercased())?.user }
    }

    /// The people of several logins at once, by their logins; unknown ones are missing. One query.
    public func users(logins: [String]) async throws -> [String: User.ID] {
        let logins = logins.map { $0.trimmed.lowercased() }
        return try await database.read { tx in
            try Dictionary(
                uniqueKeysWithValues: tx.all("SELECT id, login FROM users WHERE login IN (\(logins))") { row in
                    (try row["login"], try row["id"])
                })
        }
    }

    /// The people of these logins, by login in lower case.
    public func people(logins: [String]) async throws -> [String: User] {
        let logins = logins.map { $0.trimmed.lowercased() }
        return try await database.read { tx in
            try Dictionary(
                uniqueKeysWithValues: tx.all("SELECT \(User.columns) FROM users WHERE login IN (\(logins))") {
                    try User($0)
                }.map { ($0.login, $0) })
        }
    }

    /// Replaces the password after checking the present one; every other session of the person ends.
    /// Throws `PasswordRefusal`.
    public func changePassword(
        of id: User.ID, from current: String, to new: String, keeping session: Session.ID? = nil
    ) async throws {
        let credentials = try await database.read { tx in try tx.credentials(id) }
        guard await hasher.verify(current, against: credentials.passwordHash) else { throw PasswordRefusal.wrong }
        try PasswordHasher.check(new, login: credentials.user.login)
        let hash = await hasher.hash(new)
        try await database.write { tx in
            try tx.setPassword(hash, of: id, mustChange: false)
            try tx.endSessions(of: id, except: session)
        }
    }

    /// Issues a new first password, as a school does for a pupil who forgot theirs; all sessions of the person end.
    public func resetPassword(of id: User.ID, to password: String, mustChange: Bool = true) async throws {
        let user = try await user(id)
        try PasswordHasher.check(password, login: user.login)
        let hash = await hasher.hash(password)
        try await database.write { tx in
            try tx.setPassword(hash, of: id, mustChange: mustChange)
            try tx.endSessions(of: id, except: nil)
        }
    }

    /// A password a child can copy from a printed card: two syllable groups and four digits, about 44 bits.
    public static func issuedPassword() -> String {
        let consonants = Array("bdfgkmnprstvz")
        let vowels = Array("aeiou")
        var generator = SystemRandomNumberGenerator()
        func syllable() -> String {
            "\(consonants.randomElement(using: &generator)!)\(vowels.randomElement(using: &generator)!)"
        }
        let words = (0..<2).map { _ in (0..<3).map { _ in syllable() }.joined() }
        return words.joined(separator: "-") + "-\(Int.random(in: 1000...9999, using: &generator))"
    }
}

/// A person whose fields are checked and whose password is hashed.
public struct PreparedUser: Sendable {
    public let user: NewUser
    let passwordHash: String?
}

struct Credentials: Sendable {
    var user: User
    var passwordHash: String?
    var isDisabled: Bool
}

extension Transaction {
    /// Enters a prepared person. Throws `RegistrationRefusal` when the login or e-mail is taken.
    public func register(_ prepared: PreparedUser, at instant: Date) throws -> User {
        let user = prepared.user
        if try first("SELECT id FROM users WHERE login = \(user.login)", { _ in true }) != nil {
            throw RegistrationRefusal.loginTaken(user.login)
        }
        if let email = user.email, try first("SELECT id FROM users WHERE email = \(email)", { _ in true }) != nil {
            throw RegistrationRefusal.emailTaken(email)
        }
        let id: User.ID = try value(
            """
            INSERT INTO users (login, surname, given_name, patronymic, sorting_key, email, password_hash,
                must_change_password, created_at)
            VALUES (\(user.login), \(user.name.surname), \(user.name.given), \(user.name.patronymic),
                \(user.name.sortingKey), \(user.email), \(prepared.passwordHash), \(user.mustChangePassword), \(instant))
            RETURNING id
            """)
        return User(
            id: id, login: user.login, name: user.name, email: user.email,
            mustChangePassword: user.mustChangePassword)
    }

    public func user(_ id: User.ID) throws -> User {
        try one("SELECT \(User.columns) FROM users WHERE id = \(id)") { try User($0) }
    }

    func credentials(login: String) throws -> Credentials? {
        try first(
            """
            SELECT \(User.columns), password_hash, disabled_at FROM users
            WHERE login = \(login) OR email = \(login)
            """
        ) { try Credentials($0) }
    }

    func credentials(_ id: User.ID) throws -> Credentials {
        try one("SELECT \(User.columns), password_hash, disabled_at FROM users WHERE id = \(id)") {
            try Credentials($0)
        }
    }

    func setPassword(_ hash: String, of id: User.ID, mustChange: Bool) throws {
        try run("UPDATE users SET password_hash = \(hash), must_change_password = \(mustChange) WHERE id = \(id)")
    }
}

extension User {
    static let columns: SQL = """
        users.id AS user_id, users.login AS login, users.surname AS surname, users.given_name AS given_name,
        users.patronymic AS patronymic, users.email AS email, users.language AS language,
        users.must_change_password AS must_change_password
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["user_id"], login: try row["login"], name: try PersonName(row), email: try row["email"],
            language: try row["language"], mustChangePassword: try row["must_change_password"])
    }
}

extension PersonName {
    /// Reads the columns `surname`, `given_name`, `patronymic`.
    public init(_ row: borrowing Row) throws {
        self.init(surname: try row["surname"], given: try row["given_name"], patronymic: try row["patronymic"])
    }
}

extension Credentials {
    init(_ row: borrowing Row) throws {
        let disabledAt: Date? = try row["disabled_at"]
        self.init(user: try User(row), passwordHash: try row["password_hash"], isDisabled: disabledAt != nil)
    }
}
