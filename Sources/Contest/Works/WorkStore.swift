import Accounts
import Courses
import Foundation
import Media
import Spaces
import Storage

extension WorkVersion {
    static let columns: SQL = """
        contest_works.id AS work_id, contest_works.registration_id AS registration_id,
        contest_works.stage_id AS stage_id, contest_works.task_id AS task_id, number, text, link, hash, sent_at,
        author_id
        """

    /// Without files, which stand in a table of their own.
    init(_ row: borrowing Row) throws {
        self.init(
            id: try row["work_id"], registration: try row["registration_id"], stage: try row["stage_id"],
            task: try row["task_id"], number: try row["number"], text: try row["text"], link: try row["link"],
            files: [], hash: try row["hash"], sentAt: try row["sent_at"], author: try row["author_id"])
    }
}

extension Transaction {
    /// The person's registration, if it is admitted. Throws `NoRow` without any, `WorkRefusal` in another state.
    func entrant(_ user: User.ID, in contest: Contest.ID) throws -> Registration {
        guard let registration = try registration(of: user, in: contest) else { throw NoRow() }
        guard registration.state == .admitted else { throw WorkRefusal.notAdmitted(registration.state) }
        return registration
    }

    /// Versions of an entrant, the oldest first, with their files: two queries.
    func works(of registration: Registration.ID) throws -> [WorkVersion] {
        try withFiles(
            try all(
                """
                SELECT \(WorkVersion.columns) FROM contest_works WHERE registration_id = \(registration)
                ORDER BY stage_id, task_id, number
                """
            ) { try WorkVersion($0) })
    }

    /// One query, however many versions.
    func withFiles(_ versions: [WorkVersion]) throws -> [WorkVersion] {
        var versions = versions
        let places = Dictionary(uniqueKeysWithValues: versions.enumerated().map { ($1.id, $0) })
        try forEach(
            """
            SELECT work_id, contest_work_files.id AS file_id, assets.id AS id, space_id, digest, media_type, size, name
            FROM contest_work_files JOIN assets ON assets.id = asset_id
            WHERE work_id IN (\(versions.map(\.id))) ORDER BY contest_work_files.id
            """
        ) { row in
            let work: WorkVersion.ID = try row["work_id"]
            guard let place = places[work] else { return }
            versions[place].files.append(WorkFile(id: try row["file_id"], asset: try Asset(row)))
        }
        return versions
    }

    func insert(
        _ version: WorkVersion, key: String, files: [StoredFile], kept: [WorkFile], to space: Space.ID
    ) throws -> WorkVersion {
        let id: WorkVersion.ID = try value(
            """
            INSERT INTO contest_works (registration_id, stage_id, task_id, number, text, link, hash, sent_at, author_id,
                idempotency_key)
            VALUES (\(version.registration), \(version.stage), \(version.task), \(version.number), \(version.text),
                \(version.link), \(version.hash), \(version.sentAt), \(version.author), \(key))
            RETURNING id
            """)
        let added = try files.map { try addAsset($0, to: space, isPrivate: true, at: version.sentAt).id }
        for asset in kept.map(\.asset.id) + added {
            try run("INSERT INTO contest_work_files (work_id, asset_id) VALUES (\(id), \(asset))")
        }
        return try withFiles([try workVersion(id)])[0]
    }

    func workVersion(_ id: WorkVersion.ID) throws -> WorkVersion {
        try one("SELECT \(WorkVersion.columns) FROM contest_works WHERE id = \(id)") { try WorkVersion($0) }
    }

    /// The extensions of a contest, or of one entrant in it.
    func stageExtensions(
        of contest: Contest.ID, for registration: Registration.ID? = nil
    ) throws -> [Registration.ID: [Stage.ID: Date]] {
        var found: [Registration.ID: [Stage.ID: Date]] = [:]
        let own: SQL = registration.map { "AND registration_id = \($0)" } ?? ""
        try forEach(
            """
            SELECT registration_id, stage_id, extended_until FROM contest_extensions
            JOIN stages ON stages.id = stage_id WHERE contest_id = \(contest) \(own)
            """
        ) { row in found[try row["registration_id"], default: [:]][try row["stage_id"]] = try row["extended_until"] }
        return found
    }

    /// What organisers know of sent proofs, of a contest or of one entrant in it.
    func sentProofs(
        of contest: Contest.ID, for registration: Registration.ID? = nil
    ) throws -> [Registration.ID: [ContestTask.ID: TaskProof]] {
        var found: [Registration.ID: [ContestTask.ID: TaskProof]] = [:]
        let own: SQL = registration.map { "AND registration_id = \($0)" } ?? ""
        try forEach(
            """
            SELECT registration_id, task_id, state, comment, checked_at FROM contest_proofs
            JOIN contest_tasks ON contest_tasks.id = task_id JOIN stages ON stages.id = stage_id
            WHERE contest_id = \(contest) \(own)
            """
        ) { row in
            found[try row["registration_id"], default: [:]][try row["task_id"]] = TaskProof(
                state: try row["state"], comment: try row["comment"], checkedAt: try row["checked_at"])
        }
        return found
    }

    /// Everything shown so far: proofs checked by organisers, and what the course itself knows, by the day it had to be
    /// done. Two queries, however many entrants.
    func proofs(
        of contest: Contest.ID, _ stages: [Stage], for entrants: [Registration],
        extensions: [Registration.ID: [Stage.ID: Date]]
    ) throws -> [Registration.ID: [ContestTask.ID: TaskProof]] {
        var proofs = try sentProofs(of: contest, for: entrants.count == 1 ? entrants[0].id : nil)
        let tasks = stages.flatMap { stage in stage.tasks.map { (stage, $0) } }
        let completions = try completedActivities(
            tasks.compactMap(\.1.proof.activity), by: entrants.map(\.user))
        for entrant in entrants {
            for (stage, task) in tasks {
                guard let activity = task.proof.activity, let completedAt = completions[entrant.user]?[activity],
                    stage.percentOff(sentAt: completedAt, extendedTo: extensions[entrant.id]?[stage.id]) != nil
                else { continue }
                proofs[entrant.id, default: [:]][task.id] = TaskProof(
                    state: .accepted, comment: "", checkedAt: completedAt)
            }
        }
        return proofs
    }
}
