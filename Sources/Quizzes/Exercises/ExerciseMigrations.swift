public import Storage

extension Exercises {
    /// Exercises and what was played of them.
    public static let migrations: [Migration] = [
        Migration(
            "quizzes-010-exercises",
            """
            CREATE TABLE exercises (
                activity_id BIGINT NOT NULL PRIMARY KEY REFERENCES activities (id) ON DELETE CASCADE,
                kind        TEXT NOT NULL,
                text        TEXT NOT NULL,
                directions  TEXT NOT NULL,
                media_id    BIGINT REFERENCES assets (id),
                points      BIGINT NOT NULL CHECK (points >= 0),
                content     TEXT NOT NULL,
                secret      TEXT NOT NULL,
                share_code  TEXT UNIQUE
            );
            CREATE TABLE exercise_tries (
                activity_id BIGINT NOT NULL REFERENCES exercises (activity_id) ON DELETE CASCADE,
                learner_id  BIGINT NOT NULL REFERENCES users (id),
                play        TEXT NOT NULL,
                step        BIGINT NOT NULL CHECK (step > 0),
                given       TEXT NOT NULL,
                parts       TEXT NOT NULL,
                right_count BIGINT NOT NULL,
                tried_at    BIGINT NOT NULL,
                PRIMARY KEY (activity_id, learner_id, play, step)
            );
            """)
    ]
}
