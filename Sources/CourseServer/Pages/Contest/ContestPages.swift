import Contest
import Foundation
import Markup
import Spaces
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
        <p class="small muted">\(entry.organisation)\(t.term(of: entry).map { " · \($0)" as HTML })</p></div>\
        \(when: entry.contest.isRehearsal, "<span class=\"tag\">\(t["contest.rehearsal"])</span>")\
        <span class="tag\(when: entry.state == .registering || entry.state == .running, " live")">\(t.state(entry.state))</span></li>

        """
    }
}

/// What everybody reads of a contest.
struct ContestPage {
    var visit: ContestVisit
    var now: Date

    private var contest: Contest { visit.contest }
    private var base: String { "/contests/\(visit.contest.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: contest.title, crumbs: [Frame.Link(t["contest.all"], "/contests")],
            content: """
                <div class="stack"><h1>\(contest.title)</h1>
                <p class="muted">\(visit.access.space.name) · \(t.state(visit.state))</p>
                \(ContestNavigation(visit: visit, current: .front).html(t))
                \(when: visit.state == .draft, "<div class=\"note warn\"><b>\(t["contest.draft_note"])</b> <a href=\"\(base)/settings\">\(t["contest.settings"])</a></div>")\
                \(when: contest.isRehearsal, "<div class=\"note warn\"><b>\(t["contest.rehearsal_note"])</b></div>")</div>
                <div class="split"><div class="stack wide">
                \(ContestCall(visit: visit, now: now).html(t))
                \(when: !contest.summary.isEmpty, "<div class=\"prose\">\(HTML.markdown(contest.summary, t))</div>")
                \(when: !visit.stages.isEmpty, timeline(t))
                </div><aside class="stack wide">
                <section class="stack"><h2>\(t["contest.documents"])</h2><ul class="list">
                <li><a href="\(base)/regulations">\(t["contest.regulation"])</a></li>
                \(contest.course.map { "<li><a href=\"/courses/\($0.rawValue)\">\(t["contest.materials"])</a></li>" as HTML })</ul></section>
                \(when: !visit.nominations.isEmpty, """
                    <section class="stack"><h2>\(t["contest.nominations"])</h2><ul class="list">\(
                        visit.nominations.map { "<li>\($0.title)</li>" as HTML })</ul></section>
                    """)
                </aside></div>
                """)
    }

    private func timeline(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.where_now"])</h2><ol class="toc">\
        \(registrationLine(t))\(visit.stages.map { line($0, t) })</ol></section>
        """
    }

    private func registrationLine(_ t: Words) -> HTML {
        guard let opens = contest.registrationOpens, let closes = contest.registrationCloses else { return .empty }
        let state = now < opens ? nil : now < closes ? "current" : "done"
        return """
            <li\(attribute: "data-state", state)><span><b>\(t["contest.registration"])</b>\(mark(state, t))<br>\
            <span class="small muted">\(t.dateTime(opens)) — \(t.dateTime(closes))</span></span></li>
            """
    }

    private func line(_ stage: Stage, _ t: Words) -> HTML {
        let state: String? =
            switch stage.phase(at: now) {
            case .waiting: nil
            case .open, .late: "current"
            case .closed: "done"
            }
        return """
            <li\(attribute: "data-state", state)><span><b>\(stage.title)</b>\(mark(state, t))<br>\
            <span class="small muted">\(t.kind(stage.kind)) · \(t.dateTime(stage.opensAt)) — \(t.dateTime(stage.dueAt))</span>\
            \(when: !stage.tasks.isEmpty, "<br><span class=\"small\">\(stage.tasks.map(\.service).joined(separator: ", "))</span>")</span></li>

            """
    }

    private func mark(_ state: String?, _ t: Words) -> HTML {
        switch state {
        case "current": " <span class=\"tag live\">\(t["contest.now"])</span>"
        case "done": "<span class=\"vh\">, \(t["contest.over"])</span>"
        default: .empty
        }
    }
}

/// What the person can do now, above everything else.
struct ContestCall {
    var visit: ContestVisit
    var now: Date

    private var base: String { "/contests/\(visit.contest.id.rawValue)" }

    func html(_ t: Words) -> HTML {
        guard let (title, text, link) = content(t) else { return .empty }
        return """
            <section class="now stack tight"><h2>\(title)</h2>\(text.map { "<p class=\"muted\">\($0)</p>" as HTML })\
            \(link.map { "<p class=\"row\"><a class=\"btn main\" href=\"\(base)\($0.0)\">\($0.1)</a></p>" as HTML })</section>
            """
    }

