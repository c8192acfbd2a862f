public import Accounts
import Foundation
import Spaces
public import Storage

/// A line of the organiser's table.
public struct RegistrationEntry: Sendable {
    public var registration: Registration
    public var name: PersonName
    public var login: String
    /// The name of the organisation; nil when none is chosen yet.
    public var organisation: String?
    public var nomination: String?
}

extension Registrations {
    /// What is handed in, in the order of names; `state` alone where it is given. Drafts are their authors' own.
    public func entries(
        of contest: Contest.ID, in state: Registration.State? = nil
    ) async throws -> [RegistrationEntry] {
        try await database.read { tx in try tx.entries(of: contest, in: state) }
    }

    /// Throws `NoRow` when it is no registration of the contest, or nobody has handed it in.
    public func entry(_ id: Registration.ID, of contest: Contest.ID) async throws -> RegistrationEntry {
        try await database.read { tx in
            guard let entry = try tx.entries(of: contest, only: id).first else { throw NoRow() }
            return entry
        }
    }

    /// Admits those of `ids` who are waiting for it; others are passed over. Each gets a blind code. Answers with how
    /// many were admitted.
    @discardableResult
    public func admit(_ ids: [Registration.ID], to contest: Contest.ID, by organiser: User.ID) async throws -> Int {
        try await database.write { [now] tx in
            let waiting = try Set(ids).sorted().map { try tx.registration($0, of: contest) }.filter {
                $0.state == .submitted
            }
            for registration in waiting {
                try tx.move(registration, to: .admitted, reason: nil, by: organiser, at: now())
            }
            return waiting.count
        }
    }

    /// Rejects, disqualifies or admits again, one person. Both of the former need a reason, which the entrant reads.
    /// Throws `Registration.Refusal`, and `NoRow` for a registration of another contest.
    public func decide(
        _ id: Registration.ID, of contest: Contest.ID, _ state: Registration.State, reason: String,
        by organiser: User.ID
    ) async throws {
        let reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        if state != .admitted {
            guard !reason.isEmpty else { throw Registration.Refusal.reasonMissing }
            guard reason.count <= Registration.letterLimit else {
                throw Registration.Refusal.reasonTooLong(limit: Registration.letterLimit)
            }
        }
        try await database.write { [now] tx in
            let registration = try tx.registration(id, of: contest)
            try tx.move(registration, to: state, reason: state == .admitted ? nil : reason, by: organiser, at: now())
        }
    }
}

extension Transaction {
    /// Throws `NoRow` for a registration of another contest and for a draft.
    func registration(_ id: Registration.ID, of contest: Contest.ID) throws -> Registration {
        try one(
            """
            SELECT \(Registration.columns) FROM registrations
            WHERE id = \(id) AND contest_id = \(contest) AND state <> 'draft'
            """
        ) { try Registration($0) }
    }

    /// Takes the registration to `state` with its line in the log. Who is admitted for the first time gets a code.
    func move(
        _ registration: Registration, to state: Registration.State, reason: String?, by actor: User.ID,
        at instant: Date
    ) throws {
        guard try contest(registration.contest).state(at: instant) != .closed else { throw Registration.Refusal.over }
        try registration.check(becoming: state)
        var code = registration.code
        if state == .admitted, code == nil {
            let taken: [String] = try all(
                "SELECT code FROM registrations WHERE contest_id = \(registration.contest) AND code IS NOT NULL"
            ) { try $0["code"] }
            var generator = SystemRandomNumberGenerator()
            code = BlindCode.issue(besides: Set(taken), using: &generator)
        }
        try run(
            """
            UPDATE registrations SET state = \(state), reason = \(reason), code = \(code)
            WHERE id = \(registration.id)
            """)
        guard let event = ContestEvent(state) else { return }
        let receipt = registration.receipt ?? ""
        // The reason may tell of a person; the log, which nobody can take anything out of, only says that there is one.
        try log(event, ["receipt": receipt], of: registration.contest, by: actor, at: instant)
    }

    func entries(
        of contest: Contest.ID, in state: Registration.State? = nil, only id: Registration.ID? = nil
    ) throws -> [RegistrationEntry] {
        let states = state.map { [$0] } ?? Registration.State.allCases.filter { $0 != .draft }
        let one: SQL = id.map { "AND registrations.id = \($0)" } ?? ""
        return try all(
            """
            SELECT \(Registration.columns), login, surname, given_name, patronymic, spaces.name AS organisation,
                nominations.title AS nomination
            FROM registrations JOIN users ON users.id = registrations.user_id
            LEFT JOIN spaces ON spaces.id = organisation_id LEFT JOIN nominations ON nominations.id = nomination_id
            WHERE registrations.contest_id = \(contest) AND state IN (\(states)) AND state <> 'draft' \(one)
            ORDER BY users.sorting_key, users.id
            """
        ) { row in
            RegistrationEntry(
                registration: try Registration(row), name: try PersonName(row), login: try row["login"],
                organisation: try row["organisation"], nomination: try row["nomination"])
        }
    }
}

extension ContestEvent {
    /// Nil for a draft, which the log does not know.
    init?(_ state: Registration.State) {
        switch state {
        case .draft: return nil
        case .submitted: self = .registrationSubmitted
        case .admitted: self = .registrationAdmitted
        case .rejected: self = .registrationRejected
        case .withdrawn: self = .registrationWithdrawn
        case .disqualified: self = .registrationDisqualified
        }
    }
}
