public import Accounts
public import Courses
import Foundation
public import Storage

/// One person's mark for one answer.
public struct HandMark: Equatable, Sendable {
    public var marker: User.ID
    public var mark: Points
    /// The chosen level of each criterion; empty where there is no rubric.
    public var rubric: Rubric
    public var comment: String
}

/// An answer that people mark.
public struct HandAnswer: Equatable, Sendable {
    public var attempt: Attempt.ID
    public var slot: Int
    /// The first version of its question: mended, it is still one question.
    public var question: BankQuestion.ID
    /// Its mark stands.
    public var isSettled: Bool
    public var markers: [User.ID]

    public func waits(for marker: User.ID) -> Bool { !isSettled && !markers.contains(marker) }
}

/// A question people mark, with how far they are.
public struct HandQuestion: Equatable, Sendable {
    /// Its first version.
    public var id: BankQuestion.ID
    /// As it was asked last.
    public var question: BankQuestion
    public var rubric: Rubric
    public var answers: [HandAnswer]

    public var settled: Int { answers.count(where: \.isSettled) }
}

/// One answer on the desk of who marks it.
public struct HandPaper: Equatable, Sendable {
    public var paper: AttemptPaper
    public var item: AttemptPaper.Item
    public var learner: PersonName
    public var question: HandQuestion
    public var answer: HandAnswer
    /// What this marker gave; other markers' marks are not told before the mark stands.
    public var own: HandMark?
    public var hidesNames: Bool
    /// The answers to the same question before and after this one.
    public var previous: HandAnswer?
    public var following: HandAnswer?
    /// The next answer to the same question that waits for this marker; nil when there is none.
    public var next: HandAnswer?
}

/// A mark as it is given: points, or the levels of a rubric.
public struct GivenHandMark: Sendable {
    public var points: Points?
    public var levels: [Int?]
    public var comment: String

    public init(points: Points?, levels: [Int?] = [], comment: String) {
        self.points = points
        self.levels = levels
        self.comment = comment
    }
}

extension Attempts {
    public static let commentLimit = 5_000

    /// A teacher's mark for an answer, with words for the learner. Throws `MarkRefusal`.
    public func mark(
        slot number: Int, of id: Attempt.ID, as mark: Points, comment: String, by teacher: User.ID
    ) async throws {
        try await self.mark(slot: number, of: id, GivenHandMark(points: mark, comment: comment), by: teacher)
    }

    /// The same by points or by the levels of the question's rubric. Throws `MarkRefusal`.
    public func mark(
        slot number: Int, of id: Attempt.ID, _ given: GivenHandMark, by teacher: User.ID
    ) async throws {
        try await database.write { [now, cache = quizzes.cache] tx in
            let attempt = try tx.attempt(id)
            guard let slot = try tx.slots(of: id).first(where: { $0.number == number }) else { throw NoRow() }
            let rubric = try tx.rubric(of: slot.question, in: attempt.quiz)
            let (mark, chosen) = try given.mark(of: slot.maximum, under: rubric)
            let tolerance = try tx.quiz(attempt.quiz).settings.tolerance
            var marks = try tx.handMarks(of: number, in: id)
            if tolerance != nil, !marks.contains(where: { $0.marker == teacher }) {
                let before = HandVerdict(marks.map(\.mark), of: slot.maximum, tolerance: tolerance)
                if case .settled = before { throw MarkRefusal.settled }
                // Marked before there were two markers, it stays as it is.
                if marks.isEmpty, slot.mark != nil { throw MarkRefusal.settled }
            }
            let own = HandMark(
                marker: teacher, mark: mark, rubric: chosen, comment: String(given.comment.prefix(Self.commentLimit)))
            try tx.keep(own, for: number, of: id, at: now())
            if let place = marks.firstIndex(where: { $0.marker == teacher }) {
                marks[place] = own
            } else {
                marks.append(own)
            }
            // Without a second marker the last word is this one's.
            let counted = tolerance == nil ? [own] : marks
            var settled: Points?
            if case .settled(let points) = HandVerdict(counted.map(\.mark), of: slot.maximum, tolerance: tolerance) {
                settled = points
            }
            let comment = counted.map(\.comment).filter { !$0.isEmpty }.joined(separator: "\n\n")
            try tx.run(
                """
                UPDATE attempt_slots SET mark = \(settled), graded_by = \(settled == nil ? nil : teacher),
                    comment = \(settled == nil ? nil : comment)
                WHERE attempt_id = \(id) AND number = \(number)
                """)
            try tx.markAttempt(id, cache, at: now())
        }
    }

