import Accounts
import Archives
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

@Suite struct HostileOwnerTests {
    // MARK: - Others' things

    @Test func `another's attempt does not exist for a classmate`() async throws {
        try await withWebWorld { world in
            let attempt = "/attempts/\(world.attempt)"
            let changed = try await world.changes {
                let answers = [
                    try await world.get(attempt, as: .classmate),
                    try await world.get(attempt + "/review", as: .classmate),
                    try await world.post(attempt + "/answers", json: sentAnswer(slot: "1"), as: .classmate),
                    try await world.post(attempt + "/page", [("s1", "1"), ("go", "submit")], as: .classmate),
                    try await world.post(attempt + "/slots/1/mark", [("mark", "1")], as: .classmate),
                ]
                #expect(answers.map(\.status.code) == [404, 404, 404, 404, 404])
            }
            #expect(changed == [])
        }
    }

    @Test func `what belongs to one course is not reached through another`() async throws {
        try await withWebWorld { world in
            let other = try await world.domains.courses.found(
                CourseSettings(title: "Другой", visibility: .personal), in: world.schoolB.id,
                by: world.id(.otherLearner))
            let changed = try await world.changes {
                let invitation = "invitations/\(world.invitation.id)/withdrawal"
                _ = try await world.post("/courses/\(other.id)/\(invitation)", as: .otherLearner)
                _ = try await world.post(
                    "/courses/\(other.id)/members/\(world.id(.learner))/withdrawal", as: .otherLearner)
                let organisation = [("organisation", "\(world.schoolA.id)")]
                let whole = try await world.post(
                    "/courses/\(other.id)/organisation-enrolment", organisation, as: .otherLearner)
                #expect(whole.status == .badRequest)
            }
            #expect(changed == [])
            let media = try await world.get("/media/\(world.asset.id)/picture.png", as: .otherLearner)
            #expect(media.status == .notFound)
            #expect(try await world.get("/media/\(world.asset.id)/picture.png").status.code == 303)
        }
    }

    @Test func `a head does not make administrators by a table`() async throws {
        try await withWebWorld { world in
            for role in ["администратор", "administrator", "методист", "methodist", "директор", "head"] {
                let changed = try await world.changes {
                    let csv = "Фамилия;Имя;Логин;Пароль;Роль\nЗлой;Иван;evil;zelenaya-lampa-7;\(role)\n"
                    let preview = try await world.upload(
                        "/o/school-a/people/lists", [("role", "learner")], file: Array(csv.utf8), named: "x.csv",
                        as: .head)
                    #expect(preview.status == .unprocessableContent, "\(role)")
                    if let address = preview.text.firstMatch(of: /action="([^"]*confirmation)"/)?.1 {
                        _ = try await world.post(String(address), as: .head)
                    }
                }
                #expect(changed.filter { $0 != "people_lists" } == [], "\(role)")
            }
        }
    }

    @Test func `a head does not take over who stands above the school`() async throws {
        try await withWebWorld { world in
            for person in [Person.administrator, .methodist] {
                // They teach in the school, too.
                try await world.domains.spaces.add(world.id(person), to: world.schoolA.id, as: .author)
                let changed = try await world.changes {
                    let answer = try await world.post(
                        "/o/school-a/people/\(world.id(person))/password", as: .head)
                    #expect(answer.status == .notFound || answer.status == .forbidden)
                }
                #expect(changed == [], "\(person)")
            }
        }
    }

    @Test(arguments: [
        "/assets/..%2f..%2fPackage.swift", "/assets/../Package.swift", "/assets/x/../../Package.swift", "/assets/x/..",
        "/assets/x/%2e%2e/%2e%2e/Package.swift", "/assets/x/..%5c..%5cPackage.swift", "/assets//etc/passwd",
        "/assets/x//css/app.css%00.png", "/assets/x/css/app.css%00", "/assets/x/css/", "/assets/x/css", "/assets/",
        "/assets", "/assets/x/%ff%fe", "/assets/x/.hidden", "//assets/x/..//..//Package.swift",
    ])
    func `only the site's files lie under assets`(path: String) async throws {
        try await withWebWorld { world in
            let answer = try await world.get(path)
            #expect(answer.status == .notFound)
            #expect(!answer.text.contains("swift-tools-version") && !answer.text.contains("root:"))
        }
    }

    @Test(arguments: ["..%2f..%2f..%2fetc%2fpasswd", "%00", "..", "%2e%2e", "x%0d%0aSet-Cookie:%20a=b", "a%00.html"])
    func `the name in a file's address opens no other file`(name: String) async throws {
        try await withWebWorld { world in
            let answer = try await world.get("/media/\(world.asset.id)/\(name)", as: .learner)
            #expect(answer.status == .notFound || answer.text.contains("picture of A"))
            #expect(answer.headers[.setCookie] == nil)
            #expect(answer.headers[.contentDisposition]?.contains("passwd") != true)
        }
    }

    @Test func `a file of HTML or SVG is only downloaded`() async throws {
        try await withWebWorld { world in
            for text in ["<html><script>px7()</script>", "<svg xmlns='http://www.w3.org/2000/svg' onload='px7()'/>"] {
                let added = try await world.upload(
                    "/modules/\(world.module)/file", [("title", "Файл")], file: Array(text.utf8),
                    named: "../../x\".html", as: .author)
                let page = try await world.get(added.location, as: .learner)
                let address = try #require(page.text.firstMatch(of: /href="(\/media\/[^"]*)"/)).1
                let file = try await world.get(String(address), as: .learner)
                #expect(file.headers[.contentDisposition]?.hasPrefix("attachment") == true)
                #expect(file.headers[.contentType]?.contains("html") == false)
                #expect(file.headers[.contentType]?.contains("svg") == false)
                #expect(file.headers[.xContentTypeOptions] == "nosniff")
            }
        }
    }
}
