public import Accounts
public import Foundation
public import Spaces
public import Storage

/// Papers of organisations: templates kept, papers issued, found, checked and revoked.
public struct Documents: Sendable {
    /// Tells whoever issued a paper that it was revoked, in the same transaction.
    public typealias Revoked =
        @Sendable (_ document: Document, _ actor: User.ID, _ instant: Date, _ tx: Transaction) throws -> Void

    let database: any Database
    let now: @Sendable () -> Date
    let revoked: Revoked

    public init(
        database: any Database, now: @escaping @Sendable () -> Date,
        revoked: @escaping Revoked = { _, _, _, _ in }
    ) {
        self.database = database
        self.now = now
        self.revoked = revoked
    }

    // MARK: - Templates

    public func templates(of space: Space.ID) async throws -> [DocumentTemplate] {
        try await database.read { tx in
            try tx.all(
                "SELECT \(DocumentTemplate.columns) FROM document_templates WHERE space_id = \(space) ORDER BY name, id"
            ) { try DocumentTemplate($0) }
        }
    }

    /// Throws `NoRow` when the organisation has no such template.
    public func template(_ id: DocumentTemplate.ID, of space: Space.ID) async throws -> DocumentTemplate {
        try await database.read { tx in
            try tx.one(
                """
                SELECT \(DocumentTemplate.columns) FROM document_templates WHERE id = \(id) AND space_id = \(space)
                """
            ) { try DocumentTemplate($0) }
        }
    }

    /// Keeps a new template, or changes the one that is named. Throws `DocumentRefusal`, `NoRow`.
    @discardableResult
    public func keep(
        _ content: TemplateContent, named name: String, replacing id: DocumentTemplate.ID? = nil, in space: Space.ID,
        by user: User.ID
    ) async throws -> DocumentTemplate.ID {
        let (content, name) = (try content.checked(), name.trimmed)
        guard !name.isEmpty else { throw DocumentRefusal.nameMissing }
        guard name.count <= DocumentTemplate.nameLimit else {
            throw DocumentRefusal.lineTooLong(limit: DocumentTemplate.nameLimit)
        }
        return try await database.write { [now] tx in
            if let id {
                let changed = try tx.run(
                    """
                    UPDATE document_templates SET name = \(name), content = \(try content.storedJSON),
                        changed_by = \(user), changed_at = \(now())
                    WHERE id = \(id) AND space_id = \(space)
                    """)
                guard changed == 1 else { throw NoRow() }
                return id
            }
            let count = try tx.value(
                "SELECT count(*) FROM document_templates WHERE space_id = \(space)", as: Int.self)
            guard count < DocumentTemplate.countLimit else {
                throw DocumentRefusal.tooManyTemplates(limit: DocumentTemplate.countLimit)
            }
            return try tx.value(
                """
                INSERT INTO document_templates (space_id, name, content, changed_by, changed_at)
                VALUES (\(space), \(name), \(try content.storedJSON), \(user), \(now())) RETURNING id
                """)
        }
    }

    /// Papers issued from it stay as they are. Throws `NoRow`.
    public func remove(_ id: DocumentTemplate.ID, of space: Space.ID) async throws {
        try await database.write { tx in
            guard try tx.run("DELETE FROM document_templates WHERE id = \(id) AND space_id = \(space)") == 1 else {
                throw NoRow()
            }
        }
    }

    // MARK: - Papers

    /// Issues papers in one transaction. Throws `DocumentRefusal`.
    @discardableResult
    public func issue(_ issue: DocumentIssue, in space: Space.ID, by user: User.ID) async throws -> DocumentBatch.ID {
        try await database.write { [now] tx in try tx.issue(issue, in: space, by: user, at: now()) }
    }

