import Contest
import Markup
import Storage

/// The parts of one contest that the person may open, as a row of links under its title.
struct ContestNavigation {
    /// In the order of the row.
    enum Part: String, CaseIterable {
        case front, registration, work, lessons, judging, progress, votes, results, appeals
        case registrations, proofs, jury, finalists, documents, stages, settings, log
    }

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
        if visit.registration != nil || visit.state == .registering && !visit.isOrganiser {
            parts.append((.registration, "/registration", t["contest.registration"]))
        }
        if visit.registration?.state == .admitted { parts.append((.work, "/works", t["contestwork.title"])) }
        if visit.stages.contains(where: { $0.kind == .lesson }) {
            parts.append((.lessons, "/lessons", t["lesson.lessons"]))
        }
        if let juror = visit.juror, juror.state != .declined {
            parts.append((.judging, "/judging", t["jury.judging"]))
        }
        if visit.seesProgress { parts.append((.progress, "/progress", t["contest.progress"])) }
        if visit.stages.contains(where: { $0.kind == .vote }) { parts.append((.votes, "/votes", t["vote.votes"])) }
        if visit.state == .running || visit.state == .closed || visit.isOrganiser || visit.juror != nil {
            parts.append((.results, "/results", t["result.results"]))
        }
        let judges = visit.juror?.state == .accepted
        if visit.registration != nil || visit.isOrganiser || judges {
            parts.append((.appeals, "/appeals", t["appeal.appeals"]))
        }
        if visit.isOrganiser {
            parts.append((.registrations, "/registrations", t["contest.registrations"]))
            parts.append((.proofs, "/proofs", t["contestwork.proofs"]))
        }
        if visit.isOrganiser || visit.isChair { parts.append((.jury, "/jury", t["jury.title"])) }
        if visit.isOrganiser {
            parts.append((.finalists, "/finalists", t["contestwork.finalists"]))
            parts.append((.documents, "/documents", t["document.title"]))
            parts.append((.stages, "/stages", t["contest.stages"]))
            parts.append((.settings, "/settings", t["contest.settings"]))
        }
        if visit.isOrganiser || judges { parts.append((.log, "/log", t["result.log"])) }
        return parts
    }
}

extension [Frame.Link] {
    static func to(_ contest: Contest, _ t: Words, _ more: Frame.Link...) -> Self {
        [Frame.Link(t["contest.all"], "/contests"), Frame.Link(contest.title, "/contests/\(contest.id)")] + more
    }
}

extension HTML {
    /// Markdown that people wrote, as clean HTML; what cannot be read as such, as the text it is.
    static func markdown(_ text: String, _ t: Words) -> HTML {
        guard let html = try? Markdown.render(text, formulas: nil, tableLabel: t["contest.table"]) else {
            return "<p>\(text)</p>"
        }
        return HTML(html)
    }
}
