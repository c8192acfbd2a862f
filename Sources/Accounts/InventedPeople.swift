public import Foundation
public import Storage

extension Transaction {
    /// Enters somebody who does not exist and cannot sign in, for a rehearsal.
    public func invent(_ name: PersonName, login: String, at instant: Date) throws -> User.ID {
        try register(
            PreparedUser(user: NewUser(login: login, name: name, mustChangePassword: false), passwordHash: nil),
            at: instant
        ).id
    }

    /// Takes invented people out of the register; nothing of theirs may be left anywhere.
    public func forget(_ invented: [User.ID]) throws {
        try run("DELETE FROM users WHERE id IN (\(invented)) AND password_hash IS NULL")
    }
}
