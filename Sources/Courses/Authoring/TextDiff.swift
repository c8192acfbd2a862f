/// What changed between two texts: line by line, and word by word inside lines that were rewritten.
public struct TextDiff: Equatable, Sendable {
    public enum Change: Equatable, Sendable { case same, removed, added }

    public struct Piece: Equatable, Sendable {
        public var change: Change
        public var text: String
    }

    public struct Line: Equatable, Sendable {
        public var change: Change
        /// What of the line is new or gone; in a line that stayed, one piece.
        public var pieces: [Piece]
    }

    public var lines: [Line]

    public var hasChanges: Bool { lines.contains { $0.change != .same } }

    /// Cost grows with the product of the lengths of what differs, up to a bound past which all of it counts as rewritten.
    public init(from old: String, to new: String) {
        let (old, new) = (Self.lines(old), Self.lines(new))
        lines = []
        var removed: [String] = []
        var added: [String] = []
        func flush(_ lines: inout [Line]) {
            lines += Self.rewritten(removed, added)
            removed = []
            added = []
        }
        for (change, text) in Self.script(old, new) {
            switch change {
            case .removed: removed.append(text)
            case .added: added.append(text)
            case .same:
                flush(&lines)
                lines.append(Line(change: .same, pieces: [Piece(change: .same, text: text)]))
            }
        }
        flush(&lines)
    }

    /// Lines that took the place of others: the first of one beside the first of the other.
    private static func rewritten(_ removed: [String], _ added: [String]) -> [Line] {
        var olds: [Line] = []
        var news: [Line] = []
        for (place, old) in removed.enumerated() {
            guard place < added.count else {
                olds.append(Line(change: .removed, pieces: [Piece(change: .removed, text: old)]))
                continue
            }
            let script = script(words(old), words(added[place]))
            olds.append(Line(change: .removed, pieces: joined(script.filter { $0.0 != .added })))
            news.append(Line(change: .added, pieces: joined(script.filter { $0.0 != .removed })))
        }
        for new in added.dropFirst(removed.count) {
            news.append(Line(change: .added, pieces: [Piece(change: .added, text: new)]))
        }
        return olds + news
    }

    private static func joined(_ script: [(Change, String)]) -> [Piece] {
        script.reduce(into: []) { pieces, step in
            if pieces.last?.change == step.0 {
                pieces[pieces.count - 1].text += step.1
            } else {
                pieces.append(Piece(change: step.0, text: step.1))
            }
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Words, and what stands between them.
    private static func words(_ line: String) -> [String] {
        line.reduce(into: [String]()) { words, character in
            let isWord = character.isLetter || character.isNumber
            if isWord, let last = words.last?.last, last.isLetter || last.isNumber {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
        }
    }

    /// The most cells of the table below.
    private static let bound = 4_000_000

    /// The shortest way from one list to the other, by the table of longest common subsequences. What both begin and
    /// end with is set aside first; a difference too large for the table is all removed and all added.
    private static func script(_ old: [String], _ new: [String]) -> [(Change, String)] {
        var head = 0
        while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        let left = Array(old[head..<old.count - tail])
        let right = Array(new[head..<new.count - tail])
        let middle =
            left.count * right.count > bound
            ? left.map { (Change.removed, $0) } + right.map { (.added, $0) } : common(left, right)
        return old[..<head].map { (Change.same, $0) } + middle + old[(old.count - tail)...].map { (.same, $0) }
    }

    private static func common(_ old: [String], _ new: [String]) -> [(Change, String)] {
        // Strings are compared once; the table works on their numbers.
        var numbers: [String: Int32] = [:]
        func number(_ text: String) -> Int32 {
            if let known = numbers[text] { return known }
            let next = Int32(numbers.count)
            numbers[text] = next
            return next
        }
        let (left, right) = (old.map(number), new.map(number))
        let width = right.count + 1
        var longest = [Int32](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                let below = (row + 1) * width + column
                longest[row * width + column] =
                    left[row] == right[column]
                    ? longest[below + 1] + 1 : max(longest[below], longest[row * width + column + 1])
            }
        }
        var script: [(Change, String)] = []
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            if row < left.count, column < right.count, left[row] == right[column] {
                script.append((.same, old[row]))
                (row, column) = (row + 1, column + 1)
            } else if row < left.count,
                column == right.count || longest[(row + 1) * width + column] >= longest[row * width + column + 1]
            {
                script.append((.removed, old[row]))
                row += 1
            } else {
                script.append((.added, new[column]))
                column += 1
            }
        }
        return script
    }
}
