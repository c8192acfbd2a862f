import Archives
import ArgumentParser
import Foundation
import Statistics

struct ContestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contest", abstract: "Конкурсы: места, согласие жюри, распределение работ.",
        subcommands: [Score.self, Agreement.self, Assign.self, Verify.self])

    static func table(_ path: String) throws -> CSV {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("Не удалось прочитать \(path).")
        }
        do { return try CSV([UInt8](content), limits: SheetTable.limits) } catch {
            throw CommandFailure("\(path): \(text(error))")
        }
    }

    static func sheets(_ path: String, marks: SheetTable.Marks = .numbers) throws -> SheetTable {
        let table = try table(path)
        do { return try SheetTable(table, marks: marks) } catch { throw CommandFailure("\(path): \(text(error))") }
    }

    static func text(_ refusal: CSVRefusal) -> String {
        switch refusal {
        case .tooLarge(let limit): "файл больше \(limit >> 20) МБ."
        case .notText: "это не текстовая таблица. Сохраните её как CSV."
        case .tooManyRows(let limit): "строк больше \(limit)."
        case .tooManyColumns(let line, let limit): "строка \(line): столбцов больше \(limit)."
        case .unclosedQuote(let line): "строка \(line): кавычка не закрыта."
        case .textAfterQuote(let line): "строка \(line): текст после закрывающей кавычки."
        }
    }

    static func text(_ refusal: SheetTableRefusal) -> String {
        switch refusal {
        case .empty: "в таблице нет оценок. Нужны столбцы entry, juror, mark и хотя бы одна строка под ними."
        case .columnMissing(let column): "строка 1: нет столбца «\(column.rawValue)». Нужны entry, juror, mark."
        case .columnTwice(let column): "строка 1: столбец «\(column.rawValue)» встретился дважды."
        case .cellsMissing(let line, let cells, let expected):
            "строка \(line): ячеек \(cells), а столбцов в заголовке \(expected)."
        case .cellEmpty(let column, let line): "строка \(line): пусто в столбце «\(column.rawValue)»."
        case .notANumber(let text, let column, let line):
            "строка \(line): «\(text)» в столбце «\(column.rawValue)» — не число."
        case .tooLarge(let text, let column, let line):
            "строка \(line): «\(text)» в столбце «\(column.rawValue)» — слишком большое число, можно до 999 999 999."
        case .duplicate(let line, let first):
            "строка \(line): эта оценка уже стоит в строке \(first): та же работа, тот же эксперт и критерий."
        case .weightNegative(let line): "строка \(line): вес меньше нуля."
        case .weightsDiffer(let line): "строка \(line): у одной работы разный вес одного критерия."
        case .tooManyCriteria(let limit): "критериев слишком много, можно до \(limit)."
        case .outOfRange: "числа слишком велики или слишком дробны, чтобы считать без округлений."
        }
    }

    /// JSON on one line, keys in order, so that equal results are equal bytes.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Names in quotes, the first twenty of them.
    static func list(_ names: some Collection<String>) -> String {
        names.prefix(20).map { "«\($0)»" }.joined(separator: ", ")
            + (names.count > 20 ? " и ещё \(names.count - 20)" : "")
    }

    /// A figure to nine places: what is beyond is rounding, and must not differ between machines.
    static func figure(_ value: Double?) -> Double? { value.map { ($0 * 1e9).rounded() / 1e9 } }
}
