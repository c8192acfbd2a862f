public import Accounts
public import Foundation
public import Storage

/// What a person sets out to learn, in steps of their own choice, with somebody to advise them.
public struct Trajectory: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Trajectory>

    public let id: ID
    public var owner: Companion
    public var goal: String
    /// The day by which the goal is to be reached.
    public var dueAt: Date?
    public var mentor: Companion?
    /// Nil while the person is on the way.
    public var finishedAt: Date?
    /// In the order the person gave them.
    public var steps: [TrajectoryStep]

    /// Steps done, of how many.
    public var progress: (done: Int, total: Int) { (steps.count(where: \.isDone), steps.count) }

    public static let goalLimit = 300
    public static let noteLimit = 2_000
    /// How many trajectories a person has, steps a trajectory and notes stand in it.
    public static let countLimit = 50
    public static let stepLimit = 50
    public static let noteCountLimit = 500
}

/// Somebody on a trajectory: its owner, or the mentor.
public struct Companion: Equatable, Sendable, Identifiable {
    public let id: User.ID
    public var name: PersonName
    public var login: String
}

/// One step of a trajectory.
public struct TrajectoryStep: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<TrajectoryStep>

    public enum Kind: Equatable, Sendable {
        /// A course, with how far the owner is with it now.
        case course(CourseStep)
        /// An event or anything else.
        case plan(Plan, doneAt: Date?)
    }

    public let id: ID
    public var kind: Kind

    public var isDone: Bool {
        switch kind {
        case .course(let course): course.isDone
        case .plan(_, let doneAt): doneAt != nil
        }
    }

    public var title: String {
        switch kind {
        case .course(let course): course.title
        case .plan(let plan, _): plan.title
        }
    }
}

/// A course as a step of somebody's trajectory.
public struct CourseStep: Equatable, Sendable {
    public var course: Course.ID
    public var title: String
    public var isEnrolled: Bool
    /// Steps of the course that are done, of those that are shown.
    public var done: Int
    public var total: Int
    public var completedAt: Date?

    public var isDone: Bool { completedAt != nil || isEnrolled && total > 0 && done >= total }
}

/// An event or a task in the person's own words.
public struct Plan: Equatable, Sendable {
    public var title: String
    public var startsAt: Date?
    /// A page on the web.
    public var address: String?

    public init(title: String, startsAt: Date? = nil, address: String? = nil) {
        self.title = title
        self.startsAt = startsAt
        self.address = address
    }

    /// The plan as it is stored. Throws `TrajectoryRefusal`.
    func checked() throws(TrajectoryRefusal) -> Plan {
        let title = title.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !title.isEmpty else { throw .titleMissing }
        guard title.count <= Course.titleLimit else { throw .titleTooLong(limit: Course.titleLimit) }
        guard let address, !address.allSatisfy(\.isWhitespace) else { return Plan(title: title, startsAt: startsAt) }
        guard let checked = ActivityBody.webAddress(address) else {
            throw .addressMalformed(String(address.prefix(200)))
        }
        return Plan(title: title, startsAt: startsAt, address: checked)
    }
}

/// What the owner or the mentor wrote under a trajectory.
public struct TrajectoryNote: Equatable, Sendable {
    public var author: User.ID
    public var name: PersonName
    public var text: String
    public var writtenAt: Date
}

/// What somebody asks of a trajectory.
public struct TrajectoryAim: Equatable, Sendable {
    public var goal: String
    public var dueAt: Date?
    /// The mentor's login; empty for none.
    public var mentor: String

    public init(goal: String, dueAt: Date? = nil, mentor: String = "") {
        self.goal = goal
        self.dueAt = dueAt
        self.mentor = mentor
    }

    /// The aim as it is stored. Throws `TrajectoryRefusal`.
    func checked() throws(TrajectoryRefusal) -> TrajectoryAim {
        let goal = goal.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !goal.isEmpty else { throw .goalMissing }
        guard goal.count <= Trajectory.goalLimit else { throw .goalTooLong(limit: Trajectory.goalLimit) }
        let mentor = mentor.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        return TrajectoryAim(goal: goal, dueAt: dueAt, mentor: mentor)
    }
}

/// Why a trajectory was not changed as asked.
public enum TrajectoryRefusal: Error, Equatable, Sendable {
    case goalMissing
    case goalTooLong(limit: Int)
    /// No teacher of that login, or one who may not be told of.
    case mentorUnknown(String)
    case mentorIsOwner
    case dateMalformed(String)
    case courseMissing
    case courseAlreadyThere
    case titleMissing
    case titleTooLong(limit: Int)
    case addressMalformed(String)
    case noteMissing
    case noteTooLong(limit: Int)
    case tooManyTrajectories(limit: Int)
    case tooManySteps(limit: Int)
    case tooManyNotes(limit: Int)
    /// Its steps change again once it is opened again.
    case finished
    /// The person reads it as a mentor: it is not theirs to change.
    case notOwner
}
