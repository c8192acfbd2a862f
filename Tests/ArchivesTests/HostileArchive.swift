import CLibArchive
import Foundation
import Testing

/// One file or link of an archive that a stranger might send.
struct Entry: Sendable {
    var name: String
    var size: Int
    var linksTo: String?
    var isHardLinkTo: String?
    var isRandom: Bool

    init(_ name: String, size: Int = 1, linksTo: String? = nil, isHardLinkTo: String? = nil, isRandom: Bool = false) {
        (self.name, self.size, self.linksTo) = (name, size, linksTo)
        (self.isHardLinkTo, self.isRandom) = (isHardLinkTo, isRandom)
    }
}

enum Packing: Sendable { case zip, lockedZip, tarGz }

/// Archives that name a million files or folders, written piece by piece.
enum MillionEntries: Sendable {
    /// A list of 53 MB, all of it naming one file.
    case zip
    /// The same, and its end says that there is one entry.
    case lyingZip
    /// A thousand headers of a folder, packed a thousand times over: a gzip file may go on with another.
    case tarGz

    static let count = 1_000_000

    func write(to path: String) throws {
        try Data().write(to: URL(fileURLWithPath: path))
        let file = try #require(FileHandle(forWritingAtPath: path))
        defer { try? file.close() }
        switch self {
        case .zip: try Self.writeZip(to: file, saying: Self.count)
        case .lyingZip: try Self.writeZip(to: file, saying: 1)
        case .tarGz:
            let thousand = try Self.packed(Array(repeating: Self.tarFolder, count: 1_000).flatMap { $0 })
            for _ in 0..<Self.count / 1_000 { try file.write(contentsOf: thousand) }
        }
    }

    private static func writeZip(to file: FileHandle, saying entries: Int) throws {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        func name(_ number: Int) -> [UInt8] { Array(String(10_000_000 + number).utf8.dropFirst()) }
        let common = number(20, 2) + [UInt8](repeating: 0, count: 20) + number(7, 2) + number(0, 2)
        let start = number(0x0403_4B50, 4) + common + name(0)
        try file.write(contentsOf: Data(start))
        let head = number(0x0201_4B50, 4) + number(20, 2) + common + [UInt8](repeating: 0, count: 14)
        let thousand = Data((0..<1_000).flatMap { head + name($0) })
        for _ in 0..<count / 1_000 { try file.write(contentsOf: thousand) }
        let list = count * (head.count + 7)
        let long = number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8)
        let end = long + number(entries, 8) + number(entries, 8) + number(list, 8) + number(start.count, 8)
        let locator = number(0x0706_4B50, 4) + number(0, 4) + number(start.count + list, 8) + number(1, 4)
        let last = number(0x0605_4B50, 4) + number(0, 4) + number(-1, 2) + number(-1, 2) + number(-1, 4)
        try file.write(contentsOf: Data(end + locator + last + number(-1, 4) + number(0, 2)))
    }

    /// The header of a folder `d/` (POSIX.1-1988, ustar).
    private static var tarFolder: [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func set(_ text: String, at place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        for (text, place) in [
            ("d/", 0), ("0000755", 100), ("0000000", 108), ("0000000", 116), ("00000000000", 124),
            ("00000000000", 136), ("        ", 148), ("5", 156), ("ustar", 257), ("00", 263),
        ] { set(text, at: place) }
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        set(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", at: 148)
        return header
    }

    private static func packed(_ bytes: [UInt8]) throws -> Data {
        let folder = try TemporaryFolder()
        let archive = try #require(archive_write_new())
        defer { archive_write_free(archive) }
        archive_write_set_format_raw(archive)
        archive_write_add_filter_gzip(archive)
        try #require(archive_write_open_filename(archive, folder.path("packed")) == ARCHIVE_OK)
        let entry = try #require(archive_entry_new())
        defer { archive_entry_free(entry) }
        archive_entry_set_filetype(entry, 0o100_000)
        try #require(archive_write_header(archive, entry) == ARCHIVE_OK)
        try #require(archive_write_data(archive, bytes, bytes.count) == bytes.count)
        try #require(archive_write_close(archive) == ARCHIVE_OK)
        return try folder.read("packed")
    }
}

/// A folder of one test, removed after it.
final class TemporaryFolder {
    private let url = FileManager.default.temporaryDirectory.appending(path: "archives-\(UUID().uuidString)")

    init() throws { try make("") }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { name.isEmpty ? url.path : url.appending(path: name).path }

    func make(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    func write(_ data: Data, to name: String) throws {
        let file = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func read(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path(name))) }

    func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
    }

    /// Writes an archive through libarchive itself, which does not mind evil names.
    func pack(_ entries: [Entry], _ packing: Packing, to name: String) throws {
        let archive = try #require(archive_write_new())
        defer { archive_write_free(archive) }
        switch packing {
        case .zip: archive_write_set_format_zip(archive)
        case .lockedZip:
            archive_write_set_format_zip(archive)
            archive_write_set_options(archive, "zip:encryption=traditional")
            archive_write_set_passphrase(archive, "secret")
        case .tarGz:
            archive_write_set_format_pax_restricted(archive)
            archive_write_add_filter_gzip(archive)
        }
        try #require(archive_write_open_filename(archive, path(name)) == ARCHIVE_OK)
        for entry in entries { try add(entry, to: archive) }
        try #require(archive_write_close(archive) == ARCHIVE_OK)
    }

    private func add(_ entry: Entry, to archive: OpaquePointer) throws {
        let header = try #require(archive_entry_new())
        defer { archive_entry_free(header) }
        archive_entry_set_pathname(header, entry.name)
        archive_entry_set_filetype(header, entry.linksTo == nil ? 0o100_000 : 0o120_000)
        archive_entry_set_perm(header, 0o644)
        if let target = entry.linksTo { archive_entry_set_symlink(header, target) }
        if let target = entry.isHardLinkTo { archive_entry_set_hardlink(header, target) }
        let isLink = entry.linksTo != nil || entry.isHardLinkTo != nil
        archive_entry_set_size(header, isLink ? 0 : Int64(entry.size))
        try #require(archive_write_header(archive, header) == ARCHIVE_OK)
        if isLink { return }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        if entry.isRandom { for index in chunk.indices { chunk[index] = .random(in: 0 ... .max) } }
        var left = entry.size
        while left > 0 {
            let count = min(left, chunk.count)
            try #require(archive_write_data(archive, chunk, count) == count)
            left -= count
        }
    }
}
