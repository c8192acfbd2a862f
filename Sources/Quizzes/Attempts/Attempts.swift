public import Accounts
public import Courses
public import Foundation
public import Spaces
public import Storage

/// An attempt with its questions, as the learner or the teacher sees it.
public struct AttemptPaper: Equatable, Sendable {
    public var attempt: Attempt
    public var title: String
    public var course: Course
    public var settings: QuizSettings
    public var items: [Item]
    /// When the review opens, where it waits for the quiz to close; nil where it waits for nothing.
    public var reviewOpensAt: Date?

    public struct Item: Equatable, Sendable {
        public var attempt: Attempt.ID
        public var slot: AttemptSlot
        /// With the numbers this learner was given.
        public var question: BankQuestion
        public var presentation: Presentation
        /// The question as its steps left it, handed in if the attempt is.
        public var play: QuestionAttempt
        /// How many steps were taken; a step is known by the next number.
        public var stepCount: Int

        /// A question nobody was asked yet, as an author looks at it.
        public static func sample(of question: BankQuestion) -> Item {
            Item(
                attempt: .init(rawValue: 0),
                slot: AttemptSlot(
                    number: 1, question: question.id, maximum: Points(rounding: question.question.defaultMark),
                    sequence: 0,
                    isLate: false),
                question: question, presentation: Presentation(question.question, seed: 1),
                play: QuestionAttempt(question.question, behaviour: .deferred), stepCount: 0)
        }
    }

    /// Items by pages of `questionsPerPage`; a description takes no number of its own and stays with what follows.
    public var pages: [[Item]] {
        stride(from: 0, to: items.count, by: settings.questionsPerPage).map {
            Array(items[$0..<min($0 + settings.questionsPerPage, items.count)])
        }
    }

    /// Whether the learner may see marks and keys of the finished attempt.
    public func reveals(at now: Date) -> Bool { settings.reveals(at: now, opening: reviewOpensAt) }
}

extension QuizSettings {
    /// - Parameter opening: when the review opens, where it waits for the quiz to close.
    func reveals(at now: Date, opening: Date?) -> Bool {
        switch review {
        case .afterSubmission: true
        case .afterClosing: opening.map { now >= $0 } ?? false
        case .never: false
        }
    }
}

/// What was kept of the answers sent, and how the attempt stands.
public struct SaveReceipt: Equatable, Sendable {
    public struct Saved: Equatable, Sendable {
        public var slot: Int
        public var sequence: Int
    }
    public var saved: [Saved]
    /// Slots whose answers say nothing this quiz could keep.
    public var refused: [Int]
    public var attempt: Attempt
    public var isLate: Bool
    public var at: Date
}

/// What a quiz's own page says to a learner.
public struct QuizStatus: Equatable, Sendable {
    public var quiz: Quiz
    public var attempts: [Attempt]
    public var grade: Points?
    /// When the review opens, where it waits for the quiz to close.
    public var reviewOpensAt: Date?
    public var at: Date

    public var reveals: Bool { quiz.settings.reveals(at: at, opening: reviewOpensAt) }

    public var open: Attempt? { attempts.last { !$0.isFinished } }

    public var attemptsLeft: Int? { quiz.settings.attempts.map { max(0, $0 - attempts.count) } }
}

/// Taking quizzes: starting, answering, submitting, marking.
public struct Attempts: Sendable {
    /// The kind of job that closes an attempt whose time ran out; its payload is the attempt's id.
    public static let closingJob = "close-attempt"

    let database: any Database
    let quizzes: Quizzes
    let jobs: JobQueue
    let now: @Sendable () -> Date

    public init(database: any Database, quizzes: Quizzes, jobs: JobQueue, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.quizzes = quizzes
        self.jobs = jobs
        self.now = now
    }

    public func status(of quiz: Activity.ID, for learner: User.ID) async throws -> QuizStatus {
        try await database.read { [now] tx in
            let quiz = try tx.quiz(quiz, for: learner)
            let attempts = try tx.attempts(at: quiz.activity, by: learner)
            return QuizStatus(
                quiz: quiz, attempts: attempts, grade: quiz.grade(of: attempts),
                reviewOpensAt: try tx.reviewOpening(of: quiz), at: now())
        }
    }

