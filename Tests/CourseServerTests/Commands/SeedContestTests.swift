import Accounts
import Contest
import Documents
import Foundation
import Spaces
import Storage
import TestSupport
import Testing

@testable import CourseServer

/// The demo contest played as `seed` plays it, without the courses.
@Suite struct SeedContestTests {
    @Test func `enrolling: registration is open, and the organiser has people to admit`() async throws {
        try await withSeeds(.enrolling) { seeds in
            #expect(seeds.visit.state == .registering)
            let entries = try await seeds.domains.registrations.entries(of: seeds.contest)
            #expect((17...21).contains(entries.count))
            #expect(entries.count { $0.registration.state == .admitted } == 14)
            // The entrant of the demo accounts may walk the registration.
            #expect(!entries.contains { $0.login == "uchitel" })
            #expect(try await seeds.domains.results.verify(seeds.contest).isSound)
        }
    }

    @Test func `running: the third week of 43 entrants`() async throws {
        try await withSeeds(.running) { seeds in
            let now = Date()
            let week = try #require(seeds.visit.stages.first { $0.title.hasPrefix("Неделя 3") })
            #expect(seeds.visit.state == .running && week.phase(at: now) == .open)
            let progress = try await seeds.domains.contests.progress(of: seeds.visit)
            // One withdrew.
            #expect((progress.registered, progress.admitted) == (43, 42))
            #expect(progress.funnel.prefix(4).map(\.count) == [43, 42, 39, 36])
            #expect(try await !seeds.domains.works.extensions(of: seeds.contest).given.isEmpty)
            let desks = try await seeds.domains.works.queue(of: seeds.contest)
            #expect(desks.counts[.accepted, default: 0] > 150)
            let board = try await seeds.domains.jury.board(seeds.visit, stage: nil)
            #expect(board.loads.count == 9 && board.loads.count { $0.juror.isReady } == 3)
            #expect(try await seeds.domains.results.verify(seeds.contest).isSound)
        }
    }

    @Test func `graded: thirteen finalists by the rule, published, with their papers`() async throws {
        try await withSeeds(.graded) { seeds in
            let (domains, contest) = (seeds.domains, seeds.contest)
            #expect(seeds.visit.state == .closed)
            let progress = try await domains.contests.progress(of: seeds.visit)
            #expect(progress.funnel.map(\.count) == [43, 42, 39, 36, 33, 29, 23, 21, 19])
            let (results, people) = try await domains.results.published(of: contest)
            #expect(results.map(\.kind) == [.shortlist, .preliminary, .final])
            let shortlist = results[0].table
            #expect(shortlist.rows.count == 19)
            #expect(shortlist.rows.count(where: \.passes) == 13)
            // Equal points on both sides of the line: the chain decides who is thirteenth.
            #expect(shortlist.rows[12].total == shortlist.rows[13].total)
            #expect(shortlist.rows[12].places?.text == "13" && shortlist.rows[13].places?.text == "14")
            #expect(results[2].table.rows.count == 13)
            // Chance comes from the seed: the same points on every machine.
            #expect(results[2].table.rows.prefix(3).map(\.total) == ["87.83", "84.59", "84.37"])
            #expect(results[2].table.rows.count(where: \.isAdjusted) == 1)
            #expect(people.jurors.count == 9)

            let appeals = try await domains.appeals.desk(of: contest, for: seeds.organiser, isOrganiser: true)
            #expect(appeals.entries.map(\.appeal.outcome) == [.raised])
            let review = try #require(seeds.visit.stages.first { $0.kind == .review })
            let board = try await domains.jury.board(seeds.visit, stage: review.id)
            #expect(board.works.flatMap(\.sheets).count { $0.state == .void } == 1)
            #expect(board.loads.flatMap(\.conflicts).map(\.kind) == [.relative])
            #expect(board.works.allSatisfy { $0.missing == 0 })
            let votes = try await domains.audienceVotes.desks(at: seeds.visit, for: nil)
            #expect((votes[0].tally ?? []).reduce(0) { $0 + $1.counted } > 30)

            let groups = try await domains.contestDocuments.recipients(of: contest)
            let laureates = try #require(groups.first { $0.kind == .laureates }).recipients
            #expect(groups.map(\.kind) == RecipientGroup.Kind.allCases)
            #expect(groups.first { $0.kind == .finalists }?.recipients.count == 13)
            #expect(!laureates.isEmpty && laureates.allSatisfy { $0.place.hasSuffix(" место") })
            let batches = try await domains.contestDocuments.batches(of: contest)
            #expect(batches.map(\.count).sorted() == [1, laureates.count, 9, 13, 23].sorted())
            let verification = try await domains.results.verify(contest)
            #expect(verification.isSound && verification.checks.count == 5)
        }
    }
}

private struct SeededContest {
    let domains: Domains
    let contest: Contest.ID
    let visit: ContestVisit
    let organiser: User.ID
}

private func withSeeds(_ stage: SeedCommand.Stage, _ body: (SeededContest) async throws -> Void) async throws {
    let seeds = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Seeds")
    try await withTemporaryFolder { data in
        try await withDatabase(.sqlite, migrations: Domains.migrations) { database in
            let clock = SeedClock()
            let domains = Domains(
                database: database, blobs: try BlobStore(folder: data + "/blobs"),
                hasher: PasswordHasher(memoryKiB: 64, passes: 1), now: { clock.now })
            let network = SeedNetwork(
                domains: domains, folder: seeds.standardized.path, temporaryFolder: data + "/incoming", clock: clock)
            clock.goBack(days: 140)
            let (spaces, users) = try await network.loadNetwork()
            let contest = try await network.playContest(stage, spaces, users)
            let organiser = try #require(users["metodist"])
            try await body(
                SeededContest(
                    domains: domains, contest: contest,
                    visit: try await domains.contests.visit(contest, by: organiser), organiser: organiser))
        }
    }
}
