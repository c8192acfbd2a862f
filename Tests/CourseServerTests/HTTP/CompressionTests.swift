import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import CourseServer

private let page = String(repeating: "<p>Все места заняты: 30.</p>\n", count: 200)

private func answer(
    _ text: String = page, type: String = "text/html; charset=utf-8", status: HTTPResponse.Status = .ok,
    headers: HTTPFields = [:]
) -> Response {
    var headers = headers
    headers[.contentType] = type
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
}

private func fetch(
    _ headers: HTTPFields = [.acceptEncoding: "gzip, br"], method: HTTPRequest.Method = .get,
    framework: TestingSetup = .router, _ response: @Sendable @escaping () -> Response
) async throws -> TestResponse {
    let router = Router(context: AppContext.self)
    router.add(middleware: SecurityHeadersMiddleware(isSecure: true))
    router.add(middleware: CompressionMiddleware())
    router.on("page", method: method) { _, _ in response() }
    let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    return try await app.test(framework) { client in
        try await client.executeRequest(uri: "/page", method: method, headers: headers, body: nil)
    }
}

/// What gzip(1) makes of it.
private func unpacked(_ buffer: ByteBuffer) throws -> String {
    let path = NSTemporaryDirectory() + "page-\(UUID().uuidString).gz"
    try Data(buffer.readableBytesView).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
}

@Suite struct CompressionTests {
    @Test(arguments: [TestingSetup.router, .live])
    func `a page is packed`(framework: TestingSetup) async throws {
        let response = try await fetch(framework: framework) { answer() }

        #expect(response.headers[.contentEncoding] == "gzip")
        #expect(response.headers[.contentLength] == "\(response.body.readableBytes)")
        #expect(response.headers[.vary] == "Accept-Encoding")
        #expect(response.body.readableBytes < page.utf8.count / 10)
        #expect(try unpacked(response.body) == page)
    }

    @Test func `pages one after another are packed by the same states`() async throws {
        for number in 0..<40 {
            let text = page + String(repeating: "\(number)", count: number)
            let response = try await fetch { answer(text) }
            #expect(try unpacked(response.body) == text)
        }
    }

    @Test func `a body written in pieces is packed like one that is whole`() async throws {
        let pieces = page.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            ByteBuffer(bytes: Array($0) + [0x0A])
        }

        let response = try await fetch {
            Response(status: .ok, headers: [.contentType: "application/json"], body: .init(contentsOf: pieces))
        }

        #expect(try unpacked(response.body) == page + "\n")
        #expect(response.headers[.eTag] == nil)
    }

    @Test func `who does not take gzip gets the page as it is`() async throws {
        for accepted in ["identity", "gzip;q=0", "br"] {
            let response = try await fetch([.acceptEncoding: accepted]) { answer() }

            #expect(response.headers[.contentEncoding] == nil)
            #expect(response.headers[.vary] == "Accept-Encoding")
            #expect(String(buffer: response.body) == page)
        }
    }

    static let passing: [@Sendable () -> Response] = [
        { answer("short") }, { answer(type: "image/png") }, { answer(type: "text/event-stream") },
        { answer(status: .unprocessableContent) }, { answer(headers: [.contentEncoding: "br"]) },
        { answer(headers: [.acceptRanges: "bytes"]) }, { answer(headers: [.eTag: "\"own\""]) },
        { answer(String(repeating: page, count: 800)) },
    ]

    @Test(arguments: passing.indices)
    func `what is short, long, packed, refused, a stream or a file stays as it is`(index: Int) async throws {
        let plain = Self.passing[index]()

        let response = try await fetch { Self.passing[index]() }

        #expect(response.status == plain.status)
        #expect(response.body.readableBytes == plain.body.contentLength)
        #expect(response.headers[.contentEncoding] == plain.headers[.contentEncoding])
        #expect(response.headers[.vary] == nil)
    }

    @Test func `given a page read before, when it is the same, then only that is said`() async throws {
        let first = try await fetch { answer() }
        let tag = try #require(first.headers[.eTag])

        let again = try await fetch([.ifNoneMatch: tag, .acceptEncoding: "gzip"]) { answer() }
        let changed = try await fetch([.ifNoneMatch: tag, .acceptEncoding: "gzip"]) { answer(page + " ") }

        #expect(tag.wholeMatch(of: /W\/"[0-9a-f]{1,16}"/) != nil)
        #expect(again.status == .notModified)
        #expect(again.headers[.eTag] == tag)
        #expect(again.headers[.vary] == "Accept-Encoding")
        #expect(again.body.readableBytes == 0)
        #expect(changed.status == .ok)
        #expect(changed.headers[.eTag] != tag)
    }

    @Test func `an answer with a cookie, or not to be kept, has no tag`() async throws {
        for headers in [[.setCookie: "s=1"], [.cacheControl: "private, no-store"]] as [HTTPFields] {
            let response = try await fetch([.ifNoneMatch: "*", .acceptEncoding: "gzip"]) { answer(headers: headers) }

            #expect(response.status == .ok)
            #expect(response.headers[.eTag] == nil)
            #expect(response.headers[.contentEncoding] == "gzip")
        }
    }

    @Test func `HEAD has the headers of GET`() async throws {
        let get = try await fetch { answer() }
        let head = try await fetch(method: .head) { answer() }

        #expect(head.headers == get.headers)
        #expect(head.body.readableBytes == 0)
    }

    @Test func `one changed byte changes the hash of a page`() {
        let bytes = Array(page.utf8.prefix(100))
        var hashes: Set<UInt64> = [contentHash(ByteBuffer(bytes: bytes))]
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                hashes.insert(contentHash(ByteBuffer(bytes: changed)))
            }
            hashes.insert(contentHash(ByteBuffer(bytes: bytes[..<index])))
        }
        #expect(hashes.count == 1 + 900)
    }

    @Test func `every answer says what a browser must not do`() async throws {
        let response = try await fetch { answer() }
        let own = try await fetch {
            answer(headers: [.contentSecurityPolicy: "sandbox", .cacheControl: "public"])
        }

        #expect(response.headers[.contentSecurityPolicy]?.contains("script-src 'self'; ") == true)
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[.strictTransportSecurity] == "max-age=31536000")
        #expect(response.headers[.cacheControl] == "private, no-cache")
        #expect(own.headers[.contentSecurityPolicy] == "sandbox")
        #expect(own.headers[.cacheControl] == "public")
    }
}
