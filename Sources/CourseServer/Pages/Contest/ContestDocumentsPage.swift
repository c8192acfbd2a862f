import Contest
import Documents
import Markup
import Spaces
import Storage

/// Papers of a contest: issued ones, and a form for more.
struct ContestDocumentsPage {
    var visit: ContestVisit
    var choices: [PaperChoice]
    var groups: [RecipientGroup]
    var batches: [DocumentBatch]
    /// `group` is the one shown; with `all` everybody in it is ticked, else each `person`.
    var fields: FormFields
    var refusal: DocumentRefusal?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["document.title"], crumbs: .to(visit.contest, t),
            content: """
                <h1>\(t["document.title"])</h1>
                \(ContestNavigation(visit: visit, current: .documents).html(t))
                \(Parts.refusal(refusal.map { t.text($0) }))
                \(DocumentBatches(batches: batches, slug: visit.access.space.slug).html(t))
                \(visit.contest.isRehearsal
                    ? "<div class=\"note\"><p>\(t["document.rehearsal"])</p></div>" as HTML : form(t))
                """)
    }

    private func form(_ t: Words) -> HTML {
        let present = groups.filter { !$0.recipients.isEmpty }
        guard let group = present.first(where: { $0.kind.rawValue == fields["group"] }) ?? present.first else {
            return "<div class=\"empty\"><p>\(t["document.nobody_admitted"])</p></div>"
        }
        let ticked = Set(fields.all("person"))
        return """
            <form method="post" action="/contests/\(visit.contest.id.rawValue)/documents" class="stack">
            <h2>\(t["document.issue"])</h2>
            \(present.count > 1 ? choice(of: group.kind, present, t) : nil)
            <input type="hidden" name="group" value="\(group.kind.rawValue)">
            \(DocumentFields(choices: choices, fields: fields).html(t))
            <fieldset class="stack tight"><legend>\(t["document.to_whom"])</legend>\(group.recipients.map { recipient in
                let id = recipient.user.map { "\($0)" } ?? ""
                return """
                    <label class="pick"><input type="checkbox" name="person" value="\(id)"\(when: fields["all"] != nil || ticked.contains(id), " checked")> \
                    <span>\(recipient.name)\(when: !recipient.organisation.isEmpty, " <span class=\"small muted\">\(recipient.organisation)</span>")</span></label>

                    """ as HTML
            })</fieldset>
            \(Parts.button(t["document.issue"]))</form>
            """
    }

    private func choice(of kind: RecipientGroup.Kind, _ groups: [RecipientGroup], _ t: Words) -> HTML {
        """
        <nav class="subnav" aria-label="\(t["document.to_whom"])"><ul>\(groups.map { group in
            """
            <li><a href="/contests/\(visit.contest.id.rawValue)/documents?group=\(group.kind.rawValue)"\(when: group.kind == kind, " aria-current=\"page\"")>\(t.recipients(group.kind)) \
            <span class="num muted">\(group.recipients.count)</span></a></li>
            """ as HTML
        })</ul></nav>
        """
    }
}

extension Words {
    func recipients(_ kind: RecipientGroup.Kind) -> String {
        switch kind {
        case .participants: self["document.to_participants"]
        case .finalists: self["document.to_finalists"]
        case .laureates: self["document.to_laureates"]
        case .jurors: self["document.to_jurors"]
        }
    }
}
