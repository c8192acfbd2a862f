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
            \(draft.snapshot.cut.map { "<p>\(t.cut(draft.snapshot.scoring, at: $0))</p>" as HTML })
            \(notes(draft, parts, t))
            \(parts.table(t))</section>
            \(when: !draft.snapshot.sheets.isEmpty, parts.belief(t))
            \(when: !draft.table.cards.isEmpty, JurorCards(cards: draft.table.cards, name: parts.juror).html(t))
            \(decisions(draft, parts, t))
            \(when: visit.isOrganiser, publication(draft, t))
            """
    }

    private func notes(_ draft: ResultDraft, _ parts: DraftParts, _ t: Words) -> HTML {
        guard !draft.table.notes.isEmpty else { return .empty }
        return """
            <div class="note warn"><b>\(t["result.notes"])</b><ul class="stack tight">\(draft.table.notes.map { note in
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
        <fieldset><legend>\(t.text("result.tie_of", ["places": places(rows), "points": t.digits(rows[0].total)]))</legend>
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
            <fieldset><legend>\(t["result.fields"])</legend><p class="hint">\(t["result.fields_hint"])</p>
            \(ResultField.allCases.map { field in
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

/// Tables and figures of a draft.
struct DraftParts {
    var visit: ContestVisit
    var draft: ResultDraft

    private var rows: [ResultTable.Row] { draft.table.rows }

    /// Jurors know works by their codes.
    func name(_ id: Registration.ID) -> String {
        let code = draft.snapshot.entrants.first { $0.registration == id }?.code ?? "№ \(id)"
        guard visit.isOrganiser, let person = draft.people.entrants[id] else { return code }
        return "\(person.name.short) (\(code))"
    }

    func juror(_ id: Juror.ID) -> String { draft.people.jurors[id]?.short ?? "№ \(id)" }

    /// Groups that share a place, or did until a decision parted them.
    var tied: [[ResultTable.Row]] {
        draft.ties.map { tie in rows.filter { tie.contains($0.registration) } }.filter { !$0.isEmpty }
    }

    func table(_ t: Words) -> HTML {
        let hasModel = draft.table.model != nil
        let hasCarried = draft.snapshot.entrants.contains { !$0.carried.isEmpty }
        return """
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["result.table"])"><table class="drafted">
            <thead><tr><th scope="col" class="num">\(t["result.place"])</th><th scope="col">\(t["result.entrant"])</th>\
            \(when: hasCarried, "<th scope=\"col\" class=\"num\">\(t["result.stage_points"])</th>")\
            <th scope="col" class="num">\(t["result.points"])</th><th scope="col" class="num">\(t["result.sheet_count"])</th>\
            \(when: hasModel, "<th scope=\"col\" class=\"num\">\(t["result.quality"])</th><th scope=\"col\" class=\"num\">\(t["result.model_place"])</th>")\
            <th scope="col">\(t["result.interval"])</th>\(when: draft.snapshot.cut != nil, "<th scope=\"col\" class=\"num\">\(t["result.chance_pass"])</th>")\
            <th scope="col" class="num">\(t["result.chance_first"])</th><th scope="col">\(t["result.outcome"])</th></tr></thead>
            <tbody>\(rows.map { row in
                """
                <tr><td class="num" data-l="\(t["result.place"])">\(row.places?.text ?? "—")</td><th scope="row">\(name(row.registration))\
                \(when: row.isAdjusted, " <span class=\"tag\">\(t["result.adjusted"])</span>")\
                \(when: row.isLaureate, " <span class=\"tag ok\">\(t["result.laureate"])</span>")</th>\
                \(when: hasCarried, "<td class=\"num\" data-l=\"\(t["result.stage_points"])\">\(t.digits(row.points))</td>")\
                <td class="num" data-l="\(t["result.points"])">\(t.digits(row.total))</td><td class="num" data-l="\(t["result.sheet_count"])">\(row.sheets)</td>\
                \(when: hasModel, model(row, t))\
                <td data-l="\(t["result.interval"])">\(interval(row))</td>\
                \(when: draft.snapshot.cut != nil, "<td class=\"num\" data-l=\"\(t["result.chance_pass"])\">\(t.chance(row.chanceOfPassing))</td>")\
                <td class="num" data-l="\(t["result.chance_first"])">\(t.chance(row.chanceOfFirst))</td>\
                <td data-l="\(t["result.outcome"])">\(outcome(row, t))</td></tr>

                """ as HTML
            })</tbody></table></div>
            """
    }

    private func model(_ row: ResultTable.Row, _ t: Words) -> HTML {
        let error = row.qualityError.map { "\u{A0}±\u{A0}\(t.digits($0, to: 2))" } ?? ""
        return """
            <td class="num" data-l="\(t["result.quality"])">\(t.digits(row.quality))\(error)</td>\
            <td class="num" data-l="\(t["result.model_place"])">\(row.modelPlaces?.text ?? "—")\(when: row.wouldChange, " <span class=\"tag warn\">\(t["result.other_place"])</span>")</td>
            """
    }

    /// Places from the first to the last as a bar, the place itself as a line on it.
    private func interval(_ row: ResultTable.Row) -> HTML {
        guard let interval = row.interval, let places = row.places else { return "—" }
        let count = max(rows.count { $0.places != nil }, 1)
        func percent(_ place: Int) -> Int { 100 * place / count }
        let from = percent(interval.first - 1)
        return """
            <span class="interval">\(interval.text)<svg width="100%" height="12" aria-hidden="true"><rect class="ground" width="100%" height="12" rx="3"></rect>\
            <rect class="value" x="\(from)%" width="\(max(percent(interval.last) - from, 2))%" height="12" rx="3"></rect>\
            <rect class="mark" x="\(min(99, percent(places.first - 1) + 50 / count))%" width="3" height="12"></rect></svg></span>
            """
    }

    private func outcome(_ row: ResultTable.Row, _ t: Words) -> HTML {
        if row.state == .disqualified || row.state == .unqualified {
            return """
                \(t.text(row.state))\(when: !row.failures.isEmpty, "<br><span class=\"small muted\">\(row.failures.map { t.lacking($0) }.joined(separator: "; "))</span>")
                """
        }
        return row.passes
            ? "<span class=\"ok\">\(t["result.passes"])</span>"
            : row.state == .unmarked ? "\(t.text(row.state))" : "\(t["result.passes_not"])"
    }

    // MARK: - How far to believe it

    func belief(_ t: Words) -> HTML {
        """
        <section class="stack"><h2>\(t["result.belief"])</h2>
        <p>\(changed(t))</p>
        \(influences(t))
        \(Figures.list(agreement(t), t))</section>
        """
    }

    private func changed(_ t: Words) -> String {
        guard draft.table.model != nil else { return t["result.model_none"] }
        let count = rows.count(where: \.wouldChange)
        return count == 0 ? t["result.model_same"] : t.plural("result.model_changes", count: count)
    }

    private func influences(_ t: Words) -> HTML {
        guard !draft.table.influences.isEmpty else { return "<p>\(t["result.influence_none"])</p>" }
        return """
            <ul class="list">\(draft.table.influences.map { influence in
                let parts = [
                    influence.winners.isEmpty
                        ? nil
                        : t.text("result.influence_winner", ["names": influence.winners.map(name).joined(separator: ", ")]),
                    influence.finalists.isEmpty
                        ? nil
                        : t.text("result.influence_pass", ["names": influence.finalists.map(name).joined(separator: ", ")]),
                ].compactMap { $0 }
                return "<li><span class=\"grow\">\(t.text("result.influence", ["juror": juror(influence.juror)])) \(parts.joined(separator: " "))</span></li>" as HTML
            })</ul>
            """
    }

    private func agreement(_ t: Words) -> [Figure] {
        let agreement = draft.table.agreement
        let coverage = t.text(
            "result.agreement_of",
            ["complete": "\(agreement.complete)", "entries": "\(agreement.entries)", "jurors": "\(agreement.jurors)"])
        func figure(_ name: String, _ value: String?, _ meaning: String) -> Figure {
            Figure(
                name: name, value: value == nil ? t["result.not_available"] : t.digits(value, to: 3),
                meaning: meaning)
        }
        return [
            figure(
                t["result.icc"], agreement.absolute,
                "\(t.strength(agreement.absolute, [0.5, 0.75, 0.9])) \(t["result.icc_means"]) \(coverage)"),
            figure(
                t["result.kendall"], agreement.kendallW,
                "\(t.strength(agreement.kendallW, [0.3, 0.5, 0.7])) \(t["result.kendall_means"])"),
            figure(
                t["result.alpha"], agreement.alpha,
                "\(t.strength(agreement.alpha, [0.4, 0.667, 0.8])) \(t["result.alpha_means"])"),
            figure(
                t["result.reliability"], agreement.reliability,
                "\(t.strength(agreement.reliability, [0.5, 0.7, 0.9])) \(t["result.reliability_means"])"),
        ]
    }
}

extension Words {
    /// How strong agreement is, by three bounds.
    fileprivate func strength(_ value: String?, _ bounds: [Double]) -> String {
        guard let value = value.flatMap(Double.init) else { return self["result.agreement_undefined"] }
        if value < 0 { return self["result.agreement_negative"] }
        if value < bounds[0] { return self["result.agreement_weak"] }
        if value < bounds[1] { return self["result.agreement_moderate"] }
        return value < bounds[2] ? self["result.agreement_good"] : self["result.agreement_strong"]
    }

    /// What of the rule was not fulfilled.
    func lacking(_ rule: ThresholdRule) -> String {
        switch rule {
        case .all, .any: self["result.lacks_rule"]
        case .atLeast(let count, _): plural("result.lacks_some", count: count)
        case .mastered(let service): text("result.lacks_service", ["service": service])
        case .servicesMastered(let count): plural("result.lacks_services", count: count)
        case .weeksPassed(let count): plural("result.lacks_weeks", count: count)
        case .lessonDeveloped: self["result.lacks_lesson"]
        case .lessonRun: self["result.lacks_run"]
        case .lessonRating(let least): text("result.lacks_rating", ["least": number(Double(least) / 100)])
        case .score(let least): text("result.lacks_score", ["least": number(Double(least) / 100)])
        case .notDisqualified: self["result.state_disqualified"]
        }
    }
}
