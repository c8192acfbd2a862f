public import Accounts
public import Foundation
import Markup
public import Storage

/// One state of a page in its history.
public struct PageVersion: Equatable, Sendable {
    public var number: Int
    public var title: String
    /// Nil when a program wrote it, as an import does.
    public var author: PersonName?
    public var changedAt: Date
}

/// A stretch of a page's history, the latest first.
public struct PageHistory: Equatable, Sendable {
    public var versions: [PageVersion]
    /// The version learners read.
    public var current: Int
    /// What to ask for to see older ones; nil at the beginning of time.
    public var olderThan: Int?

    /// Versions on one page of the history.
    public static let length = 25
}

extension Courses {
    /// Replaces title and text of a page if it still is at `version`; what was there stays in the history, and the
    /// author's draft, now published, goes. Throws `AuthoringRefusal`.
    public func change(
        page id: Activity.ID, titled title: String, to page: Page, version: Int, by author: User.ID
    ) async throws {
        let title = try Course.checked(title: title)
        try await database.write { [now] tx in
            try tx.keepVersion(of: id)
            try tx.change(id, kind: .page, titled: title, to: page, version: version, by: author, at: now())
            try tx.run(
                """
                INSERT INTO page_versions (activity_id, version, title, markdown, changed_by, changed_at)
                VALUES (\(id), \(version + 1), \(title), \(page.markdown), \(author), \(now()))
                """)
            try tx.run("DELETE FROM page_drafts WHERE activity_id = \(id) AND author_id = \(author)")
        }
    }

    /// The history from just before version `before` back, or from the latest.
    public func history(of page: Activity.ID, before: Int? = nil) async throws -> PageHistory {
        try await database.read { tx in
            let current: Int = try tx.value("SELECT version FROM activities WHERE id = \(page)")
            let bound = before ?? Int.max
            var versions = try tx.all(
                """
                SELECT version, title, changed_at, surname, given_name, patronymic FROM page_versions
                LEFT JOIN users ON users.id = changed_by WHERE activity_id = \(page) AND version < \(bound)
                ORDER BY version DESC LIMIT \(PageHistory.length + 1)
                """
            ) { row in
                let surname: String? = try row["surname"]
                return PageVersion(
                    number: try row["version"], title: try row["title"],
                    author: surname == nil ? nil : try PersonName(row), changedAt: try row["changed_at"])
            }
            let hasMore = versions.count > PageHistory.length
            if hasMore { versions.removeLast() }
            return PageHistory(versions: versions, current: current, olderThan: hasMore ? versions.last?.number : nil)
        }
    }

    /// Title and text of a version; throws `NoRow` when there is none.
    public func version(_ number: Int, of page: Activity.ID) async throws -> (title: String, markdown: String) {
        try await database.read { tx in
            try tx.one(
                "SELECT title, markdown FROM page_versions WHERE activity_id = \(page) AND version = \(number)"
            ) { row in (try row["title"], try row["markdown"]) }
        }
    }

    /// Makes a copy of an old version the newest one. `current` is the version its author saw.
    public func restore(
        version number: Int, of page: Activity.ID, current: Int, by author: User.ID
    ) async throws {
        let (title, markdown) = try await version(number, of: page)
        try await change(page: page, titled: title, to: try render(markdown), version: current, by: author)
    }
}

extension Transaction {
    /// The page as it stands joins its history, if it is not there: none is kept until it is changed for the first time.
    func keepVersion(of id: Activity.ID) throws {
        try run(
            """
            INSERT INTO page_versions (activity_id, version, title, markdown, changed_by, changed_at)
            SELECT id, version, title, markdown, changed_by, changed_at FROM activities
            WHERE id = \(id) AND kind = 'page' AND markdown IS NOT NULL
            ON CONFLICT (activity_id, version) DO NOTHING
            """)
    }

    func changedMeanwhile(_ id: Activity.ID) throws -> AuthoringRefusal {
        try one(
            """
            SELECT surname, given_name, patronymic, markdown FROM activities
            LEFT JOIN users ON users.id = changed_by WHERE activities.id = \(id)
            """
        ) { row in
            let surname: String? = try row["surname"]
            let name = surname == nil ? PersonName(surname: "", given: "") : try PersonName(row)
            return .changedMeanwhile(by: name, theirs: try row["markdown"])
        }
    }
}
