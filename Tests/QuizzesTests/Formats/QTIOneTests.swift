import Courses
import FoundationEssentials
import Markup
import Testing

@testable import Quizzes

private func html(_ text: String) -> RichText { RichText(text, format: .html) }

/// QTI 1.2 in its dialects. `Fixtures/blackboard-items.xml` is ours, in the shape of Blackboard's exports.
struct QTIOneTests {
    @Test func `every kind of question of Blackboard's dialect is read`() throws {
        let bytes = try QuestionFixtures.own("blackboard-items.xml")
        let file = try QuestionFile(bytes)

        #expect(QuestionFormat.detected(in: bytes) == .blackboard)
        #expect(file.questions.allSatisfy { $0.question.category == "Проба" })
        #expect(file.questions.map(\.question.defaultMark) == [1, 2.5, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1])
        #expect(file.questions.map(\.question.kind) == Self.kinds)
        #expect(file.questions[1].question.stem.source == "Сколько будет <b>2+2</b>?")
        #expect(file.questions[1].question.outcomes == .init(right: html("Верно."), wrong: html("Нет.")))
        #expect(file.questions[7].question.name == "Сочинение")
        #expect(
            file.problems.map(\.kind) == [.typeNotSupported("calculated", name: "Сколько будет [a]+[b]?")]
                && file.problems.allSatisfy(\.lost))
    }

    private static let kinds: [Question.Kind] = [
        .trueFalse(
            .init(key: true, feedbackIfTrue: html("Да."), feedbackIfFalse: html("Посмотрите на горизонт."))),
        .choice(
            .init(options: [
                .init(text: html("3"), fraction: 0, feedback: html("Столько было вчера.")),
                .init(text: html("4"), fraction: 1),
            ])),
        .choice(.init(options: [.init(text: html("Да"), fraction: 0), .init(text: html("Нет"), fraction: 1)])),
        .choice(.init(options: [.init(text: html("да"), fraction: 1), .init(text: html("нет"), fraction: 0)])),
        .multiple(
            .init(
                options: [("2", 0.3333333), ("3", 0), ("4", 0.3333333), ("6", 0.3333333)].map {
                    .init(text: html($0.0), fraction: $0.1)
                }, isAllOrNothing: true)),
        .matching(
            .init(
                pairs: [
                    .init(stem: html("Татарстан"), match: "Казань"), .init(stem: html("Алтай"), match: "Барнаул"),
                ], distractors: ["Уфа"])),
        .ordering(
            .init(items: ["первый", "второй", "третий"].map { .init(html($0)) }, rule: .absolutePosition)),
        .essay(.init(graderInfo: html("Три признака лета."))), .essay(.init()), .essay(.init(reply: .files(limit: 1))),
        .shortAnswer(.init(patterns: [.init(text: "Казань", fraction: 1), .init(text: "*казан*", fraction: 1)])),
        .numeric(.init(answers: [.init(.range(Decimal(string: "3.13") ?? 0, Decimal(string: "3.15") ?? 0))])),
    ]

    // MARK: - Canvas, WebCT, Common Cartridge

    private static func read(_ item: String) throws -> QuestionFile {
        try QuestionFile(Array("<questestinterop><item ident=\"i\" title=\"В\">\(item)</item></questestinterop>".utf8))
    }

    private static func metadata(_ type: String) -> String {
        "<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>\(type)</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    }

    private static let decvar = "<outcomes><decvar maxvalue=\"100\" minvalue=\"0\" varname=\"SCORE\"/></outcomes>"

    @Test func `a formula of Canvas comes with its variants`() throws {
        let item =
            Self.metadata("calculated_question") + """
                <presentation><material><mattext texttype="text/html">Сумма [a] и [b]?</mattext></material><response_str ident="response1"/></presentation>
                <itemproc_extension><calculated><answer_tolerance>1%</answer_tolerance><formulas decimal_places="1"><formula>a+b</formula></formulas>
                <vars><var name="a" scale="0"><min>1</min><max>9</max></var><var name="b" scale="1"><min>0</min><max>1</max></var></vars>
                <var_sets><var_set ident="1"><var name="a">2</var><var name="b">0.5</var><answer>2.5</answer></var_set></var_sets></calculated></itemproc_extension>
                """
        let read = try Self.read(item)

        guard case .formula(let formula) = read.questions.first?.question.kind,
            case .number(let answers, _) = formula.asks
        else { throw FormatRefusal.malformed(line: 1) }
        #expect(formula.variables.map(\.name) == ["a", "b"] && formula.variants == [[2, Decimal(string: "0.5") ?? 0]])
        #expect(answers.map(\.expression) == ["a+b"] && answers[0].toleranceKind == .relative)
        #expect(read.questions[0].question.stem.plainText == "Сумма {a} и {b}?")
    }

    @Test func `several fields in one text are gaps`() throws {
        let read = try Self.read(
            """
            <presentation><flow><material><mattext>Волга впадает в</mattext></material><response_str ident="a"><render_fib/></response_str>
            <material><mattext>море, Обь в</mattext></material><response_str ident="b"><render_fib/></response_str></flow></presentation>
            <resprocessing>\(Self.decvar)<respcondition><conditionvar><varequal respident="a" case="Yes">Каспийское</varequal></conditionvar><setvar>50</setvar></respcondition>
            <respcondition><conditionvar><or><varequal respident="b">Карское</varequal><varequal respident="b">Карское море</varequal></or></conditionvar><setvar>50</setvar></respcondition></resprocessing>
            """)

        #expect(
            read.questions.map(\.question.kind) == [
                .gaps(
                    .init([
                        .init(.text(.init(patterns: [.init(text: "Каспийское", fraction: 1)], isCaseSensitive: true))),
                        .init(
                            .text(
                                .init(patterns: [
                                    .init(text: "Карское", fraction: 1), .init(text: "Карское море", fraction: 1),
                                ]))),
                    ]))
            ])
        #expect(
            collapsingSpaces(read.questions[0].question.stem.plainText) == "Волга впадает в [[1]] море, Обь в [[2]]")
    }

    @Test func `an order is told by the places of its words`() throws {
        let read = try Self.read(
            """
            <presentation><material><mattext>Соберите</mattext></material><response_lid ident="r" rcardinality="Ordered"><render_choice>
            <response_label ident="x"><material><mattext>спит</mattext></material></response_label>
            <response_label ident="y"><material><mattext>кот</mattext></material></response_label></render_choice></response_lid></presentation>
            <resprocessing>\(Self.decvar)<respcondition><conditionvar><and><varequal respident="r" index="2">x</varequal><varequal respident="r" index="1">y</varequal></and></conditionvar><setvar>100</setvar></respcondition></resprocessing>
            """)

        guard case .ordering(let order) = read.questions.first?.question.kind else {
            throw FormatRefusal.malformed(line: 1)
        }
        #expect(order.items.map(\.text.plainText) == ["кот", "спит"])
    }

    /// What QTI 1.2 holds of a question, for any texts and numbers.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `what is written as QTI 1_2 reads back`(seed: UInt64) throws {
        var generator = QuestionGenerator(seed: seed)
        let questions = (0..<8).map { _ in generator.wholeQuestion() }.filter(\.isWholeInQTI)
        let text = try QTIWriter.write(questions, outline: QuizOutline(title: "Тест <1>", file: ""))

        let file = try QuestionFile(Array(text.utf8))

        #expect(file.problems == [] && file.questions.count == questions.count, "\(file.problems)")
        for (read, written) in zip(file.questions, questions) {
            #expect(read.question.kind.name == written.kind.name)
            #expect(try read.question.keys == written.keys, "\(written)")
            #expect(try read.question.said == written.said)
        }
    }
}

