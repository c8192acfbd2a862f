import Foundation

/// Copies every row and every blob that rows name into the file at `path`, while the database serves: the rows are of one
/// moment. Nothing stands at `path` until all of it is on disk. Takes memory for one row and one piece of a blob.
///
/// The file is the same for both engines: what one wrote, the other restores.
public func writeBackup(
    of database: any Database, blobs: BlobStore,
    blobDigests: @escaping @Sendable (Transaction) throws -> Set<Digest>, to path: String
) async throws -> BackupSummary {
    let output = try BackupOutput(path: path)
    let (rows, digests) = try await database.read { tx in
        let digests = try blobDigests(tx)
        return (try tx.writeRows(to: output), digests)
    }
    // Blobs never change, so they need no transaction, which would keep the engine from tidying up behind it.
    return try await onOwnThread {
        var summary = rows
        let blobOffset = output.size
        for digest in digests.sorted() {
            try append(digest, of: blobs, to: output, &summary)
        }
        try output.append(.end)
        for number in [blobOffset, summary.tables, summary.rows, summary.blobs] {
            try output.appendFixed(UInt64(number))
        }
        try output.commit()
        summary.bytes = output.size
        return summary
    }
}

private func append(_ digest: Digest, of blobs: BlobStore, to output: BackupOutput, _ summary: inout BackupSummary)
    throws
{
    guard let file = FileHandle(forReadingAtPath: blobs.path(of: digest)) else {
        summary.missingBlobs.append(digest)
        return
    }
    defer { try? file.close() }
    let size = try file.seekToEnd()
    try file.seek(toOffset: 0)
    try output.append(.blob)
    try output.append(digest.bytes)
    try output.append(size)
    let hash = RunningHash()
    var rest = Int(size)
    while rest > 0 {
        guard let piece = try file.read(upToCount: min(rest, 1 << 18)), !piece.isEmpty else {
            throw FileError(operation: "read", path: blobs.path(of: digest))
        }
        piece.withUnsafeBytes { hash.update($0) }
        try output.append(piece)
        rest -= piece.count
    }
    if hash.finish() != digest { summary.damagedBlobs.append(digest) }
    summary.blobs += 1
}

extension Transaction {
    fileprivate func writeRows(to output: BackupOutput) throws -> BackupSummary {
        let tables = try tables()
        var summary = BackupSummary(tables: tables.count)
        try output.append(BackupFormat.magic)
        try output.append(UInt64(BackupFormat.version))
        let migrations =
            tables.contains { $0.name == "schema_migrations" }
            ? try all("SELECT id FROM schema_migrations") { row -> String in try row["id"] }.sorted() : []
        try output.append(UInt64(migrations.count))
        for id in migrations { try output.append(id) }
        for table in tables {
            try output.append(.table)
            try output.append(table.name)
            try output.append(UInt64(table.columns.count))
            for column in table.columns { try output.append(column.name) }
            let counter = try counter(of: table)
            try output.append(UInt64(counter == nil ? 0 : 1))
            if let counter { try output.append(UInt64(counter)) }
            var count = 0
            try forEachRow(of: table) { row in
                try output.append(.row)
                for (index, column) in table.columns.enumerated() {
                    try output.append(row.value(at: index).fitted(to: column.kind))
                }
                count += 1
            }
            try output.append(.endOfTable)
            try output.append(UInt64(count))
            summary.rows += count
        }
        return summary
    }

    /// The rows in the order of the table's key, which is the same on both engines.
    private func forEachRow(of table: Table, _ body: (borrowing Row) throws -> Void) throws {
        let columns = table.columns.map { quoted($0.name) }.joined(separator: ", ")
        let binary = engine == .sqlite ? "BINARY" : "\"C\""
        let key = table.key.isEmpty ? table.columns : table.key
        let order = key.map { column in
            quoted(column.name) + (column.kind == .text ? " COLLATE \(binary)" : "")
                + (table.key.isEmpty ? " NULLS FIRST" : "")
        }.joined(separator: ", ")
        let query = "SELECT \(columns) FROM \(quoted(table.name)) ORDER BY \(order)"
        if engine == .sqlite { return try forEach(SQL(stringLiteral: query), body) }
        // PostgreSQL would send a whole result at once. Each cursor has a name of its own, as what is prepared for one
        // must not be run for another.
        let cursor = "backup_\(UInt64.random(in: 0...UInt64.max))"
        try script("DECLARE \(cursor) NO SCROLL CURSOR FOR \(query)")
        var isMore = true
        while isMore {
            isMore = false
            try forEach(SQL(stringLiteral: "FETCH 500 FROM \(cursor)")) { row in
                isMore = true
                try body(row)
            }
        }
        try script("CLOSE \(cursor)")
    }

