import Archives
import CLibArchive
import Foundation
import TestSupport
import Testing

@Suite struct ArchiveTests {
    @Test func `what is packed unpacks to the same files, and packing twice gives the same bytes`() throws {
        let folder = try TemporaryFolder()
        let files = ["b.txt": "второй", "Уроки/а.txt": String(repeating: "первый ", count: 10_000), "Уроки/empty": ""]
        for (name, text) in files { try folder.write(Data(text.utf8), to: "in/\(name)") }

        try Archive.pack(files.keys.sorted(), of: folder.path("in"), to: folder.path("1.zip"))
        try Archive.pack(files.keys.sorted().reversed(), of: folder.path("in"), to: folder.path("2.zip"))
        try folder.make("out")
        let names = try Archive.unpack(folder.path("1.zip"), into: folder.path("out"))

        #expect(names == ["b.txt", "Уроки/empty", "Уроки/а.txt"])
        #expect(try folder.read("1.zip") == folder.read("2.zip"))
        for (name, text) in files { #expect(try folder.read("out/\(name)") == Data(text.utf8)) }
    }

    @Test(
        arguments: [
            ([Entry("../evil")], .badName("../evil")), ([Entry("a/../../evil")], .badName("a/../../evil")),
            ([Entry("/tmp/evil")], .badName("/tmp/evil")), ([Entry("C:/evil")], .badName("C:/evil")),
            ([Entry("a\u{1}b")], .badName("a\u{1}b")), ([Entry("x/..\\evil")], .backslash("x/..\\evil")),
            ([Entry("a/b\\c.txt")], .backslash("a/b\\c.txt")), ([Entry("a"), Entry("a")], .duplicate("a")),
            ([Entry("a"), Entry("./a")], .duplicate("a")), ([Entry("a"), Entry("a/b")], .duplicate("a/b")),
            ([Entry("a/b"), Entry("a")], .duplicate("a")), ([Entry("link", linksTo: "/etc/passwd")], .notAFile("link")),
            ([Entry("link", linksTo: "."), Entry("link/a")], .notAFile("link")),
            ([Entry(String(repeating: "x", count: 300))], .badName(String(repeating: "x", count: 300))),
            ([Entry("1"), Entry("2"), Entry("3"), Entry("4"), Entry("5")], .tooManyEntries(limit: 4)),
            ([Entry("a", size: 101 << 20)], .tooLarge(limit: 100 << 20)),
            ([Entry("a", size: 60 << 20), Entry("b", size: 60 << 20)], .tooLarge(limit: 110 << 20)),
        ] as [([Entry], ArchiveRefusal)])
    func `a hostile archive is refused in zip and in tar, and nothing leaves the folder`(
        entries: [Entry], refusal: ArchiveRefusal
    ) throws {
        var limits = Archive.Limits()
        (limits.entries, limits.fileBytes, limits.totalBytes, limits.ratio) = (4, 100 << 20, 110 << 20, 10_000)
        for format in [Packing.zip, .tarGz] {
            let folder = try TemporaryFolder()
            try folder.pack(entries, format, to: "hostile")
            try folder.make("deep/out")

            #expect(throws: refusal) {
                try Archive.unpack(folder.path("hostile"), into: folder.path("deep/out"), limits: limits)
            }
            #expect(try folder.names(in: "") == ["deep", "hostile"] && folder.names(in: "deep") == ["out"])
        }
    }

    @Test(arguments: [MillionEntries.zip, .lyingZip, .tarGz])
    func `an archive of a million entries is refused at once`(million: MillionEntries) throws {
        let folder = try TemporaryFolder()
        try million.write(to: folder.path("million"))
        try folder.make("out")

        let time = processorSeconds {
            #expect(throws: ArchiveRefusal.tooManyEntries(limit: 20_000)) {
                try Archive.unpack(folder.path("million"), into: folder.path("out"))
            }
        }