    /// Starts an attempt, or goes on with the open one. Throws `AttemptRefusal`.
    public func start(_ quiz: Activity.ID, by learner: User.ID, password: String? = nil) async throws -> Attempt.ID {
        let seed = UInt64.random(in: .min ... .max)
        return try await database.write { [now, jobs, cache = quizzes.cache] tx in
            let quiz = try tx.quiz(quiz, for: learner)
            let attempts = try tx.attempts(at: quiz.activity, by: learner)
            let instant = now()
            if let open = attempts.last(where: { !$0.isFinished }) {
                guard open.isOverdue(at: instant) else { return open.id }
                try tx.finish(open, .timeout, cache, at: instant)
            }
            guard !quiz.slots.isEmpty else { throw AttemptRefusal.noQuestions }
            if let refusal = quiz.settings.refusalToStart(after: attempts, password: password, at: instant) {
                throw refusal
            }
            let deadline = quiz.settings.deadline(ofAttemptBegun: instant)
            let slots = try tx.drawSlots(of: quiz, seed: seed, cache)
            let id = try tx.insertAttempt(
                at: quiz, by: learner, number: attempts.count + 1, deadline: deadline, seed: seed, slots: slots,
                at: instant)
            try tx.open(quiz.activity, by: learner, at: instant)
            if let deadline { try jobs.enqueueClosing(of: id, at: deadline, in: tx) }
            return id
        }
    }

    public func attempt(_ id: Attempt.ID) async throws -> Attempt {
        try await database.read { tx in try tx.attempt(id) }
    }

    /// The attempt, and what the person may do in its course. One read; throws `NoRow` when there is none.
    public func visit(_ id: Attempt.ID, by user: User.ID) async throws -> (Attempt, Access) {
        try await database.read { [now] tx in
            let attempt = try tx.attempt(id)
            return (attempt, try tx.access(of: user, to: try tx.course(of: attempt.quiz).space, at: now()))
        }
    }

    /// The attempt with its questions: six queries, however many questions.
    public func paper(_ id: Attempt.ID) async throws -> AttemptPaper {
        try await database.read { [cache = quizzes.cache] tx in
            let attempt = try tx.attempt(id)
            let slots = try tx.slots(of: id)
            let questions = try tx.bankQuestions(slots.map(\.question), cache)
            let course = try tx.course(of: attempt.quiz)
            let steps = try tx.steps(of: attempt)
            let title: String = try tx.value("SELECT title FROM activities WHERE id = \(attempt.quiz)")
            let quiz = try tx.quiz(attempt.quiz)
            return AttemptPaper(
                attempt: attempt, title: title, course: course, settings: quiz.settings,
                items: slots.compactMap { slot in
                    (questions[slot.question]?.asked(slot.variant)).map { question in
                        let play = QuestionAttempt(
                            question.question, attempt.behaviour, steps[slot.number] ?? [], slot,
                            isHandedIn: attempt.isFinished)
                        return AttemptPaper.Item(
                            attempt: id, slot: slot, question: question,
                            presentation: attempt.presentation(of: question.question, in: slot.number), play: play,
                            stepCount: steps[slot.number]?.count ?? 0)
                    }
                }, reviewOpensAt: try tx.reviewOpening(of: quiz))
        }
    }

    /// Keeps answers as they are given. Sent again, an answer changes nothing. Throws `AttemptRefusal`.
    public func save(
        _ answers: [SubmittedAnswer], device: String, in id: Attempt.ID, by learner: User.ID
    ) async throws -> SaveReceipt {
        try await database.write { [now, cache = quizzes.cache] tx in
            let attempt = try tx.attempt(id)
            guard attempt.learner == learner else { throw AttemptRefusal.notYours }
            var isLate = false
            var saved: [SaveReceipt.Saved] = []
            for answer in answers {
                let madeAt = Date(timeIntervalSince1970: Double(answer.sequence) / 1000)
                isLate = try attempt.accept(answerMadeAt: madeAt, at: now()).isLate || isLate
                if let open = attempt.openSlots, answer.slot > open.upperBound { continue }
                let isBehind = attempt.openSlots.map { answer.slot < $0.lowerBound } ?? false
                guard !answer.fields.isEmpty, let question = try tx.asked(in: answer.slot, of: id, cache) else {
                    continue
                }
                let presentation = attempt.presentation(of: question, in: answer.slot)
                let certainty = attempt.behaviour.asksCertainty ? Certainty(fields: answer.fields) : nil
                // What was settled by a try stays as it is, though an answer made before may still be on its way; and so
                // does what stands on a page that was left for good.
                let isSettled =
                    try isBehind || attempt.behaviour.hasTries && tx.isSettled(answer.slot, of: attempt, question)
                if let response = Response(fields: answer.fields, for: presentation) {
                    try tx.save(
                        response, certainty, in: answer.slot, of: id, device: device, sequence: answer.sequence,
                        isLate: isLate, isHistoryOnly: isSettled, at: now())
                } else if let certainty {
                    if !isSettled {
                        try tx.save(certainty, in: answer.slot, of: id, sequence: answer.sequence, at: now())
                    }
                } else {
                    continue
                }
                saved.append(.init(slot: answer.slot, sequence: answer.sequence))
            }
            if attempt.isFinished { try tx.markAttempt(id, cache, at: now()) }
            let kept = Set(saved.map(\.slot))
            return SaveReceipt(
                saved: saved, refused: answers.map(\.slot).filter { !kept.contains($0) }, attempt: attempt,
                isLate: isLate, at: now())
        }
    }

