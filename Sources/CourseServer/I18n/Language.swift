/// A language of the interface.
enum Language: String, CaseIterable, Sendable {
    case ru, en, tt

    /// As its speakers call it.
    var name: String {
        switch self {
        case .ru: "Русский"
        case .en: "English"
        case .tt: "Татарча"
        }
    }

    /// What the person chose here, else what their settings say, else what the browser asks for, else Russian.
    static func chosen(cookie: String?, setting: String?, acceptLanguage: String?) -> Language {
        cookie.flatMap(Language.init) ?? setting.flatMap(Language.init) ?? acceptLanguage.flatMap(preferred) ?? .ru
    }

    /// The language with the greatest q-value that we speak; of equals, the one named first (RFC 9110, 12.5.4).
    private static func preferred(in header: String) -> Language? {
        var best: (language: Language, quality: Double)?
        for range in header.split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let tag = parts.first?.prefix(while: { $0 != "-" }), let language = Language(rawValue: String(tag))
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
        }
        return best?.language
    }
}

/// The forms a noun takes beside a count. Russian has one, few, many; English one, other; Tatar other alone.
enum PluralForm: String, CaseIterable, Sendable {
    case one, few, many, other
}

extension Language {
    /// The forms each counted text of the language must have.
    var pluralForms: Set<PluralForm> {
        switch self {
        case .ru: [.one, .few, .many]
        case .en: [.one, .other]
        case .tt: [.other]
        }
    }

    /// The form for a whole `count`: CLDR's cardinal rules, version 46.
    func pluralForm(of count: Int) -> PluralForm {
        let count = count.magnitude
        switch self {
        case .tt: return .other
        case .en: return count == 1 ? .one : .other
        case .ru:
            if (11...14).contains(count % 100) { return .many }
            return switch count % 10 {
            case 1: .one
            case 2...4: .few
            default: .many
            }
        }
    }
}
