public import Storage

extension Contests {
    /// Contests with their stages and people. Each part of the work has its own steps: registration and stages here,
    /// works and lessons, the jury, results after it.
    public static let migrations =
        foundationMigrations + workMigrations + [juryMigration, resultMigration, paperMigration]

    private static let foundationMigrations: [Migration] = [
        Migration(
            "contest-001-contests",
            """
            CREATE TABLE contests (
                id                  {{id}},
                space_id            BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                course_id           BIGINT REFERENCES courses (id) ON DELETE SET NULL,
                copied_from         BIGINT REFERENCES contests (id) ON DELETE SET NULL,
                title               TEXT NOT NULL CHECK (title <> ''),
                summary             TEXT NOT NULL,
                rules               TEXT NOT NULL,
                registration_opens  BIGINT,
                registration_closes BIGINT,
                is_rehearsal        BOOLEAN NOT NULL,
                published_at        BIGINT,
                closed_at           BIGINT,
                created_by          BIGINT NOT NULL REFERENCES users (id),
                created_at          BIGINT NOT NULL,
                CHECK (registration_opens IS NULL OR registration_closes IS NULL OR registration_opens < registration_closes)
            );
            CREATE INDEX contests_by_space ON contests (space_id);
            CREATE TABLE contest_regulations (
                contest_id   BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
                version      BIGINT NOT NULL CHECK (version > 0),
                text         TEXT NOT NULL CHECK (text <> ''),
                published_at BIGINT NOT NULL,
                author_id    BIGINT NOT NULL REFERENCES users (id),
                PRIMARY KEY (contest_id, version)
            );
            CREATE TABLE nominations (
                id         {{id}},
                contest_id BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
                position   BIGINT NOT NULL,
                title      TEXT NOT NULL CHECK (title <> ''),
                laureates  BIGINT CHECK (laureates > 0)
            );
            CREATE INDEX nominations_by_contest ON nominations (contest_id, position);
            CREATE TABLE stages (
                id               {{id}},
                contest_id       BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
                position         BIGINT NOT NULL,
                kind             TEXT NOT NULL CHECK (kind IN ('task', 'lesson', 'review', 'final', 'vote')),
                title            TEXT NOT NULL CHECK (title <> ''),
                description      TEXT NOT NULL,
                opens_at         BIGINT NOT NULL,
                due_at           BIGINT NOT NULL,
                closes_at        BIGINT NOT NULL,
                takes_late       BOOLEAN NOT NULL,
                late_percent     BIGINT NOT NULL CHECK (late_percent BETWEEN 0 AND 100),
                late_most        BIGINT NOT NULL CHECK (late_most BETWEEN 0 AND 100),
                weight           BIGINT NOT NULL CHECK (weight >= 0),
                carries_over     BOOLEAN NOT NULL,
                cut              BIGINT CHECK (cut > 0),
                marks_per_entry  BIGINT NOT NULL CHECK (marks_per_entry > 0),
                CHECK (opens_at < due_at AND due_at <= closes_at)
            );
            CREATE INDEX stages_by_contest ON stages (contest_id, position);
            CREATE TABLE contest_criteria (
                id          {{id}},
                stage_id    BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
                position    BIGINT NOT NULL,
                title       TEXT NOT NULL CHECK (title <> ''),
                description TEXT NOT NULL,
                lowest      BIGINT NOT NULL,
                highest     BIGINT NOT NULL,
                step        BIGINT NOT NULL CHECK (step > 0),
                weight      BIGINT NOT NULL CHECK (weight >= 0),
                levels      TEXT NOT NULL,
                CHECK (lowest < highest)
            );
            CREATE INDEX contest_criteria_by_stage ON contest_criteria (stage_id, position);
            CREATE TABLE contest_tasks (
                id          {{id}},
                stage_id    BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
                position    BIGINT NOT NULL,
                service     TEXT NOT NULL CHECK (service <> ''),
                description TEXT NOT NULL,
                proof       TEXT NOT NULL CHECK (proof IN ('activity', 'link', 'files')),
                activity_id BIGINT REFERENCES activities (id) ON DELETE SET NULL,
                is_required BOOLEAN NOT NULL
            );
            CREATE INDEX contest_tasks_by_stage ON contest_tasks (stage_id, position);
            CREATE INDEX contest_tasks_by_activity ON contest_tasks (activity_id);
            CREATE TABLE registrations (
                id              {{id}},
                contest_id      BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
                user_id         BIGINT NOT NULL REFERENCES users (id),
                state           TEXT NOT NULL,
                organisation_id BIGINT REFERENCES spaces (id) ON DELETE SET NULL,
                nomination_id   BIGINT REFERENCES nominations (id) ON DELETE SET NULL,
                position        TEXT NOT NULL,
                subject         TEXT NOT NULL,
                letter          TEXT NOT NULL,
                receipt         TEXT UNIQUE,
                code            TEXT,
                consented_at    BIGINT,
                submitted_at    BIGINT,
                reason          TEXT,
                UNIQUE (contest_id, user_id),
                UNIQUE (contest_id, code)
            );
            CREATE INDEX registrations_by_user ON registrations (user_id);
            CREATE TABLE rehearsal_entrants (
                contest_id BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
                user_id    BIGINT NOT NULL REFERENCES users (id),
                PRIMARY KEY (contest_id, user_id)
            );
            CREATE TABLE contest_log (
                contest_id    BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
                number        BIGINT NOT NULL CHECK (number > 0),
                logged_at     BIGINT NOT NULL,
                actor_id      BIGINT REFERENCES users (id),
                event         TEXT NOT NULL,
                details       TEXT NOT NULL,
                previous_hash TEXT NOT NULL,
                hash          TEXT NOT NULL,
                PRIMARY KEY (contest_id, number)
            );
            """)
    ]

    private static let paperMigration = Migration(
        "contest-040-papers",
        """
        CREATE TABLE contest_papers (
            contest_id BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
            batch_id   BIGINT NOT NULL REFERENCES document_batches (id) ON DELETE CASCADE,
            PRIMARY KEY (contest_id, batch_id)
        );
        """)
}
