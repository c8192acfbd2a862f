import Accounts
import Contest
import Documents
import Foundation
import HTTPTypes
import HummingbirdTesting
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

/// What forms of papers get from a hand that means harm.
@Suite struct HostileDocumentTests {
    private static let register = "/o/school-a/documents"

    @Test(arguments: hostileTexts)
    func `what a paper says is text wherever it is listed, checked and printed`(payload: String) async throws {
        try await withWebWorld { world in
            // A name begins with no sign that a table would count by.
            let line = payload.replacing("\n", with: " ").replacing(";", with: ",")
            let fields = [
                ("template", "diploma"), ("occasion", payload), ("dated", payload), ("award", payload),
                ("place", payload), ("series", String(payload.prefix(20))),
                ("people", "\(line); \(line); \(line)\nlearner; \(line)"),
            ]
            #expect(try await world.post(Self.register, fields, as: .head).location == Self.register)
            let own = try #require(try await world.domains.documents.documents(of: world.id(.learner)).first)
            #expect(
                try await world.post("/documents/\(own.id)/revocation", [("reason", payload)], as: .head).status
                    == .seeOther)

            try await expectClean(
                world, shows: "px7",
                [
                    (Self.register, .head), ("\(Self.register)?q=px7", .head), ("/documents", .learner),
                    ("/check/\(own.checkCode)", nil), ("\(Self.register)/batches/\(own.batch)", .head),
                ])
            let table = try await world.get("\(Self.register).csv", as: .head)
            #expect(!table.text.contains("\n=") && !table.text.contains(";="), "a paper does not compute in a table")
            let batch = try await world.domains.printings.printing(
                of: own.batch, in: world.schoolA.id, site: "https://x")
            #expect(batch.count == 1)
        }
    }

    @Test(arguments: hostileTexts)
    func `what a template says is text, and what cannot be comes back`(payload: String) async throws {
        try await withWebWorld { world in
            let text = payload.replacing("{", with: "(").replacing("}", with: ")")
            let fields = [
                ("name", payload), ("kind", "diploma"), ("sheet", "portrait"), ("text", text),
                ("signatures", "\(payload); \(payload)"),
            ]
            let kept = try await world.post("\(Self.register)/templates", fields, as: .head)
            #expect(kept.status == .seeOther)
            try await expectClean(
                world, shows: "px7", [("\(Self.register)/templates", .head), ("\(Self.register)/new", .head)])
            let template = try await world.domains.documents.templates(of: world.schoolA.id)[0]
            try await expectClean(world, shows: "px7", [("\(Self.register)/templates/\(template.id)", .head)])
            #expect(template.content.text == text.trimmingCharacters(in: .whitespacesAndNewlines))

            let wrong = fields.map { ($0.0, $0.0 == "text" ? payload + "{" + payload : $0.1) }
            let refusals = [
                try await world.post("\(Self.register)/templates", wrong, as: .head),
                try await world.post("\(Self.register)/preview", wrong, as: .head),
                try await world.post(
                    Self.register, [("template", payload), ("occasion", payload), ("people", payload)], as: .head),
            ]
            for refusal in refusals {
                #expect(refusal.status == .unprocessableContent && refusal.text.contains("px7"))
                #expect(LiveMarkup.fault(in: refusal.text) == nil)
            }
        }
    }

    @Test func `papers, batches and templates of another organisation do not exist in this one`() async throws {
        try await withWebWorld { world in
            let paper = try await world.addPaper()
            let content = try PaperTemplate.all.get()[0].content
            let template = try await world.domains.documents.keep(
                content, named: "Свой", in: world.schoolA.id, by: world.id(.head))
            let other = "/o/district/documents"
            for path in [
                "/batches/\(paper.batch)", "/batches/\(paper.batch)/file", "/batches/0", "/batches/-1",
                "/batches/99999999999999999999", "/batches/x", "/templates/\(template)",
            ] { #expect(try await world.get(other + path, as: .methodist).status == .notFound, "\(path)") }
            for path in [
                "/batches/\(paper.batch)/printing", "/templates/\(template)", "/templates/\(template)/removal",
            ] {
                let changed = try await world.changes {
                    let answer = try await world.post(
                        other + path, [("name", "x"), ("text", "x"), ("kind", "diploma")], as: .methodist)
                    #expect(answer.status == .notFound, "\(path)")
                }
                #expect(changed.isEmpty, "\(path): \(changed)")
            }
        }
    }

    @Test func `forged people, groups and numbers give nobody a paper`() async throws {
        try await withWebWorld { world in
            let contest = try await world.addShortContest(admitting: [.tutor])
            let path = "/contests/\(contest)/documents"
            let fields = [("template", "certificate"), ("occasion", "Конкурс"), ("dated", "сегодня")]
            let forged: [[(String, String)]] = [
                [("group", "participants"), ("person", "\(world.id(.learner))")],
                [("group", "participants"), ("person", "-1"), ("person", "NaN"), ("person", "1e9")],
                [("group", "everybody"), ("person", "\(world.id(.tutor))")], [("person", "\(world.id(.tutor))")],
                [("group", "participants")],
            ]
            for more in forged {
                let changed = try await world.changes {
                    let answer = try await world.post(path, fields + more, as: .methodist)
                    #expect(answer.status == .unprocessableContent, "\(more)")
                }
                #expect(changed.isEmpty, "\(more): \(changed)")
            }
            let crowd = (0...Document.batchLimit).map { "Имя \($0)" }.joined(separator: "\n")
            let many = try await world.post(
                Self.register, [("template", "diploma"), ("occasion", "К"), ("dated", "с"), ("people", crowd)],
                as: .head)
            #expect(many.status == .unprocessableContent)
        }
    }

    @Test func `a paper that is issued or revoked is in the contest's log, another's is not`() async throws {
        try await withWebWorld { world in
            let contest = try await world.addShortContest(admitting: [.tutor])
            let issued = try await world.post(
                "/contests/\(contest)/documents",
                [
                    ("group", "participants"), ("template", "certificate"), ("occasion", "Конкурс"),
                    ("dated", "сегодня"), ("person", "\(world.id(.tutor))"),
                ], as: .methodist)
            #expect(issued.status == .seeOther)
            let paper = try #require(try await world.domains.documents.documents(of: world.id(.tutor)).first)
            let foreign = try await world.addPaper()

            for id in [paper.id, foreign.id] {
                _ = try await world.post(
                    "/documents/\(id)/revocation", [("reason", "Ошибка")], as: .administrator)
            }

            let lines = try await world.domains.results.log(of: contest).lines
            #expect(lines.map(\.event).suffix(2) == [.documentsIssued, .documentRevoked])
            #expect(lines.last?.details.contains(paper.number) == true)
            try lines.verify()
        }
    }
}
