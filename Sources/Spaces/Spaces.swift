public import Accounts
public import Foundation
public import Storage

/// Places and who is who in them.
public struct Spaces: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Makes a space under `parent`. Throws `SpaceRefusal`.
    public func create(
        _ kind: Space.Kind, named name: String, slug: String, in parent: Space.ID?, visibility: Space.Visibility,
        organisation: OrganisationCard? = nil
    ) async throws -> Space {
        try await database.write { [now] tx in
            try tx.createSpace(
                kind, named: name, slug: slug, in: parent, visibility: visibility, organisation: organisation, at: now()
            )
        }
    }

    /// Throws `NoRow` when there is none.
    public func space(_ id: Space.ID) async throws -> Space {
        try await database.read { tx in try tx.space(id) }
    }

    /// The organisations a person has a role in, the district too; with an action, a role that allows it.
    public func organisations(of user: User.ID, allowing action: Action? = nil) async throws -> [Space] {
        let roles = Role.allCases.filter { role in action.map { role.grants.contains($0) } ?? true }
        return try await database.read { [now] tx in
            try tx.all(
                """
                SELECT \(Space.columns) FROM spaces
                WHERE kind IN ('district', 'organisation') AND EXISTS (
                    SELECT 1 FROM memberships WHERE space_id = spaces.id AND user_id = \(user)
                        AND role IN (\(roles)) AND (until IS NULL OR until > \(now())))
                ORDER BY sorting_key, id
                """
            ) { try Space($0) }
        }
    }

    /// The organisations on the way up from a space, and those right below them, where the person may manage people
    /// or members: whose learners they may enrol together.
    public func organisations(near access: Access) async throws -> [Space] {
        let leads = access.path.filter { step in
            step.space.kind != .course && !step.roles.isDisjoint(with: [.administrator, .methodist, .head, .author])
        }
        let ids = leads.map(\.space.id)
        return try await database.read { tx in
            try tx.all(
                """
                SELECT \(Space.columns) FROM spaces
                WHERE kind = 'organisation' AND (id IN (\(ids)) OR parent_id IN (\(ids)))
                ORDER BY sorting_key, id
                """
            ) { try Space($0) }
        }
    }

    public func space(slug: String) async throws -> Space? {
        try await database.read { tx in try tx.space(slug: slug) }
    }

    /// The organisation served under a host name of its own.
    public func space(host: String) async throws -> Space? {
        try await database.read { tx in
            try tx.first("SELECT \(Space.columns) FROM spaces WHERE host = \(host.lowercased())") { try Space($0) }
        }
    }

    /// Spaces right below `parent` that `user` may see, in the order of their names.
    public func children(of parent: Space.ID, kinds: [Space.Kind]) async throws -> [Space] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT \(Space.columns) FROM spaces
                WHERE parent_id = \(parent) AND kind IN (\(kinds)) ORDER BY sorting_key, id
                """
            ) { try Space($0) }
        }
    }

    /// The root of the tree, nil before the first set-up.
    public func root() async throws -> Space? {
        try await database.read { tx in
            try tx.first("SELECT \(Space.columns) FROM spaces WHERE parent_id IS NULL ORDER BY id") { try Space($0) }
        }
    }

    /// What `user` may do in `space`. Throws `NoRow` when there is no such space.
    public func access(of user: User.ID?, to space: Space.ID) async throws -> Access {
        try await database.read { [now] tx in try tx.access(of: user, to: space, at: now()) }
    }

    /// Gives a role; given twice, it stays once.
    public func add(_ user: User.ID, to space: Space.ID, as role: Role, until: Date? = nil) async throws {
        try await database.write { [now] tx in try tx.addMember(user, to: space, as: role, until: until, at: now()) }
    }

    public func remove(_ user: User.ID, from space: Space.ID, as role: Role) async throws {
        try await database.write { tx in try tx.removeMember(user, from: space, as: role) }
    }

    /// The roles of a person over all spaces, for the menu.
    public func memberships(of user: User.ID) async throws -> [Membership] {
        try await database.read { [now] tx in try tx.memberships(of: user, at: now()) }
    }

    /// Members with their roles in the order of the Russian alphabet.
    public func members(of space: Space.ID, limit: Int = 100, offset: Int = 0) async throws -> [Member] {
        try await database.read { [now] tx in
            var members: [Member] = []
            try tx.forEach(
                """
                SELECT page.id AS id, login, surname, given_name, patronymic, role
                FROM (
                    SELECT id, login, surname, given_name, patronymic, sorting_key FROM users
                    WHERE EXISTS (
                        SELECT 1 FROM memberships
                        WHERE space_id = \(space) AND user_id = users.id AND (until IS NULL OR until > \(now())))
                    ORDER BY sorting_key, id LIMIT \(limit) OFFSET \(offset)
                ) AS page
                JOIN memberships ON user_id = page.id AND space_id = \(space) AND (until IS NULL OR until > \(now()))
                ORDER BY sorting_key, page.id
                """
            ) { row in
                let user: User.ID = try row["id"]
                if members.last?.user != user {
                    members.append(
                        Member(user: user, login: try row["login"], name: try PersonName(row), roles: []))
                }
                members[members.count - 1].roles.insert(try row["role"])
            }
            return members
        }
    }
}

/// A person in a space.
public struct Member: Equatable, Sendable {
    public var user: User.ID
    public var login: String
    public var name: PersonName
    public var roles: Set<Role>
}

extension Transaction {
    public func createSpace(
        _ kind: Space.Kind, named name: String, slug: String, in parent: Space.ID?, visibility: Space.Visibility,
        organisation: OrganisationCard? = nil, at instant: Date
    ) throws -> Space {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty else { throw SpaceRefusal.nameMissing }
        guard name.count <= 300 else { throw SpaceRefusal.nameTooLong(limit: 300) }
        guard Space.isSlug(slug) else { throw SpaceRefusal.slugMalformed(slug) }
        if try space(slug: slug) != nil { throw SpaceRefusal.slugTaken(slug) }
        let host = organisation?.host.map { $0.lowercased() }
        if let host, try first("SELECT id FROM spaces WHERE host = \(host)", { _ in true }) != nil {
            throw SpaceRefusal.hostTaken(host)
        }
        let key = Space.sortingKey(name)
        let id: Space.ID = try value(
            """
            INSERT INTO spaces (kind, parent_id, slug, name, sorting_key, visibility, organisation_type, short_name, city,
                host, created_at)
            VALUES (\(kind), \(parent), \(slug), \(name), \(key), \(visibility), \(organisation?.type),
                \(organisation?.shortName), \(organisation?.city), \(host), \(instant))
            RETURNING id
            """)
        return Space(
            id: id, kind: kind, parent: parent, slug: slug, name: name, visibility: visibility,
            organisation: organisation)
    }

    public func space(_ id: Space.ID) throws -> Space {
        try one("SELECT \(Space.columns) FROM spaces WHERE id = \(id)") { try Space($0) }
    }

    public func space(slug: String) throws -> Space? {
        try first("SELECT \(Space.columns) FROM spaces WHERE slug = \(slug)") { try Space($0) }
    }

    public func rename(_ space: Space.ID, to name: String, visibility: Space.Visibility) throws {
        let key = Space.sortingKey(name)
        try run(
            """
            UPDATE spaces SET name = \(name), sorting_key = \(key), visibility = \(visibility) WHERE id = \(space)
            """)
    }

    /// The way from `space` to the root with the roles of `user` on it: one query.
    public func access(of user: User.ID?, to space: Space.ID, at instant: Date) throws -> Access {
        var path: [Standing] = []
        try forEach(
            """
            WITH RECURSIVE way (id, up, depth) AS (
                SELECT id, parent_id, 0 FROM spaces WHERE id = \(space)
                UNION ALL
                SELECT spaces.id, spaces.parent_id, depth + 1 FROM spaces JOIN way ON spaces.id = way.up
                WHERE depth < 20
            )
            SELECT \(Space.columns), role FROM way JOIN spaces ON spaces.id = way.id
            LEFT JOIN memberships ON space_id = way.id AND user_id = \(user ?? User.ID(rawValue: -1))
                AND (until IS NULL OR until > \(instant))
            ORDER BY depth
            """
        ) { row in
            let step = try Space(row)
            let role: Role? = try row["role"]
            if path.last?.space.id != step.id { path.append(Standing(space: step, roles: [])) }
            if let role { path[path.count - 1].roles.insert(role) }
        }
        guard !path.isEmpty else { throw NoRow() }
        return Access(path: path, isSignedIn: user != nil)
    }

    public func addMember(
        _ user: User.ID, to space: Space.ID, as role: Role, until: Date? = nil, at instant: Date
    ) throws {
        try run(
            """
            INSERT INTO memberships (space_id, user_id, role, since, until)
            VALUES (\(space), \(user), \(role), \(instant), \(until))
            ON CONFLICT (space_id, user_id, role) DO UPDATE SET until = excluded.until
            """)
    }

    public func removeMember(_ user: User.ID, from space: Space.ID, as role: Role) throws {
        try run("DELETE FROM memberships WHERE space_id = \(space) AND user_id = \(user) AND role = \(role)")
    }

    public func memberships(of user: User.ID, at instant: Date) throws -> [Membership] {
        try all(
            """
            SELECT space_id, role, since, until FROM memberships
            WHERE user_id = \(user) AND (until IS NULL OR until > \(instant)) ORDER BY since, space_id, role
            """
        ) { row in
            Membership(
                space: try row["space_id"], role: try row["role"], since: try row["since"], until: try row["until"])
        }
    }
}

extension Space {
    static let columns: SQL = """
        spaces.id AS space_id, spaces.kind AS space_kind, spaces.parent_id AS parent_id, spaces.slug AS slug,
        spaces.name AS space_name, spaces.visibility AS visibility, spaces.organisation_type AS organisation_type,
        spaces.short_name AS short_name, spaces.city AS city, spaces.host AS host
        """

    init(_ row: borrowing Row) throws {
        let type: OrganisationType? = try row["organisation_type"]
        let shortName: String? = try row["short_name"]
        let city: String? = try row["city"]
        let host: String? = try row["host"]
        self.init(
            id: try row["space_id"], kind: try row["space_kind"], parent: try row["parent_id"], slug: try row["slug"],
            name: try row["space_name"], visibility: try row["visibility"],
            organisation: type.map {
                OrganisationCard(type: $0, shortName: shortName ?? "", city: city ?? "", host: host)
            })
    }

    /// Latin letters, digits and hyphens, 2 to 64 of them: it stands in addresses.
    /// The order people expect of schools: Russian letters, and № 5 before № 10.
    static func sortingKey(_ name: String) -> String {
        PersonName(surname: name, given: "").sortingKey.replacing(/[0-9]+/) { number in
            String(repeating: "0", count: max(0, 9 - number.output.count)) + number.output
        }
    }

    static func isSlug(_ text: String) -> Bool {
        (2...64).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
