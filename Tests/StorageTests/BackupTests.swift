import Foundation
import TestSupport
import Testing

@testable import Storage

private let steps = [
    Migration(
        "school-001",
        """
        CREATE TABLE spaces (id {{id}}, parent_id BIGINT REFERENCES spaces (id), title TEXT NOT NULL, is_open BOOLEAN);
        INSERT INTO spaces (title) VALUES ('Корень');
        """),
    Migration(
        "school-002",
        """
        CREATE TABLE assets (
            id       {{id}},
            space_id BIGINT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
            digest   TEXT NOT NULL,
            share    DOUBLE PRECISION,
            raw      {{bytes}}
        );
        CREATE TABLE places (space_id BIGINT NOT NULL REFERENCES spaces (id), word TEXT NOT NULL,
            PRIMARY KEY (word, space_id));
        CREATE TABLE notes (word TEXT, at BIGINT);
        """),
]
private let laterStep = Migration("school-003", "ALTER TABLE spaces ADD COLUMN colour TEXT")

private let digests: @Sendable (Transaction) throws -> Set<Digest> = { tx in
    Set(try tx.all("SELECT digest FROM assets") { try $0["digest"] })
}

/// A school whose first space has moved below a later one, so that no order of numbers puts parents first.
private func fill(_ database: any Database, _ blobs: BlobStore) async throws {
    let files = try (0..<3).map { try blobs.put(Array(repeating: UInt8($0), count: $0 * 300_000)) }
    try await database.write { tx in
        for n in 2...700 {
            let parent = n.isMultiple(of: 7) ? nil : n - 1
            let isOpen = n.isMultiple(of: 3) ? nil : n.isMultiple(of: 2)
            try tx.run("INSERT INTO spaces (parent_id, title, is_open) VALUES (\(parent), \("Школа №\(n)"), \(isOpen))")
        }
        try tx.run("UPDATE spaces SET parent_id = 700, title = 'Moved' WHERE id = 1")
        for (n, file) in files.enumerated() {
            try tx.run(
                """
                INSERT INTO assets (space_id, digest, share, raw)
                VALUES (\(n + 1), \(file), \(n == 0 ? nil : Double(n) / 3), \(n == 0 ? nil : [UInt8](repeating: 0, count: n)))
                """)
        }
        try tx.run("DELETE FROM assets WHERE id = 3")
        for word in ["ё", "Я", "a", "B", "ә", "b"] {
            try tx.run("INSERT INTO places (space_id, word) VALUES (1, \(word)), (2, \(word))")
        }
        try tx.run("INSERT INTO notes (word, at) VALUES (NULL, 2), ('б', NULL), ('а', \(Int64.min)), ('б', NULL)")
    }
}

private func back(_ database: any Database, _ blobs: BlobStore, to path: String) async throws -> BackupSummary {
    try await writeBackup(of: database, blobs: blobs, blobDigests: digests, to: path)
}

private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

/// A backup of a filled database of `engine`.
private func withBackup(
    of engine: TestEngine = .sqlite, _ body: (_ path: String, _ folder: String) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let blobs = try BlobStore(folder: folder + "/blobs")
        try await withDatabase(engine, migrations: steps) { database in
            try await fill(database, blobs)
            _ = try await back(database, blobs, to: folder + "/backup")
        }
        try await body(folder + "/backup", folder)
    }
}

