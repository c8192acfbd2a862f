import Accounts
import Courses
import Markup
import Spaces
import Storage

/// One column of the journal as a form: everybody's marks, how the column counts, and for a teacher's own what it is.
struct GradeColumnPage {
    var sheet: GradebookSheet
    var access: Access
    var column: GradeColumn
    /// What was typed, kept after a refusal.
    var typed: FormFields?
    var refusal: GradebookRefusal?

    private var base: String { "/courses/\(sheet.course.id)/gradebook" }
    private var address: String { "\(base)/columns/\(column.id.description)" }

    func frame(_ t: Words) -> Frame {
        Frame(
            title: "\(column.title) — \(sheet.course.title)", section: .teaching,
            crumbs: [.init(sheet.course.title, "/courses/\(sheet.course.id)"), .init(t["course.gradebook"], base)],
            styles: ["css/journal.css"],
            content: """
                <div class="stack tight"><h1>\(column.title)</h1><p class="muted">\(facts(t))</p></div>
                \(Parts.refusal(refusal.map { t.text($0) }))\(problems(t))
                \(marks(t))
                \(settings(t))
                """)
    }

    private func facts(_ t: Words) -> HTML {
        let maximum = column.maximum.map { t.text("gradebook.out_of", ["points": t.decimal($0)]) }
        let text = [column.heldOn.map { t.day($0) }, maximum ?? t["gradebook.attendance_only"]].compactMap(\.self)
            .joined(separator: ", ")
        guard case .activity(let id) = column.id else { return "\(text)" }
        return "\(text) · <a href=\"/activities/\(id.rawValue)\">\(t["gradebook.to_activity"])</a>"
    }

    private func problems(_ t: Words) -> HTML {
        guard case .cells(let cells) = refusal else { return .empty }
        return
            "<ul class=\"note err\">\(cells.prefix(50).map { "<li><a href=\"#v-\($0.learner.rawValue)\">\(t.text($0))</a></li>" as HTML })</ul>"
    }

    private func marks(_ t: Words) -> HTML {
        """
        <form method="post" action="\(address)/marks" class="stack">
        <div class="tw"><table class="dense fold">
        <caption>\(t.plural("gradebook.caption", count: sheet.rows.count))</caption>
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th><th scope="col">\(t["gradebook.grade"])</th>\
        <th scope="col">\(t["gradebook.comment"])</th><th scope="col">\(t["gradebook.history"])</th></tr></thead>
        <tbody>\(sheet.rows.map { row($0, t) })</tbody></table></div>
        <p class="hint">\(t["gradebook.letters"])</p>
        \(Parts.button(t["gradebook.save"]))
        </form>
        """
    }

    private func row(_ row: GradebookRow, _ t: Words) -> HTML {
        let id = row.learner.id.rawValue
        let mark = row.marks[column.id] ?? Mark()
        let shown = mark.text(t.decimalSeparator)
        let label = t.text("gradebook.mark_of", ["name": row.name.full])
        return """
            <tr><th scope="row">\(row.name.full)</th>\
            <td data-l="\(t["gradebook.grade"])"><input id="v-\(id)" name="v.\(id)" value="\(typed?["v.\(id)"] ?? shown)" class="cell" \
            inputmode="text" autocomplete="off" aria-label="\(label)"\(when: isRefused(row.learner.id), " aria-invalid=\"true\"")>\
            <input type="hidden" name="s.\(id)" value="\(typed?["s.\(id)"] ?? shown)">\(signs(mark, t))</td>\
            <td data-l="\(t["gradebook.comment"])"><input name="k.\(id)" value="\(typed?["k.\(id)"] ?? mark.comment)" \
            autocomplete="off" aria-label="\(t.text("gradebook.comment_for", ["name": row.name.full]))">\
            <input type="hidden" name="o.\(id)" value="\(typed?["o.\(id)"] ?? mark.comment)"></td>\
            <td data-l="\(t["gradebook.history"])"><a href="\(address)/learners/\(id)">\(t["gradebook.more"])<span class="vh">: \(row.name.full)</span></a></td></tr>

            """
    }

    private func isRefused(_ learner: User.ID) -> Bool {
        guard case .cells(let cells) = refusal else { return false }
        return cells.contains { $0.learner == learner }
    }

    private func signs(_ mark: Mark, _ t: Words) -> HTML {
        """
        \(when: mark.isExcluded, " <span class=\"tag\">\(t["gradebook.excluded"])</span>")\
        \(when: mark.isOverride, " <span class=\"tag\">\(t.text("gradebook.over", ["points": t.decimal(mark.automatic ?? .zero)]))</span>")
        """
    }

    private func settings(_ t: Words) -> HTML {
        let isOwn: Bool = if case .own = column.id { true } else { false }
        let draft = OwnColumn(
            title: column.title, heldOn: column.heldOn, maximum: column.maximum, placement: column.placement)
        return """
            <details><summary>\(t["gradebook.column_settings"])</summary>
            <form method="post" action="\(address)/settings" class="stack">\
            \(when: isOwn, ColumnFields(draft: draft, categories: []).own(t))\
            \(ColumnFields(draft: draft, categories: sheet.plan.categories).placement(t))\
            \(Parts.button(t["gradebook.save_settings"], main: false))</form>
            \(when: isOwn, Parts.action(t["gradebook.remove_column"], to: "\(address)/removal", "risk", confirm: t["gradebook.remove_column_sure"]))
            </details>
            """
    }
}

