import HTTPTypes
import Hummingbird
import NIOCore

/// Makes pages small: says 304 when the browser has this very page, packs it by gzip otherwise.
///
/// It takes answers of text whose length is known. Streams, files and what has an `ETag` of its own pass through.
struct CompressionMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Half the time of zlib's usual 6 for pages a few per cent larger.
    private var level: Int32 { 4 }
    /// Bytes below which packing does not save a packet.
    private var least: Int { 1 << 10 }
    private var most: Int { 4 << 20 }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .get || request.method == .head, response.status == .ok, isBufferedText(response)
        else { return response }
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
        let isLarge = (response.body.contentLength ?? 0) > least
        if isLarge { response.headers.append(HTTPField(name: .vary, value: "Accept-Encoding")) }

        let bytes = try await response.body.collected()
        if isPage, mayBeKept(response) {
            // Weak, since it names the page in whatever coding. Pages hold no secret that a guess could be packed with.
            let etag = "W/\"\(String(contentHash(bytes), radix: 16))\""
            response.headers[.eTag] = etag
            if request.hasCopy(of: etag) { return .notModified(response.headers) }
        }
        if isLarge, request.accepts(.gzip) {
            response.headers[.contentEncoding] = ContentCoding.gzip.rawValue
            response.body = ResponseBody(byteBuffer: ContentCoding.gzip(bytes, level: level))
        } else {
            response.body = ResponseBody(byteBuffer: bytes)
        }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func isBufferedText(_ response: Response) -> Bool {
        guard let type = response.headers[.contentType]?.lowercased(),
            type.hasPrefix("text/") || type.hasPrefix("application/json"), !type.hasPrefix("text/event-stream"),
            let length = response.body.contentLength, length > 0, length <= most
        else { return false }
        return [.contentEncoding, .eTag, .acceptRanges].allSatisfy { response.headers[$0] == nil }
    }

    private func mayBeKept(_ response: Response) -> Bool {
        response.headers[.setCookie] == nil
            && !response.headers[values: .cacheControl].contains { $0.lowercased().contains("no-store") }
    }
}

extension ResponseBody {
    /// The whole body. It is written here instead of to the client.
    fileprivate func collected() async throws -> ByteBuffer {
        let collector = Collector()
        try await write(collector)
        return collector.bytes
    }
}

private final class Collector: ResponseBodyWriter {
    private(set) var bytes = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws {
        if bytes.readableBytes == 0 { bytes = buffer } else { bytes.writeImmutableBuffer(buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// A quick 64-bit hash over words of eight bytes: each step is a bijection of the state, as in FNV-1a, with the high
/// bits folded back, so two pages that differ in one word never meet. Not for what an adversary chooses.
func contentHash(_ bytes: ByteBuffer) -> UInt64 {
    let prime: UInt64 = 0x9E37_79B9_7F4A_7C15  // 2^64 over the golden ratio, odd
    return bytes.withUnsafeReadableBytes { bytes in
        var hash = UInt64(bytes.count) ^ 0xCBF2_9CE4_8422_2325
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* prime
            hash ^= hash >> 32
        }
        let whole = bytes.count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
            mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
        mix(bytes[whole...].reduce(0) { $0 << 8 | UInt64($1) })
        return hash
    }
}
