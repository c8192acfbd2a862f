import Accounts
public import Documents
import Spaces
import Storage

/// People of a contest to whom the same papers are given.
public struct RecipientGroup: Sendable {
    public enum Kind: String, CaseIterable, Sendable { case participants }

    public var kind: Kind
    public var recipients: [DocumentRecipient]
}

extension Transaction {
    /// Whom papers of the contest may be given to, group by group. Results add their places, and the jury itself, here.
    func recipientGroups(of contest: Contest.ID) throws -> [RecipientGroup] {
        let participants = try all(
            """
            SELECT users.id AS user_id, surname, given_name, patronymic, spaces.name AS organisation,
                nominations.title AS nomination
            FROM registrations JOIN users ON users.id = user_id
            LEFT JOIN spaces ON spaces.id = organisation_id LEFT JOIN nominations ON nominations.id = nomination_id
            WHERE registrations.contest_id = \(contest) AND state = \(Registration.State.admitted)
            ORDER BY users.sorting_key, users.id
            """
        ) { row in
            let name = PersonName(
                surname: try row["surname"], given: try row["given_name"], patronymic: try row["patronymic"])
            let (organisation, nomination): (String?, String?) = (try row["organisation"], try row["nomination"])
            return DocumentRecipient(
                user: try row["user_id"], name: name.full, organisation: organisation ?? "",
                nomination: nomination ?? "")
        }
        return [RecipientGroup(kind: .participants, recipients: participants)]
    }
}
