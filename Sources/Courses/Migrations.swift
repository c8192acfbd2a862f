public import Storage

extension Courses {
    /// Courses, their contents, enrolments, progress and grades.
    public static let migrations: [Migration] =
        [
            Migration(
                "courses-001-contents",
                """
                CREATE TABLE courses (
                    id                  {{id}},
                    space_id            BIGINT NOT NULL UNIQUE REFERENCES spaces (id),
                    summary             TEXT NOT NULL,
                    hours               BIGINT CHECK (hours > 0),
                    language            TEXT NOT NULL,
                    admission_mode      TEXT NOT NULL CHECK (admission_mode IN ('manual', 'key', 'open', 'organisation')),
                    admission_key       TEXT,
                    enrolment_opens_at  BIGINT,
                    enrolment_closes_at BIGINT,
                    capacity            BIGINT CHECK (capacity > 0),
                    created_at          BIGINT NOT NULL
                );
                CREATE TABLE modules (
                    id        {{id}},
                    course_id BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                    position  BIGINT NOT NULL,
                    title     TEXT NOT NULL,
                    summary   TEXT NOT NULL
                );
                CREATE INDEX modules_by_course ON modules (course_id, position);
                CREATE TABLE activities (
                    id                {{id}},
                    module_id         BIGINT NOT NULL REFERENCES modules (id) ON DELETE CASCADE,
                    position          BIGINT NOT NULL,
                    kind              TEXT NOT NULL CHECK (kind IN ('page', 'video', 'file', 'link', 'quiz')),
                    title             TEXT NOT NULL,
                    points            BIGINT CHECK (points >= 0),
                    markdown          TEXT,
                    html              TEXT,
                    url               TEXT,
                    asset_id          BIGINT REFERENCES assets (id),
                    poster_id         BIGINT REFERENCES assets (id),
                    captions_id       BIGINT REFERENCES assets (id),
                    captions_language TEXT,
                    version           BIGINT NOT NULL DEFAULT 1,
                    changed_by        BIGINT REFERENCES users (id),
                    changed_at        BIGINT NOT NULL
                );
                CREATE INDEX activities_by_module ON activities (module_id, position);
                """),
            Migration(
                "courses-002-enrolments",
                """
                CREATE TABLE enrolments (
                    course_id   BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                    learner_id  BIGINT NOT NULL REFERENCES users (id),
                    enrolled_at BIGINT NOT NULL,
                    PRIMARY KEY (course_id, learner_id)
                );
                CREATE INDEX enrolments_by_learner ON enrolments (learner_id);
                """),
            Migration(
                "courses-003-progress",
                """
                CREATE TABLE progress (
                    activity_id  BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                    learner_id   BIGINT NOT NULL REFERENCES users (id),
                    opened_at    BIGINT NOT NULL,
                    last_at      BIGINT NOT NULL,
                    completed_at BIGINT,
                    position_ms  BIGINT NOT NULL DEFAULT 0,
                    played_ms    BIGINT NOT NULL DEFAULT 0,
                    PRIMARY KEY (activity_id, learner_id)
                );
                CREATE INDEX progress_by_learner ON progress (learner_id, last_at);
                CREATE TABLE grades (
                    activity_id BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                    learner_id  BIGINT NOT NULL REFERENCES users (id),
                    points      BIGINT NOT NULL CHECK (points >= 0),
                    graded_at   BIGINT NOT NULL,
                    PRIMARY KEY (activity_id, learner_id)
                );
                """),
            // A check cannot be widened on SQLite: the column is made anew. The kinds themselves are `Activity.Kind`'s.
            Migration(
                "courses-004-hidden-and-due",
                """
                ALTER TABLE modules ADD COLUMN is_hidden BIGINT NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1));
                ALTER TABLE activities ADD COLUMN is_hidden BIGINT NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1));
                ALTER TABLE activities ADD COLUMN due_at BIGINT;
                ALTER TABLE activities ADD COLUMN activity_kind TEXT NOT NULL DEFAULT 'page';
                UPDATE activities SET activity_kind = kind;
                ALTER TABLE activities DROP COLUMN kind;
                ALTER TABLE activities RENAME COLUMN activity_kind TO kind;
                """),
        ] + workMigrations
}
