import Accounts
import Archives
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Results: read by everybody once they are published, drafted, decided and published by the organiser.
struct ResultController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    /// The latest version of each stage.
    func show(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await contest(context)
        let (results, people) = try await domains.results.published(of: visit.contest.id)
        let page = ContestResultsPage(visit: visit, results: results, people: people)
        return self.page(page.frame, request, context)
    }

    func version(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        return self.page(page.frame, request, context)
    }

    func draft(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await draftedContest(context)
        let page = try await draftPage(visit, stage: request.query("stage"), kind: request.query("kind"))
        return self.page(page.frame, request, context)
    }

    func publish(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let user = try context.requireUser()
        let form = try await request.formFields(context: context)
        guard let stage = Stage.ID(form.trimmed("stage")), let kind = ResultKind(rawValue: form["kind"] ?? "") else {
            return try await refusedDraft(visit, form, .kindNotForStage, request, context)
        }
        do {
            let id = try await domains.results.publish(
                stage, in: visit.contest.id, kind, showing: Set(form.all("field").compactMap(ResultField.init)),
                hash: form.trimmed("hash"), reason: form.trimmed("reason"), by: user.id)
            return redirect("/contests/\(visit.contest.id)/results/versions/\(id)")
        } catch let refusal as ResultRefusal {
            return try await refusedDraft(visit, form, refusal, request, context)
        }
    }

    /// The chair's vote or a lot: entries by the places that the form gives them.
    func decide(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await draftedContest(context)
        let form = try await request.formFields(context: context)
        return try await record(visit, form, request, context) { stage, user in
            let named = form.pairs.compactMap { name, value -> (Registration.ID, Int)? in
                guard name.hasPrefix("place-"), let id = Registration.ID(String(name.dropFirst(6))),
                    let place = Int(value.trimmingCharacters(in: .whitespaces))
                else { return nil }
                return (id, place)
            }.sorted { $0.1 < $1.1 }
            guard Set(named.map(\.1)).count == named.count else { throw ResultRefusal.decisionIncomplete }
            try await domains.results.decide(
                named.map(\.0), byLot: form["by"] == "lot", of: stage, in: visit.contest.id,
                reason: form.trimmed("reason"), by: user)
        }
    }

    func keepPlaces(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        return try await record(visit, form, request, context) { stage, user in
            try await domains.results.keepPlaces(
                empty: form["places"] == "empty", of: stage, in: visit.contest.id, reason: form.trimmed("reason"),
                by: user)
        }
    }

    /// To be printed and signed.
    func protocolSheet(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        try requireSheets(page.visit)
        return self.page(ProtocolPage(page: page).frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        return csv(ResultColumns(page, context.t).table, named: "results-\(page.results[0].id)")
    }

    func xlsx(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        return try xlsx(
            ResultColumns(page, context.t).table, titled: context.t["result.results"],
            named: "results-\(page.results[0].id)")
    }

    /// Every mark of every juror.
    func sheetsCSV(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        try requireSheets(page.visit)
        return csv(MarkSheetTable(page, context.t).table, named: "sheets-\(page.results[0].id)")
    }

    func sheetsXLSX(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        try requireSheets(page.visit)
        return try xlsx(
            MarkSheetTable(page, context.t).table, titled: context.t["result.sheets"],
            named: "sheets-\(page.results[0].id)")
    }

    /// What the table was computed from, for whoever computes it again.
    func snapshot(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await published(context)
        try requireSheets(page.visit)
        return json(try page.results[0].snapshot.text)
    }

    // MARK: - Parts

    private func draftPage(
        _ visit: ContestVisit, stage: String?, kind: String?, refusal: ResultRefusal? = nil,
        fields: FormFields = FormFields()
    ) async throws -> ResultDraftPage {
        var page = ResultDraftPage(visit: visit, draft: nil, refusal: refusal, fields: fields)
        let stages = page.stages
        if let stage {
            guard let id = Stage.ID(stage), stages.contains(where: { $0.id == id }) else { throw Refused.notFound }
            page.stage = stages.first { $0.id == id }
        } else {
            page.stage = stages.last { $0.opensAt <= domains.now() } ?? stages.last
        }
        guard let chosen = page.stage else { return page }
        page.kind = kind.flatMap(ResultKind.init) ?? (chosen.isJudged ? .preliminary : .shortlist)
        do { page.draft = try await domains.results.draft(of: chosen.id, at: visit, page.kind) } catch let
            refusal as ResultRefusal
        { page.refusal = page.refusal ?? refusal }
        return page
    }

    private func refusedDraft(
        _ visit: ContestVisit, _ form: FormFields, _ refusal: ResultRefusal, _ request: Request, _ context: AppContext
    ) async throws -> Response {
        let page = try await draftPage(
            visit, stage: form["stage"], kind: form["kind"], refusal: refusal, fields: form)
        return refused(page.frame, request, context)
    }

    private func record(
        _ visit: ContestVisit, _ form: FormFields, _ request: Request, _ context: AppContext,
        _ body: (Stage.ID, User.ID) async throws -> Void
    ) async throws -> Response {
        let user = try context.requireUser()
        guard let stage = Stage.ID(form.trimmed("stage")) else {
            return try await refusedDraft(visit, form, .kindNotForStage, request, context)
        }
        do {
            try await body(stage, user.id)
            return redirect("/contests/\(visit.contest.id)/results/draft?stage=\(stage)")
        } catch let refusal as ResultRefusal {
            return try await refusedDraft(visit, form, refusal, request, context)
        }
    }

    /// One published version with those before it in its stage.
    private func published(_ context: AppContext) async throws -> ResultPage {
        let visit = try await contest(context)
        let id: PublishedResult.ID = try context.parameters.id("result")
        let (all, people) = try await domains.results.published(of: visit.contest.id)
        guard let result = all.first(where: { $0.id == id }) else { throw Refused.notFound }
        let versions = all.filter { $0.stage == result.stage }
        return ResultPage(
            visit: visit, results: [result] + versions.filter { $0.version < result.version }.reversed(),
            versions: versions, people: people)
    }

    private func draftedContest(_ context: AppContext) async throws -> ContestVisit {
        let visit = try await contest(context)
        try requireSheets(visit)
        return visit
    }

    /// The organiser and the chair look into sheets; others are told that it is not theirs.
    private func requireSheets(_ visit: ContestVisit) throws {
        if !visit.isChair, let refusal = visit.access.refusal(of: .createCourse) { throw Refused(refusal) }
    }

    private func csv(_ table: [[String]], named name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write(table))))
    }

    private func xlsx(_ table: [[String]], titled title: String, named name: String) throws -> Response {
        let path = temporaryFolder + "/\(name)-" + UUID().uuidString + ".xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rows = table.dropFirst().map { row in
            row.map { cell -> Workbook.Cell in
                cell.isEmpty ? .empty : cell.isPlainNumber ? .number(cell.replacing(",", with: ".")) : .text(cell)
            }
        }
        try Workbook(name: title, head: table.first ?? [], rows: rows, widths: [10, 32, 28, 12]).write(to: path)
        let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment; filename=\"\(name).xlsx\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension ContestVisit {
    /// Who may look into the jurors' sheets once results rest on them.
    var seesSheets: Bool { isOrganiser || isChair }
}

extension String {
    /// Digits with at most one comma or point: what a spreadsheet takes for a number.
    fileprivate var isPlainNumber: Bool { wholeMatch(of: /-?[0-9]{1,15}([.,][0-9]{1,9})?/) != nil }
}
