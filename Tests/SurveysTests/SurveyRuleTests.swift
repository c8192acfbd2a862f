import Archives
import Foundation
import TestSupport
import Testing

@testable import Surveys

private let five = AnswerScale(labels: ["нет", "скорее нет", "отчасти", "скорее да", "да"])

@Suite struct SurveyTextTests {
    @Test func `pasted lines become statements, and lines under them other questions`() throws {
        let text = """
            # О вас
            1. Мне интересно. *
            2) - Мне трудно.
            – Стаж
            [0-60]
            Чем помочь?
            [ ] курсы
            [ ] наставник
            Кто вы? *
            ( ) учитель
            ( ) методист
            Что изменить?
            [...]
            """

        let questions = try SurveyQuestion.questions(in: text)

        #expect(
            questions == [
                SurveyQuestion("О вас", .section), SurveyQuestion("Мне интересно.", isRequired: true),
                SurveyQuestion("Мне трудно."), SurveyQuestion("Стаж", .number(0...60)),
                SurveyQuestion("Чем помочь?", .several(["курсы", "наставник"])),
                SurveyQuestion("Кто вы?", .single(["учитель", "методист"]), isRequired: true),
                SurveyQuestion("Что изменить?", .words),
            ])
        #expect(try SurveyQuestion.questions(in: SurveyQuestion.text(of: questions)) == questions)
    }

    @Test(
        arguments: [
            ("", .noQuestions), ("# Раздел", .noQuestions), ("( ) вариант", .optionMalformed(line: 1)),
            ("Вопрос\n( ) один", .oneOption(question: "Вопрос")),
            ("Вопрос\n( ) один\n[ ] два", .optionMalformed(line: 3)), ("Вопрос\n[60-0]", .rangeMalformed(line: 2)),
            (String(repeating: "а", count: 1_001), .questionTooLong(line: 1, limit: 1_000)),
            (String(repeating: "Вопрос\n", count: 201), .tooManyQuestions(limit: 200)),
        ] as [(String, SurveyRefusal)])
    func `a survey that cannot be read says where`(text: String, refusal: SurveyRefusal) {
        #expect(throws: refusal) { try SurveyQuestion.questions(in: text) }
    }

    @Test func `scales are read with their bands and keep the keys they had`() throws {
        let known = [Scale(name: "Методика", keys: [ScaleKey(question: 3)])]
        let text = "Методика\nПриёмы урока.\n0–40 %: выраженное затруднение\n40-100 всё хорошо\n\nПсихология"

        let scales = try Scale.scales(in: text, known: known)

        #expect(
            scales == [
                Scale(
                    name: "Методика", summary: "Приёмы урока.", keys: [ScaleKey(question: 3)],
                    bands: [
                        ScaleBand(from: 0, to: 40, words: "выраженное затруднение"),
                        ScaleBand(from: 40, to: 100, words: "всё хорошо"),
                    ]), Scale(name: "Психология"),
            ])
        #expect(try Scale.scales(in: Scale.text(of: scales), known: known) == scales)
        for gap in ["А\n0-40 мало\n50-100 много", "А\n10-100 много", "А\n0-90 мало"] {
            #expect(throws: SurveyRefusal.bandsMalformed(scale: "А")) { try Scale.scales(in: gap) }
        }
    }
}

@Suite struct ScoreTests {
    private let content = SurveyContent(
        questions: ["а", "б", "в"].map { SurveyQuestion($0) }, answers: five,
        scales: [
            Scale(
                name: "Шкала", keys: [ScaleKey(question: 0), ScaleKey(question: 1, weight: 2, isReversed: true)],
                bands: [ScaleBand(from: 0, to: 50, words: "мало"), ScaleBand(from: 50, to: 100, words: "много")])
        ])

    @Test(arguments: [
        // Codes 1…5: 2·(6 − x) for the reversed one.
        (["0", "4"], 0.0, 1.0, "мало"), (["4", "0"], 100, 5, "много"), (["2", "2"], 50, 3, "много"),
        (["3", "2"], 700.0 / 12, 10.0 / 3, "много"), (["4", ""], 100, 5, "много"),
    ])
    func `a value turns reversed answers over and weighs them`(
        answers: [String], percent: Double, value: Double, band: String
    ) throws {
        let scale = content.scales[0]
        let sheet = SurveySheet(answers: answers.map { $0.isEmpty ? [] : [$0] })

        let score = try #require(content.score(scale, sheet))

        #expect(abs(score.percent - percent) < 1e-9 && abs(score.value - value) < 1e-9)
        #expect(scale.band(of: score).map { scale.bands[$0].words } == band)
    }

    @Test func `a scale less than half answered has no value`() {
        var content = content
        content.scales[0].keys.append(ScaleKey(question: 2))
        #expect(content.score(content.scales[0], SurveySheet(answers: [["4"], [], []])) == nil)
        #expect(content.score(content.scales[0], SurveySheet(answers: [["4"], ["1"], []])) != nil)
    }

    @Test func `a sum stands for all statements, those left out at the mean of the rest`() throws {
        var scale = content.scales[0]
        scale.aggregation = .sum
        let score = try #require(content.score(scale, SurveySheet(answers: [["4"], [], []])))
        #expect(score.value == 15)
    }

