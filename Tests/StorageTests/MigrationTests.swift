import TestSupport
import Testing

@testable import Storage

private let first = Migration(
    "one", "CREATE TABLE ones (id {{id}}, raw {{bytes}}); INSERT INTO ones (raw) VALUES (NULL);")
private let second = Migration("two", "ALTER TABLE ones ADD COLUMN name TEXT")

struct MigrationTests {
    @Test(arguments: TestEngine.available)
    func `a step is applied once, a new one when it comes`(engine: TestEngine) async throws {
        try await withDatabase(engine) { database async throws in
            #expect(try await database.migrate([first]) == ["one"])
            #expect(try await database.migrate([first]) == [])
            #expect(try await database.migrate([first, second]) == ["two"])
            #expect(try await database.read { try $0.value("SELECT count(*) FROM ones", as: Int.self) } == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a database that a newer program has used is refused`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: [first, second]) { database in
            await #expect(throws: NewerDatabase(unknown: ["two"])) { try await database.migrate([first]) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a step that fails leaves nothing and is tried again`(engine: TestEngine) async throws {
        let broken = Migration("two", "CREATE TABLE twos (id {{id}}); CREATE TABLE ones (id {{id}});")

        try await withDatabase(engine, migrations: [first]) { database async throws in
            await #expect(throws: SQLError.self) { try await database.migrate([first, broken]) }
            #expect(try await database.read { try $0.tables().map(\.name) } == ["ones", "schema_migrations"])
            #expect(try await database.migrate([first, second]) == ["two"])
        }
    }

    @Test(arguments: TestEngine.available, 0..<5)
    func `of starters at once each step is applied by one`(engine: TestEngine, round: Int) async throws {
        let steps = [first, second] + (0..<5).map { Migration("more-\($0)", "CREATE TABLE more_\($0) (id {{id}})") }

        try await withDatabase(engine) { database in
            async let left = database.migrate(steps)
            async let middle = database.migrate(steps)
            async let right = database.migrate(steps)

            let applied = try await left + middle + right
            #expect(applied.sorted() == steps.map(\.id).sorted())
        }
    }
}
