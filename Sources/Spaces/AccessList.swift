public import Accounts
public import Foundation
public import Storage

extension Transaction {
    /// What `user` may do in every space of a kind: two queries, however many there are.
    public func accesses(of user: User.ID?, toAll kind: Space.Kind, at instant: Date) throws -> [Access] {
        let spaces = try all("SELECT \(Space.columns) FROM spaces ORDER BY id") { try Space($0) }
        var roles: [Space.ID: Set<Role>] = [:]
        if let user {
            for membership in try memberships(of: user, at: instant) {
                roles[membership.space, default: []].insert(membership.role)
            }
        }
        let places = Dictionary(uniqueKeysWithValues: spaces.map { ($0.id, $0) })
        return spaces.filter { $0.kind == kind }.map { space in
            let way = sequence(first: space) { $0.parent.flatMap { places[$0] } }.prefix(20)
            return Access(
                path: way.map { Standing(space: $0, roles: roles[$0.id] ?? []) }, isSignedIn: user != nil)
        }
    }
}

extension Transaction {
    /// An organisation and those right below it, in the order of their names.
    public func organisations(of space: Space.ID) throws -> [Space] {
        try all(
            """
            SELECT \(Space.columns) FROM spaces
            WHERE kind <> 'course' AND (id = \(space) OR parent_id = \(space))
            ORDER BY CASE WHEN id = \(space) THEN 0 ELSE 1 END, sorting_key, id
            """
        ) { try Space($0) }
    }

    /// Spaces in the order of their names.
    public func spaces(_ ids: [Space.ID]) throws -> [Space] {
        try all("SELECT \(Space.columns) FROM spaces WHERE id IN (\(ids)) ORDER BY sorting_key, id") { try Space($0) }
    }
}
