import Markup
import Media
public import Storage

/// The index is two plain tables, the same on both databases: documents, and the stems of each with their weights.
///
/// Whoever changes what is found says so in the same transaction, by the number of what changed: the index reads the rest
/// itself. What is removed leaves the index by its foreign keys, and what is hidden is sorted out when somebody searches.
extension Transaction {
    /// After a change of a course's title or summary.
    public func index(course id: Course.ID) throws {
        let course = try course(id)
        try index(
            SearchDocument(
                kind: .course, item: id.rawValue, course: id, title: course.title, text: course.summary))
    }

    /// After a change of a module's title or summary.
    public func index(module id: Module.ID) throws {
        let (module, course) = try module(id)
        try index(
            SearchDocument(
                kind: .module, item: id.rawValue, course: course, module: id, title: module.title, text: module.summary)
        )
    }

    /// After a change of an activity's title, text or files.
    public func index(activity id: Activity.ID) throws {
        let found = try one(
            """
            SELECT course_id, activities.title AS title, html, url, files.name AS file_name
            FROM activities JOIN modules ON modules.id = module_id LEFT JOIN assets AS files ON files.id = asset_id
            WHERE activities.id = \(id)
            """
        ) { row -> (course: Course.ID, title: String, html: String?, url: String?, file: String?) in
            (try row["course_id"], try row["title"], try row["html"], try row["url"], try row["file_name"])
        }
        let text = [found.html.map { SafeHTML(stored: $0).plainText }, found.file, found.url].compactMap { $0 }
        try index(
            SearchDocument(
                kind: .activity, item: id.rawValue, course: found.course, activity: id, title: found.title,
                text: text.joined(separator: " ")))
    }

    /// Puts the document in the place of what the index had of it.
    public func index(_ document: SearchDocument) throws {
        let text = String(document.text.prefix(SearchDocument.textLimit))
        let activity = document.activity ?? Activity.ID(rawValue: -1)
        let known: Int64? = try first(
            """
            UPDATE search_documents SET course_id = \(document.course), module_id = \(document.module),
                title = \(document.title), text = \(text)
            WHERE kind = \(document.kind) AND item_id = \(document.item) AND coalesce(activity_id, -1) = \(activity)
            RETURNING id
            """
        ) { try $0["id"] }
        let id =
            try known
            ?? value(
                """
                INSERT INTO search_documents (kind, item_id, course_id, module_id, activity_id, title, text)
                VALUES (\(document.kind), \(document.item), \(document.course), \(document.module), \(document.activity),
                    \(document.title), \(text)) RETURNING id
                """)
        try setWords(document.weights(Stemmer()), of: id, isNew: known == nil)
    }

    /// Forgets the questions of a quiz, before they are told anew.
    public func forgetQuestions(of quiz: Activity.ID) throws {
        try run("DELETE FROM search_documents WHERE activity_id = \(quiz) AND kind = \(SearchDocument.Kind.question)")
    }

    /// A draft is saved every few seconds and few of its words change: only those are written.
    private func setWords(_ words: [String: Int], of document: Int64, isNew: Bool) throws {
        var old: [String: Int] = [:]
        if !isNew {
            try forEach("SELECT word, weight FROM search_words WHERE document_id = \(document)") { row in
                old[try row["word"]] = try row["weight"]
            }
        }
        for word in old.keys where words[word] == nil {
            try run("DELETE FROM search_words WHERE document_id = \(document) AND word = \(word)")
        }
        let changed = words.filter { old[$0.key] != $0.value }.sorted { $0.key < $1.key }
        // Rows by sixty-four, then one by one: few statements to prepare.
        var rest = changed[...]
        while !rest.isEmpty {
            let rows = rest.count >= 64 ? rest.prefix(64) : rest.prefix(1)
            rest = rest.dropFirst(rows.count)
            let values = rows.map { "(\(document), \($0.key), \($0.value))" as SQL }
            let list = values.dropFirst().reduce(values[0]) { "\($0), \($1)" }
            try run(
                """
                INSERT INTO search_words (document_id, word, weight) VALUES \(list)
                ON CONFLICT (word, document_id) DO UPDATE SET weight = excluded.weight
                """)
        }
    }
}

/// Rebuilding the index from what it was made of.
public struct SearchIndex: Sendable {
    /// Adds what a target above knows of a course: the questions of its quizzes.
    public typealias Source = @Sendable (Transaction, Course.ID) throws -> Void

    /// The step of the schema after which everything that is there must be told to the index.
    public static let migration = "courses-060-search"

    let database: any Database
    let sources: [Source]

    public init(database: any Database, sources: [Source]) {
        self.database = database
        self.sources = sources
    }

    /// Makes the index anew, a course a transaction; people search meanwhile. Answers how many documents it holds.
    @discardableResult
    public func rebuild() async throws -> Int {
        let courses: [Course.ID] = try await database.read { tx in
            try tx.all("SELECT id FROM courses ORDER BY id") { try $0["id"] }
        }
        for course in courses {
            try await database.write { [sources] tx in
                try tx.run("DELETE FROM search_documents WHERE course_id = \(course)")
                try tx.index(course: course)
                for module in try tx.contents(of: try tx.course(course)).modules {
                    try tx.index(module: module.id)
                    for activity in module.activities { try tx.index(activity: activity.id) }
                }
                for source in sources { try source(tx, course) }
            }
        }
        return try await database.read { tx in try tx.value("SELECT count(*) FROM search_documents") }
    }
}
