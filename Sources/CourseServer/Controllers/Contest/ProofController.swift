import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// What organisers do with entrants' work: proofs checked, dates extended, the rule applied.
struct ProofController: Controller {
    let domains: Domains
    let site: Site

    func queue(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await queuePage(request, context)
        return self.page(page.frame, request, context)
    }

    /// Accepts what is ticked, or the one whose button was pressed; or returns one with a comment.
    func check(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        let base = "/contests/\(visit.contest.id)/proofs"
        do {
            if let key = form["return"] {
                guard let key = ProofKey(key) else { throw Refused.badRequest }
                try await domains.works.giveBack(
                    key, saying: form["comment"] ?? "", in: visit.contest.id, by: user.id)
                return redirect(base)
            }
            let chosen = form["accept"].map { [$0] } ?? form.all("proof")
            let (count, instant) = try await domains.works.accept(
                chosen.compactMap { ProofKey($0) }, in: visit.contest.id, by: user.id)
            return redirect(count == 0 ? base : "\(base)?accepted=\(instant.milliseconds)")
        } catch let refusal as ProofRefusal {
            var page = try await queuePage(request, context)
            (page.fields, page.refusal) = (form, refusal)
            return refused(page.frame, request, context)
        }
    }

    func reopen(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        if let instant = form.int("accepted").flatMap(Date.init(milliseconds:)) {
            try await domains.works.reopen(acceptedAt: instant, in: visit.contest.id, by: user.id)
        }
        return redirect("/contests/\(visit.contest.id)/proofs")
    }

    func extensions(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await extensionsPage(context)
        return self.page(page.frame, request, context)
    }

    func extend(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await extensionsPage(context)
        let form = try await request.formFields(context: context)
        let contest = page.visit.contest.id
        do {
            guard let registration = Registration.ID(form.trimmed("entrant")) else {
                throw ExtensionRefusal.entrantMissing
            }
            guard let stage = Stage.ID(form.trimmed("stage")) else { throw ExtensionRefusal.stageMissing }
            try await domains.works.extend(
                registration, in: stage, of: contest, until: context.t.date(localInput: form.trimmed("until")),
                reason: form["reason"] ?? "", by: user.id)
            return redirect("/contests/\(contest)/extensions")
        } catch let refusal as ExtensionRefusal {
            (page.fields, page.refusal) = (form, refusal)
            return refused(page.frame, request, context)
        }
    }

    func finalists(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        let visit = try await organisedContest(context)
        let page = FinalistsPage(
            visit: visit, people: try await domains.finalists.list(of: visit), now: domains.now())
        return self.page(page.frame, request, context)
    }

    private func queuePage(_ request: Request, _ context: AppContext) async throws -> ProofsPage {
        let user = try context.requireUser()
        let visit = try await organisedContest(context)
        let shown = request.query("show").flatMap { TaskProof.State(rawValue: $0) } ?? .waiting
        var page = ProofsPage(visit: visit, queue: try await domains.works.queue(of: visit.contest.id, showing: shown))
        if let instant = request.query("accepted").flatMap({ Int($0) }).flatMap(Date.init(milliseconds:)) {
            let count = try await domains.works.accepted(at: instant, in: visit.contest.id, by: user.id)
            page.accepted = (count, instant)
        }
        return page
    }

    private func extensionsPage(_ context: AppContext) async throws -> StageExtensionsPage {
        _ = try context.requireUser()
        let visit = try await organisedContest(context)
        let (given, entrants) = try await domains.works.extensions(of: visit.contest.id)
        return StageExtensionsPage(visit: visit, given: given, entrants: entrants)
    }
}

extension Date {
    /// Since 1970, UTC.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1_000).rounded()) }

    /// Nil for an instant of no century of ours.
    init?(milliseconds: Int) {
        guard (0...253_402_300_799_000).contains(milliseconds) else { return nil }
        self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}
