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
