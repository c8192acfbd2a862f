/// What clean markup is made of, read from its text alone and strictly: an oracle that shares nothing with the cleaner.
enum CleanMarkup {
    /// The first thing in `html` that must not be there, or `nil`.
    static func fault(in html: String) -> String? {
        var open: [Substring] = []
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            if let text = rest[..<start].firstRange(of: ">") {
                return "bare > before \(rest[text.lowerBound...].prefix(20))"
            }
            guard let end = rest[start...].firstIndex(of: ">") else { return "unclosed tag" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "unbalanced <\(tag)>" }
                continue
            }
            guard let match = tag.wholeMatch(of: /([a-z0-9]+)((?: [a-z]+(?:="[^"<>]*")?)*)/) else { return "<\(tag)>" }
            guard elements.contains(String(match.1)) else { return "element \(match.1)" }
            for attribute in match.2.matches(of: /([a-z]+)(?:="([^"]*)")?/) {
                if let fault = fault(of: attribute.1, attribute.2 ?? "", on: match.1) { return fault }
            }
            if match.1 == "img" && !tag.contains(" alt=\"") { return "no alt: \(tag)" }
            if !voids.contains(match.1) { open.append(match.1) }
        }
        if rest.contains(">") { return "bare >" }
        return open.isEmpty ? nil : "open \(open)"
    }

    private static func fault(of name: Substring, _ value: Substring, on element: Substring) -> String? {
        guard attributes.contains(String(name)) else { return "attribute \(name)" }
        switch name {
        case "src", "poster":
            return value.contains(/^[^\/?#]*:|^\/\/|\\/) ? "loads \(value)" : nil
        case "href", "cite":
            guard let scheme = value.firstMatch(of: /^[^\/?#]*?:/) else { return nil }
            return ["http:", "https:", "mailto:", "tel:"].contains(scheme.0.lowercased()) ? nil : "scheme \(value)"
        case "class": return ["center", "right"].contains(value) ? nil : "class \(value)"
        default: return nil
        }
    }

    private static let voids: Set<Substring> = ["br", "hr", "img", "source", "wbr"]

    private static let elements = Set(
        """
        a abbr audio b bdi blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 \
        h6 hr i img ins kbd li mark ol p pre q s samp small source span strong sub summary sup table tbody td tfoot th \
        thead tr u ul var video wbr
        """.split(separator: " ").map(String.init))

    private static let attributes = Set(
        """
        alt cite class colspan controls dir height href lang loading open poster preload rel reversed rowspan scope src \
        start title value width
        """.split(separator: " ").map(String.init))
}
