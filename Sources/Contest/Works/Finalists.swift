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
            let rule = try tx.contest(contest).rules.threshold
            var names: [Registration.ID: (name: PersonName, organisation: String?)] = [:]
            try tx.forEach(
                """
                SELECT registrations.id AS id, surname, given_name, patronymic, spaces.name AS organisation
                FROM registrations JOIN users ON users.id = user_id LEFT JOIN spaces ON spaces.id = organisation_id
                WHERE contest_id = \(contest)
                """
            ) { row in names[try row["id"]] = (try PersonName(row), try row["organisation"]) }
            return try tx.entrantRecords(of: contest, at: now()).compactMap { record in
                names[record.registration.id].map {
                    Finalist(
                        registration: record.registration, name: $0.name, organisation: $0.organisation,
                        verdict: rule.verdict(on: record.facts), lesson: record.lesson, lessonVerdict: record.verdict)
                }
            }.sorted { $0.name.sortingKey < $1.name.sortingKey }
        }
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
}
