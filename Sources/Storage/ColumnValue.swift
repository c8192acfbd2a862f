public import Foundation

/// One value as both engines carry it.
public enum SQLValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case text(String)
    case bytes([UInt8])
}

/// What may stand in a column or behind a parameter. Readers are inlinable: a journal of thirty learners by forty works
/// reads ten thousand columns, and unspecialised each would cost more than SQLite's own work for it.
public protocol ColumnValue: Sendable {
    var column: SQLValue { get }

    /// Throws `ColumnMismatch` when the column holds something else.
    init(column: SQLValue) throws
}

/// A column holds what its reader did not expect: a mistake of the program or a damaged database.
public struct ColumnMismatch: Error, Sendable {
    public var value: SQLValue
    public var wanted: String

    public init(value: SQLValue, wanted: String) {
        self.value = value
        self.wanted = wanted
    }
}

/// A row that had to be there was not.
public struct NoRow: Error, Sendable {
    public init() {}
}

extension Bool: ColumnValue {
    public var column: SQLValue { .bool(self) }

    /// SQLite has no type for truth and gives 0 and 1.
    @inlinable public init(column: SQLValue) throws {
        switch column {
        case .bool(let value): self = value
        case .int(let value): self = value != 0
        default: throw ColumnMismatch(value: column, wanted: "Bool")
        }
    }
}

extension Int64: ColumnValue {
    public var column: SQLValue { .int(self) }

    @inlinable public init(column: SQLValue) throws {
        guard case .int(let value) = column else { throw ColumnMismatch(value: column, wanted: "Int64") }
        self = value
    }
}

extension Int: ColumnValue {
    public var column: SQLValue { .int(Int64(self)) }

    @inlinable public init(column: SQLValue) throws { self = Int(try Int64(column: column)) }
}

extension Double: ColumnValue {
    public var column: SQLValue { .double(self) }

    @inlinable public init(column: SQLValue) throws {
        switch column {
        case .double(let value): self = value
        case .int(let value): self = Double(value)
        default: throw ColumnMismatch(value: column, wanted: "Double")
        }
    }
}

extension String: ColumnValue {
    /// PostgreSQL takes no zero character in a text, so neither engine gets one.
    public var column: SQLValue { .text(utf8.contains(0) ? replacing("\0", with: "\u{FFFD}") : self) }

    @inlinable public init(column: SQLValue) throws {
        guard case .text(let value) = column else { throw ColumnMismatch(value: column, wanted: "String") }
        self = value
    }
}

extension [UInt8]: ColumnValue {
    public var column: SQLValue { .bytes(self) }

    @inlinable public init(column: SQLValue) throws {
        guard case .bytes(let value) = column else { throw ColumnMismatch(value: column, wanted: "[UInt8]") }
        self = value
    }
}

extension Date: ColumnValue {
    /// Milliseconds since 1970, UTC. To the nearest: a date read from a column falls a hair beside its millisecond, and
    /// cut off it would come back one earlier.
    public var column: SQLValue { .int(Int64((timeIntervalSince1970 * 1000).rounded())) }

    @inlinable public init(column: SQLValue) throws {
        self.init(timeIntervalSince1970: Double(try Int64(column: column)) / 1000)
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    public var column: SQLValue { self?.column ?? .null }

    @inlinable public init(column: SQLValue) throws {
        if case .null = column { self = nil } else { self = try Wrapped(column: column) }
    }
}

extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    public var column: SQLValue { rawValue.column }

    @inlinable public init(column: SQLValue) throws {
        guard let value = Self(rawValue: try RawValue(column: column)) else {
            throw ColumnMismatch(value: column, wanted: "\(Self.self)")
        }
        self = value
    }
}

/// The number of a row, typed by what the row holds: `public typealias ID = Identifier<Course>`.
public struct Identifier<Of>: RawRepresentable, Hashable, Comparable, Sendable, Codable, ColumnValue {
    public let rawValue: Int64

    @inlinable public init(rawValue: Int64) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Identifier: LosslessStringConvertible {
    public var description: String { String(rawValue) }

    /// Digits alone: what stands in an address.
    public init?(_ description: String) {
        guard description.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(description) else {
            return nil
        }
        rawValue = value
    }
}
