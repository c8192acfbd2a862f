import CLibXML2

/// Writes what `Vocabulary` allows of a parsed tree, moving it apart where HTML would not let it stand together.
struct CleanWriter {
    /// Where the writer stands: what may come here.
    struct Context {
        var parent = "div"
        var takesBlocks = true
        var isInsideLink = false
        var depth = 0
    }

    private(set) var output: [UInt8] = []
    private let limits: Sanitiser.Limits
    private var nodes = 0
    /// Answers of `holdsBlocks`: without them inline elements deep inside one another would cost their square.
    private var blockHolders: [UnsafeMutablePointer<xmlNode>: Bool] = [:]

    init(limits: Sanitiser.Limits, capacity: Int) {
        self.limits = limits
        output.reserveCapacity(capacity)
    }

    mutating func writeChildren(of node: Node, in context: Context) throws(MarkupRefusal) {
        for child in node.children { try write(child, in: context) }
    }

    private mutating func write(_ node: Node, in context: Context) throws(MarkupRefusal) {
        nodes += 1
        guard nodes <= limits.nodes else { throw .tooManyNodes(limit: limits.nodes) }
        switch node.kind {
        case .text: writeText(node.content)
        case .element: try writeElement(node, in: context)
        case .other: break
        }
    }

    private mutating func writeElement(_ node: Node, in context: Context) throws(MarkupRefusal) {
        guard !Vocabulary.dropped.contains(node.name) else { return }
        let name = writtenName(of: node)
        guard let element = Vocabulary.elements[name], context.depth < limits.depth,
            !(context.isInsideLink && Vocabulary.interactive.contains(name))
        else { return try writeChildren(of: node, in: context) }
        switch element.place {
        case .block where !context.takesBlocks: return try writeApart(node, in: context)
        case .part(let parents) where !parents.contains(context.parent): return try writeApart(node, in: context)
        case .inline where element.content != .transparent && holdsBlocks(node):
            return try writeChildren(of: node, in: context)
        default: break
        }
        switch name {
        case "a": try writeLink(node, in: context)
        case "img": writeImage(node, in: context)
        case "audio", "video": writeRecording(node, name, in: context)
        case "tr" where node.children.allSatisfy(\.isBlank): break
        default:
            open(name, keptAttributes(of: node, element))
            guard element.content != .nothing else { return }
            try writeContent(of: node, name, element.content, in: context)
            close(name)
        }
    }

    /// A paragraph around blocks is a division, and so are details without a summary and terms without descriptions.
    private mutating func writtenName(of node: Node) -> String {
        let name = Vocabulary.renamed[node.name] ?? node.name
        switch name {
        case "p" where holdsBlocks(node): return "div"
        case "details" where !node.children.contains(where: { $0.name == "summary" }): return "div"
        case "dl":
            let parts = node.children.filter { $0.kind == .element }
            return parts.first?.name == "dt" && parts.last?.name == "dd" ? name : "div"
        default: return name
        }
    }

    private mutating func holdsBlocks(_ node: Node) -> Bool {
        if let known = blockHolders[node.pointer] { return known }
        var holds = false
        for child in node.children where !holds && child.kind == .element && !Vocabulary.dropped.contains(child.name) {
            let place = Vocabulary.elements[Vocabulary.renamed[child.name] ?? child.name]?.place
            holds = place == .block || holdsBlocks(child)
        }
        blockHolders[node.pointer] = holds
        return holds
    }

    private mutating func writeContent(
        of node: Node, _ name: String, _ content: Vocabulary.Content, in context: Context
    ) throws(MarkupRefusal) {
        var inner = context
        inner.parent = name
        inner.depth += 1
        switch content {
        case .phrasing: inner.takesBlocks = false
        case .flow: inner.takesBlocks = true
        case .parts(let wrappers): return try writeParts(of: node, wrappers, in: inner)
        case .nothing, .transparent: break
        }
        guard let first = Self.firstParts[name], let leader = node.children.first(where: { $0.name == first }) else {
            return try writeChildren(of: node, in: inner)
        }
        try write(leader, in: inner)
        inner.parent = "div"
        for child in node.children where child.pointer != leader.pointer { try write(child, in: inner) }
    }

    /// Parts that stand once and before all else.
    private static let firstParts = ["details": "summary", "table": "caption"]

    /// Writes the parts of a list or table, and each run of anything else inside `wrappers`.
    private mutating func writeParts(
        of node: Node, _ wrappers: [String], in context: Context
    ) throws(MarkupRefusal) {
        var inner = context
        inner.parent = wrappers.last ?? context.parent
        inner.takesBlocks = true
        inner.depth += wrappers.count
        let leader = Self.firstParts[context.parent].flatMap { first in node.children.first { $0.name == first } }
        if let leader { try write(leader, in: context) }
        var isWrapping = false
        for child in node.children where child.pointer != leader?.pointer {
            let isPart = Vocabulary.elements[child.name]?.place.isPart(of: context.parent) == true
            if isPart && child.name != Self.firstParts[context.parent] || child.isBlank {
                if isWrapping { close(wrappers) }
                isWrapping = false
                try write(child, in: context)
            } else if !Vocabulary.dropped.contains(child.name) {
                if !isWrapping { for wrapper in wrappers { open(wrapper) } }
                isWrapping = true
                try write(child, in: inner)
            }
        }
        if isWrapping { close(wrappers) }
    }

