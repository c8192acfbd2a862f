public import Storage

extension Courses {
    /// Courses, their contents, enrolments, progress and grades.
    public static let migrations: [Migration] = contents + workMigrations + personalMigrations

    private static let contents: [Migration] = [
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
        Migration(
            "courses-010-rules-and-groups",
            """
            CREATE TABLE activity_rules (
                activity_id BIGINT PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
                condition   TEXT,
                completion  TEXT
            );
            CREATE TABLE course_groups (
                id        {{id}},
                course_id BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                name      TEXT NOT NULL,
                UNIQUE (course_id, name)
            );
            CREATE TABLE course_group_members (
                group_id   BIGINT NOT NULL REFERENCES course_groups (id) ON DELETE CASCADE,
                learner_id BIGINT NOT NULL REFERENCES users (id),
                PRIMARY KEY (group_id, learner_id)
            );
            """),
        Migration(
            "courses-011-applications",
            """
            ALTER TABLE courses ADD COLUMN admission TEXT NOT NULL DEFAULT 'manual';
            UPDATE courses SET admission = admission_mode;
            ALTER TABLE courses DROP COLUMN admission_mode;
            ALTER TABLE courses RENAME COLUMN admission TO admission_mode;
            CREATE TABLE enrolment_applications (
                course_id  BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                learner_id BIGINT NOT NULL REFERENCES users (id),
                kind       TEXT NOT NULL CHECK (kind IN ('request', 'waiting')),
                note       TEXT NOT NULL,
                asked_at   BIGINT NOT NULL,
                PRIMARY KEY (course_id, learner_id)
            );
            """),
        Migration(
            "courses-050-removed",
            """
            ALTER TABLE modules ADD COLUMN removed_at BIGINT;
            ALTER TABLE modules ADD COLUMN hidden_before BIGINT NOT NULL DEFAULT 0;
            ALTER TABLE activities ADD COLUMN removed_at BIGINT;
            ALTER TABLE activities ADD COLUMN hidden_before BIGINT NOT NULL DEFAULT 0;
            """),
        Migration(
            "courses-051-page-versions",
            """
            CREATE TABLE page_versions (
                activity_id BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                version     BIGINT NOT NULL,
                title       TEXT NOT NULL,
                markdown    TEXT NOT NULL,
                changed_by  BIGINT REFERENCES users (id),
                changed_at  BIGINT NOT NULL,
                PRIMARY KEY (activity_id, version)
            );
            CREATE TABLE page_drafts (
                activity_id  BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                author_id    BIGINT NOT NULL REFERENCES users (id),
                title        TEXT NOT NULL,
                markdown     TEXT NOT NULL,
                base_version BIGINT NOT NULL,
                revision     BIGINT NOT NULL,
                saved_at     BIGINT NOT NULL,
                PRIMARY KEY (activity_id, author_id)
            );
            """),
        Migration(
            "courses-052-format",
            """
            ALTER TABLE courses ADD COLUMN format TEXT NOT NULL DEFAULT 'topics' CHECK (format IN ('topics', 'weeks'));
            ALTER TABLE courses ADD COLUMN starts_at BIGINT;
            """),
        searchMigration,
        Migration(
            "courses-061-calendar",
            """
            ALTER TABLE activities ADD COLUMN due_revision BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX activities_by_due ON activities (due_at);
            CREATE TABLE calendar_feeds (
                user_id     BIGINT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
                secret_hash {{bytes}} NOT NULL UNIQUE,
                created_at  BIGINT NOT NULL
            );
            """),
        // A mark keeps what the activity gave beside what the teacher gave. `grades`, which others read, shows what counts.
        Migration(
            "courses-030-gradebook",
            """
            CREATE TABLE gradebooks (
                course_id       BIGINT PRIMARY KEY REFERENCES courses (id) ON DELETE CASCADE,
                aggregation     TEXT NOT NULL,
                drop_lowest     BIGINT NOT NULL CHECK (drop_lowest >= 0),
                missing_is_zero BIGINT NOT NULL CHECK (missing_is_zero IN (0, 1)),
                points          BIGINT NOT NULL CHECK (points > 0),
                scale           TEXT NOT NULL
            );
            CREATE TABLE grade_categories (
                id              {{id}},
                course_id       BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                title           TEXT NOT NULL,
                aggregation     TEXT NOT NULL,
                drop_lowest     BIGINT NOT NULL CHECK (drop_lowest >= 0),
                missing_is_zero BIGINT NOT NULL CHECK (missing_is_zero IN (0, 1)),
                points          BIGINT NOT NULL CHECK (points > 0),
                weight          BIGINT NOT NULL CHECK (weight >= 0),
                is_extra        BIGINT NOT NULL CHECK (is_extra IN (0, 1))
            );
            CREATE INDEX grade_categories_by_course ON grade_categories (course_id);
            CREATE TABLE grade_columns (
                id          {{id}},
                course_id   BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                activity_id BIGINT UNIQUE REFERENCES activities (id) ON DELETE CASCADE,
                category_id BIGINT REFERENCES grade_categories (id) ON DELETE SET NULL,
                title       TEXT NOT NULL,
                held_on     TEXT,
                points      BIGINT CHECK (points > 0),
                weight      BIGINT NOT NULL CHECK (weight >= 0),
                is_extra    BIGINT NOT NULL CHECK (is_extra IN (0, 1))
            );
            CREATE INDEX grade_columns_by_course ON grade_columns (course_id);
            CREATE TABLE marks (
                column_id   BIGINT NOT NULL REFERENCES grade_columns (id) ON DELETE CASCADE,
                learner_id  BIGINT NOT NULL REFERENCES users (id),
                automatic   BIGINT CHECK (automatic >= 0),
                by_hand     BIGINT CHECK (by_hand >= 0),
                attendance  TEXT,
                is_excluded BIGINT NOT NULL CHECK (is_excluded IN (0, 1)),
                comment     TEXT NOT NULL,
                changed_by  BIGINT REFERENCES users (id),
                changed_at  BIGINT NOT NULL,
                PRIMARY KEY (column_id, learner_id)
            );
            CREATE TABLE mark_batches (
                id        {{id}},
                course_id BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                made_by   BIGINT NOT NULL REFERENCES users (id),
                made_at   BIGINT NOT NULL,
                undone_at BIGINT
            );
            CREATE INDEX mark_batches_by_course ON mark_batches (course_id, made_by);
            CREATE TABLE mark_changes (
                id          {{id}},
                column_id   BIGINT NOT NULL REFERENCES grade_columns (id) ON DELETE CASCADE,
                learner_id  BIGINT NOT NULL REFERENCES users (id),
                batch_id    BIGINT REFERENCES mark_batches (id) ON DELETE SET NULL,
                source      TEXT NOT NULL,
                because     TEXT NOT NULL,
                automatic   BIGINT,
                by_hand     BIGINT,
                attendance  TEXT,
                is_excluded BIGINT NOT NULL CHECK (is_excluded IN (0, 1)),
                comment     TEXT NOT NULL,
                changed_by  BIGINT REFERENCES users (id),
                changed_at  BIGINT NOT NULL
            );
            CREATE INDEX mark_changes_by_cell ON mark_changes (column_id, learner_id);
            CREATE INDEX mark_changes_by_batch ON mark_changes (batch_id);
            CREATE TABLE grade_scales (
                space_id     BIGINT PRIMARY KEY REFERENCES spaces (id) ON DELETE CASCADE,
                excellent    BIGINT NOT NULL,
                good         BIGINT NOT NULL,
                satisfactory BIGINT NOT NULL,
                pass         BIGINT NOT NULL
            );
            INSERT INTO grade_columns (course_id, activity_id, title, weight, is_extra)
                SELECT modules.course_id, activities.id, '', 100000, 0
                FROM activities JOIN modules ON modules.id = module_id
                WHERE EXISTS (SELECT 1 FROM grades WHERE activity_id = activities.id);
            INSERT INTO marks (column_id, learner_id, automatic, is_excluded, comment, changed_at)
                SELECT grade_columns.id, learner_id, grades.points, 0, '', graded_at
                FROM grades JOIN grade_columns ON grade_columns.activity_id = grades.activity_id;
            INSERT INTO mark_changes (column_id, learner_id, source, because, automatic, is_excluded, comment, changed_at)
                SELECT column_id, learner_id, 'activity', '', automatic, 0, '', changed_at FROM marks;
            DROP TABLE grades;
            CREATE VIEW grades AS
                SELECT activity_id, learner_id, COALESCE(by_hand, automatic) AS points, changed_at AS graded_at
                FROM marks JOIN grade_columns ON grade_columns.id = column_id
                WHERE activity_id IS NOT NULL AND COALESCE(by_hand, automatic) IS NOT NULL;
            """),
        Migration(
            "courses-020-packages",
            """
            CREATE TABLE packages (
                activity_id BIGINT PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
                standard    TEXT NOT NULL,
                contents    TEXT NOT NULL
            );
            CREATE TABLE package_files (
                activity_id BIGINT NOT NULL REFERENCES packages (activity_id) ON DELETE CASCADE,
                path        TEXT NOT NULL,
                folded_path TEXT NOT NULL,
                digest      TEXT NOT NULL CHECK (length(digest) = 64),
                size        BIGINT NOT NULL CHECK (size >= 0),
                PRIMARY KEY (activity_id, path)
            );
            CREATE INDEX package_files_by_folded_path ON package_files (activity_id, folded_path);
            CREATE TABLE package_tracks (
                activity_id  BIGINT NOT NULL REFERENCES packages (activity_id) ON DELETE CASCADE,
                learner_id   BIGINT NOT NULL REFERENCES users (id),
                item         TEXT NOT NULL,
                contents     TEXT NOT NULL,
                is_completed BIGINT NOT NULL CHECK (is_completed IN (0, 1)),
                is_passed    BIGINT CHECK (is_passed IN (0, 1)),
                score        BIGINT CHECK (score BETWEEN 0 AND 100000),
                seconds      BIGINT NOT NULL CHECK (seconds >= 0),
                changed_at   BIGINT NOT NULL,
                PRIMARY KEY (activity_id, learner_id, item)
            );
            CREATE TABLE package_keys (
                id     BIGINT PRIMARY KEY CHECK (id = 1),
                secret TEXT NOT NULL
            );
            """),
        // What steps show is noted when they change; what stood there before is found by its address.
        Migration(
            "courses-070-activity-files",
            """
            CREATE TABLE activity_files (
                activity_id BIGINT NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
                asset_id    BIGINT NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
                PRIMARY KEY (activity_id, asset_id)
            );
            CREATE INDEX activity_files_by_asset ON activity_files (asset_id);
            INSERT INTO activity_files (activity_id, asset_id)
                SELECT activities.id, assets.id FROM activities JOIN modules ON modules.id = module_id
                JOIN courses ON courses.id = course_id JOIN assets ON assets.space_id = courses.space_id
                WHERE assets.id IN (activities.asset_id, poster_id, captions_id)
                    OR html LIKE '%/media/' || assets.id || '/%';
            """),
        Migration(
            "courses-071-waived-requirements",
            """
            CREATE TABLE waived_requirements (
                space_id BIGINT PRIMARY KEY REFERENCES spaces (id) ON DELETE CASCADE,
                names    TEXT NOT NULL
            )
            """),
        marksByKeyMigration,
    ]

