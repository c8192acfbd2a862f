import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Spaces
import Storage

/// Gives the request its number, and refuses one that does not say which host it wants.
struct RequestIDMiddleware: RouterMiddleware {
    let isSecure: Bool
    let trustsProxy: Bool

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard request.head.authority?.isEmpty == false else {
            return Response(status: .badRequest, headers: [.contentType: "text/plain"])
        }
        var context = context
        context.requestID = request.headers[.requestID].flatMap { $0.isRequestID ? $0 : nil } ?? Hashing.random(8).hex
        context.isSecure = isSecure || (trustsProxy && request.headers[.forwardedProto] == "https")
        if trustsProxy, let forwarded = request.headers[.forwardedFor]?.split(separator: ",").last {
            context.forwardedAddress = forwarded.trimmingCharacters(in: .whitespaces)
        }
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }
}

/// Finds who is signed in, in which language and how they like to see pages.
struct SessionMiddleware: RouterMiddleware {
    let domains: Domains

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let cookies = request.cookies
        context.preferences = Preferences { cookies[$0]?.value }
        if let token = cookies[context.sessionCookieName]?.value,
            let (session, memberships) = try await domains.sessions.session(
                token: token, and: { [now = domains.now] tx, user in try tx.memberships(of: user, at: now()) })
        {
            context.session = session
            context.roles = Set(memberships.map(\.role))
        }
        context.language = Language.chosen(
            cookie: cookies["lang"]?.value, setting: context.user?.language,
            acceptLanguage: request.headers[.acceptLanguage])
        return try await next(request, context)
    }
}

/// One line of the log for each request.
struct LogMiddleware: RouterMiddleware {
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let seconds = start.duration(to: .now) / .seconds(1)
        let route = context.endpointPath ?? "none"
        metrics.count(method: request.method.rawValue, route: route, status: response.status.code, seconds: seconds)
        context.logger.info(
            "request",
            metadata: [
                "request": "\(response.headers[.requestID] ?? "")", "method": "\(request.method.rawValue)",
                "route": "\(route)", "status": "\(response.status.code)",
                "ms": "\(Int(seconds * 1000))",
            ])
        return response
    }
}

extension String {
    fileprivate var isRequestID: Bool {
        (8...64).contains(utf8.count)
            && utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D
            }
    }
}

extension HTTPField.Name {
    // The names are constants of the program: they parse.
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let forwardedProto = HTTPField.Name("X-Forwarded-Proto")!
}
