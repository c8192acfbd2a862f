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

@Suite struct HostileRequestTests {
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
        answer(slot: "0"), answer(slot: "-1"), answer(slot: "1e99"), answer(slot: "9223372036854775808"),
        answer(sequence: "0"), answer(sequence: "-1"), answer(sequence: "1152921504606846976"), answer(sequence: "NaN"),
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
        answer(slot: "1000000000"), answer(slot: "9223372036854775807"), answer(field: "s2"), answer(field: ""),
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

    // MARK: - Others' things

    @Test func `another's attempt does not exist for a classmate`() async throws {
        try await withWebWorld { world in
            let attempt = "/attempts/\(world.attempt)"
            let changed = try await world.changes {
                let answers = [
                    try await world.get(attempt, as: .classmate),
                    try await world.get(attempt + "/review", as: .classmate),
                    try await world.post(attempt + "/answers", json: answer(slot: "1"), as: .classmate),
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

/// What the script would send with one thing wrong.
private func answer(slot: String = "1", sequence: String = "1386237600001", field: String = "s1") -> String {
    "{\"device\":\"p\",\"answers\":[{\"slot\":\(slot),\"sequence\":\(sequence),\"fields\":[[\"\(field)\",\"1\"]]}]}"
}
