import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct ModuleDownloadTests {
    @Test func `a module opens from a folder: texts, the course's pictures and files, and nothing of others`()
        async throws
    {
        try await withWebWorld { world in
            let other = try await world.domains.courses.found(
                CourseSettings(title: "Другой"), in: world.schoolA.id, by: world.id(.author))
            let path = world.folder + "/secret.png"
            try Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array("secret".utf8))
                .write(to: URL(fileURLWithPath: path))
            let secret = try await world.domains.assets.add(file: path, named: "secret.png", to: other.space)
            let text = """
                ![Доли](\(world.asset.path)) ![Чужое](\(secret.path)) [дальше](/activities/\(world.quiz)) <b>px7</b>
                """
            try await world.domains.courses.change(
                page: world.page, titled: "Стра<ница>", to: try world.domains.courses.render(text), version: 1,
                by: world.id(.author))

            let archive = try await world.get("/modules/\(world.module)/module.zip", as: .learner)

            #expect(archive.status == .ok && archive.headers[.contentType] == "application/zip")
            let zip = world.folder + "/module.zip"
            try Data(archive.body.readableBytesView).write(to: URL(fileURLWithPath: zip))
            let folder = world.folder + "/module"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Archive.unpack(zip, into: folder)
            let names = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
            #expect(
                names == [
                    "files", "files/\(world.asset.id).png", "index.html", "step-01.html", "step-02.html",
                    "step-03.html",
                    "step-04.html", "step-05.html", "step-06.html", "style.css",
                ])
            func page(_ name: String) throws -> String {
                try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            }
            let first = try page("step-01.html")
            #expect(first.contains("src=\"files/\(world.asset.id).png\""))
            #expect(first.contains("src=\"files/absent\"") && !first.contains("secret"))
            #expect(first.contains("href=\"http://localhost/activities/\(world.quiz)\""))
            #expect(try page("index.html").contains("<a href=\"step-01.html\">Стра&lt;ница&gt;</a>"))
            for name in names where name.hasSuffix(".html") {
                let text = try page(name).replacing("href=\"style.css\"", with: "href=\"/assets/style.css\"")
                #expect(LiveMarkup.fault(in: text) == nil)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: world.folder)
                .filter { $0.hasPrefix("module-") }
            #expect(left == [])
        }
    }

    @Test(arguments: PlayedKind.all)
    func `an exercise is taken along to be solved, and its key stays`(played: PlayedKind) async throws {
        try await withWebWorld { world in
            let id = try await world.add(played)
            let archive = try await world.get("/modules/\(world.module)/module.zip", as: .learner)
            let (zip, folder) = (world.folder + "/module.zip", world.folder + "/module")
            try Data(archive.body.readableBytesView).write(to: URL(fileURLWithPath: zip))
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Archive.unpack(zip, into: folder)

            let step = try String(contentsOfFile: folder + "/step-07.html", encoding: .utf8)

            #expect(step.contains("href=\"http://localhost/activities/\(id)\""))
            let exercise = try await world.domains.exercises.exercise(id)
            let shown = ExerciseSheet(exercise: exercise, isPaper: false).html(Words(.ru))
            #expect(step.contains("\(shown)"))
            for secret in played.secrets where secret != "size=" { #expect(!step.contains(secret), "\(secret)") }
            #expect(
                LiveMarkup.fault(in: step.replacing("href=\"style.css\"", with: "href=\"/assets/style.css\"")) == nil)
        }
    }

    @Test func `an exercise's pictures are taken along`() async throws {
        try await withWebWorld { world in
            let text = "кот — ![рыжий](\(world.asset.path))\nток — ![чужое](/media/999/x.png)"
            _ = try await world.addExercise(.crossword, text)
            let archive = try await world.get("/modules/\(world.module)/module.zip", as: .learner)
            let (zip, folder) = (world.folder + "/module.zip", world.folder + "/module")
            try Data(archive.body.readableBytesView).write(to: URL(fileURLWithPath: zip))
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Archive.unpack(zip, into: folder)

            let step = try String(contentsOfFile: folder + "/step-07.html", encoding: .utf8)

            #expect(step.contains("<img src=\"files/\(world.asset.id).png\" alt=\"рыжий\""))
            #expect(step.contains("чужое") && !step.contains("/media/999"))
            #expect(FileManager.default.fileExists(atPath: folder + "/files/\(world.asset.id).png"))
        }
    }

    @Test func `what is hidden is not taken along`() async throws {
        try await withWebWorld { world in
            try await world.domains.database.write { tx in
                try tx.run("UPDATE activities SET is_hidden = 1 WHERE id = \(world.page)")
            }
            let page = try await world.get("/modules/\(world.module)/download", as: .learner)
            #expect(page.status == .ok)
            let archive = try await world.get("/modules/\(world.module)/module.zip", as: .learner)
            #expect(!String(decoding: archive.body.readableBytesView, as: UTF8.self).contains("step-06.html"))

            try await world.domains.database.write { tx in
                try tx.run("UPDATE modules SET is_hidden = 1 WHERE id = \(world.module)")
            }
            #expect(try await world.get("/modules/\(world.module)/download", as: .learner).status == .notFound)
            #expect(try await world.get("/modules/\(world.module)/module.zip", as: .learner).status == .notFound)
            #expect(try await world.get("/modules/\(world.module)/module.zip", as: .author).status == .ok)
        }
    }
}
