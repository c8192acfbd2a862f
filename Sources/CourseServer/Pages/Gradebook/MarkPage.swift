import Accounts
import Courses
import Foundation
import Markup
import Spaces
import Storage

/// One cell of the journal: the mark, what is said of it, and how it came to be.
struct MarkPage {
    var sheet: GradebookSheet
    var access: Access
    var column: GradeColumn
    var row: GradebookRow
    var history: [MarkChange]
    var refusal: String?
    var typed: FormFields?

    private var base: String { "/courses/\(sheet.course.id)/gradebook" }
    private var columnAddress: String { "\(base)/columns/\(column.id.description)" }
    var address: String { "\(columnAddress)/learners/\(row.learner.id)" }

    func frame(_ t: Words) -> Frame {
        let mark = row.marks[column.id] ?? Mark()
        return Frame(
            title: "\(row.name.full): \(column.title)", section: .teaching,
            crumbs: [.init(t["course.gradebook"], base), .init(column.title, columnAddress)],
            content: """
                <div class="stack tight"><h1>\(row.name.full)</h1><p class="muted">\(column.title)\
                \(column.maximum.map { ", " + t.text("gradebook.out_of", ["points": t.decimal($0)]) } ?? "")</p></div>
                \(Parts.refusal(refusal, field: "value"))
                <div class="split"><div>\(form(mark, t))</div><section class="stack">\(changes(t))</section></div>
                """)
    }

    private func form(_ mark: Mark, _ t: Words) -> HTML {
        let shown = mark.text(t.decimalSeparator)
        let hint = mark.automatic.map { t.text("gradebook.automatic_is", ["points": t.decimal($0)]) }
        return """
            <form method="post" action="\(address)" class="stack">\
            <input type="hidden" name="seen" value="\(typed?["seen"] ?? shown)">\
            <input type="hidden" name="seen_comment" value="\(typed?["seen_comment"] ?? mark.comment)">\
            \(Parts.field("value", t["gradebook.grade"], value: typed?["value"] ?? shown, hint: hint ?? t["gradebook.letters"], attributes: "autocomplete=\"off\"", short: true))\
            <label class="pick"><input type="checkbox" name="excluded" value="1"\(when: typed.map { $0["excluded"] != nil } ?? mark.isExcluded, " checked")>\(t["gradebook.exclude"])</label>\
            \(Parts.area("comment", t["gradebook.comment_learner"], value: typed?["comment"] ?? mark.comment, rows: 3))\
            \(Parts.field("because", t["gradebook.because"], value: typed?["because"] ?? "", hint: t["gradebook.because_hint"], attributes: "maxlength=\"300\""))\
            \(Parts.button(t["gradebook.save"]))</form>
            """
    }

    private func changes(_ t: Words) -> HTML {
        guard !history.isEmpty else {
            return "<h2>\(t["gradebook.history"])</h2><p class=\"muted\">\(t["gradebook.no_history"])</p>"
        }
        return """
            <h2>\(t["gradebook.history"])</h2>
            <ol class="list" id="history">\(
                history.map { change in
                    """
                    <li><span class="grow">\(was(change, t).map { "<b>\($0)</b><br>" as HTML })\
                    \(when: change.before.comment != change.after.comment, "\(t["gradebook.comment"]): \(change.after.comment.isEmpty ? "—" : change.after.comment)<br>")\
                    \(when: !change.because.isEmpty, "<q>\(change.because)</q><br>")\
                    <span class="small muted">\(change.by?.short ?? t["gradebook.nobody"]), \(t.source(change.source))</span></span>\
                    <time class="small muted" datetime="\(change.at.ISO8601Format())">\(t.dateTime(change.at))</time></li>

                    """ as HTML
                })</ol>
            """
    }

    /// What the mark was and what it is; nil where only the comment changed.
    private func was(_ change: MarkChange, _ t: Words) -> String? {
        let (before, after) = (shown(change.before, t), shown(change.after, t))
        return before == after ? nil : t.text("gradebook.was_is", ["before": before, "after": after])
    }

    private func shown(_ mark: Mark, _ t: Words) -> String {
        var text = mark.text(t.decimalSeparator)
        if text.isEmpty { text = "—" }
        if mark.isOverride, let automatic = mark.automatic {
            text += " (\(t.text("gradebook.over", ["points": t.decimal(automatic)])))"
        }
        return mark.isExcluded ? "\(text), \(t["gradebook.excluded"])" : text
    }
}

extension Words {
    func source(_ source: MarkSource) -> String {
        switch source {
        case .activity: self["gradebook.source_activity"]
        case .hand: self["gradebook.source_hand"]
        case .paste: self["gradebook.source_paste"]
        case .file: self["gradebook.source_file"]
        case .undo: self["gradebook.source_undo"]
        }
    }
}
