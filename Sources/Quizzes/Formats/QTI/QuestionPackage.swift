import Archives
import Courses
import Foundation
import Markup

/// A packed folder with questions: QTI 1.2, 2 and 3 with their manifest, exports of Blackboard and Canvas.
enum QuestionPackage {
    /// The most a package unpacks to, in bytes.
    private static let limit: Int64 = 256 << 20

    /// Reads every part that holds questions; a part that cannot be read is a problem of its own.
    static func read(_ bytes: [UInt8]) throws(FormatRefusal) -> QuestionFile {
        try unpacked(bytes) { folder, names throws(FormatRefusal) in
            var parts = QuestionParts(folder: folder, names: names)
            return parts.read()
        }
    }

    /// The names of the files in a zip, nil when it is none.
    static func names(in bytes: [UInt8]) -> [String]? {
        guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return nil }
        return try? unpacked(bytes) { _, names throws(FormatRefusal) in names }
    }

    /// Unpacks into a folder that is gone afterwards.
    static func unpacked<Value>(
        _ bytes: [UInt8], _ body: (_ folder: String, _ names: [String]) throws(FormatRefusal) -> Value
    ) throws(FormatRefusal) -> Value {
        let files = FileManager.default
        let home = NSTemporaryDirectory() + "questions-" + UUID().uuidString
        defer { try? files.removeItem(atPath: home) }
        var limits = Archive.Limits()
        limits.totalBytes = limit
        limits.fileBytes = limit
        let names: [String]
        do {
            try files.createDirectory(atPath: home + "/files", withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: home + "/package.zip"))
            names = try Archive.unpack(home + "/package.zip", into: home + "/files", limits: limits)
        } catch ArchiveRefusal.tooLarge(let limit) {
            throw .tooLarge(bytes: bytes.count, limit: Int(limit))
        } catch {
            throw .malformed(line: 1)
        }
        return try body(home + "/files", names)
    }
}

/// The parts of an unpacked package.
private struct QuestionParts {
    let folder: String
    private let names: Set<String>
    private var file = QuestionFile(questions: [], problems: [])

    init(folder: String, names: [String]) {
        self.folder = folder
        self.names = Set(names)
    }

    /// The largest document read, in bytes.
    private static let documentLimit = 16 << 20

    mutating func read() -> QuestionFile {
        var items: [String: XMLElement] = [:]
        var tests: [(name: String, root: XMLElement)] = []
        for name in names.sorted() where isText(name) {
            guard let bytes = bytes(of: name), bytes.first(where: { $0 > 0x20 && $0 < 0x80 }) == UInt8(ascii: "<")
            else {
                continue
            }
            guard bytes.count <= Self.documentLimit, let root = try? XMLElement(repairedXML(bytes)) else {
                file.problems.append(.init(line: 1, kind: .partUnreadable(name), lost: true))
                continue
            }
            if QTIAssessmentItem.isRoot(root) {
                items[name] = root
            } else if root.name == "assessmentTest" || root.name == "qti-assessment-test" {
                tests.append((name, QTIMarkup.normalised(root)))
            } else if !isCopy(name) {
                let part = QuestionXML.read(root, file: load(beside: name))
                file.questions += part.questions
                file.problems += part.problems
            }
        }
        for (test, root) in tests { readTest(root, of: test, title: [], &items) }
        for name in items.keys.sorted() {
            if let item = items[name] { read(item, name, category: "") }
        }
        return file
    }

    private func isText(_ name: String) -> Bool {
        [".xml", ".qti", ".dat"].contains { name.lowercased().hasSuffix($0) } && !name.hasSuffix("imsmanifest.xml")
    }

    /// Canvas writes a quiz twice: for everyone, and wholly for itself.
    private func isCopy(_ name: String) -> Bool {
        guard name.hasSuffix("/assessment_qti.xml"), let id = name.split(separator: "/").dropLast().last else {
            return false
        }
        return names.contains { $0.hasSuffix("non_cc_assessments/\(id).xml.qti") }
    }

