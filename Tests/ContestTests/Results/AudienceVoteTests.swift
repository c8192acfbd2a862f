import Accounts
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import Contest

@Suite struct AudienceVoteTests {
    private func vote(_ judged: JudgedWorld, by user: User.ID, for entrant: Int) async throws {
        try await judged.votes.vote(
            for: judged.entrants[entrant], in: judged.vote, of: judged.contest, by: user)
    }

    private func desk(_ judged: JudgedWorld) async throws -> AudienceDesk {
        let organiser = judged.world.methodist
        let visit = try await judged.world.contests.visit(judged.contest, by: organiser)
        return try await judged.votes.desks(at: visit, for: organiser)[0]
    }

    @Test(arguments: TestEngine.available)
    func `a vote is one, not for oneself, for somebody who is voted on, in time`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let voter = judged.world.teachers[2][3]
            await #expect(throws: VoteRefusal.ownEntry) { try await vote(judged, by: judged.people[0], for: 0) }
            await #expect(throws: VoteRefusal.notCandidate) {
                try await judged.votes.vote(
                    for: .entrant(99_999), in: judged.vote, of: judged.contest, by: voter)
            }
            await #expect(throws: NoRow.self) {
                try await judged.votes.vote(
                    for: judged.entrants[0], in: judged.stage, of: judged.contest, by: voter)
            }
            try await vote(judged, by: voter, for: 0)
            await #expect(throws: VoteRefusal.alreadyVoted) { try await vote(judged, by: voter, for: 1) }
            judged.world.clock.advance(2 * 86_400)
            await #expect(throws: VoteRefusal.over) { try await vote(judged, by: judged.people[0], for: 1) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `thirty hurried votes of one person are one`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let voter = judged.world.teachers[2][3]
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask { try? await vote(judged, by: voter, for: number % 4) }
                }
            }
            judged.world.clock.advance(2 * 86_400)
            let review = try #require(try await desk(judged).inspection)
            #expect(review.totals.map(\.all) == [1])
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody sees totals before the close, and who passed is voted on alone`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            try await judged.publish()
            try await vote(judged, by: judged.people[0], for: 1)
            let open = try await desk(judged)
            #expect(open.inspection == nil && open.tally == nil)
            #expect(open.candidates.map(\.registration) == Array(judged.entrants.prefix(2)))
            await #expect(throws: VoteRefusal.stillOpen(open.stage.closesAt)) {
                try await judged.votes.publish(judged.vote, of: judged.contest, by: judged.world.methodist)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `odd votes count until the organiser says otherwise, the log has both totals`(engine: TestEngine) async throws
    {
        try await withJudged(engine) { judged in
            // All accounts of the world are younger than a day.
            for voter in [judged.people[0], judged.people[2], judged.people[3]] {
                try await vote(judged, by: voter, for: 1)
            }
            judged.world.clock.advance(2 * 86_400)
            let review = try #require(try await desk(judged).inspection)
            let flag = try #require(review.flags.first { $0.flag.kind == .newAccounts })
            #expect(review.totals == [VoteTotal(registration: judged.entrants[1], all: 3, counted: 3)])
            #expect(review.fromOwn[judged.entrants[1]] == 3)

            try await judged.votes.decide(
                flag.flag, counts: false, in: judged.vote, of: judged.contest, reason: "накрутка",
                by: judged.world.methodist)
            try await judged.votes.publish(judged.vote, of: judged.contest, by: judged.world.methodist)
            let tally = [VoteTotal(registration: judged.entrants[1], all: 3, counted: 0)]
            #expect(try await desk(judged).tally == tally)
            let log = try await judged.results.log(of: judged.contest).lines
            #expect(log.suffix(2).map(\.event) == [.votesDiscounted, .votesCounted])
            #expect(log.suffix(2).allSatisfy { $0.details.contains(#""all":3,"counted":0"#) })
            await #expect(throws: VoteRefusal.alreadyCounted) {
                try await judged.votes.publish(judged.vote, of: judged.contest, by: judged.world.methodist)
            }
            #expect(try await judged.results.verify(judged.contest).isSound)
            try await judged.run("DELETE FROM audience_votes WHERE voter_id = \(judged.people[0])")
            #expect(try await judged.results.verify(judged.contest).checks.last?.faults == [.votesDiffer])
        }
    }

    @Test(arguments: TestEngine.available)
    func `votes never touch the jury's points`(engine: TestEngine) async throws {
        try await withJudged(engine) { judged in
            let before = try await judged.results.draft(of: judged.stage, in: judged.contest, .final).hash
            try await vote(judged, by: judged.people[0], for: 3)
            #expect(try await judged.results.draft(of: judged.stage, in: judged.contest, .final).hash == before)
        }
    }
}
