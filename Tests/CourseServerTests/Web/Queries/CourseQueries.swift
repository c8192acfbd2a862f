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
    static let ofCourses = [
        ListPage("course", as: .learner) { "/courses/\(try await $0.addCourse(pages: $1).0)" },
        ListPage("course for its author", as: .author) { "/courses/\(try await $0.addCourse(pages: $1).0)" },
        ListPage("structure", as: .author) { "/courses/\(try await $0.addCourse(pages: $1).0)/edit" },
        ListPage("check of a course", as: .author) { "/courses/\(try await $0.addCourse(pages: $1).0)/check" },
        ListPage("what was removed", as: .author) { world, rows in
            let course = try await world.addCourse(pages: rows).0
            for activity in try await world.domains.courses.contents(course).activities {
                try await world.domains.courses.remove(activity.id)
            }
            return "/courses/\(course)/trash"
        },
        ListPage("page with a history", as: .learner) { "/activities/\(try await $0.addVersions($1))" },
        ListPage("editing of a page with a history", as: .author) {
            "/activities/\(try await $0.addVersions($1))/edit"
        },
        ListPage("history of a page", as: .author) { "/activities/\(try await $0.addVersions($1))/history" },
        ListPage("files", as: .author) { world, rows in
            for number in 0..<rows {
                let path = world.folder + "/file-\(number)"
                try Data("text \(number)".utf8).write(to: URL(fileURLWithPath: path))
                _ = try await world.domains.assets.add(file: path, named: "\(number).txt", to: world.course.space)
            }
            return "/courses/\(world.course.id)/files"
        },
        ListPage("activity", as: .learner) { "/activities/\(try await $0.addCourse(pages: $1).1)" },
        ListPage("own grades", as: .learner) { "/courses/\(try await $0.addCourse(pages: $1).0)/grades" },
        ListPage("gradebook", as: .author) { world, rows in
            try await world.addLearners(rows)
            return "/courses/\(world.course.id)/gradebook"
        },
        ListPage("gradebook as a table", as: .author) { world, rows in
            try await world.addLearners(rows)
            return "/courses/\(world.course.id)/gradebook.csv"
        },
        ListPage("mark sheet", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/courses/\(world.course.id)/gradebook/statement"
        },
        ListPage("gradebook of many columns", as: .author) { world, rows in
            try await world.addColumns(rows)
            return "/courses/\(world.course.id)/gradebook"
        },
        ListPage("column of the gradebook", as: .author) { world, rows in
            try await world.addLearners(rows)
            return "/courses/\(world.course.id)/gradebook/columns/a\(world.quiz)"
        },
        ListPage("rules of the gradebook", as: .author) { world, rows in
            try await world.addColumns(rows)
            return "/courses/\(world.course.id)/gradebook/settings"
        },
        ListPage("history of a mark", as: .author) { world, rows in
            for number in 0..<rows { try await world.typeMark("\(number % 3)", in: "a\(world.quiz)") }
            return "/courses/\(world.course.id)/gradebook/columns/a\(world.quiz)/learners/\(world.id(.learner))"
        },
        ListPage("own grades in many columns", as: .learner) { world, rows in
            try await world.addColumns(rows)
            return "/courses/\(world.course.id)/grades"
        },
        ListPage("members", as: .author) { world, rows in
            try await world.addLearners(rows)
            return "/courses/\(world.course.id)/members"
        },
        ListPage("search", as: .learner) { world, rows in
            try await world.addCourses(rows)
            return "/search?q=" + "курсы".formEscaped
        },
        ListPage("search in a course", as: .learner) { world, rows in
            _ = try await world.addCourse(pages: rows)
            return "/search?q=" + "страниц".formEscaped
        },
        ListPage("search of steps with conditions", as: .learner) { world, rows in
            _ = try await world.addLockedPages(rows)
            return "/search?q=" + "картинкой".formEscaped
        },
        ListPage("file of steps with conditions", as: .learner) { try await $0.addLockedPages($1).path },
        ListPage("calendar", as: .learner) { world, rows in
            try await world.addDueDates(rows)
            return "/calendar"
        },
        ListPage("calendar feed", as: .learner) { world, rows in
            try await world.addDueDates(rows)
            return "/calendar/feed/\(try await world.domains.calendar.openFeed(of: world.id(.learner)))"
        },
        ListPage("catalogue", as: .learner) { world, rows in
            try await world.addCourses(rows)
            return "/catalogue"
        },
        ListPage("home", as: .learner) { world, rows in
            try await world.addCourses(rows)
            return "/"
        },
        ListPage("teaching", as: .author) { world, rows in
            try await world.addCourses(rows)
            try await world.addSchools(rows)
            return "/teaching"
        },
    ]
}

