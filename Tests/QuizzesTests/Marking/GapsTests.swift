import Foundation
import Testing

@testable import Quizzes

struct GapsTests {
    private static let cloze = Question.Gaps([
        .init(weight: 2, .text(.init(patterns: [.init(text: "Париж", fraction: 1)]))),
        .init(.number(.init(answers: [.init(.number(3, .absolute(0)))]))),
        .init(
            .choice(
                .init(options: [
                    .init(text: RichText("да"), fraction: 1), .init(text: RichText("нет"), fraction: -1),
                ]), .list)),
    ])
    private let question = Question(name: "", stem: RichText("[[1]] [[2]] [[3]]"), kind: .gaps(cloze))

    @Test(
        arguments: [
            ([0: "париж", 1: "3,0", 2: "0"], 1, [0, 1, 2]), ([0: "париж"], 0.5, [0]), ([1: "3"], 0.25, [1]),
            ([0: "париж", 2: "1"], 0.25, [0]), ([2: "1"], 0, []), ([0: "Лион", 1: "3", 2: "0"], 0.5, [1, 2]),
        ] as [([Int: String], Double, [Int])])
    func `gaps earn their weighted mean, and a wrong one may cost`(
        texts: [Int: String], fraction: Double, matched: [Int]
    ) {
        let outcome = mark(.gaps(texts), to: question)

        #expect(abs(outcome.fraction - fraction) < 1e-12)
        #expect(outcome.matched == matched)
    }

    @Test func `options of a gap go by their places in its list`() {
        for seed in 0..<50 as Range<UInt64> {
            let shown = Presentation(question, seed: seed)
            let response = Response.gaps([0: "Париж", 2: "0"])
            let fields = response.fields(for: shown)
            #expect(fields.last?.value == String(shown.gaps[2].firstIndex(of: 0) ?? -1))
            #expect(Response(fields: fields, for: shown) == response)
        }
    }

    @Test func `a gap pays for the tries until it was changed last`() {
        var question = question
        question.penalty = 0.25
        question.hints = [.init(text: RichText("1")), .init(text: RichText("2"))]
        var attempt = QuestionAttempt(question, behaviour: .interactive)

        attempt.take(.submit, .gaps([0: "Париж", 1: "4", 2: "1"]))
        attempt.take(.tryAgain)
        attempt.take(.submit, .gaps([0: "Париж", 1: "3", 2: "0"]))

        #expect(attempt.state == .gradedRight)
        // (2·1 + 1·0.75 + 1·0.75) / 4
        #expect(attempt.fraction == 0.875)
    }

    @Test func `words fit by group, and words that read alike are one`() {
        let content = Question.DragWords(
            words: [
                .init(RichText("кот")), .init(RichText("сидит"), group: 2), .init(RichText("кот")),
                .init(RichText("лежит"), group: 2),
            ], places: [.init(word: 0), .init(word: 1)])
        let question = Question(name: "", stem: RichText("[[1]] [[2]]"), kind: .dragWords(content))
        let shown = Presentation(question, seed: 3)

        #expect(content.words(for: 0) == [0, 2])
        let read = Response(
            fields: [("0", String(shown.number(ofChoice: 1))), ("1", String(shown.number(ofChoice: 3)))], for: shown)
        #expect(read == .matching([1: 3]))
        #expect(mark(.matching([0: 2, 1: 3]), to: question).fraction == 0.5)
    }

    @Test(
        arguments: [
            ([2, 5], 1, .right), ([2], 0.5, .partial), ([2, 0], 0, .wrong), ([2, 5, 0], 0.5, .partial),
            ([0, 1, 2, 3, 4, 5], 0, .wrong),
        ] as [([Int], Double, MarkingOutcome.State)])
    func `marking every word earns nothing`(chosen: [Int], fraction: Double, state: MarkingOutcome.State) {
        let text = Question.TextSelection("Рыжий кот [спит], а пёс [видит сны].")
        let question = Question(name: "", stem: RichText("Глаголы?"), kind: .textSelection(text))

        #expect(text.fragments.map(\.text) == ["Рыжий", "кот", "спит", "а", "пёс", "видит сны"])
        let outcome = mark(.multiple(chosen), to: question)
        #expect(outcome.fraction == fraction)
        #expect(outcome.state == state)
    }

    @Test func `the pieces of a text make the text`() {
        let text = Question.TextSelection(#"А [б-в] \[г\] \\ д'Артаньян — 5 «[и]»"#)
        let joined = text.pieces.map { piece in
            switch piece {
            case .text(let text), .fragment(let text, _): text
            }
        }.joined()

        #expect(joined == #"А б-в [г] \ д'Артаньян — 5 «и»"#)
        #expect(text.fragments.filter(\.isRight).map(\.text) == ["б-в", "и"])
        #expect(text.fragments.map(\.text).contains("д'Артаньян"))
    }

    @Test(
        arguments: [
            ([0: [(20, 20)], 1: [(15, 12)]], 1), ([0: [(20, 20)]], 0.5), ([0: [(200, 200)], 1: [(15, 12)]], 0.5),
            ([0: [(20, 20), (21, 20), (22, 20)], 1: [(15, 12)]], 0.5), ([1: [(39, 39)]], 0),
        ] as [([Int: [(Int, Int)]], Double)])
    func `a mark hits the zone it lies in, and more marks than zones cost`(
        points: [Int: [(Int, Int)]], fraction: Double
    ) {
        let content = Question.HotSpot(
            picture: .init(source: "/p.png", alternative: "карта", width: 100, height: 100),
            markers: [.init(RichText("исток"), count: 0), .init(RichText("устье"))],
            zones: [
                .init(marker: 0, .circle(centre: .init(x: 15, y: 15), radius: 10)),
                .init(
                    marker: 1,
                    .polygon([.init(x: 10, y: 10), .init(x: 40, y: 10), .init(x: 10, y: 40)])),
            ])
        let question = Question(name: "", stem: RichText("?"), kind: .hotSpot(content))

        let outcome = mark(
            .places(points.mapValues { $0.map { Question.Point(x: $0.0, y: $0.1) } }), to: question)

        #expect(outcome.fraction == fraction)
    }

    @Test func `points are read in pixels and brought inside`() {
        let content = Question.HotSpot(
            picture: .init(source: "/p.png", alternative: "", width: 100, height: 50),
            markers: [.init(RichText("x"))], zones: [])
        let shown = Presentation(Question(name: "", stem: RichText("?"), kind: .hotSpot(content)), seed: 0)

        let read = Response(fields: [("0", "12,7 -5,900 x,y 3"), ("7", "1,1")], for: shown)

        #expect(read == .places([0: [.init(x: 12, y: 7), .init(x: 0, y: 50)]]))
        #expect(Response(fields: read?.fields(for: shown) ?? [], for: shown) == read)
    }
}
