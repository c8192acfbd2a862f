import Accounts
import Courses
import Markup
import Spaces
import Storage

/// A learner's own grades in a course, what the teacher says of them, and in words how the total comes about.
struct GradesPage {
    var sheet: GradebookSheet
    var row: GradebookRow
    var access: Access
    /// Once the learner has taken the course to its end.
    var completion: CourseCompletion?

    private var total: CourseTotal { row.total }

    func frame(_ t: Words) -> Frame {
        let graded = sheet.columns.filter { $0.maximum != nil }
        let done = graded.count { row.marks[$0.id]?.points != nil }
        return Frame(
            title: t.text("gradebook.my_title_of", ["course": sheet.course.title]), section: .learning,
            content: """
                <div class="stack"><h1>\(sheet.course.title)</h1>\(CourseTabs(course: sheet.course, current: .grades, access: access).html(t))</div>
                \(completion.map { t.note($0) })
                <dl class="stats">
                \(when: sheet.plan.scale != .hundredPoint, "<div><dt>\(t.scale(sheet.plan.scale))</dt><dd>\(t.mark(total, sheet) ?? "—")</dd></div>")
                <div><dt>\(t["gradebook.hundred"])</dt><dd>\(total.hundredths.map { t.hundredths($0) } ?? "—")</dd></div>
                <div><dt>\(t["gradebook.graded"])</dt><dd>\(done) / \(graded.count)</dd></div>
                </dl>
                \(sheet.columns.isEmpty ? "<div class=\"empty\"><p>\(t["gradebook.nothing_graded"])</p></div>" as HTML : works(t))
                \(when: !graded.isEmpty, story(t))
                """)
    }

    private func works(_ t: Words) -> HTML {
        let placed = Set(total.categories.flatMap { $0.columns.map(\.id) })
        let rest = sheet.columns.filter { !placed.contains($0.id) }
        return """
            \(total.categories.filter { !$0.columns.isEmpty }.map { part in
                table(part.category.title, part.columns, sum: sum(part.total, part.category.rule, t), t)
            })\(when: !rest.isEmpty, table(total.categories.isEmpty ? nil : t["gradebook.no_category"], rest, sum: nil, t))
            """
    }

    /// A sum in points and per cent; the means have no points of their own.
    private func sum(_ total: Aggregate, _ rule: GradeRule, _ t: Words) -> String {
        guard let earned = total.earned, let share = total.share else { return "—" }
        guard rule.aggregation == .sum else { return percent(share, t) }
        let numbers = ["earned": t.decimal(rounded(earned)), "possible": t.decimal(rounded(total.possible))]
        return t.text("gradebook.earned_of", numbers) + ", " + percent(share, t)
    }

    private func table(_ title: String?, _ columns: [GradeColumn], sum: String?, _ t: Words) -> HTML {
        """
        <section class="stack tight">\(title.map { "<h2>\($0)</h2>" as HTML })\
        <div class="tw" tabindex="0" role="region" aria-label="\(title ?? t["course.my_grades"])"><table>
        <thead><tr><th scope="col">\(t["gradebook.work"])</th><th scope="col" class="num">\(t["gradebook.grade"])</th></tr></thead>
        <tbody>\(columns.map { line($0, t) })</tbody></table></div>\
        \(sum.map { "<p>\(t["gradebook.category_total"]): <b>\($0)</b></p>" as HTML })</section>
        """
    }

    private func line(_ column: GradeColumn, _ t: Words) -> HTML {
        let mark = row.marks[column.id]
        let name: HTML =
            if case .activity(let id) = column.id { "<a href=\"/activities/\(id.rawValue)\">\(column.title)</a>" } else
            {
                "\(column.title)"
            }
        let text = mark?.attendance?.letter ?? mark?.points.map { t.decimal(rounded(Ratio($0))) } ?? ""
        let maximum = mark?.attendance == nil ? column.maximum.map { " / \(t.decimal($0))" } ?? "" : ""
        return """
            <tr><th scope="row">\(name)\(column.heldOn.map { " <span class=\"small muted\">\(t.day($0))</span>" as HTML })\
            \(state(column, mark, t).map { "<br><span class=\"small muted\">\($0)</span>" as HTML })\
            \(mark.flatMap { $0.comment.isEmpty ? nil : $0.comment }.map { "<br><span class=\"small\">\(t["gradebook.comment"]): \($0)</span>" as HTML })</th>\
            <td class="num">\(text.isEmpty ? "—" : text)\(maximum)</td></tr>

            """
    }

