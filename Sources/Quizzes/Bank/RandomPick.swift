import Courses
import Storage

extension Transaction {
    /// The questions a random place of a quiz may get: newest versions in the category, of the course or of an
    /// organisation above it, in the order of their ids.
    func candidates(for random: Question.Random, at quiz: Activity.ID) throws -> [BankQuestion.ID] {
        let inside = random.category + "/"
        let space = try course(of: quiz).space
        let found = try all(
            """
            WITH RECURSIVE above (id, parent_id) AS (
                SELECT id, parent_id FROM spaces WHERE id = \(space)
                UNION ALL SELECT spaces.id, spaces.parent_id FROM spaces JOIN above ON spaces.id = above.parent_id
            )
            SELECT questions.id AS id, category FROM questions JOIN above ON above.id = space_id
            WHERE replaced_by IS NULL AND removed_at IS NULL AND kind NOT IN ('random', 'description')
            ORDER BY questions.id
            """
        ) { row -> (id: BankQuestion.ID, category: String) in (try row["id"], try row["category"]) }
        .filter { $0.category == random.category || random.includesSubcategories && $0.category.hasPrefix(inside) }
        .map(\.id)
        guard !random.tags.isEmpty, !found.isEmpty else { return found }
        return try found.filter { question in
            let tags: Set<String> = Set(
                try all("SELECT tag FROM question_tags WHERE question_id = \(question)") { try $0["tag"] })
            return tags.isSuperset(of: random.tags.map { $0.lowercased() })
        }
    }
}
