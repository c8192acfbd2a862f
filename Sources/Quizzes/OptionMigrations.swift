import Storage

extension Attempts {
    /// Options of a quiz, exceptions from them, marking by hand and recounts.
    static let optionMigrations: [Migration] = [
        // A window, a password, pages forward only, what is said of the whole, marking without names or by two.
        Migration(
            "quizzes-020-options",
            """
            ALTER TABLE quizzes ADD COLUMN opens_at BIGINT;
            ALTER TABLE quizzes ADD COLUMN closes_at BIGINT;
            ALTER TABLE quizzes ADD COLUMN password TEXT;
            ALTER TABLE quizzes ADD COLUMN delay_minutes BIGINT CHECK (delay_minutes > 0);
            ALTER TABLE quizzes ADD COLUMN is_sequential BOOLEAN NOT NULL DEFAULT FALSE;
            ALTER TABLE quizzes ADD COLUMN feedback TEXT NOT NULL DEFAULT '';
            ALTER TABLE quizzes ADD COLUMN is_blind BOOLEAN NOT NULL DEFAULT FALSE;
            ALTER TABLE quizzes ADD COLUMN tolerance BIGINT CHECK (tolerance BETWEEN 0 AND 100);
            ALTER TABLE attempts ADD COLUMN first_open_slot BIGINT;
            ALTER TABLE attempts ADD COLUMN last_open_slot BIGINT;
            """),
        Migration(
            "quizzes-021-overrides",
            """
            CREATE TABLE quiz_overrides (
                activity_id        BIGINT NOT NULL REFERENCES quizzes (activity_id) ON DELETE CASCADE,
                learner_id         BIGINT NOT NULL REFERENCES users (id),
                opens_at           BIGINT,
                closes_at          BIGINT,
                time_limit_minutes BIGINT CHECK (time_limit_minutes > 0),
                extra_minutes      BIGINT CHECK (extra_minutes > 0),
                attempts           BIGINT CHECK (attempts > 0),
                PRIMARY KEY (activity_id, learner_id)
            );
            CREATE TABLE quiz_group_overrides (
                activity_id        BIGINT NOT NULL REFERENCES quizzes (activity_id) ON DELETE CASCADE,
                group_id           BIGINT NOT NULL REFERENCES course_groups (id) ON DELETE CASCADE,
                opens_at           BIGINT,
                closes_at          BIGINT,
                time_limit_minutes BIGINT CHECK (time_limit_minutes > 0),
                extra_minutes      BIGINT CHECK (extra_minutes > 0),
                attempts           BIGINT CHECK (attempts > 0),
                PRIMARY KEY (activity_id, group_id)
            );
            CREATE INDEX quiz_group_overrides_by_group ON quiz_group_overrides (group_id);
            """),
        // Whoever marks by hand: their marks one by one, and what they marked by, kept with the question's first version.
        Migration(
            "quizzes-022-hand-marks",
            """
            CREATE TABLE hand_marks (
                attempt_id BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                slot       BIGINT NOT NULL,
                marker_id  BIGINT NOT NULL REFERENCES users (id),
                mark       BIGINT NOT NULL,
                rubric     TEXT NOT NULL,
                comment    TEXT NOT NULL,
                marked_at  BIGINT NOT NULL,
                PRIMARY KEY (attempt_id, slot, marker_id)
            );
            CREATE TABLE quiz_rubrics (
                activity_id   BIGINT NOT NULL REFERENCES quizzes (activity_id) ON DELETE CASCADE,
                first_version BIGINT NOT NULL REFERENCES questions (id),
                rubric        TEXT NOT NULL,
                PRIMARY KEY (activity_id, first_version)
            );
            """),
        // A recount after a question was mended: what every answer was before, so that all can be put back.
        Migration(
            "quizzes-023-regrades",
            """
            CREATE TABLE regrades (
                id          {{id}},
                activity_id BIGINT NOT NULL REFERENCES quizzes (activity_id) ON DELETE CASCADE,
                made_by     BIGINT NOT NULL REFERENCES users (id),
                made_at     BIGINT NOT NULL,
                undone_at   BIGINT
            );
            CREATE INDEX regrades_by_activity ON regrades (activity_id);
            CREATE TABLE regraded_slots (
                regrade_id      BIGINT NOT NULL REFERENCES regrades (id) ON DELETE CASCADE,
                attempt_id      BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                slot            BIGINT NOT NULL,
                question_before BIGINT NOT NULL REFERENCES questions (id),
                question_after  BIGINT NOT NULL REFERENCES questions (id),
                response_before TEXT,
                mark_before     BIGINT,
                mark_after      BIGINT,
                PRIMARY KEY (regrade_id, attempt_id, slot)
            );
            CREATE TABLE regraded_steps (
                regrade_id      BIGINT NOT NULL REFERENCES regrades (id) ON DELETE CASCADE,
                attempt_id      BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                slot            BIGINT NOT NULL,
                number          BIGINT NOT NULL,
                response_before TEXT,
                PRIMARY KEY (regrade_id, attempt_id, slot, number)
            );
            """),
    ]
}
