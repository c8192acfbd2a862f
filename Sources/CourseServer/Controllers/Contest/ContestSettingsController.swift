import Accounts
import Contest
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// What an organiser changes of a contest besides its stages, and its way from a draft to the end.
struct ContestSettingsController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        var page = try await settings(visit, FormFields(visit.contest, context.t))
        if request.query("founded") != nil { page.done = context.t["contest.founded"] }
        if request.query("saved") != nil { page.done = context.t["contest.saved"] }
        return self.page(page.frame, request, context)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        let (shown, t) = (ShownFields(in: form), context.t)
        do {
            try await domains.contests.change(
                visit.contest.id, to: try ContestSettings(form, of: visit.contest, t),
                by: try context.requireUser().id
            ) { shown.holds(for: FormFields($0, t)) }
            return redirect("/contests/\(visit.contest.id)/settings?saved=yes")
        } catch is SettingsChanged {
            let now = FormFields(try await contest(context).contest, t)
            var page = try await settings(visit, form.showing(now))
            page.refusal = SettingsChange(form: .contest, names: shown?.changed(in: now) ?? [], now: now).text(t)
            return refused(page.frame, request, context)
        } catch let refusal as ContestRefusal {
            var page = try await settings(visit, form)
            page.refusal = t.text(refusal)
            return refused(page.frame, request, context)
        }
    }

    func nominations(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let page = NominationsPage(visit: visit, rows: visit.nominations.map { NominationRow($0) })
        return self.page(page.frame, request, context)
    }

    func changeNominations(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        let rows = NominationRow.rows(in: form)
        do {
            let known = Set(visit.nominations.map(\.id))
            let nominations = try rows.filter { !$0.isEmpty }.map { row in
                (id: row.id.flatMap { known.contains($0) ? $0 : nil }, outline: try row.outline())
            }
            try await domains.contests.change(
                nominations, of: visit.contest.id, by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/nominations")
        } catch let refusal as ContestRefusal {
            let page = NominationsPage(visit: visit, rows: rows, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func shift(_ request: Request, context: AppContext) async throws -> Response {
        let form = try await request.formFields(context: context)
        return try await act(request, context, days: form["days"] ?? "") { id, user in
            guard let days = try form.number("days", .days) else { throw ContestRefusal.notANumber(.days) }
            try await domains.contests.shift(id, days: days, by: user)
            return "/contests/\(id)/stages"
        }
    }

    func publish(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, user in
            try await domains.contests.publish(id, by: user)
            return "/contests/\(id)"
        }
    }

    func close(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, user in
            try await domains.contests.close(id, by: user)
            return "/contests/\(id)"
        }
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let slug = try await organisedContest(context).access.space.slug
        return try await act(request, context) { id, _ in
            try await domains.contests.remove(id)
            return "/o/\(slug)/contests"
        }
    }

    /// Does what a button asks for and goes where it leads, or shows the settings again with the refusal.
    private func act(
        _ request: Request, _ context: AppContext, days: String = "",
        _ body: (Contest.ID, User.ID) async throws -> String
    ) async throws -> Response {
        let visit = try await organisedContest(context)
        do {
            return redirect(try await body(visit.contest.id, try context.requireUser().id))
        } catch let refusal as ContestRefusal {
            var page = try await settings(visit, FormFields(visit.contest, context.t))
            (page.refusal, page.days) = (context.t.text(refusal), days)
            return refused(page.frame, request, context)
        }
    }

    private func settings(_ visit: ContestVisit, _ fields: FormFields) async throws -> ContestSettingsPage {
        ContestSettingsPage(
            visit: visit, courses: try await domains.contests.courses(for: visit.contest), fields: fields)
    }
}