    /// The papers of an organisation that fit, the newest first, and how many there are in all.
    public func register(of space: Space.ID, _ filter: RegisterFilter, limit: Int = 50) async throws
        -> (documents: [Document], count: Int)
    {
        try await database.read { tx in
            let ofKind: SQL = filter.kind.map { "AND kind = \($0)" } ?? ""
            let fitting: SQL = filter.key.isEmpty ? "" : "AND search_key LIKE \(filter.pattern) ESCAPE '!'"
            let places: SQL = "documents.space_id = \(space) \(ofKind) \(fitting)"
            let count = try tx.value(
                "SELECT count(*) FROM documents JOIN document_batches ON document_batches.id = batch_id WHERE \(places)",
                as: Int.self)
            let documents = try tx.all(
                """
                SELECT \(Document.columns) FROM documents JOIN document_batches ON document_batches.id = batch_id
                WHERE \(places) ORDER BY documents.id DESC LIMIT \(limit) OFFSET \(filter.offset)
                """
            ) { try Document($0) }
            return (documents, count)
        }
    }

    /// A person's own papers, the newest first.
    public func documents(of user: User.ID) async throws -> [Document] {
        try await database.read { tx in
            try tx.all(
                """
                SELECT \(Document.columns) FROM documents JOIN document_batches ON document_batches.id = batch_id
                WHERE holder_id = \(user) ORDER BY documents.id DESC
                """
            ) { try Document($0) }
        }
    }

    /// A paper for its holder's eyes, or for who issues papers there. Throws `NoRow` for everybody else.
    public func visit(_ id: Document.ID, by user: User.ID) async throws -> DocumentVisit {
        try await database.read { [now] tx in try tx.visit(id, by: user, at: now()) }
    }

    /// What the code on a paper says, to whoever has it; nil for any other code.
    public func check(_ typed: String) async throws -> Document? {
        guard let code = Document.checkCode(typed: typed) else { return nil }
        return try await database.read { tx in
            try tx.first(
                """
                SELECT \(Document.columns) FROM documents JOIN document_batches ON document_batches.id = batch_id
                WHERE check_code = \(code)
                """
            ) { try Document($0) }
        }
    }

    /// Declares a paper void, for good. Throws `DocumentRefusal`, `NoRow`.
    public func revoke(_ id: Document.ID, because reason: String, by user: User.ID) async throws {
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw DocumentRefusal.reasonMissing }
        guard reason.count <= Document.lineLimit else { throw DocumentRefusal.lineTooLong(limit: Document.lineLimit) }
        try await database.write { [now, revoked] tx in
            let visit = try tx.visit(id, by: user, at: now())
            guard visit.isIssuer else { throw NoRow() }
            let changed = try tx.run(
                """
                UPDATE documents SET revoked_at = \(now()), revoked_by = \(user), revocation = \(reason)
                WHERE id = \(id) AND revoked_at IS NULL
                """)
            guard changed == 1 else { throw DocumentRefusal.revokedAlready }
            try revoked(visit.document, user, now(), tx)
        }
    }

    /// Batches of an organisation, the newest first.
    public func batches(of space: Space.ID, limit: Int = 20) async throws -> [DocumentBatch] {
        try await database.read { try $0.batches("document_batches.space_id = \(space)", limit: limit) }
    }
}

/// A paper before somebody who may see it.
public struct DocumentVisit: Sendable {
    public var document: Document
    public var access: Access
    public var isHolder: Bool

    /// Who may found courses in the organisation issues its papers.
    public var isIssuer: Bool { access.allows(.createCourse) }
}

/// What is looked for in the register.
public struct RegisterFilter: Equatable, Sendable {
    /// A part of a number or of a name.
    public var text: String
    public var kind: Document.Kind?
    public var offset: Int

    public init(text: String = "", kind: Document.Kind? = nil, offset: Int = 0) {
        self.text = String(text.prefix(200))
        self.kind = kind
        self.offset = max(0, min(offset, 1_000_000))
    }

    var key: String { Document.searchKey(text) }

    var pattern: String {
        "%" + key.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_") + "%"
    }
}
