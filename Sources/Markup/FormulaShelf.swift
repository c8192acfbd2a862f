/// Formulas taken out of a text, a token of letters and digits standing for each, so that Markdown and the sanitiser
/// pass by what they would garble.
struct FormulaShelf {
    private(set) var formulas: [Formula] = []
    private let mark: String

    /// Tokens for `text` begin with letters that do not occur in it.
    init(for text: String) {
        var mark = "zqformula"
        while text.contains(mark) { mark += "q" }
        self.mark = mark
    }

    mutating func put(_ formula: Formula) -> String {
        formulas.append(formula)
        return "\(mark)\(formulas.count - 1)z"
    }

    /// The text with `replacement` for each token.
    func replacingTokens(in text: String, with replacement: (Int) -> String) -> String {
        guard !formulas.isEmpty, text.utf8.count > mark.utf8.count else { return text }
        var result = ""
        var rest = text[...]
        while let token = rest.utf8.firstRange(of: mark.utf8) {
            result += rest[..<token.lowerBound]
            let digits = rest[token.upperBound...].prefix { $0.isASCII && $0.isNumber }
            let after = rest[digits.endIndex...]
            if let index = Int(digits), formulas.indices.contains(index), after.first == "z" {
                result += replacement(index)
                rest = after.dropFirst()
            } else {
                result += rest[token]
                rest = rest[token.upperBound...]
            }
        }
        return result + rest
    }

    /// The text as it was before the formulas were taken out.
    func putBack(in text: String) -> String { replacingTokens(in: text) { formulas[$0].source } }

    /// Clean markup with the formulas in it: rendered in text, as they were typed in code and in attributes.
    func fill(_ markup: SafeHTML, with renderer: FormulaRenderer?) -> SafeHTML {
        guard !formulas.isEmpty else { return markup }
        let rendered = render(with: renderer)
        var result = ""
        var verbatim = 0
        for piece in MarkupPieces(markup) {
            switch piece {
            case .tag(let tag):
                verbatim += tag.verbatimStep
                result += replacingTokens(in: String(tag)) { HTML(text: formulas[$0].source).description }
            case .text(let text):
                result += replacingTokens(in: String(text)) { index in
                    verbatim > 0 ? HTML(text: formulas[index].source).description : rendered[index]
                }
            }
        }
        return SafeHTML(string: result)
    }

    private func render(with renderer: FormulaRenderer?) -> [String] {
        let wanted = Array(formulas.prefix(Self.most))
        let made = renderer?(wanted) ?? []
        return formulas.enumerated().map { index, formula in
            let math = made.indices.contains(index) ? made[index].flatMap(MathML.clean) : nil
            guard let math else { return HTML("<code class=\"formula\">\(formula.tex)</code>").description }
            // A long one scrolls in its own frame, which the keyboard must reach.
            return formula.isDisplayed ? "<span class=\"displayed\" tabindex=\"0\">\(math)</span>" : math
        }
    }

    /// Formulas of one text that are rendered; what comes after stays TeX.
    private static let most = 1_000
}

/// The tags and texts of clean markup, in order. Clean markup has no comments and no bare `<`.
struct MarkupPieces: Sequence, IteratorProtocol {
    enum Piece {
        case tag(Substring)
        case text(Substring)
    }

    private var rest: Substring

    init(_ markup: SafeHTML) { rest = markup.string[...] }

    mutating func next() -> Piece? {
        guard let first = rest.utf8.first else { return nil }
        let isTag = first == UInt8(ascii: "<")
        let bound = rest.utf8.firstIndex(of: UInt8(ascii: isTag ? ">" : "<")) ?? rest.endIndex
        let end = isTag && bound < rest.endIndex ? rest.utf8.index(after: bound) : bound
        defer { rest = rest[end...] }
        return isTag ? .tag(rest[..<end]) : .text(rest[..<end])
    }
}