        #expect(time < 5)
        #expect(try folder.names(in: "out") == [])
    }

    @Test func `given a zip with only backslashes between folders, as old Windows wrote, then folders are made`() throws
    {
        let folder = try TemporaryFolder()
        try folder.pack([Entry("a\\b.txt")], .zip, to: "old.zip")
        try folder.pack([Entry("..\\evil")], .zip, to: "evil.zip")

        #expect(try Archive.unpack(folder.path("old.zip"), into: folder.path("")) == ["a/b.txt"])
        #expect(throws: ArchiveRefusal.badName("../evil")) {
            try Archive.unpack(folder.path("evil.zip"), into: folder.path(""))
        }
    }

    @Test(arguments: [Packing.zip, .tarGz])
    func `what unpacks to hundreds of times its size is refused`(format: Packing) throws {
        let folder = try TemporaryFolder()
        try folder.pack([Entry("zeros", size: 40 << 20)], format, to: "bomb")

        #expect(throws: ArchiveRefusal.bomb(ratio: 200)) {
            try Archive.unpack(folder.path("bomb"), into: folder.path(""))
        }
    }

    @Test func `hard links, passwords, junk and torn archives are refused each with its reason`() throws {
        let folder = try TemporaryFolder()
        try folder.pack([Entry("a"), Entry("b", isHardLinkTo: "a")], .tarGz, to: "hard")
        try folder.pack([Entry("a", size: 9)], .lockedZip, to: "locked")
        try folder.pack([Entry("a", size: 1 << 16, isRandom: true)], .zip, to: "whole")
        try folder.write(folder.read("whole").prefix(40_000), to: "torn")
        try folder.write(Data("Это не архив".utf8), to: "junk")
        try folder.write(Data(), to: "empty")

        for (name, refusal) in [
            ("hard", .notAFile("b")), ("locked", .passwordProtected), ("torn", .damaged), ("junk", .notAnArchive),
            ("empty", .notAnArchive), ("absent", .cannotRead(folder.path("absent"))),
        ] as [(String, ArchiveRefusal)] {
            try folder.make("out-\(name)")
            #expect(throws: refusal) { try Archive.unpack(folder.path(name), into: folder.path("out-\(name)")) }
        }
        #expect(throws: ArchiveRefusal.cannotRead("absent")) {
            try Archive.pack(["absent"], of: folder.path(""), to: folder.path("x.zip"))
        }
        #expect(throws: ArchiveRefusal.badName("../x")) {
            try Archive.pack(["../x"], of: folder.path(""), to: folder.path("x.zip"))
        }
    }

    @Test(
        arguments: [
            ([0x8F, 0xE0, 0xA8, 0xAC, 0xA5, 0xE0, 0x2E, 0x74, 0x78, 0x74], "Пример.txt"),
            ([0x93, 0xE0, 0xAE, 0xAA, 0x20, 0xFC, 0x31, 0x2F, 0xF1], "Урок №1/ё"), ([0x50, 0x72, 0x81, 0x66], "Prüf"),
            ([0xD0, 0x96, 0x2E, 0x61], "Ж.a"),
        ] as [([UInt8], String)])
    func `names without a mark are read in UTF-8 or in the DOS encoding they look like`(raw: [UInt8], name: String)
        throws
    {
        let folder = try TemporaryFolder()
        let placeholder = String(repeating: "Q", count: raw.count)
        try folder.pack([Entry(placeholder)], .zip, to: "old.zip")
        var zip = try folder.read("old.zip")
        while let range = zip.firstRange(of: Data(placeholder.utf8)) { zip.replaceSubrange(range, with: raw) }
        try folder.write(zip, to: "old.zip")
        try folder.make("out")

        #expect(try Archive.unpack(folder.path("old.zip"), into: folder.path("out")) == [name])
    }

    @Test(.enabled(if: Fixtures.folder != nil, "the reference data is not here"))
    func `archives of many programs unpack with the names they were given`() throws {
        let folder = try TemporaryFolder()
        var unpacked: [String: [String]] = [:]
        for (index, file) in try Fixtures.files(in: "uploads", endingWith: ["zip", "tgz"]).enumerated() {
            try folder.make("\(index)")
            unpacked[file.lastPathComponent] = try Archive.unpack(file.path, into: folder.path("\(index)")).sorted()
        }

        let all = ["Prüfung.txt", "test.test", "testíček.txt", "Žluťoučký/Koníček.txt", "测试.txt", "試験.txt"]
        #expect(
            unpacked
                == [
                    "moodle_empty.zip": [], "moodle_test.tgz": ["example.txt"], "moodle_test_7zip_927.zip": all,
                    "moodle_test_infozip_3.zip": all, "moodle_test_moodle.zip": all, "moodle_test_moodle_22.zip": all,
                    "moodle_test_osx_1074.zip": all, "moodle_test_tc_8.zip": all,
                    "moodle_test_thumbsdb.zip": ["Thumbs.db"] + all,
                    "moodle_test_win8_de.zip": ["Prüfung.txt", "test.test"],
                    "moodle_test_winrar_421.zip": all, "moodle_test_winzip_165.zip": all,
                ].mapValues { $0.sorted() })
    }

    @Test(.enabled(if: Fixtures.folder != nil, "the reference data is not here"))
    func `every reference archive unpacks`() throws {
        for area in ["scorm", "h5p", "imscc", "mbz", "activities"] {
            for file in try Fixtures.files(in: area, endingWith: ["zip", "h5p", "imscc", "mbz"]) {
                if file.lastPathComponent == "moodle_unzippable.h5p" { continue }
                let folder = try TemporaryFolder()

                #expect(throws: Never.self, "\(file.lastPathComponent)") {
                    try Archive.unpack(file.path, into: folder.path(""))
                }
            }
        }
    }
}
