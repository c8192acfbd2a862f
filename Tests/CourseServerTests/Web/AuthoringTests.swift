import Accounts
import Courses
import Foundation
import HTTPTypes
import HummingbirdTesting
import Media
import NIOCore
import Processes
import Quizzes
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

private func png(_ size: String) -> [UInt8] {
    ChildProcess(
        program: "/usr/bin/ffmpeg",
        arguments: [
            "-v", "error", "-f", "lavfi", "-i", "testsrc=size=\(size)", "-frames:v", "1", "-c:v", "png", "-f",
            "image2pipe", "pipe:1",
        ], environment: ["PATH=/usr/bin"]
    ).run(input: [], timeLimit: .seconds(120), outputLimit: 8 << 20) ?? []
}

extension WebWorld {
    /// Sends a file as the editor's script does.
    fileprivate func send(_ file: [UInt8], named name: String, as person: Person) async throws -> TestResponse {
        var body = ByteBuffer()
        body.writeString("--edge\r\nContent-Disposition: form-data; name=\"as\"\r\n\r\npicture\r\n")
        body.writeString("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n")
        body.writeBytes(file)
        body.writeString("\r\n--edge--\r\n")
        return try await send(
            .post, "/courses/\(course.id)/files", as: person,
            [.contentType: "multipart/form-data; boundary=edge", .accept: "application/json"], body: body)
    }
}

@Suite struct AuthoringTests {
    @Test func `a picture comes in light, and a page leaves room for it`() async throws {
        try await withWebWorld { world in
            let answer = try await world.send(png("2000x1000"), named: "вид.png", as: .author)
            #expect(answer.status == .ok)
            let contents = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
            let address = try #require(contents["src"] as? String)
            #expect(contents["width"] as? Int == 1_600 && contents["height"] as? Int == 800)
            #expect(address.hasSuffix("-1600x800.webp"))
            let bytes = try await world.get(address, as: .learner)
            #expect(bytes.headers[.contentType] == "image/webp")
            #expect(contents["size"] as? Int == bytes.body.readableBytes)

            let page = try await world.post(
                "/modules/\(world.module)/page", [("title", "Вид"), ("text", "![Вид](\(address))")], as: .author)
            let read = try await world.get(page.location, as: .learner)
            #expect(read.text.contains("loading=\"lazy\" width=\"1600\" height=\"800\""))
        }
    }

    @Test(arguments: [
        ("a.svg", Array("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"px7()\"/>".utf8)),
        ("a.png", Array("<html><script>px7()</script>".utf8)),
        ("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        ("a.gif", Array("GIF89a/*\u{1}\u{0}*/=px7()".utf8)), ("a.jpg", [0xFF, 0xD8, 0xFF] + Array("<script>".utf8)),
        ("a.png", Array("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\nfile:///etc/passwd".utf8)), ("a.png", []),
    ])
    func `what is no picture is refused and nothing of it is kept`(name: String, bytes: [UInt8]) async throws {
        try await withWebWorld { world in
            let changed = try await world.changes {
                let answer = try await world.send(bytes, named: name, as: .author)
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains("error"))
            }
            #expect(changed == [])
        }
    }

    @Test func `a draft is nobody's but its author's, and two windows do not overwrite one another`() async throws {
        try await withWebWorld { world in
            let page = "/activities/\(world.page)"
            func keep(_ text: String, _ revision: Int, as person: Person = .author) async throws -> TestResponse {
                let fields = [("title", "С"), ("text", text), ("version", "1"), ("revision", "\(revision)")]
                return try await world.post(page + "/draft", fields, as: person, [.accept: "application/json"])
            }
            let first = try await keep("Раз", 0)
            #expect(first.status == .ok && first.text.contains("\"revision\":1") && first.text.contains("17:00"))
            #expect(try await keep("Раз, два", 1).status == .ok)
            let late = try await keep("Раз, три", 1)
            #expect(late.status == .conflict && late.text.contains("в другом окне"))
            let compared = try await world.post(
                page + "/draft", [("title", "С"), ("text", "Раз, три"), ("version", "1"), ("revision", "1")],
                as: .author)
            #expect(compared.status == .unprocessableContent)
            #expect(compared.text.contains("<del>два</del>") && compared.text.contains("<ins>три</ins>"))

            #expect(!(try await world.get(page, as: .learner).text.contains("Раз, два")))
            let other = try await world.get(page + "/edit", as: .methodist)
            #expect(other.text.contains("Author Анна Ивановна") && !other.text.contains("Раз, два"))
        }
    }

