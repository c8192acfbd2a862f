import CCMark
import Glibc

/// Markdown as GitHub knows it: tables, ~~strikethrough~~, bare links, task lists, callouts; and formulas in TeX.
public enum Markdown {
    /// Longest source taken, in bytes of UTF-8.
    public static let longestSource = 256 << 10

    /// Renders `source` to clean HTML. Harmless raw HTML in it survives.
    ///
    /// Quotations that begin with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]` or `[!WARNING]` become `<div class="note …">`.
    /// A table gets a region around it that scrolls and takes the focus.
    /// - Parameters:
    ///   - formulas: called once with all formulas; it may block, so do not render on an event loop with it. With `nil`
    ///     formulas are shown as TeX.
    ///   - tableLabel: names the regions of tables to screen readers, in the reader's language.
    public static func render(
        _ source: String, formulas: FormulaRenderer?, tableLabel: String = "Таблица"
    ) throws(MarkupRefusal) -> SafeHTML {
        let (document, shelf) = try parse(source)
        // Raw HTML passes through cmark: the sanitiser is what judges it.
        guard let html = cmark_render_html(document.root, CMARK_OPT_UNSAFE, nil) else { return .empty }
        defer { free(html) }
        var limits = Sanitiser.Limits()
        limits.bytes = 16 * longestSource
        let clean = try Sanitiser.clean(String(cString: html), limits: limits)
        return shelf.fill(MarkdownDressing.dress(clean, tableLabel: tableLabel), with: formulas)
    }

    /// The words without the markup, for search and short previews; one line for each block, formulas as TeX.
    public static func plainText(_ source: String) throws(MarkupRefusal) -> String {
        let (document, shelf) = try parse(source)
        return shelf.putBack(in: document.text(of: document.root))
    }

    /// A heading with its level as printed, from 2 to 6.
    public struct Heading: Equatable, Sendable {
        public var level: Int
        public var text: String

        public init(level: Int, text: String) {
            self.level = level
            self.text = text
        }
    }

    /// The headings in order, for a table of contents.
    public static func headings(_ source: String) throws(MarkupRefusal) -> [Heading] {
        let (document, shelf) = try parse(source)
        return document.nodes(under: document.root).filter { cmark_node_get_type($0) == CMARK_NODE_HEADING }.map {
            node in
            let level = max(2, Int(cmark_node_get_heading_level(node)))
            return Heading(level: level, text: shelf.putBack(in: document.text(of: node)))
        }
    }

    private static func parse(_ source: String) throws(MarkupRefusal) -> (MarkdownDocument, FormulaShelf) {
        guard source.utf8.count <= longestSource else { throw .tooLarge(limit: longestSource) }
        let lines = source.utf8.contains(UInt8(ascii: "\r")) ? source.replacing("\r\n", with: "\n") : source
        let (text, shelf) = FormulaShelf.taking(fromMarkdown: lines)
        return (MarkdownDocument(text), shelf)
    }
}

/// A document parsed by cmark, freed with its last reference.
final class MarkdownDocument {
    let root: OpaquePointer

    init(_ text: String) {
        Self.registerExtensions
        guard let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8) else { fatalError("cmark is out of memory") }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink"] {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let root = cmark_parser_finish(parser) else { fatalError("cmark gave no document") }
        self.root = root
    }

    deinit { cmark_node_free(root) }

    /// `node` and all that is under it, in order.
    func nodes(under node: OpaquePointer) -> [OpaquePointer] {
        guard let iterator = cmark_iter_new(node) else { return [] }
        defer { cmark_iter_free(iterator) }
        var nodes: [OpaquePointer] = []
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return nodes }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { nodes.append(node) }
        }
    }

    /// The words under `node`: blocks are separated by line ends, cells of a row by spaces, raw HTML is left out.
    func text(of node: OpaquePointer) -> String {
        var text = ""
        for node in nodes(under: node) {
            switch cmark_node_get_type(node) {
            case CMARK_NODE_TEXT, CMARK_NODE_CODE: text += literal(of: node)
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text += " "
            case CMARK_NODE_CODE_BLOCK: text += "\n" + literal(of: node)
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: break
            default: text += separator(before: node)
            }
        }
        return text.split(separator: "\n").map { $0.trimmingSpaces }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func literal(of node: OpaquePointer) -> String {
        cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
    }

    private func separator(before node: OpaquePointer) -> String {
        // The extension's node types are not in the installed headers; their names are.
        if String(cString: cmark_node_get_type_string(node)) == "table_cell" { return " " }
        let isBlock = cmark_node_get_type(node).rawValue & UInt32(CMARK_NODE_TYPE_MASK) == UInt32(CMARK_NODE_TYPE_BLOCK)
        return isBlock ? "\n" : ""
    }

    /// cmark's table of extensions is not guarded against threads.
    private static let registerExtensions: Void = cmark_gfm_core_extensions_ensure_registered()
}

extension StringProtocol {
    fileprivate var trimmingSpaces: String {
        let tail = drop { $0 == " " }
        return String(tail.prefix(through: tail.lastIndex { $0 != " " } ?? tail.startIndex))
    }
}