    @Test func `keys follow their statements when questions move`() {
        let fresh = [SurveyQuestion("новое"), SurveyQuestion("б")]
        #expect(content.scales(over: fresh)[0].keys == [ScaleKey(question: 1, weight: 2, isReversed: true)])
    }

    @Test func `a sheet is kept as it can be read, or says what is missing`() throws {
        var content = content
        content.questions = [
            SurveyQuestion("а", isRequired: true), SurveyQuestion("б", .number(0...60)), SurveyQuestion("в", .words),
        ]
        let sheet = SurveySheet(answers: [["4", "9"], [" 7 "], [" да\r\nнет "]])
        #expect(try content.checked(sheet).answers == [["4"], ["7"], ["да\nнет"]])
        #expect(throws: SurveyAnswerRefusal.missing([0])) {
            try content.checked(SurveySheet(answers: [["9"], [], []]))
        }
        #expect(throws: SurveyAnswerRefusal.outOfRange(question: 1, 0...60)) {
            try content.checked(SurveySheet(answers: [["1"], ["61"], []]))
        }
        let draft = try content.checked(SurveySheet(answers: [[], ["6x"], []]), isWhole: false)
        #expect(draft.answers == [[], ["6x"], []])
    }
}

@Suite struct DisclosureTests {
    @Test(arguments: [
        ([7, 9], [true, true]), ([7, 4], [false, false]), ([5, 6, 4], [false, true, false]),
        ([4, 4, 9], [false, false, true]),
        ([0, 9, 6], [false, true, true]), ([3], [false]), ([5], [true]), ([1, 1, 1], [false, false, false]),
        ([12, 2, 3, 8], [true, false, false, true]),
    ])
    func `a small group is hidden, and so is what would tell it by subtraction`(counts: [Int], shown: [Bool]) {
        #expect(Disclosure.shown(counts) == shown)
    }

    @Test func `what is hidden is nothing or at least five answers, whatever the groups`() {
        var generator = SeededGenerator(seed: 44)
        for _ in 0..<5_000 {
            let counts = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                Int.random(in: 0...9, using: &generator)
            }
            let shown = Disclosure.shown(counts)
            let hidden = zip(counts, shown).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
            let total = counts.reduce(0, +)
            let isEveryGroupLarge = zip(counts, shown).allSatisfy { count, isShown in
                !isShown || count >= Disclosure.fewest
            }
            #expect(isEveryGroupLarge, "\(counts)")
            // With fewer than five answers in all there is no total to subtract from.
            #expect(hidden == 0 || hidden >= Disclosure.fewest || total < Disclosure.fewest, "\(counts)")
        }
    }
}

@Suite struct ReportTests {
    @Test func `the reliability of a scale is the published one`() throws {
        guard let folder = fixtures("psychometrics") else { return }
        let table = try CSV([UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/science.csv"))))
        let labels = ["strongly disagree", "disagree", "agree", "strongly agree"]
        let questions = table.rows[0].cells.map { SurveyQuestion($0) }
        let content = SurveyContent(
            questions: questions, answers: AnswerScale(labels: labels),
            scales: [Scale(name: "Science", keys: questions.indices.map { ScaleKey(question: $0) })])
        let sheets = table.rows.dropFirst().map { row in
            SurveySheet(answers: row.cells.map { cell in labels.firstIndex(of: cell).map { ["\($0)"] } ?? [] })
        }

        let scale = try #require(GroupReport(content, sheets).scales[0])

        let reliability = try #require(scale.reliability)
        #expect(reliability.count == 392)
        #expect((reliability.alpha * 10_000).rounded() == 5_082)
        #expect(scale.measure.count == 392)
    }

    @Test func `needs are the statements that are hard for most`() throws {
        let content = SurveyContent(
            questions: [SurveyQuestion("легко"), SurveyQuestion("трудно"), SurveyQuestion("наоборот")], answers: five,
            scales: [Scale(name: "Шкала", keys: [ScaleKey(question: 2, isReversed: true)])], direction: .difficulty)
        let sheets = (0..<6).map { number in SurveySheet(answers: [["0"], ["4"], [number < 3 ? "0" : "4"]]) }
        let report = SurveyReport(content, [], sheets: [sheets])
        let needs = report.difficulties(of: try #require(report.whole))
        #expect(needs.map(\.question) == [1, 2] && needs.map(\.share) == [1, 0.5])
    }

    @Test func `a question left out by most is not shown, nor what would tell it`() throws {
        let content = SurveyContent(questions: [SurveyQuestion("а"), SurveyQuestion("б")], answers: five)
        func sheets(_ count: Int, second: Int) -> [SurveySheet] {
            (0..<count).map { SurveySheet(answers: [["1"], $0 < second ? ["2"] : []]) }
        }
        let report = SurveyReport(
            content, [], sheets: [sheets(9, second: 9), sheets(8, second: 2), sheets(7, second: 7)])
        func counts(_ question: Int) -> [Int?] { report.groups.map { $0?.questions[question]?.count } }
        #expect(counts(0) == [9, 8, 7])
        // Two answers are too few, and the smaller of the others would tell them.
        #expect(counts(1) == [9, nil, nil])
        #expect(report.whole?.questions[1]?.count == 18)
    }
}
