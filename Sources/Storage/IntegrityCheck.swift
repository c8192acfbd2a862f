public import Foundation

/// What is wrong with the stored data; nothing, one hopes.
public struct IntegrityReport: Equatable, Sendable {
    public enum Problem: Hashable, Sendable {
        /// The engine's own words about a broken file.
        case engine(String)
        /// A row names a row that is not there.
        case danglingReference(table: String, parent: String)
        /// A constraint that the rows present were never checked against.
        case unvalidatedConstraint(table: String, name: String)
        /// A row names a file that is not there.
        case missingBlob(Digest)
        /// A file holds other bytes than its name promises.
        case damagedBlob(Digest)
        /// No row names the file. It takes space and does no harm.
        case orphanBlob(Digest)
    }

    public var problems: [Problem] = []
    /// Files that were looked at.
    public var blobs = 0

    public var isSound: Bool { problems.isEmpty }
}

/// Looks for damage in the database and among the blobs, while they serve.
///
/// `deep` reads every blob, as long as that takes. A file younger than `settlingTime` seconds is no orphan: its row may
/// be about to come.
public func checkIntegrity(
    of database: any Database, blobs: BlobStore,
    blobDigests: @escaping @Sendable (Transaction) throws -> Set<Digest>, deep: Bool,
    settlingTime: TimeInterval = 3600
) async throws -> IntegrityReport {
    var report = IntegrityReport()
    report.problems = try await database.engineProblems()
    let named = try await database.read(blobDigests)
    let (missing, files) = try await onOwnThread { (named.filter { !blobs.contains($0) }, try blobs.all()) }
    report.blobs = files.count
    // A row may have gone, and its file after it, since the digests were read.
    let stillNamed = missing.isEmpty ? [] : try await database.read(blobDigests)
    report.problems += missing.intersection(stillNamed).sorted().map { .missingBlob($0) }
    report.problems += try await onOwnThread {
        try files.compactMap { digest in
            if deep, try blobs.rehash(digest) != digest { return .damagedBlob(digest) }
            return !named.contains(digest) && blobs.age(of: digest) >= settlingTime ? .orphanBlob(digest) : nil
        }
    }
    return report
}

extension Database {
    fileprivate func engineProblems() async throws -> [IntegrityReport.Problem] {
        do {
            return try await read { tx in
                try tx.engine == .sqlite ? tx.sqliteProblems() : tx.postgresProblems()
            }
        } catch let error as SQLError where error.isCorruption {
            return [.engine(error.message)]
        }
    }
}

extension SQLError {
    /// SQLITE_CORRUPT with its kinds, SQLITE_NOTADB, and PostgreSQL's class XX.
    fileprivate var isCorruption: Bool {
        if let code = Int(code) { return code & 0xFF == 11 || code & 0xFF == 26 }
        return code.hasPrefix("XX")
    }
}

extension Transaction {
    fileprivate func sqliteProblems() throws -> [IntegrityReport.Problem] {
        let broken = try all("PRAGMA integrity_check") { row -> String in try row[index: 0] }.filter { $0 != "ok" }
        let dangling = try all("PRAGMA foreign_key_check") { row in
            IntegrityReport.Problem.danglingReference(table: try row["table"], parent: try row["parent"])
        }
        return broken.map { .engine($0) } + dangling
    }

    fileprivate func postgresProblems() throws -> [IntegrityReport.Problem] {
        try all(
            """
            SELECT r.relname::text AS table_name, c.conname::text AS name
            FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
            WHERE NOT c.convalidated AND c.connamespace = current_schema()::regnamespace
            ORDER BY 1, 2
            """
        ) { row in .unvalidatedConstraint(table: try row["table_name"], name: try row["name"]) }
    }
}
