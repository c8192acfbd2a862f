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

@Suite struct HostileNumberTests {
    // MARK: - Numbers

    static let badNumbers = [
        "-1", "0", "1e308", "99999999999999999999", "-9223372036854775808", "9223372036854775807", "NaN", "inf", "1.5",
        "1,5", "0x10", "١٢", "1 000", "五", "--1", "1e", "2147483648",
    ]

    @Test(arguments: badNumbers)
    func `a number out of its range changes nothing`(number: String) async throws {
        try await withWebWorld { world in
            let course = "/courses/\(world.course.id)"
            let forms: [(String, [(String, String)])] = [
                ("\(course)/settings", [("title", "Курс"), ("hours", number)]),
                ("\(course)/settings", [("title", "Курс"), ("capacity", number)]),
                ("/o/school-a/courses", [("title", "Курс"), ("hours", number)]),
                ("\(course)/invitations", [("seats", number), ("days", "1")]),
                ("\(course)/invitations", [("seats", "1"), ("days", number)]),
                ("/activities/\(world.quiz)/quiz", [("points", number)]),
                ("/activities/\(world.quiz)/quiz", [("time_limit", number)]),
                ("/activities/\(world.quiz)/quiz", [("attempts", number)]),
                ("/activities/\(world.quiz)/quiz", [("per_page", number)]),
                ("/activities/\(world.quiz)/quiz", [("pass", number == "0" ? "101" : number)]),
                ("/activities/\(world.page)/edit", [("title", "С"), ("text", "т"), ("version", number)]),
            ]
            for (path, fields) in forms {
                let changed = try await world.changes {
                    let answer = try await world.post(path, fields, as: .author)
                    #expect(answer.status == .unprocessableContent, "\(path) \(fields)")
                }
                #expect(changed == [], "\(path) \(fields)")
            }
        }
    }

    @Test(arguments: badNumbers.filter { !["0", "1,5", "1.5"].contains($0) } + ["", " ", "1.00001", "-0.01", "2"])
    func `a mark that is no number up to the greatest changes nothing`(mark: String) async throws {
        try await withWebWorld { world in
            let slot = try await world.essaySlot()
            try await world.domains.attempts.finish(world.attempt, by: world.id(.learner))
            let changed = try await world.changes {
                let answer = try await world.post(
                    "/attempts/\(world.attempt)/slots/\(slot)/mark", [("mark", mark), ("comment", "Слово")], as: .tutor)
                #expect(answer.status == .unprocessableContent)
            }
            #expect(changed == [])
        }
    }

    @Test(arguments: [
        "-1", "0", "1e308", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "x", "",
    ])
    func `a page's number out of range shows a page there is`(number: String) async throws {
        try await withWebWorld { world in
            let shown = try await world.get("/attempts/\(world.attempt)?page=\(number)", as: .learner)
            #expect(shown.status == .ok)
            let members = try await world.get("/courses/\(world.course.id)/members?enrolled=\(number)", as: .author)
            #expect(members.status == .ok)
            let confirmed = try await world.post(
                "/attempts/\(world.attempt)/page", [("page", number), ("go", "finish")], as: .learner)
            #expect(confirmed.status == .ok)
        }
    }

