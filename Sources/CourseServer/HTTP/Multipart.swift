import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

/// A form that came with files. The files live as long as it does: hold it while their paths are in use.
final class UploadedForm: Sendable {
    let fields: FormFields
    private let files: [UploadedFile]

    init(fields: FormFields, files: [UploadedFile] = []) {
        self.fields = fields
        self.files = files
    }

    /// The first file chosen in the input `name`; nil when the person chose none.
    func file(_ name: String) -> UploadedFile? { files.first { $0.field == name } }

    /// All files chosen in the input `name`, in the order they came; an input left empty sends one without bytes.
    func files(_ name: String) -> [UploadedFile] { files.filter { $0.field == name && $0.size > 0 } }
}

/// A file a person sent, in a temporary file that goes when this does, unless it was taken.
final class UploadedFile: Sendable {
    let field: String
    /// As the sender called it, without folders. It promises nothing about the content.
    let name: String
    let path: String
    /// Bytes.
    let size: Int
    private let isTaken = Mutex(false)

    init(field: String, name: String, path: String, size: Int) {
        self.field = field
        self.name = name
        self.path = path
        self.size = size
    }

    deinit {
        if !isTaken.withLock({ $0 }) { unlink(path) }
    }

    /// The path of a file that is the caller's to move or remove from now on.
    func take() -> String {
        isTaken.withLock { $0 = true }
        return path
    }
}

extension Request {
    /// The fields and files of a form. Files go to `folder` as they arrive, together `fileLimit` bytes at most; fields
    /// stay in memory, 1 MiB at most. Throws 400 for what is malformed or cut short, 413, 415.
    func uploadedForm(folder: String, fileLimit: Int, context: AppContext) async throws -> UploadedForm {
        guard let type = headers[.contentType], let value = HeaderValue(type),
            value.kind.lowercased() == "multipart/form-data"
        else { return UploadedForm(fields: try await formFields(context: context)) }
        guard let boundary = value["boundary"], let reader = MultipartReader(boundary: boundary) else {
            throw MultipartReader.malformed
        }
        try refuseBody(over: fileLimit + UploadReceiver.fieldLimit + UploadReceiver.packaging)
        var receiver = UploadReceiver(folder: folder, fileLimit: fileLimit)
        return try await receiver.receive(body, by: reader)
    }
}

/// Sorts the parts of one form into fields and files.
private struct UploadReceiver {
    /// Bytes of all fields together, with their names.
    static let fieldLimit = 1 << 20
    /// Bytes that boundaries and headers may take of a declared length.
    static let packaging = 1 << 20

    private let folder: String
    private var fileBytesLeft: Int
    private var fieldBytesLeft = fieldLimit
    private var fields = FormFields()
    private var files: [UploadedFile] = []
    private var part: Part?

    private enum Part {
        case field(name: String, value: ByteBuffer)
        case file(FileWriter)
    }

    init(folder: String, fileLimit: Int) {
        self.folder = folder
        fileBytesLeft = fileLimit
    }

    mutating func receive(_ body: RequestBody, by reader: MultipartReader) async throws -> UploadedForm {
        var reader = reader
        for try await buffer in body {
            reader.append(buffer)
            while let event = try reader.next() {
                switch event {
                case .part(let disposition):
                    try await finishPart()
                    try begin(disposition)
                case .bytes(let bytes): try await take(bytes)
                }
            }
        }
        guard reader.isComplete else { throw MultipartReader.malformed }
        try await finishPart()
        return UploadedForm(fields: fields, files: files)
    }

    private mutating func begin(_ disposition: HeaderValue) throws {
        guard disposition.kind.lowercased() == "form-data", let name = disposition["name"] else {
            throw MultipartReader.malformed
        }
        try spendFieldBytes(name.utf8.count)
        guard let fileName = disposition["filename"] else {
            part = .field(name: Self.unescaped(name), value: ByteBuffer())
            return
        }
        guard files.count < FormFields.maximumCount else { throw HTTPError(.contentTooLarge) }
        let lastName = Self.unescaped(fileName).split { "/\\".contains($0) }.last.map(String.init) ?? ""
        part = .file(try FileWriter(field: Self.unescaped(name), name: lastName, folder: folder))
    }

