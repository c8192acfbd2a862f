import Accounts
import Contest
import Courses
import Foundation
import Media
import Spaces
import Storage
import TestSupport

@testable import CourseServer

/// A published contest of the district under way: the author of school A is an entrant, has sent a work with a file
/// and booked a lesson with another, an hour from now.
struct WorkContest {
    var id: Contest.ID
    var week: Stage
    var final: Stage
    var registration: Registration.ID
    var lesson: OwnLesson.ID
    var workFile: WorkFile.ID
    var lessonFile: WorkFile.ID

    var base: String { "/contests/\(id)" }
    /// By their proofs: a link, files, a page of the course.
    var tasks: [ContestTask] { week.tasks }
}

extension WebWorld {
    func addWorkContest(
        title: String = "Дистанционный учитель", service: String = "Форум", text: String = "Работа",
        lesson: LessonPlan? = nil, rules: ContestRules = ContestRules(threshold: .belovo(services: 1))
    ) async throws -> WorkContest {
        let now = clock.now
        func stage(_ kind: Stage.Kind, _ title: String, days: Double) -> StageOutline {
            let due = now.addingTimeInterval(days * 86_400)
            return StageOutline(
                kind: kind, title: title, description: text, opensAt: now.addingTimeInterval(-86_400), dueAt: due,
                closesAt: due.addingTimeInterval(86_400))
        }
        var week = stage(.task, "Неделя 1", days: 7)
        week.tasks = [
            TaskOutline(service: service, description: text), TaskOutline(service: "Презентация", proof: .files),
            TaskOutline(service: "Страница", proof: .activity(page), isRequired: false),
        ]
        var final = stage(.final, "Финал", days: 14)
        final.criteria = [CriterionOutline(title: "Методика")]
        let outline = ContestOutline(
            title: title, regulation: "# Положение", rules: rules,
            stages: [week, stage(.lesson, "Своё занятие", days: 14), final])
        let contest = try await domains.contests.found(outline, in: district.id, by: id(.methodist))
        let registration = try await enter(.author, into: contest)
        try await domains.database.write { tx in
            try tx.run("UPDATE contests SET published_at = \(now) WHERE id = \(contest)")
        }
        let stages = try await domains.contests.visit(contest, by: nil).stages
        let version = try await domains.works.send(
            WorkDraft(text: text, files: [try newFile("work.txt")]), to: .stage(stages[2].id), in: contest,
            by: id(.author), begunAt: now)
        let plan =
            lesson
            ?? LessonPlan(
                topic: "Таблицы вместе", audience: "учителя", plan: "План", materials: "Материалы",
                startsAt: now.addingTimeInterval(3_600), minutes: 45)
        let booked = try await domains.ownLessons.book(
            plan, files: [try newFile("lesson.txt")], in: contest, by: id(.author))
        let visit = try await domains.ownLessons.visit(booked, in: contest, by: nil)
        return WorkContest(
            id: contest, week: stages[0], final: stages[2], registration: registration, lesson: booked,
            workFile: version.files[0].id, lessonFile: visit.files[0].id)
    }

    /// Puts a person of school A straight among the entrants.
    @discardableResult
    func enter(_ person: Person, into contest: Contest.ID) async throws -> Registration.ID {
        try await enter(id(person), into: contest)
    }

    @discardableResult
    func enter(_ user: User.ID, into contest: Contest.ID) async throws -> Registration.ID {
        try await domains.database.write { [schoolA, clock] tx in
            try tx.value(
                """
                INSERT INTO registrations (contest_id, user_id, state, organisation_id, position, subject, letter,
                    code, submitted_at)
                VALUES (\(contest), \(user), \(Registration.State.admitted), \(schoolA.id), '', '', '',
                    \("К-\(user)"), \(clock.now))
                RETURNING id
                """)
        }
    }

    func newFile(_ name: String) throws -> NewFile {
        let path = folder + "/" + UUID().uuidString
        try Data(name.utf8).write(to: URL(fileURLWithPath: path))
        return NewFile(path: path, name: name, size: name.utf8.count)
    }
}
