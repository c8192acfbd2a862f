import Archives
import Foundation
import Markup

@testable import Courses
@testable import Quizzes

/// A file a fuzzed reader is given: by itself, or as a part of a packed folder.
struct FuzzSeed {
    var bytes: [UInt8]
    /// The folder that is read, where `bytes` are one of its files.
    var folder: String?
    /// The file's name in the folder.
    var name = ""

    init(_ text: String) { bytes = Array(text.utf8) }

    init(bytes: [UInt8], folder: String? = nil, name: String = "") {
        self.bytes = bytes
        self.folder = folder
        self.name = name
    }
}

/// A reader of what strangers wrote, and files it reads.
enum FuzzReader: String, CaseIterable, Sendable {
    case gift, aiken, cloze, missingword, moodlexml
    case blackboardPool = "blackboard-pool"
    case blackboardItems = "blackboard-items"
    case qti12, qti2, qti3
    case package = "qti-package"
    case csv, xlsx, mbz, typed, exercise, expression

    /// Reads the file, or refuses it.
    func read(_ seed: FuzzSeed, isGuessed: Bool) throws {
        if let folder = seed.folder { return try read(folder) }
        if isGuessed {
            _ = try QuestionFile(seed.bytes)
            return
        }
        let text = { String(decoding: seed.bytes, as: UTF8.self) }
        switch self {
        case .typed:
            _ = try? GIFT.read(Array(TypedQuestions.gift(from: text()).utf8))
            _ = try GapSource.read(text())
        case .exercise:
            for kind in Exercise.Kind.allCases {
                for directions in kind == .wordSearch ? ExerciseSettings.Directions.allCases : [.straight] {
                    _ = try? ExerciseSettings(kind: kind, text: text(), directions: directions).content()
                }
            }
        case .expression:
            let expression = try ArithmeticExpression(text())
            _ = expression.variables
            _ = expression.value(["a": 2, "b": -3.5, "x": 1e300])
        default:
            _ = try QuestionFile(seed.bytes, format: QuestionFormat(rawValue: rawValue) ?? format)
        }
    }

    private var format: QuestionFormat {
        switch self {
        case .blackboardPool, .blackboardItems: .blackboard
        default: .qti
        }
    }

    /// The packed folder.
    private func read(_ folder: String) throws {
        let work = NSTemporaryDirectory() + "fuzz-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: work) }
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        guard self == .mbz else {
            let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
            try Archive.pack(names.filter { !isFolder(folder + "/" + $0) }, of: folder, to: work + "/packed.zip")
            _ = try QuestionFile([UInt8](try Data(contentsOf: URL(fileURLWithPath: work + "/packed.zip"))))
            return
        }
        let builder = FolderBuilder(
            folder: CourseFolder(path: work), report: TransferReport(format: .moodle, title: "b"),
            titles: TransferTitles())
        var conversion = try MoodleConversion(
            try MoodleBackup(folder: folder), builder: builder, readers: .all, workFolder: work)
        var result = try conversion.convert()
        try result.finish()
    }

