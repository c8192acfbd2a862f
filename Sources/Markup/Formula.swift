/// A formula in TeX, found in a text.
public struct Formula: Hashable, Sendable {
    public var tex: String
    /// Stands on a line of its own, as `$$…$$` and `\[…\]` do.
    public var isDisplayed: Bool
    /// The formula with its delimiters, as it was typed.
    var source: String

    public init(tex: String, isDisplayed: Bool) {
        let mark = isDisplayed ? "$$" : "$"
        self.init(tex: tex, isDisplayed: isDisplayed, source: mark + tex + mark)
    }

    init(tex: String, isDisplayed: Bool, source: String) {
        self.tex = tex
        self.isDisplayed = isDisplayed
        self.source = source
    }
}

/// Turns formulas into MathML, all of a text at once; `nil` where one cannot be rendered. It may block for seconds.
public typealias FormulaRenderer = @Sendable ([Formula]) -> [String?]

/// Finds formulas: `$…$` and `\(…\)` in a line, `$$…$$` and `\[…\]` on a line of their own.
///
/// A price is not a formula: the opening `$` follows no digit and precedes no space, the closing one follows no space
/// and precedes no digit. No code begins inside `$…$`, and every formula ends within its paragraph.
struct FormulaScanner {
    let text: [UInt8]
    /// By the last byte of a closing mark: how far the text is known to hold none. Keeps a page of `\[` linear.
    private var barren: [UInt8: Int] = [:]

    init(_ text: some StringProtocol) { self.text = Array(text.utf8) }

    /// The formula that begins at byte `start` and the byte after its end.
    mutating func formula(at start: Int) -> (formula: Formula, end: Int)? {
        guard start == 0 || text[start - 1] != UInt8(ascii: "\\") else { return nil }
        if has("$$", at: start) { return formula(at: start, closedBy: "$$", isDisplayed: true) }
        if has("\\[", at: start) { return formula(at: start, closedBy: "\\]", isDisplayed: true) }
        if has("\\(", at: start) { return formula(at: start, closedBy: "\\)", isDisplayed: false) }
        guard has("$", at: start), !isDigit(at: start - 1), !isSpace(at: start + 1) else { return nil }
        return formula(at: start, closedBy: "$", isDisplayed: false)
    }

    private mutating func formula(
        at start: Int, closedBy mark: StaticString, isDisplayed: Bool
    ) -> (formula: Formula, end: Int)? {
        let length = mark.utf8CodeUnitCount
        let isDollar = !isDisplayed && length == 1
        let key = mark.utf8Start[length - 1]
        if !isDollar, start < barren[key, default: 0] { return nil }
        var index = start + length
        while index < text.count, index - start < Self.longest, !isBlankLine(at: index) {
            if isDollar && text[index] == UInt8(ascii: "`") { return nil }
            if has(mark, at: index), !(isDollar && text[index - 1] == UInt8(ascii: "\\")) {
                if isDollar && (isSpace(at: index - 1) || isDigit(at: index + 1)) { return nil }
                let end = index + length
                let tex = String(decoding: text[start + length..<index], as: UTF8.self)
                guard !tex.allSatisfy(\.isWhitespace) else { return nil }
                let source = String(decoding: text[start..<end], as: UTF8.self)
                return (Formula(tex: tex, isDisplayed: isDisplayed, source: source), end)
            }
            index += 1
        }
        if !isDollar { barren[key] = index }
        return nil
    }

    /// Bytes of one formula; a longer one is text.
    private static let longest = 4_000

    private func has(_ mark: StaticString, at index: Int) -> Bool {
        let mark = UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        return index + mark.count <= text.count && text[index..<index + mark.count].elementsEqual(mark)
    }

    private func isSpace(at index: Int) -> Bool {
        !text.indices.contains(index) || " \t\r\n".utf8.contains(text[index])
    }

    private func isDigit(at index: Int) -> Bool {
        text.indices.contains(index) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index])
    }

    private func isBlankLine(at index: Int) -> Bool {
        guard text[index] == UInt8(ascii: "\n") else { return false }
        return text[(index + 1)...].first { !" \t\r".utf8.contains($0) } == UInt8(ascii: "\n")
    }
}
