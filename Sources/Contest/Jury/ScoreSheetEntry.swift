public import Accounts
import Courses
public import Foundation
public import Spaces
public import Storage

/// The juror's own work: the answer to the invitation, conflicts, marks, sending, discussion.
public struct ScoreSheetEntry: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Throws `JuryRefusal`, `NoRow` for who was not invited.
    public func accept(_ contest: Contest.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let juror = try tx.ownJuror(user, contest)
            guard juror.state == .invited || juror.state == .declined else {
                throw JuryRefusal.wrongState(juror.state)
            }
            try tx.run(
                """
                UPDATE jurors SET state = \(Juror.State.accepted), answered_at = \(now()), reason = NULL
                WHERE id = \(juror.id)
                """)
            try tx.log(.jurorAccepted, JurorLine(juror: juror.id), of: contest, by: user, at: now())
        }
    }

    public func decline(_ contest: Contest.ID, because reason: String, by user: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let juror = try tx.ownJuror(user, contest)
            let reason = reason.tidied
            guard reason.count <= Juror.reasonLimit else { throw JuryRefusal.tooLong(limit: Juror.reasonLimit) }
            guard juror.state == .invited else { throw JuryRefusal.wrongState(juror.state) }
            try tx.run(
                """
                UPDATE jurors SET state = \(Juror.State.declined), answered_at = \(now()), reason = \(reason)
                WHERE id = \(juror.id)
                """)
            try tx.log(.jurorDeclined, JurorLine(juror: juror.id, reason: reason), of: contest, by: user, at: now())
        }
    }

    /// The juror falls out by their own word.
    public func withdraw(from contest: Contest.ID, because reason: String, by user: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.withdraw(try tx.ownJuror(user, contest), because: reason, by: user, at: now())
        }
    }

    /// Declares all conflicts of interest, also that there are none; what was declared before is replaced, the organiser's
    /// bans stay. Works already given that conflict now go back. Entrants are named by their accounts: the page must not
    /// hold what sheets are told apart by.
    public func declare(
        _ conflicts: [User.ID: (kind: JurorConflict.Kind, note: String)], organisations: Set<Space.ID>,
        in contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            try tx.checkOpen(contest, at: now())
            let juror = try tx.ownJuror(user, contest)
            guard juror.state == .accepted else { throw JuryRefusal.wrongState(juror.state) }
            let entrants = try tx.entrants(of: contest)
            let known = Set(entrants.compactMap(\.organisation))
            try tx.run(
                """
                DELETE FROM juror_conflicts WHERE juror_id = \(juror.id) AND kind <> \(JurorConflict.Kind.banned)
                """)
            try tx.run("DELETE FROM juror_organisations WHERE juror_id = \(juror.id)")
            for organisation in organisations.sorted() where known.contains(organisation) {
                try tx.run(
                    "INSERT INTO juror_organisations (juror_id, space_id) VALUES (\(juror.id), \(organisation))")
            }
            for entrant in entrants {
                guard let (kind, note) = conflicts[entrant.user], JurorConflict.Kind.ownChoices.contains(kind) else {
                    continue
                }
                let text = note.tidied
                guard text.count <= JurorConflict.noteLimit else {
                    throw JuryRefusal.tooLong(limit: JurorConflict.noteLimit)
                }
                try tx.insert(
                    JurorConflict(registration: entrant.id, kind: kind, note: text), of: juror.id, by: user, at: now())
            }
            let own = try tx.organisations(ofJurorsIn: contest, at: now())[juror.id] ?? []
            for entrant in entrants
            where conflicts[entrant.user] != nil || entrant.organisation.map(own.contains) == true {
                try tx.recuse(juror.id, from: entrant.id, because: "", at: now())
            }
            try tx.run("UPDATE jurors SET declared_at = \(now()) WHERE id = \(juror.id)")
            struct Line: Encodable { var juror: Int64, organisations: [Int64], entrants: [Int64] }
            try tx.log(
                .conflictsDeclared,
                Line(
                    juror: juror.id.rawValue, organisations: organisations.intersection(known).sorted().map(\.rawValue),
                    entrants: entrants.filter { conflicts[$0.user] != nil }.map(\.id.rawValue)),
                of: contest, by: user, at: now())
        }
    }

    /// Keeps marks and words as they are given, on disk when the call returns. Sent again, or late, an entry changes
    /// nothing. Throws `NoRow` for a sheet that is not the person's own.
    public func keep(
        _ entries: [SheetEntry], in id: ScoreSheet.ID, of contest: Contest.ID, by user: User.ID
    ) async throws -> SheetReceipt {
        try await database.write { [now] tx in
            let sheet = try tx.ownSheet(id, contest, user)
            guard [.assigned, .draft].contains(sheet.state), try tx.contest(contest).state(at: now()) != .closed else {
                return SheetReceipt(saved: [], refused: entries.map(\.place), isOver: true)
            }
            let criteria = try tx.stage(sheet.stage, of: contest).criteria
            var receipt = SheetReceipt(saved: [], refused: [], isOver: false)
            for entry in entries {
                guard entry.isSane, let mark = entry.mark(by: criteria) else {
                    receipt.refused.append(entry.place)
                    continue
                }
                try tx.keep(entry, in: id, mark: mark)
                receipt.saved.append(.init(place: entry.place, sequence: entry.sequence))
            }
            if !receipt.saved.isEmpty {
                try tx.run("UPDATE score_sheets SET saved_at = \(now()) WHERE id = \(id)")
            }
            return receipt
        }
    }

    /// Sends the sheet as it is kept; from then on it is read-only, and others' sheets of the entry open. Throws
    /// `SheetRefusal`.
    public func send(_ id: ScoreSheet.ID, of contest: Contest.ID, by user: User.ID) async throws {
        try await database.write { [now] tx in
            let sheet = try tx.ownSheet(id, contest, user)
            try sheet.checkUnsent()
            if try tx.contest(contest).state(at: now()) == .closed { throw SheetRefusal.closed }
            try sheet.content.check(by: try tx.stage(sheet.stage, of: contest).criteria)
            let hash = try sheet.hash(of: sheet.content)
            try tx.run(
                """
                UPDATE score_sheets SET sent_at = \(now()), saved_at = COALESCE(saved_at, \(now())), hash = \(hash)
                WHERE id = \(id)
                """)
            try tx.log(.sheetSent, SheetLine(sheet, hash: hash), of: contest, by: user, at: now())
        }
    }

    /// Changes a sheet that was sent: the old words stay in its history beside the reason. Throws `SheetRefusal`.
    public func change(
        _ id: ScoreSheet.ID, to content: SheetContent, because reason: String, in contest: Contest.ID,
        by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            let sheet = try tx.ownSheet(id, contest, user)
            if sheet.state == .void { throw SheetRefusal.void }
            guard sheet.state == .sent else { throw SheetRefusal.notSent }
            if try tx.contest(contest).state(at: now()) == .closed { throw SheetRefusal.closed }
            let reason = reason.tidied
            guard !reason.isEmpty else { throw SheetRefusal.reasonMissing }
            guard reason.count <= Juror.reasonLimit else { throw SheetRefusal.tooLong(limit: Juror.reasonLimit) }
            let criteria = try tx.stage(sheet.stage, of: contest).criteria
            try content.check(by: criteria)
            let (old, new) = (StoredContent(sheet.content), StoredContent(content))
            guard old != new else { throw SheetRefusal.nothingChanged }
            try tx.run(
                """
                INSERT INTO score_changes (sheet_id, number, changed_at, author_id, reason, old_content, new_content)
                VALUES (\(id), (SELECT COALESCE(max(number), 0) + 1 FROM score_changes WHERE sheet_id = \(id)),
                    \(now()), \(user), \(reason), \(try old.contestJSON), \(try new.contestJSON))
                """)
            for criterion in criteria {
                let mark = content.marks[criterion.id] ?? SheetMark(typed: "")
                try tx.keep(
                    SheetEntry(
                        place: .criterion(criterion.id), typed: mark.typed, comment: mark.comment,
                        sequence: (sheet.content.marks[criterion.id]?.sequence ?? 0) + 1),
                    in: id, mark: try criterion.mark(typed: mark.typed)?.rawValue)
            }
            try tx.keep(
                SheetEntry(
                    place: .whole, comment: content.comment, cannotJudge: content.cannotJudge,
                    sequence: sheet.sequence + 1),
                in: id, mark: nil)
            let hash = try sheet.hash(of: content)
            try tx.run("UPDATE score_sheets SET hash = \(hash) WHERE id = \(id)")
            try tx.log(
                .sheetChanged, SheetLine(sheet, hash: hash, previous: sheet.hash, reason: reason), of: contest,
                by: user, at: now())
        }
    }

    /// Gives one work back, unsent: a conflict of interest that came to light with the work itself, or another reason.
    public func recuse(
        _ id: ScoreSheet.ID, because reason: String, in contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            let sheet = try tx.ownSheet(id, contest, user)
            try sheet.checkUnsent()
            let reason = reason.tidied
            guard !reason.isEmpty else { throw SheetRefusal.reasonMissing }
            guard reason.count <= Juror.reasonLimit else { throw SheetRefusal.tooLong(limit: Juror.reasonLimit) }
            try tx.run("UPDATE score_sheets SET recused_at = \(now()), reason = \(reason) WHERE id = \(id)")
            try tx.log(.sheetRecused, SheetLine(sheet, reason: reason), of: contest, by: user, at: now())
        }
    }

    /// Says something in the discussion of an entry. Throws `SheetRefusal.ownSheetFirst`.
    public func remark(
        _ text: String, on id: ScoreSheet.ID, of contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            let juror = try tx.ownJuror(user, contest)
            guard juror.state == .accepted else { throw NoRow() }
            let sheet = try tx.sheet(id, in: contest)
            guard sheet.juror == juror.id || sheet.state == .sent else { throw NoRow() }
            guard try tx.sight(of: juror, on: sheet.registration, in: sheet.stage, at: now()).seesOthers else {
                if sheet.juror == juror.id { throw SheetRefusal.ownSheetFirst }
                throw NoRow()
            }
            if try tx.contest(contest).state(at: now()) == .closed { throw SheetRefusal.closed }
            let text = text.tidied
            guard !text.isEmpty else { throw SheetRefusal.remarkMissing }
            guard text.count <= JuryRemark.limit else { throw SheetRefusal.tooLong(limit: JuryRemark.limit) }
            try tx.run(
                """
                INSERT INTO jury_remarks (stage_id, registration_id, juror_id, text, written_at)
                VALUES (\(sheet.stage), \(sheet.registration), \(juror.id), \(text), \(now()))
                """)
        }
    }
}

