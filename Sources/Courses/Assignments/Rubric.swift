import Foundation
import Storage

/// What a work is marked by: criteria, and in each of them levels with what stands for them and what they give.
///
/// Written as text, a criterion is a block: its name, then a level a line, as «2 — Цель проверяема». Blocks are parted
/// by an empty line. The text is what is stored, what a course folder carries and what the form edits without a script.
public struct Rubric: Equatable, Sendable {
    public struct Level: Equatable, Sendable {
        public var points: Points
        public var text: String

        public init(points: Points, text: String) {
            self.points = points
            self.text = text
        }
    }

    public struct Criterion: Equatable, Sendable {
        public var title: String
        public var levels: [Level]

        public init(title: String, levels: [Level]) {
            self.title = title
            self.levels = levels
        }
    }

    public static let limit = 20_000
    static let criteriaLimit = 20
    static let levelsLimit = 10

    public var criteria: [Criterion]

    public init(criteria: [Criterion] = []) { self.criteria = criteria }

    public var isEmpty: Bool { criteria.isEmpty }

    /// What the best level of each criterion gives together.
    public var maximum: Points {
        criteria.reduce(.zero) { $0 + ($1.levels.map(\.points).max() ?? .zero) }
    }

    /// The rubric with the chosen level of each criterion alone: how a mark keeps what it was given for. Nil when a
    /// criterion has no level of that number.
    public func chosen(_ levels: [Int]) -> Rubric? {
        guard levels.count == criteria.count else { return nil }
        var chosen = self
        for (place, level) in levels.enumerated() {
            guard criteria[place].levels.indices.contains(level) else { return nil }
            chosen.criteria[place].levels = [criteria[place].levels[level]]
        }
        return chosen
    }

    /// Which level of each criterion `mark` has chosen; nil where the rubric has changed since.
    public func levels(of mark: Rubric) -> [Int?] {
        criteria.enumerated().map { place, criterion in
            guard mark.criteria.indices.contains(place), let level = mark.criteria[place].levels.first else {
                return nil
            }
            return criterion.levels.firstIndex(of: level)
        }
    }
}

// MARK: - As text

extension Rubric {
    /// Reads the text; empty text is an empty rubric. Throws `AssignmentRefusal` with the number of the first bad line.
    public init(text: String) throws(AssignmentRefusal) {
        guard text.utf8.count <= Self.limit else { throw .rubricTooLong(limit: Self.limit) }
        var criteria: [Criterion] = []
        var isInside = false
        for (number, line) in text.lines.enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty {
                isInside = false
            } else if !isInside {
                criteria.append(Criterion(title: line, levels: []))
                isInside = true
            } else {
                guard let level = Level(line: line) else { throw .rubricLevel(line: number + 1) }
                criteria[criteria.count - 1].levels.append(level)
            }
        }
        guard criteria.count <= Self.criteriaLimit, criteria.allSatisfy({ $0.levels.count <= Self.levelsLimit }) else {
            throw .rubricTooLarge(criteria: Self.criteriaLimit, levels: Self.levelsLimit)
        }
        if let empty = criteria.first(where: \.levels.isEmpty) { throw .rubricCriterionEmpty(title: empty.title) }
        self.init(criteria: criteria)
    }

    public var text: String {
        criteria.map { criterion in
            ([criterion.title] + criterion.levels.map { "\($0.points.typed) — \($0.text)" }).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

extension Rubric.Level {
    /// «2 — Цель проверяема», with any dash or colon between the points and the words.
    fileprivate init?(line: String) {
        guard let match = line.wholeMatch(of: /([0-9]+(?:[.,][0-9]+)?)\s*[-–—:]\s*(.+)/),
            let points = Points(typed: String(match.1))
        else { return nil }
        self.init(points: points, text: String(match.2))
    }
}

extension String {
    /// Its lines, whatever ends them.
    var lines: [Substring] { split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }

    /// With lines ended as everywhere but on Windows: a form sends CR LF.
    var withPlainLines: String { replacing("\r\n", with: "\n").replacing("\r", with: "\n") }
}
