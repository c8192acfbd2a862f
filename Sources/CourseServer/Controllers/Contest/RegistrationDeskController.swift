import Accounts
import Archives
import Contest
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Registrations as the organiser decides of them.
struct RegistrationDeskController: Controller {
    let domains: Domains
    let site: Site
    let temporaryFolder: String

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await table(request, context)
        return self.page(page.frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await table(request, context)
        let table = RegistrationTable(entries: page.shown, t: context.t)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"registrations-\(page.visit.contest.id).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([table.head] + table.rows))))
    }

    func xlsx(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await table(request, context)
        let path = temporaryFolder + "/registrations-" + UUID().uuidString + ".xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try RegistrationTable(entries: page.shown, t: context.t).workbook.write(to: path)
        let bytes = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                .contentDisposition: "attachment; filename=\"registrations-\(page.visit.contest.id).xlsx\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    func admit(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await organisedContest(context)
        let form = try await request.formFields(context: context)
        let ids = form.all("registration").compactMap { Registration.ID($0) }
        do {
            try await domains.registrations.admit(ids, to: visit.contest.id, by: try context.requireUser().id)
            return redirect("/contests/\(visit.contest.id)/registrations")
        } catch let refusal as Registration.Refusal {
            var page = try await table(request, context)
            page.refusal = refusal
            return refused(page.frame, request, context)
        }
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await entry(context)
        return self.page(page.frame, request, context)
    }

    func decide(_ request: Request, context: AppContext) async throws -> Response {
        var page = try await entry(context)
        let form = try await request.formFields(context: context)
        let (contest, registration) = (page.visit.contest.id, page.entry.registration.id)
        guard let state = form["state"].flatMap(Registration.State.init(rawValue:)),
            [.admitted, .rejected, .disqualified].contains(state)
        else {
            return refused(page.frame, request, context)
        }
        do {
            try await domains.registrations.decide(
                registration, of: contest, state, reason: form["reason"] ?? "", by: try context.requireUser().id)
            return redirect("/contests/\(contest)/registrations/\(registration)")
        } catch let refusal as Registration.Refusal {
            (page.reason, page.refusal) = (form["reason"] ?? "", refusal)
            return refused(page.frame, request, context)
        }
    }

    private func table(_ request: Request, _ context: AppContext) async throws -> RegistrationsPage {
        let visit = try await organisedContest(context)
        return RegistrationsPage(
            visit: visit, entries: try await domains.registrations.entries(of: visit.contest.id),
            state: request.query("state").flatMap(Registration.State.init(rawValue:)))
    }

    private func entry(_ context: AppContext) async throws -> RegistrationEntryPage {
        let visit = try await organisedContest(context)
        return RegistrationEntryPage(
            visit: visit,
            entry: try await domains.registrations.entry(
                try context.parameters.id("registration"), of: visit.contest.id))
    }
}
