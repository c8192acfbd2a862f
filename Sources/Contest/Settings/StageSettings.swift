public import Accounts
import Courses
import Foundation
public import Storage

/// A stage as its form brings it back: which of its criteria and tasks are which of those it had.
public struct StageRevision: Equatable, Sendable {
    public var stage: StageOutline
    /// One for each criterion of the outline; nil: a new one.
    public var criteria: [Criterion.ID?]
    /// One for each task of the outline; nil: a new one.
    public var tasks: [ContestTask.ID?]

    public init(stage: StageOutline, criteria: [Criterion.ID?], tasks: [ContestTask.ID?]) {
        self.stage = stage
        self.criteria = criteria
        self.tasks = tasks
    }
}

extension Stage {
    /// Once a stage has begun, works and marks hang on it: no task and no criterion goes, what marks are made of stays,
    /// and it began when it began. Words may change, dates ahead may move, tasks may be added.
    func allows(_ revision: StageRevision) -> Bool {
        guard revision.stage.opensAt == opensAt, revision.criteria == criteria.map(\.id) else { return false }
        let marksStay = zip(criteria, revision.stage.criteria).allSatisfy { old, new in
            (old.lowest, old.highest, old.step, old.weight) == (new.lowest, new.highest, new.step, new.weight)
        }
        return marksStay && Set(tasks.map(\.id)).isSubset(of: Set(revision.tasks.compactMap { $0 }))
    }
}

extension Contests {
    /// Adds a stage behind the others. Throws `ContestRefusal`.
    @discardableResult
    public func add(_ stage: StageOutline, to id: Contest.ID, by organiser: User.ID) async throws -> Stage.ID {
        let stage = try stage.trimmed()
        return try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            let last: Int? = try tx.one("SELECT max(position) AS last FROM stages WHERE contest_id = \(id)") {
                try $0["last"]
            }
            guard (last ?? 0) < Contest.partsLimit else {
                throw ContestRefusal.tooManyParts(limit: Contest.partsLimit)
            }
            let added = try tx.insert(try tx.withKnownActivities(stage, of: contest), at: (last ?? -1) + 1, of: id)
            try tx.log(.changed, ["stageAdded": stage.title], of: id, by: organiser, at: now())
            return added
        }
    }

    /// Throws `ContestRefusal`, and `NoRow` for a stage of another contest.
    public func change(
        _ stage: Stage.ID, of id: Contest.ID, to revision: StageRevision, by organiser: User.ID
    ) async throws {
        let outline = try revision.stage.trimmed()
        try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            let old = try tx.stage(stage, of: id)
            var revision = revision
            revision.stage = try tx.withKnownActivities(outline, of: contest)
            revision.stage.kind = old.kind
            if contest.hasBegun(old, at: now()), !old.allows(revision) {
                throw ContestRefusal.stageInUse(title: old.title)
            }
            try tx.update(old, to: revision)
            try tx.log(.changed, ["stage": outline.title], of: id, by: organiser, at: now())
        }
    }

    /// Takes a stage out that has not begun. Throws `ContestRefusal`, and `NoRow` for a stage of another contest.
    public func remove(_ stage: Stage.ID, of id: Contest.ID, by organiser: User.ID) async throws {
        try await database.write { [now] tx in
            let contest = try tx.openContest(id, at: now())
            let old = try tx.stage(stage, of: id)
            guard !contest.hasBegun(old, at: now()) else { throw ContestRefusal.stageInUse(title: old.title) }
            try tx.run("DELETE FROM stages WHERE id = \(stage)")
            try tx.log(.changed, ["stageRemoved": old.title], of: id, by: organiser, at: now())
        }
    }

    /// Puts the stage before or behind its neighbour. Throws `ContestRefusal`, and `NoRow` for a stage of another contest.
    public func move(_ stage: Stage.ID, of id: Contest.ID, by places: Int) async throws {
        try await database.write { [now] tx in
            _ = try tx.openContest(id, at: now())
            var order = try tx.stages(of: id).map(\.id)
            guard let place = order.firstIndex(of: stage) else { throw NoRow() }
            let target = min(max(0, place + places), order.count - 1)
            order.insert(order.remove(at: place), at: target)
            for (position, stage) in order.enumerated() {
                try tx.run("UPDATE stages SET position = \(position) WHERE id = \(stage)")
            }
        }
    }

    /// The nominations in a new order and wording; those without a number are new, those not named any more are removed
    /// unless somebody has chosen them. Throws `ContestRefusal`.
    public func change(
        _ nominations: [(id: Nomination.ID?, outline: NominationOutline)], of id: Contest.ID, by organiser: User.ID
    ) async throws {
        for nomination in nominations { try nomination.outline.check() }
        guard nominations.count <= Contest.partsLimit else {
            throw ContestRefusal.tooManyParts(limit: Contest.partsLimit)
        }
        try await database.write { [now] tx in
            _ = try tx.openContest(id, at: now())
            for old in try tx.nominations(of: id) where !nominations.contains(where: { $0.id == old.id }) {
                let uses: Int = try tx.value(
                    "SELECT count(*) FROM registrations WHERE nomination_id = \(old.id) AND state <> 'draft'")
                guard uses == 0 else { throw ContestRefusal.nominationInUse(title: old.title) }
                try tx.run("DELETE FROM nominations WHERE id = \(old.id)")
            }
            for (position, nomination) in nominations.enumerated() {
                let title = nomination.outline.title.trimmingCharacters(in: .whitespacesAndNewlines)
                if let known = nomination.id {
                    try tx.run(
                        """
                        UPDATE nominations SET position = \(position), title = \(title),
                            laureates = \(nomination.outline.laureates)
                        WHERE id = \(known) AND contest_id = \(id)
                        """)
                } else {
                    try tx.run(
                        """
                        INSERT INTO nominations (contest_id, position, title, laureates)
                        VALUES (\(id), \(position), \(title), \(nomination.outline.laureates))
                        """)
                }
            }
            try tx.log(
                .changed, ["nominations": "\(nominations.count)"], of: id, by: organiser, at: now())
        }
    }
}

