import Accounts
import Contest
import Courses
import Foundation
import Statistics
import Storage

/// The jury: gathered while the weeks go on, first reviewing the works of those who fulfil the rule, then the final.
extension SeedContestRun {
    func judge(_ diary: inout SeedDiary) throws {
        let (review, final) = (try stage(.review), try stage(.final))
        gather(&diary, review)
        for (number, entrant) in seed.entrants.enumerated() where entrant.isEligible {
            var generator = generator(number, 70)
            diary.write(review.opensAt.addingTimeInterval((0.4 + generator.nextUnit() * 2) * 86_400)) { [self] in
                try await send(try workText(entrant), of: entrant.login, to: review)
            }
        }
        diary.write(seed.date(73, 10)) { [self] in
            let registrations = try await registrations()
            let entries = try seed.entrants.filter(\.isEligible).compactMap { registrations[try user($0.login)]?.id }
            try await assign(review, Set(entries))
        }
        for (number, juror) in plan.jurors.enumerated() {
            diary.write(seed.date(74 + number % 4, 12)) { [self] in try await mark(review, juror) }
            diary.write(seed.date(82 + number % 5, 12)) { [self] in try await mark(final, juror) }
        }
        diary.write(seed.date(78, 15)) { [self] in try await discuss(review) }
        diary.write(seed.date(78, 18)) { [self] in try await void(review) }
        diary.write(seed.date(79, 10)) { [self] in
            for juror in plan.jurors { try await mark(review, juror) }
        }
        diary.write(seed.date(80, 12)) { [self] in
            for (login, _) in try await finalists() {
                guard let entrant = seed.entrants.first(where: { $0.login == login }) else { continue }
                try await send(
                    "Выступление о занятии «\(entrant.theme)»: запись и ответы на вопросы.", of: login, to: final)
            }
        }
        diary.write(seed.date(81, 9)) { [self] in try await assign(final, nil) }
    }

    /// Invitations, answers with conflicts declared, a sample work that everybody marks.
    private func gather(_ diary: inout SeedDiary, _ review: Stage) {
        diary.write(seed.date(30, 11)) { [self] in
            for juror in plan.jurors {
                try await domains.jury.invite(
                    logins: [juror.login], asChair: juror.chair ?? false, to: contest, by: organiser)
            }
            let sample = plan.sample
            let marks = Dictionary(
                zip(review.criteria.map(\.id), sample.marks.map(String.init)), uniquingKeysWith: { first, _ in first })
            let outline = SampleOutline(
                title: sample.title, text: sample.text, link: "", tolerance: sample.tolerance, marks: marks)
            try await domains.jury.add(outline, to: review.id, of: contest, by: organiser)
        }
        for (number, juror) in plan.jurors.enumerated() {
            let isQuick = plan.quickJurors.contains(juror.login)
            diary.write(isQuick ? seed.date(30, 16) : seed.date(35 + number, 16)) { [self] in
                let user = try user(juror.login)
                try await domains.scoreSheets.accept(contest, by: user)
                let conflicts = try juror.relative.map {
                    [try self.user($0): (kind: JurorConflict.Kind.relative, note: juror.note ?? "")]
                }
                try await domains.scoreSheets.declare(conflicts ?? [:], organisations: [], in: contest, by: user)
            }
            diary.write(seed.date(66, 16)) { [self] in
                let user = try user(juror.login)
                let desk = try await domains.scoreSheets.desk(visit, of: user)
                for sample in desk.samples where !sample.isMarked {
                    var generator = generator(number, 66)
                    let marks = review.criteria.map { criterion in
                        (criterion.id, "\(juror.mark(72, on: criterion, using: &generator))")
                    }
                    try await domains.scoreSheets.mark(
                        sample.id, Dictionary(marks, uniquingKeysWith: { first, _ in first }), of: contest, by: user)
                }
            }
        }
    }

    private func send(_ text: String, of login: String, to stage: Stage) async throws {
        let draft = WorkDraft(text: text, link: "https://imc.belovo.example/konkurs/raboty/\(stage.kind.rawValue)")
        try await domains.works.send(
            draft, to: .stage(stage.id), in: contest, by: try user(login), begunAt: domains.now())
    }

