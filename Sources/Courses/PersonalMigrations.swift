import Storage

extension Courses {
    /// What a person has of their own beside courses: completions to be certified, trajectories.
    static let personalMigrations: [Migration] = [
        Migration(
            "courses-070-trajectories",
            """
            CREATE TABLE course_completions (
                course_id    BIGINT NOT NULL REFERENCES courses (id) ON DELETE CASCADE,
                learner_id   BIGINT NOT NULL REFERENCES users (id),
                completed_at BIGINT NOT NULL,
                hours        BIGINT CHECK (hours > 0),
                code         TEXT NOT NULL UNIQUE CHECK (length(code) = 10),
                PRIMARY KEY (course_id, learner_id)
            );
            CREATE INDEX course_completions_by_learner ON course_completions (learner_id);
            CREATE TABLE trajectories (
                id          {{id}},
                owner_id    BIGINT NOT NULL REFERENCES users (id),
                goal        TEXT NOT NULL,
                due_at      BIGINT,
                mentor_id   BIGINT REFERENCES users (id) CHECK (mentor_id <> owner_id),
                created_at  BIGINT NOT NULL,
                finished_at BIGINT
            );
            CREATE INDEX trajectories_by_owner ON trajectories (owner_id);
            CREATE INDEX trajectories_by_mentor ON trajectories (mentor_id);
            CREATE TABLE trajectory_steps (
                id            {{id}},
                trajectory_id BIGINT NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
                position      BIGINT NOT NULL,
                course_id     BIGINT REFERENCES courses (id) ON DELETE CASCADE,
                title         TEXT,
                starts_at     BIGINT,
                address       TEXT,
                done_at       BIGINT,
                changed_at    BIGINT NOT NULL,
                removed_at    BIGINT,
                CHECK ((course_id IS NULL) = (title IS NOT NULL))
            );
            CREATE INDEX trajectory_steps_by_trajectory ON trajectory_steps (trajectory_id, position);
            CREATE INDEX trajectory_steps_by_course ON trajectory_steps (course_id);
            CREATE TABLE trajectory_notes (
                id            {{id}},
                trajectory_id BIGINT NOT NULL REFERENCES trajectories (id) ON DELETE CASCADE,
                author_id     BIGINT NOT NULL REFERENCES users (id),
                text          TEXT NOT NULL,
                written_at    BIGINT NOT NULL
            );
            CREATE INDEX trajectory_notes_by_trajectory ON trajectory_notes (trajectory_id);
            """)
    ]
}
