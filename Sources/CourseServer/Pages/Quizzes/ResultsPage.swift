import Accounts
import Archives
import Courses
import Markup
import Quizzes
import Storage

/// Attempts at a quiz with every question's mark, for the teacher.
struct ResultsPage {
    var activity: Activity
    var course: Course
    var results: ResultsTable

    private var base: String { "/activities/\(activity.id.rawValue)" }
    private var query: String { results.counted == .all ? "" : "?count=\(results.counted.rawValue)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t["quiz.results"], section: .teaching,
            crumbs: .to(activity, in: course),
            styles: ["css/results.css"],
            content: """
                <div class="stack"><h1>\(activity.title). \(t["quiz.results"])</h1>
                <p class="row" data-noprint>\(when: results.waiting > 0, "<a class=\"btn main\" href=\"\(base)/marking\">\(t.plural("quiz.mark_waiting", count: results.waiting))</a>")\
                <a class="btn" href="\(base)/statistics">\(t["stat.title"])</a> <a class="btn" href="\(base)/marking">\(t["quiz.marking"])</a>\
                <a class="btn" href="\(base)/overrides">\(t["override.title"])</a> <a class="btn" href="\(base)/regrade">\(t["regrade.title"])</a></p></div>
                \(when: results.hidesNames, "<p class=\"note\"><b>\(t["quiz.names_hidden"])</b></p>")
                \(choice(t))
                \(results.rows.isEmpty ? "<div class=\"empty\"><p>\(t["quiz.no_results"])</p></div>" as HTML : table(t))
                """)
    }

    private func choice(_ t: Words) -> HTML {
        """
        <div class="row" data-noprint><nav class="subnav" aria-label="\(t["stat.which"])"><ul>\([CountedAttempts.all, .best, .last, .first].map { counted in
            """
            <li><a href="\(base)/results\(counted == .all ? "" : "?count=\(counted.rawValue)")"\(when: counted == results.counted, " aria-current=\"page\"")>\(t.counted(counted))</a></li>
            """ as HTML
        })</ul></nav>
        \(when: !results.rows.isEmpty, """
            <span class="row"><a class="btn small" href="\(base)/results.csv\(query)">\(t["stat.csv"])</a> \
            <a class="btn small" href="\(base)/results.xlsx\(query)">\(t["gradebook.xlsx"])</a> \
            <button type="button" class="small" data-print>\(t["stat.print"])</button></span>
            """)</div>
        """
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw fold" tabindex="0" role="region" aria-label="\(t["quiz.results"])"><table class="dense results">
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col">\(t["quiz.attempt"])</th>\
        <th scope="col">\(t["quiz.finished"])</th><th scope="col" class="num">\(t["quiz.marks"])</th><th scope="col">\(t["quiz.state"])</th>\
        \(results.asked.enumerated().map { place, _ in "<th scope=\"col\" class=\"num q\"><abbr title=\"\(t.text("quiz.question", ["number": "\(place + 1)"]))\">\(place + 1)</abbr></th>" as HTML })</tr></thead>
        <tbody>\(rows.map { row($0, t) })</tbody></table></div>
        """
    }

    /// While names are hidden, in the order of the attempts: the alphabet would tell.
    private var rows: [ResultsTable.Row] {
        results.hidesNames ? results.rows.sorted { $0.attempt.id < $1.attempt.id } : results.rows
    }

    private func row(_ row: ResultsTable.Row, _ t: Words) -> HTML {
        let attempt = row.attempt
        return """
            <tr><th scope="row"><a href="/attempts/\(attempt.id.rawValue)/review">\(t.name(of: row, in: results))</a></th>\
            <td data-l="\(t["quiz.attempt"])">\(attempt.number)</td>\
            <td data-l="\(t["quiz.finished"])">\(attempt.finishedAt.map { t.dateTime($0) } ?? "")</td>\
            <td data-l="\(t["quiz.marks"])" class="num">\(attempt.isFinished ? "\(t.number(attempt.marks.number)) / \(t.number(attempt.maximum.number))" : "")</td>\
            <td data-l="\(t["quiz.state"])">\(state(attempt, t))</td>\
            \(results.asked.enumerated().map { place, slot in
                """
                <td data-l="\(t.text("quiz.question", ["number": "\(place + 1)"]))" class="num q">\(attempt.isFinished ? row.marks[slot].map { t.number($0.number) } ?? "—" : "")</td>
                """ as HTML
            })</tr>

            """
    }

    private func state(_ attempt: Attempt, _ t: Words) -> HTML {
        if attempt.needsGrading { return "<span class=\"tag warn\">\(t["quiz.waits_for_teacher"])</span>" }
        return attempt.isFinished ? "\(t["quiz.marked"])" : "\(t["quiz.in_progress"])"
    }
}

extension Words {
    func name(of row: ResultsTable.Row, in results: ResultsTable) -> String {
        results.hidesNames ? text("work.number", ["number": "\(row.attempt.id)"]) : row.name.full
    }
}

/// The same as rows for a spreadsheet.
struct ResultsSheet {
    private let results: ResultsTable
    private let t: Words

    init(_ results: ResultsTable, _ t: Words) {
        self.results = results
        self.t = t
    }

    var head: [String] {
        [
            t["gradebook.learner"], t["gradebook.login"], t["quiz.attempt"], t["quiz.started"], t["quiz.finished"],
            t["quiz.state"], t["quiz.marks"], t["stat.csv_maximum"],
        ] + results.asked.indices.map { t.text("quiz.question", ["number": "\($0 + 1)"]) }
    }

    /// Cells of text and numbers; a number is written with a point.
    var cells: [[Workbook.Cell]] {
        results.rows.map { row in
            let attempt = row.attempt
            let state =
                attempt.needsGrading
                ? t["quiz.waits_for_teacher"] : attempt.isFinished ? t["quiz.marked"] : t["quiz.in_progress"]
            let start: [Workbook.Cell] = [
                .text(t.name(of: row, in: results)), results.hidesNames ? .empty : .text(row.login),
                .number("\(attempt.number)"), .text(t.dateTime(attempt.startedAt)),
                attempt.finishedAt.map { .text(t.dateTime($0)) } ?? .empty, .text(state),
                attempt.isFinished ? .number(attempt.marks.signed) : .empty, .number(attempt.maximum.signed),
            ]
            return start
                + results.asked.map { slot in
                    row.marks[slot].map { .number($0.signed) } ?? .empty
                }
        }
    }

    /// The same as texts with the language's decimal sign.
    var rows: [[String]] {
        cells.map { row in
            row.map { cell in
                switch cell {
                case .text(let text): text
                case .number(let digits): digits.replacing(".", with: t.decimalSeparator)
                case .empty: ""
                }
            }
        }
    }

    func workbook(named name: String) -> Workbook {
        Workbook(name: name, head: head, rows: cells, widths: [32, 16, 10, 18, 18, 16, 10])
    }
}

extension Points {
    /// As `typed`; certainty gives marks below zero.
    fileprivate var signed: String { rawValue < 0 ? "-" + Points(rawValue: -rawValue).typed : typed }
}
