import CLibXML2

extension XMLElement {
    public struct Limits: Sendable {
        /// Of the text given.
        public var bytes = 64 << 20
        /// Elements inside one another.
        public var depth = 100
        /// Elements and pieces of text.
        public var nodes = 4_000_000

        public init() {}
    }

    /// Reads a document in any encoding its declaration names. Nothing is fetched: a document type is passed by, and
    /// entities of the document's own are refused. Linear in its size.
    public init(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLRefusal) {
        guard bytes.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        guard !bytes.allSatisfy({ $0 <= 0x20 }) else { throw .empty }
        let reader = try XMLReader(emptyingComments(bytes), limits: limits)
        self = try reader.read()
    }
}

/// libxml2 handing out one node after another: the limits hold before anything is built.
private final class XMLReader {
    private let reader: xmlTextReaderPtr
    private let limits: XMLElement.Limits
    private let bytes: UnsafeMutableBufferPointer<CChar>
    private var open: [XMLElement] = []
    private var root: XMLElement?
    private var nodes = 0

    init(_ source: [UInt8], limits: XMLElement.Limits) throws(XMLRefusal) {
        self.limits = limits
        // libxml2 reads from this memory until it is done.
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: source.count)
        _ = source.withUnsafeBytes { $0.withMemoryRebound(to: CChar.self) { copy.initialize(from: $0) } }
        let options = [XML_PARSE_NOERROR, XML_PARSE_NOWARNING, XML_PARSE_NONET, XML_PARSE_NOCDATA, XML_PARSE_COMPACT]
            .reduce(0) { $0 | Int32($1.rawValue) }
        guard let reader = xmlReaderForMemory(copy.baseAddress, Int32(source.count), nil, nil, options) else {
            copy.deallocate()
            throw .malformed(line: 1)
        }
        bytes = copy
        self.reader = reader
    }

    deinit {
        xmlFreeTextReader(reader)
        bytes.deallocate()
    }

    func read() throws(XMLRefusal) -> XMLElement {
        while true {
            switch xmlTextReaderRead(reader) {
            case 1: try take()
            case 0:
                guard let root else { throw .empty }
                return root
            default:
                let line = Int(xmlTextReaderGetParserLineNumber(reader))
                throw root == nil && nodes == 0 && isOnlyDeclaration ? .empty : .malformed(line: max(1, line))
            }
        }
    }

    private func take() throws(XMLRefusal) {
        switch UInt32(bitPattern: xmlTextReaderNodeType(reader)) {
        case XML_READER_TYPE_ELEMENT.rawValue:
            try count()
            guard open.count < limits.depth else { throw .tooDeep(limit: limits.depth) }
            let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
            let line = xmlTextReaderCurrentNode(reader).map { Int(xmlGetLineNo($0)) } ?? 0
            open.append(XMLElement(name: localName, attributes: attributes(), line: line))
            if isEmpty { close() }
        case XML_READER_TYPE_END_ELEMENT.rawValue: close()
        case XML_READER_TYPE_TEXT.rawValue, XML_READER_TYPE_CDATA.rawValue,
            XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue, XML_READER_TYPE_WHITESPACE.rawValue:
            try count()
            guard !open.isEmpty, let value = xmlTextReaderConstValue(reader) else { return }
            open[open.count - 1].content.append(.text(String(cString: value)))
        case XML_READER_TYPE_ENTITY_REFERENCE.rawValue, XML_READER_TYPE_ENTITY.rawValue: throw .ownEntities
        default: break
        }
    }

    private func count() throws(XMLRefusal) {
        nodes += 1
        guard nodes <= limits.nodes else { throw .tooManyNodes(limit: limits.nodes) }
    }

    private func close() {
        guard let element = open.popLast() else { return }
        if open.isEmpty { root = element } else { open[open.count - 1].content.append(.element(element)) }
    }

    private var localName: String { xmlTextReaderConstLocalName(reader).map { String(cString: $0) } ?? "" }

    private func attributes() -> [String: String] {
        var found: [String: String] = [:]
        while xmlTextReaderMoveToNextAttribute(reader) == 1 {
            if xmlTextReaderIsNamespaceDecl(reader) == 1 { continue }
            let value = xmlTextReaderConstValue(reader).map { String(cString: $0) } ?? ""
            // Of two prefixes with one name the first wins.
            if found[localName] == nil { found[localName] = value }
        }
        xmlTextReaderMoveToElement(reader)
        return found
    }

    private var isOnlyDeclaration: Bool {
        let text = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self).trimmed
        return text.hasPrefix("<?xml") && text.hasSuffix("?>") && !text.dropFirst(5).contains("<")
    }
}
