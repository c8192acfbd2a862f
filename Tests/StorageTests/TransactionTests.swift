import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Storage

private let accounts = [
    Migration(
        "accounts",
        """
        CREATE TABLE owners (id {{id}}, name TEXT NOT NULL UNIQUE CHECK (name <> ''));
        CREATE TABLE accounts (
            id       {{id}},
            owner_id BIGINT NOT NULL REFERENCES owners (id),
            balance  BIGINT NOT NULL
        );
        """)
]

private struct Refused: Error, Equatable {}

extension Transaction {
    fileprivate func addOwner(_ name: String) throws {
        try run("INSERT INTO owners (name) VALUES (\(name))")
    }

    fileprivate func ownerNames() throws -> [String] {
        try all("SELECT name FROM owners ORDER BY id") { try $0["name"] }
    }
}

struct TransactionTests {
    @Test(arguments: TestEngine.available)
    func `a broken constraint has the same kind on both engines`(engine: TestEngine) async throws {
        let statements: [SQL] = [
            "INSERT INTO owners (name) VALUES ('Айгуль')", "INSERT INTO owners (id, name) VALUES (1, 'Булат')",
            "INSERT INTO accounts (owner_id, balance) VALUES (99, 0)", "INSERT INTO owners (name) VALUES (NULL)",
            "INSERT INTO owners (name) VALUES ('')", "SELECT nonsense",
        ]

        let kinds = try await withDatabase(engine, migrations: accounts) { database in
            try await database.write { tx in
                try tx.addOwner("Айгуль")
                return try statements.map { statement -> SQLError.Kind? in
                    do {
                        try tx.savepoint { _ = try tx.run(statement) }
                        return nil
                    } catch let error as SQLError { return error.kind }
                }
            }
        }

        #expect(kinds == [.unique, .unique, .foreignKey, .notNull, .check, .other])
    }

    @Test(arguments: TestEngine.available)
    func `a savepoint that throws takes its own work back and no other`(engine: TestEngine) async throws {
        let names = try await withDatabase(engine, migrations: accounts) { database in
            try await database.write { tx in
                try tx.addOwner("before")
                try? tx.savepoint {
                    try tx.addOwner("outer")
                    try tx.savepoint { try tx.addOwner("inner") }
                    throw Refused()
                }
                try tx.savepoint {
                    try tx.addOwner("kept")
                    try? tx.savepoint {
                        try tx.addOwner("undone")
                        throw Refused()
                    }
                }
                return try tx.ownerNames()
            }
        }

        #expect(names == ["before", "kept"])
    }

