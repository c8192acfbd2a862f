import Accounts
import Contest
import Markup
import Spaces
import Storage

/// The protocol of the counting commission: method, table, hash, lines for signatures.
struct ProtocolPage {
    var page: ResultPage

    private var result: PublishedResult { page.result }

    func frame(_ t: Words) -> Frame {
        let snapshot = result.snapshot
        return Frame(
            title: t.text("result.protocol_of", ["title": snapshot.title]),
            crumbs: .to(
                page.visit.contest, t, .init(t["result.results"], "/contests/\(page.visit.contest.id.rawValue)/results")
            ),
            styles: ["css/journal.css", "css/results-contest.css"],
            content: """
                <article class="stack statement">
                <p data-noprint><button type="button" data-print>\(t["gradebook.print"])</button></p>
                <p>\(page.visit.access.space.name)</p>
                <h1>\(t["result.protocol"])</h1>
                <dl class="facts">
                <div><dt>\(t["result.contest"])</dt><dd>\(page.visit.contest.title)</dd></div>
                <div><dt>\(t["result.stage"])</dt><dd>\(snapshot.title)</dd></div>
                <div><dt>\(t["result.step"])</dt><dd>\(t.text(result.kind).lowercased()), \(t.text("result.version", ["version": "\(result.version)"]))</dd></div>
                <div><dt>\(t["gradebook.date"])</dt><dd>\(t.dateTime(result.publishedAt))</dd></div>
                </dl>
                \(when: !snapshot.criteria.isEmpty, "<p>\(t.method(snapshot.scoring)) \(t.ties(snapshot))</p>")
                \(snapshot.lineDrawn.map { "<p>\(t.cut(snapshot.scoring, at: $0))</p>" as HTML })
                \(table(t))
                \(awards(t))
                \(notes(t))
                <p class="small">\(t["result.snapshot_hash"]) <code class="hash">\(result.snapshotHash)</code></p>
                <p class="small">\(t["result.table_hash"]) <code class="hash">\(result.tableHash)</code></p>
                <h2>\(t["result.commission"])</h2>
                \(signatures.map { "<p class=\"signature\"><span></span> / \($0) /</p>" as HTML })
                </article>
                """)
    }

    private var signatures: [String] {
        page.result.snapshot.jurors.compactMap { page.people.jurors[$0.juror]?.short } + ["", "", ""]
    }

    private func table(_ t: Words) -> HTML {
        let criteria = result.snapshot.criteria
        return """
            <div class="tw" tabindex="0" role="region" aria-label="\(t["result.table"])"><table class="dense">
            <thead><tr><th scope="col" class="num">\(t["result.place"])</th><th scope="col">\(t["result.code"])</th><th scope="col">\(t["result.entrant"])</th>\
            \(criteria.map { "<th scope=\"col\" class=\"num\">\($0.title)</th>" as HTML })\
            <th scope="col" class="num">\(t["result.points"])</th><th scope="col" class="num">\(t["result.sheet_count"])</th><th scope="col">\(t["result.outcome"])</th></tr></thead>
            <tbody>\(result.table.rows.map { row in
                """
                <tr><td class="num">\(row.places?.text ?? "—")</td><td>\(row.code)</td><th scope="row">\(page.people.entrants[row.registration]?.name.full ?? "—")</th>\
                \(row.marks.map { "<td class=\"num\">\(t.digits($0))</td>" as HTML })\
                <td class="num">\(t.digits(row.total))</td><td class="num">\(row.sheets)</td>\
                <td>\(row.passes ? t["result.passes"] : row.state == .ranked ? t["result.passes_not"] : t.text(row.state))</td></tr>

                """ as HTML
            })</tbody></table></div>
            """
    }

    private func awards(_ t: Words) -> HTML {
        HTML(
            parts: result.table.nominations.map { award in
                let names = award.laureates.map { page.people.entrants[$0]?.name.full ?? "№ \($0)" }
                return """
                    <p>\(when: !award.title.isEmpty, "<b>\(award.title)</b>: ")\(names.isEmpty ? t["result.no_award"] : t.text("result.laureates", ["names": names.joined(separator: ", ")]))</p>

                    """
            })
    }

    private func notes(_ t: Words) -> HTML {
        func entry(_ id: Registration.ID) -> String {
            result.table.rows.first { $0.registration == id }?.code ?? "№ \(id)"
        }
        func juror(_ id: Juror.ID) -> String { page.people.jurors[id]?.short ?? "№ \(id)" }
        var lines = result.table.notes.map { t.text($0, entry, juror) }
        lines += result.snapshot.decisions.map { decision in
            let names = ["names": decision.order.map(entry).joined(separator: ", ")]
            return decision.isLot ? t.text("result.decided_lot", names) : t.text("result.decided_vote", names)
        }
        lines += result.table.rows.filter(\.isAdjusted).map {
            t.text("result.adjusted_to", ["code": $0.code, "points": t.digits($0.points)])
        }
        guard !lines.isEmpty else { return .empty }
        return "<ul class=\"stack tight\">\(lines.map { "<li>\($0)</li>" as HTML })</ul>"
    }
}