extension SheetEntry {
    /// Numbers a device of good faith sends: below 2⁵³, texts within their limits.
    var isSane: Bool {
        (1..<(1 << 53)).contains(sequence) && typed.count <= ScoreSheet.typedLimit
            && comment.count <= ScoreSheet.commentLimit
    }

    /// The mark as results count it: `.some(nil)` where what is typed is none yet, nil where the criterion is not one of
    /// the stage's.
    func mark(by criteria: [Criterion]) -> Int64?? {
        guard case .criterion(let id) = place else { return .some(nil) }
        guard let criterion = criteria.first(where: { $0.id == id }) else { return nil }
        return .some((try? criterion.mark(typed: typed))??.rawValue)
    }
}

extension ScoreSheet {
    fileprivate func checkUnsent() throws(SheetRefusal) {
        switch state {
        case .assigned, .draft: break
        case .sent: throw .sent
        case .void: throw .void
        case .recused: throw .recused
        }
    }
}

extension Transaction {
    /// The person as a juror of the contest. Throws `NoRow`.
    func ownJuror(_ user: User.ID, _ contest: Contest.ID) throws -> Juror {
        guard let juror = try juror(of: user, in: contest) else { throw NoRow() }
        return juror
    }

    /// The person's own sheet, while they judge. Others' do not exist for them: throws `NoRow`.
    func ownSheet(_ id: ScoreSheet.ID, _ contest: Contest.ID, _ user: User.ID) throws -> ScoreSheet {
        let juror = try ownJuror(user, contest)
        let sheet = try sheet(id, in: contest)
        guard sheet.juror == juror.id, juror.state == .accepted, juror.declaredAt != nil else { throw NoRow() }
        return sheet
    }

    func sight(
        of juror: Juror, on registration: Registration.ID, in stage: Stage.ID, at instant: Date
    ) throws -> SheetSight {
        let own: ScoreSheet? = try first(
            """
            SELECT \(ScoreSheet.columns) FROM score_sheets
            WHERE stage_id = \(stage) AND registration_id = \(registration) AND juror_id = \(juror.id)
            """
        ) { try ScoreSheet($0) }
        let isChair = juror.isChair && juror.state == .accepted
        // Only a chair without a sheet of the entry is asked for conflicts.
        let isConflicted =
            try own == nil && isChair
            && self.isConflicted(juror, with: try self.registration(registration), at: instant)
        return SheetSight(own: own?.state, isChair: isChair, isConflicted: isConflicted)
    }
}
