public import Storage

extension Surveys {
    /// Surveys, who is asked, and what was answered. A response to an anonymous survey bears neither name nor time.
    public static let migrations: [Migration] = [
        Migration(
            "surveys-001-surveys",
            """
            CREATE TABLE surveys (
                id            {{id}},
                space_id      BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                previous_id   BIGINT REFERENCES surveys (id) ON DELETE SET NULL,
                title         TEXT NOT NULL CHECK (title <> ''),
                introduction  TEXT NOT NULL,
                questions     TEXT NOT NULL,
                answer_labels TEXT NOT NULL,
                lowest_code   BIGINT NOT NULL CHECK (lowest_code IN (0, 1)),
                scales        TEXT NOT NULL,
                direction     TEXT NOT NULL CHECK (direction IN ('strength', 'difficulty')),
                is_anonymous  BOOLEAN NOT NULL,
                opens_at      BIGINT,
                closes_at     BIGINT,
                published_at  BIGINT,
                created_by    BIGINT NOT NULL REFERENCES users (id),
                created_at    BIGINT NOT NULL
            );
            CREATE INDEX surveys_by_space ON surveys (space_id);
            CREATE TABLE survey_organisations (
                survey_id BIGINT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
                space_id  BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                PRIMARY KEY (survey_id, space_id)
            );
            CREATE INDEX survey_organisations_by_space ON survey_organisations (space_id);
            CREATE TABLE survey_roles (
                survey_id BIGINT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
                role      TEXT NOT NULL,
                PRIMARY KEY (survey_id, role)
            );
            CREATE TABLE survey_participants (
                survey_id BIGINT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
                user_id   BIGINT NOT NULL REFERENCES users (id),
                space_id  BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                PRIMARY KEY (survey_id, user_id)
            );
            CREATE INDEX survey_participants_by_user ON survey_participants (user_id);
            CREATE TABLE survey_responses (
                id        TEXT PRIMARY KEY,
                survey_id BIGINT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
                space_id  BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                user_id   BIGINT REFERENCES users (id),
                answers   TEXT NOT NULL,
                UNIQUE (survey_id, user_id)
            );
            CREATE INDEX survey_responses_by_survey ON survey_responses (survey_id, space_id);
            CREATE TABLE survey_drafts (
                survey_id BIGINT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
                user_id   BIGINT NOT NULL REFERENCES users (id),
                answers   TEXT NOT NULL,
                saved_at  BIGINT NOT NULL,
                PRIMARY KEY (survey_id, user_id)
            );
            CREATE TABLE survey_shares (
                survey_id BIGINT NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
                owner_id  BIGINT NOT NULL REFERENCES users (id),
                reader_id BIGINT NOT NULL REFERENCES users (id) CHECK (reader_id <> owner_id),
                shared_at BIGINT NOT NULL,
                PRIMARY KEY (survey_id, owner_id, reader_id)
            );
            CREATE INDEX survey_shares_by_reader ON survey_shares (reader_id);
            """)
    ]
}
