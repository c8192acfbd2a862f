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
    }

    /// Stays the same as long as the event does: `activity-17-due`.
    public var key: String
    public var kind: Kind
    public var title: String
    public var course: Course.ID
    public var courseTitle: String
    /// Where it leads; nil leads to the course.
    public var activity: Activity.ID?
    public var startsAt: Date
    /// Nil for what is a moment.
    public var endsAt: Date?
    public var isDone: Bool
    /// Grows when the event is moved.
    public var revision: Int
    public var changedAt: Date

    public init(
        key: String, kind: Kind, title: String, course: Course.ID, courseTitle: String, activity: Activity.ID? = nil,
        startsAt: Date, endsAt: Date? = nil, isDone: Bool = false, revision: Int = 0, changedAt: Date
    ) {
        self.key = key
        self.kind = kind
        self.title = title
        self.course = course
        self.courseTitle = courseTitle
        self.activity = activity
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
