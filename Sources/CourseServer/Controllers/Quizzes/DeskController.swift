import Accounts
import Courses
import HTTPTypes
import Hummingbird
import Quizzes
import Spaces
import Storage

/// Answers that people mark, question by question.
struct DeskController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await quiz(context)
        return try await list(
            open, visit, request, context,
            done: request.query("done") == nil ? nil : context.t["quiz.marking_done"])
    }

    private func list(
        _ open: OpenActivity, _ visit: CourseVisit, _ request: Request, _ context: AppContext, refusal: String? = nil,
        typed: (BankQuestion.ID, String)? = nil, done: String? = nil
    ) async throws -> Response {
        let page = HandQuestionsPage(
            activity: open.activity, course: visit.course,
            questions: try await domains.attempts.handQuestions(of: open.activity.id),
            marker: try context.requireUser().id, maySetRubric: visit.access.allows(.author), refusal: refusal,
            typed: typed, done: done)
        return self.page(page.frame, request, context, status: refusal == nil ? .ok : .unprocessableContent)
    }

    /// On to the first answer that waits for this marker.
    func next(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await quiz(context)
        let marker = try context.requireUser().id
        let question: BankQuestion.ID = try context.parameters.id("question")
        let answers = try await domains.attempts.handQuestions(of: open.activity.id).first { $0.id == question }?
            .answers
        return redirect(address(answers?.first { $0.waits(for: marker) }, in: open.activity.id))
    }

    func setRubric(_ request: Request, context: AppContext) async throws -> Response {
        let (open, visit) = try await visitActivity(.author, context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        let question: BankQuestion.ID = try context.parameters.id("question")
        let text = try await request.formFields(context: context)["rubric"] ?? ""
        guard try await domains.attempts.handQuestions(of: open.activity.id).contains(where: { $0.id == question })
        else { throw Refused.notFound }
        do {
            try await domains.attempts.setRubric(text, for: question, of: open.activity.id)
            return redirect("/activities/\(open.activity.id)/marking")
        } catch let refusal as AssignmentRefusal {
            return try await list(
                open, visit, request, context, refusal: context.t.text(refusal), typed: (question, text))
        }
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let desk = try await desk(context)
        return page(DeskPage(desk: desk).frame, request, context)
    }

    func mark(_ request: Request, context: AppContext) async throws -> Response {
        let desk = try await desk(context)
        let form = try await request.formFields(context: context)
        let rubric = desk.question.rubric
        do {
            guard let points = rubric.isEmpty ? Points(typed: form.trimmed("points")) : .zero else {
                throw MarkRefusal.notANumber
            }
            let given = GivenHandMark(
                points: rubric.isEmpty ? points : nil,
                levels: rubric.criteria.indices.map { form.int("level-\($0)") }, comment: form.trimmed("comment"))
            try await domains.attempts.mark(
                slot: desk.item.slot.number, of: desk.paper.attempt.id, given, by: try context.requireUser().id)
        } catch let refusal as MarkRefusal {
            return refused(
                DeskPage(desk: desk, form: form, refusal: context.t.text(refusal)).frame, request, context)
        }
        return redirect(address(form["go"] == "next" ? desk.next : desk.answer, in: desk.paper.attempt.quiz))
    }

    private func address(_ answer: HandAnswer?, in quiz: Activity.ID) -> String {
        answer.map { "/attempts/\($0.attempt)/slots/\($0.slot)/marking" } ?? "/activities/\(quiz)/marking?done=yes"
    }

    /// Every answer that was sent to one question.
    func history(_ request: Request, context: AppContext) async throws -> Response {
        let (attempt, slot) = try await slot(context)
        let page = AnswerHistoryPage(history: try await domains.attempts.history(of: attempt, slot: slot))
        return self.page(page.frame, request, context)
    }

    private func desk(_ context: AppContext) async throws -> HandPaper {
        let (attempt, slot) = try await slot(context)
        return try await domains.attempts.handPaper(attempt, slot: slot, for: try context.requireUser().id)
    }

    /// The answer of the address, for who marks it: for other learners it does not exist.
    private func slot(_ context: AppContext) async throws -> (Attempt.ID, Int) {
        let user = try context.requireUser()
        let (attempt, access) = try await domains.attempts.visit(try context.parameters.id("attempt"), by: user.id)
        guard access.allows(.grade) else {
            throw attempt.learner == user.id ? Refused.forbidden(.role(.grade)) : Refused.notFound
        }
        return (attempt.id, Int(try context.parameters.id("slot", as: Identifier<AttemptSlot>.self).rawValue))
    }
}
