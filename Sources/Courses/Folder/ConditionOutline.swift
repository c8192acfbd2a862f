public import Foundation
import Storage

/// One condition of a step as a course's folder spells it: one of `from`, `until`, `after`, `grade` with `percent`, or
/// `group`. Steps are named by their places, `2.3` for the third of the second module; groups by their names.
public struct ConditionOutline: Codable, Equatable, Sendable {
    public var from: Date?
    public var until: Date?
    public var after: String?
    public var grade: String?
    public var percent: Int?
    public var group: String?
}

/// The places of steps and the names of groups in a course, both ways.
struct ConditionPlaces {
    var activities: [[Activity.ID]]
    var groups: [String: CourseGroup.ID]

    func outline(of condition: Condition) -> ConditionOutline? {
        switch condition {
        case .from(let instant): ConditionOutline(from: instant)
        case .until(let instant): ConditionOutline(until: instant)
        case .completed(let id): place(of: id).map { ConditionOutline(after: $0) }
        case .grade(let id, let percent): place(of: id).map { ConditionOutline(grade: $0, percent: percent) }
        case .group(let id): groups.first { $0.value == id }.map { ConditionOutline(group: $0.key) }
        case .all, .any: nil
        }
    }

    /// Variants of which one is enough; what names nothing here falls away.
    func outline(of condition: Condition) -> [[ConditionOutline]]? {
        let variants = condition.variants.map { rows in rows.compactMap { outline(of: $0) as ConditionOutline? } }
            .filter { !$0.isEmpty }
        return variants.isEmpty ? nil : variants
    }

    /// Throws `CourseFolderProblem`.
    func condition(of variants: [[ConditionOutline]], keepingDates: Bool) throws(CourseFolderProblem) -> Condition? {
        var read: [[Condition]] = []
        for rows in variants {
            var leaves: [Condition] = []
            for row in rows {
                guard let leaf = try leaf(of: row) else { throw malformed("opens") }
                switch leaf {
                case .from, .until: if keepingDates { leaves.append(leaf) }
                default: leaves.append(leaf)
                }
            }
            // A variant of dates alone, without its dates, asks for nothing.
            if leaves.isEmpty { return nil }
            read.append(leaves)
        }
        return Condition(variants: read)
    }

    private func leaf(of row: ConditionOutline) throws(CourseFolderProblem) -> Condition? {
        if let from = row.from { return .from(from) }
        if let until = row.until { return .until(until) }
        if let after = row.after { return .completed(try activity(at: after)) }
        if let grade = row.grade {
            guard let percent = row.percent, (1...100).contains(percent) else { throw malformed("percent") }
            return .grade(try activity(at: grade), atLeast: percent)
        }
        if let group = row.group {
            guard let id = groups[group] else { throw malformed("group: \(group)") }
            return .group(id)
        }
        return nil
    }

    private func place(of id: Activity.ID) -> String? {
        for (module, steps) in activities.enumerated() {
            if let step = steps.firstIndex(of: id) { return "\(module + 1).\(step + 1)" }
        }
        return nil
    }

    private func activity(at place: String) throws(CourseFolderProblem) -> Activity.ID {
        let numbers = place.split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 2, activities.indices.contains(numbers[0] - 1),
            activities[numbers[0] - 1].indices.contains(numbers[1] - 1)
        else { throw malformed("after: \(place)") }
        return activities[numbers[0] - 1][numbers[1] - 1]
    }

    private func malformed(_ what: String) -> CourseFolderProblem {
        CourseFolderProblem(file: CourseFolder.manifest, kind: .manifestMalformed(what))
    }
}

extension Condition {
    /// The tree as variants of which one is enough, each of leaves that must all hold.
    public var variants: [[Condition]] {
        switch self {
        case .any(let parts): return parts.flatMap(\.variants)
        case .all(let parts):
            return parts.map(\.variants).reduce([[]]) { whole, part in
                whole.flatMap { start in part.map { start + $0 } }
            }
        default: return [[self]]
        }
    }

    /// nil for no variants.
    public init?(variants: [[Condition]]) {
        let parts = variants.map { $0.count == 1 ? $0[0] : Condition.all($0) }
        guard let first = parts.first else { return nil }
        self = parts.count == 1 ? first : .any(parts)
    }
}
