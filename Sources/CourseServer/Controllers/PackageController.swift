import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import Spaces
import Storage

/// Interactive packages: the page around one, its files, and what it tells of the learner.
///
/// A package is a stranger's program. It runs in a frame without our origin: no cookies, nothing of the page around it,
/// and `OriginGuardMiddleware` refuses whatever it sends. Its files are let out by a pass in their address.
struct PackageController: Controller {
    let domains: Domains
    let site: Site

    /// The page with the frame, for one item of the package.
    func show(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, visit) = try await visitActivity(.study, context)
        guard case .package(let package) = open.body else { throw Refused.notFound }
        let chosen = request.query("item").map { $0.removingPercentEncoding ?? $0 }
        guard let item = chosen.map(package.item) ?? package.launchable.first else { throw Refused.notFound }
        let pass = try await domains.packages.pass(to: item, of: package, at: open.activity.id, for: user.id)
        var progress: PackageProgress?
        if visit.progress != nil {
            try await domains.progress.open(open.activity, by: user.id, before: visit.progress)
            progress = try await domains.packages.progress(of: user.id, at: open.activity.id)
        }
        let page = PackagePlayerPage(
            activity: open.activity, course: visit.course, package: package, item: item, pass: pass,
            progress: progress)
        return self.page(page.frame, request, context)
    }

    /// A file of a package. Pages get the run-time interface as their first script.
    func file(_ request: Request, context: AppContext) async throws -> Response {
        let pass = try token(context)
        let path = try path(request, after: "/run/\(pass)/files/")
        let (file, _) = try await domains.packages.file(path, pass: pass)
        let type = PackageMediaType.of(path)
        let source = domains.blobs.path(of: file.digest)
        var response: Response
        if type.isPage, file.size <= Self.pageLimit {
            let page = FileManager.default.contents(atPath: source).map { [UInt8]($0) } ?? []
            let scripts =
                "<script src=\"/run/\(pass)/launch.js\"></script><script src=\"\(site.asset("js/package/api.js"))\"></script>"
            response = Response(
                status: .ok, headers: [.contentType: type.name, .cacheControl: "private, no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: PackagePageSource.adding(scripts, to: page))))
        } else if file.size == 0 {
            response = Response(status: .ok, headers: [.contentType: type.name], body: .init(byteBuffer: ByteBuffer()))
        } else {
            response = try MediaResponse.respond(
                path: source, size: file.size, type: type.name, etag: "\"\(file.digest.rawValue.prefix(32))\"",
                name: (path as NSString).lastPathComponent, attachment: false,
                cacheControl: "private, max-age=43200", request: request, context: context)
        }
        fence(&response, request, context, pass: pass)
        return response
    }

    /// What the item is told when it starts, as a script of one assignment.
    func launch(_ request: Request, context: AppContext) async throws -> Response {
        let pass = try token(context)
        let launch = try await domains.packages.launch(pass: pass)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = String(decoding: try encoder.encode(LaunchScript(launch, channel: pass)), as: UTF8.self)
            .replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
        var response = Response(
            status: .ok,
            headers: [.contentType: "text/javascript; charset=utf-8", .cacheControl: "private, no-store"],
            body: .init(byteBuffer: ByteBuffer(string: "window.courseLaunch=\(json)\n")))
        fence(&response, request, context, pass: pass)
        return response
    }

    private struct Tracked: Decodable {
        var item: String
        var values: [String: String]
        var finished: Bool?
    }

    /// What the package set, sent by the page around it.
    func track(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, visit) = try await visitActivity(.study, context)
        guard visit.progress != nil else { throw Refused.forbidden(.notMember) }
        guard open.activity.kind == .package else { throw Refused.notFound }
        try request.refuseBody(over: 1 << 20)
        let body = try await request.body.collect(upTo: 1 << 20)
        guard let tracked = try? JSONDecoder().decode(Tracked.self, from: Data(body.readableBytesView)) else {
            throw Refused.badRequest
        }
        do {
            let track = try await domains.packages.track(
                tracked.values, item: tracked.item, of: open.activity.id, by: user.id,
                isFinished: tracked.finished ?? false)
            return json("{\"saved\":true,\"completed\":\(track.isCompleted)}")
        } catch let refusal as TrackRefusal {
            return json("{\"saved\":false,\"reason\":\"\(refusal.code)\"}", status: .unprocessableContent)
        }
    }

    private static let pageLimit = 16 << 20

    private func token(_ context: AppContext) throws -> String {
        guard let token = context.parameters["pass"].map(String.init),
            token.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2E })
        else { throw Refused.notFound }
        return token
    }

    private func path(_ request: Request, after start: String) throws -> String {
        let written = request.uri.path
        guard written.hasPrefix(start), let path = String(written.dropFirst(start.count)).removingPercentEncoding,
            !path.isEmpty, !path.split(separator: "/").contains("..")
        else { throw Refused.notFound }
        return path
    }

    /// Shuts the answer in: an origin of its own even when opened outside the frame, and nothing but the package's files
    /// and our interface within reach. Scripts and styles in the page itself are a package's way of life.
    private func fence(_ response: inout Response, _ request: Request, _ context: AppContext, pass: String) {
        let host = request.head.authority ?? ""
        let isPlain = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte | 0x20 & 0xDF) || (0x61...0x7A).contains(byte)
                || ".:-[]".utf8.contains(byte)
        }
        let origin = isPlain ? "\(context.isSecure ? "https" : "http")://\(host)" : "'self'"
        let files = isPlain ? "\(origin)/run/\(pass)/" : origin
        let interface = isPlain ? "\(origin)\(site.asset("js/package/api.js"))" : origin
        response.headers[.contentSecurityPolicy] = [
            "sandbox allow-scripts allow-forms allow-modals allow-popups",
            "default-src \(files) data: blob: 'unsafe-inline' 'unsafe-eval'",
            "script-src \(files) \(interface) data: blob: 'unsafe-inline' 'unsafe-eval'",
            "base-uri \(files)", "form-action \(files)", "object-src 'none'",
        ].joined(separator: "; ")
        // Without an origin the package's own fonts and data come from a stranger as far as the browser can tell.
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.crossOriginOpenerPolicy] = "unsafe-none"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.xContentTypeOptions] = "nosniff"
    }
}

extension TrackRefusal {
    /// For the log of whoever made the package.
    fileprivate var code: String {
        switch self {
        case .unknownItem: "unknown_item"
        case .tooMuch: "too_much"
        case .badValue: "bad_value"
        }
    }
}

/// `window.courseLaunch`, which `js/package/api.js` reads.
private struct LaunchScript: Encodable {
    var standard: String
    var channel: String
    var item: String
    var values: [String: String]
    var seconds: Int
    var learnerNumber: String
    var learnerName: String
    var launchData: String
    var masteryScore: Double?
    var isAsset: Bool
    var isCompleted: Bool

    init(_ launch: PackageLaunch, channel: String) {
        standard = launch.standard.rawValue
        self.channel = channel
        item = launch.item.identifier
        values = launch.track.values
        seconds = launch.track.seconds
        learnerNumber = launch.learnerNumber
        learnerName = launch.learnerName
        launchData = launch.item.launchData
        masteryScore = launch.item.masteryScore
        isAsset = launch.item.isAsset
        isCompleted = launch.track.isCompleted
    }
}