    private mutating func take(_ bytes: ByteBuffer) async throws {
        switch part {
        case .field(let name, var value):
            part = nil  // or the value would be copied with each piece
            try spendFieldBytes(bytes.readableBytes)
            value.writeImmutableBuffer(bytes)
            part = .field(name: name, value: value)
        case .file(let file):
            guard bytes.readableBytes <= fileBytesLeft else { throw HTTPError(.contentTooLarge) }
            fileBytesLeft -= bytes.readableBytes
            try await file.write(bytes)
        case nil: throw MultipartReader.malformed
        }
    }

    private mutating func finishPart() async throws {
        switch part {
        case .field(let name, let value):
            try fields.append(name: name, value: try FormFields.text(value.readableBytesView))
        case .file(let writer):
            let file = try await writer.finish()
            // A file input left empty is sent as an empty file without a name.
            if !file.name.isEmpty || file.size > 0 { files.append(file) }
        case nil: break
        }
        part = nil
    }

    private mutating func spendFieldBytes(_ count: Int) throws {
        guard count <= fieldBytesLeft else { throw HTTPError(.contentTooLarge) }
        fieldBytesLeft -= count
    }

    /// Browsers write a quotation mark of a name as `%22`, and escape nothing else that a name can have.
    private static func unescaped(_ name: String) -> String { name.replacing("%22", with: "\"") }
}

/// A temporary file that pieces are written to, off the threads that serve requests; given up, it leaves nothing behind.
private final class FileWriter {
    private let field: String
    private let name: String
    private let path: String
    private let descriptor: CInt
    private var waiting = ByteBuffer()
    private var size = 0
    private var isFinished = false

    /// Bytes gathered for one visit to the thread pool.
    private static let batch = 256 << 10

    init(field: String, name: String, folder: String) throws {
        self.field = field
        self.name = name
        path = "\(folder)/upload-\(UUID().uuidString)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw UploadError(operation: "create", path: path) }
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(path) }
    }

    func write(_ bytes: ByteBuffer) async throws {
        waiting.writeImmutableBuffer(bytes)
        size += bytes.readableBytes
        if waiting.readableBytes >= Self.batch { try await flush() }
    }

    func finish() async throws -> UploadedFile {
        try await flush()
        isFinished = true
        return UploadedFile(field: field, name: name, path: path, size: size)
    }

    private func flush() async throws {
        let bytes = waiting
        waiting = ByteBuffer()
        guard bytes.readableBytes > 0 else { return }
        try await NIOThreadPool.singleton.runIfActive { [descriptor, path] in
            try bytes.withUnsafeReadableBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = UnsafeRawBufferPointer(rebasing: rest)
                    let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
                    guard count > 0 else { throw UploadError(operation: "write", path: path) }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }
}

/// What the system refused to do with an upload.
struct UploadError: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let code = errno

    var description: String { "\(operation) \(path): \(String(cString: strerror(code)))" }
}

/// Takes `multipart/form-data` apart as it arrives (RFC 7578). It keeps a part's header and, of a body, no more than
/// could be the beginning of a boundary.
struct MultipartReader {
    enum Event: Equatable {
        /// A new part, by its `Content-Disposition`.
        case part(HeaderValue)
        /// More of the part last begun.
        case bytes(ByteBuffer)
    }

    private enum State { case preamble, afterBoundary, header, body, epilogue }

    static let malformed = HTTPError(.badRequest, message: "malformed form")

    private static let headerLimit = 16 << 10
    private static let headerEnd = Array("\r\n\r\n".utf8)

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// The first boundary has no line before it; with this one it looks like the others.
    private var pending = ByteBuffer(string: "\r\n")

