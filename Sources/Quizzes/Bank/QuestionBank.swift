public import Accounts
public import Courses
public import Foundation
import Markup
public import Spaces
public import Storage

/// The questions of a space: a course's own, a school's, the district's. Quizzes show them; attempts keep the version
/// they were asked.
public struct QuestionBank: Sendable {
    let database: any Database
    let quizzes: Quizzes
    let now: @Sendable () -> Date

    public init(database: any Database, quizzes: Quizzes, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.quizzes = quizzes
        self.now = now
    }

    /// What to list.
    public struct Filter: Equatable, Sendable {
        /// Words of the name or of what is asked.
        public var words: String
        /// With all categories under it; nil: any.
        public var category: String?
        public var kind: Question.Kind.Name?
        public var tag: String?
        /// From 0.
        public var page: Int

        public init(
            words: String = "", category: String? = nil, kind: Question.Kind.Name? = nil, tag: String? = nil,
            page: Int = 0
        ) {
            self.words = words
            self.category = category
            self.kind = kind
            self.tag = tag
            self.page = page
        }
    }

    /// A question in a list.
    public struct Entry: Equatable, Sendable, Identifiable {
        public var id: BankQuestion.ID
        public var name: String
        public var category: String
        public var kind: Question.Kind.Name
        /// The first words of what is asked.
        public var text: String
        public var version: Int
        /// Who wrote it; nil where it came with a file.
        public var author: PersonName?
        /// In how many quizzes it stands.
        public var uses: Int
    }

    public struct Listing: Equatable, Sendable {
        public var entries: [Entry]
        /// Of all pages.
        public var count: Int
        public var categories: [(name: String, count: Int)]
        public var tags: [String]

        public static func == (left: Listing, right: Listing) -> Bool {
            left.entries == right.entries && left.count == right.count && left.tags == right.tags
                && left.categories.elementsEqual(right.categories) { $0 == $1 }
        }
    }

    public static let pageSize = 50

    /// The newest versions in a space, by category and name. Five queries, however many questions.
    public func list(_ space: Space.ID, _ filter: Filter = Filter()) async throws -> Listing {
        try await database.read { tx in
            let tagged: Set<BankQuestion.ID>? = try filter.tag.map { tag in
                Set(
                    try tx.all("SELECT question_id FROM question_tags WHERE tag = \(tag.lowercased())") {
                        try $0["question_id"]
                    })
            }
            let words = filter.words.lowercased().split(whereSeparator: \.isWhitespace).map {
                $0.replacing("ё", with: "е")
            }
            var counts: [String: Int] = [:]
            var found: [Entry] = []
            try tx.forEach(
                """
                SELECT questions.id AS id, questions.name AS name, category, questions.kind AS kind, sheet, version,
                    surname, given_name, patronymic, author_id
                FROM questions LEFT JOIN users ON users.id = author_id
                WHERE space_id = \(space) AND replaced_by IS NULL AND removed_at IS NULL
                ORDER BY category, questions.name, questions.id
                """
            ) { row in
                let category: String = try row["category"]
                counts[category, default: 0] += 1
                let id: BankQuestion.ID = try row["id"]
                guard filter.category.map({ category == $0 || category.hasPrefix($0 + "/") }) ?? true,
                    tagged?.contains(id) ?? true
                else { return }
                let kind: String = try row["kind"]
                if let wanted = filter.kind, wanted.rawValue != kind { return }
                let author: User.ID? = try row["author_id"]
                let name: String = try row["name"]
                let text = try QuestionSheet.stemText(ofStored: try row["sheet"])
                let searched = (name + " " + text).lowercased().replacing("ё", with: "е")
                guard words.allSatisfy({ searched.contains($0) }) else { return }
                found.append(
                    Entry(
                        id: id, name: name, category: category,
                        kind: Question.Kind.Name(rawValue: kind) ?? .description, text: String(text.prefix(200)),
                        version: try row["version"], author: author == nil ? nil : try PersonName(row), uses: 0))
            }
            let start = min(max(0, filter.page) * Self.pageSize, found.count)
            var entries = Array(found[start..<min(start + Self.pageSize, found.count)])
            let uses = try tx.uses(of: space)
            for index in entries.indices { entries[index].uses = uses[entries[index].id] ?? 0 }
            let tags: [String] = try tx.all(
                """
                SELECT DISTINCT tag FROM question_tags JOIN questions ON questions.id = question_id
                WHERE space_id = \(space) AND replaced_by IS NULL AND removed_at IS NULL ORDER BY tag
                """
            ) { try $0["tag"] }
            return Listing(
                entries: entries, count: found.count,
                categories: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                tags: tags)
        }
    }

    /// A question, where it lives, and its versions from the first to the newest.
    public struct Opened: Equatable, Sendable {
        public var question: BankQuestion
        public var space: Space.ID
        public var versions: [Version]
        /// The quizzes it stands in, with their courses.
        public var quizzes: [(id: Activity.ID, title: String, course: String)]

