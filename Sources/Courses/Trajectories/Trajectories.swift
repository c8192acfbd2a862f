public import Accounts
public import Foundation
public import Storage

/// Trajectories: making them, walking them, advising on them. Each is read by its owner and the mentor they chose;
/// what a child aims at and how far they are, by their parents too. The owner alone changes it.
public struct Trajectories: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// The person's own and those they are the mentor of, the current ones first.
    public func all(of user: User.ID) async throws -> [Trajectory] {
        try await database.read { tx in try tx.trajectories("owner_id = \(user) OR mentor_id = \(user)") }
    }

    /// The person's own, the current ones first; for their parents too, who read no notes.
    public func own(of user: User.ID) async throws -> [Trajectory] {
        try await database.read { tx in try tx.trajectories("owner_id = \(user)") }
    }

    /// The person's own that are not finished.
    public func current(of user: User.ID) async throws -> [Trajectory] {
        try await database.read { tx in try tx.trajectories("owner_id = \(user) AND finished_at IS NULL") }
    }

    /// A person at a trajectory: one read. Throws `NoRow` unless it is theirs or they are its mentor.
    public func visit(_ id: Trajectory.ID, by user: User.ID) async throws -> TrajectoryVisit {
        try await database.read { [now] tx in
            let trajectory = try tx.trajectory(id, for: user)
            let taken = Set(trajectory.steps.compactMap(\.course))
            let isOwner = trajectory.owner.id == user
            return TrajectoryVisit(
                trajectory: trajectory, notes: try tx.notes(of: id), isOwner: isOwner,
                courses: isOwner ? try tx.courses(for: user, at: now()).filter { !taken.contains($0.id) } : [])
        }
    }

    /// Throws `TrajectoryRefusal`.
    public func begin(_ aim: TrajectoryAim, by owner: User.ID) async throws -> Trajectory.ID {
        let aim = try aim.checked()
        return try await database.write { [now] tx in
            let count: Int = try tx.value("SELECT count(*) AS count FROM trajectories WHERE owner_id = \(owner)")
            guard count < Trajectory.countLimit else {
                throw TrajectoryRefusal.tooManyTrajectories(limit: Trajectory.countLimit)
            }
            let mentor = try tx.mentor(login: aim.mentor, of: owner, at: now())
            return try tx.value(
                """
                INSERT INTO trajectories (owner_id, goal, due_at, mentor_id, created_at)
                VALUES (\(owner), \(aim.goal), \(aim.dueAt), \(mentor), \(now())) RETURNING id
                """)
        }
    }

    /// Throws `TrajectoryRefusal`. A mentor who stays is not asked again whether they still teach.
    public func change(_ id: Trajectory.ID, to aim: TrajectoryAim, by owner: User.ID) async throws {
        let aim = try aim.checked()
        try await database.write { [now] tx in
            let trajectory = try tx.ownTrajectory(id, of: owner)
            let mentor =
                trajectory.mentor?.login == aim.mentor
                ? trajectory.mentor?.id : try tx.mentor(login: aim.mentor, of: owner, at: now())
            try tx.run(
                """
                UPDATE trajectories SET goal = \(aim.goal), due_at = \(aim.dueAt), mentor_id = \(mentor)
                WHERE id = \(id)
                """)
        }
    }

    /// Ends the way, reached or left; done twice, the first instant stays.
    public func finish(_ id: Trajectory.ID, by owner: User.ID) async throws {
        try await database.write { [now] tx in
            _ = try tx.ownTrajectory(id, of: owner)
            try tx.run("UPDATE trajectories SET finished_at = \(now()) WHERE id = \(id) AND finished_at IS NULL")
        }
    }

    public func resume(_ id: Trajectory.ID, by owner: User.ID) async throws {
        try await database.write { tx in
            _ = try tx.ownTrajectory(id, of: owner)
            try tx.run("UPDATE trajectories SET finished_at = NULL WHERE id = \(id)")
        }
    }

    /// Takes the trajectory away for good, with its steps and notes.
    public func remove(_ id: Trajectory.ID, by owner: User.ID) async throws {
        try await database.write { tx in
            _ = try tx.ownTrajectory(id, of: owner)
            try tx.run("DELETE FROM trajectories WHERE id = \(id)")
        }
    }

    /// The owner or the mentor writes a note, on a finished trajectory too. Throws `TrajectoryRefusal`.
    public func write(_ text: String, on id: Trajectory.ID, by author: User.ID) async throws {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        try await database.write { [now] tx in
            _ = try tx.trajectory(id, for: author)
            guard !text.isEmpty else { throw TrajectoryRefusal.noteMissing }
            guard text.count <= Trajectory.noteLimit else {
                throw TrajectoryRefusal.noteTooLong(limit: Trajectory.noteLimit)
            }
            let count: Int = try tx.value("SELECT count(*) AS count FROM trajectory_notes WHERE trajectory_id = \(id)")
            guard count < Trajectory.noteCountLimit else {
                throw TrajectoryRefusal.tooManyNotes(limit: Trajectory.noteCountLimit)
            }
            try tx.run(
                """
                INSERT INTO trajectory_notes (trajectory_id, author_id, text, written_at)
                VALUES (\(id), \(author), \(text), \(now()))
                """)
        }
    }
}

/// A trajectory as one person meets it.
public struct TrajectoryVisit: Sendable {
    public var trajectory: Trajectory
    /// The first first.
    public var notes: [TrajectoryNote]
    public var isOwner: Bool
    /// What the owner may add to it.
    public var courses: [CourseChoice]
}

/// A course in a list to choose from.
public struct CourseChoice: Equatable, Sendable, Identifiable {
    public let id: Course.ID
    public var title: String
}

extension TrajectoryStep {
    var course: Course.ID? { if case .course(let step) = kind { step.course } else { nil } }
}
