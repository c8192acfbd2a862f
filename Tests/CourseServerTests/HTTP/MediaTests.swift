import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import CourseServer

/// A film of 300,000 bytes at `/film`, removed from disk as soon as the answer is made.
private func film(_ framework: TestingSetup, _ headers: HTTPFields, method: HTTPRequest.Method = .get) async throws
    -> TestResponse
{
    let router = Router(context: AppContext.self)
    let answer = { @Sendable (request: Request, context: AppContext) throws -> Response in
        let path = NSTemporaryDirectory() + "film-\(UUID().uuidString)"
        try Data(content).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try MediaResponse.respond(
            path: path, size: content.count, type: "video/mp4", etag: "abc", name: "Урок \"1\".mp4", attachment: false,
            cacheControl: "private", request: request, context: context)
    }
    router.get("film", use: answer)
    router.head("film", use: answer)
    let app = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
    return try await app.test(framework) { client in
        let first = try await client.executeRequest(uri: "/film", method: method, headers: headers, body: nil)
        // The connection must be left in order.
        let second = try await client.executeRequest(uri: "/film", method: method, headers: headers, body: nil)
        #expect(first.head.status == second.head.status)
        #expect(first.body == second.body)
        return first
    }
}

private let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }

@Suite struct MediaTests {
    static let frameworks: [TestingSetup] = [.router, .live]

    @Test(arguments: frameworks)
    func `without a range the whole file comes`(framework: TestingSetup) async throws {
        let response = try await film(framework, [:])

        #expect(response.status == .ok)
        #expect(Array(response.body.readableBytesView) == content)
        #expect(response.headers[.contentLength] == "300000")
        #expect(response.headers[.acceptRanges] == "bytes")
        #expect(response.headers[.contentType] == "video/mp4")
        #expect(response.headers[.eTag] == "\"abc\"")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(
            response.headers[.contentDisposition]
                == "inline; filename=\"____ _1_.mp4\"; filename*=UTF-8''%D0%A3%D1%80%D0%BE%D0%BA%20%221%22.mp4")
    }

    @Test(
        arguments: frameworks,
        [
            ("bytes=0-0", 0..<1), ("bytes=10-19", 10..<20), ("bytes=299990-", 299_990..<300_000),
            ("bytes=-5", 299_995..<300_000), ("bytes=0-", 0..<300_000), ("bytes=-999999", 0..<300_000),
            ("bytes=299999-99999999999999999999", 299_999..<300_000), ("Bytes=100-200000", 100..<200_001),
        ])
    func `a range comes with its place in the file`(framework: TestingSetup, _ asked: (String, Range<Int>)) async throws
    {
        let (header, range) = asked

        let response = try await film(framework, [.range: header])

        #expect(response.status == .partialContent)
        #expect(response.headers[.contentRange] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/300000")
        #expect(response.headers[.contentLength] == "\(range.count)")
        #expect(Array(response.body.readableBytesView) == Array(content[range]))
    }

    @Test(arguments: ["bytes=300000-", "bytes=-0", "bytes=99999999999999999999-"])
    func `a range outside the file is not satisfiable`(header: String) async throws {
        for framework in Self.frameworks {
            let response = try await film(framework, [.range: header])

            #expect(response.status == .rangeNotSatisfiable)
            #expect(response.headers[.contentRange] == "bytes */300000")
            #expect(response.body.readableBytes == 0)
        }
    }

    @Test(arguments: ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "bytes=a-b", "bytes=+1-2", "bytes=1", "lines=1-2", ""])
    func `what is no single range means the whole file`(header: String) {
        #expect(RequestedRange(header, size: 300_000) == .whole)
    }

    @Test func `an empty file has no ranges`() {
        #expect(RequestedRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(RequestedRange("bytes=-1", size: 0) == .unsatisfiable)
    }

    @Test(arguments: [("\"abc\"", 206), ("\"old\"", 200), ("W/\"abc\"", 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)])
    func `a range of another version is refused its condition`(condition: String, status: Int) async throws {
        let response = try await film(.router, [.range: "bytes=0-9", .ifRange: condition])

        #expect(response.status.code == status)
    }

    @Test(arguments: ["\"abc\"", "\"x\", \"abc\"", "W/\"abc\"", "*"])
    func `a browser that has the file is told so`(tags: String) async throws {
        for framework in Self.frameworks {
            let response = try await film(framework, [.ifNoneMatch: tags, .range: "bytes=0-9"])

            #expect(response.status == .notModified)
            #expect(response.headers[.eTag] == "\"abc\"")
            #expect(response.headers[.cacheControl] == "private")
            #expect(response.body.readableBytes == 0)
        }
    }

    @Test(arguments: frameworks)
    func `HEAD tells what GET would send whole`(framework: TestingSetup) async throws {
        let response = try await film(framework, [.range: "bytes=0-9"], method: .head)

        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "300000")
        #expect(response.body.readableBytes == 0)
    }

    @Test(arguments: [("film", 3, 200), ("film", 4, 404), ("absent", 3, 404), ("", 3, 404)])
    func `a file that is not there, or not of this size, is not found`(name: String, size: Int, status: Int)
        async throws
    {
        let folder = NSTemporaryDirectory() + "media-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(folder)/film"))
        let router = Router(context: AppContext.self)
        router.get("file") { request, context in
            try MediaResponse.respond(
                path: "\(folder)/\(name)", size: size, type: "text/plain", etag: "e", name: "n", attachment: true,
                cacheControl: "private", request: request, context: context)
        }

        let response = try await Application(router: router).test(.router) { client in
            try await client.executeRequest(uri: "/file", method: .get, headers: [:], body: nil)
        }

        #expect(response.status.code == status)
    }
}