        public static func == (left: Opened, right: Opened) -> Bool {
            left.question == right.question && left.space == right.space && left.versions == right.versions
                && left.quizzes.elementsEqual(right.quizzes) { $0 == $1 }
        }
    }

    public struct Version: Equatable, Sendable {
        public var id: BankQuestion.ID
        public var number: Int
        public var author: PersonName?
        public var madeAt: Date
    }

    public func open(_ id: BankQuestion.ID) async throws -> Opened {
        try await database.read { tx in
            let place = try tx.one("SELECT space_id, first_version FROM questions WHERE id = \(id)") {
                row -> (Space.ID, BankQuestion.ID) in (try row["space_id"], try row["first_version"])
            }
            let versions = try tx.all(
                """
                SELECT questions.id AS id, version, questions.created_at AS made_at, author_id, surname, given_name,
                    patronymic
                FROM questions LEFT JOIN users ON users.id = author_id
                WHERE first_version = \(place.1) ORDER BY version
                """
            ) { row in
                let author: User.ID? = try row["author_id"]
                return Version(
                    id: try row["id"], number: try row["version"], author: author == nil ? nil : try PersonName(row),
                    madeAt: try row["made_at"])
            }
            let quizzes = try tx.all(
                """
                SELECT DISTINCT activities.id AS id, activities.title AS title, spaces.name AS course
                FROM quiz_slots JOIN questions ON questions.id = question_id
                JOIN activities ON activities.id = quiz_slots.activity_id JOIN modules ON modules.id = module_id
                JOIN courses ON courses.id = modules.course_id JOIN spaces ON spaces.id = courses.space_id
                WHERE first_version = \(place.1) ORDER BY course, title, id
                """
            ) { row -> (id: Activity.ID, title: String, course: String) in
                (try row["id"], try row["title"], try row["course"])
            }
            return Opened(
                question: try tx.bankQuestion(id), space: place.0, versions: versions, quizzes: quizzes)
        }
    }

    /// Renders a question as a learner would see it, keeping nothing.
    public func preview(_ question: Question) throws -> BankQuestion {
        let sheet = try QuestionSheet(question, formulas: quizzes.formulas)
        return BankQuestion(id: .init(rawValue: 0), question: question, sheet: sheet)
            .asked(question.kind.name == .formula ? 0 : nil)
    }

    /// Puts a question into a space's bank.
    @discardableResult
    public func add(
        _ question: Question, to space: Space.ID, by author: User.ID, at end: Activity.ID? = nil
    ) async throws -> BankQuestion.ID {
        let sheet = try QuestionSheet(question, formulas: quizzes.formulas)
        return try await database.write { [now] tx in
            let id = try tx.insert(question, sheet, into: space, at: now())
            try tx.run("UPDATE questions SET author_id = \(author) WHERE id = \(id)")
            if let end { try tx.append([id], to: end) }
            return id
        }
    }

    /// Mends a question: a new version, which stands in every quiz from now on. Attempts keep the one they were asked.
    /// Throws `BankRefusal.changedMeanwhile` when `id` is no longer the newest.
    @discardableResult
    public func mend(
        _ id: BankQuestion.ID, to question: Question, by author: User.ID
    ) async throws -> BankQuestion.ID {
        let sheet = try QuestionSheet(question, formulas: quizzes.formulas)
        return try await database.write { [now] tx in
            let old = try tx.one(
                "SELECT space_id, first_version, version, replaced_by FROM questions WHERE id = \(id)"
            ) { row -> (space: Space.ID, first: BankQuestion.ID, version: Int, replacedBy: BankQuestion.ID?) in
                (try row["space_id"], try row["first_version"], try row["version"], try row["replaced_by"])
            }
            guard old.replacedBy == nil else { throw BankRefusal.changedMeanwhile }
            guard try tx.bankQuestion(id).question != question else { return id }
            let new = try tx.insert(question, sheet, into: old.space, at: now())
            try tx.run(
                """
                UPDATE questions SET first_version = \(old.first), version = \(old.version + 1), author_id = \(author)
                WHERE id = \(new)
                """)
            try tx.run("UPDATE questions SET replaced_by = \(new) WHERE id = \(id)")
            let quizzes: [Activity.ID] = try tx.all(
                """
                SELECT DISTINCT activity_id FROM quiz_slots JOIN questions ON questions.id = question_id
                WHERE first_version = \(old.first)
                """
            ) { try $0["activity_id"] }
            try tx.run(
                """
                UPDATE quiz_slots SET question_id = \(new)
                WHERE question_id IN (SELECT id FROM questions WHERE first_version = \(old.first))
                """)
            for quiz in quizzes { try tx.indexQuestions(of: quiz) }
            return new
        }
    }

