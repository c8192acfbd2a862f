import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage
import Surveys

/// Surveys of an organisation: made, changed, published, closed, repeated.
struct SurveyController: Controller {
    let domains: Domains
    let site: Site

    /// The surveys that ask the person, and profiles others share with them.
    func own(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let page = SurveysPage(
            entries: try await domains.surveys.entries(of: user.id),
            shared: try await domains.surveys.shared(with: user.id), now: domains.now())
        return self.page(page.frame, request, context)
    }

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await organisation(context)
        return self.page(page.frame, request, context)
    }

    /// From a template in one step, or from pasted statements.
    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        var page = try await organisation(context)
        let form = try await request.formFields(context: context)
        do {
            let survey: Survey.ID
            if let key = form["template"] {
                guard let template = page.templates.first(where: { $0.key == key }) else { throw Refused.badRequest }
                survey = try await domains.surveys.make(
                    template.settings, template.content, in: page.space.id, by: user.id)
            } else {
                survey = try await domains.surveys.make(
                    SurveySettings(title: form["title"] ?? "", isAnonymous: form["names"] != "named"),
                    try SurveyContent(pasted: form, context.t), in: page.space.id, by: user.id)
            }
            return redirect("/surveys/\(survey)/edit")
        } catch let refusal as SurveyRefusal {
            (page.fields, page.refusal) = (form, refusal)
            return refused(page.frame, request, context)
        }
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await managed(context)
        let page = try await editing(visit, FormFields(visit.survey, context.t))
        return self.page(page.frame, request, context)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await managed(context)
        let form = try await request.formFields(context: context)
        do {
            try await domains.surveys.change(
                visit.survey.id, SurveySettings(form, context.t), try SurveyContent(form, of: visit.survey))
            return redirect("/surveys/\(visit.survey.id)")
        } catch let refusal as SurveyRefusal {
            var page = try await editing(visit, form)
            page.refusal = refusal
            return refused(page.frame, request, context)
        }
    }

    func scales(_ request: Request, context: AppContext) async throws -> Response {
        let page = SurveyScalesPage(visit: try await managed(context))
        return self.page(page.frame, request, context)
    }

    /// Names and bands first; the table of keys belongs to the scales that the page showed.
    func changeScales(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await managed(context)
        let form = try await request.formFields(context: context)
        let known = visit.survey.content.scales
        do {
            let scales =
                form["scales"] == nil
                ? form.keyed(known, visit.survey.content) : try Scale.scales(in: form["scales"] ?? "", known: known)
            try await domains.surveys.change(visit.survey.id, scales: scales)
            return redirect("/surveys/\(visit.survey.id)/scales\(form["scales"] == nil ? "" : "#keys")")
        } catch let refusal as SurveyRefusal {
            let page = SurveyScalesPage(visit: visit, text: form["scales"], refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func publish(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, _ in
            try await domains.surveys.publish(id)
            return "/surveys/\(id)"
        }
    }

    func close(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, _ in
            try await domains.surveys.close(id)
            return "/surveys/\(id)/results"
        }
    }

    func copy(_ request: Request, context: AppContext) async throws -> Response {
        try await act(request, context) { id, user in
            "/surveys/\(try await domains.surveys.repeat(id, by: user))/edit"
        }
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let owner = try await managed(context).owner
        return try await act(request, context) { id, _ in
            try await domains.surveys.remove(id)
            return "/o/\(owner.slug)/surveys"
        }
    }

    /// Does what a button asks for and goes where it leads, or shows the survey again with the refusal.
    private func act(
        _ request: Request, _ context: AppContext, _ body: (Survey.ID, User.ID) async throws -> String
    ) async throws -> Response {
        let visit = try await managed(context)
        do {
            return redirect(try await body(visit.survey.id, try context.requireUser().id))
        } catch let refusal as SurveyRefusal {
            let page = SurveyPage(visit: visit, refusal: context.t.text(refusal))
            return refused(page.frame, request, context)
        }
    }

    private func editing(_ visit: SurveyVisit, _ fields: FormFields) async throws -> SurveyEditPage {
        SurveyEditPage(
            visit: visit, organisations: try await domains.surveys.organisations(of: visit.survey.space),
            fields: fields)
    }

    private func organisation(_ context: AppContext) async throws -> OrganisationSurveysPage {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        try await require(.managePeople, in: space.id, context)
        return OrganisationSurveysPage(
            space: space, surveys: try await domains.surveys.all(of: space.id),
            asking: try await domains.surveys.asking(space.id), templates: try SurveyTemplate.all.get(),
            now: domains.now())
    }
}

extension Controller {
    /// The survey of the address, as the person meets it.
    func survey(_ context: AppContext) async throws -> SurveyVisit {
        let user = try context.requireUser()
        return try await domains.surveys.visit(try context.parameters.id("survey"), by: user.id)
    }

    /// The survey of the address, for who may change it.
    func managed(_ context: AppContext) async throws -> SurveyVisit {
        let visit = try await survey(context)
        guard visit.manages else { throw Refused.forbidden(.role(.managePeople)) }
        return visit
    }
}

// MARK: - Forms

extension FormFields {
    init(_ survey: Survey, _ t: Words) {
        let (settings, content) = (survey.settings, survey.content)
        self.init(
            pairs: [
                ("title", settings.title), ("introduction", settings.introduction),
                ("questions", SurveyQuestion.text(of: content.questions)),
                ("labels", content.answers.labels.joined(separator: "\n")), ("lowest", "\(content.answers.lowest)"),
                ("direction", content.direction.rawValue), ("names", settings.isAnonymous ? "anonymous" : "named"),
                ("opens", t.localInput(settings.opensAt)), ("closes", t.localInput(settings.closesAt)),
            ] + settings.roles.map { ("role", $0.rawValue) } + settings.organisations.map { ("organisation", "\($0)") })
    }

    /// The scales with the keys of the table: `k2s0` is question 2 in scale 0, `1` counted, `-2` against it and twice.
    func keyed(_ scales: [Scale], _ content: SurveyContent) -> [Scale] {
        scales.enumerated().map { number, scale in
            var scale = scale
            scale.aggregation = self["sum\(number)"] == nil ? .mean : .sum
            scale.keys = content.statements.compactMap { place in
                guard let weight = int("k\(place)s\(number)"), weight != 0, (-3...3).contains(weight) else {
                    return nil
                }
                return ScaleKey(question: place, weight: abs(weight), isReversed: weight < 0)
            }
            return scale
        }
    }
}

extension SurveySettings {
    init(_ form: FormFields, _ t: Words) {
        self.init(
            title: form["title"] ?? "", introduction: form["introduction"] ?? "", isAnonymous: form["names"] != "named",
            opensAt: t.date(localInput: form.trimmed("opens")), closesAt: t.date(localInput: form.trimmed("closes")),
            organisations: form.all("organisation").compactMap { Space.ID($0) },
            roles: Set(form.all("role").compactMap(Role.init(rawValue:)).filter(Self.askedRoles.contains)))
    }
}

extension SurveyContent {
    /// Scales stay as they are: they have a page of their own. Throws `SurveyRefusal`.
    init(_ form: FormFields, of survey: Survey) throws {
        self.init(
            questions: try SurveyQuestion.questions(in: form["questions"] ?? ""),
            answers: try AnswerScale(text: form["labels"] ?? "", lowest: form.int("lowest") ?? 1),
            scales: survey.content.scales,
            direction: form["direction"].flatMap(Direction.init(rawValue:)) ?? .strength)
    }

    /// Pasted statements on one of the ready answer scales. Throws `SurveyRefusal`.
    init(pasted form: FormFields, _ t: Words) throws {
        let ready = form["answers"].flatMap(ReadyAnswers.init(rawValue:)) ?? .agreement5
        var questions = try SurveyQuestion.questions(in: form["questions"] ?? "")
        if form["required"] != nil {
            for place in questions.indices where questions[place].kind == .statement {
                questions[place].isRequired = true
            }
        }
        self.init(
            questions: questions, answers: t.answers(ready),
            direction: ready == .intensity4 ? .difficulty : .strength)
    }
}

/// Answers that surveys usually have under their statements.
enum ReadyAnswers: String, CaseIterable {
    case agreement5, agreement4, agreement7, frequency5, intensity4, ten
}
