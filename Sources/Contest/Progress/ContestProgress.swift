public import Accounts
public import Foundation
public import Storage

/// How far everybody has come: who passed which week, who ran a lesson, who fulfils the rule.
public struct ContestProgress: Sendable {
    /// One admitted entrant.
    public struct Row: Sendable {
        public var registration: Registration.ID
        public var user: User.ID
        public var name: PersonName
        public var organisation: String?
        public var facts: EntrantFacts
        public var passed: Set<Stage.ID>
        public var verdict: Verdict

        public init(
            registration: Registration.ID, user: User.ID, name: PersonName, organisation: String?,
            facts: EntrantFacts, passed: Set<Stage.ID>, verdict: Verdict
        ) {
            self.registration = registration
            self.user = user
            self.name = name
            self.organisation = organisation
            self.facts = facts
            self.passed = passed
            self.verdict = verdict
        }

        /// Weeks that are over and were not passed, in their order.
        public func missed(of weeks: [Stage], at now: Date) -> [Stage] {
            weeks.filter { $0.dueAt < now && !passed.contains($0.id) }
        }
    }

    /// Weekly stages in their order.
    public var weeks: [Stage]
    /// In the order of names.
    public var rows: [Row]
    /// Who ever handed a registration in, whatever became of it.
    public var registered: Int
    public var admitted: Int

    public init(weeks: [Stage], rows: [Row], registered: Int, admitted: Int) {
        self.weeks = weeks
        self.rows = rows
        self.registered = registered
        self.admitted = admitted
    }

    public var funnel: [FunnelStep] {
        var steps: [FunnelStep] = [.registered(registered), .admitted(admitted)]
        steps += weeks.map { week in .week(week, rows.count { $0.passed.contains(week.id) }) }
        return steps + [
            .lessonRun(rows.count { $0.facts.isLessonRun }), .eligible(rows.count { $0.verdict.isMet }),
        ]
    }

    /// Those with weeks missed, most of them first.
    public func lagging(at now: Date) -> [(row: Row, missed: [Stage])] {
        rows.map { ($0, $0.missed(of: weeks, at: now)) }.filter { !$0.1.isEmpty }
            .enumerated().sorted { ($1.element.1.count, $0.offset) < ($0.element.1.count, $1.offset) }.map(\.element)
    }
}

/// How many came so far.
public enum FunnelStep: Sendable {
    case registered(Int)
    case admitted(Int)
    case week(Stage, Int)
    case lessonRun(Int)
    /// Who fulfils the rule for finalists.
    case eligible(Int)

    public var count: Int {
        switch self {
        case .registered(let count), .admitted(let count), .week(_, let count), .lessonRun(let count),
            .eligible(let count):
            count
        }
    }
}

extension ScoreboardRules {
    /// When the public table stops, and when it goes on: so many hours before the last week's due date, till its close.
    /// Nil without weeks and where it never stops.
    public func freeze(of weeks: [Stage]) -> Range<Date>? {
        guard let freezeHours, let last = weeks.max(by: { $0.dueAt < $1.dueAt }) else { return nil }
        return last.dueAt.addingTimeInterval(Double(freezeHours) * -3_600)..<last.closesAt
    }

    /// Weeks whose results others may see at `now`: while the table stands still, those that were over when it stopped.
    public func shown(of weeks: [Stage], at now: Date) -> Set<Stage.ID> {
        guard let freeze = freeze(of: weeks), freeze.contains(now) else { return Set(weeks.map(\.id)) }
        return Set(weeks.filter { $0.closesAt <= freeze.lowerBound }.map(\.id))
    }
}

extension Contests {
    /// A dozen queries, however many entrants.
    public func progress(of visit: ContestVisit) async throws -> ContestProgress {
        try await database.read { [now] tx in
            let contest = visit.contest
            let records = try tx.entrantRecords(of: contest, visit.stages, at: now())
            let rows = records.filter { $0.registration.state == .admitted }.map { record in
                ContestProgress.Row(
                    registration: record.registration.id, user: record.registration.user, name: record.name,
                    organisation: record.organisation, facts: record.facts, passed: record.weeksPassed,
                    verdict: contest.rules.threshold.verdict(on: record.facts))
            }.sorted { ($0.name.sortingKey, $0.registration) < ($1.name.sortingKey, $1.registration) }
            let registered: Int = try tx.value(
                """
                SELECT count(*) FROM registrations
                WHERE contest_id = \(contest.id) AND state <> \(Registration.State.draft)
                """)
            return ContestProgress(
                weeks: visit.stages.filter { $0.kind == .task }, rows: rows, registered: registered,
                admitted: rows.count)
        }
    }
}
