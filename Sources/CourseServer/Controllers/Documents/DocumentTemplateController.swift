import Accounts
import Documents
import Foundation
import Hummingbird
import NIOCore
import Spaces
import Storage

/// Templates of papers that an organisation keeps.
struct DocumentTemplateController: Controller {
    let domains: Domains
    let site: Site

    func list(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let page = DocumentTemplatesPage(
            space: space, shipped: try PaperTemplate.all.get(),
            templates: try await domains.documents.templates(of: space.id))
        return self.page(page.frame, request, context)
    }

    /// From a shipped one, `?from=diploma`.
    func new(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let shipped = try PaperTemplate.all.get()
        guard let from = shipped.first(where: { $0.key == request.query("from") }) ?? shipped.first else {
            throw Refused.notFound
        }
        let page = DocumentTemplatePage(space: space, id: nil, fields: FormFields(from.name, from.content))
        return self.page(page.frame, request, context)
    }

    func edit(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let template = try await template(of: space, context)
        let page = DocumentTemplatePage(
            space: space, id: template.id, fields: FormFields(template.name, template.content))
        return self.page(page.frame, request, context)
    }

    func create(_ request: Request, context: AppContext) async throws -> Response {
        try await keep(request, context, replacing: nil)
    }

    func change(_ request: Request, context: AppContext) async throws -> Response {
        try await keep(request, context, replacing: try context.parameters.id("template"))
    }

    func remove(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        try await domains.documents.remove(try context.parameters.id("template"), of: space.id)
        return redirect("/o/\(space.slug)/documents/templates")
    }

    /// A sheet with invented names, as the template stands in the form.
    func preview(_ request: Request, context: AppContext) async throws -> Response {
        let space = try await issuer(context)
        let form = try await request.formFields(context: context)
        do {
            let content = try TemplateContent(form).checked()
            let t = context.t
            let name = t["document.sample_name"]
            let sheet = DocumentSheet(
                content: content,
                recipient: DocumentRecipient(
                    name: name, organisation: t["document.sample_organisation"], place: t["document.sample_place"],
                    nomination: t["document.sample_nomination"], award: t["document.sample_award"],
                    rows: (1...3).map { ["\($0)", name, t["document.sample_organisation"]] }),
                issuer: space.name, occasion: t["document.sample_occasion"], dated: t.date(domains.now()),
                number: t["document.sample_number"], printedCode: "0000-0000-0000-0000",
                checkAddress: site.address(request, context) + "/check")
            let made = try await domains.printings.sample(sheet, title: t["document.preview"])
            return Response(
                status: .ok, headers: [.contentType: "application/pdf", .cacheControl: "private, no-store"],
                body: .init(byteBuffer: ByteBuffer(bytes: made)))
        } catch let refusal as PrintingRefusal {
            return unprinted(refusal, request, context)
        } catch let refusal as DocumentRefusal {
            let page = DocumentTemplatePage(space: space, id: nil, fields: form, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    private func keep(
        _ request: Request, _ context: AppContext, replacing id: DocumentTemplate.ID?
    ) async throws -> Response {
        let user = try context.requireUser()
        let space = try await issuer(context)
        if id != nil { _ = try await template(of: space, context) }
        let form = try await request.formFields(context: context)
        do {
            try await domains.documents.keep(
                TemplateContent(form), named: form["name"] ?? "", replacing: id, in: space.id, by: user.id)
            return redirect("/o/\(space.slug)/documents/templates")
        } catch let refusal as DocumentRefusal {
            let page = DocumentTemplatePage(space: space, id: id, fields: form, refusal: refusal)
            return refused(page.frame, request, context)
        }
    }

    private func template(of space: Space, _ context: AppContext) async throws -> DocumentTemplate {
        try await domains.documents.template(try context.parameters.id("template"), of: space.id)
    }
}

extension TemplateContent {
    init(_ form: FormFields) {
        self.init(
            kind: form["kind"].flatMap(Document.Kind.init(rawValue:)) ?? .diploma,
            sheet: form["sheet"].flatMap(Sheet.init(rawValue:)) ?? .portrait, text: form["text"] ?? "",
            signatures: Signature.signatures(in: form["signatures"] ?? ""))
    }
}

extension FormFields {
    init(_ name: String, _ content: TemplateContent) {
        self.init(pairs: [
            ("name", name), ("kind", content.kind.rawValue), ("sheet", content.sheet.rawValue), ("text", content.text),
            ("signatures", content.signatures.map(\.line).joined(separator: "\n")),
        ])
    }
}
