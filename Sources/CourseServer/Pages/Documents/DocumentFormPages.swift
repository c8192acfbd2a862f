import Documents
import Markup
import Spaces
import Storage

/// Papers to be issued to people that are typed in.
struct DocumentIssuePage {
    var space: Space
    var choices: [PaperChoice]
    var fields: FormFields
    var refusal: DocumentRefusal?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["document.issue"], section: .schools,
            crumbs: [
                Frame.Link(space.name, "/o/\(space.slug)"),
                Frame.Link(t["document.title"], "/o/\(space.slug)/documents"),
            ], width: .narrow,
            content: """
                <h1>\(t["document.issue"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <form method="post" action="/o/\(space.slug)/documents" class="stack">
                \(DocumentFields(choices: choices, fields: fields).html(t))
                \(Parts.area("people", t["document.people"], value: fields["people"] ?? "", hint: t["document.people_hint"], rows: 8))
                \(Parts.button(t["document.issue"]))</form>
                """)
    }
}

/// What papers say besides the people's names.
struct DocumentFields {
    var choices: [PaperChoice]
    var fields: FormFields

    func html(_ t: Words) -> HTML {
        """
        \(Parts.select("template", t["document.template"], choices.map { ($0.key, $0.name) }, chosen: fields["template"]))
        \(Parts.field("occasion", t["document.occasion"], value: fields["occasion"] ?? "", hint: t["document.occasion_hint"]))
        \(Parts.field("award", t["document.award"], value: fields["award"] ?? "", hint: t["document.award_hint"]))
        \(Parts.field("place", t["document.place"], value: fields["place"] ?? "", hint: t["document.place_hint"]))
        \(Parts.field("dated", t["document.dated"], value: fields["dated"] ?? ""))
        \(Parts.field("series", t["document.series"], value: fields["series"] ?? "", hint: t["document.series_hint"], short: true))
        """
    }
}

/// Templates to begin from and the organisation's own.
struct DocumentTemplatesPage {
    var space: Space
    var shipped: [PaperTemplate]
    var templates: [DocumentTemplate]

    func frame(_ t: Words) -> Frame {
        let address = "/o/\(space.slug)/documents/templates"
        return Frame(
            title: t["document.templates"], section: .schools,
            crumbs: [
                Frame.Link(space.name, "/o/\(space.slug)"),
                Frame.Link(t["document.title"], "/o/\(space.slug)/documents"),
            ],
            content: """
                <h1>\(t["document.templates"])</h1>
                \(templates.isEmpty ? "<div class=\"empty\"><p>\(t["document.no_templates"])</p></div>" as HTML : """
                    <ul class="list">\(templates.map { template in
                        """
                        <li><div class="grow stack tight"><h2><a href="\(address)/\(template.id.rawValue)">\(template.name)</a></h2>\
                        <p class="small muted">\(t.kind(template.content.kind)), \(t.sheet(template.content.sheet))</p></div>\
                        \(Parts.action(t["document.remove"], to: "\(address)/\(template.id.rawValue)/removal", "quiet small", confirm: t.text("document.confirm_remove", ["name": template.name])))</li>

                        """ as HTML
                    })</ul>
                    """)
                <section class="stack"><h2>\(t["document.shipped"])</h2><ul class="list">\(shipped.map { template in
                    """
                    <li><a class="grow" href="\(address)/new?from=\(template.key)">\(template.name)</a>\
                    <span class="small muted">\(t.sheet(template.content.sheet))</span></li>

                    """ as HTML
                })</ul></section>
                """)
    }
}

/// A template to be written.
struct DocumentTemplatePage {
    var space: Space
    /// nil: a new one.
    var id: DocumentTemplate.ID?
    var fields: FormFields
    var refusal: DocumentRefusal?

    func frame(_ t: Words) -> Frame {
        let address = "/o/\(space.slug)/documents"
        let places = Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
        return Frame(
            title: fields["name"] ?? t["document.template"], section: .schools,
            crumbs: [
                Frame.Link(space.name, "/o/\(space.slug)"), Frame.Link(t["document.title"], address),
                Frame.Link(t["document.templates"], address + "/templates"),
            ], width: .narrow,
            content: """
                <h1>\(fields["name"] ?? t["document.template"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <form method="post" action="\(address)/templates\(id.map { "/\($0)" } ?? "")" class="stack">
                \(Parts.field("name", t["document.template_name"], value: fields["name"] ?? ""))
                \(Parts.select("kind", t["document.kind"], t.kinds, chosen: fields["kind"]))
                \(Parts.select("sheet", t["document.sheet"], TemplateContent.Sheet.allCases.map { ($0.rawValue, t.sheet($0)) }, chosen: fields["sheet"]))
                \(Parts.area("text", t["document.text"], value: fields["text"] ?? "", hint: t.text("document.text_hint", ["places": places]), rows: 16))
                \(Parts.area("signatures", t["document.signatures"], value: fields["signatures"] ?? "", hint: t["document.signatures_hint"], rows: 3))
                <p class="row"><button class="main">\(t["document.save"])</button> \
                <button formaction="\(address)/preview" formtarget="_blank">\(t["document.preview"])</button></p></form>
                """)
    }
}
