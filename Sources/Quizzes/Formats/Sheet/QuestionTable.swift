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
            let folded = title.prefix(100).lowercased().replacing("ё", with: "е")
            let word = folded.filter { $0.isLetter || $0.isNumber || $0 == " " }.trimmingSpaces()
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
