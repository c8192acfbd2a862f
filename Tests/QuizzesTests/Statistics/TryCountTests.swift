import Courses
import Foundation
import Markup
import Statistics
import Storage
import TestSupport
import Testing

@testable import Quizzes

/// A question of a kind, what was tried one after another, and what is counted: by part the labels with their counts.
struct TriedQuestion: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var kind: Question.Kind
    /// By learner; nobody has a variant but of formulas.
    var tries: [[Response]]
    var counts: [[AnswerGroup.Label: [Int]]]

    init(
        _ name: String, _ kind: Question.Kind, _ tries: [[Response]], _ counts: [[AnswerGroup.Label: [Int]]]
    ) {
        testDescription = name
        self.kind = kind
        self.tries = tries
        self.counts = counts
    }

    private static func choice(_ texts: String...) -> Question.Choice {
        .init(options: texts.enumerated().map { .init(text: RichText($1), fraction: $0 == 0 ? 1 : 0) })
    }

    private static let picture = Question.Picture(source: "map.png", alternative: "", width: 100, height: 100)

    private static func zone(_ x: Int) -> Question.HotSpot.Zone {
        .init(marker: 0, .rectangle(corner: .init(x: x, y: 0), width: 10, height: 10))
    }

    static let all: [TriedQuestion] = [
        TriedQuestion(
            "choice", .choice(choice("да", "нет", "никогда")), [[.choice(1), .choice(0)], [.choice(0)], []],
            [[.option(0): [1, 1], .option(1): [1, 0], .option(2): [0, 0], .none: [1, 0]]]),
        TriedQuestion(
            "several", .multiple(choice("а", "б")), [[.multiple([0, 1]), .multiple([1]), .multiple([0])]],
            [[.option(0): [1, 0, 1], .option(1): [1, 1, 0]]]),
        TriedQuestion(
            "statement", .trueFalse(.init(key: true)), [[.trueFalse(false), .trueFalse(true)]],
            [[.truth(true): [0, 1], .truth(false): [1, 0]]]),
        TriedQuestion(
            "text", .shortAnswer(.init(patterns: [.init(text: "Казань", fraction: 1)])),
            [[.shortAnswer("Самара"), .shortAnswer(" казань ")], [.shortAnswer("самара"), .shortAnswer("Казань")]],
            [[.typed("Самара"): [2, 0], .typed("Казань"): [0, 2]]]),
        TriedQuestion(
            "number", .numeric(.init(answers: [.init(.number(5, .absolute(0)), fraction: 1)])),
            [[.numeric("4"), .numeric("5")]], [[.typed("4"): [1, 0], .typed("5"): [0, 1]]]),
        TriedQuestion(
            "pairs",
            .matching(.init(pairs: [.init(stem: RichText("1"), match: "а"), .init(stem: RichText("2"), match: "б")])),
            [[.matching([0: 1, 1: 0]), .matching([0: 0])]],
            [
                [.match("а"): [0, 1], .match("б"): [1, 0]],
                [.match("а"): [1, 0], .match("б"): [0, 0], .none: [0, 1]],
            ]),
        TriedQuestion(
            "ordering", .ordering(.init(items: [.init(RichText("один")), .init(RichText("два"))])),
            [[.ordering([0: 2, 1: 1]), .ordering([0: 1, 1: 2])]],
            [[.place(1): [0, 1], .place(2): [1, 0]], [.place(1): [1, 0], .place(2): [0, 1]]]),
        TriedQuestion(
            "gaps",
            .gaps(
                .init([
                    .init(.choice(choice("кот", "пёс"), .list)),
                    .init(.text(.init(patterns: [.init(text: "ёж", fraction: 1)]))),
                ])), [[.gaps([0: "1"]), .gaps([0: "0", 1: "ёж"])]],
            [
                [.option(0): [0, 1], .option(1): [1, 0]], [.typed("ёж"): [0, 1], .none: [1, 0]],
            ]),
        TriedQuestion(
            "words",
            .dragWords(
                .init(
                    words: [.init(RichText("север")), .init(RichText("юг")), .init(RichText("лес"), group: 2)],
                    places: [.init(word: 0), .init(word: 1)])),
            [[.matching([0: 1, 1: 0]), .matching([0: 0, 1: 1])]],
            [
                [.match("север"): [0, 1], .match("юг"): [1, 0]], [.match("север"): [1, 0], .match("юг"): [0, 1]],
            ]),
        TriedQuestion(
            "words in a text", .textSelection(.init("Кот [спит].")), [[.multiple([0]), .multiple([1])]],
            [[.option(0): [1, 0], .option(1): [0, 1]]]),
        TriedQuestion(
            "hot spot",
            .hotSpot(.init(picture: picture, markers: [.init(RichText(""), count: 2)], zones: [zone(0), zone(50)])),
            [
                [.places([0: [.init(x: 30, y: 5)]]), .places([0: [.init(x: 5, y: 5), .init(x: 55, y: 5)]])],
                [.places([:])],
            ], [[.place(1): [0, 1], .place(2): [0, 1], .other: [1, 0], .none: [1, 0]]]),
        TriedQuestion(
            "formula",
            .formula(
                .init(
                    asks: .number([.init("{a}*2"), .init("{a}+2", fraction: 0.5)], []),
                    variables: [.init("a", minimum: 3, maximum: 5)], variants: [[3], [5]])),
            [[.numeric("9"), .numeric("5"), .numeric("6")], [.numeric("10")]],
            [[.expression("{a}*2"): [1, 0, 1], .expression("{a}+2"): [0, 1, 0], .other: [1, 0, 0]]]),
    ]
}

