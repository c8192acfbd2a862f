/// The HTML that people may write: elements, what each may hold and stand in, and its attributes.
enum Vocabulary {
    struct Element {
        var place = Place.inline
        var content = Content.phrasing
        var attributes: [String: Value] = [:]
    }

    enum Place: Equatable {
        case inline, block
        /// Only directly inside one of these; elsewhere it loses its tags.
        case part(of: Set<String>)
    }

    enum Content: Equatable {
        case nothing, phrasing, flow
        /// What its parent may hold.
        case transparent
        /// Only its parts; anything else is put inside the elements named.
        case parts(elseInside: [String])
    }

    /// What an attribute's value must be to be kept.
    enum Value {
        case text, flag, address, language
        case number(ClosedRange<Int>)
        case word(Set<String>)
    }

    static let elements: [String: Element] = {
        var all: [String: Element] = [:]
        for name in [
            "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "s", "samp", "small", "span",
            "strong", "sub", "sup", "u", "var",
        ] { all[name] = Element() }
        for name in ["audio", "br", "video", "wbr"] { all[name] = Element(content: .nothing) }
        for name in ["h2", "h3", "h4", "h5", "h6", "p", "pre"] { all[name] = Element(place: .block) }
        for name in ["div", "figure"] { all[name] = Element(place: .block, content: .flow) }
        for name in ["thead", "tbody", "tfoot"] {
            all[name] = Element(place: .part(of: ["table"]), content: .parts(elseInside: ["tr", "td"]))
        }
        all["hr"] = Element(place: .block, content: .nothing)
        all["a"] = Element(content: .transparent, attributes: ["title": .text])
        all["abbr"] = Element(attributes: ["title": .text])
        all["q"] = Element(attributes: ["cite": .address])
        all["img"] = Element(
            content: .nothing,
            attributes: ["title": .text, "width": .number(0...10_000), "height": .number(0...10_000)])
        all["blockquote"] = Element(place: .block, content: .flow, attributes: ["cite": .address])
        all["ul"] = Element(place: .block, content: .parts(elseInside: ["li"]))
        all["ol"] = Element(
            place: .block, content: .parts(elseInside: ["li"]),
            attributes: ["start": .number(-100_000...100_000), "reversed": .flag])
        all["li"] = Element(
            place: .part(of: ["ul", "ol"]), content: .flow, attributes: ["value": .number(-100_000...100_000)])
        all["dl"] = Element(place: .block, content: .parts(elseInside: ["dd"]))
        all["dt"] = Element(place: .part(of: ["dl"]))
        all["dd"] = Element(place: .part(of: ["dl"]), content: .flow)
        all["figcaption"] = Element(place: .part(of: ["figure"]), content: .flow)
        all["details"] = Element(place: .block, content: .flow, attributes: ["open": .flag])
        all["summary"] = Element(place: .part(of: ["details"]))
        all["table"] = Element(place: .block, content: .parts(elseInside: ["tr", "td"]))
        all["caption"] = Element(place: .part(of: ["table"]))
        all["tr"] = Element(
            place: .part(of: ["table", "thead", "tbody", "tfoot"]), content: .parts(elseInside: ["td"]))
        let cell: [String: Value] = [
            "colspan": .number(1...1_000), "rowspan": .number(1...1_000), "class": .word(["center", "right"]),
        ]
        all["td"] = Element(place: .part(of: ["tr"]), content: .flow, attributes: cell)
        all["th"] = Element(
            place: .part(of: ["tr"]), content: .phrasing,
            attributes: cell.merging(["scope": .word(["row", "col", "rowgroup", "colgroup"])]) { $1 })
        return all
    }()

    /// Kept on every element.
    static let commonAttributes: [String: Value] = ["lang": .language, "dir": .word(["ltr", "rtl", "auto"])]

    /// Old or foreign names and what is written for them. The page owns the only `h1`.
    static let renamed: [String: String] = [
        "h1": "h2", "strike": "s", "tt": "code", "acronym": "abbr", "dir": "ul", "menu": "ul", "address": "div",
        "article": "div", "aside": "div", "center": "div", "fieldset": "div", "footer": "div", "form": "div",
        "header": "div", "main": "div", "nav": "div", "section": "div",
    ]

    /// Dropped with all they hold; every other element that is not ours loses its tags and keeps its content.
    static let dropped: Set<String> = [
        "applet", "base", "button", "canvas", "col", "colgroup", "datalist", "dialog", "embed", "frame", "frameset",
        "head", "iframe", "input", "link", "listing", "math", "meta", "noembed", "noframes", "noscript", "object",
        "optgroup", "option", "param", "plaintext", "script", "select", "slot", "style", "svg", "template", "textarea",
        "title", "track", "xmp",
    ]

    /// Things a person operates, which may not stand inside a link.
    static let interactive: Set<String> = ["a", "audio", "details", "video"]

    static func value(_ value: String, as kind: Value) -> String? {
        switch kind {
        case .text: value
        case .flag: ""
        case .address: WebAddress(value)?.string
        case .language: isLanguageTag(value) ? value : nil
        case .number(let range): Int(value).flatMap { range.contains($0) ? String($0) : nil }
        case .word(let words): words.contains(value.lowercased()) ? value.lowercased() : nil
        }
    }

    /// `ru`, `en-GB`, `sr-Latn-RS`: the shape of BCP 47, not its registry.
    private static func isLanguageTag(_ value: String) -> Bool {
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        return (2...3).contains(parts[0].count) && parts[0].allSatisfy { $0.isASCII && $0.isLetter }
            && parts.dropFirst().allSatisfy { (2...8).contains($0.count) && $0.allSatisfy(\.isASCIILetterOrDigit) }
    }
}

extension Character {
    var isASCIILetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
