import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import CourseServer

private let site = HTTPField.Name("Sec-Fetch-Site")!  // a token

private func status(_ headers: HTTPFields, method: HTTPRequest.Method = .post) async throws -> HTTPResponse.Status {
    let router = Router(context: AppContext.self)
    router.add(middleware: OriginGuardMiddleware(origins: ["https://school.example"]))
    router.on("enrolment", method: method) { _, _ in HTTPResponse.Status.ok }
    return try await Application(router: router).test(.router) { client in  // its Host is localhost
        try await client.executeRequest(uri: "/enrolment", method: method, headers: headers, body: nil).status
    }
}

@Suite struct OriginGuardTests {
    @Test(
        arguments: [
            [:], [site: "same-origin", .cookie: "s=1"], [site: "none", .cookie: "s=1"],
            [.origin: "http://localhost", .cookie: "s=1"], [.origin: "https://LOCALHOST", .cookie: "s=1"],
            [.origin: "https://school.example", .cookie: "s=1"],
        ] as [HTTPFields])
    func `our own pages and programs without a cookie may change things`(headers: HTTPFields) async throws {
        #expect(try await status(headers) == .ok)
    }

    @Test(
        arguments: [
            [site: "cross-site"], [site: "same-site"], [site: ""], [site: "cross-site", .origin: "http://localhost"],
            [.origin: "https://evil.example"], [.origin: "null"], [.origin: "http://localhost:8080"],
            [.origin: "http://localhost.evil.example"], [.origin: "https://school.example.evil"], [.cookie: "s=1"],
        ] as [HTTPFields])
    func `another site may not`(headers: HTTPFields) async throws {
        for method in [.post, .put, .delete, .patch] as [HTTPRequest.Method] {
            #expect(try await status(headers, method: method) == .forbidden)
        }
    }

    @Test func `anyone may follow a link`() async throws {
        for method in [.get, .head, .options] as [HTTPRequest.Method] {
            #expect(try await status([site: "cross-site", .cookie: "s=1"], method: method) == .ok)
        }
    }
}
