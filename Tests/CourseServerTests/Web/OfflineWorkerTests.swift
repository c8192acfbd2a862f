import Accounts
import Foundation
import HTTPTypes
import HummingbirdTesting
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct OfflineWorkerTests {
    @Test func `the worker comes from the root with the site's words and is asked for anew each time`() async throws {
        try await withWebWorld { world in
            let worker = try await world.get("/worker.js")

            #expect(worker.status == .ok && worker.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(worker.headers[.cacheControl] == "no-cache")
            let line = try #require(worker.text.split(separator: "\n").first)
            let json = try #require(line.wholeMatch(of: /const SITE = (\{.*\})/)).1
            struct Told: Decodable {
                var css: String
                var words: [String: [String: String]]
            }
            let told = try JSONDecoder().decode(Told.self, from: Data(json.utf8))
            #expect(told.css == world.site.asset("css/app.css"))
            #expect(Set(told.words.keys) == ["ru", "en", "tt"])
            #expect(told.words.values.allSatisfy { $0["copy"]?.contains("{time}") == true })
            // Every word the script asks for is there.
            for match in worker.text.matches(of: /\bt\.([a-z]+)/) {
                #expect(told.words["ru"]?[String(match.1)] != nil, "\(match.1)")
            }
            let again = try await world.get("/worker.js", [.ifNoneMatch: try #require(worker.headers[.eTag])])
            #expect(again.status == .notModified)
        }
    }

    @Test func `each page says whose it is, and a failing server does not`() async throws {
        try await withWebWorld { world in
            for person in [nil, Person.learner, .author] {
                let reader = person.map { "\(world.id($0))" } ?? "0"
                for path in ["/catalogue", "/courses/999999", "/help"] {
                    let page = try await world.get(path, as: person)
                    #expect(page.headers[.reader] == reader, "\(path)")
                    #expect(page.headers[.contentLanguage] == "ru")
                }
            }
            try await world.domains.database.write { tx in try tx.script("ALTER TABLE sessions RENAME TO elsewhere") }
            let broken = try await world.get("/catalogue", as: .learner)
            #expect(broken.status.code == 500 && broken.headers[.reader] == nil)
        }
    }
}
