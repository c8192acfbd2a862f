public import Foundation
import Spaces

/// `course.yaml`: a course as a folder of readable files describes itself.
public struct CourseOutline: Codable, Equatable, Sendable {
    public var title: String
    public var summary: String?
    public var hours: Int?
    public var language: String?
    public var visibility: String?
    public var enrolment: EnrolmentOutline?
    public var format: String?
    public var startsAt: Date?
    public var modules: [ModuleOutline]
    public var grading: GradingOutline?
    /// Classes and teams, without their learners.
    public var groups: [String]?
    /// A file of questions that stand in no quiz: random places draw from them.
    public var bank: String?

    private enum CodingKeys: String, CodingKey {
        case bank, groups, title, summary, hours, language, visibility, enrolment, format, modules, grading
        case startsAt = "starts_at"
    }

    public init(
        title: String, summary: String? = nil, hours: Int? = nil, language: String? = nil, visibility: String? = nil,
        enrolment: EnrolmentOutline? = nil, format: String? = nil, startsAt: Date? = nil, modules: [ModuleOutline]
    ) {
        self.title = title
        self.summary = summary
        self.hours = hours
        self.language = language
        self.visibility = visibility
        self.enrolment = enrolment
        self.format = format
        self.startsAt = startsAt
        self.modules = modules
    }
}

public struct EnrolmentOutline: Codable, Equatable, Sendable {
    public var mode: String
    public var key: String?
    public var capacity: Int?
    public var opens: Date?
    public var closes: Date?
}

public struct ModuleOutline: Codable, Equatable, Sendable {
    public var title: String
    public var summary: String?
    public var hidden: Bool?
    public var activities: [StepOutline]
}

/// An activity in its place: what it is, and beside it what any activity may have.
public struct StepOutline: Codable, Equatable, Sendable {
    public var activity: ActivityOutline
    public var hidden: Bool?
    public var dueAt: Date?
    /// What opens it: variants of which one is enough.
    public var opens: [[ConditionOutline]]?
    /// `CompletionRule.word`, where it is not the rule of the kind.
    public var completion: String?

    private enum Key: String, CodingKey {
        case hidden, opens, completion
        case dueAt = "due_at"
    }

    public init(_ activity: ActivityOutline, hidden: Bool? = nil, dueAt: Date? = nil) {
        self.activity = activity
        self.hidden = hidden
        self.dueAt = dueAt
    }

    public init(from decoder: any Decoder) throws {
        activity = try ActivityOutline(from: decoder)
        let container = try decoder.container(keyedBy: Key.self)
        hidden = try container.decodeIfPresent(Bool.self, forKey: .hidden)
        dueAt = try container.decodeIfPresent(Date.self, forKey: .dueAt)
        opens = try container.decodeIfPresent([[ConditionOutline]].self, forKey: .opens)
        completion = try container.decodeIfPresent(String.self, forKey: .completion)
    }

    public func encode(to encoder: any Encoder) throws {
        try activity.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(hidden, forKey: .hidden)
        try container.encodeIfPresent(dueAt, forKey: .dueAt)
        try container.encodeIfPresent(opens, forKey: .opens)
        try container.encodeIfPresent(completion, forKey: .completion)
    }
}

/// One activity: a mapping with one key, its kind.
public enum ActivityOutline: Codable, Equatable, Sendable {
    case page(FileOutline)
    case file(FileOutline)
    case video(VideoOutline)
    case link(LinkOutline)
    case quiz(QuizOutline)
    case package(PackageOutline)
    case assignment(AssignmentOutline)
    case poll(PollOutline)
    case exercise(ExerciseOutline)

