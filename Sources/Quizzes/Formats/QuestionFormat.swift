/// A kind of file that questions come in.
public enum QuestionFormat: String, CaseIterable, Sendable {
    /// Moodle's text format; its "missing word" format is a part of it.
    case gift
    /// One choice, `A)` … and `ANSWER: A`.
    case aiken
    case moodleXML = "moodlexml"

    /// What the file looks like.
    public static func detected(in bytes: [UInt8]) -> QuestionFormat {
        let text = decodedText(Array(bytes.prefix(200_000))).text
        let start = text.firstIndex { $0 > 0x20 } ?? text.endIndex
        if text[start...].first == UInt8(ascii: "<"), holdsQuestions(text[start...]) {
            return .moodleXML
        }
        return Aiken.isIn(text) ? .aiken : .gift
    }

    private static func holdsQuestions(_ text: ArraySlice<UInt8>) -> Bool {
        let start = String(decoding: text.prefix(3_000), as: UTF8.self)
        return start.contains("<quiz") || start.contains("<question type=")
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
        case .gift: self = try GIFT.read(bytes, limit: limit)
        case .aiken: self = Aiken.read(bytes)
        case .moodleXML: self = try MoodleXML.read(bytes)
        }
    }
}
