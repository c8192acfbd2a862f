public import Foundation
public import Storage

/// What opens an activity to learners.
public indirect enum Condition: Equatable, Sendable, Codable {
    /// At the instant and later.
    case from(Date)
    /// Before the instant.
    case until(Date)
    case completed(Activity.ID)
    /// At least so many percent of what the activity gives.
    case grade(Activity.ID, atLeast: Int)
    case group(CourseGroup.ID)
    case all([Condition])
    case any([Condition])
}

/// What conditions are asked about.
public struct LearnerState: Equatable, Sendable {
    public var now: Date
    /// The activities of the course; a condition on another holds, so that a removed activity locks nobody out.
    public var activities: [Activity.ID: Activity]
    public var completed: Set<Activity.ID>
    public var grades: [Activity.ID: Points]
    public var groups: Set<CourseGroup.ID>

    public init(
        now: Date, activities: [Activity], completed: Set<Activity.ID> = [], grades: [Activity.ID: Points] = [:],
        groups: Set<CourseGroup.ID> = []
    ) {
        self.now = now
        self.activities = Dictionary(uniqueKeysWithValues: activities.map { ($0.id, $0) })
        self.completed = completed
        self.grades = grades
        self.groups = groups
    }
}

extension Condition {
    /// How deep conditions may stand in one another, and how many leaves a tree may have.
    public static let depthLimit = 8
    public static let leafLimit = 100

    /// The part of the condition that does not hold yet; nil when all of it holds.
    public func unmet(by learner: LearnerState) -> Condition? {
        switch self {
        case .from(let instant): return learner.now >= instant ? nil : self
        case .until(let instant): return learner.now < instant ? nil : self
        case .completed(let id):
            return learner.activities[id] == nil || learner.completed.contains(id) ? nil : self
        case .grade(let id, let percent):
            guard let points = learner.activities[id]?.points, points > .zero else { return nil }
            let earned = learner.grades[id] ?? .zero
            return learner.grades[id] != nil && earned.reaches(percent: percent, of: points) ? nil : self
        case .group(let id): return learner.groups.contains(id) ? nil : self
        case .all(let parts):
            let missing = parts.compactMap { $0.unmet(by: learner) }
            return missing.count > 1 ? .all(missing) : missing.first
        case .any(let parts):
            let missing = parts.compactMap { $0.unmet(by: learner) }
            guard missing.count == parts.count else { return nil }
            return missing.count > 1 ? .any(missing) : missing.first
        }
    }

    /// Whether the condition may come to hold for a member of `groups`, whatever time brings and they do.
    public func mayHold(in groups: Set<CourseGroup.ID>) -> Bool {
        switch self {
        case .group(let id): groups.contains(id)
        case .all(let parts): parts.allSatisfy { $0.mayHold(in: groups) }
        case .any(let parts): parts.isEmpty || parts.contains { $0.mayHold(in: groups) }
        case .from, .until, .completed, .grade: true
        }
    }

    /// The same tree about other activities and groups, as a copy of the course needs it. What `activity` or `group`
    /// does not know falls away.
    public func mapped(
        activity: (Activity.ID) -> Activity.ID?, group: (CourseGroup.ID) -> CourseGroup.ID?
    ) -> Condition? {
        switch self {
        case .from, .until: return self
        case .completed(let id): return activity(id).map { .completed($0) }
        case .grade(let id, let percent): return activity(id).map { .grade($0, atLeast: percent) }
        case .group(let id): return group(id).map { .group($0) }
        case .all(let parts):
            let kept = parts.compactMap { $0.mapped(activity: activity, group: group) }
            return kept.isEmpty ? nil : .all(kept)
        case .any(let parts):
            let kept = parts.compactMap { $0.mapped(activity: activity, group: group) }
            return kept.isEmpty ? nil : .any(kept)
        }
    }

    /// The single conditions of the tree.
    public var leaves: [Condition] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.leaves)
        default: [self]
        }
    }
}

extension Points {
    /// Whether this is at least `percent` hundredths of `maximum`; exact.
    public func reaches(percent: Int, of maximum: Points) -> Bool {
        rawValue * 100 >= maximum.rawValue * Int64(percent)
    }
}
