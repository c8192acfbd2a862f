import Contest
import Markup
import Spaces
import Storage

/// Contests of an organisation, and the form that founds one.
struct OrganisationContestsPage {
    var space: Space
    var contests: [(entry: ContestEntry, registered: Int)]
    var templates: [ContestTemplate]
    var fields: FormFields
    var refusal: ContestRefusal?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.all"], section: .schools, crumbs: [Frame.Link(space.name, "/o/\(space.slug)")],
            content: """
                <h1>\(t["contest.all"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                <div class="split"><div class="stack">\(contests.isEmpty
                    ? "<div class=\"empty\"><p>\(t["contest.none"])</p></div>" as HTML
                    : "<ul class=\"list\">\(contests.map { own($0, t) })</ul>")</div>
                <aside class="stack"><h2>\(t["contest.new"])</h2>\(form(t))</aside></div>
                """)
    }

    private func own(_ line: (entry: ContestEntry, registered: Int), _ t: Words) -> HTML {
        let contest = line.entry.contest
        return """
            <li><div class="grow stack tight"><h2><a href="/contests/\(contest.id.rawValue)">\(contest.title)</a></h2>\
            <p class="small muted">\(t.plural("contest.registered_count", count: line.registered))</p></div>\
            \(when: contest.isRehearsal, "<span class=\"tag\">\(t["contest.rehearsal"])</span>")\
            <span class="tag\(when: line.entry.state == .registering || line.entry.state == .running, " live")">\(t.state(line.entry.state))</span></li>

            """
    }

    private func form(_ t: Words) -> HTML {
        let bases =
            templates.map { ("template:\($0.key)", t.text("contest.basis_template", ["title": $0.title])) }
            + contests.map {
                ("contest:\($0.entry.contest.id)", t.text("contest.basis_contest", ["title": $0.entry.contest.title]))
            }
            + [("", t["contest.basis_none"])]
        return """
            <form method="post" action="/o/\(space.slug)/contests" class="stack">
            \(Parts.select("basis", t["contest.basis"], bases, chosen: fields["basis"] ?? bases[0].0, hint: t["contest.basis_hint"]))
            \(Parts.field("start", t["contest.start"], value: fields["start"] ?? "", type: "date", hint: t["contest.start_hint"], attributes: "required", short: true))
            \(Parts.field("title", t["contest.title_field"], value: fields["title"] ?? "", hint: t["contest.title_hint"]))
            <label class="pick"><input type="checkbox" name="rehearsal" value="yes"\(when: fields["rehearsal"] != nil, " checked")><span>\(t["contest.as_rehearsal"])</span></label>
            \(Parts.field("entrants", t["contest.entrants"], value: fields["entrants"] ?? "", type: "number", hint: t["contest.entrants_hint"], attributes: "min=\"0\" max=\"50\"", short: true))
            \(Parts.button(t["contest.found"]))</form>
            """
    }
}
