import Accounts
import Contest
import Foundation
import Hummingbird
import Spaces
import Storage

/// The public side of contests.
struct ContestController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let page = ContestsPage(entries: try await domains.contests.all(for: context.user?.id))
        return self.page(page.frame, request, context)
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = ContestPage(visit: try await contest(context), now: domains.now())
        return self.page(page.frame, request, context)
    }

    /// The whole for organisers; for others the table as far as the rules show it, of a closed one their own line.
    func progress(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await contest(context)
        guard visit.seesProgress else {
            throw context.user == nil ? Refused.signedOut : Refused.notFound
        }
        let page = ContestProgressPage(
            visit: visit, progress: try await domains.contests.progress(of: visit), now: domains.now())
        return self.page(page.frame, request, context)
    }
}

extension ContestVisit {
    /// Whether there is anything of the progress that the person may see.
    var seesProgress: Bool {
        isOrganiser || registration?.state == .admitted
            || contest.rules.scoreboard.isPublic && (state == .running || state == .closed)
    }
}

extension Controller {
    /// The person at the contest of the address. Throws `NoRow` when it is not for their eyes.
    func contest(_ context: AppContext) async throws -> ContestVisit {
        try await domains.contests.visit(try context.parameters.id("contest"), by: context.user?.id)
    }

    /// The same for who organises it; others are told that it is not theirs to change.
    func organisedContest(_ context: AppContext) async throws -> ContestVisit {
        let visit = try await contest(context)
        if let refusal = visit.access.refusal(of: .createCourse) { throw Refused(refusal) }
        return visit
    }
}
