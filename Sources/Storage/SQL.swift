/// A statement whose interpolated values travel as parameters: `"SELECT 1 FROM users WHERE id = \(id)"`.
///
/// Another `SQL` is spliced in with its own parameters; an array becomes a list for `IN (\(ids))`, an empty one `NULL`,
/// which no value equals.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text with a `placeholder` byte where a parameter stands.
    private var template: [UInt8]
    private(set) var parameters: [SQLValue]

    private static let placeholder: UInt8 = 0x01

    public init(stringLiteral text: String) {
        template = Array(text.utf8)
        parameters = []
    }

    public init(stringInterpolation: StringInterpolation) {
        template = stringInterpolation.template
        parameters = stringInterpolation.parameters
    }

    /// The text as both engines take it, parameters numbered `$1`, `$2` … in the order of their places.
    var text: String {
        guard !parameters.isEmpty else { return String(decoding: template, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(template.count + 2 * parameters.count)
        var number = 0
        for byte in template {
            if byte == Self.placeholder {
                number += 1
                bytes.append(UInt8(ascii: "$"))
                bytes.append(contentsOf: String(number).utf8)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var template: [UInt8] = []
        fileprivate var parameters: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            template.reserveCapacity(literalCapacity + interpolationCount)
            parameters.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ text: String) { template.append(contentsOf: text.utf8) }

        public mutating func appendInterpolation(_ value: some ColumnValue) {
            template.append(SQL.placeholder)
            parameters.append(value.column)
        }

        public mutating func appendInterpolation<Value: ColumnValue>(_ value: Value?) {
            template.append(SQL.placeholder)
            parameters.append(value.column)
        }

        public mutating func appendInterpolation(_ values: [some ColumnValue]) {
            guard !values.isEmpty else { return appendLiteral("NULL") }
            for (index, value) in values.enumerated() {
                if index > 0 { appendLiteral(", ") }
                appendInterpolation(value)
            }
        }

        public mutating func appendInterpolation(_ bytes: [UInt8]) {
            template.append(SQL.placeholder)
            parameters.append(.bytes(bytes))
        }

        mutating func appendInterpolation(_ value: SQLValue) {
            template.append(SQL.placeholder)
            parameters.append(value)
        }

        public mutating func appendInterpolation(_ fragment: SQL) {
            template.append(contentsOf: fragment.template)
            parameters.append(contentsOf: fragment.parameters)
        }

        /// Text of the program itself, such as a column's name; it becomes part of the statement as it is.
        public mutating func appendInterpolation(raw text: StaticString) {
            text.withUTF8Buffer { template.append(contentsOf: $0) }
        }
    }
}
