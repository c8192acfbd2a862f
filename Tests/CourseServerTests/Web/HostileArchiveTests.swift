import Archives
import Courses
import Dispatch
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import CourseServer

private let manifest = """
    title: Курс
    modules:
      - title: Модуль
        activities:
          - page: {title: Страница, file: page.md}
    """

/// Folders a stranger may send as a course: what stands in them, and a word for the test's name.
struct HostileFolder: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var entries: [ZipEntry]

    init(_ name: String, _ entries: [ZipEntry]) {
        testDescription = name
        self.entries = entries
    }

    /// A folder that names `file` for its page.
    private init(naming file: String) {
        self.init("a page outside: \(file)", [ZipEntry("course.yaml", manifest.replacing("page.md", with: file))])
    }

    static let all = [
        HostileFolder("../", [ZipEntry("course.yaml", manifest), ZipEntry("../page.md", "x")]),
        HostileFolder("deep ../", [ZipEntry("course.yaml", manifest), ZipEntry("a/../../../page.md", "x")]),
        HostileFolder("absolute", [ZipEntry("course.yaml", manifest), ZipEntry("/px7/px7.md", "x")]),
        HostileFolder("backslashes", [ZipEntry("course.yaml", manifest), ZipEntry("..\\..\\page.md", "x")]),
        HostileFolder(
            "a link", [ZipEntry("course.yaml", manifest), ZipEntry("page.md", "/etc/passwd", isLink: true)]),
        HostileFolder(
            "a linked folder",
            [ZipEntry("course.yaml", manifest), ZipEntry("d", "/tmp", isLink: true), ZipEntry("d/page.md", "x")]),
        HostileFolder("one name twice", [ZipEntry("course.yaml", manifest), ZipEntry("course.yaml", manifest)]),
        HostileFolder("a control in a name", [ZipEntry("course.yaml", manifest), ZipEntry("a\u{1}b", "x")]),
        HostileFolder("no manifest", [ZipEntry("page.md", "x")]),
        HostileFolder("nothing", []),
        HostileFolder("an empty manifest", [ZipEntry("course.yaml", "")]),
        HostileFolder("a broken manifest", [ZipEntry("course.yaml", "title: [")]),
        HostileFolder("a list for a manifest", [ZipEntry("course.yaml", "- a\n- b")]),
        HostileFolder("no title", [ZipEntry("course.yaml", "title: ''\nmodules: []")]),
        HostileFolder("hours out of range", [ZipEntry("course.yaml", "title: К\nhours: -5\nmodules: []")]),
        HostileFolder("hours too many", [ZipEntry("course.yaml", "title: К\nhours: 1e308\nmodules: []")]),
        HostileFolder("an unknown word", [ZipEntry("course.yaml", "title: К\nvisibility: all\nmodules: []")]),
        HostileFolder("not UTF-8", [ZipEntry("course.yaml", bytes: Array("title: ".utf8) + [0xFF, 0xFE, 0x0A])]),
        HostileFolder(
            "laughs",
            [
                ZipEntry(
                    "course.yaml",
                    "a: &a [x,x,x,x,x,x,x,x,x]\n"
                        + zip("bcdefghi", "abcdefgh").map {
                            "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 9).joined(separator: ","))]\n"
                        }.joined() + "title: К\nmodules: *i\n")
            ]),
        HostileFolder(naming: "../../../../../../etc/passwd"), HostileFolder(naming: "/etc/passwd"),
        HostileFolder(naming: "a/../../x"), HostileFolder(naming: "."), HostileFolder(naming: "''"),
        HostileFolder(naming: "missing.md"),
        HostileFolder(
            "a link of script",
            [
                ZipEntry(
                    "course.yaml",
                    """
                    title: К
                    modules: [{title: М, activities: [{link: {title: С, url: 'javascript:px7()'}}]}]
                    """)
            ]),
        HostileFolder(
            "a quiz of nothing",
            [
                ZipEntry("q.gift", "{{{{"),
                ZipEntry(
                    "course.yaml",
                    "title: К\nmodules: [{title: М, activities: [{quiz: {title: Т, file: q.gift}}]}]"),
            ]),
        HostileFolder(
            "a quiz of endless points",
            [
                ZipEntry("q.gift", "Сколько? {=1}"),
                ZipEntry(
                    "course.yaml",
                    """
                    title: К
                    modules: [{title: М, activities: [{quiz: {title: Т, file: q.gift, points: 9223372036854775807}}]}]
                    """),
            ]),
    ]
}

@Suite struct HostileArchiveTests {
    @Test(arguments: HostileFolder.all)
    func `a folder that is no honest course makes none`(folder: HostileFolder) async throws {
        try await expectRefused(zip(folder.entries))
    }

    @Test(
        arguments: [
            [], Array("PK\u{3}\u{4}".utf8), Array("not an archive at all".utf8), [UInt8](repeating: 0, count: 5_000),
            Array(zip([ZipEntry("course.yaml", manifest)]).prefix(60)),
        ] as [[UInt8]])
    func `what is no archive makes no course`(file: [UInt8]) async throws { try await expectRefused(file) }

