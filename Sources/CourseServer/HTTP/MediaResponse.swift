import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOPosix
import NIOSSL

/// A file of a space on its way to a browser: whole, or the one range a player asks for.
///
/// Over plain HTTP/1.1 the bytes go from the file to the socket by sendfile, past every `ResponseBodyWriter`: a
/// middleware must not rewrite a body that has `Accept-Ranges`. Over TLS and HTTP/2 they are read in pieces.
enum MediaResponse {
    /// `etag` is strong; its quotation marks are added when it has none. The file is open when the call returns, so the
    /// caller may remove it.
    static func respond(
        path: String, size: Int, type: String, etag: String, name: String, attachment: Bool, cacheControl: String,
        request: Request, context: AppContext
    ) throws -> Response {
        let etag = etag.hasPrefix("\"") ? etag : "\"\(etag)\""
        var headers: HTTPFields = [.eTag: etag, .cacheControl: cacheControl]
        if request.hasCopy(of: etag) { return .notModified(headers) }

        headers[.acceptRanges] = "bytes"
        headers[.xContentTypeOptions] = "nosniff"
        let range: Range<Int>
        let status: HTTPResponse.Status
        switch request.range(of: size, etag: etag) {
        case .whole: (range, status) = (0..<size, .ok)
        case .part(let part):
            (range, status) = (part, .partialContent)
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        }
        headers[.contentType] = type
        headers[.contentDisposition] = disposition(name, attachment: attachment)
        headers[.contentLength] = "\(range.count)"

        let file = try OpenFile(path: path, size: size)
        guard request.method != .head else { return Response(status: status, headers: headers) }
        let body = ResponseBody(contentLength: range.count) { [channel = context.channel] writer in
            if try await !file.send(range, through: channel) { try await file.write(range, to: &writer) }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    /// The name in ASCII for what is old, and in full (RFC 6266, RFC 8187).
    static func disposition(_ name: String, attachment: Bool) -> String {
        let plain = String(
            name.map { $0.isASCII && $0 >= " " && $0 != "\u{7F}" && !"\"\\%".contains($0) ? $0 : "_" })
        let allowed = CharacterSet(charactersIn: "!#$&+-.^_`|~").union(.init(charactersIn: "0"..."9"))
            .union(.init(charactersIn: "a"..."z")).union(.init(charactersIn: "A"..."Z"))
        let full = name.addingPercentEncoding(withAllowedCharacters: allowed) ?? plain
        return "\(attachment ? "attachment" : "inline"); filename=\"\(plain)\"; filename*=UTF-8''\(full)"
    }
}

/// What a `Range` header asks for.
enum RequestedRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    /// Reads `bytes=0-499`, `bytes=500-` or `bytes=-500`. Anything else, several ranges too, means the whole.
    init(_ header: String, size: Int) {
        self = .whole
        let text = header.lowercased()
        guard text.hasPrefix("bytes=") else { return }
        let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            ends != ["", ""]
        else { return }
        // Digits that are no number are too many of them.
        let last = min(ends[1].isEmpty ? .max : Int(ends[1]) ?? .max, size - 1)
        if ends[0].isEmpty {
            let count = min(Int(ends[1]) ?? .max, size)
            self = count == 0 ? .unsatisfiable : .part(size - count..<size)
        } else {
            let first = Int(ends[0]) ?? .max
            if first >= size {
                self = .unsatisfiable
            } else if first <= last {
                self = .part(first..<last + 1)
            }
        }
    }
}

extension Request {
    fileprivate func range(of size: Int, etag: String) -> RequestedRange {
        guard method == .get, let header = headers[.range] else { return .whole }
        if let condition = headers[.ifRange], condition != etag { return .whole }
        return RequestedRange(header, size: size)
    }

    /// Whether the client has `etag` already, by weak comparison (RFC 9110, 13.1.2).
    func hasCopy(of etag: String) -> Bool {
        guard method == .get || method == .head else { return false }
        func opaque(_ tag: some StringProtocol) -> String {
            String(tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...])
        }
        return headers[values: .ifNoneMatch].contains { header in
            header.split(separator: ",").map { $0.drop { $0 == " " || $0 == "\t" } }
                .map { $0.prefix { $0 != " " && $0 != "\t" } }
                .contains { $0 == "*" || opaque($0) == opaque(etag) }
        }
    }
}

extension Response {
    /// 304, with what the full answer would have said about caching.
    static func notModified(_ headers: HTTPFields) -> Response {
        var response = Response(status: .notModified, headers: headers)
        for name in [.contentLength, .contentType, .contentEncoding] as [HTTPField.Name] {
            response.headers[name] = nil
        }
        return response
    }
}

/// A file that is closed when the response is gone, sent or not.
private final class OpenFile: @unchecked Sendable {  // the handle is only read, at given offsets
    private let handle: NIOFileHandle
    private let descriptor: CInt

    /// Bytes read at once when the file does not go by sendfile.
    private static let piece = 128 << 10

    /// Throws 404 when there is no such file with `size` bytes.
    init(path: String, size: Int) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HTTPError(.notFound) }
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        guard lseek(descriptor, 0, SEEK_END) == size else { throw HTTPError(.notFound) }
    }

    deinit { try? handle.close() }

    /// Hands the range to the kernel. False when the connection is not plain HTTP/1.1 and nothing was sent.
    func send(_ range: Range<Int>, through channel: any Channel) async throws -> Bool {
        // In tests without a server there is a channel that leads nowhere.
        guard channel.isActive, !range.isEmpty else { return range.isEmpty }
        return try await channel.eventLoop.flatSubmit { [self] in
            let pipeline = channel.pipeline.syncOperations
            guard let codec = try? pipeline.context(handlerType: HTTP1ToHTTPServerCodec.self),
                (try? pipeline.context(handlerType: NIOSSLServerHandler.self)) == nil
            else { return channel.eventLoop.makeSucceededFuture(false) }
            let region = FileRegion(fileHandle: handle, readerIndex: range.lowerBound, endIndex: range.upperBound)
            let sent = channel.eventLoop.makePromise(of: Void.self)
            // What is written from the codec's place goes on to the HTTP/1 encoder, which takes file regions.
            codec.writeAndFlush(NIOAny(HTTPServerResponsePart.body(.fileRegion(region))), promise: sent)
            return sent.futureResult.map { true }
        }.get()
    }

    func write(_ range: Range<Int>, to writer: inout any ResponseBodyWriter) async throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let length = min(Self.piece, range.upperBound - offset)
            let bytes = try await NIOThreadPool.singleton.runIfActive { [self, offset] in
                try read(length, at: offset)
            }
            try await writer.write(bytes)
            offset += bytes.readableBytes
        }
    }

    /// At least one byte. Throws when the file has become shorter: the answer already promised more.
    private func read(_ length: Int, at offset: Int) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        let count = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { target in
            max(0, pread(descriptor, target.baseAddress, length, offset))
        }
        guard count > 0 else { throw HTTPError(.internalServerError) }
        return bytes
    }
}