    /// What people mark in a quiz, question by question: three queries, and one for each question that is not at hand.
    public func handQuestions(of quiz: Activity.ID) async throws -> [HandQuestion] {
        try await database.read { [cache = quizzes.cache] tx in try tx.handQuestions(of: quiz, cache) }
    }

    /// One answer with what its marker needs. Throws `NoRow` when nobody has to mark it.
    public func handPaper(_ attempt: Attempt.ID, slot: Int, for marker: User.ID) async throws -> HandPaper {
        let paper = try await paper(attempt)
        return try await database.read { [cache = quizzes.cache] tx in
            let questions = try tx.handQuestions(of: paper.attempt.quiz, cache)
            guard let item = paper.items.first(where: { $0.slot.number == slot }),
                let question = questions.first(where: { question in
                    question.answers.contains { $0.attempt == attempt && $0.slot == slot }
                }),
                let place = question.answers.firstIndex(where: { $0.attempt == attempt && $0.slot == slot })
            else { throw NoRow() }
            let answers = question.answers
            let later = answers[(place + 1)...] + answers[..<place]
            return HandPaper(
                paper: paper, item: item,
                learner: try tx.one(
                    "SELECT surname, given_name, patronymic FROM users WHERE id = \(paper.attempt.learner)"
                ) { try PersonName($0) },
                question: question, answer: answers[place],
                own: try tx.handMarks(of: slot, in: attempt).first { $0.marker == marker },
                hidesNames: paper.settings.isBlind && questions.contains { $0.settled < $0.answers.count },
                previous: place > 0 ? answers[place - 1] : nil,
                following: place + 1 < answers.count ? answers[place + 1] : nil,
                next: later.first { $0.waits(for: marker) })
        }
    }

    /// Whether names are kept from who marks: while any answer of a quiz that hides them waits.
    public func hidesNames(at quiz: Activity.ID) async throws -> Bool {
        try await database.read { tx in
            try tx.value(
                """
                SELECT count(*) FROM quizzes WHERE activity_id = \(quiz) AND is_blind AND EXISTS (
                    SELECT 1 FROM attempts WHERE activity_id = \(quiz) AND finished_at IS NOT NULL AND needs_grading)
                """) > 0
        }
    }

    /// Whether answers are marked question by question alone: by a rubric, or by two people.
    public func marksAtDesk(_ quiz: Activity.ID) async throws -> Bool {
        try await database.read { tx in
            try tx.value(
                """
                SELECT count(*) FROM quizzes WHERE activity_id = \(quiz) AND (tolerance IS NOT NULL OR EXISTS (
                    SELECT 1 FROM quiz_rubrics WHERE quiz_rubrics.activity_id = quizzes.activity_id))
                """) > 0
        }
    }

    /// What answers to a question are marked by from now on; an empty text takes it away. Throws `AssignmentRefusal`.
    public func setRubric(_ text: String, for question: BankQuestion.ID, of quiz: Activity.ID) async throws {
        let rubric = try Rubric(text: text)
        guard rubric.isEmpty || rubric.maximum > .zero else { throw AssignmentRefusal.takesNothing }
        try await database.write { tx in try tx.set(rubric, for: question, of: quiz) }
    }
}

extension GivenHandMark {
    /// The mark and the levels it was given for. The best levels together are the question's maximum.
    fileprivate func mark(of maximum: Points, under rubric: Rubric) throws(MarkRefusal) -> (Points, Rubric) {
        if let points {
            guard points >= .zero, points <= maximum else { throw .outOfRange(maximum: maximum) }
            return (points, Rubric())
        }
        guard !rubric.isEmpty else { throw .notANumber }
        for (place, criterion) in rubric.criteria.enumerated()
        where !levels.indices.contains(place) || levels[place] == nil {
            throw .levelMissing(criterion: criterion.title)
        }
        guard let chosen = rubric.chosen(levels.compactMap { $0 }) else {
            throw .levelMissing(criterion: rubric.criteria[0].title)
        }
        let whole = rubric.maximum.rawValue
        return (Points(rawValue: (chosen.maximum.rawValue * maximum.rawValue + whole / 2) / whole), chosen)
    }
}

extension Transaction {
    func handMarks(of slot: Int, in attempt: Attempt.ID) throws -> [HandMark] {
        try all(
            """
            SELECT marker_id, mark, rubric, comment FROM hand_marks WHERE attempt_id = \(attempt) AND slot = \(slot)
            ORDER BY marked_at, marker_id
            """
        ) { row in
            HandMark(
                marker: try row["marker_id"], mark: try row["mark"], rubric: try Rubric(text: try row["rubric"]),
                comment: try row["comment"])
        }
    }

