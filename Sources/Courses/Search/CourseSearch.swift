public import Accounts
public import Foundation
import Spaces
public import Storage

/// What somebody looks for: the stems of their words. No sign has a meaning of its own.
struct SearchQuery: Equatable {
    /// Words of a query that count.
    static let wordsLimit = 10

    var stems: [String]

    init(_ text: String, _ stemmer: Stemmer) {
        var seen: Set<String> = []
        let stems = stemmer.words(of: String(text.prefix(CourseSearch.queryLimit))).lazy.map(\.stem)
            .filter { !$0.isEmpty && seen.insert($0).inserted }
        let found = Array(stems)
        let telling = found.filter { !Self.common.contains($0) }
        self.stems = Array((telling.isEmpty ? found : telling).prefix(Self.wordsLimit))
    }

    /// Whether a stem stands for the words that begin with it too: one or two letters begin too many.
    static func isBeginning(_ stem: String) -> Bool { stem.count > 2 }

    /// Words that tell nothing beside others.
    private static let common: Set<String> = [
        "и", "в", "во", "на", "с", "со", "к", "ко", "о", "об", "от", "до", "за", "из", "по", "у", "не", "что", "как",
        "для", "или", "а", "но", "the", "of", "a", "in", "and", "to",
    ]
}

/// A line of what was found.
public struct SearchHit: Equatable, Sendable {
    public var kind: SearchDocument.Kind
    public var item: Int64
    public var course: Course.ID
    public var courseTitle: String
    public var module: Module.ID?
    public var activity: Activity.ID?
    public var activityKind: Activity.Kind?
    public var title: [SearchText]
    /// A piece of the text around the first words found; empty where only the title has them.
    public var snippet: [SearchText]
}

/// A piece of a text, and whether it is a word that was looked for.
public struct SearchText: Equatable, Sendable {
    public var text: String
    public var isFound: Bool

    public init(_ text: String, isFound: Bool = false) {
        self.text = text
        self.isFound = isFound
    }
}

public struct SearchResults: Equatable, Sendable {
    /// What the hits have in common with the query.
    public enum Match: Equatable, Sendable {
        /// Every word.
        case all
        /// Nothing has every word: these have some.
        case some
        /// Nothing has even one: these have words spelt like them.
        case similar
    }

    public var match: Match
    public var hits: [SearchHit]
    public var total: Int
    /// 1-based.
    public var page: Int
    public var pages: Int { max(1, (total + CourseSearch.pageSize - 1) / CourseSearch.pageSize) }
}

/// Full text search over courses, as each person may see them: what one may not open is not counted either.
public struct CourseSearch: Sendable {
    /// Characters of a query that count.
    public static let queryLimit = 200
    public static let pageSize = 20

    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// What `user`, or a passer-by, finds for `text`, best first. Nil when there is no word in it.
    public func find(_ text: String, by user: User.ID?, page: Int = 1) async throws -> SearchResults? {
        let query = SearchQuery(text, Stemmer())
        guard !query.stems.isEmpty else { return nil }
        let page = min(max(1, page), 1_000)
        return try await database.read { [now] tx in
            let sight = try tx.sight(of: user, at: now())
            let found = try tx.find(query.stems, atLeast: query.stems.count, sight, page: page)
            if found.total > 0 { return found.results(.all, page: page, query.stems) }
            if query.stems.count > 1 {
                let some = try tx.find(query.stems, atLeast: 1, sight, page: page)
                if some.total > 0 { return some.results(.some, page: page, query.stems) }
            }
            let similar = try query.stems.flatMap { try tx.words(like: $0, sight) }
            return try tx.find(similar, atLeast: 1, sight, page: page).results(.similar, page: page, similar)
        }
    }
}

/// Which courses a person's search looks into, and when.
private struct Sight {
    var user: User.ID?
    var instant: Date
    /// Title and summary.
    var seen: [Course.ID] = []
    /// What stands in them for learners, whatever it waits for.
    var studied: [Course.ID] = []
    /// What stands in them for learners and is open to this one.
    var learned: [Course.ID] = []
    /// All of them.
    var authored: [Course.ID] = []

    /// For a row of `documents` with its activity and module. Of the steps with a condition only `opened` are seen.
    func condition(_ opened: [Activity.ID]) -> SQL {
        """
        (documents.kind = 'course' AND documents.course_id IN (\(seen))
            OR documents.kind IN ('module', 'activity')
                AND coalesce(activities.is_hidden, 0) = 0 AND coalesce(modules.is_hidden, 0) = 0
                AND (documents.course_id IN (\(studied))
                    OR documents.course_id IN (\(learned)) AND (documents.activity_id IN (\(opened)) OR NOT EXISTS (
                        SELECT 1 FROM activity_rules
                        WHERE activity_rules.activity_id = documents.activity_id AND condition IS NOT NULL)))
            OR documents.kind IN ('module', 'activity', 'question') AND documents.course_id IN (\(authored))
                AND activities.removed_at IS NULL AND modules.removed_at IS NULL)
        """
    }

    static let tables: SQL = """
        search_documents AS documents LEFT JOIN activities ON activities.id = documents.activity_id
        LEFT JOIN modules ON modules.id = coalesce(documents.module_id, activities.module_id)
        """
}

private struct Found {
    struct Document {
        var hit: SearchHit
        var title: String
        var text: String
    }

    var documents: [Document] = []
    var total = 0

