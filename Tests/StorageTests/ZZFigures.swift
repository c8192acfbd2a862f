import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite(.serialized) struct Figures {
    @Test(arguments: TestEngine.available) func figures(engine: TestEngine) async throws {
        let steps = [Migration("m", "CREATE TABLE rows (id {{id}}, user_id BIGINT NOT NULL, title TEXT NOT NULL, ok BOOLEAN NOT NULL, share DOUBLE PRECISION, at BIGINT)")]
        let clock = ContinuousClock()
        try await withTemporaryFolder { folder in
            let blobs = try BlobStore(folder: folder + "/b")
            let files = try (0..<8).map { try blobs.put(Array(repeating: UInt8($0), count: 16 << 20)) }
            try await withDatabase(engine, migrations: steps) { database in
                try await database.write { tx in
                    try tx.script(engine == .postgres
                        ? "INSERT INTO rows (user_id, title, ok, share, at) SELECT i, 'Строка таблицы номер ' || i, i % 2 = 0, i / 3.0, i FROM generate_series(1, 300000) i"
                        : "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 300000) INSERT INTO rows (user_id, title, ok, share, at) SELECT i, 'Строка таблицы номер ' || i, i % 2 = 0, i / 3.0, i FROM s")
                }
                var start = clock.now
                let empty = try await writeBackup(of: database, blobs: blobs, blobDigests: { _ in [] }, to: folder + "/rows")
                print("FIGURE \(engine) backup 300000 rows \(empty.bytes) bytes: \(clock.now - start)")
                start = clock.now
                _ = try await writeBackup(of: database, blobs: blobs, blobDigests: { _ in Set(files) }, to: folder + "/all")
                print("FIGURE \(engine) backup with 128 MiB blobs: \(clock.now - start)")
            }
            try await withDatabase(engine) { database in
                let start = clock.now
                _ = try await restoreBackup(from: folder + "/rows", to: database, migrations: steps, blobs: blobs)
                print("FIGURE \(engine) restore rows: \(clock.now - start)")
            }
            print("FIGURE", try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("VmHWM") })
        }
    }
}
