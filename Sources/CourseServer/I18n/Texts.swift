import Foundation

/// A text of the interface, or its forms beside a count.
enum Text: Equatable, Sendable, Decodable {
    case plain(String)
    case forms([PluralForm: String])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .plain(text)
            return
        }
        let forms = try container.decode([String: String].self)
        self = .forms(
            try Dictionary(
                uniqueKeysWithValues: forms.map { name, text in
                    guard let form = PluralForm(rawValue: name) else {
                        throw DecodingError.dataCorruptedError(in: container, debugDescription: "«\(name)» is no form")
                    }
                    return (form, text)
                }))
    }

    /// The text for `form`, or the nearest there is.
    subscript(form: PluralForm) -> String {
        switch self {
        case .plain(let text): text
        case .forms(let forms): forms[form] ?? forms[.other] ?? forms[.many] ?? ""
        }
    }

    /// Every wording, for checks.
    var wordings: [String] {
        switch self {
        case .plain(let text): [text]
        case .forms(let forms): PluralForm.allCases.compactMap { forms[$0] }
        }
    }
}

/// The texts of all languages, read once from `Locales`.
struct Texts: Sendable {
    static let all = Texts(folder: Bundle.module.bundleURL.appending(path: "Locales"))

    private let tables: [Language: [String: Text]]

    /// A broken or missing file is a broken build of the program, so there is nothing to go on with.
    init(folder: URL) {
        tables = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { language in
                let file = folder.appending(path: "\(language.rawValue).json")
                do {
                    return (language, try JSONDecoder().decode([String: Text].self, from: Data(contentsOf: file)))
                } catch { fatalError("\(file.path): \(error)") }
            })
    }

    func keys(of language: Language) -> Set<String> { Set(tables[language, default: [:]].keys) }

    /// The text in `language`, else in Russian; nil for a key of no file.
    func find(_ key: String, in language: Language) -> (text: Text, language: Language)? {
        if let text = tables[language]?[key] { return (text, language) }
        return tables[.ru]?[key].map { ($0, .ru) }
    }
}
