import Archives
import Foundation

/// Questions as rows of a sheet, the way teachers keep them: a column for the question, one for what is right, as many
/// as one likes for what is wrong. The first row names the columns, in Russian or English, in any order.
enum QuestionTable {
    static func read(csv bytes: [UInt8]) throws(FormatRefusal) -> QuestionFile {
        var limits = CSV.Limits()
        limits.bytes = QuestionFile.defaultLimit
        do {
            let table = try CSV(bytes, limits: limits)
            var file = read(table.rows)
            if table.encoding == .windows1251 {
                let problem = FormatProblem(line: 1, kind: .encodingGuessed(.windows1251), lost: false)
                file.problems.insert(problem, at: 0)
            }
            return file
        } catch { throw refusal(error) }
    }

    static func refusal(_ error: CSVRefusal) -> FormatRefusal {
        switch error {
        case .tooLarge(let limit): .tooLarge(bytes: limit, limit: limit)
        case .tooManyRows(let limit): .malformed(line: limit)
        case .unclosedQuote(let line), .textAfterQuote(let line), .tooManyColumns(let line, _): .malformed(line: line)
        case .notText: .malformed(line: 1)
        }
    }

    static func read(_ rows: [CSV.Row]) -> QuestionFile {
        var file = QuestionFile(questions: [], problems: [])
        guard let head = rows.first else { return file }
        let columns = Columns(head.cells)
        guard columns.isEnough else {
            file.problems.append(FormatProblem(line: head.line, kind: .noColumns, lost: true))
            return file
        }
        for row in rows.dropFirst() {
            let cells = row.cells.map(unguarded)
            if cells.allSatisfy(\.isEmpty) { continue }
            var source = TableRow(cells, columns)
            let question = source.question()
            if let question { file.questions.append(.init(line: row.line, question: question)) }
            file.problems += source.problems.map { .init(line: row.line, kind: $0, lost: question == nil) }
        }
        return file
    }

    /// Without the apostrophe that keeps a sheet from computing the cell.
    private static func unguarded(_ cell: String) -> String {
        let isGuarded = cell.hasPrefix("'") && cell.dropFirst().first.map { "=+-@".contains($0) } == true
        return (isGuarded ? String(cell.dropFirst()) : cell).replacing("\r\n", with: "\n").withoutOuterBlanks
    }

    /// Whether the first row of a table names columns of ours.
    static func isHead(_ cells: [String]) -> Bool { Columns(cells).isEnough }

    /// What each column holds.
    struct Columns {
        enum Role { case type, stem, right, wrong, option, mark, category, feedback, name, tags, hint, tolerance }

        let roles: [Role?]

        init(_ head: [String]) { roles = head.map(Self.role) }

        var isEnough: Bool { roles.contains(.stem) && (roles.contains(.right) || roles.contains(.type)) }

        private static func role(_ title: String) -> Role? {
            let word = title.lowercased().replacing("ё", with: "е").filter { $0.isLetter || $0.isNumber || $0 == " " }
                .trimmingSpaces()
            func has(_ parts: String...) -> Bool { parts.contains { word.contains($0) } }
            if word.isEmpty { return nil }
            if has("неверн", "неправ", "wrong", "incorrect", "дистрактор", "distractor", "ошибочн") { return .wrong }
            if has("тип", "вид", "type", "kind") { return .type }
            if has("балл", "mark", "points", "score", "оценк") { return .mark }
            if has("раздел", "категор", "тема", "category", "section", "topic") { return .category }
            if has("отзыв", "поясн", "коммент", "feedback", "explan", "comment") { return .feedback }
            if has("подсказ", "hint") { return .hint }
            if has("погрешн", "toleran") { return .tolerance }
            if has("метк", "тег", "tag") { return .tags }
            if has("назван", "имя", "name", "title") { return .name }
            if has("верн", "правильн", "right", "correct", "ключ", "key") { return .right }
            if has("вариант", "option", "choice") || word.count == 1 && word.first?.isLetter == true { return .option }
            if has("вопрос", "question", "текст", "text", "задани", "stem") { return .stem }
            if has("ответ", "answer") { return .right }
            return nil
        }
    }
}

/// One row of a sheet.
private struct TableRow {
    private(set) var problems: [FormatProblem.Kind] = []
    private var cells: [QuestionTable.Columns.Role: [String]] = [:]

    init(_ row: [String], _ columns: QuestionTable.Columns) {
        for (cell, role) in zip(row, columns.roles) {
            if let role, !cell.isEmpty { cells[role, default: []].append(cell) }
        }
    }

    private func cell(_ role: QuestionTable.Columns.Role) -> String? { cells[role]?.first }

