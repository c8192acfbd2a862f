import Foundation
public import Storage

/// The engines a test runs on: `@Test(arguments: TestEngine.available)`.
public enum TestEngine: CaseIterable, Sendable {
    case sqlite, postgres

    /// PostgreSQL takes part where `TEST_POSTGRES` tells how to reach it, as `Tests/Support/with-postgres` does.
    public static var available: [TestEngine] { postgresAddress == nil ? [.sqlite] : allCases }

    fileprivate static let postgresAddress = ProcessInfo.processInfo.environment["TEST_POSTGRES"]
}

/// Gives the test a database of its own, gone afterwards. On PostgreSQL it is a schema with at most three connections.
@discardableResult
public func withDatabase<T: Sendable>(
    _ engine: TestEngine, migrations: [Migration] = [], _ body: (any Database) async throws -> T
) async throws -> T {
    guard engine == .postgres else {
        return try await use(try SQLiteDatabase.temporary(), migrations, body)
    }
    // A test that asks for a second database while it has one must not wait for itself.
    guard !Gate.isInside else { return try await withSchema(migrations, body) }
    await Gate.postgres.enter()
    do {
        let result = try await Gate.$isInside.withValue(true) { try await withSchema(migrations, body) }
        await Gate.postgres.leave()
        return result
    } catch {
        await Gate.postgres.leave()
        throw error
    }
}

private func withSchema<T: Sendable>(
    _ migrations: [Migration], _ body: (any Database) async throws -> T
) async throws -> T {
    guard let address = TestEngine.postgresAddress else { preconditionFailure("TEST_POSTGRES is not set") }
    let schema = "t_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try await run("CREATE SCHEMA \(schema)", at: address)
    let result: Result<T, any Error>
    do {
        let database = try PostgresDatabase(address: "\(address) options='-c search_path=\(schema)'", connections: 3)
        result = .success(try await use(database, migrations, body))
    } catch {
        result = .failure(error)
    }
    try await run("DROP SCHEMA \(schema) CASCADE", at: address)
    return try result.get()
}

private func use<T: Sendable>(
    _ database: any Database, _ migrations: [Migration], _ body: (any Database) async throws -> T
) async throws -> T {
    do {
        if !migrations.isEmpty { try await database.migrate(migrations) }
        let result = try await body(database)
        await database.shutdown()
        return result
    } catch {
        await database.shutdown()
        throw error
    }
}

private func run(_ statement: String, at address: String) async throws {
    let database = try PostgresDatabase(address: address, connections: 1)
    do { try await database.write { try $0.script(statement) } } catch {
        await database.shutdown()
        throw error
    }
    await database.shutdown()
}

/// Lets so many tests on PostgreSQL run at once that the server has connections for all.
private actor Gate {
    @TaskLocal static var isInside = false
    static let postgres = Gate(places: 24)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { free = places }

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
