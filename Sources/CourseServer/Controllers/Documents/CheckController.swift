import Accounts
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Whether a paper is what it says, for whoever holds one.
struct CheckController: Controller {
    let domains: Domains
    let site: Site
    /// Codes that were not found, by address.
    let limiter: RateLimiter<String>

    func form(_ request: Request, context: AppContext) async throws -> Response {
        if let typed = request.query("code") {
            let code = Document.checkCode(typed: typed) ?? typed
            return redirect("/check/\(code.prefix(64).description.queryEscaped)")
        }
        return page(CheckPage().frame, request, context)
    }

    /// A code that is malformed and one that was never given are answered alike.
    func show(_ request: Request, context: AppContext) async throws -> Response {
        let typed = context.parameters["code"].map { String($0) } ?? ""
        let text = typed.removingPercentEncoding ?? typed
        guard let document = try await domains.documents.check(text) else {
            if limiter.take(context.remoteAddress) != nil { throw HTTPError(.tooManyRequests) }
            return page(CheckPage(typed: text, isUnknown: true).frame, request, context, status: .notFound)
        }
        var response = page(CheckPage(typed: text, document: document).frame, request, context)
        response.headers[.robots] = "noindex"
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let robots = Self("X-Robots-Tag")!  // a token
}
