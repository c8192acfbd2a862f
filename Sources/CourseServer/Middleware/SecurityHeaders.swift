import HTTPTypes
import Hummingbird

/// What a browser must not do with our pages, said on every answer. What an answer says itself stays.
struct SecurityHeadersMiddleware<Context: RequestContext>: RouterMiddleware {
    private let headers: HTTPFields

    /// `isSecure` when people come by HTTPS: then they are to come by it for a year.
    init(isSecure: Bool) {
        var headers: HTTPFields = [
            .contentSecurityPolicy: Self.contentPolicy, .xContentTypeOptions: "nosniff",
            .referrerPolicy: "same-origin", .permissionsPolicy: "camera=(), microphone=(self), geolocation=()",
            .crossOriginOpenerPolicy: "same-origin",
        ]
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
        self.headers = headers
    }

    private static var contentPolicy: String {
        [
            "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "media-src 'self'",
            "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'self'",
        ].joined(separator: "; ")
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in headers where response.headers[field.name] == nil { response.headers.append(field) }
        if response.headers[.cacheControl] == nil, response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers[.cacheControl] = "private, no-cache"
        }
        return response
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy")!  // a token, as are the two below
    fileprivate static let permissionsPolicy = Self("Permissions-Policy")!
    static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
}
