import Storage

extension Contests {
    /// Works, proofs, extensions, own lessons and who was at them.
    static let workMigrations: [Migration] = [
        Migration(
            "contest-010-works",
            """
            CREATE TABLE contest_works (
                id              {{id}},
                registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
                stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
                task_id         BIGINT REFERENCES contest_tasks (id) ON DELETE CASCADE,
                number          BIGINT NOT NULL CHECK (number > 0),
                text            TEXT NOT NULL,
                link            TEXT,
                hash            TEXT NOT NULL CHECK (length(hash) = 64),
                sent_at         BIGINT NOT NULL,
                author_id       BIGINT NOT NULL REFERENCES users (id),
                idempotency_key TEXT NOT NULL,
                UNIQUE (registration_id, idempotency_key, hash)
            );
            CREATE UNIQUE INDEX contest_works_of_stage ON contest_works (registration_id, stage_id, number)
                WHERE task_id IS NULL;
            CREATE UNIQUE INDEX contest_works_of_task ON contest_works (registration_id, task_id, number)
                WHERE task_id IS NOT NULL;
            CREATE INDEX contest_works_by_stage ON contest_works (stage_id);
            CREATE INDEX contest_works_by_task ON contest_works (task_id);
            CREATE TABLE contest_work_files (
                id       {{id}},
                work_id  BIGINT NOT NULL REFERENCES contest_works (id) ON DELETE CASCADE,
                asset_id BIGINT NOT NULL REFERENCES assets (id)
            );
            CREATE INDEX contest_work_files_by_work ON contest_work_files (work_id);
            CREATE INDEX contest_work_files_by_asset ON contest_work_files (asset_id);
            CREATE TABLE contest_extensions (
                registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
                stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
                extended_until  BIGINT NOT NULL,
                reason          TEXT NOT NULL CHECK (reason <> ''),
                given_by        BIGINT NOT NULL REFERENCES users (id),
                given_at        BIGINT NOT NULL,
                PRIMARY KEY (registration_id, stage_id)
            );
            CREATE INDEX contest_extensions_by_stage ON contest_extensions (stage_id);
            CREATE TABLE contest_proofs (
                registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
                task_id         BIGINT NOT NULL REFERENCES contest_tasks (id) ON DELETE CASCADE,
                work_id         BIGINT NOT NULL REFERENCES contest_works (id) ON DELETE CASCADE,
                state           TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'returned')),
                comment         TEXT NOT NULL,
                checked_by      BIGINT REFERENCES users (id),
                checked_at      BIGINT,
                PRIMARY KEY (registration_id, task_id)
            );
            CREATE INDEX contest_proofs_by_task ON contest_proofs (task_id, state);
            CREATE INDEX contest_proofs_by_work ON contest_proofs (work_id);
            CREATE TABLE own_lessons (
                id              {{id}},
                stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
                registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
                topic           TEXT NOT NULL CHECK (topic <> ''),
                audience        TEXT NOT NULL,
                plan            TEXT NOT NULL,
                materials       TEXT NOT NULL,
                link            TEXT,
                starts_at       BIGINT NOT NULL,
                minutes         BIGINT NOT NULL CHECK (minutes BETWEEN 15 AND 180),
                booked_at       BIGINT NOT NULL,
                started_at      BIGINT,
                ended_at        BIGINT,
                failed_at       BIGINT,
                failure         TEXT NOT NULL
            );
            CREATE UNIQUE INDEX own_lessons_booked ON own_lessons (registration_id, stage_id) WHERE failed_at IS NULL;
            CREATE INDEX own_lessons_by_stage ON own_lessons (stage_id, starts_at);
            CREATE TABLE own_lesson_files (
                id        {{id}},
                lesson_id BIGINT NOT NULL REFERENCES own_lessons (id) ON DELETE CASCADE,
                asset_id  BIGINT NOT NULL REFERENCES assets (id)
            );
            CREATE INDEX own_lesson_files_by_lesson ON own_lesson_files (lesson_id);
            CREATE INDEX own_lesson_files_by_asset ON own_lesson_files (asset_id);
            CREATE TABLE own_lesson_colleagues (
                lesson_id       BIGINT NOT NULL REFERENCES own_lessons (id) ON DELETE CASCADE,
                user_id         BIGINT NOT NULL REFERENCES users (id),
                organisation_id BIGINT NOT NULL REFERENCES spaces (id),
                enrolled_at     BIGINT NOT NULL,
                PRIMARY KEY (lesson_id, user_id)
            );
            CREATE INDEX own_lesson_colleagues_by_user ON own_lesson_colleagues (user_id);
            CREATE TABLE own_lesson_presences (
                id        {{id}},
                lesson_id BIGINT NOT NULL,
                user_id   BIGINT NOT NULL,
                came_at   BIGINT NOT NULL,
                left_at   BIGINT,
                CHECK (left_at IS NULL OR left_at >= came_at),
                FOREIGN KEY (lesson_id, user_id) REFERENCES own_lesson_colleagues (lesson_id, user_id) ON DELETE CASCADE
            );
            CREATE INDEX own_lesson_presences_by_lesson ON own_lesson_presences (lesson_id, user_id);
            CREATE TABLE own_lesson_ratings (
                lesson_id BIGINT NOT NULL,
                user_id   BIGINT NOT NULL,
                marks     TEXT NOT NULL,
                comment   TEXT NOT NULL,
                rated_at  BIGINT NOT NULL,
                PRIMARY KEY (lesson_id, user_id),
                FOREIGN KEY (lesson_id, user_id) REFERENCES own_lesson_colleagues (lesson_id, user_id) ON DELETE CASCADE
            );
            """)
    ]
}
