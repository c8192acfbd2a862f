import Documents
import Markup
import Spaces
import Storage

/// A person's own papers.
struct OwnDocumentsPage {
    var documents: [Document]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["document.mine"],
            content: """
                <h1>\(t["document.mine"])</h1>
                \(documents.isEmpty
                    ? "<div class=\"empty\"><p>\(t["document.none"])</p></div>" as HTML
                    : "<ul class=\"list\">\(documents.map { entry($0, t) })</ul>")
                """)
    }

    private func entry(_ document: Document, _ t: Words) -> HTML {
        let title = "\(t.kind(document.kind)) № \(document.number)"
        return """
            <li><div class="grow stack tight"><h2>\(document.isValid
                ? "<a href=\"/documents/\(document.id.rawValue)\">\(title) <span class=\"small muted\">PDF</span></a>" as HTML
                : "\(title)")</h2>\
            <p class="small muted">\(document.issuer) · \(document.occasion) · \(document.dated)</p>\
            \(document.revocation.map { "<p class=\"small\">\(t["document.revoked_because"]) \($0)</p>" as HTML })</div>\
            <a href="/check/\(document.checkCode)">\(t["document.check"])</a>\
            \(when: !document.isValid, "<span class=\"tag\">\(t["document.revoked"])</span>")</li>

            """
    }
}

/// The papers an organisation has issued.
struct DocumentRegisterPage {
    var space: Space
    var documents: [Document]
    var count: Int
    var batches: [DocumentBatch]
    var filter: RegisterFilter
    var refusal: DocumentRefusal?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["document.title"], section: .schools, crumbs: [Frame.Link(space.name, "/o/\(space.slug)")],
            content: """
                <h1>\(t["document.title"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <p class="row"><a class="btn main" href="\(address)/new">\(t["document.issue"])</a> \
                <a class="btn" href="\(address)/templates">\(t["document.templates"])</a> \
                \(when: count > 0, "<a class=\"btn\" href=\"\(address).csv\(query())\">CSV</a>")</p>
                <form class="row bottom" action="\(address)">
                \(Parts.field("q", t["document.search"], value: filter.text, type: "search"))
                \(Parts.select("kind", t["document.kind"], [("", t["document.any_kind"])] + t.kinds, chosen: filter.kind?.rawValue ?? ""))
                <button>\(t["document.find"])</button></form>
                \(documents.isEmpty ? "<div class=\"empty\"><p>\(t["document.none_here"])</p></div>" as HTML : table(t))
                \(pages(t))
                \(DocumentBatches(batches: batches, slug: space.slug).html(t))
                """)
    }

    private var address: String { "/o/\(space.slug)/documents" }

    private func query(from offset: Int? = nil) -> String {
        let parts = [
            filter.text.isEmpty ? nil : "q=\(filter.text.queryEscaped)", filter.kind.map { "kind=\($0.rawValue)" },
            offset.map { "from=\($0)" },
        ].compactMap { $0 }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["document.title"])"><table>
        <caption>\(t.plural("document.count", count: count))</caption>
        <thead><tr><th scope="col">\(t["document.column_number"])</th><th scope="col">\(t["document.column_kind"])</th>\
        <th scope="col">\(t["document.column_holder"])</th><th scope="col">\(t["document.column_occasion"])</th>\
        <th scope="col">\(t["document.column_date"])</th><th scope="col">\(t["document.column_state"])</th></tr></thead>
        <tbody>\(documents.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ document: Document, _ t: Words) -> HTML {
        """
        <tr><th scope="row">\(document.isValid
            ? "<a href=\"/documents/\(document.id.rawValue)\">\(document.number)</a>" as HTML : "\(document.number)")</th>\
        <td data-l="\(t["document.column_kind"])">\(t.kind(document.kind))</td>\
        <td data-l="\(t["document.column_holder"])">\(document.holderName)</td>\
        <td data-l="\(t["document.column_occasion"])">\(document.occasion)</td>\
        <td data-l="\(t["document.column_date"])">\(document.dated)</td>\
        <td data-l="\(t["document.column_state"])">\(document.revocation.map { "<b>\(t["document.revoked"])</b> \($0)" as HTML }
            ?? revocation(document, t))</td></tr>

        """
    }

    private func revocation(_ document: Document, _ t: Words) -> HTML {
        """
        <details><summary>\(t["document.valid"])<span class="vh"> \(document.number)</span></summary>\
        <form method="post" action="/documents/\(document.id.rawValue)/revocation" class="stack tight">\
        <div class="field"><label for="reason-\(document.id.rawValue)">\(t["document.reason"])</label>\
        <input id="reason-\(document.id.rawValue)" name="reason"></div>\
        <button class="risk">\(t["document.revoke"])</button></form></details>
        """
    }

    private func pages(_ t: Words) -> HTML {
        let (before, after) = (filter.offset > 0, filter.offset + documents.count < count && !documents.isEmpty)
        guard before || after else { return .empty }
        return """
            <p class="row">\(when: before, "<a href=\"\(address)\(query(from: max(0, filter.offset - 50)))\">\(t["document.newer"])</a>")\
            \(when: after, " <a href=\"\(address)\(query(from: filter.offset + 50))\">\(t["document.older"])</a>")</p>
            """
    }
}

