import Markup

/// `text` with the named and numbered characters of HTML decoded, tags left alone. Linear.
func decodedEntities(_ text: String) -> String {
    guard text.contains("&") else { return text }
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(of: "&") {
        result += rest[..<mark]
        let inside = rest.index(after: mark)
        if let end = rest[inside...].prefix(32).firstIndex(of: ";"), let character = character(rest[inside..<end]) {
            result.unicodeScalars.append(character)
            rest = rest[rest.index(after: end)...]
        } else {
            result.append("&")
            rest = rest[inside...]
        }
    }
    return result + rest
}

private func character(_ name: Substring) -> Unicode.Scalar? {
    guard name.first == "#" else { return HTMLEntities.code(of: String(name)).flatMap { Unicode.Scalar($0) } }
    let digits = name.dropFirst()
    let code = digits.first.map { "xX".contains($0) } == true ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return code.flatMap { Unicode.Scalar($0) }
}
