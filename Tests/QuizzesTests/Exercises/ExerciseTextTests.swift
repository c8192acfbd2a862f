import Courses
import Foundation
import Testing

@testable import Quizzes

private func reading(_ kind: Exercise.Kind, _ text: String) throws -> ExerciseReading {
    try ExerciseSettings(kind: kind, text: text).reading()
}

private func pair(_ left: String, _ right: String) -> ExercisePair {
    ExercisePair(ExerciseItem(left), ExerciseItem(right))
}

@Suite struct ExerciseTextTests {
    @Test(arguments: [
        "кот = cat\nёж = hedgehog", "кот — cat\r\n\r\nёж – hedgehog\r\n", "кот\tcat\nёж\thedgehog",
        " кот - cat \rёж=hedgehog",
    ])
    func `pairs are parted by a sign of equality, a dash with spaces or a tab`(text: String) throws {
        let read = try reading(.pairs, text)

        #expect(read == ExerciseReading(content: .pairs([pair("кот", "cat"), pair("ёж", "hedgehog")]), problems: []))
    }

    @Test func `a picture of the course is a thing with its description`() throws {
        let read = try reading(.pairs, "![кот](/media/17/cat.png) = cat\nёж = ![hedgehog](https://evil.example/x.png)")

        let cat = ExercisePair(ExerciseItem("кот", picture: "/media/17/cat.png"), ExerciseItem("cat"))
        #expect(
            read.content == .pairs([cat, pair("ёж", "![hedgehog](https://evil.example/x.png)")]))
        #expect(read.content?.pictures == ["/media/17/cat.png"])
    }

    @Test func `a clue and a cell may be pictures, as stored and as they were before`() throws {
        let crossword = try reading(.crossword, "кот — ![рыжий зверь](/media/1/cat.png)\nток — течёт по проводам")
        let table = try reading(.table, "Кто | Имя\n![рыжий зверь](/media/1/cat.png) | [кот]")

        #expect(crossword.content?.pictures == ["/media/1/cat.png"] && crossword.problems == [])
        #expect(crossword.content?.titles.contains("КОТ — рыжий зверь") == true)
        #expect(table.content?.pictures == ["/media/1/cat.png"] && table.problems == [])
        for content in [crossword.content, table.content].compactMap(\.self) {
            let json = try content.json
            #expect(try ExerciseContent(json: json) == content)
            // Clues and cells were texts once.
            let old = json.replacing(/\{"picture":"[^"]*","text":"([^"]*)"\}|\{"text":"([^"]*)"\}/) {
                "\"\($0.1 ?? $0.2 ?? "")\""
            }
            #expect(old != json && !old.contains("\"text\""))
            #expect(try ExerciseContent(json: old).titles == content.titles)
        }
    }

    @Test(
        arguments: [
            (.pairs, "![](/media/1/a.png) = cat\nёж = hedgehog"), (.groups, "![ ](/media/1/a.png): кот\nПтицы: сова"),
            (.crossword, "кот — ![](/media/1/a.png)\nток — течёт"), (.table, "![](/media/1/a.png) | б\nв | [г]"),
        ] as [(Exercise.Kind, String)])
    func `a picture without a description is not taken`(kind: Exercise.Kind, text: String) throws {
        #expect(try reading(kind, text).problems == [.init(line: 1, .noDescription)])
    }

    @Test func `groups hold things by commas or semicolons`() throws {
        let read = try reading(.groups, "Птицы: сова, чиж\nЧисла: 1,5; 2,5")

        #expect(
            read.content
                == .groups([
                    ExerciseGroup(ExerciseItem("Птицы"), [ExerciseItem("сова"), ExerciseItem("чиж")]),
                    ExerciseGroup(ExerciseItem("Числа"), [ExerciseItem("1,5"), ExerciseItem("2,5")]),
                ]))
    }

    @Test func `words of a crossword are in capitals, without spaces and hyphens, and keep their ё`() throws {
        let read = try reading(.wordSearch, "ёж, еж\nкто-то")

        guard case .wordSearch(let search)? = read.content else { throw NoContent() }
        #expect(search.words == ["ЁЖ", "ЕЖ", "КТОТО"])
    }

    @Test func `a table is pasted from a spreadsheet or typed with bars`() throws {
        let expected = ExerciseTable(rows: [
            [.given(.init("Страна")), .given(.init("Столица"))],
            [.given(.init("Россия")), .blank(["Москва", "г. Москва"])],
            [.given(.init("Франция")), .given(.init(""))],
        ])

        let pasted = try reading(.table, "Страна\tСтолица\nРоссия\t[Москва; г. Москва]\nФранция")
        let typed = try reading(
            .table, "| Страна | Столица |\n|---|---|\n| Россия | [Москва; г. Москва] |\n| Франция | |")
        #expect(pasted == ExerciseReading(content: .table(expected), problems: []))
        #expect(typed == pasted)
    }

    @Test func `questions about a film are asked in the order of their times`() throws {
        let read = try reading(.media, "1:02:03 Кто?\n+ кот\n- кит\n\n00:05 Где?\n+ дома\n+ в доме")

        #expect(
            read.content
                == .media([
                    ExerciseQuestion(
                        "Где?", [.init("дома", isRight: true), .init("в доме", isRight: true)], atMs: 5_000),
                    ExerciseQuestion(
                        "Кто?", [.init("кот", isRight: true), .init("кит", isRight: false)], atMs: 3_723_000),
                ]))
    }

    @Test(
        arguments: [
            (
                .pairs, "кот = cat\nпросто слово\nёж =\nа = б",
                [.init(line: 2, .noSeparator), .init(line: 3, .emptyHalf)]
            ),
            (
                .groups, "Птицы: сова\n\nбез двоеточия\nПустая:",
                [.init(line: 3, .noSeparator), .init(line: 4, .emptyHalf)]
            ),
            (
                .crossword, "кот — зверь\nх — буква\nкот — ещё раз\n2х2 — число\nток — течёт",
                [
                    .init(line: 2, .wordLength(2...20)), .init(line: 3, .wordTwice("КОТ")),
                    .init(line: 4, .wordLength(2...20)),
                ]
            ),
            (.table, "а | б\nв | г", [.init(line: 1, .noBlanks)]),
            (
                .table, "а | б\n[в] | г | д",
                [.init(line: 2, .cellsMissing(expected: 2)), .init(line: 1, .noBlanks)].reversed()
            ),
            (.millionaire, "Сколько?\n- один\n- два", [.init(line: 2, .noRightAnswer)]),
            (.millionaire, "Сколько?\n+ один\n+ два\n- три", [.init(line: 2, .severalRightAnswers)]),
            (.millionaire, "Сколько?\n+ один", [.init(line: 2, .noWrongAnswer)]),
            (.millionaire, "Сколько?", [.init(line: 1, .noRightAnswer)]),
            (.millionaire, "+ один\n- два", [.init(line: 1, .noQuestion)]),
            (.media, "Сколько?\n+ один\n- два", [.init(line: 1, .noTime)]),
            (.ordering, String(repeating: "я", count: 301) + "\nодин\nдва", [.init(line: 1, .tooLong(limit: 300))]),
        ] as [(Exercise.Kind, String, [ExerciseProblem])])
    func `what is not understood is named by its line`(
        kind: Exercise.Kind, text: String, problems: [ExerciseProblem]
    ) throws {
        #expect(try reading(kind, text).problems == problems)
        #expect(throws: ExerciseRefusal.problems(problems)) { try ExerciseSettings(kind: kind, text: text).content() }
    }

    @Test func `too little and too much are refused`() throws {
        #expect(throws: ExerciseRefusal.tooFew(least: 2)) {
            try ExerciseSettings(kind: .pairs, text: "а = б").content()
        }
        #expect(throws: ExerciseRefusal.tooFew(least: 2)) {
            try ExerciseSettings(kind: .groups, text: "Одна: а, б, в").content()
        }
        let many = (0...30).map { "а\($0) = б" }.joined(separator: "\n")
        #expect(throws: ExerciseRefusal.tooMany(limit: 30)) { try ExerciseSettings(kind: .pairs, text: many).content() }
        let letters = Array("абвгдежзиклмн")
        let words = letters.flatMap { one in letters.map { "\(one)\($0) — слово" } }.joined(separator: "\n")
        #expect(throws: ExerciseRefusal.tooMany(limit: 30)) {
            try ExerciseSettings(kind: .crossword, text: words).reading()
        }
        let long = String(repeating: "я", count: 20_000)
        #expect(throws: ExerciseRefusal.tooLong(limit: 30_000)) {
            try ExerciseSettings(kind: .pairs, text: long).content()
        }
        #expect(throws: ExerciseRefusal.nothingCrosses) {
            try ExerciseSettings(kind: .crossword, text: "кот — зверь\nдуб — дерево").content()
        }
        #expect(throws: ExerciseRefusal.pointsOutOfRange(Course.pointsRange)) {
            try ExerciseSettings(kind: .pairs, text: "а = б\nв = г", points: -1).content()
        }
    }

    @Test func `content is the same after it was stored`() throws {
        let texts: [(Exercise.Kind, String)] = [
            (.pairs, "а = б\nв = г"), (.groups, "а: б\nв: г"), (.timeline, "1 — а\n2 — б"), (.ordering, "а\nб"),
            (.crossword, "кот — а\nток — б"), (.wordSearch, "кот"), (.table, "а | [б]"), (.cards, "а = б"),
            (.millionaire, "а?\n+ б\n- в"), (.media, "0:01 а?\n+ б"),
        ]
        #expect(texts.map(\.0) == Exercise.Kind.allCases)
        for (kind, text) in texts {
            let content = try ExerciseSettings(kind: kind, text: text).content()
            #expect(try ExerciseContent(json: content.json) == content)
        }
    }
}

private struct NoContent: Error {}
