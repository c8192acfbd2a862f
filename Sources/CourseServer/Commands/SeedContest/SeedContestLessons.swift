import Accounts
import Contest
import Foundation
import Statistics
import Storage

/// Own lessons: two in an afternoon, colleagues of other schools, ratings in the evening.
extension SeedContestRun {
    private static let minutes = 40

    func giveLessons(_ diary: inout SeedDiary) throws {
        let authors = seed.entrants.filter { $0.lesson != .none }
        for (number, entrant) in authors.enumerated() {
            let slot = seed.date(53 + number / 2, number % 2 == 0 ? 14 : 16)
            diary.write(seed.date(49, 10 + Double(number))) { [self] in try await book(entrant, at: slot) }
            switch entrant.lesson {
            case .none, .missed: continue
            case .run, .short: give(entrant, at: slot, &diary)
            case .failed:
                diary.write(slot) { [self] in
                    let (lesson, author) = (try await lesson(of: entrant), try user(entrant.login))
                    try await domains.ownLessons.start(lesson, in: contest, by: author)
                    seed.clock.go(to: slot.addingTimeInterval(300))
                    try await domains.ownLessons.fail(lesson, because: plan.failure, in: contest, by: author)
                }
                let again = seed.date(66, 14)
                diary.write(slot.addingTimeInterval(86_400)) { [self] in try await book(entrant, at: again) }
                give(entrant, at: again, &diary)
            }
        }
    }

    private func give(_ entrant: SeedEntrant, at slot: Date, _ diary: inout SeedDiary) {
        let colleagues = colleagues(of: entrant)
        diary.write(slot) { [self] in
            let (lesson, author) = (try await lesson(of: entrant), try user(entrant.login))
            try await domains.ownLessons.start(lesson, in: contest, by: author)
            for login in colleagues { try await domains.ownLessons.enter(lesson, in: contest, by: try user(login)) }
            seed.clock.go(to: slot.addingTimeInterval(Double(Self.minutes) * 60))
            try await domains.ownLessons.end(lesson, in: contest, by: author)
        }
        diary.write(slot.addingTimeInterval(5 * 3_600)) { [self] in
            let lesson = try await lesson(of: entrant)
            var generator = generator(entrant.theme.count, 77)
            let count = visit.contest.rules.lesson.questionCount
            for (place, login) in colleagues.enumerated() where place % 4 != 3 {
                let marks = (0..<count).map { _ in
                    min(5, max(1, Int((entrant.quality + generator.nextUnit() * 30) / 20)))
                }
                let comment = place == 0 ? plan.comments[Int(generator.next(below: UInt64(plan.comments.count)))] : ""
                try await domains.ownLessons.rate(lesson, marks, comment: comment, in: contest, by: try user(login))
            }
        }
    }

    private func book(_ entrant: SeedEntrant, at slot: Date) async throws {
        _ = try await domains.ownLessons.book(
            LessonPlan(
                topic: entrant.theme, audience: "Коллеги всех школ, \(entrant.subject)", plan: try lessonText(entrant),
                materials: "Общий документ, пример и упражнение открываются в начале занятия.",
                link: "https://imc.belovo.example/konkurs/\(entrant.login)/zanyatie", startsAt: slot, minutes: 45),
            in: contest, by: try user(entrant.login))
    }

    /// The last one that the entrant has booked.
    private func lesson(of entrant: SeedEntrant) async throws -> OwnLesson.ID {
        let timetable = try await domains.ownLessons.timetable(of: contest, for: try user(entrant.login))
        guard let mine = timetable.entries.last(where: { $0.isMine && $0.state != .failed }) else { throw NoRow() }
        return mine.lesson.id
    }

    /// Other entrants, of other organisations, who stay in the contest: two are too few.
    private func colleagues(of entrant: SeedEntrant) -> [String] {
        var generator = generator(entrant.theme.count, 55)
        let others = seed.entrants.filter { $0.organisation != entrant.organisation && $0.weeks >= 3 }
        let drawn = others.map { ($0.login, generator.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
        return Array(drawn.prefix(entrant.lesson == .short ? 2 : 4 + Int(generator.next(below: 3))))
    }
}
