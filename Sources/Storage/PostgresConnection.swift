import CLibPQ

/// A connection to a PostgreSQL server, used by one thread.
final class PostgresConnection: Connection {
    private struct Prepared {
        var name: String
        var columns: ColumnNames?
    }

    let engine = DatabaseEngine.postgres
    private let handle: OpaquePointer
    private var prepared: [String: Prepared] = [:]
    private var counter = 0
    private var depth = 0
    /// The BEGIN that travels with the first statement: opening a transaction costs no round trip of its own.
    private var pendingBegin: String?
    private(set) var isInTransaction = false

    init(_ address: String) throws {
        guard let handle = PQconnectdb(address) else {
            throw SQLError(kind: .connection, code: "08000", message: "no memory for a connection")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = String(cString: PQerrorMessage(handle))
            PQfinish(handle)
            throw SQLError(kind: .connection, code: "08001", message: message)
        }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        self.handle = handle
    }

    func close() { PQfinish(handle) }

    private static let preparedLimit = 512

    /// Opens the connection anew if the server dropped it; what was prepared is gone with it. Called between
    /// transactions, so it also forgets prepared statements when there are too many.
    func repair() {
        guard PQstatus(handle) != CONNECTION_OK else {
            if prepared.count > Self.preparedLimit, (try? simple("DEALLOCATE ALL")) != nil { prepared = [:] }
            return
        }
        PQreset(handle)
        prepared = [:]
        pendingBegin = nil
        isInTransaction = false
        depth = 0
    }

    func begin(_ statement: String) { pendingBegin = statement }

    func commit() throws {
        pendingBegin = nil
        guard isInTransaction else { return }
        // To COMMIT after an error the server answers ROLLBACK, and no error.
        guard PQtransactionStatus(handle) != PQTRANS_INERROR else {
            throw SQLError(
                kind: .other, code: "25P02", message: "an error was caught outside a savepoint; nothing was kept")
        }
        isInTransaction = false
        try script("COMMIT")
    }

    func rollback() {
        pendingBegin = nil
        guard isInTransaction else { return }
        isInTransaction = false
        try? script("ROLLBACK")
    }

    func forEach(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws {
        let text = sql.text
        let result = try execute(text, sql.parameters)
        defer { PQclear(result) }
        let rows = PostgresRows(result, columnNames(of: text, in: result), statement: text)
        let view = Row(rows)
        for row in 0..<PQntuples(result) {
            rows.row = row
            try body(view)
        }
    }

    func run(_ sql: SQL) throws -> Int {
        let result = try execute(sql.text, sql.parameters)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func script(_ text: String) throws {
        if let begin = pendingBegin {
            pendingBegin = nil
            try simple(begin)
            isInTransaction = true
        }
        try simple(text)
    }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        depth += 1
        defer { depth -= 1 }
        let name = "savepoint_\(depth)"
        try script("SAVEPOINT \(name)")
        do {
            let result = try body()
            try script("RELEASE SAVEPOINT \(name)")
            return result
        } catch {
            try script("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)")
            throw error
        }
    }

    private func simple(_ text: String) throws {
        let result = PQexec(handle, text)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw error(result, in: text) }
    }

