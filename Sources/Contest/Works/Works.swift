public import Accounts
import Courses
public import Foundation
public import Media
import Spaces
public import Storage

/// What entrants send: works of stages and proofs of tasks, in versions that never change.
public struct Works: Sendable {
    let database: any Database
    let assets: AssetLibrary
    let now: @Sendable () -> Date

    public init(database: any Database, assets: AssetLibrary, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.assets = assets
        self.now = now
    }

    /// All that an entrant has to do and has done. Throws `NoRow` for who has no registration there, `WorkRefusal` for
    /// who is not admitted.
    public func desk(of visit: ContestVisit) async throws -> WorkDesk {
        guard let registration = visit.registration else { throw NoRow() }
        guard registration.state == .admitted else { throw WorkRefusal.notAdmitted(registration.state) }
        return try await database.read { tx in try tx.desk(of: registration, in: visit.contest, visit.stages) }
    }

    /// Sends a version. The form began to arrive at `begunAt`, which is when it counts as sent: a slow link is not the
    /// entrant's fault. The same form sent twice makes one version. Throws `WorkRefusal`, `AssetRefusal`; `NoRow` for a
    /// target of another contest.
    @discardableResult
    public func send(
        _ draft: WorkDraft, to target: WorkTarget, in contest: Contest.ID, by user: User.ID, begunAt: Date
    ) async throws -> WorkVersion {
        let (text, link) = try draft.checkedWords()
        // Files of somebody who is refused in any case need not reach the disk.
        try await database.read { tx in
            _ = try tx.place(of: target, in: contest)
            _ = try tx.entrant(user, in: contest)
        }
        let files = try draft.files.map { try assets.store(file: $0.path, named: $0.name) }
        return try await database.write { [now] tx in
            let whole = try tx.contest(contest)
            let (stage, task) = try tx.place(of: target, in: contest)
            let entrant = try tx.entrant(user, in: contest)
            let earlier = try tx.works(of: entrant.id).filter { $0.target == target }
            let known = earlier.flatMap(\.files)
            let kept = draft.kept.compactMap { id in known.first { $0.id == id } }
            let content = WorkContent(
                text: text, link: link,
                files: kept.map { .init(name: $0.asset.name, sha256: $0.asset.digest.rawValue) }
                    + files.map { .init(name: $0.name, sha256: $0.digest.rawValue) })
            let hash = try content.hash
            let key = draft.key.isEmpty ? "\(target.word)-\(hash)" : "\(target.word)-\(draft.key.prefix(100))"
            if let same = try tx.first(
                """
                SELECT id FROM contest_works
                WHERE registration_id = \(entrant.id) AND idempotency_key = \(key) AND hash = \(hash)
                """, { row -> WorkVersion.ID in try row["id"] }), let version = earlier.first(where: { $0.id == same })
            {
                return version
            }

            let sentAt = min(begunAt, now())
            if let closedAt = whole.closedAt, closedAt <= sentAt { throw WorkRefusal.contestClosed }
            let until = try tx.stageExtensions(of: contest, for: entrant.id)[entrant.id]?[stage.id]
            if let refusal = stage.refusal(at: sentAt, extendedTo: until) { throw refusal }
            let passing = try tx.stages(of: contest).passing(before: stage.id, try tx.published(of: contest))
            guard passing?.contains(entrant.id) ?? true else { throw WorkRefusal.didNotPass }
            if let task, try tx.sentProofs(of: contest, for: entrant.id)[entrant.id]?[task.id]?.state == .accepted {
                throw WorkRefusal.accepted
            }
            try content.check(for: task?.proof)
            let version = try tx.insert(
                WorkVersion(
                    id: WorkVersion.ID(rawValue: 0), registration: entrant.id, stage: stage.id, task: task?.id,
                    number: (earlier.map(\.number).max() ?? 0) + 1, text: text, link: link, files: [], hash: hash,
                    sentAt: sentAt, author: user),
                key: key, files: files, kept: kept, to: whole.space)
            if let task {
                try tx.run(
                    """
                    INSERT INTO contest_proofs (registration_id, task_id, work_id, state, comment)
                    VALUES (\(entrant.id), \(task.id), \(version.id), \(TaskProof.State.waiting), '')
                    ON CONFLICT (registration_id, task_id) DO UPDATE SET work_id = excluded.work_id,
                        state = excluded.state, comment = '', checked_by = NULL, checked_at = NULL
                    """)
            }
            try tx.log(
                .workSent,
                WorkLine(
                    registration: entrant.id, stage: stage.id, task: task?.id, version: version.number, hash: hash),
                of: contest, by: user, at: sentAt)
            return version
        }
    }

