import Accounts
import Archives
import Documents
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Papers of people and of organisations: listed, issued, printed, revoked.
struct DocumentController: Controller {
    let domains: Domains
    let site: Site

    func own(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let page = OwnDocumentsPage(documents: try await domains.documents.documents(of: user.id))
        return self.page(page.frame, request, context)
    }

    func show(_ request: Request, context: AppContext) async throws -> Response {
        let document = try await visit(context).document
        guard document.isValid else { throw Refused.notFound }
        let title = "\(context.t.kind(document.kind)) № \(document.number)"
        do {
            let file = try await domains.printings.file(
                of: document, title: title, site: site.address(request, context))
            return try sent(file, named: document.number.replacing("/", with: "-"), request, context)
        } catch let refusal as PrintingRefusal {
            return unprinted(refusal, request, context)
        }
    }

    func revoke(_ request: Request, context: AppContext) async throws -> Response {
        let visit = try await visit(context)
        guard visit.isIssuer else { throw Refused.notFound }
        let form = try await request.formFields(context: context)
        let address = "/o/\(visit.access.space.slug)/documents"
        do {
            try await domains.documents.revoke(
                visit.document.id, because: form["reason"] ?? "", by: try context.requireUser().id)
            return redirect(address + "?q=\(visit.document.number.queryEscaped)")
        } catch let refusal as DocumentRefusal {
            var page = try await register(visit.access.space, RegisterFilter(text: visit.document.number))
            page.refusal = refusal
            return refused(page.frame, request, context)
        }
    }

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let page = try await register(try await issuer(context), filter(request))
        return self.page(page.frame, request, context)
    }

    func csv(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let t = context.t
        let (documents, _) = try await domains.documents.register(of: space.id, filter(request), limit: 100_000)
        let head = [
            t["document.column_number"], t["document.column_kind"], t["document.column_holder"],
            t["document.column_occasion"], t["document.column_date"], t["document.column_state"],
            t["document.column_code"],
        ]
        let rows = documents.map { document in
            [
                document.number, t.kind(document.kind), document.holderName, document.occasion, document.dated,
                document.isValid ? t["document.valid"] : t["document.revoked"], document.printedCode,
            ]
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"documents-\(space.slug).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(bytes: CSV.write([head] + rows))))
    }

    func new(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let page = DocumentIssuePage(
            space: space, choices: try await choices(of: space.id),
            fields: FormFields(pairs: [("template", "diploma"), ("dated", context.t.date(domains.now()))]))
        return self.page(page.frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        let user = try context.requireUser()
        let space = try await issuer(context)
        let form = try await request.formFields(context: context)
        let choices = try await choices(of: space.id)
        do {
            let issue = try await issue(form, choices, context)
            try await domains.documents.issue(issue, in: space.id, by: user.id)
            return redirect("/o/\(space.slug)/documents")
        } catch let refusal as DocumentRefusal {
            let page = DocumentIssuePage(space: space, choices: choices, fields: form, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    func batch(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let page = DocumentBatchPage(space: space, printing: try await printing(in: space, request, context))
        return self.page(page.frame, request, context)
    }

    func print(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let batch = try await printing(in: space, request, context).batch
        do {
            try await domains.printings.ask(
                for: batch.id, in: space.id, site: site.address(request, context), by: try context.requireUser().id)
            return redirect("/o/\(space.slug)/documents/batches/\(batch.id)")
        } catch let refusal as PrintingRefusal {
            return unprinted(refusal, request, context)
        }
    }

    func file(_ request: Request, context: AppContext) async throws -> Response {
        let printing = try await printing(in: try await issuer(context), request, context)
        guard case .done(let file) = printing.state, let first = printing.batch.numbers.first else {
            throw Refused.notFound
        }
        return try sent(file, named: first.replacing("/", with: "-"), request, context)
    }

    private func printing(in space: Space, _ request: Request, _ context: AppContext) async throws -> BatchPrinting {
        try await domains.printings.printing(
            of: try context.parameters.id("batch"), in: space.id, site: site.address(request, context))
    }

    private func visit(_ context: AppContext) async throws -> DocumentVisit {
        try await domains.documents.visit(try context.parameters.id("document"), by: try context.requireUser().id)
    }

    private func filter(_ request: Request) -> RegisterFilter {
        RegisterFilter(
            text: request.query("q") ?? "", kind: request.query("kind").flatMap(Document.Kind.init(rawValue:)),
            offset: request.query("from").flatMap { Int($0) } ?? 0)
    }

    private func register(_ space: Space, _ filter: RegisterFilter) async throws -> DocumentRegisterPage {
        let (documents, count) = try await domains.documents.register(of: space.id, filter)
        return DocumentRegisterPage(
            space: space, documents: documents, count: count,
            batches: try await domains.documents.batches(of: space.id),
            filter: filter)
    }

    /// One paper for each line of names, or one that lists them.
    private func issue(_ form: FormFields, _ choices: [PaperChoice], _ context: AppContext) async throws
        -> DocumentIssue
    {
        guard let choice = choices.first(where: { $0.key == form["template"] }) else {
            throw DocumentRefusal.templateMissing
        }
        let lines = (form["people"] ?? "").split(whereSeparator: \.isNewline).prefix(Document.batchLimit + 1)
            .map {
                $0.split(separator: ";", omittingEmptySubsequences: false).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
            }
            .filter { !$0[0].isEmpty }
        let known = try await domains.accounts.people(logins: lines.map { $0[0] })
        var recipients = lines.map { cells in
            let person = known[cells[0].lowercased()]
            return DocumentRecipient(
                user: person?.id, name: person?.name.full ?? cells[0],
                organisation: cells.count > 1 ? cells[1] : "",
                place: cells.count > 2 && !cells[2].isEmpty ? cells[2] : form.trimmed("place"),
                award: form.trimmed("award"))
        }
        if choice.content.kind.listsPeople {
            let rows = lines.enumerated().map { number, cells in
                ["\(number + 1)", known[cells[0].lowercased()]?.name.full ?? cells[0]] + cells.dropFirst()
            }
            recipients = [
                DocumentRecipient(name: "", place: form.trimmed("place"), award: form.trimmed("award"), rows: rows)
            ]
        }
        return DocumentIssue(
            content: choice.content, series: choice.series(form, context.t, domains.now()),
            occasion: form["occasion"] ?? "", dated: form["dated"] ?? "", recipients: recipients)
    }
}

extension Controller {
    /// The organisation of the address, for who issues papers there.
    func issuer(_ context: AppContext) async throws -> Space {
        guard let slug = context.parameters["slug"], let space = try await domains.spaces.space(slug: String(slug)),
            space.kind != .course
        else { throw Refused.notFound }
        try await require(.createCourse, in: space.id, context)
        return space
    }

    /// Templates that are shipped, then the organisation's own.
    func choices(of space: Space.ID) async throws -> [PaperChoice] {
        let shipped = try PaperTemplate.all.get()
        let own = try await domains.documents.templates(of: space)
        return shipped.map { PaperChoice(key: $0.key, name: $0.name, letters: $0.series, content: $0.content) }
            + own.map { template in
                PaperChoice(
                    key: "\(template.id)", name: template.name,
                    letters: shipped.first { $0.content.kind == template.content.kind }?.series ?? "Д",
                    content: template.content)
            }
    }

    func sent(
        _ file: PrintedFile, named name: String, _ request: Request, _ context: AppContext
    ) throws -> Response {
        try MediaResponse.respond(
            path: domains.blobs.path(of: file.digest), size: file.size, type: "application/pdf",
            etag: file.digest.rawValue, name: name + ".pdf", attachment: false, cacheControl: "private, no-store",
            request: request, context: context)
    }

    /// What stops the printing, and whose business it is.
    func unprinted(_ refusal: PrintingRefusal, _ request: Request, _ context: AppContext) -> Response {
        page(UnprintedPage(refusal: refusal).frame, request, context, status: .serviceUnavailable)
    }
}

/// A template that may be chosen.
struct PaperChoice {
    /// A shipped one by its word, an organisation's own by its number.
    var key: String
    var name: String
    /// What its numbers begin with before the year.
    var letters: String
    var content: TemplateContent

    /// As typed, or the letters and the year by the clock of the time zone: «Д-2013».
    func series(_ form: FormFields, _ t: Words, _ now: Date) -> String {
        let typed = form.trimmed("series")
        return typed.isEmpty ? "\(letters)-\(t.field(now).prefix(4))" : typed
    }
}
