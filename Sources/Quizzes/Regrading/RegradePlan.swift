import Accounts
import Courses
import Foundation
import Storage

/// A recount before it is written: which rows change, and what that means for people.
struct RegradePlan {
    /// One answer that gets another version of its question.
    struct Edit: Equatable {
        var attempt: Attempt.ID
        var slot: Int
        var before: BankQuestion.ID
        var after: BankQuestion.ID
        var responseBefore: Response?
        var responseAfter: Response?
        var markBefore: Points?
        var markAfter: Points?
        var steps: [(number: Int, before: Response?, after: Response?)]

        static func == (left: Self, right: Self) -> Bool {
            left.attempt == right.attempt && left.slot == right.slot && left.after == right.after
                && left.responseAfter == right.responseAfter && left.markAfter == right.markAfter
        }
    }

    var edits: [Edit]
    var report: RegradeReport
}

/// An answer as it stands.
private struct StandingSlot {
    var slot: AttemptSlot
    var isByHand: Bool
}

extension Transaction {
    func lastRegrade(of quiz: Activity.ID) throws -> Regrade? {
        try first(
            """
            SELECT id, made_at, undone_at FROM regrades WHERE activity_id = \(quiz) AND undone_at IS NULL
            ORDER BY id DESC LIMIT 1
            """
        ) { row in Regrade(id: try row["id"], madeAt: try row["made_at"], undoneAt: try row["undone_at"]) }
    }

    /// Five queries, however many attempts, and one for each question that is not at hand.
    func regradePlan(of id: Activity.ID, _ cache: QuestionCache) throws -> RegradePlan {
        let quiz = try quiz(id)
        let mended = try mendedQuestions(of: id)
        var report = RegradeReport(
            mended: Set(mended.values).sorted(), attempts: 0, changes: [], byHand: 0, untranslatable: 0)
        guard !mended.isEmpty else { return RegradePlan(edits: [], report: report) }
        let questions = try bankQuestions(Array(mended.keys) + Array(mended.values), cache)
        let attempts = try finishedWithNames(of: id)
        let slots = try standingSlots(of: id)
        let steps = try allSteps(of: id)
        var edits: [RegradePlan.Edit] = []
        var marks: [Attempt.ID: Points] = [:]
        for (attempt, _) in attempts {
            var isConcerned = false
            for standing in slots[attempt.id] ?? [] {
                let slot = standing.slot
                guard let target = mended[slot.question], let old = questions[slot.question]?.question,
                    let new = questions[target]?.question
                else { continue }
                isConcerned = true
                guard
                    let edit = edit(
                        slot, of: attempt, standing.isByHand, from: old, to: new, target,
                        steps[attempt.id]?[slot.number] ?? [])
                else {
                    report.untranslatable += 1
                    continue
                }
                if standing.isByHand { report.byHand += 1 }
                edits.append(edit)
            }
            if isConcerned { report.attempts += 1 }
        }
        let byAttempt = Dictionary(grouping: edits, by: \.attempt)
        for (attempt, _) in attempts {
            let changed = (byAttempt[attempt.id] ?? []).reduce(Int64(0)) { sum, edit in
                sum + (edit.markAfter ?? .zero).rawValue - (edit.markBefore ?? .zero).rawValue
            }
            marks[attempt.id] = Points(rawValue: attempt.marks.rawValue + changed)
        }
        let ofLearner = Dictionary(grouping: attempts.map(\.0), by: \.learner)
        report.changes = attempts.compactMap { attempt, name in
            let moved = (byAttempt[attempt.id] ?? []).filter { $0.markBefore != $0.markAfter }
            guard !moved.isEmpty, let all = ofLearner[attempt.learner] else { return nil }
            let after = all.map { attempt in
                var attempt = attempt
                attempt.marks = marks[attempt.id] ?? attempt.marks
                return attempt
            }
            return RegradeReport.Change(
                attempt: attempt, name: name,
                marks: moved.map {
                    RegradeReport.MarkChange(
                        question: questions[$0.after]?.question.name ?? "", before: $0.markBefore, after: $0.markAfter)
                },
                after: marks[attempt.id] ?? attempt.marks, gradeBefore: quiz.grade(of: all),
                gradeAfter: quiz.grade(of: after))
        }
        return RegradePlan(edits: edits, report: report)
    }

