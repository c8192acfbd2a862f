public import Accounts
public import Foundation

/// All own lessons of a contest in the order of their times.
public struct LessonTimetable: Equatable, Sendable {
    /// The stage they belong to; nil in a contest without own lessons.
    public var stage: Stage?
    public var entries: [LessonEntry]
    /// The person is an entrant without a lesson.
    public var mayBook: Bool
}

/// A line of the timetable.
public struct LessonEntry: Equatable, Sendable {
    public var lesson: OwnLesson
    public var author: LessonAuthor?
    public var enrolled: Int
    public var isMine: Bool
    public var isEnrolled: Bool
    public var state: OwnLesson.State
}

public struct LessonAuthor: Equatable, Sendable {
    public var user: User.ID
    public var name: PersonName
    public var organisation: String?
}

/// Somebody who enrolled in a lesson.
public struct LessonColleague: Equatable, Sendable {
    public var name: PersonName
    public var organisation: String
    public var attendance: LessonAttendance
}

/// What a colleague thought of a lesson.
public struct LessonRating: Equatable, Sendable {
    public var user: User.ID
    /// In the order of the questions, 1…5 each.
    public var marks: [Int]
    public var comment: String
    public var ratedAt: Date

    public static let marksRange = 1...5
    /// More are not asked.
    public static let questionLimit = 20
    public static let commentLimit = 2_000
}

/// A person at a lesson.
public struct LessonVisit: Equatable, Sendable {
    public var lesson: OwnLesson
    public var rules: LessonRules
    public var author: LessonAuthor?
    public var files: [WorkFile]
    /// In the order of their names.
    public var colleagues: [LessonColleague]
    public var ratings: [LessonRating]
    public var user: User.ID?
    public var isMine: Bool
    /// May enrol: teaches or leads somewhere in the network.
    public var isColleague: Bool
    public var now: Date

    public var state: OwnLesson.State { lesson.state(at: now) }
    public var own: LessonColleague? { colleagues.first { $0.attendance.user == user } }
    public var isEnrolled: Bool { own != nil }
    /// Checked in and not out.
    public var isInside: Bool { own.map { $0.attendance.stays.contains { $0.to == nil } } ?? false }
    public var verdict: LessonVerdict { rules.verdict(on: lesson.run(at: now), colleagues.map(\.attendance)) }
    public var rating: Int? { rules.rating(ratings.map(\.marks)) }
    public var ownRating: LessonRating? { ratings.first { $0.user == user } }
    /// Ratings are taken until then; nil before the end.
    public var ratingEnds: Date? {
        guard state == .over, let run = lesson.run(at: now) else { return nil }
        return run.upperBound.addingTimeInterval(TimeInterval(rules.ratingHours * 3_600))
    }
    public var mayRate: Bool {
        guard let ratingEnds, now < ratingEnds, let user else { return false }
        return verdict.stayed.contains(user) && ownRating == nil
    }
}
