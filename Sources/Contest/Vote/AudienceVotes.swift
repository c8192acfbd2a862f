public import Accounts
public import Foundation
import Spaces
public import Storage

/// The audience's prize: one vote each, hidden until the close, inspected and counted by the organiser, apart from the
/// jury's points.
public struct AudienceVotes: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public static let reasonLimit = 2_000

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Each vote of the contest as the person meets it; totals are in it after they are published, for organisers after
    /// the close.
    public func desks(at visit: ContestVisit, for user: User.ID?) async throws -> [AudienceDesk] {
        try await database.read { [now] tx in
            try visit.stages.filter { $0.kind == .vote }.map { stage in
                let candidates = try tx.candidates(of: stage.id, in: visit.contest.id, visit.stages, for: user)
                var desk = AudienceDesk(stage: stage, candidates: candidates, now: now())
                if let user { desk.own = try tx.vote(of: user, in: stage.id) }
                desk.tally = try tx.tally(of: stage.id)
                if visit.isOrganiser, desk.isOver {
                    let count = try tx.voteCount(of: stage.id)
                    desk.inspection = VoteReview(
                        totals: count.totals, flags: count.flags,
                        fromOwn: desk.candidates.reduce(into: [:]) { found, candidate in
                            found[candidate.registration] = count.ballots.count {
                                $0.registration == candidate.registration
                                    && $0.organisation != nil && $0.organisation == candidate.organisationID
                            }
                        }, organisations: try tx.organisationNames(Set(count.ballots.compactMap(\.organisation))))
                }
                return desk
            }
        }
    }

    /// One vote for good: it does not change. Throws `VoteRefusal`, `NoRow` for a stage of another contest.
    public func vote(
        for registration: Registration.ID, in stage: Stage.ID, of contest: Contest.ID, by user: User.ID
    ) async throws {
        try await database.write { [now] tx in
            let current = try tx.voteStage(stage, in: contest)
            guard now() >= current.opensAt else { throw VoteRefusal.notOpen(current.opensAt) }
            guard now() < current.closesAt else { throw VoteRefusal.over }
            let candidates = try tx.candidates(of: stage, in: contest, try tx.stages(of: contest), for: user)
            guard let candidate = candidates.first(where: { $0.registration == registration }) else {
                throw VoteRefusal.notCandidate
            }
            guard !candidate.isOwn else { throw VoteRefusal.ownEntry }
            let taken: User.ID? = try tx.first(
                """
                INSERT INTO audience_votes (stage_id, voter_id, registration_id, organisation_id, voted_at)
                VALUES (\(stage), \(user), \(registration), \(try tx.organisation(of: user, at: now())), \(now()))
                ON CONFLICT (stage_id, voter_id) DO NOTHING RETURNING voter_id
                """
            ) { try $0["voter_id"] }
            guard taken != nil else { throw VoteRefusal.alreadyVoted }
        }
    }

    /// Whether flagged votes count. Both totals stand in the log.
    public func decide(
        _ flag: VoteFlag, counts: Bool, in stage: Stage.ID, of contest: Contest.ID, reason: String,
        by organiser: User.ID
    ) async throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else { throw VoteRefusal.reasonMissing }
        guard reason.count <= Self.reasonLimit else { throw VoteRefusal.tooLong(limit: Self.reasonLimit) }
        try await database.write { [now] tx in
            try tx.requireUncounted(try tx.voteStage(stage, in: contest), at: now())
            let known = try tx.voteCount(of: stage)
            guard known.flags.contains(where: { $0.flag == flag }) else { throw VoteRefusal.unknownFlag }
            let text = try flag.contestJSON
            try tx.run("DELETE FROM vote_exclusions WHERE stage_id = \(stage) AND anomaly = \(text)")
            if !counts {
                try tx.run(
                    """
                    INSERT INTO vote_exclusions (stage_id, anomaly, reason, decided_by, decided_at)
                    VALUES (\(stage), \(text), \(reason), \(organiser), \(now()))
                    """)
            }
            try tx.log(
                .votesDiscounted,
                VoteLine(stage: stage, flag: flag, counts: counts, tally: try tx.voteCount(of: stage).totals),
                of: contest, by: organiser, at: now())
        }
    }

    /// Publishes the totals, once, after the close.
    public func publish(_ stage: Stage.ID, of contest: Contest.ID, by organiser: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.requireUncounted(try tx.voteStage(stage, in: contest), at: now())
            let totals = try tx.voteCount(of: stage).totals
            try tx.run(
                """
                INSERT INTO audience_results (stage_id, tally, published_at, published_by)
                VALUES (\(stage), \(try totals.contestJSON), \(now()), \(organiser))
                """)
            try tx.log(.votesCounted, VoteLine(stage: stage, tally: totals), of: contest, by: organiser, at: now())
        }
    }
}

private struct VoteLine: Codable {
    var stage: Stage.ID
    var flag: VoteFlag?
    var counts: Bool?
    var tally: [VoteTotal]
}

