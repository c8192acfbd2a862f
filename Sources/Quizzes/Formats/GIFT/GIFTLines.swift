/// The lines of a GIFT file with everything that is not structure made unmistakable: after this, each `{ } ~ = # :` byte
/// means what the grammar says, and every escaped or quoted one is a placeholder.
struct GIFTLines {
    /// Bytes of UTF-8 and placeholders, lines ended by LF.
    private(set) var bytes: [UInt8] = []
    /// Where each line starts; line n of the file is at index n − 1.
    private(set) var starts: [Int] = []
    /// For each line, whether it is a comment.
    private(set) var areComments: [Bool] = []
    /// Positions of the structural braces outside comments, ascending.
    private(set) var braces: [Int] = []

    /// - Parameter text: UTF-8 with any line ends: LF, CR LF or CR.
    init(_ text: [UInt8]) {
        bytes.reserveCapacity(text.count + 1)
        var position = 0
        while position < text.count {
            let start = bytes.count
            starts.append(start)
            let end = text[position...].firstIndex { $0 == .newline || $0 == .carriageReturn } ?? text.count
            let line = text[position..<end]
            areComments.append(trimmed(line).starts(with: "//".utf8))
            if areComments.last == true {
                bytes += line
            } else if !isBlank(line) {
                appendWithoutEscapes(line)
                quoteName(from: start)
                quoteGroups(from: start)
                braces += (start..<bytes.count).filter { bytes[$0] == .openBrace || bytes[$0] == .closeBrace }
            }
            bytes.append(.newline)
            let isPair = end + 1 < text.count && text[end] == .carriageReturn && text[end + 1] == .newline
            position = end + (isPair ? 2 : 1)
        }
    }

    /// Where line `index` stands, without its end.
    func line(_ index: Int) -> Range<Int> {
        starts[index]..<((index + 1 < starts.count ? starts[index + 1] : bytes.count) - 1)
    }

    /// The index of the line `position` is on. Logarithmic.
    func index(of position: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= position { low = middle } else { high = middle }
        }
        return low
    }

    /// What stands in `range`, without comments.
    func text(in range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        var index = index(of: range.lowerBound)
        while index < starts.count, starts[index] < range.upperBound {
            let part = line(index).clamped(to: range)
            if !areComments[index] {
                text += bytes[part]
                if line(index).upperBound < range.upperBound { text.append(.newline) }
            }
            index += 1
        }
        return text
    }

    /// The comments that start in `range`.
    func comments(in range: Range<Int>) -> [ArraySlice<UInt8>] {
        var index = index(of: range.lowerBound)
        var comments: [ArraySlice<UInt8>] = []
        while index < starts.count, starts[index] < range.upperBound {
            if areComments[index], starts[index] >= range.lowerBound { comments.append(bytes[line(index)]) }
            index += 1
        }
        return comments
    }

    private mutating func quote(at position: Int) {
        if let placeholder = Placeholder.of(bytes[position]) { bytes[position] = placeholder }
    }

    /// Makes a brace text; other bytes stay as they are.
    mutating func quoteBrace(at position: Int) {
        if bytes[position] == .openBrace || bytes[position] == .closeBrace { quote(at: position) }
    }
}

extension GIFTLines {
    /// Copies `line`, replacing escapes by placeholders, and so too characters that would mean something but stand in a
    /// numeric entity (`&#39;`) or a quoted attribute of a tag (`<a href="?id=1">`), where hand-written files forget to
    /// escape them.
    private mutating func appendWithoutEscapes(_ line: ArraySlice<UInt8>) {
        var position = line.startIndex
        var isInTag = false
        var quote: UInt8?
        while position < line.endIndex {
            let byte = line[position]
            let next = position + 1 < line.endIndex ? line[position + 1] : 0
            var step = 1
            switch byte {
            case .backslash:
                if let placeholder = Placeholder.ofEscape(next, after: bytes.last) {
                    bytes.append(placeholder)
                    step = 2
                } else {
                    bytes.append(byte)
                }
            case 0:
                bytes.append(.space)
            case .hash where position > line.startIndex && isEntity(line, at: position):
                bytes.append(Placeholder.hash)
            default:
                if let open = quote {
                    if byte == open { quote = nil }
                    let isText = byte != .openBrace && byte != .closeBrace
                    bytes.append(isText ? Placeholder.of(byte) ?? byte : byte)
                } else if isInTag, byte == .equals, line[position - 1].isLetterOrDigit,
                    next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
                {
                    bytes.append(Placeholder.equals)
                    bytes.append(next)
                    (quote, step) = (next, 2)
                } else {
                    if byte == UInt8(ascii: "<") { isInTag = next | 0x20 >= UInt8(ascii: "a") && next.isLetterOrDigit }
                    if byte == UInt8(ascii: ">") { isInTag = false }
                    bytes.append(byte)
                }
            }
            position += step
        }
    }

