/// An element of an XML document: its name without a prefix, its attributes and what stands in it.
public struct XMLElement: Equatable, Sendable {
    public var name: String
    /// By name without a prefix.
    public var attributes: [String: String]
    public var content: [Content]
    /// The line of the text it starts on, from 1; 0 when it was not read from one.
    public var line: Int

    public enum Content: Equatable, Sendable {
        case element(XMLElement)
        case text(String)
    }

    public init(name: String, attributes: [String: String] = [:], content: [Content] = [], line: Int = 0) {
        self.name = name
        self.attributes = attributes
        self.content = content
        self.line = line
    }

    public var children: [XMLElement] {
        content.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    public func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The first child called `name`.
    public subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The first element down the path of names, `metadata/schemaversion`.
    public func at(_ path: String) -> XMLElement? {
        path.split(separator: "/").reduce(self) { $0?[String($1)] }
    }

    /// All text in it, of its children too, as written.
    public var text: String {
        content.reduce(into: "") { text, part in
            switch part {
            case .text(let piece): text += piece
            case .element(let element): text += element.text
            }
        }
    }

    /// The text of the child called `name` without white space around it; nil when it is absent or empty.
    public func value(_ name: String) -> String? {
        guard let text = self[name]?.text.trimmed, !text.isEmpty else { return nil }
        return text
    }

    /// Every element of that name in it, at any depth, in document order; one found is not looked into.
    public func descendants(_ name: String) -> [XMLElement] {
        children.flatMap { $0.name == name ? [$0] : $0.descendants(name) }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = unicodeScalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(unicodeScalars[first...last])
    }
}

/// Why a text was not read as XML.
public enum XMLRefusal: Error, Equatable, Sendable {
    case tooLarge(limit: Int)
    case tooDeep(limit: Int)
    case tooManyNodes(limit: Int)
    /// Entities of the document's own, which could make a short text endless.
    case ownEntities
    /// Nothing but a declaration, or nothing at all.
    case empty
    case malformed(line: Int)
}
