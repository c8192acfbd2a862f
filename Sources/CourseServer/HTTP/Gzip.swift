import CBrotli
import CZlib
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// How the bytes of an answer are packed on their way.
enum ContentCoding: String {
    case gzip
    case brotli = "br"

    /// Smaller for the same content by a fifth, but slow: for files that are packed once.
    static func brotli(_ bytes: [UInt8]) -> [UInt8]? {
        var count = BrotliEncoderMaxCompressedSize(bytes.count)
        var packed = [UInt8](repeating: 0, count: count)
        let isDone = BrotliEncoderCompress(
            BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT, bytes.count, bytes, &count, &packed)
        guard isDone == BROTLI_TRUE else { return nil }
        return Array(packed[..<count])
    }

    /// `level` from 1, fast, to 9, small.
    static func gzip(_ bytes: ByteBuffer, level: Int32) -> ByteBuffer {
        let deflater = Deflater.take(level: level)
        defer { deflater.giveBack() }
        return deflater.pack(bytes)
    }
}

extension Request {
    /// Whether the client takes `coding`; a weight of 0 is a refusal.
    func accepts(_ coding: ContentCoding) -> Bool {
        for offer in headers[values: .acceptEncoding].joined(separator: ",").lowercased().split(separator: ",") {
            let parts = offer.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard parts.first == coding.rawValue else { continue }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
        }
        return false
    }
}

/// One deflate state, used again and again: a new one costs 256 KiB of allocation.
private final class Deflater: @unchecked Sendable {  // in one pair of hands between `take` and `giveBack`
    private let level: Int32
    /// On the heap, since zlib keeps its address.
    private let stream: UnsafeMutablePointer<z_stream>

    private static let free = Mutex<[Int32: [Deflater]]>([:])
    private static let maximumFree = 16

    static func take(level: Int32) -> Deflater {
        free.withLock { $0[level]?.popLast() } ?? Deflater(level: level)
    }

    func giveBack() {
        deflateReset(stream)
        Self.free.withLock { free in
            if free[level, default: []].count < Self.maximumFree { free[level, default: []].append(self) }
        }
    }

    private init(level: Int32) {
        self.level = level
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let gzipHeader: Int32 = 16
        let result = cz_deflateInit2(stream, level, MAX_WBITS + gzipHeader)
        precondition(result == Z_OK, "zlib has no memory or is of another version")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func pack(_ bytes: ByteBuffer) -> ByteBuffer {
        let bound = Int(deflateBound(stream, UInt(bytes.readableBytes)))
        var packed = ByteBuffer()
        packed.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
            bytes.withUnsafeReadableBytes { source in
                stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.pointee.avail_in = UInt32(source.count)
                stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(target.count)
                let result = deflate(stream, Z_FINISH)
                precondition(result == Z_STREAM_END, "deflateBound promised enough room")
                return target.count - Int(stream.pointee.avail_out)
            }
        }
        return packed
    }
}