    /// A file for who may read it: its entrant, an organiser, a juror with a sheet of the entrant's, to whom the name of
    /// a blind work's file says nothing. Throws `NoRow` for everybody else.
    public func file(
        _ id: WorkFile.ID, in contest: Contest.ID, for reader: User.ID, isOrganiser: Bool
    ) async throws -> WorkFile {
        try await database.read { tx in
            var (file, owner) = try tx.one(
                """
                SELECT contest_work_files.id AS file_id, registration_id, assets.id AS id, assets.space_id AS space_id,
                    digest, media_type, size, name
                FROM contest_work_files JOIN contest_works ON contest_works.id = work_id
                JOIN registrations ON registrations.id = registration_id JOIN assets ON assets.id = asset_id
                WHERE contest_work_files.id = \(id) AND contest_id = \(contest)
                """
            ) { row -> (WorkFile, Registration.ID) in
                (WorkFile(id: try row["file_id"], asset: try Asset(row)), try row["registration_id"])
            }
            if try isOrganiser || tx.registration(owner).user == reader { return file }
            guard try tx.judges(reader, owner) else { throw NoRow() }
            if try tx.contest(contest).rules.isBlind { file.asset.name = file.asset.numbered(1) }
            return file
        }
    }

    public func path(of file: WorkFile) -> String { assets.path(of: file.asset) }
}

/// Everything of one entrant in a contest.
public struct WorkDesk: Equatable, Sendable {
    public var contest: Contest
    public var registration: Registration
    public var name: PersonName
    public var stages: [Stage]
    public var proofs: [ContestTask.ID: TaskProof]
    /// The oldest first.
    public var versions: [WorkVersion]
    public var extensions: [Stage.ID: Date]
    /// Stages to which the results of an earlier one led others on.
    public var notPassed: Set<Stage.ID>
    /// The entrant's own lessons, the oldest first: the failed one and the one booked after it.
    public var lessons: [OwnLesson]

    public func stage(_ id: Stage.ID) -> Stage? { stages.first { $0.id == id } }

    public func task(_ id: ContestTask.ID) -> (Stage, ContestTask)? {
        for stage in stages { if let task = stage.tasks.first(where: { $0.id == id }) { return (stage, task) } }
        return nil
    }

    public func versions(of target: WorkTarget) -> [WorkVersion] { versions.filter { $0.target == target } }

    public func counting(in stage: Stage) -> (version: WorkVersion, percentOff: Int)? {
        stage.counting(versions(of: .stage(stage.id)), extendedTo: extensions[stage.id])
    }

    public func isPassed(_ week: Stage) -> Bool {
        week.isPassed(proven: Set(proofs.filter { $0.value.state == .accepted }.keys))
    }

    /// Why nothing of this entrant is taken in a stage at `instant`.
    public func refusal(in stage: Stage, at instant: Date) -> WorkRefusal? {
        notPassed.contains(stage.id) ? .didNotPass : stage.refusal(at: instant, extendedTo: extensions[stage.id])
    }

