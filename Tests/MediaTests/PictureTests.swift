import Foundation
import Processes
import Testing

@testable import Media

/// A picture drawn by ffmpeg, as a camera or a screen would give it.
private func drawn(_ size: String, as type: String, _ extra: [String] = []) -> [UInt8] {
    let codecs = ["png": "png", "jpeg": "mjpeg", "webp": "libwebp", "gif": "gif"]
    let frames = type == "gif" ? "5" : "1"
    return ChildProcess(
        program: "/usr/bin/ffmpeg",
        arguments: ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=\(size)", "-frames:v", frames]
            + extra + ["-c:v", codecs[type]!, "-f", type == "gif" ? "gif" : "image2pipe", "pipe:1"],
        environment: ["PATH=/usr/bin"]
    ).run(input: [], timeLimit: .seconds(120), outputLimit: 64 << 20) ?? []
}

/// A JPEG whose camera was held on its side and knew where it was.
private func turned(_ jpeg: [UInt8]) -> [UInt8] {
    let tiff: [UInt8] =
        Array("II*\0".utf8) + [8, 0, 0, 0, 1, 0] + [0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0] + [0, 0, 0, 0]
    let exif = Array("Exif\0\0".utf8) + tiff + Array("GPS 54.4N 86.3E".utf8)
    let length = exif.count + 2
    return [0xFF, 0xD8, 0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + exif + jpeg.dropFirst(2)
}

@Suite(.serialized) struct PictureTests {
    @Test(arguments: ["png", "jpeg", "webp", "gif"])
    func `a picture becomes WebP of at most 1600 px`(type: String) throws {
        let picture = try Picture.make(from: drawn("2400x1200", as: type), named: "a." + type)

        #expect(picture.width == 1_600 && picture.height == 800)
        #expect(MediaType(sniffing: picture.bytes) == .webp)
        #expect(picture.name(from: "Вид из окна.jpeg") == "Вид из окна-1600x800.webp")
        #expect(picture.name(from: "a-10x20.webp") == "a-1600x800.webp")
    }

    @Test func `a small picture stays small, a tall one fits too`() throws {
        let small = try Picture.make(from: drawn("40x30", as: "png"), named: "a.png")
        let tall = try Picture.make(from: drawn("400x3200", as: "jpeg"), named: "a.jpg")

        #expect(small.width == 40 && small.height == 30)
        #expect(tall.width == 200 && tall.height == 1_600)
    }

    @Test func `a photograph is set upright and tells nothing of its camera`() throws {
        let photo = turned(drawn("800x400", as: "jpeg"))
        #expect(PictureHeader(photo, type: .jpeg)?.width == 800)

        let picture = try Picture.make(from: photo, named: "photo.jpg")

        #expect(picture.width == 400 && picture.height == 800)
        let text = String(decoding: picture.bytes, as: UTF8.self)
        #expect(!text.contains("GPS") && !text.contains("Exif") && !text.contains("EXIF"))
    }

    @Test func `what is hidden behind a picture does not come through`() throws {
        let polyglot = drawn("40x40", as: "png") + Array("<script>alert(1)</script>PK\u{3}\u{4}".utf8)

        let picture = try Picture.make(from: polyglot, named: "a.png")

        #expect(!String(decoding: picture.bytes, as: UTF8.self).contains("script"))
    }

    @Test func `what is no picture is refused`() throws {
        let png = drawn("40x40", as: "png")
        let svg = Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8)
        #expect(throws: PictureRefusal.notAPicture(name: "a.svg")) { try Picture.make(from: svg, named: "a.svg") }
        #expect(throws: PictureRefusal.notAPicture(name: "a.png")) {
            try Picture.make(from: Array("#EXTM3U\nfile:///etc/passwd".utf8), named: "a.png")
        }
        #expect(throws: PictureRefusal.unreadable(name: "a.gif")) {
            try Picture.make(from: Array("GIF89a/*".utf8) + [1, 0, 1, 0] + Array("*/=alert(1)".utf8), named: "a.gif")
        }
        #expect(throws: PictureRefusal.unreadable(name: "cut.png")) {
            try Picture.make(from: Array(png.prefix(60)), named: "cut.png")
        }
        #expect(throws: PictureRefusal.notAPicture(name: "v.mp4")) {
            try Picture.make(from: [0, 0, 0, 24] + Array("ftypisom".utf8), named: "v.mp4")
        }
    }

    @Test func `a small file of a huge picture is refused before it is decoded`() throws {
        var bomb = drawn("40x40", as: "png")
        bomb.replaceSubrange(16..<24, with: [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30])
        #expect(throws: PictureRefusal.tooManyPixels(name: "b.png", limit: Picture.pixelLimit)) {
            try Picture.make(from: bomb, named: "b.png")
        }
    }
}
