public import Foundation
import Glibc
public import Spaces
public import Storage

/// Why a file was not taken.
public enum AssetRefusal: Error, Equatable, Sendable {
    case empty(name: String)
    case tooLarge(name: String, limit: Int)
    case wrongType(name: String, found: MediaType)
}

/// The files of spaces.
public struct AssetLibrary: Sendable {
    /// The largest file taken, bytes.
    public static let sizeLimit = 2 << 30

    let database: any Database
    public let blobs: BlobStore
    let now: @Sendable () -> Date

    public init(database: any Database, blobs: BlobStore, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.blobs = blobs
        self.now = now
    }

    /// Stores the file at `path` (it is moved or copied) for `space`. Throws `AssetRefusal`.
    public func add(file path: String, named name: String, to space: Space.ID) async throws -> Asset {
        let stored = try store(file: path, named: name)
        return try await database.write { [now] tx in try tx.addAsset(stored, to: space, at: now()) }
    }

    /// Puts the bytes on disk; the row follows in the caller's transaction.
    public func store(file path: String, named name: String) throws -> StoredFile {
        let head = try Self.head(of: path)
        let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
        guard size > 0 else { throw AssetRefusal.empty(name: name) }
        guard size <= Self.sizeLimit else { throw AssetRefusal.tooLarge(name: name, limit: Self.sizeLimit) }
        let digest = try blobs.put(file: path)
        return StoredFile(digest: digest, type: MediaType(sniffing: head), size: size, name: Self.plainName(name))
    }

    /// Files of a space, the newest first, from just before `before` on.
    public func list(of space: Space.ID, before: Asset.ID? = nil, limit: Int) async throws -> [Asset] {
        let bound = before ?? Asset.ID(rawValue: .max)
        return try await database.read { tx in
            try tx.all(
                """
                SELECT id, space_id, digest, media_type, size, name FROM assets
                WHERE space_id = \(space) AND id < \(bound) ORDER BY id DESC LIMIT \(limit)
                """
            ) { try Asset($0) }
        }
    }

    public func path(of asset: Asset) -> String { blobs.path(of: asset.digest) }

    private static func head(of path: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
        defer { try? file.close() }
        return [UInt8](try file.read(upToCount: 4096) ?? Data())
    }

    /// A file name without folders and control characters.
    static func plainName(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let clean = String(last.unicodeScalars.filter { $0.value >= 0x20 && $0 != "\u{7F}" }.map(Character.init))
        return clean.isEmpty || clean == "." || clean == ".." ? "file" : String(clean.suffix(150))
    }
}

/// Bytes that are on disk and wait for their row.
public struct StoredFile: Equatable, Sendable {
    public var digest: Digest
    public var type: MediaType
    public var size: Int
    public var name: String
}

extension Transaction {
    /// A private file is shown by whoever added it and to whom they like: the space's members do not find it.
    public func addAsset(
        _ file: StoredFile, to space: Space.ID, isPrivate: Bool = false, at instant: Date
    ) throws -> Asset {
        let id: Asset.ID = try value(
            """
            INSERT INTO assets (space_id, digest, media_type, size, name, is_private, created_at)
            VALUES (\(space), \(file.digest), \(file.type), \(file.size), \(file.name), \(isPrivate), \(instant))
            RETURNING id
            """)
        return Asset(
            id: id, space: space, digest: file.digest, type: file.type, size: file.size, name: file.name)
    }

    /// Throws `NoRow` for a private file too.
    public func asset(_ id: Asset.ID) throws -> Asset {
        try one(
            """
            SELECT id, space_id, digest, media_type, size, name FROM assets
            WHERE id = \(id) AND is_private = \(false)
            """
        ) { try Asset($0) }
    }

    /// A private file. Whoever asks has to know that their reader may have it. Throws `NoRow` for any other.
    public func privateAsset(_ id: Asset.ID) throws -> Asset {
        try one(
            """
            SELECT id, space_id, digest, media_type, size, name FROM assets
            WHERE id = \(id) AND is_private = \(true)
            """
        ) { try Asset($0) }
    }

    public func assets(of space: Space.ID) throws -> [Asset] {
        try all(
            """
            SELECT id, space_id, digest, media_type, size, name FROM assets
            WHERE space_id = \(space) AND is_private = \(false) ORDER BY id
            """
        ) { try Asset($0) }
    }

    /// Every digest a row refers to, for the integrity check and the backup.
    public func assetDigests() throws -> Set<Digest> {
        Set(try all("SELECT DISTINCT digest FROM assets") { try $0["digest"] })
    }
}

extension Asset {
    public init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], space: try row["space_id"], digest: try row["digest"], type: try row["media_type"],
            size: try row["size"], name: try row["name"])
    }
}

extension AssetLibrary {
    public static let migrations: [Migration] = [
        Migration(
            "media-001-assets",
            """
            CREATE TABLE assets (
                id         {{id}},
                space_id   BIGINT NOT NULL REFERENCES spaces (id),
                digest     TEXT NOT NULL CHECK (length(digest) = 64),
                media_type TEXT NOT NULL,
                size       BIGINT NOT NULL CHECK (size > 0),
                name       TEXT NOT NULL,
                created_at BIGINT NOT NULL
            );
            CREATE INDEX assets_by_space ON assets (space_id);
            CREATE INDEX assets_by_digest ON assets (digest);
            """),
        Migration(
            "media-040-private-assets", "ALTER TABLE assets ADD COLUMN is_private BOOLEAN NOT NULL DEFAULT FALSE"),
    ]
}
