import Accounts
public import Courses
public import Foundation
public import Markup
public import Media
import Spaces
public import Storage

/// Quizzes as authors make them: questions from a file, settings, export.
public struct Quizzes: Sendable {
    let database: any Database
    let formulas: FormulaRenderer?
    let cache: QuestionCache
    let now: @Sendable () -> Date

    public init(database: any Database, formulas: FormulaRenderer?, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.formulas = formulas
        self.cache = QuestionCache()
        self.now = now
    }

    /// Makes a draft of a quiz of what a file holds; `links` puts the addresses of pictures right, `store` keeps the
    /// files that came inside it. Throws `QuizRefusal`.
    public func draft(
        _ reading: QuestionFile, settings: QuizSettings, rubrics: [Int: Rubric] = [:],
        links: (String) -> String = { $0 },
        store: (ReadQuestion.File) throws -> StoredFile? = { _ in nil }
    ) throws -> QuizDraft {
        try settings.check()
        guard !reading.questions.isEmpty else { throw QuizRefusal.nothingRead(lines: reading.problems.map(\.line)) }
        let questions = reading.questions.map { $0.question.withTexts(links) }
        let files = try reading.questions.map { read in
            try read.files.compactMap { file in try store(file).map { (file.name, $0) } }
        }
        let sheets = try questions.map { try QuestionSheet($0, formulas: formulas) }
        let kinds = Dictionary(questions.map { ($0.kind.name.rawValue, 1) }) { $0 + $1 }
        return QuizDraft(points: Points(settings.points), kinds: kinds) { [now] tx, activity, settle in
            let space = try tx.course(of: activity).space
            try tx.insert(settings, for: activity)
            if let closesAt = settings.closesAt { try tx.setDue(closesAt, of: activity) }
            for (position, (question, sheet)) in zip(questions, sheets).enumerated() {
                let added = try files[position].map { name, file in
                    (name, try tx.addAsset(file, to: space, at: now()).path)
                }
                let settle = { EmbeddedFiles.settling(settle($0), added) }
                let id = try tx.insert(question.withTexts(settle), sheet.settled(settle), into: space, at: now())
                try tx.insertSlot(id, maximum: Points(rounding: question.defaultMark), at: position, of: activity)
                if let rubric = rubrics[position + 1] { try tx.set(rubric, for: id, of: activity) }
            }
            try tx.indexQuestions(of: activity)
        }
    }

    public func quiz(_ activity: Activity.ID) async throws -> Quiz {
        try await database.read { tx in try tx.quiz(activity) }
    }

    /// Changes how a quiz is taken if its settings still are `asShown`; attempts made before keep their marks, those under
    /// way get their new end. Throws `QuizRefusal`, `SettingsChanged`.
    public func change(
        _ activity: Activity.ID, to settings: QuizSettings, jobs: JobQueue? = nil,
        if asShown: @escaping @Sendable (QuizSettings) -> Bool = { _ in true }
    ) async throws {
        try settings.check()
        try await database.write { tx in
            let before = try tx.quiz(activity).settings
            guard asShown(before) else { throw SettingsChanged() }
            try tx.update(settings, of: activity)
            if before.closesAt != settings.closesAt { try tx.setDue(settings.closesAt, of: activity) }
            if let jobs, before.closesAt != settings.closesAt || before.timeLimitMinutes != settings.timeLimitMinutes {
                try tx.settleDeadlines(of: activity, jobs)
            }
        }
    }

    /// The quiz's questions in order.
    public func questions(of activity: Activity.ID) async throws -> [BankQuestion] {
        try await database.read { [cache] tx in
            let slots = try tx.quiz(activity).slots
            let found = try tx.bankQuestions(slots.map(\.question), cache)
            return slots.compactMap { found[$0.question] }
        }
    }
}

extension Quizzes {
    /// Reads a quiz of a course folder; a folder whose questions cannot all be kept is refused with their lines.
    public func folderReader() -> CourseImport.QuizReader {
        { outline, bytes, links in
            do {
                return try draft(
                    try wholeFile(bytes, named: outline.file), settings: try outline.settings(),
                    rubrics: try outline.readRubrics(), links: links)
            } catch let refusal as QuizRefusal {
                throw CourseFolderProblem(file: outline.file, kind: .manifestMalformed("\(outline.title): \(refusal)"))
            }
        }
    }