@Suite struct TryCountTests {
    @Test(arguments: TriedQuestion.all)
    func `each part of a question counts its answers try by try`(tried: TriedQuestion) throws {
        let question = Question(name: "", stem: RichText(""), kind: tried.kind)
        let answers = tried.tries.enumerated().map { learner, tries in
            CountedAnswer(variant: learner, response: tries.last, tries: tries)
        }

        let parts = AnswerClasses(of: question, seen: tried.tries.flatMap { $0 }).parts.map { $0.tries(answers) }

        #expect(
            parts.map { part in Dictionary(uniqueKeysWithValues: part.answers.map { ($0.label, $0.counts) }) }
                == tried.counts)
        #expect(parts.allSatisfy { $0.attempts[0] == tried.tries.count })
    }

    @Test(arguments: TestEngine.available)
    func `what was checked and what was handed in after it are tries of their own`(engine: TestEngine) async throws {
        try await withHall(engine, QuizSettings(shuffle: false, behaviour: .adaptive), [Hall.capital]) { hall in
            for (learner, checked, handedIn) in [
                (hall.learners[0], ["1", "2"], "0"), (hall.learners[1], ["0"], "0"), (hall.learners[2], [], "1"),
            ] {
                let attempt = try await hall.attempts.start(hall.quiz, by: learner)
                for (number, option) in checked.enumerated() {
                    try await hall.answer(1, [("", option)], in: attempt)
                    try await hall.attempts.take(
                        .init(slot: 1, number: number + 1, action: .submit), in: attempt, by: learner)
                }
                try await hall.answer(1, [("", handedIn)], in: attempt)
                try await hall.attempts.finish(attempt, by: learner)
            }

            let question = try await hall.attempts.statistics(of: hall.quiz, counting: .first).questions[0]

            let tries = try #require(question.tries.first)
            #expect(tries.attempts == [3, 1, 1])
            #expect(tries.answers.map(\.label) == [.option(0), .option(1), .option(2)])
            #expect(tries.answers.map(\.counts) == [[1, 0, 1], [2, 0, 0], [0, 1, 0]])
            #expect(tries.answers.map(\.fraction) == [1, 0, 0])
            #expect(question.answers[0].answers.map(\.statistics.count) == [2, 1, 0])
        }
    }

    @Test func `where nobody tried twice nothing is counted by tries`() async throws {
        try await withHall(.sqlite, QuizSettings(shuffle: false, behaviour: .immediate), [Hall.capital]) { hall in
            _ = try await hall.sit(hall.learner, [(1, [("", "0")])])
            let statistics = try await hall.attempts.statistics(of: hall.quiz, counting: .first)
            #expect(statistics.questions.map(\.tries) == [[]])
        }
    }

    @Test func `answers to a question with variants are named by what computes them`() async throws {
        let question = Question(
            name: "Сумма", stem: RichText("Сколько будет {a} + 2?"),
            kind: .formula(
                .init(
                    asks: .number([.init("{a}+2")], []), variables: [.init("a", minimum: 3, maximum: 3)],
                    variants: [[3]])))
        try await withHall(.sqlite, QuizSettings(shuffle: false), [question]) { hall in
            _ = try await hall.sit(hall.learners[0], [(1, [("", "5")])])
            _ = try await hall.sit(hall.learners[1], [(1, [("", "6")])])
            let counted = try await hall.attempts.statistics(of: hall.quiz, counting: .first).questions[0]
            let group = try #require(counted.answers.first)
            #expect(group.answers.map(\.label) == [.expression("{a}+2"), .other])
            #expect(group.answers.map(\.statistics.count) == [1, 1])
            #expect(counted.question.sheet.stem.string.contains("{a} + 2"))
        }
    }
}