    /// Items in the order of the test, in categories by its sections.
    private mutating func readTest(
        _ element: XMLElement, of test: String, title: [String], _ items: inout [String: XMLElement]
    ) {
        for child in element.children {
            switch child.name {
            case "testPart": readTest(child, of: test, title: title, &items)
            case "assessmentSection":
                let name = collapsingSpaces(child.attributes["title"] ?? "").replacing("/", with: "//")
                readTest(child, of: test, title: name.isEmpty ? title : title + [name], &items)
            case "assessmentItemRef":
                guard let address = child.attributes["href"] else { continue }
                let name = path(address, beside: test)
                if let item = items.removeValue(forKey: name) {
                    read(item, name, category: title.joined(separator: "/"))
                } else if !names.contains(name) {
                    file.problems.append(.init(line: max(1, child.line), kind: .partUnreadable(name), lost: true))
                }
            default: break
            }
        }
    }

    private mutating func read(_ root: XMLElement, _ name: String, category: String) {
        var item = QTIAssessmentItem(root, file: load(beside: name))
        let (questions, problems) = item.read(category: category)
        file.questions += questions
        file.problems += problems
    }

    private func path(_ address: String, beside name: String) -> String {
        var parts = name.split(separator: "/").dropLast().map(String.init)
        for part in (address.removingPercentEncoding ?? address).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    private func load(beside name: String) -> (String) -> ReadQuestion.File? {
        { address in
            guard !address.contains("://"), !address.hasPrefix("data:"), !address.hasPrefix("#") else { return nil }
            let bare = address.split(separator: "?").first.map(String.init) ?? address
            let path = path(bare, beside: name)
            guard names.contains(path), let bytes = bytes(of: path) else { return nil }
            return .init(name: path, bytes: bytes)
        }
    }

    private func bytes(of name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { [UInt8]($0) }
    }
}

/// One document of XML that may hold questions of any of the kinds we know.
enum QuestionXML {
    static func isKnown(_ root: XMLElement) -> Bool {
        QTIAssessmentItem.isRoot(root) || BlackboardPool.isRoot(root)
            || ["quiz", "questestinterop"].contains(root.name)
    }

    static func read(
        _ root: XMLElement, file: (String) -> ReadQuestion.File? = { _ in nil }
    ) -> QuestionFile {
        if QTIAssessmentItem.isRoot(root) {
            var item = QTIAssessmentItem(root, file: file)
            let (questions, problems) = item.read(category: "")
            return QuestionFile(questions: questions, problems: problems)
        }
        if BlackboardPool.isRoot(root) { return BlackboardPool(root).read() }
        if root.name == "quiz" { return MoodleXML.read(root) }
        // A part of something larger may hold documents of its own.
        var result = QuestionFile(questions: [], problems: [])
        if root.name == "questestinterop" {
            for (item, section) in items(in: root, section: []) {
                let part = read(item: item, category: section.joined(separator: "/"))
                result.questions += part.questions
                result.problems += part.problems
            }
            return result
        }
        for child in root.children where child.name == "assessmentItem" || child.name == "qti-assessment-item" {
            let part = read(child, file: file)
            result.questions += part.questions
            result.problems += part.problems
        }
        return result
    }

    private static func items(in element: XMLElement, section: [String]) -> [(XMLElement, [String])] {
        element.children.flatMap { child -> [(XMLElement, [String])] in
            if child.name == "item" { return [(child, section)] }
            guard ["assessment", "section", "objectbank"].contains(child.name) else { return [] }
            let title = collapsingSpaces(child.attributes["title"] ?? "").replacing("/", with: "//")
            return items(in: child, section: title.isEmpty || section.last == title ? section : section + [title])
        }
    }

    private static func read(item: XMLElement, category: String) -> QuestionFile {
        var file = QuestionFile(questions: [], problems: [])
        if BlackboardItem.type(of: item) != nil {
            var (question, problems) = BlackboardItem(item).read()
            question?.category = category
            if let question { file.questions.append(.init(line: max(1, item.line), question: question)) }
            file.problems += problems
            return file
        }
        let source = QTIItem(item, format: .html) { text, format, _ in
            format == .plain ? HTML(text: text).description : text
        }
        if var question = source.question() {
            question.category = category
            file.questions.append(.init(line: max(1, item.line), question: question))
        } else {
            let kind = FormatProblem.Kind.typeNotSupported(source.type, name: source.name)
            file.problems.append(.init(line: max(1, item.line), kind: kind, lost: true))
        }
        return file
    }
}
