import Glibc

/// The engine for when a region outgrows one machine.
public final class PostgresDatabase: Database {
    /// More than eight connections on two cores were slower, not faster.
    public static let connections = 8
    private static let attempts = 12

    public let engine = DatabaseEngine.postgres
    private let pool: ConnectionPool<PostgresConnection>

    /// Connects to `address`, a `postgres://` URL or libpq's `key=value` form. Throws `SQLError` when nobody answers.
    public init(address: String, connections: Int = PostgresDatabase.connections) throws {
        try PostgresConnection(address).close()
        pool = ConnectionPool(
            threads: connections, open: { try PostgresConnection(address) },
            serve: { connection, jobs in
                connection.repair()
                for job in jobs { job(.success(connection))(nil) }
            }, close: { $0.close() })
    }

    /// Ends the threads without waiting for them: the last reference may be given up on one of them.
    deinit { detachThread { [pool] in pool.stop() } }

    public func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await onConnection { connection, count in
            connection.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            defer { connection.rollback() }
            return try body(Transaction(connection, count: count))
        }
    }

    public func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await onConnection { connection, count in
            var attempt = 1
            while true {
                connection.begin("BEGIN ISOLATION LEVEL SERIALIZABLE")
                do {
                    let result = try body(Transaction(connection, count: count))
                    try connection.commit()
                    return result
                } catch let error as SQLError where error.kind == .busy && attempt < Self.attempts {
                    connection.rollback()
                    usleep(UInt32.random(in: 0...(500 << UInt32(min(attempt, 7)))))
                    attempt += 1
                } catch {
                    connection.rollback()
                    throw error
                }
            }
        }
    }

    private func onConnection<T: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection, StatementCount?) throws -> T
    ) async throws -> T {
        let count = StatementCount.current
        return try await withCheckedThrowingContinuation { continuation in
            let isTaken = pool.submit { connection in
                let result = connection.flatMap { connection in Result { try body(connection, count) } }
                return { _ in continuation.resume(with: result) }
            }
            if !isTaken { continuation.resume(throwing: DatabaseClosed()) }
        }
    }

    public func shutdown() async { await stop(pool, then: ConnectionPool<PostgresConnection>?.none) }
}

/// The database of a data folder, or the server at `address`. Throws `SQLError`.
public func openDatabase(address: String?, folder: String) throws -> any Database {
    if let address { return try PostgresDatabase(address: address) }
    return try SQLiteDatabase(path: folder + "/course-server.sqlite")
}
