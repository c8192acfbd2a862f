/// The encodings question files come in.
public enum TextEncoding: Equatable, Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, windows1251

    public var name: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16LittleEndian, .utf16BigEndian: "UTF-16"
        case .windows1251: "Windows-1251"
        }
    }
}

/// The text of a file, and its encoding where that had to be guessed. A byte order mark decides; without one, UTF-8 if
/// the bytes are valid UTF-8, UTF-16 if most of every other byte is zero or of the Cyrillic page, else Windows-1251,
/// which gives every byte a character. Linear.
func decodedText(_ bytes: [UInt8]) -> (text: [UInt8], guess: TextEncoding?) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
        return (validUTF8(bytes[3...]), nil)
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return (utf8(fromUTF16: bytes[2...], bigEndian: false), nil) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (utf8(fromUTF16: bytes[2...], bigEndian: true), nil) }
    let sample = bytes.prefix(4096)
    for bigEndian in [false, true] where looksLikeUTF16(sample, bigEndian: bigEndian) {
        return (
            utf8(fromUTF16: bytes[...], bigEndian: bigEndian), bigEndian ? .utf16BigEndian : .utf16LittleEndian
        )
    }
    if String(validating: bytes, as: UTF8.self) != nil { return (bytes, nil) }
    return (bytes.flatMap { $0 < 0x80 ? [$0] : Array(windows1251[Int($0) - 0x80].utf8) }, .windows1251)
}

private func validUTF8(_ bytes: ArraySlice<UInt8>) -> [UInt8] { Array(String(decoding: bytes, as: UTF8.self).utf8) }

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