    private func execute(_ text: String, _ parameters: [SQLValue]) throws -> OpaquePointer {
        let encoded = EncodedParameters(parameters)
        let result = try encoded.withPointers { values, lengths, formats in
            if pendingBegin == nil, let known = prepared[text] {
                return PQexecPrepared(handle, known.name, Int32(parameters.count), values, lengths, formats, 1)
            }
            return try pipeline(text, Int32(parameters.count), values, lengths, formats)
        }
        let status = PQresultStatus(result)
        guard let result, status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
            defer { PQclear(result) }
            throw error(result, in: text)
        }
        return result
    }

    /// BEGIN, PREPARE and the statement, as far as they are wanted, in one round trip.
    private func pipeline(
        _ text: String, _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>, _ lengths: UnsafePointer<Int32>,
        _ formats: UnsafePointer<Int32>
    ) throws -> OpaquePointer? {
        enum Step { case begin, prepare, execute }
        var steps: [Step] = []
        let isNew = prepared[text] == nil
        if isNew { counter += 1 }
        let name = prepared[text]?.name ?? "statement_\(counter)"
        guard PQenterPipelineMode(handle) == 1 else { throw error(nil, in: text) }
        if let begin = pendingBegin {
            PQsendQueryParams(handle, begin, 0, nil, nil, nil, nil, 0)
            steps.append(.begin)
        }
        if isNew {
            PQsendPrepare(handle, name, text, 0, nil)
            steps.append(.prepare)
        }
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
        steps.append(.execute)
        PQpipelineSync(handle)
        var executed: OpaquePointer?
        var failed: OpaquePointer?
        for step in steps {
            guard let result = PQgetResult(handle) else { break }
            let status = PQresultStatus(result)
            if status == PGRES_FATAL_ERROR, failed == nil {
                failed = result
            } else if step == .execute, status != PGRES_PIPELINE_ABORTED {
                executed = result
            } else {
                PQclear(result)
            }
            if status == PGRES_COMMAND_OK {
                if step == .begin {
                    isInTransaction = true
                    pendingBegin = nil
                }
                // It stays prepared even when its first run fails, or the transaction is rolled back.
                if step == .prepare { prepared[text] = Prepared(name: name) }
            }
            PQclear(PQgetResult(handle))  // the nil that ends each result
        }
        PQclear(PQgetResult(handle))  // the answer to the sync
        PQexitPipelineMode(handle)
        if let failed {
            PQclear(executed)
            return failed
        }
        return executed
    }

    private func columnNames(of text: String, in result: OpaquePointer) -> ColumnNames {
        if let known = prepared[text]?.columns { return known }
        let names = ColumnNames((0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) })
        prepared[text]?.columns = names
        return names
    }

    private func error(_ result: OpaquePointer?, in statement: String) -> SQLError {
        let field = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "C"))) }
        let state = field.map { String(cString: $0) } ?? "08006"
        let kind: SQLError.Kind =
            switch state {
            case "23505": .unique
            case "23503": .foreignKey
            case "23502": .notNull
            case "23514": .check
            case "40001", "40P01": .busy
            case "53100": .full
            default: state.hasPrefix("08") || state.hasPrefix("57P") ? .connection : .other
            }
        let message = String(cString: result.map { PQresultErrorMessage($0) } ?? PQerrorMessage(handle))
        return SQLError(kind: kind, code: state, message: message, statement: statement)
    }
}

/// The rows of one query, in binary form. Each query has its own, as another may run inside its rows.
private final class PostgresRows: RowReader {
    let statement: String
    private let result: OpaquePointer
    private var columns: ColumnNames
    var row: Int32 = 0

    init(_ result: OpaquePointer, _ columns: ColumnNames, statement: String) {
        self.result = result
        self.columns = columns
        self.statement = statement
    }

    func index(of column: StaticString) -> Int? { columns.index(of: column) }

    func value(_ index: Int) -> SQLValue {
        let column = Int32(index)
        if PQgetisnull(result, row, column) == 1 { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
        // The numbers of types are PostgreSQL's catalogue, fixed since ever (src/include/catalog/pg_type.dat).
        switch PQftype(result, column) {
        case 16: return .bool(bytes[0] != 0)
        case 20: return .int(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case 23: return .int(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case 21: return .int(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case 701: return .double(Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))))
        case 17: return .bytes(Array(bytes))
        case 25, 1043, 19, 18: return .text(String(decoding: bytes, as: UTF8.self))
        case let type: preconditionFailure("cast the column to a plain type, its type is \(type): \(statement)")
        }
    }
}

/// Parameters as libpq takes them: texts that end in zero, bytes in binary.
private struct EncodedParameters {
    private var buffer: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ parameters: [SQLValue]) {
        for parameter in parameters {
            let start = buffer.count
            var isBinary = false
            switch parameter {
            case .null: break
            case .bool(let value): buffer.append(UInt8(ascii: value ? "t" : "f"))
            case .int(let value): buffer.append(contentsOf: String(value).utf8)
            case .double(let value): buffer.append(contentsOf: String(value).utf8)
            case .text(let value): buffer.append(contentsOf: value.utf8)
            case .bytes(let value):
                buffer.append(contentsOf: value)
                isBinary = true
            }
            offsets.append(parameter == .null ? nil : start)
            lengths.append(Int32(buffer.count - start))
            formats.append(isBinary ? 1 : 0)
            buffer.append(0)
        }
    }

    func withPointers<T>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>) throws -> T
    ) rethrows -> T {
        // One entry more than there are parameters, so that the pointers are never nil.
        try (buffer + [0]).withUnsafeBytes { bytes in
            let base = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
            return try (offsets.map { $0.map { base + $0 } } + [nil]).withUnsafeBufferPointer { values in
                try (lengths + [0]).withUnsafeBufferPointer { lengths in
                    try (formats + [0]).withUnsafeBufferPointer { formats in
                        try body(values.baseAddress!, lengths.baseAddress!, formats.baseAddress!)
                    }
                }
            }
        }
    }
}
