/// Encodings other than UTF-8 that question files come in.
public enum TextEncoding: Equatable, Sendable {
    case utf16LittleEndian, utf16BigEndian, windows1251

    public var name: String {
        switch self {
        case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        case .windows1251: "Windows-1251"
        }
    }
}

/// The text of a file as UTF-8, and what its author should know of the way it was read. A byte order mark decides;
/// without one, UTF-16 if nearly every other byte is zero or of the Cyrillic page; UTF-8 if more of its characters are
/// whole than broken; else Windows-1251, which gives every byte a character. Linear.
func decodedText(_ bytes: [UInt8]) -> (text: [UInt8], problem: FormatProblem.Kind?) {
    if bytes.starts(with: [0xFF, 0xFE]) { return (utf8(fromUTF16: bytes[2...], bigEndian: false), nil) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (utf8(fromUTF16: bytes[2...], bigEndian: true), nil) }
    for encoding in [TextEncoding.utf16LittleEndian, .utf16BigEndian] {
        let bigEndian = encoding == .utf16BigEndian
        if looksLikeUTF16(bytes.prefix(4096), bigEndian: bigEndian) {
            return (utf8(fromUTF16: bytes[...], bigEndian: bigEndian), .encodingGuessed(encoding))
        }
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    if String(validating: content, as: UTF8.self) != nil { return (Array(content), nil) }
    let repaired = String(decoding: content, as: UTF8.self)
    let broken = repaired.unicodeScalars.count { $0 == "\u{FFFD}" }
    let whole = repaired.unicodeScalars.count { !$0.isASCII } - broken
    if content.startIndex > 0 || whole > broken { return (Array(repaired.utf8), .brokenCharacters(count: broken)) }
    return (
        bytes.flatMap { $0 < 0x80 ? [$0] : Array(windows1251[Int($0) - 0x80].utf8) }, .encodingGuessed(.windows1251)
    )
}

private func utf8(fromUTF16 bytes: ArraySlice<UInt8>, bigEndian: Bool) -> [UInt8] {
    let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map { index in
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        return bigEndian ? first << 8 | second : second << 8 | first
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
}

private func looksLikeUTF16(_ sample: ArraySlice<UInt8>, bigEndian: Bool) -> Bool {
    guard sample.count >= 4, sample.contains(0) else { return false }
    let high = stride(from: bigEndian ? 0 : 1, to: sample.count, by: 2).map { sample[$0] }
    return high.count { $0 == 0 || $0 == 4 } * 10 >= high.count * 9
}

/// Windows-1251 from 0x80: the table of the WHATWG Encoding Standard.
private let windows1251: [Character] = Array(
    "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{98}™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї"
        + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя")
