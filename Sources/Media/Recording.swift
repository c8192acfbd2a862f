import Foundation
import Processes

/// A recording made by a browser. Its file is written while one speaks, so it does not say how long it is, and a player
/// can neither show that nor go back in it.
public enum Recording {
    /// Longest file looked at, bytes: an hour of speech at 32 kbit/s.
    static let sizeLimit = 16 << 20
    /// Identifiers of the elements of WebM where it states its length and where sound begins.
    private static let duration: [UInt8] = [0x44, 0x89]
    private static let cluster: [UInt8] = [0x1F, 0x43, 0xB6, 0x75]

    /// The same sound in a file that tells its length and has an index, or nil for what needs none or cannot be read.
    /// Runs in a process of its own with bounds on memory and time, and blocks for as long, thirty seconds at most.
    public static func timed(_ bytes: [UInt8]) -> [UInt8]? {
        let start = Array(bytes.prefix(4096))
        let head = start[..<(start.firstRange(of: cluster)?.lowerBound ?? start.endIndex)]
        guard bytes.count <= sizeLimit, MediaType(sniffing: start) == .webm, !head.contains(duration) else {
            return nil
        }
        var arguments = ["--as=\(1 << 30)", "--cpu=10", "--core=0", "--", "/usr/bin/ffmpeg", "-v", "error", "-y"]
        arguments += ["-threads", "1", "-protocol_whitelist", "pipe", "-f", "matroska", "-i", "pipe:0"]
        // A pipe is written once from start to end; the length is known at the end and belongs at the start.
        arguments += ["-map", "0", "-c", "copy", "-f", "webm", "file:/proc/self/fd/1"]
        let made = ChildProcess(
            program: "/usr/bin/prlimit", arguments: arguments, environment: ["PATH=/usr/bin:/bin"]
        ).run(input: bytes, timeLimit: .seconds(30), outputLimit: sizeLimit + (1 << 20))
        return made.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The same of the file at `path`, which is written anew where that helps.
    public static func time(file path: String) {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber,
            size.intValue <= sizeLimit, let bytes = FileManager.default.contents(atPath: path),
            let timed = timed([UInt8](bytes))
        else { return }
        try? Data(timed).write(to: URL(fileURLWithPath: path))
    }
}
