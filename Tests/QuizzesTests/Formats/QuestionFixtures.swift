import Foundation

/// Reference data shared by the project, where this machine has it.
enum QuestionFixtures {
    /// `COURSE_FIXTURES`, or `shared/fixtures` beside the package.
    static let directory: URL? = {
        let given = ProcessInfo.processInfo.environment["COURSE_FIXTURES"].map { URL(fileURLWithPath: $0) }
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../shared/fixtures").standardizedFileURL
        return [given, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    static func bytes(_ path: String) -> [UInt8]? {
        directory.flatMap { try? Data(contentsOf: $0.appendingPathComponent(path)) }.map { Array($0) }
    }

    /// The names of the files in a folder that end with one of `suffixes`.
    static func names(in folder: String, suffixes: [String]) -> [String] {
        guard let path = directory?.appendingPathComponent(folder).path else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in suffixes.contains { name.hasSuffix($0) } }.sorted()
    }

    /// A small fixture of our own, in `Tests/QuizzesTests/Fixtures`.
    static func own(_ name: String) throws -> [UInt8] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures").appendingPathComponent(name)
        return Array(try Data(contentsOf: url))
    }
}
