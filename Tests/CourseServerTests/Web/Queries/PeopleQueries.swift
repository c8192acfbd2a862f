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
    static let ofPeople = [
        ListPage("people", as: .head) { world, rows in
            try await world.addLearners(rows)
            return "/o/school-a/people"
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
        ListPage("batch of documents", as: .head) { world, rows in
            let paper = try await world.addPaper((0..<rows).map { "Имя \($0)" })
            return "/o/school-a/documents/batches/\(paper.batch)"
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
        ListPage("organisation", as: .learner) { world, rows in
            try await world.addCourses(rows)
            return "/o/school-a"
        },
        ListPage("organisations below", as: .learner) { world, rows in
            try await world.addSchools(rows)
            return "/o/district"
        },
        ListPage("account", as: .learner) { world, rows in
            for _ in 0..<rows { _ = try await world.post("/session", [("login", "learner"), ("password", "wrong")]) }
            world.clock.advance(1_000)
            return "/me"
        },
    ]
}

extension WebWorld {
    /// So many surveys that the author has answered, the profiles shared with them by the learner.
    fileprivate func addSurveys(_ count: Int) async throws {
        for _ in 0..<count {
            let survey = try await addSurvey()
            try await answer(survey, as: [.author, .learner])
            try await domains.surveys.share(survey, of: id(.learner), withLogin: "author")
        }
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

    /// So many schools where the author teaches.
    func addSchools(_ count: Int) async throws {
        for _ in 0..<count {
            let slug = "school-\(UInt32.random(in: 0 ... .max))"
            let school = try await domains.spaces.create(
                .organisation, named: slug, slug: slug, in: district.id, visibility: .open)
            try await domains.spaces.add(id(.author), to: school.id, as: .author)
        }
    }
}