extension Contest {
    /// People work in it: the contest is published, no rehearsal, and the stage is open or was.
    func hasBegun(_ stage: Stage, at now: Date) -> Bool {
        publishedAt != nil && !isRehearsal && stage.opensAt <= now
    }
}

extension StageOutline {
    fileprivate func trimmed() throws(ContestRefusal) -> StageOutline {
        var stage = self
        stage.title = title.trimmingCharacters(in: .whitespacesAndNewlines)
        try stage.check()
        return stage
    }
}

extension Transaction {
    /// Throws `NoRow` for a stage of another contest.
    func stage(_ id: Stage.ID, of contest: Contest.ID) throws -> Stage {
        guard let stage = try stages(of: contest).first(where: { $0.id == id }) else { throw NoRow() }
        return stage
    }

    /// Proof by an activity holds within the contest's own course; of another one it becomes an address.
    fileprivate func withKnownActivities(_ stage: StageOutline, of contest: Contest) throws -> StageOutline {
        var stage = stage
        let named = stage.tasks.compactMap(\.proof.activity)
        let known: [Activity.ID] = try all(
            """
            SELECT activities.id AS id FROM activities JOIN modules ON modules.id = module_id
            WHERE activities.id IN (\(named)) AND course_id = \(contest.course)
            """
        ) { try $0["id"] }
        for place in stage.tasks.indices {
            if let activity = stage.tasks[place].proof.activity, !known.contains(activity) {
                stage.tasks[place].proof = .link
            }
        }
        return stage
    }

    fileprivate func update(_ old: Stage, to revision: StageRevision) throws {
        let stage = revision.stage
        try run(
            """
            UPDATE stages SET title = \(stage.title), description = \(stage.description), opens_at = \(stage.opensAt),
                due_at = \(stage.dueAt), closes_at = \(stage.closesAt), takes_late = \(stage.late.isTaken),
                late_percent = \(stage.late.percentPerDay), late_most = \(stage.late.most), weight = \(stage.weight),
                carries_over = \(stage.carriesOver), cut = \(stage.cut), marks_per_entry = \(stage.marksPerEntry)
            WHERE id = \(old.id)
            """)
        let (criteria, tasks) = (revision.criteria.compactMap { $0 }, revision.tasks.compactMap { $0 })
        for criterion in old.criteria where !criteria.contains(criterion.id) {
            try run("DELETE FROM contest_criteria WHERE id = \(criterion.id)")
        }
        for task in old.tasks where !tasks.contains(task.id) {
            try run("DELETE FROM contest_tasks WHERE id = \(task.id)")
        }
        for (position, (id, criterion)) in zip(revision.criteria, stage.criteria).enumerated() {
            guard let id else {
                try insert(criterion, at: position, of: old.id)
                continue
            }
            try run(
                """
                UPDATE contest_criteria SET position = \(position), title = \(criterion.title),
                    description = \(criterion.description), lowest = \(criterion.lowest),
                    highest = \(criterion.highest), step = \(criterion.step), weight = \(criterion.weight),
                    levels = \(try criterion.levels.contestJSON)
                WHERE id = \(id) AND stage_id = \(old.id)
                """)
        }
        for (position, (id, task)) in zip(revision.tasks, stage.tasks).enumerated() {
            guard let id else {
                try insert(task, at: position, of: old.id)
                continue
            }
            try run(
                """
                UPDATE contest_tasks SET position = \(position), service = \(task.service),
                    description = \(task.description), proof = \(task.proof.column),
                    activity_id = \(task.proof.activity), is_required = \(task.isRequired)
                WHERE id = \(id) AND stage_id = \(old.id)
                """)
        }
    }
}
