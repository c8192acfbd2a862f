public import Foundation
public import Storage

/// A part of a course that was removed and can be brought back.
public struct RemovedPart: Equatable, Sendable {
    public enum Part: Equatable, Sendable {
        case module(Module.ID)
        case activity(Activity.ID, Activity.Kind)
    }

    public var part: Part
    public var title: String
    public var removedAt: Date

    /// How long what was removed can be brought back.
    public static let days = 30

    /// When it goes for good.
    public var goesAt: Date { removedAt.addingTimeInterval(Double(Self.days) * 86_400) }
}

// What is removed is hidden too, so that whoever respects the one respects the other.
extension Courses {
    public func remove(_ id: Activity.ID) async throws {
        try await database.write { [now] tx in
            try tx.purge(try tx.course(of: id).id, at: now())
            try tx.run(
                """
                UPDATE activities SET hidden_before = is_hidden, is_hidden = 1, removed_at = \(now())
                WHERE id = \(id) AND removed_at IS NULL
                """)
        }
    }

    public func remove(_ id: Module.ID) async throws {
        try await database.write { [now] tx in
            try tx.purge(try tx.module(id).course, at: now())
            try tx.run(
                """
                UPDATE modules SET hidden_before = is_hidden, is_hidden = 1, removed_at = \(now())
                WHERE id = \(id) AND removed_at IS NULL
                """)
        }
    }

    /// Brings an activity back to its module. Throws `NoRow` when it is not there to be brought back.
    public func restore(_ id: Activity.ID) async throws {
        try await database.write { [now] tx in
            let changed = try tx.run(
                """
                UPDATE activities SET is_hidden = hidden_before, removed_at = NULL
                WHERE id = \(id) AND removed_at > \(RemovedPart.horizon(now()))
                """)
            guard changed == 1 else { throw NoRow() }
            try tx.renumber(try tx.course(of: id))
        }
    }

    /// Brings a module back with everything in it. Throws `NoRow` when it is not there to be brought back.
    public func restore(_ id: Module.ID) async throws {
        try await database.write { [now] tx in
            let changed = try tx.run(
                """
                UPDATE modules SET is_hidden = hidden_before, removed_at = NULL
                WHERE id = \(id) AND removed_at > \(RemovedPart.horizon(now()))
                """)
            guard changed == 1 else { throw NoRow() }
            try tx.renumber(try tx.course(try tx.module(id).course))
        }
    }

    /// What can be brought back, the latest first. What stood in a removed module comes back with it.
    public func removed(from course: Course.ID) async throws -> [RemovedPart] {
        try await database.read { [now] tx in
            let horizon = RemovedPart.horizon(now())
            let modules = try tx.all(
                """
                SELECT id, title, removed_at FROM modules WHERE course_id = \(course) AND removed_at > \(horizon)
                """
            ) { row in
                RemovedPart(part: .module(try row["id"]), title: try row["title"], removedAt: try row["removed_at"])
            }
            let activities = try tx.all(
                """
                SELECT activities.id AS id, kind, activities.title AS title, activities.removed_at AS removed_at
                FROM activities JOIN modules ON modules.id = module_id
                WHERE course_id = \(course) AND modules.removed_at IS NULL AND activities.removed_at > \(horizon)
                """
            ) { row in
                RemovedPart(
                    part: .activity(try row["id"], try row["kind"]), title: try row["title"],
                    removedAt: try row["removed_at"])
            }
            return (modules + activities).sorted { $0.removedAt > $1.removedAt }
        }
    }
}

extension RemovedPart {
    fileprivate static func horizon(_ now: Date) -> Date { now.addingTimeInterval(-Double(days) * 86_400) }
}

extension Transaction {
    /// Deletes what nobody brought back in time.
    fileprivate func purge(_ course: Course.ID, at instant: Date) throws {
        let horizon = RemovedPart.horizon(instant)
        try run(
            """
            DELETE FROM activities WHERE removed_at <= \(horizon)
                AND module_id IN (SELECT id FROM modules WHERE course_id = \(course))
            """)
        try run("DELETE FROM modules WHERE course_id = \(course) AND removed_at <= \(horizon)")
    }

    /// Gives the parts of a course places that are all different.
    fileprivate func renumber(_ course: Course) throws {
        let contents = try contents(of: course)
        var nothing = contents
        nothing.modules = []
        try store(order: contents, insteadOf: nothing)
    }
}
