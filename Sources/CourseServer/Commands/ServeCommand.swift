import Accounts
import ArgumentParser
import Documents
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import Quizzes
import ServiceLifecycle
import Storage
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Отвечает по HTTP, пока его не остановят.")

    @OptionGroup var data: DataOptions
    @Option(help: "Address to listen on, 127.0.0.1 by default. [env: COURSE_SERVER_HOST]")
    var host: String?
    @Option(help: "Port, 8080 by default; 0 takes a free one and prints it. [env: COURSE_SERVER_PORT]")
    var port: Int?
    @Option(help: "Name of the site. [env: COURSE_SERVER_NAME]")
    var name: String?
    @Option(help: "Address people use, for links and the origin check. [env: COURSE_SERVER_PUBLIC_URL]")
    var publicURL: String?
    @Option(
        help: "Certificate chain in PEM; with --key the server speaks TLS and HTTP/2. [env: COURSE_SERVER_CERTIFICATE]")
    var certificate: String?
    @Option(help: "Private key in PEM. [env: COURSE_SERVER_KEY]")
    var key: String?
    @Flag(
        help: "Believe X-Forwarded-For and X-Forwarded-Proto of the proxy in front. [env: COURSE_SERVER_TRUST_PROXY=1]")
    var trustProxy = false
    @Option(help: "Bearer token that opens /metrics from elsewhere. [env: COURSE_SERVER_METRICS_TOKEN]")
    var metricsToken: String?
    @Option(help: "trace, debug, info, notice, warning, error. [env: COURSE_SERVER_LOG_LEVEL]")
    var logLevel: String?
    @Option(name: .customLong("public"), help: "Folder of style sheets and scripts. [env: COURSE_SERVER_PUBLIC]")
    var publicFolder: String?
    @Option(help: "Folder of the fonts made by bin/assets. [env: COURSE_SERVER_FONTS]")
    var fonts: String?
    @Option(
        help: """
            File with the time to live by, 2026-03-01T09:00:00Z, running on since it was written; for tests and rehearsals.
            """)
    var clock: String?

    func run() async throws {
        let source = try data.settings()
        var settings = Settings()
        settings.host = source.value(host, "HOST") ?? settings.host
        settings.port = try source.number(port, "PORT") ?? settings.port
        settings.name = source.value(name, "NAME") ?? settings.name
        settings.publicAddress = source.value(publicURL, "PUBLIC_URL")
        settings.certificate = source.value(certificate, "CERTIFICATE")
        settings.key = source.value(key, "KEY")
        settings.trustsProxy = trustProxy || source.value(nil, "TRUST_PROXY") == "1"
        settings.metricsToken = source.value(metricsToken, "METRICS_TOKEN")
        settings.logLevel = source.value(logLevel, "LOG_LEVEL") ?? settings.logLevel
        settings.publicFolders =
            [source.value(publicFolder, "PUBLIC") ?? "Public"] + [source.value(fonts, "FONTS")].compactMap { $0 }
        let clock = try clock.map(SetClock.init)
        if let clock {
            let warning =
                "ВНИМАНИЕ: часы переведены, сервер живёт по файлу \(self.clock ?? ""): \(clock.now.ISO8601Format())\n"
            FileHandle.standardError.write(Data(warning.utf8))
        }
        let (domains, folder) = try await data.open { clock?.now ?? Date() }
        try await serve(domains, folder: folder, settings)
    }
}

