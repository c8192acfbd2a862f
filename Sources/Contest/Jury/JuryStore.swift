import Accounts
import Foundation
import Storage

extension Juror {
    static let columns: SQL = """
        jurors.id AS juror_id, jurors.contest_id AS juror_contest, jurors.user_id AS juror_user,
        jurors.state AS juror_state, is_chair, capacity, invited_at, answered_at, declared_at,
        jurors.reason AS juror_reason, surname, given_name, patronymic
        """

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["juror_id"], contest: try row["juror_contest"], user: try row["juror_user"],
            name: PersonName(
                surname: try row["surname"], given: try row["given_name"], patronymic: try row["patronymic"]),
            state: try row["juror_state"], isChair: try row["is_chair"], capacity: try row["capacity"],
            invitedAt: try row["invited_at"], answeredAt: try row["answered_at"], declaredAt: try row["declared_at"],
            reason: try row["juror_reason"])
    }
}

extension Transaction {
    func juror(of user: User.ID, in contest: Contest.ID) throws -> Juror? {
        try first(
            """
            SELECT \(Juror.columns) FROM jurors JOIN users ON users.id = jurors.user_id
            WHERE contest_id = \(contest) AND user_id = \(user)
            """
        ) { try Juror($0) }
    }

    /// A juror of this contest. Throws `NoRow` when there is none.
    func juror(_ id: Juror.ID, in contest: Contest.ID) throws -> Juror {
        try one(
            """
            SELECT \(Juror.columns) FROM jurors JOIN users ON users.id = jurors.user_id
            WHERE jurors.id = \(id) AND contest_id = \(contest)
            """
        ) { try Juror($0) }
    }

    /// In the order of the alphabet.
    func jurors(of contest: Contest.ID) throws -> [Juror] {
        try all(
            """
            SELECT \(Juror.columns) FROM jurors JOIN users ON users.id = jurors.user_id
            WHERE contest_id = \(contest) ORDER BY sorting_key, jurors.id
            """
        ) { try Juror($0) }
    }
}
