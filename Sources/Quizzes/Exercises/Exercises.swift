public import Accounts
public import Courses
public import Foundation
import Markup
public import Media
public import Storage

/// How a learner stands with an exercise.
public struct ExerciseStatus: Equatable, Sendable {
    public var tries: Int
    public var best: ExerciseMark?
}

/// What came of handing in a try.
public struct ExerciseResult: Equatable, Sendable {
    public var answers: ExerciseAnswers
    public var mark: ExerciseMark

    public init(answers: ExerciseAnswers, mark: ExerciseMark) {
        self.answers = answers
        self.mark = mark
    }
}

/// Exercises as authors make them and learners play them.
public struct Exercises: Sendable {
    let database: any Database
    let now: @Sendable () -> Date

    public init(database: any Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Throws `NoRow` when the activity is no exercise.
    public func exercise(_ id: Activity.ID) async throws -> Exercise {
        try await database.read { tx in try tx.exercise(id) }
    }

    /// Several exercises by their activities.
    public func exercises(_ ids: [Activity.ID]) async throws -> [Activity.ID: Exercise] {
        if ids.isEmpty { return [:] }
        return try await database.read { tx in
            Dictionary(uniqueKeysWithValues: try ids.map { ($0, try tx.exercise($0)) })
        }
    }

    /// The film or recording of an exercise about one.
    public func media(of exercise: Exercise) async throws -> Asset? {
        guard let media = exercise.settings.media else { return nil }
        return try await database.read { tx in try tx.asset(media) }
    }

    /// The films and recordings of a course.
    public func recordings(of course: Course) async throws -> [Asset] {
        try await database.read { tx in
            try tx.assets(of: course.space).filter { $0.type.isVideo || $0.type.isAudio }
        }
    }

    /// An exercise ready to be stored with its activity. Throws `ExerciseRefusal`.
    public func draft(_ settings: ExerciseSettings) throws(ExerciseRefusal) -> ExerciseDraft {
        let content = try settings.content()
        return ExerciseDraft(points: settings.worth) { tx, activity, media, settle in
            var settings = settings
            settings.media = media ?? settings.media
            let settled = settle(settings.text)
            if settings.kind == .media, settings.media == nil { throw ExerciseRefusal.mediaMissing }
            try tx.check(settings.media, of: activity)
            if settled == settings.text { return try tx.store(settings, content, of: activity) }
            settings.text = settled
            try tx.store(settings, try settings.content(), of: activity)
        }
    }

    /// Changes title, text and exercise if the activity still is at `version`; tries made before keep their marks, and
    /// other points make other grades of them.
    /// Throws `AuthoringRefusal`, `ExerciseRefusal`.
    public func change(
        _ id: Activity.ID, titled title: String, to page: Page, _ settings: ExerciseSettings, version: Int,
        by author: User.ID
    ) async throws {
        let title = try Course.checked(title: title)
        let draft = try draft(settings)
        try await database.write { [now] tx in
            let before = try tx.exercise(id).settings.points
            try tx.change(id, kind: .exercise, titled: title, to: page, version: version, by: author, at: now())
            try draft.install(tx, id, nil) { $0 }
            if before != settings.points, let points = settings.worth {
                try tx.carryGrades(of: id, worth: points, at: now())
            }
        }
    }

    public func status(of id: Activity.ID, for learner: User.ID) async throws -> ExerciseStatus {
        try await database.read { tx in
            let marks = try tx.exerciseMarks(of: learner, at: id)
            return ExerciseStatus(tries: marks.count, best: marks.best)
        }
    }

    /// Marks a try, keeps it and carries the best one to the gradebook, all in one transaction. Sent again, it is marked
    /// again and changes nothing.
    public func take(
        _ answers: ExerciseAnswers, play: ExercisePlay, step: Int, by learner: User.ID, at id: Activity.ID
    ) async throws -> ExerciseResult {
        try await database.write { [now] tx in
            let exercise = try tx.exercise(id)
            let mark = exercise.content.mark(answers)
            let instant = now()
            guard
                try tx.insert(answers, mark, play: play.name, step: step, of: learner, at: id, at: instant)
            else { return ExerciseResult(answers: answers, mark: mark) }
            try tx.open(id, by: learner, at: instant)
            if let points = exercise.settings.worth {
                let best = try tx.exerciseMarks(of: learner, at: id).best ?? mark
                try tx.setGrade(best.grade(of: points), of: learner, for: id, at: instant)
            }
            try tx.achieve(.handedIn, in: id, by: learner, at: instant)
            return ExerciseResult(answers: answers, mark: mark)
        }
    }
}

// MARK: - Sharing

/// An exercise found by its link.
public struct SharedExercise: Equatable, Sendable {
    public var activity: Activity.ID
    public var title: String
    public var page: Page
    public var exercise: Exercise
}

extension Exercises {
    /// Gives the exercise a secret link, or takes it away; a new link is another one.
    public func share(_ id: Activity.ID, _ isShared: Bool) async throws {
        let code = isShared ? Hashing.code(length: 16) : nil
        try await database.write { tx in
            let changed = try tx.run("UPDATE exercises SET share_code = \(code) WHERE activity_id = \(id)")
            guard changed == 1 else { throw NoRow() }
        }
    }

