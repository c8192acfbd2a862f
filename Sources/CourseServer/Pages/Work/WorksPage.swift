import Accounts
import Courses
import Markup
import Storage

/// All works of an assignment: who handed in, what waits, what is marked.
struct WorksPage {
    var activity: Activity
    var course: Course
    var list: WorkList
    /// Only works in this state; nil: all.
    var shown: WorkRow.State?
    var refusal: String?
    var done: String?

    private var base: String { "/activities/\(activity.id.rawValue)/submissions" }
    private var hidesNames: Bool { list.assignment.hidesNames }

    /// While names are hidden, by number: the alphabet would tell.
    private var rows: [WorkRow] {
        let rows = list.rows.filter { shown == nil || $0.state == shown }
        guard hidesNames else { return rows }
        return rows.filter { $0.number > 0 }.sorted { $0.number < $1.number }
    }

    func frame(_ t: Words) -> Frame {
        let waiting = list.handedIn - list.marked
        return Frame(
            title: t["work.works"], section: .teaching,
            crumbs: [
                Frame.Link(course.title, "/courses/\(course.id.rawValue)"),
                Frame.Link(activity.title, "/activities/\(activity.id.rawValue)"),
            ],
            styles: ["css/work.css"],
            content: """
                <h1>\(activity.title). \(t["work.works"])</h1>
                \(Parts.refusal(refusal))\(Parts.done(done))
                <div class="stack"><p>\(t.text("work.marked_of", ["marked": "\(list.marked)", "count": "\(list.handedIn)"])) \(t.plural("work.of_learners", count: list.rows.count))</p>
                <progress max="\(max(1, list.handedIn))" value="\(list.marked)" aria-label="\(t["work.marked_label"])"></progress>
                <div class="row">\(when: waiting > 0, "<a class=\"btn main\" href=\"\(base)/next\">\(t.plural("work.mark_next", count: waiting))</a>")\(release(t))</div></div>
                \(when: hidesNames, "<p class=\"note\"><b>\(t["work.names_hidden"])</b></p>")
                <div class="stack"><nav class="subnav" aria-label="\(t["work.filter"])"><ul>\(filter(nil, t["work.filter_all"]))\(
                    WorkRow.State.allCases.map { filter($0, t.state($0)) })</ul></nav>
                \(rows.isEmpty ? "<div class=\"empty\"><p>\(t["work.none_such"])</p></div>" as HTML : table(t))</div>
                \(extensions(t))
                """)
    }

    private func filter(_ state: WorkRow.State?, _ title: String) -> HTML {
        let count = list.rows.count { state == nil || $0.state == state }
        return """
            <li><a href="\(base)\(state.map { "?show=\($0.rawValue)" } ?? "")"\(when: state == shown, " aria-current=\"page\"")>\(title) <span class="num muted">\(count)</span></a></li>
            """
    }

    private func release(_ t: Words) -> HTML {
        guard !list.assignment.isReleased else { return .empty }
        return Parts.action(t["work.release"], to: "\(base)/release", "release", confirm: t["work.release_confirm"])
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["work.works"])"><table class="dense">
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col">\(t["work.state"])</th>\
        <th scope="col">\(t["work.handed_in"])</th><th scope="col" class="num">\(t["work.grade"])</th></tr></thead>
        <tbody>\(rows.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ row: WorkRow, _ t: Words) -> HTML {
        let name = hidesNames ? t.text("work.number", ["number": "\(row.number)"]) : row.name.full
        let isOpen = row.state == .waiting || row.state == .marked
        return """
            <tr><th scope="row">\(isOpen ? "<a href=\"/submissions/\(row.submission?.rawValue ?? 0)\">\(name)</a>" as HTML : HTML(text: name))</th>\
            <td data-l="\(t["work.state"])"><span class="tag\(row.state == .marked ? " ok" : row.state == .waiting ? " warn" : "")">\(t.state(row.state))</span></td>\
            <td data-l="\(t["work.handed_in"])">\(row.submittedAt.map { t.dateTime($0) } ?? "—")\(when: row.daysLate > 0, " <span class=\"tag warn\">\(t.plural("work.late", count: row.daysLate))</span>")</td>\
            <td data-l="\(t["work.grade"])" class="num">\(row.grade.map { t.exact($0) } ?? "—")</td></tr>

            """
    }

    private func extensions(_ t: Words) -> HTML {
        guard activity.dueAt != nil, !list.rows.isEmpty else { return .empty }
        let bearers =
            list.groups.map { (ExtensionBearer.group($0.id), t.text("work.extension_group", ["group": $0.name])) }
            + list.rows.map { (ExtensionBearer.learner($0.learner), $0.name.full) }
        let extended = bearers.compactMap { bearer, name in
            list.extensions.first { $0.bearer == bearer }.map { (name, $0.until) }
        }
        return """
            <details\(when: refusal != nil, " open")><summary>\(t["work.extensions"])</summary><div class="stack">
            \(when: !extended.isEmpty, """
                <ul class="list">\(extended.map { name, until in
                    "<li><span class=\"grow\">\(name)</span><span>\(t.dateTime(until))</span></li>" as HTML
                })</ul>
                """)
            <form method="post" action="/activities/\(activity.id.rawValue)/extensions" class="stack">
            \(Parts.select("for", t["work.extension_learner"], bearers.map { ($0.formValue, $1) }, chosen: nil))
            \(Parts.field("until", t["work.extension_until"], type: "datetime-local", hint: t["work.extension_hint"], short: true))
            \(Parts.button(t["work.extend"], main: false))</form></div></details>
            """
    }
}

extension ExtensionBearer {
    /// As it stands in a form: `group-3`, `learner-15`.
    init?(formValue: String) {
        let parts = formValue.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let number = Int64(parts[1]), number > 0 else { return nil }
        switch parts[0] {
        case "group": self = .group(.init(rawValue: number))
        case "learner": self = .learner(.init(rawValue: number))
        default: return nil
        }
    }

    var formValue: String {
        switch self {
        case .group(let id): "group-\(id)"
        case .learner(let id): "learner-\(id)"
        }
    }
}

extension Words {
    func state(_ state: WorkRow.State) -> String {
        switch state {
        case .nothing: self["work.state_nothing"]
        case .draft: self["work.state_draft"]
        case .waiting: self["work.state_waiting"]
        case .marked: self["work.state_marked"]
        }
    }
}
