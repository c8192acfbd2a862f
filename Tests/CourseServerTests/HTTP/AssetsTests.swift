import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CourseServer

/// Writes `files` into a folder that lasts as long as the closure runs.
private func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "assets-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, content) in files {
        let url = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: url)
    }
    return try body(folder)
}

private func assets(_ files: [String: String]) throws -> Assets { try withFolder(files) { try Assets(folders: [$0]) } }

private func request(_ headers: HTTPFields = [:], method: HTTPRequest.Method = .get) -> Request {
    Request(
        head: .init(method: method, scheme: "http", authority: "localhost", path: "/", headerFields: headers),
        body: .init(buffer: ByteBuffer()))
}

private let rules = String(repeating: "p { color: var(--ink); margin-block: 1rem }\n", count: 100)

@Suite struct AssetsTests {
    @Test func `an address holds a hash of all files`() throws {
        let files = ["css/app.css": rules, "js/app.js": "1"]
        let changed = ["css/app.css": rules, "js/app.js": "2"]
        let renamed = ["css/app.css": rules, "js/main.js": "1"]

        let hashes = try [files, files, changed, renamed].map { try assets($0).hash }

        #expect(hashes[0] == hashes[1])
        #expect(Set(hashes).count == 3)
        #expect(hashes[0].wholeMatch(of: /[0-9a-f]{16}/) != nil)
        #expect(try assets(files).url("css/app.css") == "/assets/\(hashes[0])/css/app.css")
    }

    @Test func `given two folders, then the later counts, and hidden files do not`() throws {
        let assets = try withFolder(["a.txt": "1", "b.txt": "1", ".git/c.txt": "1", ".d.txt": "1"]) { first in
            try withFolder(["b.txt": "2", "fonts/inter.woff2": "3"]) { try Assets(folders: [first, $0]) }
        }
        let lengths = ["a.txt", "b.txt", ".git/c.txt", ".d.txt", "fonts/inter.woff2", "../a.txt", ""].map {
            assets.respond(to: "\(assets.hash)/\($0)", request: request())?.headers[.eTag]
        }

        #expect(lengths.map { $0 != nil } == [true, true, false, false, true, false, false])
        #expect(lengths[0] != lengths[1])
        #expect(throws: (any Error).self) { try Assets(folders: ["/nowhere"]) }
    }

    @Test func `the current address is kept for a year, an old one gives the file of today`() throws {
        let assets = try assets(["css/app.css": rules])

        let current = try #require(assets.respond(to: "\(assets.hash)/css/app.css", request: request()))
        let old = try #require(assets.respond(to: "0123456789abcdef/css/app.css", request: request()))

        #expect(current.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(old.headers[.cacheControl] == "no-cache")
        #expect(current.headers[.eTag] == old.headers[.eTag])
        #expect(old.body.contentLength == rules.utf8.count)
        #expect(assets.respond(to: "css/app.css", request: request()) == nil)
    }

    @Test(arguments: [
        ("a.css", "text/css; charset=utf-8"), ("a.js", "text/javascript; charset=utf-8"), ("a.woff2", "font/woff2"),
        ("a.svg", "image/svg+xml"), ("a.png", "image/png"), ("a.txt", "text/plain; charset=utf-8"),
        ("a.min.js", "text/javascript; charset=utf-8"), ("LICENCE", "application/octet-stream"),
    ])
    func `a file has the type of its name`(name: String, type: String) throws {
        let assets = try assets([name: "x"])

        #expect(assets.respond(to: "\(assets.hash)/\(name)", request: request())?.headers[.contentType] == type)
    }

    @Test(
        arguments: [
            ("", nil), ("identity", nil), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("BR ; q=0.1", "br"), ("br;q=0.0,gzip;q=0", nil), ("brx", nil),
        ] as [(String, String?)])
    func `text is packed as the browser takes it`(accepted: String, coding: String?) throws {
        let assets = try assets(["app.css": rules])

        let response = try #require(
            assets.respond(to: "\(assets.hash)/app.css", request: request([.acceptEncoding: accepted])))

        #expect(response.headers[.contentEncoding] == coding)
        #expect(response.headers[.vary] == "Accept-Encoding")
        #expect(response.headers[.contentLength] == response.body.contentLength.map(String.init))
        #expect((response.body.contentLength ?? 0 < rules.utf8.count / 10) == (coding != nil))
    }

    @Test func `a picture is not packed`() throws {
        let assets = try assets(["a.png": rules])

        let response = try #require(
            assets.respond(to: "\(assets.hash)/a.png", request: request([.acceptEncoding: "gzip, br"])))

        #expect(response.headers[.contentEncoding] == nil)
        #expect(response.headers[.vary] == nil)
    }

    @Test func `each packing has its own tag, by which a browser is told that it has the file`() throws {
        let assets = try assets(["app.css": rules])
        let path = "\(assets.hash)/app.css"
        let codings = ["identity", "gzip", "br"]
        let tags = try codings.map {
            try #require(assets.respond(to: path, request: request([.acceptEncoding: $0]))?.headers[.eTag])
        }

        #expect(Set(tags).count == 3)
        for (coding, tag) in zip(codings, tags) {
            let headers: HTTPFields = [.acceptEncoding: coding, .ifNoneMatch: tag]
            let response = try #require(assets.respond(to: path, request: request(headers)))
            #expect(response.status == .notModified)
            #expect(response.body.contentLength == 0)
            #expect(response.headers[.cacheControl]?.contains("immutable") == true)
        }
    }

    @Test func `HEAD tells the length and sends nothing`() throws {
        let assets = try assets(["app.css": rules])

        let response = try #require(assets.respond(to: "\(assets.hash)/app.css", request: request(method: .head)))

        #expect(response.headers[.contentLength] == "\(rules.utf8.count)")
        #expect(response.body.contentLength == 0)
    }
}
