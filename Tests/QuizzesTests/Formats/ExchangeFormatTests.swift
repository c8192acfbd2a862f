import Foundation
import Testing

@testable import Quizzes

/// Cloze texts, Blackboard, QTI and sheets.
struct ExchangeFormatTests {
    @Test func `every name of a gap is known`() throws {
        let text = """
            SA {1:SA:=да}, {2:MW:=да}, {:SHORTANSWER_C:=Да~%50%да#почти}, {1:SAC:=Да},
            NM {1:NUMERICAL:=3,5:0.1~%50%4}, {1:NM:=*}, MC {1:MULTICHOICE:=a~b}, {1:mcv:=a~b}, {1:MCHS:=a~b},
            MR {1:MR:=a~b~=c}, {1:MULTIRESPONSE_HS:%50%a~%50%b~%-100%c\\}\\#}.
            """
        let file = try QuestionFile(Array(text.utf8))

        #expect(file.problems == [] && file.questions.count == 1)
        guard case .gaps(let content) = file.questions[0].question.kind else { throw FormatRefusal.malformed(line: 1) }
        #expect(content.gaps.count == 11 && file.questions[0].question.defaultMark == 12)
        #expect(content.gaps[1].weight == 2)
        guard case .text(let exact) = content.gaps[2].answer, case .number(let number) = content.gaps[4].answer,
            case .choice(let row, .row) = content.gaps[8].answer,
            case .multiple(let several, .column) = content.gaps[9].answer,
            case .multiple(let weighed, .row) = content.gaps[10].answer
        else { throw FormatRefusal.malformed(line: 1) }
        #expect(exact.isCaseSensitive && exact.patterns[1].fraction == 0.5)
        #expect(exact.patterns[1].feedback?.source == "почти")
        #expect(number.answers[0].expected == .number(3.5, .absolute(0.1)))
        #expect(row.shuffles && several.options.map(\.fraction) == [0.5, -0.5, 0.5])
        #expect(weighed.options.map(\.text.source) == ["a", "b", "c}#"] && weighed.options[2].fraction == -1)
    }

    @Test func `a gap that is none is named and stays`() throws {
        let file = try QuestionFile(Array("Сколько {1:NM:=много} и {1:SA:=да}".utf8), format: .cloze)

        #expect(file.questions.first?.question.stem.source == "Сколько {1:NM:=много} и [[1]]")
        #expect(file.problems == [FormatProblem(line: 1, kind: .gapBroken("{1:NM:=много}"), lost: false)])
        let none = try QuestionFile(Array("Ничего".utf8), format: .cloze)
        #expect(none.problems == [FormatProblem(line: 1, kind: .noGaps, lost: true)])
    }

    @Test func `a pool of Blackboard is read whole`() throws {
        guard let bytes = QuestionFixtures.bytes("blackboard/moodle_sample_blackboard_pool.dat") else { return }
        let file = try QuestionFile(bytes)

        #expect(QuestionFormat.detected(in: bytes) == .blackboard && file.problems == [])
        let names = file.questions.map(\.question.kind.name)
        #expect(names == [.trueFalse, .choice, .multiple, .matching, .essay, .shortAnswer])
        #expect(file.questions.allSatisfy { $0.question.category == "exam 3 2008-9" })
        guard case .trueFalse(let truth) = file.questions[0].question.kind,
            case .multiple(let several) = file.questions[2].question.kind,
            case .matching(let matching) = file.questions[3].question.kind,
            case .essay(let essay) = file.questions[4].question.kind
        else { throw FormatRefusal.malformed(line: 1) }
        #expect(truth.key && truth.feedbackIfTrue?.source == "You gave the right answer.")
        #expect(several.options.map(\.fraction) == [0.5, 0, 0.5, 0])
        #expect(matching.pairs.map(\.match) == ["amphibian", "mammal", "amphibian"])
        #expect(matching.distractors == ["insect"])
        #expect(essay.graderInfo?.source.hasPrefix("Blackboard answer") == true)
    }

