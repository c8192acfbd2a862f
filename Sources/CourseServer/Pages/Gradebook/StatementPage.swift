import Accounts
import Courses
import Foundation
import Markup
import Spaces
import Storage

/// The mark sheet («ведомость») of a course, to be printed and signed.
struct StatementPage {
    var sheet: GradebookSheet
    var school: String?
    var teachers: [PersonName]
    var date: Date

    func frame(_ t: Words) -> Frame {
        let base = "/courses/\(sheet.course.id)/gradebook"
        return Frame(
            title: t.text("gradebook.statement_of", ["course": sheet.course.title]), section: .teaching,
            crumbs: [.init(sheet.course.title, "/courses/\(sheet.course.id)"), .init(t["course.gradebook"], base)],
            styles: ["css/journal.css"],
            content: """
                <article class="stack statement">
                <p data-noprint><button type="button" data-print>\(t["gradebook.print"])</button></p>
                \(school.map { "<p>\($0)</p>" as HTML })
                <h1>\(t["gradebook.statement"])</h1>
                <dl class="facts">
                <div><dt>\(t["gradebook.course"])</dt><dd>\(sheet.course.title)</dd></div>
                \(sheet.course.hours.map { "<div><dt>\(t["gradebook.volume"])</dt><dd>\(t.plural("course.hours", count: $0))</dd></div>" as HTML })
                <div><dt>\(t["gradebook.teacher"])</dt><dd>\(teachers.map(\.full).joined(separator: ", "))</dd></div>
                <div><dt>\(t["gradebook.date"])</dt><dd>\(t.date(date))</dd></div>
                </dl>
                \(table(t))
                \(summary(t))
                <p class="signature">\(t["gradebook.teacher"]) <span></span> / \(teachers.first?.short ?? "") /</p>
                <p class="signature">\(t["gradebook.date"]) <span></span></p>
                </article>
                """)
    }

    private func table(_ t: Words) -> HTML {
        """
        <div class="tw" tabindex="0" role="region" aria-label="\(t["gradebook.statement"])"><table class="dense">
        <thead><tr><th scope="col">№</th><th scope="col">\(t["gradebook.learner"])</th>\
        <th scope="col" class="num">\(t["gradebook.hundred"])</th>\(
            when: sheet.plan.scale != .hundredPoint, "<th scope=\"col\">\(t.scale(sheet.plan.scale))</th>")</tr></thead>
        <tbody>\(
            sheet.rows.enumerated().map { place, row in
                """
                <tr><td>\(place + 1)</td><th scope="row">\(row.name.full)</th>\
                <td class="num">\(row.total.hundredths.map { t.hundredths($0) } ?? "—")</td>\(
                    when: sheet.plan.scale != .hundredPoint, "<td>\(t.mark(row.total, sheet) ?? t["gradebook.not_marked"])</td>")</tr>

                """ as HTML
            })</tbody></table></div>
        """
    }

    private func summary(_ t: Words) -> HTML {
        switch sheet.plan.scale {
        case .hundredPoint: return .empty
        case .passFail:
            let passed = sheet.rows.count { $0.total.share.map(sheet.table.passes) == true }
            let marked = sheet.rows.count { $0.total.share != nil }
            return facts([
                (t["gradebook.passed"], "\(passed)"), (t["gradebook.failed"], "\(marked - passed)"),
                (t["gradebook.not_marked"], "\(sheet.rows.count - marked)"),
            ])
        case .fivePoint:
            let summary = MarkSummary(sheet.rows.map { $0.total.share.map(sheet.table.mark) })
            func percent(_ value: Int?) -> String { value.map { t.hundredths($0) + "\u{A0}%" } ?? "—" }
            return facts(
                [5, 4, 3, 2].map { ("«\($0)»", "\(summary.counts[$0] ?? 0)") } + [
                    (t["gradebook.not_marked"], "\(summary.unmarked)"),
                    (t["gradebook.success"], percent(summary.success)),
                    (t["gradebook.quality"], percent(summary.quality)),
                ])
        }
    }

    private func facts(_ facts: [(String, String)]) -> HTML {
        "<dl class=\"facts row\">\(facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" as HTML })</dl>"
    }
}
