import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct JurorCardTests {
    @Test func `a card tells who is lenient, who repeats and who favours their own`() throws {
        var generator = SeededGenerator(seed: 12)
        // Juror 0 adds 3, juror 1 gives everybody 6, juror 2 adds 4 to the entries of their own organisation.
        let rows = (0..<30).map { entry -> [Int64?] in
            let quality = Int64.random(in: 2...9, using: &generator)
            return (0..<5).map { juror in
                let chance = Int64.random(in: -1...1, using: &generator)
                switch juror {
                case 0: return quality + chance + 3
                case 1: return 6
                case 2: return quality + chance + (entry < 8 ? 4 : 0)
                default: return quality + chance
                }
            }
        }
        let sheets = try sheets(rows)
        let model = try SeverityModel(sheets.observations, entryCount: 30, jurorCount: 5)
        let cards = JurorCard.all(sheets, model) { entry, juror in juror == 2 && entry < 8 }

        #expect(cards.map(\.juror) == [0, 1, 2, 3, 4] && cards.allSatisfy { $0.sheetCount == 30 })
        #expect(cards[0].severity > 1.5 && (cards[0].severityError ?? 9) < 0.7)
        #expect(cards[1].repeatedShare == 1 && cards[1].spreadRatio == 0 && cards[1].correlation == nil)
        #expect(cards[1].flags.contains(.constant))
        #expect((cards[3].correlation ?? 0) > 0.7 && (cards[3].outfit ?? 9) < 1.2)
        #expect((cards[2].homeDifference ?? 0) > 2 && (cards[2].homeChance ?? 1) < 0.001)
        #expect(cards[2].flags.contains(.homeDifference) && cards[3].homeDifference == nil)
    }

    @Test func `one sheet has no spread and no correlation`() throws {
        let sheets = try sheets([[5, nil], [6, 7]])
        let model = try SeverityModel(sheets.observations, entryCount: 2, jurorCount: 2)
        let card = JurorCard.all(sheets, model) { _, _ in true }[1]
        #expect(card.spreadRatio == nil && card.correlation == nil && card.homeChance == nil && card.flags.isEmpty)
    }
}

@Suite struct AudienceVoteTests {
    private let start = Date(timeIntervalSince1970: 1_386_000_000)

    /// Ten days of votes, the more the later in the day, half an hour apart or so.
    private func votes() -> [AudienceVote] {
        var generator = SeededGenerator(seed: 4)
        var votes: [AudienceVote] = []
        for hour in 0..<240 {
            for _ in 0..<2 + hour % 24 / 6 {
                let seconds = hour * 3_600 + Int.random(in: 0..<3_600, using: &generator)
                votes.append(
                    AudienceVote(
                        entry: Int.random(in: 0..<3, using: &generator),
                        votedAt: start.addingTimeInterval(Double(seconds)),
                        accountCreatedAt: start.addingTimeInterval(-40 * 86_400),
                        organisation: Int.random(in: 0..<6, using: &generator)))
            }
        }
        return votes
    }

    @Test func `an ordinary vote has nothing odd`() { #expect(VoteInspection().anomalies(votes()).isEmpty) }

    @Test func `a burst from new accounts of one organisation is named`() throws {
        let burst = (0..<160).map { number in
            AudienceVote(
                entry: 1, votedAt: start.addingTimeInterval(5 * 86_400 + 600 + Double(number)),
                accountCreatedAt: start.addingTimeInterval(5 * 86_400), organisation: 9)
        }
        let anomalies = VoteInspection().anomalies(votes() + burst)
        try #require(anomalies.count == 3)
        guard case .burst(entry: 1, _, let count, let expected) = anomalies[0] else { throw Unexpected() }
        #expect(count >= 160 && expected < 15)
        guard case .newAccounts(entry: 1, count: 160, of: let all) = anomalies[1] else { throw Unexpected() }
        #expect(anomalies[2] == .oneOrganisation(entry: 1, organisation: 9, count: 160, of: all))
    }

    private struct Unexpected: Error {}
}
