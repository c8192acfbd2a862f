import Foundation
public import Storage

/// Who may look after whom: parents and their children.
public struct Families: Sendable {
    let database: any Database

    public init(database: any Database) { self.database = database }

    /// Lets the parent see how the child learns; said twice, it stays once. Throws `FamilyRefusal`.
    public func relate(_ parent: User.ID, to child: User.ID) async throws {
        guard parent != child else { throw FamilyRefusal.samePerson }
        try await database.write { tx in
            let count: Int = try tx.value("SELECT count(*) AS count FROM guardians WHERE child_id = \(child)")
            guard count < Self.guardianLimit else { throw FamilyRefusal.tooMany(limit: Self.guardianLimit) }
            try tx.run(
                """
                INSERT INTO guardians (guardian_id, child_id) VALUES (\(parent), \(child))
                ON CONFLICT (guardian_id, child_id) DO NOTHING
                """)
        }
    }

    public func separate(_ parent: User.ID, from child: User.ID) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM guardians WHERE guardian_id = \(parent) AND child_id = \(child)")
        }
    }

    /// The parent's children in the order of the alphabet.
    public func children(of parent: User.ID) async throws -> [Relative] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT users.id AS id, surname, given_name, patronymic FROM guardians
                JOIN users ON users.id = child_id WHERE guardian_id = \(parent) ORDER BY sorting_key, users.id
                """
            ) { row in Relative(id: try row["id"], name: try PersonName(row)) }
        }
    }

    /// Every pair of which the child is one of `people`.
    public func pairs(of people: [User.ID]) async throws -> [(parent: Relative, child: User.ID)] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT users.id AS id, surname, given_name, patronymic, child_id FROM guardians
                JOIN users ON users.id = guardian_id WHERE child_id IN (\(people)) ORDER BY sorting_key, users.id
                """
            ) { row in (Relative(id: try row["id"], name: try PersonName(row)), try row["child_id"]) }
        }
    }

    static let guardianLimit = 6
}

public struct Relative: Equatable, Sendable {
    public var id: User.ID
    public var name: PersonName
}

public enum FamilyRefusal: Error, Equatable, Sendable {
    case samePerson
    case tooMany(limit: Int)
}
