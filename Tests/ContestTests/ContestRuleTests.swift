import Accounts
import Courses
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct ContestRuleTests {
    private static let start = Date(timeIntervalSince1970: 1_386_237_600)

    private static func day(_ number: Double) -> Date { start.addingTimeInterval(number * 86_400) }

    private static func week(_ number: Double) -> StageOutline {
        StageOutline(
            kind: .task, title: "Неделя \(Int(number))", opensAt: day(number * 7), dueAt: day(number * 7 + 6),
            closesAt: day(number * 7 + 8))
    }

    private func outline() -> ContestOutline {
        ContestOutline(
            title: "Конкурс", registrationOpens: Self.day(0), registrationCloses: Self.day(6),
            stages: [Self.week(1), Self.week(2)])
    }

    // MARK: - Dates

    @Test func `all dates move together`() throws {
        let moved = try DateShift(days: 3).moved(outline())
        #expect(moved.registrationOpens == Self.day(3) && moved.stages[1].closesAt == Self.day(14 + 8 + 3))
        #expect(try DateShift(days: -3).moved(moved) == outline())
    }

    @Test func `what has passed stays, what is ahead moves, and nothing falls into the past`() throws {
        let shift = DateShift(days: 5, after: Self.day(8))
        let moved = try shift.moved(outline())
        #expect(moved.registrationOpens == Self.day(0) && moved.registrationCloses == Self.day(6))
        #expect(moved.stages[0].opensAt == Self.day(7) && moved.stages[0].dueAt == Self.day(13 + 5))
        #expect(moved.stages[1].opensAt == Self.day(14 + 5))
        #expect(throws: ContestRefusal.dateInPast) { try DateShift(days: -7, after: Self.day(8)).moved(outline()) }
        #expect(throws: ContestRefusal.self) { try DateShift(days: 4_000).moved(outline()) }
    }

    @Test func `a copy begins on the day it is told, at the hour it always did`() throws {
        var morning = outline()
        morning.registrationOpens = Self.day(0).addingTimeInterval(9 * 3_600)
        let next = try morning.starting(Self.day(365))
        #expect(next.registrationOpens == Self.day(365).addingTimeInterval(9 * 3_600))
        #expect(next.stages[1].dueAt == Self.day(365 + 20))
    }

    @Test func `the night in which clocks change is as long as any other`() throws {
        // Europe's clocks go forward on 29 March 2026, Russia's went back for good on 26 October 2014.
        for night in [1_774_746_000.0, 1_414_263_600] {
            let before = Date(timeIntervalSince1970: night - 86_400)
            let stage = StageOutline(
                kind: .task, title: "Неделя", opensAt: before, dueAt: before.addingTimeInterval(3_600),
                closesAt: before.addingTimeInterval(7_200))
            let contest = ContestOutline(
                title: "Конкурс", registrationOpens: nil, registrationCloses: nil, stages: [stage])
            let moved = try DateShift(days: 2).moved(contest).stages[0]
            #expect(moved.opensAt == stage.opensAt.addingTimeInterval(2 * 86_400))
            #expect(moved.dueAt.timeIntervalSince(moved.opensAt) == 3_600)
        }
    }

    // MARK: - Rules in figures

    @Test(arguments: [
        (PlainThreshold(), ThresholdRule.all([.notDisqualified])),
        (
            PlainThreshold(services: 8, needsLessonDeveloped: true, needsLessonRun: true),
            ThresholdRule.belovo(services: 8)
        ),
        (
            PlainThreshold(weeks: 4, rating: 420),
            .all([.weeksPassed(4), .lessonRating(hundredths: 420), .notDisqualified])
        ),
    ])
    func `the plain form of the threshold is the rule and back`(plain: PlainThreshold, rule: ThresholdRule) {
        #expect(plain.rule == rule)
        #expect(PlainThreshold(rule) == plain)
    }

    @Test(arguments: [
        ThresholdRule.lessonRun, .any([.lessonRun, .notDisqualified]), .all([.lessonRun]),
        .all([.mastered(service: "Форум"), .notDisqualified]),
        .all([.atLeast(1, of: [.lessonRun, .lessonDeveloped]), .notDisqualified]),
    ])
    func `a rule that says more has no plain form`(rule: ThresholdRule) {
        #expect(PlainThreshold(rule) == nil)
    }

    @Test(
        arguments: [
            { $0.finalists = 0 }, { $0.appealDays = 31 }, { $0.scoring.decimals = 5 },
            { $0.scoring.thirdExpertGap = 101 },
            { $0.lesson.stay = 0 }, { $0.lesson.questions = ["одно", "два"] }, { $0.scoreboard.freezeHours = 0 },
            { $0.threshold = .belovo(services: 0) },
        ] as [@Sendable (inout ContestRules) -> Void])
    func `figures outside what makes sense are refused`(spoil: @Sendable (inout ContestRules) -> Void) throws {
        var bad = outline()
        #expect(try bad.checked() == bad)
        spoil(&bad.rules)
        #expect(throws: ContestRefusal.self) { try bad.checked() }
    }

    @Test(arguments: [
        CriterionOutline(title: " "), CriterionOutline(title: "К", lowest: Points(5)),
        CriterionOutline(title: "К", step: .zero), CriterionOutline(title: "К", step: Points(6)),
        CriterionOutline(title: "К", weight: -1),
        CriterionOutline(title: "К", levels: [Criterion.Level(mark: Points(6), words: "много")]),
    ])
    func `a criterion with an empty range, a step beyond it or a level outside it is refused`(
        criterion: CriterionOutline
    ) {
        var bad = outline()
        bad.stages.append(Self.week(3))
        bad.stages[2].kind = .final
        #expect(throws: ContestRefusal.noCriteria(stage: "Неделя 3")) { try bad.checked() }
        bad.stages[2].criteria = [criterion]
        #expect(throws: ContestRefusal.criterionRange(title: criterion.title)) { try bad.checked() }
    }

    // MARK: - Progress

    @Test func `the table stands still before the last week is due, and goes on at its close`() {
        let weeks = [stage(1), stage(2)]
        let rules = ScoreboardRules(freezeHours: 24)
        #expect(rules.freeze(of: weeks) == Self.day(20 - 1)..<Self.day(22))
        #expect(rules.shown(of: weeks, at: Self.day(18)).count == 2)
        #expect(rules.shown(of: weeks, at: Self.day(19)) == [weeks[0].id])
        #expect(rules.shown(of: weeks, at: Self.day(22)).count == 2)
        #expect(ScoreboardRules(freezeHours: nil).freeze(of: weeks) == nil)
        #expect(rules.freeze(of: []) == nil)
    }

    @Test func `the funnel counts each step, and who misses a week lags behind`() {
        let weeks = [stage(1), stage(2)]
        func row(_ id: Int64, _ passed: Set<Stage.ID>, lesson: Bool = false) -> ContestProgress.Row {
            let facts = EntrantFacts(weeksPassed: passed.count, isLessonRun: lesson)
            return ContestProgress.Row(
                registration: Registration.ID(rawValue: id), user: .init(rawValue: id),
                name: .init(surname: "У\(id)", given: "А"), organisation: nil, facts: facts, passed: passed,
                verdict: ThresholdRule.lessonRun.verdict(on: facts))
        }
        let progress = ContestProgress(
            weeks: weeks,
            rows: [row(1, [weeks[0].id, weeks[1].id], lesson: true), row(2, [weeks[1].id]), row(3, [])], registered: 5,
            admitted: 3)
        #expect(progress.funnel.map(\.count) == [5, 3, 1, 2, 1, 1])
        #expect(progress.lagging(at: Self.day(14)).map(\.row.registration.rawValue) == [2, 3])
        #expect(progress.lagging(at: Self.day(30)).map(\.row.registration.rawValue) == [3, 2])
        #expect(progress.lagging(at: Self.day(30)).map(\.missed.count) == [2, 1])
        #expect(progress.lagging(at: Self.day(1)).isEmpty)
    }

    private func stage(_ number: Int) -> Stage {
        let outline = Self.week(Double(number))
        return Stage(
            id: Stage.ID(rawValue: Int64(number)), kind: .task, title: outline.title, description: "",
            opensAt: outline.opensAt, dueAt: outline.dueAt, closesAt: outline.closesAt, late: LateRule(), weight: 1,
            carriesOver: true, cut: nil, marksPerEntry: 3, criteria: [], tasks: [])
    }
}
