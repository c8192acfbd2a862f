import Contest
import Markup
import Storage

/// The parts of one contest that the person may open, as a row of links under its title.
struct ContestNavigation {
    /// In the order of the row.
    enum Part: String, CaseIterable { case front, results, appeals, votes, log }

    var visit: ContestVisit
    var current: Part?

    func html(_ t: Words) -> HTML {
        let parts = parts(t)
        guard parts.count > 1 else { return .empty }
        return """
            <nav class="subnav" aria-label="\(t["contest.parts"])"><ul>\(
                parts.map { part, path, title in
                    """
                    <li><a href="/contests/\(visit.contest.id.rawValue)\(path)"\(when: part == current, " aria-current=\"page\"")>\(title)</a></li>
                    """ as HTML
                })</ul></nav>
            """
    }

    private func parts(_ t: Words) -> [(Part, String, String)] {
        var parts: [(Part, String, String)] = [(.front, "", t["contest.front"])]
        if visit.state == .running || visit.state == .closed || visit.isOrganiser || visit.juror != nil {
            parts.append((.results, "/results", t["result.results"]))
        }
        if visit.registration != nil || visit.isOrganiser || visit.juror?.state == .accepted {
            parts.append((.appeals, "/appeals", t["appeal.appeals"]))
        }
        if visit.stages.contains(where: { $0.kind == .vote }) { parts.append((.votes, "/votes", t["vote.votes"])) }
        if visit.isOrganiser || visit.juror?.state == .accepted { parts.append((.log, "/log", t["result.log"])) }
        return parts
    }
}

extension [Frame.Link] {
    static func to(_ contest: Contest, _ t: Words, _ more: Frame.Link...) -> Self {
        [Frame.Link(t["contest.all"], "/contests"), Frame.Link(contest.title, "/contests/\(contest.id)")] + more
    }
}
