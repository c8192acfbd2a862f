import Accounts
import Contest
import Markup
import Storage

/// What happened in a contest, line by line, each chained to the one before; the newest first, a hundred at a time.
struct ContestLogPage {
    var visit: ContestVisit
    var lines: [LogLine]
    /// Of those who may be named.
    var names: [User.ID: PersonName]
    /// Only lines of lower numbers are shown.
    var before: Int?

    private static let length = 100
    private var shown: ArraySlice<LogLine> {
        (before.map { before in lines.prefix { $0.number < before } } ?? lines[...]).suffix(Self.length)
    }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["result.log"], crumbs: .to(visit.contest, t), styles: ["css/results-contest.css"],
            content: """
                <div class="stack"><h1>\(t["result.log"])</h1>
                \(ContestNavigation(visit: visit, current: .log).html(t))
                <p class="muted">\(t["result.log_hint"])</p>
                \(fault(t))
                \(lines.last.map { "<p class=\"small\">\(t["result.last_hash"]) <code class=\"hash\">\($0.hash)</code></p>" as HTML })</div>
                <div class="tw fold" tabindex="0" role="region" aria-label="\(t["result.log"])"><table class="log">
                <thead><tr><th scope="col" class="num">№</th><th scope="col">\(t["result.when"])</th><th scope="col">\(t["result.who"])</th>\
                <th scope="col">\(t["result.event"])</th><th scope="col">\(t["result.details"])</th></tr></thead>
                <tbody>\(shown.reversed().map { line in
                    """
                    <tr><td class="num" data-l="№">\(line.number)</td><td data-l="\(t["result.when"])">\(t.dateTime(line.loggedAt))</td>\
                    <td data-l="\(t["result.who"])">\(line.actor.map { names[$0]?.short ?? t["contest.entrant"] } ?? "—")</td>\
                    <th scope="row">\(t.text(line.event))</th>\
                    <td data-l="\(t["result.details"])">\(details(of: line, t))</td></tr>

                    """ as HTML
                })</tbody></table></div>
                \(others(t))
                """)
    }

    private func details(of line: LogLine, _ t: Words) -> String {
        let text = ContestLogDetails(line, stages: visit.stages).text(t)
        return text.isEmpty ? "—" : text
    }

    private func others(_ t: Words) -> HTML {
        let address = "/contests/\(visit.contest.id)/log"
        let older = shown.first.flatMap { $0.number > 1 ? $0.number : nil }
        guard before != nil || older != nil else { return .empty }
        return """
            <p class="row">\(before.map { _ in "<a class=\"btn\" href=\"\(address)\">\(t["result.log_newest"])</a>" as HTML })\
            \(older.map { "<a class=\"btn\" href=\"\(address)?before=\($0)\">\(t["result.log_older"])</a>" as HTML })</p>
            """
    }

    private func fault(_ t: Words) -> HTML {
        do {
            try lines.verify()
            return "<div class=\"note ok\"><b>\(t["result.log_whole"])</b></div>"
        } catch {
            switch error {
            case .missing(let number), .altered(let number):
                return Parts.refusal(t.text("result.log_broken", ["number": "\(number)"]))
            }
        }
    }
}