    @Test func `a small archive of a hundred megabytes is refused and leaves nothing on disk`() async throws {
        let folder = NSTemporaryDirectory() + "bomb-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: folder + "/course.yaml"))
        try Data().write(to: URL(fileURLWithPath: folder + "/page.md"))
        #expect(truncate(folder + "/page.md", 100 << 20) == 0)
        try Archive.pack(["course.yaml", "page.md"], of: folder, to: folder + "/bomb.zip")
        let bomb = try #require(FileManager.default.contents(atPath: folder + "/bomb.zip"))
        #expect(bomb.count < 1 << 20)

        try await expectRefused(Array(bomb))
    }

    /// The end of a zip that lists a million files, without the list: it is not read so far.
    @Test func `an archive of a million entries is refused at every door, at once`() async throws {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let start = zip([ZipEntry("course.yaml", manifest)]).dropLast(22)
        let long =
            number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8)
            + number(1_000_000, 8) + number(1_000_000, 8) + number(53_000_000, 8) + number(0, 8)
        let locator = number(0x0706_4B50, 4) + number(0, 4) + number(start.count, 8) + number(1, 4)
        let end = number(0x0605_4B50, 4) + number(0, 4) + number(-1, 12) + number(0, 2)
        let million = Array(start) + long + locator + end
        try await withWebWorld { world in
            let module = world.module
            let doors =
                ["zip", "mbz", "imscc", "h5p"].map { ("/o/school-a/courses/import", "course.\($0)") } + [
                    ("/modules/\(module)/package", "scorm.zip"),
                    ("/courses/\(world.course.id)/gradebook/import", "marks.xlsx"),
                ]
            let files = try FileManager.default.contentsOfDirectory(atPath: world.folder).sorted()
            let changed = try await world.changes {
                for (door, name) in doors {
                    let answer = try await world.upload(
                        door, [("title", "Пакет")], file: million, named: name, as: .author)
                    #expect(answer.status == .unprocessableContent, "\(door) \(name)")
                    #expect(answer.text.contains("role=\"alert\""), "\(door) \(name)")
                }
            }
            #expect(changed == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder).sorted() == files)
        }
    }

    @Test func `archives are taken apart on a thread of their own, before and after they wait`() async throws {
        try await HeavyWork.run {
            dispatchPrecondition(condition: .onQueue(HeavyWork.queue))
            try await Task.sleep(for: .milliseconds(1))
            dispatchPrecondition(condition: .onQueue(HeavyWork.queue))
        }
    }

    @Test func `an honest folder makes a course, packed the same way`() async throws {
        try await withWebWorld { world in
            let answer = try await world.upload(
                "/o/school-a/courses/import",
                file: zip([ZipEntry("course.yaml", manifest), ZipEntry("page.md", "# Доли <script>px7()</script>")]),
                named: "course.zip", as: .author)
            #expect(answer.status.code == 303)
            let page = try await world.get(answer.location, as: .author)
            #expect(page.status == .ok)
            #expect(LiveMarkup.fault(in: page.text) == nil)
            let exported = try await world.get(answer.location + "/export.zip", as: .author)
            #expect(exported.status == .ok)
            let again = try await world.upload(
                "/o/school-a/courses/import", file: Array(exported.body.readableBytesView), named: "again.zip",
                as: .author)
            #expect(again.status.code == 303)
        }
    }

    /// Sends the archive as an author would: 422, no row, no file left, nothing outside.
    private func expectRefused(_ archive: [UInt8]) async throws {
        try await withWebWorld { world in
            let files = try FileManager.default.contentsOfDirectory(atPath: world.folder).sorted()
            let changed = try await world.changes {
                let answer = try await world.upload(
                    "/o/school-a/courses/import", file: archive, named: "course.zip", as: .author)
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains("role=\"alert\""))
                #expect(!answer.text.contains("root:"))
                #expect(LiveMarkup.fault(in: answer.text) == nil)
            }
            #expect(changed == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: world.folder).sorted() == files)
            #expect(!FileManager.default.fileExists(atPath: "/px7/px7.md"))
        }
    }
}

/// A file or a link of an archive.
struct ZipEntry: Sendable {
    var name: String
    var bytes: [UInt8]
    var isLink = false

    init(_ name: String, _ text: String, isLink: Bool = false) {
        self.init(name, bytes: Array(text.utf8))
        self.isLink = isLink
    }

    init(_ name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// A zip with any names at all, stored without packing (PKWARE APPNOTE 6.3.10).
func zip(_ entries: [ZipEntry]) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
        let name = Array(entry.name.utf8)
        let size = number(entry.bytes.count, 4)
        let flags = number(0x0800, 2) + number(0, 2) + number(0, 4)
        let common = flags + number(Int(crc32(entry.bytes)), 4) + size + size + number(name.count, 2) + number(0, 2)
        let mode = entry.isLink ? 0o120_777 : 0o100_644
        directory += number(0x0201_4B50, 4) + number(0x0314, 2) + number(20, 2) + common + number(0, 6)
        directory += number(mode << 16, 4) + number(file.count, 4) + name
        file += number(0x0403_4B50, 4) + number(20, 2) + common + name + entry.bytes
    }
    let counts = number(entries.count, 2) + number(entries.count, 2)
    return file + directory + number(0x0605_4B50, 4) + number(0, 4) + counts + number(directory.count, 4)
        + number(file.count, 4) + number(0, 2)
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
}
