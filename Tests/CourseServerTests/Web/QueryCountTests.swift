import Accounts
import Contest
import Courses
import Documents
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import Quizzes
import Spaces
import Storage
import Surveys
import TestSupport
import Testing

@testable import CourseServer

/// A page with a list, and how to give the list so many rows; answers with the page's address.
struct ListPage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var person: Person
    var fill: @Sendable (WebWorld, Int) async throws -> String

    init(
        _ name: String, as person: Person, _ fill: @escaping @Sendable (WebWorld, _ rows: Int) async throws -> String
    ) {
        testDescription = name
        self.person = person
        self.fill = fill
    }

    static let all = [
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
        ListPage("results", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/results"
        },
        ListPage("results as a table", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/results.csv"
        },
        ListPage("marking", as: .tutor) { world, rows in
            try await world.handInEssay()
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/marking"
        },
        ListPage("overrides", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/overrides"
        },
        ListPage("recount", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/regrade"
        },
        ListPage("statistics of many attempts", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            return "/activities/\(world.quiz)/statistics"
        },
        ListPage("statistics of many questions", as: .tutor) {
            let attempt = try await $0.addAttempt(questions: $1, finished: true)
            return "/activities/\(try await $0.domains.attempts.attempt(attempt).quiz)/statistics"
        },
        ListPage("questions of a quiz", as: .author) {
            let attempt = try await $0.addAttempt(questions: $1, finished: true)
            return "/activities/\(try await $0.domains.attempts.attempt(attempt).quiz)/questions"
        },
        ListPage("question bank", as: .author) {
            _ = try await $0.addAttempt(questions: $1, finished: true)
            return "/courses/\($0.course.id)/bank"
        },
        ListPage("statistics of a question", as: .tutor) { world, rows in
            try await world.addLearners(rows)
            let question = try await world.domains.quizzes.questions(of: world.quiz)[0].id
            return "/activities/\(world.quiz)/statistics/\(question)"
        },
        ListPage("history of an answer", as: .tutor) { world, rows in
            let slot = try await world.essaySlot()
            for number in 0..<rows {
                _ = try await world.post("/attempts/\(world.attempt)/page", [("s\(slot)", "\(number)")], as: .learner)
            }
            return "/attempts/\(world.attempt)/slots/\(slot)/history"
        },
        ListPage("works", as: .tutor) { world, rows in
            try await world.addWorks(rows)
            return "/activities/\(world.assignment)/submissions"
        },
        ListPage("a work with remarks and files", as: .tutor) { world, rows in
            try await world.addRemarks(rows)
            return "/submissions/\(world.submission)"
        },
        ListPage("own work with remarks and files", as: .learner) { world, rows in
            try await world.addRemarks(rows)
            return "/activities/\(world.assignment)"
        },
        ListPage("answers to a poll", as: .tutor) { world, rows in
            try await world.addWorks(rows)
            return "/activities/\(world.poll)/answers"
        },
        ListPage("people", as: .head) { world, rows in
            try await world.addLearners(rows)
            return "/o/school-a/people"
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
        ListPage("trajectories", as: .learner) { world, rows in
            for _ in 0..<rows { _ = try await world.addTrajectory(steps: 1) }
            return "/trajectories"
        },
        ListPage("trajectories of a mentor", as: .tutor) { world, rows in
            for _ in 0..<rows { _ = try await world.addTrajectory(steps: 1) }
            return "/trajectories"
        },
        ListPage("trajectory", as: .learner) { "/trajectories/\(try await $0.addTrajectory(steps: $1))" },
        ListPage("home with trajectories", as: .learner) { world, rows in
            for _ in 0..<rows { _ = try await world.addTrajectory(steps: 1) }
            return "/"
        },
        ListPage("own documents", as: .learner) { world, rows in
            try await world.addPaper((0..<rows).map { "Имя \($0)" })
            return "/documents"
        },
        ListPage("register of documents", as: .head) { world, rows in
            for row in 0..<rows { try await world.addPaper(["Имя \(row)"]) }
            return "/o/school-a/documents"
        },
        ListPage("templates of documents", as: .head) { world, rows in
            let content = try PaperTemplate.all.get()[0].content
            for row in 0..<rows {
                try await world.domains.documents.keep(
                    content, named: "Шаблон \(row)", in: world.schoolA.id, by: world.id(.head))
            }
            return "/o/school-a/documents/templates"
        },
        ListPage("surveys", as: .author) { world, rows in
            try await world.addSurveys(rows)
            return "/surveys"
        },
        ListPage("teaching with surveys", as: .author) { world, rows in
            for _ in 0..<rows { _ = try await world.addSurvey() }
            return "/teaching"
        },
        ListPage("surveys of an organisation", as: .methodist) { world, rows in
            try await world.addSurveys(rows)
            return "/o/district/surveys"
        },
        ListPage("surveys that ask an organisation", as: .head) { world, rows in
            try await world.addSurveys(rows)
            return "/o/school-a/surveys"
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
        ListPage("results of a survey", as: .methodist) { "\(try await $0.addSurveyed($1))/results" },
        ListPage("results of a survey as a table", as: .methodist) { "\(try await $0.addSurveyed($1))/results.csv" },
        ListPage("survey", as: .methodist) { try await $0.addSurveyed($1) },
        ListPage("survey's settings", as: .methodist) { world, rows in
            try await world.addSchools(rows)
            return "/surveys/\(try await world.addSurvey())/edit"
        },
        ListPage("profile", as: .author) { world, rows in
            let survey = try await world.addSurvey()
            try await world.answer(survey, as: [.author])
            for person in Person.allCases.filter({ $0 != .author }).prefix(rows) {
                try await world.domains.surveys.share(survey, of: world.id(.author), withLogin: person.rawValue)
            }
            return "/surveys/\(survey)/profile"
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
        ListPage("exercise", as: .learner) { "/activities/\(try await $0.addPlays($1))" },
        ListPage("exercise for its teacher", as: .author) { "/activities/\(try await $0.addPlays($1))" },
        ListPage("results of an exercise", as: .tutor) { "/activities/\(try await $0.addPlays($1))/tries" },
        ListPage("choice of a recording", as: .author) { world, rows in
            for number in 0..<rows {
                _ = try await world.addFile("film-\(number)-\(UInt32.random(in: 0 ... .max)).mp4")
            }
            return "/modules/\(world.module)/exercise/new?kind=media"
        },
        ListPage("catalogue", as: .learner) { world, rows in
            try await world.addCourses(rows)
            return "/catalogue"
        },
        ListPage("organisation", as: .learner) { world, rows in
            try await world.addCourses(rows)
            return "/o/school-a"
        },
        ListPage("organisations below", as: .learner) { world, rows in
            try await world.addSchools(rows)
            return "/o/district"
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
        ListPage("attempt", as: .learner) { "/attempts/\(try await $0.addAttempt(questions: $1, finished: false))" },
        ListPage("attempt with tries", as: .learner) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: false, .adaptive))"
        },
        ListPage("review of tries", as: .learner) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: true, .immediateCertainty))/review"
        },
        ListPage("review", as: .learner) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: true))/review"
        },
        ListPage("review for the teacher", as: .tutor) {
            "/attempts/\(try await $0.addAttempt(questions: $1, finished: true))/review"
        },
        ListPage("quiz for its author", as: .author) {
            let attempt = try await $0.addAttempt(questions: $1, finished: true)
            return "/activities/\(try await $0.domains.attempts.attempt(attempt).quiz)/quiz"
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
        ListPage("account", as: .learner) { world, rows in
            for _ in 0..<rows { _ = try await world.post("/session", [("login", "learner"), ("password", "wrong")]) }
            world.clock.advance(1_000)
            return "/me"
        },
    ]
}

