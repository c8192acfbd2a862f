import CSQLite

/// A connection to an SQLite file, used by one thread.
final class SQLiteConnection: Connection {
    /// It is also the reader of its current row.
    private final class Statement: RowReader {
        let handle: OpaquePointer
        let statement: String
        /// Of one thread and never asked inside itself: the check for that costs as much as the search.
        @exclusivity(unchecked) private var names: ColumnNames

        init(_ handle: OpaquePointer, _ text: String) {
            self.handle = handle
            statement = text
            names = ColumnNames(
                (0..<sqlite3_column_count(handle)).map { String(cString: sqlite3_column_name(handle, $0)) })
        }

        deinit { sqlite3_finalize(handle) }

        func index(of column: StaticString) -> Int? { names.index(of: column) }

        func value(_ index: Int) -> SQLValue {
            let column = Int32(index)
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: return .int(sqlite3_column_int64(handle, column))
            case SQLITE_FLOAT: return .double(sqlite3_column_double(handle, column))
            case SQLITE_TEXT:
                let bytes = UnsafeBufferPointer(
                    start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
                return .text(String(decoding: bytes, as: UTF8.self))
            case SQLITE_BLOB:
                let bytes = UnsafeRawBufferPointer(
                    start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
                return .bytes(Array(bytes))
            default: return .null
            }
        }
    }

    let engine = DatabaseEngine.sqlite
    private let database: OpaquePointer
    private var statements: [String: Statement] = [:]
    private var depth = 0

    private static let statementLimit = 512
    // SQLITE_TRANSIENT is a cast macro, which Swift does not import.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    private static let parameterNames: [[CChar]] = (1...999).map { Array("$\($0)".utf8CString) }

    init(path: String, readOnly: Bool) throws {
        var handle: OpaquePointer?
        let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory"
            sqlite3_close_v2(handle)
            throw SQLError(kind: .connection, code: String(code), message: "\(path): \(message)")
        }
        database = handle
        sqlite3_extended_result_codes(database, 1)
        sqlite3_busy_timeout(database, 10_000)
        // FULL: an answer goes out only after its commit is on disk. Group commit makes it cost little.
        try script(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
            PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;
            """)
    }

    func close() {
        statements = [:]
        sqlite3_close_v2(database)
    }

    /// False when an error has rolled the whole transaction back, as a full disk may.
    var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    func forEach(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws {
        let statement = try prepare(sql.text)
        defer {
            sqlite3_reset(statement.handle)
            sqlite3_clear_bindings(statement.handle)
        }
        try bind(sql.parameters, to: statement)
        let row = Row(statement)
        while true {
            switch sqlite3_step(statement.handle) {
            case SQLITE_ROW: try body(row)
            case SQLITE_DONE: return
            default: throw error(in: statement.statement)
            }
        }
    }

    func run(_ sql: SQL) throws -> Int {
        try forEach(sql) { _ in }
        return Int(sqlite3_changes64(database))
    }

    func script(_ text: String) throws {
        guard sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK else { throw error(in: text) }
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let name = "savepoint_\(depth)"
        try script("SAVEPOINT \(name)")
        do {
            let result = try body()
            try script("RELEASE \(name)")
            return result
        } catch {
            // Where the whole transaction is gone, there is no savepoint to go back to.
            if isInTransaction { try script("ROLLBACK TO \(name); RELEASE \(name)") }
            throw error
        }
    }

    private func prepare(_ text: String) throws -> Statement {
        // A statement under way, as in a query inside a query's rows, must not be started anew.
        if let known = statements[text], sqlite3_stmt_busy(known.handle) == 0 { return known }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw error(in: text) }
        if statements.count >= Self.statementLimit { statements.removeAll(keepingCapacity: true) }
        let statement = Statement(handle, text)
        statements[text] = statement
        return statement
    }

    private func bind(_ parameters: [SQLValue], to statement: Statement) throws {
        for (index, parameter) in parameters.enumerated() {
            // To SQLite `$1` is a name: its slot is the order of first appearance, so it is looked up.
            let name =
                index < Self.parameterNames.count ? Self.parameterNames[index] : Array("$\(index + 1)".utf8CString)
            let slot = name.withUnsafeBufferPointer {
                sqlite3_bind_parameter_index(statement.handle, $0.baseAddress)
            }
            let code: Int32
            switch parameter {
            case .null: code = sqlite3_bind_null(statement.handle, slot)
            case .bool(let value): code = sqlite3_bind_int64(statement.handle, slot, value ? 1 : 0)
            case .int(let value): code = sqlite3_bind_int64(statement.handle, slot, value)
            case .double(let value): code = sqlite3_bind_double(statement.handle, slot, value)
            case .text(let value):
                code = sqlite3_bind_text(statement.handle, slot, value, Int32(value.utf8.count), Self.transient)
            case .bytes(let value):
                code =
                    value.isEmpty
                    ? sqlite3_bind_zeroblob(statement.handle, slot, 0)
                    : sqlite3_bind_blob(statement.handle, slot, value, Int32(value.count), Self.transient)
            }
            if code != SQLITE_OK { throw error(in: statement.statement) }
        }
    }

    private func error(in statement: String) -> SQLError {
        let code = sqlite3_extended_errcode(database)
        let kind: SQLError.Kind =
            switch code {
            case 2067, 1555: .unique  // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY: macros with casts, not imported
            case 787: .foreignKey
            case 1299: .notNull
            case 275: .check
            default:
                switch code & 0xFF {
                case SQLITE_BUSY, SQLITE_LOCKED: .busy
                case SQLITE_FULL: .full
                case SQLITE_CANTOPEN: .connection
                default: .other
                }
            }
        return SQLError(
            kind: kind, code: String(code), message: String(cString: sqlite3_errmsg(database)), statement: statement)
    }
}