/// What was issued together, to be printed in one file.
struct DocumentBatches {
    var batches: [DocumentBatch]
    var slug: String

    func html(_ t: Words) -> HTML {
        guard !batches.isEmpty else { return .empty }
        return """
            <section class="stack"><h2>\(t["document.batches"])</h2><ul class="list">\(batches.map { batch in
                """
                <li><div class="grow stack tight"><a href="/o/\(slug)/documents/batches/\(batch.id.rawValue)">\(t.kind(batch.kind)): \(batch.occasion)</a>\
                <p class="small muted">\(batch.numbers.joined(separator: " — ")) · \(t.dateTime(batch.issuedAt))</p></div>\
                <span class="small muted">\(t.plural("document.count", count: batch.count))</span></li>

                """ as HTML
            })</ul></section>
            """
    }
}

extension Words {
    func kind(_ kind: Document.Kind) -> String {
        switch kind {
        case .diploma: self["document.kind_diploma"]
        case .certificate: self["document.kind_certificate"]
        case .thanks: self["document.kind_thanks"]
        case .order: self["document.kind_order"]
        case .minutes: self["document.kind_minutes"]
        case .markSheet: self["document.kind_mark_sheet"]
        }
    }

    var kinds: [(value: String, title: String)] { Document.Kind.allCases.map { ($0.rawValue, kind($0)) } }

    func sheet(_ sheet: TemplateContent.Sheet) -> String {
        switch sheet {
        case .portrait: self["document.sheet_portrait"]
        case .landscape: self["document.sheet_landscape"]
        case .plain: self["document.sheet_plain"]
        }
    }

    func text(_ refusal: DocumentRefusal) -> String {
        switch refusal {
        case .nameMissing: self["refusal.document.name_missing"]
        case .textMissing: self["refusal.document.text_missing"]
        case .lineTooLong(let limit): plural("refusal.document.line_too_long", count: limit)
        case .textTooLong(let limit): plural("refusal.document.text_too_long", count: limit)
        case .unbalanced: self["refusal.document.unbalanced"]
        case .unknownPlaceholder(let name): text("refusal.document.unknown_place", ["name": name])
        case .tooManySignatures(let limit): plural("refusal.document.too_many_signatures", count: limit)
        case .tooManyTemplates(let limit): plural("refusal.document.too_many_templates", count: limit)
        case .seriesMissing: self["refusal.document.series_missing"]
        case .seriesTooLong(let limit): plural("refusal.document.series_too_long", count: limit)
        case .occasionMissing: self["refusal.document.occasion_missing"]
        case .dateMissing: self["refusal.document.date_missing"]
        case .templateMissing: self["refusal.document.template_missing"]
        case .noRecipients: self["refusal.document.no_recipients"]
        case .tooManyRecipients(let limit): plural("refusal.document.too_many_recipients", count: limit)
        case .reasonMissing: self["refusal.document.reason_missing"]
        case .revokedAlready: self["refusal.document.revoked_already"]
        }
    }
}
