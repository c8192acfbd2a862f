import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// A person's own way of learning: what they aim at, by which steps, with whose advice.
struct TrajectoryController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let page = TrajectoriesPage(user: user.id, trajectories: try await domains.trajectories.all(of: user.id))
        return self.page(page.frame, request, context)
    }

    func new(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        return page(TrajectoryAimPage(fields: FormFields()).frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let form = try await request.formFields(context: context)
        do {
            let id = try await domains.trajectories.begin(try TrajectoryAim(form), by: user.id)
            return redirect("/trajectories/\(id)")
        } catch let refusal as TrajectoryRefusal {
            let page = TrajectoryAimPage(fields: form, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Trajectory.ID = try context.parameters.id("trajectory")
        var removed: (TrajectoryStep.ID, String)?
        if let step = request.query("removed").flatMap({ TrajectoryStep.ID($0) }) {
            removed = try await domains.trajectories.removed(step, from: id, by: user.id).map { (step, $0) }
        }
        let page = TrajectoryPage(
            visit: try await domains.trajectories.visit(id, by: user.id), user: user.id, removed: removed)
        return self.page(page.frame, request, context)
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let trajectory = try await own(context)
        let page = TrajectoryAimPage(trajectory: trajectory, fields: FormFields(trajectory))
        return self.page(page.frame, request, context)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let trajectory = try await own(context)
        let form = try await request.formFields(context: context)
        do {
            try await domains.trajectories.change(trajectory.id, to: try TrajectoryAim(form), by: trajectory.owner.id)
            return redirect("/trajectories/\(trajectory.id)")
        } catch let refusal as TrajectoryRefusal {
            let page = TrajectoryAimPage(trajectory: trajectory, fields: form, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func finish(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.trajectories.finish($0, by: $1) }
    }

    func resume(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { try await domains.trajectories.resume($0, by: $1) }
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Trajectory.ID = try context.parameters.id("trajectory")
        return try await answer(request, context, FormFields()) {
            try await domains.trajectories.remove(id, by: user.id)
            return "/trajectories"
        }
    }

    func addCourse(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, user, form in
            "#step-\(try await domains.trajectories.add(Course.ID(form.trimmed("course")), to: id, by: user))"
        }
    }

    func addPlan(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, user, form in
            let startsAt = try form.trajectoryInstant("starts", context.t)
            let plan = Plan(title: form["title"] ?? "", startsAt: startsAt, address: form["address"])
            return "#step-\(try await domains.trajectories.add(plan, to: id, by: user))"
        }
    }

    func move(_ request: Request, context: AppContext) async throws -> Response {
        let step: TrajectoryStep.ID = try context.parameters.id("step")
        return try await act(request, context) { id, user, form in
            try await domains.trajectories.move(step, up: form["step"] == "up", in: id, by: user)
            return "#step-\(step)"
        }
    }

    func tick(_ request: Request, context: AppContext) async throws -> Response {
        let step: TrajectoryStep.ID = try context.parameters.id("step")
        return try await act(request, context) { id, user, form in
            try await domains.trajectories.tick(step, done: form["done"] != "no", in: id, by: user)
            return "#step-\(step)"
        }
    }

    func removeStep(_ request: Request, context: AppContext) async throws -> Response {
        let step: TrajectoryStep.ID = try context.parameters.id("step")
        return try await act(request, context) { id, user, _ in
            try await domains.trajectories.remove(step, from: id, by: user)
            return "?removed=\(step)"
        }
    }

    func restoreStep(_ request: Request, context: AppContext) async throws -> Response {
        let step: TrajectoryStep.ID = try context.parameters.id("step")
        return try await act(request, context) { id, user, _ in
            try await domains.trajectories.restore(step, to: id, by: user)
            return "#step-\(step)"
        }
    }

    func write(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, user, form in
            try await domains.trajectories.write(form["note"] ?? "", on: id, by: user)
            return "#notes"
        }
    }

    /// The trajectory of the address, for its owner.
    private func own(_ context: AppContext) async throws -> Trajectory {
        let visit = try await domains.trajectories.visit(
            try context.parameters.id("trajectory"), by: try context.requireUser().id)
        guard visit.isOwner else { throw Refused.forbidden(.role(.author)) }
        return visit.trajectory
    }

    private func act(
        _ request: Request, _ context: AppContext, _ change: (Trajectory.ID, User.ID) async throws -> Void
    ) async throws -> Response {
        try await act(request, context) { id, user, _ in
            try await change(id, user)
            return ""
        }
    }

    /// Does what the form asks and goes to the place on the trajectory's page that `change` answers; a refusal shows
    /// the page with what was typed.
    private func act(
        _ request: Request, _ context: AppContext,
        _ change: (Trajectory.ID, User.ID, FormFields) async throws -> String
    ) async throws -> Response {
        let user = try context.requireUser()
        let id: Trajectory.ID = try context.parameters.id("trajectory")
        let form = try await request.formFields(context: context)
        return try await answer(request, context, form) {
            "/trajectories/\(id)\(try await change(id, user.id, form))"
        }
    }

    private func answer(
        _ request: Request, _ context: AppContext, _ form: FormFields, _ change: () async throws -> String
    ) async throws -> Response {
        do {
            return redirect(try await change())
        } catch TrajectoryRefusal.notOwner {
            throw Refused.forbidden(.role(.author))
        } catch let refusal as TrajectoryRefusal {
            let user = try context.requireUser()
            let visit = try await domains.trajectories.visit(
                try context.parameters.id("trajectory"), by: user.id)
            let page = TrajectoryPage(visit: visit, user: user.id, refusal: refusal, fields: form)
            return refused(page.frame, request, context)
        }
    }
}

extension FormFields {
    init(_ trajectory: Trajectory) {
        self.init(pairs: [
            ("goal", trajectory.goal), ("mentor", trajectory.mentor?.login ?? ""),
            ("due", trajectory.dueAt.map { TimeZoneSetting.standard.day(of: $0) } ?? ""),
        ])
    }

    /// An instant, nil for an empty field. Throws `TrajectoryRefusal`.
    fileprivate func trajectoryInstant(_ name: String, _ t: Words) throws -> Date? {
        let text = trimmed(name)
        guard !text.isEmpty else { return nil }
        guard let instant = t.instant(field: text) else {
            throw TrajectoryRefusal.dateMalformed(String(text.prefix(40)))
        }
        return instant
    }
}

extension TrajectoryAim {
    /// Throws `TrajectoryRefusal`.
    fileprivate init(_ form: FormFields) throws {
        let day = form.trimmed("due")
        let dueAt = TimeZoneSetting.standard.startOfDay(day)
        guard day.isEmpty || dueAt != nil else { throw TrajectoryRefusal.dateMalformed(String(day.prefix(40))) }
        self.init(goal: form["goal"] ?? "", dueAt: dueAt, mentor: form["mentor"] ?? "")
    }
}
