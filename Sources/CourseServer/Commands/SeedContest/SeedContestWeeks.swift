import Accounts
import Contest
import Foundation
import Statistics
import Storage

/// From registration to the own lesson.
extension SeedContestRun {
    /// Some begin a draft in the morning; the organiser admits every evening, but for two when there is no time.
    func register(_ diary: inout SeedDiary) {
        for (number, entrant) in seed.entrants.enumerated() {
            let day = number * 13 / seed.entrants.count
            let hour = Double(9 + number * 7 % 10)
            if number % 5 == 3 {
                diary.write(seed.date(day, hour - 1)) { [self] in
                    try await domains.registrations.keep(try form(entrant), of: try user(entrant.login), for: contest)
                }
            }
            diary.write(seed.date(day, hour)) { [self] in
                try await domains.registrations.submit(try form(entrant), of: try user(entrant.login), for: contest)
            }
        }
        for day in 0...13 where day != 4 && day != 5 {
            diary.write(seed.date(day, 20)) { [self] in
                let waiting = try await domains.registrations.entries(of: contest, in: .submitted)
                try await domains.registrations.admit(waiting.map(\.registration.id), to: contest, by: organiser)
            }
        }
    }

    private func form(_ entrant: SeedEntrant) throws -> RegistrationForm {
        guard let organisation = seed.spaces[entrant.organisation],
            visit.nominations.indices.contains(entrant.nomination - 1)
        else { throw CommandFailure("entrants.csv: «\(entrant.login)», нет организации или номинации.") }
        return RegistrationForm(
            organisation: organisation, nomination: visit.nominations[entrant.nomination - 1].id,
            position: entrant.position, subject: entrant.subject, consents: true)
    }

    /// Proofs come all week long, the organiser looks at them every other evening.
    func passWeeks(_ diary: inout SeedDiary) throws {
        let weeks = weeks
        for (number, entrant) in seed.entrants.enumerated() {
            for (place, week) in weeks.enumerated() {
                var generator = generator(number, place)
                let day = instant(of: entrant, place, chance: generator.nextUnit())
                let tasks = entrant.weeks > place ? week.tasks.filter(\.isRequired) : []
                // Who stops has often begun the next week; half of those who go on do what is not required, too.
                let goesOn =
                    entrant.weeks == place && entrant.fate != .withdrawn && week.tasks.count(where: \.isRequired) > 1
                let more = goesOn ? Array(week.tasks.prefix(number % 2)) : []
                let extra = entrant.weeks > place && number % 2 == 0 ? week.tasks.filter { !$0.isRequired } : []
                guard !(tasks + more + extra).isEmpty else { continue }
                diary.write(week.opensAt.addingTimeInterval(day * 86_400)) { [self] in
                    for task in tasks + more + extra { try await send(entrant, task, "") }
                }
            }
            try happen(to: entrant, &diary)
        }
        for day in stride(from: 16, through: 54, by: 2) {
            diary.write(seed.date(day, 19)) { [self] in try await check() }
        }
    }

    /// Days after the week's beginning.
    private func instant(of entrant: SeedEntrant, _ week: Int, chance: Double) -> Double {
        switch (entrant.fate, week) {
        case (.late, 1): 7.5
        case (.extended, 1): 9.4
        // In the third week the person at the keyboard has it still to do.
        case (.demo, 2): 5.6
        case (.returned, 0): 0.6
        default: 0.4 + chance * 5
        }
    }

    private func happen(to entrant: SeedEntrant, _ diary: inout SeedDiary) throws {
        switch entrant.fate {
        case .extended:
            let week = weeks[1]
            diary.write(week.dueAt.addingTimeInterval(-3_600)) { [self] in
                try await domains.works.extend(
                    try await registration(entrant.login), in: week.id, of: contest,
                    until: week.opensAt.addingTimeInterval(10.5 * 86_400), reason: plan.extended, by: organiser)
            }
        case .returned:
            let task = weeks[0].tasks[0]
            diary.write(weeks[0].opensAt.addingTimeInterval(86_400)) { [self] in
                let key = ProofKey(registration: try await registration(entrant.login), task: task.id)
                try await domains.works.giveBack(key, saying: plan.returned, in: contest, by: organiser)
            }
            diary.write(weeks[0].opensAt.addingTimeInterval(1.5 * 86_400)) { [self] in
                try await send(entrant, task, "-2")
            }
        case .withdrawn:
            diary.write(weeks[2].opensAt.addingTimeInterval(86_400)) { [self] in
                try await domains.registrations.withdraw(try user(entrant.login), from: contest)
            }
        case .none, .late, .voided, .conflict, .demo: break
        }
    }

    private func send(_ entrant: SeedEntrant, _ task: ContestTask, _ suffix: String) async throws {
        var draft = WorkDraft()
        switch task.proof {
        case .files:
            draft.text = "План занятия «\(entrant.theme)»."
            draft.files = [try file("План занятия.txt", try lessonText(entrant), of: entrant)]
        case .link, .activity: draft.link = "https://imc.belovo.example/konkurs/\(entrant.login)/\(task.id)\(suffix)"
        }
        try await domains.works.send(
            draft, to: .task(task.id), in: contest, by: try user(entrant.login), begunAt: domains.now())
    }

    private func check() async throws {
        while true {
            let waiting = try await domains.works.queue(of: contest).rows.map(\.key)
            guard !waiting.isEmpty else { return }
            try await domains.works.accept(waiting, in: contest, by: organiser)
        }
    }

    /// A file on its way in; the store takes it from there.
    private func file(_ name: String, _ text: String, of entrant: SeedEntrant) throws -> NewFile {
        try FileManager.default.createDirectory(atPath: seed.temporaryFolder, withIntermediateDirectories: true)
        let path = seed.temporaryFolder + "/seed-\(entrant.login).txt"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return NewFile(path: path, name: name, size: text.utf8.count)
    }

    func lessonText(_ entrant: SeedEntrant) throws -> String {
        try String(contentsOfFile: seed.folder + "/lesson.md", encoding: .utf8)
            .replacing("{тема}", with: entrant.theme).replacing("{предмет}", with: entrant.subject)
            .replacing("{слушатели}", with: "коллеги и ученики, \(entrant.position)")
    }
}
