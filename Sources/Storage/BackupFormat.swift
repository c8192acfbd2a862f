import Foundation
import Glibc

/// What a backup holds.
public struct BackupSummary: Equatable, Sendable {
    public var tables = 0
    public var rows = 0
    public var blobs = 0
    /// The size of the file.
    public var bytes = 0
    /// Named by a row, but there was no such file to copy.
    public var missingBlobs: [Digest] = []
    /// Not the bytes their names promise. They are in the backup, and a restore leaves them out.
    public var damagedBlobs: [Digest] = []
}

/// Why a backup was not restored. The database is as it was before.
public enum BackupRefusal: Error, Equatable, Sendable {
    /// The file is no backup of ours.
    case foreign
    /// The file is a backup in a form this program does not know.
    case unknownFormat(version: Int)
    /// The file is cut short or changed.
    case damaged
    /// The database has tables already.
    case databaseNotEmpty(tables: [String])
    /// The backup was made by a newer program.
    case newerProgram(unknownMigrations: [String])
    /// The migrations of the same names made another schema.
    case differentSchema(table: String)
    /// A row names a row that is not in the backup.
    case danglingReferences(table: String)
    /// A column has a type that no backup can carry.
    case unsupportedColumn(table: String, column: String, type: String)
}

/// The file, in the order of its bytes. Both engines write the same bytes for the same rows, so the backups of a database
/// and of its restored copy are equal.
///
///     magic, version
///     count of applied migrations, their names
///     for each table by name:  'T', name, count of columns, their names in order, counter (0 for none, or 1 and value)
///         for each row by key: 'R', values
///         'e', count of rows
///     for each blob by digest: 'B', digest, size, bytes
///     'E', offset of the first blob, tables, rows, blobs; SHA-256 of all before
///
/// Numbers are LEB128, texts are UTF-8 after their length, what stands after 'E' has a fixed width.
enum BackupFormat {
    static let magic = Array("course-server backup\n".utf8)
    static let version = 1
    static let trailerSize = 1 + 4 * 8 + 32

    enum Tag: UInt8 {
        case table = 0x54
        case row = 0x52
        case endOfTable = 0x65
        case blob = 0x42
        case end = 0x45
    }

    enum ValueTag: UInt8 { case null, no, yes, int, double, text, bytes }
}

/// A file written once, with the digest of what was written. Given up, it leaves nothing behind.
///
/// Used by one thread at a time, first a connection's and then our own.
final class BackupOutput: @unchecked Sendable {
    private let path: String
    private let temporary: String
    private let descriptor: CInt
    private var buffer: [UInt8] = []
    private let hash = RunningHashBox()
    private var isDone = false
    private(set) var size = 0

    private static let pieceSize = 1 << 18

    init(path: String) throws {
        self.path = path
        temporary = "\(path).\(UUID().uuidString).partial"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: temporary) }
        buffer.reserveCapacity(Self.pieceSize)
    }

    deinit {
        close(descriptor)
        if !isDone { unlink(temporary) }
    }

    func append(_ bytes: some Collection<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        size += bytes.count
        if buffer.count >= Self.pieceSize { try empty() }
    }

    func append(_ tag: BackupFormat.Tag) throws { try append(CollectionOfOne(tag.rawValue)) }

    func append(_ number: UInt64) throws {
        var rest = number
        while rest >= 0x80 {
            try append(CollectionOfOne(UInt8(rest & 0x7F) | 0x80))
            rest >>= 7
        }
        try append(CollectionOfOne(UInt8(rest)))
    }

    func append(_ text: String) throws {
        try append(UInt64(text.utf8.count))
        try append(text.utf8)
    }

    func append(_ value: SQLValue) throws {
        func tag(_ tag: BackupFormat.ValueTag) throws { try append(CollectionOfOne(tag.rawValue)) }
        switch value {
        case .null: try tag(.null)
        case .bool(let value): try tag(value ? .yes : .no)
        case .int(let value):
            try tag(.int)
            try append(UInt64(bitPattern: value << 1 ^ value >> 63))
        case .double(let value):
            try tag(.double)
            try appendFixed(value.bitPattern)
        case .text(let value):
            try tag(.text)
            try append(value)
        case .bytes(let value):
            try tag(.bytes)
            try append(UInt64(value.count))
            try append(value)
        }
    }

    func appendFixed(_ number: UInt64) throws {
        try withUnsafeBytes(of: number.littleEndian) { try append($0) }
    }

    /// Ends the file with its digest and puts it in its place, on disk when the call returns.
    func commit() throws {
        try empty()
        let digest = hash.finish()
        try write(digest.bytes)
        size += 32
        guard fsync(descriptor) == 0 else { throw FileError(operation: "fsync", path: temporary) }
        guard rename(temporary, path) == 0 else { throw FileError(operation: "rename", path: path) }
        isDone = true
        let folder = (path as NSString).deletingLastPathComponent
        try flush(folder: folder.isEmpty ? "." : folder)
    }

    private func empty() throws {
        buffer.withUnsafeBytes { hash.update($0) }
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                guard count > 0 else { throw FileError(operation: "write", path: temporary) }
                rest = rest.dropFirst(count)
            }
        }
    }
}

