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

/// The address of a route in this world.
func address(_ path: String, in world: WebWorld) async throws -> String {
    let ofQuiz =
        [
            "quiz", "questions.gift", "results", "attempts", "statistics", "statistics.csv", "statistics/answers.csv",
            "statistics/:question",
            "results.csv", "results.xlsx", "marking", "marking/:question", "marking/:question/rubric", "overrides",
            "overrides/removal", "regrade", "regrade/undo",
        ].contains { path.hasSuffix("/:activity/" + $0) } || path.hasPrefix("/activities/:activity/questions")
    let ofAssignment = ["/submission", "/submissions", "/extensions"].contains {
        path.hasPrefix("/activities/:activity" + $0)
    }
    let ofPoll = path.hasPrefix("/activities/:activity/answers")
    let activity = ofAssignment ? world.assignment : ofPoll ? world.poll : ofQuiz ? world.quiz : world.page
    var values: [String: String] = [
        "submission": "\(world.submission)", "file": "\(world.workFile)", "slug": world.schoolA.slug,
        "course": "\(world.course.id)", "module": "\(world.module)", "kind": "page",
        "activity": "\(activity)", "user": "\(world.id(.pupil))", "language": "en",
        "attempt": "\(world.attempt)", "asset": "\(world.asset.id)", "name": world.asset.name,
        "invitation": "\(world.invitation.id)", "code": world.invitation.code,
    ]
    // Only a district has requirements of its own.
    if path.hasSuffix("/requirements") { values["slug"] = world.district.slug }
    if path.contains(":group") {
        var group = try await world.domains.schedules.groups(in: world.course.id).first?.id
        if group == nil { group = try await world.domains.schedules.addGroup("5–6 классы", to: world.course.id) }
        values["group"] = group.map { "\($0)" }
    }
    if path.contains(":question") {
        values["question"] = try await world.domains.quizzes.questions(of: world.quiz).first.map { "\($0.id)" }
    }
    if path.contains("/marking") {
        try await world.handInEssay()
        values["question"] = try await world.domains.attempts.handQuestions(of: world.quiz).first.map { "\($0.id)" }
    }
    if path.contains("/families/") {
        try await world.domains.families.relate(world.id(.parent), to: world.id(.pupil))
        values["parent"] = "\(world.id(.parent))"
    }
    if path.hasPrefix("/activities/"), path.contains(":version") {
        values["version"] = "1"
        let text = try world.domains.courses.render("Новый текст")
        let version = try await world.domains.courses.open(world.page).0.version
        try await world.domains.courses.change(
            page: world.page, titled: "Страница", to: text, version: version, by: world.id(.author))
    }
    if path.contains("/gradebook/columns/") {
        let column = try await world.domains.gradebookAuthoring.add(
            OwnColumn(title: "У доски", maximum: Points(5)), to: world.course.id)
        values["column"] = column.description
        values["user"] = "\(world.id(.classmate))"
    }
    if path.contains(":category") {
        let category = GradeCategory(id: GradeCategory.ID(rawValue: 0), title: "Контрольные")
        values["category"] = "\(try await world.domains.gradebookAuthoring.add(category, to: world.course.id))"
    }
    if path.contains("/player") || path.contains("/tracking") || path.contains(":pass") {
        let package = try await world.addPackage()
        values["activity"] = "\(package)"
        values["pass"] = try await world.pass(to: package)
    }
    if path.hasPrefix("/x/") || ["/exercise", "/tries", "/sheet", "/sharing"].contains(where: path.hasSuffix) {
        let exercise = try await world.addExercise(
            .pairs, "![кот](\(world.asset.path)) = cat\nёж = hedgehog", isShared: true)
        values["activity"] = "\(exercise)"
        values["code"] = try await world.domains.exercises.exercise(exercise).shareCode
    }
    if path.contains(":slot") { values["slot"] = "\(try await world.essaySlot())" }
    if path.contains(":secret") { values["secret"] = try await world.domains.calendar.openFeed(of: world.id(.learner)) }
    if path.contains(":annotation") || path.contains("feedback/:file") {
        let feedback = world.folder + "/feedback.txt"
        try Data("feedback".utf8).write(to: URL(fileURLWithPath: feedback))
        try await world.domains.assignments.attachFeedback(
            feedback, named: "feedback.txt", to: world.submission, version: 1)
        try await world.domains.assignments.annotate(
            world.submission, version: 1, at: 0..<3, quoting: "", "Ваша?", by: world.id(.tutor))
        let paper = try await world.domains.assignments.paper(world.submission, by: world.id(.tutor))
        values["annotation"] = "\(paper.work.annotations[0].id)"
        values["file"] = "\(paper.work.files(of: 1, feedback: true)[0].id)"
    }
    if path.contains(":document") || path.contains(":batch") || path.hasPrefix("/check") {
        let paper = try await world.addPaper()
        (values["document"], values["batch"], values["code"]) = ("\(paper.id)", "\(paper.batch)", paper.checkCode)
    }
    if path.contains(":template") {
        let template = try PaperTemplate.all.get()[0]
        values["template"] =
            "\(try await world.domains.documents.keep(template.content, named: "Свой", in: world.schoolA.id, by: world.id(.head)))"
    }
    if path.contains(":trajectory") {
        let learner = world.id(.learner)
        let trajectory = try await world.domains.trajectories.begin(
            TrajectoryAim(goal: "Цель", mentor: "tutor"), by: learner)
        values["trajectory"] = "\(trajectory)"
        let plan = Plan(title: "Дело")
        values["step"] = "\(try await world.domains.trajectories.add(plan, to: trajectory, by: learner))"
    }
    if path.contains(":survey") {
        let survey = try await world.addSurvey(asking: [.author])
        try await world.answer(survey, as: [.author])
        try await world.domains.surveys.share(survey, of: world.id(.author), withLogin: "tutor")
        values["survey"] = "\(survey)"
        values["user"] = "\(world.id(path.contains("/profiles/") ? .author : .tutor))"
    }
    if path.contains(":contest") {
        for (name, value) in try await contestAddress(path, world) { values[name] = value }
    }
    if path.contains(":list") {
        let list = try await world.domains.peopleImport.upload(
            Array("Фамилия;Имя\nНовикова;Анна\n".utf8), named: "7А.csv", to: world.schoolA.id, role: .learner,
            by: world.id(.head))
        values["list"] = "\(list.id)"
    }
    return path.split(separator: "/").reduce(into: path == "/" ? "/" : "") { address, part in
        address +=
            "/"
            + (part == "**" ? "one.html" : part.hasPrefix(":") ? values[String(part.dropFirst())] ?? "" : String(part))
    }
}
