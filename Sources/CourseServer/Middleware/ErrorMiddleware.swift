import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Storage

/// Turns what was thrown into a page: the person learns what happened and a number, the log the rest.
struct ErrorMiddleware: RouterMiddleware {
    let site: Site

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            if case Refused.signedOut = error { return signIn(request) }
            let (status, page) = answer(to: error, context)
            if status.code >= 500 {
                context.logger.error(
                    "request failed",
                    metadata: [
                        "request": "\(context.requestID)", "route": "\(context.endpointPath ?? "none")",
                        "error": "\(error)",
                    ])
            }
            var response = site.page(page.frame(context.t), request, context, status: status)
            if status == .serviceUnavailable || status == .tooManyRequests { response.headers[.retryAfter] = "10" }
            return response
        }
    }

    private func answer(to error: any Error, _ context: AppContext) -> (HTTPResponse.Status, ErrorPage) {
        func page(
            _ status: HTTPResponse.Status, _ kind: ErrorPage.Kind, _ detail: String? = nil
        ) -> (HTTPResponse.Status, ErrorPage) {
            (status, ErrorPage(kind: kind, detail: detail, requestID: context.requestID))
        }
        switch error {
        case Refused.notFound, is NoRow: return page(.notFound, .notFound)
        case Refused.forbidden(let refusal): return page(.forbidden, .forbidden, context.t.text(refusal))
        case Refused.badRequest: return page(.badRequest, .badRequest)
        case Refused.locked: return page(.forbidden, .locked)
        case let error as SQLError where error.kind == .full: return page(.insufficientStorage, .diskFull)
        case let error as FileError where error.isDiskFull: return page(.insufficientStorage, .diskFull)
        case let error as SQLError where error.kind == .busy || error.kind == .connection:
            return page(.serviceUnavailable, .unavailable)
        case is DatabaseClosed: return page(.serviceUnavailable, .unavailable)
        case let error as any HTTPResponseError:
            switch error.status.code {
            case 404: return page(.notFound, .notFound)
            case 403: return page(.forbidden, .forbidden)
            case 413: return page(.contentTooLarge, .tooLarge)
            case 429: return page(.tooManyRequests, .tooMany)
            case 400..<500: return page(error.status, .badRequest)
            default: return page(error.status, .ours)
            }
        default: return page(.internalServerError, .ours)
        }
    }

    /// After signing in the person comes back to the page they asked for; a form's address shows nothing by itself.
    private func signIn(_ request: Request) -> Response {
        let back = request.method == .get ? request.uri.path : "/"
        return .redirect(to: "/sign-in?back=\(back.queryEscaped)", type: .normal)
    }
}

extension HTTPResponse.Status {
    /// 507, RFC 4918.
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}

extension HTTPField.Name {
    // A constant of the program: it parses.
    static let retryAfter = HTTPField.Name("Retry-After")!
}

extension String {
    /// The text as a value in an address's query.
    var queryEscaped: String { addingPercentEncoding(withAllowedCharacters: Self.inQuery) ?? "/" }

    /// Kept: the union is dear and each page asks three times.
    private static let inQuery = CharacterSet(charactersIn: "/-_.~").union(.alphanumerics)
}
