public import Accounts
public import Foundation
public import Markup
import Media
public import Spaces
public import Storage

/// An activity as its page shows it.
public struct OpenActivity: Equatable, Sendable {
    public var activity: Activity
    public var body: ActivityBody
    /// Grows with each change; a form sends it back so that two authors never overwrite one another silently.
    public var version: Int
    /// When it counts as done.
    public var completion: CompletionRule
}

/// What somebody asks of a course's settings.
public struct CourseSettings: Equatable, Sendable {
    public var title: String
    public var summary: String
    public var hours: Int?
    public var visibility: Space.Visibility
    public var admission: Admission
    public var format: CourseFormat
    public var startsAt: Date?

    public init(
        title: String, summary: String = "", hours: Int? = nil, visibility: Space.Visibility = .personal,
        admission: Admission = Admission(mode: .manual), format: CourseFormat = .topics, startsAt: Date? = nil
    ) {
        self.title = title
        self.summary = summary
        self.hours = hours
        self.visibility = visibility
        self.admission = admission
        self.format = format
        self.startsAt = startsAt
    }

    /// The settings as they are stored, or why they cannot be.
    func checked() throws(AuthoringRefusal) -> CourseSettings {
        var settings = self
        settings.title = try Course.checked(title: title)
        settings.summary = summary.trimmingCharacters(in: .whitespacesAndNewlines)
        settings.admission.key = admission.key
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.flatMap { $0.isEmpty ? nil : $0 }
        guard settings.summary.count <= Course.summaryLimit else {
            throw .summaryTooLong(limit: Course.summaryLimit)
        }
        if let hours, !Course.hoursRange.contains(hours) { throw .hoursOutOfRange(Course.hoursRange) }
        if let capacity = admission.capacity, !Course.capacityRange.contains(capacity) {
            throw .capacityOutOfRange(Course.capacityRange)
        }
        if let opensAt = admission.opensAt, let closesAt = admission.closesAt, closesAt <= opensAt {
            throw .closesBeforeItOpens
        }
        if settings.admission.mode == .key && settings.admission.key == nil { throw .keyMissing }
        return settings
    }
}

/// Courses and what stands in them.
public struct Courses: Sendable {
    let database: any Database
    let formulas: FormulaRenderer?
    let now: @Sendable () -> Date

    public init(database: any Database, formulas: FormulaRenderer?, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.formulas = formulas
        self.now = now
    }

    /// Founds a course inside `parent`; `author` becomes its author. Throws `AuthoringRefusal`.
    public func found(_ settings: CourseSettings, in parent: Space.ID, by author: User.ID?) async throws -> Course {
        let settings = try settings.checked()
        return try await database.write { [now] tx in
            let course = try tx.foundCourse(settings, language: "ru", in: parent, at: now())
            if let author { try tx.addMember(author, to: course.space, as: .author, at: now()) }
            return course
        }
    }

    /// Throws `NoRow` when there is no such course.
    public func course(_ id: Course.ID) async throws -> Course {
        try await database.read { tx in try tx.course(id) }
    }

    public func contents(_ id: Course.ID) async throws -> CourseContents {
        try await database.read { tx in try tx.contents(of: try tx.course(id)) }
    }

    /// Changes the settings if they still are `asShown`. Throws `AuthoringRefusal`, `SettingsChanged`.
    public func change(
        _ id: Course.ID, to settings: CourseSettings, if asShown: @escaping @Sendable (Course) -> Bool = { _ in true }
    ) async throws {
        let settings = try settings.checked()
        try await database.write { [now] tx in
            let course = try tx.course(id)
            guard asShown(course) else { throw SettingsChanged() }
            try tx.rename(course.space, to: settings.title, visibility: settings.visibility)
            try tx.run(
                """
                UPDATE courses SET summary = \(settings.summary), hours = \(settings.hours),
                    admission_mode = \(settings.admission.mode), admission_key = \(settings.admission.key),
                    enrolment_opens_at = \(settings.admission.opensAt),
                    enrolment_closes_at = \(settings.admission.closesAt), capacity = \(settings.admission.capacity),
                    format = \(settings.format), starts_at = \(settings.startsAt)
                WHERE id = \(id)
                """)
            try tx.fillSeats(of: try tx.course(id), at: now())
            try tx.index(course: id)
        }
    }

