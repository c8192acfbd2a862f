public import Accounts
public import Foundation
public import Storage

/// A date of one's own for a stage, and why it was given.
public struct StageExtension: Equatable, Sendable {
    public var registration: Registration.ID
    public var name: PersonName
    public var stage: Stage.ID
    public var stageTitle: String
    public var until: Date
    public var reason: String

    public static let reasonLimit = 1_000
}

/// Why an extension was not given.
public enum ExtensionRefusal: Error, Equatable, Sendable {
    case entrantMissing
    case stageMissing
    case reasonMissing
    case reasonTooLong(limit: Int)
    case dateMissing
    /// Everybody has until then.
    case notLater(Date)
}

/// Dates of their own that organisers give.
extension Works {
    /// Those given in a contest, and to whom one may be given: admitted entrants by name.
    public func extensions(
        of contest: Contest.ID
    ) async throws -> (given: [StageExtension], entrants: [(Registration.ID, PersonName)]) {
        try await database.read { tx in
            let given = try tx.all(
                """
                SELECT registration_id, surname, given_name, patronymic, stage_id, stages.title AS title, extended_until,
                    contest_extensions.reason AS reason
                FROM contest_extensions JOIN stages ON stages.id = stage_id
                JOIN registrations ON registrations.id = registration_id JOIN users ON users.id = user_id
                WHERE stages.contest_id = \(contest) ORDER BY stages.position, sorting_key, registration_id
                """
            ) { row in
                StageExtension(
                    registration: try row["registration_id"], name: try PersonName(row), stage: try row["stage_id"],
                    stageTitle: try row["title"], until: try row["extended_until"], reason: try row["reason"])
            }
            let entrants: [(Registration.ID, PersonName)] = try tx.all(
                """
                SELECT registrations.id AS id, surname, given_name, patronymic FROM registrations
                JOIN users ON users.id = user_id
                WHERE contest_id = \(contest) AND state = \(Registration.State.admitted)
                ORDER BY sorting_key, registrations.id
                """
            ) { (try $0["id"], try PersonName($0)) }
            return (given, entrants)
        }
    }

    /// Gives an entrant a later date for a stage, in place of one given before. Throws `ExtensionRefusal`.
    public func extend(
        _ registration: Registration.ID, in stage: Stage.ID, of contest: Contest.ID, until date: Date?, reason: String,
        by organiser: User.ID
    ) async throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !reason.isEmpty else { throw ExtensionRefusal.reasonMissing }
        guard reason.count <= StageExtension.reasonLimit else {
            throw ExtensionRefusal.reasonTooLong(limit: StageExtension.reasonLimit)
        }
        guard let date else { throw ExtensionRefusal.dateMissing }
        try await database.write { [now] tx in
            guard let stage = try tx.stages(of: contest).first(where: { $0.id == stage }) else {
                throw ExtensionRefusal.stageMissing
            }
            guard
                try tx.first(
                    """
                    SELECT id FROM registrations
                    WHERE id = \(registration) AND contest_id = \(contest) AND state = \(Registration.State.admitted)
                    """, { _ in true }) != nil
            else { throw ExtensionRefusal.entrantMissing }
            guard date > stage.dueAt else { throw ExtensionRefusal.notLater(stage.dueAt) }
            try tx.run(
                """
                INSERT INTO contest_extensions (registration_id, stage_id, extended_until, reason, given_by, given_at)
                VALUES (\(registration), \(stage.id), \(date), \(reason), \(organiser), \(now()))
                ON CONFLICT (registration_id, stage_id) DO UPDATE SET extended_until = excluded.extended_until,
                    reason = excluded.reason, given_by = excluded.given_by, given_at = excluded.given_at
                """)
            try tx.log(
                .extensionGiven,
                ExtensionLine(
                    registration: registration, stage: stage.id,
                    until: Int64((date.timeIntervalSince1970 * 1_000).rounded()), reason: reason),
                of: contest, by: organiser, at: now())
        }
    }
}

private struct ExtensionLine: Encodable {
    var registration: Registration.ID
    var stage: Stage.ID
    /// UTC milliseconds.
    var until: Int64
    var reason: String
}
