import Storage

extension Contests {
    /// Jurors, what they declared, samples they try their hand at, their score sheets with every later change.
    static let juryMigration = Migration(
        "contest-020-jury",
        """
        CREATE TABLE jurors (
            id          {{id}},
            contest_id  BIGINT NOT NULL REFERENCES contests (id) ON DELETE CASCADE,
            user_id     BIGINT NOT NULL REFERENCES users (id),
            state       TEXT NOT NULL CHECK (state IN ('invited', 'accepted', 'declined', 'withdrawn')),
            is_chair    BOOLEAN NOT NULL,
            capacity    BIGINT CHECK (capacity > 0),
            invited_at  BIGINT NOT NULL,
            answered_at BIGINT,
            declared_at BIGINT,
            reason      TEXT,
            UNIQUE (contest_id, user_id)
        );
        CREATE INDEX jurors_by_user ON jurors (user_id);
        CREATE TABLE juror_conflicts (
            juror_id        BIGINT NOT NULL REFERENCES jurors (id) ON DELETE CASCADE,
            registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
            kind            TEXT NOT NULL CHECK (kind IN ('declared', 'mentor', 'relative', 'banned')),
            note            TEXT NOT NULL,
            declared_by     BIGINT NOT NULL REFERENCES users (id),
            declared_at     BIGINT NOT NULL,
            PRIMARY KEY (juror_id, registration_id, kind)
        );
        CREATE INDEX juror_conflicts_by_registration ON juror_conflicts (registration_id);
        CREATE TABLE juror_organisations (
            juror_id BIGINT NOT NULL REFERENCES jurors (id) ON DELETE CASCADE,
            space_id BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
            PRIMARY KEY (juror_id, space_id)
        );
        CREATE TABLE calibration_works (
            id        {{id}},
            stage_id  BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            position  BIGINT NOT NULL,
            title     TEXT NOT NULL CHECK (title <> ''),
            text      TEXT NOT NULL,
            link      TEXT NOT NULL,
            tolerance BIGINT NOT NULL CHECK (tolerance BETWEEN 0 AND 100)
        );
        CREATE INDEX calibration_works_by_stage ON calibration_works (stage_id, position);
        CREATE TABLE calibration_references (
            work_id      BIGINT NOT NULL REFERENCES calibration_works (id) ON DELETE CASCADE,
            criterion_id BIGINT NOT NULL REFERENCES contest_criteria (id) ON DELETE CASCADE,
            mark         BIGINT NOT NULL,
            PRIMARY KEY (work_id, criterion_id)
        );
        CREATE TABLE calibration_marks (
            work_id      BIGINT NOT NULL REFERENCES calibration_works (id) ON DELETE CASCADE,
            juror_id     BIGINT NOT NULL REFERENCES jurors (id) ON DELETE CASCADE,
            criterion_id BIGINT NOT NULL REFERENCES contest_criteria (id) ON DELETE CASCADE,
            mark         BIGINT NOT NULL,
            marked_at    BIGINT NOT NULL,
            PRIMARY KEY (work_id, juror_id, criterion_id)
        );
        CREATE INDEX calibration_marks_by_juror ON calibration_marks (juror_id);
        CREATE TABLE score_sheets (
            id              {{id}},
            stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
            juror_id        BIGINT NOT NULL REFERENCES jurors (id) ON DELETE CASCADE,
            origin          TEXT NOT NULL CHECK (origin IN ('plan', 'replacement', 'third')),
            assigned_at     BIGINT NOT NULL,
            comment         TEXT NOT NULL,
            cannot_judge    BOOLEAN NOT NULL,
            sequence        BIGINT NOT NULL,
            saved_at        BIGINT,
            sent_at         BIGINT,
            hash            TEXT,
            recused_at      BIGINT,
            voided_at       BIGINT,
            reason          TEXT,
            UNIQUE (stage_id, registration_id, juror_id),
            CHECK (sent_at IS NULL OR hash IS NOT NULL),
            CHECK (voided_at IS NULL OR sent_at IS NOT NULL),
            CHECK (recused_at IS NULL OR sent_at IS NULL)
        );
        CREATE INDEX score_sheets_by_juror ON score_sheets (juror_id);
        CREATE INDEX score_sheets_by_registration ON score_sheets (registration_id);
        CREATE TABLE score_marks (
            sheet_id     BIGINT NOT NULL REFERENCES score_sheets (id) ON DELETE CASCADE,
            criterion_id BIGINT NOT NULL REFERENCES contest_criteria (id) ON DELETE CASCADE,
            typed        TEXT NOT NULL,
            mark         BIGINT,
            comment      TEXT NOT NULL,
            sequence     BIGINT NOT NULL,
            PRIMARY KEY (sheet_id, criterion_id)
        );
        CREATE TABLE score_changes (
            sheet_id    BIGINT NOT NULL REFERENCES score_sheets (id) ON DELETE CASCADE,
            number      BIGINT NOT NULL CHECK (number > 0),
            changed_at  BIGINT NOT NULL,
            author_id   BIGINT NOT NULL REFERENCES users (id),
            reason      TEXT NOT NULL CHECK (reason <> ''),
            old_content TEXT NOT NULL,
            new_content TEXT NOT NULL,
            PRIMARY KEY (sheet_id, number)
        );
        CREATE TABLE jury_remarks (
            id              {{id}},
            stage_id        BIGINT NOT NULL REFERENCES stages (id) ON DELETE CASCADE,
            registration_id BIGINT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
            juror_id        BIGINT NOT NULL REFERENCES jurors (id) ON DELETE CASCADE,
            text            TEXT NOT NULL CHECK (text <> ''),
            written_at      BIGINT NOT NULL
        );
        CREATE INDEX jury_remarks_by_registration ON jury_remarks (registration_id, stage_id);
        """)
}
