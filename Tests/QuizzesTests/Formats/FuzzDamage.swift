import Foundation

/// Ways to damage a file, of which a mutation loop takes one to eight at a time.
struct FuzzDamage {
    /// Larger inputs are cut: what is looked for is time beyond all measure, not that of large files.
    static let sizeLimit = 120_000

    /// Words that mean something to a reader of the kind.
    let words: [String]
    var generator: QuestionGenerator

    private static let everywhere = [
        "\"", "'", "{", "}", "~", "=", "#", "%50%", ";", ",", "\t", "\n", "\n\n", "\r", "\r\n", "\0", "\u{FEFF}", "é",
        "\u{202E}", "\u{2028}", "👩‍🏫", "\\", "&", "&#x0;", "&amp;", "&#1114112;", "<!--", "-->", "<![CDATA[", "]]>",
        "<?x",
    ]
    private static let numbers = [
        "-1", "0", "-0", "1e99", "1e400", "1e-400", "99999999999999999999", "9223372036854775807",
        "-9223372036854775808",
        "4294967296", "2147483648", "NaN", "inf", "0x10", "1,5", "١٢", "65536", "1e309", "0.00000001",
    ]
    private static let nests = [
        ("<a>", "</a>"), ("<div>", "</div>"), ("{", "}"), ("(", ")"), ("[[", "]]"), ("[", "]"), ("((", "))+1"),
        ("<flow>", "</flow>"), ("<question>", "</question>"), ("-", ""), ("\\(", "\\)"), ("<ul><li>", "</li></ul>"),
        ("sqrt(", ")"), ("*", "*"), ("> ", ""), ("<b><i>", "</i></b>"),
    ]

    /// `seed`, damaged; parts of `other` may come into it.
    mutating func damaged(_ seed: [UInt8], beside other: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0...generator.below(8) { damage(&bytes, beside: other) }
        return Array(bytes.prefix(Self.sizeLimit))
    }

    private mutating func damage(_ bytes: inout [UInt8], beside other: [UInt8]) {
        let place = generator.below(bytes.count + 1)
        switch generator.below(15) {
        case 0, 1: bytes.insert(contentsOf: word(), at: place)
        case 2: bytes.removeSubrange(block(of: bytes, from: place))
        case 3: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
        case 4: if place < bytes.count { bytes[place] ^= 1 << UInt8(generator.below(8)) }
        case 5: bytes.insert(contentsOf: Array(bytes[block(of: bytes, from: place)]), at: place)
        case 6:
            let word = word()
            bytes.insert(contentsOf: (0..<count()).flatMap { _ in word }, at: place)
        case 7:
            let marks = bytes.indices.filter { "{}<>\n:;\"()[]".utf8.contains(bytes[$0]) }
            if !marks.isEmpty { bytes.remove(at: marks[generator.below(marks.count)]) }
        case 8: if generator.below(4) == 0 { bytes.removeSubrange(place...) }
        case 9: splice(&bytes, with: other, at: place)
        case 10:
            bytes.insert(contentsOf: Array(other[block(of: other, from: generator.below(other.count + 1))]), at: place)
        case 11: move(&bytes, from: place)
        case 12: nest(&bytes, at: place)
        case 13: replaceNumber(in: &bytes, from: place)
        default: repeatLine(of: &bytes, at: place)
        }
    }

    private mutating func word() -> [UInt8] {
        switch generator.below(4) {
        case 0: Array(generator.one(of: Self.everywhere).utf8)
        case 1: Array(generator.one(of: Self.numbers).utf8)
        default: Array((words.isEmpty ? generator.one(of: Self.everywhere) : generator.one(of: words)).utf8)
        }
    }

    /// Mostly few, now and then thousands.
    private mutating func count() -> Int { generator.below(generator.below(12) == 0 ? 5_000 : 60) }

    private mutating func block(of bytes: [UInt8], from place: Int) -> Range<Int> {
        let length = generator.below(generator.below(3) == 0 ? 4_000 : 60)
        return min(place, bytes.count)..<min(bytes.count, place + length)
    }

    /// The beginning of one file and the end of another.
    private mutating func splice(_ bytes: inout [UInt8], with other: [UInt8], at place: Int) {
        bytes.removeSubrange(place...)
        bytes += other[generator.below(other.count + 1)...]
    }

    private mutating func move(_ bytes: inout [UInt8], from place: Int) {
        let range = block(of: bytes, from: place)
        let moved = Array(bytes[range])
        bytes.removeSubrange(range)
        bytes.insert(contentsOf: moved, at: generator.below(bytes.count + 1))
    }

    private mutating func nest(_ bytes: inout [UInt8], at place: Int) {
        let (open, close) = generator.one(of: Self.nests)
        let (depth, end) = (count(), min(bytes.count, place + generator.below(40)))
        bytes.insert(contentsOf: (0..<depth).flatMap { _ in Array(close.utf8) }, at: end)
        bytes.insert(contentsOf: (0..<depth).flatMap { _ in Array(open.utf8) }, at: place)
    }

    private mutating func replaceNumber(in bytes: inout [UInt8], from place: Int) {
        let isDigit = { (byte: UInt8) in 0x30...0x39 ~= byte }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
        bytes.replaceSubrange(start..<end, with: Array(generator.one(of: Self.numbers).utf8))
    }

    private mutating func repeatLine(of bytes: inout [UInt8], at place: Int) {
        let start = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        let line = Array(bytes[start..<end].prefix(2_000))
        bytes.insert(contentsOf: (0..<min(count(), 400)).flatMap { _ in line }, at: start)
    }
}
