import Accounts
import Courses
import HTTPTypes
import Hummingbird
import Storage

/// Search over everything the person may see.
struct SearchController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let text = String((request.query("q") ?? "").prefix(CourseSearch.queryLimit))
        let results = try await domains.search.find(
            text, by: context.user?.id, page: request.query("page").flatMap { Int($0) } ?? 1)
        return page(SearchPage(text: text, results: results).frame, request, context)
    }
}
