/// The spelling of Markdown: what must be escaped, how runs of words are marked and laid out.
enum MarkdownText {
    /// What stands before and after the words of an inline element.
    static let marks: [String: (open: String, close: String)] = {
        var marks: [String: (open: String, close: String)] = [
            "strong": ("**", "**"), "b": ("**", "**"), "em": ("*", "*"), "i": ("*", "*"), "del": ("~~", "~~"),
            "s": ("~~", "~~"), "strike": ("~~", "~~"),
        ]
        for name in ["sub", "sup", "u", "ins", "mark", "kbd", "small"] { marks[name] = ("<\(name)>", "</\(name)>") }
        return marks
    }()

    /// Words with marks around them; white space stays outside, where Markdown wants it.
    static func wrapped(_ text: String, in mark: (open: String, close: String)) -> String {
        let inner = text.trimmed
        // Marks inside the same marks would end them.
        guard !inner.isEmpty, inner != "\\" else { return text }
        if mark.open == "**" || mark.open == "*", inner.hasPrefix(mark.open) || inner.hasSuffix(mark.close) {
            return text
        }
        let before = text.prefix { $0.isWhitespace }
        let after = text.reversed().prefix { $0.isWhitespace }.reversed()
        return before + mark.open + inner + mark.close + String(after)
    }

    /// Runs of white space as one space each, as a browser shows them.
    static func collapsed(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        var isInSpace = false
        for scalar in text.unicodeScalars {
            if " \t\n\r\u{0C}\u{A0}".unicodeScalars.contains(scalar) {
                if !isInSpace { result.append(" ") }
                isInSpace = true
            } else if scalar.value >= 0x20 && scalar.value != 0xAD {
                result.unicodeScalars.append(scalar)
                isInSpace = false
            }
        }
        return result
    }

    /// Text that Markdown reads as itself. Formulas stay as they are; a `$` that opens none is escaped.
    static func escaped(_ text: String, atLineStart: Bool = false) -> String {
        var scanner = FormulaScanner(text)
        var result: [UInt8] = []
        result.reserveCapacity(scanner.text.count + 8)
        var index = 0
        while index < scanner.text.count {
            let byte = scanner.text[index]
            if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "\\"), let found = scanner.formula(at: index) {
                result += scanner.text[index..<found.end]
                index = found.end
                continue
            }
            if needsEscape(byte, at: index, in: scanner.text) { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
            index += 1
        }
        let line = String(decoding: result, as: UTF8.self)
        return atLineStart ? withEscapedStart(line) : line
    }

    private static func needsEscape(_ byte: UInt8, at index: Int, in text: [UInt8]) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "<"), UInt8(ascii: "$"), UInt8(ascii: "~"), UInt8(ascii: "|"):
            return true
        case UInt8(ascii: "_"):
            // Inside a word it is a letter.
            func isWord(_ place: Int) -> Bool {
                text.indices.contains(place)
                    && (text[place] >= 0x80 || (text[place] | 0x20) >= 0x61 && (text[place] | 0x20) <= 0x7A
                        || (0x30...0x39).contains(text[place]))
            }
            return !(isWord(index - 1) && isWord(index + 1))
        case UInt8(ascii: "&"):
            let rest = text[(index + 1)...].prefix(12)
            return rest.first.map { $0 == UInt8(ascii: "#") || ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A } == true
                && rest.contains(UInt8(ascii: ";"))
        default: return false
        }
    }

    /// What would make a heading, a list, a quotation or a rule of a line's beginning is escaped.
    static func withEscapedStart(_ line: String) -> String {
        guard let first = line.first else { return line }
        switch first {
        case "#", ">", "=":
            return "\\" + line
        case "-", "+":
            return line.dropFirst().first.map { $0 == " " || $0 == "-" } ?? true ? "\\" + line : line
        case _ where first.isASCII && first.isNumber:
            let digits = line.prefix { $0.isASCII && $0.isNumber }
            let rest = line[digits.endIndex...]
            guard digits.count < 10, let mark = rest.first, mark == "." || mark == ")",
                rest.dropFirst().first.map({ $0 == " " }) ?? true
            else { return line }
            return digits + "\\" + rest
        default: return line
        }
    }

    /// A run of words and line breaks as a paragraph: no white space around its lines.
    static func paragraph(_ run: String) -> String {
        var lines: [String] = run.split(separator: "\n", omittingEmptySubsequences: false).map { piece in
            let line = String(piece)
            guard line.hasSuffix("\\"), !line.hasSuffix("\\\\") else { return line.trimmed }
            return line.dropLast().description.trimmed + "\\"
        }
        while let last = lines.last, last.isEmpty || last == "\\" { lines.removeLast() }
        while let first = lines.first, first.isEmpty || first == "\\" { lines.removeFirst() }
        guard !lines.isEmpty else { return "" }
        if let last = lines.last, last.hasSuffix("\\"), !last.hasSuffix("\\\\") {
            lines[lines.count - 1] = String(last.dropLast())
        }
        return lines.map { $0 == "\\" ? "\\" : withEscapedStart($0) }.joined(separator: "\n")
    }

    /// Blocks in a cell, on one line.
    static func cell(_ blocks: [String]) -> String {
        blocks.map { block in
            block.split(separator: "\n").map { line in
                line.hasSuffix("\\") && !line.hasSuffix("\\\\") ? String(line.dropLast()) : String(line)
            }.joined(separator: "<br>")
        }.joined(separator: "<br>")
    }

    static func prefixed(_ text: String, first: String, rest: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { index, line in
            if index == 0 { return first + line }
            return line.isEmpty ? String(rest.reversed().drop { $0 == " " }.reversed()) : rest + line
        }.joined(separator: "\n")
    }
}
