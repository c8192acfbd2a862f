import Archives
import Markup

/// A kind of file that questions come in.
public enum QuestionFormat: String, CaseIterable, Sendable {
    /// Moodle's text format.
    case gift
    /// One choice, `A)` … and `ANSWER: A`.
    case aiken
    case moodleXML = "moodlexml"
    /// A text with gaps, one question in a file.
    case cloze
    /// Moodle's "missing word", which is a part of GIFT.
    case missingWord = "missingword"
    /// A pool, or an export with Blackboard's dialect of QTI, packed or not.
    case blackboard
    /// QTI 1.2, 2.0 to 2.2 and 3.0: one document or a package.
    case qti
    /// A sheet, one question in a row.
    case csv
    case xlsx

    /// What the file looks like.
    public static func detected(in bytes: [UInt8]) -> QuestionFormat {
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            let names = QuestionPackage.names(in: bytes) ?? []
            return names.contains("xl/workbook.xml") || names.contains { $0.hasPrefix("xl/worksheets/") } ? .xlsx : .qti
        }
        let text = decodedText(Array(bytes.prefix(200_000))).text
        let start = text.firstIndex { $0 > 0x20 } ?? text.endIndex
        if text[start...].first == UInt8(ascii: "<"), let format = ofXML(text[start...]) { return format }
        if Aiken.isIn(text) { return .aiken }
        if isTable(text) { return .csv }
        return Cloze.isIn(text) ? .cloze : .gift
    }

    private static func ofXML(_ text: ArraySlice<UInt8>) -> QuestionFormat? {
        let start = String(decoding: text.prefix(3_000), as: UTF8.self)
        if start.contains("<quiz") || start.contains("<question type=") { return .moodleXML }
        if start.contains("<POOL") || start.contains("bbmd_") { return .blackboard }
        let marks = ["<questestinterop", "assessmentItem", "qti-assessment-item", "assessmentTest"]
        return marks.contains { start.contains($0) } ? .qti : nil
    }

    private static func isTable(_ text: [UInt8]) -> Bool {
        let start = text.firstIndex { $0 != 0x0A && $0 != 0x0D } ?? text.endIndex
        let line = Array(text[start...].prefix { $0 != 0x0A && $0 != 0x0D })
        // A sentence with commas is no head of a table.
        guard line.count < 4_000, !line.contains(UInt8(ascii: "{")), let row = try? CSV(line).rows.first,
            row.cells.count > 1, row.cells.allSatisfy({ $0.count <= 40 })
        else { return false }
        return QuestionTable.isHead(row.cells)
    }
}

extension QuestionFile {
    /// The largest file taken unless the caller says otherwise, in bytes.
    public static let defaultLimit = 32 * 1024 * 1024

    /// Reads a file of questions; without a format, by what it looks like. Linear in its size.
    public init(
        _ bytes: [UInt8], format: QuestionFormat? = nil, limit: Int = defaultLimit
    ) throws(FormatRefusal) {
        guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
        switch format ?? .detected(in: bytes) {
        case .gift, .missingWord: self = try GIFT.read(bytes, limit: limit)
        case .aiken: self = Aiken.read(bytes)
        case .moodleXML: self = try MoodleXML.read(bytes)
        case .cloze: self = Cloze.read(bytes)
        case .csv: self = try QuestionTable.read(csv: bytes)
        case .xlsx: self = try QuestionTable.read(workbook: bytes)
        case .blackboard, .qti:
            if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
                self = try QuestionPackage.read(bytes)
            } else {
                let root = try MoodleXML.document(bytes)
                self = root.map { QuestionXML.read($0) } ?? QuestionFile(questions: [], problems: [])
                // A document of something else is not a file without questions.
                if let root, questions.isEmpty, problems.isEmpty, !QuestionXML.isKnown(root) {
                    throw .malformed(line: max(1, root.line))
                }
            }
        }
    }
}
