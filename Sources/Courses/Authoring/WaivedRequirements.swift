public import Spaces
public import Storage

/// Requirements a district does not insist on.
extension CourseRequirements {
    /// A requirement as a district's list names it: «course: Цели», «module: Теория».
    public typealias Name = String

    /// What may be required of a course as a whole, and of each module that teaches, by name and title.
    public var parts: (course: [(name: Name, title: String)], module: [(name: Name, title: String)]) {
        (course.map { ("course: \($0.title)", $0.title) }, module.map { ("module: \($0.title)", $0.title) })
    }

    /// The names of all that may be required.
    public var names: Set<Name> { Set((parts.course + parts.module).map(\.name)) }
}

extension Courses {
    /// What is not required in a space: by its own word, or else the nearest one's above; and whether it is its own.
    public func waivedRequirements(
        in access: Access
    ) async throws -> (names: Set<CourseRequirements.Name>, isOwn: Bool) {
        let path = access.path.map(\.space.id)
        return try await database.read { tx in
            let lists: [Space.ID: String] = try Dictionary(
                uniqueKeysWithValues: tx.all(
                    "SELECT space_id, names FROM waived_requirements WHERE space_id IN (\(path))"
                ) { row in (try row["space_id"], try row["names"]) })
            let nearest = path.lazy.compactMap { lists[$0] }.first ?? ""
            return (Set(nearest.split(separator: "\n").map(String.init)), lists[path[0]] != nil)
        }
    }

    /// Gives a space a list of its own; nil takes it away, and the one above holds again, or all is required.
    public func waive(_ names: Set<CourseRequirements.Name>?, in space: Space.ID) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM waived_requirements WHERE space_id = \(space)")
            guard let names else { return }
            try tx.run(
                """
                INSERT INTO waived_requirements (space_id, names)
                VALUES (\(space), \(names.sorted().joined(separator: "\n")))
                """)
        }
    }
}
