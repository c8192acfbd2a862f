import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import CourseServer

/// A folder of its own for each test.
private final class TemporaryFolder: Sendable {
    let path = NSTemporaryDirectory() + "uploads-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
}

/// What a form brought: its fields, and its files as they were while the request ran.
private struct Received: Equatable, Sendable {
    struct File: Equatable, Sendable {
        var field: String
        var name: String
        var content: [UInt8]
    }

    var status = HTTPResponse.Status.ok
    var fields: [String] = []
    var files: [File] = []
}

private func part(_ disposition: String, _ content: some Sequence<UInt8>) -> [UInt8] {
    Array("--border\r\nContent-Disposition: form-data; \(disposition)\r\n\r\n".utf8) + Array(content)
        + Array("\r\n".utf8)
}

private func part(_ disposition: String, _ content: String) -> [UInt8] { part(disposition, content.utf8) }

private let end = Array("--border--\r\n".utf8)

private func submit(
    _ body: [UInt8], type: String = "multipart/form-data; boundary=border", limit: Int = 1 << 20,
    to folder: TemporaryFolder
) async throws -> Received {
    let received = Mutex(Received())
    let router = Router(context: AppContext.self)
    router.post("form") { request, context in
        let form = try await request.uploadedForm(folder: folder.path, fileLimit: limit, context: context)
        let files = try ["file", "captions", "фото \"1\""].compactMap { form.file($0) }.map { file in
            let content = Array(try Data(contentsOf: URL(fileURLWithPath: file.path)))
            #expect(file.size == content.count)
            let permissions = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
            return Received.File(field: file.field, name: file.name, content: content)
        }
        received.withLock {
            $0 = Received(fields: form.fields.pairs.map { "\($0.name)=\($0.value)" }, files: files)
        }
        return HTTPResponse.Status.ok
    }
    let status = try await Application(router: router).test(.router) { client in
        try await client.executeRequest(
            uri: "/form", method: .post, headers: [.contentType: type], body: ByteBuffer(bytes: body)
        ).status
    }
    return received.withLock {
        $0.status = status
        return $0
    }
}

