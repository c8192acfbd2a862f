public import Foundation
import Glibc

/// Files on disk under the digest of what they hold. A file is written under a temporary name, flushed and renamed, so
/// it is there whole or not at all; the same bytes are kept once.
public struct BlobStore: Sendable {
    public let folder: String
    private var incoming: String { folder + "/incoming" }

    public init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder + "/incoming", withIntermediateDirectories: true)
    }

    public func put(_ bytes: [UInt8]) throws -> Digest {
        let writer = try BlobWriter(self)
        try bytes.withUnsafeBytes { try writer.append($0) }
        return try writer.commit().digest
    }

    /// Copies the file at `path`.
    public func put(file path: String) throws -> Digest {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw FileError(operation: "open", path: path) }
        defer { close(source) }
        let writer = try BlobWriter(self)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(source, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw FileError(operation: "read", path: path) }
            if count == 0 { break }
            try writer.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return try writer.commit().digest
    }

    public func path(of digest: Digest) -> String {
        "\(folder)/\(digest.rawValue.prefix(2))/\(digest.rawValue)"
    }

    public func contains(_ digest: Digest) -> Bool { access(path(of: digest), R_OK) == 0 }

    public func remove(_ digest: Digest) throws {
        guard unlink(path(of: digest)) == 0 || errno == ENOENT else {
            throw FileError(operation: "unlink", path: path(of: digest))
        }
    }

    /// Every digest on disk, in order.
    public func all() throws -> [Digest] {
        let files = FileManager.default
        var digests: [Digest] = []
        for group in try files.contentsOfDirectory(atPath: folder) where group.utf8.count == 2 {
            digests += try files.contentsOfDirectory(atPath: "\(folder)/\(group)").compactMap(Digest.init(rawValue:))
        }
        return digests.sorted()
    }

    /// Seconds since the file was put, 0 when there is none.
    func age(of digest: Digest) -> TimeInterval {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(of: digest))
        return -((attributes?[.modificationDate] as? Date)?.timeIntervalSinceNow ?? 0)
    }

    /// The digest of what is really in the file.
    public func rehash(_ digest: Digest) throws -> Digest {
        let source = open(path(of: digest), O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw FileError(operation: "open", path: path(of: digest)) }
        defer { close(source) }
        let hash = RunningHash()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(source, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw FileError(operation: "read", path: path(of: digest)) }
            if count == 0 { return hash.finish() }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Clears what a crash left half-written more than `age` seconds ago.
    public func removeStaleTemporaries(olderThan age: TimeInterval = 86_400) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: incoming) {
            let path = incoming + "/" + name
            // A writer may end, and its file be gone, meanwhile.
            guard let changed = try? files.attributesOfItem(atPath: path)[.modificationDate] as? Date else { continue }
            if changed.timeIntervalSinceNow < -age { try? files.removeItem(atPath: path) }
        }
    }

    fileprivate func temporaryPath() -> String { incoming + "/" + UUID().uuidString }
}

/// Takes a blob piece by piece; given up, it leaves nothing behind.
public final class BlobWriter {
    private let store: BlobStore
    private let path: String
    private let descriptor: CInt
    private let hash = RunningHashBox()
    public private(set) var size = 0
    private var isDone = false

    public init(_ store: BlobStore) throws {
        self.store = store
        path = store.temporaryPath()
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(operation: "create", path: path) }
    }

    deinit {
        close(descriptor)
        if !isDone { unlink(path) }
    }

    public func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = write(descriptor, piece.baseAddress, piece.count)
            guard count > 0 else { throw FileError(operation: "write", path: path) }
            rest = rest.dropFirst(count)
        }
        hash.update(bytes)
        size += bytes.count
    }

    /// Puts the blob in its place, on disk when the call returns.
    public func commit() throws -> (digest: Digest, size: Int) {
        let digest = hash.finish()
        try place(digest)
        return (digest, size)
    }

    /// Puts the blob in its place only if it is what it should be.
    func commit(expecting digest: Digest) throws -> Bool {
        guard hash.finish() == digest else { return false }
        try place(digest)
        return true
    }

    private func place(_ digest: Digest) throws {
        guard fsync(descriptor) == 0 else { throw FileError(operation: "fsync", path: path) }
        let target = store.path(of: digest)
        let folder = (target as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard rename(path, target) == 0 else { throw FileError(operation: "rename", path: target) }
        isDone = true
        try flush(folder: folder)
        try flush(folder: store.folder)
    }
}

/// Holds a running hash in a class until it is finished.
final class RunningHashBox {
    private var hash: RunningHash? = RunningHash()

    func update(_ bytes: UnsafeRawBufferPointer) { hash?.update(bytes) }

    func finish() -> Digest {
        guard let running = hash.take() else { preconditionFailure("a blob is committed once") }
        return running.finish()
    }
}

/// A name in a folder is on disk only when the folder is flushed.
func flush(folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(operation: "open", path: folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError(operation: "fsync", path: folder) }
}

/// What the system refused to do with a file.
public struct FileError: Error, Sendable, CustomStringConvertible {
    public var operation: String
    public var path: String
    public var code: CInt

    init(operation: String, path: String) {
        self.operation = operation
        self.path = path
        code = errno
    }

    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    public var description: String { "\(operation) \(path): \(String(cString: strerror(code)))" }
}
