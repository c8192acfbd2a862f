import Foundation
public import Spaces
public import Storage

/// A file of a space: a picture, a video, a document. Its bytes lie in the blob store under their digest.
public struct Asset: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Asset>

    public let id: ID
    public var space: Space.ID
    public var digest: Digest
    public var type: MediaType
    /// Bytes.
    public var size: Int
    public var name: String

    /// The address its bytes are served at.
    public var path: String { "/media/\(id)/\(Self.pathSegment(name))" }

    /// A file name as a part of an address; nothing in it ends a Markdown link.
    public static func pathSegment(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_.~")))
            ?? "file"
    }
}

/// What the bytes are, found by looking at them: a name promises nothing.
public struct MediaType: RawRepresentable, Hashable, Sendable, ColumnValue {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let mp4 = MediaType(rawValue: "video/mp4")
    public static let webm = MediaType(rawValue: "video/webm")
    public static let png = MediaType(rawValue: "image/png")
    public static let jpeg = MediaType(rawValue: "image/jpeg")
    public static let gif = MediaType(rawValue: "image/gif")
    public static let webp = MediaType(rawValue: "image/webp")
    public static let mp3 = MediaType(rawValue: "audio/mpeg")
    public static let m4a = MediaType(rawValue: "audio/mp4")
    public static let ogg = MediaType(rawValue: "audio/ogg")
    public static let wav = MediaType(rawValue: "audio/wav")
    public static let pdf = MediaType(rawValue: "application/pdf")
    public static let zip = MediaType(rawValue: "application/zip")
    public static let captions = MediaType(rawValue: "text/vtt")
    public static let text = MediaType(rawValue: "text/plain")
    public static let binary = MediaType(rawValue: "application/octet-stream")

    public var isPicture: Bool { rawValue.hasPrefix("image/") }
    public var isVideo: Bool { rawValue.hasPrefix("video/") }
    public var isAudio: Bool { rawValue.hasPrefix("audio/") }

    /// Whether a browser may show it on our pages. HTML, SVG and the unknown are only ever downloaded.
    public var isShownInPlace: Bool {
        isPicture || isVideo || isAudio || self == .pdf || self == .captions
    }

    /// Recognises a file by its first bytes (16 are enough but for text, which is judged by all that is given).
    public init(sniffing head: [UInt8]) {
        func starts(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
            head.count >= offset + bytes.count && Array(head[offset..<offset + bytes.count]) == bytes
        }
        if starts(Array("ftyp".utf8), at: 4) {
            self = starts(Array("M4A".utf8), at: 8) ? .m4a : .mp4
        } else if starts([0x1A, 0x45, 0xDF, 0xA3]) {
            self = .webm
        } else if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if starts([0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if starts(Array("GIF8".utf8)) {
            self = .gif
        } else if starts(Array("RIFF".utf8)), starts(Array("WEBP".utf8), at: 8) {
            self = .webp
        } else if starts(Array("RIFF".utf8)), starts(Array("WAVE".utf8), at: 8) {
            self = .wav
        } else if starts(Array("ID3".utf8)) || head.count > 1 && head[0] == 0xFF && head[1] & 0xE6 == 0xE2 {
            self = .mp3  // a tag, or the head of a frame of layer III
        } else if starts(Array("OggS".utf8)) {
            self = .ogg
        } else if starts(Array("%PDF-".utf8)) {
            self = .pdf
        } else if starts([0x50, 0x4B, 0x03, 0x04]) {
            self = .zip
        } else if starts(Array("WEBVTT".utf8)) || starts([0xEF, 0xBB, 0xBF] + Array("WEBVTT".utf8)) {
            self = .captions
        } else {
            self = head.contains { $0 < 9 } ? .binary : .text
        }
    }
}
