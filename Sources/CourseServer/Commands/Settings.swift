import ArgumentParser
import Courses
import Foundation
import Storage

/// Where the data are; every command takes these.
struct DataOptions: ParsableArguments {
    @Option(help: "Folder of the data: database, files. Made when missing. [env: COURSE_SERVER_DATA]")
    var data: String?

    @Option(help: "postgres://user@host/name; without it SQLite in the data folder. [env: COURSE_SERVER_DATABASE]")
    var database: String?

    @Option(help: "File of settings, a KEY=VALUE a line, keys as the environment's without COURSE_SERVER_.")
    var config: String?

    func settings() throws -> SettingsSource { try SettingsSource(file: config) }

    /// Opens the data and brings the schema up to date.
    func open(now: @escaping @Sendable () -> Date = { Date() }) async throws -> (Domains, folder: String) {
        let source = try settings()
        let folder = source.value(data, "DATA") ?? "data"
        let domains = try await Self.open(folder: folder, address: source.value(database, "DATABASE"), now: now)
        return (domains, folder)
    }

    static func open(
        folder: String, address: String?, now: @escaping @Sendable () -> Date = { Date() }
    ) async throws -> Domains {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let database = try openDatabase(address: address, folder: folder)
            let applied = try await database.migrate(Domains.migrations)
            let domains = Domains(database: database, blobs: try BlobStore(folder: folder + "/blobs"), now: now)
            // What stands there since before the index must be found too.
            if applied.contains(SearchIndex.migration) { try await domains.searchIndex.rebuild() }
            return domains
        } catch let error as NewerDatabase {
            throw CommandFailure(
                "База данных создана более новой версией программы (\(error.unknown.joined(separator: ", "))). "
                    + "Обновите программу.")
        } catch let error as SQLError where error.kind == .connection {
            throw CommandFailure("Не удалось открыть базу данных: \(error.message)")
        }
    }
}

/// Settings by flag, environment and file, in this order of weight. A key of the file that is not known is an error.
struct SettingsSource {
    static let prefix = "COURSE_SERVER_"
    static let keys: Set<String> = [
        "HOST", "PORT", "DATA", "DATABASE", "NAME", "PUBLIC_URL", "CERTIFICATE", "KEY", "TRUST_PROXY", "METRICS_TOKEN",
        "LOG_LEVEL", "PUBLIC", "FONTS",
    ]

    private var file: [String: String] = [:]
    private let environment = ProcessInfo.processInfo.environment

    init(file path: String?) throws {
        guard let path else { return }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure("Не удалось прочитать файл настроек \(path).")
        }
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = parts[0].trimmingCharacters(in: .whitespaces)
            guard parts.count == 2, Self.keys.contains(key) else {
                throw CommandFailure(
                    "\(path), строка \(number + 1): неизвестная настройка «\(key)». Известны: "
                        + Self.keys.sorted().joined(separator: ", ") + ".")
            }
            file[key] = parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    func value(_ flag: String?, _ key: String) -> String? { flag ?? environment[Self.prefix + key] ?? file[key] }

    func number(_ flag: Int?, _ key: String) throws -> Int? {
        if let flag { return flag }
        guard let text = value(nil, key) else { return nil }
        guard let number = Int(text) else { throw CommandFailure("\(key): «\(text)» — не число.") }
        return number
    }
}

/// What a serving process is told.
struct Settings: Sendable {
    var host = "127.0.0.1"
    var port = 8080
    var name = "Сеть дистанционного обучения"
    var publicAddress: String?
    var certificate: String?
    var key: String?
    var trustsProxy = false
    var metricsToken: String?
    var logLevel = "notice"
    /// Folders of what is served as written: the site's own, and the fonts made at set-up.
    var publicFolders = ["Public"]
}

/// A sentence for the person at the terminal; the program ends with 1.
struct CommandFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
