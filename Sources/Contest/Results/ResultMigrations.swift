import Storage

extension Contests {
    /// Published results with all they rest on, what was decided about them, appeals, the audience's votes.
    static let resultMigration = Migration(
        "contest-030-results",
        """
        CREATE TABLE contest_results (
            id            {{id}},
            contest_id    BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
            stage_id      BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            version       BIGINT NOT NULL CHECK (version > 0),
            kind          TEXT NOT NULL CHECK (kind IN ('shortlist', 'preliminary', 'final')),
            method        TEXT NOT NULL,
            fields        TEXT NOT NULL,
            reason        TEXT NOT NULL,
            snapshot      TEXT NOT NULL,
            snapshot_hash TEXT NOT NULL,
            result        TEXT NOT NULL,
            result_hash   TEXT NOT NULL,
            published_at  BIGINT NOT NULL,
            published_by  BIGINT NOT NULL REFERENCES users (id),
            UNIQUE (stage_id, version)
        );
        CREATE INDEX contest_results_by_contest ON contest_results (contest_id);
        CREATE TABLE contest_decisions (
            id         {{id}},
            stage_id   BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            kind       TEXT NOT NULL CHECK (kind IN ('vote', 'lot', 'vacant', 'filled')),
            entries    TEXT NOT NULL,
            reason     TEXT NOT NULL CHECK (reason <> ''),
            decided_by BIGINT NOT NULL REFERENCES users (id),
            decided_at BIGINT NOT NULL
        );
        CREATE INDEX contest_decisions_by_stage ON contest_decisions (stage_id);
        CREATE TABLE contest_appeals (
            id              {{id}},
            contest_id      BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
            stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            result_id       BIGINT NOT NULL REFERENCES contest_results (id) ON DELETE CASCADE,
            registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
            reason          TEXT NOT NULL CHECK (reason <> ''),
            filed_at        BIGINT NOT NULL,
            outcome         TEXT CHECK (outcome IN ('unchanged', 'raised', 'lowered')),
            answer          TEXT,
            points          BIGINT,
            decided_by      BIGINT REFERENCES users (id),
            decided_at      BIGINT,
            UNIQUE (stage_id, registration_id),
            CHECK ((outcome IS NULL) = (decided_at IS NULL)),
            CHECK ((outcome IN ('raised', 'lowered')) = (points IS NOT NULL) OR outcome IS NULL)
        );
        CREATE INDEX contest_appeals_by_contest ON contest_appeals (contest_id);
        CREATE INDEX contest_appeals_by_registration ON contest_appeals (registration_id);
        CREATE TABLE audience_votes (
            stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            voter_id        BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
            organisation_id BIGINT,
            voted_at        BIGINT NOT NULL,
            PRIMARY KEY (stage_id, voter_id)
        );
        CREATE INDEX audience_votes_by_registration ON audience_votes (registration_id);
        CREATE TABLE vote_exclusions (
            stage_id    BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            anomaly     TEXT NOT NULL,
            reason      TEXT NOT NULL CHECK (reason <> ''),
            decided_by  BIGINT NOT NULL REFERENCES users (id),
            decided_at  BIGINT NOT NULL,
            PRIMARY KEY (stage_id, anomaly)
        );
        CREATE TABLE audience_results (
            stage_id     BIGINT PRIMARY KEY REFERENCES stages (id) ON DELETE CASCADE,
            tally        TEXT NOT NULL,
            published_at BIGINT NOT NULL,
            published_by BIGINT NOT NULL REFERENCES users (id)
        );
        """)
}
