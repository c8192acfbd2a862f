import Markup

/// A paper ready to be set: its text with everything filled in.
public struct DocumentSheet: Sendable {
    public var content: TemplateContent
    public var recipient: DocumentRecipient
    public var issuer: String
    public var occasion: String
    public var dated: String
    public var number: String
    /// By fours, as it is typed.
    public var printedCode: String
    /// Where the code is checked: `https://belovo.example/check/ABCD…`; the QR code leads there.
    public var checkAddress: String

    public init(
        content: TemplateContent, recipient: DocumentRecipient, issuer: String, occasion: String, dated: String,
        number: String, printedCode: String, checkAddress: String
    ) {
        self.content = content
        self.recipient = recipient
        self.issuer = issuer
        self.occasion = occasion
        self.dated = dated
        self.number = number
        self.printedCode = printedCode
        self.checkAddress = checkAddress
    }

    var html: HTML {
        let paragraphs = (try? content.paragraphs()) ?? []  // checked when the template was kept
        let holdsSignatures = paragraphs.contains { $0.onlyPlace == .signatures }
        let parts = paragraphs.map { part($0) }
        let head: HTML = "<p class=\"issuer\">\(issuer)</p>"
        let foot = foot(signatures: holdsSignatures ? .empty : signatures)
        let classes = "sheet \(content.sheet.rawValue) \(nameClass)"
        guard content.sheet != .plain else {
            return "<section class=\"\(classes)\">\(head)\(parts)\(foot)</section>"
        }
        return """
            <section class="\(classes)">\(frame)<table class="middle"><tr><td>\(head)\(parts)</td></tr></table>\(foot)</section>
            """
    }

    /// Names are set the smaller the longer they are; what still does not fit makes the engine try a smaller sheet.
    private var nameClass: String {
        switch recipient.name.count {
        case ...30: ""
        case ...42: "n1"
        case ...60: "n2"
        default: "n3"
        }
    }

    private func part(_ paragraph: TemplateContent.Paragraph) -> HTML {
        switch paragraph.onlyPlace {
        case .signatures: return signatures
        case .list: return list
        default: break
        }
        let lines = paragraph.lines.map { line in HTML(parts: line.map(piece)) }.filter { !$0.isEmpty }
        guard let first = lines.first else { return .empty }
        let text = lines.dropFirst().reduce(first) { "\($0)<br>\($1)" }
        return switch paragraph.style {
        case .title: "<h1>\(text)</h1>"
        case .name: "<h2>\(text)</h2>"
        case .text: "<p>\(text)</p>"
        }
    }

    private func piece(_ piece: TemplateContent.Piece) -> HTML {
        let text: String
        switch piece.part {
        case .text(let own): text = own
        case .place(let place): text = value(of: place)
        }
        guard !text.isEmpty else { return .empty }
        return piece.isBold ? "<b>\(text)</b>" : "\(text)"
    }

    private func value(of place: Placeholder) -> String {
        switch place {
        case .name: name
        case .organisation: recipient.organisation
        case .occasion: occasion
        case .place: recipient.place
        case .nomination: recipient.nomination
        case .award: recipient.award
        case .date: dated
        case .number: number
        case .issuer: issuer
        case .list: recipient.rows.map { $0.joined(separator: ", ") }.joined(separator: "; ")
        case .signatures: content.signatures.map(\.line).joined(separator: ", ")
        }
    }

    /// A long name breaks after the surname, not before the patronymic.
    private var name: String {
        let words = recipient.name.split(separator: " ")
        let given = words.dropFirst().joined(separator: "\u{A0}")
        return recipient.name.count > 30 && given.count <= 30 ? "\(words[0]) \(given)" : recipient.name
    }

    private var list: HTML {
        guard !recipient.rows.isEmpty else { return .empty }
        let rows = recipient.rows.map { row in
            "<tr>\(row.map { "<td>\($0)</td>" as HTML })</tr>" as HTML
        }
        return "<table class=\"rows\">\(rows)</table>"
    }

    private var signatures: HTML {
        guard !content.signatures.isEmpty else { return .empty }
        let rows = content.signatures.map { signature in
            """
            <tr><td>\(signature.office)</td><td class="line"></td><td class="name">\(signature.name.replacing(". ", with: ".\u{A0}"))</td></tr>
            """ as HTML
        }
        return "<table class=\"signatures\">\(rows)</table>"
    }

    private func foot(signatures: HTML) -> HTML {
        """
        <table class="foot"><tr><td>\(signatures)<p class="place">№ \(number) · \(dated)</p></td>\
        <td class="check">\(QRCode(checkAddress)?.svg(label: "QR"))<br>\(checkPlace)<br><span class="code">\(printedCode)</span></td></tr></table>
        """
    }

    /// Where one types the code: `belovo.example/check`.
    private var checkPlace: String {
        let address = checkAddress.replacing(/^https?:\/\//, with: "")
        return address.lastIndex(of: "/").map { String(address[..<$0]) } ?? address
    }

    /// Two lines along the edge, its corners cut by quarters of a circle; millimetres.
    private var frame: HTML {
        let (width, height) = content.sheet == .portrait ? (210, 297) : (297, 210)
        func line(_ inset: Int) -> String {
            let (left, radius) = (inset, 7)
            let (right, bottom) = (width - inset, height - inset)
            func corner(_ x: Int, _ y: Int) -> String { "A\(radius) \(radius) 0 0 0 \(x) \(y)" }
            return "M\(left + radius) \(left)H\(right - radius)" + corner(right, left + radius)
                + "V\(bottom - radius)" + corner(right - radius, bottom) + "H\(left + radius)"
                + corner(left, bottom - radius) + "V\(left + radius)" + corner(left + radius, left) + "Z"
        }
        return """
            <svg class="frame" viewBox="0 0 \(width) \(height)" fill="none"><path stroke="#14557b" stroke-width="0.9" d="\(line(9))"/>\
            <path stroke="#b08d3c" stroke-width="0.35" d="\(line(11))"/></svg>
            """
    }
}

extension HTML {
    fileprivate init(parts: [HTML]) { self = "\(parts)" }
}
