import Foundation
public import Storage

/// A batch as it is stored: enough to tell its editions apart without setting a sheet.
struct PrintableBatch {
    var issuer: String
    var occasion: String
    var dated: String
    /// `TemplateContent` as JSON.
    var content: String
    var papers: [Paper]

    struct Paper {
        var number: String
        var checkCode: String
        /// `DocumentRecipient` as JSON.
        var fields: String
        var isValid: Bool
    }

    /// The valid papers in the order of their numbers, by `size`. A revoked one leaves its part and moves no other.
    func parts(of size: Int) -> [[Paper]] {
        stride(from: 0, to: papers.count, by: size).map { start in
            papers[start..<min(start + size, papers.count)].filter(\.isValid)
        }.filter { !$0.isEmpty }
    }

    /// What decides how `papers` look, as one digest: the same edition is the same file.
    func edition(of papers: [Paper], title: String, site: String, by printer: DocumentPrinter) -> String {
        var text = ""
        func add(_ line: String) { text += "\(line.utf8.count):\(line)\n" }
        for line in [printer.edition, title, site, issuer, occasion, dated, content] { add(line) }
        for paper in papers {
            for line in [paper.number, paper.checkCode, paper.fields] { add(line) }
        }
        return text.sha256
    }

    func sheets(_ papers: [Paper], site: String) throws -> [DocumentSheet] {
        let decoder = JSONDecoder()
        let content = try decoder.decode(TemplateContent.self, from: Data(content.utf8))
        return try papers.map { paper in
            DocumentSheet(
                content: content, recipient: try decoder.decode(DocumentRecipient.self, from: Data(paper.fields.utf8)),
                issuer: issuer, occasion: occasion, dated: dated, number: paper.number,
                printedCode: Document.printed(paper.checkCode), checkAddress: "\(site)/check/\(paper.checkCode)")
        }
    }
}

extension Transaction {
    /// The batch with all its papers, or with one. Throws `NoRow`.
    func printable(_ batch: DocumentBatch.ID, only document: Document.ID? = nil) throws -> PrintableBatch {
        let one: SQL = document.map { "AND id = \($0)" } ?? ""
        let papers = try all(
            """
            SELECT number, check_code, fields, revoked_at FROM documents WHERE batch_id = \(batch) \(one) ORDER BY id
            """
        ) { row in
            let revokedAt: Date? = try row["revoked_at"]
            return PrintableBatch.Paper(
                number: try row["number"], checkCode: try row["check_code"], fields: try row["fields"],
                isValid: revokedAt == nil)
        }
        return try self.one("SELECT issuer, occasion, dated, content FROM document_batches WHERE id = \(batch)") {
            row in
            PrintableBatch(
                issuer: try row["issuer"], occasion: try row["occasion"], dated: try row["dated"],
                content: try row["content"], papers: papers)
        }
    }

    /// What has been printed of `editions`, by edition.
    func files(of editions: [String]) throws -> [String: PrintedFile] {
        let rows = try all("SELECT edition, digest, size FROM document_files WHERE edition IN (\(editions))") { row in
            (try row["edition"] as String, PrintedFile(digest: try row["digest"], size: try row["size"]))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Whoever else printed the same in the meantime loses nothing.
    func keep(_ file: PrintedFile, as edition: String, of batch: DocumentBatch.ID, at instant: Date) throws {
        try run(
            """
            INSERT INTO document_files (edition, batch_id, digest, size, made_at)
            VALUES (\(edition), \(batch), \(file.digest), \(file.size), \(instant))
            ON CONFLICT (edition) DO UPDATE SET digest = \(file.digest), size = \(file.size), made_at = \(instant)
            """)
    }

    /// Every digest of what was printed, for the integrity check and the backup.
    public func printedDigests() throws -> Set<Digest> {
        Set(try all("SELECT DISTINCT digest FROM document_files") { try $0["digest"] })
    }
}
