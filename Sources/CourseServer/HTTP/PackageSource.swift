import Foundation

/// What a file of a package is served as, by its name: a package's pages refer to one another by it.
struct PackageMediaType {
    var name: String
    var isPage = false

    static func of(_ path: String) -> PackageMediaType {
        let ending = (path as NSString).pathExtension.lowercased()
        if ["html", "htm", "xhtml"].contains(ending) {
            // The page itself says how its letters are encoded.
            return PackageMediaType(
                name: ending == "xhtml" ? "application/xhtml+xml" : "text/html", isPage: ending != "xhtml")
        }
        return PackageMediaType(name: types[ending] ?? "application/octet-stream")
    }

    private static let types = [
        "js": "text/javascript", "mjs": "text/javascript", "css": "text/css", "json": "application/json",
        "xml": "application/xml", "xsd": "application/xml", "dtd": "application/xml-dtd", "txt": "text/plain",
        "vtt": "text/vtt", "srt": "text/plain", "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg",
        "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "bmp": "image/bmp",
        "ico": "image/x-icon", "cur": "image/x-icon", "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac",
        "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav", "mp4": "video/mp4", "m4v": "video/mp4",
        "webm": "video/webm", "ogv": "video/ogg", "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf",
        "otf": "font/otf", "eot": "application/vnd.ms-fontobject", "pdf": "application/pdf", "wasm": "application/wasm",
        "map": "application/json",
    ]
}

/// A page of a package as bytes, in whatever encoding.
enum PackagePageSource {
    /// The page with `scripts` before any script of its own. They are ASCII and short: a declaration of the encoding
    /// after them is still found within the first kilobyte.
    static func adding(_ scripts: String, to page: [UInt8]) -> [UInt8] {
        if page.starts(with: [0xFF, 0xFE]) || page.starts(with: [0xFE, 0xFF]),
            let text = String(data: Data(page), encoding: .utf16)
        {
            return adding(scripts, to: [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        }
        let place = self.place(in: page)
        return page[..<place] + Array(scripts.utf8) + page[place...]
    }

    /// After `<head>`, else after `<html>`, else after the document type, else at the start.
    private static func place(in page: [UInt8]) -> Int {
        var index = page.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var best = index
        let end = min(page.count, 64 << 10)
        while index < end {
            guard page[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            if page[index...].starts(with: "<!--".utf8) {
                index = self.end(of: "-->", in: page, from: index + 4) ?? end
                continue
            }
            guard let close = page[index...].firstIndex(of: UInt8(ascii: ">")) else { return best }
            let name = tagName(page, at: index + 1)
            switch name {
            case "head": return close + 1
            case "html", "!doctype": best = close + 1
            case "?xml": break
            default: return best
            }
            index = close + 1
        }
        return best
    }

    private static func tagName(_ page: [UInt8], at start: Int) -> String {
        let name = page[start...].prefix(10).prefix { byte in
            (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?")
        }
        return String(decoding: name, as: UTF8.self).lowercased()
    }

    private static func end(of mark: String, in page: [UInt8], from start: Int) -> Int? {
        guard start < page.count else { return nil }
        return page[start...].firstRange(of: Array(mark.utf8)).map(\.upperBound)
    }
}
