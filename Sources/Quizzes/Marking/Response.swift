/// What a learner answered to one question. Options and matches are named by their index in the question as its author
/// wrote it, never by their place on the learner's page.
public enum Response: Codable, Equatable, Sendable {
    case choice(Int)
    /// Indexes of the chosen options, ascending, each once.
    case multiple([Int])
    case trueFalse(Bool)
    case shortAnswer(String)
    /// As typed: what the number is, the marking decides.
    case numeric(String)
    /// From the index of a row to an index in `Question.Matching.choices`.
    case matching([Int: Int])
    case essay(String)

    /// Longest text taken, in bytes of UTF-8; the rest is cut off at a character.
    public static let textLimit = 64 * 1024

    /// Whether there is nothing to mark.
    public var isEmpty: Bool {
        switch self {
        case .choice, .trueFalse: false
        case .multiple(let chosen): chosen.isEmpty
        case .matching(let matches): matches.isEmpty
        case .shortAnswer(let text), .numeric(let text), .essay(let text): text.allSatisfy(\.isWhitespace)
        }
    }
}

extension Response {
    /// Reads the fields of one question's form. Names are relative to the question: "" for its only value, repeated for
    /// each chosen option of several; "0", "1"… for the rows of a matching. What the question does not offer is
    /// ignored. Nil when nothing was chosen among options, and for a description.
    public init?(fields: [(name: String, value: String)], for question: Question) {
        let values = fields.lazy.filter { $0.name.isEmpty }.map(\.value)
        switch question.kind {
        case .choice(let choice):
            guard let value = values.last, let index = Int(value), choice.options.indices ~= index else { return nil }
            self = .choice(index)
        case .multiple(let choice):
            let chosen = Set(values.compactMap { Int($0) }.filter { choice.options.indices ~= $0 })
            self = .multiple(chosen.sorted())
        case .trueFalse:
            guard let value = values.last, let isTrue = Bool(value) else { return nil }
            self = .trueFalse(isTrue)
        case .shortAnswer: self = .shortAnswer(bounded(values.last))
        case .numeric: self = .numeric(bounded(values.last))
        case .essay: self = .essay(bounded(values.last))
        case .matching(let matching):
            let choices = matching.choices.indices
            var matches: [Int: Int] = [:]
            for field in fields {
                guard let row = Int(field.name), matching.pairs.indices ~= row else { continue }
                // The empty first line of a select takes a match back.
                matches[row] = Int(field.value).flatMap { choices ~= $0 ? $0 : nil }
            }
            self = .matching(matches)
        case .description: return nil
        }
    }

    /// The fields that `init(fields:for:)` reads back into this response.
    public var fields: [(name: String, value: String)] {
        switch self {
        case .choice(let index): [("", String(index))]
        case .multiple(let chosen): chosen.map { ("", String($0)) }
        case .trueFalse(let isTrue): [("", String(isTrue))]
        case .shortAnswer(let text), .numeric(let text), .essay(let text): [("", text)]
        case .matching(let matches):
            matches.sorted { $0.key < $1.key }.map { (String($0.key), String($0.value)) }
        }
    }
}

private func bounded(_ text: String?) -> String {
    guard let text, text.utf8.count > Response.textLimit else { return text ?? "" }
    var end = text.utf8.index(text.startIndex, offsetBy: Response.textLimit)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return String(text[..<end])
}