    /// A journal reads the marks of its columns, so SQLite keeps them in their key's order instead of beside an index of
    /// it: a third less work. PostgreSQL has no such table, and reads a page of rows at once.
    private static var marksByKeyMigration: Migration {
        Migration(
            "courses-072-marks-by-key",
            sqlite: """
                CREATE TABLE marks_by_key (
                    column_id   BIGINT NOT NULL REFERENCES grade_columns (id) ON DELETE CASCADE,
                    learner_id  BIGINT NOT NULL REFERENCES users (id),
                    automatic   BIGINT CHECK (automatic >= 0),
                    by_hand     BIGINT CHECK (by_hand >= 0),
                    attendance  TEXT,
                    is_excluded BIGINT NOT NULL CHECK (is_excluded IN (0, 1)),
                    comment     TEXT NOT NULL,
                    changed_by  BIGINT REFERENCES users (id),
                    changed_at  BIGINT NOT NULL,
                    PRIMARY KEY (column_id, learner_id)
                ) WITHOUT ROWID;
                INSERT INTO marks_by_key (column_id, learner_id, automatic, by_hand, attendance, is_excluded, comment,
                    changed_by, changed_at)
                    SELECT column_id, learner_id, automatic, by_hand, attendance, is_excluded, comment, changed_by,
                        changed_at FROM marks ORDER BY column_id, learner_id;
                DROP VIEW grades;
                DROP TABLE marks;
                ALTER TABLE marks_by_key RENAME TO marks;
                CREATE VIEW grades AS
                    SELECT activity_id, learner_id, COALESCE(by_hand, automatic) AS points, changed_at AS graded_at
                    FROM marks JOIN grade_columns ON grade_columns.id = column_id
                    WHERE activity_id IS NOT NULL AND COALESCE(by_hand, automatic) IS NOT NULL;
                """,
            postgres: "SELECT 1")
    }

