/// Cleaner of rendered formulas. They go into a page after its text was cleaned, so they are cleaned on their own.
enum MathML {
    /// The first `math` of `markup`, written anew from the elements and attributes named here; `nil` when there is none.
    static func clean(_ markup: String) -> String? {
        guard let tree = Tree(xml: markup), let math = tree.root.flatMap({ find("math", in: $0) }) else { return nil }
        var output: [UInt8] = []
        write(math, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private static func find(_ name: String, in node: Node) -> Node? {
        if node.kind == .element && node.name == name { return node }
        return node.children.lazy.compactMap { find(name, in: $0) }.first
    }

    private static func write(_ node: Node, into output: inout [UInt8]) {
        if node.kind == .text { output.append(escaping: node.content) }
        guard node.kind == .element, elements.contains(node.name) else { return }
        output.append(contentsOf: "<\(node.name)".utf8)
        for (name, value) in node.attributes
        where attributes.contains(name) && value.utf8.allSatisfy(isPlain) && !(name == "width" && isTable(node)) {
            output.append(contentsOf: " \(name)=\"\(value)\"".utf8)
        }
        output.append(UInt8(ascii: ">"))
        for child in node.children { write(child, into: &output) }
        output.append(contentsOf: "</\(node.name)>".utf8)
    }

    private static let elements: Set<String> = [
        "annotation", "math", "menclose", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow",
        "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
        "munderover", "semantics",
    ]

    private static let attributes: Set<String> = [
        "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle",
        "encoding", "fence", "form", "height", "largeop", "linethickness", "lspace", "mathbackground", "mathcolor",
        "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowalign", "rowlines",
        "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width",
    ]

    /// Tables take no width in HTML's MathML; KaTeX gives them one beside a tag.
    private static func isTable(_ node: Node) -> Bool { node.name == "mtable" || node.name == "mtd" }

    /// Lengths, colours and words: nothing that could be an address or end the attribute.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: " #%+-./".utf8.contains(byte)
        }
    }
}
