import ArgumentParser
import Courses
import Foundation
import Storage

extension CourseCommand {
    /// Reads a file of a course and says what would come in, without a database of its own.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Печатает, что придёт из файла курса и что нет; ничего не сохраняет. Выход 1, если файл не прочитан.",
            discussion:
                "Понимает копии Moodle (.mbz), IMS Common Cartridge (.imscc), пакеты SCORM и H5P, свою папку и её ZIP.")

        @Argument(help: "File or folder.") var file: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            guard FileManager.default.fileExists(atPath: file) else { throw CommandFailure("Нет файла \(file).") }
            let folder = NSTemporaryDirectory() + "check-" + UUID().uuidString
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let database = try SQLiteDatabase.temporary()
            try await database.migrate(Domains.migrations)
            let domains = Domains(database: database, blobs: try BlobStore(folder: folder), formulas: nil)
            let answer: CheckAnswer
            do {
                answer = CheckAnswer(
                    report: try await domains.transfer.check(file, named: (file as NSString).lastPathComponent))
            } catch {
                guard let text = Words(.ru).text(importError: error) else { throw error }
                answer = CheckAnswer(refusal: text, code: CheckAnswer.code(of: error))
            }
            await database.shutdown()
            print(json ? try answer.json() : answer.summary)
            if !answer.readable { throw ExitCode(1) }
        }
    }
}

/// What the check found, as people and programs read it.
struct CheckAnswer: Encodable {
    struct Refusal: Encodable {
        var code: String
        var message: String
    }

    struct Loss: Encodable {
        var reason: String
        var item: String
        var detail: String?
        var message: String
    }

    var readable: Bool
    var refusal: Refusal?
    var format: String?
    var version: String?
    var title: String?
    var source: [String: Int]?
    var modules: Int?
    var activities: [String: Int]?
    var questions: [String: Int]?
    var files: Int?
    var losses: [Loss]?
    private var lines: [String] = []

    private enum CodingKeys: String, CodingKey {
        case readable, refusal, format, version, title, source, modules, activities, questions, files, losses
    }

    init(report: TransferReport) {
        let t = Words(.ru)
        readable = true
        format = report.format.rawValue
        version = report.version
        title = report.title
        source = report.source
        modules = report.modules
        activities = report.activities
        questions = report.questions
        files = report.files
        losses = report.losses.map {
            Loss(reason: $0.reason.rawValue, item: $0.item, detail: $0.detail, message: t.text($0))
        }
        lines = ["«\(report.title)». \(t.format(report))", "", t["transfer.came"]] + t.counts(report).map { "  " + $0 }
        if !report.source.isEmpty {
            lines +=
                ["", t["transfer.source"]]
                + report.source.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        }
        lines += ["", t["transfer.lost"]]
        lines += report.losses.isEmpty ? ["  " + t["transfer.nothing_lost"]] : report.losses.map { "  " + t.text($0) }
    }

    init(refusal message: String, code: String) {
        readable = false
        refusal = Refusal(code: code, message: message)
        lines = [message]
    }

    var summary: String { lines.joined(separator: "\n") }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// A refusal's name that does not change with its words: the case of its enum.
    static func code(of error: any Error) -> String {
        let subject: Any = (error as? CourseFolderProblem)?.kind ?? error
        let mirror = Mirror(reflecting: subject)
        let name = mirror.children.first?.label ?? "\(subject)"
        return name.reduce(into: "") { code, character in
            if character.isUppercase { code += "_" + character.lowercased() } else { code.append(character) }
        }
    }
}
