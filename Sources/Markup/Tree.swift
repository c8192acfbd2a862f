import CLibXML2

/// An element, text or other node of a tree parsed by libxml2. Valid while its document is.
struct Node {
    let pointer: UnsafeMutablePointer<xmlNode>

    enum Kind { case element, text, other }

    var kind: Kind {
        switch pointer.pointee.type {
        case XML_ELEMENT_NODE: .element
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: .text
        default: .other
        }
    }

    /// The name of an element in lower case; a prefix stays in it, so that `x:script` is nobody's name.
    var name: String { pointer.pointee.name.map { String(cString: $0).lowercased() } ?? "" }

    /// What a text node holds.
    var content: String { pointer.pointee.content.map { String(cString: $0) } ?? "" }

    var isBlank: Bool { kind == .other || kind == .text && content.utf8.allSatisfy { " \t\n\r".utf8.contains($0) } }

    var children: some Sequence<Node> {
        sequence(first: pointer.pointee.children) { $0?.pointee.next }.lazy.compactMap(\.self).map(Node.init)
    }

    /// Names in lower case with decoded values, as written; a name may come twice.
    var attributes: [(name: String, value: String)] {
        sequence(first: pointer.pointee.properties) { $0?.pointee.next }.compactMap(\.self).map { attribute in
            let name = attribute.pointee.name.map { String(cString: $0).lowercased() } ?? ""
            guard let value = xmlNodeListGetString(attribute.pointee.doc, attribute.pointee.children, 1) else {
                return (name, "")
            }
            defer { cxml_free(value) }
            return (name, String(cString: value))
        }
    }

    func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}

/// A parsed document, freed with its last reference.
final class Tree {
    private let document: xmlDocPtr

    /// Reads HTML as libxml2's HTML parser repairs it; `nil` when nothing is left.
    init?(html: String) {
        Self.prepareParser
        let options = [
            HTML_PARSE_RECOVER, HTML_PARSE_NOERROR, HTML_PARSE_NOWARNING, HTML_PARSE_NONET, HTML_PARSE_NODEFDTD,
            HTML_PARSE_COMPACT,
        ].reduce(0) { $0 | Int32($1.rawValue) }
        // Without a body of our own libxml2 puts a paragraph around text that stands first, and around no other.
        var source = "<html><body>" + html
        if source.utf8.contains(0) { source.unicodeScalars.removeAll { $0 == "\0" } }
        let document = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                htmlReadMemory($0.baseAddress, Int32($0.count), nil, "UTF-8", options)
            }
        }
        guard let document else { return nil }
        self.document = document
    }

    /// Reads a well-formed fragment with one root. A document type is refused, and with it every entity of its own.
    init?(xml: String) {
        Self.prepareParser
        guard !xml.contains("<!DOCTYPE") else { return nil }
        let options = [XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_NONET].reduce(0) { $0 | Int32($1.rawValue) }
        var source = xml
        let document = source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                xmlReadMemory($0.baseAddress, Int32($0.count), nil, "UTF-8", options)
            }
        }
        guard let document else { return nil }
        self.document = document
    }

    deinit { xmlFreeDoc(document) }

    var root: Node? { xmlDocGetRootElement(document).map(Node.init) }

    /// libxml2 wants its tables filled before several threads use it.
    private static let prepareParser: Void = xmlInitParser()
}
