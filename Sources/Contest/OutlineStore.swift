import Accounts
import Courses
import Foundation
import Spaces
import Storage

extension Transaction {
    func insert(
        _ outline: ContestOutline, in space: Space.ID, copiedFrom original: Contest.ID? = nil, by organiser: User.ID,
        at instant: Date
    ) throws -> Contest.ID {
        let id: Contest.ID = try value(
            """
            INSERT INTO contests (space_id, course_id, copied_from, title, summary, rules, registration_opens,
                registration_closes, is_rehearsal, created_by, created_at)
            VALUES (\(space), \(outline.course), \(original), \(outline.title), \(outline.summary),
                \(try outline.rules.contestJSON), \(outline.registrationOpens), \(outline.registrationCloses),
                \(outline.isRehearsal), \(organiser), \(instant))
            RETURNING id
            """)
        if !outline.regulation.isEmpty {
            try run(
                """
                INSERT INTO contest_regulations (contest_id, version, text, published_at, author_id)
                VALUES (\(id), 1, \(outline.regulation), \(instant), \(organiser))
                """)
        }
        for (position, nomination) in outline.nominations.enumerated() {
            try run(
                """
                INSERT INTO nominations (contest_id, position, title, laureates)
                VALUES (\(id), \(position), \(nomination.title), \(nomination.laureates))
                """)
        }
        for (position, stage) in outline.stages.enumerated() { try insert(stage, at: position, of: id) }
        return id
    }

    @discardableResult
    func insert(_ stage: StageOutline, at position: Int, of contest: Contest.ID) throws -> Stage.ID {
        let id: Stage.ID = try value(
            """
            INSERT INTO stages (contest_id, position, kind, title, description, opens_at, due_at, closes_at,
                takes_late, late_percent, late_most, weight, carries_over, cut, marks_per_entry)
            VALUES (\(contest), \(position), \(stage.kind), \(stage.title), \(stage.description), \(stage.opensAt),
                \(stage.dueAt), \(stage.closesAt), \(stage.late.isTaken), \(stage.late.percentPerDay),
                \(stage.late.most), \(stage.weight), \(stage.carriesOver), \(stage.cut), \(stage.marksPerEntry))
            RETURNING id
            """)
        for (position, criterion) in stage.criteria.enumerated() { try insert(criterion, at: position, of: id) }
        for (position, task) in stage.tasks.enumerated() { try insert(task, at: position, of: id) }
        return id
    }

    func insert(_ criterion: CriterionOutline, at position: Int, of stage: Stage.ID) throws {
        try run(
            """
            INSERT INTO contest_criteria (stage_id, position, title, description, lowest, highest, step, weight, levels)
            VALUES (\(stage), \(position), \(criterion.title), \(criterion.description), \(criterion.lowest),
                \(criterion.highest), \(criterion.step), \(criterion.weight), \(try criterion.levels.contestJSON))
            """)
    }

    func insert(_ task: TaskOutline, at position: Int, of stage: Stage.ID) throws {
        try run(
            """
            INSERT INTO contest_tasks (stage_id, position, service, description, proof, activity_id, is_required)
            VALUES (\(stage), \(position), \(task.service), \(task.description), \(task.proof.column),
                \(task.proof.activity), \(task.isRequired))
            """)
    }
}

extension ContestTask.Proof {
    var column: String {
        switch self {
        case .activity: "activity"
        case .link: "link"
        case .files: "files"
        }
    }

    var activity: Activity.ID? {
        if case .activity(let id) = self { id } else { nil }
    }
}
