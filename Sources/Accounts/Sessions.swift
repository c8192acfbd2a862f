public import Foundation
public import Storage

/// A signed-in browser. The cookie holds a random token; the database its SHA-256 alone.
public struct Session: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Session>

    public let id: ID
    public var user: User
    public var startedAt: Date
    public var expiresAt: Date
}

/// Where a sign-in came from, for the log the person can read.
public struct Visitor: Equatable, Sendable {
    public var address: String
    public var browser: String

    public init(address: String, browser: String) {
        self.address = address
        self.browser = String(browser.prefix(200))
    }
}

/// Why somebody was not let in. It never tells whether the login exists.
public enum SignInRefusal: Error, Equatable, Sendable {
    case wrongLoginOrPassword
    case tooManyAttempts(retryAfterSeconds: Int)
}

/// One line of the sign-in log.
public struct SignInRecord: Equatable, Sendable {
    public enum Outcome: String, Sendable, ColumnValue {
        case signedIn = "signed_in"
        case refused
        case signedOut = "signed_out"
    }
    public var at: Date
    public var outcome: Outcome
    public var visitor: Visitor
}

/// Sign-in, sign-out and the sessions between them.
public struct Sessions: Sendable {
    /// A session ends 14 days after its last use, and 90 days after its start in any case.
    static let idleLimit: TimeInterval = 14 * 86_400
    static let totalLimit: TimeInterval = 90 * 86_400
    /// Failures of one login, or from one address, that close the door for the rest of `failureWindow`.
    static let failuresPerLogin = 10
    static let failuresPerAddress = 100
    static let failureWindow: TimeInterval = 15 * 60

    let database: any Database
    let hasher: PasswordHasher
    let now: @Sendable () -> Date

    public init(database: any Database, hasher: PasswordHasher, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.hasher = hasher
        self.now = now
    }

    /// Starts a session; the token is what the cookie carries. Throws `SignInRefusal`.
    public func signIn(login: String, password: String, from visitor: Visitor) async throws -> (Session, token: String)
    {
        let login = String(login.trimmed.lowercased().prefix(200))
        let since = now().addingTimeInterval(-Self.failureWindow)
        let (credentials, failures) = try await database.read { tx in
            (try tx.credentials(login: login), try tx.failures(login: login, address: visitor.address, since: since))
        }
        guard failures.login < Self.failuresPerLogin, failures.address < Self.failuresPerAddress else {
            throw SignInRefusal.tooManyAttempts(retryAfterSeconds: Int(Self.failureWindow))
        }
        let isRight = await hasher.verify(password, against: credentials?.passwordHash)
        guard let credentials, isRight, !credentials.isDisabled else {
            try await database.write { [now] tx in
                try tx.log(.refused, login: login, user: credentials?.user.id, visitor, at: now())
            }
            throw SignInRefusal.wrongLoginOrPassword
        }
        let token = Hashing.random(32)
        let session = try await database.write { [now] tx in
            let session = try tx.startSession(
                of: credentials.user, tokenHash: Hashing.sha256(token), visitor, at: now())
            try tx.log(.signedIn, login: login, user: credentials.user.id, visitor, at: now())
            return session
        }
        return (session, token.hex)
    }

    /// The session of a cookie's token, nil when it is unknown or over.
    public func session(token: String) async throws -> Session? {
        try await session(token: token) { _, _ in }?.session
    }

    /// The session of a cookie's token and what `more` reads of its person beside it, in one go. Notes the session's use
    /// once in an hour.
    public func session<More: Sendable>(
        token: String, and more: @escaping @Sendable (Transaction, User.ID) throws -> More
    ) async throws -> (session: Session, more: More)? {
        guard let bytes = [UInt8](hex: token), bytes.count == 32 else { return nil }
        let instant = now()
        let hash = Hashing.sha256(bytes)
        let found = try await database.read { tx in
            try tx.session(tokenHash: hash, at: instant).map { session, lastSeenAt in
                (session, lastSeenAt, try more(tx, session.user.id))
            }
        }
        guard let (session, lastSeenAt, more) = found else { return nil }
        if instant.timeIntervalSince(lastSeenAt) > 3600 {
            try await database.write { tx in try tx.touch(session, at: instant) }
        }
        return (session, more)
    }

