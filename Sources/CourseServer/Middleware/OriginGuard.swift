import HTTPTypes
import Hummingbird

/// Refuses what another site makes a browser send here. A browser says where an unsafe request comes from; what does
/// not say so may not use the session cookie. Pages need no tokens, then, and hold no secret.
struct OriginGuardMiddleware<Context: RequestContext>: RouterMiddleware {
    /// `https://school.example`: where people reach us when a proxy passes on another `Host`.
    let origins: Set<String>

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let isSafe = [.get, .head, .options, .trace].contains(request.method)
        guard isSafe || isOurs(request) else { throw HTTPError(.forbidden, message: "cross-site request") }
        return try await next(request, context)
    }

    private func isOurs(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        if let origin = request.headers[.origin] {
            if origins.contains(origin) { return true }
            guard let host = request.head.authority ?? request.headers[.host], !host.isEmpty else { return false }
            return ["http://\(host)", "https://\(host)"].contains { $0.lowercased() == origin.lowercased() }
        }
        return request.headers[.cookie] == nil
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = Self("Sec-Fetch-Site")!  // a token
    fileprivate static let host = Self("Host")!
}
