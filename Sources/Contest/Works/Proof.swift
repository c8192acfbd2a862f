public import Accounts
public import Foundation
public import Storage

/// Whether an entrant has shown that a task is done.
public struct TaskProof: Equatable, Sendable {
    public enum State: String, CaseIterable, Sendable, ColumnValue { case waiting, accepted, returned }

    public var state: State
    /// What the organiser wrote when returning it.
    public var comment: String
    public var checkedAt: Date?

    public static let commentLimit = 2_000
}

/// One proof of one entrant, as it stands in a form: `12-3`.
public struct ProofKey: Hashable, Sendable, LosslessStringConvertible {
    public var registration: Registration.ID
    public var task: ContestTask.ID

    public init(registration: Registration.ID, task: ContestTask.ID) {
        self.registration = registration
        self.task = task
    }

    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let registration = Registration.ID(parts[0]), let task = ContestTask.ID(parts[1]) else {
            return nil
        }
        self.init(registration: registration, task: task)
    }

    public var description: String { "\(registration)-\(task)" }
}

/// A proof as its organiser checks it.
public struct ProofRow: Equatable, Sendable {
    public var key: ProofKey
    public var name: PersonName
    public var stage: String
    public var service: String
    public var proof: TaskProof
    public var version: WorkVersion
}

/// The proofs of a contest in one state, the oldest first.
public struct ProofQueue: Equatable, Sendable {
    public var shown: TaskProof.State
    public var rows: [ProofRow]
    /// How many there are in each state.
    public var counts: [TaskProof.State: Int]

    /// Rows shown at once.
    public static let limit = 100
}

/// Why a proof was not checked.
public enum ProofRefusal: Error, Equatable, Sendable {
    case nothingChosen
    case commentMissing
    case commentTooLong(limit: Int)
}
