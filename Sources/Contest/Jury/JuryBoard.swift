import Foundation
public import Storage

/// How the jury stands in one stage: jurors by works with the states of their sheets, without marks.
public struct JuryBoard: Equatable, Sendable {
    public struct Load: Equatable, Sendable {
        public var juror: Juror
        /// Works of the stage that are the juror's to judge, sent ones among them.
        public var assigned: Int
        public var sent: Int
        /// Samples of the stage that the juror marked.
        public var samples: Int
        public var conflicts: [JurorConflict]
    }

    public struct Work: Equatable, Sendable {
        public var entry: JudgedEntry
        public var sheets: [JurySheet]
        /// Jurors still to be found.
        public var missing: Int
        /// Two sheets are too far apart.
        public var callsForThird: Bool
    }

    public var stage: Stage?
    /// All jurors, in the order of the alphabet.
    public var loads: [Load]
    /// Works of the stage that were given out; none before the first assignment.
    public var works: [Work]
    /// Entrants who may be judged.
    public var candidates: [JudgedEntry]
    /// They are those who passed by the results of an earlier stage.
    public var havePassed: Bool
    public var samples: [CalibrationSample]
    /// The stage's time is over: what is not sent is overdue.
    public var isOverdue: Bool

    public var sent: Int { loads.reduce(0) { $0 + $1.sent } }
    public var assigned: Int { loads.reduce(0) { $0 + $1.assigned } }
}

extension Jury {
    /// The board of a stage, of the first judged one where none is named. As many queries for thirty works as for one.
    public func board(_ visit: ContestVisit, stage: Stage.ID?) async throws -> JuryBoard {
        try await database.read { [now] tx in
            let (contest, stages) = (visit.contest.id, visit.stages)
            let shown =
                try stage.map { id in
                    guard let stage = stages.first(where: { $0.id == id }) else { throw NoRow() }
                    return stage
                } ?? stages.judged.first
            let jurors = try tx.jurors(of: contest)
            let conflicts = try tx.conflicts(in: contest)
            let sheets = try tx.jurySheets(of: contest).filter { $0.stage == shown?.id }.map(\.sheet)
            let marked = try tx.sampleJurors(of: contest)
            let samples = try tx.samples(of: contest, for: nil).filter { $0.stage == shown?.id }
            let entries = try tx.entries(where: "contest_id = \(contest)")
            let passing = try shown.flatMap { stages.passing(before: $0.id, try tx.published(of: contest)) }
            let candidates = entries.filter { $0.state == .admitted && passing?.contains($0.id) ?? true }
            let gap = visit.contest.rules.scoring.thirdExpertGap
            var third: Set<Registration.ID> = []
            if let shown, let gap, !shown.criteria.isEmpty {
                third = try tx.judgedSheets(of: shown).callsForThird(sheets, percent: gap)
            }
            let byEntry = Dictionary(grouping: sheets) { $0.pair.registration }
            let admitted = Set(entries.filter { $0.state == .admitted }.map(\.id))
            return JuryBoard(
                stage: shown,
                loads: jurors.map { juror in
                    let own = sheets.filter {
                        $0.pair.juror == juror.id && [.assigned, .draft, .sent].contains($0.state)
                    }
                    return JuryBoard.Load(
                        juror: juror, assigned: own.count, sent: own.count { $0.state == .sent },
                        samples: samples.count { marked[$0.id]?.contains(juror.id) == true },
                        conflicts: conflicts[juror.id] ?? [])
                },
                works: entries.compactMap { entry in
                    guard let sheets = byEntry[entry.id], let shown else { return nil }
                    let standing = sheets.count(where: \.stands)
                    return JuryBoard.Work(
                        entry: entry, sheets: sheets,
                        missing: admitted.contains(entry.id) ? max(0, shown.marksPerEntry - standing) : 0,
                        callsForThird: third.contains(entry.id))
                },
                candidates: candidates, havePassed: passing != nil, samples: samples,
                isOverdue: shown.map { $0.closesAt < now() } ?? false)
        }
    }
}

extension [Stage] {
    /// Stages whose works get sheets.
    public var judged: [Stage] { filter { $0.isJudged && !$0.criteria.isEmpty } }
}
