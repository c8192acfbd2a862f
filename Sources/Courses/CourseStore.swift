import Accounts
public import Foundation
import Markup
import Media
import Spaces
public import Storage

extension Course {
    static let columns: SQL = """
        courses.id AS course_id, courses.space_id AS space_id, spaces.name AS title, courses.summary AS summary, hours,
        language, spaces.visibility AS visibility, admission_mode,
        admission_key, enrolment_opens_at, enrolment_closes_at, capacity, courses.format AS format,
        courses.starts_at AS starts_at
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["course_id"], space: try row["space_id"], title: try row["title"], summary: try row["summary"],
            hours: try row["hours"], language: try row["language"], visibility: try row["visibility"],
            admission: Admission(
                mode: try row["admission_mode"], key: try row["admission_key"], opensAt: try row["enrolment_opens_at"],
                closesAt: try row["enrolment_closes_at"], capacity: try row["capacity"]),
            format: try row["format"], startsAt: try row["starts_at"])
    }
}

extension Transaction {
    /// Throws `NoRow` when there is no such course.
    public func course(_ id: Course.ID) throws -> Course {
        try one("SELECT \(Course.columns) FROM courses JOIN spaces ON spaces.id = space_id WHERE courses.id = \(id)") {
            try Course($0)
        }
    }

    func course(inSpace space: Space.ID) throws -> Course? {
        try first("SELECT \(Course.columns) FROM courses JOIN spaces ON spaces.id = space_id WHERE space_id = \(space)")
        {
            try Course($0)
        }
    }

    /// Modules with their activities, with the dates that hold for `learner`: two queries, whatever the length.
    func contents(of course: Course, for learner: User.ID? = nil) throws -> CourseContents {
        let due = learner.map { Transaction.dueDate(for: "\($0)") } ?? "due_at"
        var modules = try all(
            """
            SELECT id, title, summary, is_hidden FROM modules
            WHERE course_id = \(course.id) AND removed_at IS NULL ORDER BY position, id
            """
        ) { try Module($0) }
        let places = Dictionary(uniqueKeysWithValues: modules.enumerated().map { ($1.id, $0) })
        try forEach(
            """
            SELECT activities.id AS id, module_id, kind, activities.title AS title, points,
                activities.is_hidden AS is_hidden, \(due) AS due_at
            FROM activities JOIN modules ON modules.id = module_id
            WHERE course_id = \(course.id) AND activities.removed_at IS NULL
            ORDER BY activities.position, activities.id
            """
        ) { row in
            let module: Module.ID = try row["module_id"]
            if let place = places[module] { modules[place].activities.append(try Activity(row)) }
        }
        return CourseContents(course: course, modules: modules)
    }

    public func course(of activity: Activity.ID) throws -> Course {
        try one(
            """
            SELECT \(Course.columns) FROM activities
            JOIN modules ON modules.id = module_id JOIN courses ON courses.id = course_id
            JOIN spaces ON spaces.id = space_id
            WHERE activities.id = \(activity)
            """
        ) { try Course($0) }
    }

    func module(_ id: Module.ID) throws -> (Module, course: Course.ID) {
        try one("SELECT id, title, summary, is_hidden, course_id FROM modules WHERE id = \(id)") { row in
            (try Module(row), try row["course_id"])
        }
    }

    /// The activity with its body: one query, and one for its files.
    func openActivity(_ id: Activity.ID) throws -> OpenActivity {
        struct Parts {
            var activity: Activity, version: Int, markdown: String?, html: String?, url: String?
            var files: [Asset.ID?], captionsLanguage: String?, completion: String?
        }
        let parts = try one(
            """
            SELECT id, kind, title, points, is_hidden, due_at, version, markdown, html, url, asset_id, poster_id, captions_id,
                captions_language, completion
            FROM activities LEFT JOIN activity_rules ON activity_id = id WHERE id = \(id)
            """
        ) { row in
            Parts(
                activity: try Activity(row), version: try row["version"], markdown: try row["markdown"],
                html: try row["html"], url: try row["url"],
                files: [try row["asset_id"], try row["poster_id"], try row["captions_id"]],
                captionsLanguage: try row["captions_language"], completion: try row["completion"])
        }
        let files = try assets(parts.files.compactMap { $0 })
        let body: ActivityBody
        let page = Page(markdown: parts.markdown ?? "", html: SafeHTML(stored: parts.html ?? ""))
        switch parts.activity.kind {
        case .page: body = .page(page)
        case .assignment: body = .assignment(page)
        case .poll: body = .poll(page)
        case .exercise: body = .exercise(page)
        case .link: body = .link(parts.url ?? "")
        case .quiz: body = .quiz
        case .package: body = .package(try package(id))
        case .file:
            guard let file = parts.files[0].flatMap({ files[$0] }) else { throw NoRow() }
            body = .file(file)
        case .video:
            guard let file = parts.files[0].flatMap({ files[$0] }) else { throw NoRow() }
            body = .video(
                Video(
                    asset: file, poster: parts.files[1].flatMap { files[$0] },
                    captions: parts.files[2].flatMap { files[$0] }, captionsLanguage: parts.captionsLanguage))
        }
        let completion = parts.completion.flatMap(CompletionRule.init(word:)) ?? .standard(for: parts.activity.kind)
        return OpenActivity(
            activity: parts.activity, body: body, version: parts.version, completion: completion)
    }

    private func assets(_ ids: [Asset.ID]) throws -> [Asset.ID: Asset] {
        guard !ids.isEmpty else { return [:] }
        return try Dictionary(uniqueKeysWithValues: ids.map { ($0, try asset($0)) })
    }

    func insertModule(_ title: String, summary: String, into course: Course.ID) throws -> Module.ID {
        let id: Module.ID = try value(
            """
            INSERT INTO modules (course_id, position, title, summary)
            VALUES (\(course),
                (SELECT coalesce(max(position), -1) + 1 FROM modules WHERE course_id = \(course)), \(title), \(summary))
            RETURNING id
            """)
        try index(module: id)
        return id
    }

    func insert(
        _ draft: ActivityDraft, into module: Module.ID, by user: User.ID?, at instant: Date
    ) throws -> Activity.ID {
        let columns = draft.body.columns
        let id: Activity.ID = try value(
            """
            INSERT INTO activities (module_id, position, kind, title, points, markdown, html, url, asset_id, poster_id,
                captions_id, captions_language, changed_by, changed_at)
            VALUES (\(module),
                (SELECT coalesce(max(position), -1) + 1 FROM activities WHERE module_id = \(module)), \(draft.kind),
                \(draft.title), \(draft.points), \(columns.markdown), \(columns.html), \(columns.url), \(columns.file),
                \(columns.poster), \(columns.captions), \(columns.captionsLanguage), \(user), \(instant))
            RETURNING id
            """)
        try index(activity: id)
        let parts = [columns.file, columns.poster, columns.captions].compactMap { $0 }
        try note(filesIn: [columns.html ?? ""], and: parts, of: id)
        return id
    }
}

/// An activity ready to be stored.
struct ActivityDraft: Sendable {
    var kind: Activity.Kind
    var title: String
    var points: Points?
    var body: ActivityBody
}

extension ActivityBody {
    struct Columns {
        var markdown: String?
        var html: String?
        var url: String?
        var file: Asset.ID?
        var poster: Asset.ID?
        var captions: Asset.ID?
        var captionsLanguage: String?
    }

    var columns: Columns {
        switch self {
        case .page(let page), .assignment(let page), .poll(let page), .exercise(let page):
            Columns(markdown: page.markdown, html: page.html.string)
        case .video(let video):
            Columns(
                file: video.asset.id, poster: video.poster?.id, captions: video.captions?.id,
                captionsLanguage: video.captionsLanguage)
        case .file(let file): Columns(file: file.id)
        case .link(let url): Columns(url: url)
        case .quiz, .package: Columns()
        }
    }

    var kind: Activity.Kind {
        switch self {
        case .page: .page
        case .video: .video
        case .file: .file
        case .link: .link
        case .quiz: .quiz
        case .package: .package
        case .assignment: .assignment
        case .poll: .poll
        case .exercise: .exercise
        }
    }
}

extension Activity {
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], kind: try row["kind"], title: try row["title"], points: try row["points"],
            isHidden: try row["is_hidden"], dueAt: try row["due_at"])
    }
}

extension Module {
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], title: try row["title"], summary: try row["summary"], isHidden: try row["is_hidden"])
    }
}

extension Transaction {
    /// Moves the date to be done by; calendars see by the revision that it was moved.
    public func setDue(_ instant: Date?, of activity: Activity.ID) throws {
        try run(
            """
            UPDATE activities SET due_at = \(instant), due_revision = due_revision + 1
            WHERE id = \(activity) AND coalesce(due_at, -1) <> coalesce(CAST(\(instant) AS BIGINT), -1)
            """)
    }

    /// Changes what an activity gives; a quiz's settings live with the quiz and are mirrored here.
    public func setPoints(_ points: Points, of activity: Activity.ID) throws {
        try run("UPDATE activities SET points = \(points) WHERE id = \(activity)")
    }
}
