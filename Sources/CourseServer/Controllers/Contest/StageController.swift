import Accounts
import Contest
import Courses
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// Stages of a contest: their dates, what is done in them, what is marked.
struct StageController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let page = StagesPage(visit: try await organisedContest(context))
        return self.page(page.frame, request, context)
    }

    func new(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let kind = request.query("kind").flatMap(Stage.Kind.init(rawValue:)) ?? .task
        let page = try await form(visit, nil, FormFields(newStage: kind, behind: visit.stages.last, context.t))
        return self.page(page.frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let fields = try await request.formFields(context: context)
        do {
            let revision = try StageRevision(fields, of: nil, context.t)
            try await domains.contests.add(
                revision.stage, to: visit.contest.id, by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/stages")
        } catch let refusal as ContestRefusal {
            let page = try await form(visit, nil, fields, refusal)
            return refused(page.frame, request, context)
        }
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, stage) = try await stage(context)
        let page = try await form(visit, stage, FormFields(stage, context.t))
        return self.page(page.frame, request, context)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, stage) = try await stage(context)
        let fields = try await request.formFields(context: context)
        do {
            try await domains.contests.change(
                stage.id, of: visit.contest.id, to: try StageRevision(fields, of: stage, context.t),
                by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/stages#stage-\(stage.id)")
        } catch let refusal as ContestRefusal {
            let page = try await form(visit, stage, fields, refusal)
            return refused(page.frame, request, context)
        }
    }

    func move(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, stage) = try await stage(context)
        let fields = try await request.formFields(context: context)
        do {
            try await domains.contests.move(stage.id, of: visit.contest.id, by: fields["to"] == "up" ? -1 : 1)
            return redirect("/contests/\(visit.contest.id)/stages#stage-\(stage.id)")
        } catch let refusal as ContestRefusal {
            return refused(StagesPage(visit: visit, refusal: refusal).frame, request, context)
        }
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let (visit, stage) = try await stage(context)
        do {
            try await domains.contests.remove(
                stage.id, of: visit.contest.id, by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/stages")
        } catch let refusal as ContestRefusal {
            return refused(StagesPage(visit: visit, refusal: refusal).frame, request, context)
        }
    }

    private func form(
        _ visit: ContestVisit, _ stage: Stage?, _ fields: FormFields, _ refusal: ContestRefusal? = nil
    ) async throws -> StagePage {
        var activities: [Activity] = []
        if let course = visit.contest.course { activities = try await domains.courses.contents(course).activities }
        return StagePage(visit: visit, stage: stage, activities: activities, fields: fields, refusal: refusal)
    }

    /// The stage of the address. Throws `Refused.notFound` for one of another contest.
    private func stage(_ context: AppContext) async throws -> (ContestVisit, Stage) {
        let visit = try await organisedContest(context)
        let id: Stage.ID = try context.parameters.id("stage")
        guard let stage = visit.stages.first(where: { $0.id == id }) else { throw Refused.notFound }
        return (visit, stage)
    }
}
