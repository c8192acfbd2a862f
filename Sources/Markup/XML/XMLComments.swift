import Glibc

/// The document with its comments emptied but for their line ends. libxml2 copies all of a comment for each `--` in it:
/// one of a megabyte would take minutes. Encodings that do not hold ASCII pass as they are. Linear.
func emptyingComments(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBufferPointer { source in
        let text = MarkupBytes(bytes: source)
        guard text.comment(from: 0) != nil else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var place = 0
        while let start = text.declaration(from: place) {
            result += source[place..<start]
            if text.begins("<!--", at: start) {
                guard let end = text.end("-", from: start + 4) else {
                    // What is never closed is an error where it was opened.
                    return result + Array("<!--".utf8)
                }
                let lines = source[start..<end].filter { $0 == UInt8(ascii: "\n") }
                result += Array("<!--".utf8) + lines + Array("-->".utf8)
                place = end
            } else {
                let isCDATA = text.begins("<![CDATA[", at: start)
                place = isCDATA ? text.end("]", from: start + 9) ?? source.count : start + 2
                result += source[start..<place]
            }
        }
        return result + source[place...]
    }
}

private struct MarkupBytes {
    let bytes: UnsafeBufferPointer<UInt8>

    func comment(from place: Int) -> Int? {
        var place = place
        while let start = declaration(from: place) {
            if begins("<!--", at: start) { return start }
            place = start + 2
        }
        return nil
    }

    /// Where `<!` stands next.
    func declaration(from place: Int) -> Int? {
        var place = place
        while let start = index(of: UInt8(ascii: "<"), from: place) {
            if start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "!") { return start }
            place = start + 1
        }
        return nil
    }

    func begins(_ mark: StaticString, at place: Int) -> Bool {
        mark.withUTF8Buffer { mark in bytes[place...].starts(with: mark) }
    }

    /// Behind the next `-->` or `]]>`, by the byte that stands twice.
    func end(_ byte: Unicode.Scalar, from start: Int) -> Int? {
        let byte = UInt8(ascii: byte)
        var place = start
        while let close = index(of: UInt8(ascii: ">"), from: place) {
            if close >= start + 2, bytes[close - 1] == byte, bytes[close - 2] == byte { return close + 1 }
            place = close + 1
        }
        return nil
    }

    private func index(of byte: UInt8, from place: Int) -> Int? {
        guard place < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + place, Int32(byte), bytes.count - place)
        else { return nil }
        return UnsafeRawPointer(base).distance(to: found)
    }
}
