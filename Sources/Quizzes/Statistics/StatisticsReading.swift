import Accounts
public import Courses
public import Storage

extension Attempts {
    /// What the finished attempts at a quiz say of it: six queries, however many attempts, and one
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
            SELECT question_id, first_version FROM quiz_slots JOIN questions ON questions.id = question_id
            WHERE activity_id = \(quiz)
            """
        ) { row in firsts[try row["question_id"]] = try row["first_version"] }
        let places = Dictionary(grouping: asked.indices) { firsts[asked[$0].question.id] }
        let randoms = Dictionary(
            slots.enumerated().compactMap { position, slot in
                asked.firstIndex { $0.question.id == slot.question && $0.question.question.kind.name == .random }
                    .map { (position, $0) }
            }
        ) { first, _ in first }
        var sheets: [CountedSheet?] = []
        var current: Attempt.ID?
        var sheet = CountedSheet(asked.count)
        var seen: [Bool] = []
        func close() {
            if current != nil { sheets.append(seen.allSatisfy { $0 } ? sheet : nil) }
        }
        var known = KnownResponses()
        let tries = try tries(of: attempts, at: quiz, &known)
        try forEach(
            """
            SELECT attempt_id, attempt_slots.number AS number, question_id, first_version, position, variant,
                attempt_slots.maximum AS slot_maximum, mark, response
            FROM attempt_slots JOIN attempts ON attempts.id = attempt_id JOIN questions ON questions.id = question_id
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL ORDER BY attempt_id, attempt_slots.number
            """
        ) { row in
            let attempt: Attempt.ID = try row["attempt_id"]
            guard attempts.contains(attempt) else { return }
            if attempt != current {
                close()
                (current, sheet) = (attempt, CountedSheet(asked.count))
                seen = Array(repeating: false, count: asked.count)
            }
            let first: BankQuestion.ID? = try row["first_version"]
            let position: Int? = try row["position"]
            guard let place = places[first]?.first(where: { !seen[$0] }) ?? position.flatMap({ randoms[$0] }),
                !seen[place]
            else { return }
            seen[place] = true
            let (mark, maximum): (Points?, Points) = (try row["mark"], try row["slot_maximum"])
            sheet.marks[place] = (mark ?? .zero).scaled(from: maximum, to: asked[place].maximum).rawValue
            // Answers to an older version are answers to other options.
            guard try row["question_id"] == asked[place].question.id, let stored: String = try row["response"] else {
                return
            }
            sheet.answers[place] = CountedAnswer(
                variant: try row["variant"], response: try known[stored], sent: tries[attempt]?[try row["number"]] ?? [])
        }
        close()
        return sheets
    }

    /// What was sent to be marked before the attempts were handed in, by slot.
    private func tries(
        of attempts: Set<Attempt.ID>, at quiz: Activity.ID, _ known: inout KnownResponses
    ) throws -> [Attempt.ID: [Int: [Response]]] {
        var tries: [Attempt.ID: [Int: [Response]]] = [:]
        try forEach(
            """
            SELECT attempt_id, slot, response FROM attempt_steps JOIN attempts ON attempts.id = attempt_id
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL AND action = \(QuestionAttempt.Action.submit)
            ORDER BY attempt_id, slot, attempt_steps.number
            """
        ) { row in
            let attempt: Attempt.ID = try row["attempt_id"]
            guard attempts.contains(attempt), let stored: String = try row["response"] else { return }
            tries[attempt, default: [:]][try row["slot"], default: []].append(try known[stored])
        }
        return tries
    }
}

/// Most answers to a question with options are one of a few texts.
private struct KnownResponses {
    private var responses: [String: Response] = [:]

    subscript(stored: String) -> Response {
        mutating get throws {
            if let known = responses[stored] { return known }
            let response = try Response(stored: stored)
            responses[stored] = response
            return response
        }
    }
}

extension CountedSheet {
    fileprivate init(_ count: Int) {
        marks = Array(repeating: 0, count: count)
        answers = Array(repeating: CountedAnswer(), count: count)
    }
}

extension CountedAnswer {
    /// - Parameter sent: what was to be marked before the end; what stands at the end is one more when it is another.
    fileprivate init(variant: Int?, response: Response, sent: [Response]) {
        let isTried = response == sent.last || response.isEmpty
        self.init(variant: variant, response: response, tries: isTried ? sent : sent + [response])
    }
}

extension Points {
    /// A mark of a question whose weight was changed since it was asked.
    fileprivate func scaled(from old: Points, to new: Points) -> Points {
        guard old != new, old > .zero else { return self }
        return Points(rounding: number / old.number * new.number)
    }
}