    func results(_ match: SearchResults.Match, page: Int, _ stems: [String]) -> SearchResults {
        let snippets = Snippets(stems: stems)
        let hits = documents.map { document in
            var hit = document.hit
            hit.title = snippets.marked(document.title)
            hit.snippet = snippets.snippet(of: document.text)
            return hit
        }
        return SearchResults(match: match, hits: hits, total: total, page: page)
    }
}

extension Transaction {
    fileprivate func sight(of user: User.ID?, at instant: Date) throws -> Sight {
        var courses: [Space.ID: Course.ID] = [:]
        try forEach("SELECT space_id, id FROM courses") { row in courses[try row["space_id"]] = try row["id"] }
        var sight = Sight(user: user, instant: instant)
        for access in try accesses(of: user, toAll: .course, at: instant) {
            guard let course = courses[access.space.id] else { continue }
            if access.allows(.view) { sight.seen.append(course) }
            let learns = access.ownRoles.contains(.learner) && !access.allows(.author)
            if learns { sight.learned.append(course) } else if access.allows(.study) { sight.studied.append(course) }
            if access.allows(.author) { sight.authored.append(course) }
        }
        return sight
    }

    /// Documents with words that begin with at least so many of the stems; a whole word weighs four times as much.
    fileprivate func find(_ stems: [String], atLeast least: Int, _ sight: Sight, page: Int) throws -> Found {
        guard let first = stems.first else { return Found() }
        func words(_ stem: String) -> SQL { SearchQuery.isBeginning(stem) ? beginning(stem) : "word = \(stem)" }
        func matches(_ stem: String) -> SQL {
            """
            SELECT document_id, max(CASE WHEN word = \(stem) THEN weight * 4 ELSE weight END) AS weight
            FROM search_words WHERE \(words(stem)) GROUP BY document_id
            """
        }
        let terms = stems.dropFirst().reduce(matches(first)) { "\($0) UNION ALL \(matches($1))" }
        let opened = try opened(
            with: stems.dropFirst().reduce(words(first)) { "\($0) OR \(words($1))" }, sight)
        var found = Found()
        try forEach(
            """
            SELECT documents.kind AS kind, item_id, documents.course_id AS course_id, spaces.name AS course_title,
                documents.module_id AS module_id, documents.activity_id AS activity_id,
                activities.kind AS activity_kind, documents.title AS title, documents.text AS text, total
            FROM (
                SELECT documents.id AS id, number, score, count(*) OVER () AS total
                FROM \(Sight.tables) JOIN (
                    SELECT document_id, count(*) AS number, CAST(sum(weight) AS BIGINT) AS score
                    FROM (\(terms)) AS terms GROUP BY document_id HAVING count(*) >= \(least)
                ) AS matched ON document_id = documents.id
                WHERE \(sight.condition(opened))
                ORDER BY number DESC, score DESC, documents.id
                LIMIT \(CourseSearch.pageSize) OFFSET \((page - 1) * CourseSearch.pageSize)
            ) AS page JOIN search_documents AS documents ON documents.id = page.id
            JOIN courses ON courses.id = documents.course_id JOIN spaces ON spaces.id = courses.space_id
            LEFT JOIN activities ON activities.id = documents.activity_id
            ORDER BY number DESC, score DESC, documents.id
            """
        ) { row in
            found.total = try row["total"]
            let hit = SearchHit(
                kind: try row["kind"], item: try row["item_id"], course: try row["course_id"],
                courseTitle: try row["course_title"], module: try row["module_id"], activity: try row["activity_id"],
                activityKind: try row["activity_kind"], title: [], snippet: [])
            found.documents.append(Found.Document(hit: hit, title: try row["title"], text: try row["text"]))
        }
        return found
    }

    /// Words, of documents the person may see, that differ from `stem` by a slip of the keyboard or two.
    fileprivate func words(like stem: String, _ sight: Sight) throws -> [String] {
        let slips = stem.count < 4 ? 0 : stem.count < 8 ? 1 : 2
        guard slips > 0, let letter = stem.first.map(String.init) else { return [] }
        let near: SQL = """
            \(beginning(letter)) AND length(word) BETWEEN \(stem.count - slips) AND \(stem.count + slips + 3)
            """
        let words: [String] = try all(
            """
            SELECT DISTINCT word FROM \(Sight.tables) JOIN search_words ON document_id = documents.id
            WHERE \(near) AND \(sight.condition(try opened(with: near, sight)))
            ORDER BY word LIMIT 5000
            """
        ) { try $0["word"] }
        return Array(words.filter { Spelling.slips(from: stem, to: $0) <= slips }.prefix(5))
    }

    /// Of the steps that have such words and a condition, those that are open to the learner.
    private func opened(with words: SQL, _ sight: Sight) throws -> [Activity.ID] {
        guard let learner = sight.user, !sight.learned.isEmpty else { return [] }
        let steps = try all(
            """
            SELECT documents.activity_id AS id, course_id, condition FROM search_documents AS documents
            JOIN activity_rules ON activity_rules.activity_id = documents.activity_id
            WHERE kind = 'activity' AND condition IS NOT NULL AND course_id IN (\(sight.learned))
                AND documents.id IN (SELECT document_id FROM search_words WHERE \(words))
            """
        ) { row in
            ConditionedStep(
                id: try row["id"], course: try row["course_id"], condition: try Condition(json: try row["condition"]))
        }
        return try open(among: steps, to: learner, at: sight.instant)
    }

    private func beginning(_ stem: String) -> SQL { "word >= \(stem) AND word < \(stem + "\u{10FFFF}")" }
}
