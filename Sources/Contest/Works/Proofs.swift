public import Accounts
public import Foundation
import Spaces
public import Storage

/// Checking what entrants sent to prove their tasks.
extension Works {
    public func queue(
        of contest: Contest.ID, showing state: TaskProof.State = .waiting
    ) async throws -> ProofQueue {
        try await database.read { tx in
            var counts: [TaskProof.State: Int] = [:]
            try tx.forEach(
                """
                SELECT contest_proofs.state AS state, count(*) AS proofs FROM contest_proofs
                JOIN registrations ON registrations.id = registration_id
                WHERE contest_id = \(contest) AND registrations.state = \(Registration.State.admitted)
                GROUP BY contest_proofs.state
                """
            ) { row in counts[try row["state"]] = try row["proofs"] }
            var rows = try tx.all(
                """
                SELECT \(WorkVersion.columns), contest_proofs.state AS proof_state, comment, checked_at, surname,
                    given_name, patronymic, stages.title AS stage_title, service
                FROM contest_proofs JOIN contest_works ON contest_works.id = work_id
                JOIN contest_tasks ON contest_tasks.id = contest_proofs.task_id
                JOIN stages ON stages.id = contest_tasks.stage_id
                JOIN registrations ON registrations.id = contest_proofs.registration_id
                JOIN users ON users.id = registrations.user_id
                WHERE stages.contest_id = \(contest) AND contest_proofs.state = \(state)
                    AND registrations.state = \(Registration.State.admitted)
                ORDER BY sent_at, contest_works.id LIMIT \(ProofQueue.limit)
                """
            ) { row in
                let version = try WorkVersion(row)
                return ProofRow(
                    key: ProofKey(registration: version.registration, task: try row["task_id"]),
                    name: try PersonName(row), stage: try row["stage_title"], service: try row["service"],
                    proof: TaskProof(
                        state: try row["proof_state"], comment: try row["comment"], checkedAt: try row["checked_at"]),
                    version: version)
            }
            let versions = try tx.withFiles(rows.map(\.version))
            for place in rows.indices { rows[place].version = versions[place] }
            return ProofQueue(shown: state, rows: rows, counts: counts)
        }
    }

    /// Accepts waiting or returned proofs at one instant, by which they may be reopened together. Answers how many;
    /// forged and accepted ones are passed over. Throws `ProofRefusal`.
    @discardableResult
    public func accept(
        _ keys: [ProofKey], in contest: Contest.ID, by organiser: User.ID
    ) async throws -> (count: Int, instant: Date) {
        guard !keys.isEmpty else { throw ProofRefusal.nothingChosen }
        return try await database.write { [now] tx in
            let instant = now()
            let accepted = try Set(keys).sorted { $0.description < $1.description }.filter { key in
                try tx.check(key, in: contest, as: .accepted, from: [.waiting, .returned], by: organiser, at: instant)
            }
            if !accepted.isEmpty {
                try tx.log(
                    .proofAccepted, ["proofs": accepted.map(\.description)], of: contest, by: organiser, at: instant)
            }
            return (accepted.count, instant)
        }
    }

    /// Throws `ProofRefusal`; `NoRow` for a proof of another contest.
    public func giveBack(
        _ key: ProofKey, saying comment: String, in contest: Contest.ID, by organiser: User.ID
    ) async throws {
        let comment = comment.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !comment.isEmpty else { throw ProofRefusal.commentMissing }
        guard comment.count <= TaskProof.commentLimit else {
            throw ProofRefusal.commentTooLong(limit: TaskProof.commentLimit)
        }
        try await database.write { [now] tx in
            guard
                try tx.check(
                    key, in: contest, as: .returned, comment, from: TaskProof.State.allCases, by: organiser, at: now())
            else { throw NoRow() }
            try tx.log(
                .proofReturned, ["proof": key.description, "comment": comment], of: contest, by: organiser, at: now())
        }
    }

    /// How many proofs the organiser accepted at `instant` that are still accepted.
    public func accepted(at instant: Date, in contest: Contest.ID, by organiser: User.ID) async throws -> Int {
        try await database.read { tx in try tx.acceptedProofs(at: instant, in: contest, by: organiser).count }
    }

    /// Makes the organiser's own acceptance of `instant` undone: the proofs wait again.
    public func reopen(acceptedAt instant: Date, in contest: Contest.ID, by organiser: User.ID) async throws {
        try await database.write { [now] tx in
            let keys = try tx.acceptedProofs(at: instant, in: contest, by: organiser)
            for key in keys {
                _ = try tx.check(key, in: contest, as: .waiting, from: [.accepted], by: nil, at: nil)
            }
            guard !keys.isEmpty else { return }
            try tx.log(
                .proofReopened, ["proofs": keys.map(\.description)], of: contest, by: organiser, at: now())
        }
    }
}

extension Transaction {
    /// Changes the state of one proof of the contest; answers whether there was one to change.
    fileprivate func check(
        _ key: ProofKey, in contest: Contest.ID, as state: TaskProof.State, _ comment: String = "",
        from states: [TaskProof.State], by organiser: User.ID?, at instant: Date?
    ) throws -> Bool {
        try run(
            """
            UPDATE contest_proofs SET state = \(state), comment = \(comment), checked_by = \(organiser),
                checked_at = \(instant)
            WHERE registration_id = \(key.registration) AND task_id = \(key.task) AND state IN (\(states))
                AND EXISTS (SELECT 1 FROM registrations WHERE id = registration_id AND contest_id = \(contest))
            """) == 1
    }

    fileprivate func acceptedProofs(
        at instant: Date, in contest: Contest.ID, by organiser: User.ID
    ) throws -> [ProofKey] {
        try all(
            """
            SELECT registration_id, task_id FROM contest_proofs
            JOIN registrations ON registrations.id = registration_id
            WHERE contest_id = \(contest) AND checked_by = \(organiser) AND checked_at = \(instant)
                AND contest_proofs.state = \(TaskProof.State.accepted) ORDER BY registration_id, task_id
            """
        ) { ProofKey(registration: try $0["registration_id"], task: try $0["task_id"]) }
    }
}
