import Foundation
import Glibc
import Testing

@testable import Quizzes

/// Damaged files: nothing crashes, nothing takes long, nothing vanishes.
struct GIFTFuzzTests {
    private static let splinters = [
        "{", "}", "~", "=", "#", "::", "\n", "\n\n", "\\", "//", "$CATEGORY: x\n", "{T}", "{=a ~b}", "####", "[html]",
        "%50%",
        "->", "\u{FEFF}", "<a b=\"", "x^{", "{1:SA:=x}", "\r", "\0",
    ]

    private static func seeds() throws -> [[UInt8]] {
        let names = QuestionFixtures.names(in: "gift", suffixes: [".gift", ".txt"])
        return try names.compactMap { QuestionFixtures.bytes("gift/\($0)") } + [QuestionFixtures.own("district.gift")]
    }

    @Test func `mutations of files lose no block of answers silently`() throws {
        let seeds = try Self.seeds()
        var generator = QuestionGenerator(seed: 2026)

        for round in 0..<3000 {
            let bytes = Self.mutated(seeds[generator.below(seeds.count)], &generator)

            let file = try GIFT.read(bytes)

            let unaccounted = Self.unaccountedLines(in: bytes, file)
            #expect(
                unaccounted == [], "round \(round), lines \(unaccounted):\n\(String(decoding: bytes, as: UTF8.self))")
            if unaccounted != [] { return }
        }
    }

    /// Texts made to make a careless reader quadratic.
    @Test(arguments: [
        "::Имя::Вопрос? {\n\t=да#верно\n\t~нет\n}\n\n", "{", "}", "{}", "x {\n", "{=a\n\n", "::", "::a\n", "}::", "} ",
        "x^{", "{{", "<!--", "<a b=\"", "&#", "\\", "[",
        "####",
        "{=a ~b}\n", "~\n", "// [id:", "-", "_{", "\\a{", "{1:SA:", "{T} ::a::", "a\n\n", "{=x\n{y}\n",
    ])
    func `time grows with the size and no faster`(unit: String) throws {
        /// The processor time of this thread: what else runs on the machine does not count.
        func time(_ size: Int) throws -> Double {
            let bytes = Array(String(repeating: unit, count: size / unit.utf8.count).utf8)
            var (start, end) = (timespec(), timespec())
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start)
            _ = try GIFT.read(bytes)
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end)
            return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) / 1e9
        }
        let small = try time(10_000)

        // Sixteen times the size would take 256 times the time, were it quadratic.
        #expect(try time(160_000) < small * 120 + 0.3)
    }

    private static func mutated(_ seed: [UInt8], _ generator: inout QuestionGenerator) -> [UInt8] {
        var bytes = seed
        for _ in 0...generator.below(6) {
            let place = generator.below(bytes.count + 1)
            switch generator.below(5) {
            case 0: bytes.insert(contentsOf: splinters[generator.below(splinters.count)].utf8, at: place)
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + generator.below(40)))
            case 2: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: generator.next()) }
            case 3: bytes.insert(contentsOf: bytes[place...].prefix(generator.below(200)), at: place)
            default:
                // Structure is what breaks readers: take one mark of it away.
                let marks = bytes.indices.filter { "{}\n:".utf8.contains(bytes[$0]) }
                if !marks.isEmpty { bytes.remove(at: marks[generator.below(marks.count)]) }
            }
        }
        return bytes
    }

    /// Lines of blocks that yielded nothing: of each opening brace outside comments and titles, one in a paragraph that
    /// has no question and no lost problem between its first line and its last. A block joins the paragraphs it spans.
    private static func unaccountedLines(in bytes: [UInt8], _ file: QuestionFile) -> [Int] {
        let lines = GIFTLines(decodedText(bytes).text)
        let told = Set(
            file.questions.map(\.line) + file.problems.filter { $0.lost || $0.kind == .answersApart }.map(\.line))
        let braces = lines.braces.map { (isOpen: lines.bytes[$0] == .openBrace, line: lines.index(of: $0) + 1) }
        var isText = lines.starts.indices.map { !lines.bytes[lines.line($0)].allSatisfy(\.isSpace) }
        var open: Int?
        var blocks: [Int] = []
        for brace in braces {
            if brace.isOpen {
                // A brace in an answer of an open block is text.
                let start = lines.bytes[lines.line(brace.line - 1)].first { !$0.isSpace }
                if open == nil || !"=~#%".utf8.contains(start ?? 0) { blocks.append(brace.line) }
                open = open ?? brace.line
            } else if let first = open {
                for line in first...brace.line { isText[line - 1] = true }
                open = nil
            }
        }
        return blocks.filter { line in
            var (first, last) = (line, line)
            while first > 1, isText[first - 2] { first -= 1 }
            while last < isText.count, isText[last] { last += 1 }
            return !told.contains { first...last ~= $0 }
        }
    }
}
