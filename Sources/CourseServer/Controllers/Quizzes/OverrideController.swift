import Courses
import HTTPTypes
import Hummingbird
import Quizzes
import Spaces
import Storage

/// Rules of a quiz for one person or one group.
struct OverrideController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        try await show(request, context, FormFields(), refusal: nil)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await quiz(context)
        let form = try await request.formFields(context: context)
        do {
            guard let bearer = form["for"].flatMap(ExtensionBearer.init(formValue:)) else {
                throw QuizRefusal.learnerUnknown
            }
            let override = QuizOverride(
                opensAt: try form.quizDate("opens", context.t), closesAt: try form.quizDate("closes", context.t),
                timeLimitMinutes: form.optionalNumber("time_limit"), extraMinutes: form.optionalNumber("extra"),
                attempts: form.optionalNumber("attempts"))
            try await domains.quizzes.override(open.activity.id, for: bearer, with: override, jobs: domains.jobs)
            return redirect("/activities/\(open.activity.id)/overrides")
        } catch let refusal as QuizRefusal {
            return try await show(request, context, form, refusal: context.t.text(refusal))
        }
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await quiz(context)
        let form = try await request.formFields(context: context)
        do {
            guard let bearer = form["for"].flatMap(ExtensionBearer.init(formValue:)) else {
                throw QuizRefusal.learnerUnknown
            }
            try await domains.quizzes.override(open.activity.id, for: bearer, with: nil, jobs: domains.jobs)
            return redirect("/activities/\(open.activity.id)/overrides")
        } catch let refusal as QuizRefusal {
            return try await show(request, context, FormFields(), refusal: context.t.text(refusal))
        }
    }

    private func show(
        _ request: Request, _ context: AppContext, _ fields: FormFields, refusal: String?
    ) async throws -> Response {
        let (open, visit) = try await quiz(context)
        let page = OverridesPage(
            activity: open.activity, course: visit.course,
            settings: try await domains.quizzes.quiz(open.activity.id).settings,
            given: try await domains.quizzes.overrides(of: open.activity.id),
            groups: try await domains.schedules.groups(in: visit.course.id),
            learners: try await domains.enrolments.learners(in: visit.course.id), fields: fields, refusal: refusal)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }
}

extension Controller {
    /// The quiz of the address, for who may grade it.
    func quiz(_ context: AppContext) async throws -> (OpenActivity, CourseVisit) {
        let (open, visit) = try await visitActivity(.grade, context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        return (open, visit)
    }
}