    @Test func `what is hidden or removed learners neither see nor open`() async throws {
        try await withWebWorld { world in
            let course = "/courses/\(world.course.id)"
            func codes() async throws -> [Int] {
                [
                    try await world.get("/activities/\(world.page)", as: .learner).status.code,
                    try await world.get("/activities/\(world.link)", as: .learner).status.code,
                ]
            }
            _ = try await world.post("/activities/\(world.page)/visibility", [("hidden", "yes")], as: .author)
            #expect(try await codes() == [404, 200])
            _ = try await world.post("/activities/\(world.link)/removal", as: .author)
            #expect(try await codes() == [404, 404])
            #expect(try await world.get("/activities/\(world.link)", as: .author).status == .notFound)
            let page = try await world.get(course, as: .learner)
            #expect(!page.text.contains("Страница") && !page.text.contains("Ссылка"))
            _ = try await world.post("/activities/\(world.link)/restoration", as: .author)
            _ = try await world.post("/activities/\(world.page)/visibility", [("hidden", "no")], as: .author)
            #expect(try await codes() == [200, 200])
            _ = try await world.post("/modules/\(world.module)/visibility", [("hidden", "yes")], as: .author)
            #expect(try await codes() == [404, 404])
        }
    }

    @Test func `nothing is moved or copied into a course of others`() async throws {
        try await withWebWorld { world in
            let foreign = try await world.domains.courses.found(
                CourseSettings(title: "Чужой", visibility: .personal), in: world.schoolB.id, by: world.id(.head))
            let module = try await world.domains.courses.addModule("Чужой модуль", to: foreign.id)
            let changed = try await world.changes {
                let moved = try await world.post(
                    "/activities/\(world.page)/position", [("module", "\(module)")], as: .author)
                #expect(moved.status.code == 303)
                let copied = try await world.post(
                    "/modules/\(world.module)/copy", [("course", "\(foreign.id)")], as: .author)
                #expect(copied.status == .notFound)
            }
            #expect(changed == [])
        }
    }

    @Test func `a copy of a course has its own files, and no learners`() async throws {
        try await withWebWorld { world in
            try await world.domains.database.write { tx in try tx.setDue(world.clock.now, of: world.page) }
            let address = "/media/\(world.asset.id)/picture.png"
            _ = try await world.post(
                "/activities/\(world.page)/edit", [("title", "С"), ("text", "![вид](\(address))"), ("version", "1")],
                as: .author)
            for (fields, keepsDates) in [([], false), ([("dates", "keep")], true)] as [([(String, String)], Bool)] {
                let answer = try await world.post("/courses/\(world.course.id)/copies", fields, as: .author)
                let id = try #require(Course.ID(String(answer.location.split(separator: "/")[1])))
                let copy = try await world.domains.courses.contents(id)
                #expect(copy.course.title == "Дроби и проценты (копия)" && copy.course.visibility == .personal)
                #expect(copy.activities.map(\.title) == ["С", "Ссылка", "Файл", "Тест", "Задание", "Опрос"])
                #expect((copy.activities[0].dueAt != nil) == keepsDates)
                guard case .page(let page) = try await world.domains.courses.open(copy.activities[0].id).0.body else {
                    return
                }
                #expect(page.markdown.contains("/media/") && !page.markdown.contains(address))
                #expect(try await world.domains.quizzes.questions(of: copy.activities[3].id).count == 3)
                #expect(try await world.domains.gradebook.sheet(of: id).rows.isEmpty)
            }
        }
    }

