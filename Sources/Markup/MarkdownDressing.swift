/// What rendered Markdown gets after it was cleaned, since people may not write these classes and roles themselves.
struct MarkdownDressing {
    private let pieces: [MarkupPieces.Piece]
    private let tableLabel: String
    private var result = ""
    /// What closes each open quotation.
    private var quotations: [String] = []
    private var isInTableHead = false

    /// Callouts for marked quotations, scrolling regions around tables, scopes for header cells, ☑ and ☐ for tasks, players for videos.
    static func dress(_ markup: SafeHTML, tableLabel: String) -> SafeHTML {
        var dressing = MarkdownDressing(pieces: Array(MarkupPieces(markup)), tableLabel: tableLabel)
        dressing.dress()
        return SafeHTML(string: dressing.result)
    }

    private init(pieces: [MarkupPieces.Piece], tableLabel: String) {
        self.pieces = pieces
        self.tableLabel = tableLabel
    }

    private mutating func dress() {
        var index = 0
        while index < pieces.count {
            switch pieces[index] {
            case .text(let text): result += text
            case .tag("<blockquote>"):
                if let callout = callout(at: index) {
                    result += "<div class=\"\(callout.kind.rawValue)\">\(callout.opening)"
                    quotations.append("</div>")
                    index = callout.end
                    continue
                }
                result += "<blockquote>"
                quotations.append("</blockquote>")
            case .tag("</blockquote>"): result += quotations.popLast() ?? "</blockquote>"
            case .tag("<li>"):
                result += "<li>"
                if let task = task(at: index) {
                    result += task.text
                    index = task.end
                    continue
                }
            case .tag(let tag): dressTable(tag)
            }
            index += 1
        }
    }

    private mutating func dressTable(_ tag: Substring) {
        if tag.hasPrefix("<table") {
            result += "<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"\(HTML(text: tableLabel))\">\(tag)"
        } else if tag.hasPrefix("<img "), let media = MediaTag(tag) {
            result += media.dressed
        } else if tag == "</table>" {
            result += "</table></div>"
        } else if tag.hasPrefix("<th"), !tag.hasPrefix("<thead"), isInTableHead, !tag.contains(" scope=") {
            result += "\(tag.dropLast()) scope=\"col\">"
        } else {
            if tag.hasPrefix("<thead") { isInTableHead = true }
            if tag == "</thead>" { isInTableHead = false }
            result += tag
        }
    }

    private enum Callout: String, CaseIterable {
        case note = "note"
        case tip = "note tip"
        case important = "note important"
        case warning = "note warn"

        var mark: String { "[!\(self)]".uppercased() }
    }

    /// The kind of the quotation that opens at `index`, its first words without the mark, and where the rest begins.
    private func callout(at index: Int) -> (kind: Callout, opening: String, end: Int)? {
        let paragraph = skippingSpace(after: index)
        guard tag(at: paragraph) == "<p>", let text = text(at: paragraph + 1),
            let kind = Callout.allCases.first(where: { text.hasPrefix($0.mark) })
        else { return nil }
        let words = text.dropFirst(kind.mark.count)
        guard words.first?.isWhitespace != false else { return nil }
        let rest = words.drop(while: \.isWhitespace)
        if rest.isEmpty, tag(at: paragraph + 2) == "</p>" { return (kind, "", paragraph + 3) }
        let next = rest.isEmpty && tag(at: paragraph + 2) == "<br>" ? paragraph + 3 : paragraph + 2
        return (kind, "<p>\(rest)", next)
    }

    /// The start of a list item that is a task, with a character for its box.
    private func task(at index: Int) -> (text: String, end: Int)? {
        let first = skippingSpace(after: index)
        let isParagraph = tag(at: first) == "<p>"
        guard let text = text(at: isParagraph ? first + 1 : first) else { return nil }
        let box: String
        switch text.prefix(4) {
        case "[ ] ": box = "☐"
        case "[x] ", "[X] ": box = "☑"
        default: return nil
        }
        let words = "\(box) \(text.dropFirst(4))"
        return isParagraph ? ("<p>\(words)", first + 2) : (words, first + 1)
    }

    private func skippingSpace(after index: Int) -> Int {
        text(at: index + 1)?.allSatisfy(\.isWhitespace) == true ? index + 2 : index + 1
    }

    private func tag(at index: Int) -> Substring? {
        if pieces.indices.contains(index), case .tag(let tag) = pieces[index] { tag } else { nil }
    }

    private func text(at index: Int) -> Substring? {
        if pieces.indices.contains(index), case .text(let text) = pieces[index] { text } else { nil }
    }
}
