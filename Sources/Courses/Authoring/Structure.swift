public import Accounts
import Foundation
public import Storage

/// Where a part of a course is put among its neighbours.
public enum Place<ID: Equatable & Sendable>: Equatable, Sendable {
    case up, down, last
    case before(ID)
}

// What hands and keys do to the order. Nothing is lost and nothing doubled, whatever is asked.
extension CourseContents {
    /// Moves an activity, to `module` when one is named. One step up from the first place of a module leads to the end
    /// of the module above, one step down from the last to the start of the one below. What is not there stays away.
    public mutating func move(_ id: Activity.ID, to module: Module.ID? = nil, _ place: Place<Activity.ID>) {
        guard let from = modules.firstIndex(where: { $0.activities.contains { $0.id == id } }),
            let index = modules[from].activities.firstIndex(where: { $0.id == id })
        else { return }
        var target = from
        if let module {
            guard let found = modules.firstIndex(where: { $0.id == module }) else { return }
            target = found
        }
        switch place {
        case .up where target == from && index > 0: modules[from].activities.swapAt(index, index - 1)
        case .down where target == from && index + 1 < modules[from].activities.count:
            modules[from].activities.swapAt(index, index + 1)
        case .up where target == from:
            guard from > 0 else { return }
            modules[from - 1].activities.append(modules[from].activities.remove(at: index))
        case .down where target == from:
            guard from + 1 < modules.count else { return }
            modules[from + 1].activities.insert(modules[from].activities.remove(at: index), at: 0)
        case .before(let other):
            guard other != id else { return }
            let activity = modules[from].activities.remove(at: index)
            let end = modules[target].activities.endIndex
            let at = modules[target].activities.firstIndex { $0.id == other } ?? end
            modules[target].activities.insert(activity, at: at)
        case .up, .down, .last: modules[target].activities.append(modules[from].activities.remove(at: index))
        }
    }

    /// Moves a module among the modules.
    public mutating func move(_ id: Module.ID, _ place: Place<Module.ID>) {
        guard let index = modules.firstIndex(where: { $0.id == id }) else { return }
        switch place {
        case .up: if index > 0 { modules.swapAt(index, index - 1) }
        case .down: if index + 1 < modules.count { modules.swapAt(index, index + 1) }
        case .last: modules.append(modules.remove(at: index))
        case .before(let other):
            guard other != id else { return }
            let module = modules.remove(at: index)
            modules.insert(module, at: modules.firstIndex { $0.id == other } ?? modules.endIndex)
        }
    }
}

extension Courses {
    public func move(
        _ id: Activity.ID, to module: Module.ID? = nil, _ place: Place<Activity.ID>
    ) async throws {
        try await database.write { tx in
            let before = try tx.contents(of: try tx.course(of: id))
            var after = before
            after.move(id, to: module, place)
            try tx.store(order: after, insteadOf: before)
        }
    }

    public func move(_ id: Module.ID, _ place: Place<Module.ID>) async throws {
        try await database.write { tx in
            let before = try tx.contents(of: try tx.course(try tx.module(id).course))
            var after = before
            after.move(id, place)
            try tx.store(order: after, insteadOf: before)
        }
    }

    /// The activity is at a new version then: who has it open elsewhere does not give it its old title back unawares.
    /// Throws `AuthoringRefusal`.
    public func rename(_ id: Activity.ID, to title: String, by author: User.ID) async throws {
        let title = try Course.checked(title: title)
        try await database.write { [now] tx in
            try tx.keepVersion(of: id)
            try tx.run(
                """
                UPDATE activities SET title = \(title), version = version + 1, changed_by = \(author), changed_at = \(now())
                WHERE id = \(id) AND title <> \(title)
                """)
            try tx.keepVersion(of: id)
            try tx.index(activity: id)
        }
    }

    /// Throws `AuthoringRefusal`.
    public func change(_ id: Module.ID, titled title: String, summary: String) async throws {
        let title = try Course.checked(title: title)
        let summary = summary.trimmingCharacters(in: .whitespacesAndNewlines)
        guard summary.count <= Course.summaryLimit else {
            throw AuthoringRefusal.summaryTooLong(limit: Course.summaryLimit)
        }
        try await database.write { tx in
            try tx.run("UPDATE modules SET title = \(title), summary = \(summary) WHERE id = \(id)")
            try tx.index(module: id)
        }
    }

    /// Hides from learners, or shows to them.
    public func hide(_ id: Activity.ID, _ isHidden: Bool) async throws {
        try await database.write { tx in try tx.hide(id, isHidden) }
    }

    public func hide(_ id: Module.ID, _ isHidden: Bool) async throws {
        try await database.write { tx in
            try tx.run("UPDATE modules SET is_hidden = \(isHidden ? 1 : 0) WHERE id = \(id) AND removed_at IS NULL")
        }
    }
}

extension Transaction {
    func hide(_ id: Activity.ID, _ isHidden: Bool) throws {
        try run("UPDATE activities SET is_hidden = \(isHidden ? 1 : 0) WHERE id = \(id) AND removed_at IS NULL")
    }

    /// Writes what changed its place, and nothing else.
    func store(order after: CourseContents, insteadOf before: CourseContents) throws {
        if after.modules.map(\.id) != before.modules.map(\.id) {
            for (position, module) in after.modules.enumerated() {
                try run("UPDATE modules SET position = \(position) WHERE id = \(module.id)")
            }
        }
        let known = Dictionary(uniqueKeysWithValues: before.modules.map { ($0.id, $0.activities.map(\.id)) })
        for module in after.modules where module.activities.map(\.id) != known[module.id] {
            for (position, activity) in module.activities.enumerated() {
                try run(
                    """
                    UPDATE activities SET module_id = \(module.id), position = \(position) WHERE id = \(activity.id)
                    """)
            }
        }
    }
}
