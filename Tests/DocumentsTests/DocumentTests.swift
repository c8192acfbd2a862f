import Accounts
import Foundation
import Markup
import Spaces
import Storage
import TestSupport
import Testing

@testable import Documents

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

            let sheet = try await world.database.read { tx in
                let batch = try tx.printable(paper.batch, only: paper.id)
                return try batch.sheets(batch.papers, site: "https://x.example")[0]
            }
            #expect(sheet.content == world.issue([]).content && sheet.recipient.name == "Анна")
            #expect(sheet.checkAddress == "https://x.example/check/\(paper.checkCode)")
            #expect(try await world.documents.visit(paper.id, by: world.teacher).isHolder)
            #expect(try await world.documents.visit(paper.id, by: world.head).isIssuer)
            await #expect(throws: NoRow.self) { try await world.documents.visit(paper.id, by: world.stranger) }
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
        #expect(sheet.html.description.components(separatedBy: "&lt;img src=file").count == 10)
    }

    @Test(arguments: [("abcd-efgh jkmn-pqrs", "ABCDEFGHJKMNPQRS"), ("oOiI lLab cdef ghjk", "001111ABCDEFGHJK")])
    func `letters that look like digits are digits`(typed: String, code: String) {
        #expect(Document.checkCode(typed: typed) == code)
        #expect(
            Document.checkCode(typed: typed + "0") == nil && Document.checkCode(typed: "u" + typed.dropFirst()) == nil)
    }
}