    @Test func `a module becomes a course, and a step is copied below itself`() async throws {
        try await withWebWorld { world in
            let answer = try await world.post("/modules/\(world.module)/course", as: .author)
            let id = try #require(Course.ID(String(answer.location.split(separator: "/")[1])))
            let made = try await world.domains.courses.contents(id)
            #expect(made.course.title == "Модуль" && made.activities.count == 6)

            _ = try await world.post("/activities/\(world.page)/copy", as: .author)
            let titles = try await world.domains.courses.contents(world.course.id).activities.map(\.title)
            #expect(titles == ["Страница", "Страница (копия)", "Ссылка", "Файл", "Тест", "Задание", "Опрос"])
            _ = try await world.post("/modules/\(world.module)/copy", as: .author)
            let modules = try await world.domains.courses.contents(world.course.id).modules
            #expect(modules.map(\.title) == ["Модуль", "Модуль (копия)"] && modules[1].activities.count == 7)
        }
    }

    @Test func `a methodist says what the district requires, and the check of its courses asks for that`() async throws
    {
        try await withWebWorld { world in
            let (list, check) = ("/o/district/requirements", "/courses/\(world.course.id)/check")
            #expect(try await world.get("/o/district", as: .methodist).text.contains(list))
            let all = try CourseTemplate.district.get().requirements.names
            #expect(try await world.get(check, as: .author).text.contains("Нет рефлексии"))

            let kept = all.filter { $0 != "module: Рефлексия" }.map { ("part", $0) } + [("part", "module: px7")]
            #expect(try await world.post(list, kept, as: .methodist).status.code == 303)

            let page = try await world.get(check, as: .author).text
            #expect(!page.contains("Нет рефлексии") && page.contains("Нет источников"))
            #expect(
                try await world.get(list, as: .methodist).text.components(separatedBy: " checked").count == all.count)
            #expect(try await world.post(list, [("inherit", "yes")], as: .methodist).status.code == 303)
            #expect(try await world.get(check, as: .author).text.contains("Нет рефлексии"))
            #expect(try await world.get("/o/school-a/requirements", as: .methodist).status == .notFound)
        }
    }

    @Test func `a course by weeks tells each module's days`() async throws {
        try await withWebWorld { world in
            _ = try await world.post(
                "/courses/\(world.course.id)/settings",
                [
                    ("title", "Курс"), ("visibility", "school"), ("mode", "manual"), ("format", "weeks"),
                    ("starts_on", "2013-12-02"),
                ],
                as: .author)
            let page = try await world.get("/courses/\(world.course.id)", as: .learner)
            #expect(page.text.contains("Неделя 1, 2\u{A0}декабря 2013\u{A0}г. – 8\u{A0}декабря 2013\u{A0}г."))
            let settings = try await world.get("/courses/\(world.course.id)/settings", as: .author)
            #expect(settings.text.contains("value=\"2013-12-02\""))
        }
    }

    @Test func `typed questions become a quiz`() async throws {
        try await withWebWorld { world in
            let text = "Сколько?\n+ 3/4\n- 1/4\n\nСлово?\n+ сотая\n\nЧисло?\n+ 2,5\n"
            let added = try await world.upload(
                "/modules/\(world.module)/quiz", [("title", "Тест"), ("questions", text)], file: [], named: "",
                as: .author)
            #expect(added.status == .ok)
            let quiz = try #require(try await world.domains.courses.contents(world.course.id).activities.last).id
            #expect(
                try await world.domains.quizzes.questions(of: quiz).map(\.question.kind.name)
                    == [.choice, .shortAnswer, .numeric])
            let nothing = try await world.upload(
                "/modules/\(world.module)/quiz", [("title", "Тест"), ("questions", " ")], file: [], named: "",
                as: .author)
            #expect(nothing.status == .unprocessableContent)
        }
    }
}