    private enum Key: String, CodingKey, CaseIterable {
        case page, file, video, link, quiz, assignment, poll, exercise, package
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "one of \(Key.allCases.map(\.rawValue).joined(separator: ", ")) is wanted"))
        }
        switch key {
        case .page: self = .page(try container.decode(FileOutline.self, forKey: key))
        case .file: self = .file(try container.decode(FileOutline.self, forKey: key))
        case .video: self = .video(try container.decode(VideoOutline.self, forKey: key))
        case .link: self = .link(try container.decode(LinkOutline.self, forKey: key))
        case .quiz: self = .quiz(try container.decode(QuizOutline.self, forKey: key))
        case .package: self = .package(try container.decode(PackageOutline.self, forKey: key))
        case .assignment: self = .assignment(try container.decode(AssignmentOutline.self, forKey: key))
        case .poll: self = .poll(try container.decode(PollOutline.self, forKey: key))
        case .exercise: self = .exercise(try container.decode(ExerciseOutline.self, forKey: key))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .page(let outline): try container.encode(outline, forKey: .page)
        case .file(let outline): try container.encode(outline, forKey: .file)
        case .video(let outline): try container.encode(outline, forKey: .video)
        case .link(let outline): try container.encode(outline, forKey: .link)
        case .quiz(let outline): try container.encode(outline, forKey: .quiz)
        case .package(let outline): try container.encode(outline, forKey: .package)
        case .assignment(let outline): try container.encode(outline, forKey: .assignment)
        case .poll(let outline): try container.encode(outline, forKey: .poll)
        case .exercise(let outline): try container.encode(outline, forKey: .exercise)
        }
    }
}

public struct FileOutline: Codable, Equatable, Sendable {
    public var title: String
    public var file: String
}

public struct LinkOutline: Codable, Equatable, Sendable {
    public var title: String
    public var url: String
}

public struct VideoOutline: Codable, Equatable, Sendable {
    public var title: String
    public var file: String
    public var poster: String?
    public var captions: String?
    public var captionsLanguage: String?

    private enum CodingKeys: String, CodingKey {
        case title, file, poster, captions
        case captionsLanguage = "captions_language"
    }
}

/// An interactive package, unpacked in a folder of its own with its `imsmanifest.xml`.
public struct PackageOutline: Codable, Equatable, Sendable {
    public var title: String
    public var folder: String
    public var points: Int?
}

/// A quiz: its questions stand in a GIFT file, its settings here. Names and defaults are those of `Quizzes`.
public struct QuizOutline: Codable, Equatable, Sendable {
    public var title: String
    public var file: String
    public var points: Int?
    public var timeLimitMinutes: Int?
    public var attempts: Int?
    public var grading: String?
    public var questionsPerPage: Int?
    public var shuffle: Bool?
    public var review: String?
    public var pass: Int?
    public var behaviour: String?
    /// Instants as `2026-12-01T10:00:00Z`.
    public var opens: String?
    public var closes: String?
    public var password: String?
    public var delayMinutes: Int?
    public var sequential: Bool?
    /// «85 — Отлично» a line.
    public var feedback: String?
    public var blind: Bool?
    public var markersDifferPercent: Int?
    /// What answers to a question are marked by, from the question's number, «3».
    public var rubrics: [String: String]?

    public init(title: String, file: String) {
        self.title = title
        self.file = file
    }

    private enum CodingKeys: String, CodingKey {
        case title, file, points, attempts, grading, shuffle, review, pass, behaviour
        case opens, closes, password, sequential, feedback, blind, rubrics
        case delayMinutes = "delay_minutes"
        case markersDifferPercent = "markers_differ_percent"
        case timeLimitMinutes = "time_limit_minutes"
        case questionsPerPage = "questions_per_page"
    }
}

extension QuizOutline {
    /// A copy for another year has no window; a review that waited for its end comes with the result.
    mutating func dropDates() {
        (opens, closes) = (nil, nil)
        if review == "after_closing" { review = nil }
    }
}

/// What is wrong with a course folder, and where.
public struct CourseFolderProblem: Error, Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case manifestMalformed(String)
        case fileMissing
        case pathOutside
        case tooLarge(limit: Int)
        case notText
        case unknownWord(String, known: [String])
        case authoring(AuthoringRefusal)
        case grading(GradebookRefusal)
        case assignment(AssignmentRefusal)
        case poll(PollRefusal)
        /// Questions of a quiz could not be kept; `lines` of the GIFT file.
        case questionsLost(lines: [Int], messages: [String])
        case package(PackageRefusal)
    }
    /// Relative to the course folder.
    public var file: String
    public var kind: Kind

    public init(file: String, kind: Kind) {
        self.file = file
        self.kind = kind
    }
}