    /// Leaves out the tags of an element that may not stand here, and keeps its words from running into the next ones.
    private mutating func writeApart(_ node: Node, in context: Context) throws(MarkupRefusal) {
        writeSpace()
        try writeChildren(of: node, in: context)
        writeSpace()
    }

    private mutating func writeSpace() {
        guard let last = output.last, last != UInt8(ascii: " "), last != UInt8(ascii: "\n") else { return }
        output.append(UInt8(ascii: " "))
    }
}

// MARK: - Links and media

extension CleanWriter {
    private mutating func writeLink(_ node: Node, in context: Context) throws(MarkupRefusal) {
        guard let address = node.attribute("href").flatMap(WebAddress.init) else {
            return try writeChildren(of: node, in: context)
        }
        let element = Vocabulary.elements["a", default: .init()]
        openLink(to: address, keptAttributes(of: node, element))
        var inner = context
        inner.isInsideLink = true
        inner.depth += 1
        try writeChildren(of: node, in: inner)
        close("a")
    }

    private mutating func writeImage(_ node: Node, in context: Context) {
        let address = node.attribute("src").flatMap(WebAddress.init)
        guard let address, !address.string.isEmpty else { return }
        let alternative = node.attribute("alt") ?? ""
        guard address.destination == .thisSite else {
            return writeOutside(address, alternative, in: context)
        }
        let element = Vocabulary.elements["img", default: .init()]
        open(
            "img",
            [("src", address.string), ("alt", alternative)] + keptAttributes(of: node, element) + [("loading", "lazy")])
    }

    private mutating func writeRecording(_ node: Node, _ name: String, in context: Context) {
        let sources = ([node] + node.children.filter { $0.name == "source" })
            .compactMap { $0.attribute("src").flatMap(WebAddress.init) }.filter { !$0.string.isEmpty }
        let ours = sources.filter { $0.destination == .thisSite }
        guard !ours.isEmpty else {
            if let outside = sources.first { writeOutside(outside, "", in: context) }
            return
        }
        let poster = name == "video" ? node.attribute("poster").flatMap(WebAddress.init) : nil
        let shown = poster.flatMap { $0.destination == .thisSite && !$0.string.isEmpty ? [("poster", $0.string)] : nil }
        open(name, [("controls", ""), ("preload", "none")] + (shown ?? []))
        for source in ours { open("source", [("src", source.string)]) }
        close(name)
    }

    /// A link in place of a picture or recording that another site would have to serve.
    private mutating func writeOutside(_ address: WebAddress, _ title: String, in context: Context) {
        let title = title.isEmpty ? address.string : title
        if context.isInsideLink { return writeText(title) }
        openLink(to: address, [])
        writeText(title)
        close("a")
    }

    private mutating func openLink(to address: WebAddress, _ attributes: [(name: String, value: String)]) {
        let rel = address.destination == .otherSite ? [("rel", "noopener nofollow ugc")] : []
        open("a", [("href", address.string)] + attributes + rel)
    }
}

// MARK: - Tags and text

extension CleanWriter {
    private func keptAttributes(of node: Node, _ element: Vocabulary.Element) -> [(name: String, value: String)] {
        var kept: [(name: String, value: String)] = []
        for (name, text) in node.attributes {
            // The old `align` of cells, which cmark writes too, becomes a class.
            let name = name == "align" ? "class" : name
            guard let kind = element.attributes[name] ?? Vocabulary.commonAttributes[name],
                !kept.contains(where: { $0.name == name }), let value = Vocabulary.value(text, as: kind)
            else { continue }
            kept.append((name, value))
        }
        return kept
    }

    private mutating func open(_ name: String, _ attributes: [(name: String, value: String)] = []) {
        output.append(UInt8(ascii: "<"))
        output.append(contentsOf: name.utf8)
        for (name, value) in attributes {
            output.append(UInt8(ascii: " "))
            output.append(contentsOf: name.utf8)
            if Self.flags.contains(name) { continue }
            output.append("=\"")
            writeText(value)
            output.append(UInt8(ascii: "\""))
        }
        output.append(UInt8(ascii: ">"))
    }

    private static let flags: Set<String> = ["controls", "open", "reversed"]

    private mutating func close(_ name: String) {
        output.append("</")
        output.append(contentsOf: name.utf8)
        output.append(UInt8(ascii: ">"))
    }

    private mutating func close(_ names: [String]) {
        for name in names.reversed() { close(name) }
    }

    /// Text and attribute values without the controls that HTML does not allow.
    private mutating func writeText(_ text: String) {
        let hasControls = text.unicodeScalars.contains(where: \.isForbiddenControl)
        guard hasControls else { return output.append(escaping: text) }
        let kept = text.unicodeScalars.filter { !$0.isForbiddenControl }
        output.append(escaping: String(String.UnicodeScalarView(kept)))
    }
}

extension Unicode.Scalar {
    fileprivate var isForbiddenControl: Bool {
        value < 0x20 && value != 0x0A && value != 0x09 || (0x7F...0x9F).contains(value) || value & 0xFFFE == 0xFFFE
            || (0xFDD0...0xFDEF).contains(value)
    }
}

extension Vocabulary.Place {
    fileprivate func isPart(of parent: String) -> Bool {
        if case .part(let parents) = self { parents.contains(parent) } else { false }
    }
}
