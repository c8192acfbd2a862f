import Accounts
import Courses
import Foundation
import Markup
import Statistics
import Storage

/// The last steps of the teachers' course: an assignment with a rubric and a poll, with works and answers of those who
/// came so far. They join the course after everything else, by the doors everybody uses.
struct SeedTasks {
    let domains: Domains
    let folder: String
    let clock: SeedClock

    func add(to course: Course.ID, by author: User.ID) async throws -> (assignment: Activity.ID, poll: Activity.ID) {
        guard let module = try await domains.courses.contents(course).modules.last?.id else { throw NoRow() }
        let settings = try AssignmentSettings(
            dueAt: Date().addingTimeInterval(4 * 86_400),
            files: FileLimits(count: 3, megabytes: 20, kinds: "docx odt pdf csv xlsx"),
            attempts: 3, late: LatePolicy(graceMinutes: 60, percentPerDay: 10, floor: 50), pass: 60,
            rubric: try Rubric(text: try text("plan-rubric.txt"))
        ).checked()
        let assignment = try await domains.courses.add(
            .assignment(try domains.courses.render(try text("plan.md"))), titled: "Задание. План своего занятия",
            to: module, by: author
        ) { tx, id in try tx.storeAssignment(settings, of: id) }
        let poll = Poll(questions: try PollQuestion.questions(in: try text("opros.txt")), results: .answered)
        let activity = try await domains.courses.add(
            .poll(try domains.courses.render(try text("opros.md"))), titled: "Опрос. Как вам курс", to: module,
            by: author
        ) { tx, id in try tx.storePoll(poll, closesAt: nil, of: id) }
        return (assignment, activity)
    }

    /// Learners hand in plans and answer the poll; two plans of three are marked.
    func take(
        _ tasks: (assignment: Activity.ID, poll: Activity.ID), _ learners: [SeedLearner], markedBy tutor: User.ID
    ) async throws {
        let works = try text("raboty.txt").components(separatedBy: "----\n").map {
            $0.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        for (number, learner) in learners.enumerated() {
            var generator = SplitMix64(state: learner.seed)
            if learner.stage >= 0.7 {
                clock.goBack(days: 6 - Double(number % 5))
                _ = try await domains.assignments.saveDraft(
                    works[number % works.count], sequence: nil, of: learner.user, for: tasks.assignment)
                if number % 6 != 5 { try await domains.assignments.handIn(by: learner.user, for: tasks.assignment) }
            }
            if learner.stage >= 0.7 {
                clock.goBack(days: Double(number % 4))
                try await answer(tasks.poll, learner, number, &generator)
            }
        }
        clock.goBack(days: 0)
        try await mark(tasks.assignment, by: tutor)
    }

    private func answer(
        _ id: Activity.ID, _ learner: SeedLearner, _ number: Int, _ generator: inout SplitMix64
    ) async throws {
        let poll = try await domains.polls.poll(id)
        let wishes = [
            "", "", "Больше примеров по русскому языку.", "", "Видео покороче.", "", "Ещё один разбор чужого модуля.",
        ]
        let sheet = PollSheet(
            answers: poll.questions.map { question in
                switch question.kind {
                case .words: [wishes[number % wishes.count]]
                case .scale: ["\(Int.random(in: learner.skill > 0.7 ? 3...4 : 1...3, using: &generator))"]
                case .single(let options): ["\(Int.random(in: options.indices, using: &generator))"]
                case .several(let options):
                    options.indices.filter { _ in Bool.random(using: &generator) }.map { "\($0)" }
                }
            })
        let contents = try await domains.courses.open(id).0
        try await domains.polls.answer(contents.activity, sheet, by: learner.user)
    }

    private func mark(_ id: Activity.ID, by tutor: User.ID) async throws {
        let list = try await domains.assignments.list(of: id)
        let rubric = list.assignment.settings.rubric
        for (number, row) in list.rows.filter({ $0.state == .waiting }).enumerated() where number % 3 != 2 {
            guard let submission = row.submission else { continue }
            let levels = rubric.criteria.map { max(0, $0.levels.count - (number % 2 == 0 ? 1 : 2)) }
            try await domains.assignments.mark(
                submission,
                as: GivenMark(
                    points: nil, levels: levels,
                    feedback: number % 2 == 0
                        ? "Занятие видно целиком. Оставьте паре две минуты на обмен ролями."
                        : "Шаги понятны. Допишите, что ученик делает сам, и переделайте последний вопрос.", version: 1),
                by: tutor)
            if number % 2 == 0 {
                try? await domains.assignments.annotate(
                    submission, version: 1, at: nil, quoting: "Цель:", "Хорошо: цель стоит первой.", by: tutor)
            }
        }
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/tasks/" + name, encoding: .utf8)
    }
}
