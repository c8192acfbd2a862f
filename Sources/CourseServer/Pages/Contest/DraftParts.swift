import Accounts
import Contest
import Foundation
import Markup
import Storage

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
        draft.snapshot.criteria.isEmpty ? list(t) : places(t)
    }

    /// Of a stage where nothing is marked: who fulfils the rule.
    private func list(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["result.table"])"><table>
        <thead><tr><th scope="col">\(t["result.entrant"])</th><th scope="col">\(t["result.outcome"])</th></tr></thead>
        <tbody>\(rows.map { row in
            "<tr><th scope=\"row\">\(name(row.registration))</th><td data-l=\"\(t["result.outcome"])\">\(outcome(row, t))</td></tr>\n" as HTML
        })</tbody></table></div>
        """
    }

    private func places(_ t: Words) -> HTML {
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
