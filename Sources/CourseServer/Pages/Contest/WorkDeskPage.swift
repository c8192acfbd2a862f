import Contest
import Foundation
import Markup
import Storage

/// An entrant's own page: what comes next, every week with its tasks, the own lesson, the works that are judged.
struct WorkDeskPage {
    var visit: ContestVisit
    var desk: WorkDesk
    var now: Date

    private var base: String { "/contests/\(desk.contest.id)" }

    func frame(_ t: Words) -> Frame {
        let weeks = desk.stages.filter { $0.kind == .task }
        return Frame(
            title: t["contestwork.title"], crumbs: .to(visit.contest, t),
            content: """
                <div class="stack"><h1>\(t["contestwork.title"])</h1>
                \(ContestNavigation(visit: visit, current: .work).html(t))
                <p class="muted small">\(t.serverTime(now))</p></div>
                \(next(t))
                \(when: !weeks.isEmpty, """
                    <section class="stack"><h2>\(t["contestwork.weeks"])</h2>
                    <p>\(t.text("contestwork.weeks_passed", ["passed": "\(weeks.count { desk.isPassed($0) })", "all": "\(weeks.count)"]))</p>
                    \(weeks.map { week($0, t) })</section>
                    """)
                \(desk.stages.filter { $0.kind == .lesson }.map { lesson($0, t) })
                \(desk.stages.filter(\.isJudged).map { judged($0, t) })
                """)
    }

    private func next(_ t: Words) -> HTML {
        guard let target = desk.next(at: now).first else {
            return "<div class=\"note ok\"><b>\(t["contestwork.nothing_next"])</b></div>"
        }
        let (stage, title): (Stage?, String) =
            switch target {
            case .stage(let id): (desk.stage(id), desk.stage(id)?.title ?? "")
            case .task(let id): (desk.task(id)?.0, desk.task(id)?.1.service ?? "")
            }
        guard let stage else { return .empty }
        return """
            <section class="now stack"><p class="small muted">\(t["contestwork.next"])</p>
            <h2>\(title)</h2><p>\(stage.title). \(t.due(of: stage, extendedTo: desk.extensions[stage.id]))</p>
            <p><a class="btn main" href="\(base)\(target.path)">\(t["contestwork.go_on"])</a></p></section>
            """
    }

    private func week(_ week: Stage, _ t: Words) -> HTML {
        """
        <section class="stack tight" id="stage-\(week.id.rawValue)"><h3>\(week.title)</h3>
        <p class="small muted">\(t.due(of: week, extendedTo: desk.extensions[week.id])) \(phase(week, t))</p>
        \(week.tasks.isEmpty ? "<p class=\"muted\">\(t["contestwork.no_tasks"])</p>" as HTML : """
            <ul class="list">\(week.tasks.map { task in
                """
                <li><div class="grow"><a href="\(base)\(WorkTarget.task(task.id).path)">\(task.service)</a>\
                \(when: !task.isRequired, " <span class=\"small muted\">\(t["contestwork.optional"])</span>")</div>\
                \(ProofTag(task: task, proof: desk.proofs[task.id]).html(t))</li>

                """ as HTML
            })</ul>
            """)</section>
        """
    }

    private func phase(_ stage: Stage, _ t: Words) -> HTML {
        if desk.isPassed(stage), stage.kind == .task {
            return "<span class=\"tag ok\">\(t["contestwork.passed"])</span>"
        }
        return StagePhaseTag(stage: stage, extended: desk.extensions[stage.id], now: now).html(t)
    }

    private func lesson(_ stage: Stage, _ t: Words) -> HTML {
        """
        <section class="stack" id="stage-\(stage.id.rawValue)"><h2>\(stage.title)</h2>
        <p class="small muted">\(t.due(of: stage, extendedTo: nil))</p>
        \(when: !desk.lessons.isEmpty, """
            <ul class="list">\(desk.lessons.map { lesson in
                """
                <li><div class="grow stack tight"><a href="\(base)/lessons/\(lesson.id.rawValue)">\(lesson.plan.topic)</a>\
                <p class="small muted">\(t.slot(lesson.plan))</p></div>\(LessonTag(state: lesson.state(at: now)).html(t))</li>

                """ as HTML
            })</ul>
            """)
        \(when: !desk.lessons.contains { $0.failedAt == nil }, "<p><a class=\"btn\" href=\"\(base)/lessons/new\">\(desk.lessons.isEmpty ? t["lesson.book"] : t["lesson.book_again"])</a></p>")
        </section>
        """
    }

    private func judged(_ stage: Stage, _ t: Words) -> HTML {
        let counting = desk.counting(in: stage)
        let address = "\(base)\(WorkTarget.stage(stage.id).path)"
        return """
            <section class="stack" id="stage-\(stage.id.rawValue)"><h2><a href="\(address)">\(stage.title)</a></h2>
            <p class="small muted">\(t.due(of: stage, extendedTo: desk.extensions[stage.id])) \(phase(stage, t))</p>
            \(counting.map { "<p>\(t.counting($0.version, percentOff: $0.percentOff))</p>" as HTML }
                ?? "<p>\(desk.notPassed.contains(stage.id) ? t.text(WorkRefusal.didNotPass) : t["contestwork.nothing_sent"])</p>")</section>
            """
    }
}

/// Where a task stands, in a word.
struct ProofTag {
    var task: ContestTask
    var proof: TaskProof?

    func html(_ t: Words) -> HTML {
        switch proof?.state {
        case .accepted: "<span class=\"tag ok\">\(t["contestwork.state_accepted"])</span>"
        case .waiting: "<span class=\"tag warn\">\(t["contestwork.state_waiting"])</span>"
        case .returned: "<span class=\"tag err\">\(t["contestwork.state_returned"])</span>"
        case nil: "<span class=\"tag\">\(t["contestwork.state_none"])</span>"
        }
    }
}

/// Whether a stage takes works now.
struct StagePhaseTag {
    var stage: Stage
    var extended: Date?
    var now: Date

    func html(_ t: Words) -> HTML {
        switch stage.phase(at: now, extendedTo: extended) {
        case .waiting: "<span class=\"tag\">\(t["contestwork.phase_waiting"])</span>"
        case .open: "<span class=\"tag live\">\(t["contestwork.phase_open"])</span>"
        case .late where stage.late.isTaken: "<span class=\"tag warn\">\(t["contestwork.phase_late"])</span>"
        case .late, .closed: "<span class=\"tag\">\(t["contestwork.phase_closed"])</span>"
        }
    }
}

extension WorkTarget {
    /// Below the contest's address.
    var path: String {
        switch self {
        case .stage(let id): "/works/\(id)"
        case .task(let id): "/tasks/\(id)"
        }
    }
}

extension Words {
    /// «Сейчас на сервере 5 декабря 2013 г., 17:00 (МСК+4)».
    func serverTime(_ now: Date) -> String {
        text("contestwork.server_time", ["date": dateTime(now), "zone": timeZone.label])
    }

    func due(of stage: Stage, extendedTo date: Date?) -> String {
        let due = dateTime(stage.due(extendedTo: date))
        return stage.due(extendedTo: date) > stage.dueAt
            ? text("contestwork.due_extended", ["date": due]) : text("contestwork.due", ["date": due])
    }

    func counting(_ version: WorkVersion, percentOff: Int) -> String {
        let values = [
            "number": "\(version.number)", "date": dateTime(version.sentAt), "percent": percent(Double(percentOff)),
        ]
        return percentOff > 0 ? text("contestwork.counts_late", values) : text("contestwork.counts", values)
    }
}
