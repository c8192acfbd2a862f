import Accounts
import Contest
import Courses
import Foundation
import Markup
import Storage

/// Where an entrant objects to a preliminary result, and a panel decides.
struct AppealsPage {
    var visit: ContestVisit
    var desk: AppealDesk
    var fields = FormFields()
    var refusal: AppealRefusal?
    /// The appeal whose decision was refused; nil when it was a new appeal.
    var refused: Appeal.ID?

    private var base: String { "/contests/\(visit.contest.id.rawValue)/appeals" }
    /// The refused decision's form is still on the page and shows why.
    private var isRefusedInForm: Bool { desk.entries.contains { $0.appeal.id == refused && $0.mayDecide } }
    private var isPanel: Bool { visit.isOrganiser || visit.juror != nil }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["appeal.appeals"], crumbs: .to(visit.contest, t), styles: ["css/results-contest.css"],
            content: """
                <div class="stack"><h1>\(t["appeal.appeals"])</h1>
                \(ContestNavigation(visit: visit, current: .appeals).html(t))
                \(windows(t))</div>
                \(when: !isRefusedInForm, Parts.refusal(refusal.map(t.text)))
                \(desk.open.map { form($0, t) })
                \(entries(t))
                """)
    }

    private func windows(_ t: Words) -> HTML {
        guard !desk.windows.isEmpty else { return "<p>\(t["appeal.no_window"])</p>" }
        return HTML(
            parts: desk.windows.map { window in
                let values = ["stage": title(window.stage), "date": t.dateTime(window.closesAt)]
                return """
                    <p>\(window.isOpen(at: desk.now) ? t.text("appeal.window", values) : t.text("appeal.window_over", values))</p>

                    """
            })
    }

    private func title(_ stage: Stage.ID) -> String { visit.stages.first { $0.id == stage }?.title ?? "" }

    private func form(_ window: AppealWindow, _ t: Words) -> HTML {
        let row = desk.published.first { $0.id == window.result }?.table.rows.first {
            $0.registration == desk.registration?.id
        }
        let id = "reason-\(window.stage.rawValue)"
        return """
            <section class="stack"><h2>\(t.text("appeal.file_against", ["stage": title(window.stage)]))</h2>
            \(row.map { "<p>\(t.text("appeal.your_result", ["points": t.digits($0.total), "place": $0.places?.text ?? "—"]))</p>" as HTML })
            <p class="muted">\(t["appeal.explanation"])</p>
            <form method="post" action="\(base)" class="stack"><input type="hidden" name="stage" value="\(window.stage.rawValue)">
            <div class="field"><label for="\(id)">\(t["appeal.reason"])</label><p class="hint" id="\(id)-hint">\(t["appeal.reason_hint"])</p>\
            <textarea id="\(id)" name="reason" rows="6" required aria-describedby="\(id)-hint">
            \(refused == nil ? fields["reason"] ?? "" : "")</textarea></div>
            <p><button class="main" data-confirm="\(t["appeal.file_confirm"])" data-yes="\(t["appeal.file"])">\(t["appeal.file"])</button></p></form></section>
            """
    }

    private func entries(_ t: Words) -> HTML {
        guard !desk.entries.isEmpty else {
            return isPanel ? "<div class=\"empty\"><p>\(t["appeal.none"])</p></div>" : .empty
        }
        return
            "<section class=\"stack\"><h2>\(isPanel ? t["appeal.filed"] : t["appeal.own"])</h2>\(desk.entries.map { entry($0, t) })</section>"
    }

    private func entry(_ entry: AppealEntry, _ t: Words) -> HTML {
        let appeal = entry.appeal
        let isOwn = appeal.registration == desk.registration?.id
        let person = desk.people.entrants[appeal.registration]?.name.short
        let code = entry.row?.code ?? "№ \(appeal.registration)"
        return """
            <article class="now stack" id="a\(appeal.id.rawValue)"><h3>\(visit.isOrganiser || isOwn ? person.map { "\($0) (\(code))" } ?? code : code)</h3>
            <p class="small muted">\(title(appeal.stage)) · \(t.dateTime(appeal.filedAt))\(entry.row.map { " · \(t.text("appeal.result", ["points": t.digits($0.points), "place": $0.places?.text ?? "—"]))" as HTML })</p>
            <p class="passage">\(appeal.reason)</p>
            \(appeal.outcome.map { outcome in
                """
                <p><b>\(t.text(outcome))</b>\(appeal.points.map { " — \(t.text("appeal.new_points", ["points": $0.decimal(t.decimalSeparator)]))" as HTML }) \
                <span class="small muted">\(appeal.decidedAt.map(t.dateTime) ?? "")</span></p>
                <p class="passage">\(appeal.answer ?? "")</p>
                """ as HTML
            } ?? waiting(entry, t))</article>
            """
    }

    private func waiting(_ entry: AppealEntry, _ t: Words) -> HTML {
        let panel = desk.panels[entry.appeal.id] ?? []
        return """
            <p><b>\(t["appeal.waiting"])</b></p>
            \(when: isPanel, "<p class=\"small\">\(panel.isEmpty ? t["appeal.panel_organiser"] : t.text("appeal.panel", ["names": panel.map(\.short).joined(separator: ", ")]))</p>")
            \(entry.mayDecide ? decision(entry, t) : isPanel ? "<p class=\"muted\">\(t["appeal.not_yours"])</p>" as HTML : .empty)
            """
    }

    private func decision(_ entry: AppealEntry, _ t: Words) -> HTML {
        let id = entry.appeal.id
        let isRefused = refused == id
        func value(_ name: String) -> String { isRefused ? fields[name] ?? "" : "" }
        return """
            \(when: isRefused, Parts.refusal(refusal.map(t.text)))
            <form method="post" action="\(base)/\(id.rawValue)/decision" class="stack"><fieldset><legend>\(t["appeal.outcome"])</legend>
            \(Appeal.Outcome.allCases.map { outcome in
                "<label class=\"pick\"><input type=\"radio\" name=\"outcome\" value=\"\(outcome.rawValue)\" required\(when: value("outcome") == outcome.rawValue, " checked")>\(t.text(outcome))</label>" as HTML
            })</fieldset>
            <div class="field"><label for="points-\(id.rawValue)">\(t["appeal.points"])</label><p class="hint" id="points-\(id.rawValue)-hint">\(t["appeal.points_hint"])</p>\
            <input class="short" id="points-\(id.rawValue)" name="points" inputmode="decimal" value="\(value("points"))" aria-describedby="points-\(id.rawValue)-hint"></div>
            <div class="field"><label for="answer-\(id.rawValue)">\(t["appeal.answer"])</label>\
            <textarea id="answer-\(id.rawValue)" name="answer" rows="4" required>
            \(value("answer"))</textarea></div>
            <p><button class="main" data-confirm="\(t["appeal.decide_confirm"])" data-yes="\(t["appeal.decide"])">\(t["appeal.decide"])</button></p></form>
            """
    }
}