    /// From each version that finished attempts were asked to the one that stands in its place now: in the quiz or, for
    /// what was drawn by chance, in the bank.
    private func mendedQuestions(of quiz: Activity.ID) throws -> [BankQuestion.ID: BankQuestion.ID] {
        struct Pair { var old: BankQuestion.ID, new: BankQuestion.ID, version: Int, isInQuiz: Bool, isDrawn: Bool }
        let pairs = try all(
            """
            SELECT DISTINCT asked.id AS old_id, newer.id AS new_id, newer.version AS version,
                CASE WHEN newer.id IN (SELECT question_id FROM quiz_slots WHERE activity_id = \(quiz))
                    THEN 1 ELSE 0 END AS is_in_quiz,
                CASE WHEN EXISTS (
                    SELECT 1 FROM quiz_slots JOIN questions chance ON chance.id = quiz_slots.question_id
                    WHERE quiz_slots.activity_id = \(quiz) AND chance.kind = 'random') AND NOT EXISTS (
                    SELECT 1 FROM quiz_slots JOIN questions placed ON placed.id = quiz_slots.question_id
                    WHERE quiz_slots.activity_id = \(quiz) AND placed.first_version = asked.first_version)
                    THEN 1 ELSE 0 END AS is_drawn
            FROM attempts JOIN attempt_slots ON attempt_id = attempts.id
            JOIN questions asked ON asked.id = attempt_slots.question_id
            JOIN questions newer ON newer.first_version = asked.first_version AND newer.version > asked.version
            WHERE attempts.activity_id = \(quiz) AND finished_at IS NOT NULL AND newer.removed_at IS NULL
            ORDER BY newer.version
            """
        ) { row in
            Pair(
                old: try row["old_id"], new: try row["new_id"], version: try row["version"],
                isInQuiz: try row["is_in_quiz"], isDrawn: try row["is_drawn"])
        }
        var mended: [BankQuestion.ID: BankQuestion.ID] = [:]
        // In the order of versions: the newest stays.
        for pair in pairs where pair.isInQuiz || pair.isDrawn { mended[pair.old] = pair.new }
        return mended
    }

    private func finishedWithNames(of quiz: Activity.ID) throws -> [(Attempt, PersonName)] {
        try all(
            """
            SELECT \(Attempt.columns), surname, given_name, patronymic FROM attempts
            JOIN users ON users.id = learner_id WHERE attempts.activity_id = \(quiz) AND finished_at IS NOT NULL
            ORDER BY sorting_key, users.id, number
            """
        ) { row in (try Attempt(row), try PersonName(row)) }
    }

    private func standingSlots(of quiz: Activity.ID) throws -> [Attempt.ID: [StandingSlot]] {
        var slots: [Attempt.ID: [StandingSlot]] = [:]
        try forEach(
            """
            SELECT attempt_id, attempt_slots.number AS number, question_id, variant, attempt_slots.maximum AS maximum,
                response, sequence, saved_at, is_late, certainty, mark, comment,
                CASE WHEN graded_by IS NULL THEN 0 ELSE 1 END AS is_by_hand
            FROM attempt_slots JOIN attempts ON attempts.id = attempt_id
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL ORDER BY attempt_id, attempt_slots.number
            """
        ) { row in
            slots[try row["attempt_id"], default: []].append(
                StandingSlot(slot: try AttemptSlot(row), isByHand: try row["is_by_hand"]))
        }
        return slots
    }

    private func allSteps(of quiz: Activity.ID) throws -> [Attempt.ID: [Int: [(number: Int, step: StoredStep)]]] {
        var steps: [Attempt.ID: [Int: [(number: Int, step: StoredStep)]]] = [:]
        try forEach(
            """
            SELECT attempt_id, slot, attempt_steps.number AS number, action, response, certainty FROM attempt_steps
            JOIN attempts ON attempts.id = attempt_id
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL ORDER BY attempt_id, slot, attempt_steps.number
            """
        ) { row in
            let (attempt, slot): (Attempt.ID, Int) = (try row["attempt_id"], try row["slot"])
            steps[attempt, default: [:]][slot, default: []].append((try row["number"], try StoredStep(row)))
        }
        return steps
    }