    private func workText(_ entrant: SeedEntrant) throws -> String {
        try String(contentsOfFile: seed.folder + "/work.md", encoding: .utf8).replacing("{тема}", with: entrant.theme)
    }

    private func assign(_ stage: Stage, _ entries: Set<Registration.ID>?) async throws {
        let works = try await domains.jury.plan(stage.id, entries: entries, seed: plan.seed, in: contest)
        try await domains.jury.assign(
            stage.id, entries: entries, seed: plan.seed, mark: works.mark, in: contest, by: organiser)
    }

    /// One juror fills in and sends what waits for them in a stage.
    private func mark(_ stage: Stage, _ juror: SeedContestPlan.Panellist) async throws {
        let person = try user(juror.login)
        let place = plan.jurors.firstIndex { $0.login == juror.login } ?? 0
        let own = Set(try await domains.scoreSheets.desk(visit, of: person).rows.map(\.id))
        let logins = Dictionary(seed.users.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for work in try await domains.jury.board(visit, stage: stage.id).works {
            guard let number = seed.entrants.firstIndex(where: { $0.login == logins[work.entry.user] }) else {
                continue
            }
            for sheet in work.sheets where own.contains(sheet.id) && sheet.state == .assigned {
                var generator = generator(number, place, stage.kind == .final ? 2 : 1)
                let sequence = Int(domains.now().timeIntervalSince1970 * 1_000)
                var entries = stage.criteria.map { criterion in
                    SheetEntry(
                        place: .criterion(criterion.id),
                        typed: "\(juror.mark(seed.entrants[number].quality, on: criterion, using: &generator))",
                        sequence: sequence)
                }
                let comment = plan.comments[Int(generator.next(below: UInt64(plan.comments.count)))]
                entries.append(SheetEntry(place: .whole, comment: comment, sequence: sequence))
                _ = try await domains.scoreSheets.keep(entries, in: sheet.id, of: contest, by: person)
                try await domains.scoreSheets.send(sheet.id, of: contest, by: person)
            }
        }
    }

    private func discuss(_ stage: Stage) async throws {
        guard let juror = plan.jurors.first(where: { $0.chair != true }) else { return }
        let person = try user(juror.login)
        let desk = try await domains.scoreSheets.desk(visit, of: person)
        guard let sheet = desk.rows.first(where: { $0.stage == stage.id && $0.state == .sent }) else { return }
        try await domains.scoreSheets.remark(plan.remark, on: sheet.id, of: contest, by: person)
    }

    /// A sheet that must not count, and the juror who takes its place: a third expert where the other two are too far
    /// apart.
    private func void(_ stage: Stage) async throws {
        guard let entrant = seed.entrants.first(where: { $0.fate == .voided }) else { return }
        let registration = try await registration(entrant.login)
        let works = try await domains.jury.board(visit, stage: stage.id).works
        guard
            let sheet = works.first(where: { $0.entry.id == registration })?.sheets.first(where: { $0.state == .sent })
        else { return }
        try await domains.jury.void(sheet.id, because: plan.voided, in: contest, by: organiser)
        do {
            try await domains.jury.callThird(
                for: registration, in: stage.id, of: contest, seed: plan.seed, by: organiser)
        } catch JuryRefusal.thirdNotCalledFor { try await assign(stage, [registration]) }
    }
}

extension SeedContestPlan.Panellist {
    /// A mark of a work so good, with the juror's severity and chance: whole points on the criterion's range.
    func mark(_ quality: Double, on criterion: Criterion, using generator: inout SplitMix64) -> Int {
        // Three uniform numbers together are near enough to the normal distribution; their variance is a quarter.
        let chance = generator.nextUnit() + generator.nextUnit() + generator.nextUnit() - 1.5
        let percent = quality + severity + chance * 2 * spread
        let (lowest, highest) = (Int(criterion.lowest.rawValue / 100_000), Int(criterion.highest.rawValue / 100_000))
        let mark = Double(lowest) + Double(highest - lowest) * percent / 100
        return min(highest, max(lowest, Int(mark.rounded())))
    }
}
