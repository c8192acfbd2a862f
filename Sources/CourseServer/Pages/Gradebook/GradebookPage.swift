import Accounts
import Courses
import Foundation
import Markup
import Spaces
import Storage

/// The journal: learners by columns, with the course's total. Cells are written by a script as in a spreadsheet; without
/// it each column's title leads to a form.
struct GradebookPage {
    var sheet: GradebookSheet
    var access: Access
    var refusal: String?
    var done: String?

    private var base: String { "/courses/\(sheet.course.id)/gradebook" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: t.text("gradebook.title_of", ["course": sheet.course.title]), section: .teaching,
            styles: ["css/journal.css"],
            content: """
                <div class="stack"><h1>\(sheet.course.title)</h1>\(CourseTabs(course: sheet.course, current: .gradebook, access: access).html(t))</div>
                \(Parts.refusal(refusal))\(Parts.done(done))
                \(sheet.rows.isEmpty
                    ? "<div class=\"empty\"><p>\(t["gradebook.empty"])</p><p><a class=\"btn\" href=\"/courses/\(sheet.course.id.rawValue)/members\">\(t["gradebook.to_members"])</a></p></div>" as HTML
                    : journal(t))
                """)
    }

    private func journal(_ t: Words) -> HTML {
        """
        <grade-journal class="stack" data-save="\(base)/marks" data-undo="\(base)/undo" data-words="\(words(t))">
        <form method="post" action="\(base)/undo" class="row" data-noprint>\
        <a class="btn" href="\(base)/columns/new">\(t["gradebook.new_column"])</a>\
        <a class="btn" href="\(base)/settings">\(t["gradebook.rules"])</a>\
        <a class="btn" href="\(base)/statement">\(t["gradebook.statement"])</a>\
        <button name="undo">\(t["gradebook.undo"])</button>\
        <a href="\(base)/import">\(t["gradebook.import"])</a>\
        <a href="\(base).csv">\(t["gradebook.csv"])</a>\
        <a href="\(base).xlsx">\(t["gradebook.xlsx"])</a></form>
        <div role="alert"></div>
        <div class="tw"><table class="sheet dense journal">
        <caption>\(t.plural("gradebook.caption", count: sheet.rows.count)) <output class="saved" hidden></output></caption>
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th>\(
            sheet.columns.map { column in
                """
                <th scope="col" data-c="\(column.id.description)"\(attribute: "data-m", column.maximum?.decimal())>\
                <a href="\(base)/columns/\(column.id.description)">\(column.title)</a>\(note(column, t))</th>
                """ as HTML
            })<th scope="col">\(t["gradebook.hundred"])</th>\(
                when: sheet.plan.scale != .hundredPoint, "<th scope=\"col\">\(t.scale(sheet.plan.scale))</th>")</tr></thead>
        <tbody>\(rows(t))</tbody></table></div>
        <p class="hint" data-noprint>\(t["gradebook.legend"])</p>
        </grade-journal>
        """
    }

    /// Under a column's title: its day, and out of how much it is.
    private func note(_ column: GradeColumn, _ t: Words) -> HTML {
        let parts = [
            column.heldOn.map { t.shortDay($0) },
            column.maximum.map { t.text("gradebook.out_of", ["points": t.decimal($0)]) },
        ]
        return " \(parts.compactMap(\.self).joined(separator: ", "))"
    }

    private func rows(_ t: Words) -> HTML {
        let separator = t.decimalSeparator
        return HTML(
            parts: sheet.rows.map { row in
                """
                <tr data-u="\(row.learner.id.rawValue)"><th scope="row">\(row.name.full)</th>\(
                    cells(of: row, separator))\(HTML(parts: t.totals(row.total, sheet).map { "<td>\($0)</td>" }))</tr>

                """
            })
    }

    /// Written one after another into one piece: a journal has more than a thousand.
    private func cells(of row: GradebookRow, _ separator: String) -> HTML {
        var cells = HTML.StringInterpolation(literalCapacity: 16 * row.marks.cells.count, interpolationCount: 0)
        for mark in row.marks.cells {
            cells.appendLiteral("<td")
            if let mark {
                cells.appendInterpolation(attribute: "data-s", mark.signs)
                cells.appendLiteral(">")
                cells.appendInterpolation(mark.text(separator))
            } else {
                cells.appendLiteral(">")
            }
            cells.appendLiteral("</td>")
        }
        return HTML(stringInterpolation: cells)
    }

    private func words(_ t: Words) -> String {
        t.json([
            "saving": "gradebook.saving", "saved": "gradebook.saved", "offline": "gradebook.offline",
            "refused": "gradebook.refused", "tooBig": "gradebook.paste_too_big", "undone": "gradebook.undone",
            "label": "course.gradebook",
        ])
    }
}

extension Mark {
    /// What the cell's look tells: `h` over the activity's own points, `x` excluded, `k` with a comment.
    var signs: String? {
        guard isOverride || isExcluded || !comment.isEmpty else { return nil }
        let signs = (isOverride ? "h" : "") + (isExcluded ? "x" : "") + (comment.isEmpty ? "" : "k")
        return signs
    }
}

extension Words {
    /// Points with this language's decimal mark, exactly.
    func decimal(_ points: Points) -> String { points.decimal(decimalSeparator) }

    /// Hundredths as a number with at most two places: 8 667 is «86,67».
    func hundredths(_ value: Int) -> String { decimal(Points(rawValue: Int64(value) * 1_000)) }

    /// «05.12.2013» of `2013-12-05`; in English as it is.
    func day(_ iso: String) -> String {
        language == .en ? iso : iso.split(separator: "-").reversed().joined(separator: ".")
    }

    /// «05.12» of `2013-12-05`.
    func shortDay(_ iso: String) -> String { day(String(iso.dropFirst(5))) }

    /// The cells of a total: hundredths of a per cent and, where the course has another scale, the mark on it.
    func totals(_ total: CourseTotal, _ sheet: GradebookSheet) -> [String] {
        let hundredths = total.hundredths.map { self.hundredths($0) } ?? "—"
        return sheet.plan.scale == .hundredPoint ? [hundredths] : [hundredths, mark(total, sheet) ?? "—"]
    }

    /// The total on the course's scale; nil while nothing is graded.
    func mark(_ total: CourseTotal, _ sheet: GradebookSheet) -> String? {
        guard let share = total.share else { return nil }
        return switch sheet.plan.scale {
        case .fivePoint: "\(sheet.table.mark(share))"
        case .passFail: sheet.table.passes(share) ? self["gradebook.passed"] : self["gradebook.failed"]
        case .hundredPoint: total.hundredths.map { hundredths($0) }
        }
    }

    func scale(_ scale: GradeScale) -> String {
        switch scale {
        case .fivePoint: self["gradebook.five"]
        case .passFail: self["gradebook.pass"]
        case .hundredPoint: self["gradebook.hundred"]
        }
    }
}