    /// Nil unless `boundary` has 1 to 70 characters (RFC 2046, 5.1.1).
    init?(boundary: String) {
        guard (1...70).contains(boundary.utf8.count) else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    var isComplete: Bool { state == .epilogue }

    mutating func append(_ buffer: ByteBuffer) {
        guard state != .epilogue else { return }
        if pending.readableBytes == 0 {
            pending = buffer
        } else {
            pending.discardReadBytes()
            pending.writeImmutableBuffer(buffer)
        }
    }

    /// What is there to tell, or nil until more arrives. Throws 400.
    mutating func next() throws -> Event? {
        while true {
            switch state {
            case .preamble:
                guard let (_, isWhole) = readToDelimiter() else { return nil }
                if isWhole { state = .afterBoundary }
            case .afterBoundary:
                guard try readAfterBoundary() else { return nil }
            case .header:
                guard let header = try readHeader() else { return nil }
                state = .body
                return .part(header)
            case .body:
                guard let (bytes, isWhole) = readToDelimiter() else { return nil }
                if isWhole { state = .afterBoundary }
                if bytes.readableBytes > 0 { return .bytes(bytes) }
            case .epilogue:
                pending.clear()
                return nil
            }
        }
    }

    /// What is certainly before the next boundary, and whether that boundary was met and read. Nil when nothing is.
    private mutating func readToDelimiter() -> (ByteBuffer, isWhole: Bool)? {
        let (length, isWhole) = pending.search(delimiter)
        guard length > 0 || isWhole, let bytes = pending.readSlice(length: length) else { return nil }
        if isWhole { pending.moveReaderIndex(forwardBy: delimiter.count) }
        return (bytes, isWhole)
    }

    /// After a boundary: `--` ends the form, otherwise blanks and a line end begin a part. False until enough arrives.
    private mutating func readAfterBoundary() throws -> Bool {
        let bytes = pending.readableBytesView
        if bytes.starts(with: "--".utf8) {
            state = .epilogue
            return true
        }
        let blanks = bytes.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        let rest = bytes.dropFirst(blanks).prefix(2)
        guard blanks <= 256, "\r\n".utf8.starts(with: rest) || (blanks == 0 && "--".utf8.starts(with: rest)) else {
            throw Self.malformed
        }
        guard rest.count == 2 else { return false }
        pending.moveReaderIndex(forwardBy: blanks)  // the line end stays: it closes an empty header, too
        state = .header
        return true
    }

    /// The header's `Content-Disposition`; its other lines say nothing we would believe.
    private mutating func readHeader() throws -> HeaderValue? {
        let (length, isWhole) = pending.search(Self.headerEnd)
        guard length <= Self.headerLimit else { throw Self.malformed }
        guard isWhole else { return nil }
        guard let bytes = pending.readSlice(length: length),
            let text = String(validating: bytes.readableBytesView, as: UTF8.self)
        else { throw Self.malformed }
        pending.moveReaderIndex(forwardBy: Self.headerEnd.count)
        for line in text.split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-disposition" else { continue }
            guard let disposition = HeaderValue(String(parts[1])) else { throw Self.malformed }
            return disposition
        }
        throw Self.malformed
    }
}

extension ByteBuffer {
    /// Where `pattern`, which begins with CR, is or may yet turn out to begin; the readable length when nowhere.
    fileprivate func search(_ pattern: [UInt8]) -> (length: Int, isWhole: Bool) {
        withUnsafeReadableBytes { bytes in
            var from = 0
            // By memchr: a video has a CR in 256 bytes, and the others are skipped fast.
            while from < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + from, 0x0D, bytes.count - from)
            {
                let index = UnsafeRawPointer(found) - base
                let candidate = bytes[index...].prefix(pattern.count)
                if pattern.starts(with: candidate) { return (index, candidate.count == pattern.count) }
                from = index + 1
            }
            return (bytes.count, false)
        }
    }
}

/// A header of a kind and parameters: `form-data; name="photo"; filename="Класс 5\"А\".jpg"`.
struct HeaderValue: Equatable {
    let kind: String
    private(set) var parameters: [String: String] = [:]

    /// The parameter `name`, which is in lower case.
    subscript(name: String) -> String? { parameters[name] }

    /// Nil for what does not have this form, or has control characters.
    init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else { return nil }
        // By scalars: a name may begin with a combining mark, which as a character would join the quotation mark.
        var rest = text.unicodeScalars[...]
        kind = Self.readToken(&rest)
        guard !kind.isEmpty else { return nil }
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard !rest.isEmpty else { return }
            guard rest.removeFirst() == ";" else { return nil }
            let name = Self.readToken(&rest).lowercased()
            if name.isEmpty, rest.isEmpty { return }
            guard rest.popFirst() == "=" else { return nil }
            guard let value = rest.first == "\"" ? Self.readQuoted(&rest) : Self.readToken(&rest) else { return nil }
            if parameters[name] == nil { parameters[name] = value }
        }
    }

    private static func readToken(_ rest: inout Substring.UnicodeScalarView) -> String {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        let token = rest.prefix { !" \t;=\"".unicodeScalars.contains($0) }
        rest = rest[token.endIndex...]
        return String(token)
    }

    /// A backslash escapes a quotation mark and itself; before anything else it is a part of an old Windows path.
    private static func readQuoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var value = String.UnicodeScalarView()
        rest.removeFirst()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\" where rest.first == "\"" || rest.first == "\\": value.append(rest.removeFirst())
            default: value.append(scalar)
            }
        }
        return nil
    }
}
