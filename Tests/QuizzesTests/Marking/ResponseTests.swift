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
        let question = try question(gift)

        let read = Response(fields: fields.map { (name: $0.0, value: $0.1) }, for: question)

        #expect(read == response)
        if let read { #expect(Response(fields: read.fields, for: question) == read) }
    }

    @Test func `a text is cut at a character when it is too long`() throws {
        let long = String(repeating: "ё", count: 40_000)

        let response = Response(fields: [(name: "", value: "x" + long)], for: try question("? {}"))

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

        #expect(displayOrder(of: question, seed: 7) == [5, 4, 1, 3, 0, 2])
        let orders = (0..<200).map { displayOrder(of: question, seed: $0) }
        #expect(orders.allSatisfy { $0.sorted() == [0, 1, 2, 3, 4, 5] })
        #expect(Set(orders.map(\.first)).count == 6)

        guard case .choice(var choice) = question.kind else { return }
        choice.shuffles = false
        var fixed = question
        fixed.kind = .choice(choice)
        #expect(displayOrder(of: fixed, seed: 7) == [0, 1, 2, 3, 4, 5])
    }

    @Test func `matches are shuffled apart from their rows`() throws {
        let question = try question("? {=a -> 1 =b -> 2 =c -> 3 =d -> 4 = -> 5}")
        guard case .matching(let matching) = question.kind else { return }

        let together = (0..<100 as Range<UInt64>).count {
            displayOrder(of: question, seed: $0) == displayOrderOfChoices(in: matching, seed: $0).filter { $0 < 4 }
        }

        // One in 24 by chance.
        #expect(together < 15)
    }
}
