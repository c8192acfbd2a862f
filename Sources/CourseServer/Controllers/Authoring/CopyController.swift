import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// Copies of courses and their parts. A copy goes the way of an export and an import, so it has all that they carry.
struct CopyController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    /// A copy of the whole course beside it: a draft that nobody but its author sees.
    func copyCourse(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (course, access) = try await course(.author, context)
        let form = try await request.formFields(context: context)
        let parent = try await parent(of: access, context)
        let title = context.t.text("structure.copy_of", ["title": course.title])
        let copy = try await withFolder { folder in
            try await domains.courseExport.write(course.id, to: folder)
            let dates: CourseImport.Dates = form["dates"] == "keep" ? .kept : .dropped
            return try await domains.courseImport.read(folder, into: parent, by: user.id, dates: dates) { settings in
                settings.title = String(title.prefix(Course.titleLimit))
                settings.visibility = .personal
                if dates == .dropped { settings.startsAt = nil }
            }
        }
        return redirect("/courses/\(copy.id)/edit")
    }

    /// A module becomes a course of its own.
    func promote(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Module.ID = try context.parameters.id("module")
        let course = try await domains.courses.course(ofModule: id)
        let access = try await require(.author, in: course.space, context)
        let parent = try await parent(of: access, context)
        let contents = try await domains.courses.contents(course.id)
        guard let module = contents.modules.first(where: { $0.id == id }) else { throw Refused.notFound }
        let made = try await withFolder { folder in
            try await domains.courseExport.write(course.id, .module(id), to: folder)
            return try await domains.courseImport.read(folder, into: parent, by: user.id, dates: .dropped) { settings in
                settings = CourseSettings(title: module.title, summary: module.summary)
            }
        }
        return redirect("/courses/\(made.id)/edit")
    }

    func copyModule(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Module.ID = try context.parameters.id("module")
        let course = try await domains.courses.course(ofModule: id)
        try await require(.author, in: course.space, context)
        let form = try await request.formFields(context: context)
        let target = form["course"].flatMap { Course.ID($0) } ?? course.id
        if target != course.id {
            try await require(.author, in: try await domains.courses.course(target).space, context)
        }
        let t = context.t
        try await withFolder { folder in
            try await domains.courseExport.write(course.id, .module(id), to: folder)
            try await domains.courseImport.add(folder, to: target, by: user.id) { title in
                target == course.id
                    ? String(t.text("structure.copy_of", ["title": title]).prefix(Course.titleLimit)) : title
            }
        }
        return redirect("/courses/\(target)/edit")
    }

    /// A copy right below the original.
    func copyActivity(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, visit) = try await visitActivity(.author, context)
        let id = open.activity.id
        guard let module = visit.contents.module(of: id),
            let place = module.activities.firstIndex(where: { $0.id == id })
        else { throw Refused.notFound }
        let copies = try await withFolder { folder in
            try await domains.courseExport.write(visit.course.id, .activity(id), to: folder)
            return try await domains.courseImport.add(folder, to: module.id, by: user.id)
        }
        for copy in copies {
            let title = context.t.text("structure.copy_of", ["title": open.activity.title])
            try await domains.courses.rename(copy, to: String(title.prefix(Course.titleLimit)), by: user.id)
            if place + 1 < module.activities.count {
                try await domains.courses.move(copy, .before(module.activities[place + 1].id))
            }
        }
        return redirect("/courses/\(visit.course.id)/edit")
    }

    /// Where a course made from this one will belong, if the person may found courses there.
    private func parent(of access: Access, _ context: AppContext) async throws -> Space.ID {
        guard let parent = access.space.parent else { throw Refused.notFound }
        try await require(.createCourse, in: parent, context)
        return parent
    }

    @discardableResult
    private func withFolder<T: Sendable>(
        _ body: @Sendable (CourseFolder) async throws -> T
    ) async throws -> T {
        let path = temporaryFolder + "/copy-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await HeavyWork.run { try await body(CourseFolder(path: path)) }
    }
}