struct BackupTests {
    @Test(arguments: TestEngine.available, TestEngine.available)
    func `a backup restored on either engine backs up to the same bytes`(
        source: TestEngine, target: TestEngine
    ) async throws {
        try await withBackup(of: source) { path, folder in
            let blobs = try BlobStore(folder: folder + "/restored")
            try await withDatabase(target) { database in
                let restored = try await restoreBackup(from: path, to: database, migrations: steps, blobs: blobs)
                let again = try await back(database, blobs, to: folder + "/again")

                #expect(restored == again)
                #expect(restored.tables == 5 && restored.rows == 2 + 700 + 2 + 12 + 4 && restored.blobs == 2)
                #expect(try bytes(path) == bytes(folder + "/again"))
                // A number once given is not given again, though its row was deleted before the backup.
                let id = try await database.write { tx -> Int in
                    try tx.value("INSERT INTO assets (space_id, digest) VALUES (1, 'x') RETURNING id")
                }
                #expect(id == 4)
                // References are as strict as before.
                await #expect {
                    try await database.write { try $0.run("UPDATE spaces SET parent_id = 9999 WHERE id = 1") }
                } throws: {
                    ($0 as? SQLError)?.kind == .foreignKey
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a backup of both engines is the same file`(engine: TestEngine) async throws {
        let instant = 1_800_000_000_000
        try await withTemporaryFolder { folder in
            let blobs = try BlobStore(folder: folder + "/blobs")
            for target in [TestEngine.sqlite, engine] {
                try await withDatabase(target, migrations: steps) { database in
                    try await fill(database, blobs)
                    try await database.write { try $0.run("UPDATE schema_migrations SET applied_at = \(instant)") }
                    _ = try await back(database, blobs, to: "\(folder)/\(target)")
                }
            }
            #expect(try bytes("\(folder)/sqlite") == bytes("\(folder)/\(engine)"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `an older backup is brought up to the program's schema, a newer one refused`(engine: TestEngine) async throws {
        try await withBackup { path, folder in
            let blobs = try BlobStore(folder: folder + "/restored")
            try await withDatabase(engine) { database in
                await #expect(throws: BackupRefusal.newerProgram(unknownMigrations: ["school-002"])) {
                    try await restoreBackup(from: path, to: database, migrations: [steps[0]], blobs: blobs)
                }
                _ = try await restoreBackup(from: path, to: database, migrations: steps + [laterStep], blobs: blobs)

                let colourless = try await database.read {
                    try $0.value("SELECT count(*) FROM spaces WHERE colour IS NULL", as: Int.self)
                }
                #expect(colourless == 700)
                #expect(try await database.migrate(steps + [laterStep]) == [])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a backup made while two hundred transfers go on is of one moment`(engine: TestEngine) async throws {
        let accounts = [Migration("accounts", "CREATE TABLE accounts (id {{id}}, balance BIGINT NOT NULL)")]
        let sum: SQL = "SELECT CAST(sum(balance) AS BIGINT) FROM accounts"
        try await withTemporaryFolder { folder in
            let blobs = try BlobStore(folder: folder + "/blobs")
            try await withDatabase(engine, migrations: accounts) { database in
                try await database.write { tx in
                    for _ in 0..<1500 { try tx.run("INSERT INTO accounts (balance) VALUES (100)") }
                }

                let moved = try await withThrowingTaskGroup(of: Void.self) { group in
                    for n in 0..<200 {
                        group.addTask {
                            try await database.write { tx in
                                try tx.run("UPDATE accounts SET balance = balance - 7 WHERE id = \(1 + n)")
                                try tx.run("UPDATE accounts SET balance = balance + 7 WHERE id = \(1500 - n)")
                            }
                        }
                    }
                    for n in 0..<3 {
                        group.addTask {
                            _ = try await writeBackup(
                                of: database, blobs: blobs, blobDigests: { _ in [] }, to: "\(folder)/\(n)")
                        }
                    }
                    try await group.waitForAll()
                    return try await database.read { try $0.value(sum, as: Int.self) }
                }

                #expect(moved == 150_000)
            }
            for n in 0..<3 {
                let total = try await withDatabase(.sqlite) { database in
                    _ = try await restoreBackup(
                        from: "\(folder)/\(n)", to: database, migrations: accounts, blobs: blobs)
                    return try await database.read { try $0.value(sum, as: Int.self) }
                }
                #expect(total == 150_000)
            }
        }
    }

    @Test func `a backup changed in any byte or cut anywhere is refused, and nothing is written`() async throws {
        try await withBackup { path, folder in
            let whole = try bytes(path)
            let blobs = try BlobStore(folder: folder + "/restored")
            let places = Set((0..<50).map { $0 * (whole.count - 1) / 49 } + (0..<30) + (whole.count - 70..<whole.count))
            try await withDatabase(.sqlite) { database in
                for place in places {
                    var changed = whole
                    changed[place] ^= 0x10
                    for sample in [changed, whole.prefix(place), whole + [0]] {
                        try sample.write(to: URL(filePath: folder + "/sample"))
                        await #expect(throws: BackupRefusal.self, "byte \(place)") {
                            try await restoreBackup(
                                from: folder + "/sample", to: database, migrations: steps, blobs: blobs)
                        }
                    }
                }
                #expect(try await database.read { try $0.tables().count } == 0)
                #expect(try blobs.all() == [])
            }
        }
    }

    @Test func `another's file and another form are named as such`() async throws {
        try await withTemporaryFolder { folder in
            let blobs = try BlobStore(folder: folder + "/blobs")
            let path = folder + "/file"
            try await withDatabase(.sqlite) { database in
                for (content, refusal) in [
                    ("", BackupRefusal.foreign), ("PK\u{3}\u{4} something long enough to be a file", .foreign),
                    ("course-server backup\n\u{2} more", .unknownFormat(version: 2)),
                    ("course-server backup\n\u{1}", .damaged),
                ] {
                    try Data(content.utf8).write(to: URL(filePath: path))
                    await #expect(throws: refusal) {
                        try await restoreBackup(from: path, to: database, migrations: steps, blobs: blobs)
                    }
                }
                await #expect(throws: FileError.self) {
                    try await restoreBackup(from: folder + "/none", to: database, migrations: steps, blobs: blobs)
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a database with tables is refused and stays as it was`(engine: TestEngine) async throws {
        try await withBackup { path, folder in
            let blobs = try BlobStore(folder: folder + "/restored")
            try await withDatabase(engine, migrations: [steps[0]]) { database in
                await #expect(throws: BackupRefusal.databaseNotEmpty(tables: ["schema_migrations", "spaces"])) {
                    try await restoreBackup(from: path, to: database, migrations: steps, blobs: blobs)
                }
                let spaces = try await database.read { try $0.value("SELECT count(*) FROM spaces", as: Int.self) }
                #expect(spaces == 1)
                #expect(try blobs.all() == [])
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a restore that fails midway leaves an empty database`(engine: TestEngine) async throws {
        let other = [steps[0], Migration("school-002", "CREATE TABLE assets (id {{id}})")]
        try await withBackup { path, folder in
            let blobs = try BlobStore(folder: folder + "/restored")
            try await withDatabase(engine) { database in
                await #expect(throws: BackupRefusal.differentSchema(table: "assets")) {
                    try await restoreBackup(from: path, to: database, migrations: other, blobs: blobs)
                }
                #expect(try await database.read { try $0.tables().count } == 0)
                _ = try await restoreBackup(from: path, to: database, migrations: steps, blobs: blobs)
            }
        }
    }

    @Test func `missing and damaged blobs are told, and a damaged one is not restored`() async throws {
        try await withTemporaryFolder { folder in
            let blobs = try BlobStore(folder: folder + "/blobs")
            try await withDatabase(.sqlite, migrations: steps) { database in
                try await fill(database, blobs)
                let named = try await database.read(digests).sorted()
                try blobs.remove(named[0])
                try Data("other".utf8).write(to: URL(filePath: blobs.path(of: named[1])))

                let summary = try await back(database, blobs, to: folder + "/backup")

                #expect(summary.missingBlobs == [named[0]] && summary.damagedBlobs == [named[1]])
                let restored = try BlobStore(folder: folder + "/restored")
                try await withDatabase(.sqlite) { copy in
                    let summary = try await restoreBackup(
                        from: folder + "/backup", to: copy, migrations: steps, blobs: restored)
                    #expect(summary.damagedBlobs == [named[1]])
                    #expect(try restored.all() == [])
                }
            }
        }
    }

    @Test func `a backup that fails leaves no file, and the one before it as it was`() async throws {
        try await withTemporaryFolder { folder in
            let blobs = try BlobStore(folder: folder + "/blobs")
            try Data("before".utf8).write(to: URL(filePath: folder + "/backup"))
            try await withDatabase(.sqlite, migrations: steps) { database in
                await #expect(throws: NoRow.self) {
                    try await writeBackup(
                        of: database, blobs: blobs, blobDigests: { _ in throw NoRow() }, to: folder + "/backup")
                }
            }
            #expect(try bytes(folder + "/backup") == Data("before".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["backup", "blobs"])
        }
    }

    @Test(arguments: [0, 1, -1, 63, 64, -64, -65, .max, .min] as [Int64])
    func `numbers of any size are written and read`(number: Int64) async throws {
        try await withTemporaryFolder { folder in
            let output = try BackupOutput(path: folder + "/file")
            try output.append(SQLValue.int(number))
            try output.append(UInt64(bitPattern: number))
            let size = output.size
            try output.commit()

            let descriptor = open(folder + "/file", O_RDONLY)
            defer { close(descriptor) }
            let reader = BackupReader(descriptor, path: "file", from: 0, to: size)
            #expect(try reader.value() == .int(number))
            #expect(try reader.number() == UInt64(bitPattern: number))
            #expect(reader.isAtEnd)
        }
    }
}