    /// Throws `NoRow` unless the code is an exercise's that stands open in its course.
    public func shared(_ code: String) async throws -> SharedExercise {
        try await database.read { tx in
            let (id, title, markdown, html) = try tx.one(
                """
                SELECT activities.id AS id, activities.title AS title, markdown, html FROM exercises
                JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
                WHERE share_code = \(code) AND activities.removed_at IS NULL AND modules.removed_at IS NULL
                    AND activities.is_hidden = 0 AND modules.is_hidden = 0
                """
            ) { row -> (Activity.ID, String, String?, String?) in
                (try row["id"], try row["title"], try row["markdown"], try row["html"])
            }
            return SharedExercise(
                activity: id, title: title, page: Page(markdown: markdown ?? "", html: SafeHTML(stored: html ?? "")),
                exercise: try tx.exercise(id))
        }
    }

    /// A file the exercise plays or shows. Throws `NoRow` for any other.
    public func file(_ asset: Asset.ID, of exercise: SharedExercise) async throws -> Asset {
        try await database.read { tx in
            let isShown = try tx.first(
                "SELECT 1 FROM activity_files WHERE activity_id = \(exercise.activity) AND asset_id = \(asset)"
            ) { _ in true }
            guard isShown == true else { throw NoRow() }
            return try tx.asset(asset)
        }
    }
}

// MARK: - Results

/// What learners of a course made of an exercise.
public struct ExerciseReport: Equatable, Sendable {
    public struct Row: Equatable, Sendable {
        public var learner: User.ID
        public var name: PersonName
        public var tries: Int
        public var best: ExerciseMark
        public var first: ExerciseMark
        public var lastAt: Date
    }

    public var content: ExerciseContent
    public var rows: [Row]

    /// For each thing that can be right, how many had it right at their first try. Tries at another number of things,
    /// before the author changed the exercise, do not count.
    public var facility: [(title: String, right: Int, of: Int)] {
        let firsts = rows.map(\.first).filter { $0.total == content.count }
        return content.titles.enumerated().map { place, title in
            (title, firsts.count { $0.parts[place] }, firsts.count)
        }
    }
}

extension Exercises {
    /// All tries by learners: two queries, however many.
    public func report(of id: Activity.ID) async throws -> ExerciseReport {
        try await database.read { tx in
            let exercise = try tx.exercise(id)
            var rows: [ExerciseReport.Row] = []
            try tx.forEach(
                """
                SELECT learner_id, surname, given_name, patronymic, parts, tried_at FROM exercise_tries
                JOIN users ON users.id = learner_id WHERE activity_id = \(id)
                ORDER BY sorting_key, learner_id, tried_at, play, step
                """
            ) { row in
                let (learner, mark): (User.ID, ExerciseMark) = (
                    try row["learner_id"], ExerciseMark(stored: try row["parts"])
                )
                let triedAt: Date = try row["tried_at"]
                if let last = rows.indices.last, rows[last].learner == learner {
                    rows[last].tries += 1
                    rows[last].lastAt = triedAt
                    if mark.isBetter(than: rows[last].best) { rows[last].best = mark }
                } else {
                    rows.append(
                        ExerciseReport.Row(
                            learner: learner, name: try PersonName(row), tries: 1, best: mark, first: mark,
                            lastAt: triedAt))
                }
            }
            return ExerciseReport(content: exercise.content, rows: rows)
        }
    }
}

extension [ExerciseMark] {
    /// The best; of equals the first.
    var best: ExerciseMark? {
        reduce(nil) { best, mark in best.map { mark.isBetter(than: $0) ? mark : $0 } ?? mark }
    }
}

extension Transaction {
    /// Writes everybody's grade anew.
    fileprivate func carryGrades(of id: Activity.ID, worth points: Points, at instant: Date) throws {
        var best: [(learner: User.ID, mark: ExerciseMark)] = []
        try forEach(
            "SELECT learner_id, parts FROM exercise_tries WHERE activity_id = \(id) ORDER BY learner_id, tried_at, play, step"
        ) { row in
            let (learner, mark): (User.ID, ExerciseMark) = (
                try row["learner_id"], ExerciseMark(stored: try row["parts"])
            )
            if best.last?.learner != learner {
                best.append((learner, mark))
            } else if let last = best.last, mark.isBetter(than: last.mark) {
                best[best.count - 1].mark = mark
            }
        }
        for (learner, mark) in best { try setGrade(mark.grade(of: points), of: learner, for: id, at: instant) }
    }

    /// Throws `ExerciseRefusal` unless the file is a film or a recording of the exercise's own course.
    fileprivate func check(_ media: Asset.ID?, of activity: Activity.ID) throws {
        guard let media else { return }
        let asset = try asset(media)
        guard asset.space == (try course(of: activity).space) else { throw NoRow() }
        guard asset.type.isVideo || asset.type.isAudio else { throw ExerciseRefusal.notMedia(found: asset.type) }
    }
}