    public func addModule(_ title: String, summary: String = "", to course: Course.ID) async throws -> Module.ID {
        let title = try Course.checked(title: title)
        return try await database.write { tx in try tx.insertModule(title, summary: summary, into: course) }
    }

    public func course(of activity: Activity.ID) async throws -> Course {
        try await database.read { tx in try tx.course(of: activity) }
    }

    /// The course whose space it is; nil where the space is no course's.
    public func course(ofSpace space: Space.ID) async throws -> Course? {
        try await database.read { tx in try tx.course(inSpace: space) }
    }

    public func course(ofModule id: Module.ID) async throws -> Course {
        try await database.read { tx in try tx.course(try tx.module(id).course) }
    }

    /// Adds an activity at the end of a module. `install` runs in the same transaction, for what belongs to others: a
    /// quiz stores its questions there. Throws `AuthoringRefusal`.
    @discardableResult
    public func add(
        _ body: ActivityBody, titled title: String, points: Points? = nil, to module: Module.ID, by author: User.ID?,
        install: @escaping @Sendable (Transaction, Activity.ID) throws -> Void = { _, _ in }
    ) async throws -> Activity.ID {
        let draft = ActivityDraft(
            kind: body.kind, title: try Course.checked(title: title), points: points, body: try body.checked())
        return try await database.write { [now] tx in
            let isThere = try tx.first("SELECT 1 FROM modules WHERE id = \(module) AND removed_at IS NULL") { _ in true
            }
            guard isThere == true else { throw AuthoringRefusal.moduleRemoved }
            let id = try tx.insert(draft, into: module, by: author, at: now())
            try install(tx, id)
            return id
        }
    }

    /// Renders Markdown as the reader will see it. Starts a process when there are formulas, so it may take a second.
    public func render(_ markdown: String) throws -> Page {
        guard markdown.utf8.count <= Course.pageLimit else {
            throw AuthoringRefusal.pageTooLong(limit: Course.pageLimit)
        }
        return Page(markdown: markdown, html: try Markdown.render(markdown, formulas: formulas))
    }

    /// The activity and the course around it.
    public func open(_ id: Activity.ID) async throws -> (OpenActivity, CourseContents) {
        try await database.read { tx in
            (try tx.openActivity(id), try tx.contents(of: try tx.course(of: id)))
        }
    }

    /// Throws `NoRow` when the space is no course.
    public func course(inSpace space: Space.ID) async throws -> Course {
        try await database.read { tx in
            guard let course = try tx.course(inSpace: space) else { throw NoRow() }
            return course
        }
    }

    /// Courses a person finds: open ones, the network's once signed in, their own organisations'; of one organisation
    /// or of all.
    public func catalogue(for user: User.ID?, in organisation: Space.ID? = nil) async throws -> [CatalogueEntry] {
        let owner: SQL = organisation.map { "AND spaces.parent_id = \($0)" } ?? ""
        return try await database.read { [now] tx in
            try tx.all(
                """
                SELECT \(CatalogueEntry.columns) FROM \(CatalogueEntry.tables)
                WHERE (\(CatalogueEntry.isFound(by: user, at: now()))) \(owner)
                ORDER BY spaces.sorting_key, courses.id LIMIT 200
                """
            ) { try CatalogueEntry($0) }
        }
    }

    /// Courses where the person teaches.
    public func taught(by user: User.ID) async throws -> [CatalogueEntry] {
        try await database.read { [now] tx in
            try tx.all(
                """
                SELECT \(CatalogueEntry.columns) FROM \(CatalogueEntry.tables)
                WHERE EXISTS (
                    SELECT 1 FROM memberships WHERE memberships.space_id = spaces.id AND user_id = \(user)
                        AND role IN ('author', 'tutor', 'methodist', 'head', 'administrator')
                        AND (until IS NULL OR until > \(now())))
                ORDER BY spaces.sorting_key, courses.id LIMIT 200
                """
            ) { try CatalogueEntry($0) }
        }
    }
}

