public import Accounts
import Foundation
public import Media
public import Spaces
public import Storage

/// A course as one person meets it: what stands in it for their eyes, what they may do, how far they are.
public struct CourseVisit: Sendable {
    /// Without what is hidden, unless the person may change it.
    public var contents: CourseContents
    public var access: Access
    /// For a learner of the course.
    public var progress: CourseProgress?
    /// What is not open to this learner yet, and what is missing.
    public var locks: [Activity.ID: Condition] = [:]
    /// Once the learner has taken the course to its end.
    public var completion: CourseCompletion?

    public var course: Course { contents.course }
}

extension Courses {
    /// A person, or a passer-by, at the course. One read; throws `NoRow` when there is no such course.
    public func visit(_ id: Course.ID, by user: User.ID?) async throws -> CourseVisit {
        try await database.read { [now] tx in try tx.visit(try tx.course(id), by: user, at: now()) }
    }

    /// A person at a step of a course. One read; throws `NoRow` when there is no such activity for their eyes.
    public func visit(_ id: Activity.ID, by user: User.ID?) async throws -> (OpenActivity, CourseVisit) {
        try await database.read { [now] tx in
            let visit = try tx.visit(try tx.course(of: id), by: user, at: now())
            guard visit.contents.activities.contains(where: { $0.id == id }) else { throw NoRow() }
            return (try tx.openActivity(id), visit)
        }
    }

    /// A person at a module, with all that stands in it. One read; throws `NoRow` when there is none for their eyes.
    public func visit(_ id: Module.ID, by user: User.ID?) async throws -> (ModuleMaterials, CourseVisit) {
        try await database.read { [now] tx in
            let visit = try tx.visit(try tx.course(try tx.module(id).course), by: user, at: now())
            guard let module = visit.contents.modules.first(where: { $0.id == id }) else { throw NoRow() }
            let files = try tx.assets(of: visit.course.space)
            let materials = ModuleMaterials(
                module: module,
                activities: try module.activities.filter { visit.locks[$0.id] == nil }.map {
                    try tx.openActivity($0.id)
                },
                files: Dictionary(uniqueKeysWithValues: files.map { ($0.id, $0) }))
            return (materials, visit)
        }
    }
}

/// A module as one takes it along.
public struct ModuleMaterials: Sendable {
    public var module: Module
    public var activities: [OpenActivity]
    /// Every file of the course, by number: texts show them.
    public var files: [Asset.ID: Asset]
}

extension Transaction {
    func visit(_ course: Course, by user: User.ID?, at instant: Date) throws -> CourseVisit {
        let access = try access(of: user, to: course.space, at: instant)
        let learner = access.ownRoles.contains(.learner) ? user : nil
        var contents = try contents(of: course, for: learner)
        if !access.allows(.author) { contents = contents.withoutHidden }
        var visit = CourseVisit(contents: contents, access: access)
        if let learner {
            let progress = try progress(of: learner, in: course.id)
            visit.progress = progress
            visit.completion = try completions(in: course.id, of: learner).first
            if !access.allows(.author) {
                visit.locks = try locks(in: contents, for: learner, progress: progress, at: instant)
            }
        }
        return visit
    }
}

extension CourseContents {
    /// What learners see of it.
    public var withoutHidden: CourseContents {
        var contents = self
        contents.modules.removeAll(where: \.isHidden)
        for place in contents.modules.indices { contents.modules[place].activities.removeAll(where: \.isHidden) }
        return contents
    }
}
