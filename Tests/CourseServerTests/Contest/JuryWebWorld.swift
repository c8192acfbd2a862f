import Accounts
import Contest
import Courses
import Foundation
import HummingbirdTesting
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

extension WebWorld {
    /// A published contest of the district with a final; its juror with a sheet is `juror`, the chair `tutor`, both
    /// accepted; `otherLearner` and `pupil` are entrants with works.
    struct Judged: Sendable {
        var contest: Contest.ID
        var stage: Stage.ID
        var criteria: [Criterion.ID]
        /// The juror's and the chair's sheets, by entrant.
        var sheets: [Person: [ScoreSheet.ID]]
        var entries: [Registration.ID]
        var sample: CalibrationSample.ID
        var jurors: [Person: Juror.ID]

        var base: String { "/contests/\(contest)" }
    }

    func addJudged(entries count: Int = 2, hasSheets: Bool = true) async throws -> Judged {
        let start = clock.now
        func day(_ number: Double) -> Date { start.addingTimeInterval(number * 86_400) }
        let final = StageOutline(
            kind: .final, title: "Финал", opensAt: day(0), dueAt: day(7), closesAt: day(9), marksPerEntry: 2,
            criteria: [
                CriterionOutline(
                    title: "Методика", highest: Points(10), weight: 2,
                    levels: [Criterion.Level(mark: Points(10), words: "Открывает новое")]),
                CriterionOutline(title: "Речь", highest: Points(100), step: Points(rawValue: 1)),
            ])
        let contest = try await domains.contests.found(
            ContestOutline(
                title: "Дистанционный учитель", registrationOpens: start, registrationCloses: day(1), stages: [final]),
            in: district.id, by: id(.methodist))
        let entrants: [User.ID] = try await {
            var users = [id(.otherLearner), id(.pupil)]
            for number in users.count..<max(count, users.count) {
                let name = PersonName(surname: "Участников\(number)", given: "Пётр")
                users.append(try await domains.accounts.register(NewUser(login: "entrant-\(number)", name: name)).id)
            }
            return Array(users.prefix(count))
        }()
        let entries = try await domains.database.write { [now = clock.now, schoolB] tx in
            try tx.run("UPDATE contests SET published_at = \(now) WHERE id = \(contest)")
            return try entrants.enumerated().map { number, user -> Registration.ID in
                let code = "К-" + String(String(1_001 + number).dropFirst())
                return try tx.value(
                    """
                    INSERT INTO registrations (contest_id, user_id, state, organisation_id, position, subject, letter,
                        receipt, code)
                    VALUES (\(contest), \(user), \(Registration.State.admitted), \(schoolB.id), '', '', '',
                        \("ДУ-\(contest)-\(number)"), \(code))
                    RETURNING id
                    """)
            }
        }
        let visit = try await domains.contests.visit(contest, by: id(.methodist))
        let (stage, criteria) = (visit.stages[0].id, visit.stages[0].criteria.map(\.id))
        try await domains.jury.invite(logins: ["juror"], to: contest, by: id(.methodist))
        try await domains.jury.invite(logins: ["tutor"], asChair: true, to: contest, by: id(.methodist))
        for person in [Person.juror, .tutor] {
            try await domains.scoreSheets.accept(contest, by: id(person))
            try await domains.scoreSheets.declare([:], organisations: [], in: contest, by: id(person))
        }
        try await domains.jury.add(
            SampleOutline(
                title: "Образец", text: "", link: "", tolerance: 15, marks: [criteria[0]: "7", criteria[1]: "70"]),
            to: stage, of: contest, by: id(.methodist))
        if hasSheets {
            let plan = try await domains.jury.plan(stage, entries: nil, seed: 1, in: contest)
            try await domains.jury.assign(
                stage, entries: nil, seed: 1, mark: plan.mark, in: contest, by: id(.methodist))
        }
        var sheets: [Person: [ScoreSheet.ID]] = [:]
        var jurors: [Person: Juror.ID] = [:]
        for person in [Person.juror, .tutor] {
            let desk = try await domains.scoreSheets.desk(contest, of: id(person))
            sheets[person] = desk.rows.map(\.id)
            jurors[person] = desk.juror.id
        }
        let sample = try await domains.scoreSheets.desk(contest, of: id(.juror)).samples[0].id
        return Judged(
            contest: contest, stage: stage, criteria: criteria, sheets: sheets, entries: entries, sample: sample,
            jurors: jurors)
    }

    /// A stage and an entry of the contest that an address names.
    func juryFields(of path: String) async throws -> [(String, String)] {
        let contest = Int64(path.split(separator: "/")[1]) ?? 0
        return try await domains.database.read { tx in
            let stage: Int64 = try tx.value("SELECT min(id) FROM stages WHERE contest_id = \(contest)")
            let entry: Int64 = try tx.value("SELECT min(id) FROM registrations WHERE contest_id = \(contest)")
            return [("stage", "\(stage)"), ("entry", "\(entry)")]
        }
    }

    /// What a form of a sheet holds.
    func fields(_ judged: Judged, _ first: String, _ second: String, word: String = "") -> [(String, String)] {
        [
            ("m\(judged.criteria[0])", first), ("c\(judged.criteria[0])", word), ("m\(judged.criteria[1])", second),
            ("c\(judged.criteria[1])", ""), ("comment", word),
        ]
    }
}
