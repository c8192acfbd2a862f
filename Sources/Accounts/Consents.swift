public import Foundation
public import Storage

/// A text a person agrees to, apart from everything else: one document for each purpose (Federal law 152-ФЗ, article 9
/// as amended by 156-ФЗ of 24.06.2025). A new wording is a new version; the old one stays readable.
public struct ConsentDocument: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<ConsentDocument>

    public let id: ID
    /// What the data are processed for, as a stable key: `personal-data`.
    public var purpose: String
    public var version: Int
    public var title: String
    public var text: String
    public var publishedAt: Date
}

/// That a person agreed to a version of a document.
public struct Consent: Equatable, Sendable {
    public var document: ConsentDocument
    public var givenAt: Date
    public var withdrawnAt: Date?
}

/// Consents to the processing of personal data: published, given, withdrawn, provable.
public struct Consents: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Publishes a wording; equal to the present one, it changes nothing.
    @discardableResult
    public func publish(purpose: String, title: String, text: String) async throws -> ConsentDocument {
        try await database.write { [now] tx in
            let latest = try tx.consentDocuments(purpose: purpose).first
            if let latest, latest.title == title, latest.text == text { return latest }
            let version = (latest?.version ?? 0) + 1
            let id: ConsentDocument.ID = try tx.value(
                """
                INSERT INTO consent_documents (purpose, version, title, text, published_at)
                VALUES (\(purpose), \(version), \(title), \(text), \(now())) RETURNING id
                """)
            return ConsentDocument(
                id: id, purpose: purpose, version: version, title: title, text: text, publishedAt: now())
        }
    }

    /// The version in force, nil while nothing was published.
    public func current(purpose: String) async throws -> ConsentDocument? {
        try await database.read { tx in try tx.consentDocuments(purpose: purpose).first }
    }

    /// Whether the person has agreed to the version in force; true while no document was published.
    public func isGiven(by user: User.ID, purpose: String) async throws -> Bool {
        try await database.read { tx in
            guard let document = try tx.consentDocuments(purpose: purpose).first else { return true }
            return try tx.first(
                """
                SELECT given_at FROM consents
                WHERE user_id = \(user) AND document_id = \(document.id) AND withdrawn_at IS NULL
                """
            ) { _ in true } ?? false
        }
    }

    /// Records agreement to `document`, by the person or, for a minor, by `actor`, the legal representative.
    public func give(_ document: ConsentDocument.ID, by user: User.ID, actor: User.ID? = nil) async throws {
        try await database.write { [now] tx in
            try tx.run(
                """
                INSERT INTO consents (user_id, document_id, given_at, actor_id)
                VALUES (\(user), \(document), \(now()), \(actor ?? user))
                """)
        }
    }

    /// Withdraws every consent the person has given for `purpose`.
    public func withdraw(purpose: String, by user: User.ID) async throws {
        try await database.write { [now] tx in
            try tx.run(
                """
                UPDATE consents SET withdrawn_at = \(now())
                WHERE user_id = \(user) AND withdrawn_at IS NULL
                    AND document_id IN (SELECT id FROM consent_documents WHERE purpose = \(purpose))
                """)
        }
    }

    /// Everything the person agreed to, newest first.
    public func given(by user: User.ID) async throws -> [Consent] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT consent_documents.id AS id, purpose, version, title, text, published_at, given_at, withdrawn_at
                FROM consents JOIN consent_documents ON consent_documents.id = document_id
                WHERE user_id = \(user) ORDER BY given_at DESC
                """
            ) { row in
                Consent(
                    document: try ConsentDocument(row), givenAt: try row["given_at"],
                    withdrawnAt: try row["withdrawn_at"])
            }
        }
    }
}

extension ConsentDocument {
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], purpose: try row["purpose"], version: try row["version"], title: try row["title"],
            text: try row["text"], publishedAt: try row["published_at"])
    }
}

extension Transaction {
    /// All versions, newest first.
    func consentDocuments(purpose: String) throws -> [ConsentDocument] {
        try all(
            """
            SELECT id, purpose, version, title, text, published_at FROM consent_documents
            WHERE purpose = \(purpose) ORDER BY version DESC
            """
        ) { try ConsentDocument($0) }
    }
}
