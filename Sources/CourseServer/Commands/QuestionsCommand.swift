import ArgumentParser
import Foundation
import Quizzes

struct QuestionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "questions", abstract: "Файлы вопросов.", subcommands: [Check.self, Convert.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Печатает, что прочитано, и каждую беду; выход 1, если хоть один вопрос потерян.")

        @Argument(help: "File of questions.") var file: String
        @Option(
            help:
                "Format of the file: gift, aiken, moodlexml, cloze, missingword, blackboard, qti, csv, xlsx; by its look when absent."
        )
        var format: String?
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let questions = try QuestionsCommand.read(file, format)
            let report = QuestionReport(questions)
            print(json ? String(decoding: try report.json(), as: UTF8.self) : report.summary())
            if questions.problems.contains(where: \.lost) { throw ExitCode(1) }
        }
    }

    struct Convert: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Переписывает вопросы в другой формат.",
            discussion: """
                В поток ошибок идёт всё, что не прочитано и чего новый формат не вмещает. Выход: 0 — все вопросы \
                перенесены (возможно, с замечаниями), 1 — хотя бы один вопрос потерян, 64 — неверные слова команды.
                """)

        @Argument(help: "File of questions.") var file: String
        @Option(help: "Format to write: gift, moodlexml, qti, csv, xlsx.") var to: String
        @Option(help: "Format of the file; by its look when absent.") var from: String?
        @Option(help: "File to write; the standard output when absent.") var output: String?

        func run() async throws {
            let target = try QuestionsCommand.format(to)
            let questions = try QuestionsCommand.read(file, from)
            guard let conversion = try QuestionConversion(questions.questions, to: target) else {
                let names = QuestionConversion.formats.map(\.rawValue).joined(separator: ", ")
                throw CommandFailure("В формат «\(to)» не пишем. Можно: \(names).")
            }
            let data = Data(conversion.bytes)
            if let output {
                try data.write(to: URL(fileURLWithPath: output))
            } else {
                FileHandle.standardOutput.write(data)
            }
            let lines =
                questions.problems.map { "строка \($0.line): \($0)" } + conversion.losses.map(\.description)
            FileHandle.standardError.write(Data(lines.map { $0 + "\n" }.joined().utf8))
            let isLost = questions.problems.contains(where: \.lost) || conversion.losses.contains { $0.parts.isEmpty }
            if isLost { throw ExitCode(1) }
        }
    }

    static func read(_ path: String, _ name: String?) throws -> QuestionFile {
        let known = try name.map { try format($0) }
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("Не удалось прочитать \(path).")
        }
        do { return try QuestionFile([UInt8](content), format: known) } catch {
            switch error {
            case .tooLarge(let bytes, let limit):
                throw CommandFailure("Файл слишком велик: \(bytes) байт, можно до \(limit).")
            case .malformed(let line):
                throw CommandFailure("Файл не читается, ошибка в строке \(line).")
            }
        }
    }

    static func format(_ name: String) throws -> QuestionFormat {
        guard let format = QuestionFormat(rawValue: name.lowercased()) else {
            let names = QuestionFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure("Неизвестный формат «\(name)». Известны: \(names).")
        }
        return format
    }
}