    public func signOut(_ session: Session, from visitor: Visitor) async throws {
        try await database.write { [now] tx in
            try tx.run("DELETE FROM sessions WHERE id = \(session.id)")
            try tx.log(.signedOut, login: session.user.login, user: session.user.id, visitor, at: now())
        }
    }

    /// Ends every session of the person but the one kept, as after a lost telephone.
    public func signOutEverywhere(_ user: User.ID, keeping session: Session.ID?) async throws {
        try await database.write { tx in try tx.endSessions(of: user, except: session) }
    }

    /// The latest sign-ins of a person, newest first.
    public func log(of user: User.ID, limit: Int = 50) async throws -> [SignInRecord] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT at, outcome, address, browser FROM sign_ins WHERE user_id = \(user)
                ORDER BY at DESC, id DESC LIMIT \(limit)
                """
            ) { row in
                SignInRecord(
                    at: try row["at"], outcome: try row["outcome"],
                    visitor: Visitor(address: try row["address"], browser: try row["browser"]))
            }
        }
    }

    /// Removes sessions that are over and log lines older than a year.
    public func removeExpired() async throws {
        let instant = now()
        try await database.write { tx in
            try tx.run("DELETE FROM sessions WHERE expires_at <= \(instant)")
            try tx.run("DELETE FROM sign_ins WHERE at < \(instant.addingTimeInterval(-365 * 86_400))")
        }
    }
}

extension Transaction {
    func startSession(of user: User, tokenHash: [UInt8], _ visitor: Visitor, at instant: Date) throws -> Session {
        let expiresAt = instant.addingTimeInterval(Sessions.idleLimit)
        let id: Session.ID = try value(
            """
            INSERT INTO sessions (token_hash, user_id, started_at, last_seen_at, expires_at, address, browser)
            VALUES (\(tokenHash), \(user.id), \(instant), \(instant), \(expiresAt), \(visitor.address), \(visitor.browser))
            RETURNING id
            """)
        return Session(id: id, user: user, startedAt: instant, expiresAt: expiresAt)
    }

    func session(tokenHash: [UInt8], at instant: Date) throws -> (Session, lastSeenAt: Date)? {
        try first(
            """
            SELECT sessions.id AS session_id, started_at, last_seen_at, expires_at, \(User.columns)
            FROM sessions JOIN users ON users.id = sessions.user_id
            WHERE token_hash = \(tokenHash) AND expires_at > \(instant) AND disabled_at IS NULL
            """
        ) { row in
            (
                Session(
                    id: try row["session_id"], user: try User(row), startedAt: try row["started_at"],
                    expiresAt: try row["expires_at"]),
                try row["last_seen_at"]
            )
        }
    }

    func touch(_ session: Session, at instant: Date) throws {
        let expiresAt = min(
            instant.addingTimeInterval(Sessions.idleLimit), session.startedAt.addingTimeInterval(Sessions.totalLimit))
        try run("UPDATE sessions SET last_seen_at = \(instant), expires_at = \(expiresAt) WHERE id = \(session.id)")
    }

    func endSessions(of user: User.ID, except session: Session.ID?) throws {
        try run("DELETE FROM sessions WHERE user_id = \(user) AND id <> \(session ?? Session.ID(rawValue: -1))")
    }

    func failures(login: String, address: String, since: Date) throws -> (login: Int, address: Int) {
        (
            try value(
                "SELECT count(*) FROM sign_ins WHERE login = \(login) AND outcome = 'refused' AND at > \(since)"),
            try value(
                "SELECT count(*) FROM sign_ins WHERE address = \(address) AND outcome = 'refused' AND at > \(since)")
        )
    }

    func log(
        _ outcome: SignInRecord.Outcome, login: String, user: User.ID?, _ visitor: Visitor, at instant: Date
    ) throws {
        try run(
            """
            INSERT INTO sign_ins (login, user_id, outcome, at, address, browser)
            VALUES (\(login), \(user), \(outcome), \(instant), \(visitor.address), \(visitor.browser))
            """)
    }
}
