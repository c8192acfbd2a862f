import Accounts
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Markup
import Quizzes
import Spaces
import Storage

/// The questions of a quiz, and one question in its form.
struct QuestionController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await quiz(context)
        return page(try await questions(open, contents.course).frame, request, context)
    }

    func new(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await quiz(context)
        guard let kind = Question.Kind.Name(rawValue: request.query("kind") ?? "choice") else { throw Refused.notFound }
        var draft = QuestionDraft(kind: kind)
        draft.fields[.category] = request.query("category")
        return page(try await form(draft, open.activity, contents.course).frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await quiz(context)
        let fields = try await request.formFields(context: context)
        guard let draft = QuestionDraft(fields) else {
            return redirect("/activities/\(open.activity.id)/questions/new")
        }
        var form = try await form(draft, open.activity, contents.course)
        do {
            let question = try draft.question()
            if fields["go"] == "preview" {
                form.preview = try domains.bank.preview(question)
                return page(form.frame, request, context)
            }
            _ = try await domains.bank.add(
                question, to: contents.course.space, by: try context.requireUser().id, at: open.activity.id)
            return redirect("/activities/\(open.activity.id)/questions")
        } catch {
            guard let text = context.t.text(questionError: error) else { throw error }
            form.refuse(error, text)
            return refused(form.frame, request, context)
        }
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await quiz(context)
        let place = try await place(open.activity.id, context)
        var form = try await form(QuestionDraft(place.question.question), open.activity, contents.course, place)
        form.opened = try await domains.bank.open(place.question.id)
        return page(form.frame, request, context)
    }

    /// Mends the question of the course's own bank; one that is shared is copied into it first, so that nobody's
    /// question changes under another's hand.
    func change(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await quiz(context)
        let place = try await place(open.activity.id, context)
        let fields = try await request.formFields(context: context)
        guard let draft = QuestionDraft(fields) else { return redirect("/activities/\(open.activity.id)/questions") }
        var form = try await form(draft, open.activity, contents.course, place)
        form.opened = try await domains.bank.open(place.question.id)
        do {
            let question = try draft.question(mending: place.question.question)
            if fields["go"] == "preview" {
                form.preview = try domains.bank.preview(question)
                return page(form.frame, request, context)
            }
            guard fields.int("version") == form.opened?.versions.last?.number else {
                throw BankRefusal.changedMeanwhile
            }
            let user = try context.requireUser().id
            if place.space == contents.course.space {
                try await domains.bank.mend(place.question.id, to: question, by: user)
            } else {
                try await domains.bank.replace(
                    place.position, of: open.activity.id, by: question, in: contents.course.space, author: user)
            }
            return redirect("/activities/\(open.activity.id)/questions")
        } catch {
            guard let text = context.t.text(questionError: error) else { throw error }
            form.refuse(error, text)
            return refused(form.frame, request, context)
        }
    }

    /// Moves a question, takes it out, weighs it: the small buttons of the list.
    func arrange(_ request: Request, context: AppContext) async throws -> Response {
        let (open, contents) = try await quiz(context)
        let fields = try await request.formFields(context: context)
        let id = open.activity.id
        guard let position = fields.int("position") else { return redirect("/activities/\(id)/questions") }
        do {
            switch fields["go"] {
            case "up": try await domains.bank.move(position, of: id, up: true)
            case "down": try await domains.bank.move(position, of: id, up: false)
            case "remove": try await domains.bank.remove(position, of: id)
            case "weigh":
                guard let maximum = Points(typed: fields.trimmed("maximum")) else {
                    throw QuizRefusal.outOfRange(.points, 0...1_000)
                }
                try await domains.bank.setMaximum(maximum, at: position, of: id)
            default: throw Refused.notFound
            }
            return redirect("/activities/\(id)/questions#p\(position)")
        } catch let refusal as QuizRefusal {
            var page = try await questions(open, contents.course)
            page.refusal = context.t.text(refusal)
            return refused(page.frame, request, context)
        }
    }

    /// Takes chosen questions of a bank into the quiz.
    func take(_ request: Request, context: AppContext) async throws -> Response {
        let (open, _) = try await quiz(context)
        let fields = try await request.formFields(context: context)
        try await domains.bank.append(fields.all("question").compactMap { BankQuestion.ID($0) }, to: open.activity.id)
        return redirect("/activities/\(open.activity.id)/questions")
    }

    // MARK: -

    private func quiz(_ context: AppContext) async throws -> (OpenActivity, CourseContents) {
        let (open, visit) = try await visitActivity(.author, context)
        guard open.activity.kind == .quiz else { throw Refused.notFound }
        return (open, visit.contents)
    }

    private func questions(_ open: OpenActivity, _ course: Course) async throws -> QuizQuestionsPage {
        QuizQuestionsPage(
            course: course, activity: open.activity, places: try await domains.bank.places(of: open.activity.id))
    }

    private func place(_ quiz: Activity.ID, _ context: AppContext) async throws -> QuestionBank.Place {
        let id: BankQuestion.ID = try context.parameters.id("question")
        guard let place = try await domains.bank.places(of: quiz).first(where: { $0.question.id == id }) else {
            throw Refused.notFound
        }
        return place
    }

    private func form(
        _ draft: QuestionDraft, _ quiz: Activity, _ course: Course, _ place: QuestionBank.Place? = nil
    ) async throws -> QuestionFormPage {
        QuestionFormPage(
            draft: draft, course: course, quiz: quiz, question: place?.question.id,
            isShared: place.map { $0.space != course.space } ?? false,
            categories: try await domains.bank.categories(of: try await domains.bank.banks(for: course).map(\.id)))
    }
}

extension QuestionDraft {
    /// Reads the form; nil when it names no kind.
    init?(_ form: FormFields) {
        guard let kind = form["kind"].flatMap(Question.Kind.Name.init(rawValue:)) else { return nil }
        self.init(kind: kind)
        for field in Field.allCases {
            guard let value = form[field.rawValue], !value.isEmpty else { continue }
            fields[field] = value.replacing("\r\n", with: "\n")
        }
    }
}
