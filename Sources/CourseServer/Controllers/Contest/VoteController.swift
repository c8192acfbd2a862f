import Accounts
import Contest
import Foundation
import Hummingbird
import Spaces
import Storage

/// The audience's vote.
struct VoteController: Controller {
    let domains: Domains
    let site: Site
    /// Votes from one address.
    let limiter: RateLimiter<String>

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await desks(context)
        return self.page(page.frame, request, context)
    }

    func vote(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        return try await act(request, context) { page, stage, form in
            if let wait = limiter.take(context.remoteAddress) {
                throw VoteRefusal.tooOften(seconds: Int(wait.rounded(.up)))
            }
            guard let choice = Registration.ID(form.trimmed("entrant")) else { throw VoteRefusal.choiceMissing }
            try await domains.audienceVotes.vote(for: choice, in: stage, of: page.visit.contest.id, by: user.id)
        }
    }

    /// Whether odd votes count.
    func decide(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await organisedContest(context)
        return try await act(request, context) { page, stage, form in
            let flags = page.desks.first { $0.stage.id == stage }?.inspection?.flags ?? []
            guard let number = form.int("flag"), flags.indices.contains(number) else { throw VoteRefusal.unknownFlag }
            try await domains.audienceVotes.decide(
                flags[number].flag, counts: form["counts"] == "yes", in: stage, of: visit.contest.id,
                reason: form.trimmed("reason"), by: user.id)
        }
    }

    func publish(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await organisedContest(context)
        return try await act(request, context) { _, stage, _ in
            try await domains.audienceVotes.publish(stage, of: visit.contest.id, by: user.id)
        }
    }

    private func act(
        _ request: Request, _ context: AppContext,
        _ body: (VotesPage, Stage.ID, FormFields) async throws -> Void
    ) async throws -> Response {
        var page = try await desks(context)
        let form = try await request.formFields(context: context)
        do {
            guard let stage = Stage.ID(form.trimmed("stage")), page.desks.contains(where: { $0.stage.id == stage })
            else { throw VoteRefusal.choiceMissing }
            try await body(page, stage, form)
            return redirect("/contests/\(page.visit.contest.id)/votes")
        } catch let refusal as VoteRefusal {
            page.refusal = refusal
            return refused(page.frame, request, context)
        }
    }

    private func desks(_ context: AppContext) async throws -> VotesPage {
        let visit = try await contest(context)
        guard visit.stages.contains(where: { $0.kind == .vote }) else { throw Refused.notFound }
        let desks = try await domains.audienceVotes.desks(at: visit, for: context.user?.id)
        return VotesPage(visit: visit, desks: desks, isSignedIn: context.user != nil)
    }
}
