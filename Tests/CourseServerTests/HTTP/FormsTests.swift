import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import CourseServer

/// Sends `body` to a form that answers with its fields, one a line.
private func submit(
    _ body: String, type: String? = "application/x-www-form-urlencoded", limit: Int = 1 << 20
) async throws -> (status: HTTPResponse.Status, fields: [String]) {
    let router = Router(context: AppContext.self)
    router.post("form") { request, context in
        try await request.formFields(context: context, limit: limit).pairs.map { "\($0.name)=\($0.value)\n" }.joined()
    }
    let headers: HTTPFields = type.map { [.contentType: $0] } ?? [:]
    return try await Application(router: router).test(.router) { client in
        let response = try await client.executeRequest(
            uri: "/form", method: .post, headers: headers, body: ByteBuffer(string: body))
        let lines = String(buffer: response.body).split(separator: "\n").map(String.init)
        return (response.status, response.status == .ok ? lines : [])
    }
}

@Suite struct FormsTests {
    @Test(arguments: [
        ("", []), ("a=1&b=2", ["a=1", "b=2"]), ("a=1&a=2&&", ["a=1", "a=2"]), ("a", ["a="]), ("a=b=c", ["a=b=c"]),
        ("title=%D0%A3%D1%80%D0%BE%D0%BA+5%2F6", ["title=Урок 5/6"]), ("%D0%B0=%f0%9f%8e%93", ["а=🎓"]),
    ])
    func `a form is read in its order`(body: String, fields: [String]) async throws {
        let answer = try await submit(body)

        #expect(answer.status == .ok)
        #expect(answer.fields == fields)
    }

    @Test(arguments: ["a=%D0", "a=%zz", "a=%2", "a=%+1", "a=\u{0}", "a=%00", "%FF=1", "a=%C0%AF", "a=%ED%A0%80"])
    func `what is not UTF-8 is a malformed form`(body: String) async throws {
        #expect(try await submit(body).status == .badRequest)
    }

    @Test func `a form has a limit of bytes and of fields`() async throws {
        #expect(try await submit("a=123456", limit: 8).status == .ok)
        #expect(try await submit("a=1234567", limit: 8).status == .contentTooLarge)
        #expect(try await submit(Array(repeating: "a=1", count: 2_000).joined(separator: "&")).status == .ok)
        #expect(
            try await submit(Array(repeating: "a=1", count: 2_001).joined(separator: "&")).status == .contentTooLarge)
    }

    @Test func `a form is told by its type`() async throws {
        #expect(try await submit("a=1", type: "Application/X-WWW-Form-Urlencoded; charset=UTF-8").fields == ["a=1"])
        #expect(try await submit("a=1", type: nil).fields == ["a=1"])
        #expect(try await submit("a=1", type: "text/plain").status == .unsupportedMediaType)
    }

    @Test func `fields are asked for by name`() {
        let form = FormFields(pairs: [("name", " \u{A0}Айгуль \r\n"), ("key", "1"), ("key", " 3 "), ("blank", " \t")])

        #expect(form["key"] == "1")
        #expect(form["none"] == nil)
        #expect(form.all("key") == ["1", " 3 "])
        #expect(form.trimmed("name") == "Айгуль")
        #expect(form.trimmed("blank") == "")
        #expect(form.trimmed("none") == "")
        #expect(form.int("key") == 1)
        #expect(form.int("name") == nil)
        #expect(FormFields(pairs: [("page", " 12 ")]).int("page") == 12)
    }
}
