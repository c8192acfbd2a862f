public import Accounts
public import Foundation
public import Spaces
public import Storage

extension Document {
    static let columns: SQL = """
        documents.id AS document_id, batch_id, documents.space_id AS document_space, kind, number, holder_id,
        holder_name, issuer, occasion, dated, issued_at, check_code, revoked_at, revocation
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["document_id"], batch: try row["batch_id"], space: try row["document_space"],
            kind: try row["kind"], number: try row["number"], holder: try row["holder_id"],
            holderName: try row["holder_name"], issuer: try row["issuer"], occasion: try row["occasion"],
            dated: try row["dated"], issuedAt: try row["issued_at"], checkCode: try row["check_code"],
            revokedAt: try row["revoked_at"], revocation: try row["revocation"])
    }

    /// Case and ё do not matter to a search.
    static func searchKey(_ text: String) -> String {
        text.trimmed.lowercased().replacing("ё", with: "е")
    }
}

extension DocumentIssue {
    /// Trimmed, or why it cannot be issued.
    func checked() throws(DocumentRefusal) -> DocumentIssue {
        var issue = self
        issue.content = try content.checked()
        issue.series = series.trimmed
        issue.occasion = occasion.trimmed
        issue.dated = dated.trimmed
        guard !issue.series.isEmpty else { throw .seriesMissing }
        guard issue.series.count <= Self.seriesLimit else { throw .seriesTooLong(limit: Self.seriesLimit) }
        guard !issue.occasion.isEmpty else { throw .occasionMissing }
        guard !issue.dated.isEmpty else { throw .dateMissing }
        guard !recipients.isEmpty else { throw .noRecipients }
        guard recipients.count <= Document.batchLimit else { throw .tooManyRecipients(limit: Document.batchLimit) }
        for recipient in recipients {
            guard recipient.rows.count <= Document.rowLimit else { throw .tooManyRecipients(limit: Document.rowLimit) }
            let lines = [
                recipient.name, recipient.organisation, recipient.place, recipient.nomination, recipient.award,
            ]
            let longest =
                (lines + recipient.rows.flatMap { $0 } + [issue.occasion, issue.dated]).map(\.count).max() ?? 0
            guard longest <= Document.lineLimit else { throw .lineTooLong(limit: Document.lineLimit) }
        }
        return issue
    }
}

extension Transaction {
    /// Numbers and issues papers; the numbers follow each other whoever else issues at the same time. Throws
    /// `DocumentRefusal`.
    public func issue(
        _ issue: DocumentIssue, in space: Space.ID, by user: User.ID, at instant: Date
    ) throws -> DocumentBatch.ID {
        let issue = try issue.checked()
        let issuer = try self.space(space).name
        let batch: DocumentBatch.ID = try value(
            """
            INSERT INTO document_batches (space_id, kind, issuer, occasion, content, dated, issued_by, issued_at)
            VALUES (\(space), \(issue.content.kind), \(issuer), \(issue.occasion), \(try issue.content.storedJSON),
                \(issue.dated), \(user), \(instant)) RETURNING id
            """)
        let count = issue.recipients.count
        let last: Int = try value(
            """
            INSERT INTO document_series (space_id, series, given) VALUES (\(space), \(issue.series), \(count))
            ON CONFLICT (space_id, series) DO UPDATE SET given = document_series.given + \(count) RETURNING given
            """)
        for (place, recipient) in issue.recipients.enumerated() {
            let serial = String(last - count + place + 1)
            let number = issue.series + "/" + String(repeating: "0", count: max(0, 4 - serial.count)) + serial
            let key = Document.searchKey(number + " " + recipient.name)
            try run(
                """
                INSERT INTO documents (batch_id, space_id, number, holder_id, holder_name, search_key, fields, check_code)
                VALUES (\(batch), \(space), \(number), \(recipient.user), \(recipient.name), \(key),
                    \(try recipient.storedJSON), \(Hashing.code(length: 16)))
                """)
        }
        return batch
    }

    /// Batches that meet `condition`, the newest first, with their first and last numbers.
    public func batches(_ condition: SQL, limit: Int) throws -> [DocumentBatch] {
        try all(
            """
            SELECT document_batches.id AS batch_id, document_batches.space_id AS batch_space, kind, occasion, issued_at,
                (SELECT count(*) FROM documents WHERE batch_id = document_batches.id) AS papers,
                (SELECT number FROM documents WHERE batch_id = document_batches.id ORDER BY id LIMIT 1) AS first_number,
                (SELECT number FROM documents WHERE batch_id = document_batches.id ORDER BY id DESC LIMIT 1)
                    AS last_number
            FROM document_batches WHERE \(condition) ORDER BY document_batches.id DESC LIMIT \(limit)
            """
        ) { row in
            let numbers: [String] = [try row["first_number"], try row["last_number"]]
            return DocumentBatch(
                id: try row["batch_id"], space: try row["batch_space"], kind: try row["kind"],
                occasion: try row["occasion"], issuedAt: try row["issued_at"],
                numbers: numbers[0] == numbers[1] ? [numbers[0]] : numbers, count: try row["papers"])
        }
    }
}

extension Transaction {
    func visit(_ id: Document.ID, by user: User.ID, at instant: Date) throws -> DocumentVisit {
        let document = try one(
            """
            SELECT \(Document.columns) FROM documents JOIN document_batches ON document_batches.id = batch_id
            WHERE documents.id = \(id)
            """
        ) { try Document($0) }
        let access = try access(of: user, to: document.space, at: instant)
        let visit = DocumentVisit(document: document, access: access, isHolder: document.holder == user)
        guard visit.isHolder || visit.isIssuer else { throw NoRow() }
        return visit
    }
}
