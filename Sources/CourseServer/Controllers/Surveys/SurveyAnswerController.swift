import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Storage
import Surveys

/// A person before a survey: answering it, and what they see of themselves afterwards.
struct SurveyAnswerController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = SurveyPage(visit: try await survey(context))
        return self.page(page.frame, request, context)
    }

    func answer(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await survey(context)
        let form = try await request.formFields(context: context)
        let sheet = form.surveySheet(visit.survey.content)
        do {
            try await domains.surveys.answer(visit.survey.id, sheet, by: user.id)
            let hasProfile = !visit.survey.settings.isAnonymous && !visit.survey.content.scales.isEmpty
            return redirect("/surveys/\(visit.survey.id)\(hasProfile ? "/profile" : "")")
        } catch let refusal as SurveyAnswerRefusal {
            var page = SurveyPage(visit: visit, answerRefusal: refusal)
            page.visit.sheet = sheet
            return refused(page.frame, request, context)
        }
    }

    /// Takes what was typed since the last time, and says when it was on disk.
    func keep(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let visit = try await survey(context)
        let form = try await request.formFields(context: context)
        let touched = Set((form["touched"] ?? "").split(separator: ",").compactMap { Int($0) })
        do {
            try await domains.surveys.keep(
                form.surveySheet(visit.survey.content), at: touched, for: visit.survey.id, by: user.id)
            return json(#"{"saved":"\#(context.t.time(domains.now()))"}"#)
        } catch is SurveyAnswerRefusal {
            return json("{}", status: .unprocessableContent)
        }
    }

    func profile(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        return page(try await profile(of: user.id, context).frame, request, context)
    }

    /// Somebody else's, shared with the person.
    func shared(_ request: Request, context: AppContext) async throws -> Response {
        page(try await profile(of: try context.parameters.id("user"), context).frame, request, context)
    }

    func share(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Survey.ID = try context.parameters.id("survey")
        let form = try await request.formFields(context: context)
        do {
            try await domains.surveys.share(id, of: user.id, withLogin: form["login"] ?? "")
            return redirect("/surveys/\(id)/profile#sharing")
        } catch let refusal as ShareRefusal {
            var page = try await profile(of: user.id, context)
            (page.login, page.refusal) = (form["login"] ?? "", refusal)
            return refused(page.frame, request, context)
        }
    }

    func unshare(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let id: Survey.ID = try context.parameters.id("survey")
        try await domains.surveys.unshare(id, of: user.id, with: try context.parameters.id("user"))
        return redirect("/surveys/\(id)/profile#sharing")
    }

    private func profile(of owner: User.ID, _ context: AppContext) async throws -> SurveyProfilePage {
        let user = try context.requireUser()
        let profile = try await domains.surveys.profile(
            of: owner, in: try context.parameters.id("survey"), for: user.id)
        return SurveyProfilePage(profile: profile, isOwn: owner == user.id)
    }
}

extension FormFields {
    /// The fields `q0`, `q1`, … in the order of the questions.
    func surveySheet(_ content: SurveyContent) -> SurveySheet {
        var answers = Array(repeating: [String](), count: content.questions.count)
        for (name, value) in pairs where name.hasPrefix("q") {
            guard let place = Int(name.dropFirst()), answers.indices.contains(place) else { continue }
            answers[place].append(value)
        }
        return SurveySheet(answers: answers)
    }
}
