import RegexBuilder

/// What would run in a page, found by reading its tags as a browser does: an oracle that shares nothing with the pages.
enum LiveMarkup {
    /// The first thing in `html` that would run or load from elsewhere, nil when there is none.
    static func fault(in html: String) -> String? {
        // The bars and circles of our own charts: shapes of numbers and nothing else, the circle's words apart.
        let bars = /<svg width="100%" height="12" aria-hidden="true">(<rect [a-z0-9="% ]*><\/rect>\s*)+<\/svg>/
        let shapes = /(<(polygon|line|text|circle) [a-z0-9="%, \-]*>[0-9]*<\/(polygon|line|text|circle)>\s*)+<\/svg>/
        let words =
            /<svg viewBox="0 0 1000 1000" role="img"[a-z \-="]*>\s*<title [a-z="\-]*>[^<]*<\/title><desc [a-z="\-]*>[^<]*<\/desc>\s*/
        var reader = TagReader(
            html.replacing(bars, with: "").replacing(
                Regex {
                    words
                    shapes
                }, with: ""))
        while let tag = reader.next() {
            if forbidden.contains(tag.name) { return "element \(tag.name)" }
            if tag.name == "script" || tag.name == "link" {
                let address = tag["src"] ?? tag["href"] ?? ""
                guard address.hasPrefix("/assets/") else { return "\(tag.name) of \(address)" }
            }
            if tag.name == "meta", tag["http-equiv"] != nil { return "meta http-equiv" }
            for (name, value) in tag.attributes {
                if name.hasPrefix("on") || name == "style" || name == "srcdoc" { return "\(tag.name) \(name)=\(value)" }
                guard addresses.contains(name) else { continue }
                let address = plain(value)
                if ["javascript:", "data:", "vbscript:"].contains(where: address.hasPrefix) {
                    return "\(tag.name) \(name)=\(value)"
                }
                if name != "href", address.hasPrefix("//") || address.hasPrefix("http") {
                    return "\(tag.name) loads \(value)"
                }
            }
        }
        return nil
    }

    private static let forbidden = Set(
        """
        iframe object embed base svg style frame frameset applet portal template noscript math xmp plaintext
        """.split(separator: " ").map(String.init))

    private static let addresses: Set = ["href", "src", "action", "formaction", "poster", "srcset"]

    /// An address as a browser reads it: references resolved, white space and controls gone, lower case.
    private static func plain(_ value: String) -> String {
        let resolved = value.replacing(/&(#[xX]?[0-9a-fA-F]+|colon|Tab|NewLine|amp);?/) { match -> String in
            switch match.1 {
            case "colon": return ":"
            case "Tab", "NewLine": return ""
            case "amp": return "&"
            default:
                let digits = match.1.dropFirst()
                let code =
                    digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
                return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
            }
        }
        return String(String.UnicodeScalarView(resolved.unicodeScalars.filter { $0.value > 0x20 })).lowercased()
    }
}

private struct Tag {
    var name: String
    var attributes: [(String, String)] = []

    subscript(name: String) -> String? { attributes.first { $0.0 == name }?.1 }
}

private struct TagReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ html: String) { bytes = Array(html.utf8) }

    mutating func next() -> Tag? {
        while place + 1 < bytes.count {
            defer { place += 1 }
            guard bytes[place] == UInt8(ascii: "<"), isLetter(bytes[place + 1]) else { continue }
            place += 1
            var tag = Tag(name: word(until: ">/"))
            while place < bytes.count, bytes[place] != UInt8(ascii: ">") {
                if isBlank(bytes[place]) || bytes[place] == UInt8(ascii: "/") {
                    place += 1
                    continue
                }
                let name = word(until: "=>/")
                while place < bytes.count, isBlank(bytes[place]) { place += 1 }
                guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else {
                    if name.isEmpty { place += 1 }
                    tag.attributes.append((name, ""))
                    continue
                }
                place += 1
                while place < bytes.count, isBlank(bytes[place]) { place += 1 }
                tag.attributes.append((name, value()))
            }
            return tag
        }
        return nil
    }

    private mutating func word(until stops: String) -> String {
        let start = place
        while place < bytes.count, !isBlank(bytes[place]), !stops.utf8.contains(bytes[place]) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
    }

    private mutating func value() -> String {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
            let start = place
            while place < bytes.count, !isBlank(bytes[place]), bytes[place] != UInt8(ascii: ">") { place += 1 }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
        let quote = bytes[place]
        place += 1
        let start = place
        while place < bytes.count, bytes[place] != quote { place += 1 }
        defer { place += 1 }
        return String(decoding: bytes[start..<min(place, bytes.count)], as: UTF8.self)
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }

    private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
