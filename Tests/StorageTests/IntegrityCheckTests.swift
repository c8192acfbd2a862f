import Foundation
import TestSupport
import Testing

@testable import Storage

private let steps = [
    Migration(
        "files",
        """
        CREATE TABLE owners (id {{id}});
        CREATE TABLE files (digest TEXT NOT NULL, owner_id BIGINT REFERENCES owners (id));
        """)
]

private let digests: @Sendable (Transaction) throws -> Set<Digest> = { tx in
    Set(try tx.all("SELECT digest FROM files") { try $0["digest"] })
}

private func withFiles(
    _ engine: TestEngine, _ body: (any Database, BlobStore, [Digest]) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let blobs = try BlobStore(folder: folder)
        let files = try (0..<4).map { try blobs.put([$0]) }
        try await withDatabase(engine, migrations: steps) { database in
            try await database.write { tx in
                for file in files { try tx.run("INSERT INTO files (digest) VALUES (\(file))") }
            }
            try await body(database, blobs, files)
        }
    }
}

private func problems(
    _ database: any Database, _ blobs: BlobStore, deep: Bool = false, settlingTime: TimeInterval = 0
) async throws -> [IntegrityReport.Problem] {
    try await checkIntegrity(
        of: database, blobs: blobs, blobDigests: digests, deep: deep, settlingTime: settlingTime
    ).problems
}

struct IntegrityCheckTests {
    @Test(arguments: TestEngine.available)
    func `nothing is found where nothing is wrong`(engine: TestEngine) async throws {
        try await withFiles(engine) { database, blobs, _ in
            let report = try await checkIntegrity(of: database, blobs: blobs, blobDigests: digests, deep: true)

            #expect(report == IntegrityReport(problems: [], blobs: 4))
            #expect(report.isSound)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a missing, a damaged and an orphaned file are each found`(engine: TestEngine) async throws {
        try await withFiles(engine) { database, blobs, files in
            try blobs.remove(files[0])
            try Data("other".utf8).write(to: URL(filePath: blobs.path(of: files[1])))
            let orphan = try blobs.put([9, 9])

            #expect(try await problems(database, blobs) == [.missingBlob(files[0]), .orphanBlob(orphan)])
            let deep = try await problems(database, blobs, deep: true)
            #expect(Set(deep) == [.missingBlob(files[0]), .damagedBlob(files[1]), .orphanBlob(orphan)])
            #expect(try await problems(database, blobs, settlingTime: 60) == [.missingBlob(files[0])])
        }
    }

    @Test func `on SQLite a dangling reference is found`() async throws {
        try await withTemporaryFolder { folder in
            let connection = try SQLiteConnection(path: folder + "/db", readOnly: false)
            try connection.script(
                """
                PRAGMA foreign_keys = OFF;
                CREATE TABLE owners (id INTEGER PRIMARY KEY);
                CREATE TABLE files (digest TEXT NOT NULL, owner_id BIGINT REFERENCES owners (id));
                INSERT INTO files (digest, owner_id) VALUES ('\(String(repeating: "0", count: 64))', 5);
                """)
            connection.close()
            let database = try SQLiteDatabase(path: folder + "/db")

            let found = try await checkIntegrity(
                of: database, blobs: try BlobStore(folder: folder + "/blobs"), blobDigests: { _ in [] }, deep: false)

            #expect(found.problems == [.danglingReference(table: "files", parent: "owners")])
            await database.shutdown()
        }
    }

    @Test func `on SQLite a broken page is found`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/db"
            let connection = try SQLiteConnection(path: path, readOnly: false)
            try connection.script("CREATE TABLE words (word TEXT); CREATE INDEX words_by_word ON words (word);")
            for n in 0..<2000 { _ = try connection.run("INSERT INTO words (word) VALUES (\("word \(n)"))") }
            try connection.script("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.seek(toOffset: 5 * 4096)
            try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
            try file.close()
            let database = try SQLiteDatabase(path: path)

            let found = try await checkIntegrity(
                of: database, blobs: try BlobStore(folder: folder + "/blobs"), blobDigests: { _ in [] }, deep: false)

            #expect(!found.isSound)
            await database.shutdown()
        }
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `on PostgreSQL a constraint that was never checked is found`() async throws {
        try await withFiles(.postgres) { database, blobs, _ in
            try await database.write {
                try $0.script("ALTER TABLE files ADD CONSTRAINT digest_length CHECK (length(digest) = 3) NOT VALID")
            }

            #expect(
                try await problems(database, blobs) == [.unvalidatedConstraint(table: "files", name: "digest_length")])
        }
    }
}
