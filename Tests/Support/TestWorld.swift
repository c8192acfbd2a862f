public import Foundation
import Synchronization

/// A clock the test moves.
public final class TestClock: Sendable {
    private let instant: Mutex<Date>

    /// Starts on 5 December 2013, 10:00 UTC, unless told otherwise.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_386_237_600)) { instant = Mutex(start) }

    public var now: Date { instant.withLock { $0 } }

    public func advance(_ seconds: TimeInterval) { instant.withLock { $0 += seconds } }
}

/// The folder of reference data `name`, nil where there are none: then the test has nothing to compare with.
/// They are looked for at COURSE_FIXTURES, else in `shared/fixtures` beside the checkout.
public func fixtures(_ name: String, file: String = #filePath) -> String? {
    let beside = URL(fileURLWithPath: file).pathComponents.prefix { $0 != "Tests" }.dropLast().joined(separator: "/")
    let root = ProcessInfo.processInfo.environment["COURSE_FIXTURES"] ?? beside.dropFirst() + "/shared/fixtures"
    let folder = root + "/" + name
    if FileManager.default.fileExists(atPath: folder) { return folder }
    print("skipped: no reference data at \(folder)")
    return nil
}

/// A folder of the test's own, gone after it.
@discardableResult
public func withTemporaryFolder<T>(_ body: (String) async throws -> T) async throws -> T {
    let folder = NSTemporaryDirectory() + "course-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
