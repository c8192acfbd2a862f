public import Accounts
public import Foundation
import Spaces
public import Storage

/// Who gets into a course, and when.
public struct Admission: Equatable, Sendable {
    public enum Mode: String, CaseIterable, Sendable, ColumnValue {
        /// The teacher enrols by hand.
        case manual
        /// Whoever knows the key enrols themselves.
        case key
        /// Whoever sees the course enrols themselves.
        case open
        /// Everybody of the organisation the course belongs to enrols themselves.
        case organisation
        /// Whoever sees the course asks, and a teacher decides.
        case request
    }

    public var mode: Mode
    public var key: String?
    /// Enrolment is open on `[opensAt, closesAt)`; a missing end is no limit.
    public var opensAt: Date?
    public var closesAt: Date?
    /// Seats; nil is no limit.
    public var capacity: Int?

    public init(mode: Mode, key: String? = nil, opensAt: Date? = nil, closesAt: Date? = nil, capacity: Int? = nil) {
        self.mode = mode
        self.key = key
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.capacity = capacity
    }
}

/// A learner's place in a course.
public struct Enrolment: Equatable, Sendable {
    public var learner: User.ID
    public var course: Course.ID
    public var enrolledAt: Date
}

/// Why a course did not admit a learner.
public enum EnrolmentRefusal: Error, Equatable, Sendable {
    case notYetOpen(opensAt: Date)
    case closed
    case byTeacherOnly
    /// A teacher decides: ask by `Enrolments.apply`.
    case byRequest
    case otherOrganisation
    case wrongKey
    case alreadyEnrolled
    case full(capacity: Int)
}

/// What came of asking for a place.
public enum EnrolmentOutcome: Equatable, Sendable {
    case enrolled(Enrolment)
    /// A teacher will decide.
    case requested
    /// All seats are taken; the first in the queue gets the next free one. `place` counts from 1.
    case waiting(place: Int)
}

/// Somebody who asked for a place and has none yet.
public struct EnrolmentApplication: Equatable, Sendable {
    public enum Kind: String, Sendable, ColumnValue { case request, waiting }

    public var learner: User.ID
    public var name: PersonName
    public var kind: Kind
    /// What the learner wrote to the teacher.
    public var note: String
    public var askedAt: Date

    public static let noteLimit = 1_000
}

/// On whose word somebody is enrolled.
public enum EnrolmentRequest: Equatable, Sendable {
    /// The learner asks, with the key where one is wanted.
    case own(key: String?, belongsToOrganisation: Bool)
    /// A teacher enrols: keys and dates do not bind, seats do.
    case byTeacher
}

extension Course {
    /// Admits `learner` at `now`, or says why not.
    public func admit(
        _ learner: User.ID, _ request: EnrolmentRequest, seatsTaken: Int, at now: Date
    ) throws(EnrolmentRefusal) -> Enrolment {
        if case .own(let key, let belongsToOrganisation) = request {
            if let opensAt = admission.opensAt, now < opensAt { throw .notYetOpen(opensAt: opensAt) }
            if let closesAt = admission.closesAt, now >= closesAt { throw .closed }
            switch admission.mode {
            case .manual: throw .byTeacherOnly
            case .request: throw .byRequest
            case .key: if key.map(Self.normalised) != admission.key.map(Self.normalised) { throw .wrongKey }
            case .organisation: if !belongsToOrganisation { throw .otherOrganisation }
            case .open: break
            }
        }
        if let capacity = admission.capacity, seatsTaken >= capacity { throw .full(capacity: capacity) }
        return Enrolment(learner: learner, course: id, enrolledAt: now)
    }

    /// Keys are dictated: case and outer spaces do not count.
    private static func normalised(_ key: String) -> String {
        key.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
    }
}
