import Courses
import Foundation
import Statistics
import Storage

extension Transaction {
    /// What `stage` would be published from at this moment. Throws `ResultRefusal`, `NoRow` for another contest's stage.
    func snapshot(
        of stage: Stage.ID, _ kind: ResultKind, in contest: Contest, _ stages: [Stage], _ nominations: [Nomination],
        at instant: Date
    ) throws -> (snapshot: ResultSnapshot, reading: SnapshotReading) {
        let rules = contest.rules
        guard let current = stages.first(where: { $0.id == stage }) else { throw NoRow() }
        guard current.kind != .vote, current.isJudged || kind == .shortlist else { throw ResultRefusal.kindNotForStage }
        let judged = current.isJudged ? try judgedSheets(of: current) : nil
        let organisations = try jurorOrganisations(of: contest.id)
        let decisions = try allDecisions(of: stage)
        let reading = SnapshotReading(
            contest: contest.id, stage: current, published: try published(of: contest.id), judged: judged,
            decisions: decisions)
        var snapshot = ResultSnapshot(
            stage: stage, title: current.title, weight: current.weight, kind: kind,
            criteria: judged == nil
                ? []
                : current.criteria.map {
                    ResultSnapshot.MarkedCriterion(
                        title: $0.title, lowest: $0.lowest.rawValue, highest: $0.highest.rawValue, weight: $0.weight)
                },
            entrants: [],
            jurors: (judged?.jurors ?? []).map { .init(juror: $0, organisations: organisations[$0] ?? []) },
            sheets: judged.map(reading.sheets) ?? [], scoring: rules.scoring,
            cut: kind == .shortlist ? rules.finalists ?? current.cut : current.cut,
            nominations: nominations.map { .init(nomination: $0.id, title: $0.title, laureates: $0.laureates) },
            decisions: decisions.compactMap(\.order), adjustments: try adjustments(of: stage),
            keepsPlacesEmpty: decisions.keepPlacesEmpty, seed: 1,
            namesLaureates: stages.last(where: \.isJudged)?.id == stage)
        try fill(&snapshot, reading, kind == .shortlist ? rules.threshold : nil, stages, at: instant)
        return (snapshot, reading)
    }

    private func fill(
        _ snapshot: inout ResultSnapshot, _ reading: SnapshotReading, _ threshold: ThresholdRule?, _ stages: [Stage],
        at instant: Date
    ) throws {
        let late = try latePercents(of: reading.contest, reading.stage)
        let carried = reading.carried(stages)
        let facts = try threshold.map { _ in try self.facts(of: reading.contest, at: instant) }
        let previous = reading.previous
        let earlier = Dictionary(
            (previous?.snapshot.entrants ?? []).map { ($0.registration, $0) }, uniquingKeysWith: { first, _ in first })
        let judged = Set(reading.judged?.registrations ?? [])
        try forEach(
            """
            SELECT id, code, state, organisation_id, nomination_id FROM registrations
            WHERE contest_id = \(reading.contest)
                AND state IN (\([Registration.State.admitted, .disqualified])) ORDER BY id
            """
        ) { row in
            let id: Registration.ID = try row["id"]
            let state: Registration.State = try row["state"]
            let isDisqualified = state == .disqualified
            // Who was disqualified before there was anything to see is not listed.
            guard
                isDisqualified
                    ? earlier[id] != nil : reading.judged == nil || judged.contains(id) || earlier[id] != nil
            else { return }
            let verdict = threshold.flatMap { rule in facts?[id].map(rule.verdict) }
            snapshot.entrants.append(
                ResultSnapshot.Entrant(
                    registration: id, code: try row["code"] ?? "№ \(id)", organisation: try row["organisation_id"],
                    nomination: try row["nomination_id"], latePercent: late[id] ?? 0, carried: carried[id] ?? [],
                    qualifies: verdict?.isMet, failures: verdict?.failures.map(\.rule) ?? [],
                    isDisqualified: isDisqualified,
                    hasThirdExpert: reading.thirdExperts.contains(id)
                        || isDisqualified && earlier[id]?.hasThirdExpert == true))
        }
        guard snapshot.keepsPlacesEmpty, let previous else { return }
        // The sheets of those disqualified are read no more, but they still hold a place.
        let gone = Set(snapshot.entrants.filter(\.isDisqualified).map(\.registration))
        let known = Set(snapshot.sheets.map(\.registration))
        snapshot.sheets += previous.snapshot.sheets.filter {
            gone.contains($0.registration) && !known.contains($0.registration)
        }
        snapshot.sheets.sort { ($0.registration, $0.juror) < ($1.registration, $1.juror) }
        let present = Set(snapshot.jurors.map(\.juror))
        let needed = Set(snapshot.sheets.map(\.juror)).subtracting(present)
        snapshot.jurors += previous.snapshot.jurors.filter { needed.contains($0.juror) }
        snapshot.jurors.sort { $0.juror < $1.juror }
    }

