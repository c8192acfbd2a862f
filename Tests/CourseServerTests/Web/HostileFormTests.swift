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

@Suite struct HostileFormTests {
    // MARK: - Forms from elsewhere

    @Test func `a form from another site changes nothing`() async throws {
        let site = HTTPField.Name("Sec-Fetch-Site")!  // a token
        let senders: [HTTPFields] = [
            [.origin: "http://evil.example"], [.origin: "null"], [.origin: "http://localhost.evil.example"],
            [.origin: "http://localhost:81"], [.origin: ""], [.origin: "http://localhost", site: "cross-site"],
            [.origin: "http://localhost", site: "same-site"], [.origin: "http://localhost", site: "x"],
        ]
        try await withWebWorld { world in
            for headers in senders {
                let changed = try await world.changes {
                    for (path, person) in [
                        ("/courses/\(world.course.id)/modules", .author),
                        ("/activities/\(world.page)/removal", .author),
                        ("/o/school-a/people/\(world.id(.pupil))/password", .head), ("/me/password", .learner),
                        ("/activities/\(world.page)/completion", .learner), ("/consent/withdrawal", .learner),
                        ("/attempts/\(world.attempt)/page", .learner), ("/join/\(world.invitation.code)", .pupil),
                    ] as [(String, Person)] {
                        let answer = try await world.post(
                            path, [("title", "x"), ("go", "submit")], as: person, headers)
                        #expect(answer.status == .forbidden, "\(path) \(headers)")
                    }
                }
                #expect(changed == [])
            }
            // Neither header, but a cookie.
            let silent = try await world.client.executeRequest(
                uri: "/consent/withdrawal", method: .post, headers: [.cookie: world.cookie(.learner)], body: nil)
            #expect(silent.status == .forbidden)
            let foreign = try await world.post(
                "/session", [("login", "learner"), ("password", WebWorld.password)], [.origin: "http://evil.example"])
            #expect(foreign.status == .forbidden, "nobody is signed in by another site")
            #expect(foreign.headers[.setCookie] == nil)
        }
    }

    @Test func `following a link changes nothing`() async throws {
        try await withWebWorld { world in
            let foreign: HTTPFields = [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]
            let changed = try await world.changes {
                for path in ["/language/en?back=/", "/join/\(world.invitation.code)", "/sign-out", "/consent"] {
                    _ = try await world.get(path, as: .learner, foreign)
                }
            }
            #expect(changed == [])
        }
    }