@Suite struct MultipartTests {
    @Test func `given fields and a file, when they are sent, then all arrive and the file goes with the request`()
        async throws
    {
        let folder = try TemporaryFolder()
        let video = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let body =
            part(#"name="title""#, "Урок\r\nпервый") + part(#"name="file"; filename="урок 1.mp4""#, video)
            + part(#"name="captions"; filename="""#, "") + part(#"name="title""#, "") + end

        let received = try await submit(body, to: folder)

        #expect(
            received
                == Received(
                    fields: ["title=Урок\r\nпервый", "title="],
                    files: [.init(field: "file", name: "урок 1.mp4", content: video)]))
        #expect(folder.files == [])
    }

    @Test func `a file that was taken stays`() throws {
        let folder = try TemporaryFolder()
        for name in ["kept", "lost"] {
            _ = FileManager.default.createFile(atPath: "\(folder.path)/\(name)", contents: Data())
        }
        var files = ["kept", "lost"].map { UploadedFile(field: "f", name: $0, path: "\(folder.path)/\($0)", size: 0) }

        #expect(files[0].take() == "\(folder.path)/kept")
        files = []

        #expect(folder.files == ["kept"])
    }

    @Test(arguments: [
        (#"name="file"; filename="a.txt""#, "a.txt"), (#"filename=a.txt; name=file"#, "a.txt"),
        (#"name="file"; filename="\"5\" А;.txt""#, "\"5\" А;.txt"), (#"name=file; filename="a\\b.txt""#, "b.txt"),
        (#"name="file"; filename="%225%22 50%.txt""#, "\"5\" 50%.txt"),
        (#"name="file"; filename="C:\Users\Ира\a.txt""#, "a.txt"), (#"name="file"; filename="../../a.txt""#, "a.txt"),
        ("name=\"file\"; filename=\"\u{301}.txt\"", "\u{301}.txt"),
    ])
    func `a file keeps the last part of its name`(disposition: String, name: String) async throws {
        let received = try await submit(part(disposition, "x") + end, to: try TemporaryFolder())

        #expect(received.files == [.init(field: "file", name: name, content: Array("x".utf8))])
    }

    @Test func `the name of a field may have quotation marks`() async throws {
        let body = part("name=\"фото %221%22\"; filename=\"a\"", "x") + part("name=\"\\\"5\\\"\"", "да") + end

        let received = try await submit(body, to: try TemporaryFolder())

        #expect(received.fields == ["\"5\"=да"])
        #expect(received.files.map(\.field) == ["фото \"1\""])
    }

    @Test func `text before, blanks after a boundary and text after the end are allowed`() async throws {
        let body =
            Array("preamble\r\n".utf8)
            + Array(
                "--border \t\r\ncontent-type: text/plain\r\nCONTENT-DISPOSITION: form-data; name=a\r\n\r\n1\r\n".utf8)
            + Array("--border--\r\nepilogue --border".utf8)

        let received = try await submit(body, to: try TemporaryFolder())

        #expect(received == Received(fields: ["a=1"]))
    }

    @Test func `a form in one line is read here too`() async throws {
        let received = try await submit(
            Array("a=1&b=%D0%B0".utf8), type: "application/x-www-form-urlencoded", to: try TemporaryFolder())

        #expect(received == Received(fields: ["a=1", "b=а"]))
    }

    @Test func `wherever a form is cut it is refused, and nothing stays on disk`() async throws {
        let folder = try TemporaryFolder()
        let body = part("name=a", "1") + part("name=file; filename=f", "\r\n--borde\r\n--") + end
        #expect(try await submit(body, to: folder).files.first?.content == Array("\r\n--borde\r\n--".utf8))

        for length in 0..<body.count - 2 {
            #expect(try await submit(Array(body[..<length]), to: folder).status == .badRequest, "\(length) bytes")
        }

        #expect(folder.files == [])
    }

    @Test(arguments: [
        "--border\r\n\r\n1\r\n--border--", "--border\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--border--",
        "--border\r\nContent-Disposition: form-data\r\n\r\n1\r\n--border--", "--borderline\r\n\r\n--border--",
        "--border\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--border--",
        "--border\r\nContent-Disposition: form-data; name=\"a\u{0}\"\r\n\r\n1\r\n--border--",
        "--border\r\nContent-Disposition: form-data; name=a\r\n\r\n\u{0}\r\n--border--", "a=1",
    ])
    func `a malformed form is refused`(body: String) async throws {
        #expect(try await submit(Array(body.utf8), to: try TemporaryFolder()).status == .badRequest)
    }

    @Test(arguments: ["multipart/form-data", "multipart/form-data; boundary=\"\""])
    func `a form without a boundary is refused`(type: String) async throws {
        #expect(try await submit(end, type: type, to: try TemporaryFolder()).status == .badRequest)
    }

    @Test func `a field that is not UTF-8 is refused`() async throws {
        let body = part("name=a", [0xFF]) + end

        #expect(try await submit(body, to: try TemporaryFolder()).status == .badRequest)
    }

    @Test func `files together and fields together have a limit`() async throws {
        let folder = try TemporaryFolder()
        let half = part("name=file; filename=f", Array(repeating: 13, count: 50_000))

        #expect(try await submit(half + half + end, limit: 100_000, to: folder).status == .ok)
        #expect(try await submit(half + half + end, limit: 99_999, to: folder).status == .contentTooLarge)
        let text = part("name=a", Array(repeating: 0x61, count: (1 << 20) - 1))
        #expect(try await submit(text + end, to: folder).status == .ok)
        #expect(try await submit(text + part("name=b", "") + end, to: folder).status == .contentTooLarge)
        #expect(folder.files == [])
    }

    @Test func `a boundary is found however the pieces are cut`() throws {
        let content = Array("\r\r\n\r\n-\r\n--\r\n--borde\r\r\n--bordeR\n--border\r\n--borde".utf8)
        let body = part("name=a", content) + part("name=b", "") + end

        for size in 1...body.count {
            var reader = try #require(MultipartReader(boundary: "border"))
            var parts: [[UInt8]] = []
            for start in stride(from: 0, to: body.count, by: size) {
                reader.append(ByteBuffer(bytes: body[start..<min(start + size, body.count)]))
                while let event = try reader.next() {
                    switch event {
                    case .part: parts.append([])
                    case .bytes(let bytes): parts[parts.count - 1] += bytes.readableBytesView
                    }
                }
            }
            #expect(reader.isComplete)
            #expect(parts == [content, []], "pieces of \(size)")
        }
    }
}
