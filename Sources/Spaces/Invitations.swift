public import Accounts
public import Foundation
public import Storage

/// A door into a space in a role: a code to dictate, or a link that carries it.
public struct Invitation: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Invitation>

    public let id: ID
    public var space: Space.ID
    public var role: Role
    /// Eight letters and digits without look-alikes, shown as `K7MF-2QXD`: 40 bits, and wrong ones are rate-limited.
    public var code: String
    public var seats: Int
    public var used: Int
    public var expiresAt: Date
}

/// Why an invitation did not open the door.
public enum InvitationRefusal: Error, Equatable, Sendable {
    case unknownCode
    case expired(at: Date)
    case used(seats: Int)
}

extension Invitation {
    /// Nil when somebody may come in at `instant`.
    public func refusal(at instant: Date) -> InvitationRefusal? {
        if instant >= expiresAt { return .expired(at: expiresAt) }
        return used < seats ? nil : .used(seats: seats)
    }

    /// The code as it is stored: upper case, without hyphens and spaces, look-alikes put right (Crockford base 32).
    public static func normalised(_ code: String) -> String {
        String(
            code.uppercased().compactMap { character -> Character? in
                switch character {
                case "O": "0"
                case "I", "L": "1"
                case "-", " ", "\u{A0}": nil
                default: character
                }
            })
    }
}

/// Invitations by link and by code.
public struct Invitations: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Makes an invitation for `seats` people, open for `days` days.
    public func invite(
        to space: Space.ID, as role: Role, seats: Int, days: Int, by author: User.ID
    ) async throws -> Invitation {
        try await database.write { [now] tx in
            let code = Hashing.code(length: 8)
            let expiresAt = now().addingTimeInterval(Double(days) * 86_400)
            let id: Invitation.ID = try tx.value(
                """
                INSERT INTO invitations (space_id, role, code, seats, expires_at, created_by, created_at)
                VALUES (\(space), \(role), \(code), \(seats), \(expiresAt), \(author), \(now())) RETURNING id
                """)
            return Invitation(
                id: id, space: space, role: role, code: code, seats: seats, used: 0, expiresAt: expiresAt)
        }
    }

    public func invitations(to space: Space.ID) async throws -> [Invitation] {
        try await database.read { tx in
            try tx.all("SELECT \(Invitation.columns) FROM invitations WHERE space_id = \(space) ORDER BY id DESC") {
                try Invitation($0)
            }
        }
    }

    /// The invitation a code opens. Throws `InvitationRefusal`.
    public func invitation(code: String) async throws -> Invitation {
        try await database.read { [now] tx in try tx.openInvitation(code: code, at: now()) }
    }

    /// Takes a seat and gives the role. Somebody who has it already takes no seat. Throws `InvitationRefusal`.
    /// `admit` runs in the same transaction, for what the space needs besides (a course enrols its learner).
    public func accept(
        code: String, by user: User.ID, admit: @escaping @Sendable (Transaction, Invitation) throws -> Void
    ) async throws -> Invitation {
        try await database.write { [now] tx in
            let invitation = try tx.openInvitation(code: code, at: now())
            let roles = try tx.memberships(of: user, at: now()).filter { $0.space == invitation.space }.map(\.role)
            guard !roles.contains(invitation.role) else { return invitation }
            try tx.run("UPDATE invitations SET used = used + 1 WHERE id = \(invitation.id)")
            try tx.addMember(user, to: invitation.space, as: invitation.role, at: now())
            try admit(tx, invitation)
            return invitation
        }
    }

    public func withdraw(_ invitation: Invitation.ID, from space: Space.ID) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM invitations WHERE id = \(invitation) AND space_id = \(space)")
        }
    }
}

extension Invitation {
    static let columns: SQL = "id, space_id, role, code, seats, used, expires_at"

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], space: try row["space_id"], role: try row["role"], code: try row["code"],
            seats: try row["seats"], used: try row["used"], expiresAt: try row["expires_at"])
    }
}

extension Transaction {
    func openInvitation(code: String, at instant: Date) throws -> Invitation {
        let code = Invitation.normalised(code)
        let invitation = try first("SELECT \(Invitation.columns) FROM invitations WHERE code = \(code)") {
            try Invitation($0)
        }
        guard let invitation else { throw InvitationRefusal.unknownCode }
        if let refusal = invitation.refusal(at: instant) { throw refusal }
        return invitation
    }
}