    @Test func `turning from the greatest page does not stop the server`() async {
        await #expect(processExitsWith: .success) {
            try await withWebWorld { world in
                for (page, go) in [("9223372036854775807", "next"), ("-9223372036854775808", "previous")] {
                    let answer = try await world.post(
                        "/attempts/\(world.attempt)/page", [("page", page), ("go", go)], as: .learner)
                    guard answer.status.code == 303 else { exit(1) }
                }
            }
        }
    }

    @Test(arguments: [
        "99999999999999999999", "9223372036854775808", "9223372036854775807", "-1", "0", "1e3", "%00", "٣", "1.0", "+1",
        "0x1", "1%20", "1%2F..", "NULL", "1;DROP%20TABLE%20users", "1'--",
    ])
    func `what is no number of anything is not found`(id: String) async throws {
        try await withWebWorld { world in
            for path in [
                "/courses/\(id)", "/courses/\(id)/settings", "/activities/\(id)", "/attempts/\(id)",
                "/attempts/\(id)/review", "/modules/\(id)/page/new", "/media/\(id)/x", "/o/\(id)",
                "/modules/\(world.module)/\(id)/new",
            ] {
                #expect(try await world.get(path, as: .administrator).status == .notFound, "\(path)")
            }
            let changed = try await world.changes {
                for path in [
                    "/courses/\(id)/enrolment", "/activities/\(id)/completion", "/attempts/\(id)/page",
                    "/attempts/\(world.attempt)/slots/\(id)/mark", "/o/school-a/people/\(id)/password",
                    "/o/school-a/people/lists/\(id)/confirmation", "/modules/\(id)/page",
                ] {
                    let answer = try await world.post(path, [("mark", "1")], as: .administrator)
                    #expect(answer.status == .notFound, "\(path)")
                }
                for path in ["members/\(id)/withdrawal", "invitations/\(id)/withdrawal"] {
                    let answer = try await world.post("/courses/\(world.course.id)/\(path)", as: .administrator)
                    #expect(answer.status == .notFound || answer.status.code == 303, "\(path)")
                }
            }
            #expect(changed == [])
        }
    }

    // MARK: - JSON

    @Test(arguments: [
        "", "{", "[]", "null", "\"x\"", "{}", "{\"device\":\"p\"}", "{\"device\":\"\",\"answers\":[]}",
        "{\"device\":1,\"answers\":[]}", String(repeating: "[", count: 100_000),
        "{\"device\":\"\(String(repeating: "d", count: 65))\",\"answers\":[]}",
        "{\"device\":\"p\",\"answers\":[{\"slot\":\"1\",\"sequence\":1,\"fields\":[]}]}",
        "{\"device\":\"p\",\"answers\":[{\"slot\":1,\"sequence\":1.5,\"fields\":[]}]}",
        "{\"device\":\"p\",\"answers\":[{\"slot\":1,\"sequence\":1,\"fields\":[[1,2]]}]}",
        sentAnswer(slot: "0"), sentAnswer(slot: "-1"), sentAnswer(slot: "1e99"),
        sentAnswer(slot: "9223372036854775808"),
        sentAnswer(sequence: "0"), sentAnswer(sequence: "-1"), sentAnswer(sequence: "1152921504606846976"),
        sentAnswer(sequence: "NaN"),
        "{\"device\":\"p\",\"answers\":["
            + Array(repeating: "{\"slot\":1,\"sequence\":1,\"fields\":[]}", count: 501).joined(separator: ",") + "]}",
    ])
    func `answers that are not what the script sends are refused`(json: String) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let refused = try await world.post("/attempts/\(world.attempt)/answers", json: json, as: .learner)
                #expect(refused.status == .badRequest, "\(json.prefix(80))")
            }
            #expect(changed == [])
        }
    }

    @Test(arguments: [
        sentAnswer(slot: "1000000000"), sentAnswer(slot: "9223372036854775807"), sentAnswer(field: "s2"),
        sentAnswer(field: ""),
    ])
    func `an answer to no question of the attempt changes nothing and is not said to be saved`(json: String)
        async throws
    {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let receipt = try await world.post("/attempts/\(world.attempt)/answers", json: json, as: .learner)
                #expect(receipt.status.code < 500)
                #expect(!receipt.text.contains("\"slot\""), "\(receipt.text)")
            }
            #expect(changed == [])
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{\"position_ms\":\"1\",\"played_ms\":1}", "{\"position_ms\":NaN,\"played_ms\":1}",
        "{\"position_ms\":1e999,\"played_ms\":1}", "{\"played_ms\":1}", String(repeating: "[", count: 4_000),
    ])
    func `watching that is not what the player sends is refused`(json: String) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let refused = try await world.post("/activities/\(world.page)/watching", json: json, as: .learner)
                #expect(refused.status == .badRequest)
            }
            #expect(changed == [])
        }
    }

    @Test func `watching is believed within what a film can be`() async throws {
        try await withWebWorld { world in
            for json in ["{\"position_ms\":-5,\"played_ms\":-5}", "{\"position_ms\":1e308,\"played_ms\":1e308}"] {
                let noted = try await world.post("/activities/\(world.page)/watching", json: json, as: .learner)
                #expect(noted.status == .ok)
            }
            let progress = try await world.domains.progress.progress(of: world.id(.learner), in: world.course.id)
            let note = try #require(progress.activities[world.page])
            #expect(note.playedMs <= 600_000 && note.positionMs <= 1_000_000_000 && note.completedAt == nil)
        }
    }
}

/// What the script would send with one thing wrong.
func sentAnswer(slot: String = "1", sequence: String = "1386237600001", field: String = "s1") -> String {
    "{\"device\":\"p\",\"answers\":[{\"slot\":\(slot),\"sequence\":\(sequence),\"fields\":[[\"\(field)\",\"1\"]]}]}"
}
