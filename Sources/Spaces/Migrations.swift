public import Storage

extension Spaces {
    /// Spaces, memberships, invitations, lists of people waiting to be entered.
    public static let migrations: [Migration] = [
        Migration(
            "spaces-001-spaces",
            """
            CREATE TABLE spaces (
                id                {{id}},
                kind              TEXT NOT NULL,
                parent_id         BIGINT REFERENCES spaces (id),
                slug              TEXT NOT NULL UNIQUE,
                name              TEXT NOT NULL CHECK (name <> ''),
                sorting_key       TEXT NOT NULL,
                visibility        TEXT NOT NULL CHECK (visibility IN ('self', 'group', 'school', 'network', 'public')),
                organisation_type TEXT,
                short_name        TEXT,
                city              TEXT,
                host              TEXT UNIQUE,
                created_at        BIGINT NOT NULL
            );
            CREATE INDEX spaces_by_parent ON spaces (parent_id, sorting_key);
            CREATE TABLE memberships (
                space_id BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                user_id  BIGINT NOT NULL REFERENCES users (id),
                role     TEXT NOT NULL,
                since    BIGINT NOT NULL,
                until    BIGINT,
                PRIMARY KEY (space_id, user_id, role)
            );
            CREATE INDEX memberships_by_user ON memberships (user_id);
            """),
        Migration(
            "spaces-002-invitations",
            """
            CREATE TABLE invitations (
                id         {{id}},
                space_id   BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                role       TEXT NOT NULL,
                code       TEXT NOT NULL UNIQUE,
                seats      BIGINT NOT NULL CHECK (seats > 0),
                used       BIGINT NOT NULL DEFAULT 0,
                expires_at BIGINT NOT NULL,
                created_by BIGINT NOT NULL REFERENCES users (id),
                created_at BIGINT NOT NULL,
                CHECK (used <= seats)
            );
            CREATE INDEX invitations_by_space ON invitations (space_id);
            """),
        Migration(
            "spaces-003-people-lists",
            """
            CREATE TABLE people_lists (
                id          {{id}},
                space_id    BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                uploaded_by BIGINT NOT NULL REFERENCES users (id),
                file_name   TEXT NOT NULL,
                content     {{bytes}} NOT NULL,
                role        TEXT NOT NULL,
                uploaded_at BIGINT NOT NULL
            );
            """),
    ]
}
