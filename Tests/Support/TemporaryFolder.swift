import Foundation

/// Gives the test a folder of its own, gone afterwards.
@discardableResult
public func withTemporaryFolder<T: Sendable>(_ body: (_ folder: String) async throws -> T) async throws -> T {
    let folder = NSTemporaryDirectory() + "course-server-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
