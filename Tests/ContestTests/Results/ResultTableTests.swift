import Statistics
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct ResultTableTests {
    /// Four entries by three jurors, no ties.
    private let plain: [[Int?]] = [[90, 80, 85], [70, 75, 80], [60, 50, 55], [40, 45, 41]]

    @Test func `places follow the means, as exact decimals`() throws {
        let table = try ResultTable(.of(plain, cut: 2))
        #expect(table.places == ["1", "2", "3", "4"])
        #expect(table.rows.map(\.total) == ["85.00", "75.00", "55.00", "42.00"])
        #expect(table.rows.map(\.sheets) == [3, 3, 3, 3])
        #expect(table[1].marks == ["85.00"])
        #expect(table.passing == [1, 2])
    }

    @Test func `the same snapshot gives the same bytes, and its bytes the same snapshot`() throws {
        let snapshot = ResultSnapshot.of(plain, cut: 2)
        let again = try ResultSnapshot(text: try snapshot.text)
        #expect(again == snapshot)
        let (first, second) = (try snapshot.text, try again.text)
        #expect(first == second)
        let table = try ResultTable(snapshot)
        let (text, repeated) = (try table.text, try ResultTable(again).text)
        #expect(text == repeated)
        #expect(try ResultTable(text: text) == table)
    }

    @Test func `the order in which rows come never matters`() throws {
        let snapshot = ResultSnapshot.of(plain, cut: 2)
        var turned = snapshot
        turned.sheets.reverse()
        let (text, turnedText) = (try ResultTable(snapshot).text, try ResultTable(turned).text)
        #expect(text == turnedText)
    }

    // MARK: - Edge cases

    @Test func `an entry without sheets is listed and has no place`() throws {
        let table = try ResultTable(.of([[80, 70], [nil, nil], [60, 50]], cut: 3))
        #expect(table.places == ["1", "—", "2"])
        #expect(table[2].state == .unmarked && table[2].total == nil && !table[2].passes)
        #expect(table.notes.contains(.init(kind: .unmarked, entries: [.entrant(2)])))
        #expect(table.rows.last?.registration == .entrant(2))
    }

    @Test func `a table without any sheets is empty of places`() throws {
        let table = try ResultTable(.of([[nil], [nil]]))
        #expect(table.places == ["—", "—"] && table.passing.isEmpty)
        #expect(table.agreement.alpha == nil && table.cards.isEmpty && table.model == nil)
    }

    @Test func `one sheet is enough for a place`() throws {
        let table = try ResultTable(.of([[80, nil], [nil, 70]]))
        #expect(table.places == ["1", "2"])
        #expect(table.notes.contains { $0.kind == .disconnected && $0.count == 2 })
        #expect(table[1].quality == nil && table[1].modelPlaces == nil)
    }

    @Test func `one juror in all: the method works, statistics are not available`() throws {
        let table = try ResultTable(.of([[80], [70], [60]], cut: 1))
        #expect(table.places == ["1", "2", "3"])
        #expect(table.agreement.absolute == nil && table.agreement.kendallW == nil && table.agreement.alpha == nil)
        #expect(table.agreement.reliability == nil)
        #expect(table[1].interval == nil && table[1].chanceOfPassing == nil)
        #expect(table.notes.contains { $0.kind == .severityUnknown })
    }

    @Test func `a juror who gives everybody the same changes no places and is named`() throws {
        let table = try ResultTable(.of([[90, 80, 50], [70, 75, 50], [60, 50, 50], [40, 45, 50]]))
        #expect(table.places == ["1", "2", "3", "4"])
        #expect(table.cards.map { $0.flags.contains(.constant) } == [false, false, true])
        #expect(table.cards[2].correlation == nil)
        #expect(table.model != nil)
    }

    @Test func `all marks equal: everybody shares the first place`() throws {
        let table = try ResultTable(.of(Array(repeating: [60, 60], count: 4), cut: 2))
        #expect(table.places == ["1–4", "1–4", "1–4", "1–4"])
        #expect(table.agreement.absolute == nil && table.agreement.alpha == nil)
        #expect(table.passing == [1, 2, 3, 4])
    }

    @Test func `an incomplete sheet does not count and is told of`() throws {
        let table = try ResultTable(
            .of([[80, 70], [60, 50]]) { snapshot in
                snapshot.criteria.append(.init(title: "Речь", lowest: 0, highest: 100_000, weight: 0))
                for place in snapshot.sheets.indices { snapshot.sheets[place].marks.append(place == 0 ? nil : 0) }
            })
        #expect(table[1].sheets == 1 && table[1].total == "70.00")
        #expect(table.notes.contains(.init(kind: .incomplete, count: 1)))
    }

    @Test func `a juror who withdrew after part of the work leaves finished sheets`() throws {
        let table = try ResultTable(.of([[80, 70, 60], [60, 50, nil], [40, 30, nil]]))
        #expect(table.rows.map(\.total) == ["70.00", "55.00", "35.00"])
        #expect(table.cards.map(\.sheets) == [3, 3, 1])
    }

    @Test func `a criterion without weight counts nothing, one of a single level gives its full weight`() throws {
        let table = try ResultTable(
            .of([[80], [60]]) { snapshot in
                snapshot.criteria.append(.init(title: "Без веса", lowest: 0, highest: 500_000, weight: 0))
                snapshot.criteria.append(.init(title: "Один уровень", lowest: 100_000, highest: 100_000, weight: 1))
                for place in snapshot.sheets.indices { snapshot.sheets[place].marks += [500_000, 100_000] }
            })
        #expect(table.rows.map(\.total) == ["90.00", "80.00"])
    }

    @Test func `the severity model is refused across groups without a common juror`() throws {
        let split: [[Int?]] = [[80, nil], [70, nil], [nil, 60], [nil, 50]]
        let groups: [[Registration.ID]] = [[.entrant(1), .entrant(2)], [.entrant(3), .entrant(4)]]
        #expect(throws: ResultRefusal.disconnected(groups: groups)) {
            try ResultTable(.of(split, scoring: ScoringRules(method: .severity)))
        }
        #expect(try ResultTable(.of(split)).places == ["1", "2", "3", "4"])
    }

    @Test func `agreement below nothing is shown as it is`() throws {
        let table = try ResultTable(.of([[90, 10], [70, 30], [30, 70], [10, 90]]))
        #expect(table.agreement.absolute?.hasPrefix("-") == true)
        #expect(table.agreement.alpha?.hasPrefix("-") == true)
    }

    @Test func `more finalists than entries: everybody passes`() throws {
        let table = try ResultTable(.of(plain, cut: 100))
        #expect(table.passing == [1, 2, 3, 4])
    }

    @Test func `without sheets of a voided juror the table is counted again`() throws {
        let rules = ScoringRules(ties: [])
        let snapshot = ResultSnapshot.of([[90, 60], [70, 80]], scoring: rules)
        let recounted = ResultSnapshot.of([[90, nil], [70, 80]], scoring: rules)
        #expect(try ResultTable(snapshot).places == ["1–2", "1–2"])
        #expect(try ResultTable(recounted).places == ["1", "2"])
    }

    @Test(
        arguments: [(false, ["1", "—", "2", "3"], [1, 3]), (true, ["1", "—", "3", "4"], [1])]
            as [(Bool, [String], [Int64])])
    func `after a disqualification places move up, or stay empty`(isKept: Bool, places: [String], passing: [Int64])
        throws
    {
        let table = try ResultTable(
            .of(plain, cut: 2) { snapshot in
                snapshot.entrants[1].isDisqualified = true
                snapshot.keepsPlacesEmpty = isKept
            })
        #expect(table.places == places && table.passing == passing)
        #expect(table[2].state == .disqualified && table[2].total == nil)
    }

    // MARK: - Ties and the line

    @Test(
        arguments: [
            (.admittingTied, [1, 2, 3]), (.excludingTied, [1]), (.breakingTies, [1, 3]),
        ] as [(ScoringRules.Cut, [Int64])])
    func `a tie at the line goes by the policy`(cut: ScoringRules.Cut, passing: [Int64]) throws {
        // 2 and 3 are equal, and highest marks do not part them.
        let totals: [[Int?]] = [[90, 90], [70, 70], [80, 60], [20, 30]]
        let rules = ScoringRules(ties: [.highestMarks], cut: cut)
        let table = try ResultTable(.of(totals, scoring: rules, cut: 2))
        #expect(table.passing == (cut == .breakingTies ? [1, 2, 3] : passing))
        let decided = try ResultTable(
            .of(totals, scoring: ScoringRules(ties: [.decision], cut: cut), cut: 2) {
                $0.decisions = [.init(order: [.entrant(3), .entrant(2)], isLot: false)]
            })
        #expect(decided.passing == passing)
        #expect(decided.places == ["1", "3", "2", "4"])
    }

    @Test func `a decision counts only where the regulation has it in the chain`() throws {
        let totals: [[Int?]] = [[70, 70], [70, 70]]
        let order = [ResultSnapshot.Decision(order: [.entrant(2), .entrant(1)], isLot: true)]
        #expect(
            try ResultTable(.of(totals, scoring: ScoringRules(ties: [.decision])) { $0.decisions = order }).places
                == ["2", "1"])
        #expect(try ResultTable(.of(totals) { $0.decisions = order }).places == ["1–2", "1–2"])
    }

    @Test func `a later decision on the same entries stands instead of the earlier`() throws {
        let table = try ResultTable(
            .of([[70], [70]], scoring: ScoringRules(ties: [.decision])) {
                $0.decisions = [
                    .init(order: [.entrant(1), .entrant(2)], isLot: true),
                    .init(order: [.entrant(2), .entrant(1)], isLot: false),
                ]
            })
        #expect(table.places == ["2", "1"])
    }

    // MARK: - What comes on top of the sheets

    @Test func `lateness takes its percent off every sheet`() throws {
        let table = try ResultTable(.of([[80, 60], [66, 66]]) { $0.entrants[0].latePercent = 10 })
        #expect(table[1].total == "63.00" && table.places == ["2", "1"])
    }

    @Test func `points of earlier stages count by their weights`() throws {
        let table = try ResultTable(
            .of([[80, 80], [90, 90]]) { snapshot in
                snapshot.weight = 2
                snapshot.entrants[0].carried = [.init(stage: Stage.ID(rawValue: 1), weight: 1, points: "95.5")]
            })
        #expect(table[1].points == "80.00" && table[1].total == "85.17")
        // Whoever has none of that stage has 0 there.
        #expect(table[2].total == "60.00" && table.places == ["1", "2"])
    }

    @Test func `points that an appeal set stand whatever the sheets say`() throws {
        let table = try ResultTable(
            .of(plain) { $0.adjustments = [.init(registration: .entrant(2), points: 8_600_000)] })
        #expect(table.places == ["2", "1", "3", "4"])
        #expect(table[2].isAdjusted && table[2].points == "86.00")
    }

    @Test func `of three sheets with a third expert the closest two count`() throws {
        let table = try ResultTable(.of([[90, 50, 84], [60, 60, nil]]) { $0.entrants[0].hasThirdExpert = true })
        #expect(table[1].total == "87.00" && table[1].sheets == 2)
    }

    @Test func `each nomination in which somebody competes has its laureates, and none below the minimum`() throws {
        let table = try ResultTable(
            .of(plain, scoring: ScoringRules(least: 60)) { snapshot in
                let ids = (1...3).map { Nomination.ID(rawValue: $0) }
                snapshot.nominations = [
                    .init(nomination: ids[0], title: "Начальная школа", laureates: 1),
                    .init(nomination: ids[1], title: "Предметники", laureates: 2),
                    .init(nomination: ids[2], title: "Детский сад", laureates: 2),
                ]
                for place in 0..<4 { snapshot.entrants[place].nomination = ids[place < 2 ? 0 : 1] }
            })
        #expect(table.nominations.map(\.laureates) == [[.entrant(1)], []])
        #expect(table[4].nominationPlaces?.text == "2" && table[4].places?.text == "4")
    }

    @Test func `by the rule alone finalists are those who fulfil it`() throws {
        let table = try ResultTable(
            .of([[], [], []], kind: .shortlist) { snapshot in
                snapshot.criteria = []
                for place in 0..<3 { snapshot.entrants[place].qualifies = place != 1 }
                snapshot.entrants[1].failures = [.lessonRun]
            })
        #expect(table.passing == [1, 3])
        #expect(table[2].state == .unqualified && table[2].failures == [.lessonRun])
    }

    @Test func `the model says which places would change, and a juror who decides alone is named`() throws {
        // Juror 3 is strict and saw only entry 2, so the mean wrongs it.
        let table = try ResultTable(
            .of(
                [[80, 82, nil], [84, nil, 40], [60, 63, 20], [50, 52, 11], [70, 71, nil], [40, nil, 2]], cut: 2))
        #expect(table.rows.contains { $0.wouldChange })
        #expect(table.influences.contains { $0.juror == .juror(3) })
        #expect(table[1].interval != nil && table[1].chanceOfPassing != nil)
    }

    @Test func `laws hold for tables drawn at random`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<25 {
            let entries = Int.random(in: 2...6, using: &generator)
            let totals: [[Int?]] = (0..<entries).map { _ in
                (0..<3).map { _ in Bool.random(using: &generator) ? Int.random(in: 0...20, using: &generator) * 5 : nil
                }
            }
            let method =
                ScoringRules.Method.allCases.filter { $0 != .severity }.randomElement(using: &generator) ?? .mean
            let snapshot = ResultSnapshot.of(totals, scoring: ScoringRules(method: method), cut: 2)
            let table = try ResultTable(snapshot)
            // Recomputed it is the same, and everybody is listed once.
            let (text, repeated) = (try table.text, try ResultTable(ResultSnapshot(text: snapshot.text)).text)
            #expect(text == repeated)
            #expect(table.rows.count == entries)
            // Removing an entry without sheets changes nothing of the others.
            var smaller = snapshot
            smaller.entrants.removeAll { entrant in
                !snapshot.sheets.contains { $0.registration == entrant.registration }
            }
            let ranked = table.rows.filter { $0.places != nil }
            let places = try ResultTable(smaller).rows.map(\.places)
            #expect(places == ranked.map(\.places))
        }
    }
}
