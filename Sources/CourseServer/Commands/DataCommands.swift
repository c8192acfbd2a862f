import ArgumentParser
import Courses
import Documents
import Foundation
import Media
import Storage

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Приводит базу данных к схеме этой версии.")

    @OptionGroup var data: DataOptions

    func run() async throws {
        let (domains, _) = try await data.open()
        print("Схема базы данных соответствует программе.")
        await domains.database.shutdown()
    }
}

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Пишет базу данных и файлы в один архив; сервер при этом работает.")

    @OptionGroup var data: DataOptions
    @Argument(help: "Archive to write.") var file: String

    func run() async throws {
        let (domains, _) = try await data.open()
        let summary = try await writeBackup(
            of: domains.database, blobs: domains.blobs, blobDigests: { try $0.blobDigests() }, to: file)
        print("Резервная копия \(file): \(summary.words).")
        await domains.database.shutdown()
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Восстанавливает резервную копию в пустую базу, SQLite или PostgreSQL.")

    @OptionGroup var data: DataOptions
    @Argument(help: "Archive to read.") var file: String

    func run() async throws {
        let source = try data.settings()
        let folder = source.value(data.data, "DATA") ?? "data"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let database = try openDatabase(address: source.value(data.database, "DATABASE"), folder: folder)
        do {
            let summary = try await restoreBackup(
                from: file, to: database, migrations: Domains.migrations,
                blobs: try BlobStore(folder: folder + "/blobs"))
            print("Восстановлено из \(file): \(summary.words).")
        } catch let refusal as BackupRefusal { throw CommandFailure("Копия не восстановлена: \(refusal)") }
        await database.shutdown()
    }
}

extension Transaction {
    /// Every file on disk that a row refers to.
    func blobDigests() throws -> Set<Digest> {
        try assetDigests().union(try packageDigests()).union(try printedDigests())
    }
}

extension BackupSummary {
    var words: String {
        let lost = missingBlobs.count + damagedBlobs.count
        return "таблиц \(tables), строк \(rows), файлов \(blobs), \(Words(.ru).fileSize(bytes))"
            + (lost > 0 ? "; файлов пропало или повреждено: \(lost), запустите check" : "")
    }
}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Проверяет целостность базы данных и файлов.")

    @OptionGroup var data: DataOptions
    @Flag(help: "Read every file and compare it with its digest.") var deep = false

    func run() async throws {
        let (domains, _) = try await data.open()
        let report = try await checkIntegrity(
            of: domains.database, blobs: domains.blobs, blobDigests: { try $0.blobDigests() }, deep: deep)
        await domains.database.shutdown()
        for problem in report.problems { print("\(problem)") }
        guard report.problems.isEmpty else { throw ExitCode(1) }
        print("Нарушений нет.")
    }
}

struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Показывает отложенные работы; --retry запускает работу заново.")

    @OptionGroup var data: DataOptions
    @Option(help: "waiting, done or dead.") var state: String?
    @Option(help: "Number of a job to run again.") var retry: String?

    func run() async throws {
        let (domains, _) = try await data.open()
        if let retry {
            guard let id = Job.ID(retry), try await domains.jobs.retry(id) else {
                throw CommandFailure("Работы \(retry) нет, или она уже сделана.")
            }
        }
        guard state == nil || Job.State(rawValue: state ?? "") != nil else {
            throw CommandFailure("Состояние — waiting, done или dead.")
        }
        let jobs = try await domains.jobs.list(state.flatMap(Job.State.init(rawValue:)))
        for job in jobs {
            print(
                "\(job.id)\t\(job.state.rawValue)\t\(job.kind)\t\(job.payload)\t\(job.runAt.ISO8601Format())\t"
                    + "попыток: \(job.attempts)\t\(job.lastError ?? "")")
        }
        if jobs.isEmpty { print("Отложенных работ нет.") }
        await domains.database.shutdown()
    }
}
