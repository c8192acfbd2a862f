public import Accounts
public import Documents
public import Foundation
import Spaces
public import Storage

/// Papers of a contest: diplomas, certificates, letters of thanks to the people who made it.
public struct ContestDocuments: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    public func recipients(of contest: Contest.ID) async throws -> [RecipientGroup] {
        try await database.read { try $0.recipientGroups(of: contest) }
    }

    /// What has been issued for the contest, the newest first.
    public func batches(of contest: Contest.ID) async throws -> [DocumentBatch] {
        try await database.read { tx in
            try tx.batches(
                "document_batches.id IN (SELECT batch_id FROM contest_papers WHERE contest_id = \(contest))", limit: 100
            )
        }
    }

    /// Issues one paper for each of `people` in the group, or one that lists them all, and writes it in the contest's log.
    /// Who is not in the group gets none. A rehearsal issues nothing. Throws `DocumentRefusal`, `NoRow`.
    @discardableResult
    public func issue(
        _ paper: ContestPaper, to people: Set<User.ID>, in group: RecipientGroup.Kind, of contest: Contest.ID,
        by organiser: User.ID
    ) async throws -> DocumentBatch.ID {
        try await database.write { [now] tx in
            let held = try tx.contest(contest)
            guard try tx.access(of: organiser, to: held.space, at: now()).allows(.createCourse), !held.isRehearsal
            else {
                throw NoRow()
            }
            let groups = try tx.recipientGroups(of: contest)
            var recipients = (groups.first { $0.kind == group }?.recipients ?? []).filter { recipient in
                recipient.user.map(people.contains) ?? false
            }
            for place in recipients.indices {
                recipients[place].award = paper.award
                if !paper.place.isEmpty { recipients[place].place = paper.place }
            }
            if paper.content.kind.listsPeople, !recipients.isEmpty {
                let rows = recipients.enumerated().map { ["\($0 + 1)", $1.name, $1.organisation, $1.nomination] }
                recipients = [DocumentRecipient(name: "", place: paper.place, award: paper.award, rows: rows)]
            }
            let batch = try tx.issue(
                DocumentIssue(
                    content: paper.content, series: paper.series, occasion: paper.occasion, dated: paper.dated,
                    recipients: recipients), in: held.space, by: organiser, at: now())
            try tx.run("INSERT INTO contest_papers (contest_id, batch_id) VALUES (\(contest), \(batch))")
            try tx.log(
                .documentsIssued,
                ["batch": "\(batch)", "kind": paper.content.kind.rawValue, "count": "\(recipients.count)"],
                of: contest, by: organiser, at: now())
            return batch
        }
    }

    /// Writes in the contest's log that a paper of it was revoked; the papers of others are no concern of it.
    public static let logRevocation: Documents.Revoked = { document, actor, instant, tx in
        let contest: Contest.ID? = try tx.first(
            "SELECT contest_id FROM contest_papers WHERE batch_id = \(document.batch)"
        ) { try $0["contest_id"] }
        guard let contest else { return }
        try tx.log(
            .documentRevoked, ["batch": "\(document.batch)", "number": document.number], of: contest, by: actor,
            at: instant)
    }
}

/// What papers of a contest say besides the people's names.
public struct ContestPaper: Sendable {
    public var content: TemplateContent
    public var series: String
    public var occasion: String
    public var dated: String
    public var place: String
    public var award: String

    public init(
        content: TemplateContent, series: String, occasion: String, dated: String, place: String, award: String
    ) {
        self.content = content
        self.series = series
        self.occasion = occasion
        self.dated = dated
        self.place = place
        self.award = award
    }
}
