import Markup

/// A text with places in it, `[[1]]`, cut at them.
struct GappedText {
    enum Piece: Equatable {
        case markup(SafeHTML)
        /// From 0.
        case gap(Int)
    }

    private(set) var pieces: [Piece] = []

    /// Places within tags are text of an attribute and stay; those beyond `count` stay too. What the text does not name
    /// comes after it, so that everything can be answered. Linear in the text.
    init(_ text: SafeHTML, count: Int) {
        let bytes = Array(text.string.utf8)
        var start = 0
        var position = 0
        var tag = TagState.outside
        var missing = Array(repeating: true, count: count)
        while position < bytes.count {
            if tag == .outside, let (number, end) = Self.place(at: position, in: bytes),
                missing.indices ~= number - 1, missing[number - 1]
            {
                pieces.append(.markup(SafeHTML(stored: String(decoding: bytes[start..<position], as: UTF8.self))))
                pieces.append(.gap(number - 1))
                missing[number - 1] = false
                position = end
                start = end
            } else {
                tag.take(bytes[position])
                position += 1
            }
        }
        pieces.append(.markup(SafeHTML(stored: String(decoding: bytes[start...], as: UTF8.self))))
        pieces += missing.indices.filter { missing[$0] }.map { .gap($0) }
    }

    /// The whole with something in each place.
    func html(_ gap: (Int) -> HTML) -> HTML {
        HTML(
            parts: pieces.map { piece in
                switch piece {
                case .markup(let markup): "\(markup)"
                case .gap(let index): gap(index)
                }
            })
    }

    private enum TagState {
        case outside, inside
        case quoted(UInt8)

        static func == (left: TagState, right: TagState) -> Bool {
            if case .outside = left, case .outside = right { return true }
            return false
        }

        mutating func take(_ byte: UInt8) {
            switch (self, byte) {
            case (.outside, UInt8(ascii: "<")): self = .inside
            case (.inside, UInt8(ascii: ">")): self = .outside
            case (.inside, UInt8(ascii: "\"")), (.inside, UInt8(ascii: "'")): self = .quoted(byte)
            case (.quoted(let quote), byte) where quote == byte: self = .inside
            default: break
            }
        }
    }

    private static func place(at start: Int, in bytes: [UInt8]) -> (number: Int, end: Int)? {
        guard bytes[start] == UInt8(ascii: "["), start + 4 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else {
            return nil
        }
        let digits = bytes[(start + 2)...].prefix(4).prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard bytes[digits.endIndex...].starts(with: "]]".utf8),
            let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        return (number, digits.endIndex + 2)
    }
}
