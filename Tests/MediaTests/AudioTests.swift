import Processes
import Testing

@testable import Media

@Suite(.serialized) struct AudioTests {
    /// A tone as ffmpeg writes it in a format.
    private func tone(_ arguments: [String]) -> [UInt8] {
        ChildProcess(
            program: "/usr/bin/ffmpeg",
            arguments: ["-v", "error", "-f", "lavfi", "-i", "sine=duration=0.3"] + arguments + ["pipe:1"],
            environment: ["PATH=/usr/bin"]
        ).run(input: [], timeLimit: .seconds(120), outputLimit: 1 << 20) ?? []
    }

    @Test(arguments: [
        (["-f", "mp3"], MediaType.mp3), (["-f", "mp3", "-id3v2_version", "0", "-write_xing", "0"], .mp3),
        (["-f", "mp3", "-id3v2_version", "0", "-ar", "22050"], .mp3), (["-f", "wav"], .wav),
        (["-c:a", "libopus", "-f", "ogg"], .ogg),
    ])
    func `a recording is known by its first bytes`(arguments: [String], type: MediaType) {
        let bytes = tone(arguments)

        #expect(bytes.count > 500)
        #expect(MediaType(sniffing: Array(bytes.prefix(64))) == type)
        #expect(type.isAudio && type.isShownInPlace)
    }
}
