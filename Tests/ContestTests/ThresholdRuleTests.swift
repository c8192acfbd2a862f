import Accounts
import Spaces
import Storage
import Testing

@testable import Contest

@Suite struct ThresholdRuleTests {
    private let rule = ThresholdRule.belovo(services: 4)
    private let finalist = EntrantFacts(
        services: ["Форум", "Чат", "Опрос", "Презентация"], isLessonDeveloped: true, isLessonRun: true)

    @Test func `who mastered the services and ran the lesson they developed passes`() {
        #expect(rule.verdict(on: finalist).isMet)
        #expect(rule.verdict(on: finalist).failures.isEmpty)
    }

    @Test(arguments: [
        (false, true, false, ThresholdRule.lessonDeveloped), (true, false, false, .lessonRun),
        (true, true, true, .notDisqualified),
    ])
    func `each thing left undone is named alone`(
        isDeveloped: Bool, isRun: Bool, isDisqualified: Bool, leaf: ThresholdRule
    ) {
        var facts = finalist
        (facts.isLessonDeveloped, facts.isLessonRun) = (isDeveloped, isRun)
        facts.isDisqualified = isDisqualified
        #expect(rule.verdict(on: facts).failures.map(\.rule) == [leaf])
    }

    @Test func `a count says how much there is`() {
        var facts = finalist
        facts.services.remove("Чат")
        let failures = rule.verdict(on: facts).failures
        #expect(failures == [Verdict(rule: .servicesMastered(4), isMet: false, has: 3, parts: [])])
    }

    @Test func `groups ask for all, one, or so many`() {
        let leaves: [ThresholdRule] = [.mastered(service: "Форум"), .lessonRun, .weeksPassed(2)]
        let facts = EntrantFacts(services: ["Форум"], weeksPassed: 2)
        #expect(!ThresholdRule.all(leaves).verdict(on: facts).isMet)
        #expect(ThresholdRule.any(leaves).verdict(on: facts).isMet)
        #expect(ThresholdRule.atLeast(2, of: leaves).verdict(on: facts).isMet)
        #expect(!ThresholdRule.atLeast(3, of: leaves).verdict(on: facts).isMet)
        #expect(ThresholdRule.all([]).verdict(on: facts).isMet)
        #expect(!ThresholdRule.any([]).verdict(on: facts).isMet)
    }
}
