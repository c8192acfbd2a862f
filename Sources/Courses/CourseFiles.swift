public import Accounts
import Foundation
public import Media
public import Spaces
public import Storage

/// Which steps of a course show which of its files. A file that only closed steps show is closed with them.
extension Courses {
    /// A file of a course, or of another space, and what the person may do there. One read, of a fixed number of
    /// queries. Throws `NoRow` when there is no such file for their eyes; what they may do is for the caller to ask.
    public func file(_ id: Asset.ID, for user: User.ID?) async throws -> (Asset, Access) {
        try await database.read { [now] tx in
            let asset = try tx.asset(id)
            let access = try tx.access(of: user, to: asset.space, at: now())
            if access.allows(.study), !access.allows(.grade), let user {
                let uses = try tx.uses(of: id, by: user)
                guard try uses.isEmpty || tx.areOpen(uses, for: user, access, at: now()) else { throw NoRow() }
            }
            return (asset, access)
        }
    }
}

/// A step that shows a file.
private struct FileUse {
    var step: ConditionedStep
    /// Neither it nor its module is hidden or removed.
    var isShown: Bool
    /// A quiz the learner has been in: whoever began it in time ends it, and reads the review.
    var isEntered: Bool
}

extension Transaction {
    /// Files of a text that are kept in mind.
    private static var fileLimit: Int { 2_000 }

    /// Notes which files the step shows: those its texts lead to and those it is made of.
    public func note(filesIn texts: [String], and parts: [Asset.ID] = [], of activity: Activity.ID) throws {
        try run("DELETE FROM activity_files WHERE activity_id = \(activity)")
        let shown = texts.reduce(into: Set(parts)) { $0.formUnion(Asset.numbers(in: $1)) }
        guard !shown.isEmpty else { return }
        try run(
            """
            INSERT INTO activity_files (activity_id, asset_id)
            SELECT activities.id, assets.id FROM activities JOIN modules ON modules.id = module_id
            JOIN courses ON courses.id = course_id JOIN assets ON assets.space_id = courses.space_id
            WHERE activities.id = \(activity) AND assets.id IN (\(Array(shown.sorted().prefix(Self.fileLimit))))
            """)
    }

    fileprivate func uses(of file: Asset.ID, by learner: User.ID) throws -> [FileUse] {
        try all(
            """
            SELECT activities.id AS id, kind, course_id, condition, opened_at,
                activities.is_hidden + modules.is_hidden AS veils
            FROM activity_files JOIN activities ON activities.id = activity_files.activity_id
            JOIN modules ON modules.id = module_id LEFT JOIN activity_rules ON activity_rules.activity_id = activities.id
            LEFT JOIN progress ON progress.activity_id = activities.id AND learner_id = \(learner)
            WHERE activity_files.asset_id = \(file)
            """
        ) { row in
            let (kind, openedAt): (Activity.Kind, Date?) = (try row["kind"], try row["opened_at"])
            let veils: Int = try row["veils"]
            return FileUse(
                step: ConditionedStep(
                    id: try row["id"], course: try row["course_id"],
                    condition: try (row["condition"] as String?).map(Condition.init(json:))),
                isShown: veils == 0, isEntered: kind == .quiz && openedAt != nil)
        }
    }

    /// Whether one of the steps is open to the person.
    fileprivate func areOpen(_ uses: [FileUse], for user: User.ID, _ access: Access, at instant: Date) throws -> Bool {
        if uses.contains(where: \.isEntered) { return true }
        let shown = uses.filter(\.isShown).map(\.step)
        guard access.ownRoles.contains(.learner) else { return !shown.isEmpty }
        return try !open(among: shown, to: user, at: instant).isEmpty
    }
}

extension Asset {
    /// The files that addresses `/media/17/picture.png` in a text lead to.
    static func numbers(in text: String) -> Set<Asset.ID> {
        var numbers: Set<Asset.ID> = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: "/media/") {
            rest = rest[start.upperBound...]
            if let id = Asset.ID(String(rest.prefix { $0.isASCII && $0.isNumber }.prefix(20))) { numbers.insert(id) }
        }
        return numbers
    }
}
