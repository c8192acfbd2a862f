import Courses
import TestSupport
import Testing

@testable import Quizzes

private func exercise(_ kind: Exercise.Kind, _ text: String) throws -> Exercise {
    let settings = ExerciseSettings(kind: kind, text: text)
    return Exercise(settings: settings, content: try settings.content(), secret: Array("secret".utf8))
}

private func parts(_ kind: Exercise.Kind, _ text: String, _ given: [String]) throws -> [Bool] {
    try exercise(kind, text).content.mark(ExerciseAnswers(given)).parts
}

@Suite struct ExerciseMarkTests {
    @Test(
        arguments: [
            (["0", "1", "2"], [true, true, true]), (["1", "0", "2"], [false, false, true]),
            (["", "", ""], [false, false, false]),
            // One thing in two places is right once.
            (["0", "0", "2"], [true, false, true]), (["7", "x", "-1"], [false, false, false]),
        ] as [([String], [Bool])])
    func `a half is right beside its own`(given: [String], expected: [Bool]) throws {
        #expect(try parts(.pairs, "кот = cat\nёж = hedgehog\nкит = whale", given) == expected)
    }

    @Test func `equal halves stand for one another`() throws {
        #expect(try parts(.pairs, "кит = зверь\nкот = зверь\nсова = птица", ["1", "0", "2"]) == [true, true, true])
        #expect(
            try parts(.timeline, "1812 — Бородино\n1812 — Малоярославец\n1814 — Париж", ["1", "0", "2"]) == [
                true, true, true,
            ])
        #expect(try parts(.ordering, "раз\nи\nдва\nи", ["0", "3", "2", "1"]) == [true, true, true, true])
        #expect(try parts(.ordering, "раз\nдва\nтри", ["2", "1", "0"]) == [false, true, false])
    }

    @Test func `a thing is right in its group, one of two groups in either`() throws {
        let text = "Звери: кот, мышь\nТехника: мышь, экран"
        #expect(try parts(.groups, text, ["0", "1", "0", "0"]) == [true, true, true, false])
    }

    @Test func `a word of a crossword is right letter by letter, е stands for ё`() throws {
        guard case .crossword(let crossword) = try exercise(.crossword, "ёлка — дерево\nлак — блестит").content else {
            return
        }
        let given = crossword.entries.map { $0.word == "ЁЛКА" ? "ЕЛКА" : "ЛА " }
        #expect(
            try parts(.crossword, "ёлка — дерево\nлак — блестит", given) == crossword.entries.map { $0.word == "ЁЛКА" })
    }

    @Test func `a line of a word search is right either way`() throws {
        guard case .wordSearch(let search) = try exercise(.wordSearch, "дробь, доля").content else { return }
        let line = search.lines[1]
        let back = WordSearch.Line(
            row: line.lastRow, column: line.lastColumn, lastRow: line.row, lastColumn: line.column)
        #expect(try parts(.wordSearch, "дробь, доля", ["", back.description]) == [false, true])
        #expect(try parts(.wordSearch, "дробь, доля", [line.description, ""]) == [false, false])
    }

    @Test(arguments: [
        ("москва", true), (" Москва ", true), ("МОСКВА", true), ("г.  москва", true), ("Москов", false), ("", false),
    ])
    func `a cell is right whatever the case and the spaces`(typed: String, isRight: Bool) throws {
        #expect(try parts(.table, "Страна | Столица\nРоссия | [Москва; г. Москва]", [typed]) == [isRight])
    }

    @Test(arguments: [("0,5", "0.5"), ("ёж", "еж"), ("−3", "-3"), ("7 яблок", "7\u{A0}яблок")])
    func `one answer written two ways is one answer`(one: String, other: String) {
        #expect(ExerciseContent.isSame(one, other) && ExerciseContent.isSame(other, one))
    }

    @Test func `a game is right up to the first mistake`() throws {
        let text = "Раз?\n+ а\n- б\n\nДва?\n- а\n+ б\n\nТри?\n+ а\n- б"
        #expect(try parts(.millionaire, text, ["0", "1", "0"]) == [true, true, true])
        #expect(try parts(.millionaire, text, ["0", "0", "0"]) == [true, false, false])
    }

    @Test func `of several right answers all are chosen and nothing else`() throws {
        let text = "0:01 Чётные?\n+ 2\n+ 4\n- 5\n\n0:02 Столица?\n+ Казань\n+ город Казань"
        #expect(try parts(.media, text, ["0 1", "казань"]) == [true, true])
        #expect(try parts(.media, text, ["0", "Уфа"]) == [false, false])
        #expect(try parts(.media, text, ["0 1 2", ""]) == [false, false])
    }

    @Test func `answers of another length are all wrong`() throws {
        #expect(try parts(.pairs, "а = б\nв = г", ["0"]) == [false, false])
    }

    @Test(arguments: [(0, 3, 10, 0), (1, 3, 10, 333_333), (2, 3, 10, 666_667), (3, 3, 10, 1_000_000), (1, 1, 0, 0)])
    func `the grade is the exact share of the points`(right: Int, total: Int, points: Int, grade: Int64) {
        let mark = ExerciseMark(parts: (0..<total).map { $0 < right })
        #expect(mark.grade(of: Points(points)) == Points(rawValue: grade))
    }

    @Test func `three of four are better than five of seven`() {
        func mark(_ right: Int, _ total: Int) -> ExerciseMark { ExerciseMark(parts: (0..<total).map { $0 < right }) }
        #expect(mark(3, 4).isBetter(than: mark(5, 7)) && !mark(5, 7).isBetter(than: mark(3, 4)))
        #expect([mark(1, 2), mark(2, 4), mark(0, 2)].best == mark(1, 2))
    }
}

