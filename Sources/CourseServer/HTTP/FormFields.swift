import HTTPTypes
import Hummingbird
import NIOCore

/// What a person filled in: names and values, in the order of the form.
struct FormFields: Sendable {
    var pairs: [(name: String, value: String)] = []

    /// Fields of one form; a quiz of a hundred matching questions has about a thousand.
    static let maximumCount = 2_000

    init() {}

    init(pairs: [(String, String)]) {
        self.pairs = pairs.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of `name`.
    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The value without the white space around it; empty when there is none.
    func trimmed(_ name: String) -> String {
        guard let scalars = self[name]?.unicodeScalars,
            let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    func int(_ name: String) -> Int? { Int(trimmed(name)) }
}

extension FormFields {
    /// Reads `application/x-www-form-urlencoded`. Throws 400 for what is not UTF-8, 413 for too many fields.
    init(urlencoded bytes: some Collection<UInt8>) throws {
        for field in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? try Self.decoded(parts[1]) : ""
            try append(name: try Self.decoded(parts[0]), value: value)
        }
    }

    mutating func append(name: String, value: String) throws {
        guard pairs.count < Self.maximumCount else { throw HTTPError(.contentTooLarge) }
        pairs.append((name: name, value: value))
    }

    /// Text of a form. NUL is refused with what is not UTF-8: PostgreSQL does not store it.
    static func text(_ bytes: some Collection<UInt8>) throws -> String {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw HTTPError(.badRequest, message: "malformed form")
        }
        return text
    }

    private static func decoded(_ bytes: some Collection<UInt8>) throws -> String {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): plain.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else {
                    throw HTTPError(.badRequest, message: "malformed form")
                }
                plain.append(high << 4 | low)
            default: plain.append(byte)
            }
        }
        return try text(plain)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Request {
    /// The fields of a form sent without files; `limit` is in bytes. Throws 400, 413 or 415.
    func formFields(context: AppContext, limit: Int = 1 << 20) async throws -> FormFields {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? FormFields.mediaType
        guard type == FormFields.mediaType else { throw HTTPError(.unsupportedMediaType) }
        try refuseBody(over: limit)
        do {
            return try FormFields(urlencoded: try await body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw HTTPError(.contentTooLarge)
        }
    }

    /// Refuses by the length declared, before anything is read.
    func refuseBody(over limit: Int) throws {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw HTTPError(.contentTooLarge)
        }
    }
}

extension FormFields {
    static let mediaType = "application/x-www-form-urlencoded"
}
