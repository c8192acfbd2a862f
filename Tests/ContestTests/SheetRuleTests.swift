import Courses
import Foundation
import Statistics
import Storage
import Testing

@testable import Contest

@Suite struct SheetRuleTests {
    static func criterion(
        _ id: Int64, _ lowest: Points = .zero, _ highest: Points = Points(10), step: Points = Points(1), weight: Int = 1
    ) -> Criterion {
        Criterion(
            id: Criterion.ID(rawValue: id), title: "Критерий \(id)", description: "", lowest: lowest,
            highest: highest, step: step, weight: weight, levels: [])
    }

    @Test(
        arguments: [
            ("7", Points(7)), (" 7,5 ", Points(rawValue: 750_000)), ("7.5", Points(rawValue: 750_000)), ("", nil),
            ("  ", nil), ("10", Points(10)), ("0", Points(0)), ("-0", Points(0)),
        ] as [(String, Points?)])
    func `a mark is read as people write it`(typed: String, mark: Points?) throws {
        let half = Self.criterion(1, step: Points(rawValue: 50_000))
        #expect(try half.mark(typed: typed) == mark)
    }

    @Test(arguments: [
        "NaN", "nan", "inf", "-1", "10,5", "11", "7,25", "1e1", "0x7", "７", "7 8", "--7", "-−1",
        "999999999999999999999",
        "7,0000001", "∞", "½",
    ])
    func `what is no number, or off the range or its steps, is no mark`(typed: String) {
        let half = Self.criterion(1, step: Points(rawValue: 50_000))
        #expect(throws: SheetRefusal.self) { try half.mark(typed: typed) }
    }

    @Test func `below nought there are marks too where the range says so`() throws {
        let grudging = Self.criterion(1, Points(-3), Points(3))
        #expect(try grudging.mark(typed: "−2") == Points(-2) && grudging.mark(typed: "-3") == Points(-3))
        #expect(throws: SheetRefusal.self) { try grudging.mark(typed: "-4") }
        #expect(grudging.choices?.map { $0.decimal() } == ["-3", "-2", "-1", "0", "1", "2", "3"])
    }

    @Test func `eleven marks are touched, twelve are typed`() {
        #expect(Self.criterion(1).choices?.count == 11)
        #expect(Self.criterion(1, .zero, Points(11)).choices == nil)
        #expect(Self.criterion(1, .zero, Points(5), step: Points(rawValue: 50_000)).choices?.count == 11)
        #expect(
            Self.criterion(1, .zero, Points(100), step: Points(50)).choices?.map { $0.decimal() } == ["0", "50", "100"])
    }

    @Test func `the total counts each criterion by its weight and range, exactly`() {
        let criteria = [Self.criterion(1, weight: 2), Self.criterion(2, Points(1), Points(4))]
        var content = SheetContent(marks: [criteria[0].id: SheetMark(typed: "5")])
        #expect(content.total(by: criteria) == nil)
        content.marks[criteria[1].id] = SheetMark(typed: "2")
        // 100 · (2 · 1/2 + 1 · 1/3) ÷ 3
        #expect(content.total(by: criteria) == Rational(400, over: 9))
        content.cannotJudge = true
        #expect(content.total(by: criteria) == nil)
    }

    @Test func `a sheet is sent whole, or with the reason why it cannot be`() throws {
        let criteria = [Self.criterion(1), Self.criterion(2)]
        var content = SheetContent(marks: [criteria[0].id: SheetMark(typed: "5")])
        #expect(throws: SheetRefusal.incomplete(["Критерий 2"])) { try content.check(by: criteria) }
        content.marks[criteria[1].id] = SheetMark(typed: "11")
        #expect(
            throws: SheetRefusal.markOutOfRange(criterion: "Критерий 2", lowest: "0", highest: "10", step: "1")
        ) { try content.check(by: criteria) }
        content.cannotJudge = true
        #expect(throws: SheetRefusal.commentMissing) { try content.check(by: criteria) }
        content.comment = " Запись не открылась "
        try content.check(by: criteria)
        content.marks[Criterion.ID(rawValue: 9)] = SheetMark(typed: "5")
        #expect(throws: SheetRefusal.unknownCriterion) { try content.check(by: criteria) }
    }

    @Test(
        arguments: [
            (ScoreSheet.State.assigned, false, false), (.draft, false, false), (.recused, false, false),
            (.void, false, false), (.sent, true, true), (nil, false, true),
        ] as [(ScoreSheet.State?, Bool, Bool)])
    func `others' marks open to a juror after their own sheet, to a chair without one at once`(
        own: ScoreSheet.State?, juror: Bool, chair: Bool
    ) {
        #expect(SheetSight(own: own, isChair: false, isConflicted: false).seesOthers == juror)
        #expect(SheetSight(own: own, isChair: true, isConflicted: false).seesOthers == chair)
        #expect(!SheetSight(own: nil, isChair: true, isConflicted: true).seesOthers)
    }

    @Test func `a sample says how far each mark is, and whether that is near`() throws {
        let criterion = Self.criterion(1, .zero, Points(10))
        var sample = CalibrationSample(
            id: .init(rawValue: 1), stage: .init(rawValue: 1), title: "", text: "", link: "", tolerance: 20,
            references: [criterion.id: Points(7)], marks: [:])
        #expect(sample.isPassed(by: [criterion]) == nil && sample.distance(on: criterion) == nil)
        for (mark, isNear) in [(5, true), (9, true), (4, false), (10, false), (7, true)] {
            sample.marks = [criterion.id: Points(mark)]
            #expect(sample.isPassed(by: [criterion]) == isNear)
            #expect(sample.distance(on: criterion)?.points == Points(abs(mark - 7)))
        }
    }
}
