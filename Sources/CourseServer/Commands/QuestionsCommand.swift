import ArgumentParser
import Foundation
import Quizzes

struct QuestionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "questions", abstract: "Файлы вопросов.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Печатает, что прочитано, и каждую беду; выход 1, если хоть один вопрос потерян.")

        @Argument(help: "File of questions.") var file: String
        @Option(help: "Format of the file: gift, aiken, missingword, moodlexml; by its look when absent.")
        var format: String?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let known = try format.map { try Self.format($0) }
            guard let content = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("Не удалось прочитать \(file).")
            }
            let questions: QuestionFile
            do { questions = try QuestionFile([UInt8](content), format: known) } catch {
                switch error {
                case .tooLarge(let bytes, let limit):
                    throw CommandFailure("Файл слишком велик: \(bytes) байт, можно до \(limit).")
                case .malformed(let line):
                    throw CommandFailure("Файл не читается как XML, ошибка в строке \(line).")
                }
            }
            let report = QuestionReport(questions)
            print(json ? String(decoding: try report.json(), as: UTF8.self) : report.summary())
            if questions.problems.contains(where: \.lost) { throw ExitCode(1) }
        }

        private static func format(_ name: String) throws -> QuestionFormat {
            // Moodle's "missing word" is a part of GIFT.
            if name == "missingword" { return .gift }
            guard let format = QuestionFormat(rawValue: name) else {
                let names = QuestionFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure("Неизвестный формат «\(name)». Известны: \(names), missingword.")
            }
            return format
        }
    }
}
