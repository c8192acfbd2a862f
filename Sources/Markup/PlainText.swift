extension SafeHTML {
    /// What a reader sees of it as plain text, for search: blocks stand apart, runs of white space are one space, and of a
    /// formula its source is left out, since its signs stand there already.
    public var plainText: String {
        guard let tree = Tree(html: string) else { return "" }
        var text = ""
        withExtendedLifetime(tree) {
            if let root = tree.root { append(root, to: &text) }
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func append(_ node: Node, to text: inout String) {
        switch node.kind {
        case .text: text += node.content
        case .other: return
        case .element:
            guard !["annotation", "script", "style"].contains(node.name) else { return }
            let isInline = Self.inline.contains(node.name)
            if !isInline { text += " " }
            for (place, child) in node.children.enumerated() {
                if place == 1, node.name == "mfrac" { text += "/" }
                append(child, to: &text)
            }
            if node.name == "img", let alternative = node.attribute("alt") { text += " " + alternative }
            if !isInline { text += " " }
        }
    }

    /// What stands inside a word without parting it.
    private static var inline: Set<String> {
        [
            "a", "b", "i", "em", "strong", "s", "del", "ins", "u", "mark", "span", "sub", "sup", "code", "small",
            "abbr",
            "semantics", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup", "msub", "msubsup", "msqrt", "mstyle",
        ]
    }
}
