import Accounts
import Contest
import Markup
import Storage

/// A version of the regulation, with the way to the others.
struct RegulationPage {
    var visit: ContestVisit
    var regulation: Regulation?
    /// The latest first.
    var versions: [RegulationVersion]

    private var base: String { "/contests/\(visit.contest.id.rawValue)/regulations" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.regulation"], crumbs: .to(visit.contest, t),
            content: """
                <div class="stack"><h1>\(t["contest.regulation"])</h1><p class="muted">\(visit.contest.title)</p></div>
                <div class="split"><article class="stack">\(regulation.map { text($0, t) } ?? "<div class=\"empty\"><p>\(t["contest.no_regulation"])</p></div>")
                </article><aside class="stack" data-noprint>\(when: versions.count > 1, history(t))
                <p><button type="button" data-print>\(t["gradebook.print"])</button></p>
                \(when: visit.isOrganiser && visit.state != .closed, "<p><a class=\"btn\" href=\"\(base)/new\">\(visit.state == .draft ? t["contest.edit_regulation"] : t["contest.new_version"])</a></p>")</aside></div>
                """)
    }

    private func text(_ regulation: Regulation, _ t: Words) -> HTML {
        let latest = versions.first?.version ?? regulation.version
        return """
            <p class="muted small">\(t.text("contest.version_of", ["number": "\(regulation.version)", "date": t.dateTime(regulation.publishedAt)]))</p>
            \(when: regulation.version != latest, "<div class=\"note warn\"><b>\(t["contest.old_version"])</b> <a href=\"\(base)\">\(t["contest.version_in_force"])</a></div>")
            <div class="prose">\(HTML.markdown(regulation.text, t))</div>
            """
    }

    private func history(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.versions"])</h2><ul class="list">\(
            versions.map { version in
                """
                <li><a class="grow" href="\(base)/\(version.version)"\(when: version.version == regulation?.version, " aria-current=\"page\"")>\(t.text("contest.version_number", ["number": "\(version.version)"]))</a>\
                <span class="small muted">\(t.date(version.publishedAt)), \(version.author.short)</span></li>

                """ as HTML
            })</ul></section>
        """
    }
}

/// The text of the regulation being written.
struct RegulationFormPage {
    var visit: ContestVisit
    var text: String
    var refusal: ContestRefusal?

    func frame(_ t: Words) -> Frame {
        let base = "/contests/\(visit.contest.id.rawValue)/regulations"
        let isDraft = visit.state == .draft
        return Frame(
            title: t["contest.edit_regulation"],
            crumbs: .to(visit.contest, t, Frame.Link(t["contest.regulation"], base)), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(isDraft ? t["contest.edit_regulation"] : t["contest.new_version"])</h1>
                <p class="prose">\(isDraft ? t["contest.regulation_draft_hint"] : t["contest.regulation_hint"])</p>
                \(Parts.refusal(refusal.map { t.text($0) }))</div>
                <form method="post" action="\(base)" class="stack"><div class="wide-field">\
                \(Parts.area("text", t["contest.regulation_text"], value: text, hint: t["contest.markdown_hint"], rows: 24))</div>
                \(Parts.button(isDraft ? t["contest.save"] : t["contest.publish_version"]))</form>
                """)
    }
}
