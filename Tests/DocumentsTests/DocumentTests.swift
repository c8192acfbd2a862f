import Accounts
import Foundation
import Markup
import Spaces
import Storage
import TestSupport
import Testing

@testable import Documents

/// A school with a head, and a teacher who gets papers.
private struct PaperWorld: Sendable {
    static let migrations = Accounts.migrations + Spaces.migrations + Documents.migrations

    let database: any Database
    let documents: Documents
    let school: Space.ID
    let other: Space.ID
    let head: User.ID
    let teacher: User.ID
    let stranger: User.ID

    init(_ database: any Database) async throws {
        let clock = TestClock()
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

private func withPapers(_ engine: TestEngine, _ body: (PaperWorld) async throws -> Void) async throws {
    try await withDatabase(engine, migrations: PaperWorld.migrations) { try await body(PaperWorld($0)) }
}

@Suite struct DocumentTests {
    @Test(arguments: TestEngine.available)
    func `numbers follow each other in a series, whoever issues at the same time`(engine: TestEngine) async throws {
        try await withPapers(engine) { world in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        try await world.documents.issue(
                            world.issue(["Анна", "Пётр"]), in: world.school, by: world.head)
                    }
                }
                try await group.waitForAll()
            }
            try await world.documents.issue(world.issue(["Анна"], series: "С-2013"), in: world.school, by: world.head)

            let (papers, count) = try await world.documents.register(of: world.school, RegisterFilter(), limit: 100)
            let expected = (1...10).map { "Д-2013/" + ($0 < 10 ? "000\($0)" : "00\($0)") } + ["С-2013/0001"]
            #expect(papers.map(\.number).sorted() == expected)
            #expect(count == 11 && Set(papers.map(\.checkCode)).count == 11)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a paper is for its holder and for who issues there, and says for good what it said`(engine: TestEngine)
        async throws
    {
        try await withPapers(engine) { world in
            let template = try await world.documents.keep(
                world.issue([]).content, named: "Свой", in: world.school, by: world.head)
            try await world.documents.issue(world.issue(["Анна"]), in: world.school, by: world.head)
            let paper = try #require(try await world.documents.documents(of: world.teacher).first)

            let changed = TemplateContent(kind: .diploma, sheet: .portrait, text: "Иначе")
            try await world.documents.keep(
                changed, named: "Свой", replacing: template, in: world.school, by: world.head)

            let sheet = try await world.documents.sheet(of: paper, site: "https://x.example")
            #expect(sheet.content == world.issue([]).content && sheet.recipient.name == "Анна")
            #expect(sheet.checkAddress == "https://x.example/check/\(paper.checkCode)")
            #expect(try await world.documents.visit(paper.id, by: world.teacher).isHolder)
            #expect(try await world.documents.visit(paper.id, by: world.head).isIssuer)
            await #expect(throws: NoRow.self) { try await world.documents.visit(paper.id, by: world.stranger) }
            await #expect(throws: NoRow.self) {
                try await world.documents.sheets(of: paper.batch, in: world.other, site: "")
            }
            await #expect(throws: NoRow.self) {
                try await world.documents.keep(
                    changed, named: "Чужой", replacing: template, in: world.other, by: world.stranger)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a code is found however it is typed, and a revoked paper says so`(engine: TestEngine) async throws {
        try await withPapers(engine) { world in
            try await world.documents.issue(world.issue(["Анна"]), in: world.school, by: world.head)
            let paper = try #require(try await world.documents.documents(of: world.teacher).first)

            #expect(try await world.documents.check(paper.printedCode.lowercased()) == paper)
            #expect(try await world.documents.check("0000-0000-0000-0000") == nil)
            #expect(try await world.documents.check("' OR 1=1") == nil)
            await #expect(throws: NoRow.self) {
                try await world.documents.revoke(paper.id, because: "Ошибка", by: world.teacher)
            }
            await #expect(throws: DocumentRefusal.reasonMissing) {
                try await world.documents.revoke(paper.id, because: "  ", by: world.head)
            }
            try await world.documents.revoke(paper.id, because: "Ошибка", by: world.head)
            #expect(try await world.documents.check(paper.checkCode)?.revocation == "Ошибка")
            await #expect(throws: DocumentRefusal.revokedAlready) {
                try await world.documents.revoke(paper.id, because: "Снова", by: world.head)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `the register finds by a part of the number or of the name`(engine: TestEngine) async throws {
        try await withPapers(engine) { world in
            try await world.documents.issue(world.issue(["Щёголева", "50%"]), in: world.school, by: world.head)
            for (text, names) in [("щеголева", ["Щёголева"]), ("/0002", ["50%"]), ("0%", ["50%"]), ("_", [])] {
                let found = try await world.documents.register(of: world.school, RegisterFilter(text: text))
                #expect(found.documents.map(\.holderName) == names, "\(text)")
            }
            let orders = try await world.documents.register(of: world.school, RegisterFilter(kind: .order))
            #expect(orders.count == 0)
            #expect(try await world.documents.register(of: world.other, RegisterFilter()).count == 0)
        }
    }

    @Test(arguments: [
        ("а{имя", DocumentRefusal.unbalanced), ("а}", .unbalanced), ("{а{имя}}", .unbalanced),
        ("{фамилия}", .unknownPlaceholder("фамилия")), (" \n ", .textMissing),
        (String(repeating: "я", count: 10_000), .textTooLong(limit: 6_000)),
    ])
    func `a template that cannot be printed is refused with the reason`(text: String, refusal: DocumentRefusal) {
        #expect(throws: refusal) { try TemplateContent(kind: .order, sheet: .plain, text: text).checked() }
    }

    @Test func `what people write is text on the sheet, whatever it looks like`() throws {
        let hostile = "<img src=file:///etc/passwd>"
        let content = try TemplateContent(
            kind: .order, sheet: .plain, text: "# \(hostile)\n\n**{имя}**\n\n{список}",
            signatures: [.init(office: hostile, name: hostile)]
        ).checked()
        let sheet = DocumentSheet(
            content: content, recipient: DocumentRecipient(name: hostile, rows: [[hostile]]), issuer: hostile,
            occasion: hostile, dated: hostile, number: hostile, printedCode: "0000", checkAddress: hostile)
        #expect(!sheet.html.description.contains("<img"))
        #expect(sheet.html.description.components(separatedBy: "&lt;img src=file").count == 9)
    }

    @Test(arguments: [("abcd-efgh jkmn-pqrs", "ABCDEFGHJKMNPQRS"), ("oOiI lLab cdef ghjk", "001111ABCDEFGHJK")])
    func `letters that look like digits are digits`(typed: String, code: String) {
        #expect(Document.checkCode(typed: typed) == code)
        #expect(
            Document.checkCode(typed: typed + "0") == nil && Document.checkCode(typed: "u" + typed.dropFirst()) == nil)
    }
}