/// A new column of the teacher's own.
struct NewColumnPage {
    var course: Course
    var categories: [GradeCategory]
    var draft = OwnColumn(title: "", maximum: Points(5))
    /// What was typed for points, kept after a refusal.
    var typed: FormFields?
    var refusal: String?

    func frame(_ t: Words) -> Frame {
        let base = "/courses/\(course.id)/gradebook"
        let fields = ColumnFields(draft: draft, categories: categories, typed: typed)
        return Frame(
            title: t["gradebook.new_column"], section: .teaching,
            crumbs: [.init(course.title, "/courses/\(course.id)"), .init(t["course.gradebook"], base)],
            content: """
                <h1>\(t["gradebook.new_column"])</h1>
                \(Parts.refusal(refusal))
                <form method="post" action="\(base)/columns" class="stack">\(fields.own(t))\
                <details><summary>\(t["gradebook.how_counts"])</summary><div class="stack">\(fields.placement(t))</div></details>\
                \(Parts.button(t["gradebook.add_column"]))</form>
                """)
    }
}

/// The fields of a column, shared by its two forms.
struct ColumnFields {
    var draft: OwnColumn
    var categories: [GradeCategory]
    var typed: FormFields?

    func own(_ t: Words) -> HTML {
        """
        \(Parts.field("title", t["gradebook.column_title"], value: typed?["title"] ?? draft.title, attributes: "required maxlength=\"300\""))\
        \(Parts.field("held_on", t["gradebook.column_date"], value: typed?["held_on"] ?? draft.heldOn ?? "", type: "date", hint: t["gradebook.column_date_hint"], short: true))\
        \(Parts.field("points", t["gradebook.column_maximum"], value: typed?["points"] ?? draft.maximum.map { t.decimal($0) } ?? "", hint: t["gradebook.column_maximum_hint"], attributes: "inputmode=\"decimal\"", short: true))
        """
    }

    func placement(_ t: Words) -> HTML {
        let chosen = typed?["category"] ?? draft.placement.category.map { "\($0)" } ?? ""
        let options =
            [(value: "", title: t["gradebook.no_category"])] + categories.map { (value: "\($0.id)", title: $0.title) }
        return """
            \(when: !categories.isEmpty, Parts.select("category", t["gradebook.category"], options, chosen: chosen))\
            \(Parts.field("weight", t["gradebook.weight"], value: typed?["weight"] ?? t.decimal(draft.placement.weight), hint: t["gradebook.weight_hint"], attributes: "inputmode=\"decimal\"", short: true))\
            <label class="pick"><input type="checkbox" name="extra" value="1"\(when: typed.map { $0["extra"] != nil } ?? draft.placement.isExtra, " checked")>\(t["gradebook.extra"])</label>
            """
    }
}