    /// The highest number the table has given to a row, also to rows since deleted; nil when it gives none.
    private func counter(of table: Table) throws -> Int64? {
        guard let column = table.counter else { return nil }
        if engine == .sqlite {
            return try first("SELECT seq FROM sqlite_sequence WHERE name = \(table.name)") { try $0["seq"] } ?? 0
        }
        let sequence: String = try value("SELECT pg_get_serial_sequence(\(quoted(table.name)), \(column))")
        return try value(SQL(stringLiteral: "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM \(sequence)"))
    }
}

/// A table as the engine describes it.
struct Table {
    struct Column {
        enum Kind { case bool, int, double, text, bytes, other }

        var name: String
        var kind: Kind
    }

    var name: String
    /// By name.
    var columns: [Column]
    /// The columns of the primary key, in its order.
    var key: [Column]
    /// The column to which the engine gives numbers.
    var counter: String?
}

/// A name as it stands in SQL.
func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

extension Transaction {
    /// The tables of the schema, by name. Throws `BackupRefusal.unsupportedColumn`.
    func tables() throws -> [Table] {
        let columns = try all(engine == .sqlite ? Self.sqliteColumns : Self.postgresColumns) { try CatalogueRow($0) }
        return try Dictionary(grouping: columns, by: \.table).map { name, columns in
            let columns = columns.sorted { $0.name < $1.name }
            for column in columns where engine == .postgres && column.kind == .other {
                throw BackupRefusal.unsupportedColumn(table: name, column: column.name, type: column.type)
            }
            return Table(
                name: name, columns: columns.map(\.column),
                key: columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }.map(\.column),
                counter: columns.first { $0.isCounter }?.name)
        }.sorted { $0.name < $1.name }
    }

    private static let sqliteColumns: SQL = """
        SELECT t.name AS table_name, c.name AS column_name, c.type AS type, c.pk AS key_place,
            c.pk = 1 AND t.sql LIKE '%AUTOINCREMENT%' AS is_counter
        FROM sqlite_master t JOIN pragma_table_xinfo(t.name) c
        WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' AND c.hidden = 0
        """

    private static let postgresColumns: SQL = """
        SELECT t.relname::text AS table_name, a.attname::text AS column_name, format_type(a.atttypid, NULL) AS type,
            coalesce(array_position(i.indkey::smallint[], a.attnum) + 1, 0) AS key_place, a.attidentity <> '' AS is_counter
        FROM pg_class t
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r'
        """
}

private struct CatalogueRow {
    var table: String
    var name: String
    var type: String
    var keyPlace: Int
    var isCounter: Bool

    init(_ row: borrowing Row) throws {
        table = try row["table_name"]
        name = try row["column_name"]
        type = try row["type"]
        keyPlace = try row["key_place"]
        isCounter = try row["is_counter"]
    }

    var column: Table.Column { Table.Column(name: name, kind: kind) }

    /// Types are written as PostgreSQL names them, and SQLite keeps the words.
    var kind: Table.Column.Kind {
        let type = type.lowercased()
        if type.hasPrefix("bool") { return .bool }
        if ["bigint", "integer", "int", "smallint"].contains(type) { return .int }
        if type == "double precision" || type == "double" { return .double }
        if ["text", "varchar"].contains(type) || type.hasPrefix("character varying") { return .text }
        return ["bytea", "blob"].contains(type) ? .bytes : .other
    }
}

extension SQLValue {
    /// The same value in the type its column was declared with: SQLite gives 0 and 1 for truth.
    func fitted(to kind: Table.Column.Kind) -> SQLValue {
        switch (self, kind) {
        case (.int(let value), .bool): .bool(value != 0)
        case (.bool(let value), .int): .int(value ? 1 : 0)
        case (.int(let value), .double): .double(Double(value))
        default: self
        }
    }
}