    @Test func `a look at the head of a page changes nothing and has no body`() async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                for path in [
                    "/", "/courses/\(world.course.id)", "/activities/\(world.link)", "/attempts/\(world.attempt)",
                ] {
                    let head = try await world.send(.head, path, as: .learner)
                    #expect(head.status == .ok, "\(path)")
                    #expect(head.body.readableBytes == 0)
                }
                #expect(try await world.send(.head, "/nowhere").status == .notFound)
                #expect(try await world.send(.head, world.asset.path, as: .learner).body.readableBytes == 0)
            }
            #expect(changed == [])
        }
    }

    @Test func `a method nobody serves is refused`() async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                for method in [HTTPRequest.Method.put, .delete, .patch, .trace, .options, .connect] {
                    let answer = try await world.send(
                        method, "/courses/\(world.course.id)", as: .administrator, [.origin: "http://localhost"])
                    #expect([404, 405].contains(answer.status.code), "\(method)")
                }
            }
            #expect(changed == [])
        }
    }

    // MARK: - Forms too large or broken

    @Test(
        arguments: [
            ("a=%FF", nil, 400), ("login=%C0%AF", nil, 400), ("login=%ED%A0%80", nil, 400), ("login=%00", nil, 400),
            ("login=%", nil, 400), ("{}", "application/json", 415), ("a=1", "text/plain", 415),
            ("<a/>", "text/xml", 415),
            ("x", "multipart/form-data; boundary=x", 415), ("x", "image/png", 415), ("a=1", "", 415),
        ] as [(String, String?, Int)])
    func `a form in another form is refused`(body: String, type: String?, status: Int) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                for path in ["/session", "/courses/\(world.course.id)/settings"] {
                    let answer = try await world.send(
                        .post, path, as: .author, [.contentType: type ?? "application/x-www-form-urlencoded"],
                        body: ByteBuffer(string: body))
                    #expect(answer.status.code == status)
                }
            }
            #expect(changed == [])
        }
    }

    @Test func `a form of five thousand fields or of a megabyte and more is refused`() async throws {
        try await withWebWorld { world in
            let fields = Array(repeating: ("title", "x"), count: 5_000)
            let large = [("title", "x"), ("summary", String(repeating: "x", count: 1 << 20))]
            let paths = [
                "/session", "/courses/\(world.course.id)/settings", "/courses/\(world.course.id)/modules", "/preview",
                "/o/school-a/courses", "/activities/\(world.page)/edit",
            ]
            let changed = try await world.changes {
                for path in paths {
                    #expect(try await world.post(path, fields, as: .author).status == .contentTooLarge, "\(path)")
                    #expect(try await world.post(path, large, as: .author).status == .contentTooLarge, "\(path)")
                }
                let json = String(repeating: " ", count: (1 << 20) + 1)
                let answers = try await world.post("/attempts/\(world.attempt)/answers", json: json, as: .learner)
                #expect(answers.status == .contentTooLarge)
                let watching = try await world.post("/activities/\(world.page)/watching", json: json, as: .learner)
                #expect(watching.status == .contentTooLarge)
            }
            #expect(changed == [])
        }
    }

    @Test(arguments: [
        ("multipart/form-data", "--x\r\n\r\n--x--"), ("multipart/form-data; boundary=", "--\r\n"),
        ("multipart/form-data; boundary=x", ""), ("multipart/form-data; boundary=x", "--x\r\n"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf"
        ),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--"),
        ("multipart/form-data; boundary=x", "--x\r\n\r\nv\r\n--x--"),
    ])
    func `an upload cut short or malformed leaves nothing`(type: String, body: String) async throws {
        try await withWebWorld { world in
            let files = try FileManager.default.contentsOfDirectory(atPath: world.folder)
            let changed = try await world.changes {
                for path in [
                    "/modules/\(world.module)/file", "/modules/\(world.module)/quiz", "/o/school-a/courses/import",
                ] {
                    let answer = try await world.send(
                        .post, path, as: .author, [.contentType: type], body: ByteBuffer(string: body))
                    #expect(answer.status == .badRequest, "\(path)")
                }
            }
            #expect(changed == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder).sorted() == files.sorted())
        }
    }

    @Test func `a file of questions that holds none, or too much, makes no quiz`() async throws {
        try await withWebWorld { world in
            let files = try FileManager.default.contentsOfDirectory(atPath: world.folder)
            let comment = Array(String(repeating: "x", count: 1 << 20).utf8)
            let twenty = Array("// ".utf8) + Array(repeating: comment, count: 20).joined()
            let forty = Array("// ".utf8) + Array(repeating: comment, count: 40).joined()
            let cases: [([UInt8], Int)] = [
                (twenty, 422), (forty, 413), ([], 422), ([0xFF, 0xFE, 0x00], 422),
                ([UInt8](repeating: 0, count: 1_000), 422),
                (Array("{{{{{{".utf8), 422), (Array("}}}}".utf8), 422), (Array("\u{FEFF}".utf8), 422),
            ]
            let changed = try await world.changes {
                for (file, status) in cases {
                    let answer = try await world.upload(
                        "/modules/\(world.module)/quiz", [("title", "Тест")], file: file, named: "q.gift", as: .author)
                    #expect(answer.status.code == status, "\(file.count) bytes")
                }
            }
            #expect(changed == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder).sorted() == files.sorted())
        }
    }

    @Test(
        arguments: [
            [], [0xFF, 0xFE, 0x41], Array("Фамилия;Имя\n\"незакрытая".utf8), Array("a;b\n1;2\n".utf8),
            [0x00, 0x01, 0x02],
            Array("Фамилия;Имя\n".utf8), Array("Фамилия;Имя;Логин\nА;Б;learner\n".utf8),
            Array("Фамилия;Имя;Логин\nА;Б;../..\n".utf8),
            Array("Фамилия;Имя;Роль\nА;Б;царь\n".utf8), Array("Фамилия;Имя;Пароль\nА;Б;1\n".utf8),
            Array("Фамилия;Имя;Логин\nА;Б;x1\nВ;Г;x1\n".utf8),
            Array(("Фамилия;Имя\n" + String(repeating: "А;Б\n", count: 5_001)).utf8),
            Array("Фамилия;Имя\nА\u{0};Б\n".utf8),
        ] as [[UInt8]])
    func `a table with a bad line enters nobody`(table: [UInt8]) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let answer = try await world.upload(
                    "/o/school-a/people/lists", [("role", "learner")], file: table, named: "x.csv", as: .head)
                #expect(answer.status == .unprocessableContent)
                #expect(!answer.text.contains("/confirmation"))
            }
            #expect(changed.filter { $0 != "people_lists" } == [])
        }
    }

    @Test func `a table's broken UTF-8 is read in the school's old encoding or refused, never half`() async throws {
        try await withWebWorld { world in
            let table = Array("Фамилия;Имя\nИванова;".utf8) + [0xD0] + Array("\n".utf8)
            let changed = try await world.changes {
                let answer = try await world.upload(
                    "/o/school-a/people/lists", [("role", "learner")], file: table, named: "x.csv", as: .head)
                #expect(answer.status == .unprocessableContent)
            }
            #expect(changed.filter { $0 != "people_lists" } == [])
        }
    }

    @Test(arguments: ["administrator", "methodist", "head", "juror", "царь", ""])
    func `a table's role is one a school may give`(role: String) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let answer = try await world.upload(
                    "/o/school-a/people/lists", [("role", role)], file: Array("Фамилия;Имя\nА;Б\n".utf8),
                    named: "x.csv",
                    as: .head)
                #expect(answer.status == .badRequest)
            }
            #expect(changed == [])
        }
    }
}
