import Accounts
import Courses
import Foundation
import Storage
import Testing

@Suite struct WorkRuleTests {
    private static let due = Date(timeIntervalSince1970: 1_386_237_600)

    @Test(arguments: [("7", 700_000), ("7,5", 750_000), ("0.33333", 33_333), (" 1 000,25 ", 100_025_000)])
    func `points are read exactly`(text: String, raw: Int64) {
        #expect(Points(typed: text)?.rawValue == raw)
    }

    @Test(arguments: ["", "-1", "1.234567", "1,2,3", "½", "1e3", "nan", "١", ".5", "5."])
    func `what is no number is no points`(text: String) {
        #expect(Points(typed: text) == nil)
    }

    @Test func `points written are read again`() {
        for raw: Int64 in [0, 1, 10, 33_333, 100_000, 750_000, 123_456_789] {
            #expect(Points(typed: Points(rawValue: raw).typed) == Points(rawValue: raw))
        }
    }

    /// Ten percent off for each day begun, never below half; an hour of grace.
    @Test(arguments: [
        (minutes: -1, days: 0, share: 100), (0, 0, 100), (60, 0, 100), (61, 1, 90), (1_440, 1, 90), (1_441, 2, 80),
        (60 * 24 * 5, 5, 50), (60 * 24 * 30, 30, 50),
    ])
    func `a late work loses by the day down to the floor`(minutes: Int, days: Int, share: Int) {
        let policy = LatePolicy(graceMinutes: 60, percentPerDay: 10, floor: 50)
        let instant = Self.due.addingTimeInterval(Double(minutes) * 60)

        #expect(policy.daysLate(at: instant, due: Self.due) == days)
        #expect(policy.share(at: instant, due: Self.due) == share)
        #expect(policy.share(at: instant, due: nil) == 100)
    }

    @Test func `a share of points is exact, halves go up`() {
        #expect(Points(typed: "9,5")?.share(percent: 80) == Points(typed: "7,6"))
        #expect(Points(rawValue: 5).share(percent: 50) == Points(rawValue: 3))
    }

    @Test func `an extension past the end of acceptance moves the end`() {
        let policy = LatePolicy(closesAt: Self.due)
        let later = Self.due.addingTimeInterval(600)

        #expect(policy.closing(due: Self.due.addingTimeInterval(-600)) == Self.due)
        #expect(policy.closing(due: later) == later)
        #expect(LatePolicy().closing(due: later) == nil)
    }

    @Test func `a rubric written is read again, and gives its best levels together`() throws {
        let text = "Цель\n0 — нет\n1.5 — есть\n\nПлан: по минутам\n0 — нет\n2 — да — и ещё раз да"
        let rubric = try Rubric(text: text)

        #expect(rubric.text == text)
        #expect(rubric.maximum == Points(typed: "3,5"))
        let mark = try #require(rubric.chosen([1, 0]))
        #expect(mark.text == "Цель\n1.5 — есть\n\nПлан: по минутам\n0 — нет")
        #expect(mark.maximum == Points(typed: "1,5"))
        #expect(rubric.levels(of: mark) == [1, 0])
        #expect(rubric.chosen([2, 0]) == nil)
    }

    @Test(arguments: [
        ("Цель", AssignmentRefusal.rubricCriterionEmpty(title: "Цель")), ("Цель\nда", .rubricLevel(line: 2)),
        ("Цель\r\n0 - нет\r\n\r\nПлан\r\n- 2", .rubricLevel(line: 5)),
        (String(repeating: "я", count: 20_000), .rubricTooLong(limit: 20_000)),
        ((0..<21).map { "\($0)\n1 — да" }.joined(separator: "\n\n"), .rubricTooLarge(criteria: 20, levels: 10)),
    ])
    func `a rubric says where it is not understood`(text: String, refusal: AssignmentRefusal) {
        #expect(throws: refusal) { try Rubric(text: text) }
    }