    private func isEntity(_ line: ArraySlice<UInt8>, at hash: Int) -> Bool {
        guard line[hash - 1] == UInt8(ascii: "&") else { return false }
        let digits = line[(hash + 1)...].prefix(8).prefix { $0.isLetterOrDigit }
        let end = hash + 1 + digits.count
        return !digits.isEmpty && end < line.endIndex && line[end] == UInt8(ascii: ";")
    }

    /// Braces in a `::title::` and in the path of a category are text.
    private mutating func quoteName(from start: Int) {
        // A slice alive during the loop would have the whole array copied for each line.
        for position in name(from: start) { quoteBrace(at: position) }
    }

    private func name(from start: Int) -> Range<Int> {
        let line = bytes[start...]
        return line.startsCategory ? start..<bytes.count : title(in: line)?.name ?? start..<start
    }

    /// Pairs of braces within the line that are plainly no block of answers: groups of TeX formulas, `x^{2}`,
    /// `\frac{1}{2}`, and pairs inside a pair.
    private mutating func quoteGroups(from start: Int) {
        var open: [(position: Int, isFormula: Bool)] = []
        var formulas: [Range<Int>] = []
        var lastFormulaEnd: Int?
        for position in start..<bytes.count {
            if bytes[position] == .openBrace {
                let isFormula = lastFormulaEnd == position - 1 || opensFormulaGroup(position, lineStart: start)
                open.append((position, isFormula && !startsAnswers(after: position)))
            } else if bytes[position] == .closeBrace, let group = open.popLast() {
                if group.isFormula {
                    formulas.append(group.position..<(position + 1))
                    lastFormulaEnd = position
                } else if open.isEmpty {
                    for inner in (group.position + 1)..<position { quoteBrace(at: inner) }
                }
            }
        }
        quoteAll(in: formulas)
    }

    /// Quotes what stands in `groups`, which may contain each other and are sorted by their ends.
    private mutating func quoteAll(in groups: [Range<Int>]) {
        var quotedFrom = Int.max
        for group in groups.reversed() {
            for position in group.clamped(to: group.lowerBound..<max(group.lowerBound, quotedFrom)) {
                quote(at: position)
            }
            quotedFrom = min(quotedFrom, group.lowerBound)
        }
    }

    private func opensFormulaGroup(_ brace: Int, lineStart: Int) -> Bool {
        let before = bytes[lineStart..<brace]
        guard let last = before.last else { return false }
        switch last {
        case UInt8(ascii: "^"): return true
        case UInt8(ascii: "_"):
            // One underscore is a subscript, several are a gap to fill.
            return before.dropLast().last.map { $0 != UInt8(ascii: "_") && $0 != .space } ?? false
        default:
            // A command of TeX with its letters, and perhaps an argument in brackets: \sqrt[3]{x}.
            var command = before.suffix(32)
            if last == UInt8(ascii: "]"), let bracket = command.lastIndex(of: UInt8(ascii: "[")) {
                command = command[..<bracket]
            }
            let letters = command.reversed().prefix { $0.isLetterOrDigit && !$0.isDigit }.count
            guard letters > 0, let sign = command.dropLast(letters).last else { return false }
            return sign == .backslash || sign == Placeholder.backslash
        }
    }

    private func startsAnswers(after brace: Int) -> Bool {
        guard let first = bytes[(brace + 1)...].prefix(64).first(where: { $0 != .space }) else { return false }
        return [.equals, .tilde, .hash, UInt8(ascii: "%"), .closeBrace].contains(first)
    }
}

extension ArraySlice<UInt8> {
    var startsCategory: Bool { drop(while: \.isSpace).starts(with: "$CATEGORY:".utf8) }
}

/// Nothing but white space; non-breaking spaces, which word processors leave in empty lines, are white space too.
private func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    var rest = line.drop(while: \.isSpace)
    while rest.starts(with: [0xC2, 0xA0]) { rest = rest.dropFirst(2).drop(while: \.isSpace) }
    return rest.isEmpty
}

/// The name in `::name::` at the start of `text`, and where the text goes on after it.
func title(in text: ArraySlice<UInt8>) -> (name: Range<Int>, end: Int)? {
    let text = trimmed(text)
    guard text.starts(with: "::".utf8) else { return nil }
    var position = text.startIndex + 2
    while position + 1 < text.endIndex {
        if text[position] == .colon, text[position + 1] == .colon {
            return (text.startIndex + 2..<position, position + 2)
        }
        position += 1
    }
    return nil
}
