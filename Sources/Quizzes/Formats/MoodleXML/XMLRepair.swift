import Markup

/// The text with what is no XML made XML: entities of HTML become characters, a stray `&` becomes `&amp;`, and
/// characters that XML forbids are left out. What stands in CDATA stays as it is. Linear.
func repairedXML(_ bytes: [UInt8]) -> [UInt8] {
    // Another encoding is libxml2's to decode, by the declaration; its entities are ASCII in all but UTF-16.
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return bytes }
    var start = bytes.startIndex
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
    while start < bytes.endIndex, bytes[start] <= 0x20 { start += 1 }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 64)
    var place = start
    while place < bytes.endIndex {
        let byte = bytes[place]
        if byte == UInt8(ascii: "<"), bytes[place...].starts(with: Array("<![CDATA[".utf8)) {
            let end = endOfCDATA(bytes, from: place)
            result += bytes[place..<end]
            place = end
        } else if byte == UInt8(ascii: "&") {
            let (text, next) = reference(bytes, at: place)
            result += text
            place = next
        } else {
            if byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { result.append(byte) }
            place += 1
        }
    }
    return result
}

private func endOfCDATA(_ bytes: [UInt8], from start: Int) -> Int {
    var place = start
    while place + 2 < bytes.endIndex {
        if bytes[place] == UInt8(ascii: "]"), bytes[place + 1] == UInt8(ascii: "]"),
            bytes[place + 2] == UInt8(ascii: ">")
        {
            return place + 3
        }
        place += 1
    }
    return bytes.endIndex
}

/// What the `&` at `start` begins, as XML, and where it ends.
private func reference(_ bytes: [UInt8], at start: Int) -> (text: [UInt8], end: Int) {
    let limit = min(bytes.endIndex, start + 40)
    guard let end = bytes[start + 1..<limit].firstIndex(of: UInt8(ascii: ";")), end > start + 1 else {
        return (Array("&amp;".utf8), start + 1)
    }
    let name = bytes[start + 1..<end]
    let isName = name.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    if name.first == UInt8(ascii: "#") { return (Array(bytes[start...end]), end + 1) }
    guard isName else { return (Array("&amp;".utf8), start + 1) }
    let word = String(decoding: name, as: UTF8.self)
    if ["amp", "lt", "gt", "quot", "apos"].contains(word) { return (Array(bytes[start...end]), end + 1) }
    guard let code = HTMLEntities.code(of: word) else { return (Array("&amp;".utf8), start + 1) }
    return (Array("&#\(code);".utf8), end + 1)
}
