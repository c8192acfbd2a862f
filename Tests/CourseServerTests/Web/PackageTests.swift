import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct PackageTests {
    @Test func `what a package tells reaches progress and gradebook at once`() async throws {
        try await withWebWorld { world in
            let activity = try await world.addPackage()
            let values = #"{"cmi.core.lesson_status":"passed","cmi.core.score.raw":"80"}"#
            let answer = try await world.post(
                "/activities/\(activity)/tracking", json: #"{"item":"i1","values":\#(values),"finished":true}"#,
                as: .learner)

            #expect(answer.text == #"{"saved":true,"completed":true}"#)
            let (_, grades) = try await world.domains.gradebook.grades(
                of: world.id(.learner), in: world.course.id)
            #expect(grades[activity] == Points(8))
            let progress = try await world.domains.progress.progress(of: world.id(.learner), in: world.course.id)
            #expect(progress.isCompleted(activity))
        }
    }

    @Test(arguments: [
        #"{"item":"i1","values":{"cmi.core.score.raw":"900"}}"#, #"{"item":"elsewhere","values":{}}"#,
        #"{"item":"i1","values":{"__proto__":"x"}}"#,
    ])
    func `what makes no sense is refused and changes nothing`(body: String) async throws {
        try await withWebWorld { world in
            let activity = try await world.addPackage()
            let changes = try await world.changes {
                let answer = try await world.post("/activities/\(activity)/tracking", json: body, as: .learner)
                #expect(answer.status == .unprocessableContent)
            }
            #expect(changes == [])
        }
    }

    @Test func `a package cannot speak for the learner to the site`() async throws {
        try await withWebWorld { world in
            let activity = try await world.addPackage()
            for origin in ["null", "https://elsewhere.example"] {
                let answer = try await world.send(
                    .post, "/activities/\(activity)/tracking", as: .learner,
                    [.contentType: "application/json", .origin: origin],
                    body: .init(string: #"{"item":"i1","values":{}}"#))
                #expect(answer.status == .forbidden)
            }
        }
    }

    @Test func `a page of a package gets the interface first and is shut in`() async throws {
        try await withWebWorld { world in
            let activity = try await world.addPackage()
            let pass = try await world.pass(to: activity)
            let page = try await world.get("/run/\(pass)/files/one.html")
            #expect(page.text.contains("<head><script src=\"/run/\(pass)/launch.js\"></script><script src=\"/assets/"))
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.hasPrefix("sandbox allow-scripts"))
            #expect(!policy.contains("allow-same-origin") && !policy.contains("allow-top-navigation"))
            #expect(policy.contains("default-src http://localhost/run/\(pass)/ data:"))
            #expect(page.headers[.setCookie] == nil)

            let launch = try await world.get("/run/\(pass)/launch.js")
            #expect(launch.text.hasPrefix("window.courseLaunch={"))
            #expect(launch.text.contains("\"learnerName\":\"Анна\""))
            #expect(!launch.text.contains("Learner"), "the surname is nobody's business")
            #expect(try await world.get("/run/\(pass)/files/empty.css").status == .ok)
            #expect(try await world.get("/run/\(pass)/files/gone.html").status == .notFound)
            #expect(try await world.get("/run/\(pass)/files/..%2Fimsmanifest.xml").status == .notFound)
        }
    }

    @Test func `a pass of another's making or of yesterday opens nothing`() async throws {
        try await withWebWorld { world in
            let activity = try await world.addPackage()
            let pass = try await world.pass(to: activity)
            #expect(try await world.get("/run/1\(pass)/files/one.html").status == .notFound)
            let forged = pass.dropLast() + (pass.hasSuffix("0") ? "1" : "0")
            #expect(try await world.get("/run/\(forged)/files/one.html").status == .notFound)
            world.clock.advance(13 * 3_600)
            #expect(try await world.get("/run/\(pass)/files/one.html").status == .notFound)
        }
    }

    @Test func `a zip that is no package is refused in words`() async throws {
        try await withWebWorld { world in
            let answer = try await world.upload(
                "/modules/\(world.module)/package", [("title", "Пакет"), ("points", "10")],
                file: Array("PK\u{3}\u{4} no zip".utf8), named: "a.zip", as: .author)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("role=\"alert\""))
        }
    }

    @Test(arguments: [
        ("<html><head></head></html>", "<html><head>+</head></html>"),
        ("<!DOCTYPE html><title>x</title>", "<!DOCTYPE html>+<title>x</title>"),
        ("<!-- <head> --><p>x", "+<!-- <head> --><p>x"), ("", "+"),
        ("<?xml version=\"1.0\"?><HTML lang=ru><HEAD a=b>x", "<?xml version=\"1.0\"?><HTML lang=ru><HEAD a=b>+x"),
        ("<html><header>x", "<html>+<header>x"),
    ])
    func `scripts stand before all others`(page: String, expected: String) {
        let result = PackagePageSource.adding("+", to: Array(page.utf8))
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }
}