/// A backup whose digest was found right.
final class BackupFile: Sendable {
    let size: Int
    let tables: Int
    let rows: Int
    let blobs: Int
    let blobOffset: Int
    private let path: String
    private let descriptor: CInt

    /// Reads the whole file. Throws `BackupRefusal`, or `FileError`.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(operation: "open", path: path) }
        do {
            let size = Int(lseek(descriptor, 0, SEEK_END))
            let trailer = try Self.check(descriptor, size: size, path: path)
            (blobOffset, tables, rows, blobs) = (trailer[0], trailer[1], trailer[2], trailer[3])
            self.size = size
            self.path = path
            self.descriptor = descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// A reader of the part before the trailer.
    func reader(from offset: Int = 0) -> BackupReader {
        BackupReader(descriptor, path: path, from: offset, to: size - BackupFormat.trailerSize)
    }

    private static func check(_ descriptor: CInt, size: Int, path: String) throws -> [Int] {
        let head = BackupReader(descriptor, path: path, from: 0, to: size)
        guard size >= BackupFormat.magic.count, try head.bytes(BackupFormat.magic.count) == BackupFormat.magic else {
            throw BackupRefusal.foreign
        }
        let version = try head.count()
        guard version == BackupFormat.version else { throw BackupRefusal.unknownFormat(version: version) }
        guard size >= BackupFormat.magic.count + 2 + BackupFormat.trailerSize else { throw BackupRefusal.damaged }
        let hash = RunningHash()
        let body = BackupReader(descriptor, path: path, from: 0, to: size - 32)
        try body.pieces(size - 32) { hash.update($0) }
        let end = BackupReader(descriptor, path: path, from: size - BackupFormat.trailerSize, to: size)
        guard try end.tag() == .end else { throw BackupRefusal.damaged }
        let numbers = try (0..<4).map { _ in try end.fixed() }
        guard try end.bytes(32) == hash.finish().bytes else { throw BackupRefusal.damaged }
        return try numbers.map { number in
            guard let value = Int(exactly: number) else { throw BackupRefusal.damaged }
            return value
        }
    }
}

/// Reads the parts of a backup one after another. Throws `BackupRefusal.damaged` where they make no sense.
final class BackupReader {
    private let descriptor: CInt
    private let path: String
    private let end: Int
    /// Where the next piece of the file begins.
    private var position: Int
    private var buffer: [UInt8]
    private var window = 0..<0

    init(_ descriptor: CInt, path: String, from start: Int, to end: Int) {
        self.descriptor = descriptor
        self.path = path
        self.end = end
        position = start
        buffer = Array(repeating: 0, count: 1 << 18)
    }

    var isAtEnd: Bool { window.isEmpty && position >= end }

    /// Hands over the next `count` bytes piece by piece.
    func pieces(_ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard count >= 0, count <= window.count + end - position else { throw BackupRefusal.damaged }
        var rest = count
        while rest > 0 {
            if window.isEmpty { try fill() }
            let piece = window.prefix(rest)
            try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[piece])) }
            window = piece.upperBound..<window.upperBound
            rest -= piece.count
        }
    }

    func bytes(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try pieces(count) { bytes.append(contentsOf: $0) }
        return bytes
    }

    func byte() throws -> UInt8 {
        if window.isEmpty { try fill() }
        let byte = buffer[window.lowerBound]
        window = window.lowerBound + 1..<window.upperBound
        return byte
    }

    func tag() throws -> BackupFormat.Tag {
        guard let tag = BackupFormat.Tag(rawValue: try byte()) else { throw BackupRefusal.damaged }
        return tag
    }

    func number() throws -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { break }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw BackupRefusal.damaged
    }

    func count() throws -> Int {
        guard let count = Int(exactly: try number()) else { throw BackupRefusal.damaged }
        return count
    }

    func fixed() throws -> UInt64 {
        try bytes(8).withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    func text() throws -> String { String(decoding: try bytes(try count()), as: UTF8.self) }

    func texts() throws -> [String] {
        var texts: [String] = []
        for _ in 0..<(try count()) { texts.append(try text()) }
        return texts
    }

    func value() throws -> SQLValue {
        switch BackupFormat.ValueTag(rawValue: try byte()) {
        case .null: return .null
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .int:
            let folded = try number()
            return .int(Int64(bitPattern: folded >> 1) ^ -Int64(folded & 1))
        case .double: return .double(Double(bitPattern: try fixed()))
        case .text: return .text(try text())
        case .bytes: return .bytes(try bytes(try count()))
        case nil: throw BackupRefusal.damaged
        }
    }

    private func fill() throws {
        guard position < end else { throw BackupRefusal.damaged }
        let wanted = min(buffer.count, end - position)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, wanted, off_t(position)) }
        guard count >= 0 else { throw FileError(operation: "read", path: path) }
        guard count > 0 else { throw BackupRefusal.damaged }
        position += count
        window = 0..<count
    }
}
