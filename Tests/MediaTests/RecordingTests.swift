import Foundation
import Processes
import Testing

@testable import Media

/// Two seconds of a tone, as a browser writes them while they sound.
private func tone() -> [UInt8] {
    ChildProcess(
        program: "/usr/bin/ffmpeg",
        arguments: [
            "-v", "error", "-y", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "libopus", "-f", "webm", "pipe:1",
        ],
        environment: ["PATH=/usr/bin"]
    ).run(input: [], timeLimit: .seconds(120), outputLimit: 1 << 20) ?? []
}

/// What ffprobe takes for its length.
private func length(of bytes: [UInt8]) -> String {
    let said = ChildProcess(
        program: "/usr/bin/ffprobe",
        arguments: ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", "pipe:0"],
        environment: ["PATH=/usr/bin"]
    ).run(input: bytes, timeLimit: .seconds(120), outputLimit: 1 << 20)
    return String(decoding: said ?? [], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}

@Suite struct RecordingTests {
    @Test func `a recording without a length gets one`() throws {
        let raw = tone()
        #expect(length(of: raw) == "N/A")

        let timed = try #require(Recording.timed(raw))

        #expect(length(of: timed).hasPrefix("2.0") && MediaType(sniffing: timed) == .webm)
        #expect(Recording.timed(timed) == nil)
    }

    @Test func `what is no recording stays as it is`() {
        #expect(Recording.timed([]) == nil)
        #expect(Recording.timed(Array("RIFF....WAVE".utf8)) == nil)
        #expect(Recording.timed([0x1A, 0x45, 0xDF, 0xA3] + [UInt8](repeating: 0, count: 400)) == nil)
    }
}