    @Test(
        arguments: [
            ("план.docx", 10, 0, nil), ("ПЛАН.DOCX", 10, 4, nil), ("план.docx", 10, 5, .tooManyFiles(limit: 5)),
            ("план.docx", 20_000_001, 0, .fileTooLarge(name: "план.docx", limit: 20_000_000)),
            ("план.exe", 10, 0, .fileOfOtherKind(name: "план.exe", allowed: ["docx", "pdf"])),
            ("docx", 10, 0, .fileOfOtherKind(name: "docx", allowed: ["docx", "pdf"])),
        ] as [(String, Int, Int, SubmissionRefusal?)])
    func `files are counted, weighed and known by their endings`(
        name: String, size: Int, held: Int, refusal: SubmissionRefusal?
    ) {
        let limits = FileLimits(count: 5, megabytes: 20, kinds: ".docx; PDF")
        var met: SubmissionRefusal?
        do { try limits.check(name, size: size, held: held) } catch { met = error }

        #expect(met == refusal)
    }

    @Test func `remarks cut a text at whole characters, over one another too`() {
        let text = "Он👩‍👩‍👧 пошёл"
        func remark(_ id: Int64, _ range: Range<Int>) -> Annotation {
            Annotation(
                id: .init(rawValue: id), version: 1, range: range, comment: "",
                author: PersonName(surname: "", given: ""))
        }
        let stretches = Annotation.stretches(of: text, [remark(1, 0..<5), remark(2, 2..<12), remark(3, 90..<99)])

        #expect(stretches.map(\.text).joined() == text)
        #expect(stretches.map(\.text) == ["Он", "👩‍👩‍👧 п", "ошёл"])
        #expect(stretches.map { $0.under.map(\.rawValue) } == [[1], [2], []])
    }

    @Test func `questions written are read again`() throws {
        let text = """
            Понравилось?
            ( ) да
            ( ) нет

            Что?
            [ ] доска
            [ ] чат

            Как?
            1-5 скучно … интересно

            Насколько?
            1-5

            Ещё?
            """
        let questions = try PollQuestion.questions(in: text)

        #expect(
            questions.map(\.kind) == [
                .single(["да", "нет"]), .several(["доска", "чат"]), .scale(low: "скучно", high: "интересно"),
                .scale(low: "", high: ""), .words,
            ])
        #expect(PollQuestion.text(of: questions) == text)
    }

    @Test(arguments: [
        ("", PollRefusal.noQuestions), ("Да?\n( ) да", .oneOption(question: "Да?")),
        ("Да?\n( ) да\n[ ] нет", .optionMalformed(line: 3)), ("Да?\nда", .optionMalformed(line: 2)),
        ((0..<51).map { "\($0)?" }.joined(separator: "\n\n"), .tooMany(limit: 50)),
    ])
    func `questions say where they are not understood`(text: String, refusal: PollRefusal) {
        #expect(throws: refusal) { try PollQuestion.questions(in: text) }
    }

    @Test func `a sheet keeps what was asked, once each`() throws {
        let poll = Poll(
            questions: try PollQuestion.questions(in: "A?\n( ) да\n( ) нет\n\nB?\n[ ] x\n[ ] y\n\nC?\n1-5\n\nD?"))

        let sheet = try poll.checked(
            PollSheet(answers: [["1", "0"], ["1", "1", "7", "-1"], ["4"], [" да\r\n "], ["x"]]))
        #expect(sheet.answers == [["0"], ["1"], ["4"], ["да"]])
        #expect(throws: PollAnswerRefusal.nothingChosen) {
            try poll.checked(PollSheet(answers: [["9"], [], [], [" "]]))
        }
        let tallies = poll.questions.enumerated().map { PollTally($1, at: $0, in: [sheet, sheet]) }
        #expect(tallies.map(\.counts) == [[2, 0], [0, 2], [0, 0, 0, 0, 2], []])
        #expect(tallies[2].mean == 5)
        #expect(tallies[3].words == ["да", "да"])
    }
}