    /// Words that mean something to the reader.
    var words: [String] {
        let xml = [
            "<answer fraction=\"1e99\">", "<text>", "</text>", "<coords>1,2;3</coords>", "format=\"html\"",
            "<file name=\"a\">",
            "encoding=\"base64\"", "<img src=\"@@PLUGINFILE@@/a.png\">", "&nbsp;", "&uarr;", "&lt;",
            "<?xml version=\"1.0\"?>",
            "<!DOCTYPE a [<!ENTITY b \"bb\">]>", "&b;", "xmlns=\"x\"", "<question type=\"ddmarker\">", "[[1]]",
            "[[99999]]",
            "{#1}", "{1:MC:=a~b}",
        ]
        let items = [
            "<item>", "<varequal respident=\"response\">", "<not>", "<and>", "<or>", "<setvar>100</setvar>",
            "<response_label ident=\"a\">", "<mattext>", "<respcondition title=\"correct\">", "<section>",
            "<vargte>1e400</vargte>", "rcardinality=\"Multiple\"", "<formula>",
            "<bbmd_questiontype>Matching</bbmd_questiontype>",
        ]
        let assessment = [
            "cardinality=\"multiple\"", "<mapEntry mapKey=\"a\" mappedValue=\"1e400\"/>", "<choiceInteraction>",
            "<gapMatchInteraction>", "<qti-gap identifier=\"a\"/>", "<textEntryInteraction responseIdentifier=\"R\"/>",
            "<hotspotChoice shape=\"poly\" coords=\"1,2,3\"/>", "maxChoices=\"-1\"", "<correctResponse>",
            "<value>a b</value>",
        ]
        switch self {
        case .gift, .missingword:
            return [
                "{=a ~b}", "{T}", "{#1:2}", "####", "::", "$CATEGORY: a/b\n", "//", "[html]", "->", "{}", "_____",
                "=%50%",
            ]
        case .aiken: return ["ANSWER: A", "A) ", "B. ", "\nANSWER:", "Ответ: Б", "А) "]
        case .cloze:
            return ["{1:SA:=a}", "{1:MC:", "%100%", "{:NM:=1:0.1}", "}", "~", "#", "{9:MRH:", "NUMERICAL:=1e9"]
        case .moodlexml: return xml
        case .blackboardPool:
            return xml + ["<POOL>", "<QUESTION_MATCH>", "<CORRECTANSWER answer_id=\"a\"/>", "<BODY>", "<TEXT>"]
        case .blackboardItems, .qti12: return xml + items
        case .qti2, .qti3: return xml + assessment
        case .package: return xml + assessment + items + ["href=\"../../a\"", "href=\"item1.xml\"", "<resource>"]
        case .csv:
            return [";", ",", "\t", "\"", "\"\"", "\n", "Вопрос", "Ответ", "тип", "1;2;3", "=HYPERLINK(1)", "\"\n"]
        case .xlsx:
            return [
                "<row r=\"99999999\">", "<c r=\"XFD1048576\" t=\"s\">", "<v>99999999</v>", "<si>", "<t>",
                "r=\"AAAAAAA1\"",
            ]
        case .mbz:
            return xml + [
                "$@NULL@$", "<sequence>1,2,3</sequence>", "<qtype>multianswer</qtype>", "<qtype>ddmarker</qtype>",
                "<contenthash>", "<answer id=\"1\">", "<filepath>/../../</filepath>", "<directory>../..</directory>",
            ]
        case .typed: return ["+ ", "- ", "\n\n", "[", "]", "|", "[a|b*]", "{", "1,5", "ANSWER: B", "A. "]
        case .exercise:
            return [" = ", "\t", "; ", "[", "]", "|", "+ ", "- ", "01:23 ", "\n\n", "![a](/media/1/a.png)", "СЛОВО"]
        case .expression:
            return ["{a}", "sqrt(", ")", "^", "**", "-", "1e308", "pi", "log(", "pow(2,", "!", "%", "min("]
        }
    }
}

// MARK: - Seeds

extension FuzzReader {
    /// What is damaged: the fixtures where they are here, and files of ours. `folder` keeps what is unpacked.
    func seeds(in folder: String) throws -> [FuzzSeed] {
        var generator = QuestionGenerator(seed: 11)
        let own = (0..<20).map { _ in ReadQuestion(line: 1, question: generator.wholeQuestion()) }
        let written = { (format: QuestionFormat) in
            try QuestionConversion(own, to: format).map { FuzzSeed(bytes: $0.bytes) }
        }
        switch self {
        case .gift: return Self.fixtures(["gift"], [".gift", ".txt"]) + [try written(.gift)].compactMap { $0 }
        case .aiken: return Self.fixtures(["aiken"], [".txt"]) + [FuzzSeed("Да?\nA) да\nB) нет\nANSWER: A\n")]
        case .cloze, .missingword:
            return Self.fixtures([rawValue], [".txt"])
                + [FuzzSeed("Да {1:SA:=да~%50%нет#fb} и {2:MCV:=a~b} {1:NM:=1:2}"), FuzzSeed("Кот {=спит ~ест} дома.")]
        case .moodlexml:
            return Self.fixtures(["moodlexml", "cloze"], [".xml"]) + [try written(.moodleXML)].compactMap { $0 }
        case .blackboardPool:
            return Self.fixtures(["blackboard"], [".dat"]) + [
                FuzzSeed("<POOL><QUESTION_MATCH id='a'><BODY><TEXT>x</TEXT></BODY></QUESTION_MATCH></POOL>")
            ]
        case .blackboardItems: return [FuzzSeed(bytes: try QuestionFixtures.own("blackboard-items.xml"))]
        case .qti12:
            let text = try QTIWriter.write(own.map(\.question), outline: QuizOutline(title: "t", file: ""))
            return [FuzzSeed(text)] + Self.cartridgeItems()
        case .qti2, .qti3:
            let items = QTI2Writer.files(own).filter { $0.name.hasSuffix(".xml") }.map { FuzzSeed(bytes: $0.bytes) }
            return self == .qti2 ? items : items.map { FuzzSeed(Self.third(String(decoding: $0.bytes, as: UTF8.self))) }
        case .package:
            guard let whole = try written(.qti) else { return [] }
            return [whole] + (try Self.parts(of: whole.bytes, in: folder + "/package"))
        case .csv: return [try written(.csv)].compactMap { $0 } + [FuzzSeed("Вопрос;Ответ;Неверные\n2+2?;4;5|6\n")]
        case .xlsx:
            guard let whole = try written(.xlsx) else { return [] }
            return [whole] + (try Self.parts(of: whole.bytes, in: folder + "/workbook"))
        case .mbz: return try Self.backups(in: folder)
        case .typed:
            return [
                FuzzSeed("Сколько?\n+ 4\n- 5\n\nСлово\n+ кот\n\nЧисло\n+ 3,14\n\nВыбор\nA. да\nB. нет\nANSWER: A\n"),
                FuzzSeed("Волга впадает в [Каспийское*|Чёрное] море, а длина [3530 ± 10] км."),
            ]
        case .exercise:
            return [
                FuzzSeed("кот = cat\nпёс — dog\n![кит](/media/1/a.png)\twhale\n"),
                FuzzSeed("Птицы: сова, дрозд\nЗвери: волк; лиса\n"),
                FuzzSeed("ВОЛГА = река\nГОРА = высоко\nАРКА = свод\n"),
                FuzzSeed("| а | б |\n|---|---|\n| 1 | [2; два] |\n"),
                FuzzSeed("2+2?\n+ 4\n- 5\n\n3+3?\n+ 6\n- 7\n"),
                FuzzSeed("01:23 Что это?\n+ да\n- нет\n\n1:02:03 Кто?\n+ кот\n"),
            ]
        case .expression:
            return [
                "2*{a} + sqrt({b})", "pow({x}, 2)/(1-{a})", "-(3.5e2 ^ 2) ** -1 % 7", "max(1, min({a},{b}), pi())",
                "round(log({x}) * 100) / 100", "a + b*(x - 1)",
            ].map { FuzzSeed($0) }
        }
    }

