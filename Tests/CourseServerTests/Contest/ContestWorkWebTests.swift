import Accounts
import Contest
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct ContestWorkWebTests {
    @Test func `an entrant sends a link, the organiser returns it, it is sent anew and accepted, and that undone`()
        async throws
    {
        try await withWebWorld { world in
            let contest = try await world.addWorkContest()
            let task = "\(contest.base)/tasks/\(contest.tasks[0].id)"
            let desk = try await world.get("\(contest.base)/works", as: .author)
            #expect(desk.status == .ok && desk.text.contains("Форум") && desk.text.contains(task))

            let wrong = try await world.post(
                task, [("link", "javascript:alert(1)"), ("text", "моё <b>слово</b>"), ("key", "k1")], as: .author)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("моё &lt;b&gt;слово&lt;/b&gt;") && wrong.text.contains("value=\"k1\""))
            let form = [("link", "https://example.org/forum"), ("text", "Готово"), ("key", "k1")]
            for _ in 0..<2 {
                #expect(try await world.post(task, form, as: .author).location == "\(task)?sent=1")
            }
            #expect(try await world.get("\(task)?sent=1", as: .author).text.contains("https://example.org/forum"))

            let key = "\(contest.registration)-\(contest.tasks[0].id)"
            let proofs = "\(contest.base)/proofs"
            #expect(try await world.get(proofs, as: .methodist).text.contains("value=\"\(key)\""))
            let mute = try await world.post(proofs, [("return", key), ("comment", " ")], as: .methodist)
            #expect(mute.status == .unprocessableContent)
            let returned = try await world.post(
                proofs, [("return", key), ("comment", "Тема закрыта")], as: .methodist)
            #expect(returned.location == proofs)
            #expect(try await world.get(task, as: .author).text.contains("Тема закрыта"))
            #expect(
                try await world.post(task, [("link", "https://example.org/2"), ("key", "k2")], as: .author).location
                    == "\(task)?sent=2")

            let accepted = try await world.post(proofs, [("proof", key)], as: .methodist)
            let undo = try await world.get(accepted.location, as: .methodist)
            #expect(undo.text.contains("Принято 1 подтверждение"))
            #expect(try await world.get(task, as: .author).text.contains("Подтверждение принято"))
            let instant = try #require(accepted.location.split(separator: "=").last).description
            #expect(
                try await world.post("\(proofs)/reopening", [("accepted", instant)], as: .methodist).location == proofs)
            #expect(try await world.get(proofs, as: .methodist).text.contains("value=\"\(key)\""))
        }
    }

    @Test func `a work goes with files, earlier ones stay if they are ticked, a surname in a name is noticed`()
        async throws
    {
        try await withWebWorld { world in
            let contest = try await world.addWorkContest()
            let work = "\(contest.base)/works/\(contest.final.id)"
            let sent = try await world.upload(
                work, [("text", "Вторая"), ("link", ""), ("key", "k"), ("keep", "\(contest.workFile)")],
                file: Array("план".utf8), named: "Author-план.txt", as: .author)
            #expect(sent.location == "\(work)?sent=2")
            let page = try await world.get(sent.location, as: .author)
            #expect(page.text.contains("В имени файла ваша фамилия") && page.text.contains("work.txt"))
            let desk = try await world.domains.works.desk(
                of: try await world.domains.contests.visit(contest.id, by: world.id(.author)))
            #expect(desk.versions(of: .stage(contest.final.id)).map(\.files.count) == [1, 2])

            let file = "\(contest.base)/works/files/\(contest.workFile)"
            #expect(try await world.get(file, as: .author).text == "work.txt")
            let empty = try await world.post(work, [("text", " "), ("key", "k3")], as: .author)
            #expect(empty.status == .unprocessableContent)
        }
    }

    @Test func `another entrant's work, another contest's task and file do not exist`() async throws {
        try await withWebWorld { world in
            let (contest, other) = (try await world.addWorkContest(), try await world.addWorkContest())
            try await world.enter(.head, into: contest.id)
            for address in [
                "/contests/\(contest.id)/tasks/\(other.tasks[0].id)", "/contests/\(contest.id)/works/\(other.final.id)",
                "/contests/\(contest.id)/works/\(contest.week.id)", "/contests/\(contest.id)/lessons/\(other.lesson)",
                "/contests/\(contest.id)/works/files/\(other.workFile)",
                "/contests/\(contest.id)/lessons/\(contest.lesson)/files/\(other.lessonFile)",
                "/contests/\(contest.id)/tasks/999999", "/contests/999999/works",
            ] {
                #expect(try await world.get(address, as: .author).status == .notFound, "\(address)")
            }
            let file = "\(contest.base)/works/files/\(contest.workFile)"
            #expect(try await world.get(file, as: .head).status == .notFound)
            let changed = try await world.changes {
                let task = try await world.post(
                    "/contests/\(contest.id)/tasks/\(other.tasks[0].id)", [("link", "https://example.org/")], as: .head)
                #expect(task.status == .notFound)
                let proof = try await world.post(
                    "\(contest.base)/proofs", [("proof", "\(other.registration)-\(other.tasks[0].id)")], as: .methodist)
                #expect(proof.location == "\(contest.base)/proofs")
                let edit = try await world.post(
                    "\(contest.base)/lessons/\(contest.lesson)/edit", [("topic", "Чужая")], as: .head)
                #expect(edit.status == .forbidden)
                let start = try await world.post(
                    "\(contest.base)/lessons/\(contest.lesson)/beginning", as: .head)
                #expect(start.status == .forbidden)
                for path in ["/works/\(contest.final.id)", "/tasks/\(contest.tasks[0].id)", "/lessons"] {
                    #expect(try await world.post(contest.base + path, as: .tutor).status == .forbidden)
                }
            }
            #expect(changed == [])
        }
    }

    @Test func `a lesson is booked, attended, ended, rated, and the page of finalists says what is missing`()
        async throws
    {
        try await withWebWorld { world in
            let contest = try await world.addWorkContest(
                rules: ContestRules(
                    threshold: .all([.lessonDeveloped, .lessonRun]), lesson: LessonRules(colleagues: 2)))
            let lesson = "\(contest.base)/lessons/\(contest.lesson)"
            let finalists = "\(contest.base)/finalists"
            #expect(try await world.get(finalists, as: .methodist).text.contains("нет проведённого занятия: назначено"))
            let timetable = try await world.get("\(contest.base)/lessons")
            #expect(timetable.text.contains("Таблицы вместе") && !timetable.text.contains("Author Анна"))
            #expect(try await world.get("\(contest.base)/lessons", as: .tutor).text.contains("Author Анна"))
            #expect(try await world.post("\(lesson)/enrolment", as: .methodist).location == lesson)
            #expect(try await world.post("\(lesson)/beginning", as: .author).status == .unprocessableContent)

            world.clock.advance(3_600)
            #expect(try await world.post("\(lesson)/beginning", as: .author).location == lesson)
            for person in [Person.methodist, .administrator, .head] {
                #expect(try await world.post("\(lesson)/presence", as: person).location == lesson)
            }
            #expect(try await world.get(lesson, as: .methodist).text.contains("/departure"))
            world.clock.advance(300)
            #expect(try await world.post("\(lesson)/departure", as: .administrator).location == lesson)
            world.clock.advance(900)
            #expect(try await world.post("\(lesson)/ending", as: .author).location == lesson)
            #expect(
                try await world.get(finalists, as: .methodist).text.contains(
                    "нет проведённого занятия: был 1 коллега из 2"))

            let marks = (0..<3).map { ("mark-\($0)", "5") }
            let half = try await world.post(
                "\(lesson)/ratings", Array(marks.prefix(2)) + [("comment", "Спасибо <i>вам</i>")], as: .methodist)
            #expect(half.status == .unprocessableContent && half.text.contains("Спасибо &lt;i&gt;вам&lt;/i&gt;"))
            #expect(try await world.post("\(lesson)/ratings", marks, as: .methodist).location == lesson)
            #expect(try await world.post("\(lesson)/ratings", marks, as: .head).status == .unprocessableContent)
            #expect(try await world.get(lesson, as: .author).text.contains("Оценка 1 коллеги"))
        }
    }

    @Test func `a booking that is refused comes back as it was typed`() async throws {
        try await withWebWorld { world in
            let contest = try await world.addWorkContest()
            try await world.enter(.head, into: contest.id)
            let taken = Words(.ru).localInput(world.clock.now.addingTimeInterval(3_600))
            let form = [
                ("topic", "Опросы \"вживую\""), ("audience", "7 класс"), ("starts", taken), ("minutes", "30"),
                ("plan", "План"), ("materials", "# Всё"), ("link", ""),
            ]
            let refused = try await world.post("\(contest.base)/lessons", form, as: .head)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("Опросы &quot;вживую&quot;") && refused.text.contains("занято"))
            let timeless = try await world.post(
                "\(contest.base)/lessons", form.filter { $0.0 != "starts" }, as: .head)
            #expect(timeless.status == .unprocessableContent && timeless.text.contains("7 класс"))
            let later = form.map {
                ($0.0, $0.0 == "starts" ? Words(.ru).localInput(world.clock.now.addingTimeInterval(7_200)) : $0.1)
            }
            let booked = try await world.post("\(contest.base)/lessons", later, as: .head)
            #expect(booked.location.hasPrefix("\(contest.base)/lessons/"))
            #expect(try await world.get(booked.location + "/edit", as: .head).text.contains("7 класс"))
            let again = try await world.post("\(contest.base)/lessons", later, as: .head)
            #expect(again.status == .unprocessableContent)
        }
    }

    @Test func `an extension needs an entrant, a day and a reason`() async throws {
        try await withWebWorld { world in
            let contest = try await world.addWorkContest()
            let page = "\(contest.base)/extensions"
            let until = Words(.ru).localInput(contest.week.dueAt.addingTimeInterval(86_400))
            let form = [
                ("entrant", "\(contest.registration)"), ("stage", "\(contest.week.id)"), ("until", until),
                ("reason", "Болезнь <b>"),
            ]
            for missing in form.map(\.0) {
                let refused = try await world.post(page, form.filter { $0.0 != missing }, as: .methodist)
                #expect(refused.status == .unprocessableContent, "\(missing)")
            }
            #expect(try await world.post(page, form, as: .methodist).location == page)
            #expect(try await world.get(page, as: .methodist).text.contains("Болезнь &lt;b&gt;"))
            let task = try await world.get("\(contest.base)/tasks/\(contest.tasks[0].id)", as: .author)
            #expect(task.text.contains("Срок продлён для вас"))
        }
    }
}