extension WebWorld {
    /// A course with so many pages in as many modules; the learner is in it.
    fileprivate func addCourse(pages: Int) async throws -> (Course.ID, Activity.ID) {
        let course = try await domains.courses.found(
            CourseSettings(title: "Курс из \(pages)", visibility: .school), in: schoolA.id, by: id(.author))
        try await domains.enrolments.enrol([id(.learner)], byTeacherIn: course.id)
        var last: Activity.ID?
        for number in 1...pages {
            let module = try await domains.courses.addModule("Модуль \(number)", to: course.id)
            last = try await domains.courses.add(
                .page(try domains.courses.render("Текст")), titled: "Страница \(number)", to: module, by: id(.author))
            try await domains.progress.complete(last!, by: id(.learner))
        }
        return (course.id, last!)
    }

    /// A file, and so many pages that show it to who did the first step, or waits for tomorrow.
    fileprivate func addLockedPages(_ count: Int) async throws -> Asset {
        let asset = try await addFile("picture.png")
        try await domains.progress.complete(page, by: id(.learner))
        for _ in 0..<count {
            let condition = Condition.any([.from(clock.now.addingTimeInterval(86_400)), .completed(page)])
            try await domains.schedules.set(
                ActivitySchedule(condition: condition), of: try await addPage(showing: asset))
        }
        return asset
    }

    /// The page changed so many times more.
    fileprivate func addVersions(_ count: Int) async throws -> Activity.ID {
        for _ in 0..<count {
            let version = try await domains.courses.open(page).0.version
            try await domains.courses.change(
                page: page, titled: "Страница", to: try domains.courses.render("Текст \(version)"), version: version,
                by: id(.author))
        }
        return page
    }

    /// So many learners of the course and its school, each with a handed-in attempt, and invitations.
    func addLearners(_ count: Int) async throws {
        for _ in 0..<count {
            let name = PersonName(surname: "Новиков", given: "Олег")
            let login = "novikov\(UInt32.random(in: 0 ... .max))"
            let user = try await domains.accounts.register(NewUser(login: login, name: name)).id
            try await domains.spaces.add(user, to: schoolA.id, as: .learner)
            try await domains.enrolments.enrol([user], byTeacherIn: course.id)
            try await domains.attempts.finish(try await domains.attempts.start(quiz, by: user), by: user)
            _ = try await domains.invitations.invite(
                to: course.space, as: .learner, seats: 1, days: 1, by: id(.author))
        }
    }

    /// So many columns of the teacher's own with a mark in each, in as many categories.
    fileprivate func addColumns(_ count: Int) async throws {
        for number in 0..<count {
            let category = try await domains.gradebookAuthoring.add(
                GradeCategory(id: GradeCategory.ID(rawValue: 0), title: "Категория \(number)"), to: course.id)
            let column = try await domains.gradebookAuthoring.add(
                OwnColumn(
                    title: "Работа \(number)", maximum: Points(5),
                    placement: GradeColumn.Placement(category: category)), to: course.id)
            try await typeMark("4", in: column.description)
        }
    }

    fileprivate func typeMark(_ value: String, in column: String) async throws {
        try await domains.gradeEntry.enter(
            [CellChange(column: column, learner: id(.learner), value: value)], in: course.id, by: id(.author))
    }

    /// So many courses everybody finds, with the learner in each.
    func addCourses(_ count: Int) async throws {
        for number in 1...count {
            let course = try await domains.courses.found(
                CourseSettings(title: "Курс \(number)", visibility: .open), in: schoolA.id, by: id(.author))
            let module = try await domains.courses.addModule("Модуль", to: course.id)
            try await domains.courses.add(
                .link("https://example.org/"), titled: "Ссылка", to: module, by: id(.author))
            try await domains.enrolments.enrol([id(.learner)], byTeacherIn: course.id)
        }
    }

    /// So many links to be done tomorrow, each in a course of its own.
    fileprivate func addDueDates(_ count: Int) async throws {
        for number in 1...count {
            let course = try await domains.courses.found(
                CourseSettings(title: "Курс \(number)", visibility: .open), in: schoolA.id, by: id(.author))
            let module = try await domains.courses.addModule("Модуль", to: course.id)
            let link = try await domains.courses.add(
                .link("https://example.org/"), titled: "Ссылка", to: module, by: id(.author))
            try await domains.enrolments.enrol([id(.learner)], byTeacherIn: course.id)
            try await domains.database.write { [clock] tx in
                try tx.setDue(clock.now.addingTimeInterval(86_400), of: link)
            }
        }
    }
}
