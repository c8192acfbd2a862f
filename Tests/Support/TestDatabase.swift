import Foundation

@testable public import Storage

/// The engines a test runs on: `@Test(arguments: TestEngine.available)`.
public enum TestEngine: CaseIterable, Sendable {
    case sqlite, postgres

    /// PostgreSQL takes part where `TEST_POSTGRES` tells how to reach it, as `Tests/Support/with-postgres` does.
    public static var available: [TestEngine] { postgresAddress == nil ? [.sqlite] : allCases }

    fileprivate static let postgresAddress = ProcessInfo.processInfo.environment["TEST_POSTGRES"]
}

/// Gives the test a database of its own, gone afterwards. On PostgreSQL it has at most three connections.
@discardableResult
public func withDatabase<T: Sendable>(
    _ engine: TestEngine, migrations: [Migration] = [], _ body: (any Database) async throws -> T
) async throws -> T {
    // A test that asks for a second database while it has one must not wait for itself.
    guard !Gate.isInside else { return try await open(engine, migrations, body) }
    await Gate.databases.enter()
    do {
        let result = try await Gate.$isInside.withValue(true) { try await open(engine, migrations, body) }
        await Gate.databases.leave()
        return result
    } catch {
        await Gate.databases.leave()
        throw error
    }
}

private func open<T: Sendable>(
    _ engine: TestEngine, _ migrations: [Migration], _ body: (any Database) async throws -> T
) async throws -> T {
    let template = migrations.isEmpty ? nil : try await Templates.shared.made(on: engine, migrations)
    guard engine == .postgres else { return try await use(try SQLiteDatabase.temporary(from: template), [], body) }
    let name = "t_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try await run("CREATE DATABASE \(name) TEMPLATE \(template ?? "template0")")
    let result: Result<T, any Error>
    do { result = .success(try await use(try postgres(name, connections: 3), [], body)) } catch {
        result = .failure(error)
    }
    try await run("DROP DATABASE \(name) WITH (FORCE)")
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

private func postgres(_ name: String, connections: Int) throws -> PostgresDatabase {
    try PostgresDatabase(address: "\(serverAddress) dbname=\(name)", connections: connections)
}

private var serverAddress: String {
    guard let address = TestEngine.postgresAddress else { preconditionFailure("TEST_POSTGRES is not set") }
    return address
}

/// Runs a statement that may stand in no transaction.
private func run(_ statement: String) async throws {
    try await onOwnThread {
        let connection = try PostgresConnection(serverAddress)
        defer { connection.close() }
        try connection.script(statement)
    }
}

/// Databases with their migrations applied, one for each engine and list of steps in a run: a test gets a copy.
/// Those of PostgreSQL go with its cluster.
private actor Templates {
    static let shared = Templates()
    private static let folder = NSTemporaryDirectory() + "course-server-templates-\(getpid())"

    private var made: [TestEngine: [[Migration]: Task<String, any Error>]] = [:]

    private init() { atexit { try? FileManager.default.removeItem(atPath: Templates.folder) } }

    /// The path of a file, or the name of a database.
    func made(on engine: TestEngine, _ migrations: [Migration]) async throws -> String {
        if let known = made[engine]?[migrations] { return try await known.value }
        let number = made[engine]?.count ?? 0
        let making = Task {
            switch engine {
            case .sqlite:
                try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
                let path = "\(Self.folder)/\(number).sqlite"
                try await use(try SQLiteDatabase(path: path), migrations) { _ in }
                // The last to close is a writer, which brings the log into the file; of a database, a reader is.
                try SQLiteConnection(path: path, readOnly: false).close()
                return path
            case .postgres:
                let name = "template_\(getpid())_\(number)"
                try await run("CREATE DATABASE \(name)")
                try await use(try postgres(name, connections: 1), migrations) { _ in }
                return name
            }
        }
        made[engine, default: [:]][migrations] = making
        return try await making.value
    }
}

/// Lets so many tests have a database at once that they keep the processors busy and do not stand in each other's way:
/// each brings threads or connections of its own.
private actor Gate {
    @TaskLocal static var isInside = false
    static let databases = Gate(places: 4 * ProcessInfo.processInfo.activeProcessorCount)

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
