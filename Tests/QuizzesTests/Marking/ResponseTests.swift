import Foundation
import Testing

@testable import Quizzes

struct ResponseTests {
    private func question(_ gift: String) throws -> Question { try #require(GIFT.read(gift).questions.first).question }

    @Test(
        arguments: [
            ("? {=a ~b}", [("", "1")], Response.choice(1)), ("? {=a ~b}", [("", "2")], nil), ("? {=a ~b}", [], nil),
            ("? {=a ~b}", [("", "-1")], nil), ("? {=a ~b}", [("", "9999999999999999999")], nil),
            ("? {~%50%a ~%50%b}", [("", "1"), ("", "0"), ("", "1"), ("", "7"), ("", "x")], .multiple([0, 1])),
            ("? {~%50%a ~%50%b}", [], .multiple([])), ("? {T}", [("", "false")], .trueFalse(false)),
            ("? {T}", [("", "2")], nil),
            ("? {=a}", [("", " слово ")], .shortAnswer(" слово ")), ("? {#1}", [("", "1,5")], .numeric("1,5")),
            ("? {}", [("", "текст")], .essay("текст")), ("текст", [("", "1")], nil),
            ("? {=a -> b =c -> d}", [("0", "1"), ("1", "9"), ("2", "0"), ("x", "0"), ("1", "")], .matching([0: 1])),
        ] as [(String, [(String, String)], Response?)])
    func `a form is read for what its question offers`(
        gift: String, fields: [(String, String)], response: Response?
    ) throws {
        let shown = Presentation(try question(gift), seed: 0, isNumberedByAuthor: true)

        let read = Response(fields: fields.map { (name: $0.0, value: $0.1) }, for: shown)

        #expect(read == response)
        if let read { #expect(Response(fields: read.fields(for: shown), for: shown) == read) }
    }

    @Test func `a text is cut at a character when it is too long`() throws {
        let long = String(repeating: "ё", count: 40_000)

        let response = Response(
            fields: [(name: "", value: "x" + long)], for: Presentation(try question("? {}"), seed: 0))

        guard case .essay(let text) = response else { return #expect(Bool(false)) }
        #expect(text.utf8.count == Response.textLimit - 1)
        #expect(text.hasSuffix("ё"))
    }

    @Test func `responses travel as JSON`() throws {
        let responses: [Response] = [
            .choice(1), .multiple([0, 2]), .matching([0: 1, 2: 0]), .shortAnswer("ё"), .trueFalse(true),
        ]

        let data = try JSONEncoder().encode(responses)

        #expect(try JSONDecoder().decode([Response].self, from: data) == responses)
    }

    @Test func `one seed, one order, and every option in it`() throws {
        let question = try question("? {=a ~b ~c ~d ~e ~f}")

        #expect(Presentation(question, seed: 7).order == [5, 4, 1, 3, 0, 2])
        let orders = (0..<200).map { Presentation(question, seed: UInt64($0)).order }
        #expect(orders.allSatisfy { $0.sorted() == [0, 1, 2, 3, 4, 5] })
        #expect(Set(orders.map(\.first)).count == 6)

        guard case .choice(var choice) = question.kind else { return }
        choice.shuffles = false
        var fixed = question
        fixed.kind = .choice(choice)
        #expect(Presentation(fixed, seed: 7).order == [0, 1, 2, 3, 4, 5])
    }

    @Test func `matches are shuffled apart from their rows`() throws {
        let question = try question("? {=a -> 1 =b -> 2 =c -> 3 =d -> 4 = -> 5}")

        let together = (0..<100 as Range<UInt64>).count {
            let shown = Presentation(question, seed: $0)
            return shown.order == shown.choices.filter { $0 < 4 }
        }

        // One in 24 by chance.
        #expect(together < 15)
    }

    @Test func `fields are numbered by their places on the page, not by the author's order`() throws {
        let question = try question("? {=a -> 1 =b -> 2 =c -> 3 =d -> 4 =e -> 5 =f -> 6}")

        // Row n goes with match n in the file; were the fields numbered so, equal numbers would be the key.
        let right = (0..<200 as Range<UInt64>).reduce(0) { sum, seed in
            let shown = Presentation(question, seed: seed)
            let key = Response.matching(Dictionary(uniqueKeysWithValues: (0..<6).map { ($0, $0) }))
            let fields = key.fields(for: shown)
            #expect(Response(fields: fields, for: shown) == key)
            return sum + fields.count { $0.name == $0.value }
        }

        // One of six by chance.
        #expect(abs(right - 200) < 60)
    }
}