    private static func fixtures(_ folders: [String], _ suffixes: [String]) -> [FuzzSeed] {
        folders.flatMap { folder in
            QuestionFixtures.names(in: folder, suffixes: suffixes)
                .compactMap { QuestionFixtures.bytes("\(folder)/\($0)") }
        }.filter { $0.count < 100_000 }.map { FuzzSeed(bytes: $0) }
    }

    /// Documents of QTI 1.2 in cartridges.
    private static func cartridgeItems() -> [FuzzSeed] {
        QuestionFixtures.names(in: "imscc", suffixes: ["question-types.imscc", "canvas_all.imscc"]).flatMap { name in
            let bytes = QuestionFixtures.bytes("imscc/\(name)") ?? []
            let found = try? QuestionPackage.unpacked(bytes) { folder, names throws(FormatRefusal) in
                names.filter { $0.hasSuffix(".xml") || $0.hasSuffix(".qti") }.sorted()
                    .compactMap { try? [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))) }
            }
            return (found ?? []).filter { $0.count < 100_000 && String(decoding: $0, as: UTF8.self).contains("<item") }
                .map { FuzzSeed(bytes: $0) }
        }
    }

    /// An item of QTI 2.1 by the names of 3.0.
    private static func third(_ item: String) -> String {
        let html = ["p", "div", "span", "img", "br", "strong", "em", "ul", "li", "object"]
        func kebab(_ name: Substring) -> String { String(name).replacing(/[A-Z]/) { "-" + $0.0.lowercased() } }
        return item.replacing(/\s([a-z]+[A-Z][A-Za-z]*)="/) { " " + kebab($0.1) + "=\"" }
            .replacing(/<(\/?)([A-Za-z]+)/) { match in
                "<\(match.1)" + (html.contains(String(match.2)) ? String(match.2) : "qti-" + kebab(match.2))
            }
    }

    private static func parts(of packed: [UInt8], in folder: String) throws -> [FuzzSeed] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(packed).write(to: URL(fileURLWithPath: folder + ".zip"))
        return try Archive.unpack(folder + ".zip", into: folder).sorted().filter { $0.hasSuffix(".xml") }
            .compactMap { try part($0, of: folder) }
    }

    private static func part(_ name: String, of folder: String) throws -> FuzzSeed? {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        return bytes.count < 100_000 ? FuzzSeed(bytes: bytes, folder: folder, name: name) : nil
    }

    /// The backups among the fixtures, and one of ours with every kind of question.
    private static func backups(in folder: String) throws -> [FuzzSeed] {
        var roots = [folder + "/own"]
        try write(MoodleSample.quiz(of: MoodleSample.everyKind), to: roots[0])
        for name in QuestionFixtures.names(in: "mbz", suffixes: [".mbz"]) {
            guard let file = QuestionFixtures.directory?.appendingPathComponent("mbz/\(name)").path else { continue }
            try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
            try Archive.unpack(file, into: folder + "/" + name)
            roots.append(folder + "/" + name)
        }
        let kinds = [
            "moodle_backup.xml", "questions.xml", "files.xml", "section.xml", "quiz.xml", "course.xml", "page.xml",
        ]
        return try roots.flatMap { root in
            try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
                .filter { name in kinds.contains { name.hasSuffix($0) } }.compactMap { try part($0, of: root) }
        }
    }
}

private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
