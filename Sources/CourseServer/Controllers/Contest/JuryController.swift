import Accounts
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import Spaces
import Storage

/// The jury as its organiser and its chair lead it.
struct JuryController: Controller {
    let domains: Domains
    let site: Site

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await board(
            try await led(context), stage: request.query("stage").flatMap { Stage.ID($0) }, context)
        return self.page(page.frame, request, context)
    }

    func invite(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        let logins = (form["logins"] ?? "").split { $0.isWhitespace || $0 == "," || $0 == ";" }.map(String.init)
        return try await act(visit, form, request, context) { user in
            try await domains.jury.invite(
                logins: logins, asChair: form["chair"] == "yes", to: visit.contest.id, by: user)
        }
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let juror: Juror.ID = try context.parameters.id("juror")
        let form = try await request.formFields(context: context)
        return try await act(visit, form, request, context) { user in
            let text = form.trimmed("capacity")
            let capacity = text.isEmpty ? nil : Int(text) ?? 0
            try await domains.jury.change(
                juror, isChair: form["chair"] == "yes", capacity: capacity, in: visit.contest.id, by: user)
        }
    }

    func withdraw(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let juror: Juror.ID = try context.parameters.id("juror")
        let form = try await request.formFields(context: context)
        return try await act(visit, form, request, context) { user in
            try await domains.jury.withdraw(juror, because: form["reason"] ?? "", from: visit.contest.id, by: user)
        }
    }

    func ban(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let juror: Juror.ID = try context.parameters.id("juror")
        let form = try await request.formFields(context: context)
        guard let entry = form["entry"].flatMap({ Registration.ID($0) }) else { throw Refused.notFound }
        return try await act(visit, form, request, context) { user in
            try await domains.jury.ban(
                juror, from: entry, because: form["go"] == "lift" ? nil : form["reason"] ?? "", in: visit.contest.id,
                by: user)
        }
    }

    func addSample(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let form = try await request.formFields(context: context)
        let stage = try visit.stage(form)
        return try await act(visit, form, request, context) { user in
            try await domains.jury.add(
                SampleOutline(
                    title: form["title"] ?? "", text: form["text"] ?? "", link: form["link"] ?? "",
                    tolerance: form.int("tolerance") ?? -1, marks: form.marks(by: stage.criteria)),
                to: stage.id, of: visit.contest.id, by: user)
        }
    }

    func removeSample(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let sample: CalibrationSample.ID = try context.parameters.id("sample")
        let form = try await request.formFields(context: context)
        try await domains.jury.remove(sample, from: visit.contest.id)
        return redirect(address(visit, form))
    }

    /// Who would get what; nothing is stored.
    func plan(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let form = try await request.formFields(context: context)
        let stage = try visit.stage(form)
        let seed = form.seed
        let entries = form.chosenEntries
        do {
            let plan = try await domains.jury.plan(stage.id, entries: entries, seed: seed, in: visit.contest.id)
            let page = JuryPlanPage(
                visit: visit, stage: stage, plan: plan, chosen: entries,
                board: try await domains.jury.board(visit.contest.id, stage: stage.id))
            return self.page(page.frame, request, context)
        } catch let refusal as JuryRefusal {
            return try await refused(visit, form, refusal, request, context)
        }
    }

    func assign(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let form = try await request.formFields(context: context)
        let stage = try visit.stage(form)
        return try await act(visit, form, request, context) { user in
            try await domains.jury.assign(
                stage.id, entries: form.chosenEntries, seed: form.seed, mark: form["mark"] ?? "",
                in: visit.contest.id, by: user)
        }
    }

    func callThird(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let entry: Registration.ID = try context.parameters.id("registration")
        let form = try await request.formFields(context: context)
        let stage = try visit.stage(form)
        return try await act(visit, form, request, context) { user in
            try await domains.jury.callThird(
                for: entry, in: stage.id, of: visit.contest.id, seed: UInt64(entry.rawValue), by: user)
        }
    }

    /// One work with the states of its sheets.
    func work(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let page = try await work(
            visit, try context.parameters.id("registration"),
            stage: request.query("stage").flatMap { Stage.ID($0) })
        return self.page(page.frame, request, context)
    }

    func void(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await led(context)
        let sheet: ScoreSheet.ID = try context.parameters.id("sheet")
        let form = try await request.formFields(context: context)
        do {
            try await domains.jury.void(
                sheet, because: form["reason"] ?? "", in: visit.contest.id, by: try context.requireUser().id)
            return redirect(address(visit, form))
        } catch let refusal as SheetRefusal {
            return try await refused(visit, form, context.t.text(refusal), request, context)
        } catch let refusal as JuryRefusal {
            return try await refused(visit, form, refusal, request, context)
        }
    }

    // MARK: - Parts

    private func act(
        _ visit: ContestVisit, _ form: FormFields, _ request: Request, _ context: AppContext,
        _ body: (User.ID) async throws -> Void
    ) async throws -> Response {
        do {
            try await body(try context.requireUser().id)
            return redirect(address(visit, form))
        } catch let refusal as JuryRefusal {
            return try await refused(visit, form, refusal, request, context)
        }
    }

    private func refused(
        _ visit: ContestVisit, _ form: FormFields, _ refusal: JuryRefusal, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        var page = try await board(visit, stage: form["stage"].flatMap { Stage.ID($0) }, context)
        page.obstacle = refusal
        page.fields = form
        return refused(page.frame, request, context)
    }

    private func refused(
        _ visit: ContestVisit, _ form: FormFields, _ refusal: String, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        var page = try await board(visit, stage: form["stage"].flatMap { Stage.ID($0) }, context)
        page.refusal = refusal
        page.fields = form
        return refused(page.frame, request, context)
    }

    private func address(_ visit: ContestVisit, _ form: FormFields) -> String {
        let stage = form["stage"].flatMap { Stage.ID($0) }.map { "?stage=\($0)" } ?? ""
        return "/contests/\(visit.contest.id)/jury\(stage)"
    }

    private func board(_ visit: ContestVisit, stage: Stage.ID?, _ context: AppContext) async throws -> JuryPage {
        JuryPage(visit: visit, board: try await domains.jury.board(visit.contest.id, stage: stage))
    }

    private func work(
        _ visit: ContestVisit, _ entry: Registration.ID, stage: Stage.ID?
    ) async throws -> JuryWorkPage {
        let board = try await domains.jury.board(visit.contest.id, stage: stage)
        guard let work = board.works.first(where: { $0.entry.id == entry }) else { throw Refused.notFound }
        return JuryWorkPage(visit: visit, board: board, work: work)
    }

    /// The contest of the address for its organiser or chair; others are told that it is not theirs.
    private func led(_ context: AppContext) async throws -> ContestVisit {
        let visit = try await contest(context)
        if !visit.isChair, let refusal = visit.access.refusal(of: .createCourse) { throw Refused(refusal) }
        return visit
    }
}

extension ContestVisit {
    /// The judged stage that a form names. Throws `Refused.notFound`.
    func stage(_ form: FormFields) throws -> Stage {
        guard let id = form["stage"].flatMap({ Stage.ID($0) }), let stage = stages.judged.first(where: { $0.id == id })
        else { throw Refused.notFound }
        return stage
    }
}

extension FormFields {
    /// Marks of the fields `m7`, named by their criteria.
    func marks(by criteria: [Criterion]) -> [Criterion.ID: String] {
        Dictionary(uniqueKeysWithValues: criteria.map { ($0.id, trimmed("m\($0.id)")) })
    }

    /// Entries that are ticked; nil when the form has no boxes.
    fileprivate var chosenEntries: Set<Registration.ID>? {
        let entries = all("entry").compactMap { Registration.ID($0) }
        return entries.isEmpty ? nil : Set(entries)
    }

    /// Any whole number; what is none counts as 1.
    fileprivate var seed: UInt64 { UInt64(trimmed("seed")) ?? 1 }
}
