/// A crossword: where its words stand, and what was asked for each.
public struct Crossword: Codable, Equatable, Sendable {
    /// A word in capitals and what is asked for it.
    public struct Clue: Equatable, Sendable {
        public var word: String
        public var item: ExerciseItem

        public init(word: String, _ item: ExerciseItem) {
            self.word = word
            self.item = item
        }
    }

    /// A word in its place.
    public struct Entry: Codable, Equatable, Sendable {
        public var word: String
        public var clue: ExerciseItem
        /// Of its first letter, from 0 at the top left.
        public var row: Int
        public var column: Int
        public var isDown: Bool
        public var number: Int

        /// The squares of its letters.
        public var squares: [Square] {
            (0..<word.count).map { Square(row + (isDown ? $0 : 0), column + (isDown ? 0 : $0)) }
        }
    }

    public struct Square: Hashable, Sendable {
        public var row: Int
        public var column: Int

        public init(_ row: Int, _ column: Int) {
            self.row = row
            self.column = column
        }
    }

    public static let wordLength = 2...20

    /// By their numbers, those across before those down.
    public var entries: [Entry]
    public var rows: Int
    public var columns: Int
    /// Words that cross none of the others.
    public var leftOut: [String]

    /// Letters by their squares.
    public var letters: [Square: Character] {
        var letters: [Square: Character] = [:]
        for entry in entries { for (square, letter) in zip(entry.squares, entry.word) { letters[square] = letter } }
        return letters
    }

    /// Squares where two words cross.
    public var crossings: Int { entries.reduce(0) { $0 + $1.word.count } - letters.count }
}

extension Crossword {
    /// Lays words out: of several greedy layouts, from different orders of the words, the one with the most words, then
    /// the most crossings, then the smallest. The same words and seed always give the same crossword. Time grows with
    /// the square of the number of letters.
    public static func laid(_ clues: [Clue], seed: UInt64 = 1, layouts: UInt64 = 20) -> Crossword {
        guard !clues.isEmpty else { return Crossword(entries: [], rows: 0, columns: 0, leftOut: []) }
        let words = clues.map { Array($0.word) }
        var best: CrosswordLayout?
        for number in 0..<layouts {
            let shuffled = permutation(of: words.count, seed: seed &+ number)
            // Long words first, as by hand; every other layout lets chance have its say after the longest one.
            let byLength = shuffled.sorted { words[$0].count > words[$1].count }
            let order = number % 2 == 0 ? byLength : byLength.prefix(1) + shuffled.filter { $0 != byLength[0] }
            let layout = CrosswordLayout(words, in: order)
            if best.map({ layout.isBetter(than: $0) }) ?? true { best = layout }
        }
        return Crossword(best ?? CrosswordLayout([], in: []), clues)
    }

    private init(_ layout: CrosswordLayout, _ clues: [Clue]) {
        // Higher than wide: so it fits a telephone and a sheet of paper.
        let (height, width) = (layout.bottom - layout.top + 1, layout.right - layout.left + 1)
        let isTurned = width > height
        var entries = layout.placed.map { place in
            let (row, column) = (place.row - layout.top, place.column - layout.left)
            return Entry(
                word: clues[place.word].word, clue: clues[place.word].item, row: isTurned ? column : row,
                column: isTurned ? row : column, isDown: place.isDown != isTurned, number: 0)
        }
        let starts = Set(entries.map { Square($0.row, $0.column) })
            .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
        let numbers = Dictionary(uniqueKeysWithValues: starts.enumerated().map { ($1, $0 + 1) })
        for place in entries.indices {
            entries[place].number = numbers[Square(entries[place].row, entries[place].column)] ?? 0
        }
        entries.sort { ($0.isDown ? 1 : 0, $0.number) < ($1.isDown ? 1 : 0, $1.number) }
        let taken = Set(layout.placed.map(\.word))
        self.init(
            entries: entries, rows: max(height, width), columns: min(height, width),
            leftOut: clues.indices.filter { !taken.contains($0) }.map { clues[$0].word })
    }
}

/// A layout being made, on a ground large enough for words of 20 letters to run either way.
private struct CrosswordLayout {
    struct Place {
        var word: Int
        var row: Int
        var column: Int
        var isDown: Bool
    }

