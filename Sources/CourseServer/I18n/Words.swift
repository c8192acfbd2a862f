import Foundation

/// The interface in one language: texts by key, and how numbers and dates are written.
struct Words: Sendable {
    let language: Language
    let timeZone: TimeZoneSetting
    private let texts = Texts.all

    init(_ language: Language, timeZone: TimeZoneSetting = .standard) {
        self.language = language
        self.timeZone = timeZone
    }

    subscript(key: StaticString) -> String { find(key).text[.other] }

    /// The text with its `{name}` placeholders filled in.
    func text(_ key: StaticString, _ values: [String: String]) -> String { Self.fill(self[key], values) }

    /// The text in the form that agrees with `count`, which stands for `{count}`.
    func plural(_ key: StaticString, count: Int, _ values: [String: String] = [:]) -> String {
        let (text, language) = find(key)
        let values = values.merging(["count": number(Double(count), digits: 0)]) { given, _ in given }
        return Self.fill(text[language.pluralForm(of: count)], values)
    }

    /// A JSON object for scripts: each name with its text, or with `{"one": …, "few": …}` where the text has forms.
    func json(_ keys: [String: StaticString]) -> String {
        let entries = keys.sorted { $0.key < $1.key }.map { name, key in
            let value: String =
                switch find(key).text {
                case .plain(let text): Self.quoted(text)
                case .forms(let forms):
                    Self.object(
                        PluralForm.allCases.compactMap { form in forms[form].map { (form.rawValue, Self.quoted($0)) } })
                }
            return (name, value)
        }
        return Self.object(entries)
    }

    private func find(_ key: StaticString) -> (text: Text, language: Language) {
        let key = key.description
        if let found = texts.find(key, in: language) { return found }
        assertionFailure("No text for «\(key)»")
        return (.plain(key), language)
    }

    /// One pass over the text: a value that itself holds braces is not filled in again.
    private static func fill(_ text: String, _ values: [String: String]) -> String {
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            filled += rest[..<open]
            filled += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    private static func object(_ entries: [(name: String, value: String)]) -> String {
        "{" + entries.map { "\(quoted($0.name)):\($0.value)" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let code = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