    @Test(arguments: [
        "qas_canvas_all.imscc", "viewer_all-question-types.imscc", "qas_bb_vista.imscc",
    ])
    func `questions of cartridges are read or named`(name: String) throws {
        guard let bytes = QuestionFixtures.bytes("imscc/\(name)") else { return }
        let file = try QuestionFile(bytes)
        let names = Set(file.questions.map(\.question.kind.name))
        #expect(file.questions.count >= 7, "\(file.questions.map(\.question.name)) \(file.problems)")
        #expect(names.contains(.choice) && names.contains(.essay), "\(names)")
    }

    private static let item = """
        <?xml version="1.0"?>
        <assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="a" title="Вопрос">
        <responseDeclaration identifier="RESPONSE" cardinality="CARDINALITY" baseType="TYPE">ANSWER</responseDeclaration>
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="2"/>
        <itemBody>BODY</itemBody>
        <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/RULE"/>
        <modalFeedback outcomeIdentifier="F" identifier="incorrect" showHide="show">Подумайте</modalFeedback>
        </assessmentItem>
        """

    private static func question(
        _ cardinality: String, _ type: String, _ answer: String, _ body: String, rule: String = "match_correct"
    ) throws -> Question {
        let xml = item.replacing("CARDINALITY", with: cardinality).replacing("TYPE", with: type)
            .replacing("ANSWER", with: answer).replacing("BODY", with: body).replacing("RULE", with: rule)
        let file = try QuestionFile(Array(xml.utf8))
        #expect(file.problems == [])
        return try #require(file.questions.first?.question)
    }

    @Test func `choices of QTI 2 and 3 are read by their rules`() throws {
        let body = """
            <p>Какие?</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0"><prompt>Все</prompt>
            <simpleChoice identifier="x">два<feedbackInline identifier="x" outcomeIdentifier="F" showHide="show">да</feedbackInline></simpleChoice>
            <simpleChoice identifier="y">три</simpleChoice><simpleChoice identifier="z">четыре</simpleChoice></choiceInteraction>
            """
        let whole = try Self.question(
            "multiple", "identifier", "<correctResponse><value>x</value><value>z</value></correctResponse>", body)
        let mapped = try Self.question(
            "multiple", "identifier",
            "<mapping defaultValue=\"0\"><mapEntry mapKey=\"x\" mappedValue=\"3\"/><mapEntry mapKey=\"z\" mappedValue=\"1\"/><mapEntry mapKey=\"y\" mappedValue=\"-1\"/></mapping>",
            body, rule: "map_response")

        guard case .multiple(let first) = whole.kind, case .multiple(let second) = mapped.kind else {
            throw FormatRefusal.malformed(line: 1)
        }
        #expect(first.isAllOrNothing && first.options.map(\.fraction) == [0.5, 0, 0.5] && first.shuffles)
        #expect(first.options[0].feedback?.source == "да" && first.options[0].text.source == "два")
        #expect(!second.isAllOrNothing && second.options.map(\.fraction) == [0.75, -0.25, 0.25])
        #expect(whole.stem.plainText == "Какие?\nВсе" || whole.stem.plainText == "Какие?\n\nВсе")
        #expect(whole.defaultMark == 2 && whole.outcomes?.wrong?.source == "Подумайте")

        let third = """
            <qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q" title="Три">
            <qti-response-declaration identifier="R" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>b</qti-value></qti-correct-response></qti-response-declaration>
            <qti-item-body><p>Да?</p><qti-choice-interaction response-identifier="R" max-choices="1"><qti-simple-choice identifier="a">нет</qti-simple-choice><qti-simple-choice identifier="b">да</qti-simple-choice></qti-choice-interaction></qti-item-body>
            </qti-assessment-item>
            """
        let read = try QuestionFile(Array(third.utf8))
        guard case .choice(let choice) = read.questions.first?.question.kind else {
            throw FormatRefusal.malformed(line: 1)
        }
        #expect(choice.options.map(\.fraction) == [0, 1] && read.questions[0].question.name == "Три")
    }