    private static let side = 120
    /// A crossword wider than this does not fit a page.
    private static let widest = 24

    private(set) var placed: [Place] = []
    private(set) var crossings = 0
    private(set) var top = 0, left = 0, bottom = 0, right = 0
    private var ground = [Character?](repeating: nil, count: side * side)

    init(_ words: [[Character]], in order: [Int]) {
        var waiting = order
        guard let first = waiting.first else { return }
        waiting.removeFirst()
        let middle = Self.side / 2
        (top, bottom, left, right) = (middle, middle, middle, middle)
        put(words[first], Place(word: first, row: middle, column: middle, isDown: false), crossing: 0)
        // A word that found no place may find one once others stand.
        var isGrowing = true
        while isGrowing, !waiting.isEmpty {
            isGrowing = false
            for word in waiting {
                guard let (place, crossing) = bestPlace(for: words[word], word) else { continue }
                put(words[word], place, crossing: crossing)
                waiting.removeAll { $0 == word }
                isGrowing = true
            }
        }
    }

    func isBetter(than other: CrosswordLayout) -> Bool {
        (placed.count, crossings, -size) > (other.placed.count, other.crossings, -other.size)
    }

    private var size: Int { max(bottom - top, right - left) * 100 + (bottom - top) * (right - left) }

    private subscript(row: Int, column: Int) -> Character? { ground[row * Self.side + column] }

    private mutating func put(_ word: [Character], _ place: Place, crossing: Int) {
        for (step, letter) in word.enumerated() {
            let (row, column) = (place.row + (place.isDown ? step : 0), place.column + (place.isDown ? 0 : step))
            ground[row * Self.side + column] = letter
            (top, bottom) = (min(top, row), max(bottom, row))
            (left, right) = (min(left, column), max(right, column))
        }
        placed.append(place)
        crossings += crossing
    }

    /// The place with the most crossings, then with the least growth; of equals the first in reading order.
    private func bestPlace(for word: [Character], _ number: Int) -> (Place, Int)? {
        var best: (place: Place, crossings: Int, growth: Int)?
        for row in top...bottom {
            for column in left...right {
                guard let letter = self[row, column] else { continue }
                for (step, own) in word.enumerated() where own == letter {
                    for isDown in [false, true] {
                        let place = Place(
                            word: number, row: row - (isDown ? step : 0), column: column - (isDown ? 0 : step),
                            isDown: isDown)
                        guard let crossings = fits(word, place) else { continue }
                        let growth = growth(word.count, place)
                        if best.map({ (crossings, -growth) > ($0.crossings, -$0.growth) }) ?? true {
                            best = (place, crossings, growth)
                        }
                    }
                }
            }
        }
        return best.map { ($0.place, $0.crossings) }
    }

    private func growth(_ length: Int, _ place: Place) -> Int {
        let (last, wide) = (length - 1, Self.side)
        let (lowest, rightmost) = (place.row + (place.isDown ? last : 0), place.column + (place.isDown ? 0 : last))
        let height = max(bottom, lowest) - min(top, place.row)
        let width = max(right, rightmost) - min(left, place.column)
        return max(height, width) * wide + height + width
    }

    /// How many words it would cross; nil where it cannot stand: a word touches others only by crossing them.
    private func fits(_ word: [Character], _ place: Place) -> Int? {
        let (down, across) = place.isDown ? (1, 0) : (0, 1)
        let (lastRow, lastColumn) = (
            place.row + down * (word.count - 1), place.column + across * (word.count - 1)
        )
        guard place.row > 0, place.column > 0, lastRow < Self.side - 1, lastColumn < Self.side - 1,
            max(right, lastColumn) - min(left, place.column) < Self.widest,
            max(bottom, lastRow) - min(top, place.row) < Self.widest,
            self[place.row - down, place.column - across] == nil, self[lastRow + down, lastColumn + across] == nil
        else { return nil }
        var crossings = 0
        for (step, letter) in word.enumerated() {
            let (row, column) = (place.row + down * step, place.column + across * step)
            if let taken = self[row, column] {
                guard taken == letter else { return nil }
                crossings += 1
            } else if self[row + across, column + down] != nil || self[row - across, column - down] != nil {
                return nil
            }
        }
        return crossings > 0 && crossings < word.count ? crossings : nil
    }
}