    /// What is particular about the work's place in the total.
    private func state(_ column: GradeColumn, _ mark: Mark?, _ t: Words) -> String? {
        if let attendance = mark?.attendance { return t.attendance(attendance) }
        switch total.state(of: column.id) {
        case .zero: return t["gradebook.state_zero"]
        case .excluded: return t["gradebook.state_excluded"]
        case .dropped: return t["gradebook.state_dropped"]
        case .counted: return column.placement.isExtra ? t["gradebook.state_extra"] : nil
        case .missing, nil: return nil
        }
    }

    // MARK: - How the total comes about

    private func story(_ t: Words) -> HTML {
        """
        <section class="stack tight"><h2>\(t["gradebook.story"])</h2><ul class="stack tight">\(
            sentences(t).map { "<li>\($0)</li>" as HTML })</ul></section>
        """
    }

    private func sentences(_ t: Words) -> [String] {
        var lines: [String] = []
        for part in total.categories where !part.columns.isEmpty {
            var line =
                "«\(part.category.title)»: \(t.aggregation(part.category.rule.aggregation)) — \(sum(part.total, part.category.rule, t))."
            line += aside(part.total, part.columns.map(\.title), part.category.rule, t)
            if sheet.plan.rule.aggregation == .weightedMean {
                line += " " + t.text("gradebook.story_weight", ["weight": t.decimal(part.category.weight)])
            }
            lines.append(line)
        }
        let titles = total.columns.map(\.title) + total.categories.map(\.category.title)
        lines.append(
            "\(t["gradebook.total"]): \(t.aggregation(sheet.plan.rule.aggregation)) — \(sum(total.total, sheet.plan.rule, t))."
                + aside(total.total, titles, sheet.plan.rule, t))
        if sheet.plan.scale == .fivePoint {
            lines.append(
                t.text(
                    "gradebook.story_five",
                    [
                        "five": "\(sheet.table.excellent)", "four": "\(sheet.table.good)",
                        "three": "\(sheet.table.satisfactory)",
                    ]))
        } else if sheet.plan.scale == .passFail {
            lines.append(t.text("gradebook.story_pass", ["pass": "\(sheet.table.pass)"]))
        }
        return lines
    }

    /// What did not count, by name, and what a gap is.
    private func aside(_ total: Aggregate, _ titles: [String], _ rule: GradeRule, _ t: Words) -> String {
        func named(_ state: PartState) -> String {
            zip(total.states, titles).filter { $0.0 == state }.map { "«\($1)»" }.joined(separator: ", ")
        }
        var text = ""
        let (dropped, excluded) = (named(.dropped), named(.excluded))
        if !dropped.isEmpty { text += " " + t.text("gradebook.story_dropped", ["works": dropped]) }
        if !excluded.isEmpty { text += " " + t.text("gradebook.story_excluded", ["works": excluded]) }
        if total.states.contains(.zero) { text += " " + t["gradebook.story_zeros"] }
        if total.states.contains(.missing) { text += " " + t["gradebook.story_missing"] }
        return text
    }

    /// To hundredths, halves up: the only rounding there is.
    private func rounded(_ ratio: Ratio) -> Points { Points(rawValue: ratio.rounded(units: 100) * 1_000) }

    private func percent(_ share: Ratio, _ t: Words) -> String {
        t.hundredths(Int(share.rounded(units: 10_000))) + "\u{A0}%"
    }
}

extension Words {
    func attendance(_ attendance: Attendance) -> String {
        switch attendance {
        case .absent: self["gradebook.absent"]
        case .ill: self["gradebook.ill"]
        case .late: self["gradebook.late"]
        }
    }
}
