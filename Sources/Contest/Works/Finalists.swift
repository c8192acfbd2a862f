public import Accounts
public import Foundation
public import Storage

/// Who fulfils the rule of a contest, and who does not and why.
public struct Finalists: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Everybody admitted or disqualified, in the order of their names.
    public func list(of contest: Contest.ID) async throws -> [Finalist] {
        try await database.read { [now] tx in
            try tx.finalists(of: try tx.contest(contest), try tx.stages(of: contest), at: now())
        }
    }

    /// The same of a contest that is read already.
    public func list(of visit: ContestVisit) async throws -> [Finalist] {
        try await database.read { [now] tx in try tx.finalists(of: visit.contest, visit.stages, at: now()) }
    }

    /// The same without what stands behind it.
    public func verdicts(of contest: Contest.ID) async throws -> [(Registration, PersonName, Verdict)] {
        try await list(of: contest).map { ($0.registration, $0.name, $0.verdict) }
    }
}

/// One person before the rule.
public struct Finalist: Equatable, Sendable {
    public var registration: Registration
    public var name: PersonName
    public var organisation: String?
    public var verdict: Verdict
    public var lesson: OwnLesson?
    public var lessonVerdict: LessonVerdict?
    /// When a lesson counts as run.
    public var rules: LessonRules
}

extension Transaction {
    fileprivate func finalists(of contest: Contest, _ stages: [Stage], at instant: Date) throws -> [Finalist] {
        try entrantRecords(of: contest, stages, at: instant).map { record in
            Finalist(
                registration: record.registration, name: record.name, organisation: record.organisation,
                verdict: contest.rules.threshold.verdict(on: record.facts), lesson: record.lesson,
                lessonVerdict: record.verdict, rules: contest.rules.lesson)
        }.sorted { $0.name.sortingKey < $1.name.sortingKey }
    }
}