    @Test func `other interactions of QTI are read`() throws {
        let order = try Self.question(
            "ordered", "identifier", "<correctResponse><value>b</value><value>a</value></correctResponse>",
            "<orderInteraction responseIdentifier=\"RESPONSE\"><simpleChoice identifier=\"a\">второй</simpleChoice><simpleChoice identifier=\"b\">первый</simpleChoice></orderInteraction>"
        )
        let match = try Self.question(
            "multiple", "directedPair", "<correctResponse><value>a x</value><value>b y</value></correctResponse>",
            "<matchInteraction responseIdentifier=\"RESPONSE\"><simpleMatchSet><simpleAssociableChoice identifier=\"a\">А</simpleAssociableChoice><simpleAssociableChoice identifier=\"b\">Б</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier=\"x\">1</simpleAssociableChoice><simpleAssociableChoice identifier=\"y\">2</simpleAssociableChoice><simpleAssociableChoice identifier=\"z\">3</simpleAssociableChoice></simpleMatchSet></matchInteraction>"
        )
        let word = try Self.question(
            "single", "string",
            "<correctResponse><value>Казань</value></correctResponse><mapping><mapEntry mapKey=\"Казань\" mappedValue=\"2\"/><mapEntry mapKey=\"Казан\" mappedValue=\"1\"/></mapping>",
            "<p>Столица: <textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>", rule: "map_response")
        let gap = try Self.question(
            "single", "identifier", "<correctResponse><value>b</value></correctResponse>",
            "<p>Волга впадает в <inlineChoiceInteraction responseIdentifier=\"RESPONSE\"><inlineChoice identifier=\"a\">Чёрное</inlineChoice><inlineChoice identifier=\"b\">Каспийское</inlineChoice></inlineChoiceInteraction> море.</p>"
        )
        let spot = try Self.question(
            "single", "identifier", "<correctResponse><value>b</value></correctResponse>",
            "<hotspotInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"1\"><object type=\"image/png\" data=\"a.png\" width=\"200\" height=\"100\">Карта</object><hotspotChoice identifier=\"a\" shape=\"circle\" coords=\"10,10,5\"/><hotspotChoice identifier=\"b\" shape=\"rect\" coords=\"20,30,50,60\"/></hotspotInteraction>"
        )
        let text = try Self.question(
            "multiple", "identifier", "<correctResponse><value>b</value></correctResponse>",
            "<hottextInteraction responseIdentifier=\"RESPONSE\"><p><hottext identifier=\"a\">Кот</hottext> <hottext identifier=\"b\">спит</hottext>.</p></hottextInteraction>"
        )
        let drag = try Self.question(
            "multiple", "directedPair", "<correctResponse><value>w1 g1</value></correctResponse>",
            "<gapMatchInteraction responseIdentifier=\"RESPONSE\"><gapText identifier=\"w1\" matchMax=\"1\">кот</gapText><gapText identifier=\"w2\" matchMax=\"0\">пёс</gapText><p>Мурлычет <gap identifier=\"g1\"/>.</p></gapMatchInteraction>"
        )

        #expect(
            order.kind
                == .ordering(
                    .init(items: ["первый", "второй"].map { .init(RichText($0, format: .html)) }, rule: .allOrNothing)))
        guard case .matching(let pairs) = match.kind, case .shortAnswer(let short) = word.kind,
            case .gaps(let gaps) = gap.kind, case .choice(let choice, .list) = gaps.gaps[0].answer,
            case .hotSpot(let hot) = spot.kind, case .dragWords(let dragged) = drag.kind
        else { throw FormatRefusal.malformed(line: 1) }
        #expect(pairs.pairs.map(\.match) == ["1", "2"] && pairs.distractors == ["3"])
        #expect(short.patterns.map(\.fraction) == [1, 0.5])
        #expect(gap.stem.plainText == "Волга впадает в [[1]] море." && choice.options[1].fraction == 1)
        #expect(hot.picture.width == 200 && hot.picture.alternative == "Карта")
        #expect(hot.zones.map(\.shape) == [.rectangle(corner: .init(x: 20, y: 30), width: 30, height: 30)])
        #expect(text.kind == .textSelection(.init("Кот [спит].")))
        #expect(dragged.words.map(\.isReusable) == [false, true] && dragged.places == [.init(word: 0)])
        #expect(drag.stem.plainText == "Мурлычет [[1]].")
    }

    @Test func `what is written as QTI reads back`() throws {
        let html = { RichText($0, format: .html) }
        let options = [
            Question.Option(text: html("два<br>раза"), fraction: 1, feedback: html("Да")),
            Question.Option(text: html("три"), fraction: 0),
        ]
        let picture = ReadQuestion.File(name: "a.png", bytes: [0x89, 0x50, 0x4E, 0x47])
        let kinds: [Question.Kind] = [
            .choice(.init(options: options)), .trueFalse(.init(key: false)),
            .multiple(.init(options: [options[0], options[1]], shuffles: false, isAllOrNothing: true)),
            .shortAnswer(.init(patterns: [.init(text: "Казань", fraction: 1)])),
            .numeric(.init(answers: [.init(.number(3.5, .absolute(0.1)))])),
            .matching(.init(pairs: [.init(stem: html("а"), match: "1"), .init(stem: html("б"), match: "2")])),
            .ordering(.init(items: [.init(html("а")), .init(html("б"))], rule: .allOrNothing)),
            .textSelection(.init("Кот [спит].")), .essay(.init(graderInfo: html("Смотреть логику"))),
            .essay(.init(reply: .files(limit: 1))), .description,
            .hotSpot(
                .init(
                    picture: .init(source: "@@PLUGINFILE@@/a.png", alternative: "Карта", width: 20, height: 10),
                    markers: [.init(RichText("", format: .plain))],
                    zones: [.init(marker: 0, .circle(centre: .init(x: 5, y: 5), radius: 2))])),
        ]
        let questions = kinds.enumerated().map { index, kind in
            let hasPicture = if case .hotSpot = kind { true } else { false }
            return ReadQuestion(
                line: index + 1,
                question: Question(
                    name: "Вопрос \(index)", category: "Тема/Часть", stem: html("Что это?"), defaultMark: 2, kind: kind),
                files: hasPicture ? [picture] : [])
        }

        let conversion = try #require(try QuestionConversion(questions, to: .qti))
        let file = try QuestionFile(conversion.bytes)

        #expect(QuestionFormat.detected(in: conversion.bytes) == .qti && file.problems == [])
        #expect(file.questions.count == questions.count)
        for (read, written) in zip(file.questions, questions) {
            #expect(read.question.kind == written.question.kind || read.question.kind.name == .hotSpot)
            #expect(read.question.category == "Тема/Часть" && read.question.name == written.question.name)
        }
        let losses = conversion.losses.flatMap(\.parts).filter { !$0.hasPrefix("разметка") && $0 != "штраф за попытку" }
        #expect(losses.allSatisfy { $0.hasPrefix("часть ответов") } && losses.count <= 1, "\(losses)")
        #expect(file.questions.last?.files.first?.bytes == picture.bytes)
    }

    @Test(arguments: [";", ",", "\t"])
    func `a sheet of a teacher is read`(delimiter: String) throws {
        let rows = [
            [
                "Тип вопроса", "Вопрос", "Правильный ответ", "Неправильный 1", "Неправильный 2", "Балл", "Раздел",
                "Отзыв",
            ],
            ["один ответ", "Столица?", "Казань", "Уфа", "Чебоксары", "2", "География", "На Волге"],
            ["несколько ответов", "Чётные?", "2|4", "3", "", "", "", ""],
            ["да/нет", "Волга — река", "Да", "", "", "", "", ""],
            ["число", "Пи?", "3.14±0.01", "", "", "1.5", "", ""],
            ["соответствие", "Пары", "\"а -> 1\nб -> 2\"", "3", "", "", "", ""],
            ["порядок", "По росту", "\"мышь\nкот\nслон\"", "", "", "", "", ""],
            ["эссе", "Расскажите", "", "", "", "", "", ""], ["чудо", "Что?", "", "", "", "", "", ""],
            ["", "Слово?", "мир", "", "", "", "", ""],
        ]
        let text = rows.map { $0.joined(separator: delimiter) }.joined(separator: "\r\n")
        for bytes in [
            Array(text.utf8), [UInt8](try #require(text.replacing("±", with: "±").data(using: .windowsCP1251))),
        ] {
            let file = try QuestionFile(bytes)
            let names = file.questions.map(\.question.kind.name)
            #expect(
                names == [.choice, .multiple, .trueFalse, .numeric, .matching, .ordering, .essay, .shortAnswer])
            #expect(file.problems.filter(\.lost).map(\.kind) == [.unknownType("чудо")])
            #expect(file.questions[0].question.category == "География" && file.questions[0].question.defaultMark == 2)
        }
    }

    @Test func `letters in a column of keys name options`() throws {
        let text = "Вопрос;А;Б;В;Ответ\nСколько?;два;три;четыре;Б\nКакие?;1;2;3;А,В\n"
        let file = try QuestionFile(Array(text.utf8))

        guard case .choice(let one) = file.questions[0].question.kind,
            case .multiple(let two) = file.questions[1].question.kind
        else { throw FormatRefusal.malformed(line: 1) }
        #expect(one.options.map(\.text.source) == ["три", "два", "четыре"])
        #expect(two.options.map(\.fraction) == [0.5, 0.5, -0.5])
    }

    @Test(arguments: [QuestionFormat.csv, .xlsx])
    func `sheets are written, guarded, and read back`(format: QuestionFormat) throws {
        let plain = { RichText($0, format: .plain) }
        let questions = [
            Question(
                name: "Столица", category: "География", stem: plain("=СУММ(A1)?"), generalFeedback: plain("На Волге"),
                kind: .choice(
                    .init(options: [
                        .init(text: plain("+Казань"), fraction: 1), .init(text: plain("Уфа"), fraction: 0),
                    ]))),
            Question(
                name: "Число", stem: plain("Пи?"), tags: ["а", "б"],
                kind: .numeric(.init(answers: [.init(.number(3.14, .absolute(0.01)))]))),
            Question(
                name: "Порядок", stem: plain("По росту"),
                kind: .ordering(.init(items: [.init(plain("мышь")), .init(plain("кот"))]))),
        ].map { ReadQuestion(line: 1, question: $0) }
        let hot = Question(name: "Случайный", stem: plain(""), kind: .random(.init(category: "А")))

        let conversion = try #require(
            try QuestionConversion(questions + [.init(line: 9, question: hot)], to: format))

        #expect(QuestionFormat.detected(in: conversion.bytes) == format)
        #expect(try QuestionFile(conversion.bytes).questions.map(\.question) == questions.map(\.question))
        #expect(conversion.losses == [.init(line: 9, name: "Случайный", parts: [])])
    }

    @Test(arguments: QuestionConversion.formats)
    func `what a format cannot hold is told for every kind`(format: QuestionFormat) throws {
        var generator = QuestionGenerator(seed: 7)
        let questions = (0..<60).map { ReadQuestion(line: $0 + 1, question: generator.wholeQuestion()) }

        let conversion = try #require(try QuestionConversion(questions, to: format))

        let told = Set(conversion.losses.map(\.line))
        let lost = Set(conversion.losses.filter { $0.parts.isEmpty }.map(\.line))
        let held = questions.filter { !lost.contains($0.line) }
        let back = try QuestionFile(conversion.bytes, format: format).questions
        #expect(back.count == held.count)
        for (read, written) in zip(back, held) where !told.contains(written.line) {
            #expect(read.question == written.question)
        }
        if format == .moodleXML { #expect(conversion.losses == []) }
    }

    @Test(
        arguments: [
            (
                [
                    0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 2, 128, 0, 0, 1,
                    224,
                ], 640, 480
            ),
            (Array("GIF89a".utf8) + [64, 1, 200, 0, 0, 0], 320, 200),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, 1, 0, 2, 0, 3, 0, 0, 0], 512, 256),
            (Array("<svg xmlns=\"x\" width=\"30px\" height=\"20\"></svg>".utf8), 30, 20),
            (Array("<?xml?><svg viewBox=\"0 0 100 50\"></svg>".utf8), 100, 50),
        ] as [([UInt8], Int, Int)])
    func `the size of a picture stands in its head`(bytes: [UInt8], width: Int, height: Int) throws {
        let size = try #require(PictureSize(bytes))
        #expect(size.width == width && size.height == height)
        #expect(PictureSize(Array(bytes.prefix(9))) == nil)
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `a course folder gets every kind whole, in GIFT or in XML`(seed: UInt64) throws {
        var generator = QuestionGenerator(seed: seed)
        for _ in 0..<50 {
            let question = generator.wholeQuestion()
            let gift = try GIFT.read(GIFT.write([question])).questions.map(\.question)
            switch question.kind.name {
            case .dragWords, .textSelection, .hotSpot, .formula, .random: #expect(gift != [question])
            default: break
            }
            if gift != [question] {
                let xml = try MoodleXML.read(Array(MoodleXML.write([question]).utf8)).questions.map(\.question)
                #expect(xml == [question])
            }
        }
    }
}