    /// Prefixes are ranges of words, so words are compared by their bytes; the databases call that differently.
    private static var searchMigration: Migration {
        func tables(_ id: String, binary: String) -> String {
            """
            CREATE TABLE search_documents (
                id          \(id),
                kind        TEXT NOT NULL,
                item_id     BIGINT NOT NULL,
                course_id   BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                module_id   BIGINT REFERENCES modules (id) ON DELETE CASCADE,
                activity_id BIGINT REFERENCES activities (id) ON DELETE CASCADE,
                title       TEXT NOT NULL,
                text        TEXT NOT NULL
            );
            CREATE UNIQUE INDEX search_documents_by_item
                ON search_documents (kind, item_id, coalesce(activity_id, -1));
            CREATE INDEX search_documents_by_course ON search_documents (course_id);
            CREATE INDEX search_documents_by_module ON search_documents (module_id);
            CREATE INDEX search_documents_by_activity ON search_documents (activity_id);
            CREATE TABLE search_words (
                word        TEXT COLLATE \(binary) NOT NULL,
                document_id BIGINT NOT NULL REFERENCES search_documents (id) ON DELETE CASCADE,
                weight      BIGINT NOT NULL CHECK (weight > 0),
                PRIMARY KEY (word, document_id)
            );
            CREATE INDEX search_words_by_document ON search_words (document_id);
            """
        }
        return Migration(
            SearchIndex.migration, sqlite: tables("INTEGER PRIMARY KEY AUTOINCREMENT", binary: "BINARY"),
            postgres: tables("BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", binary: "\"C\""))
    }
}
