import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import Quizzes
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct FileRightsTests {
    @Test func `a file that only closed steps show is not there for learners, whatever closes them`() async throws {
        try await withWebWorld { world in
            let (text, file, question) = (
                try await world.addFile("text.png"), try await world.addFile("file.png"),
                try await world.addFile("question.png")
            )
            let steps = [
                try await world.addPage(showing: text),
                try await world.domains.courses.add(
                    .file(file), titled: "Ключи", to: world.module, by: world.id(.author)),
                try await world.addQuiz(showing: question),
            ]
            let files = [text, file, question]
            func expect(_ status: HTTPResponse.Status, _ person: Person, _ why: String) async throws {
                for asset in files {
                    #expect(try await world.get(asset.path, as: person).status == status, "\(asset.name): \(why)")
                }
            }
            try await expect(.ok, .learner, "open")

            for step in steps {
                try await world.domains.schedules.set(
                    ActivitySchedule(condition: .completed(world.link)), of: step)
            }
            try await expect(.notFound, .learner, "locked")
            for person in [Person.author, .tutor, .methodist] { try await expect(.ok, person, "\(person)") }
            try await world.domains.progress.open(
                try await world.domains.courses.open(world.link).0.activity, by: world.id(.learner))
            try await expect(.ok, .learner, "the condition holds")

            for step in steps { try await world.domains.courses.hide(step, true) }
            try await expect(.notFound, .learner, "hidden")
            for step in steps { try await world.domains.courses.hide(step, false) }
            try await world.domains.courses.hide(world.module, true)
            try await expect(.notFound, .learner, "in a hidden module")
            try await world.domains.courses.hide(world.module, false)
            for step in steps { try await world.domains.courses.remove(step) }
            try await expect(.notFound, .learner, "removed")
            try await expect(.ok, .author, "removed")
        }
    }

    @Test func `one open step that shows the file is enough, and so is none that shows it`() async throws {
        try await withWebWorld { world in
            let asset = try await world.addFile("picture.png")
            #expect(try await world.get(asset.path, as: .learner).status == .ok)
            let locked = try await world.addPage(showing: asset)
            try await world.domains.schedules.set(ActivitySchedule(condition: .completed(world.page)), of: locked)
            #expect(try await world.get(asset.path, as: .learner).status == .notFound)

            let open = try await world.addPage(showing: asset)

            #expect(try await world.get(asset.path, as: .learner).status == .ok)
            try await world.domains.courses.change(
                page: open, titled: "Страница", to: try world.domains.courses.render("Без картинки"), version: 1,
                by: world.id(.author))
            #expect(try await world.get(asset.path, as: .learner).status == .notFound)
        }
    }

    @Test func `whoever began a quiz in time sees its pictures to the end`() async throws {
        try await withWebWorld { world in
            let asset = try await world.addFile("question.png")
            let quiz = try await world.addQuiz(showing: asset)
            #expect(try await world.get("/activities/\(quiz)", as: .learner).status == .ok)

            try await world.domains.schedules.set(
                ActivitySchedule(condition: .until(world.clock.now.addingTimeInterval(-1))), of: quiz)

            #expect(try await world.get(asset.path, as: .learner).status == .ok)
            #expect(try await world.get(asset.path, as: .classmate).status == .notFound)
        }
    }

    @Test func `a copy of a course guards the files of its own closed steps`() async throws {
        try await withWebWorld { world in
            let asset = try await world.addFile("key.png")
            _ = try await world.addPage(showing: asset)
            _ = try await world.addQuiz(showing: asset)
            let answer = try await world.post("/courses/\(world.course.id)/copies", as: .author)
            let copy = try #require(
                answer.location.split(separator: "/").dropFirst().first.flatMap { Course.ID(String($0)) })

            let uses: [String] = try await world.domains.database.read { tx in
                try tx.all(
                    """
                    SELECT activities.title AS title FROM activity_files
                    JOIN activities ON activities.id = activity_files.activity_id
                    JOIN modules ON modules.id = module_id JOIN assets ON assets.id = activity_files.asset_id
                    WHERE course_id = \(copy) AND name = 'key.png' ORDER BY activities.id
                    """
                ) { try $0["title"] }
            }

            #expect(uses == ["С картинкой", "Тест с картинкой"])
        }
    }
}

extension WebWorld {
    /// A file of the course, of bytes of its own.
    func addFile(_ name: String) async throws -> Asset {
        let path = folder + "/new-" + name
        try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(name.utf8)).write(
            to: URL(fileURLWithPath: path))
        return try await domains.assets.add(file: path, named: name, to: course.space)
    }

    func addPage(showing asset: Asset) async throws -> Activity.ID {
        try await domains.courses.add(
            .page(try domains.courses.render("Смотрите: ![рисунок](\(asset.path))")), titled: "С картинкой",
            to: module, by: id(.author))
    }

    func addQuiz(showing asset: Asset) async throws -> Activity.ID {
        let gift = "::С рисунком::[markdown]Что это? ![рисунок](\(asset.path.replacing("=", with: "\\="))) {=да ~нет}"
        let draft = try domains.quizzes.draft(try GIFT.read(gift), settings: QuizSettings())
        return try await domains.courses.add(
            .quiz, titled: "Тест с картинкой", points: draft.points, to: module, by: id(.author)
        ) { try draft.install($0, $1) { $0 } }
    }
}
