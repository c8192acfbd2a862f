import Accounts
import Contest
import Foundation
import Markup
import Storage

/// Who has come how far: for organisers with the funnel and those who lag, for others as the rules show it.
struct ContestProgressPage {
    var visit: ContestVisit
    var progress: ContestProgress
    var now: Date

    private var rules: ScoreboardRules { visit.contest.rules.scoreboard }
    private var freeze: Range<Date>? { rules.freeze(of: progress.weeks) }

    /// Weeks whose results the person may see.
    private var shown: Set<Stage.ID> {
        visit.isOrganiser ? Set(progress.weeks.map(\.id)) : rules.shown(of: progress.weeks, at: now)
    }

    /// Of a closed table entrants see their own line.
    private var rows: [ContestProgress.Row] {
        guard !visit.isOrganiser, !rules.isPublic else { return progress.rows }
        return progress.rows.filter { $0.registration == visit.registration?.id }
    }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contest.progress"], crumbs: .to(visit.contest, t), styles: ["css/contests.css"],
            content: """
                <div class="stack"><h1>\(visit.contest.title)</h1>
                \(ContestNavigation(visit: visit, current: .progress).html(t))
                \(when: freeze?.contains(now) == true, frozen(t))</div>
                \(when: visit.isOrganiser, funnel(t))
                \(rows.isEmpty ? "<div class=\"empty\"><p>\(t["contest.nobody_yet"])</p></div>" as HTML : table(t))
                \(when: visit.isOrganiser, lagging(t))
                """)
    }

    private func frozen(_ t: Words) -> HTML {
        guard let freeze else { return .empty }
        let dates = ["from": t.dateTime(freeze.lowerBound), "to": t.dateTime(freeze.upperBound)]
        return """
            <div class="note"><b>\(visit.isOrganiser ? t.text("contest.frozen_for_others", dates) : t.text("contest.frozen", dates))</b></div>
            """
    }

    private func funnel(_ t: Words) -> HTML {
        let most = max(1, progress.funnel.map(\.count).max() ?? 1)
        return """
            <section class="stack"><h2>\(t["contest.funnel"])</h2><ol class="funnel">\(
                progress.funnel.map { step in
                    """
                    <li><span>\(t.name(step))</span><b>\(step.count)</b>\
                    <progress max="\(most)" value="\(step.count)" aria-label="\(t.name(step))"></progress></li>

                    """ as HTML
                })</ol></section>
            """
    }

    private func table(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["contest.by_weeks"])</h2>
        <div class="tw" tabindex="0" role="region" aria-label="\(t["contest.by_weeks"])"><table class="dense sheet">
        <thead><tr><th scope="col">\(t["contest.entrant"])</th>\(progress.weeks.enumerated().map { number, week in
            "<th scope=\"col\" class=\"week\"><abbr title=\"\(week.title)\">\(number + 1)</abbr></th>" as HTML
        })<th scope="col" class="num">\(t["contest.weeks_passed"])</th>\(when: visit.isOrganiser, "<th scope=\"col\">\(t["contest.lesson"])</th><th scope=\"col\">\(t["contest.to_final"])</th>")</tr></thead>
        <tbody>\(rows.map { row($0, t) })</tbody></table></div></section>
        """
    }

    private func row(_ row: ContestProgress.Row, _ t: Words) -> HTML {
        """
        <tr><th scope="row">\(visit.isOrganiser ? row.name.full : row.name.short)<br><span class="small muted">\(row.organisation ?? "")</span></th>\
        \(progress.weeks.map { cell($0, row, t) })<td class="num">\(row.passed.intersection(shown).count)</td>\
        \(when: visit.isOrganiser, "<td>\(row.facts.isLessonRun ? t["contest.yes"] : "—")</td><td>\(row.verdict.isMet ? t["contest.yes"] : "—")</td>")</tr>

        """
    }

    private func cell(_ week: Stage, _ row: ContestProgress.Row, _ t: Words) -> HTML {
        guard shown.contains(week.id) else {
            return "<td class=\"week muted\">?<span class=\"vh\"> \(t["contest.week_hidden"])</span></td>"
        }
        if row.passed.contains(week.id) {
            return "<td class=\"week ok\">✓<span class=\"vh\"> \(t["contest.week_passed"])</span></td>"
        }
        return week.dueAt < now
            ? "<td class=\"week muted\">–<span class=\"vh\"> \(t["contest.week_missed"])</span></td>"
            : "<td class=\"week muted\"><span class=\"vh\">\(t["contest.week_ahead"])</span></td>"
    }

    /// Those behind, and a text to send them.
    private func lagging(_ t: Words) -> HTML {
        let people = progress.lagging(at: now)
        guard !people.isEmpty else { return .empty }
        let names = people.map { row, missed in
            "\(row.name.full): " + missed.map(\.title).joined(separator: "; ")
        }
        let text =
            t.text("contest.reminder", ["contest": visit.contest.title]) + "\n\n" + names.joined(separator: "\n")
        return """
            <section class="stack"><h2>\(t["contest.lagging"])</h2><p>\(t.plural("contest.lagging_count", count: people.count))</p>
            <div class="wide-field"><div class="field"><label for="reminder">\(t["contest.reminder_text"])</label>\
            <textarea id="reminder" rows="10" readonly>
            \(text)</textarea></div></div></section>
            """
    }
}

extension Words {
    func name(_ step: FunnelStep) -> String {
        switch step {
        case .registered: self["contest.funnel_registered"]
        case .admitted: self["contest.funnel_admitted"]
        case .week(let week, _): week.title
        case .lessonRun: self["contest.funnel_lesson"]
        case .eligible: self["contest.funnel_eligible"]
        }
    }
}
