import Synchronization

public enum DatabaseEngine: String, Sendable { case sqlite, postgres }

/// A pool of connections to one engine. Closures are synchronous and run start to end on a connection's own thread,
/// inside one transaction, with no suspension point, on both engines.
public protocol Database: Sendable {
    var engine: DatabaseEngine { get }

    /// Reads one consistent state. Any number run at once.
    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T

    /// One serialisable transaction, on disk when the call returns. A throw undoes this closure's work alone.
    /// The closure may be run again after a conflict, so inside it we talk to the transaction and to nobody else.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T

    func shutdown() async
}

/// A connection inside one transaction. It cannot leave the closure it was given to.
public final class Transaction {
    public let engine: DatabaseEngine
    private let connection: any Connection
    private let count: StatementCount?

    init(_ connection: any Connection, count: StatementCount?) {
        engine = connection.engine
        self.connection = connection
        self.count = count
    }

    public func forEach(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws {
        count?.add(sql)
        try connection.forEach(sql, body)
    }

    public func all<T>(_ sql: SQL, _ decode: (borrowing Row) throws -> T) throws -> [T] {
        var rows: [T] = []
        try forEach(sql) { rows.append(try decode($0)) }
        return rows
    }

    public func first<T>(_ sql: SQL, _ decode: (borrowing Row) throws -> T) throws -> T? {
        var found: T?
        try forEach(sql) { if found == nil { found = try decode($0) } }
        return found
    }

    /// The first row. Throws `NoRow` when there is none.
    public func one<T>(_ sql: SQL, _ decode: (borrowing Row) throws -> T) throws -> T {
        guard let row = try first(sql, decode) else { throw NoRow() }
        return row
    }

    /// The first column of the first row. Throws `NoRow` when there is none.
    public func value<T: ColumnValue>(_ sql: SQL, as type: T.Type = T.self) throws -> T {
        try one(sql) { try $0[index: 0] }
    }

    /// Runs a statement for its effect; answers how many rows it changed.
    @discardableResult
    public func run(_ sql: SQL) throws -> Int {
        count?.add(sql)
        return try connection.run(sql)
    }

    /// Several statements without parameters, as in migrations.
    public func script(_ text: String) throws { try connection.script(text) }

    /// A nested unit: a throw undoes what the closure did and nothing else. After an error PostgreSQL goes on only so.
    public func savepoint<T>(_ body: () throws -> T) throws -> T { try connection.savepoint(body) }
}

/// One row, valid inside the closure it was given to. Columns are read by their names.
public struct Row: ~Copyable {
    let reader: any RowReader

    init(_ reader: any RowReader) { self.reader = reader }

    /// A column the statement does not have is a mistake in the program and stops it.
    public subscript<T: ColumnValue>(_ column: StaticString) -> T {
        @inlinable get throws { try T(column: value(of: column)) }
    }

    @usableFromInline
    func value(of column: StaticString) -> SQLValue {
        guard let index = reader.index(of: column) else {
            preconditionFailure("no column \(column) in: \(reader.statement)")
        }
        return reader.value(index)
    }

    public subscript<T: ColumnValue>(index index: Int) -> T {
        get throws { try T(column: reader.value(index)) }
    }

    /// The column as the engine holds it.
    func value(at index: Int) -> SQLValue { reader.value(index) }
}

/// The engine's side of a transaction.
protocol Connection: AnyObject {
    var engine: DatabaseEngine { get }
    func forEach(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws
    func run(_ sql: SQL) throws -> Int
    func script(_ text: String) throws
    func savepoint<T>(_ body: () throws -> T) throws -> T
}

/// The engine's side of a row.
protocol RowReader: AnyObject {
    var statement: String { get }
    func index(of column: StaticString) -> Int?
    func value(_ index: Int) -> SQLValue
}

/// The names of a statement's columns, looked up by comparing bytes: a dozen short names need no hashing.
struct ColumnNames {
    private let names: [[UInt8]]
    /// Where each name last asked for stands in the program: the next row is read by the same words in the same order,
    /// and then an address is compared instead of bytes.
    private var askedAt: [UnsafePointer<UInt8>?]
    private var next = 0

    init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        askedAt = Array(repeating: nil, count: names.count)
    }

    var count: Int { names.count }

    mutating func index(of name: StaticString) -> Int? {
        if next >= names.count { next = 0 }
        if next < names.count, name.hasPointerRepresentation, askedAt[next] == name.utf8Start {
            defer { next += 1 }
            return next
        }
        guard let index = name.withUTF8Buffer({ wanted in names.firstIndex { $0.elementsEqual(wanted) } }) else {
            return nil
        }
        if name.hasPointerRepresentation { askedAt[index] = name.utf8Start }
        next = index + 1
        return index
    }
}

/// How many statements ran inside it; tests compare pages of one row and of thirty.
public final class StatementCount: Sendable {
    @TaskLocal public static var current: StatementCount?

    private let statements = Mutex<[String]>([])

    public init() {}

    public var texts: [String] { statements.withLock { $0 } }

    func add(_ sql: SQL) { statements.withLock { $0.append(sql.text) } }
}
