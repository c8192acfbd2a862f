import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Media
import NIOCore
import Quizzes
import Spaces
import Storage

/// Steps of a course as learners take them.
struct ActivityController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, refusal: nil)
    }

    func show(_ request: Request, _ context: AppContext, refusal: String?) async throws -> Response {
        let (open, visit) = try await visitActivity(.study, context)
        var progress = visit.progress
        var quiz: QuizStatus?
        if let user = context.user, let before = progress {
            if request.method == .get {
                progress = try await domains.progress.open(open.activity, by: user.id, before: before)
            }
            if open.activity.kind == .quiz {
                quiz = try await domains.attempts.status(of: open.activity.id, for: user.id)
            }
        }
        let page = ActivityPage(
            open: open, contents: visit.contents, access: visit.access, progress: progress, quiz: quiz, refusal: refusal
        )
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// Marks a step as done and goes on to the next.
    func complete(_ request: Request, context: AppContext) async throws -> Response {
        let (contents, id) = try await learning(context)
        try await domains.progress.complete(id, by: try context.requireUser().id)
        let next = contents.neighbours(of: id).next.map { "/activities/\($0.id)" }
        return redirect(next ?? "/courses/\(contents.course.id)")
    }

    private struct Watched: Decodable {
        var positionMs: Double
        var playedMs: Double
        var durationMs: Double?

        private enum CodingKeys: String, CodingKey {
            case positionMs = "position_ms"
            case playedMs = "played_ms"
            case durationMs = "duration_ms"
        }
    }

    func watch(_ request: Request, context: AppContext) async throws -> Response {
        let (_, id) = try await learning(context)
        let body = try await request.body.collect(upTo: 4096)
        guard let watched = try? JSONDecoder().decode(Watched.self, from: Data(body.readableBytesView)),
            watched.positionMs.isFinite, watched.playedMs.isFinite
        else { throw Refused.badRequest }
        try await domains.progress.watch(
            id, by: try context.requireUser().id, positionMs: Int(min(max(0, watched.positionMs), 1e9)),
            playedMs: Int(min(max(0, watched.playedMs), 1e9)),
            durationMs: watched.durationMs.flatMap { $0.isFinite ? Int(min(max(0, $0), 1e9)) : nil })
        return json("{\"saved\":true}")
    }

    /// The course around an activity, for a learner of it.
    private func learning(_ context: AppContext) async throws -> (CourseContents, Activity.ID) {
        _ = try context.requireUser()
        let (open, visit) = try await visitActivity(.study, context)
        guard visit.progress != nil else { throw Refused.forbidden(.notMember) }
        return (visit.contents, open.activity.id)
    }
}

/// Files, with ranges, for whoever may study in their space.
struct MediaController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (asset, access) = try await domains.assets.visit(
            try context.parameters.id("asset"), by: context.user?.id)
        if let refusal = access.refusal(of: .study) { throw Refused(refusal == .signedOut ? .signedOut : .invisible) }
        return try MediaResponse.respond(
            path: domains.assets.path(of: asset), size: asset.size, type: asset.type.rawValue,
            etag: "\"\(asset.digest.rawValue.prefix(32))\"", name: asset.name,
            attachment: !asset.type.isShownInPlace, cacheControl: "private, max-age=604800, immutable",
            request: request, context: context)
    }
}
