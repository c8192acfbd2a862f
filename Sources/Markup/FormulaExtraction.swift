extension FormulaShelf {
    /// Takes the formulas out of Markdown, passing by fenced code and code spans.
    static func taking(fromMarkdown source: String) -> (text: String, shelf: FormulaShelf) {
        var shelf = FormulaShelf(for: source)
        guard source.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "\\") }) else {
            return (source, shelf)
        }
        let text = shelf.take(from: source) { MarkdownCode($0) }
        return (text, shelf)
    }

    /// Takes the formulas out of the texts of clean markup, passing by code and by formulas already rendered.
    static func taking(from markup: SafeHTML) -> (markup: SafeHTML, shelf: FormulaShelf) {
        var shelf = FormulaShelf(for: markup.string)
        var result = ""
        var verbatim = 0
        for piece in MarkupPieces(markup) {
            switch piece {
            case .tag(let tag):
                verbatim += tag.verbatimStep
                result += tag
            case .text(let text):
                let takes = verbatim == 0 && text.contains { $0 == "$" || $0 == "\\" }
                result += takes ? HTML(text: shelf.take(from: text.unescaped) { _ in nil }).description : String(text)
            }
        }
        return (SafeHTML(string: result), shelf)
    }

    private mutating func take(from source: String, passing code: ([UInt8]) -> MarkdownCode?) -> String {
        var scanner = FormulaScanner(source)
        var code = code(scanner.text)
        var result: [UInt8] = []
        var index = 0
        while index < scanner.text.count {
            if let end = code?.end(at: index) {
                result += scanner.text[index..<end]
                index = end
            } else if let found = scanner.formula(at: index) {
                result += put(found.formula).utf8
                index = found.end
            } else {
                result.append(scanner.text[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension SafeHTML {
    /// The same text with its formulas rendered. Calls `renderer` once, which may block: not for an event loop.
    public func renderingFormulas(with renderer: FormulaRenderer?) -> SafeHTML {
        let (markup, shelf) = FormulaShelf.taking(from: self)
        return shelf.fill(markup, with: renderer)
    }
}

extension Substring {
    /// +1 for a tag after which text is to stay as it is, -1 for the one that ends it.
    var verbatimStep: Int {
        let initial = utf8.first { !"</".utf8.contains($0) }
        guard let initial, "cpm".utf8.contains(initial) else { return 0 }
        for name in ["code", "pre", "math"] {
            if hasPrefix("</\(name)>") { return -1 }
            if hasPrefix("<\(name)>") || hasPrefix("<\(name) ") { return 1 }
        }
        return 0
    }

    /// The text of clean markup, which knows five references.
    fileprivate var unescaped: String {
        var text = String(self)
        for (reference, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ] { text = text.replacing(reference, with: character) }
        return text
    }
}

/// Where code stands in Markdown: fences and spans of backticks. Indented code needs the block structure, so formulas
/// in it are taken out and put back as they were.
struct MarkdownCode {
    private let text: [UInt8]
    /// By length of a run of backticks: from where on no other run of that length follows.
    private var barren: [Int: Int] = [:]

    init(_ text: [UInt8]) { self.text = text }

    /// The byte after the code that begins at byte `start`.
    mutating func end(at start: Int) -> Int? {
        guard text[start] == UInt8(ascii: "`") || text[start] == UInt8(ascii: "~") else { return nil }
        let length = run(at: start)
        if length >= 3 && isFirstInLine(start) { return endOfFence(at: start, length) }
        guard text[start] == UInt8(ascii: "`") else { return start + length }
        return endOfSpan(at: start, length) ?? start + length
    }

    private func run(at start: Int) -> Int { text[start...].prefix { $0 == text[start] }.count }

    /// Only spaces, quotation marks and list markers stand before it in its line.
    private func isFirstInLine(_ index: Int) -> Bool {
        text[..<index].reversed().prefix { $0 != UInt8(ascii: "\n") }
            .allSatisfy { " \t>-*+.)0123456789".utf8.contains($0) }
    }

    private func endOfFence(at start: Int, _ length: Int) -> Int {
        var index = start + length
        while index < text.count {
            guard let lineEnd = text[index...].firstIndex(of: UInt8(ascii: "\n")) else { return text.count }
            let first = text[(lineEnd + 1)...].firstIndex { !" \t>".utf8.contains($0) } ?? text.count
            if first < text.count, text[first] == text[start], run(at: first) >= length {
                return first + run(at: first)
            }
            index = lineEnd + 1
        }
        return text.count
    }

    private mutating func endOfSpan(at start: Int, _ length: Int) -> Int? {
        guard start < barren[length, default: .max] else { return nil }
        var index = start + length
        while index < text.count {
            guard let next = text[index...].firstIndex(of: UInt8(ascii: "`")) else { break }
            let found = run(at: next)
            if found == length { return next + found }
            index = next + found
        }
        barren[length] = start
        return nil
    }
}
