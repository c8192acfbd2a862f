public import Courses

/// What is said of a whole result: a text for each range of percent.
///
/// Written as text, a line is a range: «85 — Отлично», from 85 percent up to where the next begins. The text is what is
/// stored, what a course folder carries and what the form edits.
public struct OverallFeedback: Equatable, Sendable {
    public struct Band: Equatable, Sendable {
        /// Percent of the largest mark from which the text is said, 0…100.
        public var from: Int
        public var text: String

        public init(from: Int, text: String) {
            self.from = from
            self.text = text
        }
    }

    public static let limit = 10_000

    /// From the highest range down.
    public private(set) var bands: [Band]

    public init(bands: [Band] = []) { self.bands = bands.sorted { $0.from > $1.from } }

    /// Reads the text; an empty one says nothing. Throws `QuizRefusal` with the number of the first bad line.
    public init(text: String) throws(QuizRefusal) {
        guard text.utf8.count <= Self.limit else { throw .feedbackTooLong(limit: Self.limit) }
        var bands: [Band] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            guard let match = line.wholeMatch(of: /\s*([0-9]{1,3})\s*%?\s*[-–—:]\s*(\S.*?)\s*/),
                let from = Int(match.1),
                from <= 100, !bands.contains(where: { $0.from == from })
            else { throw .feedbackLine(number + 1) }
            bands.append(Band(from: from, text: String(match.2)))
        }
        self.init(bands: bands)
    }

    public var text: String { bands.map { "\($0.from) — \($0.text)" }.joined(separator: "\n") }

    public var isEmpty: Bool { bands.isEmpty }
}

extension OverallFeedback {
    /// What is said of `marks` out of `maximum`; nil below the lowest range and where nothing can be earned. Compared
    /// exactly: 84.999 % is not 85.
    public func said(of marks: Points, of maximum: Points) -> String? {
        guard maximum > .zero else { return nil }
        return bands.first { marks.rawValue * 100 >= maximum.rawValue * Int64($0.from) }?.text
    }
}
