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
    /// From the index of a row to an index in `Question.Matching.choices`, or of a place to that of a word.
    case matching([Int: Int])
    /// From the index of an item to its place, from 1; a place may be missing or taken twice.
    case ordering([Int: Int])
    /// From the index of a gap to what stands in it: a text as typed, an option's index, several with commas between.
    case gaps([Int: String])
    /// From the index of a marker to where it was set.
    case places([Int: [Question.Point]])
    case essay(String)
    /// What was handed in as files, in the order it came.
    case files([ReplyFile])

    /// Longest text taken, in bytes of UTF-8; the rest is cut off at a character.
    public static let textLimit = 64 * 1024
    /// The same for a gap, in characters.
    static let gapLimit = 500
    /// Most marks of one marker on a picture.
    static let pointLimit = 50

    /// Whether there is nothing to mark.
    public var isEmpty: Bool {
        switch self {
        case .choice, .trueFalse: false
        case .multiple(let chosen): chosen.isEmpty
        case .matching(let matches): matches.isEmpty
        case .ordering(let places): places.isEmpty
        case .gaps(let texts): texts.values.allSatisfy { $0.allSatisfy(\.isWhitespace) }
        case .places(let points): points.values.allSatisfy(\.isEmpty)
        case .files(let files): files.isEmpty
        case .shortAnswer(let text), .numeric(let text), .essay(let text): text.allSatisfy(\.isWhitespace)
        }
    }
}

/// A file of a learner's reply.
public struct ReplyFile: Codable, Equatable, Sendable {
    public var name: String
    /// Its address on this server.
    public var path: String
    public var bytes: Int

    public init(name: String, path: String, bytes: Int) {
        self.name = name
        self.path = path
        self.bytes = bytes
    }
}

extension Response {
    /// A field of a question's form.
    public typealias Field = (name: String, value: String)

    /// Reads the fields of one question's form. Names are relative to the question: "" for its only value, repeated for
    /// each chosen option of several; "0", "1"… for its rows, items, gaps or markers. What the question does not offer is
    /// ignored. Nil when nothing was chosen among options, for files, and for a description.
    public init?(fields: [Field], for presentation: Presentation) {
        let values = fields.lazy.filter { $0.name.isEmpty }.map(\.value)
        let numbered = fields.lazy.compactMap { field in Int(field.name).map { (number: $0, value: field.value) } }
        let order = presentation.order
        switch presentation.question.kind {
        case .choice:
            guard let value = values.last, let number = Int(value),
                let option = presentation.index(of: number, in: order)
            else { return nil }
            self = .choice(option)
        case .multiple:
            let chosen = Set(values.compactMap { Int($0).flatMap { presentation.index(of: $0, in: order) } })
            self = .multiple(chosen.sorted())
        case .textSelection(let content):
            let fragments = content.fragments.indices
            self = .multiple(Set(values.compactMap { Int($0) }.filter(fragments.contains)).sorted())
        case .trueFalse:
            guard let value = values.last, let isTrue = Bool(value) else { return nil }
            self = .trueFalse(isTrue)
        case .shortAnswer: self = .shortAnswer(bounded(values.last))
        case .numeric: self = .numeric(bounded(values.last))
        case .essay(let essay):
            guard essay.reply == .text else { return nil }
            self = .essay(bounded(values.last))
        case .matching, .dragWords:
            var matches: [Int: Int] = [:]
            for field in numbered {
                guard let row = presentation.index(of: field.number, in: order) else { continue }
                // The empty first line of a select takes a match back.
                matches[row] = Int(field.value).flatMap { presentation.index(of: $0, in: presentation.choices) }
            }
            if case .dragWords(let content) = presentation.question.kind {
                matches = matches.filter { content.words(for: $0.key).contains($0.value) }
            }
            self = .matching(matches)
        case .ordering:
            var places: [Int: Int] = [:]
            for field in numbered {
                guard let item = presentation.index(of: field.number, in: order) else { continue }
                places[item] = Int(field.value).flatMap { 1...order.count ~= $0 ? $0 : nil }
            }
            self = .ordering(places)
        case .gaps(let content):
            var texts: [Int: String] = [:]
            for gap in content.gaps.indices {
                let given = numbered.filter { $0.number == gap }.map(\.value)
                texts[gap] = Self.text(given: Array(given), in: gap, of: content, presentation)
            }
            self = .gaps(texts)
        case .hotSpot(let content):
            var points: [Int: [Question.Point]] = [:]
            for field in numbered where content.markers.indices ~= field.number {
                let found = field.value.split(separator: " ").prefix(Response.pointLimit).compactMap {
                    Question.Point($0, in: content.picture)
                }
                if !found.isEmpty { points[field.number] = found }
            }
            self = .places(points)
        case .formula, .random, .description: return nil
        }
    }

