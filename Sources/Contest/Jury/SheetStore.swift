import Foundation
import Storage

extension ScoreSheet {
    static let columns: SQL = """
        score_sheets.id AS sheet_id, score_sheets.stage_id AS sheet_stage, score_sheets.registration_id AS sheet_entry,
        score_sheets.juror_id AS sheet_juror, origin, assigned_at, score_sheets.comment AS sheet_comment, cannot_judge,
        score_sheets.sequence AS sheet_sequence, saved_at, sent_at, hash, recused_at, voided_at,
        score_sheets.reason AS sheet_reason
        """

    /// Without marks, which stand in a table of their own.
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["sheet_id"], stage: try row["sheet_stage"], registration: try row["sheet_entry"],
            juror: try row["sheet_juror"], origin: try row["origin"], assignedAt: try row["assigned_at"],
            content: SheetContent(comment: try row["sheet_comment"], cannotJudge: try row["cannot_judge"]),
            sequence: try row["sheet_sequence"], savedAt: try row["saved_at"], sentAt: try row["sent_at"],
            hash: try row["hash"], recusedAt: try row["recused_at"], voidedAt: try row["voided_at"],
            reason: try row["sheet_reason"])
    }
}

extension Transaction {
    /// Whole sheets: two queries.
    private func sheets(where condition: SQL) throws -> [ScoreSheet] {
        var sheets = try all(
            """
            SELECT \(ScoreSheet.columns) FROM score_sheets JOIN jurors ON jurors.id = score_sheets.juror_id
            WHERE \(condition) ORDER BY score_sheets.registration_id, score_sheets.juror_id
            """
        ) { try ScoreSheet($0) }
        let places = Dictionary(uniqueKeysWithValues: sheets.enumerated().map { ($1.id, $0) })
        try forEach(
            """
            SELECT sheet_id, criterion_id, typed, score_marks.comment AS mark_comment,
                score_marks.sequence AS mark_sequence
            FROM score_marks JOIN score_sheets ON score_sheets.id = sheet_id
            JOIN jurors ON jurors.id = score_sheets.juror_id
            WHERE \(condition)
            """
        ) { row in
            guard let place = places[try row["sheet_id"]] else { return }
            sheets[place].content.marks[try row["criterion_id"]] = SheetMark(
                typed: try row["typed"], comment: try row["mark_comment"], sequence: try row["mark_sequence"])
        }
        return sheets
    }

    /// A sheet of this contest. Throws `NoRow` when there is none.
    func sheet(_ id: ScoreSheet.ID, in contest: Contest.ID) throws -> ScoreSheet {
        let sheets = try sheets(where: "score_sheets.id = \(id) AND jurors.contest_id = \(contest)")
        guard let sheet = sheets.first else { throw NoRow() }
        return sheet
    }

    /// All sheets of an entry in a stage.
    func sheets(of registration: Registration.ID, in stage: Stage.ID) throws -> [ScoreSheet] {
        try sheets(where: "score_sheets.registration_id = \(registration) AND score_sheets.stage_id = \(stage)")
    }

    /// All sheets of a juror.
    func sheets(of juror: Juror.ID) throws -> [ScoreSheet] {
        try sheets(where: "score_sheets.juror_id = \(juror)")
    }

    /// What a juror still has to send in a stage.
    func waitingSheets(of juror: Juror.ID, in stage: Stage.ID) throws -> [ScoreSheet.ID] {
        try all(
            """
            SELECT id FROM score_sheets
            WHERE juror_id = \(juror) AND stage_id = \(stage) AND sent_at IS NULL AND recused_at IS NULL ORDER BY id
            """
        ) { try $0["id"] }
    }

    /// Every sheet of the contest without its marks, with the stage it belongs to.
    func jurySheets(of contest: Contest.ID) throws -> [(stage: Stage.ID, sheet: JurySheet)] {
        try all(
            """
            SELECT \(ScoreSheet.columns) FROM score_sheets JOIN jurors ON jurors.id = score_sheets.juror_id
            WHERE jurors.contest_id = \(contest) ORDER BY score_sheets.registration_id, score_sheets.juror_id
            """
        ) { row in
            let sheet = try ScoreSheet(row)
            return (sheet.stage, JurySheet(sheet))
        }
    }

    /// One answer of the autosave; of two for one place the later one stands, whatever order they come in.
    func keep(_ entry: SheetEntry, in sheet: ScoreSheet.ID, mark: Int64?) throws {
        switch entry.place {
        case .whole:
            try run(
                """
                UPDATE score_sheets SET comment = \(entry.comment), cannot_judge = \(entry.cannotJudge),
                    sequence = \(entry.sequence)
                WHERE id = \(sheet) AND sequence < \(entry.sequence)
                """)
        case .criterion(let criterion):
            try run(
                """
                INSERT INTO score_marks (sheet_id, criterion_id, typed, mark, comment, sequence)
                VALUES (\(sheet), \(criterion), \(entry.typed), \(mark), \(entry.comment), \(entry.sequence))
                ON CONFLICT (sheet_id, criterion_id) DO UPDATE SET typed = excluded.typed, mark = excluded.mark,
                    comment = excluded.comment, sequence = excluded.sequence
                WHERE score_marks.sequence < excluded.sequence
                """)
        }
    }

    /// Old and new words of each later change, the first change first.
    func changes(of sheet: ScoreSheet.ID) throws -> [SheetChange] {
        try all(
            """
            SELECT changed_at, reason, old_content, new_content FROM score_changes
            WHERE sheet_id = \(sheet) ORDER BY number
            """
        ) { row in
            let (old, new): (String, String) = (try row["old_content"], try row["new_content"])
            let decoder = JSONDecoder()
            return SheetChange(
                changedAt: try row["changed_at"], reason: try row["reason"],
                old: try decoder.decode(StoredContent.self, from: Data(old.utf8)).content,
                new: try decoder.decode(StoredContent.self, from: Data(new.utf8)).content)
        }
    }

    func remarks(on registration: Registration.ID, in stage: Stage.ID) throws -> [JuryRemark] {
        try all(
            """
            SELECT juror_id, text, written_at FROM jury_remarks
            WHERE registration_id = \(registration) AND stage_id = \(stage) ORDER BY written_at, id
            """
        ) { JuryRemark(juror: try $0["juror_id"], text: try $0["text"], writtenAt: try $0["written_at"]) }
    }
}

extension JurySheet {
    init(_ sheet: ScoreSheet) {
        self.init(
            id: sheet.id, pair: JuryPair(sheet.registration, sheet.juror), state: sheet.state, origin: sheet.origin,
            sentAt: sheet.sentAt, cannotJudge: sheet.content.cannotJudge, reason: sheet.reason)
    }
}
