import Foundation
import Storage
import Testing

@testable import Courses

@Suite struct ConditionTests {
    private let day = Date(timeIntervalSince1970: 1_386_237_600)
    private let theory = Activity(id: Activity.ID(rawValue: 1), kind: .page, title: "Теория")
    private let quiz = Activity(id: Activity.ID(rawValue: 2), kind: .quiz, title: "Тест", points: Points(3))
    private let team = CourseGroup.ID(rawValue: 7)

    private func learner(
        completed: Set<Activity.ID> = [], grade: Points? = nil, groups: Set<CourseGroup.ID> = []
    ) -> LearnerState {
        LearnerState(
            now: day, activities: [theory, quiz], completed: completed,
            grades: grade.map { [quiz.id: $0] } ?? [:], groups: groups)
    }

    @Test func `an instant itself belongs to what opens and not to what closes`() {
        #expect(Condition.from(day).unmet(by: learner()) == nil)
        #expect(Condition.from(day.addingTimeInterval(0.001)).unmet(by: learner()) != nil)
        #expect(Condition.until(day).unmet(by: learner()) == .until(day))
        #expect(Condition.until(day.addingTimeInterval(0.001)).unmet(by: learner()) == nil)
    }

    @Test(arguments: [(Int64(199_999), false), (200_000, true), (300_000, true)])
    func `two thirds of three points are reached exactly`(hundredThousandths: Int64, isOpen: Bool) {
        let condition = Condition.grade(quiz.id, atLeast: 66)
        let grade = Points(rawValue: hundredThousandths - 2_000)

        #expect((condition.unmet(by: learner(grade: grade)) == nil) == isOpen)
    }

    @Test func `a step without a grade is not a zero that passes`() {
        #expect(Condition.grade(quiz.id, atLeast: 1).unmet(by: learner()) != nil)
    }

    @Test func `a condition on a step that was removed locks nobody out`() {
        #expect(Condition.completed(Activity.ID(rawValue: 99)).unmet(by: learner()) == nil)
    }

    @Test func `of all parts only the missing ones are named, of any all while none holds`() {
        let both = Condition.all([.completed(theory.id), .group(team)])
        let either = Condition.any([.completed(theory.id), .group(team)])

        #expect(both.unmet(by: learner(completed: [theory.id])) == .group(team))
        #expect(both.unmet(by: learner(completed: [theory.id], groups: [team])) == nil)
        #expect(either.unmet(by: learner()) == either)
        #expect(either.unmet(by: learner(groups: [team])) == nil)
    }

    @Test func `a condition is stored and read back equal`() throws {
        let condition = Condition.any([
            .all([.from(day), .completed(theory.id)]), .grade(quiz.id, atLeast: 60), .until(day), .group(team),
        ])

        #expect(try Condition(json: try condition.json) == condition)
    }

    @Test func `two steps do not wait for one another, nor one for itself`() {
        let conditions = [quiz.id: Condition.completed(theory.id)]

        #expect(throws: ScheduleRefusal.circle(with: quiz.id)) {
            try Condition.completed(quiz.id).check(for: theory.id, among: conditions, groups: [])
        }
        #expect(throws: ScheduleRefusal.onItself) {
            try Condition.completed(quiz.id).check(for: quiz.id, among: [:], groups: [])
        }
    }

    @Test(
        arguments: [
            (.opened, .opened, true), (.confirmed, .opened, false), (.confirmed, .played, true),
            (.handedIn, .handedIn, true),
            (.graded, .handedIn, false), (.graded, .graded(.zero), true),
            (.passed(percent: 60), .graded(Points(1)), false),
            (.passed(percent: 60), .graded(Points(2)), true), (.passed(percent: 60), .handedIn, false),
        ] as [(CompletionRule, Accomplishment, Bool)])
    func `a step is done when its rule says so`(rule: CompletionRule, done: Accomplishment, isDone: Bool) {
        #expect(rule.isMet(by: done, of: Points(3)) == isDone)
        #expect(CompletionRule(word: rule.word) == rule)
    }
}
