import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Synchronization

/// The style sheets, scripts, fonts and pictures of the site, in memory, at addresses that change with their content.
///
/// One hash of all files is in each address, so a style sheet names its fonts and a module its neighbours by relative
/// paths, and everything is cached for a year.
final class Assets: Sendable {
    /// 16 hexadecimal digits of the SHA-256 of all names and contents.
    let hash: String
    private let files: [String: AssetFile]

    /// Reads all files of `folders`, but those with a dot before their names; of two with one name the later counts.
    init(folders: [String]) throws {
        var contents: [String: [UInt8]] = [:]
        for folder in folders {
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
                let path = "\(folder)/\(name)"
                var isFolder: ObjCBool = false
                guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }),
                    FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
                else { continue }
                contents[name] = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            }
        }
        files = contents.reduce(into: [:]) { $0[$1.key] = AssetFile(name: $1.key, bytes: $1.value) }
        let catalogue = files.sorted { $0.key < $1.key }.map { "\($0.key)\n\($0.value.hash)\n" }.joined()
        hash = shortHash(Array(catalogue.utf8))
    }

    /// The address of the file `path`, such as `css/app.css`.
    func url(_ path: String) -> String { "/assets/\(hash)/\(path)" }

    /// What is in the file `path`, for what is put together of it; nil when there is no such file.
    func contents(of path: String) -> ByteBuffer? { files[path]?.plain }

    /// Answers for the address `/assets/` + `path`, whose first part is a hash; nil when there is no such file. A page
    /// from before an update asks with an old hash and gets the file of today, not to be kept.
    func respond(to path: String, request: Request) -> Response? {
        let parts = path.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let file = files[String(parts[1])] else { return nil }
        let isCurrent = parts[0] == hash
        return file.respond(
            to: request, cacheControl: isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
    }
}

/// One file and what it packs down to.
private final class AssetFile: Sendable {
    let hash: String
    private let type: String
    private let isText: Bool
    let plain: ByteBuffer
    /// Packed when first asked for: Brotli takes a second for a megabyte.
    private let brotli = Mutex<ByteBuffer?>(nil)
    private let gzip = Mutex<ByteBuffer?>(nil)

    init(name: String, bytes: [UInt8]) {
        hash = shortHash(bytes)
        type = Self.types[name.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
        isText = type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasPrefix("image/svg")
        plain = ByteBuffer(bytes: bytes)
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8",
        "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon",
        "woff2": "font/woff2",
    ]

    func respond(to request: Request, cacheControl: String) -> Response {
        let coding = isText ? [.brotli, .gzip].first(where: request.accepts) : nil
        let etag = "\"\(hash)\(coding.map { "-\($0.rawValue)" } ?? "")\""
        var headers: HTTPFields = [.contentType: type, .cacheControl: cacheControl, .eTag: etag]
        if isText { headers[.vary] = "Accept-Encoding" }
        if let coding { headers[.contentEncoding] = coding.rawValue }
        if request.hasCopy(of: etag) { return .notModified(headers) }

        let bytes = coding.map(packed) ?? plain
        headers[.contentLength] = "\(bytes.readableBytes)"
        return Response(
            status: .ok, headers: headers, body: request.method == .head ? .init() : .init(byteBuffer: bytes))
    }

    private func packed(_ coding: ContentCoding) -> ByteBuffer {
        switch coding {
        case .brotli:
            brotli.withLock { packed in
                let bytes = packed ?? ContentCoding.brotli(Array(plain.readableBytesView)).map(ByteBuffer.init(bytes:))
                packed = bytes
                return bytes ?? plain
            }
        case .gzip:
            gzip.withLock { packed in
                let bytes = packed ?? ContentCoding.gzip(plain, level: 9)
                packed = bytes
                return bytes
            }
        }
    }
}

private func shortHash(_ bytes: [UInt8]) -> String {
    Array(Hashing.sha256(bytes).prefix(8)).hex
}
