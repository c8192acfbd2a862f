import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Media
import Spaces
import Storage

/// Works as teachers see them: the list, one work after another, marks, remarks, extensions, release.
struct MarkingController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func list(_ request: Request, context: AppContext) async throws -> Response {
        try await list(request, context, refusal: nil)
    }

    private func list(_ request: Request, _ context: AppContext, refusal: String?) async throws -> Response {
        let (open, visit) = try await assignment(context)
        let page = WorksPage(
            activity: open.activity, course: visit.course,
            list: try await domains.assignments.list(of: open.activity.id),
            shown: request.query("show").flatMap { WorkRow.State(rawValue: $0) }, refusal: refusal,
            done: request.query("done") == nil ? nil : context.t["work.all_marked"])
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// On to the first work that waits for a mark.
    func next(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await assignment(context)
        return redirect(address(try await domains.assignments.nextUnmarked(in: open.activity.id), of: open.activity.id))
    }

    func release(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await assignment(context)
        try await domains.assignments.release(open.activity.id)
        return redirect("/activities/\(open.activity.id)/submissions")
    }

    /// Dates of their own, apart from the works.
    func extensions(_ request: Request, context: AppContext) async throws -> Response {
        try await extensions(request, context, refusal: nil)
    }

    private func extensions(
        _ request: Request, _ context: AppContext, refusal: String?
    ) async throws -> Response {
        let (open, visit) = try await assignment(context)
        let page = ExtensionsPage(
            activity: open.activity, course: visit.course,
            list: try await domains.assignments.list(of: open.activity.id), refusal: refusal)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    func extend(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await assignment(context)
        let form = try await request.formFields(context: context)
        let isApart = try await domains.assignments.assignment(open.activity.id).hidesNames
        do {
            guard let bearer = form["for"].flatMap(ExtensionBearer.init(formValue:)) else {
                throw MarkingRefusal.learnerUnknown
            }
            let date = context.t.date(localInput: form.trimmed("until"))
            guard date != nil || form.trimmed("until").isEmpty else { throw MarkingRefusal.dateMissing }
            try await domains.assignments.extend(open.activity.id, for: bearer, until: date)
            return redirect("/activities/\(open.activity.id)/\(isApart ? "extensions" : "submissions")")
        } catch let refusal as MarkingRefusal {
            if isApart { return try await extensions(request, context, refusal: context.t.text(refusal)) }
            return try await list(request, context, refusal: context.t.text(refusal))
        }
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let paper = try await domains.assignments.paper(try context.parameters.id("submission"), by: user.id)
        if !paper.access.allows(.grade), paper.submission.learner == user.id {
            return redirect("/activities/\(paper.activity.id)")
        }
        return try show(paper, request, context)
    }

    func mark(_ request: Request, context: AppContext) async throws -> Response {
        let paper = try await graded(context)
        let form = try await request.formFields(context: context)
        let levels = paper.work.settings.rubric.criteria.indices.map { form.int("level-\($0)") }
        let mark = GivenMark(
            points: form["points"], levels: levels, feedback: form["feedback"] ?? "", version: form.int("version") ?? 0)
        do {
            try await domains.assignments.mark(paper.submission.id, as: mark, by: try context.requireUser().id)
        } catch {
            guard let text = context.t.text(workError: error) else { throw error }
            return try show(paper, request, context, form, text)
        }
        guard form["go"] == "next" else { return redirect("/submissions/\(paper.submission.id)") }
        return redirect(address(paper.next, of: paper.activity.id))
    }

    func annotate(_ request: Request, context: AppContext) async throws -> Response {
        let paper = try await graded(context)
        let form = try await request.formFields(context: context)
        let ends = (form.int("start"), form.int("end"))
        let range: Range<Int>? =
            if case (let start?, let end?) = ends { start..<max(start, end) } else { nil }
        return try await change(paper, request, context, form) {
            try await domains.assignments.annotate(
                paper.submission.id, version: form.int("version") ?? 0, at: range, quoting: form["quote"] ?? "",
                form["comment"] ?? "", by: try context.requireUser().id)
        }
    }

    func removeAnnotation(_ request: Request, context: AppContext) async throws -> Response {
        let paper = try await graded(context)
        try await domains.assignments.removeAnnotation(
            try context.parameters.id("annotation"), of: paper.submission.id)
        return redirect("/submissions/\(paper.submission.id)")
    }

    func attach(_ request: Request, context: AppContext) async throws -> Response {
        let paper = try await graded(context)
        let limit = FileLimits.megabytesRange.upperBound * 1_000_000
        let upload = try await request.uploadedForm(folder: temporaryFolder, fileLimit: limit, context: context)
        return try await change(paper, request, context, upload.fields) {
            guard let file = upload.file("file"), file.size > 0 else { throw AuthoringRefusal.fileMissing }
            try await domains.assignments.attachFeedback(
                file.path, named: file.name, to: paper.submission.id, version: upload.fields.int("version") ?? 0)
        }
    }

    func detach(_ request: Request, context: AppContext) async throws -> Response {
        let paper = try await graded(context)
        try await domains.assignments.removeFeedback(try context.parameters.id("file"), of: paper.submission.id)
        return redirect("/submissions/\(paper.submission.id)")
    }

    private func change(
        _ paper: MarkingPaper, _ request: Request, _ context: AppContext, _ form: FormFields,
        _ act: () async throws -> Void
    ) async throws -> Response {
        do {
            try await act()
            return redirect("/submissions/\(paper.submission.id)")
        } catch {
            guard let text = context.t.text(workError: error) else { throw error }
            return try show(paper, request, context, form, text)
        }
    }

    private func show(
        _ paper: MarkingPaper, _ request: Request, _ context: AppContext, _ form: FormFields? = nil,
        _ refusal: String? = nil
    ) throws -> Response {
        guard paper.access.allows(.grade) else { throw Refused.notFound }
        let page = MarkingPage(paper: paper, form: form, refusal: refusal)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    private func address(_ submission: Submission.ID?, of activity: Activity.ID) -> String {
        submission.map { "/submissions/\($0)" } ?? "/activities/\(activity)/submissions?done=yes"
    }

    private func assignment(_ context: AppContext) async throws -> (OpenActivity, CourseVisit) {
        let (open, visit) = try await visitActivity(.grade, context)
        guard open.activity.kind == .assignment else { throw Refused.notFound }
        return (open, visit)
    }

    /// The work of the address, for who marks it: for other learners it does not exist.
    private func graded(_ context: AppContext) async throws -> MarkingPaper {
        let user = try context.requireUser()
        let paper = try await domains.assignments.paper(try context.parameters.id("submission"), by: user.id)
        guard paper.access.allows(.grade) else {
            throw paper.submission.learner == user.id ? Refused.forbidden(.role(.grade)) : Refused.notFound
        }
        return paper
    }
}
