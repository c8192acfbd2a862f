import Accounts
import Contest
import Foundation
import Markup
import Storage

/// What an assignment would do, before it is done.
struct JuryPlanPage {
    var visit: ContestVisit
    var stage: Stage
    var plan: AssignmentPlan
    var chosen: Set<Registration.ID>?
    var board: JuryBoard

    func frame(_ t: Words) -> Frame {
        let base = "/contests/\(visit.contest.id.rawValue)/jury"
        let labels = EntryLabels(visit: visit)
        let names = Dictionary(uniqueKeysWithValues: board.loads.map { ($0.juror.id, $0.juror.name.short) })
        let panels = Dictionary(grouping: plan.pairs, by: \.registration)
        return Frame(
            title: t["jury.plan_title"],
            crumbs: .to(visit.contest, t, Frame.Link(t["jury.title"], "\(base)?stage=\(stage.id)")),
            styles: ["css/jury.css"],
            content: """
                <h1>\(t["jury.plan_title"])</h1>
                <p class="muted">\(stage.title) · \(t.text("jury.plan_count", ["count": "\(plan.pairs.count)"]))</p>
                \(when: plan.connectivity == 0 && panels.count > 1, "<div class=\"note warn\"><b>\(t["jury.plan_apart"])</b></div>")
                <div class="tw" tabindex="0"><table><caption>\(t["jury.plan_works"])</caption><thead><tr><th scope="col">\(t["jury.work_column"])</th><th scope="col">\(t["jury.members"])</th></tr></thead><tbody>\
                \(board.candidates.compactMap { entry in
                    panels[entry.id].map { panel in
                        "<tr><th scope=\"row\">\(labels.text(entry))</th><td>\(panel.compactMap { names[$0.juror] }.joined(separator: ", "))</td></tr>" as HTML
                    }
                })</tbody></table></div>
                <div class="tw" tabindex="0"><table><caption>\(t["jury.plan_loads"])</caption><tbody>\(board.loads.compactMap { load in
                    plan.loads[load.juror.id].map { "<tr><th scope=\"row\">\(load.juror.name.full)</th><td class=\"num\">\($0)</td></tr>" as HTML }
                })</tbody></table></div>
                <form class="row" method="post" action="\(base)/assignment">
                <input type="hidden" name="stage" value="\(stage.id.rawValue)"><input type="hidden" name="seed" value="\(plan.seed)"><input type="hidden" name="mark" value="\(plan.mark)">\
                \((chosen ?? []).sorted().map { "<input type=\"hidden\" name=\"entry\" value=\"\($0.rawValue)\">" as HTML })\
                <button class="main">\(t["jury.assign"])</button><a class="btn quiet" href="\(base)?stage=\(stage.id.rawValue)">\(t["jury.plan_back"])</a></form>
                """)
    }
}

/// One work with the states of its sheets.
struct JuryWorkPage {
    var visit: ContestVisit
    var board: JuryBoard
    var work: JuryBoard.Work

    func frame(_ t: Words) -> Frame {
        let contest = "/contests/\(visit.contest.id.rawValue)"
        let stage = board.stage?.id.rawValue ?? 0
        let title = EntryLabels(visit: visit).text(work.entry)
        let jurors = Dictionary(uniqueKeysWithValues: board.loads.map { ($0.juror.id, $0.juror) })
        return Frame(
            title: title, crumbs: .to(visit.contest, t, Frame.Link(t["jury.title"], "\(contest)/jury?stage=\(stage)")),
            styles: ["css/jury.css"],
            content: """
                <h1>\(title)</h1>
                \(when: work.missing > 0, "<div class=\"note warn\"><b>\(t.text("jury.missing", ["count": "\(work.missing)"]))</b></div>")
                \(when: work.callsForThird, """
                    <div class="note warn"><b>\(t["jury.third_proposed"])</b>
                    <form method="post" action="\(contest)/jury/works/\(work.entry.id.rawValue)/third"><input type="hidden" name="stage" value="\(stage)"><button>\(t["jury.third_call"])</button></form></div>
                    """)
                <ul class="list">\(work.sheets.map { sheet in
                    let name = jurors[sheet.pair.juror]?.name.full ?? "—"
                    return """
                        <li><div class="grow stack tight"><h3>\(name)</h3>\
                        \(when: sheet.origin == .third, "<p class=\"small muted\">\(t["jury.origin_third"])</p>")\
                        \(sheet.reason.map { $0.isEmpty ? .empty : "<p class=\"small\">\($0)</p>" as HTML })\
                        \(when: visit.isChair && [.sent, .void].contains(sheet.state), "<p><a href=\"\(contest)/sheets/\(sheet.id.rawValue)\">\(t["jury.open_sheet"])</a></p>")\
                        \(when: sheet.state == .sent, """
                            <details><summary>\(t["jury.void"])</summary><form class="stack" method="post" action="\(contest)/sheets/\(sheet.id.rawValue)/voiding"><input type="hidden" name="stage" value="\(stage)">\
                            <p class="hint">\(t["jury.void_hint"])</p><input name="reason" aria-label="\(t["jury.reason"])" placeholder="\(t["jury.reason"])" maxlength="\(Juror.reasonLimit)">\
                            <p><button class="risk">\(t["jury.void"])</button></p></form></details>
                            """)</div>\
                        \(SheetState(sheet: sheet, isOverdue: board.isOverdue).html(t))</li>

                        """ as HTML
                })</ul>
                """)
    }
}
