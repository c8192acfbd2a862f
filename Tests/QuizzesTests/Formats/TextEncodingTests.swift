import Foundation
import Testing

@testable import Quizzes

struct TextEncodingTests {
    private static let text = "::Ёж::Ёжик — «зверь»? {=да ~нет}"

    @Test(
        arguments: [
            (Array(text.utf8), nil),
            ([0xEF, 0xBB, 0xBF] + Array(text.utf8), nil),
            ([0xFF, 0xFE] + utf16(bigEndian: false), nil),
            ([0xFE, 0xFF] + utf16(bigEndian: true), nil),
            (utf16(bigEndian: false), .utf16LittleEndian),
            (utf16(bigEndian: true), .utf16BigEndian),
            (Array(text.data(using: .windowsCP1251)!), .windows1251),  // Every character of the text is in the table.
        ] as [([UInt8], TextEncoding?)])
    func `one question in any encoding`(bytes: [UInt8], guess: TextEncoding?) throws {
        let file = try GIFT.read(bytes)

        #expect(file.questions.map(\.question.stem.source) == ["Ёжик — «зверь»?"])
        let problem = guess.map { FormatProblem(line: 1, kind: .encodingGuessed($0), lost: false) }
        #expect(file.problems == (problem.map { [$0] } ?? []))
    }

    @Test func `a broken byte does not make a file another encoding`() throws {
        let file = try GIFT.read(Array(Self.text.utf8) + [0xD0])

        #expect(file.questions.map(\.question.name) == ["Ёж"])
        #expect(file.problems.first?.kind == .brokenCharacters(count: 1))
    }

    private static func utf16(bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
            return bigEndian ? [high, low] : [low, high]
        }
    }
}