    /// What is still to be done and may be done now, the nearest due date first.
    public func next(at instant: Date) -> [WorkTarget] {
        let open = stages.filter { refusal(in: $0, at: instant) == nil }
        return open.sorted { $0.due(extendedTo: extensions[$0.id]) < $1.due(extendedTo: extensions[$1.id]) }.flatMap {
            stage -> [WorkTarget] in
            if stage.isJudged { return counting(in: stage) == nil ? [.stage(stage.id)] : [] }
            return stage.tasks.filter { task in
                proofs[task.id].map { $0.state == .returned } ?? true
            }.sorted { $0.isRequired && !$1.isRequired }.map { .task($0.id) }
        }
    }
}

/// What the log keeps of a version.
struct WorkLine: Encodable {
    var registration: Registration.ID
    var stage: Stage.ID
    var task: ContestTask.ID?
    var version: Int
    var hash: String
}

extension WorkTarget {
    var word: String {
        switch self {
        case .stage(let id): "stage\(id)"
        case .task(let id): "task\(id)"
        }
    }
}

extension WorkDraft {
    /// Text and link as they are stored, or why they cannot be.
    fileprivate func checkedWords() throws(WorkRefusal) -> (text: String, link: String?) {
        let text = self.text.replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.count <= WorkVersion.textLimit else { throw .textTooLong(limit: WorkVersion.textLimit) }
        guard files.count + kept.count <= WorkVersion.fileLimit else {
            throw .tooManyFiles(limit: WorkVersion.fileLimit)
        }
        for file in files where file.size > WorkVersion.sizeLimit {
            throw .fileTooLarge(name: file.name, limit: WorkVersion.sizeLimit)
        }
        return (text, try link.checkedLink())
    }
}

extension String {
    /// The address as it is stored, nil for none. Throws for what is no address of http or https.
    func checkedLink() throws(WorkRefusal) -> String? {
        guard !allSatisfy(\.isWhitespace) else { return nil }
        guard let address = ActivityBody.webAddress(self) else { throw .linkMalformed }
        return address
    }
}

extension WorkContent {
    /// Whether it is what the proof asks for; a work of a stage may be anything that is not empty.
    fileprivate func check(for proof: ContestTask.Proof?) throws(WorkRefusal) {
        switch proof {
        case .link?:
            guard link != nil else { throw .linkMissing }
            guard files.isEmpty else { throw .noFilesTaken }
        case .files?: guard !files.isEmpty else { throw .filesMissing }
        case .activity?: throw .provenByCourse
        case nil: guard !text.isEmpty || link != nil || !files.isEmpty else { throw .nothing }
        }
    }
}

extension Transaction {
    /// The stage, and the task of it. Throws `NoRow` for a target of another contest or a stage that takes no works.
    func place(of target: WorkTarget, in contest: Contest.ID) throws -> (Stage, ContestTask?) {
        let stages = try stages(of: contest)
        switch target {
        case .stage(let id):
            guard let stage = stages.first(where: { $0.id == id && $0.isJudged }) else { throw NoRow() }
            return (stage, nil)
        case .task(let id):
            for stage in stages {
                if let task = stage.tasks.first(where: { $0.id == id }) { return (stage, task) }
            }
            throw NoRow()
        }
    }

    /// Eight queries, however many stages and versions.
    func desk(of registration: Registration, in contest: Contest, _ stages: [Stage]) throws -> WorkDesk {
        let extensions = try stageExtensions(of: contest.id, for: registration.id)
        let proofs = try proofs(of: contest.id, stages, for: [registration], extensions: extensions)
        let published = try published(of: contest.id)
        let notPassed = stages.map(\.id).filter { stage in
            stages.passing(before: stage, published).map { !$0.contains(registration.id) } ?? false
        }
        return WorkDesk(
            contest: contest, registration: registration, name: try user(registration.user).name, stages: stages,
            proofs: proofs[registration.id] ?? [:], versions: try works(of: registration.id),
            extensions: extensions[registration.id] ?? [:], notPassed: Set(notPassed),
            lessons: try ownLessons(of: contest.id).filter { $0.registration == registration.id })
    }
}
