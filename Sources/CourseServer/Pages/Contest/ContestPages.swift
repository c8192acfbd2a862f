import Contest
import Markup
import Storage

/// Contests that the person may see.
struct ContestsPage {
    var entries: [ContestEntry]

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.all"],
            content: """
                <h1>\(t["contest.all"])</h1>
                \(entries.isEmpty
                    ? "<div class=\"empty\"><p>\(t["contest.none"])</p></div>" as HTML
                    : "<ul class=\"list\">\(entries.map { entry($0, t) })</ul>")
                """)
    }

    private func entry(_ entry: ContestEntry, _ t: Words) -> HTML {
        """
        <li><div class="grow stack tight"><h2><a href="/contests/\(entry.contest.id.rawValue)">\(entry.contest.title)</a></h2>\
        <p class="small muted">\(entry.organisation)</p></div><span class="tag">\(t.state(entry.state))</span></li>

        """
    }
}

/// What everybody reads of a contest.
struct ContestPage {
    var visit: ContestVisit

    func frame(_ t: Words) -> Frame {
        Frame(
            title: visit.contest.title, crumbs: [Frame.Link(t["contest.all"], "/contests")],
            content: """
                <h1>\(visit.contest.title)</h1>
                \(ContestNavigation(visit: visit, current: .front).html(t))
                <ol class="list">\(visit.stages.map { stage in
                    "<li><div class=\"grow\"><h2>\(stage.title)</h2><p class=\"small muted\">\(t.dateTime(stage.opensAt)) — \(t.dateTime(stage.dueAt))</p></div></li>" as HTML
                })</ol>
                """)
    }
}

extension Words {
    func state(_ state: Contest.State) -> String {
        switch state {
        case .draft: self["contest.state_draft"]
        case .announced: self["contest.state_announced"]
        case .registering: self["contest.state_registering"]
        case .running: self["contest.state_running"]
        case .closed: self["contest.state_closed"]
        }
    }
}
