import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct AnswerHeaderTests {
    @Test func `every answer, of an error too, says what a browser must not do`() async throws {
        try await withWebWorld { world in
            let answers = [
                try await world.get("/"), try await world.get("/nowhere"), try await world.get("/livez"),
                try await world.get("/courses/\(world.course.id)"), try await world.get("/assets/none"),
                try await world.get("/courses/\(world.course.id)/settings", as: .learner),
                try await world.get(world.site.asset("css/app.css")),
                try await world.get(world.asset.path, as: .learner),
                try await world.post("/nowhere"), try await world.send(.put, "/"), try await world.send(.delete, "/me"),
                try await world.post("/me/password", as: .learner, [.origin: "http://evil.example"]),
                try await world.post("/session", [], [.contentType: "text/plain"]),
                try await world.post("/attempts/\(world.attempt)/answers", json: "{", as: .learner),
                try await world.get("/courses/\(world.course.id)/gradebook.csv", as: .author),
                try await world.get("/courses/\(world.course.id)/export.zip", as: .author),
            ]
            for answer in answers {
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'self'") && policy.contains("object-src 'none'"), "\(answer.head)")
                #expect(policy.contains("base-uri 'none'") && policy.contains("frame-ancestors"), "\(answer.head)")
                #expect(!policy.contains("unsafe") && !policy.contains("*"), "\(answer.head)")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(answer.head)")
                #expect(answer.headers[.referrerPolicy] == "same-origin", "\(answer.head)")
                #expect(answer.headers[.requestID]?.isEmpty == false, "\(answer.head)")
            }
        }
    }

    @Test func `a page not changed is not sent again`() async throws {
        try await withWebWorld { world in
            for (path, person) in [("/help", nil), ("/courses/\(world.course.id)", .learner)] as [(String, Person?)] {
                let page = try await world.get(path, as: person)
                let etag = try #require(page.headers[.eTag])
                #expect(page.headers[.cacheControl]?.contains("private") == true)

                let again = try await world.get(path, as: person, [.ifNoneMatch: etag])
                #expect(again.status == .notModified)
                #expect(again.body.readableBytes == 0)
                #expect(again.headers[.contentSecurityPolicy] != nil)

                let other = try await world.get(path, as: .head, [.ifNoneMatch: etag])
                #expect(other.status == .ok, "another person's page has another mark")
            }
        }
    }

    @Test func `the site's files are kept for ever and carry no cookies`() async throws {
        try await withWebWorld { world in
            let style = try await world.get(world.site.asset("css/app.css"), as: .learner)
            #expect(style.status == .ok)
            #expect(style.headers[.setCookie] == nil)
            #expect(style.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let etag = try #require(style.headers[.eTag])
            let again = try await world.get(world.site.asset("css/app.css"), [.ifNoneMatch: etag])
            #expect(again.status == .notModified)
            #expect(try await world.get("/assets/0000000000000000/css/app.css").headers[.cacheControl] == "no-cache")
        }
    }

    @Test func `a page is packed for a browser that takes it so`() async throws {
        try await withWebWorld { world in
            let packed = try await world.get("/help", [.acceptEncoding: "gzip"])
            let plain = try await world.get("/help")
            #expect(packed.headers[.contentEncoding] == "gzip")
            #expect(packed.body.readableBytes < plain.body.readableBytes)
            #expect(plain.headers[.contentEncoding] == nil)
            #expect(packed.headers[.vary]?.contains("Accept-Encoding") == true)
            #expect(packed.headers[.eTag] == plain.headers[.eTag])
        }
    }

    @Test func `pages with an issued password are not kept`() async throws {
        try await withWebWorld { world in
            let reset = try await world.post("/o/school-a/people/\(world.id(.pupil))/password", as: .head)
            #expect(reset.status == .ok)
            #expect(reset.headers[.cacheControl] == "no-store")
            #expect(reset.headers[.eTag] == nil)

            let list = try await world.domains.peopleImport.upload(
                Array("Фамилия;Имя\nНовикова;Анна\n".utf8), named: "7А.csv", to: world.schoolA.id, role: .learner,
                by: world.id(.head))
            let entered = try await world.post("/o/school-a/people/lists/\(list.id)/confirmation", as: .head)
            #expect(entered.status == .ok)
            #expect(entered.text.contains("Новикова"))
            #expect(entered.headers[.cacheControl] == "no-store")
        }
    }

    @Test func `an error page names the request, and the sender may name it too`() async throws {
        try await withWebWorld { world in
            let lost = try await world.get("/nowhere")
            #expect(lost.status == .notFound)
            #expect(lost.headers[.contentType]?.hasPrefix("text/html") == true)

            let settings = "/courses/\(world.course.id)/settings"
            let named = try await world.get(settings, as: .learner, [.requestID: "abc-12345"])
            #expect(named.headers[.requestID] == "abc-12345")

            await world.domains.database.shutdown()
            let failed = try await world.get("/catalogue", [.requestID: "abc-12345"])
            #expect(failed.status == .serviceUnavailable)
            #expect(failed.headers[HTTPField.Name("Retry-After")!] == "10")
            #expect(failed.text.contains("abc-12345"))
        }
    }

    @Test(arguments: ["/nowhere", "/courses/1/nowhere", "/%F0%9F%8E%93", "/..", "/index.php", "/.env", "/courses/"])
    func `what is not there is a page that says so`(path: String) async throws {
        try await withWebWorld { world in
            let lost = try await world.get(path, as: .learner)
            #expect(lost.status == .notFound)
            #expect(lost.text.contains("<h1>"))
            #expect(try await world.post(path, as: .learner).status == .notFound)
        }
    }

    @Test func `a page is rendered in each language without words missing`() async throws {
        try await withWebWorld { world in
            for language in Language.allCases {
                let page = try await world.get("/catalogue", [.cookie: "lang=\(language.rawValue)"])
                #expect(page.status == .ok)
                #expect(page.text.contains("<html lang=\"\(language.rawValue)\""))
            }
        }
    }

    @Test func `behind TLS cookies are bound to the host and the browser is told to stay`() async throws {
        var settings = Settings()
        settings.trustsProxy = true
        try await withWebWorld(settings) { world in
            let answer = try await world.post(
                "/session", [("login", "learner"), ("password", WebWorld.password)],
                [HTTPField.Name("X-Forwarded-Proto")!: "https"])
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.hasPrefix("__Host-session="))
            #expect(cookie.contains("; Secure") && cookie.contains("; HttpOnly") && cookie.contains("; Path=/"))
        }
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = Self("Referrer-Policy")!  // a token
}
