import FoundationEssentials
import Markup

/// Elements of QTI 2 and 3 in one spelling, and the HTML that stands in them.
enum QTIMarkup {
    /// QTI 3.0 writes `qti-choice-interaction` and `response-identifier`; 2.x `choiceInteraction`.
    static func normalised(_ element: XMLElement) -> XMLElement {
        var result = element
        if element.name.hasPrefix("qti-") {
            result.name = camel(element.name.dropFirst(4))
            result.attributes = Dictionary(element.attributes.map { (camel($0.key[...]), $0.value) }) { first, _ in
                first
            }
        }
        result.content = element.content.map { part in
            if case .element(let child) = part { .element(normalised(child)) } else { part }
        }
        return result
    }

    private static func camel(_ name: Substring) -> String {
        let parts = name.split(separator: "-")
        return (parts.first.map(String.init) ?? "")
            + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// What stands in an element as HTML. `replace` gives the text for an element that is none of HTML's, and nil to
    /// leave it to us: then what stands in it is taken.
    static func html(in element: XMLElement, replace: (XMLElement) -> String?) -> String {
        element.content.map { part in
            switch part {
            case .text(let text): HTML(text: text).description
            case .element(let child): html(of: child, replace: replace)
            }
        }.joined()
    }

    private static let empty: Set<String> = ["img", "br", "hr", "col", "source", "track", "wbr"]
    private static let tags: Set<String> = [
        "a", "abbr", "audio", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "div",
        "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
        "li", "math", "ol", "p", "pre", "q", "ruby", "s", "samp", "section", "small", "source", "span", "strong", "sub",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "video",
        "annotation", "mfrac", "mi", "mn", "mo", "mrow", "mroot", "mspace", "msqrt", "mstyle", "msub", "msubsup",
        "msup",
        "mtable", "mtd", "mtext", "mtr", "mover", "munder", "munderover", "mfenced", "mpadded", "semantics",
    ]

    private static func html(of element: XMLElement, replace: (XMLElement) -> String?) -> String {
        if let text = replace(element) { return text }
        if element.name == "object", let data = element.attributes["data"],
            element.attributes["type"]?.hasPrefix("image/") ?? true
        {
            let words = HTML(text: element.text.trimmingSpaces()).description
            return "<img src=\"\(HTML(text: data).description)\" alt=\"\(words)\">"
        }
        let inner = html(in: element, replace: replace)
        guard tags.contains(element.name) else { return inner }
        let attributes = element.attributes.sorted { $0.key < $1.key }
            .map { " \($0.key)=\"\(HTML(text: $0.value).description)\"" }.joined()
        return empty.contains(element.name)
            ? "<\(element.name)\(attributes)>" : "<\(element.name)\(attributes)>\(inner)</\(element.name)>"
    }
}

/// The answers an item expects and what they are worth.
struct QTIResponse {
    let identifier: String
    let cardinality: String
    let baseType: String
    /// In the order of the file.
    let correct: [String]
    /// By key: what a value is worth.
    let mapping: [(key: String, value: Double, isCaseSensitive: Bool)]
    let areas: [(shape: String, coordinates: String, value: Double)]

    init(_ element: XMLElement) {
        identifier = element.attributes["identifier"] ?? ""
        cardinality = element.attributes["cardinality"] ?? "single"
        baseType = element.attributes["baseType"] ?? ""
        correct = element["correctResponse"]?.children("value").map { $0.text.withoutOuterBlanks } ?? []
        func value(_ entry: XMLElement) -> Double { entry.attributes["mappedValue"].flatMap { Double($0) } ?? 0 }
        mapping =
            element["mapping"]?.children("mapEntry").map {
                (
                    ($0.attributes["mapKey"] ?? "").withoutOuterBlanks, value($0),
                    $0.attributes["caseSensitive"]?.lowercased() == "true"
                )
            } ?? []
        areas =
            element["areaMapping"]?.children("areaMapEntry").map {
                ($0.attributes["shape"] ?? "", $0.attributes["coords"] ?? "", value($0))
            } ?? []
    }

    /// The share of the mark a value gives by the mapping, of the largest sum there is.
    func shares(isMultiple: Bool) -> [String: Double] {
        let positive = mapping.map(\.value).filter { $0 > 0 }
        let most = isMultiple ? positive.reduce(0, +) : positive.max() ?? 0
        guard most > 0 else { return [:] }
        return Dictionary(
            mapping.map { ($0.key, min(1, max(-1, ($0.value / most * 10_000_000).rounded() / 10_000_000))) }
        ) { first, _ in first }
    }
}
