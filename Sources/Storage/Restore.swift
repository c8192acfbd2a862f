/// Fills an empty database and a folder of blobs from a backup of either engine, then brings the schema up to
/// `migrations`.
///
/// The file is checked before anything is written; the rows arrive in one transaction, all or none. Blobs are put first,
/// so that no row is ever without its file. Throws `BackupRefusal`.
public func restoreBackup(
    from path: String, to database: any Database, migrations: [Migration], blobs: BlobStore
) async throws -> BackupSummary {
    let file = try await onOwnThread { try BackupFile(path: path) }
    let applied = Set(try file.readHead(file.reader()))
    let unknown = applied.subtracting(migrations.map(\.id))
    guard unknown.isEmpty else { throw BackupRefusal.newerProgram(unknownMigrations: unknown.sorted()) }
    try await database.read { try $0.requireNoTables() }
    let damaged = try await onOwnThread { try file.restoreBlobs(to: blobs) }
    try await database.write { tx in
        try tx.requireNoTables()
        if !applied.isEmpty { try tx.createMigrationTable() }
        for step in migrations where applied.contains(step.id) { try tx.apply(step) }
        try tx.load(file)
    }
    try await database.migrate(migrations)
    return BackupSummary(
        tables: file.tables, rows: file.rows, blobs: file.blobs, bytes: file.size, damagedBlobs: damaged)
}

extension BackupFile {
    /// Passes the head; answers the migrations that were applied.
    fileprivate func readHead(_ reader: BackupReader) throws -> [String] {
        _ = try reader.bytes(BackupFormat.magic.count)
        _ = try reader.count()
        return try reader.texts()
    }

    /// Answers the blobs that were damaged before the backup.
    fileprivate func restoreBlobs(to store: BlobStore) throws -> [Digest] {
        let reader = reader(from: blobOffset)
        var damaged: [Digest] = []
        var count = 0
        while !reader.isAtEnd {
            guard try reader.tag() == .blob else { throw BackupRefusal.damaged }
            let digest = Digest(bytes: try reader.bytes(32))
            let writer = try BlobWriter(store)
            try reader.pieces(try reader.count()) { try writer.append($0) }
            if try !writer.commit(expecting: digest) { damaged.append(digest) }
            count += 1
        }
        guard count == blobs else { throw BackupRefusal.damaged }
        return damaged
    }
}

extension Transaction {
    fileprivate func requireNoTables() throws {
        let tables = try tables().map(\.name)
        guard tables.isEmpty else { throw BackupRefusal.databaseNotEmpty(tables: tables) }
    }

    fileprivate func load(_ file: BackupFile) throws {
        let tables = Dictionary(uniqueKeysWithValues: try tables().map { ($0.name, $0) })
        let immediate = try deferReferences()
        // Steps may have put rows of their own; the backup has these too, perhaps changed since.
        for table in tables.keys.sorted() { try script("DELETE FROM \(quoted(table))") }
        let reader = file.reader()
        _ = try file.readHead(reader)
        var rows = 0
        for _ in 0..<file.tables {
            guard try reader.tag() == .table else { throw BackupRefusal.damaged }
            let name = try reader.text()
            guard let table = tables[name] else { throw BackupRefusal.differentSchema(table: name) }
            rows += try load(table, from: reader)
        }
        guard rows == file.rows else { throw BackupRefusal.damaged }
        try checkReferences()
        for statement in immediate { try script(statement) }
    }

    private func load(_ table: Table, from reader: BackupReader) throws -> Int {
        let columns = try reader.texts().map { name in
            guard let column = table.columns.first(where: { $0.name == name }) else {
                throw BackupRefusal.differentSchema(table: table.name)
            }
            return column
        }
        let counter = try reader.count() == 0 ? nil : try reader.number()
        let insertion = "INSERT INTO \(quoted(table.name)) (\(columns.map { quoted($0.name) }.joined(separator: ", ")))"
        let rowsInStatement = max(1, 400 / max(1, columns.count))
        var waiting: [[SQLValue]] = []
        var count = 0
        while true {
            let tag = try reader.tag()
            if tag == .row { waiting.append(try columns.map { try reader.value().fitted(to: $0.kind) }) }
            if waiting.count == rowsInStatement || (tag != .row && !waiting.isEmpty) {
                try run(.insertion(insertion, waiting))
                count += waiting.count
                waiting = []
            }
            if tag == .row { continue }
            guard tag == .endOfTable, try reader.count() == count else { throw BackupRefusal.damaged }
            break
        }
        let found: Int = try value(SQL(stringLiteral: "SELECT count(*) FROM \(quoted(table.name))"))
        guard found == count else { throw BackupRefusal.damaged }
        if let counter { try setCounter(of: table, to: Int64(clamping: counter)) }
        return count
    }

    /// Numbers once given are not given again, though their rows be gone.
    private func setCounter(of table: Table, to number: Int64) throws {
        guard let column = table.counter else { throw BackupRefusal.differentSchema(table: table.name) }
        if engine == .sqlite {
            try run("DELETE FROM sqlite_sequence WHERE name = \(table.name)")
            try run("INSERT INTO sqlite_sequence (name, seq) VALUES (\(table.name), \(number))")
        } else {
            try run(
                """
                SELECT setval(pg_get_serial_sequence(\(quoted(table.name)), \(column))::regclass,
                    \(max(number, 1))::bigint, \(number > 0)::boolean)
                """)
        }
    }

    /// Lets rows come in any order, a child before its parent; answers what makes the references strict again.
    private func deferReferences() throws -> [String] {
        if engine == .sqlite {
            try script("PRAGMA defer_foreign_keys = ON")
            return []
        }
        let references = try all(
            """
            SELECT r.relname::text AS table_name, c.conname::text AS name
            FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
            WHERE c.contype = 'f' AND NOT c.condeferrable AND c.connamespace = current_schema()::regnamespace
            ORDER BY 1, 2
            """
        ) { row in "ALTER TABLE \(quoted(try row["table_name"])) ALTER CONSTRAINT \(quoted(try row["name"]))" }
        for reference in references { try script("\(reference) DEFERRABLE INITIALLY DEFERRED") }
        return references.map { "\($0) NOT DEFERRABLE" }
    }

    private func checkReferences() throws {
        if engine == .sqlite {
            let table = try first("PRAGMA foreign_key_check") { row -> String in try row["table"] }
            if let table { throw BackupRefusal.danglingReferences(table: table) }
        } else {
            try script("SET CONSTRAINTS ALL IMMEDIATE")
        }
    }
}

extension SQL {
    fileprivate static func insertion(_ head: String, _ rows: [[SQLValue]]) -> SQL {
        var sql = StringInterpolation(literalCapacity: 32 * rows.count, interpolationCount: 400)
        sql.appendLiteral(head + " VALUES ")
        for (index, row) in rows.enumerated() {
            sql.appendLiteral(index == 0 ? "(" : ", (")
            for (index, value) in row.enumerated() {
                if index > 0 { sql.appendLiteral(", ") }
                sql.appendInterpolation(value)
            }
            sql.appendLiteral(")")
        }
        return SQL(stringInterpolation: sql)
    }
}
