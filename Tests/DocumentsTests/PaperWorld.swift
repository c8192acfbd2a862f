import Accounts
import Documents
import Foundation
import Spaces
import Storage
import TestSupport

/// A school with a head, and a teacher who gets papers.
struct PaperWorld: Sendable {
    static let migrations =
        JobQueue.migrations + Accounts.migrations + Spaces.migrations + Documents.migrations

    let database: any Database
    let clock = TestClock()
    let documents: Documents
    let school: Space.ID
    let other: Space.ID
    let head: User.ID
    let teacher: User.ID
    let stranger: User.ID

    init(_ database: any Database) async throws {
        let clock = clock
        let accounts = Accounts(
            database: database, hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { clock.now })
        let spaces = Spaces(database: database, now: { clock.now })
        func person(_ login: String) async throws -> User.ID {
            try await accounts.register(NewUser(login: login, name: PersonName(surname: login, given: "Анна"))).id
        }
        self.database = database
        documents = Documents(database: database, now: { clock.now })
        school = try await spaces.create(.organisation, named: "Школа", slug: "school", in: nil, visibility: .open).id
        other = try await spaces.create(.organisation, named: "Другая", slug: "other", in: nil, visibility: .open).id
        (head, teacher) = (try await person("head"), try await person("teacher"))
        stranger = try await person("stranger")
        try await spaces.add(head, to: school, as: .head)
        try await spaces.add(stranger, to: other, as: .head)
    }

    func issue(_ names: [String], series: String = "Д-2013") -> DocumentIssue {
        DocumentIssue(
            content: TemplateContent(kind: .diploma, sheet: .portrait, text: "# Диплом\n\n## {имя}"), series: series,
            occasion: "Конкурс", dated: "5 декабря 2013 г.",
            recipients: names.map { DocumentRecipient(user: teacher, name: $0) })
    }
}

func withPapers(_ engine: TestEngine, _ body: (PaperWorld) async throws -> Void) async throws {
    try await withDatabase(engine, migrations: PaperWorld.migrations) { try await body(PaperWorld($0)) }
}

/// Sets papers with the sheet of the product.
let paperPrinter: DocumentPrinter = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let sheet = root.appending(path: "Sources/CourseServer/Templates/documents/layout.css")
    return DocumentPrinter(style: try! String(contentsOf: sheet, encoding: .utf8))  // it stands beside this file
}()

/// What one of poppler's tools says of a PDF; nil without the tool.
func told(_ tool: String, _ arguments: [String], of pdf: [UInt8]) throws -> String? {
    guard FileManager.default.fileExists(atPath: "/usr/bin/" + tool) else { return nil }
    let path = NSTemporaryDirectory() + "paper-\(UUID().uuidString).pdf"
    try Data(pdf).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/" + tool)
    process.arguments = arguments.map { $0 == "PDF" ? path : $0 }
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
}
