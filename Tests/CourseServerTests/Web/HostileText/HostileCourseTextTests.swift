import Accounts
import Contest
import Courses
import Documents
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import NIOCore
import Quizzes
import Spaces
import Storage
import Surveys
import TestSupport
import Testing

@testable import CourseServer

@Suite struct HostileCourseTextTests {
    @Test(arguments: hostileTexts)
    func `what an author names a course and its parts is text on every page`(payload: String) async throws {
        try await withWebWorld { world in
            let course = "/courses/\(world.course.id)"
            let settings = [
                ("title", payload), ("summary", payload), ("key", payload), ("mode", "key"), ("visibility", "public"),
            ]
            #expect(try await world.post("\(course)/settings", settings, as: .author).status.code == 303)
            #expect(try await world.post("\(course)/modules", [("title", payload)], as: .author).status.code == 303)
            let module = "/modules/\(world.module)"
            let page = try await world.post(
                "\(module)/page", [("title", payload), ("text", payload)], as: .author)
            let link = try await world.post(
                "\(module)/link", [("title", payload), ("url", "https://example.org/?q=\"><script>px7</script>")],
                as: .author)
            let file = try await world.upload(
                "\(module)/file", [("title", payload)], file: Array("text".utf8), named: payload, as: .author)
            let quiz = try await world.upload(
                "\(module)/quiz", [("title", payload)], file: Array("Сколько? {=1}".utf8), named: payload, as: .author)
            #expect(page.status.code == 303 && link.status.code == 303 && file.status.code == 303)
            #expect(quiz.status == .ok)

            try await expectClean(
                world, shows: "px7",
                [
                    (course, .learner), (course, nil), (course, .author), ("\(course)/settings", .author),
                    ("\(course)/grades", .learner), ("\(course)/gradebook", .author), ("\(course)/members", .author),
                    ("/search?q=px7", .learner), ("/search?q=px7", .author),
                    ("/modules/\(world.module)/download", .learner),
                    ("/catalogue", nil), ("/catalogue", .learner), ("/", nil), ("/", .learner), ("/teaching", .author),
                    ("/o/school-a", nil), ("/join/\(world.invitation.code)", .pupil), (page.location, .learner),
                    (link.location, .learner), (file.location, .learner), (page.location, .author),
                    (page.location + "/edit", .author), ("/activities/\(world.quiz)", .learner),
                    ("\(course)/edit", .author), ("\(course)/files", .author),
                    ("/activities/\(world.quiz)/results", .author), ("/activities/\(world.quiz)/quiz", .author),
                    ("/attempts/\(world.attempt)/review", .author),
                ])
            try await expectHistoryClean(world, of: page.location, with: payload)
            let again = try await world.post("\(course)/enrolment", [("key", payload + "?")], as: .pupil)
            #expect(again.status == .unprocessableContent)
            #expect(LiveMarkup.fault(in: again.text) == nil)
        }
    }

    @Test(arguments: hostileMarkup)
    func `a page's Markdown and its preview keep nothing that runs`(payload: String) async throws {
        try await withWebWorld { world in
            let text = "Начало\n\n\(payload)\n\nКонец"
            let page = try await world.post(
                "/modules/\(world.module)/page", [("title", "Страница"), ("text", text)], as: .author)
            #expect(page.status.code == 303)
            let read = try await world.get(page.location, as: .learner)
            #expect(LiveMarkup.fault(in: read.text) == nil, "\(payload)")
            #expect(read.text.contains("Начало"))

            let preview = try await world.post("/preview", [("text", text)], as: .author)
            #expect(preview.status == .ok)
            #expect(LiveMarkup.fault(in: preview.text) == nil, "\(payload)")
            // The author's own text comes back whole for editing.
            let edit = try await world.get(page.location + "/edit", as: .author)
            #expect(LiveMarkup.fault(in: edit.text) == nil, "\(payload)")
        }
    }

    @Test(arguments: [
        "javascript:px7()", "JAVASCRIPT:px7()", " javascript:px7()", "java\nscript:px7()", "data:text/html,x",
        "vbscript:x", "//evil.example", "/courses/1", "ftp://example.org/", "http://", "https:///x", "",
        "file:///etc/passwd", "px7",
    ])
    func `the address of a link is one of the web`(address: String) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let answer = try await world.post(
                    "/modules/\(world.module)/link", [("title", "Ссылка"), ("url", address)], as: .author)
                #expect(answer.status == .unprocessableContent)
                #expect(LiveMarkup.fault(in: answer.text) == nil)
                #expect(answer.text.contains("Ссылка"), "what was typed comes back")
            }
            #expect(changed == [])
        }
    }
}

/// Changes a page to the payload and back, removes it, and looks at what its authors see of that.
private func expectHistoryClean(_ world: WebWorld, of page: String, with payload: String) async throws {
    let course = "/courses/\(world.course.id)"
    let draft = try await world.post(
        page + "/draft", [("title", payload), ("text", "\(payload) ещё"), ("version", "1")], as: .author)
    #expect(draft.status.code == 303)
    try await expectClean(world, shows: "px7", [(page + "/edit", .author)])
    let changed = try await world.post(
        page + "/edit", [("title", payload), ("text", "другое \(payload)"), ("version", "1")], as: .author)
    #expect(changed.status.code == 303)
    let late = try await world.post(
        page + "/edit", [("title", payload), ("text", "третье \(payload)"), ("version", "1")], as: .author)
    #expect(late.status == .unprocessableContent && LiveMarkup.fault(in: late.text) == nil)
    try await expectClean(world, shows: "px7", [(page + "/history", .author), (page + "/history/1", .author)])
    let module = "/modules/\(world.module)"
    #expect(
        try await world.post("\(module)/details", [("title", payload), ("summary", payload)], as: .author).status.code
            == 303)
    #expect(try await world.post(page + "/removal", as: .author).location.hasPrefix(course + "/edit?removed="))
    try await expectClean(
        world, shows: "px7",
        [
            ("\(course)/trash", .author), ("\(course)/edit?removed=\(page)", .author), ("\(course)/check", .author),
            (course, .learner),
        ])
    let preview = try await world.post(
        "/questions/preview", [("questions", "\(payload)\n+ \(payload)\n- нет")], as: .author)
    #expect(preview.status == .ok && LiveMarkup.fault(in: preview.text) == nil)
    #expect(try await world.post(page + "/restoration", as: .author).status.code == 303)
}
