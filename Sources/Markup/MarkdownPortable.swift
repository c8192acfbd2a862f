extension Markdown {
    /// Clean HTML for other systems: formulas stay TeX between `\(` and `\)`, which most of them show.
    public static func portable(_ source: String) throws(MarkupRefusal) -> String {
        portable(try render(source, formulas: nil))
    }

    /// The same for HTML that was rendered without formulas.
    public static func portable(_ html: SafeHTML) -> String {
        let mark = "<code class=\"formula\">"
        var result = ""
        var rest = html.string[...]
        while let open = rest.firstRange(of: mark) {
            result += rest[..<open.lowerBound] + "\\("
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "</code>") else { break }
            result += rest[..<close.lowerBound] + "\\)"
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