@Suite struct ExercisePlayTests {
    @Test(arguments: 0..<30 as Range<UInt64>)
    func `what stood where on a shuffled page comes back as the author's numbers`(seed: UInt64) throws {
        let exercise = try exercise(.pairs, (0..<9).map { "л\($0) = п\($0)" }.joined(separator: "\n"))
        let play = ExercisePlay(exercise, name: "00000000000000" + (seed < 10 ? "0\(seed)" : "\(seed)"))
        let order = play.order(of: 9)
        #expect(order.sorted() == Array(0..<9))

        let answers = ExerciseAnswers(exercise.content, play) { name in
            let place = Int(name.dropFirst())!  // a name of the page
            return ["\(order.firstIndex(of: place)!)"]  // order is a permutation
        }

        #expect(exercise.content.mark(answers).isPerfect)
    }

    @Test func `without the secret the order cannot be told`() throws {
        let one = try exercise(.ordering, (0..<20).map { "шаг \($0)" }.joined(separator: "\n"))
        var other = one
        other.secret = Array("another".utf8)
        let name = "0123456789abcdef"
        #expect(ExercisePlay(one, name: name).order(of: 20) == ExercisePlay(one, name: name).order(of: 20))
        #expect(ExercisePlay(one, name: name).order(of: 20) != ExercisePlay(other, name: name).order(of: 20))
        #expect(ExercisePlay(one, name: name).name == name)
        #expect(ExercisePlay(one, name: "<script>").name != "<script>")
    }

    @Test func `what a form says is read as far as it says something`() throws {
        let exercise = try exercise(.groups, "а: б, в\nг: д")
        let play = ExercisePlay(exercise)
        let nonsense = ["x", "-1", "2", "99999999999999999999", ""]
        for value in nonsense {
            #expect(ExerciseAnswers(exercise.content, play) { _ in [value] }.isEmpty)
        }
        #expect(ExerciseAnswers(exercise.content, play) { _ in [] }.given.count == 3)
    }
}

@Suite struct MillionaireTests {
    private let questions: [ExerciseQuestion] = [
        ExerciseQuestion(
            "Раз?",
            [
                .init("а", isRight: true), .init("б", isRight: false), .init("в", isRight: false),
                .init("г", isRight: false),
            ]),
        ExerciseQuestion("Два?", [.init("а", isRight: false), .init("б", isRight: true)]),
    ]

    private func game(_ given: [String], asked: Int = 0, fifty: Int? = nil, second: Int? = nil, missed: Int? = nil)
        -> MillionaireGame
    {
        MillionaireGame(questions, ExerciseAnswers(given), asked: asked, fifty: fifty, second: second, missed: missed)
    }

    private func takes(_ turn: MillionaireGame.Turn, _ game: inout MillionaireGame) -> Bool {
        game.take(turn, questions)
    }

    @Test func `a right answer leads on, the last one ends the game`() {
        var game = game(["0", ""])
        let took1 = takes(.answer, &game)
        #expect(took1 && !game.isOver && game.asked == 1)
        game.answers.given[1] = "1"
        let took2 = takes(.answer, &game)
        #expect(took2 && game.isOver)
    }

    @Test func `a wrong answer ends the game, once it may be forgiven`() {
        var plain = game(["2", ""])
        let took3 = takes(.answer, &plain)
        #expect(took3 && plain.isOver)
        var forgiven = game(["2", ""], second: 0)
        let took4 = takes(.answer, &forgiven)
        #expect(took4 && !forgiven.isOver && forgiven.missed == 2)
        forgiven.answers.given[0] = "1"
        let took5 = takes(.answer, &forgiven)
        #expect(took5 && forgiven.isOver)
    }

    @Test func `fifty-fifty leaves the right answer and one wrong, and can be had once`() throws {
        let exercise = Exercise(
            settings: ExerciseSettings(kind: .millionaire, text: ""), content: .millionaire(questions), secret: [1])
        var game = game(["", ""])
        let took6 = takes(.fifty, &game)
        #expect(took6 && game.fifty == 0)
        let left = game.options(questions, ExercisePlay(exercise))
        #expect(left.count == 2 && left.contains(0))
        let took7 = takes(.fifty, &game)
        #expect(!took7)
    }

    @Test func `no answer is no turn, and a made-up past ends the game`() {
        var empty = game(["", ""])
        let took8 = takes(.answer, &empty)
        #expect(!took8 && !empty.isOver)
        #expect(game(["1", "1"], asked: 1).isOver)
        #expect(game(["0", "1"], asked: 99).asked == 1)
    }
}
