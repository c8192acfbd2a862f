/// The text of HTML without tags and comments, entities decoded, white space collapsed as a browser would.
/// A `<` that opens no tag stays, so that `2 < 3` survives.
func withoutTags(_ html: String, keepingLines: Bool) -> String {
    let tags = TagScanner(bytes: Array(html.utf8))
    var text: [UInt8] = []
    text.reserveCapacity(tags.bytes.count)
    var position = 0
    while position < tags.bytes.count {
        let byte = tags.bytes[position]
        if byte == UInt8(ascii: "<"), let tag = tags.tag(at: position) {
            if tag.breaksLine { text.append(newline) }
            position = tag.end
        } else {
            text.append(byte == newline && !keepingLines ? space : byte)
            position += 1
        }
    }
    // Entities come last: `&lt;b&gt;` is the text "<b>", not a tag.
    return withDecodedEntities(tidied(String(decoding: text, as: UTF8.self)))
}

/// Markdown without emphasis, headings, code marks and link targets. A row of underscores is a gap, not emphasis.
func withoutMarkdown(_ source: String) -> String {
    source.split(separator: "\n", omittingEmptySubsequences: false).map(withoutMarks).joined(separator: "\n")
}

/// Each line with single spaces and none at its ends; no blank lines.
private func tidied(_ text: String) -> String {
    text.split(separator: "\n").map(collapsingSpaces).filter { !$0.isEmpty }.joined(separator: "\n")
}

/// `text` on one line: runs of white space become a space, none at the ends.
func collapsingSpaces(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

private let newline = UInt8(ascii: "\n")
private let space = UInt8(ascii: " ")

private struct TagScanner {
    let bytes: [UInt8]
    /// Where the last `-->` starts: comments opened after it are none, and need not be searched for their end.
    private let lastCommentEnd: Int

    private static let blocks: Set<String> = [
        "p", "br", "div", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote",
        "pre", "dt", "dd", "hr", "section", "figure",
    ]

    init(bytes: [UInt8]) {
        self.bytes = bytes
        lastCommentEnd =
            bytes.count < 3
            ? -1
            : stride(from: bytes.count - 3, through: 0, by: -1).first {
                bytes[$0] == UInt8(ascii: "-") && bytes[$0 + 1] == UInt8(ascii: "-")
                    && bytes[$0 + 2] == UInt8(ascii: ">")
            } ?? -1
    }

    /// The tag or comment that opens at `start`. It ends before the next `<`, which keeps a text full of them linear.
    func tag(at start: Int) -> (end: Int, breaksLine: Bool)? {
        if bytes[start...].starts(with: "<!--".utf8) {
            return endOfComment(from: start + 4).map { ($0, false) }
        }
        var position = start + 1
        if position < bytes.count, bytes[position] == UInt8(ascii: "/") { position += 1 }
        let nameStart = position
        while position < bytes.count, bytes[position].isLetterOrDigit { position += 1 }
        guard position > nameStart, !bytes[nameStart].isDigit else { return nil }
        let name = String(decoding: bytes[nameStart..<position], as: UTF8.self).lowercased()
        var quote: UInt8?
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return (position + 1, TagScanner.blocks.contains(name))
            }
            position += 1
        }
        return nil
    }

    private func endOfComment(from start: Int) -> Int? {
        guard start <= lastCommentEnd else { return nil }
        var position = start
        while !bytes[position...].starts(with: "-->".utf8) { position += 1 }
        return position + 3
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    var isLetterOrDigit: Bool {
        isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20
    }
}

private func withDecodedEntities(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var decoded = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
        decoded += rest[..<ampersand]
        rest = rest[ampersand...]
        // No entity we know is longer than ten letters.
        if let end = rest.prefix(12).firstIndex(of: ";"),
            let character = character(ofEntity: rest[rest.index(after: ampersand)..<end])
        {
            decoded.append(character)
            rest = rest[rest.index(after: end)...]
        } else {
            decoded.append("&")
            rest = rest.dropFirst()
        }
    }
    return decoded + rest
}

private func character(ofEntity name: Substring) -> Character? {
    guard name.first == "#" else { return entities[String(name)] }
    let digits = name.dropFirst()
    let code = digits.first?.lowercased() == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return code.flatMap(Unicode.Scalar.init).map(Character.init)
}

