import Accounts
import Courses
import Markup
import Storage

/// Who has a date of their own for an assignment, on a page where no works stand: names are hidden beside works.
struct ExtensionsPage {
    var activity: Activity
    var course: Course
    var list: WorkList
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["work.extensions"], section: .teaching,
            crumbs: .works(of: activity, in: course, t),
            styles: ["css/work.css"],
            content: """
                <div class="stack"><h1>\(activity.title). \(t["work.extensions"])</h1>
                \(when: list.assignment.hidesNames, "<p class=\"muted\">\(t["work.extensions_apart"])</p>")</div>
                \(Parts.refusal(refusal, field: "until"))
                \(ExtensionsBlock(activity: activity.id, list: list).html(t))
                """)
    }
}

/// The dates given, and the form that gives one.
struct ExtensionsBlock {
    var activity: Activity.ID
    var list: WorkList

    func html(_ t: Words) -> HTML {
        let bearers =
            list.groups.map { (ExtensionBearer.group($0.id), t.text("work.extension_group", ["group": $0.name])) }
            + list.rows.map { (ExtensionBearer.learner($0.learner), $0.name.full) }
        let extended = bearers.compactMap { bearer, name in
            list.extensions.first { $0.bearer == bearer }.map { (name, $0.until) }
        }
        return """
            <div class="stack">\(when: !extended.isEmpty, """
                <ul class="list">\(extended.map { name, until in
                    "<li><span class=\"grow\">\(name)</span><span>\(t.dateTime(until))</span></li>" as HTML
                })</ul>
                """)
            <form method="post" action="/activities/\(activity.rawValue)/extensions" class="stack">
            \(Parts.select("for", t["work.extension_learner"], bearers.map { ($0.formValue, $1) }, chosen: nil))
            \(Parts.field("until", t["work.extension_until"], type: "datetime-local", hint: t["work.extension_hint"], short: true))
            \(Parts.button(t["work.extend"], main: false))</form></div>
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
