import CLibXML2

extension Markdown {
    /// Markdown that says what `html` says: headings, lists, tables, links, pictures, emphasis, code and formulas.
    ///
    /// What Markdown has no sign for and a page may show (`<sub>`, `<u>`…) stays as tags; layout is left out. A frame
    /// becomes a link to what it showed.
    /// - Parameter address: gives each link, picture and recording its new address; nil leaves the one written.
    public static func source(
        fromHTML html: String, address: @escaping (_ written: String) -> String? = { _ in nil }
    ) throws(MarkupRefusal) -> String {
        let limits = Sanitiser.Limits()
        guard html.utf8.count <= longestSource * 8 else { throw .tooLarge(limit: longestSource * 8) }
        guard html.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else {
            return html.split(separator: "\n", omittingEmptySubsequences: false)
                .map { MarkdownText.escaped(String($0).trimmed, atLineStart: true) }.joined(separator: "\n").trimmed
        }
        guard let tree = Tree(html: html), let root = tree.root else { return "" }
        var writer = MarkdownWriter(limits: limits, address: address)
        return try writer.blocks(of: root, depth: 0).joined(separator: "\n\n")
    }
}

/// Writes a parsed tree as Markdown, block by block.
private struct MarkdownWriter {
    let limits: Sanitiser.Limits
    let address: (String) -> String?
    private var nodes = 0

    init(limits: Sanitiser.Limits, address: @escaping (String) -> String?) {
        self.limits = limits
        self.address = address
    }

    private static let blockNames: Set<String> = [
        "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figure", "figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
        "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
        "tr", "ul", "caption", "iframe",
    ]

    private mutating func count() throws(MarkupRefusal) {
        nodes += 1
        guard nodes <= limits.nodes else { throw .tooManyNodes(limit: limits.nodes) }
    }

    /// The blocks in `node`; runs of text between them are paragraphs.
    mutating func blocks(of node: Node, depth: Int) throws(MarkupRefusal) -> [String] {
        var blocks: [String] = []
        var run = ""
        func finish() {
            let paragraph = MarkdownText.paragraph(run)
            if !paragraph.isEmpty { blocks.append(paragraph) }
            run = ""
        }
        for child in node.children {
            try count()
            if child.kind == .element, isBlock(child), depth < limits.depth {
                finish()
                blocks += try block(child, depth: depth + 1)
            } else {
                run += try inline(child, depth: depth + 1)
            }
        }
        finish()
        return blocks
    }

    private func isBlock(_ node: Node) -> Bool {
        Self.blockNames.contains(node.name)
            || !MarkdownText.marks.keys.contains(node.name) && node.name != "a" && holdsBlock(node, depth: 0)
            || node.name == "a" && holdsBlock(node, depth: 0) && node.attribute("href") == nil
    }

    private func holdsBlock(_ node: Node, depth: Int) -> Bool {
        depth < 30
            && node.children.contains {
                $0.kind == .element && (Self.blockNames.contains($0.name) || holdsBlock($0, depth: depth + 1))
            }
    }

    private mutating func block(_ node: Node, depth: Int) throws(MarkupRefusal) -> [String] {
        switch node.name {
        case let name where Vocabulary.dropped.contains(name) && name != "iframe": return []
        case "h1", "h2", "h3", "h4", "h5", "h6":
            let text = try line(node, depth: depth)
            // The page has the only heading of the first level.
            let level = max(2, Int(node.name.dropFirst()) ?? 2)
            return text.isEmpty ? [] : [String(repeating: "#", count: level) + " " + text]
        case "ul", "menu", "dir": return try list(node, depth: depth) { _ in "- " }
        case "ol":
            let start = node.attribute("start").flatMap { Int($0) } ?? 1
            return try list(node, depth: depth) { "\(max(0, min(start, 1_000_000)) + $0). " }
        case "blockquote":
            let inner = try blocks(of: node, depth: depth).joined(separator: "\n\n")
            return inner.isEmpty ? [] : [MarkdownText.prefixed(inner, first: "> ", rest: "> ")]
        case "pre": return [fence(node)]
        case "hr": return ["---"]
        case "table": return try table(node, depth: depth)
        case "dt", "summary", "caption", "figcaption":
            let text = try line(node, depth: depth)
            return text.isEmpty ? [] : ["**\(text)**"]
        case "iframe":
            guard let source = node.attribute("src").flatMap({ destination(of: $0) }) else { return [] }
            let title = node.attribute("title").flatMap { $0.trimmed.isEmpty ? nil : $0 } ?? source
            return ["[\(MarkdownText.escaped(title))](\(source))"]
        default: return try blocks(of: node, depth: depth)
        }
    }

