import Foundation
import Processes
public import Spaces

/// Why a picture was not taken.
public enum PictureRefusal: Error, Equatable, Sendable {
    case notAPicture(name: String)
    case tooLarge(name: String, limit: Int)
    case tooManyPixels(name: String, limit: Int)
    case unreadable(name: String)
}

/// A picture fit for a narrow link: at most 1,600 px either way, WebP, upright, without what a camera wrote of itself.
/// Whatever else its file held is gone with the encoding.
public struct Picture: Equatable, Sendable {
    public var bytes: [UInt8]
    public var width: Int
    public var height: Int

    /// Longest file taken, bytes.
    public static let sizeLimit = 40 << 20
    /// Most pixels taken; a phone's camera has 12 to 50 million.
    public static let pixelLimit = 60_000_000
    /// The longer side of what is made, in pixels: twice the width of a column of text.
    public static let longestSide = 1_600

    /// `photo.jpeg` becomes `photo-1600x1200.webp`: the name keeps the size, so that a page leaves room for it.
    public func name(from original: String) -> String {
        let stem = (original as NSString).deletingPathExtension.replacing(/-\d+x\d+$/, with: "")
        return "\(stem.isEmpty ? "picture" : String(stem.prefix(80)))-\(width)x\(height).webp"
    }

    /// Reads a picture and makes it anew, in a process of its own with bounds on memory and time. Blocks for as long
    /// as that takes, twenty seconds at most. Throws `PictureRefusal`.
    public static func make(from bytes: [UInt8], named name: String) throws(PictureRefusal) -> Picture {
        guard bytes.count <= sizeLimit else { throw .tooLarge(name: name, limit: sizeLimit) }
        let type = MediaType(sniffing: Array(bytes.prefix(4096)))
        guard let demuxer = demuxers[type] else { throw .notAPicture(name: name) }
        guard let header = PictureHeader(bytes, type: type) else { throw .unreadable(name: name) }
        guard header.width * header.height <= pixelLimit, max(header.width, header.height) <= 30_000 else {
            throw .tooManyPixels(name: name, limit: pixelLimit)
        }
        var made = encoded(bytes, from: demuxer, isMoving: type == .gif, isLossless: type == .png)
        // A drawing stays sharp; a photograph that came as PNG would stay heavy.
        if type == .png, made.map({ $0.count > 80_000 }) ?? true,
            let lossy = encoded(bytes, from: demuxer, isMoving: false, isLossless: false),
            lossy.count < (made?.count ?? .max) * 2 / 3
        {
            made = lossy
        }
        guard let made, let size = PictureHeader(made, type: .webp) else { throw .unreadable(name: name) }
        return Picture(bytes: made, width: size.width, height: size.height)
    }

    private static let demuxers: [MediaType: String] = [
        .png: "png_pipe", .jpeg: "jpeg_pipe", .webp: "webp_pipe", .gif: "gif",
    ]

    /// The name of the reader is given, so that a file that is something else is not read as that.
    private static func encoded(
        _ bytes: [UInt8], from demuxer: String, isMoving: Bool, isLossless: Bool
    ) -> [UInt8]? {
        let fit = "scale='min(\(longestSide),iw)':'min(\(longestSide),ih)':force_original_aspect_ratio=decrease"
        var arguments = ["--as=\(2 << 30)", "--cpu=20", "--core=0", "--", "/usr/bin/ffmpeg", "-v", "error"]
        // The reader of GIF goes back in its input, which a pipe does not.
        let input = isMoving ? "cache:pipe:0" : "pipe:0"
        arguments += [
            "-threads", "1", "-protocol_whitelist", "cache,pipe", "-f", demuxer, "-i", input, "-map", "0:v:0",
        ]
        arguments += ["-map_metadata", "-1", "-filter_threads", "1", "-vf", fit, "-threads", "1"]
        arguments += isMoving ? ["-c:v", "libwebp_anim", "-loop", "0"] : ["-frames:v", "1", "-c:v", "libwebp"]
        arguments += isLossless ? ["-lossless", "1", "-pix_fmt", "bgra"] : ["-quality", "78"]
        arguments += ["-f", "webp", "pipe:1"]
        return ChildProcess(program: "/usr/bin/prlimit", arguments: arguments, environment: ["PATH=/usr/bin:/bin"])
            .run(input: bytes, timeLimit: .seconds(60), outputLimit: 16 << 20)
    }
}

extension AssetLibrary {
    /// Keeps a picture that was made fit, under the name of the file it came from.
    public func add(_ picture: Picture, from original: String, to space: Space.ID) async throws -> Asset {
        let path = NSTemporaryDirectory() + "picture-" + UUID().uuidString
        try Data(picture.bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await add(file: path, named: picture.name(from: original), to: space)
    }
}
