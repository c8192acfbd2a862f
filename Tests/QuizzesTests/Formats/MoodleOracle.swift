import Foundation

/// What Moodle 4.5.6 itself reads of a GIFT file: one line of `oracle_moodle45.jsonl`.
struct MoodleFile: Decodable {
    var file: String
    var questions: [MoodleQuestion]
}

struct MoodleQuestion: Decodable {
    var qtype: String
    var category: String?
    var name: String?
    var questiontext: String?
    var format: Int?
    var generalfeedback: String?
    var defaultmark: Double?
    var single: Int?
    var correctanswer: Int?
    var idnumber: String?
    var tags: [String]?
    var feedbacktrue: String?
    var feedbackfalse: String?
    var answers: [Answer]?
    var pairs: [[String]]?
    var subquestions: [Part]?

    /// A gap of a text.
    struct Part: Decodable {
        var qtype: String
        var defaultmark: Double
        var layout: Int?
        var usecase: Int?
        var answers: [Answer]
    }

    struct Answer: Decodable {
        var answer: Text
        var fraction: Double
        var tolerance: Tolerance?
        var feedback: String?
    }

    /// Moodle computes the middle of a range and then holds a number where there was text.
    enum Text: Decodable {
        case text(String)
        case number(Double)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .number(try container.decode(Double.self))
            }
        }
    }

    /// The tolerance of `*` is an empty text.
    struct Tolerance: Decodable {
        var value: Double

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            value = try (try? container.decode(Double.self)) ?? Double(container.decode(String.self)) ?? 0
        }
    }
}

extension MoodleFile {
    static let all = read("gift")

    static func read(_ area: String) -> [MoodleFile] {
        guard let bytes = QuestionFixtures.bytes("\(area)/oracle_moodle45.jsonl") else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(MoodleFile.self, from: Data($0))
        }
    }
}
