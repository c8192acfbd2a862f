import Accounts
import Contest
import Courses
import Foundation
import Hummingbird
import Storage

/// Appeals: filed by entrants, decided by a panel.
struct AppealController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await desk(context)
        return self.page(page.frame, request, context)
    }

    func file(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await desk(context)
        let form = try await request.formFields(context: context)
        guard let stage = Stage.ID(form.trimmed("stage")) else {
            (page.fields, page.refusal) = (form, .notPublished)
            return refused(page.frame, request, context)
        }
        do {
            try await domains.appeals.file(form["reason"] ?? "", against: stage, in: page.visit.contest.id, by: user.id)
            return redirect("/contests/\(page.visit.contest.id)/appeals")
        } catch let refusal as AppealRefusal {
            (page.fields, page.refusal) = (form, refusal)
            return refused(page.frame, request, context)
        }
    }

    func decide(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await desk(context)
        let form = try await request.formFields(context: context)
        let id: Appeal.ID = try context.parameters.id("appeal")
        guard page.desk.entries.contains(where: { $0.appeal.id == id }) else { throw Refused.notFound }
        do {
            guard let outcome = Appeal.Outcome(rawValue: form["outcome"] ?? "") else {
                throw AppealRefusal.outcomeMissing
            }
            let text = form.trimmed("points")
            let points = text.isEmpty ? nil : try? Points(decimal: text)
            guard text.isEmpty || points != nil else { throw AppealRefusal.pointsOutOfRange }
            try await domains.appeals.decide(
                id, in: page.visit.contest.id, outcome, points: points, answer: form["answer"] ?? "", by: user.id,
                isOrganiser: page.visit.isOrganiser)
            return redirect("/contests/\(page.visit.contest.id)/appeals#a\(id)")
        } catch let refusal as AppealRefusal {
            (page.fields, page.refusal, page.refused) = (form, refusal, id)
            return refused(page.frame, request, context)
        }
    }

    private func desk(_ context: AppContext) async throws -> AppealsPage {
        let visit = try await contest(context)
        let user = try context.requireUser()
        let desk = try await domains.appeals.desk(
            of: visit.contest.id, for: user.id, isOrganiser: visit.isOrganiser)
        return AppealsPage(visit: visit, desk: desk)
    }
}