    /// The words of `node` on one line.
    private mutating func line(_ node: Node, depth: Int) throws(MarkupRefusal) -> String {
        let text = try inlineChildren(of: node, depth: depth)
        return MarkdownText.paragraph(text).replacing("\\\n", with: " ").replacing("\n", with: " ")
    }

    private mutating func list(
        _ node: Node, depth: Int, marker: (Int) -> String
    ) throws(MarkupRefusal) -> [String] {
        var items: [String] = []
        for child in node.children where child.kind == .element {
            try count()
            var parts = child.name == "li" ? try blocks(of: child, depth: depth) : try block(child, depth: depth)
            if parts.isEmpty { continue }
            let mark = marker(items.count)
            // A list in a list needs no blank line before it; a second paragraph does.
            var text = parts.removeFirst()
            for part in parts {
                let isList = part.hasPrefix("- ") || part.first?.isNumber == true
                text += (isList ? "\n" : "\n\n") + part
            }
            let indent = String(repeating: " ", count: mark.count)
            items.append(MarkdownText.prefixed(text, first: mark, rest: indent))
        }
        return items.isEmpty ? [] : [items.joined(separator: "\n")]
    }

    private func fence(_ node: Node) -> String {
        let code = plain(node, depth: 0)
        let longest = code.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let mark = String(repeating: "`", count: max(3, longest + 1))
        return "\(mark)\n\(code.hasSuffix("\n") ? String(code.dropLast()) : code)\n\(mark)"
    }

    private func plain(_ node: Node, depth: Int) -> String {
        guard depth < limits.depth else { return "" }
        return node.children.reduce(into: "") { text, child in
            switch child.kind {
            case .text: text += child.content
            case .element: text += child.name == "br" ? "\n" : plain(child, depth: depth + 1)
            case .other: break
            }
        }
    }
}

// MARK: - Tables

extension MarkdownWriter {
    /// Cells over several columns or rows are followed by empty ones: Markdown's tables are plain grids.
    private mutating func table(_ node: Node, depth: Int) throws(MarkupRefusal) -> [String] {
        var result: [String] = []
        var rows: [[String]] = []
        var hasHead = false
        /// Rows still to be left empty, by column.
        var hanging: [Int: Int] = [:]
        for part in try rowsAndCaption(of: node, depth: depth) {
            if part.name == "caption" {
                result += try block(part, depth: depth)
                continue
            }
            var row: [String] = []
            let cells = part.children.filter { $0.name == "td" || $0.name == "th" }
            for cell in cells where row.count < 60 {
                while let left = hanging[row.count], left > 0 {
                    hanging[row.count] = left - 1
                    row.append("")
                }
                let blocks = try blocks(of: cell, depth: depth + 2)
                let span = min(30, max(1, cell.attribute("colspan").flatMap { Int($0) } ?? 1))
                let rowSpan = min(200, cell.attribute("rowspan").flatMap { Int($0) } ?? 1)
                for column in row.count..<row.count + span where rowSpan > 1 { hanging[column] = rowSpan - 1 }
                row.append(MarkdownText.cell(blocks))
                row += Array(repeating: "", count: span - 1)
            }
            if row.allSatisfy(\.isEmpty) { continue }
            if rows.isEmpty { hasHead = cells.allSatisfy { $0.name == "th" } }
            rows.append(row)
        }
        guard let width = rows.map(\.count).max() else { return result }
        // One column is layout, not a table.
        if width == 1 { return result + rows.map { $0[0].replacing("<br>", with: "\n\n") } }
        let lines = rows.map { row in
            "| " + (row + Array(repeating: "", count: width - row.count)).joined(separator: " | ") + " |"
        }
        let empty = "|" + String(repeating: "  |", count: width)
        let rule = "|" + String(repeating: "---|", count: width)
        result.append(
            (hasHead ? [lines[0], rule] + lines.dropFirst() : [empty, rule] + lines).joined(separator: "\n"))
        return result
    }

