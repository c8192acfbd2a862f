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

@Suite struct DocumentWebTests {
    @Test func `the shipped templates are whole, one of each kind`() throws {
        let kinds = try PaperTemplate.all.get().map(\.content.kind)
        #expect(kinds == Document.Kind.allCases)
    }

    @Test func `a head issues papers; the holder has theirs, a guest checks its code, others find nothing`()
        async throws
    {
        try await withWebWorld { world in
            let fields = [
                ("template", "diploma"), ("occasion", "Олимпиада"), ("dated", "5 декабря 2013 г."),
                ("people", "learner; Школа А; 1 место\nГостья Ёлкина\n"), ("award", ""), ("series", ""),
            ]
            let issued = try await world.post("/o/school-a/documents", fields, as: .head)
            #expect(issued.location == "/o/school-a/documents")
            let register = try await world.get("/o/school-a/documents?q=елкина", as: .head).text
            #expect(register.contains("Гостья Ёлкина") && register.contains("Д-2013/0002"))
            #expect(!register.contains("Д-2013/0001</a>"))

            let own = try #require(try await world.domains.documents.documents(of: world.id(.learner)).first)
            #expect(try await world.get("/documents", as: .learner).text.contains("Д-2013/0001"))
            for (person, status) in [
                (Person.otherLearner, HTTPResponse.Status.notFound), (.classmate, .notFound), (.tutor, .notFound),
            ] {
                #expect(try await world.get("/documents/\(own.id)", as: person).status == status)
            }
            let check = try await world.get("/check/\(own.checkCode)")
            #expect(check.status == .ok && check.text.contains("Олимпиада") && check.text.contains("Д-2013/0001"))
            #expect(
                try await world.get("/check?code=\(own.printedCode.lowercased())").location == "/check/\(own.checkCode)"
            )

            let revoked = try await world.post("/documents/\(own.id)/revocation", [("reason", "Ошибка")], as: .head)
            #expect(revoked.status == .seeOther)
            #expect(try await world.get("/check/\(own.checkCode)").text.contains("отозван"))
            #expect(try await world.get("/documents/\(own.id)", as: .learner).status == .notFound)
        }
    }

    @Test func `wrong codes tell nothing, and whoever tries many is stopped`() async throws {
        try await withWebWorld { world in
            let malformed = try await world.get("/check/%3Cb%3E")
            let unknown = try await world.get("/check/ABCDEFGHJKMNPQRS")
            #expect(malformed.status == .notFound && unknown.status == .notFound)
            #expect(!malformed.text.contains("<b>&lt;b") && malformed.text.contains("&lt;b&gt;"))
            var last = unknown.status
            for _ in 0..<30 { last = try await world.get("/check/ABCDEFGHJKMNPQRS").status }
            #expect(last == .tooManyRequests)
        }
    }

    @Test func `a template that cannot be printed comes back with what was typed`() async throws {
        try await withWebWorld { world in
            let fields = [
                ("name", "Мой"), ("kind", "diploma"), ("sheet", "portrait"), ("text", "{имя} {фамилия}"),
                ("signatures", "Директор; И. И. Иванов"),
            ]
            for path in ["templates", "preview"] {
                let refused = try await world.post("/o/school-a/documents/\(path)", fields, as: .head)
                #expect(refused.status == .unprocessableContent && refused.text.contains("«фамилия»"))
                #expect(refused.text.contains("Директор; И. И. Иванов"))
            }
            let kept = try await world.post(
                "/o/school-a/documents/templates", fields.map { ($0.0, $0.0 == "text" ? "## {имя}" : $0.1) }, as: .head)
            #expect(kept.location == "/o/school-a/documents/templates")
            #expect(try await world.get("/o/school-a/documents/new", as: .head).text.contains("Мой"))
            #expect(try await world.get("/o/district/documents/templates/1", as: .methodist).status == .notFound)
        }
    }

    @Test func `the organiser of a contest gives papers to its admitted people alone`() async throws {
        try await withWebWorld { world in
            let contest = try await world.addShortContest(admitting: [.tutor, .classmate])
            let page = try await world.get("/contests/\(contest)/documents", as: .methodist)
            #expect(page.status == .ok && page.text.contains("Tutor") && !page.text.contains("Learner"))

            let people = [Person.tutor, .learner].map { ("person", "\(world.id($0))") }
            let fields =
                [("group", "participants"), ("template", "certificate"), ("occasion", "Конкурс"), ("dated", "сегодня")]
                + people
            #expect(try await world.post("/contests/\(contest)/documents", fields, as: .methodist).status == .seeOther)

            #expect(try await world.domains.documents.documents(of: world.id(.tutor)).map(\.number) == ["С-2013/0001"])
            #expect(try await world.domains.documents.documents(of: world.id(.learner)).isEmpty)
            #expect(try await world.post("/contests/\(contest)/documents", fields, as: .author).status == .forbidden)
        }
    }
}

extension WebWorld {
    /// A published contest of the district with people admitted to it.
    func addShortContest(admitting people: [Person] = []) async throws -> Contest.ID {
        let start = clock.now
        let stage = StageOutline(
            kind: .task, title: "Неделя", opensAt: start, dueAt: start.addingTimeInterval(86_400),
            closesAt: start.addingTimeInterval(86_400))
        let contest = try await domains.contests.found(
            ContestOutline(
                title: "Конкурс", regulation: "Текст", registrationOpens: nil, registrationCloses: nil, stages: [stage]),
            in: district.id, by: id(.methodist))
        try await domains.database.write { [clock] tx in
            try tx.run("UPDATE contests SET published_at = \(clock.now) WHERE id = \(contest)")
            for person in people {
                try tx.run(
                    """
                    INSERT INTO registrations (contest_id, user_id, state, position, subject, letter)
                    VALUES (\(contest), \(id(person)), \(Registration.State.admitted), '', '', '')
                    """)
            }
        }
        return contest
    }
}

extension WebWorld {
    /// A diploma of school A for the learner.
    @discardableResult
    func addPaper(_ names: [String] = ["Learner"]) async throws -> Document {
        let template = try PaperTemplate.all.get()[0]
        let learner = id(.learner)
        try await domains.documents.issue(
            DocumentIssue(
                content: template.content, series: "Д-2013", occasion: "Олимпиада", dated: "5 декабря 2013 г.",
                recipients: names.map { DocumentRecipient(user: learner, name: $0) }), in: schoolA.id, by: id(.head))
        return try await domains.documents.documents(of: learner)[0]
    }
}
