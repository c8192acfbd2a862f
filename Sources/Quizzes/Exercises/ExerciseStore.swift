import Accounts
import Courses
import Foundation
import Media
import Storage

extension Transaction {
    /// Throws `NoRow` when the activity is no exercise.
    func exercise(_ id: Activity.ID) throws -> Exercise {
        try one(
            """
            SELECT kind, text, directions, media_id, points, content, secret, share_code FROM exercises
            WHERE activity_id = \(id)
            """
        ) { row in
            let secret: String = try row["secret"]
            return Exercise(
                settings: ExerciseSettings(
                    kind: try row["kind"], text: try row["text"], points: try row["points"],
                    directions: try row["directions"], media: try row["media_id"]),
                content: try ExerciseContent(json: try row["content"]), secret: Array(secret.utf8),
                shareCode: try row["share_code"])
        }
    }

    /// Stores the exercise, or what it was changed to, and notes the files it shows.
    func store(_ settings: ExerciseSettings, _ content: ExerciseContent, of id: Activity.ID) throws {
        try run(
            """
            INSERT INTO exercises (activity_id, kind, text, directions, media_id, points, content, secret)
            VALUES (\(id), \(settings.kind), \(settings.text), \(settings.directions), \(settings.media),
                \(settings.points), \(try content.json), \(Array(Hashing.random(16)).hex))
            ON CONFLICT (activity_id) DO UPDATE SET kind = excluded.kind, text = excluded.text,
                directions = excluded.directions, media_id = excluded.media_id, points = excluded.points,
                content = excluded.content
            """)
        try run("UPDATE activities SET points = \(settings.worth) WHERE id = \(id)")
        let intro: String? = try value("SELECT html FROM activities WHERE id = \(id)")
        try note(filesIn: [intro ?? ""] + content.pictures, and: settings.media.map { [$0] } ?? [], of: id)
    }

    /// Keeps a try; the same one sent again changes nothing and answers false. Other answers under a step that is taken
    /// come from a copy of the page that was played anew: they get the next free step.
    func insert(
        _ answers: ExerciseAnswers, _ mark: ExerciseMark, play: String, step: Int, of learner: User.ID,
        at activity: Activity.ID, at instant: Date
    ) throws -> Bool {
        let given = try answers.json
        let kept = try all(
            """
            SELECT step, given FROM exercise_tries
            WHERE activity_id = \(activity) AND learner_id = \(learner) AND play = \(play)
            """
        ) { row -> (step: Int, given: String) in (try row["step"], try row["given"]) }
        let isTaken = kept.contains { $0.step == step }
        if isTaken, kept.contains(where: { $0.given == given }) { return false }
        let free = isTaken ? (kept.map(\.step).max() ?? step) + 1 : step
        try run(
            """
            INSERT INTO exercise_tries (activity_id, learner_id, play, step, given, parts, right_count, tried_at)
            VALUES (\(activity), \(learner), \(play), \(free), \(given), \(mark.stored), \(mark.right), \(instant))
            """)
        return true
    }

    /// The marks of the learner's tries, from the first.
    func exerciseMarks(of learner: User.ID, at activity: Activity.ID) throws -> [ExerciseMark] {
        try all(
            """
            SELECT parts FROM exercise_tries WHERE activity_id = \(activity) AND learner_id = \(learner)
            ORDER BY tried_at, play, step
            """
        ) { ExerciseMark(stored: try $0["parts"]) }
    }
}

extension ExerciseSettings {
    /// What stands in the activity; nil when the exercise is not graded.
    var worth: Points? { points == 0 ? nil : Points(points) }
}

extension ExerciseMark {
    /// A digit for each part.
    var stored: String { parts.map { $0 ? "1" : "0" }.joined() }

    init(stored: String) { parts = stored.map { $0 == "1" } }
}

extension ExerciseContent {
    init(json: String) throws { self = try JSONDecoder().decode(ExerciseContent.self, from: Data(json.utf8)) }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

extension ExerciseAnswers {
    var json: String { get throws { String(decoding: try JSONEncoder().encode(given), as: UTF8.self) } }

    init(json: String) throws { given = try JSONDecoder().decode([String].self, from: Data(json.utf8)) }
}