/// A course in a list.
public struct CatalogueEntry: Equatable, Sendable {
    public var course: Course
    /// The organisation it belongs to.
    public var owner: String?
    public var learners: Int

    fileprivate static let columns: SQL = """
        \(Course.columns), owners.name AS owner_name,
        (SELECT count(*) FROM enrolments WHERE course_id = courses.id) AS learners
        """

    fileprivate static let tables: SQL = """
        courses JOIN spaces ON spaces.id = space_id LEFT JOIN spaces AS owners ON owners.id = spaces.parent_id
        """

    /// Whether the person finds the course of `spaces` in the catalogue.
    static func isFound(by user: User.ID?, at instant: Date) -> SQL {
        let visible: [Space.Visibility] = user == nil ? [.open] : [.open, .network]
        return """
            spaces.visibility IN (\(visible))
                OR (spaces.visibility = 'school' AND EXISTS (
                    SELECT 1 FROM memberships WHERE memberships.space_id = spaces.parent_id
                        AND user_id = \(user ?? User.ID(rawValue: -1)) AND (until IS NULL OR until > \(instant))))
            """
    }

    fileprivate init(_ row: borrowing Row) throws {
        course = try Course(row)
        owner = try row["owner_name"]
        learners = try row["learners"]
    }
}

extension ActivityBody {
    /// Addresses are http or https; a video is a video.
    func checked() throws(AuthoringRefusal) -> ActivityBody {
        switch self {
        case .link(let address):
            guard let checked = Self.webAddress(address) else { throw .addressMalformed(String(address.prefix(200))) }
            return .link(checked)
        case .video(let video):
            guard video.asset.type.isVideo else { throw .notVideo(found: video.asset.type) }
            if let captions = video.captions, captions.type != .captions { throw .notCaptions }
            return self
        case .page, .file, .quiz, .package, .assignment, .poll, .exercise: return self
        }
    }

    /// The address of a page on the web as it is stored; nil for what is none.
    public static func webAddress(_ text: String) -> String? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let url = URL(string: trimmed), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            url.host()?.isEmpty == false, trimmed.count <= 2_000
        else { return nil }
        return trimmed
    }
}

extension Transaction {
    /// Replaces title and text of an activity if it still is at `version`. Throws `AuthoringRefusal`.
    public func change(
        _ id: Activity.ID, kind: Activity.Kind, titled title: String, to page: Page, version: Int, by author: User.ID,
        at instant: Date
    ) throws {
        let changed = try run(
            """
            UPDATE activities SET title = \(title), markdown = \(page.markdown), html = \(page.html.string),
                version = version + 1, changed_by = \(author), changed_at = \(instant)
            WHERE id = \(id) AND kind = \(kind) AND version = \(version)
            """)
        guard changed == 1 else { throw try changedMeanwhile(id) }
        try index(activity: id)
        try note(filesIn: [page.html.string], of: id)
    }

    func foundCourse(
        _ settings: CourseSettings, language: String, in parent: Space.ID, at instant: Date
    ) throws -> Course {
        let space = try createSpace(
            .course, named: settings.title, slug: "course-" + Array(Hashing.random(5)).hex, in: parent,
            visibility: settings.visibility, at: instant)
        let admission = settings.admission
        let id: Course.ID = try value(
            """
            INSERT INTO courses (space_id, summary, hours, language, admission_mode, admission_key, enrolment_opens_at,
                enrolment_closes_at, capacity, format, starts_at, created_at)
            VALUES (\(space.id), \(settings.summary), \(settings.hours), \(language), \(admission.mode),
                \(admission.key), \(admission.opensAt), \(admission.closesAt), \(admission.capacity),
                \(settings.format), \(settings.startsAt), \(instant))
            RETURNING id
            """)
        try index(course: id)
        return try course(id)
    }
}
