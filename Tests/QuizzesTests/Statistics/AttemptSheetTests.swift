import Accounts
import Courses
import Foundation
import Statistics
import Storage
import TestSupport
import Testing

@testable import Quizzes

/// A quiz that all sorts of things happen to.
private struct Events {
    static let number = Question(
        name: "Число", stem: RichText("Сколько будет 2 + 3?"), penalty: 0.25,
        kind: .numeric(.init(answers: [.init(.number(5, .absolute(0)), fraction: 1)])))

    let hall: Hall
    var generator: SeededGenerator
    var attempts: [Attempt.ID] = []

    mutating func happen() async throws {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<5: try await sit()
        case 5, 6: try await markByHand()
        case 7: try await mend()
        case 8: try await undo()
        default: try await remove()
        }
    }

    private mutating func sit() async throws {
        let learner = hall.learners[Int.random(in: 0..<3, using: &generator)]
        let attempt = try await hall.attempts.start(hall.quiz, by: learner)
        for slot in [1, 3] {
            for number in 0..<Int.random(in: 0...3, using: &generator) {
                let value = slot == 1 ? "\(Int.random(in: 0...2, using: &generator))" : ["4", "5", "6"][number]
                try await hall.answer(slot, [("", value)], in: attempt)
                guard Bool.random(using: &generator) else { continue }
                let step = try await hall.attempts.paper(attempt).items[slot - 1].stepCount + 1
                try await hall.attempts.take(.init(slot: slot, number: step, action: .submit), in: attempt, by: learner)
            }
        }
        if Bool.random(using: &generator) { try await hall.answer(2, [("", "В магазине")], in: attempt) }
        try await hall.attempts.finish(attempt, by: learner)
        attempts.append(attempt)
    }

    private mutating func markByHand() async throws {
        guard let attempt = attempts.randomElement(using: &generator),
            try await hall.attempts.paper(attempt).items[1].slot.response != nil
        else { return }
        try await hall.attempts.mark(
            slot: 2, of: attempt, as: Points(rawValue: Int64.random(in: 0...100_000, using: &generator)), comment: "",
            by: hall.teachers[0])
    }

    private mutating func mend() async throws {
        let texts = ["Самара", "Казань", "Уфа"].shuffled(using: &generator)
        let question = Question(
            name: "Столица", stem: RichText("Столица Татарстана?"),
            kind: .choice(
                .init(options: texts.map { .init(text: RichText($0), fraction: $0 == "Казань" ? 1 : 0) })))
        try await hall.mend(0, question)
        // Sometimes the older attempts stay with the older version.
        guard Bool.random(using: &generator) else { return }
        do {
            try await hall.attempts.regrade(hall.quiz, by: hall.teachers[0], because: "")
        } catch RegradeRefusal.nothingToRegrade {}
    }

    private mutating func undo() async throws {
        do {
            try await hall.attempts.undoRegrade(of: hall.quiz, by: hall.teachers[0], because: "")
        } catch RegradeRefusal.nothingToUndo {}
    }

    /// A learner's last attempt: the next gets the number of them all.
    private mutating func remove() async throws {
        let learner = hall.learners[Int.random(in: 0..<3, using: &generator)]
        let last: Attempt.ID? = try await hall.database.write { tx in
            let last = try tx.first("SELECT max(id) AS last FROM attempts WHERE learner_id = \(learner)") { row in
                try row["last"] as Attempt.ID?
            }
            guard let last = last ?? nil else { return nil }
            try tx.run("DELETE FROM attempts WHERE id = \(last)")
            return last
        }
        attempts.removeAll { $0 == last }
    }
}

extension Hall {
    /// The figures from the answers themselves, question by question of each attempt.
    fileprivate func recounted(_ counted: CountedAttempts) async throws -> QuizStatistics {
        let cache = quizzes.cache
        return try await database.read { [quiz] tx in
            let slots = try tx.quiz(quiz).slots
            let asked = try slots.map { slot in
                (question: try cache.question(slot.question) { try tx.bankQuestion(slot.question) }, slot.maximum)
            }
            let finished = try tx.all(
                "SELECT id, learner_id, marks, needs_grading FROM attempts WHERE finished_at IS NOT NULL ORDER BY learner_id, number"
            ) { row in
                FinishedAttempt(
                    id: try row["id"], learner: try row["learner_id"], marks: try row["marks"],
                    waits: try row["needs_grading"])
            }
            let chosen = counted.choose(finished)
            let sheets = try chosen.filter { !$0.waits }.map(\.id).sorted().map { attempt in
                var sheet = CountedSheet(marks: [], answers: [])
                for (number, slot) in slots.enumerated() {
                    let (question, mark, response) = try tx.one(
                        """
                        SELECT question_id, mark, response FROM attempt_slots
                        WHERE attempt_id = \(attempt) AND number = \(number + 1)
                        """
                    ) { row -> (BankQuestion.ID, Points?, String?) in
                        (try row["question_id"], try row["mark"], try row["response"])
                    }
                    var tries: [Response] = try tx.all(
                        """
                        SELECT response FROM attempt_steps WHERE attempt_id = \(attempt) AND slot = \(number + 1)
                            AND action = 'submit' ORDER BY number
                        """
                    ) { try Response(stored: try $0["response"]) }
                    let last = try response.map { try Response(stored: $0) }
                    if let last, tries.last != last { tries.append(last) }
                    sheet.marks.append((mark ?? .zero).rawValue)
                    sheet.answers.append(
                        question == slot.question ? CountedAnswer(response: last, tries: tries) : CountedAnswer())
                }
                return sheet
            }
            return QuizStatistics(
                asked.map { (question: $0.question, maximum: $0.1) }, sheets, counted: counted,
                waiting: chosen.count { $0.waits }, different: 0)
        }
    }

    fileprivate func sheets() async throws -> [String] {
        try await database.read { tx in
            try tx.all("SELECT attempt_id, slots FROM attempt_sheets ORDER BY attempt_id") {
                "\(try $0["attempt_id"] as Int)\n\(try $0["slots"] as String)"
            }
        }
    }
}

@Suite struct AttemptSheetTests {
    @Test(arguments: TestEngine.available, [UInt64(1), 2, 3])
    func `whatever happens, the figures are those of all attempts counted anew`(
        engine: TestEngine, seed: UInt64
    ) async throws {
        let settings = QuizSettings(attempts: nil, shuffle: false, behaviour: .adaptive)
        try await withHall(engine, settings, [Hall.capital, Hall.essay, Events.number]) { hall in
            var events = Events(hall: hall, generator: SeededGenerator(seed: seed))
            for number in 0..<40 {
                try await events.happen()
                for counted in CountedAttempts.allCases {
                    let (kept, anew) = (
                        try await hall.attempts.statistics(of: hall.quiz, counting: counted),
                        try await hall.recounted(counted)
                    )
                    #expect(kept == anew, "event \(number), \(counted)")
                }
            }
            #expect(try await hall.attempts.statistics(of: hall.quiz, counting: .all).test.count > 0)

            // Attempts that were finished before there were sheets get the same ones.
            let kept = try await hall.sheets()
            try await hall.database.write { tx in
                try tx.run("DROP TABLE attempt_sheets")
                try tx.run("DELETE FROM schema_migrations WHERE id = 'quizzes-030-attempt-sheets'")
            }
            try await hall.database.migrate(hallMigrations)
            #expect(try await hall.sheets() == kept && !kept.isEmpty)
        }
    }
}
