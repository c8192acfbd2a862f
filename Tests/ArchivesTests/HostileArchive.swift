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
