import Courses
import Foundation

/// What a text was understood as, and the lines that were not.
public struct ExerciseReading: Equatable, Sendable {
    /// nil when there is too little to play.
    public var content: ExerciseContent?
    public var problems: [ExerciseProblem]

    public init(content: ExerciseContent? = nil, problems: [ExerciseProblem] = []) {
        self.content = content
        self.problems = problems
    }
}

extension ExerciseSettings {
    /// The exercise's content. Throws `ExerciseRefusal` with every line that could not be understood.
    public func content() throws(ExerciseRefusal) -> ExerciseContent {
        guard Course.pointsRange.contains(points) else { throw .pointsOutOfRange(Course.pointsRange) }
        let reading = try self.reading()
        guard reading.problems.isEmpty else { throw .problems(reading.problems) }
        guard let content = reading.content else { throw .tooFew(least: kind.count.lowerBound) }
        if case .crossword(let crossword) = content, crossword.entries.count < 2 { throw .nothingCrosses }
        return content
    }

    /// As much of the text as could be understood. Throws `ExerciseRefusal` for a text beyond all limits.
    public func reading() throws(ExerciseRefusal) -> ExerciseReading {
        guard text.utf8.count <= Self.textLimit else { throw .tooLong(limit: Self.textLimit) }
        var reader = ExerciseReader(text)
        let content: ExerciseContent =
            switch kind {
            case .pairs: .pairs(reader.pairs())
            case .cards: .cards(reader.pairs())
            case .timeline: .timeline(reader.pairs())
            case .groups: .groups(reader.groups())
            case .ordering: .ordering(reader.items())
            case .crossword: .crossword(Crossword.laid(try few(reader.clues())))
            case .wordSearch: .wordSearch(WordSearch.laid(try few(reader.words()), directions))
            case .table: .table(reader.table())
            case .millionaire: .millionaire(reader.questions(timed: false))
            case .media: .media(reader.questions(timed: true))
            }
        guard content.typedCount <= kind.count.upperBound else { throw .tooMany(limit: kind.count.upperBound) }
        return ExerciseReading(
            content: content.typedCount >= kind.count.lowerBound ? content : nil,
            problems: reader.problems.sorted { $0.line < $1.line })
    }

    /// Before a layout is sought: its time grows with the square of the words.
    private func few<Word>(_ words: [Word]) throws(ExerciseRefusal) -> [Word] {
        guard words.count <= kind.count.upperBound else { throw .tooMany(limit: kind.count.upperBound) }
        return words
    }
}

extension ExerciseContent {
    /// How many things were typed, whether or not all found a place.
    fileprivate var typedCount: Int {
        if case .crossword(let crossword) = self { return count + crossword.leftOut.count }
        if case .groups(let groups) = self, groups.count < 2 { return 0 }
        return count
    }
}

/// Reads a text line by line and remembers what it did not understand.
struct ExerciseReader {
    static let itemLimit = 300

    private let lines: [(number: Int, text: String)]
    private(set) var problems: [ExerciseProblem] = []

    init(_ text: String) {
        lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { ($0 + 1, $1.trimmingCharacters(in: Self.spaces)) }
    }

    /// A tab is a border between cells.
    private static let spaces = CharacterSet(charactersIn: " \u{A0}\u{FEFF}")
    private static let blanks = CharacterSet.whitespaces.union(CharacterSet(charactersIn: "\u{FEFF}"))

    private var filled: [(number: Int, text: String)] {
        lines.filter { !$0.text.trimmingCharacters(in: Self.blanks).isEmpty }
    }

    mutating func pairs() -> [ExercisePair] {
        filled.compactMap { line in
            guard let (left, right) = halves(line) else { return nil }
            return ExercisePair(item(left, line.number), item(right, line.number))
        }
    }

