/// Moodle's text format for questions, read and written.
///
/// The grammar is that of the Moodle documentation, "GIFT format", and of the importer of Moodle 4.5. Where that importer
/// loses or misreads what the author plainly meant, we read what was meant; what we could not read is a problem with a
/// line.
public enum GIFT {
    /// Reads a file in UTF-8 or one of `TextEncoding`. Linear in its size.
    public static func read(_ bytes: [UInt8], limit: Int = QuestionFile.defaultLimit) throws(FormatRefusal)
        -> QuestionFile
    {
        guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
        let (text, problem) = decodedText(bytes)
        var file = readText(text)
        if let problem { file.problems.insert(FormatProblem(line: 1, kind: problem, lost: false), at: 0) }
        return file
    }

    /// Reads a text that is in memory already.
    public static func read(_ text: String, limit: Int = QuestionFile.defaultLimit) throws(FormatRefusal)
        -> QuestionFile
    {
        try read(Array(text.utf8), limit: limit)
    }

    private static func readText(_ text: [UInt8]) -> QuestionFile {
        var splitter = GIFTSplitter(GIFTLines(text))
        splitter.split()
        var file = QuestionFile(questions: [], problems: splitter.problems)
        var category = ""
        for part in splitter.parts {
            switch part {
            case .category(let path): category = path
            case .question(let source):
                let (question, problems) = source.read(category: category)
                if let question { file.questions.append(ReadQuestion(line: source.line, question: question)) }
                file.problems += problems
            }
        }
        // `sort` is stable only by implementation; the index keeps problems of one line in the order they were found.
        file.problems = file.problems.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
        return file
    }
}