    mutating func question() -> Question? {
        let stem = cell(.stem) ?? ""
        if stem.isEmpty { problems.append(.noStem) }
        let kind: Question.Kind
        do { kind = try self.kind() } catch {
            problems.append(error.problem)
            return nil
        }
        let mark = cell(.mark).flatMap { parseNumber($0) }.flatMap { Double($0.description) }
        if cell(.mark) != nil, mark == nil { problems.append(.settingDropped("балл «\(cell(.mark) ?? "")»")) }
        var text = RichText(stem, format: .plain)
        if case .gaps = kind { text = ClozeText(text).stem }
        return Question(
            name: cell(.name) ?? stem.questionName, category: cell(.category) ?? "", stem: text,
            generalFeedback: cells[.feedback].map { RichText($0.joined(separator: "\n"), format: .plain) },
            defaultMark: mark.map { max(0, $0) },
            tags: cells[.tags]?.flatMap { $0.split(whereSeparator: { ",;\n".contains($0) }) }
                .map { $0.trimmingSpaces() }.filter { !$0.isEmpty } ?? [],
            hints: (cells[.hint] ?? []).map { .init(text: RichText($0, format: .plain)) }, kind: kind)
    }

    private struct Unreadable: Error { var problem: FormatProblem.Kind }

    private mutating func kind() throws(Unreadable) -> Question.Kind {
        let named = cell(.type)
        let name = named.flatMap(TableWords.kind)
        if let named, name == nil { throw Unreadable(problem: .unknownType(String(named.prefix(60)))) }
        let (right, wrong) = answers(several: name.map { $0 != .choice && $0 != .trueFalse } ?? wrongIsGiven)
        switch name ?? guess(right, wrong) {
        case .choice, .multiple:
            let isSingle = name == .choice || name == nil && right.count == 1
            guard !right.isEmpty else { throw Unreadable(problem: .keyMissing) }
            if right.count + wrong.count < 2 { problems.append(.tooFewAnswers(count: 1)) }
            let share = isSingle ? 1 : (100_000 / Double(right.count)).rounded() / 100_000
            let all = right.map { ($0, share) } + wrong.map { ($0, isSingle ? 0 : -share) }
            let options = all.map { Question.Option(text: RichText($0.0, format: .plain), fraction: $0.1) }
            return isSingle ? .choice(.init(options: options)) : .multiple(.init(options: options))
        case .trueFalse:
            guard let key = right.first.flatMap(TableWords.truth) else { throw Unreadable(problem: .keyMissing) }
            return .trueFalse(.init(key: key))
        case .numeric:
            let answers = try right.map { text throws(Unreadable) in try number(text) }
            guard !answers.isEmpty else { throw Unreadable(problem: .noNumbers) }
            return .numeric(.init(answers: answers.map { .init($0) }))
        case .matching:
            var matching = Question.Matching(pairs: [], distractors: wrong)
            for line in right {
                guard let (stem, match) = TableWords.pair(line) else {
                    throw Unreadable(problem: .noArrow(String(line.prefix(60))))
                }
                matching.pairs.append(.init(stem: RichText(stem, format: .plain), match: match))
            }
            guard !matching.pairs.isEmpty else { throw Unreadable(problem: .noPairs) }
            return .matching(matching)
        case .ordering:
            guard right.count > 1 else { throw Unreadable(problem: .tooFewAnswers(count: right.count)) }
            return .ordering(.init(items: right.map { .init(RichText($0, format: .plain)) }))
        case .gaps:
            let text = ClozeText(RichText(cell(.stem) ?? "", format: .plain))
            problems += text.problems
            guard !text.gaps.isEmpty else { throw Unreadable(problem: .noGaps) }
            return .gaps(.init(text.gaps))
        case .essay: return .essay(.init())
        case .description: return .description
        default:
            guard !right.isEmpty else { throw Unreadable(problem: .keyMissing) }
            return .shortAnswer(.init(patterns: right.map { .init(text: $0, fraction: 1) }))
        }
    }

    private var wrongIsGiven: Bool { cells[.wrong] != nil || cells[.option] != nil }

    /// Right answers stand in cells of their own, on lines of one cell, or between `;` or `|`; they may be the letters or
    /// numbers of options.
    private func answers(several: Bool) -> (right: [String], wrong: [String]) {
        func parts(_ texts: [String]?) -> [String] {
            (texts ?? []).flatMap { text in
                text.split { $0 == "\n" || $0 == "|" || several && $0 == ";" }.map { $0.trimmingSpaces() }
            }.filter { !$0.isEmpty }
        }
        let options = (cells[.option] ?? [])
        let right = parts(cells[.right])
        guard !options.isEmpty else { return (right, parts(cells[.wrong])) }
        var chosen: Set<Int> = []
        for text in right.flatMap({ $0.split { ",; ".contains($0) }.count > 1 && !options.contains($0)
            ? $0.split { ",; ".contains($0) }.map(String.init) : [$0] })
        {
            if let place = options.firstIndex(of: text) ?? TableWords.place(text, count: options.count) {
                chosen.insert(place)
            }
        }
        if chosen.isEmpty { return (right, options + parts(cells[.wrong])) }
        return (
            chosen.sorted().map { options[$0] },
            options.indices.filter { !chosen.contains($0) }.map { options[$0] } + parts(cells[.wrong])
        )
    }

