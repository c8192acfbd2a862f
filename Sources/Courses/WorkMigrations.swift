import Storage

extension Courses {
    /// Works, their versions and marks; polls and what was answered.
    static let workMigrations: [Migration] = [
        Migration(
            "courses-040-assignments",
            """
            CREATE TABLE assignments (
                activity_id       BIGINT PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
                takes_text        BOOLEAN NOT NULL,
                file_count        BIGINT NOT NULL CHECK (file_count >= 0),
                file_megabytes    BIGINT NOT NULL CHECK (file_megabytes > 0),
                file_kinds        TEXT NOT NULL,
                attempts          BIGINT CHECK (attempts > 0),
                grace_minutes     BIGINT NOT NULL,
                late_percent      BIGINT NOT NULL,
                late_floor        BIGINT NOT NULL,
                closes_at         BIGINT,
                is_blind          BOOLEAN NOT NULL,
                releases_together BOOLEAN NOT NULL,
                released_at       BIGINT,
                pass              BIGINT,
                rubric            TEXT NOT NULL
            );
            CREATE TABLE assignment_extensions (
                activity_id    BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                learner_id     BIGINT NOT NULL REFERENCES users (id),
                extended_until BIGINT NOT NULL,
                PRIMARY KEY (activity_id, learner_id)
            );
            CREATE TABLE submissions (
                id             {{id}},
                activity_id    BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                learner_id     BIGINT NOT NULL REFERENCES users (id),
                number         BIGINT NOT NULL,
                state          TEXT NOT NULL CHECK (state IN ('draft', 'submitted')),
                draft          TEXT NOT NULL,
                draft_sequence BIGINT NOT NULL,
                draft_saved_at BIGINT NOT NULL,
                version        BIGINT NOT NULL CHECK (version >= 0),
                UNIQUE (activity_id, learner_id)
            );
            CREATE INDEX submissions_by_learner ON submissions (learner_id);
            CREATE TABLE submission_versions (
                submission_id BIGINT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
                number        BIGINT NOT NULL CHECK (number > 0),
                text          TEXT NOT NULL,
                submitted_at  BIGINT NOT NULL,
                is_withdrawn  BOOLEAN NOT NULL,
                PRIMARY KEY (submission_id, number)
            );
            CREATE TABLE submission_files (
                id            {{id}},
                submission_id BIGINT NOT NULL REFERENCES submissions (id) ON DELETE CASCADE,
                version       BIGINT NOT NULL CHECK (version >= 0),
                is_feedback   BOOLEAN NOT NULL,
                asset_id      BIGINT NOT NULL REFERENCES assets (id)
            );
            CREATE INDEX submission_files_by_submission ON submission_files (submission_id);
            CREATE INDEX submission_files_by_asset ON submission_files (asset_id);
            CREATE TABLE submission_marks (
                submission_id BIGINT NOT NULL,
                version       BIGINT NOT NULL,
                points        BIGINT NOT NULL CHECK (points >= 0),
                share         BIGINT NOT NULL CHECK (share >= 0 AND share <= 100),
                rubric        TEXT NOT NULL,
                feedback      TEXT NOT NULL,
                marked_by     BIGINT NOT NULL REFERENCES users (id),
                marked_at     BIGINT NOT NULL,
                PRIMARY KEY (submission_id, version),
                FOREIGN KEY (submission_id, version) REFERENCES submission_versions (submission_id, number)
                    ON DELETE CASCADE
            );
            CREATE TABLE submission_annotations (
                id            {{id}},
                submission_id BIGINT NOT NULL,
                version       BIGINT NOT NULL,
                start_offset  BIGINT NOT NULL CHECK (start_offset >= 0),
                end_offset    BIGINT NOT NULL CHECK (end_offset > start_offset),
                comment       TEXT NOT NULL,
                written_by    BIGINT NOT NULL REFERENCES users (id),
                written_at    BIGINT NOT NULL,
                FOREIGN KEY (submission_id, version) REFERENCES submission_versions (submission_id, number)
                    ON DELETE CASCADE
            );
            CREATE INDEX submission_annotations_by_version ON submission_annotations (submission_id, version);
            """),
        Migration(
            "courses-041-polls",
            """
            CREATE TABLE polls (
                activity_id   BIGINT PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
                questions     TEXT NOT NULL,
                is_anonymous  BOOLEAN NOT NULL,
                is_changeable BOOLEAN NOT NULL,
                results       TEXT NOT NULL CHECK (results IN ('never', 'answered', 'always', 'closed'))
            );
            CREATE TABLE poll_participants (
                activity_id BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                learner_id  BIGINT NOT NULL REFERENCES users (id),
                PRIMARY KEY (activity_id, learner_id)
            );
            CREATE TABLE poll_sheets (
                id          TEXT PRIMARY KEY,
                activity_id BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                learner_id  BIGINT REFERENCES users (id),
                answers     TEXT NOT NULL
            );
            CREATE INDEX poll_sheets_by_activity ON poll_sheets (activity_id);
            """),
        Migration(
            "courses-042-group-extensions",
            """
            CREATE TABLE assignment_group_extensions (
                activity_id    BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                group_id       BIGINT NOT NULL REFERENCES course_groups (id) ON DELETE CASCADE,
                extended_until BIGINT NOT NULL,
                PRIMARY KEY (activity_id, group_id)
            );
            CREATE INDEX assignment_group_extensions_by_group ON assignment_group_extensions (group_id);
            """),
        Migration(
            "courses-043-poll-steps",
            """
            ALTER TABLE poll_sheets ADD COLUMN step BIGINT NOT NULL DEFAULT 0
            """),
    ]
}
