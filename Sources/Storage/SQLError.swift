/// What an engine refused, in terms common to both.
public struct SQLError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        case unique, foreignKey, notNull, check
        /// A conflict with another transaction: the closure may be run again.
        case busy
        /// The disk is full.
        case full
        /// The server is gone or cannot be reached.
        case connection
        case other
    }

    public var kind: Kind
    /// SQLSTATE, or SQLite's extended result code.
    public var code: String
    public var message: String
    public var statement: String?

    public init(kind: Kind, code: String, message: String, statement: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.statement = statement
    }

    public var description: String {
        "SQL error \(code) (\(kind)): \(message)" + (statement.map { " in: \($0)" } ?? "")
    }
}