extension Question {
    /// Kinds that QTI 1.2 has, with answers it can tell apart: shares are written in hundredths of a per cent.
    fileprivate var isWholeInQTI: Bool {
        let isCounted = { (fraction: Double) in fraction > 0.0001 }
        switch kind {
        case .trueFalse, .essay, .description: return true
        case .choice(let choice):
            return choice.options.contains { isCounted($0.fraction) }
                && choice.options.allSatisfy { $0.fraction <= 0 || isCounted($0.fraction) }
                && Set(choice.options.map { $0.text.plainText.lowercased() }) != ["true", "false"]
        case .multiple(let choice): return choice.options.contains { $0.fraction > 0 }
        case .matching(let matching):
            return matching.pairs.count > 1
                && Set(matching.pairs.map { collapsingSpaces($0.match) }).count == matching.pairs.count
        case .shortAnswer(let content):
            return content.patterns.allSatisfy { isCounted($0.fraction) && !$0.text.contains("*") }
        case .numeric(let content):
            return content.answers.allSatisfy { answer in
                if case .number = answer.expected { isCounted(answer.fraction) } else { false }
            }
        default: return false
        }
    }

    /// What is right, in words.
    fileprivate var keys: [String] {
        get throws {
            switch kind {
            case .trueFalse(let content): ["\(content.key)"]
            case .choice(let choice): try choice.options.map { "\(try words($0.text)): \($0.fraction > 0)" }
            case .multiple(let choice): try choice.options.map { "\(try words($0.text)): \($0.fraction > 0)" }
            case .matching(let matching):
                try matching.pairs.map { "\(try words($0.stem)) = \(collapsingSpaces($0.match))" }
            case .shortAnswer(let content):
                content.patterns.map { collapsingSpaces($0.text) } + ["\(content.isCaseSensitive)"]
            case .numeric(let content): ["\(content.answers.count)"]
            default: []
            }
        }
    }

    /// What a reader sees of a text, a formula in either of its signs; an option without any is a dash.
    private func words(_ text: RichText) throws -> String {
        let shown = RichText(Markdown.portable(try text.rendered(formulas: nil)), format: .html).plainText
        let words = collapsingSpaces(shown).replacing("\\(", with: "$").replacing("\\)", with: "$")
        return words.isEmpty ? "—" : words
    }

    fileprivate var said: [String] {
        get throws { try [stem, generalFeedback].map { text in try text.map(words) ?? "—" } }
    }
}
