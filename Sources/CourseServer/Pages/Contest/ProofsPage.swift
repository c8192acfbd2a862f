import Accounts
import Contest
import Foundation
import Markup
import Storage

/// Proofs that wait for an organiser: ticked and accepted together, or returned one by one with a comment.
struct ProofsPage {
    var visit: ContestVisit
    var queue: ProofQueue
    /// What has just been accepted, so that it can be undone.
    var accepted: (count: Int, instant: Date)?
    var fields: FormFields?
    var refusal: ProofRefusal?

    private var base: String { "/contests/\(visit.contest.id)/proofs" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["contestwork.proofs"], crumbs: .to(visit.contest, t), styles: ["css/contest-work.css"],
            content: """
                <div class="stack"><h1>\(t["contestwork.proofs"])</h1>
                \(ContestNavigation(visit: visit, current: .proofs).html(t))
                <p><a href="/contests/\(visit.contest.id.rawValue)/extensions">\(t["contestwork.extensions"])</a></p></div>
                \(Parts.refusal(refusal.map { t.text($0) }))
                \(undo(t))
                <div class="stack"><nav class="subnav" aria-label="\(t["contestwork.filter"])"><ul>\(
                    TaskProof.State.allCases.map { filter($0, t) })</ul></nav>
                \(queue.rows.isEmpty ? "<div class=\"empty\"><p>\(t["contestwork.no_proofs"])</p></div>" as HTML : list(t))</div>
                """)
    }

    private func undo(_ t: Words) -> HTML {
        guard let accepted, accepted.count > 0 else { return .empty }
        return """
            <div class="note ok row" role="status"><b>\(t.plural("contestwork.accepted_count", count: accepted.count))</b>\
            <form method="post" action="\(base)/reopening"><input type="hidden" name="accepted" value="\(accepted.instant.milliseconds)">\
            <button class="quiet">\(t["contestwork.undo"])</button></form></div>
            """
    }

    private func filter(_ state: TaskProof.State, _ t: Words) -> HTML {
        """
        <li><a href="\(base)?show=\(state.rawValue)"\(when: state == queue.shown, " aria-current=\"page\"")>\(t.proofs(state)) <span class="num muted">\(queue.counts[state] ?? 0)</span></a></li>
        """
    }

    private func list(_ t: Words) -> HTML {
        let checks = queue.shown != .accepted
        return """
            \(when: checks, "<form method=\"post\" action=\"\(base)\" id=\"chosen\"></form>")
            <ul class="list proofs">\(queue.rows.map { row($0, checks: checks, t) })</ul>
            \(when: checks, "<div class=\"bar\"><button form=\"chosen\" class=\"main\">\(t["contestwork.accept_chosen"])</button></div>")
            """
    }

    private func row(_ row: ProofRow, checks: Bool, _ t: Words) -> HTML {
        let label = "\(row.name.full): \(row.service)"
        let typed = fields?["return"] == row.key.description ? fields?["comment"] : nil
        return """
            <li><div class="grow stack tight">\(checks ? """
                <label class="pick"><input type="checkbox" form="chosen" name="proof" value="\(row.key.description)"><span><b>\(row.name.full)</b> — \(row.service)</span></label>
                """ : "<h2>\(row.name.full) — \(row.service)</h2>" as HTML)
            <p class="small muted">\(row.stage) · \(t.text("contestwork.version", ["number": "\(row.version.number)", "date": t.dateTime(row.version.sentAt)]))</p>
            \(WorkVersionBlock(version: row.version, contest: visit.contest.id).html(t))
            \(when: !row.proof.comment.isEmpty, "<p class=\"note warn\">\(row.proof.comment)</p>")
            <details\(when: typed != nil, " open")><summary>\(t["contestwork.give_back"])<span class="vh"> — \(label)</span></summary>
            <form method="post" action="\(base)" class="stack tight"><input type="hidden" name="return" value="\(row.key.description)">\
            <div class="field"><label for="comment-\(row.key.description)">\(t["contestwork.what_is_missing"])</label>\
            <textarea id="comment-\(row.key.description)" name="comment" rows="3">
            \(typed ?? "")</textarea></div><p><button>\(t["contestwork.give_back"])<span class="vh"> — \(label)</span></button></p></form></details></div>\
            \(when: checks, "<button form=\"chosen\" class=\"small\" name=\"accept\" value=\"\(row.key.description)\">\(t["contestwork.accept"])<span class=\"vh\"> — \(label)</span></button>")</li>

            """
    }
}

/// Later dates for single entrants.
struct StageExtensionsPage {
    var visit: ContestVisit
    var given: [StageExtension]
    var entrants: [(Registration.ID, PersonName)]
    var fields = FormFields()
    var refusal: ExtensionRefusal?

    func frame(_ t: Words) -> Frame {
        let stages = visit.stages.filter { $0.kind == .task || $0.isJudged }
        return Frame(
            title: t["contestwork.extensions"],
            crumbs: .to(
                visit.contest, t, Frame.Link(t["contestwork.proofs"], "/contests/\(visit.contest.id)/proofs")),
            content: """
                <h1>\(t["contestwork.extensions"])</h1>
                \(Parts.refusal(refusal.map { t.text($0) }))
                \(when: !given.isEmpty, """
                    <ul class="list">\(given.map { item in
                        """
                        <li><div class="grow stack tight"><p><b>\(item.name.full)</b> — \(item.stageTitle)</p><p class="small muted">\(item.reason)</p></div>\
                        <span>\(t.text("contestwork.until", ["date": t.dateTime(item.until)]))</span></li>

                        """ as HTML
                    })</ul>
                    """)
                \(entrants.isEmpty || stages.isEmpty ? "<div class=\"empty\"><p>\(t["contestwork.nobody_to_extend"])</p></div>" as HTML : """
                    <form method="post" action="/contests/\(visit.contest.id.rawValue)/extensions" class="stack">
                    \(Parts.select("entrant", t["contestwork.entrant"], entrants.map { ("\($0.0)", $0.1.full) }, chosen: fields["entrant"]))
                    \(Parts.select("stage", t["contestwork.stage"], stages.map { ("\($0.id)", "\($0.title) — \(t.dateTime($0.dueAt))") }, chosen: fields["stage"]))
                    \(Parts.field("until", t["contestwork.extend_until"], value: fields["until"] ?? "", type: "datetime-local", short: true))
                    \(Parts.area("reason", t["contestwork.reason"], value: fields["reason"] ?? "", hint: t["contestwork.reason_hint"], rows: 3))
                    \(Parts.button(t["contestwork.extend"]))</form>
                    """)
                """)
    }
}

extension Words {
    func proofs(_ state: TaskProof.State) -> String {
        switch state {
        case .waiting: self["contestwork.filter_waiting"]
        case .accepted: self["contestwork.filter_accepted"]
        case .returned: self["contestwork.filter_returned"]
        }
    }
}
