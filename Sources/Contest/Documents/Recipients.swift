import Accounts
public import Documents
import Spaces
import Storage

/// People of a contest to whom the same papers are given.
public struct RecipientGroup: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Everybody admitted.
        case participants
        /// Who passed to the final, with their places in it once they are published.
        case finalists
        /// With their places in their nominations.
        case laureates
        case jurors
    }

    public var kind: Kind
    public var recipients: [DocumentRecipient]
}

extension Transaction {
    /// Whom papers of the contest may be given to, group by group; groups of results are empty before these are published.
    /// Six queries.
    func recipientGroups(of contest: Contest.ID) throws -> [RecipientGroup] {
        let stages = try stages(of: contest)
        let published = try published(of: contest)
        let final = stages.last { $0.isJudged }
        let passing = final.flatMap { stages.passing(before: $0.id, published) } ?? []
        let table = published.last { $0.stage == final?.id && $0.kind != .shortlist }?.table
        let rows = Dictionary(
            (table?.rows ?? []).map { ($0.registration, $0) }, uniquingKeysWith: { first, _ in first })
        let entrants = try entrantRecipients(of: contest)
        func group(
            _ kind: RecipientGroup.Kind, _ chosen: (Registration.ID) -> Bool,
            _ place: (ResultTable.Row) -> ResultTable.Places?
        )
            -> RecipientGroup
        {
            RecipientGroup(
                kind: kind,
                recipients: entrants.filter { chosen($0.registration) }.map { entrant in
                    var recipient = entrant.recipient
                    // Papers speak Russian, as the words between their braces do.
                    recipient.place = rows[entrant.registration].flatMap(place).map { "\($0.text) место" } ?? ""
                    return recipient
                })
        }
        return [
            group(.participants, { _ in true }, { _ in nil }),
            group(.finalists, passing.contains, \.places),
            group(.laureates, { rows[$0]?.isLaureate == true }, \.nominationPlaces),
            RecipientGroup(kind: .jurors, recipients: try jurorRecipients(of: contest)),
        ]
    }

    private func entrantRecipients(
        of contest: Contest.ID
    ) throws -> [(registration: Registration.ID, recipient: DocumentRecipient)] {
        try all(
            """
            SELECT registrations.id AS id, users.id AS user_id, surname, given_name, patronymic,
                spaces.name AS organisation, nominations.title AS nomination
            FROM registrations JOIN users ON users.id = user_id
            LEFT JOIN spaces ON spaces.id = organisation_id LEFT JOIN nominations ON nominations.id = nomination_id
            WHERE registrations.contest_id = \(contest) AND state = \(Registration.State.admitted)
            ORDER BY users.sorting_key, users.id
            """
        ) { row in
            let (organisation, nomination): (String?, String?) = (try row["organisation"], try row["nomination"])
            let recipient = DocumentRecipient(
                user: try row["user_id"], name: try PersonName(row).full, organisation: organisation ?? "",
                nomination: nomination ?? "")
            return (try row["id"], recipient)
        }
    }

    /// Who accepted the invitation, with the organisation of their oldest membership.
    private func jurorRecipients(of contest: Contest.ID) throws -> [DocumentRecipient] {
        try all(
            """
            SELECT users.id AS user_id, surname, given_name, patronymic,
                (SELECT spaces.name FROM memberships JOIN spaces ON spaces.id = memberships.space_id
                    WHERE memberships.user_id = users.id AND spaces.kind = \(Space.Kind.organisation)
                    ORDER BY since, spaces.id LIMIT 1) AS organisation
            FROM jurors JOIN users ON users.id = user_id
            WHERE contest_id = \(contest) AND state = \(Juror.State.accepted)
            ORDER BY users.sorting_key, users.id
            """
        ) { row in
            let organisation: String? = try row["organisation"]
            return DocumentRecipient(
                user: try row["user_id"], name: try PersonName(row).full, organisation: organisation ?? "")
        }
    }
}