    /// Nil when the answer means nothing in the new version.
    private func edit(
        _ slot: AttemptSlot, of attempt: Attempt, _ isByHand: Bool, from old: Question, to new: Question,
        _ target: BankQuestion.ID, _ steps: [(number: Int, step: StoredStep)]
    ) -> RegradePlan.Edit? {
        guard old.kind.name == new.kind.name, old.keepsNumbers(of: slot.variant, in: new) else { return nil }
        let (asked, mended) = (old.resolved(slot.variant), new.resolved(slot.variant))
        var moved = slot
        if let response = slot.response {
            guard let translated = response.translated(from: asked, to: mended) else { return nil }
            moved.response = translated
        }
        var replayed: [StoredStep] = []
        var changed: [(number: Int, before: Response?, after: Response?)] = []
        for (number, step) in steps {
            var step = step
            if let response = step.response {
                guard let translated = response.translated(from: asked, to: mended) else { return nil }
                step.response = translated
                if translated != response { changed.append((number, response, translated)) }
            }
            replayed.append(step)
        }
        let play = QuestionAttempt(mended, attempt.behaviour, replayed, moved, isHandedIn: true)
        let waits = play.state == .needsGrading
        let mark = isByHand || waits ? slot.mark : Points(rounding: (play.fraction ?? 0) * slot.maximum.number)
        return RegradePlan.Edit(
            attempt: attempt.id, slot: slot.number, before: slot.question, after: target, responseBefore: slot.response,
            responseAfter: moved.response, markBefore: slot.mark, markAfter: mark, steps: changed)
    }

    // MARK: - Writing

    func apply(_ edit: RegradePlan.Edit, of regrade: Regrade.ID) throws {
        try run(
            """
            INSERT INTO regraded_slots (regrade_id, attempt_id, slot, question_before, question_after, response_before,
                mark_before, mark_after)
            VALUES (\(regrade), \(edit.attempt), \(edit.slot), \(edit.before), \(edit.after),
                \(try edit.responseBefore?.stored()), \(edit.markBefore), \(edit.markAfter))
            """)
        try run(
            """
            UPDATE attempt_slots SET question_id = \(edit.after), response = \(try edit.responseAfter?.stored()),
                mark = \(edit.markAfter)
            WHERE attempt_id = \(edit.attempt) AND number = \(edit.slot)
            """)
        for step in edit.steps {
            try run(
                """
                INSERT INTO regraded_steps (regrade_id, attempt_id, slot, number, response_before)
                VALUES (\(regrade), \(edit.attempt), \(edit.slot), \(step.number), \(try step.before?.stored()))
                """)
            try run(
                """
                UPDATE attempt_steps SET response = \(try step.after?.stored())
                WHERE attempt_id = \(edit.attempt) AND slot = \(edit.slot) AND number = \(step.number)
                """)
        }
    }

    /// The attempts whose answers were put back.
    func putBack(_ regrade: Regrade.ID) throws -> Set<Attempt.ID> {
        struct Before {
            var attempt: Attempt.ID, slot: Int, question: BankQuestion.ID, response: String?, mark: Points?
        }
        let slots = try all(
            """
            SELECT attempt_id, slot, question_before, response_before, mark_before FROM regraded_slots
            WHERE regrade_id = \(regrade)
            """
        ) { row in
            Before(
                attempt: try row["attempt_id"], slot: try row["slot"], question: try row["question_before"],
                response: try row["response_before"], mark: try row["mark_before"])
        }
        for before in slots {
            try run(
                """
                UPDATE attempt_slots SET question_id = \(before.question), response = \(before.response),
                    mark = CASE WHEN graded_by IS NULL THEN \(before.mark) ELSE mark END
                WHERE attempt_id = \(before.attempt) AND number = \(before.slot)
                """)
        }
        let steps = try all(
            "SELECT attempt_id, slot, number, response_before FROM regraded_steps WHERE regrade_id = \(regrade)"
        ) { row -> (attempt: Attempt.ID, slot: Int, number: Int, response: String?) in
            (try row["attempt_id"], try row["slot"], try row["number"], try row["response_before"])
        }
        for step in steps {
            try run(
                """
                UPDATE attempt_steps SET response = \(step.response)
                WHERE attempt_id = \(step.attempt) AND slot = \(step.slot) AND number = \(step.number)
                """)
        }
        return Set(slots.map(\.attempt))
    }

    /// Sums the attempts up again and brings the gradebook in line. What waits for a person waits on: a recount marks
    /// nothing that a rule cannot.
    func settleMarks(
        of attempts: Set<Attempt.ID>, at id: Activity.ID, by user: User.ID, because reason: String, _ instant: Date
    ) throws {
        let quiz = try quiz(id)
        var learners: Set<User.ID> = []
        for attempt in attempts.sorted() {
            try run(
                """
                UPDATE attempts SET marks = (
                    SELECT CAST(coalesce(sum(mark), 0) AS BIGINT) FROM attempt_slots WHERE attempt_id = \(attempt))
                WHERE id = \(attempt)
                """)
            try noteSheet(of: attempt)
            learners.insert(try self.attempt(attempt).learner)
        }
        for learner in learners.sorted() {
            try setGrade(
                quiz.grade(of: try self.attempts(at: id, by: learner)), of: learner, for: id, at: instant, by: user,
                because: reason)
        }
    }
}
