import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// The order and visibility of a course's parts, removal and bringing back.
struct StructureController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, refusal: nil, title: "")
    }

    func addModule(_ request: Request, context: AppContext) async throws -> Response {
        let (course, _) = try await course(.author, context)
        let form = try await request.formFields(context: context)
        do {
            let module = try await domains.courses.addModule(form["title"] ?? "", to: course.id)
            return redirect("/courses/\(course.id)/edit#module-\(module)")
        } catch let refusal as AuthoringRefusal {
            return try await show(request, context, refusal: context.t.text(refusal), title: form["title"] ?? "")
        }
    }

    private func show(_ request: Request, _ context: AppContext, refusal: String?, title: String) async throws
        -> Response
    {
        let visit = try await visit(.author, context)
        let removed = try await domains.courses.removed(from: visit.course.id)
        let elsewhere = try await domains.courses.taught(by: try context.requireUser().id).map(\.course)
        let latest = request.query("removed").flatMap { address in removed.first { $0.address == address } }
        let page = StructurePage(
            contents: visit.contents, access: visit.access, removed: latest, removedCount: removed.count,
            refusal: refusal, title: title, elsewhere: elsewhere)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func trash(_ request: Request, context: AppContext) async throws -> Response {
        let (course, access) = try await course(.author, context)
        let page = TrashPage(
            course: course, access: access, parts: try await domains.courses.removed(from: course.id))
        return self.page(page.frame, request, context)
    }

    // MARK: - Modules

    func moveModule(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await module(context)
        let form = try await request.formFields(context: context)
        try await domains.courses.move(id, form.place(of: Module.self))
        return back(to: course)
    }

    func changeModule(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await module(context)
        let form = try await request.formFields(context: context)
        return try await changing(course, request, context) {
            try await domains.courses.change(id, titled: form["title"] ?? "", summary: form["summary"] ?? "")
        }
    }

    func hideModule(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await module(context)
        let form = try await request.formFields(context: context)
        try await domains.courses.hide(id, form["hidden"] == "yes")
        return back(to: course)
    }

    func removeModule(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await module(context)
        try await domains.courses.remove(id)
        return redirect("/courses/\(course.id)/edit?removed=/modules/\(id)")
    }

    func restoreModule(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await module(context)
        try await domains.courses.restore(id)
        return back(to: course)
    }

    // MARK: - Activities

    func move(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await activity(context)
        let form = try await request.formFields(context: context)
        try await domains.courses.move(id, to: form["module"].flatMap { Module.ID($0) }, form.place(of: Activity.self))
        return back(to: course)
    }

    func rename(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await activity(context)
        let form = try await request.formFields(context: context)
        return try await changing(course, request, context) {
            try await domains.courses.rename(id, to: form["title"] ?? "", by: try context.requireUser().id)
        }
    }

    func hide(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await activity(context)
        let form = try await request.formFields(context: context)
        try await domains.courses.hide(id, form["hidden"] == "yes")
        return back(to: course)
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await activity(context)
        try await domains.courses.remove(id)
        return redirect("/courses/\(course.id)/edit?removed=/activities/\(id)")
    }

    func restore(_ request: Request, context: AppContext) async throws -> Response {
        let (id, course) = try await activity(context)
        try await domains.courses.restore(id)
        return back(to: course)
    }

    // MARK: -

    private func back(to course: Course) -> Response { redirect("/courses/\(course.id)/edit") }

    private func changing(
        _ course: Course, _ request: Request, _ context: AppContext, _ change: () async throws -> Void
    ) async throws -> Response {
        do {
            try await change()
            return back(to: course)
        } catch let refusal as AuthoringRefusal {
            let visit = try await domains.courses.visit(course.id, by: context.user?.id)
            let page = StructurePage(
                contents: visit.contents, access: visit.access, removedCount: 0, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    /// The module of the address, removed or not, for who may change it.
    private func module(_ context: AppContext) async throws -> (Module.ID, Course) {
        let id: Module.ID = try context.parameters.id("module")
        let course = try await domains.courses.course(ofModule: id)
        try await require(.author, in: course.space, context)
        return (id, course)
    }

    /// The activity of the address, removed or not, for who may change it.
    private func activity(_ context: AppContext) async throws -> (Activity.ID, Course) {
        let id: Activity.ID = try context.parameters.id("activity")
        let course = try await domains.courses.course(of: id)
        try await require(.author, in: course.space, context)
        return (id, course)
    }
}

extension FormFields {
    /// `step=up`, `step=down`, or `before=17`; the end otherwise.
    func place<Of>(of type: Of.Type) -> Place<Identifier<Of>> {
        switch trimmed("step") {
        case "up": .up
        case "down": .down
        default: Identifier<Of>(trimmed("before")).map { .before($0) } ?? .last
        }
    }
}
