public import Accounts
public import Spaces
public import Statistics
public import Storage

/// A juror's table: what waits, what is sent.
public struct JurorDesk: Equatable, Sendable {
    public struct Row: Equatable, Sendable {
        public var id: ScoreSheet.ID
        public var stage: Stage.ID
        /// The code, or the name where the contest is not blind.
        public var entry: String
        public var state: ScoreSheet.State
        /// Criteria with a mark.
        public var marked: Int
        public var total: Rational?
    }

    public var juror: Juror
    public var rows: [Row]
    public var samples: [CalibrationSample]
}

/// What a juror declares conflicts from: names without codes, organisations.
public struct ConflictForm: Equatable, Sendable {
    public struct Entrant: Equatable, Sendable {
        public var user: User.ID
        public var name: PersonName
        public var organisation: String?
        /// The juror's own organisation, found without asking.
        public var isColleague: Bool
        public var declared: JurorConflict.Kind?
        public var note: String
    }

    public struct Organisation: Equatable, Sendable {
        public var id: Space.ID
        public var name: String
        /// The juror is its member.
        public var isOwn: Bool
        public var isNamed: Bool
    }

    public var juror: Juror
    public var entrants: [Entrant]
    public var organisations: [Organisation]
}

/// A score sheet as one person reads it.
public struct SheetVisit: Equatable, Sendable {
    public var sheet: ScoreSheet
    public var stage: Stage
    /// The code, or the name where the contest is not blind.
    public var entry: String
    /// The entrant's organisation, where the contest is not blind.
    public var organisation: String?
    public var work: JudgedWork
    public var juror: PersonName
    public var isOwn: Bool
    public var changes: [SheetChange]
    /// Others' sent sheets of the same entry; nil before they may be read.
    public var others: [OtherSheet]?
    public var remarks: [(author: PersonName, remark: JuryRemark)]

    public static func == (left: SheetVisit, right: SheetVisit) -> Bool {
        left.sheet == right.sheet && left.others == right.others && left.isOwn == right.isOwn
    }

    /// The next sheet of the same stage that waits for the juror.
    public var next: ScoreSheet.ID?
}

public struct OtherSheet: Equatable, Sendable {
    public var juror: PersonName
    public var sheet: ScoreSheet
}

extension ScoreSheetEntry {
    /// The juror's table. Throws `NoRow` for who is no juror. Works appear when conflicts are declared.
    public func desk(_ visit: ContestVisit, of user: User.ID) async throws -> JurorDesk {
        try await database.read { tx in
            let contest = visit.contest.id
            let juror = try tx.ownJuror(user, contest)
            guard juror.isReady else { return JurorDesk(juror: juror, rows: [], samples: []) }
            let isBlind = visit.contest.rules.isBlind
            let criteria = Dictionary(uniqueKeysWithValues: visit.stages.map { ($0.id, $0.criteria) })
            let names = Dictionary(
                uniqueKeysWithValues: try tx.entries(where: "contest_id = \(contest)").map {
                    ($0.id, $0.shown(isBlind: isBlind))
                })
            let rows = try tx.sheets(of: juror.id).map { sheet in
                let criteria = criteria[sheet.stage] ?? []
                return JurorDesk.Row(
                    id: sheet.id, stage: sheet.stage, entry: names[sheet.registration] ?? "", state: sheet.state,
                    marked: sheet.content.marks(by: criteria).count, total: sheet.content.total(by: criteria))
            }
            return JurorDesk(juror: juror, rows: rows, samples: try tx.samples(of: contest, for: juror.id))
        }
    }

    /// Throws `NoRow` for who is no juror, `JuryRefusal.wrongState` before the invitation is accepted.
    public func conflictForm(_ contest: Contest.ID, of user: User.ID) async throws -> ConflictForm {
        try await database.read { [now] tx in
            let juror = try tx.ownJuror(user, contest)
            guard juror.state == .accepted else { throw JuryRefusal.wrongState(juror.state) }
            let entrants = try tx.entrants(of: contest)
            let conflicts = try tx.conflicts(in: contest)[juror.id] ?? []
            let own = Set(try tx.memberships(of: user, at: now()).map(\.space))
            let named = try tx.namedOrganisations(ofJurorsIn: contest)[juror.id] ?? []
            var organisations: [Space.ID: String] = [:]
            for entrant in entrants {
                if let id = entrant.organisation { organisations[id] = entrant.organisationName }
            }
            return ConflictForm(
                juror: juror,
                entrants: entrants.map { entrant in
                    let told = conflicts.first { $0.registration == entrant.id && $0.kind != .banned }
                    return ConflictForm.Entrant(
                        user: entrant.user, name: entrant.name, organisation: entrant.organisationName,
                        isColleague: entrant.organisation.map(own.contains) ?? false, declared: told?.kind,
                        note: told?.note ?? "")
                },
                organisations: organisations.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
                    ConflictForm.Organisation(
                        id: $0.key, name: $0.value, isOwn: own.contains($0.key), isNamed: named.contains($0.key))
                })
        }
    }

    /// The person's own sheet; or another's sent one that they may read. Throws `NoRow` otherwise.
    public func visit(_ id: ScoreSheet.ID, in visit: ContestVisit, by user: User.ID) async throws -> SheetVisit {
        try await database.read { [now] tx in
            let contest = visit.contest.id
            let juror = try tx.ownJuror(user, contest)
            guard juror.isReady || juror.isChair && juror.state == .accepted else { throw NoRow() }
            let sheet = try tx.sheet(id, in: contest)
            let isOwn = sheet.juror == juror.id
            let sight =
                isOwn
                ? SheetSight(own: sheet.state, isChair: juror.isChair, isConflicted: false)
                : try tx.sight(of: juror, on: sheet.registration, in: sheet.stage, at: now())
            guard isOwn && juror.isReady || sight.seesOthers && [.sent, .void].contains(sheet.state) else {
                throw NoRow()
            }
            guard let stage = visit.stages.first(where: { $0.id == sheet.stage }) else { throw NoRow() }
            let isBlind = visit.contest.rules.isBlind
            let entry = try tx.entries(where: "registrations.id = \(sheet.registration)").first
            let jurors = Dictionary(uniqueKeysWithValues: try tx.jurors(of: contest).map { ($0.id, $0.name) })
            let nobody = PersonName(surname: "—", given: "")
            var others: [OtherSheet]?
            if sight.seesOthers {
                others = try tx.sheets(of: sheet.registration, in: sheet.stage)
                    .filter { $0.id != id && [.sent, .void].contains($0.state) }
                    .map { OtherSheet(juror: jurors[$0.juror] ?? nobody, sheet: $0) }
            }
            let waiting = try tx.waitingSheets(of: juror.id, in: sheet.stage).filter { $0 != id }
            return SheetVisit(
                sheet: sheet, stage: stage,
                entry: entry?.shown(isBlind: isBlind) ?? "",
                organisation: isBlind ? nil : entry?.organisationName,
                work: try tx.judgedWork(of: sheet.registration, in: stage, of: visit.contest),
                juror: jurors[sheet.juror] ?? nobody, isOwn: isOwn, changes: try tx.changes(of: id), others: others,
                remarks: sight.seesOthers
                    ? try tx.remarks(on: sheet.registration, in: sheet.stage)
                        .map { (jurors[$0.juror] ?? nobody, $0) } : [],
                next: isOwn ? waiting.first { $0 > id } ?? waiting.first : nil)
        }
    }
}
