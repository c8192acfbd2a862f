import TestSupport
import Testing

@testable import Quizzes

private let nouns = [
    "дробь", "процент", "половина", "четверть", "число", "знаменатель", "числитель", "сумма", "разность", "доля",
    "пример", "задача", "угол", "круг", "отрезок", "прямая", "точка", "график", "ось", "ёмкость", "объём", "масса",
    "площадь", "периметр", "радиус", "диаметр", "модуль", "корень", "степень", "квадрат",
].map { $0.uppercased() }

@Suite struct CrosswordTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `in every layout crossings agree, words are whole, everything hangs together, nothing is lost`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = Array(nouns.shuffled(using: &generator).prefix(Int.random(in: 2...30, using: &generator)))
        let clues = words.map { Crossword.Clue(word: $0, ExerciseItem("вопрос к \($0)")) }

        let crossword = Crossword.laid(clues, seed: seed)

        #expect(Set(crossword.entries.map(\.word)).union(crossword.leftOut) == Set(words))
        #expect(crossword.entries.count + crossword.leftOut.count == words.count)
        let letters = crossword.letters
        for entry in crossword.entries {
            #expect(entry.clue.text == "вопрос к \(entry.word)")
            // Each square has the word's own letter, also where another word was written over it.
            #expect(entry.squares.map { letters[$0] } == entry.word.map { $0 })
            #expect(entry.squares.allSatisfy { $0.row >= 0 && $0.column >= 0 })
            #expect(entry.squares.allSatisfy { $0.row < crossword.rows && $0.column < crossword.columns })
            // Neither end runs on into another letter.
            let (first, last) = (entry.squares[0], entry.squares[entry.squares.count - 1])
            let (down, across) = entry.isDown ? (1, 0) : (0, 1)
            #expect(letters[.init(first.row - down, first.column - across)] == nil)
            #expect(letters[.init(last.row + down, last.column + across)] == nil)
        }
        #expect(runs(of: letters) == crossword.entries.map(\.word).sorted())
        #expect(isConnected(letters))
    }

    /// Every run of two letters or more, across and down: they are the words and no others.
    private func runs(of letters: [Crossword.Square: Character]) -> [String] {
        letters.keys.flatMap { square in
            [(0, 1), (1, 0)].compactMap { down, across -> String? in
                guard letters[.init(square.row - down, square.column - across)] == nil else { return nil }
                var (row, column, run) = (square.row, square.column, "")
                while let letter = letters[.init(row, column)] {
                    run.append(letter)
                    (row, column) = (row + down, column + across)
                }
                return run.count > 1 ? run : nil
            }
        }.sorted()
    }

    private func isConnected(_ letters: [Crossword.Square: Character]) -> Bool {
        guard let first = letters.keys.first else { return true }
        var (seen, waiting): (Set<Crossword.Square>, [Crossword.Square]) = ([first], [first])
        while let square = waiting.popLast() {
            for (down, across) in [(0, 1), (1, 0), (0, -1), (-1, 0)] {
                let next = Crossword.Square(square.row + down, square.column + across)
                if letters[next] != nil, seen.insert(next).inserted { waiting.append(next) }
            }
        }
        return seen.count == letters.count
    }

    @Test func `the same words give the same crossword`() {
        let clues = nouns.prefix(15).map { Crossword.Clue(word: $0, ExerciseItem("")) }
        #expect(Crossword.laid(clues) == Crossword.laid(clues))
    }

    @Test func `fifteen words that share letters all find a place`() {
        let crossword = Crossword.laid(nouns.prefix(15).map { Crossword.Clue(word: $0, ExerciseItem("")) })
        #expect(crossword.leftOut == [])
        #expect(crossword.crossings >= 14)
        #expect(max(crossword.rows, crossword.columns) <= 20)
    }

    @Test func `a word without common letters is left out and named`() {
        let words = ["КОТ", "ТОК", "ДУБ"]
        let crossword = Crossword.laid(words.map { Crossword.Clue(word: $0, ExerciseItem("")) })
        #expect(crossword.leftOut == ["ДУБ"])
    }

    @Test func `numbers go in reading order, words across stand before words down`() {
        let crossword = Crossword.laid(nouns.prefix(8).map { Crossword.Clue(word: $0, ExerciseItem("")) })
        let starts = crossword.entries.map { ($0.row, $0.column, $0.number) }.sorted { $0.2 < $1.2 }
        for (one, next) in zip(starts, starts.dropFirst()) where one.2 != next.2 {
            #expect((one.0, one.1) < (next.0, next.1))
        }
        #expect(
            crossword.entries
                == crossword.entries.sorted { ($0.isDown ? 1 : 0, $0.number) < ($1.isDown ? 1 : 0, $1.number) })
    }
}

@Suite struct WordSearchTests {
    @Test(arguments: ExerciseSettings.Directions.allCases, 0..<8 as Range<UInt64>)
    func `every word stands where it is said to stand, in a way it may run`(
        directions: ExerciseSettings.Directions, seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        let words = Array(nouns.shuffled(using: &generator).prefix(Int.random(in: 1...20, using: &generator)))

        let search = WordSearch.laid(words, directions, seed: seed)

        #expect(search.words == words && search.lines.count == words.count)
        #expect(search.rows.allSatisfy { $0.count == search.side })
        #expect(search.side <= 24)
        for (word, line) in zip(words, search.lines) {
            #expect(search.spelled(line) == word)
            let (down, across) = (line.lastRow - line.row, line.lastColumn - line.column)
            switch directions {
            case .straight: #expect(down == 0 && across > 0 || across == 0 && down > 0)
            case .diagonal: #expect(across > 0 || across == 0 && down > 0)
            case .all: break
            }
        }
        #expect(search == WordSearch.laid(words, directions, seed: seed))
    }

    @Test func `other squares hold letters of the words' alphabet`() {
        let russian = WordSearch.laid(["ЁЖ"], .straight).rows.joined()
        #expect(russian.allSatisfy { "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯ".contains($0) })
        let latin = WordSearch.laid(["CAT"], .straight).rows.joined()
        #expect(latin.allSatisfy { $0.isASCII })
    }

    @Test(
        arguments: [
            (WordSearch.Line(row: 1, column: 1, lastRow: 1, lastColumn: 3), "АБВ"),
            (WordSearch.Line(row: 3, column: 3, lastRow: 1, lastColumn: 1), "ИДА"),
            (WordSearch.Line(row: 1, column: 1, lastRow: 2, lastColumn: 3), nil),
            (WordSearch.Line(row: 0, column: 1, lastRow: 0, lastColumn: 3), nil),
            (WordSearch.Line(row: 1, column: 1, lastRow: 1, lastColumn: 4), nil),
        ] as [(WordSearch.Line, String?)])
    func `only straight lines inside the square spell something`(line: WordSearch.Line, word: String?) {
        #expect(WordSearch(words: [], rows: ["АБВ", "ГДЕ", "ЖЗИ"], lines: []).spelled(line) == word)
    }
}
