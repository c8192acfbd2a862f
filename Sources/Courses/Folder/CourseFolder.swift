import Foundation
import Yams

/// A course's folder on disk: `course.yaml` and the files it names. Nothing outside the folder is ever read.
public struct CourseFolder: Sendable {
    static let manifest = "course.yaml"
    static let textLimit = 8 << 20
    static let moduleLimit = 200
    static let activityLimit = 2_000

    public let path: String

    public init(path: String) { self.path = path }

    func outline() throws(CourseFolderProblem) -> CourseOutline {
        let yaml = try text(Self.manifest)
        let outline: CourseOutline
        do { outline = try YAMLDecoder().decode(CourseOutline.self, from: yaml) } catch {
            throw CourseFolderProblem(file: Self.manifest, kind: .manifestMalformed(Self.explanation(error)))
        }
        // Anchors make a short file long.
        guard outline.modules.count <= Self.moduleLimit,
            outline.modules.reduce(0, { $0 + $1.activities.count }) <= Self.activityLimit
        else {
            let limits = "modules ≤ \(Self.moduleLimit), activities ≤ \(Self.activityLimit)"
            throw CourseFolderProblem(file: Self.manifest, kind: .manifestMalformed(limits))
        }
        return outline
    }

    func text(_ name: String) throws(CourseFolderProblem) -> String {
        let path = try existing(name)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CourseFolderProblem(file: name, kind: .fileMissing)
        }
        guard data.count <= Self.textLimit else {
            throw CourseFolderProblem(file: name, kind: .tooLarge(limit: Self.textLimit))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CourseFolderProblem(file: name, kind: .notText)
        }
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }

    func bytes(_ name: String) throws(CourseFolderProblem) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: try existing(name)) else {
            throw CourseFolderProblem(file: name, kind: .fileMissing)
        }
        return [UInt8](data)
    }

    /// The files under a folder of it, seen from that folder.
    func files(under name: String) throws(CourseFolderProblem) -> [String] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.isEmpty, !name.hasPrefix("/"), !parts.contains(".."), !name.contains("\0") else {
            throw CourseFolderProblem(file: name, kind: .pathOutside)
        }
        return FolderBuilder.files(in: path + "/" + name)
    }

    func contains(_ name: String) -> Bool { (try? existing(name)) != nil }

    /// The full path of a file of the folder; links that lead out of it and paths with `..` are refused.
    func existing(_ name: String) throws(CourseFolderProblem) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.hasPrefix("/"), !parts.contains(".."), !name.contains("\0") else {
            throw CourseFolderProblem(file: name, kind: .pathOutside)
        }
        let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let file = URL(fileURLWithPath: root + "/" + name).resolvingSymlinksInPath().path
        guard file.hasPrefix(root + "/") else { throw CourseFolderProblem(file: name, kind: .pathOutside) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
            throw CourseFolderProblem(file: name, kind: .fileMissing)
        }
        return file
    }

    func write(_ outline: CourseOutline) throws {
        try write(try YAMLEncoder.readable.encode(outline), to: Self.manifest)
    }

    func write(_ text: String, to name: String) throws {
        let target = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: target), options: .atomic)
    }

    func copy(_ source: String, to name: String) throws {
        let target = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }

    private static func explanation(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context): return "«\(key.stringValue)» \(place(context.codingPath))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return "\(place(context.codingPath)) \(context.underlyingError.map { "\($0)" } ?? context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map { "[\($0 + 1)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}

extension String {
    init?(validating data: Data, as encoding: UTF8.Type) {
        guard let text = String(data: data, encoding: .utf8) else { return nil }
        self = text
    }
}
