import Accounts
import Contest
import Foundation
import Markup
import Storage

/// What everybody reads: the latest version of each stage, the stage that came last first.
struct ContestResultsPage {
    var visit: ContestVisit
    /// The oldest first.
    var results: [PublishedResult]
    var people: ResultPeople

    func frame(_ t: Words) -> Frame {
        let stages = visit.stages.reversed().filter { stage in results.contains { $0.stage == stage.id } }
        return Frame(
            title: t["result.results"], crumbs: .to(visit.contest, t), styles: ["css/results-contest.css"],
            content: """
                <div class="stack"><h1>\(t["result.results"])</h1>
                \(ContestNavigation(visit: visit, current: .results).html(t))</div>
                \(when: visit.seesSheets, "<p data-noprint><a class=\"btn\" href=\"/contests/\(visit.contest.id.rawValue)/results/draft\">\(t["result.draft"])</a></p>")
                \(stages.isEmpty
                    ? "<div class=\"empty\"><p>\(t["result.none"])</p></div>" as HTML
                    : HTML(parts: stages.map { section($0, t) }))
                """)
    }

    private func section(_ stage: Stage, _ t: Words) -> HTML {
        let versions = results.filter { $0.stage == stage.id }
        let page = ResultPage(visit: visit, results: versions.reversed(), versions: versions, people: people)
        return """
            <section class="stack"><h2>\(stage.title): \(t.text(page.result.kind).lowercased())</h2>
            \(page.body(t))</section>
            """
    }
}

/// One version of a stage's table.
struct ResultPage {
    var visit: ContestVisit
    /// The version shown, and those before it, the latest first; there is always one.
    var results: [PublishedResult]
    /// All of the stage, the oldest first.
    var versions: [PublishedResult]
    var people: ResultPeople

    var result: PublishedResult { results[0] }
    var base: String { "/contests/\(visit.contest.id.rawValue)/results/versions/\(result.id.rawValue)" }

    func frame(_ t: Words) -> Frame {
        let title = "\(result.snapshot.title): \(t.text(result.kind).lowercased())"
        return Frame(
            title: title,
            crumbs: .to(visit.contest, t, .init(t["result.results"], "/contests/\(visit.contest.id.rawValue)/results")),
            styles: ["css/results-contest.css"],
            content: """
                <section class="stack"><h1>\(title)</h1>
                \(when: result.id != versions.last?.id, "<div class=\"note warn\"><b>\(t["result.superseded"])</b></div>")
                \(body(t))</section>
                """)
    }

    /// The table with all that is told of it.
    func body(_ t: Words) -> HTML {
        """
        <p class="muted">\(t.text("result.version_of", ["version": "\(result.version)", "date": t.dateTime(result.publishedAt)]))</p>
        \(when: result.kind == .preliminary && result.id == versions.last?.id, appeals(t))
        \(when: !result.snapshot.criteria.isEmpty, "<p>\(t.method(result.snapshot.scoring))</p>")
        \(result.snapshot.lineDrawn.map { "<p>\(t.cut(result.snapshot.scoring, at: $0))</p>" as HTML })
        \(table(t))
        \(laureates(t))
        \(changes(t))
        <p class="row" data-noprint>\(when: visit.seesSheets, "<a class=\"btn\" href=\"\(base)/protocol\">\(t["result.protocol"])</a>")\
        <a class="btn" href="\(base)/table.csv">\(t["result.csv"])</a><a class="btn" href="\(base)/table.xlsx">\(t["result.xlsx"])</a>\
        \(when: visit.seesSheets, "<a class=\"btn\" href=\"\(base)/sheets.xlsx\">\(t["result.sheets"])</a><a class=\"btn\" href=\"\(base)/sheets.csv\">\(t["result.sheets_csv"])</a><a class=\"btn\" href=\"\(base)/snapshot.json\">\(t["result.snapshot"])</a>")\
        <button type="button" data-print>\(t["gradebook.print"])</button></p>
        \(history(t))
        """
    }

    func name(_ id: Registration.ID) -> String {
        guard result.fields.contains(.names), let person = people.entrants[id] else {
            return result.table.rows.first { $0.registration == id }?.code ?? "№ \(id)"
        }
        return person.name.full
    }

    /// Rows as they are shown: of a list without places those who pass, in the order of names.
    var rows: [ResultTable.Row] {
        let rows = result.table.rows
        guard !result.fields.contains(.places) else { return rows }
        func key(_ row: ResultTable.Row) -> String {
            result.fields.contains(.names)
                ? people.entrants[row.registration]?.name.sortingKey ?? row.code : row.code
        }
        return (result.kind == .shortlist ? rows.filter(\.passes) : rows).sorted { key($0) < key($1) }
    }

    var marksPass: Bool { result.kind == .shortlist ? result.fields.contains(.places) : result.snapshot.cut != nil }

    private func appeals(_ t: Words) -> HTML {
        "<p>\(t["appeal.may_be_filed"]) <a href=\"/contests/\(visit.contest.id.rawValue)/appeals\">\(t["appeal.appeals"])</a></p>"
    }

