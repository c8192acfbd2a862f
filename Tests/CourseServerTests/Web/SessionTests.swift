import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

@Suite struct SessionTests {
    private let credentials = [("login", "learner"), ("password", WebWorld.password)]

    @Test func `the cookie of a session is not for scripts and not for other sites`() async throws {
        try await withWebWorld { world in
            let answer = try await world.post("/session", credentials)
            #expect(answer.status.code == 303)
            let cookie = try #require(answer.headers[.setCookie])
            let token = try #require(cookie.firstMatch(of: /^session=([0-9a-f]{64});/)).1
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
            #expect(!cookie.contains("Domain"))
            #expect(try await world.get("/me", [.cookie: "session=\(token)"]).status == .ok)
        }
    }

    @Test func `a token somebody else chose is never a session`() async throws {
        try await withWebWorld { world in
            let chosen = String(repeating: "ab", count: 32)
            for token in [chosen, "", "x", chosen + chosen, "' OR 1=1 --", String(repeating: "0", count: 64)] {
                let stranger: HTTPFields = [.cookie: "session=\(token)"]
                #expect(try await world.get("/me", stranger).location.hasPrefix("/sign-in"))
                let entered = try await world.post("/session", credentials, stranger)
                #expect(entered.headers[.setCookie]?.contains("session=\(chosen)") == false)
                #expect(try await world.get("/me", stranger).location.hasPrefix("/sign-in"))
            }
            let first = try await world.post("/session", credentials).headers[.setCookie]
            let second = try await world.post("/session", credentials).headers[.setCookie]
            #expect(first != second)
        }
    }

    @Test func `a session ended opens nothing any more`() async throws {
        try await withWebWorld { world in
            #expect(try await world.get("/me", as: .learner).status == .ok)
            let out = try await world.post("/sign-out", as: .learner)
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await world.get("/me", as: .learner).location.hasPrefix("/sign-in"))

            let change = [("current", WebWorld.password), ("new", "sinyaya-lampa-8")]
            let other = try await world.domains.sessions.signIn(
                login: "tutor", password: WebWorld.password, from: Visitor(address: "x", browser: "")
            ).token
            #expect(try await world.post("/me/password", change, as: .tutor).status.code == 303)
            #expect(try await world.get("/me", as: .tutor).status == .ok)
            #expect(try await world.get("/me", [.cookie: "session=\(other)"]).location.hasPrefix("/sign-in"))

            _ = try await world.post("/o/school-a/people/\(world.id(.classmate))/password", as: .head)
            #expect(try await world.get("/me", as: .classmate).location.hasPrefix("/sign-in"))
        }
    }

    @Test func `after ten wrong passwords the right one waits a quarter of an hour`() async throws {
        try await withWebWorld { world in
            for _ in 1...10 {
                let wrong = try await world.post("/session", [("login", "Learner "), ("password", "x")])
                #expect(wrong.status == .unprocessableContent)
            }
            let right = try await world.post("/session", credentials)
            #expect(right.status == .unprocessableContent || right.status == .tooManyRequests)
            #expect(right.headers[.setCookie] == nil)
            let other = try await world.post("/session", [("login", "tutor"), ("password", WebWorld.password)])
            #expect(other.status.code == 303)

            world.clock.advance(15 * 60 + 1)
            #expect(try await world.post("/session", credentials).status.code == 303)
        }
    }

    @Test func `a wrong login and a wrong password look the same`() async throws {
        try await withWebWorld { world in
            let known = try await world.post("/session", [("login", "learner"), ("password", "x")]).text
            let unknown = try await world.post("/session", [("login", "nobody7"), ("password", "x")]).text
            #expect(known.replacing("learner", with: "") == unknown.replacing("nobody7", with: ""))
        }
    }

    @Test func `codes of invitations are not found by trying`() async throws {
        try await withWebWorld { world in
            var statuses: [Int] = []
            // On a slow machine a few come back meanwhile.
            while statuses.last != 429, statuses.count < 100 {
                statuses.append(try await world.get("/join/AAAA\(1000 + statuses.count)").status.code)
            }
            #expect(statuses.first == 422)
            #expect(statuses.last == 429)
        }
    }

    @Test func `enrolled twice, at once too, a learner is in once`() async throws {
        try await withWebWorld { world in
            let course = try await world.domains.courses.found(
                CourseSettings(title: "Открытый", visibility: .open, admission: Admission(mode: .open)),
                in: world.schoolA.id, by: world.id(.author))
            let statuses = try await atOnce(8) {
                try await world.post("/courses/\(course.id)/enrolment", as: .pupil).status.code
            }
            #expect(statuses.filter { $0 == 303 }.count == 1)
            #expect(statuses.filter { $0 == 422 }.count == 7)
            #expect(try await world.domains.gradebook.sheet(of: course.id).rows.count == 1)

            let joined = try await atOnce(4) {
                try await world.post("/join/\(world.invitation.code)", as: .pupil).status.code
            }
            #expect(joined == [303, 303, 303, 303])
            let invitations = try await world.domains.invitations.invitations(to: world.course.space)
            #expect(invitations.map(\.used) == [1])
        }
    }

    @Test func `handed in twice, at once too, a quiz is handed in once`() async throws {
        try await withWebWorld { world in
            let slot = try await world.essaySlot()
            let attempt = "/attempts/\(world.attempt)"
            let statuses = try await atOnce(6) {
                try await world.post(
                    attempt + "/page", [("s\(slot)", "Ответ"), ("go", "submit")], as: .learner
                ).status.code
            }
            #expect(statuses.allSatisfy { $0 == 303 || $0 == 422 })
            let finished = try await world.domains.attempts.attempt(world.attempt)
            #expect(finished.isFinished)

            let changed = try await world.changes {
                _ = try await world.post(attempt + "/page", [("s\(slot)", "Другой"), ("go", "submit")], as: .learner)
            }
            #expect(changed == [])
            let started = try await atOnce(4) {
                try await world.post("/activities/\(world.quiz)/attempts", as: .learner).location
            }
            #expect(Set(started).count == 1)
        }
    }

    @Test func `a request that does not say its host is refused`() async throws {
        try await withWebWorld { world in
            let app = Application(
                router: router(
                    world.domains, world.site, settings: Settings(), metrics: RequestMetrics(),
                    temporaryFolder: world.folder),
                configuration: .init(address: .hostname("127.0.0.1", port: 0)))
            try await app.test(.live) { client in
                let port = try #require(client.port)
                for request in [
                    "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
                    "POST /session HTTP/1.1\r\nHost:\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                ] {
                    let answer = try await exchange(request, port: port)
                    #expect(
                        answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.0 400"), "\(answer.prefix(200))")
                    #expect(answer.lowercased().contains("x-content-type-options: nosniff"))
                }
                let good = try await exchange("GET /help HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", port: port)
                #expect(good.hasPrefix("HTTP/1.1 200"))
            }
        }
    }
}

private func atOnce<T: Sendable>(_ count: Int, _ body: @escaping @Sendable () async throws -> T) async throws -> [T] {
    try await withThrowingTaskGroup(of: T.self) { group in
        for _ in 0..<count { group.addTask { try await body() } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

/// Sends bytes to the server as they are and reads until it hangs up.
private func exchange(_ request: String, port: Int) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try exchangeNow(request, port: port) }) }
    }
}

private func exchangeNow(_ request: String, port: Int) throws -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    try #require(isOpen == 0)
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let bytes = Array(request.utf8)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
}
