import Accounts
import Courses
import Markup
import Storage

/// Who changed a page and when, a stretch at a time.
struct HistoryPage {
    var course: Course
    var activity: Activity
    var history: PageHistory

    private var base: String { "/activities/\(activity.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("history.title", ["page": activity.title]), section: .teaching,
            crumbs: .to(course, Frame.Link(activity.title, base + "/edit")),
            content: """
                <div class="stack"><h1>\(t["history.heading"])</h1><p class="muted">\(activity.title)</p></div>
                \(history.versions.isEmpty ? "<div class=\"empty\"><p>\(t["history.empty"])</p></div>" as HTML : list(t))
                \(history.olderThan.map { "<p><a class=\"btn\" href=\"\(base)/history?before=\($0)\">\(t["history.older"])</a></p>" as HTML })
                """)
    }

    private func list(_ t: Words) -> HTML {
        """
        <ul class="list">\(
            history.versions.map { version in
                """
                <li><div class="grow"><b>\(t.dateTime(version.changedAt))</b> \
                <span class="muted">\(version.author?.full ?? t["history.by_program"])</span>\
                \(when: version.number == history.current, " <span class=\"tag ok\">\(t["history.current"])</span>")</div>\
                \(when: version.number != history.current, """
                    <a href="\(base)/history/\(version.number)">\(t["history.compare"])<span class="vh">: \(t.dateTime(version.changedAt))</span></a>
                    """)</li>
                """ as HTML
            })</ul>
        """
    }
}

/// One version of a page beside another.
struct VersionPage {
    var course: Course
    var activity: Activity
    var number: Int
    var title: String
    var current: Int
    var comparedWith: Int
    var diff: TextDiff

    private var base: String { "/activities/\(activity.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("history.version", ["number": "\(number)"]), section: .teaching,
            crumbs: [
                Frame.Link(activity.title, base + "/edit"), Frame.Link(t["history.heading"], base + "/history"),
            ],
            styles: ["css/authoring.css"],
            content: """
                <div class="stack"><h1>\(t.text("history.version", ["number": "\(number)"]))</h1>\
                <p class="muted">\(title)</p>\
                <p>\(comparedWith == current ? t["history.compared_current"] : t.text("history.compared", ["number": "\(comparedWith)"]))</p></div>
                \(DiffView(diff: diff).html(t))
                \(when: number != current, restore(t))
                """)
    }

    private func restore(_ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/history/\(number)/restoration" class="row">\
        <input type="hidden" name="version" value="\(current)"><button class="main">\(t["history.restore"])</button>\
        <span class="muted small">\(t["history.restore_hint"])</span></form>
        """
    }
}
