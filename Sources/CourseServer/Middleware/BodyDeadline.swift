import HTTPTypes
import Hummingbird
import NIOCore

/// Closes a connection whose body comes too slowly: half a minute, and the time a line of 16 KB/s needs for the length
/// announced. The idle limit of the server does not see a body that drips.
struct BodyDeadlineMiddleware: RouterMiddleware {
    static let grace = 30
    static let bytesPerSecond = 16_384

    func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get && request.method != .head else { return try await next(request, context) }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let seconds = Self.grace + min(max(0, length), 4 << 30) / Self.bytesPerSecond
        let channel = context.channel
        let deadline = channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        return try await next(request, context)
    }
}
