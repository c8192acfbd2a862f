import Accounts
import Contest
import Courses
import Foundation
import Spaces
import Storage
import TestSupport

@testable import CourseServer

/// A contest whose final is marked, and the stages that matter to results.
struct JudgedContest: Sendable {
    var contest: Contest.ID
    var stage: Stage.ID
    var vote: Stage.ID
    var entrants: [Registration.ID]
    /// By entrant.
    var people: [User.ID]
}

extension WebWorld {
    /// Of school A: the learner, the classmate and others are entrants, the juror and the tutor judge, the juror is the
    /// chair. A row of totals out of 100 for each entrant.
    func addResults(
        _ totals: [[Int?]] = [[90, 80], [70, 76], [70, 76]], rules: ContestRules = ContestRules(), cut: Int? = 2,
        extra: Int = 0
    ) async throws -> JudgedContest {
        func day(_ number: Double) -> Date { clock.now.addingTimeInterval(number * 86_400) }
        var final = StageOutline(
            kind: .final, title: "Финал", opensAt: day(-3), dueAt: day(-2), closesAt: day(-1), cut: cut)
        final.criteria = [CriterionOutline(title: "Методика", highest: Points(100))]
        let vote = StageOutline(
            kind: .vote, title: "Приз зрителей", opensAt: day(-1), dueAt: day(1), closesAt: day(2))
        let contest = try await domains.contests.found(
            ContestOutline(
                title: "Дистанционный учитель", rules: rules, registrationOpens: day(-10), registrationCloses: day(-5),
                stages: [final, vote]), in: schoolA.id, by: id(.head))
        var people: [User.ID] = [id(.learner), id(.classmate), id(.pupil)]
        for number in 0..<extra {
            people.append(
                try await domains.accounts.register(
                    NewUser(
                        login: "entrant-\(contest)-\(number)",
                        name: PersonName(surname: "Участник\(number)", given: "Анна"))
                ).id)
        }
        let jurors = [id(.juror), id(.tutor)]
        return try await domains.database.write { [people, clock] tx in
            try tx.run("UPDATE contests SET published_at = \(clock.now) WHERE id = \(contest)")
            let stages: [Stage.ID] = try tx.all("SELECT id FROM stages WHERE contest_id = \(contest) ORDER BY position")
            {
                try $0["id"]
            }
            let criterion: Criterion.ID = try tx.value("SELECT id FROM contest_criteria WHERE stage_id = \(stages[0])")
            let panel: [Juror.ID] = try jurors.enumerated().map { number, user in
                try tx.value(
                    """
                    INSERT INTO jurors (contest_id, user_id, state, is_chair, invited_at, declared_at)
                    VALUES (\(contest), \(user), \(Juror.State.accepted), \(number == 0), \(clock.now), \(clock.now))
                    RETURNING id
                    """)
            }
            var entrants: [Registration.ID] = []
            for (number, user) in people.enumerated() {
                let entrant: Registration.ID = try tx.value(
                    """
                    INSERT INTO registrations (contest_id, user_id, state, organisation_id, position, subject, letter, code)
                    VALUES (\(contest), \(user), \(Registration.State.admitted), \(schoolA.id), '', '', '',
                        \("К-\(number + 1)")) RETURNING id
                    """)
                entrants.append(entrant)
                let row: [Int?] =
                    totals.indices.contains(number) ? totals[number] : [50 + number % 40, 40 + number % 37]
                for (juror, total) in zip(panel, row) {
                    guard let total else { continue }
                    let sheet: ScoreSheet.ID = try tx.value(
                        """
                        INSERT INTO score_sheets (stage_id, registration_id, juror_id, origin, assigned_at, comment,
                            cannot_judge, sequence, sent_at, hash)
                        VALUES (\(stages[0]), \(entrant), \(juror), \(ScoreSheet.Origin.plan), \(clock.now), '', \(false),
                            1, \(clock.now), 'x') RETURNING id
                        """)
                    try tx.run(
                        """
                        INSERT INTO score_marks (sheet_id, criterion_id, typed, mark, comment, sequence)
                        VALUES (\(sheet), \(criterion), '', \(Points(total)), '', 1)
                        """)
                }
            }
            return JudgedContest(
                contest: contest, stage: stages[0], vote: stages[1], entrants: entrants, people: people)
        }
    }

    /// Publishes what there is.
    @discardableResult
    func publish(
        _ judged: JudgedContest, _ kind: ResultKind = .preliminary,
        showing fields: Set<ResultField> = [.names, .places, .points, .marks], reason: String = "Пересчёт"
    ) async throws -> PublishedResult.ID {
        let draft = try await domains.results.draft(of: judged.stage, in: judged.contest, kind)
        return try await domains.results.publish(
            judged.stage, in: judged.contest, kind, showing: fields, hash: draft.hash, reason: reason, by: id(.head))
    }
}
