import Markup

/// Moodle's own exchange format, read and written (docs.moodle.org, "Moodle XML format").
public enum MoodleXML {
    /// Reads a file in any encoding its declaration names. Entities of HTML that XML does not know, and stray `&`, are
    /// taken as what they stand for: Moodle refuses whole files over one of them.
    public static func read(_ bytes: [UInt8]) throws(FormatRefusal) -> QuestionFile {
        let root = try document(bytes)
        guard let root else { return QuestionFile(questions: [], problems: []) }
        guard root.name == "quiz" || root.name == "question" else { throw .malformed(line: max(1, root.line)) }
        return read(root)
    }

    /// The root of a document, mended where it has to be; nil when there is nothing in it.
    static func document(_ bytes: [UInt8]) throws(FormatRefusal) -> XMLElement? {
        do { return try XMLElement(repairedXML(inUTF8(bytes))) } catch {
            switch error {
            case .malformed(let line): throw .malformed(line: line)
            case .tooLarge(let limit): throw .tooLarge(bytes: bytes.count, limit: limit)
            case .empty: return nil
            case .tooDeep, .tooManyNodes, .ownEntities: throw .malformed(line: 1)
            }
        }
    }

    static func read(_ root: XMLElement) -> QuestionFile {
        var file = QuestionFile(questions: [], problems: [])
        var category = ""
        for element in root.name == "question" ? [root] : root.children("question") {
            var source = MoodleXMLQuestion(element)
            if source.type == "category" {
                category = element.at("category/text")?.text.withoutOuterBlanks ?? ""
                continue
            }
            let (question, problems) = source.read(category: category)
            if let question {
                file.questions.append(
                    ReadQuestion(line: max(1, element.line), question: question, files: source.files.all))
            }
            file.problems += problems
        }
        return file
    }

    /// A file that says UTF-8, or nothing, and is not: Russian Windows wrote it.
    private static func inUTF8(_ bytes: [UInt8]) -> [UInt8] {
        let declaration = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased()
        let isNamed = declaration.contains("encoding=") && !declaration.contains("utf-8")
        return isNamed || String(validating: bytes, as: UTF8.self) != nil ? bytes : decodedText(bytes).text
    }
}