    /// What stands in a gap, by the author's numbers; nil when nothing does.
    private static func text(
        given: [String], in gap: Int, of content: Question.Gaps, _ presentation: Presentation
    ) -> String? {
        func index(_ value: String) -> Int? {
            Int(value).flatMap { presentation.index(of: $0, in: presentation.gaps[gap]) }
        }
        switch content.gaps[gap].answer {
        case .text, .number:
            guard let text = given.last, !text.isEmpty else { return nil }
            return String(text.prefix(Response.gapLimit))
        case .choice: return given.last.flatMap(index).map(String.init)
        case .multiple:
            let chosen = Set(given.compactMap(index)).sorted()
            return chosen.isEmpty ? nil : chosen.map(String.init).joined(separator: ",")
        }
    }

    /// The fields that `init(fields:for:)` reads back into this response.
    public func fields(for presentation: Presentation) -> [Field] {
        let order = presentation.order
        func number(_ index: Int) -> String { String(presentation.number(of: index, in: order)) }
        switch self {
        case .choice(let option): return [("", number(option))]
        case .multiple(let chosen):
            if case .textSelection = presentation.question.kind { return chosen.map { ("", String($0)) } }
            return chosen.map { ("", number($0)) }
        case .trueFalse(let isTrue): return [("", String(isTrue))]
        case .shortAnswer(let text), .numeric(let text), .essay(let text): return [("", text)]
        case .matching(let matches):
            return matches.sorted { $0.key < $1.key }.map {
                (number($0.key), String(presentation.number(ofChoice: $0.value)))
            }
        case .ordering(let places):
            return places.sorted { $0.key < $1.key }.map { (number($0.key), String($0.value)) }
        case .gaps(let texts):
            return texts.sorted { $0.key < $1.key }.flatMap { gap, text -> [Field] in
                guard presentation.gaps.indices ~= gap, !presentation.gaps[gap].isEmpty else {
                    return [(String(gap), text)]
                }
                return chosenOptions(text).map {
                    (String(gap), String(presentation.number(of: $0, in: presentation.gaps[gap])))
                }
            }
        case .places(let points):
            return points.sorted { $0.key < $1.key }.map { marker, points in
                (String(marker), points.map { "\($0.x),\($0.y)" }.joined(separator: " "))
            }
        case .files: return []
        }
    }

    /// The chosen options of a gap, as stored.
    func chosenOptions(_ text: String) -> [Int] { text.split(separator: ",").compactMap { Int($0) } }

    /// The response to one gap, as it would be to a question of its own.
    public func gap(_ index: Int, of content: Question.Gaps) -> Response? {
        guard case .gaps(let texts) = self, let text = texts[index], content.gaps.indices ~= index else { return nil }
        switch content.gaps[index].answer {
        case .text: return .shortAnswer(text)
        case .number: return .numeric(text)
        case .choice: return Int(text).map { .choice($0) }
        case .multiple: return .multiple(chosenOptions(text))
        }
    }
}

extension Presentation {
    /// What a form's fields answer to this question, nil when nothing.
    public func response(fields: [Response.Field]) -> Response? { Response(fields: fields, for: self) }
}

extension Question.Point {
    /// Reads `x,y` in pixels of the picture; what lies outside is brought to its edge.
    fileprivate init?(_ text: Substring, in picture: Question.Picture) {
        let numbers = text.split(separator: ",").compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        self.init(
            x: min(max(numbers[0], 0), max(picture.width, 0)), y: min(max(numbers[1], 0), max(picture.height, 0)))
    }
}

private func bounded(_ text: String?) -> String {
    guard let text, text.utf8.count > Response.textLimit else { return text ?? "" }
    var end = text.utf8.index(text.startIndex, offsetBy: Response.textLimit)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return String(text[..<end])
}
