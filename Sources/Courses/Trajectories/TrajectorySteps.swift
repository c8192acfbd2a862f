public import Accounts
import Foundation
public import Storage

// The steps of a trajectory. All of it throws `NoRow` for who does not read the trajectory and `TrajectoryRefusal` for
// its mentor, and while it is finished.
extension Trajectories {
    /// Adds a course the owner is in or finds in the catalogue. Throws `NoRow` for any other.
    @discardableResult
    public func add(_ course: Course.ID?, to id: Trajectory.ID, by owner: User.ID) async throws -> TrajectoryStep.ID {
        try await database.write { [now] tx in
            let trajectory = try tx.roomInTrajectory(id, of: owner)
            guard let course else { throw TrajectoryRefusal.courseMissing }
            guard try tx.courses(for: owner, at: now()).contains(where: { $0.id == course }) else { throw NoRow() }
            guard !trajectory.steps.contains(where: { $0.course == course }) else {
                throw TrajectoryRefusal.courseAlreadyThere
            }
            return try tx.insertStep(into: id, course: course, at: now())
        }
    }

    @discardableResult
    public func add(_ plan: Plan, to id: Trajectory.ID, by owner: User.ID) async throws -> TrajectoryStep.ID {
        try await database.write { [now] tx in
            _ = try tx.roomInTrajectory(id, of: owner)
            return try tx.insertStep(into: id, plan: try plan.checked(), at: now())
        }
    }

    /// Moves a step by one place; at the end of the row it stays.
    public func move(
        _ step: TrajectoryStep.ID, up isUp: Bool, in id: Trajectory.ID, by owner: User.ID
    ) async throws {
        try await database.write { tx in
            var steps = try tx.currentTrajectory(id, of: owner).steps.map(\.id)
            guard let index = steps.firstIndex(of: step) else { throw NoRow() }
            let other = isUp ? index - 1 : index + 1
            guard steps.indices.contains(other) else { return }
            steps.swapAt(index, other)
            for (position, step) in steps.enumerated() {
                try tx.run("UPDATE trajectory_steps SET position = \(position) WHERE id = \(step)")
            }
        }
    }

    /// Ticks a plan, or takes the tick away. A course is done when the course is: there is nothing to tick.
    public func tick(
        _ step: TrajectoryStep.ID, done: Bool, in id: Trajectory.ID, by owner: User.ID
    ) async throws {
        try await database.write { [now] tx in
            guard let found = try tx.currentTrajectory(id, of: owner).steps.first(where: { $0.id == step }),
                case .plan = found.kind
            else { throw NoRow() }
            guard found.isDone != done else { return }
            let doneAt = done ? now() : nil
            try tx.run(
                "UPDATE trajectory_steps SET done_at = \(doneAt), changed_at = \(now()) WHERE id = \(step)")
        }
    }

    /// Takes a step out; the last one taken out can be brought back.
    public func remove(_ step: TrajectoryStep.ID, from id: Trajectory.ID, by owner: User.ID) async throws {
        try await database.write { [now] tx in
            guard try tx.currentTrajectory(id, of: owner).steps.contains(where: { $0.id == step }) else {
                throw NoRow()
            }
            try tx.run("DELETE FROM trajectory_steps WHERE trajectory_id = \(id) AND removed_at IS NOT NULL")
            try tx.run("UPDATE trajectory_steps SET removed_at = \(now()) WHERE id = \(step)")
        }
    }

    /// Brings back to its place the step that was taken out last. Throws `NoRow` when there is none.
    public func restore(_ step: TrajectoryStep.ID, to id: Trajectory.ID, by owner: User.ID) async throws {
        try await database.write { tx in
            let trajectory = try tx.roomInTrajectory(id, of: owner)
            let course: Course.ID? = try tx.one(
                """
                SELECT course_id FROM trajectory_steps
                WHERE id = \(step) AND trajectory_id = \(id) AND removed_at IS NOT NULL
                """
            ) { try $0["course_id"] }
            guard course == nil || !trajectory.steps.contains(where: { $0.course == course }) else {
                throw TrajectoryRefusal.courseAlreadyThere
            }
            try tx.run("UPDATE trajectory_steps SET removed_at = NULL WHERE id = \(step)")
        }
    }

    /// What the step that was taken out last is called, so that it can be offered back; nil when there is none.
    public func removed(
        _ step: TrajectoryStep.ID, from id: Trajectory.ID, by owner: User.ID
    ) async throws -> String? {
        try await database.read { tx in
            try tx.first(
                """
                SELECT coalesce(title, spaces.name) AS title FROM trajectory_steps
                JOIN trajectories ON trajectories.id = trajectory_id
                LEFT JOIN courses ON courses.id = course_id LEFT JOIN spaces ON spaces.id = courses.space_id
                WHERE trajectory_steps.id = \(step) AND trajectory_id = \(id) AND owner_id = \(owner)
                    AND removed_at IS NOT NULL
                """
            ) { try $0["title"] }
        }
    }

    /// Plans with a date stand in their owner's calendar.
    static let dates: CalendarSource = { tx, user, range, _ in
        try tx.all(
            """
            SELECT trajectory_steps.id AS id, trajectory_id, title, goal, starts_at, done_at, changed_at
            FROM trajectory_steps JOIN trajectories ON trajectories.id = trajectory_id
            WHERE owner_id = \(user) AND removed_at IS NULL
                AND starts_at >= \(range.lowerBound) AND starts_at < \(range.upperBound)
            """
        ) { row in
            let (step, doneAt): (TrajectoryStep.ID, Date?) = (try row["id"], try row["done_at"])
            return CalendarEvent(
                key: "trajectory-step-\(step)", kind: .planned, title: try row["title"],
                origin: .trajectory(try row["trajectory_id"]), originTitle: try row["goal"],
                startsAt: try row["starts_at"], isDone: doneAt != nil, changedAt: try row["changed_at"])
        }
    }
}

extension Transaction {
    fileprivate func roomInTrajectory(_ id: Trajectory.ID, of owner: User.ID) throws -> Trajectory {
        let trajectory = try currentTrajectory(id, of: owner)
        guard trajectory.steps.count < Trajectory.stepLimit else {
            throw TrajectoryRefusal.tooManySteps(limit: Trajectory.stepLimit)
        }
        return trajectory
    }
}
