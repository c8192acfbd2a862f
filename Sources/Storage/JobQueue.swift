public import Foundation

/// Work that outlives a restart, done at least once.
public struct Job: Equatable, Sendable, Identifiable {
    public typealias ID = Identifier<Job>

    public enum State: String, CaseIterable, Sendable, ColumnValue { case waiting, done, dead }

    public let id: ID
    public var kind: String
    public var payload: String
    public var state: State
    public var runAt: Date
    /// Times it was begun.
    public var attempts: Int
    public var lastError: String?
}

/// A persisted queue. A job is claimed for a lease; a dead owner's job comes back when its lease ends, so handlers must
/// bear running twice.
public struct JobQueue: Sendable {
    /// After so many failures a job is dead until somebody retries it by hand.
    public static let attemptLimit = 12
    static let longestDelay: TimeInterval = 3600

    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Puts a job in the queue inside the caller's transaction: it exists if and only if the rest does.
    @discardableResult
    public func enqueue(_ kind: String, payload: String, runAt: Date, in tx: Transaction) throws -> Job.ID {
        try tx.value(
            """
            INSERT INTO jobs (kind, payload, state, run_at, attempts, created_at)
            VALUES (\(kind), \(payload), \(Job.State.waiting), \(runAt), 0, \(now())) RETURNING id
            """)
    }

    /// Takes the job that has waited longest, nil when none is due.
    public func claim(by owner: String, lease: TimeInterval = 300) async throws -> Job? {
        try await database.write { [now] tx in
            let instant = now()
            let lock: SQL = tx.engine == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
            let claim: SQL = """
                UPDATE jobs SET owner = \(owner), leased_until = \(instant.addingTimeInterval(lease)),
                    attempts = attempts + 1
                WHERE id = (
                    SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= \(instant)
                        AND (leased_until IS NULL OR leased_until <= \(instant))
                    ORDER BY run_at, id LIMIT 1 \(lock))
                RETURNING \(Job.columns)
                """
            while let job = try tx.first(claim, { try Job($0) }) {
                if job.attempts <= Self.attemptLimit { return job }
                // Its owners died with it each time, so nobody could call it a failure.
                try tx.run(
                    "UPDATE jobs SET state = \(Job.State.dead), owner = NULL, leased_until = NULL WHERE id = \(job.id)")
            }
            return nil
        }
    }

    /// Holds a claimed job for `lease` seconds from now, where it takes longer than was thought. False: it was lost.
    @discardableResult
    public func renew(_ job: Job.ID, by owner: String, lease: TimeInterval) async throws -> Bool {
        try await database.write { [now] tx in
            try tx.run(
                """
                UPDATE jobs SET leased_until = \(now().addingTimeInterval(lease))
                WHERE id = \(job) AND owner = \(owner) AND state = 'waiting'
                """) == 1
        }
    }

    /// Whether the owner still held the job; another may have done it after the lease ended.
    @discardableResult
    public func finish(_ job: Job.ID, by owner: String) async throws -> Bool {
        try await database.write { tx in
            try tx.run(
                """
                UPDATE jobs SET state = 'done', owner = NULL, leased_until = NULL, last_error = NULL
                WHERE id = \(job) AND owner = \(owner) AND state = 'waiting'
                """) == 1
        }
    }

    /// Puts a failed job off for a time that doubles with each failure, up to an hour; after the last, it is dead.
    public func fail(_ job: Job, by owner: String, because error: String) async throws {
        let delay = min(Self.longestDelay, pow(2, Double(min(job.attempts, 20))))
        let state: Job.State = job.attempts >= Self.attemptLimit ? .dead : .waiting
        try await database.write { [now] tx in
            try tx.run(
                """
                UPDATE jobs SET state = \(state), run_at = \(now().addingTimeInterval(delay)), owner = NULL,
                    leased_until = NULL, last_error = \(String(error.prefix(2000)))
                WHERE id = \(job.id) AND owner = \(owner)
                """)
        }
    }

    /// Gives a job another run at once. False when there is no such job, or it is done.
    public func retry(_ job: Job.ID) async throws -> Bool {
        try await database.write { [now] tx in
            try tx.run(
                """
                UPDATE jobs SET state = 'waiting', run_at = \(now()), attempts = 0, owner = NULL, leased_until = NULL
                WHERE id = \(job) AND state <> 'done'
                """) == 1
        }
    }

    /// Jobs in a state, or all, newest first.
    public func list(_ state: Job.State? = nil, limit: Int = 100) async throws -> [Job] {
        try await database.read { tx in
            let states = state.map { [$0] } ?? Job.State.allCases
            return try tx.all(
                "SELECT \(Job.columns) FROM jobs WHERE state IN (\(states)) ORDER BY id DESC LIMIT \(limit)"
            ) { try Job($0) }
        }
    }

    public static let migrations: [Migration] = [
        Migration(
            "storage-001-jobs",
            """
            CREATE TABLE jobs (
                id           {{id}},
                kind         TEXT NOT NULL,
                payload      TEXT NOT NULL,
                state        TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
                run_at       BIGINT NOT NULL,
                attempts     BIGINT NOT NULL,
                owner        TEXT,
                leased_until BIGINT,
                last_error   TEXT,
                created_at   BIGINT NOT NULL
            );
            CREATE INDEX jobs_due ON jobs (state, run_at);
            """)
    ]
}

extension Job {
    static let columns: SQL = "id, kind, payload, state, run_at, attempts, last_error"

    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["id"], kind: try row["kind"], payload: try row["payload"], state: try row["state"],
            runAt: try row["run_at"], attempts: try row["attempts"], lastError: try row["last_error"])
    }
}
