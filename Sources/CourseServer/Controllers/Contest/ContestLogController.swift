import Contest
import Hummingbird
import Spaces

/// The log of a contest, for organisers and jurors.
struct ContestLogController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await contest(context)
        if visit.juror?.state != .accepted, let refusal = visit.access.refusal(of: .createCourse) {
            throw Refused(refusal)
        }
        let (lines, names) = try await domains.results.log(
            of: visit.contest.id, namingEntrants: EntryLabels(visit: visit).showsNames)
        let page = ContestLogPage(
            visit: visit, lines: lines, names: names, before: request.query("before").flatMap { Int($0) })
        return self.page(page.frame, request, context)
    }
}
