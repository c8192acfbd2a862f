public import Accounts
public import Foundation
public import Spaces
public import Storage

/// Contests: founded, changed, published, closed.
public struct Contests: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// A draft, to be published when its organiser is content. Throws `ContestRefusal`.
    public func found(
        _ outline: ContestOutline, in space: Space.ID, copying original: Contest.ID? = nil, by organiser: User.ID
    ) async throws -> Contest.ID {
        let outline = try outline.checked()
        return try await database.write { [now] tx in
            let id = try tx.insert(outline, in: space, copiedFrom: original, by: organiser, at: now())
            try tx.log(.founded, ["title": outline.title], of: id, by: organiser, at: now())
            return id
        }
    }

    /// Published contests, and drafts and rehearsals of those who run or judge them, the newest first.
    public func all(for user: User.ID?) async throws -> [ContestEntry] {
        try await database.read { [now] tx in
            var organised: Set<Space.ID> = []
            for kind in [Space.Kind.district, .organisation] {
                for access in try tx.accesses(of: user, toAll: kind, at: now()) where access.allows(.createCourse) {
                    organised.insert(access.space.id)
                }
            }
            let judged: Set<Contest.ID> = Set(
                try tx.all(
                    """
                    SELECT contest_id FROM jurors WHERE user_id = \(user ?? User.ID(rawValue: -1))
                        AND state IN (\(Juror.State.invited), \(Juror.State.accepted))
                    """
                ) { try $0["contest_id"] })
            return try tx.all(
                """
                SELECT \(Contest.columns), spaces.name AS organisation FROM contests
                JOIN spaces ON spaces.id = contests.space_id ORDER BY contests.id DESC
                """
            ) { row in
                let contest = try Contest(row)
                return ContestEntry(
                    contest: contest, organisation: try row["organisation"], state: contest.state(at: now()))
            }.filter {
                organised.contains($0.contest.space) || judged.contains($0.contest.id)
                    || $0.contest.publishedAt != nil && !$0.contest.isRehearsal
            }
        }
    }

    /// The contest with all its parts as one person meets it. Throws `NoRow` when there is none for the person's eyes.
    public func visit(_ id: Contest.ID, by user: User.ID?) async throws -> ContestVisit {
        try await database.read { [now] tx in
            let contest = try tx.contest(id)
            let access = try tx.access(of: user, to: contest.space, at: now())
            let visit = ContestVisit(
                contest: contest, nominations: try tx.nominations(of: id), stages: try tx.stages(of: id),
                access: access, registration: try user.flatMap { try tx.registration(of: $0, in: id) },
                juror: try user.flatMap { try tx.juror(of: $0, in: id) }, state: contest.state(at: now()))
            guard visit.isOrganiser || visit.juror != nil || contest.publishedAt != nil && !contest.isRehearsal else {
                throw NoRow()
            }
            return visit
        }
    }
}

/// A contest in a list.
public struct ContestEntry: Sendable {
    public var contest: Contest
    /// The name of who holds it.
    public var organisation: String
    public var state: Contest.State
}

/// A person at a contest.
public struct ContestVisit: Sendable {
    public var contest: Contest
    public var nominations: [Nomination]
    public var stages: [Stage]
    public var access: Access
    /// The person's own.
    public var registration: Registration?
    /// The person as a juror, invited, judging or fallen out.
    public var juror: Juror?
    public var state: Contest.State

    /// Who may found courses in the organisation runs its contests.
    public var isOrganiser: Bool { access.allows(.createCourse) }
    /// A chair leads the jury: sees its progress and, once they are sent, its marks.
    public var isChair: Bool { juror.map { $0.isChair && $0.state == .accepted } ?? false }
}