    private func content(_ t: Words) -> (String, String?, (String, String)?)? {
        if let registration = visit.registration { return own(registration, t) }
        switch visit.state {
        case .draft: return nil
        case .announced:
            return (
                t["contest.call_announced"],
                visit.contest.registrationOpens.map { t.text("contest.opens_at", ["date": t.dateTime($0)]) }, nil
            )
        case .registering:
            guard !visit.isOrganiser else { return nil }
            return (
                t["contest.call_open"],
                visit.contest.registrationCloses.map { t.text("contest.until", ["date": t.dateTime($0)]) },
                ("/registration", t["contest.register"])
            )
        case .running: return stageNow(t).map { ($0.0, $0.1, nil) } ?? results(t)
        case .closed: return (t["contest.call_closed"], nil, ("/results", t["result.results"]))
        }
    }

    private func own(_ registration: Registration, _ t: Words) -> (String, String?, (String, String)?) {
        let link = ("/registration", t["contest.my_registration"])
        switch registration.state {
        case .draft: return (t["contest.call_draft"], nil, ("/registration", t["contest.continue"]))
        case .submitted:
            return (
                t["contest.call_submitted"], t.text("contest.receipt_is", ["receipt": registration.receipt ?? ""]), link
            )
        case .admitted:
            guard visit.state == .running else {
                return stageNow(t).map { ($0.0, $0.1, link) } ?? (t["contest.call_admitted"], nil, link)
            }
            return stageNow(t).map { ($0.0, $0.1, ("/works", t["contestwork.title"])) } ?? results(t)
        case .rejected: return (t["contest.call_rejected"], registration.reason, link)
        case .withdrawn: return (t["contest.call_withdrawn"], nil, link)
        case .disqualified: return (t["contest.call_disqualified"], registration.reason, link)
        }
    }

    private func results(_ t: Words) -> (String, String?, (String, String)?) {
        (t["contest.call_results"], nil, ("/results", t["result.results"]))
    }

    /// The stage that goes on now, else the next one.
    private func stageNow(_ t: Words) -> (String, String)? {
        if let stage = visit.stages.first(where: { [.open, .late].contains($0.phase(at: now)) }) {
            let key = stage.dueAt < now ? stage.closesAt : stage.dueAt
            return (
                t.text("contest.stage_now", ["stage": stage.title]), t.text("contest.until", ["date": t.dateTime(key)])
            )
        }
        if let stage = visit.stages.filter({ $0.opensAt > now }).min(by: { $0.opensAt < $1.opensAt }) {
            return (
                t.text("contest.stage_next", ["stage": stage.title]),
                t.text("contest.opens_at", ["date": t.dateTime(stage.opensAt)])
            )
        }
        return nil
    }
}

/// Contests that the person takes part in, on their first page.
struct CurrentContests {
    var contests: [(contest: Contest, state: Registration.State)]

    func html(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.mine"])</h2><ul class="list">\(
            contests.map { entry in
                """
                <li><a class="grow" href="/contests/\(entry.contest.id.rawValue)">\(entry.contest.title)</a><span class="tag">\(t.state(entry.state))</span></li>

                """ as HTML
            })</ul></section>
        """
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

    func state(_ state: Registration.State) -> String {
        switch state {
        case .draft: self["contest.entry_draft"]
        case .submitted: self["contest.entry_submitted"]
        case .admitted: self["contest.entry_admitted"]
        case .rejected: self["contest.entry_rejected"]
        case .withdrawn: self["contest.entry_withdrawn"]
        case .disqualified: self["contest.entry_disqualified"]
        }
    }

    func kind(_ kind: Stage.Kind) -> String {
        switch kind {
        case .task: self["contest.kind_task"]
        case .lesson: self["contest.kind_lesson"]
        case .review: self["contest.kind_review"]
        case .final: self["contest.kind_final"]
        case .vote: self["contest.kind_vote"]
        }
    }

    /// Till when one may register, or since when it is over.
    func term(of entry: ContestEntry) -> String? {
        switch entry.state {
        case .draft, .running: nil
        case .announced: entry.contest.registrationOpens.map { text("contest.opens_at", ["date": date($0)]) }
        case .registering: entry.contest.registrationCloses.map { text("contest.until", ["date": date($0)]) }
        case .closed: entry.contest.closedAt.map { date($0) }
        }
    }
}