    /// Ends the attempt, marks it and writes the grade, all in one transaction. Ended already, it stays as it is.
    public func finish(_ id: Attempt.ID, by learner: User.ID) async throws {
        try await database.write { [now, cache = quizzes.cache] tx in
            let attempt = try tx.attempt(id)
            guard attempt.learner == learner else { throw AttemptRefusal.notYours }
            guard !attempt.isFinished else { return }
            try tx.finish(attempt, attempt.isOverdue(at: now()) ? .timeout : .submitted, cache, at: now())
        }
    }

    /// Closes an attempt whose time ran out, for the clock or for the job; too early, it does nothing.
    public func closeIfOverdue(_ id: Attempt.ID) async throws {
        try await database.write { [now, cache = quizzes.cache] tx in
            let attempt = try tx.attempt(id)
            guard !attempt.isFinished, attempt.isOverdue(at: now()) else { return }
            try tx.finish(attempt, .timeout, cache, at: now())
        }
    }
}

extension Quiz {
    /// The grade over the marked attempts; one that waits for a teacher does not count yet.
    func grade(of attempts: [Attempt]) -> Points? {
        settings.grade(
            of: attempts.filter { $0.isFinished && !$0.needsGrading }
                .map { settings.grade(marks: $0.marks, of: $0.maximum) })
    }
}

extension Transaction {
    func finish(_ attempt: Attempt, _ ending: Attempt.Ending, _ cache: QuestionCache, at instant: Date) throws {
        try run("UPDATE attempts SET finished_at = \(instant), ending = \(ending) WHERE id = \(attempt.id)")
        try markAttempt(attempt.id, cache, at: instant)
        try open(attempt.quiz, by: attempt.learner, at: instant)
        try achieve(.handedIn, in: attempt.quiz, by: attempt.learner, at: instant)
    }

    /// Marks every answer a rule can mark, sums up, and carries the grade to the gradebook.
    func markAttempt(_ id: Attempt.ID, _ cache: QuestionCache, at instant: Date) throws {
        let attempt = try attempt(id)
        let slots = try slots(of: id)
        let questions = try bankQuestions(slots.map(\.question), cache)
        let graded: Set<Int> = Set(
            try all("SELECT number FROM attempt_slots WHERE attempt_id = \(id) AND graded_by IS NOT NULL") {
                try $0["number"]
            })
        let steps = try steps(of: attempt)
        var sum = Points.zero
        var needsGrading = false
        for slot in slots {
            guard let question = questions[slot.question]?.question.resolved(slot.variant) else { continue }
            if graded.contains(slot.number) {
                sum += slot.mark ?? .zero
                continue
            }
            let play = QuestionAttempt(
                question, attempt.behaviour, steps[slot.number] ?? [], slot, isHandedIn: true)
            if play.state == .needsGrading {
                needsGrading = true
            } else {
                let mark = Points(rounding: (play.fraction ?? 0) * slot.maximum.number)
                sum += mark
                try setMark(mark, in: slot.number, of: id)
            }
        }
        try run("UPDATE attempts SET marks = \(sum), needs_grading = \(needsGrading) WHERE id = \(id)")
        try noteSheet(of: id)
        let quiz = try quiz(attempt.quiz)
        let grade = quiz.grade(of: try attempts(at: attempt.quiz, by: attempt.learner))
        try setGrade(grade, of: attempt.learner, for: attempt.quiz, at: instant)
    }
}
