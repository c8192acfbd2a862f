import Accounts
public import Courses
public import Storage

extension Attempts {
    /// What the finished attempts at a quiz say of it: five queries, however many attempts, and one
    /// for each question that is not at hand.
    public func statistics(of quiz: Activity.ID, counting counted: CountedAttempts) async throws -> QuizStatistics {
        let reading = try await database.read { [cache = quizzes.cache] tx in
            let slots = try tx.quiz(quiz).slots
            let questions = try tx.bankQuestions(slots.map(\.question), cache)
            let asked = slots.compactMap { slot in
                questions[slot.question].flatMap {
                    $0.question.kind == .description ? nil : (question: $0, maximum: slot.maximum)
                }
            }
            let finished = try tx.finishedAttempts(at: quiz)
            let chosen = counted.choose(finished)
            let ids = Set(chosen.filter { !$0.waits }.map(\.id))
            let sheets = try tx.sheets(of: ids, at: quiz, asking: asked, slots)
            return (asked, sheets, waiting: chosen.count { $0.waits })
        }
        let (asked, sheets, waiting) = reading
        // The sums are made outside the transaction: those of thousands of attempts take a while.
        let whole = sheets.compactMap { $0 }
        return QuizStatistics(
            asked, whole, counted: counted, waiting: waiting, different: sheets.count - whole.count)
    }
}

/// A finished attempt before its answers are read.
struct FinishedAttempt: Equatable, Sendable {
    var id: Attempt.ID
    var learner: User.ID
    var marks: Points
    /// An answer waits for a teacher.
    var waits: Bool
}

extension CountedAttempts {
    /// Those of the finished attempts that count; `finished` has each learner's in the order they were made.
    func choose(_ finished: [FinishedAttempt]) -> [FinishedAttempt] {
        guard self != .all else { return finished }
        var places: [User.ID: Int] = [:]
        var chosen: [FinishedAttempt] = []
        for attempt in finished {
            guard let place = places[attempt.learner] else {
                places[attempt.learner] = chosen.count
                chosen.append(attempt)
                continue
            }
            switch self {
            case .first, .all: break
            case .last: chosen[place] = attempt
            case .best: if attempt.isBetter(than: chosen[place]) { chosen[place] = attempt }
            }
        }
        return chosen
    }
}

extension FinishedAttempt {
    /// One that waits has not its whole mark yet.
    fileprivate func isBetter(than other: FinishedAttempt) -> Bool {
        if waits != other.waits { return other.waits }
        return marks > other.marks
    }
}

extension Transaction {
    fileprivate func finishedAttempts(at quiz: Activity.ID) throws -> [FinishedAttempt] {
        try all(
            """
            SELECT id, learner_id, marks, needs_grading FROM attempts
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL ORDER BY learner_id, number
            """
        ) { row in
            FinishedAttempt(
                id: try row["id"], learner: try row["learner_id"], marks: try row["marks"],
                waits: try row["needs_grading"])
        }
    }

    /// The marks and answers of the attempts, in the order of the questions asked now, whatever order a learner saw; nil
    /// in the place of an attempt that was not asked them all. An older version of a question counts as the question, its
    /// answers apart; whatever a random place gave counts as the place.
    fileprivate func sheets(
        of attempts: Set<Attempt.ID>, at quiz: Activity.ID, asking asked: [(question: BankQuestion, maximum: Points)],
        _ slots: [Quiz.Slot]
    ) throws -> [CountedSheet?] {
        var firsts: [BankQuestion.ID: BankQuestion.ID] = [:]
        try forEach(
            """
            SELECT DISTINCT versions.id AS id, versions.first_version AS first_version FROM quiz_slots
            JOIN questions asked ON asked.id = question_id
            JOIN questions versions ON versions.first_version = asked.first_version WHERE activity_id = \(quiz)
            """
        ) { row in firsts[try row["id"]] = try row["first_version"] }
        let places = Dictionary(grouping: asked.indices) { firsts[asked[$0].question.id] }
        let randoms = Dictionary(
            slots.enumerated().compactMap { position, slot in
                asked.firstIndex { $0.question.id == slot.question && $0.question.question.kind.name == .random }
                    .map { (position, $0) }
            }
        ) { first, _ in first }
        var sheets: [CountedSheet?] = []
        sheets.reserveCapacity(attempts.count)
        try forEachSheet(of: quiz) { attempt, slots in
            guard attempts.contains(attempt) else { return }
            var sheet = CountedSheet(asked.count)
            var seen = Array(repeating: false, count: asked.count)
            for slot in slots {
                guard
                    let place = firsts[slot.question].flatMap({ places[$0]?.first { !seen[$0] } })
                        ?? slot.position.flatMap({ randoms[$0] }), !seen[place]
                else { continue }
                seen[place] = true
                sheet.marks[place] = (slot.mark ?? .zero).scaled(from: slot.maximum, to: asked[place].maximum).rawValue
                // Answers to an older version are answers to other options.
                if slot.question == asked[place].question.id { sheet.answers[place] = CountedAnswer(slot) }
            }
            sheets.append(seen.allSatisfy { $0 } ? sheet : nil)
        }
        return sheets
    }
}

extension CountedSheet {
    fileprivate init(_ count: Int) {
        marks = Array(repeating: 0, count: count)
        answers = Array(repeating: CountedAnswer(), count: count)
    }
}

extension CountedAnswer {
    /// What stands at the end is one try more when it is another than was marked last.
    fileprivate init(_ slot: SheetSlot) {
        self.init(variant: slot.variant, response: slot.response, tries: slot.sent)
        if let response, !response.isEmpty, response != slot.sent.last { tries.append(response) }
    }
}

extension Points {
    /// A mark of a question whose weight was changed since it was asked.
    fileprivate func scaled(from old: Points, to new: Points) -> Points {
        guard old != new, old > .zero else { return self }
        return Points(rounding: number / old.number * new.number)
    }
}
