public import Accounts
public import Foundation
public import Storage

/// What an author set for a step besides its content.
struct ActivityRule: Equatable, Sendable {
    var condition: Condition?
    var completion: CompletionRule?
}

extension Transaction {
    func rule(of activity: Activity.ID) throws -> ActivityRule {
        try first("SELECT condition, completion FROM activity_rules WHERE activity_id = \(activity)") { row in
            ActivityRule(
                condition: try (row["condition"] as String?).map(Condition.init(json:)),
                completion: (try row["completion"] as String?).flatMap(CompletionRule.init(word:)))
        } ?? ActivityRule()
    }

    func set(_ rule: ActivityRule, of activity: Activity.ID) throws {
        try run(
            """
            INSERT INTO activity_rules (activity_id, condition, completion)
            VALUES (\(activity), \(try rule.condition?.json), \(rule.completion?.word))
            ON CONFLICT (activity_id) DO UPDATE SET condition = excluded.condition, completion = excluded.completion
            """)
    }

    /// Says when a step counts as done and leaves its condition alone; nil is the rule of its kind.
    func set(completion: CompletionRule?, of activity: Activity.ID) throws {
        var rule = try rule(of: activity)
        guard rule.completion != completion else { return }
        rule.completion = completion
        try set(rule, of: activity)
    }

    /// The conditions of a course's activities.
    func conditions(in course: Course.ID) throws -> [Activity.ID: Condition] {
        try Dictionary(
            uniqueKeysWithValues: all(
                """
                SELECT activity_id, condition FROM activity_rules
                JOIN activities ON activities.id = activity_id JOIN modules ON modules.id = module_id
                WHERE course_id = \(course) AND condition IS NOT NULL
                """
            ) { row in (try row["activity_id"], try Condition(json: try row["condition"])) })
    }

    /// What keeps the learner from the activities of the course: one query, and two more where there are conditions.
    func locks(
        in contents: CourseContents, for learner: User.ID, progress: CourseProgress, at instant: Date
    ) throws -> [Activity.ID: Condition] {
        let conditions = try conditions(in: contents.course.id)
        guard !conditions.isEmpty else { return [:] }
        let state = try record(of: learner, in: [contents.course.id]).state(
            at: instant, contents.activities,
            completed: Set(contents.activities.map(\.id).filter(progress.isCompleted)))
        return conditions.compactMapValues { $0.unmet(by: state) }
    }

    func groups(in course: Course.ID) throws -> [CourseGroup] {
        var groups = try all("SELECT id, name FROM course_groups WHERE course_id = \(course) ORDER BY name, id") {
            row in
            CourseGroup(id: try row["id"], name: try row["name"])
        }
        let places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1.id, $0) })
        try forEach(
            """
            SELECT group_id, learner_id FROM course_group_members JOIN course_groups ON id = group_id
            WHERE course_id = \(course) ORDER BY learner_id
            """
        ) { row in
            let (group, learner): (CourseGroup.ID, User.ID) = (try row["group_id"], try row["learner_id"])
            if let place = places[group] { groups[place].learners.append(learner) }
        }
        return groups
    }

    /// Notes what the learner did with a step; it is done when its rule says so.
    public func achieve(
        _ done: Accomplishment, in activity: Activity.ID, by learner: User.ID, at instant: Date
    ) throws {
        let (kind, points, word) = try one(
            """
            SELECT kind, points, completion FROM activities LEFT JOIN activity_rules ON activity_id = id
            WHERE id = \(activity)
            """
        ) { row -> (Activity.Kind, Points?, String?) in (try row["kind"], try row["points"], try row["completion"]) }
        let rule = word.flatMap(CompletionRule.init(word:)) ?? .standard(for: kind)
        guard rule.isMet(by: done, of: points) else { return }
        try open(activity, by: learner, at: instant)
        try complete(activity, by: learner, at: instant)
    }
}

extension Condition {
    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        self = try decoder.decode(Condition.self, from: Data(json.utf8))
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.dateEncodingStrategy = .millisecondsSince1970
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