    /// Moves questions of a space into a category.
    public func move(_ ids: [BankQuestion.ID], in space: Space.ID, to category: String) async throws {
        let category = category.trimmingSpaces()
        try await database.write { tx in
            for id in ids {
                try tx.run("UPDATE questions SET category = \(category) WHERE id = \(id) AND space_id = \(space)")
            }
        }
    }

    /// Adds tags to questions of a space.
    public func tag(_ ids: [BankQuestion.ID], in space: Space.ID, with tags: [String]) async throws {
        try await database.write { tx in
            for id in try tx.known(ids, in: space) {
                for tag in Set(tags.map { $0.lowercased() }).sorted() {
                    try tx.run(
                        """
                        INSERT INTO question_tags (question_id, tag) VALUES (\(id), \(tag))
                        ON CONFLICT (question_id, tag) DO NOTHING
                        """)
                }
            }
        }
    }

    /// Takes questions out of the bank, or back into it. Quizzes that show them keep them.
    public func setRemoved(_ isRemoved: Bool, _ ids: [BankQuestion.ID], in space: Space.ID) async throws {
        try await database.write { [now] tx in
            let at: Date? = isRemoved ? now() : nil
            for id in ids {
                try tx.run("UPDATE questions SET removed_at = \(at) WHERE id = \(id) AND space_id = \(space)")
            }
        }
    }

    /// Copies questions into another space's bank, with their authors; what is there already is not copied twice.
    /// Returns how many were.
    @discardableResult
    public func share(_ ids: [BankQuestion.ID], from space: Space.ID, with other: Space.ID) async throws -> Int {
        try await database.write { [now] tx in
            var count = 0
            for id in try tx.known(ids, in: space) {
                let row = try tx.one("SELECT content, sheet, author_id, category FROM questions WHERE id = \(id)") {
                    row -> (content: String, sheet: String, author: User.ID?, category: String) in
                    (try row["content"], try row["sheet"], try row["author_id"], try row["category"])
                }
                let known: Int = try tx.value(
                    """
                    SELECT count(*) FROM questions
                    WHERE space_id = \(other) AND content = \(row.content) AND removed_at IS NULL
                    """)
                guard known == 0 else { continue }
                let question = try tx.bankQuestion(id)
                let copy = try tx.insert(question.question, question.sheet, into: other, at: now())
                try tx.run(
                    "UPDATE questions SET author_id = \(row.author), category = \(row.category) WHERE id = \(copy)")
                count += 1
            }
            return count
        }
    }

    /// Questions of a space that ask the same: groups of two and more, whatever their case, spaces and marks.
    public func duplicates(in space: Space.ID) async throws -> [[Entry]] {
        let all = try await database.read { tx in
            try tx.all(
                """
                SELECT id, name, category, kind, sheet, version FROM questions
                WHERE space_id = \(space) AND replaced_by IS NULL AND removed_at IS NULL ORDER BY id
                """
            ) { row in
                let kind: String = try row["kind"]
                return Entry(
                    id: try row["id"], name: try row["name"], category: try row["category"],
                    kind: Question.Kind.Name(rawValue: kind) ?? .description,
                    text: try QuestionSheet.stemText(ofStored: try row["sheet"]), version: try row["version"],
                    author: nil,
                    uses: 0)
            }
        }
        var order: [String] = []
        var groups: [String: [Entry]] = [:]
        for entry in all {
            let key =
                entry.kind.rawValue
                + entry.text.lowercased().replacing("ё", with: "е").filter { $0.isLetter || $0.isNumber }
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(entry)
        }
        return order.compactMap { groups[$0] }.filter { $0.count > 1 }
    }
}

/// Why the bank did not do as asked.
public enum BankRefusal: Error, Equatable, Sendable {
    /// Somebody else mended the question since it was opened.
    case changedMeanwhile
}

extension QuestionSheet {
    /// What a stored sheet asks, without markup.
    static func stemText(ofStored json: String) throws -> String {
        try JSONDecoder().decode(QuestionSheet.self, from: Data(json.utf8)).stemText
    }
}

extension Transaction {
    /// How often the questions of a space stand in quizzes.
    fileprivate func uses(of space: Space.ID) throws -> [BankQuestion.ID: Int] {
        var uses: [BankQuestion.ID: Int] = [:]
        try forEach(
            """
            SELECT question_id, count(DISTINCT activity_id) AS uses FROM quiz_slots
            JOIN questions ON questions.id = question_id WHERE space_id = \(space) GROUP BY question_id
            """
        ) { row in uses[try row["question_id"]] = try row["uses"] }
        return uses
    }

    /// Those of `ids` that are in the space.
    fileprivate func known(_ ids: [BankQuestion.ID], in space: Space.ID) throws -> [BankQuestion.ID] {
        try ids.filter { id in
            try first("SELECT id FROM questions WHERE id = \(id) AND space_id = \(space)") { row -> BankQuestion.ID in
                try row["id"]
            } != nil
        }
    }
}
