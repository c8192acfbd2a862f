import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct RegistrationRuleTests {
    private static let start = Date(timeIntervalSince1970: 1_386_237_600)

    private func contest(_ title: String = "Дистанционный учитель", published: Bool = true) -> Contest {
        Contest(
            id: Contest.ID(rawValue: 1), space: Space.ID(rawValue: 1), title: title, summary: "", rules: ContestRules(),
            course: nil, registrationOpens: Self.start, registrationCloses: Self.start.addingTimeInterval(86_400),
            publishedAt: published ? Self.start.addingTimeInterval(-86_400) : nil, closedAt: nil, isRehearsal: false)
    }

    @Test(
        arguments: [
            (-1.0, true, .notOpen(opensAt: RegistrationRuleTests.start)), (0, true, nil), (86_399, true, nil),
            (86_400 + 119, true, nil),
            (86_400 + 120, true, .over), (0, false, .notTeacher),
        ] as [(Double, Bool, Registration.Refusal?)])
    func `a teacher of the network registers from the opening until two minutes after the close`(
        seconds: Double, teaches: Bool, refusal: Registration.Refusal?
    ) {
        let places = teaches ? [Space.ID(rawValue: 7)] : []
        #expect(contest().refusal(ofTeacherOf: places, at: Self.start.addingTimeInterval(seconds)) == refusal)
    }

    @Test func `for a draft nobody registers`() {
        let refusal = contest(published: false).refusal(ofTeacherOf: [Space.ID(rawValue: 7)], at: Self.start)
        #expect(refusal == .notOpen(opensAt: nil))
    }

    @Test(arguments: [
        ("Дистанционный учитель", "ДУ-2013-"), ("Дистанционный учитель Белово — 2013", "ДУБ-2013-"),
        ("учитель и ученик года", "УУГ-2013-"), ("2013", "К-2013-"), ("Один два три четыре пять", "ОДТЧ-2013-"),
    ])
    func `receipts begin with the initials of the title and the year`(title: String, prefix: String) {
        #expect(contest(title).receiptPrefix(at: Self.start) == prefix)
    }

    @Test func `blind codes are different, three digits or more, and their order says nothing`() {
        var generator = SeededGenerator(seed: 1)
        var codes: [String] = []
        for _ in 0..<1_200 { codes.append(BlindCode.issue(besides: Set(codes), using: &generator)) }
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.wholeMatch(of: /К-[0-9]{3,4}/) != nil })
        #expect(codes.prefix(100).allSatisfy { $0.count == 5 })
        #expect(codes != codes.sorted() && Array(codes.prefix(5)) != Array(codes.sorted().prefix(5)))
    }

    @Test(
        arguments: [
            (RegistrationForm(), .organisationMissing),
            (RegistrationForm(organisation: Space.ID(rawValue: 2)), .organisationMissing),
            (RegistrationForm(organisation: Space.ID(rawValue: 1)), .nominationMissing),
            (
                RegistrationForm(organisation: Space.ID(rawValue: 1), nomination: Nomination.ID(rawValue: 4)),
                .nominationMissing
            ),
            (
                RegistrationForm(organisation: Space.ID(rawValue: 1), nomination: Nomination.ID(rawValue: 3)),
                .consentMissing
            ),
            (
                RegistrationForm(
                    organisation: Space.ID(rawValue: 1), nomination: Nomination.ID(rawValue: 3), consents: true), nil
            ),
        ] as [(RegistrationForm, Registration.Refusal?)])
    func `an organisation of one's own, a nomination and consent are asked for`(
        form: RegistrationForm, refusal: Registration.Refusal?
    ) {
        #expect(
            Result { () throws(Registration.Refusal) in
                try form.checkComplete(
                    organisations: [Space.ID(rawValue: 1)], nominations: [Nomination.ID(rawValue: 3)])
            }.refusal == refusal)
    }

    @Test func `a state leads where it may and nowhere else`() {
        let ways: [(Registration.State, Set<Registration.State>)] = [
            (.draft, [.submitted, .withdrawn]), (.submitted, [.admitted, .rejected, .withdrawn]),
            (.admitted, [.withdrawn, .disqualified]), (.rejected, [.admitted]), (.withdrawn, [.submitted]),
            (.disqualified, [.admitted]),
        ]
        for (state, next) in ways { #expect(state.next == next) }
        #expect(ways.count == Registration.State.allCases.count)
    }
}

extension Result where Success == Void, Failure == Registration.Refusal {
    fileprivate var refusal: Registration.Refusal? {
        if case .failure(let refusal) = self { refusal } else { nil }
    }
}
