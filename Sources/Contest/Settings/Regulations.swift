public import Accounts
public import Foundation
public import Storage

/// A version in the list of them.
public struct RegulationVersion: Equatable, Sendable {
    public var version: Int
    public var publishedAt: Date
    public var author: PersonName
}

extension Contests {
    /// The text of a version, the one in force when none is named; nil when there is none. With all versions, the latest
    /// first.
    public func regulation(
        of contest: Contest.ID, version: Int? = nil
    ) async throws -> (Regulation?, versions: [RegulationVersion]) {
        try await database.read { tx in
            let versions = try tx.all(
                """
                SELECT version, published_at, surname, given_name, patronymic FROM contest_regulations
                JOIN users ON users.id = author_id WHERE contest_id = \(contest) ORDER BY version DESC
                """
            ) {
                RegulationVersion(
                    version: try $0["version"], publishedAt: try $0["published_at"], author: try PersonName($0))
            }
            return (try tx.regulation(of: contest, version: version), versions)
        }
    }

    /// Puts the text in force. Of a draft, which binds nobody yet, it replaces the version there is; afterwards each text
    /// is a version of its own. The same text twice is one version. Answers with its number. Throws `ContestRefusal`.
    @discardableResult
    public func publish(regulation text: String, of id: Contest.ID, by organiser: User.ID) async throws -> Int {
        guard !text.isBlank else { throw ContestRefusal.regulationMissing }
        guard text.count <= Regulation.textLimit else {
            throw ContestRefusal.regulationTooLong(limit: Regulation.textLimit)
        }
        return try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            let last = try tx.regulation(of: id, version: nil)
            if let last, last.text == text { return last.version }
            let version = contest.publishedAt == nil ? 1 : (last?.version ?? 0) + 1
            try tx.run(
                """
                INSERT INTO contest_regulations (contest_id, version, text, published_at, author_id)
                VALUES (\(id), \(version), \(text), \(now()), \(organiser))
                ON CONFLICT (contest_id, version) DO UPDATE SET text = excluded.text,
                    published_at = excluded.published_at, author_id = excluded.author_id
                """)
            if contest.publishedAt != nil {
                let hash = text.sha256
                try tx.log(
                    .regulationPublished, ["version": "\(version)", "sha256": hash], of: id, by: organiser, at: now())
            }
            return version
        }
    }
}

extension Transaction {
    /// The latest when no version is named.
    func regulation(of contest: Contest.ID, version: Int?) throws -> Regulation? {
        let wanted: SQL = version.map { "AND version = \($0)" } ?? ""
        return try first(
            """
            SELECT version, text, published_at, author_id FROM contest_regulations
            WHERE contest_id = \(contest) \(wanted) ORDER BY version DESC LIMIT 1
            """
        ) {
            Regulation(
                contest: contest, version: try $0["version"], text: try $0["text"],
                publishedAt: try $0["published_at"], author: try $0["author_id"])
        }
    }
}
