import Foundation
import Testing

@testable import Quizzes

/// The grammar, and the files people really write.
struct GIFTReaderTests {
    @Test func `each kind of question is told by its answers`() throws {
        let file = try GIFT.read(
            """
            ::а:: Один {=да ~нет}

            ::б:: Несколько {~%50%а ~%50%б ~%-100%в}

            ::в:: Верно? {T#зря#молодец}

            ::г:: Слово {=Казань =%50%Kazan}

            ::д:: Число {#3,14:0,01 =%50%3..4 ~#нет}

            ::е:: Пары {=a -> 1 =b -> 2 = -> 3}

            ::ж:: Сочинение {}

            ::з:: Просто текст
            """)

        #expect(
            file.questions.map(\.question.kind) == [
                .choice(
                    Question.Choice(options: [option("да", 1), option("нет", 0)])),
                .multiple(Question.Choice(options: [option("а", 0.5), option("б", 0.5), option("в", -1)])),
                .trueFalse(
                    Question.TrueFalse(
                        key: true, feedbackIfTrue: RichText("молодец"), feedbackIfFalse: RichText("зря"))),
                .shortAnswer(
                    Question.ShortAnswer(patterns: [
                        Question.ShortAnswer.Pattern(text: "Казань", fraction: 1),
                        Question.ShortAnswer.Pattern(text: "Kazan", fraction: 0.5),
                    ])),
                .numeric(
                    Question.Numeric(answers: [
                        Question.Numeric.Answer(.number(decimal("3.14"), .absolute(decimal("0.01")))),
                        Question.Numeric.Answer(.range(3, 4), fraction: 0.5),
                        Question.Numeric.Answer(.anything, fraction: 0, feedback: RichText("нет")),
                    ])),
                .matching(
                    Question.Matching(
                        pairs: [
                            Question.Matching.Pair(stem: RichText("a"), match: "1"),
                            Question.Matching.Pair(stem: RichText("b"), match: "2"),
                        ], distractors: ["3"])),
                .essay(Question.Essay()),
                .description,
            ])
        #expect(file.questions.map(\.question.name) == ["а", "б", "в", "г", "д", "е", "ж", "з"])
        #expect(file.questions.map(\.line) == [1, 3, 5, 7, 9, 11, 13, 15])
        #expect(file.problems == [])
    }

    @Test(arguments: [
        ("Сколько {=4 =четыре} будет?", ["Сколько _____ будет?"]),
        ("Два\\nряда \\{ \\} \\~ \\= \\# \\: \\\\ {T}", ["Два\nряда { } ~ = # : \\"]),
        ("$CATEGORY: a\nБез пустой строки {T}\n$CATEGORY: b\n::x::Вторая {F}", ["Без пустой строки", "Вторая"]),
        ("::a::Один {T}\n::b::Два {F}", ["Один", "Два"]),
        ("::a::Один {T} ::b::Два {F}", ["Один", "Два"]),
        ("Один {=1}\nДва {=2}", ["Один", "Два"]),
        ("Один {\n\n=1\n\n~2\n\n}\n\nДва {T}", ["Один", "Два"]),
        ("Один {T}\r\rДва {F}\r\n\r\nТри {T}", ["Один", "Два", "Три"]),
        ("\tОтступ {T}\n\u{A0}\nПосле пустой {T}", ["Отступ", "После пустой"]),
        ("«Ёлка» “да” {T}", ["«Ёлка» “да”"]),
        ("[html]<b>Да</b> {T}", ["<b>Да</b>"]),
        ("Чему равно $\\frac{1}{2}+x^{2}$? {=0.5}", ["Чему равно $\\frac{1}{2}+x^{2}$?"]),
        ("int f() { return 0; } вернёт {=0 ~1}", ["int f() { return 0; } вернёт"]),
        ("[html]<img src=\"a.png?x=1#y\"> {=<i class=\"c\">да</i> ~&#171;нет&#187;}", ["<img src=\"a.png?x=1#y\">"]),
        ("::Что такое {x}?::Скобки {T}", ["Скобки"]),
        ("// [id:1]\n// заметка {=1}\nТекст {T}\n// конец", ["Текст"]),
    ])
    func `stems`(text: String, stems: [String]) throws {
        let file = try GIFT.read(text)

        #expect(file.questions.map(\.question.stem.source) == stems)
        #expect(file.problems.filter(\.lost) == [])
    }

    @Test(arguments: [
        ("Не закрыт {=1\n\nДальше {T}", ["Дальше"], 1, FormatProblem.Kind.unclosedBrace),
        ("Не закрыт {=1\n\nТекст.\n\nДальше {T}", ["Текст.", "Дальше"], 1, .unclosedBrace),
        ("Не закрыт {\n=1\n::b::Дальше {T}", ["Дальше"], 1, .unclosedBrace),
        ("Не закрыт {\n=1\n$CATEGORY: c\n\nДальше {T}", ["Дальше"], 1, .unclosedBrace),
        ("Не закрыт {\n=1\nДальше {T}", ["Дальше"], 1, .unclosedBrace),
        ("До {T}\n\nНе закрыт {=1 ~2", ["До"], 3, .unclosedBrace),
        ("Не открыт =1 ~2}\n\nДальше {T}", ["Дальше"], 1, .unopenedBrace),
        ("Два {=a} и {=b} блока\n\nДальше {T}", ["Дальше"], 1, .severalAnswerBlocks(count: 2)),
        ("Текст {1:NM:=a}\n\nДальше {T}", ["Дальше"], 1, .noGaps),
        ("Текст {1:SA:=a} и {=b ~c}\n\nДальше {T}", ["Дальше"], 1, .severalAnswerBlocks(count: 2)),
        ("Порядок {>4 abc\nа\n}\n\nДальше {T}", ["Дальше"], 1, .tooFewAnswers(count: 1)),
        ("Число {#пять}\n\nДальше {T}", ["Дальше"], 1, .notANumber("пять")),
        ("Число {#}\n\nДальше {T}", ["Дальше"], 1, .noNumbers),
        ("Пары {=a -> b =c}\n\nДальше {T}", ["Дальше"], 1, .noArrow("c")),
        ("Пары {= -> b = -> c}\n\nДальше {T}", ["Дальше"], 1, .noPairs),
        ("Пусто {~ ~}\n\nДальше {T}", ["Дальше"], 1, .tooFewAnswers(count: 0)),
    ])
    func `what is lost is told, and the rest is read`(
        text: String, stems: [String], line: Int, problem: FormatProblem.Kind
    ) throws {
        let file = try GIFT.read(text)

        #expect(file.questions.map(\.question.stem.source) == stems)
        #expect(file.problems.filter(\.lost) == [FormatProblem(line: line, kind: problem, lost: true)])
    }

    @Test func `gaps and orders of Moodle's extensions are read`() throws {
        let file = try GIFT.read(
            """
            ::Столицы::Франция: {1:SA:=Париж#Да~%50%Лион}, Италия: {2:MCV:Милан~=Рим\\}}.

            Расставьте {>2 CONTIG H ABS TRUE abc
            один
            два
            три
            }
            """)

        #expect(file.problems == [])
        #expect(file.questions.map(\.question.stem.source) == ["Франция: [[1]], Италия: [[2]].", "Расставьте"])
        #expect(file.questions[0].question.defaultMark == 3)
        guard case .gaps(let content) = file.questions[0].question.kind,
            case .text(let text) = content.gaps[0].answer, case .choice(let choice, .column) = content.gaps[1].answer,
            case .ordering(let order) = file.questions[1].question.kind
        else { throw FormatRefusal.malformed(line: 1) }
        #expect(text.patterns.map(\.text) == ["Париж", "Лион"] && text.patterns.map(\.fraction) == [1, 0.5])
        #expect(text.patterns[0].feedback?.source == "Да")
        #expect(choice.options.map(\.text.source) == ["Милан", "Рим}"] && content.gaps[1].weight == 2)
        #expect(order.items.map(\.text.source) == ["один", "два", "три"] && order.isHorizontal)
        #expect(order.subset == .init(count: 2, isContiguous: true) && order.rule == .absolutePosition)
    }

    @Test(arguments: [
        ("Да {~=a ~b}", FormatProblem.Kind.emptyOptionDropped),
        ("Да {~a}", .tooFewAnswers(count: 1)),
        ("Да {~a ~b}", .noRightAnswer),
        ("Да {~%150%a ~b}", .weightOutOfRange("150 %")),
        ("Да {T}\";", .trailingCharactersDropped("\";")),
        ("Да {T} }", .unopenedBrace),
        ("::a::Вопрос\n\n{=да ~нет}", .answersApart),
        ("Вопрос\n=да\n~нет", .answersWithoutBraces),
        ("::a::{=да ~нет}", .noStem),
        ("Да {\n=a {x}\n~b\n}", .bracesTakenAsText),
    ])
    func `what is doubtful is read and told`(text: String, problem: FormatProblem.Kind) throws {
        let file = try GIFT.read(text)

        #expect(file.questions.count == 1)
        #expect(file.problems.map(\.kind).contains(problem))
        #expect(file.problems.allSatisfy { !$0.lost })
    }

    @Test func `identifiers, tags and categories belong to the questions after them`() throws {
        let file = try GIFT.read(
            """
            $CATEGORY: $course$/top/Дроби
            // [id:7] [tag:алгебра] [tag:5 класс \\]]
            Один {T}
            // [id:8]
            Два {F}

            // [id:9]

            $CATEGORY: $course$/top/Числа
            Три {F}
            """)

        let questions = file.questions.map(\.question)
        #expect(questions.map(\.idNumber) == ["7", "8", nil])
        #expect(questions.map(\.tags) == [["алгебра", "5 класс ]"], [], []])
        #expect(questions.map(\.category) == ["$course$/top/Дроби", "$course$/top/Дроби", "$course$/top/Числа"])
    }

    @Test func `a file too large is refused`() {
        #expect(throws: FormatRefusal.tooLarge(bytes: 13, limit: 10)) { try GIFT.read("Текст {}", limit: 10) }
    }

    @Test func `our own small file reads as it says`() throws {
        let file = try GIFT.read(QuestionFixtures.own("district.gift"))

        #expect(file.questions.map(\.question.kind.name) == [.choice, .numeric, .matching, .shortAnswer])
        #expect(file.problems.map(\.line) == [10, 23])
    }

    private func option(_ text: String, _ fraction: Double) -> Question.Option {
        Question.Option(text: RichText(text), fraction: fraction)
    }
}

private func decimal(_ text: String) -> Decimal { parseNumber(text) ?? .nan }