    mutating func groups() -> [ExerciseGroup] {
        filled.compactMap { line in
            guard let place = line.text.firstIndex(of: ":") ?? line.text.firstIndex(of: "=") else {
                note(line.number, .noSeparator)
                return nil
            }
            let title = line.text[..<place].trimmingCharacters(in: Self.blanks)
            let rest = line.text[line.text.index(after: place)...]
            let items = rest.split(separator: rest.contains(";") ? ";" : ",")
                .map { $0.trimmingCharacters(in: Self.blanks) }.filter { !$0.isEmpty }
            guard !title.isEmpty, !items.isEmpty else {
                note(line.number, .emptyHalf)
                return nil
            }
            guard isShort(line, [title] + items) else { return nil }
            return ExerciseGroup(item(title, line.number), items.map { item($0, line.number) })
        }
    }

    mutating func items() -> [ExerciseItem] {
        filled.compactMap { line in isShort(line, [line.text]) ? item(line.text, line.number) : nil }
    }

    /// Words in capitals with their clues.
    mutating func clues() -> [Crossword.Clue] {
        var seen: Set<String> = []
        return filled.compactMap { line in
            guard let (left, clue) = halves(line), let word = word(left, line.number, &seen) else { return nil }
            return Crossword.Clue(word: word, item(clue, line.number))
        }
    }

    /// Words in capitals, by line, comma or semicolon.
    mutating func words() -> [String] {
        var seen: Set<String> = []
        return filled.flatMap { line in
            line.text.split { ",;\t".contains($0) }.map { $0.trimmingCharacters(in: Self.blanks) }
                .filter { !$0.isEmpty }.map { (line.number, $0) }
        }.compactMap { word($1, $0, &seen) }
    }

    mutating func table() -> ExerciseTable {
        var rows: [[ExerciseTable.Cell]] = []
        for line in filled {
            let cells = Self.cells(line.text)
            // The rule under the head of a Markdown table.
            if cells.allSatisfy({ !$0.isEmpty && $0.allSatisfy { "-: ".contains($0) } }) { continue }
            if let first = rows.first, cells.count > first.count {
                note(line.number, .cellsMissing(expected: first.count))
                continue
            }
            guard isShort(line, cells) else { continue }
            let read = cells.map { cell($0, line.number) }
            // A row taken from a spreadsheet loses its empty cells at the end.
            rows.append(
                read
                    + [ExerciseTable.Cell](
                        repeating: .given(ExerciseItem("")), count: max(0, (rows.first?.count ?? 0) - read.count))
            )
        }
        let table = ExerciseTable(rows: rows)
        if table.blanks.isEmpty, let first = filled.first { note(first.number, .noBlanks) }
        return table
    }

    private static func cells(_ line: String) -> [String] {
        var cells = line.split(separator: line.contains("\t") ? "\t" : "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: blanks) }
        if !line.contains("\t"), line.hasPrefix("|") { cells.removeFirst() }
        if !line.contains("\t"), line.hasSuffix("|"), !cells.isEmpty { cells.removeLast() }
        return cells
    }

    /// `[Москва; столица]` is to be filled, and both are accepted.
    private mutating func cell(_ text: String, _ line: Int) -> ExerciseTable.Cell {
        guard text.hasPrefix("["), text.hasSuffix("]") else { return .given(item(text, line)) }
        let accepted = text.dropFirst().dropLast().split(separator: ";")
            .map { $0.trimmingCharacters(in: Self.blanks) }.filter { !$0.isEmpty }
        return accepted.isEmpty ? .given(ExerciseItem(text)) : .blank(accepted)
    }

    // MARK: - Parts of a line

    /// The two sides of the first tab, `=` or dash with spaces around it.
    private mutating func halves(_ line: (number: Int, text: String)) -> (String, String)? {
        let text = line.text
        guard
            let range = ["\t", "=", " — ", " – ", " - "].lazy.compactMap({ text.firstRange(of: $0) }).first
        else {
            note(line.number, .noSeparator)
            return nil
        }
        let left = text[..<range.lowerBound].trimmingCharacters(in: Self.blanks)
        let right = text[range.upperBound...].trimmingCharacters(in: Self.blanks)
        guard !left.isEmpty, !right.isEmpty else {
            note(line.number, .emptyHalf)
            return nil
        }
        return isShort(line, [left, right]) ? (left, right) : nil
    }

    /// `![кот](/media/17/cat.png)` is a picture; what it shows is said in words too.
    private mutating func item(_ text: String, _ line: Int) -> ExerciseItem {
        guard text.hasPrefix("!["), let match = text.wholeMatch(of: /!\[([^\]]*)\]\((\/media\/[^\/\s]+\/[^\)\s\/]+)\)/)
        else {
            return ExerciseItem(text)
        }
        let description = match.1.trimmingCharacters(in: Self.blanks)
        if description.isEmpty { note(line, .noDescription) }
        return ExerciseItem(description, picture: String(match.2))
    }

    /// The word's letters in capitals; spaces and hyphens fall out, ё stays ё.
    private mutating func word(_ text: String, _ line: Int, _ seen: inout Set<String>) -> String? {
        let letters = text.uppercased().precomposedStringWithCanonicalMapping.filter { !" -–—’'\u{A0}".contains($0) }
        guard Crossword.wordLength.contains(letters.count), letters.allSatisfy(\.isLetter) else {
            note(line, .wordLength(Crossword.wordLength))
            return nil
        }
        guard seen.insert(letters).inserted else {
            note(line, .wordTwice(letters))
            return nil
        }
        return letters
    }

    private mutating func isShort(_ line: (number: Int, text: String), _ parts: [String]) -> Bool {
        guard parts.contains(where: { $0.count > Self.itemLimit }) else { return true }
        note(line.number, .tooLong(limit: Self.itemLimit))
        return false
    }

    private mutating func note(_ line: Int, _ kind: ExerciseProblem.Kind) {
        problems.append(ExerciseProblem(line: line, kind))
    }
}

