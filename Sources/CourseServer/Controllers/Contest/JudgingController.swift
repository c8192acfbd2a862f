import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// A juror's table: the invitation, conflicts of interest, samples.
struct JudgingController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await desk(context)
        return self.page(page.frame, request, context)
    }

    func accept(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { contest, user, _ in
            try await domains.scoreSheets.accept(contest, by: user)
            return "/conflicts"
        }
    }

    func decline(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { contest, user, form in
            try await domains.scoreSheets.decline(contest, because: form["reason"] ?? "", by: user)
            return ""
        }
    }

    func withdraw(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { contest, user, form in
            try await domains.scoreSheets.withdraw(from: contest, because: form["reason"] ?? "", by: user)
            return ""
        }
    }

    func conflicts(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, user) = try await judged(context)
        do {
            let page = ConflictsPage(
                visit: visit, form: try await domains.scoreSheets.conflictForm(visit.contest.id, of: user))
            return self.page(page.frame, request, context)
        } catch is JuryRefusal {
            return redirect("/contests/\(visit.contest.id)/judging")
        }
    }

    /// One field for each entrant, `k12` for the kind and `n12` for the note of user 12; boxes `organisation`.
    func declare(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, user) = try await judged(context)
        let form = try await request.formFields(context: context)
        var conflicts: [User.ID: (kind: JurorConflict.Kind, note: String)] = [:]
        for (name, value) in form.pairs where name.hasPrefix("k") {
            guard let entrant = User.ID(String(name.dropFirst())), let kind = JurorConflict.Kind(rawValue: value) else {
                continue
            }
            conflicts[entrant] = (kind, form["n\(entrant)"] ?? "")
        }
        do {
            try await domains.scoreSheets.declare(
                conflicts, organisations: Set(form.all("organisation").compactMap { Space.ID($0) }),
                in: visit.contest.id, by: user)
            return redirect("/contests/\(visit.contest.id)/judging")
        } catch let refusal as JuryRefusal {
            guard let shown = try? await domains.scoreSheets.conflictForm(visit.contest.id, of: user) else {
                return redirect("/contests/\(visit.contest.id)/judging")
            }
            let page = ConflictsPage(visit: visit, form: shown, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    func sample(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await samplePage(context)
        return self.page(page.frame, request, context)
    }

    func markSample(_ request: Request, context: AppContext) async throws -> Response {
        var page = try await samplePage(context)
        let form = try await request.formFields(context: context)
        let marks = form.marks(by: page.stage.criteria)
        do {
            try await domains.scoreSheets.mark(
                page.sample.id, marks, of: page.visit.contest.id, by: try context.requireUser().id)
            return redirect("/contests/\(page.visit.contest.id)/judging/samples/\(page.sample.id)")
        } catch let refusal as JuryRefusal {
            (page.typed, page.refusal) = (marks, context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    // MARK: - Parts

    private func samplePage(_ context: AppContext) async throws -> SamplePage {
        let (visit, user) = try await judged(context)
        let (sample, stage) = try await domains.scoreSheets.sample(
            try context.parameters.id("sample"), of: visit.contest.id, for: user)
        return SamplePage(visit: visit, stage: stage, sample: sample)
    }

    private func desk(_ context: AppContext) async throws -> JudgingPage {
        let (visit, user) = try await judged(context)
        return JudgingPage(
            visit: visit, desk: try await domains.scoreSheets.desk(visit.contest.id, of: user), now: domains.now())
    }

    private func act(
        _ request: Request, _ context: AppContext,
        _ body: (Contest.ID, User.ID, FormFields) async throws -> String
    ) async throws -> Response {
        let (visit, user) = try await judged(context)
        let form = try await request.formFields(context: context)
        do {
            return redirect("/contests/\(visit.contest.id)/judging\(try await body(visit.contest.id, user, form))")
        } catch let refusal as JuryRefusal {
            var page = try await desk(context)
            page.refusal = context.t.text(refusal)
            return refused(page.frame, request, context)
        }
    }
}

extension Controller {
    /// The contest of the address and the person who judges in it or is asked to; for others the page does not exist.
    func judged(_ context: AppContext) async throws -> (ContestVisit, User.ID) {
        let user = try context.requireUser()
        let visit = try await contest(context)
        guard visit.juror != nil else { throw Refused.notFound }
        return (visit, user.id)
    }
}
