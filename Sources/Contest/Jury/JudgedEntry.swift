public import Accounts
public import Spaces
public import Storage

/// An entrant as those who lead the jury meet them.
public struct JudgedEntry: Equatable, Sendable, Identifiable {
    public let id: Registration.ID
    public var user: User.ID
    public var state: Registration.State
    public var name: PersonName
    public var organisation: Space.ID?
    public var organisationName: String?
    /// «К-017», or what else tells entries apart without names.
    public var code: String

    init(_ row: borrowing Row) throws {
        id = try row["registration_id"]
        user = try row["user_id"]
        state = try row["state"]
        name = PersonName(
            surname: try row["surname"], given: try row["given_name"], patronymic: try row["patronymic"])
        organisation = try row["organisation_id"]
        organisationName = try row["organisation"]
        let (code, receipt): (String?, String?) = (try row["code"], try row["receipt"])
        self.code = code ?? receipt ?? "№ \(id)"
    }
}

extension JudgedEntry {
    /// How a juror meets the entry.
    public func shown(isBlind: Bool) -> String { isBlind ? code : name.full }
}

extension Transaction {
    /// Registrations with the people and organisations behind them, in the order of their numbers or as asked for.
    func entries(where condition: SQL, order: SQL = "registrations.id") throws -> [JudgedEntry] {
        try all(
            """
            SELECT registrations.id AS registration_id, user_id, state, organisation_id, code, receipt, surname, given_name,
                patronymic, spaces.name AS organisation
            FROM registrations JOIN users ON users.id = user_id
            LEFT JOIN spaces ON spaces.id = organisation_id
            WHERE \(condition) ORDER BY \(order)
            """
        ) { try JudgedEntry($0) }
    }

    /// Everybody whose work a juror may meet, those who asked to take part included; in the order of the alphabet.
    func entrants(of contest: Contest.ID) throws -> [JudgedEntry] {
        try entries(
            where: """
                contest_id = \(contest)
                    AND state IN (\(Registration.State.submitted), \(Registration.State.admitted))
                """,
            order: "users.sorting_key, user_id")
    }
}

/// A juror and an entry.
public struct JuryPair: Hashable, Sendable {
    public var registration: Registration.ID
    public var juror: Juror.ID

    public init(_ registration: Registration.ID, _ juror: Juror.ID) {
        (self.registration, self.juror) = (registration, juror)
    }
}