    @Test(arguments: TestEngine.available)
    func `a write that throws undoes itself while the others of its group are kept`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: accounts) { database in
            let refusals = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do {
                            try await database.write { tx in
                                try tx.addOwner("owner \(number)")
                                if number.isMultiple(of: 3) { throw Refused() }
                            }
                            return false
                        } catch { return error is Refused }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            let names = try await database.read { try $0.ownerNames() }
            #expect(refusals == 20)
            #expect(Set(names) == Set((0..<60).filter { !$0.isMultiple(of: 3) }.map { "owner \($0)" }))
        }
    }

    @Test(arguments: TestEngine.available)
    func `thirty increments at once lose none`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: accounts) { database in
            try await database.write { tx in
                try tx.addOwner("Айгуль")
                try tx.run("INSERT INTO accounts (owner_id, balance) VALUES (1, 0)")
            }

            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 {
                    group.addTask {
                        try await database.write { tx in
                            let balance: Int = try tx.value("SELECT balance FROM accounts WHERE id = 1")
                            try tx.run("UPDATE accounts SET balance = \(balance + 1) WHERE id = 1")
                        }
                    }
                }
                try await group.waitForAll()
            }

            let balance = try await database.read { try $0.value("SELECT balance FROM accounts", as: Int.self) }
            #expect(balance == 30)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a query inside a query's rows leaves the outer row as it was`(engine: TestEngine) async throws {
        let pairs = try await withDatabase(engine, migrations: accounts) { database in
            try await database.write { tx in
                for name in ["а", "б", "в"] { try tx.addOwner(name) }
                try tx.run("INSERT INTO accounts (owner_id, balance) SELECT id, id * 10 FROM owners")
                return try tx.all("SELECT id, name FROM owners ORDER BY id") { owner in
                    let id: Int = try owner["id"]
                    let balance = try tx.one("SELECT balance FROM accounts WHERE owner_id = \(id)") { account in
                        try account["balance"] as Int
                    }
                    return "\(try owner["name"] as String): \(balance)"
                }
            }
        }

        #expect(pairs == ["а: 10", "б: 20", "в: 30"])
    }

    @Test(arguments: TestEngine.available)
    func `the same statement may run inside its own rows`(engine: TestEngine) async throws {
        let pairs = try await withDatabase(engine, migrations: accounts) { database in
            try await database.write { tx in
                for name in ["а", "б"] { try tx.addOwner(name) }
                let names: SQL = "SELECT name FROM owners ORDER BY id"
                var pairs: [String] = []
                try tx.forEach(names) { outer in
                    try tx.forEach(names) { inner in
                        pairs.append(try (outer["name"] as String) + (inner["name"] as String))
                    }
                }
                return pairs
            }
        }

        #expect(pairs == ["аа", "аб", "ба", "бб"])
    }

    @Test(arguments: TestEngine.available)
    func `a reader sees one state, whatever is written meanwhile`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: accounts) { database in
            let (hasRead, reading) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let counts = database.read { tx in
                let before = try tx.ownerNames().count
                hasRead.signal()
                reading.wait()
                return [before, try tx.ownerNames().count]
            }
            try await database.write { tx in
                // Off the cooperative pool: closures run on the database's own threads.
                hasRead.wait()
                try tx.addOwner("meanwhile")
            }
            reading.signal()

            #expect(try await counts == [0, 0])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a reader cannot write`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: accounts) { database async throws in
            await #expect(throws: SQLError.self) { try await database.read { try $0.addOwner("nobody") } }
            #expect(try await database.read { try $0.ownerNames() } == [])
        }
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `an error caught outside a savepoint fails the write aloud on PostgreSQL`() async throws {
        try await withDatabase(.postgres, migrations: accounts) { database in
            await #expect(throws: SQLError.self) {
                try await database.write { tx in
                    try tx.addOwner("lost")
                    try? tx.addOwner("")
                }
            }
            try await database.write { try $0.addOwner("next") }
            #expect(try await database.read { try $0.ownerNames() } == ["next"])
        }
    }

    @Test func `on SQLite the writer flushes each commit into a write-ahead log`() async throws {
        let settings = try await withDatabase(.sqlite) { database in
            try await database.write { tx in
                (
                    try tx.value("PRAGMA synchronous", as: Int.self),
                    try tx.value("PRAGMA journal_mode", as: String.self),
                    try tx.value("PRAGMA foreign_keys", as: Int.self)
                )
            }
        }

        #expect(settings == (2, "wal", 1))
    }

    @Test(arguments: TestEngine.available)
    func `statements are counted, also those of a nested query`(engine: TestEngine) async throws {
        let count = StatementCount()

        try await withDatabase(engine, migrations: accounts) { database in
            try await StatementCount.$current.withValue(count) {
                try await database.write { tx in
                    try tx.addOwner("а")
                    try tx.forEach("SELECT id FROM owners") { _ in _ = try tx.ownerNames() }
                }
            }
        }

        #expect(count.texts.count == 3)
    }

    @Test(arguments: TestEngine.available)
    func `work queued before the shutdown is done, calls after it are refused`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: accounts) { database in
            let hasBegun = Mutex(false)
            async let queued: [String] = database.write { tx in
                hasBegun.withLock { $0 = true }
                usleep(50_000)
                try tx.addOwner("in time")
                return try tx.ownerNames()
            }
            while !hasBegun.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
            await database.shutdown()

            #expect(try await queued == ["in time"])
            await #expect(throws: DatabaseClosed.self) { try await database.read { try $0.ownerNames() } }
            await #expect(throws: DatabaseClosed.self) { try await database.write { try $0.addOwner("late") } }
        }
    }

    @Test func `a pool whose connection cannot be opened answers every caller`() async throws {
        #expect(throws: SQLError.self) { try SQLiteDatabase(path: "/nonexistent/folder/file.sqlite") }
        #expect(throws: SQLError.self) {
            try PostgresDatabase(address: "host=127.0.0.1 port=1 user=nobody connect_timeout=1")
        }
    }

    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `a connection that the server ended is opened anew`() async throws {
        try await withDatabase(.postgres, migrations: accounts) { database in
            _ = try? await database.read {
                try $0.value("SELECT pg_terminate_backend(pg_backend_pid())", as: Bool.self)
            }

            // Each of the three threads may have been the one.
            for name in ["а", "б", "в", "г"] { try await database.write { try $0.addOwner(name) } }
            #expect(try await database.read { try $0.ownerNames() } == ["а", "б", "в", "г"])
        }
    }
}
