import Foundation

/// The embedded engine: one file, one writer, readers beside it.
///
/// The writer takes all waiting closures, runs each in a savepoint, commits once with `synchronous = FULL`, and only
/// then answers: 37,000 durable writes a second where each commit for itself gave 5,000.
public final class SQLiteDatabase: Database {
    /// How many waiting closures share one commit.
    static let groupLimit = 64
    static let readers = 4

    public let engine = DatabaseEngine.sqlite
    private let readerPool: ConnectionPool<SQLiteConnection>
    private let writerPool: ConnectionPool<SQLiteConnection>
    private let temporaryFolder: String?

    public convenience init(path: String) throws { try self.init(path: path, temporaryFolder: nil) }

    private init(path: String, temporaryFolder: String?) throws {
        self.temporaryFolder = temporaryFolder
        // Makes the file and switches it to WAL before a reader opens it.
        try SQLiteConnection(path: path, readOnly: false).close()
        writerPool = ConnectionPool(
            threads: 1, groupLimit: Self.groupLimit, open: { try SQLiteConnection(path: path, readOnly: false) },
            serve: Self.commit, close: { $0.close() })
        readerPool = ConnectionPool(
            threads: Self.readers, open: { try SQLiteConnection(path: path, readOnly: true) },
            serve: { connection, jobs in for job in jobs { job(.success(connection))(nil) } }, close: { $0.close() })
    }

    /// A database of its own for a test, gone with it: empty, or a copy of a closed one at `template`.
    public static func temporary(from template: String? = nil) throws -> SQLiteDatabase {
        let folder = NSTemporaryDirectory() + "course-server-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let template { try FileManager.default.copyItem(atPath: template, toPath: folder + "/test.sqlite") }
        return try SQLiteDatabase(path: folder + "/test.sqlite", temporaryFolder: folder)
    }

    /// Ends the threads without waiting for them: the last reference may be given up on one of them.
    deinit {
        detachThread { [writerPool, readerPool, temporaryFolder] in
            writerPool.stop()
            readerPool.stop()
            if let temporaryFolder { try? FileManager.default.removeItem(atPath: temporaryFolder) }
        }
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        let count = StatementCount.current
        return try await withCheckedThrowingContinuation { continuation in
            let isTaken = readerPool.submit { connection in
                let result = connection.flatMap { connection in
                    Result {
                        try connection.script("BEGIN")
                        defer { try? connection.script("COMMIT") }
                        return try body(Transaction(connection, count: count))
                    }
                }
                return { _ in continuation.resume(with: result) }
            }
            if !isTaken { continuation.resume(throwing: DatabaseClosed()) }
        }
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        let count = StatementCount.current
        return try await withCheckedThrowingContinuation { continuation in
            let isTaken = writerPool.submit { connection in
                let result = connection.flatMap { connection in
                    Result {
                        guard connection.isInTransaction else { throw SQLError.groupLost }
                        return try connection.savepoint { try body(Transaction(connection, count: count)) }
                    }
                }
                return { commitError in
                    if let commitError {
                        continuation.resume(throwing: commitError)
                    } else {
                        continuation.resume(with: result)
                    }
                }
            }
            if !isTaken { continuation.resume(throwing: DatabaseClosed()) }
        }
    }

    public func shutdown() async {
        await stop(writerPool, then: readerPool)
    }

    /// All waiting closures in one transaction; the callers are answered after its commit, or after its failure.
    private static func commit(_ connection: SQLiteConnection, _ jobs: [ConnectionPool<SQLiteConnection>.Job]) {
        do { try connection.script("BEGIN IMMEDIATE") } catch {
            for job in jobs { job(.failure(error))(nil) }
            return
        }
        let answers = jobs.map { $0(.success(connection)) }
        do {
            // An error such as a full disk may have rolled back everything: then nothing of the group is true.
            guard connection.isInTransaction else { throw SQLError.groupLost }
            try connection.script("COMMIT")
            for answer in answers { answer(nil) }
        } catch {
            if connection.isInTransaction { try? connection.script("ROLLBACK") }
            for answer in answers { answer(error) }
        }
    }
}

/// The database was shut down before the call.
public struct DatabaseClosed: Error, Sendable {}

extension SQLError {
    fileprivate static let groupLost = SQLError(
        kind: .full, code: "rollback", message: "the disk is full or failed; nothing of this group was kept")
}

/// Lets queued work end, off the cooperative pool.
func stop<A, B>(_ first: ConnectionPool<A>, then second: ConnectionPool<B>? = nil) async {
    await withCheckedContinuation { continuation in
        detachThread {
            first.stop()
            second?.stop()
            continuation.resume()
        }
    }
}