    private mutating func rowsAndCaption(of node: Node, depth: Int) throws(MarkupRefusal) -> [Node] {
        var found: [Node] = []
        for child in node.children where child.kind == .element {
            try count()
            switch child.name {
            case "tr", "caption": found.append(child)
            case "thead", "tbody", "tfoot": found += child.children.filter { $0.name == "tr" }
            default: break
            }
        }
        return found
    }
}

// MARK: - Inline

extension MarkdownWriter {
    private mutating func inlineChildren(of node: Node, depth: Int) throws(MarkupRefusal) -> String {
        var text = ""
        for child in node.children { text += try inline(child, depth: depth + 1) }
        return text
    }

    private mutating func inline(_ node: Node, depth: Int) throws(MarkupRefusal) -> String {
        try count()
        guard depth < limits.depth + 20 else { return "" }
        switch node.kind {
        case .text: return MarkdownText.escaped(MarkdownText.collapsed(node.content))
        case .other: return ""
        case .element: break
        }
        switch node.name {
        case "br": return "\\\n"
        case "img": return image(node)
        case "code", "tt", "samp": return code(node)
        case "a": return try link(node, depth: depth)
        case "audio", "video": return recording(node)
        case "math":
            // MathML often brings the TeX it was made of.
            let annotation = annotation(in: node, depth: 0)
            return annotation.map { "$\($0)$" } ?? MarkdownText.escaped(plain(node, depth: 0))
        case "object", "embed":
            let source = node.attribute(node.name == "embed" ? "src" : "data").flatMap { destination(of: $0) }
            return source.map { "[\(MarkdownText.escaped($0))](\($0))" } ?? ""
        case let name where Vocabulary.dropped.contains(name): return ""
        default:
            let inner = try inlineChildren(of: node, depth: depth)
            guard let mark = MarkdownText.marks[node.name] else { return inner }
            return MarkdownText.wrapped(inner, in: mark)
        }
    }

    private func annotation(in node: Node, depth: Int) -> String? {
        guard depth < 20 else { return nil }
        for child in node.children where child.kind == .element {
            if child.name == "annotation", child.attribute("encoding")?.contains("tex") == true {
                return plain(child, depth: 0).trimmed
            }
            if let found = annotation(in: child, depth: depth + 1) { return found }
        }
        return nil
    }

    private func destination(of written: String) -> String? {
        let new = address(written) ?? written
        guard let safe = WebAddress(new)?.string, !safe.isEmpty else { return nil }
        return safe.replacing("(", with: "%28").replacing(")", with: "%29")
    }

    private func image(_ node: Node) -> String {
        // Canvas keeps a formula's TeX beside its picture.
        if let tex = node.attribute("data-equation-content")?.trimmed, !tex.isEmpty { return "$\(tex)$" }
        guard let source = node.attribute("src").flatMap({ destination(of: $0) }) else { return "" }
        let alternative = MarkdownText.collapsed(node.attribute("alt") ?? "").trimmed
        return "![\(MarkdownText.escaped(alternative))](\(source))"
    }

    private mutating func link(_ node: Node, depth: Int) throws(MarkupRefusal) -> String {
        let inner = try inlineChildren(of: node, depth: depth)
        guard let destination = node.attribute("href").flatMap({ destination(of: $0) }) else { return inner }
        let text = inner.replacing("\\\n", with: " ").trimmed
        return "[\(text.isEmpty ? MarkdownText.escaped(destination) : text)](\(destination))"
    }

    private func recording(_ node: Node) -> String {
        let sources = ([node] + node.children.filter { $0.name == "source" }).compactMap { $0.attribute("src") }
        guard let source = sources.first.flatMap({ destination(of: $0) }) else { return "" }
        let name = source.split(separator: "/").last.map(String.init) ?? source
        return "[\(MarkdownText.escaped(name))](\(source))"
    }

    private func code(_ node: Node) -> String {
        let text = MarkdownText.collapsed(plain(node, depth: 0)).trimmed
        guard !text.isEmpty else { return "" }
        let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let mark = String(repeating: "`", count: longest + 1)
        let padding = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return mark + padding + text + padding + mark
    }
}
