import Foundation
import Testing

@testable import CourseServer

struct SetClockTests {
    private func withFile(_ body: (URL) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "clock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file)
    }

    private func write(_ text: String, to file: URL, at instant: Date) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.modificationDate: instant], ofItemAtPath: file.path)
    }

    @Test func `time runs on from the file's instant since the file was written`() throws {
        try withFile { file in
            try write("2026-03-01T09:00:00Z\n", to: file, at: Date().addingTimeInterval(-3_600))

            let now = try SetClock(path: file.path).now

            let expected = try Date("2026-03-01T10:00:00Z", strategy: .iso8601)
            #expect(abs(now.timeIntervalSince(expected)) < 60)
        }
    }

    @Test
    func `given a running clock, when its file is written anew, then it jumps, and what is no time leaves it alone`()
        throws
    {
        try withFile { file in
            try write("2026-03-01T09:00:00Z", to: file, at: Date().addingTimeInterval(-30))
            let clock = try SetClock(path: file.path)

            try write("2026-04-20T09:00:00Z", to: file, at: Date().addingTimeInterval(-20))
            let jumped = clock.now
            try write("завтра", to: file, at: Date())

            let expected = try Date("2026-04-20T09:00:00Z", strategy: .iso8601)
            #expect(abs(jumped.timeIntervalSince(expected)) < 60)
            #expect(abs(clock.now.timeIntervalSince(expected)) < 60)
        }
    }

    @Test func `a file without a time is refused at the start`() throws {
        try withFile { file in
            #expect(throws: CommandFailure.self) { try SetClock(path: file.path) }
            try write("полдень", to: file, at: Date())
            #expect(throws: CommandFailure.self) { try SetClock(path: file.path) }
        }
    }
}
