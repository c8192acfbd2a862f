public import Accounts
public import Courses
public import Foundation
public import Storage

/// What the page of settings changes of a contest.
public struct ContestSettings: Equatable, Sendable {
    public var title: String
    public var summary: String
    public var course: Course.ID?
    public var registrationOpens: Date?
    public var registrationCloses: Date?
    public var rules: ContestRules

    public init(
        title: String, summary: String = "", course: Course.ID? = nil, registrationOpens: Date? = nil,
        registrationCloses: Date? = nil, rules: ContestRules
    ) {
        self.title = title
        self.summary = summary
        self.course = course
        self.registrationOpens = registrationOpens
        self.registrationCloses = registrationCloses
        self.rules = rules
    }
}

/// A course that a contest may have its tasks and materials in.
public struct ContestCourse: Equatable, Sendable {
    public var id: Course.ID
    public var title: String
}

extension Contests {
    /// Changes what everybody reads and what the regulation decides in figures; till the contest is closed. `asShown` says
    /// whether the contest still is what the form showed. Throws `ContestRefusal`, `SettingsChanged`.
    public func change(
        _ id: Contest.ID, to settings: ContestSettings, by organiser: User.ID,
        if asShown: @escaping @Sendable (Contest) -> Bool = { _ in true }
    ) async throws {
        let outline = try ContestOutline(
            title: settings.title, summary: settings.summary, rules: settings.rules,
            registrationOpens: settings.registrationOpens, registrationCloses: settings.registrationCloses
        ).checked()
        try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            guard asShown(contest) else { throw SettingsChanged() }
            if contest.publishedAt != nil, outline.registrationOpens == nil || outline.registrationCloses == nil {
                throw ContestRefusal.registrationDatesMissing
            }
            var course = settings.course
            if let chosen = course, chosen != contest.course,
                try !tx.courses(for: contest).contains(where: { $0.id == chosen })
            {
                course = contest.course
            }
            try tx.run(
                """
                UPDATE contests SET title = \(outline.title), summary = \(outline.summary), course_id = \(course),
                    rules = \(try outline.rules.contestJSON), registration_opens = \(outline.registrationOpens),
                    registration_closes = \(outline.registrationCloses)
                WHERE id = \(id)
                """)
            if contest.rules != outline.rules {
                try tx.log(.changed, ["rules": outline.rules], of: id, by: organiser, at: now())
            } else {
                try tx.log(.changed, ["title": outline.title], of: id, by: organiser, at: now())
            }
        }
    }

    /// Courses of the organisation and of those right below it, by their titles.
    public func courses(for contest: Contest) async throws -> [ContestCourse] {
        try await database.read { tx in try tx.courses(for: contest) }
    }

    /// Lets everybody see it and register. Throws `ContestRefusal`.
    public func publish(_ id: Contest.ID, by organiser: User.ID) async throws {
        try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            guard contest.publishedAt == nil else { throw ContestRefusal.published }
            guard let regulation = try tx.regulation(of: id, version: nil), !regulation.text.isBlank else {
                throw ContestRefusal.regulationMissing
            }
            let outline = try tx.outline(of: contest).checked()
            guard !outline.stages.isEmpty else { throw ContestRefusal.noStages }
            guard outline.registrationOpens != nil, outline.registrationCloses != nil else {
                throw ContestRefusal.registrationDatesMissing
            }
            try tx.run("UPDATE contests SET published_at = \(now()) WHERE id = \(id)")
            try tx.log(.published, ["regulation": "\(regulation.version)"], of: id, by: organiser, at: now())
        }
    }

    /// The end: everything stays readable, nothing changes any more. Throws `ContestRefusal`.
    public func close(_ id: Contest.ID, by organiser: User.ID) async throws {
        try await database.write { [now] tx in
            _ = try tx.openContest(id, at: now())
            try tx.run("UPDATE contests SET closed_at = \(now()) WHERE id = \(id)")
            try tx.log(.closed, [String: String](), of: id, by: organiser, at: now())
        }
    }
}

extension Transaction {
    fileprivate func courses(for contest: Contest) throws -> [ContestCourse] {
        try all(
            """
            SELECT courses.id AS course_id, spaces.name AS title FROM courses JOIN spaces ON spaces.id = courses.space_id
            WHERE spaces.parent_id = \(contest.space)
                OR spaces.parent_id IN (SELECT id FROM spaces WHERE parent_id = \(contest.space) AND kind <> 'course')
            ORDER BY spaces.sorting_key, courses.id
            """
        ) { ContestCourse(id: try $0["course_id"], title: try $0["title"]) }
    }
}
