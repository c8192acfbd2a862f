import Accounts
import Courses
import Foundation
import Media
import Spaces
import Storage
import TestSupport

@testable import Contest

/// Entrants at work, whatever registration led them there.
extension ContestWorld {
    static let day: TimeInterval = 86_400

    func works() throws -> Works {
        Works(database: database, assets: try assets(), now: { [clock] in clock.now })
    }

    func lessons() throws -> OwnLessons {
        OwnLessons(database: database, assets: try assets(), now: { [clock] in clock.now })
    }

    var finalists: Finalists { Finalists(database: database, now: { [clock] in clock.now }) }

    private func assets() throws -> AssetLibrary {
        let folder = NSTemporaryDirectory() + "course-server-contest-\(getpid())"
        return AssetLibrary(
            database: database, blobs: try BlobStore(folder: folder), now: { [clock] in clock.now })
    }

    /// Puts a person of a school straight among the entrants.
    @discardableResult
    func enter(
        _ user: User.ID, into contest: Contest.ID, of school: Int = 0, as state: Registration.State = .admitted
    ) async throws -> Registration.ID {
        try await database.write { [schools, clock] tx in
            let count: Int = try tx.value("SELECT count(*) FROM registrations WHERE contest_id = \(contest)")
            return try tx.value(
                """
                INSERT INTO registrations (contest_id, user_id, state, organisation_id, position, subject, letter, code,
                    submitted_at)
                VALUES (\(contest), \(user), \(state), \(schools[school].id), '', '', '', \("К-\(count + 1)"), \(clock.now))
                RETURNING id
                """)
        }
    }

    /// All that an entrant of a published contest has there.
    func desk(of user: User.ID, in contest: Contest.ID) async throws -> WorkDesk {
        try await database.write { [clock] tx in
            try tx.run("UPDATE contests SET published_at = \(clock.now) WHERE id = \(contest)")
        }
        return try await works().desk(of: try await contests.visit(contest, by: user))
    }

    func stages(of contest: Contest.ID) async throws -> [Stage] {
        try await database.read { try $0.stages(of: contest) }
    }

    /// A file on disk to be sent.
    func file(_ name: String, _ text: String = "text") throws -> NewFile {
        let path = NSTemporaryDirectory() + "contest-file-" + UUID().uuidString
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return NewFile(path: path, name: name, size: text.utf8.count)
    }

    func log(of contest: Contest.ID) async throws -> [ContestEvent] {
        let lines = try await database.read { try $0.contestLog(contest) }
        try lines.verify()
        return lines.map(\.event)
    }

    /// An activity of a course of the first school.
    func activity() async throws -> Activity.ID {
        let courses = Courses(database: database, formulas: nil, now: { [clock] in clock.now })
        let author = teachers[0][0]
        let course = try await courses.found(CourseSettings(title: "Сервисы"), in: schools[0].id, by: author)
        let module = try await courses.addModule("Неделя", to: course.id)
        return try await courses.add(
            .page(try courses.render("Текст")), titled: "Страница", to: module, by: author)
    }
}
