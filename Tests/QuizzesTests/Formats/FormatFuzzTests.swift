import Foundation
import Glibc
import TestSupport
import Testing

@testable import Quizzes

/// Damaged files of every format: no crash, no second, no quarter of a gigabyte.
///
/// A second for each reader; `Tests/Support/fuzz` runs them for minutes. In the environment:
/// - `FUZZ_MINUTES`: for so long instead. The input at hand is then kept in a file, so that one that kills the process is
///   found there, and an input that does not end in 20 seconds kills it.
/// - `FUZZ_READER`: this reader only.
/// - `FUZZ_FOLDER`: where inputs are kept, the temporary folder unless given.
/// - `FUZZ_REPLAY`: reads a kept input again, `gift.3.input`: the reader and the number of its seed.
@Suite(.serialized) struct FormatFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let minutes = environment["FUZZ_MINUTES"].flatMap { Double($0) } ?? 0
    private static let folder = environment["FUZZ_FOLDER"] ?? NSTemporaryDirectory()
    private static let secondsLimit = 1.0
    private static let memoryLimit = 256 << 20

    private static let readers: [FuzzReader] = {
        guard let name = environment["FUZZ_READER"] else { return FuzzReader.allCases }
        return FuzzReader.allCases.filter { $0.rawValue == name }
    }()

    @Test(.enabled(if: environment["FUZZ_REPLAY"] == nil), arguments: readers)
    func `damaged files are read or refused at once`(reader: FuzzReader) async throws {
        try await withTemporaryFolder { work in
            let seeds = try reader.seeds(in: work)
            #expect(seeds.contains { (try? reader.read($0, isGuessed: false)) != nil })
            let seed = UInt64(Date().timeIntervalSince1970 * 1000)
            var damage = FuzzDamage(words: reader.words, generator: QuestionGenerator(seed: seed))
            let end = Date().addingTimeInterval(Self.minutes > 0 ? Self.minutes * 60 : 1)
            var (rounds, failures, slowest, largest) = (0, 0, 0.0, 0)
            while Date() < end, failures < 20 {
                let number = damage.generator.below(seeds.count)
                var input = seeds[number]
                input.bytes = damage.damaged(input.bytes, beside: seeds[damage.generator.below(seeds.count)].bytes)
                let path = "\(Self.folder)/\(reader.rawValue).\(number).input"
                if Self.minutes > 0 { try Data(input.bytes).write(to: URL(fileURLWithPath: path)) }

                let isGuessed = damage.generator.below(8) == 0
                var cost = try Self.cost(of: input, original: seeds[number], reader, isGuessed)
                // Neighbours on the machine slow a processor down, never up: what is slow is so three times.
                for _ in 0..<2 where cost.seconds > Self.secondsLimit {
                    let again = try Self.cost(of: input, original: seeds[number], reader, isGuessed)
                    cost.seconds = min(cost.seconds, again.seconds)
                }

                rounds += 1
                (slowest, largest) = (max(slowest, cost.seconds), max(largest, cost.bytes))
                if cost.seconds > Self.secondsLimit || cost.bytes > Self.memoryLimit {
                    failures += 1
                    let kept = "\(Self.folder)/\(reader.rawValue).\(number).slow-\(seed)-\(rounds).input"
                    try Data(input.bytes).write(to: URL(fileURLWithPath: kept))
                    Issue.record("\(reader.rawValue): \(cost.seconds) s, \(cost.bytes) bytes, input kept in \(kept)")
                }
                if Self.minutes > 0 { try FileManager.default.removeItem(atPath: path) }
            }
            guard Self.minutes > 0 else { return }
            let figures = String(format: "slowest %.3f s, largest %d MB", slowest, largest >> 20)
            print("fuzz \(reader.rawValue): \(rounds) inputs, \(failures) failures, \(figures), seed \(seed)")
        }
    }

    @Test(.enabled(if: environment["FUZZ_REPLAY"] != nil))
    func `a kept input is read or refused at once`() async throws {
        let path = try #require(Self.environment["FUZZ_REPLAY"])
        let parts = (path as NSString).lastPathComponent.split(separator: ".")
        let reader = try #require(parts.first.flatMap { FuzzReader(rawValue: String($0)) })
        let number = try #require(parts.dropFirst().first.flatMap { Int($0) })
        try await withTemporaryFolder { work in
            let original = try reader.seeds(in: work)[number]
            var input = original
            input.bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            for isGuessed in [false, true] {
                let cost = try Self.cost(of: input, original: original, reader, isGuessed)
                print("\(reader.rawValue): \(cost.seconds) s, \(cost.bytes) bytes")
                #expect(cost.seconds <= Self.secondsLimit && cost.bytes <= Self.memoryLimit)
            }
        }
    }

    /// What reading takes: seconds of the processor, which other work on the machine does not lengthen, and the most
    /// memory above what the process had before.
    private static func cost(
        of input: FuzzSeed, original: FuzzSeed, _ reader: FuzzReader, _ isGuessed: Bool
    ) throws -> (seconds: Double, bytes: Int) {
        let file = input.folder.map { URL(fileURLWithPath: $0 + "/" + input.name) }
        if let file { try Data(input.bytes).write(to: file) }
        defer { if let file { try? Data(original.bytes).write(to: file) } }
        var before = memory()
        // The system keeps the highest mark until it is told to forget it.
        if minutes > 0, before.peak > before.now + (16 << 20) {
            try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
            before = memory()
        }
        if minutes > 0 { alarm(after: 20) }
        let seconds = processorSeconds { _ = try? reader.read(input, isGuessed: isGuessed) }
        if minutes > 0 { alarm(after: 0) }
        let after = memory()
        // Beside other tests the peak is theirs as well.
        return (seconds, max(0, (minutes > 0 ? after.peak : after.now) - before.now))
    }

    /// Kills the process after so many seconds of work; 0 calls it off.
    private static func alarm(after seconds: Int) {
        var timer = itimerval()
        timer.it_value.tv_sec = seconds
        setitimer(__itimer_which_t(ITIMER_VIRTUAL.rawValue), &timer, nil)
    }

    /// Resident bytes of the process, and the most there were.
    private static func memory() -> (now: Int, peak: Int) {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        func kilobytes(_ name: String) -> Int {
            guard let place = status.firstRange(of: name) else { return 0 }
            return Int(status[place.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        }
        return (kilobytes("VmRSS:") << 10, kilobytes("VmHWM:") << 10)
    }
}
