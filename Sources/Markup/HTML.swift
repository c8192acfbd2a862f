/// Page text that is safe by type: a literal is markup, an interpolated value is escaped according to its type.
///
/// Attribute values stand in double quotes. Addresses given by people go through `\(url:)`, since escaping alone does
/// not stop `javascript:`. Nothing interpolated here is made safe for the inside of `<script>` or `<style>`.
public struct HTML: ExpressibleByStringInterpolation, Equatable, Sendable {
    /// The markup in UTF-8, as it goes to the browser.
    public var bytes: [UInt8]

    public static let empty = HTML(bytes: [])

    public var isEmpty: Bool { bytes.isEmpty }

    /// Plain text, escaped.
    public init(text: String) {
        var interpolation = StringInterpolation(literalCapacity: text.utf8.count, interpolationCount: 0)
        interpolation.appendInterpolation(text)
        bytes = interpolation.bytes
    }

    /// Rich text that has been cleaned, as it is.
    public init(_ safe: SafeHTML) { bytes = Array(safe.string.utf8) }

    /// Markup taken at its word. Only for text that a program wrote; what people wrote goes through `Sanitiser`.
    package init(trusted markup: String) { bytes = Array(markup.utf8) }

    public init(stringLiteral markup: StaticString) {
        bytes = []
        bytes.append(markup)
    }

    public init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    public static func + (left: HTML, right: HTML) -> HTML { HTML(bytes: left.bytes + right.bytes) }

    public static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }
}

extension HTML: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// Rich text whose markup has been cleaned: made by `Sanitiser` and `Markdown`, kept in the database, printed unescaped.
public struct SafeHTML: Hashable, Sendable {
    public let string: String
}

extension SafeHTML {
    public static let empty = SafeHTML(string: "")

    public var isEmpty: Bool { string.isEmpty }

    /// Takes back what was cleaned before it was stored.
    public init(stored string: String) { self.string = string }

    /// Whether the bytes of `mark` stand somewhere in the markup. Pages ask it of every text they show; the search of
    /// `String`, which compares characters, cost more than the rest of such a page.
    public func contains(_ mark: StaticString) -> Bool {
        var string = string
        return string.withUTF8 { text in
            mark.withUTF8Buffer { mark in
                guard let first = mark.first else { return true }
                var place = 0
                while let start = text[place...].firstIndex(of: first), start + mark.count <= text.count {
                    if text[start..<start + mark.count].elementsEqual(mark) { return true }
                    place = start + 1
                }
                return false
            }
        }
    }

    /// Markup that the program composed; whatever people wrote in it is escaped already.
    public init(_ html: HTML) { string = html.description }
}

extension HTML {
    /// Collects the literal and interpolated parts of an `HTML` literal. Other targets add their own types to it.
    public struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        public mutating func appendLiteral(_ markup: StaticString) { bytes.append(markup) }

        public mutating func appendInterpolation(_ text: some StringProtocol) { bytes.append(escaping: text) }

        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            bytes.append(contentsOf: String(number).utf8)
        }

        public mutating func appendInterpolation(_ part: HTML) { bytes.append(contentsOf: part.bytes) }

        public mutating func appendInterpolation(_ part: HTML?) {
            if let part { bytes.append(contentsOf: part.bytes) }
        }

        public mutating func appendInterpolation(_ parts: some Sequence<HTML>) {
            for part in parts { bytes.append(contentsOf: part.bytes) }
        }

        public mutating func appendInterpolation(_ part: SafeHTML) { bytes.append(contentsOf: part.string.utf8) }

        public mutating func appendInterpolation(_ part: SafeHTML?) {
            if let part { bytes.append(contentsOf: part.string.utf8) }
        }

        /// ` name="value"` with a space before it, or nothing for `nil`: `<input\(attribute: "value", typed)>`.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            bytes.append(UInt8(ascii: " "))
            bytes.append(name)
            bytes.append("=\"")
            bytes.append(escaping: value)
            bytes.append(UInt8(ascii: "\""))
        }

        /// ` name="7"` with a space before it, or nothing for `nil`.
        public mutating func appendInterpolation(attribute name: StaticString, _ value: (some BinaryInteger)?) {
            appendInterpolation(attribute: name, value.map { String($0) })
        }

        /// The markup if the condition holds: `<input type="checkbox"\(when: isOn, " checked")>`.
        public mutating func appendInterpolation(when condition: Bool, _ markup: @autoclosure () -> HTML) {
            if condition { bytes.append(contentsOf: markup().bytes) }
        }

        /// A link given by a person: http, https, mailto, tel or relative. Anything else becomes `#`.
        public mutating func appendInterpolation(url: String) {
            bytes.append(escaping: WebAddress(url)?.string ?? "#")
        }
    }
}

extension [UInt8] {
    mutating func append(_ markup: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
    }

    /// Appends text so that it stays text between tags and inside quoted attributes. Runs without special characters
    /// are copied whole: it is the hot path of every page.
    mutating func append(escaping text: some StringProtocol) {
        var text = String(text)
        text.withUTF8 { source in
            var start = 0
            for index in 0..<source.count {
                let reference: StaticString
                switch source[index] {
                case UInt8(ascii: "&"): reference = "&amp;"
                case UInt8(ascii: "<"): reference = "&lt;"
                case UInt8(ascii: ">"): reference = "&gt;"
                case UInt8(ascii: "\""): reference = "&quot;"
                case UInt8(ascii: "'"): reference = "&#39;"
                default: continue
                }
                append(contentsOf: source[start..<index])
                append(reference)
                start = index + 1
            }
            append(contentsOf: source[start...])
        }
    }
}
