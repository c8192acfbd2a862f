public import Accounts
import Foundation
public import Storage

/// A person's own values on the scales of a survey. Nobody else sees them unless they are shared.
public struct SurveyProfile: Equatable, Sendable {
    public var survey: Survey
    public var owner: SurveyReader
    public var sheet: SurveySheet
    /// The same person's profile of the survey that this one repeats.
    public var earlier: Earlier?
    /// With whom the owner shares it; empty for others.
    public var readers: [SurveyReader]

    public struct Earlier: Equatable, Sendable {
        public var survey: Survey
        public var sheet: SurveySheet
    }
}

extension Surveys {
    /// The profile of `owner`, for themselves and for whom they share it with. Throws `NoRow` for everybody else, for
    /// anonymous surveys, and where there is no answer.
    public func profile(of owner: User.ID, in id: Survey.ID, for reader: User.ID) async throws -> SurveyProfile {
        try await database.read { tx in
            let isOwn = owner == reader
            guard try isOwn || tx.isShared(id, of: owner, with: reader) else { throw NoRow() }
            let survey = try tx.survey(id)
            guard let sheet = try tx.sheet(of: owner, for: id) else { throw NoRow() }
            let name = try tx.one("SELECT surname, given_name, patronymic FROM users WHERE id = \(owner)") {
                try PersonName($0)
            }
            var profile = SurveyProfile(
                survey: survey, owner: SurveyReader(id: owner, name: name), sheet: sheet,
                readers: isOwn ? try tx.readers(of: id, of: owner) : [])
            // Whoever reads one profile was not given the others.
            if isOwn, let previous = survey.previous, let earlier = try tx.sheet(of: owner, for: previous) {
                profile.earlier = SurveyProfile.Earlier(survey: try tx.survey(previous), sheet: earlier)
            }
            return profile
        }
    }

    /// Profiles that others share with a person.
    public func shared(with reader: User.ID) async throws -> [SurveyEntry] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT \(SurveyCard.columns), users.id AS profile_of, surname, given_name, patronymic FROM survey_shares
                JOIN surveys ON surveys.id = survey_shares.survey_id JOIN users ON users.id = survey_shares.owner_id
                WHERE reader_id = \(reader) ORDER BY surveys.id DESC, sorting_key, users.id
                """
            ) { row in
                SurveyEntry(
                    survey: try SurveyCard(row), hasAnswered: true,
                    owner: SurveyReader(id: try row["profile_of"], name: try PersonName(row)))
            }
        }
    }

    /// Lets the person with this login read one's profile. Throws `ShareRefusal`, and `NoRow` where there is no profile.
    public func share(_ id: Survey.ID, of owner: User.ID, withLogin login: String) async throws {
        let login = login.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        try await database.write { [now] tx in
            guard try tx.sheet(of: owner, for: id) != nil else { throw NoRow() }
            let found: User.ID? = try tx.first("SELECT id FROM users WHERE login = \(login)") { try $0["id"] }
            guard let reader = found else { throw ShareRefusal.unknown(login: login) }
            guard reader != owner else { throw ShareRefusal.oneself }
            guard try tx.readers(of: id, of: owner).count < Self.readersLimit else {
                throw ShareRefusal.tooMany(limit: Self.readersLimit)
            }
            try tx.run(
                """
                INSERT INTO survey_shares (survey_id, owner_id, reader_id, shared_at)
                VALUES (\(id), \(owner), \(reader), \(now())) ON CONFLICT (survey_id, owner_id, reader_id) DO NOTHING
                """)
        }
    }

    public func unshare(_ id: Survey.ID, of owner: User.ID, with reader: User.ID) async throws {
        try await database.write { tx in
            let changed = try tx.run(
                """
                DELETE FROM survey_shares
                WHERE survey_id = \(id) AND owner_id = \(owner) AND reader_id = \(reader)
                """)
            guard changed > 0 else { throw NoRow() }
        }
    }

    public static let readersLimit = 20
}

extension Transaction {
    fileprivate func isShared(_ id: Survey.ID, of owner: User.ID, with reader: User.ID) throws -> Bool {
        try first(
            """
            SELECT 1 FROM survey_shares
            WHERE survey_id = \(id) AND owner_id = \(owner) AND reader_id = \(reader)
            """, { _ in true }) ?? false
    }

    fileprivate func readers(of id: Survey.ID, of owner: User.ID) throws -> [SurveyReader] {
        try all(
            """
            SELECT users.id AS reader, surname, given_name, patronymic FROM survey_shares
            JOIN users ON users.id = reader_id WHERE survey_id = \(id) AND owner_id = \(owner)
            ORDER BY sorting_key, users.id
            """
        ) { SurveyReader(id: try $0["reader"], name: try PersonName($0)) }
    }
}
