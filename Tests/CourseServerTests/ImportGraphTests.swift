import Foundation
import Testing

/// Who may know whom. Arrows go down only; the system's own modules and each target's C libraries are named too.
private let graph: [String: Set<String>] = [
    "Storage": ["CSQLite", "CLibPQ", "CLibCrypto"],
    "Processes": [],
    "Statistics": [],
    "Markup": ["Processes", "CLibXML2", "CCMark"],
    "Archives": ["CLibArchive", "CLibXML2", "CXLSXWriter"],
    "Accounts": ["Storage", "CArgon2"],
    "Spaces": ["Accounts", "Archives", "Storage"],
    "Media": ["Spaces", "Accounts", "Storage", "Processes"],
    "Courses": ["Media", "Spaces", "Accounts", "Storage", "Markup", "Archives", "Yams", "CStemmer"],
    "Quizzes": ["Courses", "Statistics", "Media", "Spaces", "Accounts", "Storage", "Markup", "Archives"],
    "Surveys": ["Spaces", "Accounts", "Statistics", "Storage"],
    "Documents": ["Spaces", "Accounts", "Storage", "Markup", "Processes", "CQREncode"],
    "Contest": ["Courses", "Documents", "Media", "Spaces", "Accounts", "Statistics", "Storage", "Markup"],
    "CourseServer": [
        "Contest", "Documents", "Quizzes", "Courses", "Surveys", "Media", "Spaces", "Accounts", "Archives", "Markup",
        "Statistics", "Storage",
        "CZlib", "CQREncode",
        "CBrotli", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "HummingbirdHTTP2", "ArgumentParser",
        "HTTPTypes", "Logging", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOSSL",
        "ServiceLifecycle", "UnixSignals", "Yams",
    ],
]

private let ofTheLanguage: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
]

@Suite struct ImportGraphTests {
    private let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources")

    @Test func `every import follows the graph`() throws {
        var read = 0
        for folder in try FileManager.default.contentsOfDirectory(atPath: sources.path) where folder != "System" {
            let allowed = try #require(graph[folder], "the graph does not know \(folder)").union(ofTheLanguage)
            for file in FileManager.default.enumerator(atPath: sources.path + "/" + folder)?.compactMap({
                $0 as? String
            }) ?? []
            where file.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(sources.path)/\(folder)/\(file)", encoding: .utf8)
                for module in imports(of: text) {
                    #expect(allowed.contains(module), "\(folder)/\(file) imports \(module)")
                    read += 1
                }
            }
        }
        #expect(read > 100)
    }

    private func imports(of text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place <= 1, !line.hasPrefix(" "), words.count > place + 1
            else { return nil }
            // `import struct Module.Name` names its module before the dot.
            let named = words.count > place + 2 ? words[place + 2] : words[place + 1]
            return String(named.split(separator: ".")[0])
        }
    }
}