    fileprivate func keep(_ mark: HandMark, for slot: Int, of attempt: Attempt.ID, at instant: Date) throws {
        try run(
            """
            INSERT INTO hand_marks (attempt_id, slot, marker_id, mark, rubric, comment, marked_at)
            VALUES (\(attempt), \(slot), \(mark.marker), \(mark.mark), \(mark.rubric.text), \(mark.comment), \(instant))
            ON CONFLICT (attempt_id, slot, marker_id) DO UPDATE SET mark = excluded.mark, rubric = excluded.rubric,
                comment = excluded.comment, marked_at = excluded.marked_at
            """)
    }

    fileprivate func rubric(of question: BankQuestion.ID, in quiz: Activity.ID) throws -> Rubric {
        let text: String? = try first(
            """
            SELECT rubric FROM quiz_rubrics JOIN questions ON questions.first_version = quiz_rubrics.first_version
            WHERE activity_id = \(quiz) AND questions.id = \(question)
            """
        ) { try $0["rubric"] }
        return try Rubric(text: text ?? "")
    }

    func set(_ rubric: Rubric, for question: BankQuestion.ID, of quiz: Activity.ID) throws {
        let first: BankQuestion.ID = try value("SELECT first_version FROM questions WHERE id = \(question)")
        try run("DELETE FROM quiz_rubrics WHERE activity_id = \(quiz) AND first_version = \(first)")
        guard !rubric.isEmpty else { return }
        try run(
            """
            INSERT INTO quiz_rubrics (activity_id, first_version, rubric)
            VALUES (\(quiz), \(first), \(rubric.text))
            """)
    }

    /// Rubrics of a quiz by the first versions of their questions.
    func rubrics(of quiz: Activity.ID) throws -> [BankQuestion.ID: Rubric] {
        let rows = try all("SELECT first_version, rubric FROM quiz_rubrics WHERE activity_id = \(quiz)") {
            row -> (BankQuestion.ID, Rubric) in (try row["first_version"], try Rubric(text: try row["rubric"]))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    fileprivate func handQuestions(of quiz: Activity.ID, _ cache: QuestionCache) throws -> [HandQuestion] {
        struct Key: Hashable { var attempt: Attempt.ID, slot: Int }
        var markers: [Key: [User.ID]] = [:]
        try forEach(
            """
            SELECT attempt_id, slot, marker_id FROM hand_marks JOIN attempts ON attempts.id = attempt_id
            WHERE activity_id = \(quiz)
            """
        ) { row in
            markers[Key(attempt: try row["attempt_id"], slot: try row["slot"]), default: []].append(
                try row["marker_id"])
        }
        let rubrics = try rubrics(of: quiz)
        var answers: [BankQuestion.ID: [HandAnswer]] = [:]
        var asked: [BankQuestion.ID: (place: Int, version: BankQuestion.ID)] = [:]
        try forEach(
            """
            SELECT attempt_id, attempt_slots.number AS slot, coalesce(position, attempt_slots.number) AS place, question_id,
                first_version, CASE WHEN graded_by IS NULL THEN 0 ELSE 1 END AS is_graded
            FROM attempt_slots JOIN attempts ON attempts.id = attempt_id JOIN questions ON questions.id = question_id
            WHERE activity_id = \(quiz) AND finished_at IS NOT NULL AND kind = 'essay'
                AND (mark IS NULL OR graded_by IS NOT NULL)
            ORDER BY attempt_id, attempt_slots.number
            """
        ) { row in
            let (first, version): (BankQuestion.ID, BankQuestion.ID) =
                (try row["first_version"], try row["question_id"])
            let key = Key(attempt: try row["attempt_id"], slot: try row["slot"])
            let place: Int = try row["place"]
            let before = asked[first] ?? (place: place, version: version)
            asked[first] = (min(before.place, place), max(before.version, version))
            answers[first, default: []].append(
                HandAnswer(
                    attempt: key.attempt, slot: key.slot, question: first, isSettled: try row["is_graded"],
                    markers: markers[key] ?? []))
        }
        let questions = try bankQuestions(asked.values.map(\.version), cache)
        return asked.sorted { ($0.value.place, $0.key) < ($1.value.place, $1.key) }.compactMap { first, last in
            questions[last.version].map {
                HandQuestion(id: first, question: $0, rubric: rubrics[first] ?? Rubric(), answers: answers[first] ?? [])
            }
        }
    }
}
