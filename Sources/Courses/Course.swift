public import Accounts
public import Foundation
public import Markup
public import Media
public import Spaces
public import Storage

/// A course: a space with modules of activities, and a rule of admission.
public struct Course: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Course>

    public let id: ID
    public var space: Space.ID
    public var title: String
    public var summary: String
    /// Academic hours of 45 minutes.
    public var hours: Int?
    public var language: String
    public var visibility: Space.Visibility
    public var admission: Admission
    public var format: CourseFormat
    /// When its first week begins, in a course by weeks.
    public var startsAt: Date?

    public init(
        id: ID, space: Space.ID, title: String, summary: String, hours: Int? = nil, language: String = "ru",
        visibility: Space.Visibility, admission: Admission, format: CourseFormat = .topics, startsAt: Date? = nil
    ) {
        self.id = id
        self.space = space
        self.title = title
        self.summary = summary
        self.hours = hours
        self.language = language
        self.visibility = visibility
        self.admission = admission
        self.format = format
        self.startsAt = startsAt
    }
}

/// What the modules of a course follow: its topics, or the calendar.
public enum CourseFormat: String, CaseIterable, Sendable, ColumnValue { case topics, weeks }

/// A part of a course: its activities are taken one after another.
public struct Module: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Module>

    public let id: ID
    public var title: String
    public var summary: String
    /// Still being written: only authors see it.
    public var isHidden: Bool
    public var activities: [Activity]

    public init(id: ID, title: String, summary: String, isHidden: Bool = false, activities: [Activity] = []) {
        self.id = id
        self.title = title
        self.summary = summary
        self.isHidden = isHidden
        self.activities = activities
    }
}

/// A step of a module as it stands in the contents: everything but its body.
public struct Activity: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Activity>

    public let id: ID
    public var kind: Kind
    public var title: String
    /// The most one can earn; nil when the activity is not graded.
    public var points: Points?
    /// Still being written: only authors see it.
    public var isHidden: Bool
    /// When it should be done; what comes later is late, not refused.
    public var dueAt: Date?

    public init(
        id: ID, kind: Kind, title: String, points: Points? = nil, isHidden: Bool = false, dueAt: Date? = nil
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.points = points
        self.isHidden = isHidden
        self.dueAt = dueAt
    }

    public enum Kind: String, CaseIterable, Sendable, ColumnValue {
        case page, video, file, link, quiz, assignment, poll, exercise, package
    }
}

/// What an activity shows when it is opened.
public enum ActivityBody: Equatable, Sendable {
    case page(Page)
    case video(Video)
    case file(Asset)
    case link(String)
    /// The questions belong to `Quizzes`.
    case quiz
    case package(Package)
    /// What is to be done; how it is handed in and marked is an `Assignment`.
    case assignment(Page)
    /// What stands before the questions of a `Poll`.
    case poll(Page)
    /// What stands before an exercise; the exercise itself belongs to `Quizzes`.
    case exercise(Page)
}

/// A text as its author wrote it and as the reader gets it.
public struct Page: Equatable, Sendable {
    public var markdown: String
    public var html: SafeHTML

    public init(markdown: String, html: SafeHTML) {
        self.markdown = markdown
        self.html = html
    }
}

public struct Video: Equatable, Sendable {
    public var asset: Asset
    public var poster: Asset?
    public var captions: Asset?
    public var captionsLanguage: String?

    public init(asset: Asset, poster: Asset? = nil, captions: Asset? = nil, captionsLanguage: String? = nil) {
        self.asset = asset
        self.poster = poster
        self.captions = captions
        self.captionsLanguage = captionsLanguage
    }
}

/// A course with everything in its contents, in order.
public struct CourseContents: Equatable, Sendable {
    public var course: Course
    public var modules: [Module]

    public var activities: [Activity] { modules.flatMap(\.activities) }

    public init(course: Course, modules: [Module]) {
        self.course = course
        self.modules = modules
    }

    /// The steps before and after an activity, over the borders of modules.
    public func neighbours(of id: Activity.ID) -> (previous: Activity?, next: Activity?) {
        let all = activities
        guard let place = all.firstIndex(where: { $0.id == id }) else { return (nil, nil) }
        return (place > 0 ? all[place - 1] : nil, place + 1 < all.count ? all[place + 1] : nil)
    }

    public func module(of id: Activity.ID) -> Module? {
        modules.first { $0.activities.contains { $0.id == id } }
    }

    /// The seven days of a module, `[from, to)`; nil unless the course goes by weeks from a known day.
    public func week(of id: Module.ID) -> Range<Date>? {
        guard course.format == .weeks, let start = course.startsAt,
            let place = modules.firstIndex(where: { $0.id == id })
        else { return nil }
        let week = 7 * 86_400.0
        let opens = start.addingTimeInterval(Double(place) * week)
        return opens..<opens.addingTimeInterval(week)
    }
}

/// Why a course or a part of it was not accepted as written.
public enum AuthoringRefusal: Error, Equatable, Sendable {
    case titleMissing
    case titleTooLong(limit: Int)
    case summaryTooLong(limit: Int)
    case hoursOutOfRange(ClosedRange<Int>)
    case capacityOutOfRange(ClosedRange<Int>)
    case keyMissing
    case dateMalformed(String)
    case closesBeforeItOpens
    case pageTooLong(limit: Int)
    case addressMalformed(String)
    case fileMissing
    case notVideo(found: MediaType)
    case notCaptions
    case pointsOutOfRange(ClosedRange<Int>)
    /// Somebody saved the page meanwhile; both texts are kept.
    case changedMeanwhile(by: PersonName, theirs: String)
    /// The same author saved another draft of the page in another window; both texts are kept.
    case draftElsewhere(theirs: String)
    /// The module was removed meanwhile; what would stand in it would be seen by nobody.
    case moduleRemoved
}

extension Course {
    public static let titleLimit = 300
    public static let summaryLimit = 5_000
    public static let pageLimit = 400_000
    public static let hoursRange = 1...2_000
    public static let capacityRange = 1...100_000
    public static let pointsRange = 0...1_000

    /// The title as it is stored. Throws `AuthoringRefusal`.
    public static func checked(title: String) throws(AuthoringRefusal) -> String {
        let title = title.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !title.isEmpty else { throw .titleMissing }
        guard title.count <= titleLimit else { throw .titleTooLong(limit: titleLimit) }
        return title
    }
}