@Suite struct QueryCountTests {
    @Test(arguments: ListPage.all)
    func `a list of thirty asks as many queries as a list of one`(page: ListPage) async throws {
        try await withWebWorld { world in
            let short = try await page.fill(world, 1)
            let ofOne = try await queries(world, short, page.person)
            let long = try await page.fill(world, 29)
            let ofThirty = try await queries(world, long, page.person)

            #expect(ofThirty.count == ofOne.count, "\(ofThirty.dropFirst(ofOne.count).first ?? "")")
            #expect(ofOne.count <= 20)
        }
    }

    private func queries(_ world: WebWorld, _ address: String, _ person: Person) async throws -> [String] {
        // The first look may note something or fill a cache.
        _ = try await world.get(address, as: person)
        let count = StatementCount()
        let response = try await StatementCount.$current.withValue(count) { try await world.get(address, as: person) }
        #expect(response.status == .ok)
        #expect(count.texts.count > 0)
        return count.texts
    }
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

    /// An exercise of so many pairs, played by as many learners, and by the learner as often.
    fileprivate func addPlays(_ count: Int) async throws -> Activity.ID {
        let pairs = (0...count).map { "слово \($0) = word \($0)" }.joined(separator: "\n")
        let id = try await addExercise(.pairs, pairs)
        let exercise = try await domains.exercises.exercise(id)
        let answers = ExerciseAnswers((0...count).map { "\($0)" })
        for _ in 0..<count {
            let name = PersonName(surname: "Новиков", given: "Олег")
            let login = "novikov\(UInt32.random(in: 0 ... .max))"
            let user = try await domains.accounts.register(NewUser(login: login, name: name)).id
            try await domains.enrolments.enrol([user], byTeacherIn: course.id)
            for learner in [user, self.id(.learner)] {
                _ = try await domains.exercises.take(
                    answers, play: ExercisePlay(exercise), step: 1, by: learner, at: id)
            }
        }
        return id
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
    fileprivate func addLearners(_ count: Int) async throws {
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

    /// So many learners, each with a work handed in and an answer to the poll.
    fileprivate func addWorks(_ count: Int) async throws {
        let open = try await domains.courses.open(poll).0.activity
        for _ in 0..<count {
            let user = try await domains.accounts.register(
                NewUser(
                    login: "novikov\(UInt32.random(in: 0 ... .max))",
                    name: PersonName(surname: "Новиков", given: "Олег"))
            ).id
            try await domains.enrolments.enrol([user], byTeacherIn: course.id)
            _ = try await domains.assignments.saveDraft("Текст", sequence: nil, of: user, for: assignment)
            try await domains.assignments.handIn(by: user, for: assignment)
            try await domains.polls.answer(open, PollSheet(answers: [["0"], ["Слова"]]), by: user)
        }
    }

    /// So many remarks on the learner's work, and files with the answer to it.
    fileprivate func addRemarks(_ count: Int) async throws {
        for number in 0..<count {
            try await domains.assignments.annotate(
                submission, version: 1, at: 0..<4, quoting: "", "Замечание \(number)", by: id(.tutor))
            let path = folder + "/feedback-\(UInt32.random(in: 0 ... .max)).txt"
            try Data("feedback".utf8).write(to: URL(fileURLWithPath: path))
            try await domains.assignments.attachFeedback(path, named: "feedback.txt", to: submission, version: 1)
        }
    }

    /// So many courses everybody finds, with the learner in each.
    fileprivate func addCourses(_ count: Int) async throws {
        for number in 1...count {
            let course = try await domains.courses.found(
                CourseSettings(title: "Курс \(number)", visibility: .open), in: schoolA.id, by: id(.author))
            let module = try await domains.courses.addModule("Модуль", to: course.id)
            try await domains.courses.add(
                .link("https://example.org/"), titled: "Ссылка", to: module, by: id(.author))
            try await domains.enrolments.enrol([id(.learner)], byTeacherIn: course.id)
        }
    }

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

    /// So many surveys that the author has answered, the profiles shared with them by the learner.
    fileprivate func addSurveys(_ count: Int) async throws {
        for _ in 0..<count {
            let survey = try await addSurvey()
            try await answer(survey, as: [.author, .learner])
            try await domains.surveys.share(survey, of: id(.learner), withLogin: "author")
        }
    }

    /// A rehearsal of school A with so many entrants.
    fileprivate func addRehearsal(_ entrants: Int) async throws -> Contest.ID {
        let outline = try ContestTemplate.all.get()[0].outline(from: clock.now)
        return try await domains.contests.rehearse(outline, entrants: entrants, in: schoolA.id, by: id(.author))
    }

    /// The address of a closed survey which so many learners of so many schools answered.
    fileprivate func addSurveyed(_ count: Int) async throws -> String {
        let before = try await domains.spaces.children(of: district.id, kinds: [.organisation]).count
        var asked = [schoolA.id]
        for number in 0..<count {
            let school = try await domains.spaces.create(
                .organisation, named: "Школа \(before + number)", slug: "surveyed-\(before + number)", in: district.id,
                visibility: .open)
            try await domains.spaces.add(id(.otherLearner), to: school.id, as: .learner)
            asked.append(school.id)
        }
        let content = SurveyContent(
            questions: (0..<max(2, count)).map { SurveyQuestion("Утверждение \($0)") },
            answers: AnswerScale(labels: ["нет", "да"]))
        let survey = try await domains.surveys.make(
            SurveySettings(title: "Анкета", organisations: asked, roles: [.author, .learner, .parent]), content,
            in: district.id, by: id(.methodist))
        try await domains.surveys.publish(survey)
        for person in Self.surveyed + [.otherLearner] {
            try await domains.surveys.answer(survey, SurveySheet(answers: [["1"], ["0"]]), by: id(person))
        }
        try await domains.surveys.close(survey)
        return "/surveys/\(survey)"
    }

    /// A trajectory of the learner with so many courses, plans and notes, the tutor for a mentor.
    fileprivate func addTrajectory(steps: Int) async throws -> Trajectory.ID {
        let (learner, trajectories) = (id(.learner), domains.trajectories)
        let trajectory = try await trajectories.begin(TrajectoryAim(goal: "Цель", mentor: "tutor"), by: learner)
        for number in 0..<min(steps, 24) {
            let course = try await domains.courses.found(
                CourseSettings(title: "Курс \(number)", visibility: .open), in: schoolA.id, by: id(.author))
            try await trajectories.add(course.id, to: trajectory, by: learner)
            try await trajectories.add(Plan(title: "Дело", startsAt: clock.now), to: trajectory, by: learner)
            try await trajectories.write("Заметка", on: trajectory, by: id(.tutor))
        }
        return trajectory
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

    /// So many schools where the author teaches.
    fileprivate func addSchools(_ count: Int) async throws {
        for _ in 0..<count {
            let slug = "school-\(UInt32.random(in: 0 ... .max))"
            let school = try await domains.spaces.create(
                .organisation, named: slug, slug: slug, in: district.id, visibility: .open)
            try await domains.spaces.add(id(.author), to: school.id, as: .author)
        }
    }

    /// An attempt of the learner at a quiz of so many questions of five kinds.
    fileprivate func addAttempt(
        questions: Int, finished: Bool, _ behaviour: Behaviour = .deferred
    ) async throws -> Attempt.ID {
        let kinds = ["{=да ~нет}", "{#50}", "{=сотая}", "{}", "{=1 -> один =2 -> два =3 -> три}"]
        let gift = (0..<questions).map { "::Вопрос \($0)::Сколько? \(kinds[$0 % kinds.count])\n\n" }.joined()
        let draft = try domains.quizzes.draft(
            try GIFT.read(gift), settings: QuizSettings(questionsPerPage: 100, behaviour: behaviour))
        let quiz = try await domains.courses.add(
            .quiz, titled: "Тест из \(questions)", points: draft.points, to: module, by: id(.author)
        ) {
            try draft.install($0, $1) { $0 }
        }
        let attempt = try await domains.attempts.start(quiz, by: id(.learner))
        if behaviour.hasTries { try await checkAll(attempt) }
        if finished { try await domains.attempts.finish(attempt, by: id(.learner)) }
        return attempt
    }

    /// Answers every question and has it checked.
    private func checkAll(_ attempt: Attempt.ID) async throws {
        for slot in try await domains.attempts.paper(attempt).items.map(\.slot.number) {
            let fields = [("", "1"), ("0", "0"), ("1", "1"), ("2", "2"), ("certainty", "2")].map {
                (name: $0, value: $1)
            }
            _ = try await domains.attempts.save(
                [SubmittedAnswer(slot: slot, sequence: 1, fields: fields)], device: "phone", in: attempt,
                by: id(.learner))
            try await domains.attempts.take(
                SubmittedStep(slot: slot, number: 1, action: .submit), in: attempt, by: id(.learner))
        }
    }
}
