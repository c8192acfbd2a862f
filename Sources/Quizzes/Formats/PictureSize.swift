import FoundationEssentials

/// The size of a picture in pixels, as its first bytes tell it: PNG, JPEG, GIF, WebP and SVG.
struct PictureSize: Equatable {
    var width: Int
    var height: Int

    /// Nil for any other file, and for a broken one. Linear at most.
    init?(_ bytes: [UInt8]) {
        guard
            let size = Self.png(bytes) ?? Self.gif(bytes) ?? Self.jpeg(bytes) ?? Self.webP(bytes) ?? Self.svg(bytes),
            1...100_000 ~= size.width, 1...100_000 ~= size.height
        else { return nil }
        (width, height) = size
    }

    private typealias Size = (width: Int, height: Int)

    private static func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private static func png(_ bytes: [UInt8]) -> Size? {
        guard bytes.count >= 24, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
        return (number(bytes[16..<20]), number(bytes[20..<24]))
    }

    private static func gif(_ bytes: [UInt8]) -> Size? {
        guard bytes.count >= 10, bytes.starts(with: "GIF8".utf8) else { return nil }
        return (number(bytes[6..<8].reversed()), number(bytes[8..<10].reversed()))
    }

    /// The frame header among the segments: ITU T.81, B.2.
    private static func jpeg(_ bytes: [UInt8]) -> Size? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var place = 2
        while place + 9 < bytes.count {
            guard bytes[place] == 0xFF else { return nil }
            let marker = bytes[place + 1]
            if marker == 0xFF || marker == 0x01 || 0xD0...0xD8 ~= marker {
                place += marker == 0xFF ? 1 : 2
                continue
            }
            if 0xC0...0xCF ~= marker, marker != 0xC4, marker != 0xC8, marker != 0xCC {
                return (number(bytes[(place + 7)..<(place + 9)]), number(bytes[(place + 5)..<(place + 7)]))
            }
            place += 2 + max(2, number(bytes[(place + 2)..<(place + 4)]))
        }
        return nil
    }

    private static func webP(_ bytes: [UInt8]) -> Size? {
        guard bytes.count >= 30, bytes.starts(with: "RIFF".utf8), bytes[8...].starts(with: "WEBP".utf8) else {
            return nil
        }
        func little(_ range: Range<Int>) -> Int { number(bytes[range].reversed()) }
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8 ": return (little(26..<28) & 0x3FFF, little(28..<30) & 0x3FFF)
        case "VP8L":
            let bits = little(21..<25)
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        case "VP8X": return (little(24..<27) + 1, little(27..<30) + 1)
        default: return nil
        }
    }

    /// The attributes of the root, or its view box.
    private static func svg(_ bytes: [UInt8]) -> Size? {
        let text = String(decoding: bytes.prefix(4_000), as: UTF8.self)
        guard let start = text.firstRange(of: "<svg"), let end = text[start.upperBound...].firstIndex(of: ">") else {
            return nil
        }
        let tag = text[start.upperBound..<end]
        func length(_ name: String) -> Int? {
            guard let place = tag.firstRange(of: " \(name)=") else { return nil }
            let value = tag[place.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
            guard !value.contains("%"), let number = Double(value.prefix { $0.isNumber || $0 == "." }) else {
                return nil
            }
            return number < 100_000 ? Int(number.rounded()) : nil
        }
        if let width = length("width"), let height = length("height") { return (width, height) }
        guard let place = tag.firstRange(of: " viewBox=") else { return nil }
        let numbers = tag[place.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
            .split { $0 == " " || $0 == "," }.compactMap { Double($0) }
        guard numbers.count == 4, numbers.allSatisfy({ abs($0) < 100_000 }) else { return nil }
        return (Int(numbers[2].rounded()), Int(numbers[3].rounded()))
    }
}
