extension TypedQuestions {
    /// Reads questions as a teacher types them. A line that begins with `?` under the answers is a hint: GIFT has no
    /// place for one.
    public static func read(
        _ text: String, limit: Int = QuestionFile.defaultLimit
    ) throws(FormatRefusal) -> QuestionFile {
        let (rest, hints) = withoutHints(text)
        var file = try GIFT.read(gift(from: rest), limit: limit)
        for hint in hints {
            guard let index = file.questions.lastIndex(where: { $0.line <= hint.line }) else { continue }
            file.questions[index].question.hints.append(.init(text: RichText(hint.text)))
        }
        return file
    }

    /// The text with an empty line for each hint, and the hints by their lines, counted from 1.
    private static func withoutHints(_ text: String) -> (text: String, hints: [(line: Int, text: String)]) {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        var kept: [Substring] = []
        var hints: [(line: Int, text: String)] = []
        var isUnderAnswers = false
        for (index, line) in lines.enumerated() {
            if isUnderAnswers, let match = line.wholeMatch(of: /\s*\?\s+(\S.*)/) {
                hints.append((index + 1, String(match.1)))
                kept.append("")
            } else {
                isUnderAnswers = line.prefixMatch(of: /\s*[-+–—−]\s+\S/) != nil
                kept.append(line)
            }
        }
        return (kept.joined(separator: "\n"), hints)
    }
}
