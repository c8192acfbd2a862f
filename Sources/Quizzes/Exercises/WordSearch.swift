/// A square of letters with words hidden in it.
public struct WordSearch: Codable, Equatable, Sendable {
    /// In capitals.
    public var words: [String]
    /// Rows of letters, all of one length.
    public var rows: [String]
    /// Where each word stands.
    public var lines: [Line]

    /// A straight line of squares, ends included; numbers from 1 at the top left, as a learner counts.
    public struct Line: Codable, Hashable, Sendable {
        public var row: Int
        public var column: Int
        public var lastRow: Int
        public var lastColumn: Int

        public init(row: Int, column: Int, lastRow: Int, lastColumn: Int) {
            (self.row, self.column, self.lastRow, self.lastColumn) = (row, column, lastRow, lastColumn)
        }
    }

    public var side: Int { rows.count }

    /// What stands along the line; nil when it is not straight or leaves the square.
    public func spelled(_ line: Line) -> String? {
        let (down, across) = (line.lastRow - line.row, line.lastColumn - line.column)
        let steps = max(abs(down), abs(across))
        let grid = rows.map(Array.init)
        guard down == 0 || across == 0 || abs(down) == abs(across), steps < side,
            [line.row, line.column, line.lastRow, line.lastColumn].allSatisfy({ (1...max(1, side)).contains($0) })
        else { return nil }
        return String(
            (0...steps).map { step in
                grid[line.row - 1 + down.signum() * step][line.column - 1 + across.signum() * step]
            })
    }
}

extension WordSearch {
    /// Hides words in the smallest square that takes them; the same words and seed always give the same square. The
    /// other squares are filled with letters of the words' own alphabet.
    public static func laid(
        _ words: [String], _ directions: ExerciseSettings.Directions, seed: UInt64 = 1
    ) -> WordSearch {
        let letters = words.reduce(0) { $0 + $1.count }
        var side = max(words.map(\.count).max() ?? 1, 4)
        while side * side * 3 < letters * 5 { side += 1 }
        while true {
            if let search = hidden(words, side, directions.steps, seed) { return search }
            side += 1
        }
    }

    private static func hidden(_ words: [String], _ side: Int, _ steps: [(Int, Int)], _ seed: UInt64) -> WordSearch? {
        var grid = [[Character?]](repeating: [Character?](repeating: nil, count: side), count: side)
        var lines = [Line?](repeating: nil, count: words.count)
        for word in words.indices.sorted(by: { (words[$0].count, $1) > (words[$1].count, $0) }) {
            let letters = Array(words[word])
            let places = permutation(of: side * side * steps.count, seed: seed &+ UInt64(word) &* 7919 &+ UInt64(side))
            let line = places.lazy.compactMap { place -> Line? in
                let (down, across) = steps[place % steps.count]
                let (row, column) = (place / steps.count / side, place / steps.count % side)
                let (lastRow, lastColumn) = (row + down * (letters.count - 1), column + across * (letters.count - 1))
                guard (0..<side).contains(lastRow), (0..<side).contains(lastColumn),
                    letters.indices.allSatisfy({ step in
                        let taken = grid[row + down * step][column + across * step]
                        return taken == nil || taken == letters[step]
                    })
                else { return nil }
                return Line(row: row + 1, column: column + 1, lastRow: lastRow + 1, lastColumn: lastColumn + 1)
            }.first
            guard let line else { return nil }
            let (down, across) = ((line.lastRow - line.row).signum(), (line.lastColumn - line.column).signum())
            for (step, letter) in letters.enumerated() {
                grid[line.row - 1 + down * step][line.column - 1 + across * step] = letter
            }
            lines[word] = line
        }
        let alphabet = alphabet(of: words)
        let rows = grid.enumerated().map { row, squares in
            String(
                squares.enumerated().map { column, letter in
                    let place = UInt64(row * side + column)
                    return letter ?? alphabet[permutation(of: alphabet.count, seed: seed &* 31 &+ place)[0]]
                })
        }
        return WordSearch(words: words, rows: rows, lines: lines.compactMap { $0 })
    }

    /// The Russian alphabet or the Latin one, and whatever letters the words have besides.
    private static func alphabet(of words: [String]) -> [Character] {
        let own = Set(words.joined())
        let russian = Array("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯ")
        let latin = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let base = own.isDisjoint(with: latin) || !own.isDisjoint(with: russian) ? russian : latin
        return base + own.subtracting(base).sorted()
    }
}

extension ExerciseSettings.Directions {
    /// A step down and a step across for each way a word may run.
    fileprivate var steps: [(Int, Int)] {
        switch self {
        case .straight: [(0, 1), (1, 0)]
        case .diagonal: [(0, 1), (1, 0), (1, 1), (-1, 1)]
        case .all: [(0, 1), (1, 0), (1, 1), (-1, 1), (0, -1), (-1, 0), (-1, -1), (1, -1)]
        }
    }
}
