import Accounts
import Archives
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Answers to polls, and what they say together.
struct PollController: Controller {
    let domains: Domains
    let site: Site

    func answer(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, visit) = try await poll(.study, context)
        guard visit.progress != nil else { throw Refused.forbidden(.notMember) }
        let form = try await request.formFields(context: context)
        let questions = try await domains.polls.poll(open.activity.id).questions
        let sheet = PollSheet(answers: questions.indices.map { form.all("q\($0)") })
        do {
            try await domains.polls.answer(open.activity, sheet, by: user.id)
            return redirect("/activities/\(open.activity.id)#poll")
        } catch let refusal as PollAnswerRefusal {
            return try await ActivityController(domains: domains, site: site)
                .show(request, context, refusal: context.t.text(refusal), form: form)
        }
    }

    /// For teachers always, for learners when the poll says so.
    func results(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let (open, visit) = try await poll(.study, context)
        if !visit.access.allows(.grade) {
            guard visit.progress != nil,
                try await domains.polls.status(of: open.activity, for: user.id).showsResults
            else { throw Refused.forbidden(.role(.grade)) }
        }
        let page = PollResultsPage(
            activity: open.activity, course: visit.course, report: try await domains.polls.report(of: open.activity.id),
            isTeacher: visit.access.allows(.grade))
        return self.page(page.frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await poll(.grade, context)
        let report = try await domains.polls.report(of: open.activity.id)
        guard !report.isTooFew else { return redirect("/activities/\(open.activity.id)/answers") }
        let poll = report.poll
        let head = (poll.isAnonymous ? [] : [context.t["gradebook.learner"]]) + poll.questions.map(\.text)
        let rows = report.sheets.map { sheet in
            (poll.isAnonymous ? [] : [sheet.name?.full ?? ""])
                + poll.questions.enumerated().map { place, question in
                    question.kind == .words
                        ? sheet.words(place)
                        : sheet.chosen(place).filter(question.options.indices.contains).map { question.options[$0] }
                            .joined(separator: ", ")
                }
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"poll-\(open.activity.id).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([head] + rows))))
    }

    private func poll(_ action: Action, _ context: AppContext) async throws -> (OpenActivity, CourseVisit) {
        let (open, visit) = try await visitActivity(action, context)
        guard open.activity.kind == .poll else { throw Refused.notFound }
        return (open, visit)
    }
}
