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

/// Exercises in their courses: played, looked at by the teacher, shared, printed.
struct ExerciseController: Controller {
    let domains: Domains
    let site: Site

    /// The exercise alone, for a frame in a page of the course.
    func show(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await exercise(.study, context)
        let user = visit.progress == nil ? nil : context.user?.id
        var block = try await block(open.activity, visit, user, site.address(request, context))
        block.isFramed = true
        return bare(ExerciseFrame(title: open.activity.title, block: block), request, context)
    }

    /// Marks what was played. A learner's try is kept; a teacher sees the verdict and nothing more.
    func take(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await exercise(.study, context)
        let user = visit.progress == nil ? nil : try context.requireUser().id
        let form = try await request.formFields(context: context)
        let id = open.activity.id
        var block = try await block(open.activity, visit, user, site.address(request, context))
        let turn = ExerciseTurn(block.exercise, form)
        block.isFramed = form["framed"] != nil
        block.show(turn)
        if case .marked(let answers) = turn.outcome {
            block.result =
                if let user {
                    try await domains.exercises.take(answers, play: turn.play, step: turn.step, by: user, at: id)
                } else {
                    ExerciseResult(answers: answers, mark: block.exercise.content.mark(answers))
                }
            if let user { block.status = try await domains.exercises.status(of: id, for: user) }
        }
        if block.isFramed {
            return bare(
                ExerciseFrame(title: open.activity.title, block: block), request, context,
                status: block.refusal == nil ? .ok : .unprocessableContent)
        }
        var page = try await ActivityController(domains: domains, site: site)
            .show(request, context, refusal: nil, task: .exercise(block))
        if block.refusal != nil { page.status = .unprocessableContent }
        return page
    }

    /// Who played, how often and how well, and what was hard.
    func results(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await exercise(.grade, context)
        let page = ExerciseResultsPage(
            activity: open.activity, course: visit.course,
            report: try await domains.exercises.report(of: open.activity.id))
        return self.page(page.frame, request, context)
    }

    func share(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await exercise(.author, context)
        let form = try await request.formFields(context: context)
        try await domains.exercises.share(open.activity.id, form["shared"] == "yes")
        return redirect("/activities/\(open.activity.id)#sharing")
    }

    /// On paper, with the key on a sheet of its own.
    func sheet(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await exercise(.grade, context)
        let exercise = try await domains.exercises.exercise(open.activity.id)
        let page = ExerciseSheetPage(activity: open.activity, course: visit.course, exercise: exercise, body: open.body)
        return self.page(page.frame, request, context)
    }

    /// Shows what a text is understood as, while it is being typed.
    func preview(_ request: Request, context: AppContext) async throws -> Response {
        _ = try context.requireUser()
        guard context.reader.isTeacher else { throw Refused.forbidden(.role(.author)) }
        let fields = try await request.formFields(context: context)
        let html = ExercisePreview(fields).html(context.t)
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: html.bytes)))
    }

    /// The exercise as a person of the course meets it; `learner` for who learns there. `address` is the site's.
    func block(
        _ activity: Activity, _ visit: CourseVisit, _ learner: User.ID?, _ address: String
    ) async throws -> ExerciseBlock {
        let exercise = try await domains.exercises.exercise(activity.id)
        var status: ExerciseStatus?
        if let learner { status = try await domains.exercises.status(of: activity.id, for: learner) }
        let path = "/activities/\(activity.id)"
        var block = ExerciseBlock(
            exercise: exercise, action: path + "/tries", again: path, status: status,
            media: try await domains.exercises.media(of: exercise))
        if visit.access.allows(.grade) {
            block.teacher = ExerciseBlock.Teacher(
                activity: activity.id, mayShare: visit.access.allows(.author), site: address)
        }
        return block
    }

    private func exercise(_ action: Action, _ context: AppContext) async throws -> (OpenActivity, CourseVisit) {
        let (open, visit) = try await visitActivity(action, context)
        guard open.activity.kind == .exercise else { throw Refused.notFound }
        return (open, visit)
    }
}

/// Exercises by their secret links: played by whoever has one, kept of nobody.
struct SharedExerciseController: Controller {
    let domains: Domains
    let site: Site
    /// Codes that were not found, by address.
    let limiter: RateLimiter<String>

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let shared = try await shared(context)
        var block = try await block(shared)
        block.isFramed = request.query("framed") != nil
        return answer(shared, block, request, context)
    }

    func take(_ request: Request, context: AppContext) async throws -> Response {
        let shared = try await shared(context)
        let form = try await request.formFields(context: context)
        var block = try await block(shared)
        let turn = ExerciseTurn(block.exercise, form)
        block.isFramed = form["framed"] != nil
        block.show(turn)
        if case .marked(let answers) = turn.outcome {
            block.result = ExerciseResult(answers: answers, mark: block.exercise.content.mark(answers))
        }
        return answer(shared, block, request, context)
    }

    /// A file the exercise shows: its link opens it too.
    func file(_ request: Request, context: AppContext) async throws -> Response {
        let shared = try await shared(context)
        let asset = try await domains.exercises.file(try context.parameters.id("asset"), of: shared)
        return try MediaResponse.respond(
            path: domains.assets.path(of: asset), size: asset.size, type: asset.type.rawValue,
            etag: "\"\(asset.digest.rawValue.prefix(32))\"", name: asset.name,
            attachment: !asset.type.isShownInPlace, cacheControl: "private, max-age=3600", request: request,
            context: context)
    }

    private func shared(_ context: AppContext) async throws -> SharedExercise {
        let code = context.parameters["code"].map { String($0) } ?? ""
        do { return try await domains.exercises.shared(code) } catch is NoRow {
            // Whoever tries codes gets slower; who has one does not.
            if limiter.take(context.remoteAddress) != nil { throw HTTPError(.tooManyRequests) }
            throw Refused.notFound
        }
    }

    private func block(_ shared: SharedExercise) async throws -> ExerciseBlock {
        let address = "/x/\(shared.exercise.shareCode ?? "")"
        var media: Asset?
        if let id = shared.exercise.settings.media { media = try await domains.exercises.file(id, of: shared) }
        return ExerciseBlock(
            exercise: shared.exercise, action: address, again: address, media: media, files: address)
    }

    private func answer(
        _ shared: SharedExercise, _ block: ExerciseBlock, _ request: Request, _ context: AppContext
    ) -> Response {
        let status: HTTPResponse.Status = block.refusal == nil ? .ok : .unprocessableContent
        if block.isFramed {
            return bare(ExerciseFrame(title: shared.title, block: block), request, context, status: status)
        }
        let frame = Frame(
            title: shared.title, styles: ["css/exercises.css"],
            content: """
                <article class="stack"><h1>\(shared.title)</h1>\
                \(when: !shared.page.html.isEmpty, "<div class=\"prose\">\(block.settled(shared.page.html))</div>")\
                \(block.html(context.t))</article>
                """)
        var response = site.page(frame, request, context, status: status)
        // Who has the link may pass it on; a search engine is not to.
        response.headers[.robots] = "noindex"
        return response
    }
}

extension Controller {
    /// A page without the site's bar, for a frame.
    func bare(
        _ frame: ExerciseFrame, _ request: Request, _ context: AppContext, status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8", .contentLanguage: context.language.rawValue,
                .reader: "\(context.user?.id.rawValue ?? 0)",
            ], body: .init(byteBuffer: ByteBuffer(bytes: frame.html(context.t, context.reader, site: site).bytes)))
    }
}

extension HTTPField.Name {
    fileprivate static let robots = Self("X-Robots-Tag")!  // a token
}
