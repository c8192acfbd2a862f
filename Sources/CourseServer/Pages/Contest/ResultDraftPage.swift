import Accounts
import Contest
import Foundation
import Markup
import Storage

/// Where the organiser and the chair see what would be published, how far to believe it, and decide what marks do not.
struct ResultDraftPage {
    var visit: ContestVisit
    var stage: Stage?
    var kind = ResultKind.preliminary
    var draft: ResultDraft?
    var refusal: ResultRefusal?
    var fields: FormFields

    init(
        visit: ContestVisit, draft: ResultDraft?, refusal: ResultRefusal? = nil, fields: FormFields = FormFields()
    ) {
        (self.visit, self.draft, self.refusal, self.fields) = (visit, draft, refusal, fields)
    }

    /// The vote of the audience is counted on a page of its own.
    var stages: [Stage] { visit.stages.filter { $0.kind != .vote } }

    private var base: String { "/contests/\(visit.contest.id.rawValue)/results" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["result.draft"], crumbs: .to(visit.contest, t, .init(t["result.results"], base)),
            styles: ["css/statistics.css", "css/results-contest.css"],
            content: """
                <div class="stack"><h1>\(t["result.draft"])</h1>\(choice(t))</div>
                \(Parts.refusal(refusal.map(t.text)))
                \(stage == nil ? "<div class=\"empty\"><p>\(t["result.no_stages"])</p></div>" as HTML : .empty)
                \(draft.map { body($0, t) } ?? .empty)
                """)
    }

    private func choice(_ t: Words) -> HTML {
        guard let stage else { return .empty }
        let kinds = stage.isJudged ? ResultKind.allCases : [.shortlist]
        return """
            <nav class="subnav" aria-label="\(t["result.stages"])"><ul>\(stages.map { other in
                "<li><a href=\"\(base)/draft?stage=\(other.id.rawValue)\"\(when: other.id == stage.id, " aria-current=\"page\"")>\(other.title)</a></li>" as HTML
            })</ul></nav>
            <p>\(t["result.step"]) \(kinds.map { other in
                other == kind
                    ? "<b>\(t.text(other))</b> " as HTML
                    : "<a href=\"\(base)/draft?stage=\(stage.id.rawValue)&amp;kind=\(other.rawValue)\">\(t.text(other))</a> "
            })</p>
            """
    }

    private func body(_ draft: ResultDraft, _ t: Words) -> HTML {
        let parts = DraftParts(visit: visit, draft: draft)
        return """
            <section class="stack"><h2>\(t.text(kind))</h2>
            \(when: !draft.snapshot.criteria.isEmpty, "<p>\(t.method(draft.snapshot.scoring)) \(t.ties(draft.snapshot))</p>")
            \(draft.snapshot.lineDrawn.map { "<p>\(t.cut(draft.snapshot.scoring, at: $0))</p>" as HTML })
            \(notes(draft, parts, t))
            \(parts.table(t))</section>
            \(when: !draft.snapshot.sheets.isEmpty, parts.belief(t))
            \(when: !draft.table.cards.isEmpty, JurorCards(cards: draft.table.cards, name: parts.juror).html(t))
            \(decisions(draft, parts, t))
            \(when: visit.isOrganiser, publication(draft, t))
            """
    }

    private func notes(_ draft: ResultDraft, _ parts: DraftParts, _ t: Words) -> HTML {
        // Where nothing is marked it is nothing to note that there are no marks.
        let told = draft.snapshot.criteria.isEmpty ? [] : draft.table.notes
        guard !told.isEmpty else { return .empty }
        return """
            <div class="note warn"><b>\(t["result.notes"])</b><ul class="stack tight">\(told.map { note in
                "<li>\(t.text(note, parts.name, parts.juror))</li>" as HTML
            })</ul></div>
            """
    }

    // MARK: - Decisions

    private func decisions(_ draft: ResultDraft, _ parts: DraftParts, _ t: Words) -> HTML {
        let tied = draft.snapshot.scoring.ties.contains(.decision) ? parts.tied : []
        let hasDisqualified = draft.table.rows.contains { $0.state == .disqualified }
        guard !tied.isEmpty || hasDisqualified || !draft.decisions.isEmpty else { return .empty }
        return """
            <section class="stack" id="decisions"><h2>\(t["result.decisions"])</h2>
            \(when: !draft.decisions.isEmpty, "<ul class=\"list\">\(draft.decisions.map { decided($0, parts, t) })</ul>")
            \(tied.enumerated().map { tie($0, $1, parts, t) })
            \(when: hasDisqualified && visit.isOrganiser, vacancy(draft, t))</section>
            """
    }

    private func decided(_ decision: ResultDecision, _ parts: DraftParts, _ t: Words) -> HTML {
        let what =
            switch decision.kind {
            case .vote:
                t.text("result.decided_vote", ["names": decision.entries.map(parts.name).joined(separator: ", ")])
            case .lot: t.text("result.decided_lot", ["names": decision.entries.map(parts.name).joined(separator: ", ")])
            case .vacant: t["result.decided_vacant"]
            case .filled: t["result.decided_filled"]
            }
        return """
            <li><span class="grow">\(what) <span class="muted">\(decision.reason)</span></span>\
            <span class="small muted">\(t.dateTime(decision.decidedAt))</span></li>

            """
    }

    private func tie(_ number: Int, _ rows: [ResultTable.Row], _ parts: DraftParts, _ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/decisions" class="stack now">\(hidden)
        <fieldset class="stack tight"><legend>\(t.text("result.tie_of", ["places": places(rows), "points": t.digits(rows[0].total)]))</legend>
        <p class="hint">\(t["result.tie_hint"])</p>
        \(rows.enumerated().map { place, row in
            let id = "place-\(row.registration.rawValue)"
            return """
                <div class="field"><label for="\(id)">\(parts.name(row.registration))</label>\
                <input class="short" id="\(id)" name="\(id)" type="number" min="1" max="\(rows.count)" required value="\(fields[id] ?? "\(place + 1)")"></div>
                """ as HTML
        })</fieldset>
        <fieldset><legend>\(t["result.decided_by"])</legend>
        <label class="pick"><input type="radio" name="by" value="vote" checked>\(t["result.by_vote"])</label>
        <label class="pick"><input type="radio" name="by" value="lot">\(t["result.by_lot"])</label></fieldset>
        <div class="field"><label for="reason-\(number)">\(t["result.reason"])</label>\
        <textarea id="reason-\(number)" name="reason" rows="2" required>
        \(fields["by"] == nil ? "" : fields["reason"] ?? "")</textarea></div>
        <p><button>\(t["result.record"])</button></p></form>
        """
    }

    private func places(_ rows: [ResultTable.Row]) -> String {
        let all = rows.compactMap(\.places)
        guard let first = all.map(\.first).min(), let last = all.map(\.last).max() else { return "" }
        return ResultTable.Places(first...last).text
    }

    private func vacancy(_ draft: ResultDraft, _ t: Words) -> HTML {
        """
        <form method="post" action="\(base)/vacancies" class="stack now">\(hidden)
        <fieldset><legend>\(t["result.vacancies"])</legend>
        <label class="pick"><input type="radio" name="places" value="filled"\(when: !draft.snapshot.keepsPlacesEmpty, " checked")>\(t["result.places_filled"])</label>
        <label class="pick"><input type="radio" name="places" value="empty"\(when: draft.snapshot.keepsPlacesEmpty, " checked")>\(t["result.places_empty"])</label></fieldset>
        <div class="field"><label for="vacancy-reason">\(t["result.reason"])</label>\
        <textarea id="vacancy-reason" name="reason" rows="2" required></textarea></div>
        <p><button>\(t["result.record"])</button></p></form>
        """
    }

    // MARK: - Publication

    private func publication(_ draft: ResultDraft, _ t: Words) -> HTML {
        let version = (draft.published.last?.version ?? 0) + 1
        let chosen = fields["hash"] == nil ? usualFields(draft) : Set(fields.all("field").compactMap(ResultField.init))
        return """
            <section class="stack" id="publication"><h2>\(t["result.publication"])</h2>
            <form method="post" action="\(base)/publications" class="stack">\(hidden)
            <input type="hidden" name="hash" value="\(draft.hash)">
            <fieldset class="stack tight"><legend>\(t["result.fields"])</legend><p class="hint">\(t["result.fields_hint"])</p>
            \((draft.snapshot.criteria.isEmpty ? [.names] : ResultField.allCases).map { field in
                "<label class=\"pick\"><input type=\"checkbox\" name=\"field\" value=\"\(field.rawValue)\"\(when: chosen.contains(field), " checked")>\(t.text(field))</label>" as HTML
            })</fieldset>
            \(when: version > 1, Parts.area("reason", t["result.version_reason"], value: fields["hash"] == nil ? "" : fields["reason"] ?? "", hint: t.text("result.version_hint", ["version": "\(version)"]), rows: 3))
            <p><button class="main" data-confirm="\(t.text("result.publish_confirm", ["kind": t.text(kind).lowercased(), "version": "\(version)"]))" data-yes="\(t["result.publish"])">\(t["result.publish"])</button></p>
            <p class="small muted">\(t["result.snapshot_hash"]) <code class="hash">\(draft.hash)</code></p></form></section>
            """
    }

    private func usualFields(_ draft: ResultDraft) -> Set<ResultField> {
        if let last = draft.published.last { return last.fields }
        return kind == .shortlist ? [.names] : [.names, .places, .points]
    }

    private var hidden: HTML {
        """
        <input type="hidden" name="stage" value="\(stage?.id.rawValue ?? 0)"><input type="hidden" name="kind" value="\(kind.rawValue)">
        """
    }
}