    private func table(_ t: Words) -> HTML {
        let fields = result.fields
        let criteria = fields.contains(.marks) ? result.snapshot.criteria : []
        guard !rows.isEmpty else { return "<div class=\"empty\"><p>\(t["result.nobody"])</p></div>" }
        return """
            <div class="tw fold" tabindex="0" role="region" aria-label="\(t["result.table"])"><table>
            <thead><tr>\(when: fields.contains(.places), "<th scope=\"col\" class=\"num\">\(t["result.place"])</th>")\
            <th scope="col">\(t["result.entrant"])</th>\
            \(criteria.map { "<th scope=\"col\" class=\"num\">\($0.title)</th>" as HTML })\
            \(when: fields.contains(.points), "<th scope=\"col\" class=\"num\">\(t["result.points"])</th>")\
            \(when: marksPass, "<th scope=\"col\">\(t["result.outcome"])</th>")</tr></thead>
            <tbody>\(rows.map { row in
                """
                <tr>\(when: fields.contains(.places), "<td class=\"num\" data-l=\"\(t["result.place"])\">\(row.places?.text ?? "—")</td>")\
                <th scope="row">\(who(row, t))</th>\
                \(zip(criteria, row.marks + criteria.map { _ in nil }).map { criterion, mark in
                    "<td class=\"num\" data-l=\"\(criterion.title)\">\(t.digits(mark))</td>" as HTML
                })\
                \(when: fields.contains(.points), "<td class=\"num\" data-l=\"\(t["result.points"])\">\(t.digits(row.total))</td>")\
                \(when: marksPass, "<td data-l=\"\(t["result.outcome"])\">\(outcome(row, t))</td>")</tr>

                """ as HTML
            })</tbody></table></div>
            """
    }

    private func who(_ row: ResultTable.Row, _ t: Words) -> HTML {
        let organisation = result.fields.contains(.names) ? people.entrants[row.registration]?.organisation : nil
        return """
            \(name(row.registration))\(organisation.map { "<br><span class=\"small muted\">\($0)</span>" as HTML })\
            \(when: row.isLaureate, " <span class=\"tag ok\">\(t["result.laureate"])</span>")\
            \(when: row.state != .ranked && !(row.state == .unmarked && row.passes), " <span class=\"tag\">\(t.text(row.state))</span>")
            """
    }

    private func outcome(_ row: ResultTable.Row, _ t: Words) -> HTML {
        row.passes ? "<span class=\"ok\">\(t["result.passes"])</span>" : "\(t["result.passes_not"])"
    }

    private func laureates(_ t: Words) -> HTML {
        guard result.kind == .final, result.fields.contains(.places) else { return .empty }
        return HTML(
            parts: result.table.nominations.map { award in
                """
                <p>\(when: !award.title.isEmpty, "<b>\(award.title)</b>: ")\(award.laureates.isEmpty
                    ? t["result.no_award"] : t.text("result.laureates", ["names": award.laureates.map(name).joined(separator: ", ")]))</p>

                """
            })
    }

    /// What changed since the version before, which stays readable.
    private func changes(_ t: Words) -> HTML {
        guard results.count > 1 else { return .empty }
        let changes = result.table.changes(since: results[1].table)
        let shown = result.fields.intersection(results[1].fields)
        return """
            <section class="stack tight"><h3>\(t.text("result.changed_since", ["version": "\(results[1].version)"]))</h3>
            \(when: !result.reason.isEmpty, "<p>\(t.text("result.because", ["reason": result.reason]))</p>")
            \(changes.isEmpty ? "<p>\(t["result.unchanged"])</p>" as HTML : "<ul class=\"list\">\(changes.map { change($0, shown, t) })</ul>")</section>
            """
    }

    private func change(_ change: ResultChange, _ shown: Set<ResultField>, _ t: Words) -> HTML {
        func told(_ row: ResultTable.Row?) -> String {
            guard let row else { return t["result.not_in_table"] }
            var parts: [String] = []
            if row.state != .ranked { parts.append(t.text(row.state)) }
            if shown.contains(.places), let places = row.places {
                parts.append(t.text("result.place_is", ["place": places.text]))
            }
            if shown.contains(.points), let total = row.total {
                parts.append(t.text("result.points_are", ["points": t.digits(total)]))
            }
            if marksPass { parts.append(t[row.passes ? "result.passes" : "result.passes_not"]) }
            return parts.isEmpty ? "—" : parts.joined(separator: ", ")
        }
        return
            "<li><span class=\"grow\">\(name(change.registration))</span><span>\(told(change.before)) → \(told(change.after))</span></li>"
    }

    private func history(_ t: Words) -> HTML {
        guard versions.count > 1 else { return .empty }
        return """
            <p data-noprint>\(t["result.versions"]) \(versions.map { version in
                let title = "\(version.version) (\(t.text(version.kind).lowercased()))"
                return version.id == result.id
                    ? "<b>\(title)</b> " as HTML
                    : "<a href=\"/contests/\(visit.contest.id.rawValue)/results/versions/\(version.id.rawValue)\">\(title)</a> "
            })</p>
            """
    }
}
