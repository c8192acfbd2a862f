/// What a paper says, with places for what differs: plain text, never markup.
///
/// Paragraphs stand between empty lines. `# ` opens the title of the paper, `## ` a line in the size of a name, `**…**`
/// is bold, `{имя}` is a place. `{список}` and `{подписи}` stand in a paragraph of their own.
public struct TemplateContent: Equatable, Sendable, Codable {
    public enum Sheet: String, CaseIterable, Sendable, Codable {
        /// A4 with a frame.
        case portrait, landscape
        /// A letter of as many pages as it takes.
        case plain
    }

    public var kind: Document.Kind
    public var sheet: Sheet
    public var text: String
    public var signatures: [Signature]

    public init(kind: Document.Kind, sheet: Sheet, text: String, signatures: [Signature] = []) {
        self.kind = kind
        self.sheet = sheet
        self.text = text
        self.signatures = signatures
    }

    public static let textLimit = 6_000
    public static let signatureLimit = 6

    /// Who signs: the office and the name.
    public struct Signature: Equatable, Sendable, Codable {
        public var office: String
        public var name: String

        public init(office: String, name: String) {
            self.office = office
            self.name = name
        }

        /// `Директор; И. И. Иванов`, one on a line.
        public static func signatures(in text: String) -> [Signature] {
            text.split(whereSeparator: \.isNewline).compactMap { line in
                let parts = line.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
                let office = parts[0].trimmed
                let name = parts.count > 1 ? parts[1].trimmed : ""
                return office.isEmpty && name.isEmpty ? nil : Signature(office: office, name: name)
            }
        }

        public var line: String { name.isEmpty ? office : "\(office); \(name)" }
    }
}

/// What a template leaves open.
public enum Placeholder: String, CaseIterable, Sendable {
    case name = "имя"
    case organisation = "организация"
    case occasion = "конкурс"
    case place = "место"
    case nomination = "номинация"
    case award = "награда"
    case date = "дата"
    case number = "номер"
    case issuer = "учредитель"
    case list = "список"
    case signatures = "подписи"
}

extension TemplateContent {
    /// The content trimmed, or why it cannot be printed. Throws `DocumentRefusal`.
    public func checked() throws(DocumentRefusal) -> TemplateContent {
        var content = self
        content.text = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmed
        guard !content.text.isEmpty else { throw .textMissing }
        guard content.text.count <= Self.textLimit else { throw .textTooLong(limit: Self.textLimit) }
        guard signatures.count <= Self.signatureLimit else { throw .tooManySignatures(limit: Self.signatureLimit) }
        for signature in signatures where max(signature.office.count, signature.name.count) > Document.lineLimit {
            throw .lineTooLong(limit: Document.lineLimit)
        }
        _ = try content.paragraphs()
        return content
    }

    /// A paragraph of the text.
    struct Paragraph: Equatable {
        enum Style: Equatable { case title, name, text }

        var style: Style
        var lines: [[Piece]]

        /// The one place that the paragraph consists of.
        var onlyPlace: Placeholder? {
            if lines.count == 1, lines[0].count == 1, case .place(let place) = lines[0][0].part { place } else { nil }
        }
    }

    struct Piece: Equatable {
        enum Part: Equatable {
            case text(String)
            case place(Placeholder)
        }

        var part: Part
        var isBold: Bool
    }

    func paragraphs() throws(DocumentRefusal) -> [Paragraph] {
        var paragraphs: [Paragraph] = []
        var lines: [[Piece]] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = line.trimmed
            let style: Paragraph.Style? = line.hasPrefix("## ") ? .name : line.hasPrefix("# ") ? .title : nil
            if line.isEmpty || style != nil, !lines.isEmpty {
                paragraphs.append(Paragraph(style: .text, lines: lines))
                lines = []
            }
            if let style {
                let pieces = try Self.pieces(line.drop { $0 == "#" }.trimmed)
                paragraphs.append(Paragraph(style: style, lines: [pieces]))
            } else if !line.isEmpty {
                lines.append(try Self.pieces(line))
            }
        }
        if !lines.isEmpty { paragraphs.append(Paragraph(style: .text, lines: lines)) }
        return paragraphs
    }

    private static func pieces(_ line: String) throws(DocumentRefusal) -> [Piece] {
        var (pieces, text, isBold): ([Piece], String, Bool) = ([], "", false)
        func close(_ text: inout String) {
            if !text.isEmpty { pieces.append(Piece(part: .text(text), isBold: isBold)) }
            text = ""
        }
        var rest = line[...]
        while let character = rest.first {
            if rest.hasPrefix("**") {
                close(&text)
                isBold.toggle()
                rest = rest.dropFirst(2)
            } else if character == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw .unbalanced }
                let name = rest[rest.index(after: rest.startIndex)..<end]
                guard !name.contains("{") else { throw .unbalanced }
                guard let place = Placeholder(rawValue: name.trimmed.lowercased()) else {
                    throw .unknownPlaceholder(String(name.prefix(60)))
                }
                close(&text)
                pieces.append(Piece(part: .place(place), isBold: isBold))
                rest = rest[rest.index(after: end)...]
            } else {
                guard character != "}" else { throw .unbalanced }
                text.append(character)
                rest = rest.dropFirst()
            }
        }
        close(&text)
        return pieces
    }
}

extension StringProtocol {
    var trimmed: String {
        let head = drop(while: \.isWhitespace)
        return String(head.reversed().drop(while: \.isWhitespace).reversed())
    }
}