    private func guess(_ right: [String], _ wrong: [String]) -> Question.Kind.Name {
        if !wrong.isEmpty { return right.count > 1 ? .multiple : .choice }
        if right.isEmpty { return ClozeText(RichText(cell(.stem) ?? "")).gaps.isEmpty ? .essay : .gaps }
        if right.count == 1, TableWords.truth(right[0]) != nil { return .trueFalse }
        if right.count > 1, right.allSatisfy({ TableWords.pair($0) != nil }) { return .matching }
        return right.allSatisfy { (try? number($0)) != nil } ? .numeric : .shortAnswer
    }

    /// `3,14`, `3,14±0,01`, `3..4`; the tolerance may have a column of its own.
    private func number(_ text: String) throws(Unreadable) -> Question.Numeric.Expected {
        if let dots = text.firstRange(of: ".."), let lower = parseNumber(text[..<dots.lowerBound]),
            let upper = parseNumber(text[dots.upperBound...])
        {
            return .range(lower, upper)
        }
        let parts = text.split { $0 == "±" || $0 == ":" }
        guard let value = parts.first.flatMap({ parseNumber($0) }), parts.count < 3 else {
            throw Unreadable(problem: .notANumber(String(text.prefix(60))))
        }
        let size = parts.count > 1 ? parseNumber(parts[1]) : cell(.tolerance).flatMap { parseNumber($0) }
        return .number(value, .absolute(size?.magnitude ?? 0))
    }
}

/// The words of a sheet.
enum TableWords {
    static func kind(_ word: String) -> Question.Kind.Name? {
        let text = word.lowercased().replacing("ё", with: "е").trimmingSpaces()
        func has(_ parts: String...) -> Bool { parts.contains { text.contains($0) } }
        if has("нескольк", "множ", "multiple response", "multi answer", "checkbox", "multiple_answers")
            || text == "multiple"
        {
            return .multiple
        }
        if has("верно или", "верно/", "да/нет", "да или", "true", "истин") { return .trueFalse }
        if has("один", "одиноч", "single", "choice", "выбор", "тест") { return .choice }
        if has("коротк", "short", "слово", "ввод") { return .shortAnswer }
        if has("числ", "num") { return .numeric }
        if has("соответ", "сопостав", "match", "пары") { return .matching }
        if has("поряд", "последоват", "order", "sort") { return .ordering }
        if has("пропуск", "cloze", "gap", "blank") { return .gaps }
        if has("разверн", "эссе", "essay", "свободн") { return .essay }
        if has("без вопроса", "описани", "description", "текст") { return .description }
        return nil
    }

    static func name(of kind: Question.Kind.Name) -> String? {
        switch kind {
        case .choice: "один ответ"
        case .multiple: "несколько ответов"
        case .trueFalse: "верно или неверно"
        case .shortAnswer: "короткий ответ"
        case .numeric: "число"
        case .matching: "соответствие"
        case .ordering: "порядок"
        case .gaps: "пропуски"
        case .essay: "развёрнутый ответ"
        case .description: "текст без вопроса"
        case .dragWords, .textSelection, .hotSpot, .formula, .random: nil
        }
    }

    static func truth(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "верно", "да", "истина", "правда", "true", "yes", "t", "+": true
        case "неверно", "нет", "ложь", "неправда", "false", "no", "f", "-": false
        default: nil
        }
    }

    /// `left -> right`, by an arrow, a dash between spaces or `=`.
    static func pair(_ line: String) -> (String, String)? {
        for mark in ["->", "→", " — ", " – ", " = "] {
            guard let place = line.firstRange(of: mark) else { continue }
            let (left, right) = (line[..<place.lowerBound].trimmingSpaces(), line[place.upperBound...].trimmingSpaces())
            if !left.isEmpty, !right.isEmpty { return (left, right) }
        }
        return nil
    }

    /// The place of an option by its letter, Latin or Russian, or its number from 1.
    static func place(_ text: String, count: Int) -> Int? {
        let word = text.filter { $0.isLetter || $0.isNumber }.lowercased()
        if let number = Int(word) { return 1...max(1, count) ~= number ? number - 1 : nil }
        guard word.count == 1, let letter = word.first else { return nil }
        for alphabet in ["abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрст"] {
            if let place = Array(alphabet).firstIndex(of: letter) { return place < count ? place : nil }
        }
        return nil
    }
}

extension QuestionTable {
    static func read(workbook bytes: [UInt8]) throws(FormatRefusal) -> QuestionFile {
        let rows: [CSV.Row]
        let files = FileManager.default
        let home = NSTemporaryDirectory() + "questions-" + UUID().uuidString
        defer { try? files.removeItem(atPath: home) }
        do {
            try files.createDirectory(atPath: home + "/parts", withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: home + "/book.xlsx"))
            rows = try CSV.rows(ofWorkbook: home + "/book.xlsx", unpackingInto: home + "/parts")
        } catch let error as CSVRefusal {
            throw refusal(error)
        } catch {
            throw .malformed(line: 1)
        }
        return read(rows)
    }
}
