import Accounts
import Contest
import Courses
import Documents
import Foundation
import Media
import Quizzes
import Spaces
import Storage
import Surveys
import TestSupport

@testable import CourseServer

extension ListPage {
    static let ofContests = [
        ListPage("jury's board", as: .methodist) { "\(try await $0.addJudged(entries: $1).base)/jury" },
        ListPage("jury's board for its chair", as: .tutor) { "\(try await $0.addJudged(entries: $1).base)/jury" },
        ListPage("juror's table", as: .juror) { "\(try await $0.addJudged(entries: $1).base)/judging" },
        ListPage("juror's conflicts", as: .juror) {
            "\(try await $0.addJudged(entries: $1).base)/judging/conflicts"
        },
        ListPage("score sheet", as: .juror) { world, rows in
            let judged = try await world.addJudged(entries: rows)
            return "\(judged.base)/sheets/\(judged.sheets[.juror]?[0].rawValue ?? 0)"
        },
        ListPage("contests", as: .author) { world, rows in
            for number in 0..<rows { _ = try await world.addContest(titled: "Конкурс \(number)") }
            return "/contests"
        },
        ListPage("contests of an organisation", as: .author) { world, rows in
            for number in 0..<rows { _ = try await world.addContest(titled: "Конкурс \(number)") }
            return "/o/school-a/contests"
        },
        ListPage("teaching with contests", as: .author) { world, rows in
            for number in 0..<rows {
                let contest = try await world.addContest(titled: "Конкурс \(number)")
                let form = try await world.registration(in: contest)
                try await world.domains.registrations.keep(form, of: world.id(.author), for: contest)
            }
            return "/teaching"
        },
        ListPage("registrations", as: .author) { "/contests/\(try await $0.addRehearsal($1))/registrations" },
        ListPage("registrations as a table", as: .author) {
            "/contests/\(try await $0.addRehearsal($1))/registrations.csv"
        },
        ListPage("progress of a contest", as: .author) { "/contests/\(try await $0.addRehearsal($1))/progress" },
        ListPage("regulations", as: .author) { world, rows in
            let contest = try await world.addContest()
            for number in 0..<rows {
                try await world.domains.contests.publish(
                    regulation: "Версия \(number)", of: contest, by: world.id(.author))
            }
            return "/contests/\(contest)/regulations"
        },
        ListPage("entrant's desk", as: .author) { "\(try await $0.addEntrants($1).base)/works" },
        ListPage("task of a contest", as: .author) { world, rows in
            let contest = try await world.addEntrants(rows)
            return "\(contest.base)/tasks/\(contest.tasks[0].id)"
        },
        ListPage("proofs of a contest", as: .methodist) { "\(try await $0.addEntrants($1).base)/proofs" },
        ListPage("extensions in a contest", as: .methodist) { "\(try await $0.addEntrants($1).base)/extensions" },
        ListPage("finalists of a contest", as: .methodist) { "\(try await $0.addEntrants($1).base)/finalists" },
        ListPage("lessons of a contest", as: .author) { "\(try await $0.addEntrants($1).base)/lessons" },
        ListPage("lesson of a contest", as: .author) { world, rows in
            let contest = try await world.addEntrants(rows)
            return "\(contest.base)/lessons/\(contest.lesson)"
        },
        ListPage("results of a contest", as: .learner) { world, rows in
            let judged = try await world.addResults(extra: rows)
            try await world.publish(judged)
            return "/contests/\(judged.contest)/results"
        },
        ListPage("draft of results", as: .author) { world, rows in
            let judged = try await world.addResults(extra: rows)
            return "/contests/\(judged.contest)/results/draft?stage=\(judged.stage)&kind=preliminary"
        },
        ListPage("version of results", as: .author) { world, rows in
            let judged = try await world.addResults(extra: rows)
            return "/contests/\(judged.contest)/results/versions/\(try await world.publish(judged))"
        },
        ListPage("protocol of results", as: .author) { world, rows in
            let judged = try await world.addResults(extra: rows)
            return "/contests/\(judged.contest)/results/versions/\(try await world.publish(judged))/protocol"
        },
        ListPage("appeals", as: .author) { world, rows in
            let judged = try await world.addResults(extra: rows)
            try await world.publish(judged)
            for person in judged.people.prefix(rows) {
                try await world.domains.appeals.file("Почему?", against: judged.stage, in: judged.contest, by: person)
            }
            return "/contests/\(judged.contest)/appeals"
        },
        ListPage("votes", as: .author) { world, rows in
            "/contests/\(try await world.addResults(extra: rows).contest)/votes"
        },
        ListPage("log of a contest", as: .author) { world, rows in
            let judged = try await world.addResults()
            for _ in 0..<rows { try await world.publish(judged) }
            return "/contests/\(judged.contest)/log"
        },
    ]
}

extension WebWorld {
    /// A contest with so many more entrants, each with a proof sent and a lesson booked; so many versions of the author's
    /// own proof and so many colleagues at the author's lesson.
    fileprivate func addEntrants(_ count: Int) async throws -> WorkContest {
        let contest = try await addWorkContest()
        let task = contest.tasks[0].id
        for number in 0..<count {
            let user = try await domains.accounts.register(
                NewUser(login: "entrant-\(contest.id)-\(number)", name: PersonName(surname: "Иванова", given: "Анна"))
            ).id
            try await enter(user, into: contest.id)
            try await domains.spaces.add(user, to: schoolB.id, as: .tutor)
            for (sender, address) in [(user, "https://example.org/"), (id(.author), "https://example.org/\(number)")] {
                try await domains.works.send(
                    WorkDraft(link: address), to: .task(task), in: contest.id, by: sender, begunAt: clock.now)
            }
            let hours = Double(number + 2) * 3_600
            _ = try await domains.ownLessons.book(
                LessonPlan(topic: "Тема", startsAt: clock.now.addingTimeInterval(hours), minutes: 30),
                in: contest.id, by: user)
            if number < 25 { try await domains.ownLessons.enrol(user, in: contest.lesson, of: contest.id) }
        }
        return contest
    }

    /// A rehearsal of school A with so many entrants.
    fileprivate func addRehearsal(_ entrants: Int) async throws -> Contest.ID {
        let outline = try ContestTemplate.all.get()[0].outline(from: clock.now)
        return try await domains.contests.rehearse(outline, entrants: entrants, in: schoolA.id, by: id(.author))
    }
}