/// Serves until SIGTERM or SIGINT; requests under way are let end.
func serve(_ domains: Domains, folder: String, _ settings: Settings) async throws {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    var logger = Logger(label: "course-server")
    guard let level = Logger.Level(rawValue: settings.logLevel) else {
        throw CommandFailure("Нет уровня журнала «\(settings.logLevel)».")
    }
    logger.logLevel = level
    let stylesheet = settings.publicFolders[0] + "/css/app.css"
    guard FileManager.default.fileExists(atPath: stylesheet), let assets = try? Assets(folders: settings.publicFolders)
    else {
        throw CommandFailure("Нет папки со стилями и сценариями: \(settings.publicFolders[0]). Укажите --public.")
    }
    let temporaryFolder = folder + "/incoming"
    try FileManager.default.createDirectory(atPath: temporaryFolder, withIntermediateDirectories: true)
    let scheme = settings.certificate == nil ? "http" : "https"
    let site = Site(name: settings.name, assets: assets, publicAddress: settings.publicAddress)
    let metrics = RequestMetrics()
    let app = Application(
        router: router(domains, site, settings: settings, metrics: metrics, temporaryFolder: temporaryFolder),
        server: try server(settings),
        configuration: .init(
            address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 4096),
        onServerRunning: { channel in
            let port = channel.localAddress?.port ?? settings.port
            FileHandle.standardOutput.write(Data("Сервер отвечает: \(scheme)://\(settings.host):\(port)\n".utf8))
        },
        logger: logger)
    let group = ServiceGroup(
        configuration: .init(
            services: [.init(service: app), .init(service: Worker(domains: domains, logger: logger))],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do { try await group.run() } catch {
        await domains.database.shutdown()
        throw failure(error, settings)
    }
    await domains.database.shutdown()
}

/// Idle connections end after a minute; without a limit slow ones would stay for ever.
private func server(_ settings: Settings) throws -> HTTPServerBuilder {
    guard let certificate = settings.certificate else {
        return .http1(configuration: .init(idleTimeout: .seconds(60)))
    }
    guard let key = settings.key else { throw CommandFailure("К сертификату нужен ключ: укажите --key.") }
    do {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        return try .http2Upgrade(tlsConfiguration: tls, configuration: .init(idleTimeout: .seconds(60)))
    } catch { throw CommandFailure("Не удалось прочитать сертификат \(certificate) или ключ \(key): \(error)") }
}

/// What stopped the server, in one line.
private func failure(_ error: any Error, _ settings: Settings) -> any Error {
    guard let error = error as? IOError else { return error }
    switch error.errnoCode {
    case EADDRINUSE:
        return CommandFailure("Порт \(settings.port) занят другой программой. Укажите другой: --port 8081.")
    case EACCES: return CommandFailure("Порт \(settings.port) нельзя открыть без прав администратора.")
    default: return CommandFailure("Не удалось открыть \(settings.host):\(settings.port): \(error)")
    }
}

/// Does persisted jobs one after another, and tidies up once an hour.
struct Worker: Service {
    /// What a dead worker held is taken over after so many seconds; a living one renews its lease.
    private static let lease: TimeInterval = 30

    let domains: Domains
    let logger: Logger

    func run() async throws {
        let owner = "worker-" + UUID().uuidString
        var tidiedAt = Date.distantPast
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            do {
                if domains.now().timeIntervalSince(tidiedAt) > 3600 {
                    try await domains.sessions.removeExpired()
                    try domains.blobs.removeStaleTemporaries()
                    tidiedAt = domains.now()
                }
                guard let job = try await domains.jobs.claim(by: owner, lease: Self.lease) else {
                    try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
                    continue
                }
                do {
                    try await hold(job, as: owner) { try await perform(job) }
                    try await domains.jobs.finish(job.id, by: owner)
                } catch {
                    logger.warning(
                        "job failed", metadata: ["job": "\(job.id)", "kind": "\(job.kind)", "error": "\(error)"])
                    try await domains.jobs.fail(job, by: owner, because: "\(error)")
                }
            } catch {
                logger.error("jobs cannot be read", metadata: ["error": "\(error)"])
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(10)) }
            }
        }
    }

    private func hold(_ job: Job, as owner: String, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask { [jobs = domains.jobs] in
                while true {
                    try await Task.sleep(for: .seconds(Self.lease / 3))
                    try await jobs.renew(job.id, by: owner, lease: Self.lease)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func perform(_ job: Job) async throws {
        switch job.kind {
        case Attempts.closingJob:
            guard let id = Attempt.ID(job.payload) else { return }
            do { try await domains.attempts.closeIfOverdue(id) } catch is NoRow {}
        case Printings.job:
            guard let batch = DocumentBatch.ID(job.payload) else { return }
            try await domains.printings.carryOn(batch, attempt: job.attempts)
        default: throw CommandFailure("unknown kind of job: \(job.kind)")
        }
    }
}
