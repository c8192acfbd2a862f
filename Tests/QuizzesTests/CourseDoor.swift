import Accounts
import Courses
import Foundation
import Media
import Quizzes
import Spaces
import Storage
import TestSupport

let courseMigrations =
    JobQueue.migrations + Accounts.migrations + Spaces.migrations + AssetLibrary.migrations + Courses.migrations
    + Attempts.migrations

/// The doors that courses come in and go out by, and a school behind them, on a database of its own.
struct CourseDoor {
    let database: any Database
    let space: Space
    let courses: Courses
    let assets: AssetLibrary
    let quizzes: Quizzes
    let importer: CourseImport
    let transfer: CourseTransfer
    let exporter: CourseExport

    init(_ database: any Database, blobs: String) async throws {
        self.database = database
        let now: @Sendable () -> Date = { Date() }
        courses = Courses(database: database, formulas: nil, now: now)
        assets = AssetLibrary(database: database, blobs: try BlobStore(folder: blobs), now: now)
        quizzes = Quizzes(database: database, formulas: nil, now: now)
        let exercises = Exercises(database: database, now: now)
        importer = CourseImport(
            database: database, courses: courses, assets: assets, now: now, readQuiz: quizzes.folderReader(),
            readBank: quizzes.bankReader(), readExercise: exercises.folderReader())
        transfer = CourseTransfer(courseImport: importer, readers: .all)
        exporter = CourseExport(
            database: database, assets: assets, writeQuiz: quizzes.folderWriter(),
            writeBank: quizzes.bankWriter(), writeExercise: exercises.folderWriter())
        space = try await Spaces(database: database, now: now).create(
            .organisation, named: "Школа № 5", slug: "school5", in: nil, visibility: .open)
    }

    func rows(of table: SQL) async throws -> Int {
        try await database.read { tx in try tx.value("SELECT count(*) FROM \(table)") }
    }
}

/// The folder is the test's own, for what it makes on disk.
@discardableResult
func withCourseDoor<T: Sendable>(
    _ engine: TestEngine = .sqlite, _ body: (CourseDoor, _ folder: String) async throws -> T
) async throws -> T {
    try await withTemporaryFolder { folder in
        try await withDatabase(engine, migrations: courseMigrations) { database in
            try await body(try await CourseDoor(database, blobs: folder + "/blobs"), folder)
        }
    }
}

func write(_ files: [String: String], to folder: String) throws {
    for (name, text) in files {
        let path = folder + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}

/// Every file of a folder with its bytes.
func contents(of folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
        if let data = FileManager.default.contents(atPath: folder + "/" + name) { files[name] = data }
    }
    return files
}
