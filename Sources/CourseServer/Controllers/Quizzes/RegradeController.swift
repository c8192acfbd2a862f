import Accounts
import Courses
import HTTPTypes
import Hummingbird
import Quizzes
import Spaces
import Storage

/// Marks counted anew after a question was mended: first what would change, then the change, then the way back.
struct RegradeController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let done =
            switch request.query("done") {
            case "made": context.t["regrade.done"]
            case "undone": context.t["regrade.undone"]
            default: nil as String?
            }
        return try await show(request, context, done: done)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        try await change(request, context, done: "made") { quiz, user in
            try await domains.attempts.regrade(quiz, by: user, because: context.t["regrade.reason"])
        }
    }

    func undo(_ request: Request, context: AppContext) async throws -> Response {
        try await change(request, context, done: "undone") { quiz, user in
            try await domains.attempts.undoRegrade(of: quiz, by: user, because: context.t["regrade.undo_reason"])
        }
    }

    private func change(
        _ request: Request, _ context: AppContext, done: String, _ act: (Activity.ID, User.ID) async throws -> Void
    ) async throws -> Response {
        let (open, _) = try await quiz(context)
        do {
            try await act(open.activity.id, try context.requireUser().id)
            return redirect("/activities/\(open.activity.id)/regrade?done=\(done)")
        } catch let refusal as RegradeRefusal {
            return try await show(request, context, refusal: context.t.text(refusal))
        }
    }

    private func show(
        _ request: Request, _ context: AppContext, refusal: String? = nil, done: String? = nil
    ) async throws -> Response {
        let (open, visit) = try await quiz(context)
        let page = RegradePage(
            activity: open.activity, course: visit.course,
            report: try await domains.attempts.regradeReport(of: open.activity.id), refusal: refusal, done: done)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }
}
