import Archives
import ArgumentParser
import Foundation
import Quizzes
import Statistics

struct QuizCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quiz", abstract: "Тесты.", subcommands: [Figures.self])

    struct Figures: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "statistics",
            abstract: "Считает статистику теста и вопросов по таблицам баллов.",
            discussion: """
                Вопросы: столбцы slot, maxmark, length (0 — текст без вопроса), name. Баллы: slot, mark; строки попытки \
                идут подряд, попытка начинается с первого slot. Доли и индексы — в процентах, отклонение — в баллах.
                """)

        @Option(help: "CSV of the questions.") var questions: String
        @Option(help: "CSV of the marks, a row for each question of each attempt.") var steps: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let sheets: MarkSheets
            do { sheets = try MarkSheets(questions: Self.table(questions), steps: Self.table(steps)) } catch let
                refusal as MarkSheetsRefusal
            {
                throw CommandFailure(Self.text(refusal))
            }
            let clock = ContinuousClock()
            var analysis: TestAnalysis?
            let duration = clock.measure { analysis = TestAnalysis(sheets.table()) }
            guard let analysis else { return }
            let milliseconds = duration / .milliseconds(1)
            let report = StatisticsReport(analysis, of: sheets, milliseconds: milliseconds)
            print(json ? String(decoding: try report.json(), as: UTF8.self) : Self.summary(report))
        }

        private static func table(_ path: String) throws -> CSV {
            guard let content = FileManager.default.contents(atPath: path) else {
                throw CommandFailure("Не удалось прочитать \(path).")
            }
            do { return try CSV([UInt8](content), limits: MarkSheets.limits) } catch {
                throw CommandFailure("\(path) не читается как таблица: \(error).")
            }
        }

        private static func text(_ refusal: MarkSheetsRefusal) -> String {
            func file(_ steps: Bool) -> String { steps ? "в таблице баллов" : "в таблице вопросов" }
            return switch refusal {
            case .columnMissing(let name, let steps): "Нет столбца «\(name)» \(file(steps))."
            case .answersWithoutMarks(let kinds):
                "В таблицах ответы, а не баллы: их нужно сначала оценить. Не умеем: "
                    + (kinds.isEmpty ? "" : "типы вопросов \(kinds.joined(separator: ", ")); ")
                    + "повтор шагов попытки (отправка, новая попытка ответа, подсказки). Нужны столбцы maxmark и mark."
            case .notANumber(let text, let line, let steps): "Строка \(line) \(file(steps)): «\(text)» не число."
            case .unknownSlot(let slot, let line): "Строка \(line) в таблице баллов: вопроса \(slot) нет."
            case .noQuestions: "В таблице вопросов нет ни одного вопроса."
            case .attemptBroken(let line):
                "Строка \(line) в таблице баллов: попытка начинается не с первого вопроса или вопрос встретился дважды."
            }
        }

        private static func summary(_ report: StatisticsReport) -> String {
            func number(_ value: Double??) -> String {
                guard let value, let value else { return "—" }
                return String(format: "%.2f", value)
            }
            func column(_ text: String, _ width: Int) -> String {
                String(repeating: " ", count: max(0, width - text.count)) + text
            }
            let names = [
                ("attempts", "Попыток"), ("mean", "Средний балл"), ("median", "Медиана"), ("sd", "Отклонение"),
                ("skewness", "Асимметрия"), ("kurtosis", "Эксцесс"), ("cic", "Согласованность, %"),
                ("errorratio", "Доля случайного, %"), ("standarderror", "Ошибка измерения"),
            ]
            var lines = names.map { "\($0.1): \(number(report.quiz[$0.0]))" }
            let columns = [
                ("facility", "решаемость"), ("sd", "отклонение"), ("discriminationindex", "различение"),
                ("discriminativeefficiency", "эффективность"), ("intendedweight", "вес"),
                ("effectiveweight", "вес на деле"),
            ]
            lines.append("вопрос" + columns.map { column($0.1, 15) }.joined())
            for item in report.items {
                lines.append(
                    column("\(item.slot)", 6) + columns.map { column(number(item.figures[$0.0]), 15) }.joined())
            }
            return lines.joined(separator: "\n")
        }
    }
}
