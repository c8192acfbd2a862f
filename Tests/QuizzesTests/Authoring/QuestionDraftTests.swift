import Foundation
import Testing

@testable import Quizzes

@Suite struct QuestionDraftTests {
    private func kind(_ kind: Question.Kind.Name, _ fields: [QuestionDraft.Field: String]) throws -> Question.Kind {
        try QuestionDraft(kind: kind, fields: fields.merging([.stem: "Вопрос?"]) { own, _ in own }).question().kind
    }

    @Test func `options are typed one on a line`() throws {
        let kind = try kind(.choice, [.answers: "+ да # верно\n- нет\n+50% почти \\# так\n\n−25% 50% скидки"])

        guard case .choice(let choice) = kind else { return #expect(Bool(false)) }
        #expect(choice.options.map(\.text.source) == ["да", "нет", "почти # так", "50% скидки"])
        #expect(choice.options.map(\.fraction) == [1, 0, 0.5, -0.25])
        #expect(choice.options[0].feedback?.source == "верно")
    }

    @Test func `formulas and Markdown keep their backslashes, and a mark in a formula is no mark`() throws {
        let typed = #"+ $\frac{1}{2} # \nu$ # это $\sqrt{4}$"# + "\n" + #"- \*да\* за \$5\nили $a\|b$"#
        guard case .choice(let choice) = try kind(.choice, [.answers: typed]) else { return #expect(Bool(false)) }
        #expect(
            choice.options.map(\.text.source) == [#"$\frac{1}{2} # \nu$"#, #"\*да\* за \$5"# + "\n" + #"или $a\|b$"#])
        #expect(choice.options[0].feedback?.source == #"это $\sqrt{4}$"#)
        let shown = choice.options.map { escaped($0.text.source) }
        #expect(shown == [#"$\frac{1}{2} # \nu$"#, #"\\*да\\* за \\$5\nили $a\|b$"#])
        #expect(shown.map { unescaped($0) } == choice.options.map(\.text.source))

        guard case .matching(let matching) = try kind(.matching, [.answers: "$x = 1$ = один\n$$y=2$$ = два"]) else {
            return
        }
        #expect(matching.pairs.map(\.stem.source) == ["$x = 1$", "$$y=2$$"])
        #expect(matching.pairs.map(\.match) == ["один", "два"])
    }

    @Test func `several right options share the mark, and a wrong one takes as much`() throws {
        guard case .multiple(let choice) = try kind(.multiple, [.answers: "+ а\n+ б\n- в"]) else { return }
        #expect(choice.options.map(\.fraction) == [0.5, 0.5, -0.5])
    }

    @Test(
        arguments: [
            ("3,14 ± 0,01", .number(Decimal(string: "3.14")!, .absolute(Decimal(string: "0.01")!))),
            ("9.8±5%", .number(Decimal(string: "9.8")!, .relative(Decimal(string: "0.05")!))),
            ("10..20", .number(15, .absolute(5))), ("*", .anything), ("2 +- ×0,5", .number(2, .geometric(0.5))),
        ] as [(String, Question.Numeric.Expected)])
    func `a number is typed as one writes it`(text: String, expected: Question.Numeric.Expected) throws {
        guard case .numeric(let content) = try kind(.numeric, [.answers: text]) else { return }
        #expect(content.answers.map(\.expected) == [expected])
    }

    @Test func `gaps are typed inside the text`() throws {
        let draft = QuestionDraft(
            kind: .gaps,
            fields: [
                .stem:
                    "Столица — [[Москва|50% Масква]], пи — [[2: #3,14 ± 0,01]], [[+ да|- нет]] и [[☑ + 1|+ 2|- 3]] [[!МГУ]]"
            ])
        let question = try draft.question()

        guard case .gaps(let content) = question.kind else { return }
        #expect(question.stem.source == "Столица — [[1]], пи — [[2]], [[3]] и [[4]] [[5]]")
        #expect(content.gaps.map(\.weight) == [1, 2, 1, 1, 1])
        #expect(mark(.gaps([0: "москва", 1: "3,145", 2: "0", 3: "0,1", 4: "МГУ"]), to: question).fraction == 1)
        #expect(mark(.gaps([4: "мгу"]), to: question).fraction == 0)
    }

    @Test(
        arguments: [
            (.choice, [.answers: "да"], DraftProblem(field: .answers, kind: .tooFewAnswers)),
            (.choice, [.answers: "- да\n- нет"], DraftProblem(field: .answers, kind: .noRightAnswer)),
            (.numeric, [.answers: "1\nдва"], DraftProblem(field: .answers, line: 2, kind: .notANumber("два"))),
            (.matching, [.answers: "а = б\nв"], DraftProblem(field: .answers, line: 2, kind: .noPair("в"))),
            (.gaps, [:], DraftProblem(field: .stem, kind: .noGaps)),
            (.gaps, [.stem: "[[ ]]"], DraftProblem(field: .stem, line: 1, kind: .emptyGap)),
            (.textSelection, [.answers: "кот спит"], DraftProblem(field: .answers, kind: .nothingToFind)),
            (
                .hotSpot, [.picture: "/p.png", .answers: "круг 1,2 = x"],
                DraftProblem(field: .answers, line: 1, kind: .notAnArea("круг 1,2 = x"))
            ),
            (
                .formula, [.variables: "a = 1..5", .answers: "{a}*{b}"],
                DraftProblem(field: .answers, line: 1, kind: .variableUnknown("b"))
            ),
            (
                .formula, [.variables: "a = 0..0", .answers: "1/{a}"],
                DraftProblem(field: .variables, kind: .noVariants)
            ),
            (.choice, [.answers: "+ а\n- б", .mark: "-1"], DraftProblem(field: .mark, kind: .outOfRange(0...1_000))),
        ] as [(Question.Kind.Name, [QuestionDraft.Field: String], DraftProblem)])
    func `what cannot be read is named with its line`(
        name: Question.Kind.Name, fields: [QuestionDraft.Field: String], problem: DraftProblem
    ) {
        #expect(throws: problem) { try kind(name, fields) }
    }

    /// Every kind, typed, read, shown again and read again: the same question, and the same form.
    @Test(
        arguments: [
            (.choice, [.answers: "+ да # верно\n- нет\n+ 50% x", .keepsOrder: "yes"]),
            (.multiple, [.answers: "+ а\n+ б\n-10% в\n- г", .allOrNothing: "yes"]),
            (.trueFalse, [.key: "false", .ifTrue: "нет"]),
            (.shortAnswer, [.answers: "кот*\n50% пёс \\# 1 # да", .forgivesTypo: "yes", .caseSensitive: "yes"]),
            (
                .numeric,
                [.answers: "3,14 ± 0,01\n50% 3 ± 5%\n* # хоть что", .units: "м\nкм = 0,001", .unitPenalty: "10"]
            ),
            (.matching, [.answers: "кот = млеко\\=питающее\n2 + 2 = 4\n= лишнее"]),
            (.ordering, [.answers: "раз\nдва # да\nтри", .rule: "absolutePosition", .subset: "2", .across: "yes"]),
            (
                .gaps,
                [
                    .stem:
                        "А [[Москва|50% М\\|С]] и [[/ ↓ + да # ок|-50% нет]] [[3: #1..2]] [[☒ + а|- б]] [[!X]] [[100% +5]]"
                ]
            ),
            (.dragWords, [.stem: "Рыжий [[кот]] [[2: спит]] [[кот *]]", .words: "пёс\n2: лает *", .asLists: "yes"]),
            (
                .dragWords,
                [
                    .picture: "/media/1/p.png", .alternative: "карта", .width: "100", .height: "50",
                    .answers: "10,20 = исток\n30,40 = устье", .words: "дельта",
                ]
            ),
            (.textSelection, [.answers: "Кот [спит], \\[пёс\\] [лает]."]),
            (
                .hotSpot,
                [
                    .picture: "/media/1/p.png", .alternative: "карта", .width: "100", .height: "50",
                    .answers:
                        "круг 10,10,5 = исток\nпрямоугольник 1,2,3,4 = устье ×3\nмногоугольник 1,1 5,5 9,1 = \nнет = лишняя",
                ]
            ),
            (
                .formula,
                [
                    .variables: "a = 1..9\nb = 0,5..9,5 лог", .answers: "{a}*{b} ± 1% # да\n50% {a} ± 0,1",
                    .variants: "7",
                    .digits: "3", .significant: "yes", .units: "м",
                ]
            ),
            (.random, [.from: "Математика/Дроби", .subcategories: "yes", .fromTags: "егэ, база"]),
            (.essay, [.reply: "recording", .limit: "90", .template: "План:", .grader: "Смотреть на вывод"]),
            (.description, [:]),
        ] as [(Question.Kind.Name, [QuestionDraft.Field: String])])
    func `a form shows the question it was read from`(
        name: Question.Kind.Name, fields: [QuestionDraft.Field: String]
    ) throws {
        let common: [QuestionDraft.Field: String] = [
            .stem: "Сколько будет **дважды** два?", .name: "Имя", .category: "А/Б", .tags: "один, два", .mark: "2,5",
            .penalty: "25", .feedback: "Разбор", .right: "Да", .wrong: "Нет", .hints: "!№ раз\nдва",
        ]
        let question = try QuestionDraft(kind: name, fields: fields.merging(common) { own, _ in own }).question()

        let shown = QuestionDraft(question)
        let again = try shown.question()

        #expect(again == question)
        #expect(QuestionDraft(again) == shown)
        #expect(try shown.question(mending: question) == question)
    }

    @Test func `what was not changed keeps its own markup`() throws {
        let old = Question(
            name: "Имя", stem: RichText("<p>Сколько <sup>2</sup>?</p>", format: .html),
            generalFeedback: RichText("<p>Да</p>", format: .html), penalty: 0.1234567, idNumber: "x1",
            kind: .choice(
                .init(options: [
                    .init(text: RichText("<b>а</b>", format: .html), fraction: 1),
                    .init(text: RichText("б", format: .plain), fraction: 0),
                ])))
        var draft = QuestionDraft(old)
        #expect(try draft.question(mending: old) == old)

        draft.fields[.name] = "Новое имя"
        var renamed = old
        renamed.name = "Новое имя"
        #expect(try draft.question(mending: old) == renamed)

        draft.fields[.answers] = "+ в\n- г"
        guard case .choice(let choice) = try draft.question(mending: old).kind else { return }
        #expect(choice.options.map(\.text.source) == ["в", "г"])
    }
}
