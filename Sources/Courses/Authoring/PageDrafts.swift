public import Accounts
public import Foundation
public import Storage

/// What an author has written of a page and not yet published. Everybody has a draft of their own.
public struct PageDraft: Equatable, Sendable {
    public var title: String
    public var markdown: String
    /// The version of the page it began from.
    public var baseVersion: Int
    /// Grows with each saving; a window that saves on an older one is told so.
    public var revision: Int
    public var savedAt: Date
}

/// Somebody else's draft, as the others may know of it.
public struct DraftOfAnother: Equatable, Sendable {
    public var author: PersonName
    public var savedAt: Date
}

extension Courses {
    /// The author's draft of a page, and whose drafts there are besides.
    public func draft(of page: Activity.ID, by author: User.ID) async throws -> (PageDraft?, [DraftOfAnother]) {
        try await database.read { tx in
            let others = try tx.all(
                """
                SELECT surname, given_name, patronymic, saved_at FROM page_drafts JOIN users ON users.id = author_id
                WHERE activity_id = \(page) AND author_id <> \(author) ORDER BY saved_at DESC LIMIT 5
                """
            ) { row in DraftOfAnother(author: try PersonName(row), savedAt: try row["saved_at"]) }
            return (try tx.draft(of: page, by: author), others)
        }
    }

    /// Keeps what the author has written so far. `revision` is the draft the window knows, 0 for none. Throws
    /// `AuthoringRefusal.draftElsewhere` when another window of the same author saved since.
    public func keep(
        draftOf page: Activity.ID, titled title: String, markdown: String, baseVersion: Int, revision: Int,
        by author: User.ID
    ) async throws -> PageDraft {
        guard title.count <= Course.titleLimit else { throw AuthoringRefusal.titleTooLong(limit: Course.titleLimit) }
        guard markdown.utf8.count <= Course.pageLimit else {
            throw AuthoringRefusal.pageTooLong(limit: Course.pageLimit)
        }
        return try await database.write { [now] tx in
            let known = try tx.draft(of: page, by: author)
            if let known, known.revision != revision, known.markdown != markdown {
                throw AuthoringRefusal.draftElsewhere(theirs: known.markdown)
            }
            // What says the same as the page is no draft: a saving that comes in after the publication, for instance.
            let isPublished: Int = try tx.value(
                """
                SELECT count(*) FROM activities
                WHERE id = \(page) AND title = \(title) AND markdown = \(markdown)
                """)
            let next = (known?.revision ?? revision) + 1
            guard isPublished == 0 else {
                try tx.run("DELETE FROM page_drafts WHERE activity_id = \(page) AND author_id = \(author)")
                return PageDraft(
                    title: title, markdown: markdown, baseVersion: baseVersion, revision: 0, savedAt: now())
            }
            try tx.run(
                """
                INSERT INTO page_drafts (activity_id, author_id, title, markdown, base_version, revision, saved_at)
                VALUES (\(page), \(author), \(title), \(markdown), \(baseVersion), \(next), \(now()))
                ON CONFLICT (activity_id, author_id) DO UPDATE SET title = excluded.title,
                    markdown = excluded.markdown, base_version = excluded.base_version,
                    revision = excluded.revision, saved_at = excluded.saved_at
                """)
            return PageDraft(
                title: title, markdown: markdown, baseVersion: baseVersion, revision: next, savedAt: now())
        }
    }

    public func discardDraft(of page: Activity.ID, by author: User.ID) async throws {
        try await database.write { tx in
            try tx.run("DELETE FROM page_drafts WHERE activity_id = \(page) AND author_id = \(author)")
        }
    }
}

extension Transaction {
    fileprivate func draft(of page: Activity.ID, by author: User.ID) throws -> PageDraft? {
        try first(
            """
            SELECT title, markdown, base_version, revision, saved_at FROM page_drafts
            WHERE activity_id = \(page) AND author_id = \(author)
            """
        ) { row in
            PageDraft(
                title: try row["title"], markdown: try row["markdown"], baseVersion: try row["base_version"],
                revision: try row["revision"], savedAt: try row["saved_at"])
        }
    }
}
