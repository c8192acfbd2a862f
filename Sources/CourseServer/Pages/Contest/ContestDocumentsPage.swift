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
    /// With `all` everybody is ticked, else each `person`.
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
                    ? "<div class=\"note\"><p>\(t["document.rehearsal"])</p></div>" as HTML : HTML(parts: groups.map { form($0, t) }))
                """)
    }

    private func form(_ group: RecipientGroup, _ t: Words) -> HTML {
        guard !group.recipients.isEmpty else {
            return "<div class=\"empty\"><p>\(t["document.nobody_admitted"])</p></div>"
        }
        let ticked = Set(fields.all("person"))
        return """
            <form method="post" action="/contests/\(visit.contest.id.rawValue)/documents" class="stack">
            <h2>\(t["document.issue"])</h2>
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
}