// MARK: - Questions

extension ExerciseReader {
    /// Paragraphs: the question, then a line for each answer, `+` before a right one and `-` before a wrong one. With
    /// `timed`, the question begins with its time.
    mutating func questions(timed: Bool) -> [ExerciseQuestion] {
        var paragraphs: [[(number: Int, text: String)]] = [[]]
        for line in lines {
            let text = line.text.trimmingCharacters(in: Self.blanks)
            if text.isEmpty {
                paragraphs.append([])
            } else {
                paragraphs[paragraphs.count - 1].append((line.number, text))
            }
        }
        let questions = paragraphs.compactMap { question($0, timed: timed) }
        // Asked as the recording goes on; those of one moment as they were typed.
        return timed
            ? questions.enumerated().sorted { ($0.1.atMs ?? 0, $0.0) < ($1.1.atMs ?? 0, $1.0) }.map(\.1) : questions
    }

    private mutating func question(_ lines: [(number: Int, text: String)], timed: Bool) -> ExerciseQuestion? {
        guard let first = lines.first else { return nil }
        let answers = lines.drop { Self.answer($0.text) == nil }
        var text = lines.prefix(lines.count - answers.count).map(\.text).joined(separator: " ")
        var time: Int?
        if timed {
            guard let match = text.prefixMatch(of: /(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\s*/) else {
                note(first.number, .noTime)
                return nil
            }
            let parts = [match.1.map { Int($0) ?? 0 } ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0]
            time = (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000
            text = String(text[match.range.upperBound...])
        }
        guard !text.isEmpty, let marked = answers.first else {
            note(first.number, text.isEmpty ? .noQuestion : .noRightAnswer)
            return nil
        }
        guard isShort(first, [text]), answers.allSatisfy({ isShort($0, [$0.text]) }) else { return nil }
        var options: [ExerciseQuestion.Option] = []
        for line in answers {
            guard let option = Self.answer(line.text) else {
                note(line.number, .noQuestion)
                return nil
            }
            options.append(option)
        }
        let right = options.count(where: \.isRight)
        let refusal: ExerciseProblem.Kind? =
            right == 0
            ? .noRightAnswer
            : timed ? nil : right > 1 ? .severalRightAnswers : options.count == 1 ? .noWrongAnswer : nil
        if let refusal {
            note(marked.number, refusal)
            return nil
        }
        return ExerciseQuestion(text, options, atMs: time)
    }

    private static func answer(_ line: String) -> ExerciseQuestion.Option? {
        guard let sign = line.first, "+-–—−".contains(sign) else { return nil }
        let text = line.dropFirst().trimmingCharacters(in: blanks)
        return text.isEmpty ? nil : ExerciseQuestion.Option(text, isRight: sign == "+")
    }
}
