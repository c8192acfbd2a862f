import TestSupport
import Testing

@testable import Storage

struct SQLTests {
    @Test func `spliced fragments number their parameters in the order of their places`() {
        let filter: SQL = "a = \(1) AND b IN (\([2, 3]))"
        let order: SQL = "ORDER BY c"
        let query: SQL = "SELECT \(raw: "x") FROM t WHERE \(filter) AND d = \("four") \(order) LIMIT \(5)"

        #expect(query.text == "SELECT x FROM t WHERE a = $1 AND b IN ($2, $3) AND d = $4 ORDER BY c LIMIT $5")
        #expect(query.parameters == [.int(1), .int(2), .int(3), .text("four"), .int(5)])
    }

    @Test(arguments: TestEngine.available)
    func `a list finds its members, an empty one nothing, a long one is no trouble`(engine: TestEngine) async throws {
        let numbers = [Migration("numbers", "CREATE TABLE numbers (n BIGINT NOT NULL)")]

        let found = try await withDatabase(engine, migrations: numbers) { database in
            try await database.write { tx in
                for n in 1...5 { try tx.run("INSERT INTO numbers (n) VALUES (\(n))") }
                return try [[2, 4, 9], [], Array(3...3000)].map { list in
                    try tx.all("SELECT n FROM numbers WHERE n IN (\(list)) ORDER BY n") { row -> Int in try row["n"] }
                }
            }
        }

        #expect(found == [[2, 4], [], [3, 4, 5]])
    }

    @Test(arguments: TestEngine.available)
    func `a value cannot become a part of the statement`(engine: TestEngine) async throws {
        let hostile = "'); DROP TABLE words; -- $1 ?1 :a"
        let words = [Migration("words", "CREATE TABLE words (word TEXT NOT NULL)")]

        let found = try await withDatabase(engine, migrations: words) { database in
            try await database.write { tx -> String in
                try tx.run("INSERT INTO words (word) VALUES (\(hostile))")
                return try tx.value("SELECT word FROM words WHERE word = \(hostile)")
            }
        }

        #expect(found == hostile)
    }
}
