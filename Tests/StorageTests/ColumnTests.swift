import Foundation
import TestSupport
import Testing

@testable import Storage

private let values = [
    Migration(
        "values",
        """
        CREATE TABLE samples (
            id     {{id}},
            truth  BOOLEAN,
            whole  BIGINT,
            real   DOUBLE PRECISION,
            words  TEXT,
            raw    {{bytes}}
        )
        """)
]

private struct Sample: Equatable, Sendable {
    var truth: Bool?
    var whole: Int64?
    var real: Double?
    var words: String?
    var raw: [UInt8]?
}

private enum Colour: String, ColumnValue { case red, blue }

struct ColumnTests {
    @Test(arguments: TestEngine.available)
    func `every type comes back as it was stored, and so does nothing`(engine: TestEngine) async throws {
        let samples = [
            Sample(),
            Sample(
                truth: true, whole: .max, real: 0.1, words: "Щи да каша — ғәҗәп 🎓 'quoted' \\ \n", raw: [0, 255, 0]),
            Sample(truth: false, whole: .min, real: -1e-300, words: "", raw: []),
            Sample(truth: true, whole: 0, real: 3, words: "$1 \u{1}", raw: Array(repeating: 7, count: 100_000)),
        ]

        let found = try await withDatabase(engine, migrations: values) { database in
            try await database.write { tx in
                for sample in samples {
                    try tx.run(
                        """
                        INSERT INTO samples (truth, whole, real, words, raw)
                        VALUES (\(sample.truth), \(sample.whole), \(sample.real), \(sample.words), \(sample.raw))
                        """)
                }
                return try tx.all("SELECT * FROM samples ORDER BY id") { row in
                    Sample(
                        truth: try row["truth"], whole: try row["whole"], real: try row["real"],
                        words: try row["words"], raw: try row["raw"])
                }
            }
        }

        #expect(found == samples)
    }

    @Test(arguments: TestEngine.available)
    func `a zero character becomes the replacement character on both engines`(engine: TestEngine) async throws {
        let found = try await withDatabase(engine, migrations: values) { database in
            try await database.write { tx -> String in
                try tx.value("INSERT INTO samples (words) VALUES (\("до\0после")) RETURNING words")
            }
        }

        #expect(found == "до\u{FFFD}после")
    }

    @Test(arguments: TestEngine.available)
    func `a date keeps its millisecond however often it is stored`(engine: TestEngine) async throws {
        let milliseconds: [Int64] = (0..<200).map { 1_700_000_000_000 + $0 * 7_777_777 } + [0, -1, 253_402_300_799_999]

        let found = try await withDatabase(engine, migrations: values) { database in
            try await database.write { tx in
                for instant in milliseconds {
                    let date = try Date(column: .int(instant))
                    let once: Date = try tx.value("INSERT INTO samples (whole) VALUES (\(date)) RETURNING whole")
                    try tx.run("UPDATE samples SET whole = \(once) WHERE whole = \(date)")
                }
                return try tx.all("SELECT whole FROM samples ORDER BY id") { row -> Int64 in try row["whole"] }
            }
        }

        #expect(found == milliseconds)
    }

    @Test(arguments: TestEngine.available)
    func `a column that holds something else is a mismatch, not a guess`(engine: TestEngine) async throws {
        try await withDatabase(engine, migrations: values) { database in
            try await database.write { tx in
                try tx.run("INSERT INTO samples (words, whole) VALUES ('green', 1)")
                #expect(throws: ColumnMismatch.self) { try tx.value("SELECT words FROM samples", as: Int.self) }
                #expect(throws: ColumnMismatch.self) { try tx.value("SELECT words FROM samples", as: Colour.self) }
                #expect(throws: ColumnMismatch.self) { try tx.value("SELECT truth FROM samples", as: Bool.self) }
                #expect(throws: NoRow.self) { try tx.value("SELECT id FROM samples WHERE id = 99", as: Int.self) }
            }
        }
    }

    @Test(
        arguments: [
            ("12", 12), ("0", 0), ("007", 7), ("9223372036854775807", Int64.max), ("+1", nil), ("-1", nil), (" 1", nil),
            ("1 ", nil), ("", nil), ("١", nil), ("9223372036854775808", nil), ("99999999999999999999", nil),
        ] as [(String, Int64?)])
    func `an identifier is digits alone`(text: String, number: Int64?) {
        #expect(Job.ID(text)?.rawValue == number)
    }

    @Test func `a digest is what other programs compute`() {
        let abc = Digest(bytes: Hashing.sha256(Array("abc".utf8)))

        // FIPS 180-2, appendix B.1.
        #expect(abc.rawValue == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(bytes: abc.bytes) == abc)
        #expect(Digest(rawValue: abc.rawValue.uppercased()) == nil)
        #expect(Digest(rawValue: "../../etc/passwd") == nil)
    }

    @Test func `a keyed digest is that of RFC 4231, case 2`() {
        let code = Hashing.hmac(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))

        #expect(
            Digest(bytes: code).rawValue == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
