import Accounts
import Courses
import Markup
import Spaces
import Storage

/// The gradebook: learners by activities, with the course's total on both scales.
struct GradebookPage {
    var sheet: GradebookSheet
    var access: Access

    func frame(_ t: Words) -> Frame {
        let course = sheet.contents.course
        return Frame(
            title: t.text("gradebook.title_of", ["course": course.title]), section: .teaching,
            content: """
                <div class="stack"><h1>\(course.title)</h1>\(CourseTabs(course: course, current: .gradebook, access: access).html(t))</div>
                \(sheet.rows.isEmpty
                    ? "<div class=\"empty\"><p>\(t["gradebook.empty"])</p><p><a class=\"btn\" href=\"/courses/\(course.id.rawValue)/members\">\(t["gradebook.to_members"])</a></p></div>" as HTML
                    : table(t))
                """)
    }

    private func table(_ t: Words) -> HTML {
        """
        <p class="row"><a class="btn" href="/courses/\(sheet.contents.course.id.rawValue)/gradebook.csv">\(t["gradebook.csv"])</a>\
        <button type="button" data-print>\(t["gradebook.print"])</button></p>
        <div class="tw" tabindex="0" role="region" aria-label="\(t["course.gradebook"])"><table class="sheet dense">
        <caption>\(t.plural("gradebook.caption", count: sheet.rows.count))</caption>
        <thead><tr><th scope="col">\(t["gradebook.learner"])</th>\(
            sheet.columns.map { column in
                """
                <th scope="col" class="num"><a href="/activities/\(column.id.rawValue)">\(column.title)</a><br>\(t.text("gradebook.out_of", ["points": t.number(column.points?.number ?? 0)]))</th>
                """ as HTML
            })<th scope="col" class="num">\(t["gradebook.done"])</th><th scope="col" class="num">\(t["gradebook.sum"])</th>\
        <th scope="col" class="num">\(t["gradebook.hundred"])</th><th scope="col" class="num">\(t["gradebook.five"])</th></tr></thead>
        <tbody>\(sheet.rows.map { row($0, t) })</tbody></table></div>
        <p class="hint">\(t["gradebook.rule"])</p>
        """
    }

    private func row(_ row: GradebookRow, _ t: Words) -> HTML {
        let total = sheet.total(of: row)
        return """
            <tr><th scope="row">\(row.name.full)</th>\(
                sheet.columns.map { column in
                    "<td class=\"num\">\(row.grades[column.id].map { t.number($0.number) } ?? "—")</td>" as HTML
                })<td class="num">\(row.completed) / \(sheet.contents.activities.count)</td>\
            <td class="num">\(t.number(total.earned.number)) / \(t.number(total.possible.number))</td>\
            <td class="num">\(total.hundredPoint.map { t.number($0) } ?? "—")</td>\
            <td class="num">\(total.fivePoint().map { "\($0)" } ?? "—")</td></tr>

            """
    }
}

/// A learner's own grades in a course.
struct GradesPage {
    var contents: CourseContents
    var grades: [Activity.ID: Points]
    var access: Access

    func frame(_ t: Words) -> Frame {
        let total = CourseGrade(grades, of: contents.activities)
        let columns = contents.activities.filter { ($0.points ?? .zero) > .zero }
        return Frame(
            title: t.text("gradebook.my_title_of", ["course": contents.course.title]), section: .learning,
            content: """
                <div class="stack"><h1>\(contents.course.title)</h1>\(CourseTabs(course: contents.course, current: .grades, access: access).html(t))</div>
                <dl class="stats">
                <div><dt>\(t["gradebook.sum"])</dt><dd>\(t.number(total.earned.number)) / \(t.number(total.possible.number))</dd></div>
                <div><dt>\(t["gradebook.hundred"])</dt><dd>\(total.hundredPoint.map { t.number($0) } ?? "—")</dd></div>
                <div><dt>\(t["gradebook.five"])</dt><dd>\(total.fivePoint().map { "\($0)" } ?? "—")</dd></div>
                <div><dt>\(t["gradebook.graded"])</dt><dd>\(total.graded) / \(total.gradable)</dd></div>
                </dl>
                \(columns.isEmpty ? "<div class=\"empty\"><p>\(t["gradebook.nothing_graded"])</p></div>" as HTML : table(columns, t))
                <p class="hint">\(t["gradebook.rule"])</p>
                """)
    }

    private func table(_ columns: [Activity], _ t: Words) -> HTML {
        """
        <div class="tw" tabindex="0" role="region" aria-label="\(t["course.my_grades"])"><table>
        <thead><tr><th scope="col">\(t["gradebook.work"])</th><th scope="col" class="num">\(t["gradebook.grade"])</th></tr></thead>
        <tbody>\(
            columns.map { activity in
                """
                <tr><th scope="row"><a href="/activities/\(activity.id.rawValue)">\(activity.title)</a></th>\
                <td class="num">\(grades[activity.id].map { t.number($0.number) } ?? "—") / \(t.number(activity.points?.number ?? 0))</td></tr>

                """ as HTML
            })</tbody></table></div>
        """
    }
}
