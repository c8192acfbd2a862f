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
            crumbs: .to(activity, in: course),
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
        \(when: !hidesNames, "<th scope=\"col\">\(t["work.handed_in"])</th>")<th scope="col" class="num">\(t["work.grade"])</th></tr></thead>
        <tbody>\(rows.map { row($0, t) })</tbody></table></div>
        """
    }

    private func row(_ row: WorkRow, _ t: Words) -> HTML {
        let name = hidesNames ? t.text("work.number", ["number": "\(row.number)"]) : row.name.full
        let isOpen = row.state == .waiting || row.state == .marked
        return """
            <tr><th scope="row">\(isOpen ? "<a href=\"/submissions/\(row.submission?.rawValue ?? 0)\">\(name)</a>" as HTML : HTML(text: name))</th>\
            <td data-l="\(t["work.state"])"><span class="tag\(row.state == .marked ? " ok" : row.state == .waiting ? " warn" : "")">\(t.state(row.state))</span></td>\
            \(when: !hidesNames, handedIn(row, t))\
            <td data-l="\(t["work.grade"])" class="num">\(row.grade.map { t.exact($0) } ?? "—")</td></tr>

            """
    }

    private func handedIn(_ row: WorkRow, _ t: Words) -> HTML {
        """
        <td data-l="\(t["work.handed_in"])">\(row.submittedAt.map { t.dateTime($0) } ?? "—")\
        \(when: row.daysLate > 0, " <span class=\"tag warn\">\(t.plural("work.late", count: row.daysLate))</span>")</td>
        """
    }

    /// While names are hidden, dates of their own stand on a page apart: a work that came after the common date and is
    /// not late would tell whose it is.
    private func extensions(_ t: Words) -> HTML {
        guard activity.dueAt != nil, !list.rows.isEmpty else { return .empty }
        let address = "/activities/\(activity.id.rawValue)/extensions"
        guard !hidesNames else { return "<p><a href=\"\(address)\">\(t["work.extensions"])</a></p>" }
        return """
            <details\(when: refusal != nil, " open")><summary>\(t["work.extensions"])</summary>\
            \(ExtensionsBlock(activity: activity.id, list: list).html(t))</details>
            """
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
