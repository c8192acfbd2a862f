import Archives
import Foundation
import Markup

/// Questions written in another format, and what that format could not hold.
public struct QuestionConversion: Sendable {
    public let bytes: [UInt8]
    public let losses: [Loss]

    /// A question that did not go over, or not wholly.
    public struct Loss: Equatable, Sendable, CustomStringConvertible {
        /// Of the file the question was read from.
        public var line: Int
        public var name: String
        /// What was left out; empty when nothing of the question was written.
        public var parts: [String]

        public var description: String {
            parts.isEmpty
                ? "строка \(line): вопрос «\(name)» не записан: в этом формате такого вида нет."
                : "строка \(line): вопрос «\(name)» записан без: \(parts.joined(separator: ", "))."
        }
    }

    /// The formats that can be written.
    public static let formats: [QuestionFormat] = [.gift, .moodleXML, .qti, .csv, .xlsx]

    /// Writes the questions and reads them back to see what came over. Nil for a format that is only read. Throws what
    /// writing a file throws.
    public init?(_ questions: [ReadQuestion], to format: QuestionFormat) throws {
        var held: [ReadQuestion] = []
        var losses: [Loss] = []
        for read in questions {
            guard let back = try Self.back(read, format) else { return nil }
            let question = read.question
            // QTI has no variants: a formula goes out with the numbers of its first.
            let isFirstVariant = format == .qti && question.kind.name == .formula
            guard back.count == 1, back[0].kind.name == question.kind.name || isFirstVariant else {
                losses.append(Loss(line: read.line, name: question.name, parts: []))
                continue
            }
            held.append(read)
            var parts = Self.differences(question, back[0])
            if isFirstVariant { parts.append("варианты, кроме первого") }
            if !read.files.isEmpty, format != .moodleXML, format != .qti { parts.append("файлы") }
            if !parts.isEmpty { losses.append(Loss(line: read.line, name: question.name, parts: parts)) }
        }
        guard let bytes = try Self.write(held, format) else { return nil }
        self.bytes = bytes
        self.losses = losses
    }

    /// The question as the format gives it back, without packing what would only be unpacked again.
    private static func back(_ read: ReadQuestion, _ format: QuestionFormat) throws -> [Question]? {
        switch format {
        case .gift: return try GIFT.read(GIFT.write([read.question])).questions.map(\.question)
        case .moodleXML:
            return try MoodleXML.read(Array(MoodleXML.write([read]).utf8)).questions.map(\.question)
        case .csv, .xlsx:
            let (head, rows) = QuestionTable.table([read.question])
            let table = ([head] + rows).enumerated().map { CSV.Row(line: $0 + 1, cells: $1) }
            return QuestionTable.read(table).questions.map(\.question)
        case .qti:
            let files = QTI2Writer.files([read])
            guard let item = files.first, item.name != "test.xml" else { return [] }
            let names = Set(files.map(\.name))
            var source = QTIAssessmentItem(try XMLElement(repairedXML(item.bytes))) { address in
                names.contains(address)
                    ? files.first { $0.name == address }.map { .init(name: address, bytes: $0.bytes) } : nil
            }
            return source.read(category: read.question.category).0.map(\.question)
        case .aiken, .cloze, .missingWord, .blackboard: return nil
        }
    }

    private static func write(_ questions: [ReadQuestion], _ format: QuestionFormat) throws -> [UInt8]? {
        switch format {
        case .gift: return Array(GIFT.write(questions.map(\.question)).utf8)
        case .moodleXML: return Array(MoodleXML.write(questions).utf8)
        case .csv: return QuestionTable.csv(questions.map(\.question))
        case .xlsx:
            return try inFolder { folder in
                try QuestionTable.workbook(questions.map(\.question)).write(to: folder + "/book.xlsx")
                return folder + "/book.xlsx"
            }
        case .qti:
            return try inFolder { folder in
                let files = QTI2Writer.files(questions)
                for file in files {
                    let url = URL(fileURLWithPath: "\(folder)/files/\(file.name)")
                    try FileManager.default.createDirectory(
                        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(file.bytes).write(to: url)
                }
                try Archive.pack(files.map(\.name), of: folder + "/files", to: folder + "/package.zip")
                return folder + "/package.zip"
            }
        case .aiken, .cloze, .missingWord, .blackboard: return nil
        }
    }

    private static func inFolder(_ body: (_ folder: String) throws -> String) throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "questions-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: try body(folder))))
    }

    /// In Russian, for the command line.
    private static func differences(_ question: Question, _ back: Question) -> [String] {
        func differs<Value: Equatable>(_ path: KeyPath<Question, Value>) -> Bool {
            question[keyPath: path] != back[keyPath: path]
        }
        func words(_ text: RichText?) -> String { collapsingSpaces(text?.plainText ?? "") }
        var parts: [String] = []
        if words(question.stem) != words(back.stem) {
            parts.append("часть текста вопроса")
        } else if differs(\.stem) {
            parts.append("разметка текста")
        }
        if differs(\.name) { parts.append("название") }
        if differs(\.category) { parts.append("раздел") }
        if words(question.generalFeedback) != words(back.generalFeedback) { parts.append("общий отзыв") }
        if differs(\.outcomes), question.outcomes != nil { parts.append("отзывы на верный и неверный ответ") }
        if differs(\.hints) { parts.append("подсказки") }
        if differs(\.defaultMark) { parts.append("балл") }
        if differs(\.penalty) { parts.append("штраф за попытку") }
        if differs(\.tags) { parts.append("метки") }
        if differs(\.idNumber) { parts.append("номер") }
        if differs(\.kind) { parts.append("часть ответов или их настроек") }
        return parts
    }
}
