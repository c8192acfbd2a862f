public import Storage

extension Attempts {
    /// Questions, quizzes, attempts and answers.
    public static let migrations = questionMigrations + Exercises.migrations + optionMigrations + sheetMigrations

    private static let questionMigrations: [Migration] = [
        Migration(
            "quizzes-001-questions",
            """
            CREATE TABLE questions (
                id         {{id}},
                space_id   BIGINT NOT NULL REFERENCES spaces (id),
                category   TEXT NOT NULL,
                name       TEXT NOT NULL,
                content    TEXT NOT NULL,
                sheet      TEXT NOT NULL,
                created_at BIGINT NOT NULL
            );
            CREATE INDEX questions_by_space ON questions (space_id, category);
            CREATE TABLE quizzes (
                activity_id        BIGINT NOT NULL PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
                points             BIGINT NOT NULL CHECK (points > 0),
                time_limit_minutes BIGINT CHECK (time_limit_minutes > 0),
                attempts           BIGINT CHECK (attempts > 0),
                grading            TEXT NOT NULL,
                questions_per_page BIGINT NOT NULL CHECK (questions_per_page > 0),
                shuffle            BOOLEAN NOT NULL,
                review             TEXT NOT NULL,
                pass               BIGINT
            );
            CREATE TABLE quiz_slots (
                activity_id BIGINT NOT NULL REFERENCES quizzes (activity_id) ON DELETE CASCADE,
                position    BIGINT NOT NULL,
                question_id BIGINT NOT NULL REFERENCES questions (id),
                maximum     BIGINT NOT NULL CHECK (maximum >= 0),
                PRIMARY KEY (activity_id, position)
            );
            """),
        Migration(
            "quizzes-002-attempts",
            """
            CREATE TABLE attempts (
                id            {{id}},
                activity_id   BIGINT NOT NULL REFERENCES quizzes (activity_id) ON DELETE CASCADE,
                learner_id    BIGINT NOT NULL REFERENCES users (id),
                number        BIGINT NOT NULL CHECK (number > 0),
                started_at    BIGINT NOT NULL,
                deadline      BIGINT,
                finished_at   BIGINT,
                ending        TEXT,
                marks         BIGINT NOT NULL DEFAULT 0,
                maximum       BIGINT NOT NULL,
                needs_grading BOOLEAN NOT NULL DEFAULT FALSE,
                UNIQUE (activity_id, learner_id, number)
            );
            CREATE TABLE attempt_slots (
                attempt_id  BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                number      BIGINT NOT NULL,
                question_id BIGINT NOT NULL REFERENCES questions (id),
                maximum     BIGINT NOT NULL,
                response    TEXT,
                sequence    BIGINT NOT NULL DEFAULT 0,
                saved_at    BIGINT,
                is_late     BOOLEAN NOT NULL DEFAULT FALSE,
                mark        BIGINT,
                graded_by   BIGINT REFERENCES users (id),
                comment     TEXT,
                PRIMARY KEY (attempt_id, number)
            );
            CREATE TABLE answers (
                attempt_id BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                slot       BIGINT NOT NULL,
                device     TEXT NOT NULL,
                sequence   BIGINT NOT NULL,
                response   TEXT NOT NULL,
                saved_at   BIGINT NOT NULL,
                PRIMARY KEY (attempt_id, slot, sequence, device)
            );
            """),
        Migration(
            "quizzes-003-question-files",
            """
            INSERT INTO activity_files (activity_id, asset_id)
                SELECT DISTINCT activities.id, assets.id FROM quiz_slots JOIN questions ON questions.id = question_id
                JOIN activities ON activities.id = quiz_slots.activity_id JOIN modules ON modules.id = module_id
                JOIN courses ON courses.id = course_id JOIN assets ON assets.space_id = courses.space_id
                WHERE sheet LIKE '%media%' AND replace(sheet, '\\', '') LIKE '%/media/' || assets.id || '/%'
                    AND NOT EXISTS (
                        SELECT 1 FROM activity_files
                        WHERE activity_files.activity_id = activities.id AND activity_files.asset_id = assets.id);
            """),
        Migration(
            "quizzes-004-behaviours",
            """
            ALTER TABLE quizzes ADD COLUMN behaviour TEXT NOT NULL DEFAULT 'deferred';
            ALTER TABLE attempts ADD COLUMN behaviour TEXT NOT NULL DEFAULT 'deferred';
            ALTER TABLE attempt_slots ADD COLUMN certainty BIGINT CHECK (certainty BETWEEN 1 AND 3);
            CREATE TABLE attempt_steps (
                attempt_id BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                slot       BIGINT NOT NULL,
                number     BIGINT NOT NULL CHECK (number > 0),
                action     TEXT NOT NULL,
                response   TEXT,
                certainty  BIGINT,
                taken_at   BIGINT NOT NULL,
                PRIMARY KEY (attempt_id, slot, number)
            );
            """),
        Migration(
            "quizzes-005-presentations",
            """
            ALTER TABLE attempts ADD COLUMN seed BIGINT;
            ALTER TABLE attempt_slots ADD COLUMN variant BIGINT;
            ALTER TABLE attempt_slots ADD COLUMN position BIGINT;
            """),
        // What a teacher's bank needs: kinds, versions of one question, tags, who wrote it, what was thrown away.
        Migration(
            "quizzes-006-bank",
            """
            ALTER TABLE questions ADD COLUMN kind TEXT NOT NULL DEFAULT 'description';
            ALTER TABLE questions ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
            ALTER TABLE questions ADD COLUMN first_version BIGINT;
            ALTER TABLE questions ADD COLUMN replaced_by BIGINT REFERENCES questions (id);
            ALTER TABLE questions ADD COLUMN author_id BIGINT REFERENCES users (id);
            ALTER TABLE questions ADD COLUMN removed_at BIGINT;
            UPDATE questions SET first_version = id, kind = CASE
                WHEN content LIKE '%"kind":{"choice":%' THEN 'choice'
                WHEN content LIKE '%"kind":{"multiple":%' THEN 'multiple'
                WHEN content LIKE '%"kind":{"trueFalse":%' THEN 'trueFalse'
                WHEN content LIKE '%"kind":{"shortAnswer":%' THEN 'shortAnswer'
                WHEN content LIKE '%"kind":{"numeric":%' THEN 'numeric'
                WHEN content LIKE '%"kind":{"matching":%' THEN 'matching'
                WHEN content LIKE '%"kind":{"essay":%' THEN 'essay'
                ELSE 'description' END;
            CREATE INDEX questions_by_first_version ON questions (first_version, version);
            CREATE TABLE question_tags (
                question_id BIGINT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
                tag         TEXT NOT NULL,
                PRIMARY KEY (question_id, tag)
            );
            """),
    ]
}
