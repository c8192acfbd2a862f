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
        @Option(help: "Format of the file: gift.") var format = "gift"
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            guard format == "gift" else { throw CommandFailure("Неизвестный формат «\(format)». Известен: gift.") }
            guard let content = FileManager.default.contents(atPath: file) else {
                throw CommandFailure("Не удалось прочитать \(file).")
            }
            let questions: QuestionFile
            do { questions = try GIFT.read([UInt8](content)) } catch {
                switch error {
                case .tooLarge(let bytes, let limit):
                    throw CommandFailure("Файл слишком велик: \(bytes) байт, можно до \(limit).")
                }
            }
            let report = QuestionReport(questions)
            print(json ? String(decoding: try report.json(), as: UTF8.self) : report.summary())
            if questions.problems.contains(where: \.lost) { throw ExitCode(1) }
        }
    }
}
