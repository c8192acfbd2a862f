public import Storage

extension Documents {
    /// Templates of papers, papers issued from them, the numbers given and what was printed.
    public static let migrations: [Migration] = [
        Migration(
            "documents-001-documents",
            """
            CREATE TABLE document_templates (
                id         {{id}},
                space_id   BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                name       TEXT NOT NULL CHECK (name <> ''),
                content    TEXT NOT NULL,
                changed_by BIGINT NOT NULL REFERENCES users (id),
                changed_at BIGINT NOT NULL
            );
            CREATE INDEX document_templates_by_space ON document_templates (space_id, name);
            CREATE TABLE document_series (
                space_id BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                series   TEXT NOT NULL,
                given    BIGINT NOT NULL CHECK (given > 0),
                PRIMARY KEY (space_id, series)
            );
            CREATE TABLE document_batches (
                id         {{id}},
                space_id   BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                kind       TEXT NOT NULL CHECK (kind IN ('diploma', 'certificate', 'thanks', 'order', 'minutes', 'markSheet')),
                issuer     TEXT NOT NULL,
                occasion   TEXT NOT NULL,
                content    TEXT NOT NULL,
                dated      TEXT NOT NULL,
                issued_by  BIGINT NOT NULL REFERENCES users (id),
                issued_at  BIGINT NOT NULL
            );
            CREATE INDEX document_batches_by_space ON document_batches (space_id);
            CREATE TABLE documents (
                id          {{id}},
                batch_id    BIGINT NOT NULL REFERENCES document_batches (id) ON DELETE CASCADE,
                space_id    BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
                number      TEXT NOT NULL,
                holder_id   BIGINT REFERENCES users (id),
                holder_name TEXT NOT NULL,
                search_key  TEXT NOT NULL,
                fields      TEXT NOT NULL,
                check_code  TEXT NOT NULL UNIQUE,
                revoked_at  BIGINT,
                revoked_by  BIGINT REFERENCES users (id),
                revocation  TEXT,
                UNIQUE (space_id, number),
                CHECK ((revoked_at IS NULL) = (revocation IS NULL))
            );
            CREATE INDEX documents_by_batch ON documents (batch_id, id);
            CREATE INDEX documents_by_holder ON documents (holder_id, id);
            CREATE INDEX documents_by_space ON documents (space_id, id);
            CREATE TABLE document_files (
                edition  TEXT PRIMARY KEY,
                batch_id BIGINT NOT NULL REFERENCES document_batches (id) ON DELETE CASCADE,
                digest   TEXT NOT NULL CHECK (length(digest) = 64),
                size     BIGINT NOT NULL CHECK (size > 0),
                made_at  BIGINT NOT NULL
            );
            CREATE INDEX document_files_by_batch ON document_files (batch_id);
            CREATE TABLE document_printings (
                batch_id BIGINT PRIMARY KEY REFERENCES document_batches (id) ON DELETE CASCADE,
                site     TEXT NOT NULL,
                asked_by BIGINT NOT NULL REFERENCES users (id),
                asked_at BIGINT NOT NULL,
                failure  TEXT CHECK (failure IN ('engineMissing', 'engineFailed'))
            );
            """)
    ]
}
