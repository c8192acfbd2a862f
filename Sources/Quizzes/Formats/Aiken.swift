/// The plainest of formats: a text, options by letters, and the letter of the right one (Moodle documentation, "Aiken
/// format"). Teachers write it by hand, so small letters, Cyrillic ones, «ОТВЕТ:» and several right letters are read too.
public enum Aiken {
    /// Reads a file in UTF-8 or one of `TextEncoding`. Linear in its size.
    public static func read(_ bytes: [UInt8]) -> QuestionFile {
        let (text, problem) = decodedText(bytes)
        var reader = AikenReader()
        let lines = String(decoding: text, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for (number, line) in lines.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            reader.take(line, at: number + 1)
        }
        reader.end()
        if let problem { reader.file.problems.insert(FormatProblem(line: 1, kind: problem, lost: false), at: 0) }
        return reader.file
    }

    /// Whether a text has the marks of the format and none of GIFT's.
    static func isIn(_ text: [UInt8]) -> Bool {
        var (keys, options, braces) = (0, 0, 0)
        for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).prefix(2_000) {
            if AikenReader.key(line) != nil { keys += 1 }
            if AikenReader.option(line) != nil { options += 1 }
            if line.contains("{") { braces += 1 }
        }
        return keys > 0 && options >= 2 * keys && braces <= keys
    }
}

private struct AikenReader {
    var file = QuestionFile(questions: [], problems: [])
    private var start = 0
    private var stem: [Substring] = []
    private var options: [(letter: Character, text: Substring)] = []

    mutating func take(_ line: Substring, at number: Int) {
        if let letters = Self.key(line) {
            if start == 0 { start = number }
            close(letters, at: number)
        } else if let (letter, text) = Self.option(line) {
            options.append((letter, text))
        } else if !line.allSatisfy(\.isWhitespace) {
            // A text after options: the question before it had no key.
            if !options.isEmpty { lose(.keyMissing) }
            if start == 0 { start = number }
            stem.append(line)
        }
    }

    mutating func end() { if !options.isEmpty || start > 0 { lose(.keyMissing) } }

    private mutating func lose(_ kind: FormatProblem.Kind) {
        file.problems.append(FormatProblem(line: max(1, start), kind: kind, lost: true))
        clear()
    }

    private mutating func clear() { (start, stem, options) = (0, [], []) }

    private mutating func close(_ letters: [Character], at line: Int) {
        guard options.count > 1 else { return lose(.tooFewAnswers(count: options.count)) }
        guard letters.allSatisfy({ letter in options.contains { $0.letter == letter } }) else {
            return lose(.keyUnknown(String(letters)))
        }
        guard !stem.isEmpty else { return lose(.noStem) }
        let text = stem.map { $0.trimmingSpaces() }.joined(separator: " ")
        let share = 1 / Double(letters.count)
        let isSeveral = letters.count > 1
        let choice = Question.Choice(
            options: options.map { option in
                Question.Option(
                    text: RichText(option.text.trimmingSpaces(), format: .plain),
                    fraction: letters.contains(option.letter) ? share : isSeveral ? -share : 0)
            })
        let question = Question(
            name: text.questionName, stem: RichText(text, format: .plain),
            kind: isSeveral ? .multiple(choice) : .choice(choice))
        file.questions.append(ReadQuestion(line: start, question: question))
        clear()
    }

    /// The letters after `ANSWER:`, in capitals.
    static func key(_ line: Substring) -> [Character]? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let word = line[..<colon].trimmingSpaces().uppercased()
        guard word == "ANSWER" || word == "ANSWERS" || word == "ОТВЕТ" || word == "ОТВЕТЫ" else { return nil }
        let letters = line[line.index(after: colon)...].uppercased().filter { !" ,;.\t\u{A0})".contains($0) }
        guard !letters.isEmpty, letters.count <= 26, letters.allSatisfy(\.isLetter) else { return nil }
        return Array(letters)
    }

    /// `A) text` or `A. text`.
    static func option(_ line: Substring) -> (letter: Character, text: Substring)? {
        let line = line.drop(while: \.isWhitespace)
        guard let letter = line.first, letter.isLetter, let mark = line.dropFirst().first, mark == ")" || mark == "."
        else { return nil }
        let text = line.dropFirst(2)
        guard let space = text.first, space.isWhitespace, !text.allSatisfy(\.isWhitespace),
            let capital = letter.uppercased().first
        else { return nil }
        return (capital, text)
    }
}