    /// The questions of a quiz as a file: GIFT where it holds them all, else Moodle's XML.
    public func file(of quiz: Activity.ID) async throws -> CourseExport.QuestionText {
        CourseExport.QuestionText(try await questions(of: quiz).map(\.question))
    }

    public func folderWriter() -> CourseExport.QuizWriter {
        { [cache] tx, activity, localised in
            let quiz = try tx.quiz(activity)
            var questions = try tx.filedQuestions(quiz.slots.map(\.question), cache)
            for (place, slot) in quiz.slots.enumerated() { questions[place].defaultMark = slot.maximum.number }
            return (
                try tx.outline(of: quiz), CourseExport.QuestionText(questions.map { $0.withTexts(localised) })
            )
        }
    }
}

extension CourseExport.QuestionText {
    /// GIFT is for people to read and change; questions that have what it has no place for go into XML.
    init(_ questions: [Question]) {
        let gift = GIFT.write(questions)
        let isWhole = (try? QuestionFile(Array(gift.utf8)).questions.map(\.question)) == questions
        self = isWhole ? .gift(gift) : .xml(MoodleXML.write(questions))
    }
}

extension Transaction {
    /// The settings of a quiz, and what its answers are marked by, as a course folder has them.
    fileprivate func outline(of quiz: Quiz) throws -> QuizOutline {
        var outline = QuizOutline(quiz.settings)
        let rubrics = try rubrics(of: quiz.activity)
        guard !rubrics.isEmpty else { return outline }
        let firsts = try all(
            """
            SELECT position, first_version FROM quiz_slots JOIN questions ON questions.id = question_id
            WHERE activity_id = \(quiz.activity) ORDER BY position
            """
        ) { row -> BankQuestion.ID in try row["first_version"] }
        outline.rubrics = Dictionary(
            firsts.enumerated().compactMap { place, first in rubrics[first].map { ("\(place + 1)", $0.text) } }
        ) { one, _ in one }
        return outline
    }
}

extension QuizOutline {
    func settings() throws(CourseFolderProblem) -> QuizSettings {
        QuizSettings(
            points: points ?? 10, timeLimitMinutes: timeLimitMinutes, attempts: attempts,
            grading: try word(grading, else: .highest), questionsPerPage: questionsPerPage ?? 5,
            shuffle: shuffle ?? true, review: try word(review, else: .afterSubmission), pass: pass,
            behaviour: try word(behaviour, else: .deferred), opensAt: try date(opens), closesAt: try date(closes),
            password: password, delayMinutes: delayMinutes, isSequential: sequential ?? false,
            feedback: try overallFeedback(), isBlind: blind ?? false, tolerance: markersDifferPercent)
    }

    /// An instant as `2026-12-01T10:00:00Z`.
    private func date(_ text: String?) throws(CourseFolderProblem) -> Date? {
        guard let text else { return nil }
        do { return try Date(text, strategy: .iso8601) } catch {
            throw CourseFolderProblem(file: file, kind: .unknownWord(text, known: ["2026-12-01T10:00:00Z"]))
        }
    }

    /// By the numbers of their questions.
    fileprivate func readRubrics() throws(CourseFolderProblem) -> [Int: Rubric] {
        var read: [Int: Rubric] = [:]
        for (number, text) in rubrics ?? [:] {
            do { read[Int(number) ?? 0] = try Rubric(text: text) } catch {
                throw CourseFolderProblem(file: file, kind: .assignment(error))
            }
        }
        return read
    }

    private func overallFeedback() throws(CourseFolderProblem) -> OverallFeedback {
        do { return try OverallFeedback(text: feedback ?? "") } catch {
            throw CourseFolderProblem(file: file, kind: .manifestMalformed("\(title): \(error)"))
        }
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ text: String?, else fallback: Word
    ) throws(CourseFolderProblem) -> Word where Word.RawValue == String {
        guard let text else { return fallback }
        guard let word = Word(rawValue: text) else {
            throw CourseFolderProblem(file: file, kind: .unknownWord(text, known: Word.allCases.map(\.rawValue)))
        }
        return word
    }

