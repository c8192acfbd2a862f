public import Accounts
public import Foundation
public import Spaces
public import Storage

/// Registration for contests: by teachers, and what organisers decide of it.
public struct Registrations: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Where the person teaches: organisations that gave them a teacher's role, and those whose courses they teach.
    public func organisations(of user: User.ID) async throws -> [Space] {
        try await database.read { [now] tx in try tx.spaces(try tx.teachingPlaces(of: user, at: now())) }
    }

    /// Keeps what is filled in so far; it binds nobody. Throws `Registration.Refusal`.
    public func keep(_ form: RegistrationForm, of user: User.ID, for contest: Contest.ID) async throws {
        let form = try form.checked()
        try await database.write { [now] tx in
            let (contest, organisations) = try tx.openRegistration(of: user, for: contest, at: now())
            let known = try tx.registration(of: user, in: contest.id)
            if let known, known.state != .draft { throw Registration.Refusal.wrongState(known.state) }
            var form = form
            form.organisation = form.organisation.flatMap { organisations.contains($0) ? $0 : nil }
            form.nomination = try tx.known(form.nomination, of: contest.id)
            try tx.store(form, of: user, for: contest.id, state: .draft)
        }
    }

    /// Hands the registration in. A second time, as a double click sends it, changes what is filled in and keeps the
    /// receipt. Throws `Registration.Refusal`.
    @discardableResult
    public func submit(
        _ form: RegistrationForm, of user: User.ID, for contest: Contest.ID
    ) async throws -> Registration {
        let form = try form.checked()
        return try await database.write { [now] tx in
            let instant = now()
            let (contest, organisations) = try tx.openRegistration(of: user, for: contest, at: instant)
            let known = try tx.registration(of: user, in: contest.id)
            try form.checkComplete(
                organisations: organisations, nominations: try tx.nominations(of: contest.id).map(\.id))
            if let known, known.state != .submitted {
                guard known.state != .admitted else { throw Registration.Refusal.alreadyRegistered }
                try known.check(becoming: .submitted)
            }
            try tx.store(form, of: user, for: contest.id, state: .submitted)
            let receipt = try known?.receipt ?? tx.nextReceipt(contest.receiptPrefix(at: instant))
            try tx.run(
                """
                UPDATE registrations SET receipt = \(receipt), consented_at = \(instant), reason = NULL,
                    submitted_at = \(known?.state == .submitted ? known?.submittedAt : instant)
                WHERE contest_id = \(contest.id) AND user_id = \(user)
                """)
            if known?.state != .submitted {
                try tx.log(.registrationSubmitted, ["receipt": receipt], of: contest.id, by: user, at: instant)
            }
            guard let registration = try tx.registration(of: user, in: contest.id) else { throw NoRow() }
            return registration
        }
    }

    /// The entrant goes; until registration closes they may come back. Throws `Registration.Refusal`.
    public func withdraw(_ user: User.ID, from contest: Contest.ID) async throws {
        try await database.write { [now] tx in
            guard let registration = try tx.registration(of: user, in: contest) else { throw NoRow() }
            if registration.state == .withdrawn { return }
            try tx.move(registration, to: .withdrawn, reason: nil, by: user, at: now())
        }
    }
}

extension Transaction {
    /// The contest that registers now and where the person teaches. Throws `Registration.Refusal`, `NoRow`.
    fileprivate func openRegistration(
        of user: User.ID, for id: Contest.ID, at instant: Date
    ) throws -> (Contest, organisations: [Space.ID]) {
        let contest = try contest(id)
        guard !contest.isRehearsal else { throw NoRow() }
        let organisations = try teachingPlaces(of: user, at: instant)
        if let refusal = contest.refusal(ofTeacherOf: organisations, at: instant) { throw refusal }
        return (contest, organisations)
    }

    fileprivate func known(_ nomination: Nomination.ID?, of contest: Contest.ID) throws -> Nomination.ID? {
        try nominations(of: contest).first { $0.id == nomination }?.id
    }

    fileprivate func store(
        _ form: RegistrationForm, of user: User.ID, for contest: Contest.ID, state: Registration.State
    ) throws {
        try run(
            """
            INSERT INTO registrations (contest_id, user_id, state, organisation_id, nomination_id, position, subject, letter)
            VALUES (\(contest), \(user), \(state), \(form.organisation), \(form.nomination), \(form.position),
                \(form.subject), \(form.letter))
            ON CONFLICT (contest_id, user_id) DO UPDATE SET state = excluded.state,
                organisation_id = excluded.organisation_id, nomination_id = excluded.nomination_id,
                position = excluded.position, subject = excluded.subject, letter = excluded.letter
            """)
    }

    /// The next of the receipts that begin with `prefix`, «ДУ-2026-0017».
    func nextReceipt(_ prefix: String) throws -> String {
        let given: [String] = try all("SELECT receipt FROM registrations WHERE receipt LIKE \(prefix + "%")") {
            try $0["receipt"]
        }
        let digits = "\((given.compactMap { Int($0.dropFirst(prefix.count)) }.max() ?? 0) + 1)"
        return prefix + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Organisations that gave the person a teacher's role, and those whose courses they teach.
    func teachingPlaces(of user: User.ID, at instant: Date) throws -> [Space.ID] {
        let roles: [Role] = [.author, .tutor, .head, .methodist, .administrator]
        return try all(
            """
            SELECT DISTINCT CASE WHEN spaces.kind = 'course' THEN spaces.parent_id ELSE spaces.id END AS place
            FROM memberships JOIN spaces ON spaces.id = memberships.space_id
            WHERE user_id = \(user) AND role IN (\(roles)) AND (until IS NULL OR until > \(instant))
                AND (spaces.kind <> 'course' OR spaces.parent_id IS NOT NULL)
            ORDER BY place
            """
        ) { try $0["place"] }
    }
}
