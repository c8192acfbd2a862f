import Foundation
import Glibc
import Testing

@testable import Quizzes

/// Damaged files of every format: no crash, no second, no quarter of a gigabyte.
///
/// `FUZZ_MINUTES=10 swift test --filter FormatFuzzTests` runs each parser for so many minutes; without it, a second each.
/// The input at hand is kept in a file, so that one that kills the process is found there.
@Suite(.serialized) struct FormatFuzzTests {
    private static let splinters = [
        "<", ">", "</", "/>", "<![CDATA[", "]]>", "&", "&#x0;", "&amp;", "\"", "'", "{", "}", "~", "=", "#", "%50%",
        "{1:MC:", "[[1]]", "[[99999]]", ";", ",", "\t", "\n", "\r", "\0", "-1", "1e99", "1e400", "99999999999999999999",
        "NaN", "<question type=\"ddmarker\">", "<answer fraction=\"1e99\">", "\u{FEFF}", "é", "\u{202E}", "::", "->",
        "<coords>1,2;3</coords>", "A) ", "ANSWER: A",
    ]

    /// Seeds by format: the fixtures where they are here, and files we write ourselves.
    private static func seeds(_ format: QuestionFormat) throws -> [[UInt8]] {
        let folders: [String: [String]] = [
            "gift": ["gift"], "aiken": ["aiken"], "moodlexml": ["moodlexml", "cloze"], "cloze": ["cloze"],
            "missingword": ["missingword"], "blackboard": ["blackboard"], "qti": [], "csv": [], "xlsx": [],
        ]
        var seeds = (folders[format.rawValue] ?? []).flatMap { folder in
            QuestionFixtures.names(in: folder, suffixes: [".gift", ".txt", ".xml", ".dat"])
                .compactMap { QuestionFixtures.bytes("\(folder)/\($0)") }
        }.filter { $0.count < 100_000 }
        var generator = QuestionGenerator(seed: 11)
        let own = (0..<20).map { _ in ReadQuestion(line: 1, question: generator.wholeQuestion()) }
        switch format {
        case .qti:
            seeds += QTI2Writer.files(own).filter { $0.name.hasSuffix(".xml") }.map(\.bytes)
            if let written = try QuestionConversion(own, to: .qti) { seeds.append(written.bytes) }
        case .gift, .moodleXML, .csv, .xlsx:
            if let written = try QuestionConversion(own, to: format) { seeds.append(written.bytes) }
        case .aiken: seeds.append(Array("Да?\nA) да\nB) нет\nANSWER: A\n".utf8))
        case .cloze, .missingWord: seeds.append(Array("Да {1:SA:=да~%50%нет#fb} и {2:MCV:=a~b} {1:NM:=1:2}".utf8))
        case .blackboard:
            seeds.append(Array("<POOL><QUESTION_MATCH id='a'><BODY><TEXT>x</TEXT></BODY></QUESTION_MATCH></POOL>".utf8))
        }
        return seeds
    }

    @Test(arguments: QuestionFormat.allCases)
    func `damaged files are read or refused at once`(format: QuestionFormat) throws {
        let minutes = ProcessInfo.processInfo.environment["FUZZ_MINUTES"].flatMap { Double($0) } ?? 0
        let duration = minutes > 0 ? minutes * 60 : 1
        let seeds = try Self.seeds(format)
        var generator = QuestionGenerator(seed: UInt64(Date().timeIntervalSince1970))
        let path = NSTemporaryDirectory() + "fuzz-\(format.rawValue).input"
        let start = Date()
        var rounds = 0
        while Date().timeIntervalSince(start) < duration {
            let bytes = Self.mutated(seeds[generator.below(seeds.count)], &generator)
            if minutes > 0 { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
            let (clock, memory) = (Self.clock(), Self.residentBytes())
            _ = try? QuestionFile(bytes, format: format)
            if generator.below(4) == 0 { _ = try? QuestionFile(bytes) }
            let (seconds, grown) = (Self.clock() - clock, Self.residentBytes() - memory)
            rounds += 1
            if seconds > 1 || grown > 256 << 20 {
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                Issue.record("\(format.rawValue), round \(rounds): \(seconds) s, \(grown) bytes, input in \(path)")
                return
            }
        }
        if minutes > 0 { print("fuzz \(format.rawValue): \(rounds) inputs in \(Int(duration)) s") }
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func mutated(_ seed: [UInt8], _ generator: inout QuestionGenerator) -> [UInt8] {
        var bytes = seed
        for _ in 0...generator.below(8) {
            let place = generator.below(bytes.count + 1)
            switch generator.below(7) {
            case 0: bytes.insert(contentsOf: splinters[generator.below(splinters.count)].utf8, at: place)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + generator.below(60)))
            case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
            case 3: bytes.insert(contentsOf: bytes[place...].prefix(generator.below(400)), at: place)
            case 4: if place < bytes.count { bytes[place] ^= 1 << UInt8(generator.below(8)) }
            case 5:
                let splinter = Array(splinters[generator.below(splinters.count)].utf8)
                for _ in 0..<generator.below(200) { bytes.insert(contentsOf: splinter, at: place) }
            default:
                let marks = bytes.indices.filter { "{}<>\n:;\"".utf8.contains(bytes[$0]) }
                if !marks.isEmpty { bytes.remove(at: marks[generator.below(marks.count)]) }
            }
        }
        return bytes
    }

    /// Processor time of this thread in seconds: what else runs on the machine does not count.
    private static func clock() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages * 4096
    }
}
