import Storage

extension Attempts {
    /// What the figures are made of, attempt by attempt, and what models of answers said last.
    static let sheetMigrations: [Migration] = [
        Migration("quizzes-030-attempt-sheets", sqlite: sheets(.sqlite), postgres: sheets(.postgres))
    ]

    /// The table, and in it the attempts that were finished before there was one. Lines and fields as `noteSheet` has
    /// them; SQLite joins texts in the order of the rows it is given, PostgreSQL wants the order said.
    private static func sheets(_ engine: DatabaseEngine) -> String {
        let (tab, line) = engine == .sqlite ? ("char(9)", "char(10)") : ("chr(9)", "chr(10)")
        func joined(_ text: String, _ separator: String) -> String {
            engine == .sqlite
                ? "group_concat(\(text), \(separator))" : "string_agg(\(text), \(separator) ORDER BY number)"
        }
        func field(_ column: String) -> String { "coalesce(CAST(\(column) AS TEXT), '')" }
        let fields =
            ["question_id", "position", "variant", "attempt_slots.maximum", "mark"].map(field)
            + ["CASE WHEN kind = 'essay' THEN '' ELSE coalesce(response, '') END"]
        return """
            CREATE TABLE attempt_sheets (
                attempt_id BIGINT NOT NULL PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
                slots      TEXT NOT NULL
            );
            INSERT INTO attempt_sheets (attempt_id, slots)
                SELECT attempt_id, \(joined("line", line)) FROM (
                    SELECT attempt_slots.attempt_id AS attempt_id, attempt_slots.number AS number,
                        \(fields.joined(separator: " || \(tab) || "))
                        || coalesce(\(tab) || (
                            SELECT \(joined("response", tab)) FROM (
                                SELECT response, attempt_steps.number AS number FROM attempt_steps
                                WHERE attempt_steps.attempt_id = attempt_slots.attempt_id
                                    AND slot = attempt_slots.number AND action = 'submit' AND response IS NOT NULL
                                ORDER BY attempt_steps.number) AS steps), '') AS line
                    FROM attempt_slots JOIN attempts ON attempts.id = attempt_slots.attempt_id
                        JOIN questions ON questions.id = question_id
                    WHERE finished_at IS NOT NULL ORDER BY attempt_slots.attempt_id, attempt_slots.number) AS slots
                GROUP BY attempt_id;
            """
    }
}