    init(_ settings: QuizSettings) {
        self.init(title: "", file: "")
        points = settings.points
        timeLimitMinutes = settings.timeLimitMinutes
        attempts = settings.attempts
        grading = settings.grading.rawValue
        questionsPerPage = settings.questionsPerPage
        shuffle = settings.shuffle
        review = settings.review.rawValue
        pass = settings.pass
        behaviour = settings.behaviour.rawValue
        opens = settings.opensAt?.formatted(.iso8601)
        closes = settings.closesAt?.formatted(.iso8601)
        password = settings.password
        delayMinutes = settings.delayMinutes
        sequential = settings.isSequential ? true : nil
        feedback = settings.feedback.isEmpty ? nil : settings.feedback.text
        blind = settings.isBlind ? true : nil
        markersDifferPercent = settings.tolerance
    }
}

extension Transaction {
    public func quiz(_ activity: Activity.ID) throws -> Quiz {
        let settings = try one(
            """
            SELECT points, time_limit_minutes, attempts, grading, questions_per_page, shuffle, review, pass,
                behaviour, opens_at, closes_at, password, delay_minutes, is_sequential, feedback, is_blind, tolerance
            FROM quizzes WHERE activity_id = \(activity)
            """
        ) { row in
            QuizSettings(
                points: try row["points"], timeLimitMinutes: try row["time_limit_minutes"],
                attempts: try row["attempts"], grading: try row["grading"],
                questionsPerPage: try row["questions_per_page"], shuffle: try row["shuffle"],
                review: try row["review"], pass: try row["pass"],
                behaviour: try row["behaviour"], opensAt: try row["opens_at"], closesAt: try row["closes_at"],
                password: try row["password"], delayMinutes: try row["delay_minutes"],
                isSequential: try row["is_sequential"], feedback: try OverallFeedback(text: try row["feedback"]),
                isBlind: try row["is_blind"], tolerance: try row["tolerance"])
        }
        let slots = try all(
            "SELECT question_id, maximum FROM quiz_slots WHERE activity_id = \(activity) ORDER BY position"
        ) { row in Quiz.Slot(question: try row["question_id"], maximum: try row["maximum"]) }
        return Quiz(activity: activity, settings: settings, slots: slots)
    }

    func insert(_ settings: QuizSettings, for activity: Activity.ID) throws {
        try run(
            """
            INSERT INTO quizzes (activity_id, points, time_limit_minutes, attempts, grading, questions_per_page, shuffle,
                review, pass, behaviour, opens_at, closes_at, password, delay_minutes, is_sequential, feedback, is_blind,
                tolerance)
            VALUES (\(activity), \(settings.points), \(settings.timeLimitMinutes), \(settings.attempts),
                \(settings.grading), \(settings.questionsPerPage), \(settings.shuffle), \(settings.review),
                \(settings.pass), \(settings.behaviour), \(settings.opensAt), \(settings.closesAt),
                \(settings.password), \(settings.delayMinutes), \(settings.isSequential), \(settings.feedback.text),
                \(settings.isBlind), \(settings.tolerance))
            """)
    }

    func update(_ settings: QuizSettings, of activity: Activity.ID) throws {
        try run(
            """
            UPDATE quizzes SET points = \(settings.points), time_limit_minutes = \(settings.timeLimitMinutes),
                attempts = \(settings.attempts), grading = \(settings.grading),
                questions_per_page = \(settings.questionsPerPage), shuffle = \(settings.shuffle),
                review = \(settings.review), pass = \(settings.pass),
                behaviour = \(settings.behaviour), opens_at = \(settings.opensAt), closes_at = \(settings.closesAt),
                password = \(settings.password), delay_minutes = \(settings.delayMinutes),
                is_sequential = \(settings.isSequential), feedback = \(settings.feedback.text),
                is_blind = \(settings.isBlind), tolerance = \(settings.tolerance)
            WHERE activity_id = \(activity)
            """)
        try setPoints(Points(settings.points), of: activity)
    }

    func insertSlot(_ question: BankQuestion.ID, maximum: Points, at position: Int, of activity: Activity.ID) throws {
        try run(
            """
            INSERT INTO quiz_slots (activity_id, position, question_id, maximum)
            VALUES (\(activity), \(position), \(question), \(maximum))
            """)
    }
}