extension Transaction {
    /// Throws `NoRow` for a stage that is no vote of this contest.
    fileprivate func voteStage(_ id: Stage.ID, in contest: Contest.ID) throws -> Stage {
        guard try self.contest(contest).closedAt == nil else { throw VoteRefusal.closed }
        return try one(
            "SELECT \(Stage.columns) FROM stages WHERE id = \(id) AND contest_id = \(contest) AND kind = \(Stage.Kind.vote)"
        ) { try Stage($0) }
    }

    fileprivate func requireUncounted(_ stage: Stage, at instant: Date) throws {
        guard instant >= stage.closesAt else { throw VoteRefusal.stillOpen(stage.closesAt) }
        guard try tally(of: stage.id) == nil else { throw VoteRefusal.alreadyCounted }
    }

    /// Admitted entrants; where an earlier stage has published who passes, those.
    fileprivate func candidates(
        of stage: Stage.ID, in contest: Contest.ID, _ stages: [Stage], for user: User.ID?
    ) throws -> [AudienceDesk.Candidate] {
        let passing = stages.passing(before: stage, try published(of: contest))
        return try all(
            """
            SELECT registrations.id AS id, user_id, organisation_id, surname, given_name, patronymic,
                spaces.name AS organisation
            FROM registrations JOIN users ON users.id = user_id LEFT JOIN spaces ON spaces.id = organisation_id
            WHERE contest_id = \(contest) AND state = \(Registration.State.admitted)
            ORDER BY users.sorting_key, registrations.id
            """
        ) { row in
            let owner: User.ID = try row["user_id"]
            return AudienceDesk.Candidate(
                registration: try row["id"], name: try PersonName(row), organisation: try row["organisation"],
                organisationID: try row["organisation_id"], isOwn: owner == user)
        }.filter { passing?.contains($0.registration) ?? true }
    }

    fileprivate func vote(of user: User.ID, in stage: Stage.ID) throws -> Registration.ID? {
        try first(
            "SELECT registration_id FROM audience_votes WHERE stage_id = \(stage) AND voter_id = \(user)"
        ) { try $0["registration_id"] }
    }

    /// The person's school, the first of several; nil for who is in none.
    fileprivate func organisation(of user: User.ID, at instant: Date) throws -> Space.ID? {
        try first(
            """
            SELECT spaces.id AS id FROM memberships JOIN spaces ON spaces.id = memberships.space_id
            WHERE memberships.user_id = \(user) AND spaces.kind = \(Space.Kind.organisation)
                AND (until IS NULL OR until > \(instant))
            ORDER BY spaces.id LIMIT 1
            """
        ) { try $0["id"] }
    }

    fileprivate func tally(of stage: Stage.ID) throws -> [VoteTotal]? {
        try first("SELECT tally FROM audience_results WHERE stage_id = \(stage)") { row in
            let text: String = try row["tally"]
            return try JSONDecoder().decode([VoteTotal].self, from: Data(text.utf8))
        }
    }

    fileprivate func voteCount(of stage: Stage.ID) throws -> VoteCount {
        var exclusions: [VoteFlag: String] = [:]
        try forEach("SELECT anomaly, reason FROM vote_exclusions WHERE stage_id = \(stage)") { row in
            let text: String = try row["anomaly"]
            exclusions[try JSONDecoder().decode(VoteFlag.self, from: Data(text.utf8))] = try row["reason"]
        }
        let ballots = try all(
            """
            SELECT registration_id, voted_at, created_at, organisation_id FROM audience_votes
            JOIN users ON users.id = voter_id WHERE stage_id = \(stage) ORDER BY voted_at, voter_id
            """
        ) { row in
            AudienceBallot(
                registration: try row["registration_id"], votedAt: try row["voted_at"],
                accountCreatedAt: try row["created_at"], organisation: try row["organisation_id"])
        }
        return VoteCount(ballots: ballots, exclusions: exclusions)
    }

    fileprivate func organisationNames(_ ids: Set<Space.ID>) throws -> [Space.ID: String] {
        var names: [Space.ID: String] = [:]
        try forEach("SELECT id, name FROM spaces WHERE id IN (\(ids.sorted()))") {
            names[try $0["id"]] = try $0["name"]
        }
        return names
    }

    /// Of each published count, whether the votes still add up to it and the log tells of it.
    func audienceChecks(of contest: Contest.ID) throws -> [(stage: Stage.ID, isSound: Bool)] {
        let logged = try contestLog(contest).filter { $0.event == .votesCounted }.compactMap { line in
            try? JSONDecoder().decode(VoteLine.self, from: Data(line.details.utf8))
        }
        return try stages(of: contest).filter { $0.kind == .vote }.compactMap { stage in
            let told = logged.last { $0.stage == stage.id }?.tally
            guard let tally = try tally(of: stage.id) else { return told.map { _ in (stage.id, false) } }
            return (stage.id, try voteCount(of: stage.id).totals == tally && told == tally)
        }
    }
}
