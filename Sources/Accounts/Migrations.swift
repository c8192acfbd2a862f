public import Storage

extension Accounts {
    /// People, sessions, consents.
    public static let migrations: [Migration] = [
        Migration(
            "accounts-001-users",
            """
            CREATE TABLE users (
                id                   {{id}},
                login                TEXT NOT NULL UNIQUE,
                surname              TEXT NOT NULL CHECK (surname <> ''),
                given_name           TEXT NOT NULL CHECK (given_name <> ''),
                patronymic           TEXT,
                sorting_key          TEXT NOT NULL,
                email                TEXT UNIQUE,
                language             TEXT,
                password_hash        TEXT,
                must_change_password BOOLEAN NOT NULL,
                created_at           BIGINT NOT NULL,
                disabled_at          BIGINT
            );
            CREATE INDEX users_by_name ON users (sorting_key);
            """),
        Migration(
            "accounts-002-sessions",
            """
            CREATE TABLE sessions (
                id           {{id}},
                token_hash   {{bytes}} NOT NULL UNIQUE,
                user_id      BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                started_at   BIGINT NOT NULL,
                last_seen_at BIGINT NOT NULL,
                expires_at   BIGINT NOT NULL,
                address      TEXT NOT NULL,
                browser      TEXT NOT NULL
            );
            CREATE INDEX sessions_by_user ON sessions (user_id);
            CREATE TABLE sign_ins (
                id      {{id}},
                login   TEXT NOT NULL,
                user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
                outcome TEXT NOT NULL CHECK (outcome IN ('signed_in', 'refused', 'signed_out')),
                at      BIGINT NOT NULL,
                address TEXT NOT NULL,
                browser TEXT NOT NULL
            );
            CREATE INDEX sign_ins_by_login ON sign_ins (login, at);
            CREATE INDEX sign_ins_by_address ON sign_ins (address, at);
            CREATE INDEX sign_ins_by_user ON sign_ins (user_id, at);
            """),
        Migration(
            "accounts-003-consents",
            """
            CREATE TABLE consent_documents (
                id           {{id}},
                purpose      TEXT NOT NULL,
                version      BIGINT NOT NULL CHECK (version > 0),
                title        TEXT NOT NULL,
                text         TEXT NOT NULL,
                published_at BIGINT NOT NULL,
                UNIQUE (purpose, version)
            );
            CREATE TABLE consents (
                id           {{id}},
                user_id      BIGINT NOT NULL REFERENCES users (id),
                document_id  BIGINT NOT NULL REFERENCES consent_documents (id),
                given_at     BIGINT NOT NULL,
                actor_id     BIGINT NOT NULL REFERENCES users (id),
                withdrawn_at BIGINT
            );
            CREATE INDEX consents_by_user ON consents (user_id);
            """),
        Migration(
            "accounts-004-guardians",
            """
            CREATE TABLE guardians (
                guardian_id BIGINT NOT NULL REFERENCES users (id),
                child_id    BIGINT NOT NULL REFERENCES users (id),
                PRIMARY KEY (guardian_id, child_id),
                CHECK (guardian_id <> child_id)
            );
            CREATE INDEX guardians_by_child ON guardians (child_id);
            """),
    ]
}
