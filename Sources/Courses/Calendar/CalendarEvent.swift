public import Accounts
public import Foundation
public import Storage

/// A line of somebody's calendar, whatever it comes from.
public struct CalendarEvent: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        /// A step of a course is to be done by then.
        case due(Activity.Kind)
        /// Enrolment of a course one teaches opens, and closes.
        case enrolmentOpens
        case enrolmentCloses
        /// Something the person planned on a trajectory.
        case planned
    }

    /// What an event belongs to.
    public enum Origin: Equatable, Sendable {
        /// A course, and the step of it where the event leads; without one it leads to the course.
        case course(Course.ID, Activity.ID? = nil)
        case trajectory(Trajectory.ID)
    }

    /// Stays the same as long as the event does: `activity-17-due`.
    public var key: String
    public var kind: Kind
    public var title: String
    public var origin: Origin
    /// The course's title, the trajectory's goal.
    public var originTitle: String
    public var startsAt: Date
    /// Nil for what is a moment.
    public var endsAt: Date?
    public var isDone: Bool
    /// Grows when the event is moved.
    public var revision: Int
    public var changedAt: Date

    public init(
        key: String, kind: Kind, title: String, origin: Origin, originTitle: String, startsAt: Date,
        endsAt: Date? = nil, isDone: Bool = false, revision: Int = 0, changedAt: Date
    ) {
        self.key = key
        self.kind = kind
        self.title = title
        self.origin = origin
        self.originTitle = originTitle
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.isDone = isDone
        self.revision = revision
        self.changedAt = changedAt
    }
}

/// Something that puts events into people's calendars: those of `user` that start in `range`, as of `now`, in a number
/// of queries that does not depend on theirs. Targets above add their own.
public typealias CalendarSource =
    @Sendable (Transaction, _ user: User.ID, _ range: Range<Date>, _ now: Date) throws -> [CalendarEvent]
