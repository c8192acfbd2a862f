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
        let page = ContestPage(visit: try await contest(context))
        return self.page(page.frame, request, context)
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
