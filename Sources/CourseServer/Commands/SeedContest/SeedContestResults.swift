import Accounts
import Contest
import Courses
import Documents
import Foundation
import Statistics
import Storage

/// Results in their steps, the audience's vote, an appeal, papers, the end.
extension SeedContestRun {
    func decide(_ diary: inout SeedDiary) throws {
        let (review, final, vote) = (try stage(.review), try stage(.final), try stage(.vote))
        diary.write(seed.date(79, 20)) { [self] in
            try await publish(review, .shortlist, [.names, .places, .points], because: "")
        }
        for (number, login) in seed.users.keys.sorted().enumerated() where number % 2 == 0 {
            var generator = generator(number, 80)
            diary.write(vote.opensAt.addingTimeInterval((0.4 + generator.nextUnit() * 7) * 86_400)) { [self] in
                try await self.vote(vote, login, number)
            }
        }
        diary.write(seed.date(88, 11)) { [self] in try await breakTies(final) }
        diary.write(seed.date(88, 12)) { [self] in
            try await publish(final, .preliminary, [.names, .places, .points], because: "")
        }
        diary.write(seed.date(88, 13)) { [self] in
            try await domains.audienceVotes.publish(vote.id, of: contest, by: organiser)
        }
        diary.write(seed.date(88, 16)) { [self] in
            try await domains.appeals.file(
                plan.appeal.reason, against: final.id, in: contest, by: try await appellant().user)
        }
        diary.write(seed.date(90, 11)) { [self] in try await answer() }
        diary.write(seed.date(94, 12)) { [self] in
            try await publish(final, .final, Set(ResultField.allCases), because: plan.finalReason)
        }
        diary.write(seed.date(95, 12)) { [self] in try await issuePapers() }
        diary.write(seed.date(96, 18)) { [self] in try await domains.contests.close(contest, by: organiser) }
    }

    private func publish(_ stage: Stage, _ kind: ResultKind, _ fields: Set<ResultField>, because reason: String)
        async throws
    {
        let draft = try await domains.results.draft(of: stage.id, in: contest, kind)
        try await domains.results.publish(
            stage.id, in: contest, kind, showing: fields, hash: draft.hash, reason: reason, by: organiser)
    }

    /// What the chain leaves equal, the chair puts in order.
    private func breakTies(_ stage: Stage) async throws {
        guard let chair = plan.jurors.first(where: { $0.chair == true }) else { return }
        while let tie = try await domains.results.draft(of: stage.id, in: contest, .preliminary).ties.first(where: {
            $0.count > 1
        }) {
            try await domains.results.decide(
                tie.sorted(), byLot: false, of: stage.id, in: contest, reason: plan.lot, by: try user(chair.login))
        }
    }

    /// Logins of those who passed to the final, in the order of their registration.
    func finalists() async throws -> [(login: String, registration: Registration.ID)] {
        let passing = try await domains.contestDocuments.recipients(of: contest).first { $0.kind == .finalists }
        let people = Set((passing?.recipients ?? []).compactMap(\.user))
        let registrations = try await registrations()
        return try seed.entrants.compactMap { entrant in
            let user = try user(entrant.login)
            guard people.contains(user), let registration = registrations[user] else { return nil }
            return (entrant.login, registration.id)
        }
    }

    /// One person's vote: the better the lesson, the likelier; nobody votes for themselves.
    private func vote(_ stage: Stage, _ login: String, _ number: Int) async throws {
        var generator = generator(number, 81)
        let weights = try await finalists().filter { $0.login != login }.map { finalist in
            let quality = seed.entrants.first { $0.login == finalist.login }?.quality ?? 0
            return (finalist.registration, max(1, quality - 60))
        }
        var drawn = generator.nextUnit() * weights.reduce(0) { $0 + $1.1 }
        for (registration, weight) in weights {
            drawn -= weight
            guard drawn < 0 else { continue }
            try await domains.audienceVotes.vote(
                for: registration, in: stage.id, of: contest, by: try user(login))
            return
        }
    }

    /// Who has the place of the plan in the preliminary table of the final.
    private func appellant() async throws -> (user: User.ID, points: Points) {
        let final = try stage(.final)
        let rows =
            try await domains.results.published(of: contest).results.last { $0.stage == final.id }?.table.rows ?? []
        guard rows.indices.contains(plan.appeal.place - 1) else { throw NoRow() }
        let row = rows[plan.appeal.place - 1]
        guard let user = try await registrations().first(where: { $0.value.id == row.registration })?.key else {
            throw NoRow()
        }
        return (user, try Points(decimal: row.points ?? "0"))
    }

    private func answer() async throws {
        let desk = try await domains.appeals.desk(of: contest, for: organiser, isOrganiser: true)
        let points = try await appellant().points
        for entry in desk.entries {
            try await domains.appeals.decide(
                entry.appeal.id, in: contest, .raised,
                points: Points(rawValue: points.rawValue + Points(plan.appeal.raise).rawValue),
                answer: plan.appeal.answer, by: organiser, isOrganiser: true)
        }
    }

    /// Diplomas of finalists and laureates, certificates of who passed all weeks, letters to the jury, the list.
    private func issuePapers() async throws {
        let groups = Dictionary(
            try await domains.contestDocuments.recipients(of: contest).map { ($0.kind, $0.recipients) },
            uniquingKeysWith: { first, _ in first })
        let progress = try await domains.contests.progress(of: visit)
        let finishers = Set(progress.rows.filter { $0.passed.count == progress.weeks.count }.map(\.user))
        let issues: [(paper: String, RecipientGroup.Kind, Set<User.ID>?, award: String)] = [
            ("diploma", .finalists, nil, "за мастерство в дистанционном обучении"),
            ("diploma", .laureates, nil, "лауреат конкурса"),
            ("certificate", .participants, finishers, "прошёл пять недель заданий"),
            ("thanks", .jurors, nil, "за работу в жюри"),
            ("minutes", .finalists, nil, ""),
        ]
        let t = Words(.ru)
        for (key, group, chosen, award) in issues {
            guard let template = try PaperTemplate.all.get().first(where: { $0.key == key }) else { throw NoRow() }
            let people = chosen ?? Set((groups[group] ?? []).compactMap(\.user))
            let paper = ContestPaper(
                content: template.content, series: "\(template.series)-\(t.field(domains.now()).prefix(4))",
                occasion: plan.title, dated: t.date(domains.now()), place: "", award: award)
            try await domains.contestDocuments.issue(paper, to: people, in: group, of: contest, by: organiser)
        }
    }
}
