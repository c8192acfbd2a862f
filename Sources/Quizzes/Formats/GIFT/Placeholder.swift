/// Bytes that never occur in UTF-8, standing for characters that have lost their meaning in GIFT.
enum Placeholder {
    static let tilde: UInt8 = 0xF8
    static let equals: UInt8 = 0xF9
    static let hash: UInt8 = 0xFA
    static let openBrace: UInt8 = 0xFB
    static let closeBrace: UInt8 = 0xFC
    static let colon: UInt8 = 0xFD
    static let newline: UInt8 = 0xFE
    static let backslash: UInt8 = 0xFF
    static let arrowhead: UInt8 = 0xF7

    /// What stands for `byte`, if it means something in GIFT.
    static func of(_ byte: UInt8) -> UInt8? {
        switch byte {
        case .tilde: tilde
        case .equals: equals
        case .hash: hash
        case .openBrace: openBrace
        case .closeBrace: closeBrace
        case .colon: colon
        default: nil
        }
    }

    /// What stands for a backslash and `byte`. `\>` is ours, and only for the arrow, `-\>`: GIFT has no way to write an
    /// arrow in the left part of a pair.
    static func ofEscape(_ byte: UInt8, after previous: UInt8?) -> UInt8? {
        switch byte {
        case UInt8(ascii: "n"): newline
        case .backslash: backslash
        case UInt8(ascii: ">"): previous == UInt8(ascii: "-") ? arrowhead : nil
        default: of(byte)
        }
    }

    private static func character(_ placeholder: UInt8) -> UInt8 {
        switch placeholder {
        case tilde: .tilde
        case equals: .equals
        case hash: .hash
        case openBrace: .openBrace
        case closeBrace: .closeBrace
        case colon: .colon
        case newline: .newline
        case backslash: .backslash
        case arrowhead: UInt8(ascii: ">")
        default: placeholder
        }
    }

    /// The text `bytes` stand for, without white space at its ends.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: trimmed(bytes.map(character)[...]), as: UTF8.self)
    }
}

/// `bytes` without ASCII white space at their ends.
func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = bytes.firstIndex(where: { !$0.isSpace }), let last = bytes.lastIndex(where: { !$0.isSpace })
    else {
        return []
    }
    return bytes[first...last]
}

extension UInt8 {
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let tilde = UInt8(ascii: "~")
    static let equals = UInt8(ascii: "=")
    static let hash = UInt8(ascii: "#")
    static let colon = UInt8(ascii: ":")
    static let percent = UInt8(ascii: "%")
    static let backslash = UInt8(ascii: "\\")
    static let space = UInt8(ascii: " ")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    /// ASCII white space, the ends of lines included.
    var isSpace: Bool { self == .space || 9...13 ~= self }
}