    /// Percent that lateness takes off the works of the stage.
    private func latePercents(of contest: Contest.ID, _ stage: Stage) throws -> [Registration.ID: Int] {
        guard stage.late.isTaken, stage.late.percentPerDay > 0 else { return [:] }
        let extensions = try stageExtensions(of: contest)
        let versions: [WorkVersion] = try all(
            """
            SELECT \(WorkVersion.columns) FROM contest_works
            WHERE stage_id = \(stage.id) AND task_id IS NULL ORDER BY registration_id, number
            """
        ) { try WorkVersion($0) }
        return Dictionary(grouping: versions, by: \.registration).reduce(into: [:]) { found, work in
            found[work.key] = stage.counting(work.value, extendedTo: extensions[work.key]?[stage.id])?.percentOff
        }
    }

    private func jurorOrganisations(of contest: Contest.ID) throws -> [Juror.ID: [Int64]] {
        var found: [Juror.ID: [Int64]] = [:]
        try forEach(
            """
            SELECT juror_id, juror_organisations.space_id AS organisation FROM juror_organisations
            JOIN jurors ON jurors.id = juror_id WHERE contest_id = \(contest) ORDER BY juror_id, organisation
            """
        ) { found[try $0["juror_id"], default: []].append(try $0["organisation"]) }
        return found
    }
}

/// What is at hand when a snapshot is put together.
struct SnapshotReading {
    var contest: Contest.ID
    var stage: Stage
    /// Of the whole contest.
    var published: [PublishedResult]
    var judged: JudgedSheets?
    var decisions: [ResultDecision]

    /// The version of this stage that a new one follows.
    var previous: PublishedResult? { published.last { $0.stage == stage.id } }

    var thirdExperts: Set<Registration.ID> {
        judged.map { judged in Set(judged.thirdExperts.map { judged.registrations[$0] }) } ?? []
    }

    /// Marks as they were given: what was read is counted from the lowest mark of each criterion.
    func sheets(_ judged: JudgedSheets) -> [ResultSnapshot.Sheet] {
        judged.sheets.sheets.map { sheet in
            ResultSnapshot.Sheet(
                registration: judged.registrations[sheet.entry], juror: judged.jurors[sheet.juror],
                marks: zip(sheet.marks, judged.criteria).map { mark, criterion in
                    mark.map { $0 + criterion.lowest.rawValue }
                })
        }
    }

    /// Points of earlier judged stages as they were published last, for a stage that carries them over.
    func carried(_ stages: [Stage]) -> [Registration.ID: [ResultSnapshot.Carried]] {
        guard stage.carriesOver, let place = stages.firstIndex(where: { $0.id == stage.id }) else { return [:] }
        var carried: [Registration.ID: [ResultSnapshot.Carried]] = [:]
        for earlier in stages[..<place] where earlier.isJudged && earlier.weight > 0 {
            guard let result = published.last(where: { $0.stage == earlier.id }) else { continue }
            for row in result.table.rows {
                // Its own points, not its total: each stage counts once.
                guard let points = row.points else { continue }
                carried[row.registration, default: []].append(
                    .init(stage: earlier.id, weight: earlier.weight, points: points))
            }
        }
        return carried
    }
}
