import Foundation
import Testing

@testable import CourseServer

struct WordsTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CourseServer")

    private func texts(_ language: Language) -> [String: Text] {
        Dictionary(
            uniqueKeysWithValues: Texts.all.keys(of: language).compactMap { key in
                Texts.all.find(key, in: language).map { (key, $0.text) }
            })
    }

    // MARK: - The files

    @Test func `each key a page uses is in the Russian file`() throws {
        let used = try KeysInSources(folder: Self.sources).places
        let known = Texts.all.keys(of: .ru)

        let missing = used.filter { !known.contains($0.key) }

        #expect(used.count > 100, "The pages were not found under \(Self.sources.path)")
        #expect(missing.isEmpty)
    }

    @Test func `each key of the Russian file is used`() throws {
        let used = Set(try KeysInSources(folder: Self.sources).places.keys)

        #expect(Texts.all.keys(of: .ru).subtracting(used).sorted() == [])
    }

    @Test(arguments: [Language.en, .tt])
    func `the languages have equal keys, counted where Russian is counted`(language: Language) {
        let russian = texts(.ru)
        let other = texts(language)

        #expect(Set(other.keys).symmetricDifference(russian.keys).sorted() == [])
        #expect(russian.filter { $0.value.isCounted != other[$0.key]?.isCounted }.keys.sorted() == [])
    }

    @Test(arguments: Language.allCases)
    func `the file stands sorted, a line for each key`(language: Language) throws {
        let file = Self.sources.appending(path: "Locales/\(language.rawValue).json")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let keys = lines.compactMap { $0.wholeMatch(of: /\s+"([^"]+)": .*/).map { String($0.1) } }

        #expect(keys == keys.sorted())
        #expect(Set(keys) == Texts.all.keys(of: language))
        #expect(keys.count == lines.count - 2)
    }

    @Test(arguments: Language.allCases)
    func `each counted text has the forms of its language, none of them empty`(language: Language) {
        for (key, text) in texts(language) {
            #expect(text.wordings.allSatisfy { !$0.isEmpty }, "\(key)")
            guard case .forms(let forms) = text else { continue }
            #expect(Set(forms.keys) == language.pluralForms, "\(key)")
        }
    }

    @Test func `every wording of a key has the same placeholders`() {
        for key in Texts.all.keys(of: .ru) {
            let wordings = Language.allCases.flatMap { Texts.all.find(key, in: $0)?.text.wordings ?? [] }
            let placeholders = Set(wordings.map { Set($0.matches(of: /\{([a-z_]+)\}/).map { String($0.1) }) })
            #expect(placeholders.count == 1, "\(key)")
        }
    }

    // MARK: - Lookup

    @Test(arguments: [
        (0, "0 вопросов"), (1, "1 вопрос"), (2, "2 вопроса"), (4, "4 вопроса"), (5, "5 вопросов"), (11, "11 вопросов"),
        (12, "12 вопросов"), (14, "14 вопросов"), (21, "21 вопрос"), (22, "22 вопроса"), (25, "25 вопросов"),
        (101, "101 вопрос"), (111, "111 вопросов"), (112, "112 вопросов"), (12_345, "12 345 вопросов"),
    ])
    func `a Russian noun agrees with its count`(count: Int, text: String) {
        #expect(Words(.ru).plural("quiz.questions", count: count).plainSpaces == text)
    }

    @Test func `English has two forms and Tatar one`() {
        #expect(
            [0, 1, 2, 21].map { Words(.en).plural("quiz.questions", count: $0).plainSpaces }
                == ["0 questions", "1 question", "2 questions", "21 questions"])
        #expect(
            [0, 1, 21].map { Words(.tt).plural("quiz.questions", count: $0).plainSpaces }
                == ["0 сорау", "1 сорау", "21 сорау"])
    }

    @Test func `placeholders are filled in once, whatever the values hold`() {
        let t = Words(.ru)

        #expect(t.text("course.progress", ["done": "{total}", "total": "11"]) == "Пройдено {total} из 11")
        #expect(t.text("course.progress", ["done": "7"]) == "Пройдено 7 из {total}")
    }

    @Test func `scripts get an object of texts and forms, sorted by name`() throws {
        let json = Words(.en).json(["minutes": "quiz.announce_minutes", "down": "video.speed"])

        #expect(
            json.plainSpaces
                == #"{"down":"Speed","minutes":{"one":"{count} minute left","other":"{count} minutes left"}}"#)
    }

    @Test(arguments: Language.allCases)
    func `what scripts get is JSON in every language`(language: Language) throws {
        let json = Words(language).json(["offline": "quiz.offline", "list": "refusal.list.no_name_columns"])

        let parsed = try JSONDecoder().decode([String: Text].self, from: Data(json.utf8))

        #expect(parsed["offline"] == Texts.all.find("quiz.offline", in: language)?.text)
        #expect(parsed["list"] == Texts.all.find("refusal.list.no_name_columns", in: language)?.text)
    }
}

extension Text {
    fileprivate var isCounted: Bool { if case .forms = self { true } else { false } }
}

/// The keys that stand in the sources, with the files they stand in.
private struct KeysInSources {
    var places: [String: Set<String>] = [:]

    init(folder: URL) throws {
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            try read(String(contentsOf: file, encoding: .utf8), of: file.lastPathComponent)
        }
    }

    private mutating func read(_ source: String, of file: String) {
        let lookups = /(?:\bt|\bself|\bwords)\["([a-z0-9_.]+)"\]/.wordBoundaryKind(.simple)
        let sentences = /\b(?:text|plural)\(\s*"([a-z0-9_.]+)",/.wordBoundaryKind(.simple)
        for match in source.matches(of: lookups) { add(match.1, file) }
        for match in source.matches(of: sentences) { add(match.1, file) }
        for call in source.matches(of: /\.json\(\[([^\]]*)\]/) {
            for match in call.1.matches(of: /:\s*"([a-z0-9_.]+)"/) { add(match.1, file) }
        }
    }

    private mutating func add(_ key: Substring, _ file: String) { places[String(key), default: []].insert(file) }
}

extension String {
    /// With each no-break space as a plain one, for comparing by eye.
    var plainSpaces: String { replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ") }
}