/// The named entities editors write. A non-breaking space becomes a plain one: the text is for reading, not layout.
private let entities: [String: Character] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "shy": "\u{AD}", "ensp": " ",
    "emsp": " ", "thinsp": " ", "laquo": "«", "raquo": "»", "ldquo": "“", "rdquo": "”", "bdquo": "„", "lsquo": "‘",
    "rsquo": "’", "sbquo": "‚", "ndash": "–", "mdash": "—", "hellip": "…", "bull": "•", "middot": "·", "deg": "°",
    "times": "×", "divide": "÷", "minus": "−", "plusmn": "±", "le": "≤", "ge": "≥", "ne": "≠", "asymp": "≈",
    "infin": "∞", "radic": "√", "sum": "∑", "int": "∫", "frac12": "½", "frac14": "¼", "frac34": "¾", "sup2": "²",
    "sup3": "³", "micro": "µ", "pi": "π", "alpha": "α", "beta": "β", "gamma": "γ", "Delta": "Δ", "delta": "δ",
    "lambda": "λ", "mu": "μ", "Omega": "Ω", "omega": "ω", "rarr": "→", "larr": "←", "harr": "↔", "euro": "€",
    "pound": "£", "sect": "§", "para": "¶", "copy": "©", "reg": "®", "trade": "™", "numero": "№", "eacute": "é",
    "egrave": "è", "agrave": "à", "ccedil": "ç", "auml": "ä", "ouml": "ö", "uuml": "ü", "szlig": "ß",
]

private func withoutMarks(_ line: Substring) -> String {
    var text = line.drop { $0 == " " || $0 == "\t" }
    if text.hasPrefix("#") {
        let heading = text.drop { $0 == "#" }
        if heading.first == " " { text = heading.dropFirst() }
    }
    for bullet in ["- ", "* ", "+ ", "> "] where text.hasPrefix(bullet) {
        text = text.dropFirst(bullet.count)
        break
    }
    return withoutInlineMarks(text)
}

private func withoutInlineMarks(_ text: Substring) -> String {
    let characters = Array(text)
    var result = ""
    var position = 0
    while position < characters.count {
        let character = characters[position]
        switch character {
        case "\\"
        where position + 1 < characters.count
            && (characters[position + 1].isPunctuation || characters[position + 1].isSymbol):
            result.append(characters[position + 1])
            position += 2
        case "*", "_", "`":
            var end = position
            while end < characters.count, characters[end] == character { end += 1 }
            let before = position > 0 ? characters[position - 1] : " "
            let after = end < characters.count ? characters[end] : " "
            let isMark = character == "`" || end - position <= 3 && isEmphasis(character, before: before, after: after)
            if !isMark { result += String(repeating: character, count: end - position) }
            position = end
        case "!" where position + 1 < characters.count && characters[position + 1] == "[", "[":
            if let link = link(characters, at: character == "!" ? position + 1 : position) {
                result += withoutInlineMarks(Substring(String(link.text)))
                position = link.end
            } else {
                result.append(character)
                position += 1
            }
        default:
            result.append(character)
            position += 1
        }
    }
    return result
}

/// Emphasis touches a word; an underscore inside a word, or an asterisk between spaces, is itself.
private func isEmphasis(_ mark: Character, before: Character, after: Character) -> Bool {
    if before.isWhitespace && after.isWhitespace { return false }
    return mark == "*" || !(isWordCharacter(before) && isWordCharacter(after))
}

private func isWordCharacter(_ character: Character) -> Bool { character.isLetter || character.isNumber }

/// `[text](target)` at `start`; both parts are bounded, so that a text full of brackets stays linear.
private func link(_ characters: [Character], at start: Int) -> (text: ArraySlice<Character>, end: Int)? {
    let window = characters[start..<min(characters.count, start + 400)]
    guard let close = window.firstIndex(of: "]"), close + 1 < window.endIndex, window[close + 1] == "(",
        let end = window[close...].firstIndex(of: ")")
    else { return nil }
    return (window[(start + 1)..<close], end + 1)
}
