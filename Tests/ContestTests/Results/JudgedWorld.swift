import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport

@testable import Contest

/// A published contest of one judged stage and a vote: two schools compete, the third judges.
struct JudgedWorld: Sendable {
    let world: ContestWorld
    let contest: Contest.ID
    let stage: Stage.ID
    let vote: Stage.ID
    let entrants: [Registration.ID]
    let jurors: [Juror.ID]
    let results: Results
    let appeals: Appeals
    let votes: AudienceVotes

    /// People by entrant, and by juror.
    var people: [User.ID] { Array((world.teachers[0] + world.teachers[1]).prefix(entrants.count)) }
    var panel: [User.ID] { Array(world.teachers[2].prefix(jurors.count)) }

    init(
        _ world: ContestWorld, _ totals: [[Int?]], rules: ContestRules = ContestRules(), cut: Int? = 2
    ) async throws {
        let clock = world.clock
        func day(_ number: Double) -> Date { clock.now.addingTimeInterval(number * 86_400) }
        var final = StageOutline(
            kind: .final, title: "Финал", opensAt: day(-3), dueAt: day(-2), closesAt: day(-1), cut: cut)
        final.criteria = [CriterionOutline(title: "Методика", highest: Points(100))]
        let vote = StageOutline(kind: .vote, title: "Приз", opensAt: day(0), dueAt: day(1), closesAt: day(2))
        let id = try await world.contests.found(
            ContestOutline(title: "Конкурс", rules: rules, stages: [final, vote]), in: world.district.id,
            by: world.methodist)
        let people = (world.teachers[0] + world.teachers[1]).prefix(totals.count)
        let panel = world.teachers[2].prefix(totals.first?.count ?? 0)
        let schools = world.schools
        (stage, self.vote, entrants, jurors) = try await world.database.write { tx in
            try tx.run("UPDATE contests SET published_at = \(clock.now) WHERE id = \(id)")
            let stages: [Stage.ID] = try tx.all("SELECT id FROM stages WHERE contest_id = \(id) ORDER BY position") {
                try $0["id"]
            }
            let criterion: Criterion.ID = try tx.value("SELECT id FROM contest_criteria WHERE stage_id = \(stages[0])")
            let jurors: [Juror.ID] = try panel.enumerated().map { number, user in
                try tx.value(
                    """
                    INSERT INTO jurors (contest_id, user_id, state, is_chair, invited_at, declared_at)
                    VALUES (\(id), \(user), \(Juror.State.accepted), \(number == 0), \(clock.now), \(clock.now)) RETURNING id
                    """)
            }
            let entrants: [Registration.ID] = try people.enumerated().map { number, user in
                try tx.value(
                    """
                    INSERT INTO registrations (contest_id, user_id, state, organisation_id, position, subject, letter, code)
                    VALUES (\(id), \(user), \(Registration.State.admitted), \(schools[number / 4].id), '', '', '',
                        \("К-0\(number + 1)")) RETURNING id
                    """)
            }
            for (entrant, row) in zip(entrants, totals) {
                for (juror, total) in zip(jurors, row) {
                    guard let total else { continue }
                    let sheet: ScoreSheet.ID = try tx.value(
                        """
                        INSERT INTO score_sheets (stage_id, registration_id, juror_id, origin, assigned_at, comment,
                            cannot_judge, sequence, sent_at, hash)
                        VALUES (\(stages[0]), \(entrant), \(juror), \(ScoreSheet.Origin.plan), \(clock.now), '', \(false), 1,
                            \(clock.now), 'x') RETURNING id
                        """)
                    try tx.run(
                        """
                        INSERT INTO score_marks (sheet_id, criterion_id, typed, mark, comment, sequence)
                        VALUES (\(sheet), \(criterion), '', \(Points(total)), '', 1)
                        """)
                }
            }
            return (stages[0], stages[1], entrants, jurors)
        }
        (self.world, contest) = (world, id)
        results = Results(database: world.database, now: { clock.now })
        appeals = Appeals(database: world.database, hoursEast: 7, now: { clock.now })
        votes = AudienceVotes(database: world.database, now: { clock.now })
    }

    @discardableResult
    func publish(_ kind: ResultKind = .preliminary, reason: String = "Пересчёт") async throws -> PublishedResult {
        let draft = try await results.draft(of: stage, in: contest, kind)
        let id = try await results.publish(
            stage, in: contest, kind, showing: [.places, .points], hash: draft.hash, reason: reason, by: world.methodist
        )
        return try await results.published(of: contest).results.first { $0.id == id }!  // it was just published
    }

    /// One more judged stage, behind the others.
    func addFinal() async throws {
        let now = world.clock.now
        var final = StageOutline(
            kind: .final, title: "Суперфинал", opensAt: now, dueAt: now.addingTimeInterval(60),
            closesAt: now.addingTimeInterval(120))
        final.criteria = [CriterionOutline(title: "Разбор", highest: Points(10))]
        _ = try await world.contests.add(final, to: contest, by: world.methodist)
    }

    func run(_ sql: SQL) async throws { try await world.database.write { try $0.run(sql) } }

    /// Places by entrant.
    func places(_ kind: ResultKind = .preliminary) async throws -> [String] {
        let rows = try await results.draft(of: stage, in: contest, kind).table.rows
        return entrants.map { id in rows.first { $0.registration == id }?.places?.text ?? "—" }
    }
}

@discardableResult
func withJudged<T: Sendable>(
    _ engine: TestEngine, _ totals: [[Int?]] = [[90, 80, 85], [70, 75, 80], [60, 50, 55], [40, 45, 41]],
    rules: ContestRules = ContestRules(), cut: Int? = 2, _ body: (JudgedWorld) async throws -> T
) async throws -> T {
    try await withContests(engine) { world in
        try await body(JudgedWorld(world, totals, rules: rules, cut: cut))
    }
}
