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

    func show(
        _ request: Request, _ context: AppContext, refusal: String?, form: FormFields? = nil,
        task given: ActivityPage.Task? = nil
    ) async throws -> Response {
        let (open, visit) = try await visitActivity(.study, context, evenLocked: true)
        let lock = visit.locks[open.activity.id]
        var progress = visit.progress
        var quiz: QuizStatus?
        var package: PackageProgress?
        if let user = context.user, let before = progress, lock == nil {
            if request.method == .get {
                progress = try await domains.progress.open(open.activity, by: user.id, before: before)
            }
            if open.activity.kind == .quiz {
                quiz = try await domains.attempts.status(of: open.activity.id, for: user.id)
            } else if open.activity.kind == .package {
                package = try await domains.packages.progress(of: user.id, at: open.activity.id)
            }
        }
        var task = given
        if task == nil, lock == nil { task = try await self.task(open, visit, request, context, form) }
        let page = ActivityPage(
            open: open, contents: visit.contents, access: visit.access, progress: progress, quiz: quiz,
            package: package, task: task, lock: lock, refusal: refusal)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// What an assignment, a poll or an exercise shows under its text.
    private func task(
        _ open: OpenActivity, _ visit: CourseVisit, _ request: Request, _ context: AppContext, _ form: FormFields?
    ) async throws -> ActivityPage.Task? {
        let (id, user) = (open.activity.id, visit.progress == nil ? nil : context.user?.id)
        switch open.activity.kind {
        case .assignment:
            guard let user else {
                let list = visit.access.allows(.grade) ? try await domains.assignments.list(of: id) : nil
                return .assignment(try await domains.assignments.assignment(id), list)
            }
            return .work(
                WorkBlock(work: try await domains.assignments.work(of: user, for: id), activity: id, now: domains.now())
            )
        case .poll:
            var status: PollStatus?
            if let user { status = try await domains.polls.status(of: open.activity, for: user) }
            let poll = if let status { status.poll } else { try await domains.polls.poll(id) }
            let report = status?.showsResults == true ? try await domains.polls.report(of: id) : nil
            return .poll(
                PollBlock(
                    poll: poll, activity: open.activity, status: status, report: report, form: form,
                    isTeacher: visit.access.allows(.grade)))
        case .exercise:
            let exercises = ExerciseController(domains: domains, site: site)
            return .exercise(try await exercises.block(open.activity, visit, user, site.address(request, context)))
        case .page, .video, .file, .link, .quiz, .package: return nil
        }
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

/// Files, with ranges, for whoever may study in their space and has a step open that shows them.
struct MediaController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (asset, access) = try await domains.courses.file(
            try context.parameters.id("asset"), for: context.user?.id)
        if let refusal = access.refusal(of: .study) { throw Refused(refusal == .signedOut ? .signedOut : .invisible) }
        return try MediaResponse.respond(
            path: domains.assets.path(of: asset), size: asset.size, type: asset.type.rawValue,
            etag: "\"\(asset.digest.rawValue.prefix(32))\"", name: asset.name,
            attachment: !asset.type.isShownInPlace, cacheControl: "private, max-age=604800, immutable",
            request: request, context: context)
    }
}
